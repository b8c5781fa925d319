"""Emitted models against transformers' T5 and BART: with the same weights, the same logits, loss and greedy tokens, padded sources included.

    python reference.py DIR

DIR has a folder for each model: model.py, and want.json, whose Name says which of transformers' models it must equal.
"""

import json

import torch
from contract import judge, load
from transformers import BartConfig, BartForConditionalGeneration, T5Config, T5ForConditionalGeneration


def t5(c):
    return T5Config(
        vocab_size=c.vocab_size, d_model=c.hidden_size, d_kv=c.head_dim, d_ff=c.ffn_size, num_layers=c.layers, num_decoder_layers=c.decoder_layers,
        num_heads=c.heads, relative_attention_num_buckets=c.relative_buckets, relative_attention_max_distance=c.relative_distance, layer_norm_epsilon=c.norm_eps,
    )


def t5_11(c):
    config = t5(c).to_dict() | dict(feed_forward_proj="gated-gelu", tie_word_embeddings=False)
    for derived in ("dense_act_fn", "is_gated_act", "scale_decoder_outputs"):
        del config[derived]
    return T5Config(**config)


def bart(c, act="gelu", scale=False):
    return BartConfig(
        vocab_size=c.vocab_size, d_model=c.hidden_size, encoder_layers=c.layers, decoder_layers=c.decoder_layers, encoder_ffn_dim=c.ffn_size, decoder_ffn_dim=c.ffn_size,
        encoder_attention_heads=c.heads, decoder_attention_heads=c.heads, max_position_embeddings=c.max_seq_len, activation_function=act, scale_embedding=scale,
    )


REFERENCES = {"t5": t5, "t5_one": t5, "t5_11": t5_11, "bart": bart, "bart_wide": lambda c: bart(c, "relu", True)}


def theirs_for(name, c):
    config = REFERENCES[name](c)
    kind = T5ForConditionalGeneration if isinstance(config, T5Config) else BartForConditionalGeneration
    model = kind(config).eval()
    if name == "t5_11":  # as published; since 5.0 the class ties the output layer whatever the config says, and loads both where a checkpoint has both
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.lm_head.weight))
        assert not model.config.scale_decoder_outputs
    for parameter in [*model.parameters(), *model.buffers()]:  # also what starts at 0 or 1 must matter
        if parameter.is_floating_point():
            torch.nn.init.normal_(parameter, std=0.2)
    return model


def near(what, a, b):
    worst = (a - b).abs().max().item()
    if worst > 1e-4 * max(1.0, b.abs().max().item()):
        raise AssertionError(f"{what} differ by {worst}")
    return worst


def check(folder):
    name = json.loads((folder / "want.json").read_text())["Name"]
    module = load(folder)
    ours = module.MetaGenModel().eval()
    c = ours.config
    theirs = theirs_for(name, c)
    state = theirs.state_dict()
    ours.load_state_dict(state)
    assert state.keys() == ours.state_dict().keys()
    source, tokens, targets = (torch.randint(3, c.vocab_size, shape) for shape in ((2, 40), (2, 30), (2, 30)))
    mask = torch.ones(2, 40, dtype=torch.bool)
    mask[1, 23:] = False
    with torch.inference_mode():
        worst = 0.0
        for m in (None, mask):
            b = theirs(input_ids=source, attention_mask=None if m is None else m.long(), decoder_input_ids=tokens, labels=targets)
            logits, loss = ours(source, m, tokens, targets)
            worst = max(worst, near("logits", logits, b.logits), near("losses", loss, b.loss))
        mine = ours.generate(source, mask, 0, c.vocab_size, 24)
        logits = theirs(input_ids=source, attention_mask=mask.long(), decoder_input_ids=mine).logits[:, :-1]
        if (logits.max(-1).values - logits.gather(-1, mine[:, 1:, None])[..., 0]).max() > 1e-3:
            raise AssertionError("greedy tokens are not transformers'")
    return worst


if __name__ == "__main__":
    judge(lambda folder: f"logits within {check(folder):.1e} of transformers'", "compute what transformers' do")
