"""The window's benchmark at a small size. What it measures is not tested: machines differ."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.comparison import TITLES
from tests.benchmarks import large


@pytest.mark.usefixtures("qtbot")
def test_a_large_photo_is_opened_restored_kept_saved_and_looked_at(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(large, "VIEWS", ((320, 240),))
    monkeypatch.setattr(large, "STEPS", 2)
    large.measure_large(qapp, tmp_path, "built-in", 0.3, 60.0)
    printed = capsys.readouterr().out
    for phase in ("open, grey", "open", "restore", "show the result", "save (PNG)", "save (JPG)", "save (TIF)"):
        assert f"| {phase} " in printed
    assert "A photo of 632 x 474 pixels" in printed
    assert sum(f"| 320 x 240 | {title}" in printed for title in TITLES.values()) == len(TITLES)
    assert {path.name for path in tmp_path.glob("saved*")} == {"saved.png", "saved.jpg", "saved.tif"}
