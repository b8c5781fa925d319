"""Emitted models against transformers' Mamba: with the same weights, the same logits, at once and token by token, and the same greedy tokens.

    python reference.py DIR

DIR has a folder for each model, with its code.
"""

import torch
import transformers
from contract import judge, load


def settings(ours):
    """What the model is, as transformers' config says it."""
    c = ours.config
    return transformers.MambaConfig(
        vocab_size=c.vocab_size,
        hidden_size=c.hidden_size,
        num_hidden_layers=c.layers,
        state_size=c.state_size,
        conv_kernel=c.conv_kernel,
        expand=c.expand,
        time_step_rank=c.dt_rank,
        use_bias=c.use_bias,
        layer_norm_epsilon=c.norm_eps,
        use_conv_bias=hasattr(ours.backbone.layers[0].mixer.conv1d, "bias"),
        tie_word_embeddings=ours.lm_head.weight is ours.backbone.embeddings.weight,
    )


def check(folder):
    module = load(folder)
    ours = module.MetaGenModel().eval()
    c = ours.config
    theirs = transformers.MambaForCausalLM(settings(ours)).eval()
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
