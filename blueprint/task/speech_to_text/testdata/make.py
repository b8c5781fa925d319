"""Makes what the model card's commands take, in the current folder: recordings of tones with what they say, and recording.wav."""

import json
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

folder = Path("recordings")
folder.mkdir(exist_ok=True)
lines = []
for i in range(40):
    low = random.random() < 0.5
    tone(folder / f"{i}.wav", random.uniform(200, 300) if low else random.uniform(2000, 3000))
    lines.append(json.dumps({"audio": f"{i}.wav", "text": "low" if low else "high"}))
(folder / "transcripts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
tone(Path("recording.wav"), 250)
