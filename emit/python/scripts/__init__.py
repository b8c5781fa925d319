"""The model as a package."""

if __name__ == "code":
    # Python's own module "code", which pdb, torch and pytest import, has the name of this folder. A process that starts in the folder above
    # finds this one in its place; it then is that module too.
    import codeop
    from importlib.machinery import PathFinder
    from pathlib import Path

    standard = PathFinder.find_spec("code", [str(Path(codeop.__file__).parent)])
    exec(standard.loader.get_code("code"), globals())  # type: ignore[union-attr]
else:
    from .model import Config, MetaGenModel

    __all__ = ["Config", "MetaGenModel"]
