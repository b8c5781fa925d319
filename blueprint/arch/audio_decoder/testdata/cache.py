"""The key-value cache of an audio decoder: its bytes, and the logits of every way to feed it."""

import torch


def check_cache(module, model, want):
    model.eval()
    c = model.config
    tokens = torch.randint(c.vocab_size + 1, (1, c.codebooks, c.max_seq_len))
    precision = next(model.parameters()).dtype
    condition = {
        "none": lambda: [],
        "text": lambda: [torch.randint(256, (1, c.text_max_seq_len)), None],
        "states": lambda: [torch.randn(1, c.text_max_seq_len, c.hidden_size, dtype=precision), None],
    }[want["State"]["condition"]]()
    with torch.inference_mode():
        whole = model(tokens, *condition)[0]
        for cuts in ([1] * c.max_seq_len, [3, 1, c.max_seq_len - 4], [c.max_seq_len]):
            cache = module.KVCache()
            parts = torch.cat([model(part, *condition, cache=cache)[0] for part in tokens.split(cuts, dim=2)], dim=2)
            held = sum(x.untyped_storage().nbytes() for kept in (cache.kv, cache.source) for kv in kept.values() for x in kv)
            if held != want["KVCache"]:
                raise AssertionError(f"fed {cuts[0]} at a time, the cache has {held} bytes, the blueprint {want['KVCache']}")
            if whole.dtype == torch.float32 and not torch.allclose(parts, whole, atol=1e-4, rtol=1e-4):
                raise AssertionError(f"logits differ when fed in chunks of {cuts[:3]}...: {(parts - whole).abs().max()}")
    try:
        model(torch.zeros(1, c.codebooks, c.max_seq_len + 1, dtype=torch.long), *condition)
    except ValueError:
        return
    raise AssertionError("more positions than max_seq_len pass")
