"""Emitted models against transformers' CLIP: with the same weights, the same scores and the same loss; the sigmoid loss is SigLIP's own.

    python reference.py DIR
"""

import json

import torch
import transformers
from contract import judge, load


def settings(c):
    act = {"quick_gelu": "quick_gelu", "gelu": "gelu", "gelu_tanh": "gelu_pytorch_tanh"}[c["mlp"]]
    common = dict(hidden_act=act, layer_norm_eps=c["norm_eps"])
    text = dict(
        vocab_size=c["vocab_size"], hidden_size=c["text_hidden_size"], intermediate_size=c["text_ffn_size"], num_hidden_layers=c["text_layers"],
        num_attention_heads=c["text_heads"], max_position_embeddings=c["max_seq_len"], eos_token_id=c["vocab_size"] - 1, **common,
    )
    vision = dict(
        hidden_size=c["vision_hidden_size"], intermediate_size=c["vision_ffn_size"], num_hidden_layers=c["vision_layers"],
        num_attention_heads=c["vision_heads"], image_size=c["image_size"], patch_size=c["patch_size"], num_channels=c["num_channels"], **common,
    )
    return transformers.CLIPConfig(text_config=text, vision_config=vision, projection_dim=c["projection_dim"])


def siglip_loss(scores):
    """The loss of transformers' SiglipModel, of its own towers' outputs: those are set to be ours."""
    model = transformers.SiglipModel(transformers.SiglipConfig(
        text_config=dict(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=1, vocab_size=8),
        vision_config=dict(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=1, image_size=16),
    )).eval()
    size = len(scores)
    # Two sets of vectors of length 1 whose products are the scores, scaled down: rows of an orthogonal matrix on one side.
    scale = scores.norm(dim=0).max() * 1.01
    left = torch.eye(16)[:size]
    right = torch.zeros(size, 16)
    right[:, :size] = (scores / scale).T
    right[:, 15] = (1 - right[:, :size].square().sum(-1)).sqrt()

    class Fixed(torch.nn.Module):
        def __init__(self, vectors):
            super().__init__()
            self.vectors = vectors

        def forward(self, *_, **__):
            return transformers.modeling_outputs.BaseModelOutputWithPooling(pooler_output=self.vectors)

    model.vision_model, model.text_model = Fixed(left), Fixed(right)
    model.logit_scale.data.fill_(scale.log().item())
    model.logit_bias.data.zero_()
    out = model(input_ids=torch.zeros(size, 1, dtype=torch.long), pixel_values=torch.zeros(size, 3, 16, 16), return_loss=True)
    torch.testing.assert_close(out.logits_per_image, scores, atol=1e-4, rtol=1e-4)
    return out.loss


def check(folder):
    want = json.loads((folder / "want.json").read_text())
    c, module = {**want["State"], **want["State"]["dims"]}, load(folder)
    ours, theirs = module.MetaGenModel().eval(), transformers.CLIPModel(settings(c)).eval()
    for p in theirs.parameters():  # also what starts at 0 or 1 must matter
        torch.nn.init.normal_(p, std=0.2)
    weights = dict(theirs.state_dict())
    if c["loss"] == "sigmoid":
        weights["logit_scale"], weights["logit_bias"] = weights["logit_scale"][None], torch.tensor([0.3])
    ours.load_state_dict(weights)
    tokens = torch.randint(c["vocab_size"] - 1, (5, 13))
    for row, end in enumerate([12, 3, 7, 5, 12]):
        tokens[row, end] = c["vocab_size"] - 1
    tokens[1, 9] = c["vocab_size"] - 1  # a second end, in the padding
    images = torch.randn(5, c["num_channels"], c["image_size"], c["image_size"])
    with torch.inference_mode():
        scores, loss = ours(images, tokens)
        out = theirs(input_ids=tokens, pixel_values=images, return_loss=True)
        expected, lost = out.logits_per_image, out.loss
        if c["loss"] == "sigmoid":
            expected = expected + 0.3
            lost = siglip_loss(expected)
        torch.testing.assert_close(ours.embed_images(images), out.image_embeds, atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(ours.embed_texts(tokens), out.text_embeds, atol=1e-4, rtol=1e-4)
        worst = (scores - expected).abs().max().item()
        if worst > 1e-4 * max(1.0, expected.abs().max().item()):
            raise AssertionError(f"scores differ by {worst}")
        torch.testing.assert_close(loss, lost, atol=1e-4, rtol=1e-4)
    return worst


if __name__ == "__main__":
    judge(lambda folder: f"scores within {check(folder):.1e} of transformers'", "compute what transformers' do")
