"""Progress on the task bar: what goes over D-Bus, seen at the other end of a connection without any daemon."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusServer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.ui.taskbar import TaskbarProgress, _session_bus
from tests.app.ui.conftest import WAIT, MakeWindow
from tests.app.ui.engines import SeedEngine
from tests.app.ui.queues import ended, held, photos

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="D-Bus is Linux's")


class Dock(QObject):
    """Listens as a dock does."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str, str]] = []

    @Slot(QDBusMessage)
    def update(self, message: QDBusMessage) -> None:
        """Qt calls it by its name."""
        self.heard.append((message.path(), str(message.arguments()[0]), message.signature()))


@pytest.fixture
def wire(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[QDBusConnection, Dock]]:
    """A connection, and a dock at its other end."""
    server, dock = QDBusServer(f"unix:dir={tmp_path}"), Dock()
    server.setAnonymousAuthenticationAllowed(True)
    accepted: list[QDBusConnection] = []

    def accept(connection: QDBusConnection) -> None:
        accepted.append(connection)
        name = "com.canonical.Unity.LauncherEntry"
        assert connection.connect("", "", name, "Update", dock, SLOT("update(QDBusMessage)"))  # pyright: ignore[reportArgumentType]

    server.newConnection.connect(accept)
    connection = QDBusConnection.connectToPeer(server.address(), "taskbar-test")
    qtbot.waitUntil(lambda: bool(accepted), timeout=WAIT)
    yield connection, dock
    QDBusConnection.disconnectFromPeer("taskbar-test")


def test_only_what_changed_is_sent(qtbot: QtBot, wire: tuple[QDBusConnection, Dock]) -> None:
    connection, dock = wire
    progress = TaskbarProgress(connection)
    for fraction in (0.101, 0.104, 0.5, 0.5, None, None):
        progress.show(fraction)
    qtbot.waitUntil(lambda: len(dock.heard) == 3, timeout=WAIT)
    path, name, signature = dock.heard[0]
    assert path.startswith("/com/canonical/unity/launcherentry/")
    assert name == f"application://{QGuiApplication.desktopFileName() or 'heirloom'}.desktop"
    assert signature == "sa{sv}"


def test_the_queue_moves_it(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    shown: list[float | None] = []
    window._titles._taskbar.show = shown.append  # pyright: ignore[reportAttributeAccessIssue]
    held(qtbot, window, engine, photos(tmp_path / "many", 3))
    assert shown[-1] is not None
    engine.hold.clear()
    ended(qtbot, window, 3)
    qtbot.waitUntil(lambda: shown[-1] is None, timeout=WAIT)
    fractions = [fraction for fraction in shown if fraction is not None]
    assert max(fractions) > 0.6


def test_no_bus_is_started_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert _session_bus() is None
    TaskbarProgress().show(0.5)
