"""Makes what the model card's commands take, in the current folder: images, a folder for each of three classes, and photo.png."""

import random
from pathlib import Path

from PIL import Image

random.seed(0)
for name, colour in {"blue": (40, 60, 200), "green": (40, 180, 60), "red": (200, 50, 40)}.items():
    folder = Path("images") / name
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(20):
        shade = tuple(max(0, min(255, c + random.randint(-40, 40))) for c in colour)
        Image.new("RGB", (random.randint(40, 64), random.randint(40, 64)), shade).save(folder / f"{i}.png")
Image.new("RGB", (48, 64), (190, 60, 50)).save("photo.png")
