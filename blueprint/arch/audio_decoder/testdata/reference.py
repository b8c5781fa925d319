"""Audio decoders against transformers' MusicgenForCausalLM: with the same weights, the same logits, loss and greedy codes.

    python reference.py DIR

Of a model with a text encoder the decoder is judged, on what the text encoder makes of a text.
"""

import torch
from contract import judge, load
from transformers import MusicgenDecoderConfig, MusicgenForCausalLM


def reference(c, activation):
    config = MusicgenDecoderConfig(
        vocab_size=c.vocab_size,
        max_position_embeddings=c.max_seq_len,
        num_hidden_layers=c.layers,
        ffn_dim=c.ffn_size,
        hidden_size=c.hidden_size,
        num_attention_heads=c.heads,
        num_codebooks=c.codebooks,
        audio_channels=c.audio_channels,
        pad_token_id=c.vocab_size,
        bos_token_id=c.vocab_size,
        activation_function=activation,
    )
    model = MusicgenForCausalLM(config).eval()
    for p in model.parameters():  # also what starts at 0 or 1 must matter
        torch.nn.init.normal_(p, std=0.2)
    return model


def check(folder):
    module = load(folder)
    ours = module.MetaGenModel().eval()
    c = ours.config
    theirs = reference(c, {"mono": "gelu", "stereo": "relu", "text": "gelu_new"}[folder.name])
    codes, present = torch.randint(c.vocab_size, (2, c.codebooks, 20)), torch.ones(2, 7, dtype=torch.bool)
    present[1, 4:] = False
    if folder.name == "text":
        ours.decoder.load_state_dict(theirs.state_dict())
        condition = torch.randint(256, (2, 7))
        states = ours.read(condition, present)[0].detach()
        alone = ours.read(condition, None)[0].detach()
    else:
        ours.load_state_dict(theirs.state_dict())
        condition = states = alone = torch.randn(2, 7, c.hidden_size)
    tokens = module.delay(codes, c)
    inputs, labels = tokens[:, :, :-1], tokens[:, :, 1:]
    with torch.inference_mode():
        logits, loss = ours(inputs, condition, present, labels.masked_fill(labels == c.vocab_size, -1))
        want = theirs(inputs.flatten(0, 1), encoder_hidden_states=states, encoder_attention_mask=present.long(), labels=labels.transpose(1, 2))
        worst, scale = (logits.flatten(0, 1) - want.logits).abs().max().item(), want.logits.abs().max().item()
        if worst > 1e-4 * max(1.0, scale) or (loss - want.loss).abs() > 1e-4 * want.loss:
            raise AssertionError(f"logits differ by {worst}, and the loss is {loss}, not {want.loss}")
        drawn = module.delay(ours.generate(codes[:, :, :3], condition, 30, temperature=0), c)
        logits = theirs(drawn[:, :, :-1].flatten(0, 1), encoder_hidden_states=alone).logits.view(2, c.codebooks, -1, c.vocab_size)
        chosen = logits.gather(-1, drawn[:, :, 1:, None].clamp(max=c.vocab_size - 1))[..., 0]
        free = drawn[:, :, 1:] != c.vocab_size
        for k in range(c.codebooks):
            free[:, k, : k // c.audio_channels + 3] = False  # the prompt
        if ((logits.amax(-1) - chosen) * free).max() > 1e-3:
            raise AssertionError("greedy codes are not transformers'")
    # The delay is transformers' own pattern, which has -1 where there is no code yet.
    start = torch.full((2, c.codebooks, 1), c.vocab_size)
    pattern = theirs.build_delay_pattern_mask(torch.cat([start, codes], dim=2).flatten(0, 1), c.vocab_size, max_length=tokens.size(2) + 1)[1]
    pattern = pattern.view(2, c.codebooks, -1)[:, :, : tokens.size(2)]
    if not torch.equal(pattern.where(pattern != -1, tokens), tokens):
        raise AssertionError(f"the delay is {tokens[0]}, and transformers' {pattern[0]}")
    return worst


if __name__ == "__main__":
    judge(lambda folder: f"logits within {check(folder):.1e} of transformers'", "compute what transformers' do")
