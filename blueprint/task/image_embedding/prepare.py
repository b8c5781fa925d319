import argparse

from config import Training
from data import Data, Refusal
from model import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Images are of the model's own size: there is nothing more to say of them."""


def prepare(args: argparse.Namespace, config: Config, training: Training) -> tuple[Data, Training]:
    """The images, and the training as it is: two rows of a batch are views of one picture."""
    for flag, rows in (("--batch-size", training.batch_size), ("--micro-batch-size", args.micro_batch_size or training.batch_size)):
        if rows % 2 != 0:
            raise Refusal(f"{flag} {rows} leaves a view without its other: pass an even number")
    return Data(args.data, config), training
