import wave
from pathlib import Path

import torch
from torch import Tensor


def read_wav(file: Path, sample_rate: int) -> Tensor:
    """The samples of a PCM .wav of 8, 16 or 32 bits, its channels averaged, from -1 to 1: (N,)."""
    try:
        with wave.open(str(file), "rb") as opened:
            rate, width, channels = opened.getframerate(), opened.getsampwidth(), opened.getnchannels()
            data = opened.readframes(opened.getnframes())
            data = data[: len(data) // (width * channels) * width * channels]  # a file that breaks off
    except (OSError, EOFError, wave.Error) as error:
        raise ValueError(f"{file} cannot be read as PCM .wav: {error}") from error
    if rate != sample_rate:
        raise ValueError(f"{file} is at {rate} Hz, and the model takes {sample_rate}: resample it first (ffmpeg -i in.wav -ar {sample_rate} out.wav)")
    if width not in (1, 2, 4) or not data:
        raise ValueError(f"{file} holds {len(data)} bytes of {8 * width}-bit samples, and must hold some of 8, 16 or 32 bits")
    kind = {1: torch.uint8, 2: torch.int16, 4: torch.int32}[width]
    samples = torch.frombuffer(bytearray(data), dtype=kind).float().view(-1, channels).mean(dim=1)
    return (samples - 128) / 128 if width == 1 else samples / 2 ** (8 * width - 1)
