"""Makes what the model card's commands take, in the current folder: images of two colours each, and photo.png."""

import random
from pathlib import Path

from PIL import Image

random.seed(0)
folder = Path("images")
folder.mkdir(exist_ok=True)
for i in range(60):
    image = Image.new("RGB", (64, 48), tuple(random.randrange(256) for _ in range(3)))
    image.paste(tuple(random.randrange(256) for _ in range(3)), (random.randrange(24), 0, 40, 48))
    image.save(folder / f"{i}.png")
Image.new("RGB", (48, 64), (190, 60, 50)).save("photo.png")
