import dataclasses
import itertools
from typing import Any

import pytest
import torch
from torch import nn

from engine.fast_mode import StepPlan, plan_steps, recorded, reused
from engine.model.faithdiff import FaithDiff
from engine.preview import LatentPreview
from engine.sampling import Execution, build_scheduler, denoise
from engine.unet_call import predict
from tests.engine.calls import DOUBLE, batch_for, double_model, inside, prepared_for, text_for
from tests.engine.exhaust import exhausted, with_yields
from tests.engine.reference import relative_error
from tests.engine.test_sampling import CONFIG, drawn, job_for
from tests.engine.tiny import TinyModel, tiny_model


@pytest.fixture(scope="module")
def tiny() -> TinyModel:
    parts = tiny_model(prediction_type="epsilon")
    parts.model.eval().requires_grad_(False)
    return parts


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 7, 20])
@pytest.mark.parametrize("guided", [True, False])
def test_the_plan_of_steps(steps: int, guided: bool) -> None:
    assert plan_steps(steps, guided, "exact") == [StepPlan(guided)] * steps
    plans = plan_steps(steps, guided, "fast")
    assert len(plans) == steps
    assert plans[0].guided == guided
    assert not plans[0].reuse
    assert sum(plan.guided for plan in plans) == (-(-steps // 2) if guided else 0)
    for before, plan in itertools.pairwise(plans):
        # features are kept when and only when the next step takes them, and come from as many rows
        assert before.record == plan.reuse
        assert not plan.reuse or before.guided == plan.guided
        assert before.guided or not plan.guided
    assert not plans[-1].record


def test_twenty_steps_cost_less_than_half() -> None:
    rows = [0.1 * (1 + plan.guided) if plan.reuse else 1 + plan.guided for plan in plan_steps(20, True, "fast")]
    assert sum(rows) < 0.45 * 40


@pytest.mark.parametrize("options", [{}, {"autoencoder": "kl", "text": "two"}, {"text": "plain"}], ids=str)
@pytest.mark.parametrize("guided", [True, False])
@torch.inference_mode()
def test_deep_features_of_the_same_call_change_nothing(options: dict[str, Any], guided: bool) -> None:
    model = double_model(**options)
    batch, prepared = batch_for(model), prepared_for(model, text_for(model))
    full = predict(model, prepared, DOUBLE, batch, StepPlan(guided, record=True))
    calls: list[nn.Module] = []
    hook = model.unet.get_submodule("mid_block.resnets.0").register_forward_hook(lambda *_: calls.append(model))
    again = predict(model, prepared, DOUBLE, batch | {"deep": full["deep"]}, StepPlan(guided, reuse=True))
    assert not calls
    assert relative_error(again["prediction"], full["prediction"]) <= 1e-12
    assert set(again) == {"prediction"}
    moved = batch | {"deep": full["deep"], "latents": batch["latents"] * 1.1}
    other = predict(model, prepared, DOUBLE, moved, StepPlan(guided, reuse=True))["prediction"]
    assert relative_error(other, full["prediction"]) > 1e-3  # the shallow part is computed anew
    hook.remove()


@torch.inference_mode()
def test_a_unet_of_one_level_reuses_its_middle() -> None:
    model = one_level()
    sample, context = torch.randn(1, 4 + 16, 8, 8), torch.randn(1, 3, 16)
    arguments = sample[:, :4], torch.tensor(5), context, sample[:, 4:]
    with recorded(model.unet) as features:
        full = model(*arguments)
    with reused(model.unet, features[0]):
        assert torch.equal(model(*arguments), full)


def one_level() -> FaithDiff:
    """One down block, the middle, one up block."""
    from engine.model.config import AlignmentConfig, LQEncoderConfig
    from engine.model.faithdiff import build_faithdiff

    unet = {
        "in_channels": 4,
        "out_channels": 4,
        "down_block_types": ["DownBlock2D"],
        "up_block_types": ["UpBlock2D"],
        "block_out_channels": [16],
        "layers_per_block": 1,
        "attention_head_dim": 4,
        "cross_attention_dim": 16,
        "norm_num_groups": 4,
    }
    encoder = LQEncoderConfig(block_out_channels=(8,), layers_per_block=1, norm_num_groups=4)
    alignment = AlignmentConfig(feature_channels=8, hidden_channels=16, heads=2, norm_num_groups=4)
    return build_faithdiff(unet, encoder, alignment).eval()


@pytest.mark.parametrize("guidance", [1.0, 5.0])
def test_it_differs_but_not_at_first(tiny: TinyModel, guidance: float) -> None:
    job, start = job_for(tiny, guidance=guidance), drawn(1, 12, 20, 28)
    preview = LatentPreview.fit(tiny.autoencoder)
    fast = dataclasses.replace(job, speed="fast")
    exact_yields, exact = with_yields(denoise(job, build_scheduler(CONFIG, "euler", 6), start, preview))
    fast_yields, result = with_yields(denoise(fast, build_scheduler(CONFIG, "euler", 6), start, preview))
    assert result.isfinite().all()
    assert 1e-4 < relative_error(result, exact) < 1
    assert fast_yields == exact_yields  # previews are not compared here
    shown = [[p.preview for p in yields if p.preview is not None] for yields in (exact_yields, fast_yields)]
    assert len(shown[0]) == len(shown[1]) == 6
    assert (shown[0][0] == shown[1][0]).all()
    assert (shown[0][-1] != shown[1][-1]).any()


def test_one_step_is_exact(tiny: TinyModel) -> None:
    job, start = job_for(tiny), drawn(1, 12, 20, 28)
    fast = dataclasses.replace(job, speed="fast")
    one, other = (exhausted(denoise(way, build_scheduler(CONFIG, "euler", 1), start)) for way in (job, fast))
    assert torch.equal(one, other)


def test_tiles_keep_features_of_their_own(tiny: TinyModel) -> None:
    start = drawn(1, 12, 20, 28)
    job = dataclasses.replace(job_for(tiny), speed="fast")
    together = exhausted(denoise(job, build_scheduler(CONFIG, "euler", 6), start))
    apart = dataclasses.replace(job, execution=Execution(tiles_per_call=5))
    assert relative_error(exhausted(denoise(apart, build_scheduler(CONFIG, "euler", 6), start)), together) <= 1e-5
    again = exhausted(denoise(apart, build_scheduler(CONFIG, "euler", 6), start))
    assert torch.equal(exhausted(denoise(apart, build_scheduler(CONFIG, "euler", 6), start)), again)


@pytest.mark.parametrize("speed", ["exact", "fast"])
def test_stopping_anywhere_leaves_the_model_as_it_was(tiny: TinyModel, speed: str) -> None:
    job = dataclasses.replace(job_for(tiny), speed=speed, execution=Execution(tiles_per_call=5))
    start, before = drawn(1, 12, 20, 28), inside(tiny.model)
    whole = exhausted(denoise(job, build_scheduler(CONFIG, "euler", 4), start))
    for stop in range(1, 13):
        work = denoise(job, build_scheduler(CONFIG, "euler", 4), start)
        for _ in range(stop):
            next(work)
            assert inside(tiny.model) == before
        work.close()
        assert inside(tiny.model) == before
    assert torch.equal(exhausted(denoise(job, build_scheduler(CONFIG, "euler", 4), start)), whole)
