"""Models of speech against transformers' Whisper: with the same weights, the same logits, loss and greedy tokens.

    python reference.py DIR
"""

import torch
from contract import judge, load
from transformers import WhisperConfig, WhisperForAudioClassification, WhisperForConditionalGeneration


def settings(c, **more):
    return WhisperConfig(
        num_mel_bins=c.mel_bins, encoder_layers=c.layers, encoder_attention_heads=c.heads, decoder_attention_heads=c.heads, encoder_ffn_dim=c.ffn_size,
        decoder_ffn_dim=c.ffn_size, d_model=c.hidden_size, max_source_positions=c.source_positions, pad_token_id=0, bos_token_id=1, eos_token_id=1,
        decoder_start_token_id=1, **more,
    )  # fmt: skip


def begin(model, ours):
    theirs, mine = model.eval().get_parameter, ours.get_parameter
    name = next(n for n, _ in ours.named_parameters() if n.endswith("encoder.embed_positions.weight"))
    if (theirs(name) - mine(name)).abs().max() > 1e-6 or theirs(name).requires_grad != mine(name).requires_grad:
        raise AssertionError("the encoder's positions are not transformers'")
    for p in model.parameters():  # also what starts at 0 or 1 must matter
        torch.nn.init.normal_(p, std=0.2)
    ours.load_state_dict(model.state_dict())
    return model


def compare(a, b):
    (logits, loss), want = a, b
    worst, scale = (logits - want.logits).abs().max().item(), want.logits.abs().max().item()
    if worst > 1e-4 * max(1.0, scale) or (loss - want.loss).abs() > 1e-4 * want.loss:
        raise AssertionError(f"logits differ by {worst}, and the loss is {loss}, not {want.loss}")
    return worst


def check(folder):
    module = load(folder)
    ours = module.MetaGenModel().eval()
    c = ours.config
    mel = torch.randn(2, c.mel_bins, 2 * c.source_positions)
    if folder.name == "classes":
        theirs = begin(WhisperForAudioClassification(settings(c, classifier_proj_size=c.projector_size, num_labels=c.num_classes)), ours)
        targets = torch.randint(c.num_classes, (2,))
        with torch.inference_mode():
            return compare(ours(mel, targets), theirs(mel, labels=targets))
    more = dict(decoder_layers=c.decoder_layers, vocab_size=c.vocab_size, max_target_positions=c.max_seq_len)
    if folder.name == "untied":
        more |= dict(tie_word_embeddings=False, activation_function="relu")
    theirs = begin(WhisperForConditionalGeneration(settings(c, **more)), ours)
    tokens, targets = torch.randint(c.vocab_size, (2, 20)), torch.randint(c.vocab_size, (2, 20))
    hidden = targets.clone()
    targets[0, 15:], hidden[0, 15:] = -1, -100
    with torch.inference_mode():
        worst = compare(ours(mel, tokens, targets), theirs(mel, decoder_input_ids=tokens, labels=hidden))
        mine = ours.transcribe(mel, tokens[:, :5], c.vocab_size)  # an end that never comes
        logits = theirs(mel, decoder_input_ids=mine).logits[:, 4:-1]
        if (logits.amax(-1) - logits.gather(-1, mine[:, 5:, None])[..., 0]).max() > 1e-3:
            raise AssertionError("greedy tokens are not transformers'")
    return worst


if __name__ == "__main__":
    judge(lambda folder: f"logits within {check(folder):.1e} of transformers'", "compute what transformers' do")
