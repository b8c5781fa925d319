"""Makes what the model card's commands take, in the current folder: corpus.txt, and corpus.bin of token ids below 16."""

import random
from array import array
from pathlib import Path

random.seed(0)
words = [random.choice(["the", "model", "counts", "every", "number", "once", "upon", "a", "time"]) for _ in range(6000)]
Path("corpus.txt").write_text(" ".join(words), encoding="utf-8")
tokens = array("H", (len(word) for word in words))
Path("corpus.bin").write_bytes(tokens.tobytes())
