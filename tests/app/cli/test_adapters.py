"""Adapters on the command line: imported, listed, checked, used at a strength, removed; wrong ones are told."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from engine.adapter_file import read_adapter
from engine.images.read import read_picture
from engine.images.xmp import read_description
from engine.manifest import read_manifest
from engine.request import RestoreRequest
from tests.app.cli.conftest import Heirloom, Ran
from tests.engine.adapters import random_adapter
from tests.engine.tiny import tiny_bundle


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a base, another model, and an adapter for the base."""
    folder = tmp_path_factory.mktemp("made")
    base = tiny_bundle(folder / "tiny")
    tiny_bundle(folder / "another", name="another", seed=8)
    recommended = RestoreRequest(
        guidance_scale=1.0, steps=2, scale=1.0, tile=64, precision="fp32", color="wavelet", adapter_strength=0.8
    )
    random_adapter(folder / "album.safetensors", base, recommended=recommended, metrics={"verdict": "better"})
    return folder


def pixels(path: Path) -> np.ndarray:
    """int [H, W, 3]."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def records(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out]


def refused(ran: Ran, code: int, *words: str) -> None:
    """One line that says what, which file, what to do."""
    assert ran.code == code, (ran.out, ran.err)
    assert len(ran.err) == 1, ran.err
    for word in words:
        assert word in ran.err[0]


def test_from_import_to_removal(heirloom: Heirloom, made: Path, photo: Path, own_data_folder: Path) -> None:
    models = own_data_folder / "models"
    album = made / "album.safetensors"
    ran = heirloom("models", "import", album)
    assert ran.code == 0
    assert "is ready" in ran.out[0]
    assert "needs the model tiny, tiny@" in ran.err[0]
    assert (models / "adapters" / "album.safetensors").read_bytes() == album.read_bytes()
    listed = next(line for line in heirloom("models", "list").out if line.startswith("album"))
    assert "cannot be used" in listed
    refused(heirloom("restore", photo, "--adapter", "album"), 2, "album.safetensors", "needs the model tiny", "Import")

    assert heirloom("models", "import", made / "tiny", "--quiet").code == 0
    listed = next(line for line in heirloom("models", "list").out if line.startswith("album"))
    assert listed.startswith("album: Family album, adapter for tiny, ")
    assert "600 updates, held-out test: better, licence CC0-1.0" in listed
    (record,) = (r for r in records(heirloom("models", "list", "--json")) if r["name"] == "album")
    assert (record["kind"], record["state"], record["base_installed"]) == ("adapter", "installed", True)
    assert record["recommended"]["color"] == "wavelet"
    assert "is whole, " in heirloom("models", "verify", "album").out[0]
    said = [json.loads(line) for line in heirloom("doctor", "--json").out]
    assert next(r for r in said if r.get("name") == "album")["state"] == "ok"

    identity = f"{read_manifest(made / 'tiny').identity}+{read_adapter(album).identity}"
    dry = heirloom("restore", photo, "--adapter", "album", "--dry-run", "--json")
    assert records(dry)[0]["model"] == identity
    (result,) = records(heirloom("restore", photo, "--adapter", "album", "--quiet", "--json"))
    assert result["model"] == identity
    assert RestoreRequest.from_dict(result["request"]) == read_adapter(album).request()

    refused(heirloom("models", "import", album), 1, "the name 'album' is that of another model or adapter", "--name")
    assert heirloom("models", "import", album, "--name", "second").code == 0
    ran = heirloom("models", "remove", "tiny", "--yes")
    assert ran.code == 0
    assert "these adapters cannot be used: album, second" in ran.err[0]
    for name in ("album", "second"):
        assert heirloom("models", "remove", name).code == 2  # nobody said yes
        assert "removed" in heirloom("models", "remove", name, "--yes").out[0]
    assert list((models / "adapters").iterdir()) == []
    assert heirloom("models", "verify", "album").code == 2
    assert heirloom("models", "remove", "album", "--yes").code == 2


def test_strength_is_an_option_and_0_the_stock_model(
    heirloom: Heirloom, made: Path, photo: Path, own_data_folder: Path, tmp_path: Path
) -> None:
    heirloom("models", "import", made / "tiny", "--quiet")
    common = ("restore", photo, "--quiet", "--json", "--color", "none", "--steps", "3", "--seed", "4")
    request = {}
    images = {}
    for strength in ("0", "0.5", "1"):
        out = tmp_path / f"{strength}.png"
        adapter = ("--adapter", made / "album.safetensors", "--adapter-strength", strength)
        (record,) = records(heirloom(*common, *adapter, "--out", out))
        images[strength], request = pixels(out), record["request"]
        assert request["adapter_strength"] == float(strength)
    (record,) = records(heirloom(*common, "--model", "tiny", "--out", tmp_path / "stock.png"))
    assert np.array_equal(images["0"], pixels(tmp_path / "stock.png"))
    assert 0 < abs(images["0.5"] - images["0"]).mean() < abs(images["1"] - images["0"]).mean()
    described = read_description(read_picture(tmp_path / "0.5.png").xmp)
    assert described is not None
    assert RestoreRequest.from_dict(described["request"]).adapter_strength == 0.5
    assert described["model"].endswith(read_adapter(made / "album.safetensors").identity)
    again = heirloom(
        "restore", photo, "--quiet", "--model", "tiny", "--adapter", made / "album.safetensors", "--out",
        tmp_path / "named.png", "--color", "none", "--steps", "3", "--seed", "4", "--adapter-strength", "1",
    )  # fmt: skip
    assert again.code == 0
    assert np.array_equal(pixels(tmp_path / "named.png"), images["1"])


def test_a_wrong_use_is_one_line(heirloom: Heirloom, made: Path, photo: Path, own_data_folder: Path) -> None:
    album = made / "album.safetensors"
    wrong = heirloom("restore", photo, "--adapter", album, "--model", made / "another")
    refused(wrong, 2, "album.safetensors: is an adapter for tiny@", "not for another@", "Use it with the model tiny")
    refused(heirloom("restore", photo, "--adapter-strength", "0.5"), 2, "--adapter-strength is given, but no adapter")
    for strength in ("-0.1", "1.5", "nan"):
        ran = heirloom("restore", photo, "--adapter", album, "--adapter-strength", strength)
        refused(ran, 2, f"--adapter-strength is {float(strength)}", "a number from 0 to 1")
    refused(heirloom("restore", photo, "--adapter", "famly"), 2, "there is no adapter 'famly'")
    heirloom("models", "import", album)
    refused(heirloom("restore", photo, "--model", "album"), 2, "album is an adapter, not a model", "--adapter album")
    assert list(photo.parent.glob("*_restored*")) == []


def test_a_bad_file_is_one_line(heirloom: Heirloom, made: Path, photo: Path, tmp_path: Path) -> None:
    raw = bytearray((made / "album.safetensors").read_bytes())
    bad = tmp_path / "bad.safetensors"
    flipped = raw.copy()
    flipped[-3] ^= 4
    for content, word in (
        (bytes(raw[: len(raw) // 2]), "bad.safetensors: is damaged"),
        (bytes(flipped), "bad.safetensors: is damaged: its content is not what it says"),
        (b"<!DOCTYPE html><html></html>", "bad.safetensors: is a web page, not the file itself"),
    ):
        bad.write_bytes(content)
        refused(heirloom("models", "import", bad), 1, word)
        ran = heirloom("restore", photo, "--adapter", bad, "--model", made / "tiny", "--quiet")
        refused(ran, 2, word)
    save_file({"lora_unet_x.lora_down.weight": torch.ones(4, 4)}, bad)
    refused(heirloom("restore", photo, "--adapter", bad), 2, "is a LoRA of another program", "it fits only the model")
    refused(heirloom("models", "import", bad), 1, "is a LoRA")
    assert "is a LoRA" in heirloom("models", "verify", bad).err[0]
    refused(heirloom("models", "import", made / "album.safetensors", bad), 1, "Import it alone")
    assert list(photo.parent.glob("*_restored*")) == []
