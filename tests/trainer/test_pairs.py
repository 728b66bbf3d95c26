"""Damaged versions of the photos: matched by stem, checked for size and registration, cropped with the photo."""

from pathlib import Path

import numpy as np
import pytest
import skimage.data
import torch
from PIL import Image

from engine.errors import TrainingError
from tests.trainer.conftest import write_run
from trainer.collection import scan, split
from trainer.config import Mix, read_config
from trainer.contact_sheet import contact_sheet
from trainer.dataset import PAIR, Samples
from trainer.degradation import degrade
from trainer.pairs import find_pairs, shift_between
from trainer.pixels import load_pixels

PHOTOS = {"astronaut": skimage.data.astronaut(), "cat": skimage.data.chelsea(), "rocket": skimage.data.rocket()}


def aged(picture: np.ndarray, seed: int = 0, preset: str = "old_photo") -> np.ndarray:
    return degrade(picture, preset, torch.Generator().manual_seed(seed)).lq


def shifted(picture: np.ndarray, down: int, right: int) -> np.ndarray:
    """What lies there moves; the edge is repeated."""
    height, width = picture.shape[:2]
    padded = np.pad(picture, ((40, 40), (40, 40), (0, 0)), mode="edge")
    return np.ascontiguousarray(padded[40 - down : 40 - down + height, 40 - right : 40 - right + width])


