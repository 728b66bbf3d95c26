"""Photos that cannot be restored: one line each, exit code 1, and the model is not even loaded."""

import json
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.cli.batch import depends_on_photo
from engine.errors import RequestError
from engine.manifest import write_manifest
from engine.request import RestoreRequest
from tests.app.cli.conftest import Heirloom, make_photo


@pytest.fixture
def unloadable(tmp_path: Path) -> Path:
    """A model whose files are whole, but which cannot be loaded."""
    folder = tmp_path / "unloadable"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    write_manifest(folder, name="unloadable", title="", licence="CC0-1.0", recommended=RestoreRequest())
    return folder


def truncated(path: Path) -> Path:
    make_photo(path, 64, 64)
    path.write_bytes(path.read_bytes()[:600])
    return path


def test_each_bad_photo_costs_one_line(heirloom: Heirloom, tmp_path: Path, unloadable: Path) -> None:
    text = tmp_path / "letter.jpg"
    text.write_text("Dear photo")
    empty = tmp_path / "empty.png"
    empty.touch()
    folder = tmp_path / "album"
    folder.mkdir()
    cut = truncated(tmp_path / "cut.jpg")
    missing = tmp_path / "missing.jpg"
    bad = [text, empty, folder, cut, missing]
    ran = heirloom("restore", *bad, "--model", unloadable)
    assert ran.code == 1
    assert not ran.out
    assert len(ran.err) == len(bad)
    for path, line in zip(bad, ran.err, strict=True):
        assert line.startswith(f"{path}: ")
    assert ran.err[2].endswith(f"is a folder. Give the pictures in it, as in {folder}{os.sep}*.jpg.")
    assert "there is no such file" in ran.err[4]
    assert not list(tmp_path.glob("*_restored*"))


def test_json_says_why(heirloom: Heirloom, tmp_path: Path, unloadable: Path) -> None:
    missing = tmp_path / "two\nlines \udcff.jpg"
    ran = heirloom("restore", missing, "--model", unloadable, "--steps", "3", "--json")
    assert ran.code == 1
    record = json.loads(ran.out[0])
    assert record["input"] == str(missing)
    assert (record["status"], record["output"], record["width"]) == ("failed", None, None)
    assert "there is no such file" in record["error"]
    assert record["request"]["steps"] == 3
    assert record["model"].startswith("unloadable@")
    assert len(ran.err) == 1
    assert "two\\nlines \\udcff.jpg" in ran.err[0]


@pytest.mark.skipif(os.name == "nt", reason="no pipes and few links on Windows")
def test_pipes_devices_and_broken_links(heirloom: Heirloom, tmp_path: Path, unloadable: Path) -> None:
    pipe, loop, broken = tmp_path / "pipe.jpg", tmp_path / "loop.jpg", tmp_path / "broken.jpg"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    broken.symlink_to(tmp_path / "nowhere.jpg")
    ran = heirloom("restore", pipe, loop, broken, "/dev/zero", "--model", unloadable)
    assert ran.code == 1
    assert len(ran.err) == 4
    assert "a device or a pipe" in ran.err[0]
    assert "a link to a file that is not there" in ran.err[2]
    assert "a device or a pipe" in ran.err[3]


def test_targets_are_checked_first(heirloom: Heirloom, photo: Path, tmp_path: Path, unloadable: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    ran = heirloom("restore", photo, "--model", unloadable, "--out", f"{file}/")
    assert ran.code == 1
    assert ran.err == [f"{file}: is a file, so no result can be put into it. Choose another folder with --out."]
    assert file.read_text() == "x"
    if sys.platform == "linux":
        ran = heirloom("restore", photo, "--model", unloadable, "--out", "/proc/heirloom/")
        assert ran.code == 1
        assert len(ran.err) == 1


def test_a_picture_too_large_is_refused_before_loading(heirloom: Heirloom, tmp_path: Path, unloadable: Path) -> None:
    huge = tmp_path / "huge.png"
    Image.new("1", (30_000, 30_000)).save(huge)
    ran = heirloom("restore", huge, "--model", unloadable)
    assert ran.code == 1
    assert len(ran.err) == 1
    assert "900" in ran.err[0]


def test_a_damaged_model_is_refused_before_anything_is_read(heirloom: Heirloom, photo: Path, unloadable: Path) -> None:
    for content in ("[ ]", "[]"):  # another size, which is seen at once; another content, which loading sees
        (unloadable / "config.json").write_text(content)
        ran = heirloom("restore", photo, "--model", unloadable, "--quiet")
        assert ran.code == 2
        assert len(ran.err) == 1
        assert "config.json: is damaged" in ran.err[0]


def test_a_model_that_cannot_be_loaded_is_one_line(heirloom: Heirloom, photo: Path, unloadable: Path) -> None:
    ran = heirloom("restore", photo, photo, "--model", unloadable, "--quiet")
    assert ran.code == 2
    assert len(ran.err) == 1
    assert str(unloadable) in ran.err[0]


def test_a_graphics_card_that_is_not_there(heirloom: Heirloom, photo: Path, unloadable: Path) -> None:
    ran = heirloom("restore", photo, "--model", unloadable, "--quiet", "--device", "cuda:99")
    assert ran.code == 2
    assert len(ran.err) == 1
    assert "graphics card" in ran.err[0]


@pytest.mark.parametrize(
    ("size", "name", "limit"), [("65535x1", "wide.jpg", "JPEG files end at 65500"), ("16384x1", "a.webp", "WEBP")]
)
def test_what_the_format_cannot_hold_is_refused_before_loading(
    heirloom: Heirloom, photo: Path, tmp_path: Path, unloadable: Path, size: str, name: str, limit: str
) -> None:
    target = tmp_path / "new" / name
    ran = heirloom("restore", photo, "--model", unloadable, "--size", size, "--out", target)
    assert ran.code == 1
    assert len(ran.err) == 1
    assert str(target) in ran.err[0]
    assert limit in ran.err[0]
    assert ran.err[0].endswith("Save it as PNG or TIFF.")
    assert not target.parent.exists()


def test_only_a_factor_makes_the_size_the_photos_own_trouble() -> None:
    too_large, too_many = RequestError("too many pixels", field="size"), RequestError("too many steps", field="steps")
    assert depends_on_photo(too_large, RestoreRequest(scale=64))
    assert not depends_on_photo(too_large, RestoreRequest(size=(60_000, 60_000)))
    assert not depends_on_photo(too_many, RestoreRequest(scale=64))
