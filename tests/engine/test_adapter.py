"""A model with an adapter, at any strength, under any plan: its weights and its pictures, with tiny real models."""

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.bundle import change_adapter, load_bundle
from engine.errors import ModelDamaged, ModelMismatch
from engine.images.read import read_picture
from engine.manifest import file_sha256, read_manifest
from engine.plans import CPU, EIGHT_GB, FOUR_GB, RESIDENT, SIX_GB, MemoryPlan
from engine.quantized import Int8Linear
from engine.request import RestoreRequest
from engine.restorer import Restorer, restore
from tests.conftest import ROOT
from tests.engine.adapters import Changes, merged_bundle, random_adapter, random_changes, weights_of
from tests.engine.exhaust import exhausted, with_yields
from tests.engine.tiny import tiny_bundle, tiny_picture

ALIKE: dict[str, Any] = {"tiles_per_call": 2}  # else batches differ, and with them the last bits


@dataclasses.dataclass(frozen=True)
class Case:
    """A base, an adapter for it, and the adapter's changes."""

    base: Path
    adapter: Path
    changes: Changes
    folder: Path


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("adapters")
    base = tiny_bundle(folder / "tiny", autoencoder="kl", text="two", dtype=torch.float16)
    changes = random_changes(base)
    return Case(base, random_adapter(folder / "album.safetensors", base, changes), changes, folder)


@pytest.fixture(scope="module")
def merged(case: Case) -> dict[float, Path]:
    """Bundles that hold the adapter's weights in their files."""
    return {s: merged_bundle(case.folder / f"merged-{s}", case.base, case.changes, s) for s in (0.5, 1.0)}


def run(restorer: Restorer, strength: float = 1.0, plan: MemoryPlan | None = None, **changes: Any) -> np.ndarray:
    base = {"guidance_scale": 3.0, "caption": "a house", "steps": 2, "tile": 64, "adapter_strength": strength}
    request = dataclasses.replace(restorer.recommended, **(base | changes))
    return exhausted(restore(restorer, tiny_picture(60, 84), request, plan)).image


def state(restorer: Restorer) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in restorer.model.state_dict().items()}


def equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    """To the bit: also for the sign of zero."""
    as_bits = {2: torch.int16, 4: torch.int32}
    return one.keys() == other.keys() and all(
        torch.equal(t.view(as_bits[t.itemsize]), other[key].view(as_bits[t.itemsize])) for key, t in one.items()
    )


def test_strength_0_is_the_stock_model_and_1_the_fine_tune(case: Case, merged: dict[float, Path]) -> None:
    stock, adapted = load_bundle(case.base), load_bundle(case.base, adapter=case.adapter)
    expected = {0.0: run(stock), **{s: run(load_bundle(folder)) for s, folder in merged.items()}}
    assert not np.array_equal(expected[0.0], expected[1.0])
    assert not np.array_equal(expected[0.5], expected[1.0])
    for strength in (1.0, 0.0, 0.5, 1.0, 0.5, 0.0):  # whatever was used before
        assert np.array_equal(run(adapted, strength), expected[strength]), strength
    assert equal(state(adapted), state(stock))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
def test_values_are_rounded_once_from_the_files(case: Case, dtype: torch.dtype) -> None:
    adapted = load_bundle(case.base, dtype=dtype, adapter=case.adapter)
    files = {part: weights_of(case.base, part) for part in ("unet", "lq_encoder", "alignment")}
    for strength in (0.3, 1.0, 0.7, 0.3):
        exhausted(adapted.adapt(strength))
        for part, own in adapted.model.parts().items():
            for key, tensor in own.items():
                expected = files[part][key].double()
                change = case.changes.get((part, key))
                if isinstance(change, Tensor):
                    expected = expected + strength * (change.double() - expected)
                elif change is not None:
                    expected = expected + strength * change.alpha / 4 * (change.up.double() @ change.down.double())
                ulp = torch.finfo(dtype).eps * expected.abs().clamp_min(1e-4)
                assert tensor.dtype == dtype
                # half a step of the format, and what float32 itself rounds
                assert bool(((tensor.double() - expected).abs() <= 0.51 * ulp + 2e-6 * expected.abs().max()).all()), key
    exhausted(adapted.adapt(0.0))
    assert equal(state(adapted), state(load_bundle(case.base, dtype=dtype)))


