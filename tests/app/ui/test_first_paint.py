"""What waits for the first paint does so, once, and not for ever."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.first_paint import FirstPaint


class Inner(QWidget):
    """Says when it is painted."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def paintEvent(self, event: QPaintEvent) -> None:
        self._told.append("painted")


def made(qtbot: QtBot, told: list[str], longest: int) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(80, 60)
    QVBoxLayout(window).addWidget(Inner(told))
    FirstPaint(window, lambda: told.append("began"), longest)
    return window


def test_it_comes_after_all_in_the_window_is_painted_and_once(qtbot: QtBot) -> None:
    told: list[str] = []
    window = made(qtbot, told, 60_000)
    window.show()
    qtbot.waitUntil(lambda: "began" in told)
    assert told == ["painted", "began"]
    window.repaint()
    QApplication.processEvents()
    assert told == ["painted", "began", "painted"]


def test_a_window_that_nobody_sees_does_not_hold_it_up(qtbot: QtBot) -> None:
    told: list[str] = []
    window = made(qtbot, told, 1)
    window.setWindowState(Qt.WindowState.WindowMinimized)
    qtbot.waitUntil(lambda: told == ["began"])
