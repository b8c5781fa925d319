"""Whether what infer.py loads takes the bytes that the blueprint counts: held.py FOLDER CHECKPOINT WEIGHT_BYTES KV_BYTES."""

import sys
from pathlib import Path

folder, checkpoint, weight_bytes, kv_bytes = sys.argv[1:]
sys.path.insert(0, folder)

import torch  # noqa: E402
from model import KVCache  # noqa: E402
from train import load  # noqa: E402

model, _ = load(Path(checkpoint), torch.device("cpu"))
assert sum(p.numel() * p.element_size() for p in model.parameters()) == int(weight_bytes)
cache = KVCache(model.config)
with torch.inference_mode():
    for token in range(model.config.max_seq_len):
        model(torch.tensor([[token % 256]]), cache=cache)
held = sum(x.untyped_storage().nbytes() for kv in cache.kv for x in kv)
assert held == int(kv_bytes), (held, kv_bytes)
