import argparse
from pathlib import Path

from torch import Tensor

from model import Config
from scripts.refusal import Refusal


class Condition:
    """What the decoder reads beside the codes of some clips: nothing."""

    def __init__(self, path: Path, names: list[str], config: Config):
        if not names:
            raise Refusal(f"{path} has no clips")

    def batch(self, clips: list[int]) -> tuple[Tensor | None, ...]:
        return ()


def made_condition(config: Config, rows: int) -> tuple[()]:
    return ()


def add_condition(parser: argparse.ArgumentParser) -> None:
    """There is nothing to ask for."""


def asked_condition(args: argparse.Namespace, config: Config) -> tuple[()]:
    return ()
