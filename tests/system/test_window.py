"""A first start, as a person has it: the sample is open, Restore works with the built-in model, Save keeps it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.model.session import Session
from app.ui.theme import Appearance
from app.ui.window import Window

WAIT = 120_000  # milliseconds: a real restoration on a busy machine


@pytest.mark.usefixtures("built_in")
def test_first_start_to_saved_result(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session(tmp_path / "home", log_file=tmp_path / "heirloom.log")
    window = Window(session, Appearance("dark"))
    qtbot.addWidget(window)
    window.resize(1280, 820)
    window.show()
    session.begin([])
    document = session.document
    qtbot.waitUntil(lambda: document.picture is not None and session.models is not None, timeout=WAIT)
    photo = document.picture
    assert photo is not None
    assert session.model is not None
    assert session.model.name == "built-in"
    session.draft.set(scale=1.0)
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: not session.restoration.busy and document.after is not None, timeout=WAIT)
    assert document.result is not None
    assert document.result.model.startswith("built-in@")
    restored = document.result.image
    assert restored.shape == photo.pixels8().shape
    assert not np.array_equal(restored, photo.pixels8())
    left, right = halves(window)
    assert np.abs(left.astype(int) - right).mean() > 0.2, "the two sides show different pictures"
    target = tmp_path / "restored.png"
    session.save(target)
    qtbot.waitUntil(lambda: document.saved is not None, timeout=WAIT)
    with Image.open(target) as saved:
        assert np.array_equal(np.asarray(saved.convert("RGB")), restored)
    window.close()
    assert session.close(30)


def halves(window: Window) -> tuple[np.ndarray, np.ndarray]:
    """What the canvas shows with the divider at the right end and at the left end: original, restored."""
    shown: list[np.ndarray] = []
    for divider in (1.0, 0.0):
        window.canvas.divider = divider
        image = window.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        shown.append(np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine()))
    return shown[0], shown[1]
