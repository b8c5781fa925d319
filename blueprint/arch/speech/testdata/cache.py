"""The key-value cache of a model of speech: its bytes, and the logits of every way to feed it."""

import torch


def check_cache(module, model, want):
    model.eval()
    c = model.config
    tokens = torch.randint(c.vocab_size, (1, c.max_seq_len))
    mel = torch.randn(1, c.mel_bins, 2 * c.source_positions)
    with torch.inference_mode():
        whole, source = model(mel, tokens)[0], model.model.encoder(mel)
        for cuts in ([1] * c.max_seq_len, [3, 1, c.max_seq_len - 4], [c.max_seq_len]):
            cache = module.KVCache()
            parts = torch.cat([model.proj_out(model.model.decode(source, part, cache)) for part in tokens.split(cuts, dim=1)], dim=1)
            held = sum(x.untyped_storage().nbytes() for kept in (cache.kv, cache.source) for kv in kept.values() for x in kv)
            if held != want["KVCache"]:
                raise AssertionError(f"fed {cuts[0]} at a time, the cache has {held} bytes, the blueprint {want['KVCache']}")
            if whole.dtype == torch.float32 and not torch.allclose(parts, whole, atol=1e-4, rtol=1e-4):
                raise AssertionError(f"logits differ when fed in chunks of {cuts[:3]}...: {(parts - whole).abs().max()}")
    for frames, length in ((2 * c.source_positions, c.max_seq_len + 1), (2 * c.source_positions + 1, 1)):
        try:
            model(torch.randn(1, c.mel_bins, frames), torch.zeros(1, length, dtype=torch.long))
        except ValueError:
            continue
        raise AssertionError(f"{frames} frames and {length} tokens pass")
