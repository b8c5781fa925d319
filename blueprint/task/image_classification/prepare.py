import argparse

from config import Training
from data import Data
from model import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Images are of the model's own size: there is nothing more to say of them."""


def prepare(args: argparse.Namespace, config: Config, training: Training) -> tuple[Data, Training]:
    """The images, and the training as it is."""
    data = Data(args.data, config)
    data.require()
    return data, training
