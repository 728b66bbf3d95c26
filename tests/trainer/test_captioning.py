"""Captions by a captioner, for photos without one: real tiny captioners, kept by the photo's content."""

from pathlib import Path

import pytest
import skimage.data
from PIL import Image

from engine.errors import ModelMissing, TrainingError
from tests.engine.tiny_captioners import tiny_captioner
from trainer.captioning import Captioned, with_captions
from trainer.collection import Collection, scan


@pytest.fixture(scope="module")
def captioner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_captioner(tmp_path_factory.mktemp("captioners") / "tiny", "blip")


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("astronaut", "chelsea", "coffee"):
        Image.fromarray(getattr(skimage.data, name)()).save(folder / f"{name}.png")
    (folder / "coffee.txt").write_text("a cup of coffee", encoding="utf-8")
    return tmp_path


def run(album: Path, captioner: Path, collection: Collection | None = None) -> tuple[Captioned, list[tuple[int, int]]]:
    work = with_captions(collection or scan((album / "photos",), 64), captioner, album / "known.jsonl")
    counts: list[tuple[int, int]] = []
    while True:
        try:
            counts.append(next(work))
        except StopIteration as finished:
            return finished.value, counts


def captions(found: Captioned) -> dict[str, str]:
    return {photo.path.name: photo.caption for photo in found.collection.photos}


def test_photos_without_a_caption_get_one_and_others_keep_theirs(album: Path, captioner: Path) -> None:
    found, counts = run(album, captioner)
    assert counts == [(0, 2), (1, 2), (2, 2)]
    assert (found.written, found.failed) == (2, ())
    written = captions(found)
    assert written["coffee.png"] == "a cup of coffee"
    assert found.collection.captioned == sum(bool(text) for text in written.values())
    assert not list((album / "photos").glob("[ac][sh]*.txt"))  # nothing is written beside the photos


def test_captions_are_kept_by_the_photos_content(album: Path, captioner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = run(album, captioner)
    (album / "photos" / "astronaut.png").rename(album / "photos" / "z another name.png")

    def refuse(*_: object) -> None:
        raise AssertionError("the captioner was loaded")

    with monkeypatch.context() as patch:
        patch.setattr("trainer.captioning.loaded_captioner", refuse)
        again, counts = run(album, captioner)
    assert (again.written, counts) == (0, [(2, 2)])
    assert captions(again)["z another name.png"] == captions(first)["astronaut.png"]
    picture = Image.open(album / "photos" / "chelsea.png")
    picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(album / "photos" / "chelsea.png")
    assert run(album, captioner)[0].written == 1


def test_an_interrupted_run_goes_on_from_what_is_written(album: Path, captioner: Path) -> None:
    work = with_captions(scan((album / "photos",), 64), captioner, album / "known.jsonl")
    assert [next(work), next(work)] == [(0, 2), (1, 2)]
    work.close()
    known = album / "known.jsonl"
    known.write_text(known.read_text(encoding="utf-8") + '\n{"key": "cut o', encoding="utf-8")
    found, counts = run(album, captioner)
    assert counts == [(1, 2), (2, 2)]
    assert found.written == 1
    assert run(album, captioner)[0].written == 0


def test_another_captioner_writes_anew(album: Path, captioner: Path, tmp_path: Path) -> None:
    run(album, captioner)
    other = tiny_captioner(tmp_path / "other", "blip", seed=5)
    assert run(album, other)[0].written == 2


def test_a_photo_that_cannot_be_described_is_named_and_the_rest_goes_on(album: Path, captioner: Path) -> None:
    collection = scan((album / "photos",), 64)
    (album / "photos" / "astronaut.png").write_bytes(b"gone bad meanwhile")
    found, counts = run(album, captioner, collection)
    assert counts[-1] == (2, 2)
    assert [path.name for path, _ in found.failed] == ["astronaut.png"]
    assert captions(found)["astronaut.png"] == ""


def test_a_missing_captioner_or_a_file_that_cannot_be_written_is_said(album: Path, captioner: Path) -> None:
    with pytest.raises(ModelMissing):
        run(album, album / "no captioner")
    (album / "known.jsonl").mkdir()
    with pytest.raises(TrainingError, match="cannot be read"):
        run(album, captioner)
