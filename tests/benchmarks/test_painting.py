"""The benchmark of painting at a small size. What it measures is not tested: machines differ."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.benchmarks import painting


@pytest.mark.usefixtures("qtbot")
def test_strokes_and_the_slider_are_measured_in_every_view(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "VIEWS", ((320, 240),))
    monkeypatch.setattr(painting, "MOVES", 4)
    lines = painting.frames(qapp, 0.3).splitlines()
    assert len(lines) == 2 + 2 * len(painting.SCALES)
    assert all(line.count("(") == 6 for line in lines[2:]), "wall and processor time of two brushes and the slider"
