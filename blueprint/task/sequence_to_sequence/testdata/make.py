"""Makes what the model card's commands take, in the current folder: pairs.jsonl, whose targets are the last words of their sources."""

import json
import random
from pathlib import Path

random.seed(0)
words = "the model counts every number once upon a time".split()
sources = [" ".join(random.choices(words, k=5)) for _ in range(400)]
lines = [json.dumps({"source": source, "target": source.split()[-1]}) for source in sources]
Path("pairs.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