@pytest.mark.parametrize("plan", [RESIDENT, EIGHT_GB, SIX_GB, FOUR_GB, CPU], ids=lambda plan: plan.name)
def test_every_plan_has_the_adapters_weights(case: Case, merged: dict[float, Path], plan: MemoryPlan) -> None:
    plan = dataclasses.replace(plan, **ALIKE)
    expected = {s: run(load_bundle(folder), plan=plan) for s, folder in merged.items()}
    adapted = load_bundle(case.base, plan=plan, adapter=case.adapter)
    assert np.array_equal(run(adapted, 1.0, plan), expected[1.0])
    assert np.array_equal(run(adapted, 0.5, plan), expected[0.5])
    run(adapted, 0.2, dataclasses.replace(SIX_GB, **ALIKE))
    assert np.array_equal(run(adapted, 0.5, plan), expected[0.5])


@pytest.mark.parametrize("plan", [RESIDENT, FOUR_GB], ids=lambda plan: plan.name)
def test_int8_is_made_of_the_adapters_weights(case: Case, merged: dict[float, Path], plan: MemoryPlan) -> None:
    plan = dataclasses.replace(plan, **ALIKE)
    expected = run(load_bundle(merged[1.0]), plan=plan, precision="int8")
    stock = run(load_bundle(case.base), plan=plan, precision="int8")
    adapted = load_bundle(case.base, plan=plan, int8=True, adapter=case.adapter)
    assert np.array_equal(run(adapted, 1.0, plan, precision="int8"), expected)
    assert any(isinstance(module, Int8Linear) for module in adapted.model.modules())
    assert np.array_equal(run(adapted, 0.0, plan, precision="int8"), stock)
    run(adapted, 0.4, plan)
    assert np.array_equal(run(adapted, 1.0, plan, precision="int8"), expected)


def test_given_up_midway_nothing_is_left_of_it(case: Case, merged: dict[float, Path]) -> None:
    adapted = load_bundle(case.base, adapter=case.adapter)
    work = adapted.adapt(1.0)
    steps = [next(work) for _ in range(3)]
    assert [step.stage for step in steps] == ["load"] * 3
    assert 0 < steps[-1].done < steps[-1].total
    work.close()
    assert adapted.adapter is not None
    assert adapted.adapter.strength is None
    assert np.array_equal(run(adapted, 0.5), run(load_bundle(merged[0.5])))


def test_changing_the_strength_is_seen_and_only_then(case: Case) -> None:
    adapted = load_bundle(case.base, adapter=case.adapter)
    request = dataclasses.replace(adapted.recommended, steps=1)
    loads = [
        sum(p.stage == "load" for p in with_yields(restore(adapted, tiny_picture(), request))[0]) for _ in range(2)
    ]
    assert loads[0] > 1
    assert loads[1] == 0
    stock = load_bundle(case.base)
    assert not any(p.stage == "load" for p in with_yields(restore(stock, tiny_picture(), request))[0])


def test_results_name_both(case: Case) -> None:
    adapted = load_bundle(case.base, adapter=case.adapter)
    result = exhausted(restore(adapted, tiny_picture(), dataclasses.replace(adapted.recommended, steps=1)))
    base, adapter = result.model.split("+")
    assert base == read_manifest(case.base).identity
    assert adapter == adapted.adapter.manifest.identity if adapted.adapter else ""
    assert adapter.startswith("album@")


