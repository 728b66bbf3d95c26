"""Captions in text files beside photos: written whole or not at all, never over anything unasked."""

import errno
import os
from pathlib import Path

import pytest

from engine.errors import ImageWriteError, UnreadableImage
from engine.sidecar import check_sidecar, read_sidecar, sidecar_path, write_sidecar


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "a photo.v2.jpg"
    path.write_bytes(b"pixels")
    return path


def names(photo: Path) -> list[str]:
    return sorted(path.name for path in photo.parent.iterdir())


def test_it_lies_beside_the_photo_and_reads_back(photo: Path) -> None:
    assert read_sidecar(photo) is None
    written = write_sidecar(photo, "Zwei Kinder – 二人")
    assert written == photo.with_name("a photo.v2.txt") == sidecar_path(photo)
    assert written.read_bytes() == "Zwei Kinder – 二人\n".encode()
    assert read_sidecar(photo) == "Zwei Kinder – 二人"
    assert names(photo) == ["a photo.v2.jpg", "a photo.v2.txt"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeffA dog.\r\nIn  grass\r\n".encode(), "A dog. In grass"),
        ("Ein Hündchen".encode("utf-16"), "Ein Hündchen"),
        (b"\x1b[31mred\x00\n", "[31mred"),
        (b"", ""),
        (b"The image shows a dog", "The image shows a dog"),
    ],
)
def test_a_person_s_words_are_kept_but_for_what_cannot_be_seen(photo: Path, raw: bytes, text: str) -> None:
    sidecar_path(photo).write_bytes(raw)
    assert read_sidecar(photo) == text


@pytest.mark.parametrize("raw", [b"\xff\xd8\xff\xe0 a jpeg", b"a" * 65 * 1024])
def test_what_is_no_caption_is_told(photo: Path, raw: bytes) -> None:
    sidecar_path(photo).write_bytes(raw)
    with pytest.raises(UnreadableImage, match=r"a photo.v2.txt: the caption is"):
        read_sidecar(photo)


def test_what_exists_is_kept_unless_asked(photo: Path) -> None:
    sidecar_path(photo).write_text("mine")
    for write in (lambda: check_sidecar(photo), lambda: write_sidecar(photo, "yours")):
        with pytest.raises(ImageWriteError, match="exists already and was kept"):
            write()
    assert sidecar_path(photo).read_text() == "mine"
    write_sidecar(photo, "yours", overwrite=True)
    assert sidecar_path(photo).read_text() == "yours\n"
    assert names(photo) == ["a photo.v2.jpg", "a photo.v2.txt"]


def test_a_broken_link_counts_as_there(photo: Path) -> None:
    sidecar_path(photo).symlink_to("nowhere")
    with pytest.raises(ImageWriteError, match="exists already"):
        write_sidecar(photo, "yours")


@pytest.mark.parametrize("how", ["itself", "symbolic", "hard"])
def test_the_photo_is_never_replaced(tmp_path: Path, how: str) -> None:
    photo = tmp_path / ("a.txt" if how == "itself" else "a.jpg")
    photo.write_bytes(b"pixels")
    if how == "symbolic":
        (tmp_path / "a.txt").symlink_to(photo)
    elif how == "hard":
        os.link(photo, tmp_path / "a.txt")
    for overwrite in (False, True):
        with pytest.raises(ImageWriteError, match="is the photo itself"):
            write_sidecar(photo, "words", overwrite=overwrite)
    assert photo.read_bytes() == b"pixels"
    assert read_sidecar(photo) is None


def test_a_folder_is_in_the_way(photo: Path) -> None:
    sidecar_path(photo).mkdir()
    with pytest.raises(ImageWriteError, match="is a folder"):
        write_sidecar(photo, "words", overwrite=True)


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_full_disk_keeps_the_older_file(photo: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool) -> None:
    if overwrite:
        sidecar_path(photo).write_text("mine")
    before = names(photo)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ImageWriteError, match="the disk is full"):
        write_sidecar(photo, "yours", overwrite=overwrite)
    assert names(photo) == before
    if overwrite:
        assert sidecar_path(photo).read_text() == "mine"
