import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.bundle import check_bundle, load_bundle, save_bundle
from engine.errors import DeviceError, ModelDamaged, ModelError, ModelMismatch, ModelMissing
from engine.manifest import BundleManifest, read_manifest, write_manifest
from engine.request import RestoreRequest
from engine.restorer import restore
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_bundle, tiny_model, tiny_picture

UNET = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_bundle(tmp_path / "tiny")


def signed(folder: Path) -> BundleManifest:
    """Makes the manifest agree with the files again, after a test has changed one."""
    (folder / "bundle.json").unlink()
    return write_manifest(folder, name="tiny", title="", licence="Apache-2.0", recommended=RestoreRequest())


def changed_weights(path: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


def changed_json(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.mark.parametrize("options", [{}, {"autoencoder": "kl", "text": "two"}, {"text": "plain"}])
def test_what_is_written_is_what_is_read(tmp_path: Path, options: dict[str, Any]) -> None:
    folder = tiny_bundle(tmp_path / "tiny", **options)
    restorer, parts = load_bundle(folder), tiny_model(**options)
    pairs = [
        (restorer.model, parts.model),
        (restorer.autoencoder, parts.autoencoder),
        *zip(restorer.text.encoders, parts.text.encoders, strict=True),
    ]
    for read, written in pairs:
        ours, theirs = read.state_dict(), written.state_dict()
        assert ours.keys() == theirs.keys()
        assert all(torch.equal(ours[key], theirs[key]) for key in ours)
        assert not any(p.requires_grad or p.is_meta for p in read.parameters())
        assert not any(b.is_meta for b in read.buffers())
    assert restorer.text.count_tokens("a house") == parts.text.count_tokens("a house")
    assert restorer.scheduler_config == parts.scheduler_config
    manifest = read_manifest(folder)
    assert restorer.identity == manifest.identity
    assert restorer.recommended == manifest.request()
    assert restorer.device == torch.device("cpu")


def test_the_same_model_is_written_the_same_way(tmp_path: Path) -> None:
    one, other = (tiny_bundle(tmp_path / name) for name in ("one", "other"))
    assert (one / "bundle.json").read_bytes() == (other / "bundle.json").read_bytes()
    assert str(tmp_path) not in "".join(p.read_text() for p in one.rglob("*.json"))


def test_large_weights_are_split_over_files(tmp_path: Path) -> None:
    whole = load_bundle(tiny_bundle(tmp_path / "whole"))
    limit = 300_000
    split = tiny_bundle(tmp_path / "split", max_file_bytes=limit)
    assert len(list((split / "unet").glob("*.safetensors"))) > 2
    assert max(path.stat().st_size for path in split.rglob("*.safetensors")) <= limit
    picture = tiny_picture()
    one, other = (exhausted(restore(r, picture, r.recommended)).image for r in (whole, load_bundle(split)))
    assert np.array_equal(one, other)


def test_half_precision_on_disk(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "tiny", dtype=torch.float16)
    assert {t.dtype for t in load_file(folder / UNET).values()} == {torch.float16}
    assert load_bundle(folder).dtype == torch.float32


@pytest.mark.parametrize("part", ["unet", "lq_encoder", "alignment", "vae", "text_encoder"])
def test_a_missing_key_names_file_and_key(folder: Path, part: str) -> None:
    path = next((folder / part).glob("*.safetensors"))
    key = sorted(load_file(path))[0]
    changed_weights(path, lambda tensors: tensors.pop(key))
    signed(folder)
    with pytest.raises(ModelMismatch, match="missing") as refused:
        load_bundle(folder)
    assert refused.value.path == path
    assert key in str(refused.value)


def test_a_key_of_another_shape_names_file_and_key(folder: Path) -> None:
    changed_weights(folder / UNET, lambda t: t.update({"conv_out.bias": torch.zeros(5)}))
    signed(folder)
    with pytest.raises(ModelMismatch, match=r"conv_out\.bias has the shape \[5\] instead of \[12\]") as refused:
        load_bundle(folder)
    assert refused.value.path == folder / UNET


def test_an_unknown_key_names_file_and_key(folder: Path) -> None:
    changed_weights(folder / UNET, lambda t: t.update({"surplus.weight": torch.zeros(1)}))
    signed(folder)
    with pytest.raises(ModelMismatch, match=r"surplus\.weight is unknown"):
        load_bundle(folder)


def test_a_file_without_weights_is_missing_keys(folder: Path) -> None:
    (folder / UNET).unlink()
    signed(folder)
    with pytest.raises(ModelMismatch, match="missing"):
        load_bundle(folder)


def test_a_damaged_file_is_named(folder: Path) -> None:
    content = bytearray((folder / UNET).read_bytes())
    content[-1] ^= 1
    (folder / UNET).write_bytes(content)
    with pytest.raises(ModelDamaged, match="damaged") as refused:
        load_bundle(folder)
    assert refused.value.path == folder / UNET


def test_weights_that_are_no_safetensors_are_named(folder: Path) -> None:
    (folder / UNET).write_bytes(b"no weights")
    signed(folder)
    with pytest.raises(ModelDamaged, match="cannot be read"):
        load_bundle(folder)


def test_pickles_are_not_opened(folder: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"whatever")
    with pytest.raises(ModelError, match="diffusion_pytorch_model"):
        load_bundle(folder)


@pytest.mark.parametrize("name", ["unet/config.json", "scheduler/scheduler_config.json", "text_encoder/config.json"])
def test_missing_and_broken_configurations_are_named(folder: Path, name: str) -> None:
    (folder / name).write_text("[")
    signed(folder)
    with pytest.raises(ModelDamaged, match="cannot be read"):
        load_bundle(folder)
    (folder / name).unlink()
    signed(folder)
    with pytest.raises(ModelMissing, match="missing"):
        load_bundle(folder)


def test_a_broken_tokenizer_is_named(folder: Path) -> None:
    (folder / "tokenizer" / "tokenizer.json").write_text("{}")
    signed(folder)
    with pytest.raises(ModelDamaged, match="tokenizer"):
        load_bundle(folder)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("alignment", {"hidden_channels": 8}, "channels wide"),
        ("alignment", {"color": 8}, "no setting color"),
        ("lq_encoder", {"block_out_channels": [8, 8, 8, 8]}, "missing"),
        ("vae", {"_class_name": "AutoencoderOther"}, "AutoencoderOther"),
        ("vae", {"latents_mean": [0.0]}, "not supported"),
        ("text_encoder", {"architectures": ["BertModel"]}, "BertModel"),
        ("unet", {"block_out_channels": 3}, "configurations"),
    ],
)
def test_configurations_that_do_not_fit_are_refused(
    folder: Path, name: str, values: dict[str, Any], message: str
) -> None:
    changed_json(folder / name / "config.json", **values)
    signed(folder)
    with pytest.raises(ModelMismatch, match=message):
        load_bundle(folder)


