"""How much memory there is for a restoration: main memory with its limits, and a graphics card's."""

import ctypes
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.memory import DeviceMemory

if TYPE_CHECKING:
    import torch

_PROC = Path("/proc")
_CGROUPS = Path("/sys/fs/cgroup")
_UNLIMITED = 1 << 60  # what the system writes for "no limit" differs; all are larger


def free_host_memory(proc: Path = _PROC, cgroups: Path = _CGROUPS) -> tuple[int, int]:
    """(free, total) bytes of main memory that this process may take; a container's limit counts.

    Where the system does not say what is free, all of it counts as free.
    """
    free, total = _system_memory(proc)
    for limit, used in _limits(proc, cgroups):
        total = min(total, limit)
        free = min(free, max(0, limit - used))
    return free, total


def device_memory(device: "torch.device", held: int = 0) -> DeviceMemory:
    """What `device` has for us; on CUDA, what this process has reserved there counts as free.

    Args:
        device: the processor or a card.
        held: bytes of main memory that the model to be used holds already.
    """
    host_free, host_total = free_host_memory()
    host_free += held
    if device.type != "cuda":
        return DeviceMemory("cpu", "CPU", host_free, host_total, host_free)
    import torch

    free, total = torch.cuda.mem_get_info(device)
    ours = torch.cuda.memory_reserved(device)
    allowed = int(torch.cuda.get_per_process_memory_fraction(device) * total)
    return DeviceMemory("cuda", torch.cuda.get_device_name(device), min(free + ours, allowed), total, host_free)


def _system_memory(proc: Path) -> tuple[int, int]:
    if sys.platform == "win32":
        return _windows_memory()
    try:
        lines = (proc / "meminfo").read_text(encoding="ascii", errors="replace").splitlines()
        values = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if len(line.split()) > 1}
        return values["MemAvailable"], values["MemTotal"]
    except (OSError, ValueError, KeyError):
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")  # macOS: says what there is, not what is free
        return pages, pages


def _windows_memory() -> tuple[int, int]:
    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            *((name, ctypes.c_uint64) for name in ("total", "free", "page", "page_free", "own", "own_free", "more")),
        )

    status = Status(length=ctypes.sizeof(Status))
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # pyright: ignore[reportAttributeAccessIssue]
    return int(status.free), int(status.total)


def _limits(proc: Path, cgroups: Path) -> list[tuple[int, int]]:
    """(limit, used) bytes of every control group this process is in, its own and those above."""
    try:
        lines = (proc / "self" / "cgroup").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found: list[tuple[int, int]] = []
    for line in lines:
        _, controllers, name = [*line.split(":", 2), "", ""][:3]
        if controllers == "":
            names, root = ("memory.max", "memory.current", "inactive_file"), cgroups
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            root = cgroups / "memory"
        else:
            continue
        inner = root / name.lstrip("/")
        # inside a container its own group is the root, whatever its name outside
        for folder in {root, *(path for path in (inner, *inner.parents) if root in (path, *path.parents))}:
            if (limit := _limit(folder, *names)) is not None:
                found.append(limit)
    return found


def _limit(folder: Path, limit_name: str, used_name: str, cache_name: str) -> tuple[int, int] | None:
    try:
        limit = int((folder / limit_name).read_text())
        used = int((folder / used_name).read_text())
        stat = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):  # no limit ("max"), or no such group
        return None
    # pages of files that were read count as used, but are given up when memory is wanted
    return (limit, used - min(used, int(stat.get(cache_name, 0)))) if limit < _UNLIMITED else None
