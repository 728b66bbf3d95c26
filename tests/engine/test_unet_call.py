"""Each exact saving gives the plain path's numbers in float64, and none of them stays in the model."""

import copy
import dataclasses
import functools
from typing import Any

import pytest
import torch

from engine.fast_mode import StepPlan
from engine.model.alignment import AlignmentBlock
from engine.model.faithdiff import FaithDiff
from engine.precision import Arithmetic
from engine.text_cache import cache_text, cached_layers
from engine.unet_call import Prepared, predict, prepare
from tests.engine.calls import (
    DOUBLE,
    GUIDANCE,
    added_for,
    batch_for,
    double_model,
    inside,
    plain,
    prepared_for,
    text_for,
)
from tests.engine.reference import relative_error

EXACT = 1e-12
GUIDED, UNGUIDED = StepPlan(guided=True), StepPlan(guided=False)
KINDS: list[dict[str, Any]] = [
    {},
    {"attention": "spatial"},
    {"autoencoder": "kl"},
    {"text": "plain"},
    {"text": "two", "autoencoder": "kl"},
]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: "-".join(kind.values()) or "default")
def model(request: pytest.FixtureRequest) -> FaithDiff:
    return double_model(**request.param)


@torch.inference_mode()
def test_the_stem_once_for_both_rows(model: FaithDiff) -> None:
    batch, text = batch_for(model), text_for(model)
    passed: list[int] = []
    hook = model.stem.conv.register_forward_hook(lambda _module, inputs, _output: passed.append(len(inputs[0])))
    context = text.context.repeat_interleave(3, dim=0)
    both = model(batch["latents"], batch["timestep"], context, batch["condition"], added_for(text, batch))
    hook.remove()
    assert passed == [3]
    negative, positive = both.chunk(2)
    assert relative_error(negative + GUIDANCE * (positive - negative), plain(model, batch, text)) <= EXACT


def test_texts_that_do_not_go_with_the_latents_are_refused(model: FaithDiff) -> None:
    batch, before = batch_for(model), inside(model)
    for count in (2, 4):
        context = text_for(model, rows=count).context
        with pytest.raises(ValueError, match=f"{count} texts do not go with 3 latents"):
            model(batch["latents"], batch["timestep"], context, batch["condition"])
    assert inside(model) == before


