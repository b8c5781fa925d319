"""Emitted models against transformers' LLaVA: with the same weights, the same logits, the same loss and the same greedy tokens.

    python reference.py DIR
"""

import json

import torch
import transformers
from contract import judge, load


def settings(c, kind):
    act = {"quick_gelu": "quick_gelu", "gelu": "gelu", "gelu_tanh": "gelu_pytorch_tanh"}[c["vision_mlp"]]
    text = dict(
        model_type=kind, vocab_size=c["vocab_size"], hidden_size=c["hidden_size"], intermediate_size=c["ffn_size"], num_hidden_layers=c["layers"],
        num_attention_heads=c["heads"], num_key_value_heads=c["kv_heads"], head_dim=c["head_dim"], max_position_embeddings=c["max_seq_len"], rms_norm_eps=c["norm_eps"],
        rope_parameters={"rope_type": "default", "rope_theta": c["rope_theta"]}, bos_token_id=0, eos_token_id=0, pad_token_id=0,
    )
    if kind == "mistral":
        text["sliding_window"] = c["sliding_window"]
    vision = dict(
        model_type="clip_vision_model", hidden_size=c["vision_hidden_size"], intermediate_size=c["vision_ffn_size"], num_hidden_layers=c["vision_layers"],
        num_attention_heads=c["vision_heads"], image_size=c["image_size"], patch_size=c["patch_size"], num_channels=c["num_channels"],
        hidden_act=act, layer_norm_eps=c["vision_norm_eps"],
    )
    return transformers.LlavaConfig(text_config=text, vision_config=vision, image_token_index=c["image_token"])


def check(folder):
    want = json.loads((folder / "want.json").read_text())
    c, module = {**want["State"], **want["State"]["dims"]}, load(folder)
    ours, theirs = module.MetaGenModel().eval(), transformers.LlavaForConditionalGeneration(settings(c, want["Name"])).eval()
    for p in theirs.parameters():  # also what starts at 0 or 1 must matter
        torch.nn.init.normal_(p, std=0.2)
    ours.load_state_dict(theirs.state_dict())
    patches = (c["image_size"] // c["patch_size"]) ** 2
    tokens = torch.randint(c["image_token"], (2, patches + 9))
    tokens[:, 3 : 3 + patches] = c["image_token"]  # wherever the image stands
    images = torch.randn(2, c["num_channels"], c["image_size"], c["image_size"])
    targets = torch.randint(c["vocab_size"], tokens.shape)
    targets[:, :5] = -1
    labels = torch.cat([torch.full((2, 1), -100), targets], dim=1)[:, :-1].masked_fill_(torch.cat([torch.full((2, 1), -1), targets], dim=1)[:, :-1] == -1, -100)
    with torch.inference_mode():
        a, b = ours(tokens, images)[0], theirs(input_ids=tokens, pixel_values=images, labels=labels)
        worst = (a - b.logits).abs().max().item()
        if worst > 1e-4 * max(1.0, b.logits.abs().max().item()):
            raise AssertionError(f"logits differ by {worst}")
        targets[:, -1] = -1  # what follows the last token is no label of theirs
        torch.testing.assert_close(ours(tokens, images, targets)[1], b.loss, atol=1e-4, rtol=1e-4)
        made = ours.generate(tokens, images, 6, end=-1, temperature=0)
        logits = theirs(input_ids=made, pixel_values=images).logits[:, tokens.size(1) - 1 : -1]
        chosen = logits.gather(-1, made[:, tokens.size(1) :, None])[..., 0]
        # An image token that is written is a token like others to us, and to them a place for a patch.
        if (made[:, tokens.size(1) :] != c["image_token"]).all() and (logits.max(-1).values - chosen).max() > 1e-3:
            raise AssertionError("greedy tokens are not transformers'")
    return worst


if __name__ == "__main__":
    judge(lambda folder: f"logits within {check(folder):.1e} of transformers'", "compute what transformers' do")
