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


def test_embeddings_have_length_one(tiny: MetaGenModel) -> None:
    with torch.inference_mode():
        embeddings = tiny(torch.randint(4, tiny.config.vocab_size, (5, 9)))[0]
    torch.testing.assert_close(embeddings.norm(dim=1), torch.ones(5))


def test_batches_are_pairs(tiny: MetaGenModel, tmp_path: Path) -> None:
    path = tmp_path / "some.ids"
    path.write_text("".join(f"{4 + i}\t{5 + i}\n" for i in range(20)), encoding="utf-8")
    *inputs, groups = Data(path, tiny.config, 8).batch("train", 6, 1, 2)
    assert inputs[0] is not None and groups is not None
    assert torch.equal(inputs[0][::2, 1] + 1, inputs[0][1::2, 1]) and torch.equal(groups[::2], groups[1::2])


def test_the_loss_of_equal_embeddings(tiny: MetaGenModel) -> None:
    tokens = torch.randint(4, tiny.config.vocab_size, (1, 9)).expand(4, -1)
    with torch.inference_mode():
        loss = tiny(tokens, targets=torch.tensor([0, 0, 1, 1]))[1]
    torch.testing.assert_close(loss, torch.tensor(3.0).log(), atol=1e-3, rtol=1e-3)  # a partner among three others