@torch.inference_mode()
def test_folded_blocks(model: FaithDiff) -> None:
    block = model.alignment.blocks[0]
    assert isinstance(block, AlignmentBlock)
    tokens = torch.randn(2, 9, 32, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    expected = block(tokens)
    with model.alignment.folded(model.alignment.fold(torch.float64)):
        folded = block(tokens)
    assert not torch.equal(folded, expected)  # it was another computation
    assert relative_error(folded, expected) <= EXACT
    assert torch.equal(block(tokens), expected)


@torch.inference_mode()
def test_cached_keys_and_values(model: FaithDiff) -> None:
    batch, text = batch_for(model), text_for(model)
    layers = cached_layers(model.unet)
    assert len(layers) == sum(name.endswith("attn2") for name, _ in model.unet.named_modules()) > 0
    cache = cache_text(model.unet, text.context)
    called: list[Any] = []
    hooks = [attn.to_k.register_forward_hook(lambda *_: called.append(1)) for attn in layers if attn.to_k is not None]
    context = text.context.repeat_interleave(3, dim=0)
    arguments = batch["latents"], batch["timestep"], context, batch["condition"], added_for(text, batch)
    with cache.applied():
        both = model(*arguments)
    assert not called
    expected = model(*arguments)
    assert len(called) == len(layers)
    for hook in hooks:
        hook.remove()
    assert relative_error(both, expected) <= EXACT


@torch.inference_mode()
def test_the_positive_row_alone(model: FaithDiff) -> None:
    batch, text = batch_for(model), text_for(model)
    alone = dataclasses.replace(text, context=text.context[1:], pooled=None if text.pooled is None else text.pooled[1:])
    prediction = predict(model, prepared_for(model, text), DOUBLE, batch, UNGUIDED)["prediction"]
    assert relative_error(prediction, plain(model, batch, alone)) <= EXACT


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("rows", [1, 2])
@torch.inference_mode()
def test_all_savings_together(model: FaithDiff, rows: int, channels_last: bool) -> None:
    batch, text = batch_for(model), text_for(model, rows)
    prepared = prepared_for(model, text, channels_last=channels_last)
    assert bool(prepared.weights) == channels_last
    prediction = predict(model, prepared, DOUBLE, batch, StepPlan(rows > 1))["prediction"]
    assert relative_error(prediction, plain(model, batch, text)) <= EXACT


@torch.inference_mode()
def test_tiles_of_a_call_do_not_see_each_other(model: FaithDiff) -> None:
    batch, prepared = batch_for(model), prepared_for(model, text_for(model))
    together = predict(model, prepared, DOUBLE, batch, GUIDED)["prediction"]
    for tile in range(3):
        one = {name: t if name == "timestep" else t[tile : tile + 1] for name, t in batch.items()}
        assert relative_error(predict(model, prepared, DOUBLE, one, GUIDED)["prediction"], together[[tile]]) <= EXACT
    others = dict(batch, latents=torch.cat([batch["latents"][:1], batch["latents"][1:] * 100]))
    changed = predict(model, prepared, DOUBLE, others, GUIDED)["prediction"]
    assert relative_error(changed[0], together[0]) <= EXACT
    assert relative_error(changed[1:], together[1:]) > 0.1


@pytest.mark.parametrize("plan", [GUIDED, UNGUIDED, StepPlan(True, record=True)])
@torch.inference_mode()
def test_the_model_is_as_it_was(model: FaithDiff, plan: StepPlan) -> None:
    before, weights = inside(model), copy.deepcopy(model.state_dict())
    prepared = prepared_for(model, text_for(model), channels_last=True)
    assert inside(model) == before
    predict(model, prepared, DOUBLE, batch_for(model), plan)
    assert inside(model) == before
    assert all(torch.equal(tensor, weights[name]) for name, tensor in model.state_dict().items())


@pytest.mark.parametrize("place", ["conv_in.conv", "mid_block.resnets.0", "conv_out"])
@pytest.mark.parametrize("plan", [GUIDED, StepPlan(True, record=True), StepPlan(True, reuse=True)])
@torch.inference_mode()
def test_the_model_is_as_it_was_after_an_error(model: FaithDiff, place: str, plan: StepPlan) -> None:
    prepared, batch = prepared_for(model, text_for(model), channels_last=True), batch_for(model)
    recorded = predict(model, prepared, DOUBLE, batch, StepPlan(True, record=True))
    batch |= {"deep": recorded["deep"]} if plan.reuse else {}

    def fail(*_: Any) -> None:
        raise RuntimeError("the device is gone")

    hook = model.unet.get_submodule(place).register_forward_hook(fail)
    before = inside(model)
    if plan.reuse and place.startswith("mid_block"):
        predict(model, prepared, DOUBLE, batch, plan)  # is not computed
    else:
        with pytest.raises(RuntimeError, match="the device is gone"):
            predict(model, prepared, DOUBLE, batch, plan)
    assert inside(model) == before
    hook.remove()


def test_weights_elsewhere_come_for_their_own_product_only(model: FaithDiff) -> None:
    context = text_for(model).context.to("meta")
    cache = cache_text(model.unet, context)
    assert {tensor.device.type for tensor in cache.tensors()} == {"meta"}
    assert all(parameter.device.type == "cpu" for parameter in model.parameters())


def test_layers_that_somebody_changed_are_not_cached(model: FaithDiff) -> None:
    changed = copy.deepcopy(model)
    layers = cached_layers(changed.unet)

    def processor(attn: Any, hidden_states: torch.Tensor, **_: Any) -> torch.Tensor:
        return hidden_states

    layers[0].processor = processor  # pyright: ignore[reportAttributeAccessIssue]
    assert cached_layers(changed.unet) == layers[1:]


@torch.inference_mode()
def test_training_sees_nothing_of_it(model: FaithDiff) -> None:
    assert not any("fold" in name for name in model.state_dict())
    prepared = prepared_for(model, text_for(model))
    assert isinstance(prepared, Prepared)
    clone = copy.deepcopy(model)
    assert clone.state_dict().keys() == model.state_dict().keys()


@torch.inference_mode()
def test_autocast_with_copied_weights_is_no_less_accurate() -> None:
    model, batch = double_model(), batch_for(double_model())
    text = text_for(model)
    exact = plain(model, batch, text)
    model.float()
    pooled = None if text.pooled is None else text.pooled.float()
    text = dataclasses.replace(text, context=text.context.float(), pooled=pooled)
    batch = {name: t.float() if t.is_floating_point() else t for name, t in batch.items()}
    arithmetic = Arithmetic("cpu", torch.float32, torch.bfloat16)
    prepared = prepare(model, text, GUIDANCE, arithmetic)
    assert {tensor.dtype for tensor in prepared.weights.values()} == {torch.bfloat16}
    errors = [
        relative_error(predict(model, way, arithmetic, batch, GUIDED)["prediction"], exact)
        for way in (prepared, dataclasses.replace(prepared, weights={}))
    ]
    assert 1e-3 < errors[0] <= 1.25 * errors[1] < 0.1


@pytest.mark.slow
def test_compiled_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Traced in full, without breaks; the code generator itself, which needs a compiler, is left to the GPU tests."""
    monkeypatch.setattr(torch, "compile", functools.partial(torch.compile, backend="eager"))
    torch._dynamo.reset()  # other tests compile, too
    torch._dynamo.utils.counters.clear()
    model = double_model(autoencoder="kl", text="two")
    batch, text, before = batch_for(model), text_for(model), inside(model)
    prepared = prepared_for(model, text, compiled=True)
    kinds = {type(block).__name__ for block in prepared.blocks}
    assert kinds == {"BasicTransformerBlock", "ResnetBlock2D"}
    assert inside(model) == before
    with torch.inference_mode():
        prediction = predict(model, prepared, DOUBLE, batch, GUIDED)["prediction"]
        assert inside(model) == before
        assert relative_error(prediction, plain(model, batch, text)) <= EXACT
        traced = torch._dynamo.utils.counters["stats"]["unique_graphs"]
        assert 0 < traced < len(prepared.blocks)  # blocks of the same shape share their code
        predict(model, prepared_for(model, text_for(model, seed=6), compiled=True), DOUBLE, batch, GUIDED)
        assert torch._dynamo.utils.counters["stats"]["unique_graphs"] == traced