def test_parts_of_different_models_do_not_go_together(tmp_path: Path) -> None:
    parts, other = tiny_model(), tiny_model(autoencoder="kl")
    save_bundle(
        tmp_path / "mixed", name="mixed", title="", licence="", model=parts.model, autoencoder=other.autoencoder,
        text=parts.text, scheduler_config=parts.scheduler_config, recommended=RestoreRequest(),
    )  # fmt: skip
    with pytest.raises(ModelMismatch, match="latent channels of unet and vae differ: 12 and 4"):
        load_bundle(tmp_path / "mixed")


def test_a_unet_with_a_pooled_caption_needs_an_encoder_with_one(tmp_path: Path) -> None:
    parts, other = tiny_model(), tiny_model(text="plain")
    save_bundle(
        tmp_path / "mixed", name="mixed", title="", licence="", model=parts.model, autoencoder=parts.autoencoder,
        text=other.text, scheduler_config=parts.scheduler_config, recommended=RestoreRequest(),
    )  # fmt: skip
    with pytest.raises(ModelMismatch, match="projection"):
        load_bundle(tmp_path / "mixed")


def test_a_pooled_caption_of_another_width_does_not_fit(folder: Path) -> None:
    path = next((folder / "text_encoder").glob("*.safetensors"))
    changed_weights(path, lambda t: t.update({"text_projection.weight": torch.zeros(8, 16)}))
    changed_json(folder / "text_encoder" / "config.json", projection_dim=8)
    signed(folder)
    with pytest.raises(ModelMismatch, match="pooled widths of unet and text encoder differ: 16 and 8"):
        load_bundle(folder)


