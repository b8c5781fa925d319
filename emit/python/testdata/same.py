"""Whether two checkpoints hold the same, to the last bit.

python same.py ONE OTHER
"""

import sys

import torch


def differences(one, other, where=""):
    if isinstance(one, torch.Tensor):
        return [] if torch.equal(one, other) else [where]
    if isinstance(one, dict):
        one, other = sorted(one.items(), key=str), sorted(other.items(), key=str)
    if isinstance(one, list | tuple):
        parts = zip(one, other, strict=True)
        return [place for i, (a, b) in enumerate(parts) for place in differences(a, b, f"{where}/{a[0] if isinstance(a, tuple) else i}")]
    return [] if one == other else [where]


found = differences(*(torch.load(path, weights_only=True) for path in sys.argv[1:]))
sys.exit(", ".join(found) or 0)
