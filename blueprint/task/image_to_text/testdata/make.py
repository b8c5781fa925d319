"""Makes what the model card's commands take, in the current folder: images with captions in the folder captions, and photo.png."""

import json
import random
from pathlib import Path

from PIL import Image, ImageDraw

random.seed(0)
COLOURS = {"blue": (40, 60, 200), "green": (40, 180, 60), "red": (200, 50, 40), "yellow": (220, 210, 50), "white": (240, 240, 240)}
folder = Path("captions")
folder.mkdir(exist_ok=True)
lines = []
for i in range(40):
    ground, figure = random.sample(list(COLOURS), 2)
    image = Image.new("RGB", (random.randint(48, 64), random.randint(48, 64)), COLOURS[ground])
    ImageDraw.Draw(image).rectangle((16, 16, 32, 32), fill=COLOURS[figure])
    image.save(folder / f"{i}.png")
    lines.append(json.dumps({"image": f"{i}.png", "text": f"a {figure} square on {ground}"}))
(folder / "captions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
Image.new("RGB", (48, 64), (190, 60, 50)).save("photo.png")
