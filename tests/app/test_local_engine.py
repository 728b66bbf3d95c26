"""The window's engine: which model it holds, and that nothing wrong takes it away."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from app.model.local_engine import LocalEngine
from engine.adapter_library import install_adapter
from engine.errors import ModelDamaged, ModelMismatch, ModelMissing
from engine.manifest import MANIFEST, write_manifest
from engine.request import RestoreRequest
from tests.engine.adapters import random_adapter
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_bundle, tiny_picture


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of models: a base, an adapter for it, one for a model that is not there, and a damaged one."""
    folder = tmp_path / "models"
    base = tiny_bundle(folder / "tiny")
    stranger = tiny_bundle(tmp_path / "stranger", name="stranger", seed=8)
    for name, of in (("album", base), ("lost", stranger), ("broken", base)):
        install_adapter(random_adapter(tmp_path / f"{name}.safetensors", of), name, folder)
    path = folder / "adapters" / "broken.safetensors"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    return folder


def restored(engine: LocalEngine, model: str, models: Path) -> tuple[np.ndarray, str]:
    from engine.catalogue import find_chosen
    from engine.manifest import read_manifest

    request = read_manifest(find_chosen("tiny", [models])[0]).request()
    result = exhausted(engine.restore(model, tiny_picture(), request))
    return result.image, result.model


def test_an_adapter_is_chosen_like_a_model(models: Path) -> None:
    engine = LocalEngine([models], device="cpu")
    stock, name = restored(engine, "tiny", models)
    assert "+" not in name
    networks = engine._loaded[2].model if engine._loaded else None
    adapted, name = restored(engine, "album", models)
    assert "+album@" in name
    assert not np.array_equal(adapted, stock)
    assert np.array_equal(restored(engine, "tiny", models)[0], stock)
    assert engine._loaded is not None
    assert engine._loaded[2].model is networks  # the base was not loaded again
    engine.release()
    assert np.array_equal(restored(engine, "album", models)[0], adapted)


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("lost", ModelMissing, "needs the model stranger"),
        ("broken", ModelDamaged, "is damaged"),
        ("famly", ModelMissing, "no model 'famly'"),
    ],
)
def test_what_cannot_be_used_leaves_the_loaded_model(
    models: Path, tmp_path: Path, name: str, kind: type[Exception], words: str
) -> None:
    engine = LocalEngine([models], device="cpu")
    expected, identity = restored(engine, "album", models)
    held = engine._loaded
    with pytest.raises(kind, match=words):
        exhausted(engine.load(name))
    assert engine._loaded is held
    again, name = restored(engine, "album", models)
    assert np.array_equal(again, expected)
    assert name == identity


@pytest.mark.parametrize("signed", [False, True], ids=["damaged", "of another kind"])
def test_a_model_that_cannot_be_loaded_leaves_the_loaded_one(models: Path, *, signed: bool) -> None:
    other = tiny_bundle(models / "other", name="other", seed=9)
    weights = other / "unet" / "diffusion_pytorch_model.safetensors"
    state = load_file(weights)
    del state[min(state)]
    save_file(state, weights)
    if signed:
        (other / MANIFEST).unlink()
        write_manifest(other, name="other", title="", licence="x", recommended=RestoreRequest())
    engine = LocalEngine([models], device="cpu")
    expected, _ = restored(engine, "tiny", models)
    held = engine._loaded
    with pytest.raises(ModelMismatch if signed else ModelDamaged):
        exhausted(engine.load("other"))
    assert engine._loaded is held
    assert np.array_equal(restored(engine, "tiny", models)[0], expected)


def test_a_damaged_adapter_of_another_base_leaves_the_loaded_model(models: Path, tmp_path: Path) -> None:
    other = tiny_bundle(models / "other", name="other", seed=9)
    path = random_adapter(models / "adapters" / "odd.safetensors", other)
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    engine = LocalEngine([models], device="cpu")
    restored(engine, "tiny", models)
    held = engine._loaded
    with pytest.raises((ModelDamaged, ModelMismatch)):
        exhausted(engine.load("odd"))
    assert engine._loaded is held
