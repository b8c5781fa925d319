import argparse
import difflib
import math
from dataclasses import fields
from typing import Any

import torch

from model import Config


def setting(text: str) -> tuple[str, Any]:
    """One --config: the name of a field and a value of its type."""
    name, _, value = text.partition("=")
    kinds = {f.name: type(getattr(Config, f.name)) for f in fields(Config)}
    if name not in kinds:
        near = difflib.get_close_matches(name, kinds, n=1)
        raise argparse.ArgumentTypeError(f"the model has no {name!r}; " + (f"did you mean {near[0]!r}?" if near else f"it has {', '.join(kinds)}"))
    if kinds[name] is tuple:
        texts = any(isinstance(item, str) for item in getattr(Config, name))
        return name, tuple(part if texts else whole(name, part) for part in value.split(","))
    wanted = {bool: "true or false", int: "a whole number, 0 or more", float: "a number, 0 or more"}[kinds[name]]
    try:
        read = {"true": True, "false": False}[value] if kinds[name] is bool else kinds[name](value)
    except (KeyError, ValueError):
        raise argparse.ArgumentTypeError(f"{name} is {value!r}, and must be {wanted}") from None
    if not 0 <= read < math.inf:
        raise argparse.ArgumentTypeError(f"{name} is {value!r}, and must be {wanted}")
    return name, read


def whole(name: str, text: str) -> int:
    if not text.strip().isdecimal():
        raise argparse.ArgumentTypeError(f"{name} takes whole numbers with commas between, and {text!r} is none")
    return int(text)


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def usable_device(text: str) -> torch.device:
    try:
        return torch.empty(0, device=text).device
    except (RuntimeError, AssertionError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} cannot be used: {error}") from None


def default_device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"
