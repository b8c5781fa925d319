"""The torch contract: emitted models against what the blueprint says of them.

    python contract.py DIR [SCRIPT]

DIR has a folder for each model: its code, and want.json with what the Go side expects. Checked, as DESIGN has it: names, shapes and order
of the tensors; order in which modules are called; FLOPs of every module; bytes of the key-value cache and of what autograd saves. SCRIPT has a
function check_cache(module, model, want), for models whose cache is not a language model's.
"""

import importlib
import importlib.util
import json
import math
import sys
from pathlib import Path

import torch
import torch.nn.attention as sdpa
from torch.utils.flop_counter import FlopCounterMode


def load(folder, name="model"):
    """A module of an emitted project: model.py or data.py."""
    if str(folder.parent) not in sys.path:
        sys.path.insert(0, str(folder.parent))
    return importlib.import_module(f"{folder.name}.code.{name}")


def example(folder, model, precision):
    """Made inputs and targets of one example, its floats in a precision."""
    inputs, targets = load(folder, "data").example(model.config, 1)
    return [[x.to(precision) if x is not None and x.is_floating_point() else x for x in part] for part in (inputs, targets)]


def check(what, got, want):
    if got != want:
        raise AssertionError(f"{what}: torch has {got}, the blueprint {want}")


def check_tensors(model, want):
    got = [(k, list(v.shape)) for k, v in model.state_dict().items()]
    expected = [(t["Name"], t["Shape"]) for t in want["Tensors"]]
    for g, e in zip(got, expected):
        check("tensor", g, e)
    check("number of tensors", len(got), len(expected))
    check("parameters", model.num_parameters(), want["Total"])
    check("trainable parameters", sum(p.numel() for p in model.parameters() if p.requires_grad), want["Trainable"])


def check_calls_and_flops(model, inputs, want):
    """FLOPs of every module that the blueprint lists, and the order of first calls."""
    first, names = [], {m: n for n, m in model.named_modules()}

    def note(module, _):
        if names[module] not in first:
            first.append(names[module])

    hooks = [m.register_forward_pre_hook(note) for m in model.modules()]
    with FlopCounterMode(display=False) as counter:
        model(*inputs)
    for hook in hooks:
        hook.remove()
    check("order of calls", first, [m["Path"] for m in want["Modules"]])
    counts = {k: sum(v.values()) for k, v in counter.get_flop_counts().items()}
    root = type(model).__name__
    for m in want["Modules"]:
        check(f"FLOPs of {m['Path']}", counts.get(f"{root}.{m['Path']}" if m["Path"] else root, 0), m["FLOPs"])
    check("forward FLOPs", counter.get_total_flops(), want["Forward"])


def check_saved(model, inputs, targets, want):
    """Bytes of every storage that autograd keeps for the backward pass, parameters and buffers left out."""
    parameters = {p.untyped_storage().data_ptr() for p in [*model.parameters(), *model.buffers()]}
    kept = {}

    def keep(t):
        if t.untyped_storage().data_ptr() not in parameters:
            kept[t.untyped_storage().data_ptr()] = t
        return t

    model.train()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda t: t):
        loss = model(*inputs, *targets)[1]
    check("saved activation bytes", sum(t.untyped_storage().nbytes() for t in kept.values()), want["Activation"])
    loss.backward()
    for name, p in model.named_parameters():
        idle = any(name.startswith(f"{path}.") for path in want["Idle"])
        if (p.grad is not None) != (p.requires_grad and not idle):
            raise AssertionError(f"{name} gets {'no' if p.grad is None else 'a'} gradient")
    model.zero_grad(set_to_none=True)


