"""How soon the window is there: a process as a person starts it, from its start to the first painted picture."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.table import markdown

_MARKS = ("interpreter", "imports", "window made", "window painted", "photo painted")
_CHILD = """
import gc, json, sys, time
began, marks = float(sys.argv[1]), {}

def mark(name):
    marks.setdefault(name, time.time() - began)

mark("interpreter")
import app.__main__ as way

def opened(files):
    gc.disable()  # as the real one does before it imports the window
    import app.ui.main as main
    mark("imports")
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                mark("window painted")
            return False

    class Watched(main.Stage):
        def __init__(self, app, session, appearance):
            super().__init__(app, session, appearance)
            mark("window made")
            self.watch = Watch()
            self.window.installEventFilter(self.watch)
            session.document.photo_changed.connect(self.painted)

        def painted(self):
            self.window.canvas.repaint()
            mark("photo painted")
            QTimer.singleShot(0, self.window.close)

    main.Stage = Watched
    return real(files)

real, way.open_window = way.open_window, opened
code = way.main(["open", sys.argv[2]])
print(json.dumps(marks))
sys.exit(code)
"""


def measure_start(photo: Path, repeats: int) -> str:
    """A table: seconds from the start of the process, the median and the best of `repeats`.

    The program is in the disk's cache, and compiled to bytecode as it is once installed; one start before sees to it.
    """
    taken = [_once(photo) for _ in range(repeats + 1)][1:]
    rows = []
    for name in _MARKS:
        seconds = [marks[name] for marks in taken]
        rows.append((name, f"{statistics.median(seconds):.2f}", f"{min(seconds):.2f}"))
    return markdown(("start", "median s", "best s"), rows)


def _once(photo: Path) -> dict[str, float]:
    root = Path(__file__).parents[2]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(
        [sys.executable, "-c", _CHILD, str(time.time()), str(photo)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**kept, "PYTHONPATH": str(root)},
        cwd=root,
    )
    return json.loads(ran.stdout.splitlines()[-1])
