"""Emitted models against transformers' Jamba: with the same weights, the same logits, at once and token by token, and the same greedy tokens.

    python reference.py DIR

DIR has a folder for each model, with its code.
"""

import json

import torch
import transformers
from contract import judge, load


def settings(ours, state):
    """What the model is, as transformers' config says it; without experts, no layer has any."""
    c = ours.config
    return transformers.JambaConfig(
        vocab_size=c.vocab_size,
        hidden_size=c.hidden_size,
        intermediate_size=c.ffn_size,
        num_hidden_layers=c.layers,
        num_attention_heads=c.heads,
        num_key_value_heads=c.kv_heads,
        rms_norm_eps=c.norm_eps,
        max_position_embeddings=c.max_seq_len,
        num_experts=state.get("experts", 1),
        num_experts_per_tok=state.get("experts_per_token", 1),
        expert_layer_period=state.get("expert_period", 2),
        expert_layer_offset=state.get("expert_offset", 0),
        attn_layer_period=c.attention_period,
        attn_layer_offset=c.attention_offset,
        mamba_d_state=c.state_size,
        mamba_d_conv=c.conv_kernel,
        mamba_expand=c.expand,
        mamba_dt_rank=c.dt_rank,
        mamba_conv_bias=state.get("use_conv_bias", False),
        mamba_proj_bias=c.use_bias,
        tie_word_embeddings=state.get("tie_embeddings", False),
        pad_token_id=None,
    )


def check(folder):
    module = load(folder)
    ours = module.MetaGenModel().eval()
    c = ours.config
    theirs = transformers.JambaForCausalLM(settings(ours, json.loads((folder / "want.json").read_text())["State"])).eval()
    for name, p in theirs.named_parameters():  # also what starts at 0 or 1 must matter, and decays must be met that forget at once
        torch.nn.init.normal_(p, std=1.0 if name.endswith(("A_log", "dt_proj.bias")) else 0.2)
    ours.load_state_dict(theirs.state_dict())
    tokens = torch.randint(c.vocab_size, (2, c.max_seq_len * 3 // 4))
    with torch.inference_mode():
        a, b = ours(tokens)[0], theirs(tokens).logits
        worst = (a - b).abs().max().item()
        cache = module.KVCache(c)
        one_by_one = torch.cat([ours(step, cache=cache)[0] for step in tokens.split(1, dim=1)], dim=1)
        worst = max(worst, (one_by_one - b).abs().max().item())
        if worst > 1e-4 * max(1.0, b.abs().max().item()):
            raise AssertionError(f"logits differ by {worst}")
        mine = ours.generate(tokens, c.max_seq_len // 4, temperature=0)
        if worst_step(theirs, mine, tokens.size(1)) > 1e-3:
            raise AssertionError("greedy tokens are not transformers'")
    return worst


def worst_step(theirs, tokens, start):
    """How far the logit of any generated token is below the highest, as transformers sees it: 0 where all are its own choice."""
    logits = theirs(tokens).logits[:, start - 1 : -1]
    chosen = logits.gather(-1, tokens[:, start:, None])[..., 0]
    return (logits.max(-1).values - chosen).max().item()


if __name__ == "__main__":
    judge(lambda folder: f"logits within {check(folder):.1e} of transformers'", "compute what transformers' do")
