"""Trains the model, in one process and on one device.

    python train.py --data DATA
    python train.py --data DATA --resume    # the same flags again: goes on from out/checkpoint.pt where there is one

DATA is what data.py reads. AdamW, a linear warmup, then half a cosine down to a tenth of the peak. Weights are float32, and cast for each
product (autocast). What the flags leave open is as the blueprint has it. SIGTERM, which clusters send before they end a job, ends it after a
checkpoint.
"""

import argparse
import math
import os
import pickle
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from config import Training
from data import Data, Refusal, example
from model import Config, MetaGenModel
from prepare import add_arguments, prepare
from scripts.flags import default_device, positive, setting, usable_device

VALIDATION_BATCHES = 8  # an estimate while training goes on; eval.py measures the whole split


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Trains the model, in one process and on one device.")
    parser.add_argument("--data", type=Path, required=True, help="what to train on, as data.py reads it")
    parser.add_argument("--out", type=Path, default=Path("out"), help="the folder of checkpoint.pt (default: out)")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out, if there is one")
    parser.add_argument("--steps", type=positive, help="steps of the whole schedule; the warmup is then at most a tenth of them")
    parser.add_argument("--until", type=positive, help="stop after this step, as if interrupted; the schedule stays that of --steps")
    parser.add_argument("--batch-size", type=positive, help="examples a step")
    parser.add_argument("--micro-batch-size", type=positive, help="examples at a time, their gradients averaged (default: the whole batch)")
    parser.add_argument("--learning-rate", type=float, help="at the peak")
    parser.add_argument("--interval", type=positive, default=100, help="steps between reports and checkpoints (default: 100)")
    parser.add_argument("--config", type=setting, action="append", default=[], metavar="NAME=VALUE", help="change a field of Config, to train a smaller model")
    parser.add_argument("--device", type=usable_device, default=default_device())
    parser.add_argument("--compile", action="store_true", help="torch.compile the model")
    add_arguments(parser)
    return parser


