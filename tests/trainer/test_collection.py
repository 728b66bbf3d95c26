"""What a folder of photos holds, and why the rest was left out."""

import io
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from PIL import Image

from engine.errors import ConfigError, TrainingError
from trainer.collection import held_out_count, scan, split
from trainer.duplicates import find_duplicates, fingerprint

PHOTOS = {
    "astronaut": skimage.data.astronaut(),
    "cat": skimage.data.chelsea(),
    "coffee": skimage.data.coffee(),
    "rocket": skimage.data.rocket(),
}


def put(folder: Path, name: str, pixels: np.ndarray, **options: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)
    return path


def reasons(folder: Path, smallest: int = 64) -> dict[str, str]:
    return {path.name: reason for path, reason in scan((folder,), smallest).rejected}


def names(folder: Path) -> list[str]:
    return [photo.path.name for photo in scan((folder,), 64).photos]


def test_different_photos_all_stay_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name, pixels in PHOTOS.items():
        put(tmp_path / "below" / "it", f"{name}.jpg", pixels)
    for level in range(60, 200, 30):  # plain ones, as a wall or a sky
        ramp = np.linspace(level, level + 20, 128)[:, None, None] + np.zeros((1, 128, 3))
        put(tmp_path, f"plain {level:03}.png", ramp.astype(np.uint8))
    assert names(tmp_path) == sorted(p.name for p in (tmp_path / "below" / "it").iterdir()) + sorted(
        p.name for p in tmp_path.glob("*.png")
    )
    assert reasons(tmp_path) == {}


def test_the_same_photo_in_another_guise_is_left_out_and_the_largest_stays(tmp_path: Path) -> None:
    for name, pixels in PHOTOS.items():
        picture = Image.fromarray(pixels)
        half = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
        put(tmp_path, f"{name}.png", pixels)
        put(tmp_path, f"a {name} at quality 40.jpg", pixels, quality=40)
        half.save(tmp_path / f"a half {name}.webp", quality=80)
        sideways = Image.fromarray(np.rot90(pixels))
        exif = Image.Exif()
        exif[0x0112] = 6  # shown turned by 90 degrees to the right: upright again
        sideways.save(tmp_path / f"a sideways {name}.jpg", exif=exif, quality=90)
        edge = picture.crop((2, 2, picture.width - 3, picture.height - 2))
        edge.save(tmp_path / f"a trimmed {name}.jpg", quality=90)
    (tmp_path / "copy of cat.png").write_bytes((tmp_path / "cat.png").read_bytes())
    found = reasons(tmp_path)
    assert len(found) == 4 * len(PHOTOS) + 1
    # equally large ones: the first by name stays
    kept = set(names(tmp_path))
    assert kept == {f"a {name} at quality 40.jpg" for name in PHOTOS}
    assert found["copy of cat.png"] == "nearly the same picture as a cat at quality 40.jpg"
    assert found["a half cat.webp"] == "nearly the same picture as a cat at quality 40.jpg"


def test_byte_for_byte_copies_are_called_the_same_file(tmp_path: Path) -> None:
    first = put(tmp_path, "one.png", PHOTOS["cat"])
    (tmp_path / "two.png").write_bytes(first.read_bytes())
    assert reasons(tmp_path) == {"two.png": "the same file as one.png"}


def test_a_mirrored_or_recoloured_photo_is_another_photo(tmp_path: Path) -> None:
    put(tmp_path, "a.png", PHOTOS["astronaut"])
    put(tmp_path, "b.png", np.ascontiguousarray(PHOTOS["astronaut"][:, ::-1]))
    put(tmp_path, "c.png", np.ascontiguousarray(PHOTOS["astronaut"][..., ::-1]))
    assert names(tmp_path) == ["a.png", "b.png", "c.png"]


def test_each_reject_has_its_reason(tmp_path: Path) -> None:
    whole = put(tmp_path, "whole.jpg", PHOTOS["cat"])
    put(tmp_path, "small.png", PHOTOS["coffee"][:40, :90])
    (tmp_path / "cut.jpg").write_bytes(put(tmp_path, "x.jpg", PHOTOS["rocket"]).read_bytes()[:9000])
    (tmp_path / "x.jpg").unlink()
    (tmp_path / "text.jpg").write_text("not a picture", encoding="utf-8")
    frames = [Image.fromarray(PHOTOS["coffee"][:100, k : k + 100]) for k in (0, 50)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "pages.tif", save_all=True, append_images=frames[1:])
    (tmp_path / "notes.txt").write_text("of no interest", encoding="utf-8")
    found = reasons(tmp_path)
    assert found.keys() == {"small.png", "cut.jpg", "text.jpg", "moving.gif", "pages.tif"}
    assert found["small.png"] == "too small: 40 pixels on the short side, 64 needed"
    assert found["cut.jpg"].startswith("cannot be read")
    assert found["text.jpg"].startswith("cannot be read")
    assert found["moving.gif"].startswith("holds several pictures")
    assert found["pages.tif"].startswith("holds several pictures")
    assert [photo.path for photo in scan((tmp_path,), 64).photos] == [whole]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "I;16", "CMYK", "1"])
def test_any_mode_has_a_fingerprint_near_that_of_its_colours(tmp_path: Path, mode: str) -> None:
    grey = Image.fromarray(PHOTOS["cat"]).convert("L")
    path = tmp_path / "odd.tif"
    if mode == "I;16":
        Image.fromarray(np.asarray(grey).astype(np.uint16) * 257).save(path)
    else:
        grey.convert("RGB").convert(mode).save(path)
    other = tmp_path / "plain.png"
    grey.convert("RGB").save(other)
    odd, plain = fingerprint(path), fingerprint(other)
    assert np.abs(odd.colours - plain.colours).mean() < 8
    assert len(find_duplicates({path: odd, other: plain})) == 1


