"""Makes what the model card's commands take, in the current folder: texts.tsv."""

import random
from pathlib import Path

random.seed(0)
GOOD = "fine film superb music lovely cast brilliant story moving scene".split()
BAD = "weak plot boring film dull music awful cast bad scene".split()

Path("texts.tsv").write_text("".join(" ".join(random.choices(GOOD, k=6)) + "\n" for _ in range(400)), encoding="utf-8")
