"""`heirloom restore`: what is done is not done again, and results are named and described as the person chose."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.model.job import Order
from app.model.keeping import Source, digest_of, keep_take
from app.model.library import FILE, Library
from app.model.queue_store import QueueStore
from app.model.takes_store import TakesStore
from app.settings import Settings, save_settings
from engine.images.invention import find_invention
from engine.images.picture import Picture
from engine.images.read import read_picture
from engine.manifest import read_manifest
from engine.request import RestoreRequest, RestoreResult
from tests.app.cli.conftest import Heirloom, make_photo
from tests.engine.images.test_privacy import exif_with_place
from tests.engine.tiny import tiny_bundle

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bundle(tmp_path_factory.mktemp("model") / "tiny")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_what_is_done_with_the_same_request_is_skipped(heirloom: Heirloom, photo: Path, model: Path) -> None:
    command = ("restore", photo, "--model", model, "--steps", "1", "--quiet")
    assert heirloom(*command).code == 0
    ran = heirloom(*command)
    written = photo.with_name("photo_restored.png")
    assert ran.code == 0
    assert ran.err == []
    said = f"{photo} -> {written} (restored before with the same settings; --again restores it once more)"
    assert ran.out == [said]
    record = json.loads(heirloom(*command, "--json").out[0])
    assert (record["status"], record["output"], record["error"]) == ("skipped", str(written), None)
    assert names(photo.parent) == ["photo.png", "photo_restored.png"]
    # other settings are other results
    assert heirloom(*command, "--seed", "5").code == 0
    assert "photo_restored-2.png" in names(photo.parent)
    # and so is another photo under the same name
    make_photo(photo, 20, 20)
    assert heirloom(*command).code == 0
    with Image.open(photo.with_name("photo_restored-3.png")) as image:
        assert image.size == (20, 20)


def test_a_result_that_is_gone_or_was_changed_is_made_again(heirloom: Heirloom, photo: Path, model: Path) -> None:
    command = ("restore", photo, "--model", model, "--steps", "1", "--quiet")
    written = photo.with_name("photo_restored.png")
    heirloom(*command)
    made = written.read_bytes()
    written.unlink()
    assert heirloom(*command).code == 0
    assert written.stat().st_size == len(made)
    written.write_bytes(b"the person's own now")
    assert heirloom(*command).code == 0
    assert written.read_bytes() == b"the person's own now"
    assert "photo_restored-2.png" in names(photo.parent)


def test_where_and_how_it_is_saved_counts_too(heirloom: Heirloom, photo: Path, model: Path, tmp_path: Path) -> None:
    command = ("restore", photo, "--model", model, "--steps", "1", "--quiet")
    out = tmp_path / "out"
    for more in ((), ("--out", f"{out}/"), ("--out", out / "mine.png"), ("--name", "{name} {seed}")):
        for word in ("(40", "restored before with the same"):
            ran = heirloom(*command, *more)
            assert ran.code == 0, ran.err
            assert word in ran.out[0], more
    assert names(out) == ["mine.png", "photo_restored.png"]
    seed = read_manifest(model).request().seed
    assert names(photo.parent) == [f"photo {seed}.png", "photo.png", "photo_restored.png"]


def test_a_copy_of_a_photo_is_no_repetition(heirloom: Heirloom, photo: Path, model: Path) -> None:
    copy = photo.with_name("copy.png")
    copy.write_bytes(photo.read_bytes())
    ran = heirloom("restore", photo, copy, "--model", model, "--steps", "1", "--quiet")
    assert ran.code == 0, ran.err
    assert names(photo.parent) == ["copy.png", "copy_restored.png", "photo.png", "photo_restored.png"]


def test_what_a_window_restored_is_not_computed_again(
    heirloom: Heirloom, photo: Path, model: Path, own_data_folder: Path
) -> None:
    manifest = read_manifest(model)
    request = RestoreRequest.from_dict({"steps": 1, "scale": 1.0}, base=manifest.request())
    library = Library(own_data_folder / FILE)
    image = np.full((24, 40, 3), (1, 200, 3), np.uint8)
    result = RestoreResult(image, request, manifest.identity, 9.0)
    source = Source(digest_of(photo), photo)
    keep_take(result, Picture(image, photo), source, own_data_folder / "results", TakesStore(library))
    library.close()
    command = ("restore", photo, "--model", model, "--steps", "1", "--scale", "1", "--quiet")
    ran = heirloom(*command, "--json")
    assert ran.code == 0, ran.err
    record = json.loads(ran.out[0])
    assert (record["status"], record["earlier"], record["seconds"]) == ("restored", True, 9.0)
    with Image.open(photo.with_name("photo_restored.png")) as written:
        assert written.convert("RGB").getpixel((5, 5)) == (1, 200, 3)
    assert "restored before with the same settings" in heirloom(*command).out[0]
    ran = heirloom(*command, "--again")
    with Image.open(photo.with_name("photo_restored-2.png")) as written:
        assert written.convert("RGB").getpixel((5, 5)) != (1, 200, 3)


def test_metadata_and_location_as_chosen_or_as_in_the_settings(
    heirloom: Heirloom, model: Path, tmp_path: Path, own_data_folder: Path
) -> None:
    photo = tmp_path / "aunt.jpg"
    Image.new("RGB", (16, 12), (90, 80, 70)).save(photo, exif=b"Exif\0\0" + exif_with_place())
    before = photo.read_bytes()

    def kept(*options: str) -> tuple[bool, bool]:
        ran = heirloom("restore", photo, "--model", model, "--steps", "1", "--json", "--quiet", *options)
        assert ran.code == 0, ran.err
        with Image.open(json.loads(ran.out[0])["output"]) as image:
            return 0x010F in image.getexif(), 0x8825 in image.getexif()

    assert kept() == (True, True)
    assert kept("--location", "remove") == (True, False)
    assert kept("--metadata", "none") == (False, False)
    save_settings(Settings(place="remove", name_pattern="{date} {name}"), own_data_folder / "settings.json")
    assert kept() == (True, False)
    assert kept("--location", "keep", "--name", "{name}_{width}x{height}") == (True, True)
    assert "aunt_16x12.jpg" in names(tmp_path)
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d aunt\.jpg", name) for name in names(tmp_path))
    assert photo.read_bytes() == before


def test_a_pattern_that_names_nothing_is_wrong_usage(heirloom: Heirloom, photo: Path, model: Path) -> None:
    for pattern, reason in (("{nme}", "There is no {nme}"), ("a/b", "cannot have /"), ("", "A name is needed")):
        ran = heirloom("restore", photo, "--model", model, "--name", pattern)
        assert ran.code == 2
        assert len(ran.err) == 1
        assert ran.err[0].startswith("--name is ")
        assert reason in ran.err[0]
    assert names(photo.parent) == ["photo.png"]


def test_bad_settings_are_said_and_left_as_they_are(
    heirloom: Heirloom, photo: Path, model: Path, own_data_folder: Path
) -> None:
    (own_data_folder / "settings.json").write_text("{")
    ran = heirloom("restore", photo, "--model", model, "--steps", "1", "--quiet")
    assert ran.code == 0
    assert ran.err == ["note: The settings could not be read and were reset."]
    assert (own_data_folder / "settings.json").read_text() == "{"


def test_a_library_that_cannot_be_used_stops_nothing(
    heirloom: Heirloom, photo: Path, model: Path, own_data_folder: Path
) -> None:
    (own_data_folder / FILE).mkdir()
    ran = heirloom("restore", photo, "--model", model, "--steps", "1", "--quiet")
    assert ran.code == 0, ran.err
    assert (photo.with_name("photo_restored.png")).is_file()


@pytest.mark.skipif(os.name == "nt", reason="two at once take too long to start there")
def test_two_commands_at_once_beside_a_library_at_work(
    photo: Path, model: Path, tmp_path: Path, own_data_folder: Path
) -> None:
    photos = [photo, *(make_photo(tmp_path / f"{name}.png", 16 + n, 16) for n, name in enumerate("abc"))]
    library = Library(own_data_folder / FILE)
    queue = QueueStore(library, "a window", lambda _name: True)
    command = [sys.executable, "-m", "app", "restore", *map(str, photos), "--model", str(model), "--steps", "1"]
    running = [
        subprocess.Popen([*command, "--json", "--quiet"], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    added = 0
    while any(process.poll() is None for process in running):
        queue.add([Order(photo, RestoreRequest(seed=added), "tiny")])
        added += 1
        if added % 50 == 0:
            queue.cancel()
            queue.clear()
    records = [json.loads(line) for process in running for line in (process.stdout or ())]
    for process in running:
        assert process.stdout is not None
        process.stdout.close()
    assert [process.returncode for process in running] == [0, 0]
    assert len(records) == 8
    assert {record["status"] for record in records} <= {"restored", "skipped"}
    written = [record["output"] for record in records if record["status"] == "restored"]
    assert len(written) == len(set(written)), "no file was written twice"
    for path in written:
        with Image.open(path) as image:
            image.load()
    with library.read() as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("SELECT COUNT(*) FROM saved").fetchone()[0] == len(written)
    library.close()


def test_beyond_writes_where_a_result_goes_beyond_its_photo(heirloom: Heirloom, photo: Path, model: Path) -> None:
    command = ("restore", photo, "--model", model, "--steps", "1", "--quiet", "--beyond")
    ran = heirloom(*command)
    assert ran.code == 0
    assert names(photo.parent) == ["photo.png", "photo_restored.png", "photo_restored_beyond.png"]
    share = re.fullmatch(r".*photo\.png: ([0-9.]+) % of it goes beyond the photo, where (.*) is bright", ran.out[1])
    assert share is not None
    assert share[2] == str(photo.with_name("photo_restored_beyond.png"))
    record = json.loads(heirloom(*command, "--json", "--again").out[0])
    assert record["beyond_map"] == str(photo.with_name("photo_restored-2_beyond.png"))
    assert 100 * record["beyond"] == pytest.approx(float(share[1]), abs=0.06)
    with Image.open(record["output"]) as result, Image.open(photo) as before, Image.open(record["beyond_map"]) as map_:
        found = find_invention(np.asarray(before.convert("RGB")), np.asarray(result))
        assert np.array_equal(np.asarray(map_.convert("L")), found.levels)
    assert record["beyond"] == pytest.approx(found.share, abs=1e-4)
    assert json.loads(heirloom(*command[:-1], "--json", "--seed", "9").out[0])["beyond_map"] is None


def test_prints_are_as_large_as_the_photos_or_as_asked(heirloom: Heirloom, photo: Path, model: Path) -> None:
    with Image.open(photo) as image:
        image.save(photo, dpi=(600, 600))
    command = ("restore", photo, "--model", model, "--steps", "1", "--scale", "2", "--quiet")
    assert heirloom(*command).code == 0
    assert read_picture(photo.with_name("photo_restored.png")).dpi == pytest.approx(1200, abs=0.1)
    assert heirloom(*command, "--dpi", "300").code == 0, "saved in another manner is not saved before"
    assert read_picture(photo.with_name("photo_restored-2.png")).dpi == pytest.approx(300, abs=0.1)
    assert heirloom(*command, "--dpi", "5").code == 2
