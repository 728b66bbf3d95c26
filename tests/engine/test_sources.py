"""What a person brings along is known by its content; the wrong is told by name."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import huggingface_hub.constants
import pytest
import torch
from safetensors.torch import save_file

from engine.bundle import load_bundle
from engine.catalogue import available, find_model, list_models
from engine.catalogue_file import CatalogueEntry
from engine.errors import ModelDamaged, ModelError, ModelMismatch, ModelMissing, UnsafeFormat
from engine.file_kind import safetensors_shapes
from engine.installing import (
    download_folder,
    get,
    install_captioner,
    install_copy,
    install_recipe,
    remove,
    verify_captioner,
)
from engine.sources import Sources, look, recipe
from tests.engine.hub_server import serving
from tests.engine.released import Released
from tests.engine.tiny import tiny_bundle


@pytest.fixture
def released(tmp_path: Path, tiny_repositories: Released) -> Released:
    return tiny_repositories.copied(tmp_path / "hub")


def tensors(path: Path, *names: str, shape: tuple[int, ...] = (2, 2)) -> Path:
    """A safetensors file with these keys."""
    save_file({name: torch.zeros(shape) for name in names}, path)
    return path


def test_folders_and_files_are_known(released: Released) -> None:
    found = look([released.catalogue.parent])
    assert found.weights == [released.weights]
    assert found.bases == [released.parts["base"]]
    assert found.vaes == [released.parts["vae"]]
    assert vars(look([released.weights, released.parts["base"], released.parts["vae"]])) == vars(found)


SD1 = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight"
SD1_LDM = "model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight"


@pytest.mark.parametrize(
    ("names", "shape", "said"),
    [
        (["unet.down_blocks.0.attn1.to_q.lora_A.weight"], (2, 2), "is a LoRA, which only changes another model"),
        (["lora_unet_down_blocks_0.alpha"], (1,), "is a LoRA, which only changes another model"),
        (["conv_in.weight", SD1], (320, 768), "is only the UNet of Stable Diffusion 1"),
        (["conv_in.weight", SD1], (320, 1024), "is only the UNet of Stable Diffusion 2"),
        (["conv_in.weight", SD1], (320, 2048), "is only the UNet of SDXL"),
        ([SD1_LDM, "cond_stage_model.x"], (320, 768), "is a checkpoint of Stable Diffusion 1"),
        ([SD1_LDM], (320, 2048), "is a checkpoint of SDXL"),
        (["text_model.embeddings.token_embedding.weight"], (2, 2), "is a text encoder"),
        (["something"], (2, 2), "is of a kind that Heirloom does not know"),
    ],
)
def test_other_weights_are_told_by_name(tmp_path: Path, names: list[str], shape: tuple[int, ...], said: str) -> None:
    path = tensors(tmp_path / "base.safetensors", *names, shape=shape)
    with pytest.raises(ModelMismatch, match=f"{said}, but a FaithDiff checkpoint, an SDXL base") as caught:
        look([path])
    assert caught.value.path == path


def truncated(raw: bytes) -> bytes:
    return raw[:-10]


def longer(raw: bytes) -> bytes:
    return raw + b"x"


def flipped_length(raw: bytes) -> bytes:
    return bytes([raw[0] ^ 1]) + raw[1:]


def flipped_header(raw: bytes) -> bytes:
    place = raw.index(b"shape")
    return raw[:place] + b"\x00" + raw[place + 1 :]


def flipped_offset(raw: bytes) -> bytes:
    place = raw.index(b'"data_offsets":[0') + 16
    return raw[:place] + b"4" + raw[place + 1 :]


def page(_: bytes) -> bytes:
    return b"\n<!DOCTYPE html><html>Not found</html>"


def pointer(_: bytes) -> bytes:
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"


def empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (truncated, "bytes long instead of"),
        (longer, "bytes long instead of"),
        (flipped_length, "is damaged"),
        (flipped_header, "its header is no JSON|does not make sense"),
        (flipped_offset, "does not make sense|overlap"),
        (page, "is a web page, not the file itself"),
        (pointer, "is only a Git LFS pointer"),
        (empty, "is empty"),
    ],
)
def test_damaged_safetensors_are_told(tmp_path: Path, spoil: Callable[[bytes], bytes], said: str) -> None:
    path = tensors(tmp_path / "x.safetensors", "denoise_encoder.a", "conv_in.weight")
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ModelDamaged, match=said) as caught:
        look([path])
    assert caught.value.path == path


def test_every_cut_of_a_safetensors_file_is_noticed(tmp_path: Path) -> None:
    path = tensors(tmp_path / "x.safetensors", "denoise_encoder.a")
    raw = path.read_bytes()
    for length in range(1, len(raw)):
        path.write_bytes(raw[:length])
        with pytest.raises(ModelDamaged):
            safetensors_shapes(path)


def test_a_pickle_called_safetensors_is_unsafe(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(1)}, tmp_path / "x.safetensors")
    with pytest.raises(UnsafeFormat, match="calls itself safetensors, but is a pickle"):
        look([tmp_path / "x.safetensors"])


def test_what_is_missing_is_told(released: Released, tmp_path: Path) -> None:
    def made(*paths: Path) -> None:
        recipe(look(paths), name="x", title="", licence="", settings=released.entry.model)

    with pytest.raises(ModelMissing, match="no such file"):
        look([tmp_path / "nothing.bin"])
    (tmp_path / "void").mkdir()
    with pytest.raises(ModelMissing, match="nothing in it is of use"):
        look([tmp_path / "void"])
    with pytest.raises(ModelMissing, match="FaithDiff checkpoint is missing"):
        made(released.parts["base"])
    with pytest.raises(ModelMissing, match=r"missing: the text encoders.*--base"):
        made(released.weights)
    with pytest.raises(ModelMissing, match="missing: the VAE"):
        made(released.weights, released.parts["base"])
    with pytest.raises(ModelError, match="there are 2 FaithDiff checkpoints"):
        made(released.weights, released.weights, released.parts["base"])
    assert Sources().empty()


def finish(work: object) -> Path:
    try:
        while True:
            next(work)  # pyright: ignore[reportArgumentType]
    except StopIteration as stop:
        return stop.value


@pytest.mark.slow
def test_a_fine_tune_takes_the_rest_from_an_installed_model(released: Released, tmp_path: Path) -> None:
    models = tmp_path / "models"
    base = tiny_bundle(models / "installed", name="installed", autoencoder="kl", text="two", prediction_type="epsilon")
    made = recipe(look([released.weights]), name="tune", title="", licence="", settings=released.entry.model, base=base)
    assert finish(install_recipe(made, models)) == models / "tune"
    assert {info.name for info in list_models([models])} >= {"installed", "tune"}
    load_bundle(find_model("tune", [models]))
    assert not [path for path in (models / ".staging").iterdir() if path.is_dir()]
    with pytest.raises(ModelError, match=r"already a model 'tune'.*--name"):
        finish(install_recipe(made, models))
    assert remove(models / "tune", models) > 100_000
    assert not (models / "tune").exists()


@pytest.mark.slow
def test_a_failed_conversion_leaves_nothing_and_the_others_alone(released: Released, tmp_path: Path) -> None:
    models = tmp_path / "models"
    base = tiny_bundle(models / "installed", name="installed", autoencoder="kl", text="two", prediction_type="epsilon")
    torch.save({"denoise_encoder.x": torch.zeros(1)}, released.weights)
    made = recipe(look([released.weights]), name="tune", title="", licence="", settings=released.entry.model, base=base)
    with pytest.raises(ModelMismatch, match="no keys of unet, alignment"):
        finish(install_recipe(made, models))
    assert sorted(path.name for path in models.iterdir()) == [".staging", "installed"]
    load_bundle(base)


def test_a_whole_model_is_copied_after_it_was_verified(tmp_path: Path) -> None:
    source = tiny_bundle(tmp_path / "stick")
    models = tmp_path / "models"
    assert finish(install_copy(source, "copy", models)) == models / "copy"
    load_bundle(models / "copy")
    part = next(source.glob("unet/*.safetensors"))
    raw = bytearray(part.read_bytes())
    raw[-1] ^= 1
    part.write_bytes(raw)
    with pytest.raises(ModelDamaged, match="its content is not what the model says"):
        finish(install_copy(source, "other", models))
    assert not (models / "other").exists()


@pytest.mark.parametrize("name", ["built-in", "captioners", "../x", "A", "", ".hidden", "a/b"])
def test_names_that_cannot_be_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="cannot be a model's name"):
        finish(install_copy(tiny_bundle(tmp_path / "stick"), name, tmp_path / "models"))


def test_only_what_is_in_the_folder_of_models_is_removed(tmp_path: Path, built_in: Path) -> None:
    models = tmp_path / "models"
    outside = tiny_bundle(tmp_path / "outside")
    for folder in (outside, built_in, models / ".staging"):
        with pytest.raises(ModelError, match="not deleted"):
            remove(folder, models)
    assert (outside / "bundle.json").is_file()


def captioner_files(folder: Path) -> Path:
    """The files of a captioner, as far as they are looked at without loading it."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "florence2"}')
    (folder / "tokenizer.json").write_text("{}")
    (folder / "modeling.py").write_text("raise SystemExit")
    tensors(folder / "model.safetensors", "language_model.x")
    return folder


