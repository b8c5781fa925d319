"""Makes what the model card's commands take, in the current folder: texts.tsv, with a number for each text."""

import random
from pathlib import Path

random.seed(0)
GOOD = "fine film superb music lovely cast brilliant story moving scene".split()
BAD = "weak plot boring film dull music awful cast bad scene".split()

texts = [[random.choice((GOOD, BAD)) for _ in range(4)] for _ in range(400)]
lines = [f"{sum(words is GOOD for words in text)}\t{' '.join(random.choice(words) for words in text)}" for text in texts]
Path("texts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
