"""Adapter files: what is in them, and every way in which one can be wrong, each told in one line."""

import json
import random
import re
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.adapter import LowRank, write_adapter
from engine.adapter_file import METADATA, is_adapter, read_adapter, verify_adapter
from engine.adapter_fit import check_adapter
from engine.adapter_library import install_adapter, remove_adapter
from engine.catalogue import find_adapter, find_chosen, find_model, list_adapters
from engine.errors import ModelDamaged, ModelError, ModelMismatch, ModelMissing, UnsafeFormat
from engine.manifest import read_manifest
from engine.request import RestoreRequest
from tests.engine.adapters import random_adapter, random_changes, rewritten
from tests.engine.tiny import tiny_bundle


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bundle(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def whole(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    recommended = RestoreRequest(steps=4, color="none", adapter_strength=0.8)
    metrics = {"verdict": {"kind": "better", "photos": 12}, "psnr": 27.5}
    path = tmp_path_factory.mktemp("adapters") / "album.safetensors"
    return random_adapter(path, base, recommended=recommended, metrics=metrics)


@pytest.fixture
def adapter(whole: Path, tmp_path: Path) -> Path:
    """A copy that may be spoilt."""
    path = tmp_path / "album.safetensors"
    path.write_bytes(whole.read_bytes())
    return path


def refused(path: Path, kind: type[ModelError], words: str) -> None:
    with pytest.raises(kind, match=words) as raised:
        verify_adapter(path)
    line = str(raised.value)
    assert "\n" not in line
    assert line.startswith(f"{path}: ")
    assert raised.value.advice


def test_what_is_written_is_read(whole: Path, base: Path) -> None:
    manifest = verify_adapter(whole)
    assert manifest == read_adapter(whole) == check_adapter(whole, base, read_manifest(base))
    assert (manifest.name, manifest.title, manifest.licence) == ("album", "Family album", "CC0-1.0")
    assert (manifest.base, manifest.base_sha256) == ("tiny", read_manifest(base).sha256)
    assert (manifest.rank, manifest.alpha, manifest.updates, manifest.verdict) == (4, 2.0, 600, "better")
    assert manifest.request() == RestoreRequest(steps=4, color="none", adapter_strength=0.8)
    assert manifest.size_bytes == whole.stat().st_size
    keys = load_file(whole).keys()  # any program can open it
    assert "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0.lora_A.weight" in keys
    assert "alignment.blocks.0.attn.in_proj_weight" in keys
    assert {key.partition(".")[0] for key in keys} == {"unet", "alignment", "lq_encoder"}


def test_the_same_adapter_gives_the_same_bytes(whole: Path, base: Path, tmp_path: Path) -> None:
    one, two = (random_adapter(tmp_path / f / "album.safetensors", base) for f in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert read_adapter(one).sha256 != read_adapter(whole).sha256  # which recommends something else
    assert sorted(path.name for path in one.parent.iterdir()) == ["album.safetensors"]


def test_any_flipped_bit_is_found(adapter: Path) -> None:
    raw = adapter.read_bytes()
    length = 8 + struct.unpack("<Q", raw[:8])[0]
    draw = random.Random(0)
    places = [*range(8), *(draw.randrange(8, length) for _ in range(150))]
    places += [length, len(raw) - 1, *(draw.randrange(length, len(raw)) for _ in range(40))]
    expected = verify_adapter(adapter)
    for place in places:
        spoilt = bytearray(raw)
        spoilt[place] ^= 1 << draw.randrange(8)
        adapter.write_bytes(spoilt)
        with pytest.raises(ModelError):
            pytest.fail(f"byte {place}: {verify_adapter(adapter) == expected}")


@pytest.mark.parametrize("share", [0.0, 0.0005, 0.01, 0.2, 0.99])
def test_a_truncated_file_is_told(adapter: Path, share: float) -> None:
    raw = adapter.read_bytes()
    adapter.write_bytes(raw[: int(len(raw) * share)])
    refused(adapter, ModelDamaged, r"is empty|is damaged|no safetensors file|ends early")


def test_what_is_no_safetensors_is_told(adapter: Path) -> None:
    for content, kind, words in (
        (b"<!DOCTYPE html><html>Sign in</html>", ModelDamaged, "is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", ModelDamaged, "Git LFS pointer"),
        (b"PK\x03\x04 archive/data.pkl", UnsafeFormat, "unsafe format"),
        (b"\x80\x04 a pickle", UnsafeFormat, "unsafe format"),
        (struct.pack("<Q", 2**60) + b'{"a": 1}', ModelDamaged, "header cannot be that long"),
        (struct.pack("<Q", 8) + b"{[[[[[[[", ModelDamaged, "no JSON"),
    ):
        adapter.write_bytes(content)
        assert not is_adapter(adapter)
        refused(adapter, kind, words)
    with pytest.raises(ModelMissing):
        verify_adapter(adapter.with_name("gone.safetensors"))
    with pytest.raises(ModelMismatch, match="is a folder"):
        verify_adapter(adapter.parent)


def test_what_is_no_adapter_of_ours_is_named(tmp_path: Path, base: Path) -> None:
    lora = tmp_path / "lora.safetensors"
    save_file({"lora_unet_down_blocks_1_attentions_0.lora_down.weight": torch.ones(4, 8)}, lora)
    refused(lora, ModelMismatch, "is a LoRA of another program, not an adapter of Heirloom's")
    peft = tmp_path / "peft.safetensors"
    save_file({"base_model.model.unet.x.lora_A.weight": torch.ones(4, 8)}, peft, metadata={"format": "pt"})
    refused(peft, ModelMismatch, "is a LoRA of another program")
    refused(next((base / "unet").glob("*.safetensors")), ModelMismatch, "is only a UNet, not an adapter")
    assert not is_adapter(lora)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"format_version": 2}, r"has format 2; .* Update Heirloom"),
        ({"format_version": True}, "format_version is True"),
        ({"name": "../album"}, "name is '../album'"),
        ({"name": None}, "has no field 'name'"),
        ({"base_sha256": "0"}, "base_sha256 is no sha256"),
        ({"base": "Tiny Model"}, "base is 'Tiny Model'"),
        ({"note": "x"}, "unknown field 'note'"),
        ({"title": 3}, "title is no text"),
        ({"title": "x" * 501}, "title is no text of at most 500"),
        ({"rank": 0}, "is unknown"),
        ({"rank": 2.5}, "rank is 2.5"),
        ({"alpha": -1.0}, "alpha is -1.0"),
        ({"updates": -1}, "updates is -1"),
        ({"recommended": {"steps": 0}}, "recommended settings cannot be used: steps is 0"),
        ({"recommended": {"model": "x"}}, "unknown setting 'model'"),
        ({"metrics": []}, "metrics is not a JSON object"),
        ({"title": "Another title"}, "its content is not what it says"),
        ({"base_sha256": "0" * 64}, "its content is not what it says"),
    ],
)
def test_forged_metadata_is_told(adapter: Path, fields: dict[str, Any], words: str) -> None:
    refused(rewritten(adapter, **fields), ModelDamaged, words)