def captioner_entry() -> CatalogueEntry:
    """A catalogue's entry of a captioner, with patterns as in the real one."""
    real = next(entry for entry in available() if entry.kind == "captioner")
    part = dataclasses.replace(real.parts[0], repository="tester/captioner")
    return dataclasses.replace(real, name="teller", parts=(part,))


def test_a_captioner_is_downloaded_without_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    captioner_files(tmp_path / "hub" / "tester" / "captioner")
    models = tmp_path / "models"
    with serving(tmp_path / "hub") as hub:
        folder = finish(get(captioner_entry(), models, endpoint=hub.endpoint, patience=0))
        assert folder == models / "captioners" / "teller"
        assert not download_folder("teller", models).exists()
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["captioner.json", "config.json", "model.safetensors", "tokenizer.json"]
    assert verify_captioner(folder)["sources"][0]["repository"] == "tester/captioner"
    assert [info.name for info in list_models([models])] == [info.name for info in list_models()]
    raw = bytearray((folder / "model.safetensors").read_bytes())
    raw[-1] ^= 1
    (folder / "model.safetensors").write_bytes(raw)
    with pytest.raises(ModelDamaged, match="its content is not what the model says"):
        verify_captioner(folder)


def test_a_captioner_is_imported(tmp_path: Path) -> None:
    source = captioner_files(tmp_path / "Teller")
    assert look([source]).captioners == [source]
    folder = finish(install_captioner(source, "teller", "Teller", tmp_path / "models"))
    assert not (folder / "modeling.py").exists()
    verify_captioner(folder)
    assert remove(folder, tmp_path / "models") > 0
