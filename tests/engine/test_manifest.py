"""`bundle.json`: written, read, and everything that must be refused."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ModelDamaged, ModelError, ModelMissing
from engine.manifest import (
    FORMAT_VERSION,
    MANIFEST,
    MAX_MANIFEST_BYTES,
    BundleManifest,
    file_sha256,
    read_manifest,
    verify_bundle,
    write_manifest,
)
from engine.request import RestoreRequest

RECOMMENDED = RestoreRequest(guidance_scale=1.0, steps=8, scale=1.0)


def write(folder: Path, **changes: Any) -> BundleManifest:
    values: dict[str, Any] = {"name": "tiny", "title": "Tiny", "licence": "Apache-2.0", "recommended": RECOMMENDED}
    return write_manifest(folder, **(values | changes))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    for name, content in (
        ("unet/config.json", b"{}"),
        ("unet/diffusion_pytorch_model.safetensors", bytes(range(256)) * 20),
        ("README.md", "Für Fotos".encode()),
        ("LICENSE", b"Apache"),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    write(folder, native_scale=1.0, native_size=256, base="none")
    return folder


def change(folder: Path, **changes: Any) -> None:
    """Sets top-level fields of the manifest; `None` removes one."""
    path = folder / MANIFEST
    values = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps({name: value for name, value in values.items() if value is not None}))


def test_what_is_written_is_read(bundle: Path) -> None:
    manifest = verify_bundle(bundle)
    assert manifest == read_manifest(bundle)
    assert (manifest.name, manifest.native_size, manifest.format_version) == ("tiny", 256, FORMAT_VERSION)
    assert manifest.request() == RECOMMENDED
    assert sorted(manifest.files) == [
        "LICENSE",
        "README.md",
        "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors",
    ]
    assert manifest.size_bytes == 5120 + 2 + 10 + 6
    assert manifest.identity == f"tiny@{file_sha256(bundle / MANIFEST)[:12]}"


def test_the_same_files_give_the_same_bytes(bundle: Path) -> None:
    before = (bundle / MANIFEST).read_bytes()
    write(bundle, native_scale=1.0, native_size=256, base="none")
    assert (bundle / MANIFEST).read_bytes() == before
    assert not list(bundle.glob(".*"))


def test_missing_file_is_named(bundle: Path) -> None:
    (bundle / "unet/config.json").unlink()
    with pytest.raises(ModelMissing, match=r"unet.config\.json.*missing.*Get the model again"):
        verify_bundle(bundle)


def test_extra_file_is_named(bundle: Path) -> None:
    (bundle / "unet" / "more.json").write_text("{}")
    with pytest.raises(ModelDamaged, match=r"more\.json.*does not belong.*Remove it"):
        verify_bundle(bundle)


def test_what_file_browsers_leave_is_no_extra_file(bundle: Path) -> None:
    (bundle / ".DS_Store").write_bytes(b"x")
    verify_bundle(bundle)


def test_flipped_bit_is_found(bundle: Path) -> None:
    path = bundle / "unet/diffusion_pytorch_model.safetensors"
    content = bytearray(path.read_bytes())
    content[777] ^= 1
    path.write_bytes(content)
    verify_bundle(bundle, hashes=False)
    with pytest.raises(ModelDamaged, match=r"model\.safetensors.*is damaged.*content"):
        verify_bundle(bundle)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"short", "is damaged: 5 bytes long instead of 5,120"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "is only a Git LFS pointer"),
        (b"\n<!DOCTYPE html><html>Please log in", "is a web page"),
    ],
)
def test_broken_download_is_named_for_what_it_is(bundle: Path, content: bytes, said: str) -> None:
    (bundle / "unet/diffusion_pytorch_model.safetensors").write_bytes(content)
    with pytest.raises(ModelDamaged, match=said):
        verify_bundle(bundle, hashes=False)


@pytest.mark.parametrize("name", ["unet/weights.bin", "model.pt", "unet/a.ckpt", "code.py", "data.pkl", "noending"])
def test_only_harmless_kinds_of_files(bundle: Path, name: str) -> None:
    (bundle / name).write_bytes(b"x")
    with pytest.raises(ModelDamaged, match="of a kind that a model may not hold"):
        write(bundle)
    entry = {name: {"sha256": file_sha256(bundle / name), "bytes": 1}}
    change(bundle, files=read_files(bundle) | entry)
    with pytest.raises(ModelDamaged, match="of a kind that a model may not hold"):
        verify_bundle(bundle)


def read_files(folder: Path) -> dict[str, Any]:
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize(
    "name",
    [
        "../outside.json",
        "unet/../../outside.json",
        "/etc/passwd.json",
        "C:/x.json",
        "C:x.json",
        "\\\\server\\share\\x.json",
        "unet\\config.json",
        "unet//config.json",
        "./config.json",
        "",
        ".",
        "a\nb.json",
        "a\x00b.json",
        "bundle.json",
        "file://x.json",
    ],
)
def test_paths_stay_inside(bundle: Path, name: str) -> None:
    change(bundle, files=read_files(bundle) | {name: {"sha256": "0" * 64, "bytes": 1}})
    with pytest.raises(ModelDamaged, match="outside the model"):
        read_manifest(bundle)


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_links_out_are_refused(bundle: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_bytes(b"{}")
    (bundle / "unet/config.json").unlink()
    (bundle / "unet/config.json").symlink_to(secret)
    with pytest.raises(ModelDamaged, match=r"config\.json.*link out of the model"):
        verify_bundle(bundle)
    (bundle / "unet/config.json").unlink()
    (bundle / "vae").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(ModelDamaged, match=r"vae.*link out of the model"):
        verify_bundle(bundle)


@pytest.mark.skipif(os.name == "nt", reason="no pipes in folders on Windows")
def test_a_pipe_does_not_hang(bundle: Path) -> None:
    path = bundle / "unet/config.json"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ModelDamaged, match="is not a file"):
        verify_bundle(bundle)
    path.unlink()
    (bundle / MANIFEST).unlink()
    os.mkfifo(bundle / MANIFEST)
    with pytest.raises(ModelDamaged, match="is not a file"):
        read_manifest(bundle)


def test_newer_format_says_update(bundle: Path) -> None:
    change(bundle, format_version=FORMAT_VERSION + 1, something_new=1)
    with pytest.raises(ModelDamaged, match=r"format 2.*Update Heirloom"):
        read_manifest(bundle)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format_version": True}, "format_version"),
        ({"format_version": 0}, "format_version"),
        ({"format_version": None}, "format_version"),
        ({"name": "../x"}, "name is '../x'"),
        ({"name": 5}, "name is not a text"),
        ({"title": None}, "no field 'title'"),
        ({"surprise": 1}, "unknown field 'surprise'"),
        ({"native_scale": 0}, "native_scale"),
        ({"native_scale": "2"}, "native_scale"),
        ({"native_size": -1}, "native_size"),
        ({"recommended": []}, "recommended is not"),
        ({"recommended": {"steps": 0}}, "steps is 0"),
        ({"recommended": {"seps": 5}}, "unknown setting 'seps'"),
        ({"recommended": {"size": 5}}, "recommended settings"),
        ({"files": []}, "files is not"),
        ({"files": {"a.json": {"sha256": "00", "bytes": 1}}}, "sha256 and bytes of 'a.json'"),
        ({"files": {"a.json": {"sha256": "0" * 64, "bytes": -1}}}, "sha256 and bytes of 'a.json'"),
        ({"files": {"a.json": {"sha256": "0" * 64, "bytes": 1, "x": 1}}}, "sha256 and bytes of 'a.json'"),
        ({"files": {"a.json": 5}}, "sha256 and bytes of 'a.json'"),
    ],
)
def test_every_field_is_checked(bundle: Path, changes: dict[str, Any], said: str) -> None:
    change(bundle, **changes)
    with pytest.raises(ModelDamaged, match=said) as caught:
        read_manifest(bundle)
    assert MANIFEST in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe{}",
        b'{"format_version": NaN}',
        b'{"name": "a", "name": "b"}',
        b"[" * 100_000,
        b" " * (MAX_MANIFEST_BYTES + 1),
    ],
    ids=["empty", "list", "cut", "utf16", "nan", "twice", "deep", "huge"],
)
def test_what_is_no_manifest(bundle: Path, raw: bytes) -> None:
    (bundle / MANIFEST).write_bytes(raw)
    with pytest.raises(ModelDamaged, match=r"bundle\.json"):
        read_manifest(bundle)


def test_no_folder_and_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no such model folder"):
        read_manifest(tmp_path / "nowhere")
    with pytest.raises(ModelMissing, match=r"has no bundle\.json"):
        read_manifest(tmp_path)


def test_a_wrong_value_is_not_written(bundle: Path) -> None:
    before = (bundle / MANIFEST).read_bytes()
    with pytest.raises(ModelError, match="name is"):
        write(bundle, name="Not A Name")
    assert (bundle / MANIFEST).read_bytes() == before