def save(path: Path, pixels: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def album(tmp_path: Path) -> Path:
    for name, pixels in PHOTOS.items():
        save(tmp_path / "photos" / f"{name}.png", pixels)
    return tmp_path


def reasons(album: Path) -> dict[str, str]:
    photos = tuple(sorted((album / "photos").iterdir()))
    return {path.name: reason for path, reason in find_pairs(album / "damaged", photos).rejected}


@pytest.mark.parametrize("preset", ["old_photo", "pasd"])
def test_the_alignment_of_damaged_pictures_is_found_to_the_pixel(preset: str) -> None:
    for index, picture in enumerate(PHOTOS.values()):
        one, other = (
            pixels.astype(float).mean(2) for pixels in (picture, shifted(aged(picture, index, preset), 7, -12))
        )
        down, right, peak = shift_between(one, other)
        assert (abs(down - 7) <= 1, abs(right + 12) <= 1) == (True, True)
        assert peak > 0.6
    unrelated = [PHOTOS["cat"].astype(float).mean(2), PHOTOS["rocket"][:300, :451].astype(float).mean(2)]
    assert shift_between(*unrelated)[2] < 0.3


def test_pairs_match_by_stem_whatever_the_format_size_and_letter_case(album: Path) -> None:
    save(album / "damaged" / "below" / "Astronaut.jpg", aged(PHOTOS["astronaut"]))
    cat = Image.fromarray(aged(PHOTOS["cat"], 3))
    half = np.asarray(cat.resize((cat.width // 2, cat.height // 2), Image.Resampling.LANCZOS))
    save(album / "damaged" / "cat.webp", half)
    found = find_pairs(album / "damaged", tuple(sorted((album / "photos").iterdir())))
    assert {photo.name: lq.name for photo, lq in found.lq.items()} == {
        "astronaut.png": "Astronaut.jpg",
        "cat.png": "cat.webp",
    }
    assert found.rejected == ()


def test_each_mismatch_is_named_with_its_reason(album: Path) -> None:
    picture = PHOTOS["astronaut"]
    whole = Image.fromarray(aged(picture))
    wrong = {
        "nobody.png": (aged(PHOTOS["cat"]), "no photo to train on is called nobody"),
        "astronaut.png": (aged(picture)[:400], "has 512 x 400 pixels, so other proportions than astronaut.png"),
    }
    for name, (pixels, reason) in wrong.items():
        path = save(album / "damaged" / name, pixels)
        assert reason in reasons(album)[name]
        path.unlink()
    cases = {
        "does not show the same picture as astronaut.png": np.asarray(
            Image.fromarray(PHOTOS["rocket"]).resize((512, 512))
        ),
        "lies 9 pixels below and 5 pixels left of astronaut.png: align the two": shifted(aged(picture), 9, -5),
        "is turned, stretched or warped against astronaut.png": np.asarray(
            whole.rotate(2.0, Image.Resampling.BICUBIC, fillcolor=(128, 128, 128))
        ),
    }
    for reason, pixels in cases.items():
        save(album / "damaged" / "astronaut.png", pixels)
        assert reason in reasons(album)["astronaut.png"]
    (album / "damaged" / "astronaut.png").write_bytes(b"no picture")
    assert "cannot be read" in reasons(album)["astronaut.png"]
    (album / "damaged" / "astronaut.png").write_bytes((album / "photos" / "astronaut.png").read_bytes())
    assert reasons(album)["astronaut.png"] == "is the same file as astronaut.png"


def test_a_stem_that_is_there_twice_is_no_match(album: Path) -> None:
    save(album / "damaged" / "cat.png", aged(PHOTOS["cat"]))
    save(album / "damaged" / "cat.webp", aged(PHOTOS["cat"], 1))
    assert set(reasons(album).values()) == {"2 damaged pictures are called cat; one is needed"}
    (album / "damaged" / "cat.webp").unlink()
    save(album / "photos" / "cat.tif", PHOTOS["rocket"])
    assert reasons(album) == {"cat.png": "2 photos are called cat: cat.png and cat.tif"}


def test_damaged_versions_are_never_taken_for_photos(album: Path) -> None:
    """Also where their folder lies among the photos; photos without one stay."""
    save(album / "photos" / "damaged" / "cat.png", aged(PHOTOS["cat"], 3))
    save(album / "photos" / "damaged" / "stranger.png", aged(PHOTOS["rocket"], 4))
    collection = scan((album / "photos",), 64, album / "photos" / "damaged")
    assert [photo.path.name for photo in collection.photos] == ["astronaut.png", "cat.png", "rocket.png"]
    assert [photo.lq is not None for photo in collection.photos] == [False, True, False]
    assert collection.paired == 1
    assert [path.name for path, _ in collection.rejected] == ["stranger.png"]


def test_a_folder_without_one_match_is_one_clear_message(album: Path) -> None:
    with pytest.raises(TrainingError, match="not a folder"):
        scan((album / "photos",), 64, album / "none")
    (album / "damaged").mkdir()
    with pytest.raises(TrainingError, match="holds no pictures"):
        scan((album / "photos",), 64, album / "damaged")
    save(album / "damaged" / "nobody.png", PHOTOS["cat"])
    with pytest.raises(TrainingError, match="no damaged version that fits") as caught:
        scan((album / "photos",), 64, album / "damaged")
    assert "nobody.png no photo to train on is called nobody" in caught.value.advice


def test_samples_of_a_pair_are_cropped_and_mirrored_together(album: Path) -> None:
    """Each photo's damaged version is its negative: whatever crop, the two add up to white."""
    for name, pixels in PHOTOS.items():
        save(album / "photos" / f"{name}.png", pixels)
    config = read_config(write_run(album, crops="[{ size = 64, batch = 8 }]", zoom="0.5"))
    photos = scan((album / "photos",), 64).photos
    paired = []
    for photo in photos:
        lq = save(album / "negatives" / photo.path.name, 255 - load_pixels(photo.path, 4096))
        paired.append(type(photo)(photo.path, photo.caption, photo.digest, lq))
    samples = Samples(tuple(paired), config)
    mirrored = set()
    for sample in (sample for number in range(4) for sample in samples.samples(number)):
        assert sample.kind == PAIR
        assert sample.parameters.stages == ()
        assert np.abs(sample.lq.astype(int) + sample.target - 255).max() <= 1
        assert np.array_equal(sample.target, sample.original)
        mirrored.add(sample.crop.mirrored)
    assert mirrored == {True, False}


def test_a_smaller_damaged_version_comes_to_the_photos_size(album: Path) -> None:
    cat = Image.fromarray(PHOTOS["cat"])
    small = cat.resize((cat.width // 4, cat.height // 4), Image.Resampling.LANCZOS)
    save(album / "damaged" / "cat.png", np.asarray(small))
    config = read_config(write_run(album, pairs='"damaged"'))
    photos = scan(config.photos, 64, config.pairs).photos
    index = [photo.lq is not None for photo in photos].index(True)
    sample = Samples(photos, config).draw(64, torch.Generator().manual_seed(0), index, Mix("pasd"))
    difference = np.abs(sample.lq.astype(float) - sample.target)
    assert 1 < difference.mean() < 12
    training, held_out = split(photos, 0.34, 3)
    assert {photo.lq is not None for photo in (*training, *held_out)} == {True, False}


def test_the_contact_sheet_shows_pairs_and_what_is_not_used(album: Path) -> None:
    save(album / "damaged" / "cat.png", aged(PHOTOS["cat"], 3))
    run = write_run(album, pairs='"damaged"', held_out="0.0")
    sheet = contact_sheet(run, photos=3, side=48)
    presets = {row["photo"]: [made["preset"] for made in row["degradations"]] for row in sheet.rows}
    assert presets["cat.png"] == [PAIR]
    assert presets["rocket.png"] == ["old_photo", "pasd"]
