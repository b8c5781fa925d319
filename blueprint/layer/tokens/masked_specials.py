from config import Blueprint


def specials(blueprint: Blueprint) -> list[int]:
    """The tokens that stand for no part of a text."""
    return [blueprint.pad_token, blueprint.cls_token, blueprint.sep_token, blueprint.mask_token]
