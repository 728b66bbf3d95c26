"""Importing torch beside a living window. Measured on two cores, longest time in which no other Python thread ran:

260 ms as it comes: the garbage collector walks the growing heap five times (up to 260 ms), and torch's libraries are
loaded while the interpreter is locked (200 ms). With the collector paused and the libraries loaded first through
`dlopen` as a foreign function, which lets go of the interpreter: 25 to 80 ms. A shorter switch interval is no help.

While torch's libraries are loaded the system's loader is locked. Whoever imports another library then waits for it with
the interpreter locked, and the window stands: opening the first photo, which imports Pillow's, stalled it for 150 to
260 ms. So what other threads import is imported before: 20 ms.
"""

import contextlib
import ctypes
import gc
import importlib
import importlib.util
import logging
import os
import sys
from collections.abc import Generator
from pathlib import Path

log = logging.getLogger(__name__)

# What torch itself loads first, and with names visible to all; then its kernels. None of them calls Python.
_LIBRARIES = (("torch_global_deps", True), ("torch", False))
# Its bindings do, so the import has to load them, with the interpreter locked; what is in memory by then loads sooner.
_BINDINGS = "torch_python"
_PIECE = 1 << 20  # bytes
# Whatever brings libraries along and may be wanted while torch is loaded.
AHEAD = ("engine.images.read", "engine.images.write", "sqlite3")


@contextlib.contextmanager
def collector_paused() -> Generator[None, None, None]:
    """No garbage collection inside; what is there afterwards stays for good, and is not walked again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def load_libraries() -> None:
    """Load torch's libraries without locking the interpreter. Where that fails, the import itself says why."""
    spec = importlib.util.find_spec("torch")
    if os.name != "posix" or "torch" in sys.modules or spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent / "lib"
    ending = ".dylib" if sys.platform == "darwin" else ".so"
    load = ctypes.CDLL(None).dlopen
    load.restype = ctypes.c_void_p
    load.argtypes = [ctypes.c_char_p, ctypes.c_int]
    for name, visible in _LIBRARIES:
        path = folder / f"lib{name}{ending}"
        mode = os.RTLD_NOW | (os.RTLD_GLOBAL if visible else os.RTLD_LOCAL)
        if not load(os.fsencode(path), mode):
            log.info("%s was not loaded ahead", path.name)
    _read_ahead(folder / f"lib{_BINDINGS}{ending}")


def _read_ahead(path: Path) -> None:
    """Has the system hold a file in memory; others run meanwhile."""
    piece = bytearray(_PIECE)
    with contextlib.suppress(OSError), path.open("rb", buffering=0) as file:
        while file.readinto(piece):
            pass


def import_module(name: str) -> None:
    """Import `name`, sparing the window."""
    with collector_paused():
        if name == "torch":
            for other in AHEAD:
                importlib.import_module(other)
            load_libraries()
        importlib.import_module(name)
