import argparse
import re
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F

from data import Data, Refusal, Token, decode
from model import MetaGenModel
from train import positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--new-tokens", type=positive, help="tokens to generate for a source, at most (default: those of a target in training)")


def rouge_l(candidate: Sequence[Any], reference: Sequence[Any]) -> float:
    """The harmonic mean of the shares of either that are in their longest common subsequence (Lin 2004)."""
    longest = [0] * (len(reference) + 1)  # of the words so far and each beginning of the reference
    for word in candidate:
        previous = 0
        for i, other in enumerate(reference, 1):
            previous, longest[i] = longest[i], previous + 1 if word == other else max(longest[i], longest[i - 1])
    return 2 * longest[-1] / max(1, len(candidate) + len(reference))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of pairs that they are of: the loss and the share of right tokens, each after the right ones before it; and of what the
    model makes of a source by itself, always taking the likeliest token, the share that is the target and ROUGE-L of the words (of the tokens,
    where the data is tokens). Targets are cut as in training."""
    trained = checkpoint["data"]
    data = Data(args.data, model.config.vocab_size, trained["source_length"], trained["target_length"])
    if data.tokenizer != trained["tokenizer"]:
        raise Refusal(f"{args.checkpoint} was trained on {trained['tokenizer']}, and {args.data} holds {data.tokenizer}")
    new_tokens = min(args.new_tokens or trained["target_length"], model.config.max_seq_len)
    nats, right, tokens, exact, rouge, pairs = 0.0, 0, 0, 0, 0.0, 0
    for _, batch in data.batches(args.split, args.batch_size):
        source, mask, behind, target = (part if part is None else part.to(args.device) for part in batch)
        assert source is not None and behind is not None and target is not None
        with torch.inference_mode():
            logits = model(source, mask, behind)[0].flatten(0, 1).float()
        wanted = target.flatten()
        nats += F.cross_entropy(logits, wanted, reduction="sum", ignore_index=-1).item()
        right += int((logits.argmax(-1) == wanted).sum())
        tokens += int((wanted >= 0).sum())
        made = model.generate(source, mask, Token.PAD, Token.END, new_tokens)[:, 1:].tolist()
        for a, b in zip(made, target.tolist(), strict=True):
            a, b = upto(a), upto(b)
            exact += a == b
            rouge += rouge_l(words(decode(a)), words(decode(b))) if data.tokenizer == "bytes" else rouge_l(a, b)
            pairs += 1
    metrics = {"loss": nats / max(1, tokens), "token_accuracy": right / max(1, tokens), "exact_match": exact / max(1, pairs), "rouge_l": rouge / max(1, pairs)}
    return metrics, pairs


def upto(tokens: list[int]) -> list[int]:
    """Tokens up to their end."""
    return tokens[: tokens.index(Token.END)] if Token.END in tokens else tokens
