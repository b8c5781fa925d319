"""Emitted models against transformers' ViT and DeiT: with the same weights, the same outputs.

    python reference.py DIR

DIR has a folder for each model: its code, and want.json, whose State says which of transformers' classes it must equal.
"""

import json

import torch
import transformers
from contract import judge, load

ACTIVATIONS = {"gelu": "gelu", "gelu_tanh": "gelu_pytorch_tanh", "relu": "relu"}


def reference(state, c):
    """The class of transformers that has this architecture, with weights at random."""
    prefix = "DeiT" if state.get("distillation_token") else "ViT"
    kind = getattr(transformers, prefix + ("ForImageClassification" if state["head"] == "classification" else "Model"))
    settings = dict(
        hidden_size=c.hidden_size, num_hidden_layers=c.layers, num_attention_heads=c.heads, intermediate_size=c.ffn_size, layer_norm_eps=c.norm_eps,
        hidden_act=ACTIVATIONS[state["mlp"]], image_size=c.image_size, patch_size=c.patch_size, num_channels=c.num_channels, qkv_bias=c.attention_bias,
        hidden_dropout_prob=0.0, num_labels=getattr(c, "num_classes", 2),
    )
    model = kind(kind.config_class(**settings)).eval()
    for p in model.parameters():  # also what starts at 0 or 1 must matter
        torch.nn.init.normal_(p, std=0.2)
    return model


def check(folder):
    state = json.loads((folder / "want.json").read_text())["State"]
    ours = load(folder).MetaGenModel().eval()
    c = ours.config
    theirs = reference(state, c)
    ours.load_state_dict(theirs.state_dict())
    images = torch.randn(3, c.num_channels, c.image_size, c.image_size)
    with torch.inference_mode():
        out = theirs(images)
        want = out.logits if state["head"] == "classification" else torch.nn.functional.normalize(out.pooler_output, dim=-1)
        worst = (ours(images)[0] - want).abs().max().item()
        if worst > 1e-4 * max(1.0, want.abs().max().item()):
            raise AssertionError(f"outputs differ by {worst}")
        if state["head"] == "classification":
            labels = torch.randint(c.num_classes, (3,))
            a, b = ours(images, labels)[1].item(), theirs(images, labels=labels).loss.item()
            if abs(a - b) > 1e-4 * max(1.0, b):
                raise AssertionError(f"the loss is {a}, and transformers' {b}")
    return worst


if __name__ == "__main__":
    judge(lambda folder: f"outputs within {check(folder):.1e} of transformers'", "compute what transformers' do")
