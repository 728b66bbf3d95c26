"""Child processes of the window's training: one that outlives it, and ones that only look at something. No Qt."""

import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import app
from app.model.training_record import Record
from app.paths import data_folder
from engine.errors import Cancelled, TrainingError
from trainer.control import clear_commands

log = logging.getLogger(__name__)

_CAUGHT = 4000  # characters of what a child said that go into the log


# Started by a process that ends at once, so that the training is nobody's child: it needs nobody to wait for it.
_LAUNCHER = """
import json, os, subprocess, sys
alone = {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x00000208}
with open(sys.argv[2], "ab") as said:
    command = json.loads(sys.argv[1])
    nothing = subprocess.DEVNULL
    child = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=said, **alone)
print(child.pid, flush=True)
os._exit(0)
"""
_PATIENCE = 60  # seconds


def launch(record: Record, home: Path) -> dict[str, Any]:
    """Starts the training of `record` in a process that goes on without this one; its number and when it was started.

    Raises:
        TrainingError: it cannot be started.
        OSError: an old command cannot be deleted.
    """
    import psutil

    clear_commands(record.commands)
    command = _command("train", record.run_file, "--events", record.journal, "--commands", record.commands)
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, json.dumps(command), str(record.messages)]
    try:
        ran = subprocess.run(
            launcher,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(home),
            cwd=record.folder,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TrainingError("the training cannot be started", path=record.folder, advice="Try again.") from error
    if ran.returncode != 0 or not ran.stdout.strip().isdigit():
        log.warning("starting %s: %s", record.name, ran.stderr[-_CAUGHT:])
        raise TrainingError("the training cannot be started", path=record.folder, advice="The log has the details.")
    pid = int(ran.stdout)
    try:
        return {"pid": pid, "created": psutil.Process(pid).create_time()}
    except psutil.Error:  # it is over already; its journal says why
        return {}


class Child:
    """`heirloom` with some arguments, whose lines of JSON are handed over as they come."""

    def __init__(self, home: Path, *arguments: object) -> None:
        self._command = _command(*arguments)
        self._home = home
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def stop(self) -> None:
        """From any thread: end it. `run` raises Cancelled then."""
        with self._lock:
            self._stopped = True
            if self._process is not None and self._process.poll() is None:
                self._process.kill()

    def run(self, told: Callable[[dict[str, Any]], None]) -> None:
        """Runs it to its end, on a lane's thread, and calls `told` with every line.

        Raises:
            Cancelled: `stop` was called.
            TrainingError: it failed, in its own words.
        """
        with tempfile.TemporaryFile() as said:
            with self._lock:
                if self._stopped:
                    raise Cancelled
                self._process = process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=said,
                    env=_environment(self._home),
                    encoding="utf-8",
                )
            last: dict[str, Any] = {}
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    last = _parsed(line) or last
                    if last and not self._stopped:
                        told(last)
                code = process.wait()
            finally:
                with contextlib.suppress(OSError):
                    process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()
            said.seek(0)
            spoken = said.read().decode("utf-8", "replace").strip()
        if self._stopped:
            raise Cancelled
        if code != 0:
            log.info("%s: %s", self._command[4:6], spoken[-_CAUGHT:])
            message = str(last.get("message", "")) if last.get("phase") == "ended" else ""
            raise TrainingError(message.rstrip(".") or f"the look at it ended unexpectedly (exit code {code})")


def _command(*arguments: object) -> list[str]:
    # -P: no module is taken from the current folder
    return [sys.executable, "-P", "-m", "app", *map(str, arguments)]


def _environment(home: Path) -> dict[str, str]:
    root = Path(app.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore"}
    if home != data_folder():
        environment["HEIRLOOM_DATA"] = str(home)
    return environment


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
    except ValueError:  # a library that prints
        return None
    return values if isinstance(values, dict) and "phase" in values else None
