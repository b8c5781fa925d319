"""Emitted encoders against transformers': with the same weights, under the same names, the same outputs, with padding and without.

    python reference.py DIR

DIR has a folder for each model: its code, and want.json, whose Name says which of transformers' models it must equal.
"""

import json
from collections import defaultdict

import torch
import torch.nn.functional as F
import transformers
from contract import judge, load

ACTIVATIONS = {"gelu": "gelu", "gelu_tanh": "gelu_pytorch_tanh", "relu": "relu", "geglu": "gelu", "geglu_tanh": "gelu_pytorch_tanh", "swiglu": "silu"}
PREFIXES = {"bert": "Bert", "roberta": "Roberta", "distilbert": "DistilBert", "modernbert": "ModernBert"}
HEADS = {
    "classification": "ForSequenceClassification",
    "regression": "ForSequenceClassification",
    "ranking": "ForSequenceClassification",
    "masked_lm": "ForMaskedLM",
}


def settings(s):
    """The state in transformers' words."""
    act = ACTIVATIONS[s["mlp"]]
    common = dict(vocab_size=s["vocab_size"], pad_token_id=s["pad_token"])
    if s["layout"] == "distilbert":
        return common | dict(
            dim=s["hidden_size"], n_layers=s["layers"], n_heads=s["heads"], hidden_dim=s["ffn_size"], max_position_embeddings=s["max_seq_len"], activation=act
        )
    common |= dict(hidden_size=s["hidden_size"], num_hidden_layers=s["layers"], num_attention_heads=s["heads"], intermediate_size=s["ffn_size"])
    if s["layout"] == "modernbert":
        return common | dict(
            max_position_embeddings=s["max_seq_len"],
            hidden_activation=act,
            classifier_activation=act,
            norm_eps=s["norm_eps"],
            norm_bias=bool(s["norm_bias"]),
            attention_bias=bool(s["attention_bias"]),
            mlp_bias=bool(s["mlp_bias"]),
            local_attention=s["local_attention"],
            global_attn_every_n_layers=s["global_attention_every"],
            classifier_pooling=s.get("pooling") or "cls",
            bos_token_id=1,
            eos_token_id=2,
            cls_token_id=1,
            sep_token_id=2,
        )
    rows = s["max_seq_len"] + (s["position_offset"] if s["layout"] == "roberta" else 0)
    return common | dict(hidden_act=act, max_position_embeddings=rows, type_vocab_size=s["token_types"], layer_norm_eps=s["norm_eps"])


def theirs(s):
    kind = getattr(transformers, PREFIXES[s["layout"]] + HEADS.get(s["head"], "Model"))
    more = settings(s)
    if s["head"] in ("classification", "regression", "ranking"):
        more["num_labels"] = s.get("num_classes") or s.get("num_outputs") or 1
    pooled = {"add_pooling_layer": s.get("pooling") == "pooler"} if s["head"] == "embedding" and s["layout"] in ("bert", "roberta") else {}
    return kind(kind.config_class(**more), **pooled).eval()


def output(s, out, mask):
    if s["head"] != "embedding":
        return out.logits
    x = out.last_hidden_state
    weight = mask[..., None].float()
    pooled = out.pooler_output if s["pooling"] == "pooler" else x[:, 0] if s["pooling"] == "cls" else (x * weight).sum(1) / weight.sum(1)
    return F.normalize(pooled, dim=-1)


def check(folder):
    s = json.loads((folder / "want.json").read_text())["State"]
    s = defaultdict(int, s | s["dims"])  # what is 0 or false is left out there
    ours, other = load(folder).MetaGenModel().eval(), theirs(s)
    for p in other.parameters():  # also what starts at 0 or 1 must matter
        torch.nn.init.normal_(p, std=0.2)
    ours.load_state_dict(other.state_dict())  # the names are theirs
    typed, worst = s["layout"] in ("bert", "roberta"), 0.0
    for padded in (False, True):
        tokens, mask = torch.randint(10, s["vocab_size"], (3, 40)), torch.ones(3, 40, dtype=torch.bool)
        if padded:
            mask[1, 25:] = mask[2, 7:] = False
            tokens = tokens.masked_fill(~mask, s["pad_token"])
        types = torch.randint(s["token_types"], tokens.shape) if typed else None
        with torch.inference_mode():
            a = ours(tokens, mask if padded else None, *([types] if typed else []))[0]
            b = output(s, other(tokens, attention_mask=mask.long(), **({"token_type_ids": types} if typed else {})), mask)
        if s["head"] == "masked_lm":
            a, b = a[mask], b[mask]
        worst = max(worst, (a - b).abs().max().item())
        if worst > 1e-4 * max(1.0, b.abs().max().item()):
            raise AssertionError(f"outputs differ by {worst}")
    return worst


if __name__ == "__main__":
    judge(lambda folder: f"outputs within {check(folder):.1e} of transformers'", "compute what transformers' do")
