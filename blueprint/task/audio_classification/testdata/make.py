"""Makes what the model card's commands take, in the current folder: recordings of three classes of tones, and recording.wav."""

import math
import random
import struct
import wave
from pathlib import Path


def tone(file: Path, hertz: float) -> None:
    """Half a second of a tone, 16 kHz."""
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        out.writeframes(b"".join(struct.pack("<h", int(12000 * math.sin(math.tau * hertz * i / 16000))) for i in range(8000)))


random.seed(0)

for name, hertz in {"high": 3000, "low": 200, "middle": 900}.items():
    folder = Path("recordings") / name
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(12):
        tone(folder / f"{i}.wav", hertz * random.uniform(0.9, 1.1))
tone(Path("recording.wav"), 250)
