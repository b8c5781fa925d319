"""Makes what the model card's commands take, in the current folder: texts.tsv, of two classes."""

import random
from pathlib import Path

random.seed(0)
GOOD = "fine film superb music lovely cast brilliant story moving scene".split()
BAD = "weak plot boring film dull music awful cast bad scene".split()

lines = [f"{label}\t{' '.join(random.choices((BAD, GOOD)[label], k=4))}" for label in (random.randrange(2) for _ in range(400))]
Path("texts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
