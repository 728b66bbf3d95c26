"""What is said of a noise schedule without torch is what the scheduler does."""

import json
from pathlib import Path

import pytest

from engine.errors import ModelDamaged, RequestError
from engine.request import RestoreRequest
from engine.sampling import build_scheduler
from engine.stages import strength_of
from engine.timesteps import FILE, Schedule, read_schedule, schedule_of
from tests.engine.tiny import tiny_bundle

_BASE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "prediction_type": "epsilon"}
_STEPS = (1, 2, 20, 50, 51, 333, 499, 500, 501, 998, 999, 1000)


@pytest.mark.parametrize("spacing", ["leading", "linspace", "trailing"])
@pytest.mark.parametrize("sampler", ["euler", "dpmpp-2m", "unipc"])
def test_it_is_as_the_scheduler_does(sampler: str, spacing: str) -> None:
    config = _BASE | {
        "num_train_timesteps": 1000,
        "timestep_spacing": spacing,
        "steps_offset": int(spacing == "leading"),
    }
    schedule = schedule_of(config)
    for start, strength in (("lq", 1.0), ("lq", 0.5), ("lq", 0.05), ("noise", 0.5)):
        for steps in _STEPS:
            request = RestoreRequest(sampler=sampler, steps=steps, strength=strength, start=start)  # pyright: ignore[reportArgumentType]
            try:
                build_scheduler(config, request.sampler, steps, strength_of(request))
                done = True
            except RequestError:
                done = False
            assert schedule.holds(request) == done, request
            if done:
                assert steps <= schedule.most(request)


def test_what_most_says_is_possible_or_nearly() -> None:
    for strength in (1.0, 0.37, 0.01):
        for sampler in ("euler", "unipc"):
            schedule = Schedule(1000, "leading")
            request = RestoreRequest(strength=strength, sampler=sampler)  # pyright: ignore[reportArgumentType]
            most = schedule.most(request)
            config = _BASE | {"num_train_timesteps": 1000, "timestep_spacing": "leading", "steps_offset": 1}
            build_scheduler(config, sampler, most, strength)  # pyright: ignore[reportArgumentType]


def test_it_is_read_from_a_model(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "tiny", scheduler={"num_train_timesteps": 250, "timestep_spacing": "trailing"})
    assert read_schedule(folder) == Schedule(250, "trailing")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{" * 100_000, json.dumps({"num_train_timesteps": "many"}).encode(), b" " * 2_000_000, b"\xff"],
)
def test_settings_that_cannot_be_read_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"scheduler_config\.json"):
        read_schedule(tmp_path)
    with pytest.raises(ModelDamaged, match=r"scheduler_config\.json"):
        read_schedule(tmp_path / "nowhere")
