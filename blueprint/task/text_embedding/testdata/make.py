"""Makes what the model card's commands take, in the current folder: pairs.tsv."""

import random
from pathlib import Path

random.seed(0)
GOOD = "fine film superb music lovely cast brilliant story moving scene".split()
BAD = "weak plot boring film dull music awful cast bad scene".split()

pairs = [random.sample(GOOD + BAD, 2) for _ in range(300)]
Path("pairs.tsv").write_text("".join(f"{a} {b}\tthe {b} {a}\n" for a, b in pairs), encoding="utf-8")
