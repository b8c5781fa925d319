import argparse
import json
from pathlib import Path

import torch
from torch import Tensor

from model import Config
from scripts.refusal import Refusal

END = 256  # what follows the last byte of a text, and fills up the shorter ones of a batch


class Condition:
    """What the decoder reads beside the codes of some clips: a text each, from texts.jsonl."""

    def __init__(self, path: Path, names: list[str], config: Config):
        self.longest = config.text_max_seq_len
        file = path / "texts.jsonl"
        if not file.is_file():
            raise Refusal(f"there is no {file}: the model reads a text of each clip, which takes a folder with a texts.jsonl")
        texts = {}
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                entry = json.loads(line)
                texts[entry["clip"]] = str(entry["text"])
            except (ValueError, KeyError, TypeError) as error:
                raise Refusal(f'{file}:{number}: {error!r}; a line is {{"clip": "a.npy", "text": "slow piano"}}') from error
        without = [name for name in names if name not in texts]
        if without:
            raise Refusal(f"{file} has no text for {', '.join(without[:5])}{' and others' if len(without) > 5 else ''}")
        self.texts = [texts[name] for name in names]

    def batch(self, clips: list[int]) -> tuple[Tensor | None, ...]:
        """Bytes (rows, S) and which of them are present (rows, S)."""
        rows = [text_tokens(self.texts[clip], self.longest) for clip in clips]
        longest = max(len(row) for row in rows)
        text = torch.tensor([row + [END] * (longest - len(row)) for row in rows])
        return text, torch.arange(longest) < torch.tensor([[len(row)] for row in rows])


def text_tokens(text: str, longest: int) -> list[int]:
    """The bytes of a text, as many as fit, and END."""
    return [*text.encode(errors="surrogateescape")[: longest - 1], END]


def made_condition(config: Config, rows: int) -> tuple[Tensor, None]:
    return torch.randint(END, (rows, config.text_max_seq_len)), None


def add_condition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--text", required=True, help="what it should sound like")


def asked_condition(args: argparse.Namespace, config: Config) -> tuple[Tensor]:
    return (torch.tensor([text_tokens(args.text, config.text_max_seq_len)], device=args.device),)
