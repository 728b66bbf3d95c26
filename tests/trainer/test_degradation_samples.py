"""The sample photos that ship with the application."""

import json
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "samples"
LIMIT = 300 * 1024


def test_samples_are_small_listed_and_licensed() -> None:
    entries = json.loads((FOLDER / "samples.json").read_text(encoding="utf-8"))
    sources = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    assert {entry["file"] for entry in entries} == {path.name for path in FOLDER.glob("*.jpg")}
    assert 3 <= len(entries) <= 5
    for entry in entries:
        path = FOLDER / entry["file"]
        assert path.stat().st_size <= LIMIT
        with Image.open(path) as picture:
            assert picture.mode == "RGB"
            assert 400 <= max(picture.size) <= 768
        assert entry["title"]
        assert entry["caption"]
        assert entry["licence"] in {"CC0 1.0", "Public domain", "Public domain (CC0 1.0)"}
        assert "Aged artificially by Heirloom" in entry["source"]
        assert entry["file"] in sources