def test_tensors_that_do_not_belong_are_refused(tmp_path: Path, base: Path) -> None:
    path = tmp_path / "odd.safetensors"
    low = LowRank(torch.ones(2, 32), torch.ones(32, 2), 2.0)
    module = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q"
    weight = {f"{module}.weight": torch.ones(32, 32)}
    for low_rank, whole, words in (
        ({}, {}, "changes nothing"),
        ({}, {"vae": {"decoder.weight": torch.ones(2)}}, "is unknown"),
        ({}, {"unet": {"x": torch.ones(2, dtype=torch.int64)}}, "number format"),
        ({module: low}, {"unet": weight}, "twice"),
        ({}, {"unet": {f"{module}.lora_A.weight": torch.ones(2, 32)}}, "is unknown"),
    ):
        with pytest.raises(ModelDamaged, match=words):
            write(path, base, low_rank, whole)
        assert list(tmp_path.iterdir()) == []  # nothing half-done is left
    with pytest.raises(ModelError, match="several ranks"):
        write(path, base, {"a": low, "b": LowRank(torch.ones(3, 32), torch.ones(32, 3), 2.0)}, {})
    with pytest.raises(ModelError, match="metadata is no JSON"):
        write(path, base, {module: low}, {}, metrics={"psnr": float("nan")})


def test_it_must_fit_its_base_key_by_key(tmp_path: Path, base: Path) -> None:
    path, manifest = tmp_path / "odd.safetensors", read_manifest(base)
    for key, change, words in (
        (("unet", "no.such.weight"), torch.ones(2), "changes unet.no.such.weight, which tiny does not have"),
        (("unet", "conv_in.bias"), torch.ones(3), r"has the shape \[3\], which does not fit \[16\]"),
        (
            ("unet", "mid_block.attentions.0.transformer_blocks.0.attn1.to_q.weight"),
            LowRank(torch.ones(2, 31), torch.ones(32, 2), 2.0),
            r"\[2, 31\], which does not fit \[32, 32\]",
        ),
        (
            ("unet", "mid_block.attentions.0.transformer_blocks.0.attn1.to_q.weight"),
            LowRank(torch.ones(2, 32), torch.ones(30, 2), 2.0),
            r"\[30, 2\]",
        ),
    ):
        random_adapter(path, base, {key: change})
        with pytest.raises(ModelMismatch, match=words):
            check_adapter(path, base, manifest)


