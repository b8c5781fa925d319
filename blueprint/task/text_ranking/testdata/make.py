"""Makes what the model card's commands take, in the current folder: judgements.tsv."""

import random
from pathlib import Path

random.seed(0)
GOOD = "fine film superb music lovely cast brilliant story moving scene".split()
BAD = "weak plot boring film dull music awful cast bad scene".split()

words = sorted(set(GOOD + BAD))
others = {query: random.sample([word for word in words if word != query], 3) for query in words}
lines = [f"{query}\t{'the very' if word == query else 'an odd'} {word}\t{int(word == query)}" for query in words for word in [*others[query], query]]
Path("judgements.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
