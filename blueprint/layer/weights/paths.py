def without_numbers(path: str) -> str:
    """A module's path as a spec names it, equal modules of a list together: "model.layers.3.mlp" is "model.layers.mlp"."""
    return ".".join(word for word in path.split(".") if not word.isdigit())
