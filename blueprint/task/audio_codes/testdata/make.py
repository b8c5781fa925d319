"""Makes what the model card's commands take, in the current folder: clips of four codebooks with texts and states, codes.bin, states.npy."""

import json
import random
from pathlib import Path

import numpy as np

random.seed(0)
folder = Path("clips")
folder.mkdir(exist_ok=True)
lines = []
for i in range(20):
    start = random.randrange(8)
    codes = (start + np.arange(120)[None] + np.arange(4)[:, None]) % 8
    np.save(folder / f"{i}.npy", codes.astype(np.int64))
    np.save(folder / f"{i}.states.npy", np.full((6, 64), start / 8, dtype=np.float32))
    lines.append(json.dumps({"clip": f"{i}.npy", "text": f"from {start}"}))
(folder / "texts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
((np.arange(2000)[None] + np.arange(4)[:, None]) % 8).astype("<u2").tofile("codes.bin")
np.save("states.npy", np.zeros((6, 64), dtype=np.float32))
