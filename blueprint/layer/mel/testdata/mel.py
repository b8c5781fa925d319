"""The log-mel spectrogram against transformers': filters, and made recordings shorter and longer than the window."""

import torch
from layer.mel.mel import log_mel, mel_filters
from transformers import WhisperFeatureExtractor


def check(bins, n_fft, hop_length, seconds, lengths):
    theirs = WhisperFeatureExtractor(feature_size=bins, n_fft=n_fft, hop_length=hop_length, chunk_length=seconds)
    worst = (torch.from_numpy(theirs.mel_filters).float().T - mel_filters(bins, n_fft, 16000)).abs().max().item()
    for length in lengths:
        samples = 0.3 * torch.sin(torch.arange(length) * 0.17) + 0.05 * torch.randn(length)
        want = torch.from_numpy(theirs(samples.numpy(), sampling_rate=16000)["input_features"][0])
        got = log_mel(samples, seconds * 16000 // hop_length, bins, n_fft, hop_length, 16000)
        worst = max(worst, (got - want).abs().max().item())
    if worst > 1e-4:
        raise SystemExit(f"{bins} bands differ by {worst}")
    print(f"{bins} bands: within {worst:.1e} of transformers'")


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    check(80, 400, 160, 30, [8000, 80037, 640000])
    check(128, 400, 160, 30, [16000])
    check(20, 200, 80, 2, [1000, 40000])


main()
