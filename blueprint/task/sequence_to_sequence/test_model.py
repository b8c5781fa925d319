import torch
from torch import Tensor

from model import KVCache, MetaGenModel
from scripts.test_model import blueprint, made


def test_kv_cache_bytes(full: MetaGenModel) -> None:
    cache = KVCache()
    with torch.device("meta"):
        source = full.encode(torch.zeros(1, blueprint.source_length, dtype=torch.long), None)
        full.decode(torch.zeros(1, full.config.max_seq_len, dtype=torch.long), source, None, cache)
    pairs = [*cache.kv.values(), *cache.source.values()]
    assert sum(x.numel() * x.element_size() for pair in pairs for x in pair) == blueprint.kv_cache_bytes


def draw(model: MetaGenModel) -> tuple[Tensor, Tensor]:
    """Made sources and tokens, two of each."""
    source, _, tokens = made(model, 2)[0]
    assert source is not None and tokens is not None
    return source, tokens


def test_sees_no_later_token(tiny: MetaGenModel) -> None:
    source, tokens = draw(tiny)
    half, changed = tokens.size(1) // 2, tokens.clone()
    changed[:, half:] = (changed[:, half:] + 1) % tiny.config.vocab_size
    with torch.inference_mode():
        before, after = tiny(source, None, tokens)[0], tiny(source, None, changed)[0]
    torch.testing.assert_close(after[:, :half], before[:, :half], atol=1e-5, rtol=1e-5)
    assert (after[:, half:] - before[:, half:]).abs().amax(dim=(0, 2)).min() > 1e-5


def test_every_token_sees_the_whole_source(tiny: MetaGenModel) -> None:
    source, tokens = draw(tiny)
    with torch.inference_mode():
        before = tiny(source, None, tokens)[0]
        for place in (0, -1):
            changed = source.clone()
            changed[:, place] = (changed[:, place] + 1) % tiny.config.vocab_size
            assert (tiny(changed, None, tokens)[0] - before).abs().amax(dim=(0, 2)).min() > 1e-7


def test_padding_changes_nothing(tiny: MetaGenModel) -> None:
    source, tokens = draw(tiny)
    shorter, mask = source[:, : source.size(1) // 2], torch.zeros_like(source, dtype=torch.bool)
    mask[:, : shorter.size(1)] = True
    with torch.inference_mode():
        torch.testing.assert_close(tiny(source, mask, tokens)[0], tiny(shorter, None, tokens)[0], atol=1e-4, rtol=1e-4)


def test_cache_changes_nothing(tiny: MetaGenModel) -> None:
    source, tokens = draw(tiny)
    half = tokens.size(1) // 2
    with torch.inference_mode():
        encoded, cache = tiny.encode(source, None), KVCache()
        pieces = [tiny.decode(piece, encoded, None, cache) for piece in tokens.split([half, 1, tokens.size(1) - half - 1], dim=1) if piece.size(1) > 0]
        torch.testing.assert_close(torch.cat(pieces, dim=1), tiny(source, None, tokens)[0], atol=1e-4, rtol=1e-4)
        whole = torch.zeros(2, 1, dtype=torch.long)
        for _ in range(8):
            whole = torch.cat([whole, tiny(source, None, whole)[0][:, -1].argmax(-1, keepdim=True)], dim=1)
    assert torch.equal(tiny.generate(source, None, 0, tiny.config.vocab_size, 8), whole)  # whose end is no token