def test_values_that_are_no_numbers_are_refused(tmp_path: Path, base: Path) -> None:
    from engine.bundle import load_bundle

    changes = random_changes(base)
    tensor = changes["alignment", "projection.weight"]
    assert isinstance(tensor, torch.Tensor)
    tensor[0, 0] = float("nan")
    path = random_adapter(tmp_path / "album.safetensors", base, changes)
    with pytest.raises(ModelDamaged, match=r"the values of alignment.projection.weight are no numbers"):
        load_bundle(base, adapter=path)


def test_another_version_of_its_base_is_told_apart(tmp_path: Path, whole: Path) -> None:
    newer = tiny_bundle(tmp_path / "tiny", seed=7)
    with pytest.raises(ModelMismatch, match=r"for another version of tiny: for tiny@\w{12}, not tiny@\w{12}"):
        check_adapter(whole, newer, read_manifest(newer))


def test_the_library(tmp_path: Path, base: Path, whole: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    assert list_adapters([models]) == []
    path = install_adapter(whole, "grandma", models)
    assert path == find_adapter("grandma", [models]) == models / "adapters" / "grandma.safetensors"
    assert path.read_bytes() == whole.read_bytes()
    (info,) = list_adapters([models])
    assert (info.name, info.title, info.base, info.verdict, info.updates) == (
        "grandma", "Family album", "tiny", "better", 600,
    )  # fmt: skip
    assert not info.base_installed
    assert re.search(r"needs the model tiny, tiny@\w{12}, which is not installed. Import it", info.problem)
    tiny_bundle(models / "renamed")  # the same model under another name
    (info,) = list_adapters([models])
    assert (info.base_folder, info.problem) == (models / "renamed", "")
    assert info.recommended.adapter_strength == 0.8
    assert find_chosen("grandma", [models]) == (models / "renamed", path)
    assert find_chosen("renamed", [models]) == (models / "renamed", None)
    with pytest.raises(ModelMissing, match="grandma is an adapter, not a model"):
        find_model("grandma", [models])
    with pytest.raises(ModelMissing, match=r"no adapter 'famly'.*these names: grandma"):
        find_adapter("famly", [models])
    for name in ("grandma", "renamed", "faithdiff"):
        with pytest.raises(ModelError, match=f"the name '{name}' is that of another model or adapter"):
            install_adapter(whole, name, models)
    for name in ("adapters", "captioners", "../x", "Grandma"):
        with pytest.raises(ModelError, match="cannot be a model's name"):
            install_adapter(whole, name, models)
    assert remove_adapter(path, models) == whole.stat().st_size
    assert list_adapters([models]) == []
    with pytest.raises(ModelError, match="not in the folder of adapters"):
        remove_adapter(whole, models)
    assert whole.is_file()


def test_a_broken_adapter_is_listed_with_its_problem(tmp_path: Path, adapter: Path) -> None:
    folder = tmp_path / "models" / "adapters"
    folder.mkdir(parents=True)
    (folder / "page.safetensors").write_bytes(b"<!DOCTYPE html>")
    (folder / ".album.1a2b.part").write_bytes(b"")
    save_file({"lora_unet_x.lora_down.weight": torch.ones(1)}, folder / "lora.safetensors")
    infos = {info.name: info for info in list_adapters([tmp_path / "models"])}
    assert infos.keys() == {"page", "lora"}
    assert "web page" in infos["page"].problem
    assert "LoRA of another program" in infos["lora"].problem
    raw = bytearray(adapter.read_bytes())
    raw[-1] ^= 1
    adapter.write_bytes(raw)
    with pytest.raises(ModelDamaged):
        install_adapter(adapter, "album", tmp_path / "models")
    assert {path.name for path in folder.iterdir()} == {"page.safetensors", "lora.safetensors", ".album.1a2b.part"}


def test_metadata_is_one_json_text(whole: Path) -> None:
    raw = whole.read_bytes()
    header = json.loads(raw[8 : 8 + struct.unpack("<Q", raw[:8])[0]])
    assert header["__metadata__"].keys() == {METADATA}
    assert str(whole.parent) not in raw[: len(raw) // 4].decode("latin-1")


def write(path: Path, base: Path, low_rank: Any, whole: Any, **more: Any) -> None:
    write_adapter(
        path,
        name="odd",
        title="",
        licence="",
        base="tiny",
        base_sha256=read_manifest(base).sha256,
        recommended=RestoreRequest(),
        low_rank=low_rank,
        whole=whole,
        **more,
    )
