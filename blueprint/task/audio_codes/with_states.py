import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from model import Config
from scripts.refusal import Refusal


class Condition:
    """What the decoder reads beside the codes of some clips: states each, that another encoder made of its text, from a.states.npy beside a.npy."""

    def __init__(self, path: Path, names: list[str], config: Config):
        self.config = config
        self.files = [path / name.replace(".npy", ".states.npy") for name in names]
        for file in self.files:
            if not file.is_file():
                raise Refusal(f"there is no {file}: the model reads states of each clip, which takes a folder with a .states.npy beside each clip")

    def batch(self, clips: list[int]) -> tuple[Tensor | None, ...]:
        """States (rows, S, hidden_size) and which of them are present (rows, S)."""
        rows = [read_states(self.files[clip], self.config) for clip in clips]
        counts = torch.tensor([row.size(0) for row in rows])
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True), torch.arange(int(counts.max())) < counts[:, None]


def read_states(file: Path, config: Config) -> Tensor:
    try:
        states = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise Refusal(f"{file} cannot be read: {error}") from error
    if states.ndim != 2 or states.dtype.kind != "f" or states.shape[1] != config.hidden_size or not 0 < len(states) <= config.text_max_seq_len:
        kind = f"{states.dtype} of shape {states.shape}"
        raise Refusal(f"{file} holds {kind}, and must hold floats of shape (S, {config.hidden_size}), S from 1 to {config.text_max_seq_len}")
    return torch.from_numpy(states.astype(np.float32))


def made_condition(config: Config, rows: int) -> tuple[Tensor, None]:
    return torch.randn(rows, config.text_max_seq_len, config.hidden_size), None


def add_condition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--states", type=Path, required=True, help="a .npy of what another encoder makes of a text, (S, hidden_size)")


def asked_condition(args: argparse.Namespace, config: Config) -> tuple[Tensor]:
    return (read_states(args.states, config)[None].to(args.device),)
