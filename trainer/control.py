"""What a running training is asked to do from outside: by the window, another program, or a person at a keyboard."""

import queue
from typing import Literal, get_args

Command = Literal["pause", "resume", "checkpoint", "stop"]
COMMANDS: tuple[Command, ...] = get_args(Command)


class Commands:
    """A mailbox that any thread may send to and the training loop empties after each update.

    Attributes:
        listening: whether somebody reads the events and may answer, so that waiting for an answer makes sense.
    """

    def __init__(self, *, listening: bool = False) -> None:
        self.listening = listening
        self._waiting: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def send(self, command: str) -> bool:
        """Leaves a command for the loop; False if there is no such command."""
        for known in COMMANDS:
            if command == known:
                self._waiting.put(known)
                return True
        return False

    def close(self) -> None:
        """Nobody will send any more: whoever waits goes on."""
        self.listening = False
        self._waiting.put("resume")

    def next(self, *, wait: bool = False) -> Command | None:
        """The oldest command that nobody has taken; without `wait` None where there is none."""
        try:
            return self._waiting.get(block=wait)
        except queue.Empty:
            return None
