"""What a running training is asked to do from outside: by the window, another program, or a person at a keyboard.

Commands come from another thread (`Commands.send`), or from any process as files in a folder (`leave_command`): so that
a window which was closed and opened again, or one of tomorrow, can steer a training that it did not start itself.
"""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

log = logging.getLogger(__name__)

Command = Literal["pause", "resume", "checkpoint", "finish", "stop"]
COMMANDS: tuple[Command, ...] = get_args(Command)

_SUFFIX = ".command"
_PATIENCE = 0.2  # seconds between two looks into the folder while nothing else is done


class Commands:
    """A mailbox that any thread may send to and the training loop empties after each update.

    Attributes:
        listening: whether somebody reads the events and may answer, so that waiting for an answer makes sense.
        idle: called now and then while the loop waits for a command.
    """

    def __init__(self, folder: Path | None = None, *, listening: bool = False) -> None:
        """`folder` is looked into for what `leave_command` has left there."""
        self.listening = listening or folder is not None
        self.idle: Callable[[], None] | None = None
        self._folder = folder
        self._waiting: deque[Command] = deque()
        self._changed = threading.Condition()
        self._undeletable: set[str] = set()

    def send(self, command: str) -> bool:
        """Leaves a command for the loop; False if there is no such command."""
        for known in COMMANDS:
            if command == known:
                with self._changed:
                    self._waiting.append(known)
                    self._changed.notify()
                return True
        return False

    def close(self) -> None:
        """Nobody will send any more: whoever waits goes on, unless there is a folder that commands may still be in."""
        if self._folder is None:
            self.listening = False
            self.send("resume")

    def next(self, *, wait: bool = False) -> Command | None:
        """The oldest command that nobody has taken; without `wait` None where there is none."""
        while True:
            self._collect()
            with self._changed:
                if self._waiting:
                    return self._waiting.popleft()
                if not wait:
                    return None
                self._changed.wait(None if self._folder is None else _PATIENCE)
            if self.idle is not None:
                self.idle()

    def asked(self, command: Command) -> bool:
        """Whether this one is among those that nobody has taken; none is taken."""
        self._collect()
        with self._changed:
            return command in self._waiting

    def _collect(self) -> None:
        """Takes what lies in the folder, in the order in which it came."""
        if self._folder is None:
            return
        try:
            names = sorted(entry.name for entry in os.scandir(self._folder) if entry.name.endswith(_SUFFIX))
        except FileNotFoundError:
            return
        except OSError as error:
            log.warning("commands in %s cannot be read: %s", self._folder.name, error)
            return
        for name in names:
            if name not in self._undeletable:
                self._take(self._folder / name)

    def _take(self, path: Path) -> None:
        try:
            word = path.read_text(encoding="utf-8", errors="replace").strip()
            path.unlink()
        except FileNotFoundError:  # somebody else took it
            return
        except OSError as error:  # not obeyed: it would be after every update
            log.warning("the command %s cannot be taken: %s", path.name, error)
            self._undeletable.add(path.name)
            return
        if not self.send(word):
            log.warning("there is no command %.40r", word)


def leave_command(folder: Path, command: Command) -> Path:
    """Leaves a command in the folder of a training, whole or not at all; returns its file.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{os.getpid()}"
    beside = folder / f".{name}.part"
    beside.write_text(f"{command}\n", encoding="utf-8")
    target = folder / f"{name}{_SUFFIX}"
    os.replace(beside, target)
    return target


def clear_commands(folder: Path) -> None:
    """Deletes what a training that is gone did not take.

    Raises:
        OSError: something cannot be deleted.
    """
    for path in folder.glob(f"*{_SUFFIX}") if folder.is_dir() else ():
        path.unlink(missing_ok=True)
