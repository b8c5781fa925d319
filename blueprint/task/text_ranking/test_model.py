from pathlib import Path

import torch

from data import Data, Texts
from model import MetaGenModel


def test_padding_changes_nothing(tiny: MetaGenModel) -> None:
    texts = Texts("ids", tiny.config)
    length = min(24, tiny.config.max_seq_len)
    words = [["5 7 6 5"]]
    with torch.inference_mode():
        short, long = (tiny(*texts.inputs(words, n))[0] for n in (length - 4, length))
    torch.testing.assert_close(short, long, atol=1e-5, rtol=1e-5)


def test_batches_are_twos_of_a_query(tiny: MetaGenModel, tmp_path: Path) -> None:
    path = tmp_path / "some.ids"
    path.write_text("".join(f"{4 + q}\t{5 + d}\t{d}\n" for q in range(20) for d in range(3)), encoding="utf-8")
    *inputs, targets = Data(path, tiny.config, 8).batch("train", 6, 1, 2)
    assert inputs[0] is not None and inputs[0].shape == (6, 8)
    assert targets is not None and torch.equal(targets[::2, 0], targets[1::2, 0]) and (targets[::2, 1] != targets[1::2, 1]).all()


def test_training_puts_the_better_document_above(tiny: MetaGenModel) -> None:
    torch.manual_seed(0)
    tokens = torch.randint(4, tiny.config.vocab_size, (2, 8))
    targets = torch.tensor([[0, 0], [0, 1]])
    optimizer = torch.optim.AdamW(tiny.parameters(), lr=1e-3)
    for _ in range(30):
        tiny(tokens, targets=targets)[1].backward()
        optimizer.step()
        optimizer.zero_grad()
    scores = tiny(tokens)[0]
    assert scores[1] > scores[0]
