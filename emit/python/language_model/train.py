"""Trains the model, in one process and on one device.

    python train.py --data corpus.txt
    python train.py --data corpus.txt --resume    # the same flags again: goes on from out/checkpoint.pt where there is one
    python train.py --data corpus.txt --out small --config layers=2 --config hidden_size=64 --sequence-length 128 --batch-size 16 --steps 200

AdamW, a linear warmup, then half a cosine down to a tenth of the peak. Weights are float32, and cast for each product (autocast). What the
flags leave open is as the blueprint has it. SIGTERM, which clusters send before they end a job, ends it after a checkpoint.
"""

import argparse
import difflib
import math
import os
import pickle
import signal
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import Training
from data import Corpus, Refusal
from model import Config, MetaGenModel

VALIDATION_BATCHES = 8  # an estimate while training goes on; eval.py measures the whole split


def setting(text: str) -> tuple[str, Any]:
    """One --config: the name of a field and a value of its type."""
    name, _, value = text.partition("=")
    kinds = {f.name: type(getattr(Config, f.name)) for f in fields(Config)}
    if name not in kinds:
        near = difflib.get_close_matches(name, kinds, n=1)
        raise argparse.ArgumentTypeError(f"the model has no {name!r}; " + (f"did you mean {near[0]!r}?" if near else f"it has {', '.join(kinds)}"))
    wanted = {bool: "true or false", int: "a whole number, 0 or more", float: "a number, 0 or more"}[kinds[name]]
    try:
        read = {"true": True, "false": False}[value] if kinds[name] is bool else kinds[name](value)
    except (KeyError, ValueError):
        raise argparse.ArgumentTypeError(f"{name} is {value!r}, and must be {wanted}") from None
    if not 0 <= read < math.inf:
        raise argparse.ArgumentTypeError(f"{name} is {value!r}, and must be {wanted}")
    return name, read


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


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Trains the model, in one process and on one device.")
    parser.add_argument("--data", type=Path, required=True, help="a .bin file of tokens, or any other file, read byte by byte")
    parser.add_argument("--out", type=Path, default=Path("out"), help="the folder of checkpoint.pt (default: out)")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out, if there is one")
    parser.add_argument("--steps", type=positive, help="steps of the whole schedule; the warmup is then at most a tenth of them")
    parser.add_argument("--until", type=positive, help="stop after this step, as if interrupted; the schedule stays that of --steps")
    parser.add_argument("--batch-size", type=positive, help="sequences a step")
    parser.add_argument("--micro-batch-size", type=positive, help="sequences at a time, their gradients added up (default: the whole batch)")
    parser.add_argument("--sequence-length", type=positive, help="tokens a sequence")
    parser.add_argument("--learning-rate", type=float, help="at the peak")
    parser.add_argument("--interval", type=positive, default=100, help="steps between reports and checkpoints (default: 100)")
    parser.add_argument("--config", type=setting, action="append", default=[], metavar="NAME=VALUE", help="change a field of Config, to train a smaller model")
    parser.add_argument("--device", type=usable_device, default=default_device())
    parser.add_argument("--compile", action="store_true", help="torch.compile the model")
    return parser