def schedule(args: argparse.Namespace) -> Training:
    """The blueprint's training with what the flags change."""
    flags = {"training_steps": args.steps, "batch_size": args.batch_size, "learning_rate": args.learning_rate}
    training = replace(Training(), **{name: value for name, value in flags.items() if value is not None})
    if args.steps is not None:
        training = replace(training, warmup_steps=min(training.warmup_steps, training.training_steps // 10))
    return training


def build(config: Config, device: torch.device) -> MetaGenModel:
    """The model on its device, after a trial on the meta device, which costs nothing, of whether the settings go together."""
    try:
        with torch.device("meta"):
            MetaGenModel(config)(*example(config, 2)[0])
    except (RuntimeError, ValueError, IndexError, ZeroDivisionError) as error:
        raise Refusal(f"no model has these settings together: {error}") from error
    with device:
        return MetaGenModel(config)


def adamw(model: MetaGenModel, training: Training, device: torch.device) -> torch.optim.AdamW:
    """Matrices decay; biases and the weights of norms do not."""
    groups = [
        {"params": [p for p in model.parameters() if p.requires_grad and p.dim() > 1], "weight_decay": training.weight_decay},
        {"params": [p for p in model.parameters() if p.requires_grad and p.dim() < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=training.learning_rate, betas=(0.9, 0.95), fused=device.type == "cuda")


def learning_rate(step: int, training: Training) -> float:
    if step < training.warmup_steps:
        return training.learning_rate * (step + 1) / training.warmup_steps
    done = (step - training.warmup_steps) / max(1, training.training_steps - training.warmup_steps)
    return training.learning_rate * (0.55 + 0.45 * math.cos(math.pi * done))


def autocast(device: torch.device, precision: str) -> AbstractContextManager[Any]:
    return torch.autocast(device.type, dtype=getattr(torch, precision), enabled=precision != "float32")


def on(device: torch.device, batch: Iterable[Tensor | None]) -> list[Tensor | None]:
    return [part if part is None else part.to(device) for part in batch]


def validation_loss(model: MetaGenModel, data: Data, rows: int, training: Training, device: torch.device) -> float:
    model.eval()
    total = 0.0
    for i in range(VALIDATION_BATCHES):
        batch = on(device, data.batch("validation", rows, training.seed, i))
        with torch.inference_mode(), autocast(device, training.precision):
            total += model(*batch)[1].item()
    model.train()
    return total / VALIDATION_BATCHES


def pieces(batch: Iterable[Tensor | None], rows: int, size: int) -> Iterator[tuple[int, list[Tensor | None]]]:
    """A batch of so many rows in pieces of a size, each after the number of its rows."""
    parts = list(batch)
    for first in range(0, rows, size):
        yield min(size, rows - first), [part if part is None else part[first : first + size] for part in parts]


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
        return {key: checkpoint[key] for key in ("model", "optimizer", "scaler", "step", "config", "training", "data", "rng", "cuda_rng")}
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

    def __init__(self, config: Config, training: Training, data: Data, device: torch.device, micro: int, compiled: bool):
        torch.manual_seed(training.seed)
        if training.determinism:
            os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
            torch.use_deterministic_algorithms(True)
        self.training, self.data, self.device, self.micro, self.steps = training, data, device, micro, 0
        self.model = build(config, device)
        self.optimizer = adamw(self.model, training, device)
        self.scaler = torch.amp.GradScaler(device.type, enabled=training.precision == "float16")
        self.forward = torch.compile(self.model) if compiled else self.model

    def step(self) -> Tensor:
        """One step of the optimiser; its loss."""
        t = self.training
        batch = self.data.batch("train", t.batch_size, t.seed, self.steps)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.steps, t)
        total = torch.zeros((), device=self.device)
        for rows, piece in pieces(batch, t.batch_size, self.micro):
            with autocast(self.device, t.precision):
                loss = self.forward(*on(self.device, piece))[1] * (rows / t.batch_size)
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
            "data": self.data.identity(),
            "rng": torch.get_rng_state(),
            "cuda_rng": torch.cuda.get_rng_state_all(),
        }

    def restore(self, path: Path) -> None:
        """Takes up a checkpoint, if it is one of the same model, training and data."""
        then, now = read(path), self.checkpoint()
        for part, what in (("config", "config"), ("training", "training"), ("data", "data set")):
            changed = [f"{key} was {then[part].get(key)} and is {value}" for key, value in now[part].items() if then[part].get(key) != value]
            if changed:
                raise Refusal(f"{path} has another {what}: {', '.join(changed)}; pass the flags that it was made with, or another --out")
        self.model.load_state_dict(then["model"])
        self.optimizer.load_state_dict(then["optimizer"])
        self.scaler.load_state_dict(then["scaler"])
        torch.set_rng_state(then["rng"])
        if self.device.type == "cuda":
            torch.cuda.set_rng_state_all(then["cuda_rng"])
        self.steps = then["step"]


def start(args: argparse.Namespace) -> Trainer:
    config = replace(Config(), **dict(args.config))
    data, training = prepare(args, config, schedule(args))
    path = args.out / "checkpoint.pt"
    if path.exists() and not args.resume:
        raise Refusal(f"{path} is there already: pass --resume to go on from it, or another --out")
    trainer = Trainer(config, training, data, args.device, args.micro_batch_size or training.batch_size, args.compile)
    if path.exists():
        trainer.restore(path)
    return trainer


def train(trainer: Trainer, until: int, interval: int, path: Path) -> None:
    """Steps up to `until`, and at every interval a line and a checkpoint."""
    t, stop = trainer.training, threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    print(f"{trainer.model.num_parameters():,} parameters on {trainer.device}, {t.precision}")
    print(f"steps {trainer.steps} to {t.training_steps}, {t.batch_size * trainer.data.per_row:,} {trainer.data.unit} each", flush=True)
    total, count, began = torch.zeros((), device=trainer.device), 0, time.perf_counter()
    while trainer.steps < until and not stop.is_set():
        total += trainer.step()
        count += 1
        if trainer.steps % interval != 0 and trainer.steps != until and not stop.is_set():
            continue
        loss = total.item() / count
        if not math.isfinite(loss):
            raise Refusal(f"the loss is {loss} before step {trainer.steps}: try a lower --learning-rate; the last checkpoint stays as it is")
        speed = count * t.batch_size * trainer.data.per_row / (time.perf_counter() - began)
        validation = validation_loss(trainer.model, trainer.data, trainer.micro, t, trainer.device)
        print(f"step {trainer.steps:>7}  train {loss:.4f}  val {validation:.4f}  {speed:,.0f} {trainer.data.unit}/s", flush=True)
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