def convolution_backward(grad_out, images, weight, *rest, out_shape=None):
    """FLOPs of a convolution's backward: each of the two gradients takes as many as forward. torch's own formula is the same but for groups, where
    it counts the gradient of the weight as if there were none: so many times too much."""
    if rest[4]:  # transposed
        return torch.utils.flop_counter.conv_backward_flop(grad_out, images, weight, *rest, out_shape=out_shape)
    return 2 * grad_out[0] * math.prod(grad_out[2:]) * math.prod(weight) * sum(rest[7][:2])


def check_training_flops(model, inputs, targets, want):
    """Forward and backward with attention's plain kernel, which recomputes nothing."""
    formulas = {torch.ops.aten.convolution_backward: convolution_backward}
    with FlopCounterMode(display=False, custom_mapping=formulas) as counter, sdpa.sdpa_kernel(sdpa.SDPBackend.MATH):
        model(*inputs, *targets)[1].backward()
    check("training FLOPs", counter.get_total_flops(), want["Training"])
    model.zero_grad(set_to_none=True)


def held(layers):
    """Bytes of the storages of pairs of tensors, one for each layer that has them."""
    return sum(x.untyped_storage().nbytes() for pair in layers if pair is not None for x in pair)


def check_cache(module, model, want):
    """The cache after max_seq_len tokens, fed in uneven chunks; and the logits of every way to feed them."""
    model.eval()
    length = model.config.max_seq_len
    tokens = torch.randint(model.config.vocab_size, (1, length))
    with torch.inference_mode():
        whole = model(tokens)[0]
        for cuts in ([1] * length, [3, 1, length - 4], [length]):
            cache = module.KVCache(model.config)
            parts = [model(part, cache=cache)[0] for part in tokens.split(cuts, dim=1)]
            check(f"KV bytes, fed {cuts[0]} at a time", held(getattr(cache, "kv", [])), want["KVCache"])
            check(f"state bytes, fed {cuts[0]} at a time", held(getattr(cache, "states", [])), want["Recurrent"])
            if whole.dtype == torch.float32 and not torch.allclose(torch.cat(parts, dim=1), whole, atol=1e-4, rtol=1e-4):
                raise AssertionError(f"logits differ when fed in chunks of {cuts[:3]}...: {(torch.cat(parts, dim=1) - whole).abs().max()}")
    try:
        model(torch.zeros(1, length + 1, dtype=torch.long))
    except (ValueError, IndexError):
        return
    raise AssertionError("more tokens than max_seq_len pass")


def check_model(folder, check_cache):
    want = json.loads((folder / "want.json").read_text())
    module, precision = load(folder), getattr(torch, want["State"]["precision"])
    with torch.device("meta"):
        model = module.MetaGenModel().to(precision)
        check_tensors(model, want)
        model.eval()
        check_calls_and_flops(model, example(folder, model, precision)[0], want)
    if not want["Tiny"]:
        return
    torch.manual_seed(0)
    model = module.MetaGenModel().to(precision)
    inputs, targets = example(folder, model, precision)
    check_saved(model, inputs, targets, want)
    check_training_flops(model, inputs, targets, want)
    if want["KVCache"] > 0 or want["Recurrent"] > 0:
        check_cache(module, model, want)


def script(path):
    """The check_cache of a script."""
    spec = importlib.util.spec_from_file_location("script", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check_cache


def judge(look, claim):
    """Looks at every model in the folder of the command line, says what is wrong with each, and ends the process; look may tell what it saw."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    folders = sorted(p.parent for p in Path(sys.argv[1]).glob("*/want.json"))
    failed = 0
    for folder in folders:
        try:
            if seen := look(folder):
                print(f"{folder.name}: {seen}")
        except Exception as error:  # every model is judged
            failed += 1
            print(f"{folder.name}: {type(error).__name__}: {error}")
    print(f"{len(folders) - failed} of {len(folders)} models {claim}")
    sys.exit(1 if failed or not folders else 0)


if __name__ == "__main__":
    cache = script(sys.argv[2]) if len(sys.argv) > 2 else check_cache
    judge(lambda folder: check_model(folder, cache), "are what the blueprint says")
