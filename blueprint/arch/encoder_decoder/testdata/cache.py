"""The cache of an encoder-decoder, for contract.py: the keys and values of max_seq_len tokens of the target and of source_length of the source."""

import torch
from contract import check


def check_cache(module, model, want):
    """The cache after max_seq_len tokens, fed in uneven chunks; and the logits of every way to feed them."""
    model.eval()
    length, size = model.config.max_seq_len, want["State"]["source_length"]
    source, tokens = torch.randint(model.config.vocab_size, (2, 1, max(length, size)))[:, :, :]
    source, tokens = source[:, :size], tokens[:, :length]
    with torch.inference_mode():
        whole = model(source, None, tokens)[0]
        for cuts in ([1] * length, [3, 1, length - 4], [length]):
            encoded, cache = model.encode(source, None), module.KVCache()
            parts = [model.decode(part, encoded, None, cache) for part in tokens.split(cuts, dim=1)]
            held = sum(x.untyped_storage().nbytes() for kv in [*cache.kv.values(), *cache.source.values()] for x in kv)
            check(f"KV bytes, fed {cuts[0]} at a time", held, want["KVCache"])
            if whole.dtype == torch.float32 and not torch.allclose(torch.cat(parts, dim=1), whole, atol=1e-4, rtol=1e-4):
                raise AssertionError(f"logits differ when fed in chunks of {cuts[:3]}...: {(torch.cat(parts, dim=1) - whole).abs().max()}")
    for s, t in ((size, length + 1), (length + 1, 1)):
        try:
            model(torch.zeros(1, s, dtype=torch.long), None, torch.zeros(1, t, dtype=torch.long))
        except ValueError:
            continue
        raise AssertionError("more tokens than max_seq_len pass")
