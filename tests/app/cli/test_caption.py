"""`heirloom caption` with a real, tiny captioner."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import engine.captions
from engine.caption_text import clean_caption
from tests.app.cli.conftest import Heirloom, make_photo
from tests.conftest import ROOT
from tests.engine.tiny_captioners import tiny_captioner

SAID = "<s>The image shows a quiet street with two dogs.</s>"


@pytest.fixture(scope="module")
def captioner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_captioner(tmp_path_factory.mktemp("captioner") / "tiny", "blip")


@pytest.fixture
def installed(captioner: Path, own_data_folder: Path) -> Path:
    """The tiny captioner under the catalogue's default name."""
    return Path(shutil.copytree(captioner, own_data_folder / "models" / "captioners" / "florence-2-base"))


@pytest.fixture
def sensible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random captioners say nothing sensible: what they say is exchanged before it is cleaned."""

    def clean(_text: str, **options: Any) -> str:
        return clean_caption(SAID, **options)

    monkeypatch.setattr(engine.captions, "clean_caption", clean)


def test_without_a_captioner_one_line_says_how_to_get_one(heirloom: Heirloom, photo: Path) -> None:
    ran = heirloom("caption", photo)
    assert (ran.code, ran.out) == (2, [])
    assert ran.err == ["no captioner is installed. Get one with: heirloom models get florence-2-base."]


@pytest.mark.usefixtures("installed", "sensible")
def test_the_caption_is_all_there_is_on_stdout(heirloom: Heirloom, photo: Path) -> None:
    before = hashlib.sha256(photo.read_bytes()).hexdigest()
    ran = heirloom("caption", photo)
    assert (ran.code, ran.out) == (0, ["A quiet street with two dogs."])
    assert ran.err == ["photo.png: looking at the photo", "photo.png: writing"]
    assert heirloom("caption", photo, "--quiet").err == []
    assert hashlib.sha256(photo.read_bytes()).hexdigest() == before
    assert [path.name for path in photo.parent.iterdir()] == ["photo.png"]


@pytest.mark.usefixtures("installed", "sensible")
def test_a_bad_photo_fails_alone(heirloom: Heirloom, tmp_path: Path) -> None:
    first, last = make_photo(tmp_path / "one.png", 30, 20), make_photo(tmp_path / "two.png", 20, 30)
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture")
    ran = heirloom("caption", first, bad, tmp_path / "missing.png", tmp_path, last, "--quiet")
    assert ran.code == 1
    assert ran.out == [f"{path}: A quiet street with two dogs." for path in (first, last)]
    assert [line.split(": ")[0] for line in ran.err] == [str(bad), str(tmp_path / "missing.png"), str(tmp_path)]


@pytest.mark.usefixtures("sensible")
def test_json_and_text_files(heirloom: Heirloom, photo: Path, captioner: Path) -> None:
    command = ("caption", photo, "--captioner", captioner, "--write", "--json", "--quiet", "--detail", "short")
    ran = heirloom(*command)
    assert ran.code == 0, ran.err
    record = json.loads(ran.out[0])
    assert record.pop("seconds") > 0
    text = photo.with_suffix(".txt")
    assert record == {
        "input": str(photo), "status": "captioned", "caption": "A quiet street with two dogs.", "written": str(text),
        "captioner": "tiny", "detail": "short", "warnings": [], "error": None,
    }  # fmt: skip
    assert text.read_text() == "A quiet street with two dogs.\n"
    text.write_text("my own words")
    ran = heirloom(*command)
    assert ran.code == 1
    assert json.loads(ran.out[0])["status"] == "failed"
    assert "exists already and was kept. Replace it with --overwrite." in ran.err[0]
    assert text.read_text() == "my own words"
    assert heirloom(*command, "--overwrite").code == 0
    assert text.read_text() == "A quiet street with two dogs.\n"


@pytest.mark.usefixtures("installed")
def test_a_captioner_without_words_is_no_failure(
    heirloom: Heirloom, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.captions, "clean_caption", lambda _text, **_options: "")
    ran = heirloom("caption", photo, "--write", "--quiet")
    assert (ran.code, ran.out) == (0, [""])
    assert "note: the captioner found no words" in ran.err[0]
    assert not photo.with_suffix(".txt").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--overwrite"], "--overwrite goes with --write. Give both."),
        (["--device", "gpu"], "--device is 'gpu', but must be auto, cpu, cuda or cuda:N"),
        (["--device", "cuda:77"], "graphics card"),
        (["--captioner", "nobody"], "there is no captioner 'nobody'"),
        (["--captioner", "."], "config.json: this file of the captioner is missing"),
        (["--detail", "endless"], "endless"),
    ],
)
@pytest.mark.usefixtures("installed")
def test_wrong_usage_is_told_in_a_line(heirloom: Heirloom, photo: Path, options: list[str], words: str) -> None:
    ran = heirloom("caption", photo, *options)
    assert (ran.code, ran.out, len(ran.err)) == (2, [], 1)
    assert words in ran.err[0]


def test_a_damaged_captioner_is_named(heirloom: Heirloom, photo: Path, installed: Path) -> None:
    (installed / "tokenizer.json").write_text("{")
    ran = heirloom("caption", photo, "--json")
    assert (ran.code, ran.out, len(ran.err)) == (2, [], 1)
    assert f"{installed}: cannot be loaded" in ran.err[0]


def test_it_needs_no_torch_to_refuse_and_no_qt_to_work(photo: Path, captioner: Path) -> None:
    code = (
        "import sys, app.__main__ as m\n"
        "assert m.main(['caption', sys.argv[1]]) == 2\n"
        "assert 'torch' not in sys.modules\n"
        "assert m.main(['caption', sys.argv[1], '--captioner', sys.argv[2], '--quiet']) == 0\n"
        "assert 'PySide6' not in sys.modules and 'torch' in sys.modules\n"
    )
    command = [sys.executable, "-c", code, str(photo), str(captioner)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_it_between_two_words(photo: Path, captioner: Path) -> None:
    many = [str(photo)] * 2000
    command = [sys.executable, "-m", "app", "caption", "--captioner", str(captioner), *many]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "writing" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 130
    assert rest.splitlines()[-1] == "Cancelled. Captions written before that are kept."
    assert "Traceback" not in rest
