"""Emitted models against transformers': with the same weights, the same logits and the same greedy tokens.

    python reference.py DIR

DIR has a folder for each model: model.py, and want.json, whose Name says which of transformers' models it must equal.
"""

import json

import torch
import transformers
from contract import judge, load


def common(c, **more):
    return dict(vocab_size=c.vocab_size, hidden_size=c.hidden_size, num_hidden_layers=c.layers, num_attention_heads=c.heads, **more)


def llama_like(c, **more):
    return common(
        c, num_key_value_heads=c.kv_heads, head_dim=c.head_dim, max_position_embeddings=c.max_seq_len, rms_norm_eps=c.norm_eps,
        rope_parameters={"rope_type": "default", "rope_theta": c.rope_theta}, **more,
    )


def neox_like(c, **more):
    rope = {"rope_type": "default", "rope_theta": c.rope_theta, "partial_rotary_factor": c.partial_rotary}
    return common(c, intermediate_size=c.ffn_size, max_position_embeddings=c.max_seq_len, layer_norm_eps=c.norm_eps, rope_parameters=rope, **more)


def same_names(weights, c):
    return weights


def renamed(pairs, split=None):
    """A mapping of names by the pairs, in order; split makes three tensors of one that holds q, k and v."""

    def convert(weights, c):
        out = {}
        for name, w in weights.items():
            for old, new in pairs:
                name = name.replace(old, new)
            if ".qkv." in name:
                for letter, part in zip("qkv", split(w, c)):
                    out[name.replace(".qkv.", f".{letter}_proj.")] = part
            else:
                out[name] = w
        return out

    return convert


def by_head(w, c):
    """Rows that run head by head, q then k then v in each."""
    return [part.flatten(0, 1) for part in w.unflatten(0, (c.heads, 3, c.head_dim)).unbind(1)]


def transposed(weights, c):
    """GPT-2 keeps its projections as (in, out)."""
    flip = ("c_attn.weight", "c_proj.weight", "c_fc.weight")
    return gpt2({k: v.T.contiguous() if k.endswith(flip) else v for k, v in weights.items()}, c)


gpt2 = renamed(
    [("transformer.wte", "model.embed_tokens"), ("transformer.wpe", "model.embed_positions"), ("transformer.h.", "model.layers."),
     ("transformer.ln_f", "model.norm"), ("ln_1", "input_layernorm"), ("ln_2", "post_attention_layernorm"), ("attn.c_attn", "self_attn.qkv"),
     ("attn.c_proj", "self_attn.o_proj"), ("mlp.c_fc", "mlp.up_proj"), ("mlp.c_proj", "mlp.down_proj")],
    lambda w, c: w.chunk(3),
)
neox = renamed(
    [("gpt_neox.embed_in", "model.embed_tokens"), ("gpt_neox.final_layer_norm", "model.norm"), ("gpt_neox.", "model."), ("embed_out", "lm_head"),
     ("attention.query_key_value", "self_attn.qkv"), ("attention.dense", "self_attn.o_proj"), ("dense_h_to_4h", "up_proj"), ("dense_4h_to_h", "down_proj")],
    by_head,
)
opt = renamed(
    [("model.decoder.final_layer_norm", "model.norm"), ("model.decoder.", "model."), ("self_attn_layer_norm", "input_layernorm"),
     ("final_layer_norm", "post_attention_layernorm"), ("out_proj", "o_proj"), ("fc1", "mlp.up_proj"), ("fc2", "mlp.down_proj")],
)
phi = renamed([("self_attn.dense", "self_attn.o_proj"), ("fc1", "up_proj"), ("fc2", "down_proj"), ("final_layernorm", "norm")])
bloom = renamed(
    [("transformer.word_embeddings_layernorm", "model.embed_layernorm"), ("transformer.word_embeddings", "model.embed_tokens"),
     ("transformer.h.", "model.layers."), ("transformer.ln_f", "model.norm"), ("self_attention.query_key_value", "self_attn.qkv"),
     ("self_attention.dense", "self_attn.o_proj"), ("dense_h_to_4h", "up_proj"), ("dense_4h_to_h", "down_proj")],
    by_head,
)

REFERENCES = {
    "llama": ("Llama", lambda c: llama_like(c, intermediate_size=c.ffn_size), same_names),
    "qwen2": ("Qwen2", lambda c: llama_like(c, intermediate_size=c.ffn_size, tie_word_embeddings=True), same_names),
    "qwen3": ("Qwen3", lambda c: llama_like(c, intermediate_size=c.ffn_size, tie_word_embeddings=True), same_names),
    "mistral": ("Mistral", lambda c: llama_like(c, intermediate_size=c.ffn_size, sliding_window=c.sliding_window), same_names),
    "gemma": ("Gemma", lambda c: llama_like(c, intermediate_size=c.ffn_size, hidden_act="gelu_pytorch_tanh"), same_names),
    "mixtral": ("Mixtral", lambda c: llama_like(c, intermediate_size=c.expert_ffn_size, num_local_experts=c.experts, num_experts_per_tok=c.experts_per_token), same_names),
    "qwen3_moe": ("Qwen3Moe", lambda c: llama_like(c, moe_intermediate_size=c.expert_ffn_size, num_experts=c.experts, num_experts_per_tok=c.experts_per_token, norm_topk_prob=True), same_names),
    "gpt2": ("GPT2LMHead", lambda c: dict(vocab_size=c.vocab_size, n_embd=c.hidden_size, n_layer=c.layers, n_head=c.heads, n_positions=c.max_seq_len, n_inner=c.ffn_size), transposed),
    "gpt_neox": ("GPTNeoX", lambda c: neox_like(c, hidden_act="gelu", use_parallel_residual=True), neox),
    "opt": ("OPT", lambda c: common(c, ffn_dim=c.ffn_size, max_position_embeddings=c.max_seq_len, word_embed_proj_dim=c.hidden_size), opt),
    "phi": ("Phi", lambda c: neox_like(c, hidden_act="gelu_new"), phi),
    "bloom": ("Bloom", lambda c: dict(vocab_size=c.vocab_size, hidden_size=c.hidden_size, n_layer=c.layers, n_head=c.heads, layer_norm_epsilon=c.norm_eps), bloom),
}


def check(folder):
    name = json.loads((folder / "want.json").read_text())["Name"]
    prefix, settings, convert = REFERENCES[name]
    module = load(folder)
    ours = module.MetaGenModel().eval()
    c = ours.config
    kind = getattr(transformers, prefix + ("Model" if prefix.endswith("Head") else "ForCausalLM"))
    theirs = kind(kind.config_class(**settings(c))).eval()
    for p in theirs.parameters():  # also what starts at 0 or 1 must matter
        torch.nn.init.normal_(p, std=0.2)
    ours.load_state_dict(convert(theirs.state_dict(), c))
    tokens = torch.randint(c.vocab_size, (2, c.max_seq_len * 3 // 4))
    with torch.inference_mode():
        a, b = ours(tokens)[0], theirs(tokens).logits
        worst = (a - b).abs().max().item()
        if worst > 1e-4 * max(1.0, b.abs().max().item()):
            raise AssertionError(f"logits differ by {worst}")
        new = c.max_seq_len // 4
        mine = ours.generate(tokens, new, temperature=0)
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