def test_the_files_of_base_and_adapter_are_never_written(tmp_path: Path) -> None:
    base = tiny_bundle(tmp_path / "tiny")  # float32: weights in memory may be the mapped files themselves
    adapter = random_adapter(tmp_path / "album.safetensors", base)
    before = {path: file_sha256(path) for path in tmp_path.rglob("*") if path.is_file()}
    adapted = load_bundle(base, adapter=adapter)
    exhausted(adapted.adapt(1.0))
    assert not equal(state(adapted), state(load_bundle(base)))
    assert {path: file_sha256(path) for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_adapter_is_changed_or_taken_off_without_loading_again(case: Case, tmp_path: Path) -> None:
    other = random_adapter(tmp_path / "other.safetensors", case.base, random_changes(case.base, seed=9))
    stock, first = run(load_bundle(case.base)), run(load_bundle(case.base, adapter=case.adapter))
    second = run(load_bundle(case.base, adapter=other))
    plan = dataclasses.replace(SIX_GB, **ALIKE)
    restorer = load_bundle(case.base, plan=plan)
    for adapter, expected in ((case.adapter, first), (other, second), (None, stock), (case.adapter, first)):
        restorer = change_adapter(restorer, case.base, adapter)
        assert np.array_equal(run(restorer), expected)
    assert restorer.recommended == read_manifest(case.base).request()


def test_a_wrong_adapter_leaves_the_loaded_model_as_it_is(case: Case, tmp_path: Path) -> None:
    another = tiny_bundle(tmp_path / "another", name="another", seed=8)
    stranger = random_adapter(tmp_path / "stranger.safetensors", another)
    with pytest.raises(ModelMismatch, match=r"stranger.*for another@.*not for tiny@.*Use it with the model another"):
        load_bundle(case.base, adapter=stranger)
    restorer = load_bundle(case.base, adapter=case.adapter)
    expected = run(restorer)
    with pytest.raises(ModelMismatch, match=r"for another@.*not for tiny@"):
        change_adapter(restorer, case.base, stranger)
    assert np.array_equal(run(restorer), expected)


def test_a_base_that_was_replaced_meanwhile_is_told(tmp_path: Path) -> None:
    base = tiny_bundle(tmp_path / "tiny")
    adapted = load_bundle(base, adapter=random_adapter(tmp_path / "album.safetensors", base))
    before = run(adapted, 0.0)
    shutil.move(base, tmp_path / "aside")
    tiny_bundle(base, seed=4)
    with pytest.raises(ModelDamaged, match="replaced by another model since it was loaded"):
        run(adapted, 1.0)
    shutil.rmtree(base)
    shutil.move(tmp_path / "aside", base)
    assert np.array_equal(run(adapted, 0.0), before)


def test_the_request_says_how_much(case: Case) -> None:
    assert RestoreRequest.from_dict({}).adapter_strength == 1.0
    request = RestoreRequest(adapter_strength=0.25)
    assert RestoreRequest.from_dict(request.to_dict()) == request
    stock = load_bundle(case.base)
    assert np.array_equal(run(stock, 0.25), run(stock, 1.0))  # there is no adapter


@pytest.mark.slow
def test_the_built_in_model_with_an_adapter(built_in: Path, tmp_path: Path) -> None:
    changes = random_changes(built_in, size=0.1)
    adapter = random_adapter(tmp_path / "album.safetensors", built_in, changes)
    photo = read_picture(next(iter(sorted((ROOT / "resources" / "samples").glob("*.jpg")))))
    stock, adapted = load_bundle(built_in), load_bundle(built_in, adapter=adapter)
    request = dataclasses.replace(stock.recommended, size=(192, 144), precision="fp32")

    def picture(restorer: Restorer, strength: float) -> np.ndarray:
        asked = dataclasses.replace(request, adapter_strength=strength)
        return exhausted(restore(restorer, photo, asked)).image.astype(int)

    expected = picture(stock, 1.0)
    results = {strength: picture(adapted, strength) for strength in (1.0, 0.5, 0.0)}
    assert np.array_equal(results[0.0], expected)
    distances = [float(np.abs(results[strength] - expected).mean()) for strength in (0.5, 1.0)]
    assert 0 < distances[0] < distances[1]
    whole = load_bundle(merged_bundle(tmp_path / "merged", built_in, changes, 1.0))
    assert np.array_equal(picture(whole, 1.0), results[1.0])


@pytest.mark.gpu
def test_recorded_calls_on_a_card_see_the_new_weights(case: Case) -> None:
    image, adapted = np.empty(0), load_bundle(case.base, "cuda", adapter=case.adapter)
    for strength in (0.0, 1.0, 0.5, 1.0, 0.0):
        image = run(adapted, strength, steps=6)  # replays what was recorded at the strength before
        assert np.array_equal(image, run(load_bundle(case.base, "cuda", adapter=case.adapter), strength, steps=6))
    assert np.array_equal(image, run(load_bundle(case.base, "cuda"), steps=6))