def schedule(args: argparse.Namespace) -> Training:
    """The blueprint's training with what the flags change."""
    flags = {"training_steps": args.steps, "batch_size": args.batch_size, "sequence_length": args.sequence_length, "learning_rate": args.learning_rate}
    training = replace(Training(), **{name: value for name, value in flags.items() if value is not None})
    if args.steps is not None:
        training = replace(training, warmup_steps=min(training.warmup_steps, training.training_steps // 10))
    return training


def build(config: Config, device: torch.device) -> MetaGenModel:
    """The model on its device, after a trial on the meta device, which costs nothing, of whether the settings go together."""
    try:
        with torch.device("meta"):
            MetaGenModel(config)(torch.zeros(1, min(2, config.max_seq_len), dtype=torch.long))
    except (RuntimeError, ValueError, IndexError, ZeroDivisionError) as error:
        raise Refusal(f"no model has these settings together: {error}") from error
    with device:
        return MetaGenModel(config)


def adamw(model: MetaGenModel, training: Training, device: torch.device) -> torch.optim.AdamW:
    """Matrices decay; biases and the weights of norms do not."""
    groups = [
        {"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": training.weight_decay},
        {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=training.learning_rate, betas=(0.9, 0.95), fused=device.type == "cuda")


def learning_rate(step: int, training: Training) -> float:
    if step < training.warmup_steps:
        return training.learning_rate * (step + 1) / training.warmup_steps
    done = (step - training.warmup_steps) / max(1, training.training_steps - training.warmup_steps)
    return training.learning_rate * (0.55 + 0.45 * math.cos(math.pi * done))


def autocast(device: torch.device, precision: str) -> AbstractContextManager[Any]:
    return torch.autocast(device.type, dtype=getattr(torch, precision), enabled=precision != "float32")


def score(model: MetaGenModel, tokens: Tensor, targets: Tensor, device: torch.device) -> tuple[float, int]:
    """The cross-entropy in nats and the right first guesses, summed over the targets."""
    with torch.inference_mode():
        logits = model(tokens.to(device))[0].flatten(0, 1).float()
        targets = targets.to(device).flatten()
        return F.cross_entropy(logits, targets, reduction="sum").item(), int((logits.argmax(-1) == targets).sum())


def validation_loss(model: MetaGenModel, corpus: Corpus, rows: int, training: Training, device: torch.device) -> float:
    model.eval()
    total = 0.0
    for i in range(VALIDATION_BATCHES):
        tokens, targets = corpus.batch("validation", rows, training.sequence_length, training.seed, i)
        with autocast(device, training.precision):
            total += score(model, tokens, targets, device)[0] / targets.numel()
    model.train()
    return total / VALIDATION_BATCHES


def save(path: Path, checkpoint: dict[str, Any]) -> None:
    """Writes a checkpoint beside its place and then moves it there, so that one is always whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, part)
    os.replace(part, path)


def read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise Refusal(f"there is no checkpoint {path}: train.py writes one")
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        return {key: checkpoint[key] for key in ("model", "optimizer", "scaler", "step", "config", "training", "corpus", "rng", "cuda_rng")}
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError) as error:
        raise Refusal(f"{path} is no checkpoint that train.py wrote: {error}") from error


def load(path: Path, device: torch.device) -> tuple[MetaGenModel, dict[str, Any]]:
    """The trained model, ready for use in the precision of its training, and the rest of its checkpoint."""
    checkpoint = read(path)
    try:
        with device:
            model = MetaGenModel(Config(**checkpoint["config"]))
        model.load_state_dict(checkpoint["model"])
    except (RuntimeError, TypeError) as error:
        raise Refusal(f"{path} is of another model than model.py's: {error}") from error
    return model.to(getattr(torch, checkpoint["training"]["precision"])).eval(), checkpoint


class Trainer:
    """A model in training, with everything that a checkpoint holds."""

    def __init__(self, config: Config, training: Training, corpus: Corpus, device: torch.device, micro: int, compiled: bool):
        torch.manual_seed(training.seed)
        if training.determinism:
            os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
            torch.use_deterministic_algorithms(True)
        self.training, self.corpus, self.device, self.micro, self.steps = training, corpus, device, micro, 0
        self.model = build(config, device)
        self.optimizer = adamw(self.model, training, device)
        self.scaler = torch.amp.GradScaler(device.type, enabled=training.precision == "float16")
        self.forward = torch.compile(self.model) if compiled else self.model

    def step(self) -> Tensor:
        """One step of the optimiser; its loss."""
        t = self.training
        tokens, targets = self.corpus.batch("train", t.batch_size, t.sequence_length, t.seed, self.steps)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.steps, t)
        total = torch.zeros((), device=self.device)
        for x, y in zip(tokens.split(self.micro), targets.split(self.micro), strict=True):
            with autocast(self.device, t.precision):
                loss = self.forward(x.to(self.device), y.to(self.device))[1] * (len(x) / len(tokens))
            self.scaler.scale(loss).backward()
            total += loss.detach()
        self.scaler.unscale_(self.optimizer)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.optimizer.zero_grad(set_to_none=True)
        self.steps += 1
        return total

    def checkpoint(self) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
            "step": self.steps,
            "config": asdict(self.model.config),
            "training": asdict(self.training),
            "corpus": {"tokenizer": self.corpus.tokenizer, "tokens": self.corpus.count},
            "rng": torch.get_rng_state(),
            "cuda_rng": torch.cuda.get_rng_state_all(),
        }

    def restore(self, path: Path) -> None:
        """Takes up a checkpoint, if it is one of the same model, training and corpus."""
        then, now = read(path), self.checkpoint()
        for part in ("config", "training", "corpus"):
            changed = [f"{key} was {then[part].get(key)} and is {value}" for key, value in now[part].items() if then[part].get(key) != value]
            if changed:
                raise Refusal(f"{path} has another {part}: {', '.join(changed)}; pass the flags that it was made with, or another --out")
        self.model.load_state_dict(then["model"])
        self.optimizer.load_state_dict(then["optimizer"])
        self.scaler.load_state_dict(then["scaler"])
        torch.set_rng_state(then["rng"])
        if self.device.type == "cuda":
            torch.cuda.set_rng_state_all(then["cuda_rng"])
        self.steps = then["step"]


def start(args: argparse.Namespace) -> Trainer:
    config, training = replace(Config(), **dict(args.config)), schedule(args)
    if training.sequence_length > config.max_seq_len:
        raise Refusal(f"sequences of {training.sequence_length} tokens do not fit max_seq_len {config.max_seq_len}: pass a shorter --sequence-length")
    corpus = Corpus(args.data, config.vocab_size)
    corpus.require(training.sequence_length)
    path = args.out / "checkpoint.pt"
    if path.exists() and not args.resume:
        raise Refusal(f"{path} is there already: pass --resume to go on from it, or another --out")
    trainer = Trainer(config, training, corpus, args.device, args.micro_batch_size or training.batch_size, args.compile)
    if path.exists():
        trainer.restore(path)
    return trainer


def train(trainer: Trainer, until: int, interval: int, path: Path) -> None:
    """Steps up to `until`, and at every interval a line and a checkpoint."""
    t, stop = trainer.training, threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    print(f"{trainer.model.num_parameters():,} parameters on {trainer.device}, {t.precision}")
    print(f"steps {trainer.steps} to {t.training_steps}, {t.batch_size} x {t.sequence_length} tokens each", flush=True)
    total, count, began = torch.zeros((), device=trainer.device), 0, time.perf_counter()
    while trainer.steps < until and not stop.is_set():
        total += trainer.step()
        count += 1
        if trainer.steps % interval != 0 and trainer.steps != until and not stop.is_set():
            continue
        loss = total.item() / count
        if not math.isfinite(loss):
            raise Refusal(f"the loss is {loss} before step {trainer.steps}: try a lower --learning-rate; the last checkpoint stays as it is")
        speed = count * t.batch_size * t.sequence_length / (time.perf_counter() - began)
        validation = validation_loss(trainer.model, trainer.corpus, trainer.micro, t, trainer.device)
        print(f"step {trainer.steps:>7}  train {loss:.4f}  val {validation:.4f}  {speed:,.0f} tokens/s", flush=True)
        save(path, trainer.checkpoint())
        total, count, began = torch.zeros((), device=trainer.device), 0, time.perf_counter()
    done = "done" if trainer.steps >= t.training_steps else f"stopped before step {trainer.steps + 1} of {t.training_steps}; --resume goes on"
    print(f"{path}: {done}")


def main() -> None:
    parser = arguments()
    args = parser.parse_args()
    try:
        trainer = start(args)
        last = trainer.training.training_steps
        train(trainer, min(args.until or last, last), args.interval, args.out / "checkpoint.pt")
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