def test_captions_come_from_the_list_or_the_text_beside_the_photo(tmp_path: Path) -> None:
    put(tmp_path, "a.png", PHOTOS["cat"])
    put(tmp_path, "b.png", PHOTOS["coffee"])
    put(tmp_path, "c.png", PHOTOS["rocket"])
    (tmp_path / "captions.json").write_text('{"a.png": "a cat"}', encoding="utf-8")
    (tmp_path / "b.txt").write_text(" a cup \n", encoding="utf-8")
    assert [photo.caption for photo in scan((tmp_path,), 64).photos] == ["a cat", "a cup", ""]
    (tmp_path / "captions.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ConfigError, match="file names and captions"):
        scan((tmp_path,), 64)


def test_nothing_usable_is_an_error_with_the_first_reason(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no usable photo"):
        scan((tmp_path,), 64)
    put(tmp_path, "small.png", PHOTOS["cat"][:20, :20])
    with pytest.raises(TrainingError, match="too small"):
        scan((tmp_path,), 64)
    with pytest.raises(TrainingError, match="not a folder"):
        scan((tmp_path / "none",), 64)


def test_the_split_is_by_photo_and_always_the_same(tmp_path: Path) -> None:
    for number, (name, pixels) in enumerate(PHOTOS.items()):
        put(tmp_path, f"{number} {name}.png", pixels)
    photos = scan((tmp_path,), 64).photos
    training, held_out = split(photos, 0.5, seed=3)
    assert (len(training), len(held_out)) == (2, 2)
    assert set(training) | set(held_out) == set(photos)
    assert split(photos, 0.5, seed=3) == (training, held_out)
    assert split(photos[:1], 0.9, seed=3) == (photos[:1], ())


@pytest.mark.parametrize(
    ("photos", "count"),
    [(1, 0), (2, 1), (12, 2), (19, 4), (20, 10), (45, 10), (60, 12), (118, 24), (200, 40), (900, 40)],
)
def test_a_proof_holds_out_a_fifth_but_ten_to_forty_where_there_are_enough(photos: int, count: int) -> None:
    assert held_out_count(photos, 0.2, proof=True) == count


def test_without_a_proof_the_share_is_the_share() -> None:
    assert held_out_count(900, 0.2) == 180
    assert held_out_count(40, 0.1) == 4
    assert held_out_count(40, 0.0, proof=True) == 0


def test_a_photo_is_on_one_side_only_and_a_copy_of_it_on_none(tmp_path: Path) -> None:
    for number in range(24):
        picture = list(PHOTOS.values())[number % 4]
        left, top = 40 * (number // 4), 24 * (number // 4)
        piece = np.ascontiguousarray(picture[top : top + 150, left : left + 180])
        put(tmp_path, f"{number:02}.png", piece)
        put(tmp_path / "copies", f"copy of {number:02}.jpg", piece, quality=80)
    photos = scan((tmp_path,), 64).photos
    assert len(photos) == 24
    training, held_out = split(photos, 0.2, 3, proof=True)
    assert (len(training), len(held_out)) == (14, 10)
    prints = [fingerprint(photo.path) for photo in photos]
    assert not find_duplicates(dict(zip((photo.path for photo in photos), prints, strict=True)))
    assert {photo.digest for photo in training}.isdisjoint(photo.digest for photo in held_out)
    assert all(photo.digest == fingerprint(photo.path).digest.hex() for photo in photos)


def test_an_empty_folder_and_one_without_pictures_say_so(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="holds no files"):
        scan((tmp_path,), 64)
    (tmp_path / "letter.docx").write_text("x", encoding="utf-8")
    (tmp_path / "film.mp4").write_text("x", encoding="utf-8")
    with pytest.raises(TrainingError, match="holds 2 files, none of them a picture"):
        scan((tmp_path,), 64)


def test_when_everything_is_left_out_the_reasons_are_counted(tmp_path: Path) -> None:
    for index in range(3):
        put(tmp_path, f"small {index}.png", PHOTOS["cat"][:20, index : 20 + index])
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    with pytest.raises(TrainingError, match=r"3 × too small") as caught:
        scan((tmp_path,), 64)
    assert "1 × cannot be read" in caught.value.advice
    assert "broken.jpg" in caught.value.advice


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")
def test_links_to_nowhere_loops_and_pipes_are_left_out_with_their_reason(tmp_path: Path) -> None:
    put(tmp_path, "cat.png", PHOTOS["cat"])
    (tmp_path / "gone.jpg").symlink_to(tmp_path / "not there.jpg")
    (tmp_path / "round.jpg").symlink_to(tmp_path / "round.jpg")
    (tmp_path / "again").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.png")
    found = reasons(tmp_path)
    assert found == {
        "gone.jpg": "is a link to nowhere",
        "round.jpg": "is a link to nowhere",
        "pipe.png": "is not a file",
    }


def test_a_folder_named_twice_gives_its_photos_once(tmp_path: Path) -> None:
    put(tmp_path, "cat.png", PHOTOS["cat"])
    found = scan((tmp_path, tmp_path), 64)
    assert (len(found.photos), found.rejected) == (1, ())


def test_scanning_does_not_write(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(PHOTOS["cat"]).save(buffer, "PNG")
    (tmp_path / "a.png").write_bytes(buffer.getvalue())
    scan((tmp_path,), 64)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == buffer.getvalue()
