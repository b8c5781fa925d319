import math

import torch
import torch.nn.functional as F
from torch import Tensor


def mel_filters(mel_bins: int, n_fft: int, sample_rate: int) -> Tensor:
    """Triangles on Slaney's mel scale up to half the sample rate, each of area 1: (mel_bins, n_fft / 2 + 1)."""
    break_hertz, break_mel, log_step = 1000.0, 15.0, math.log(6.4) / 27  # linear below the break, logarithmic above
    top = break_mel + math.log(sample_rate / 2 / break_hertz) / log_step
    mels = torch.linspace(0, top, mel_bins + 2, dtype=torch.float64)
    edges = torch.where(mels < break_mel, mels * break_hertz / break_mel, break_hertz * torch.exp(log_step * (mels - break_mel)))
    bins = torch.linspace(0, sample_rate // 2, n_fft // 2 + 1, dtype=torch.float64)
    slopes = edges[:, None] - bins  # (mel_bins + 2, n_fft / 2 + 1)
    widths = edges.diff()[:, None]
    rising, falling = -slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]
    areas = 2 / (edges[2:] - edges[:-2])
    return (torch.minimum(rising, falling).clamp(min=0) * areas[:, None]).float()


def log_mel(samples: Tensor, frames: int, mel_bins: int, n_fft: int, hop_length: int, sample_rate: int) -> Tensor:
    """samples (N,) from -1 to 1, cut or padded with silence -> (mel_bins, frames), as Whisper scales them."""
    length = frames * hop_length
    samples = F.pad(samples[:length], (0, max(0, length - samples.size(0))))
    spectrum = torch.stft(samples, n_fft, hop_length, window=torch.hann_window(n_fft), return_complex=True)[:, :-1]
    energy = mel_filters(mel_bins, n_fft, sample_rate) @ spectrum.abs().square()
    log = energy.clamp(min=1e-10).log10()
    return (log.clamp(min=log.max().item() - 8.0) + 4.0) / 4.0
