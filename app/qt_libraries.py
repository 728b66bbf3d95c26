"""System libraries that Qt needs on Linux. Asked before Qt is loaded: without them it ends the whole process."""

import ctypes
import os
import sys

# Library, and the Debian and Ubuntu package it comes from.
_ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
_ON_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def missing_libraries(x11: bool = True) -> dict[str, str]:
    """Libraries that cannot be loaded, and the package of each; with `x11`, also what a window on X11 needs."""
    if not sys.platform.startswith("linux"):
        return {}
    wanted = _ALWAYS | _ON_X11 if x11 else _ALWAYS
    return {name: package for name, package in wanted.items() if not _loadable(name)}


def has_screen() -> bool:
    """Whether there is a screen for a window, as far as the environment says."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"))


def why_no_window() -> str:
    """Why Qt would end the process instead of opening a window, in one line, or ""."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if not platform and not has_screen():
        return "There is no screen to open a window on. To restore without one: heirloom restore PHOTO."
    x11 = platform == "xcb" or (not platform and not os.environ.get("WAYLAND_DISPLAY"))
    if missing := missing_libraries(x11):
        packages = " ".join(sorted(missing.values()))
        return f"The window needs system libraries that are missing. On Debian and Ubuntu: apt install {packages}."
    return ""


def _loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
