import argparse

from config import Training
from data import Data
from model import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing more to say."""


def prepare(args: argparse.Namespace, config: Config, training: Training) -> tuple[Data, Training]:
    """The recordings, and the training as it is."""
    return Data(args.data, config), training