def test_a_model_is_not_written_over_another(folder: Path) -> None:
    with pytest.raises(ModelError, match="in the way"):
        tiny_bundle(folder)


@pytest.mark.parametrize("device", ["tpu", "", "cuda:99", "meta", "cuda:x"])
def test_devices_that_are_not_there(folder: Path, device: str) -> None:
    with pytest.raises(DeviceError, match="auto, cpu or cuda"):
        load_bundle(folder, device)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("vae/config.json", {"patch_size": "four"}, "does not make an autoencoder"),
        ("vae/config.json", {"patch_size": 0}, "does not make an autoencoder"),
        ("vae/config.json", {"latent_channels": 49}, "49 latent channels do not fit"),
        ("vae/config.json", {"_class_name": "AutoencoderOther"}, "AutoencoderOther"),
        ("vae/config.json", {"_class_name": ["AutoencoderKL"]}, "does not make an autoencoder"),
        ("text_encoder/config.json", {"hidden_size": "x"}, "does not make a text encoder"),
        ("text_encoder/config.json", {"num_attention_heads": 3}, "does not make a text encoder"),
        ("text_encoder/config.json", {"architectures": 5}, "unknown text encoder"),
        ("scheduler/scheduler_config.json", {"beta_schedule": "weird"}, "does not make a noise schedule"),
        ("scheduler/scheduler_config.json", {"beta_start": "low"}, "does not make a noise schedule"),
        ("scheduler/scheduler_config.json", {"num_train_timesteps": 0}, "does not make a noise schedule"),
        ("scheduler/scheduler_config.json", {"prediction_type": "flow"}, "unknown prediction type 'flow'"),
    ],
)
def test_configurations_with_wrong_values_name_the_file(
    folder: Path, name: str, values: dict[str, Any], message: str
) -> None:
    changed_json(folder / name, **values)
    signed(folder)
    with pytest.raises(ModelMismatch, match=message) as refused:
        load_bundle(folder)
    assert refused.value.path == folder / name
    assert str(folder / name) in str(refused.value)


@pytest.mark.parametrize(
    "scheduler",
    [
        {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"},
        {"use_karras_sigmas": True},
        {"timestep_spacing": "linspace", "num_train_timesteps": 50},
    ],
)
def test_every_good_noise_schedule_passes_the_check(tmp_path: Path, scheduler: dict[str, Any]) -> None:
    assert (
        load_bundle(tiny_bundle(tmp_path / "tiny", scheduler=scheduler)).scheduler_config.items() >= scheduler.items()
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: changed_weights(folder / UNET, lambda state: state.pop(min(state))),
        lambda folder: changed_weights(folder / UNET, lambda state: state.update(extra=torch.zeros(1))),
        lambda folder: changed_weights(folder / UNET, lambda state: state.update({min(state): torch.zeros(1)})),
        lambda folder: (folder / UNET).write_bytes(b"<!DOCTYPE html>"),
        lambda folder: changed_json(folder / "unet" / "config.json", block_out_channels=[8, 8]),
        lambda folder: changed_json(folder / "scheduler" / "scheduler_config.json", beta_schedule="odd"),
        lambda folder: (folder / "tokenizer" / "tokenizer.json").write_text("{}"),
    ],
)
def test_what_cannot_be_loaded_is_found_without_loading(
    folder: Path, damage: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_bundle(folder)
    damage(folder)
    with pytest.raises(ModelDamaged):  # not what the manifest says
        check_bundle(folder)
    signed(folder)
    with pytest.raises(ModelError) as loading:
        load_bundle(folder)
    monkeypatch.setattr("engine.part_files.load_file", None)
    with pytest.raises(ModelError) as checking:
        check_bundle(folder)
    assert str(checking.value) == str(loading.value)
