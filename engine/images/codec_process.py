"""`python -m engine.images.codec_process`: reads and writes picture files for another process, one after the other.

Pillow and the libraries under it lock Python's interpreter while they decode WebP, free large pictures or compress PNG,
and a window in the same process stands still meanwhile. Here only this process does; and a file that crashes a decoder,
or makes it eat all memory, costs one message.
"""

import contextlib
import ctypes
import io
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import HeirloomError, ImageTooLarge, ImageWriteError
from engine.images.read import read_picture
from engine.images.thumbnail import read_thumbnail
from engine.images.wire import PARENT, Message, failure, packed, receive, send, taken_apart, unpacked, widen
from engine.images.write import write_picture
from engine.sentences import sentence

_BACKGROUND = 15  # of 19, which is the lowest
_REST = 2.0  # seconds without a request, after which freed memory goes back to the system

Answer = tuple[dict[str, Any], dict[str, np.ndarray]]


def main() -> int:
    """Answers until its input ends, which it does when the other process is gone, however that ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the window
    _go_first()
    requests, replies = _pipes()
    while (message := _next(requests)) is not None:
        answer = answered(*message)
        del message  # a large picture is not held while the next one is waited for
        try:
            send(replies, *answer)
        except OSError:
            return 0
        del answer
    return 0


def answered(head: dict[str, Any], arrays: dict[str, np.ndarray]) -> Answer:
    """What the work of this message gives, or why it could not be done."""
    try:
        return _WORK[head["do"]](head, arrays)
    except HeirloomError as error:
        return failure(error), {}
    except MemoryError:
        return failure(
            ImageTooLarge(sentence("not enough memory for this picture"), advice=sentence("Close other programs."))
        ), {}
    except Exception:
        return {"bug": traceback.format_exc()}, {}


def _read(head: dict[str, Any], _arrays: dict[str, np.ndarray]) -> Answer:
    return packed(read_picture(Path(head["path"]), max_pixels=head["max_pixels"]))


def _thumbnail(head: dict[str, Any], _arrays: dict[str, np.ndarray]) -> Answer:
    return {}, {"pixels": _yielding(lambda: read_thumbnail(Path(head["path"]), head["side"]))}


def _write(head: dict[str, Any], arrays: dict[str, np.ndarray]) -> Answer:
    warnings: list[str] = []
    picture = arrays.pop("picture")
    source = unpacked(head["source"], arrays) if head["source"] is not None else None
    written = write_picture(
        picture, Path(head["path"]), source=source, on_warning=warnings.append, check=_is_wanted, **head["options"]
    )
    return {"path": str(written), "warnings": [taken_apart(warning) for warning in warnings]}, {}


def _next(requests: io.FileIO) -> Message | None:
    """The next message, or None at the end. `app.codec_pool` has freed memory kept, but not while nothing is to do."""
    if sys.platform == "linux" and not select.select([requests], [], [], _REST)[0]:
        with contextlib.suppress(AttributeError):  # another C library than glibc
            ctypes.CDLL(None).malloc_trim(0)
    return receive(requests)


def _is_wanted() -> None:
    """Nothing gets a name after the other process is gone: its next start has looked by then, and would miss it."""
    if sys.platform != "win32" and os.getppid() != int(os.environ.get(PARENT, os.getppid())):
        raise ImageWriteError(sentence("the program that saved this picture has ended"))


def _ready(_head: dict[str, Any], _arrays: dict[str, np.ndarray]) -> Answer:
    return {}, {}


_WORK: dict[str, Callable[[dict[str, Any], dict[str, np.ndarray]], Answer]] = {
    "read": _read,
    "thumbnail": _thumbnail,
    "write": _write,
    "ready": _ready,
}


def _pipes() -> tuple[io.FileIO, io.FileIO]:
    """Input and output, where no library that prints can get at them."""
    requests, replies = io.FileIO(os.dup(0), "r"), io.FileIO(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    widen(requests)
    widen(replies)
    return requests, replies


def _yielding(work: Callable[[], np.ndarray]) -> np.ndarray:
    """What `work` gives, done so that the window and the photo that is being opened have the processor first.

    In a thread of its own: who has given up priority may not take it back.
    """
    if sys.platform != "linux":
        return work()

    def lowered() -> np.ndarray:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BACKGROUND)
        return work()

    with ThreadPoolExecutor(1) as once:
        return once.submit(lowered).result()


def _go_first() -> None:
    """Where memory runs out, the system shall end this process and not the window."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("800")


if __name__ == "__main__":
    sys.exit(main())
