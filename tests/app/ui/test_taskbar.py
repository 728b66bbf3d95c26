"""Progress on the task bar: what goes over D-Bus, seen at the other end of a connection without any daemon."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.ui.taskbar import TaskbarProgress, _session_bus
from tests.app.ui.conftest import WAIT, MakeWindow
from tests.app.ui.engines import SeedEngine
from tests.app.ui.queues import ended, held, photos

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="D-Bus is Linux's")


# In a process of its own: Qt's D-Bus thread may still look at a server that is taken down, and crash.
DOCK = """
import json, sys
from PySide6.QtCore import SLOT, QCoreApplication, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusMessage, QDBusServer

class Dock(QObject):
    @Slot(QDBusMessage)
    def update(self, message):
        print(json.dumps([message.path(), (message.arguments() or [""])[0], message.signature()]), flush=True)

app, dock, accepted = QCoreApplication([]), Dock(), []
server = QDBusServer(f"unix:dir={sys.argv[1]}")
server.setAnonymousAuthenticationAllowed(True)

def accept(connection):
    accepted.append(connection)
    connection.connect("", "", "com.canonical.Unity.LauncherEntry", "Update", dock, SLOT("update(QDBusMessage)"))
    print("accepted", flush=True)

server.newConnection.connect(accept)
print(server.address(), flush=True)
QTimer.singleShot(60_000, app.quit)
app.exec()
"""


@pytest.fixture
def dock(tmp_path: Path) -> Iterator[tuple[QDBusConnection, IO[str]]]:
    """A connection, and what is heard at its other end."""
    child = subprocess.Popen([sys.executable, "-c", DOCK, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    connection = QDBusConnection.connectToPeer(child.stdout.readline().strip(), "taskbar-test")
    assert child.stdout.readline() == "accepted\n"
    yield connection, child.stdout
    QDBusConnection.disconnectFromPeer("taskbar-test")
    child.kill()
    child.wait()
    child.stdout.close()


@pytest.mark.usefixtures("qapp")
def test_only_what_changed_is_sent(dock: tuple[QDBusConnection, IO[str]]) -> None:
    connection, heard = dock
    progress = TaskbarProgress(connection)
    for fraction in (0.101, 0.104, 0.5, 0.5, None, None):
        progress.show(fraction)
    other = TaskbarProgress(connection)
    other.show(0.7)
    told = [json.loads(heard.readline()) for _ in range(4)]  # three of the first, one of the other
    assert told == [told[0]] * 4
    connection.send(QDBusMessage.createSignal("/end", "com.canonical.Unity.LauncherEntry", "Update"))
    assert json.loads(heard.readline())[0] == "/end", "and no more"
    path, name, signature = told[0]
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
