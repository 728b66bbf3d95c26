"""How much memory a training has taken, and has."""

import psutil
import torch

from engine.free_memory import device_memory


def peak_bytes(device: torch.device) -> int:
    """Most bytes that tensors have taken on the device so far; on the CPU what the process takes now."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return int(psutil.Process().memory_info().rss)


def free_bytes(device: torch.device) -> int:
    """Bytes that a training may take on the device, what the modules hold there included."""
    if device.type == "cuda":
        return device_memory(device).free
    return device_memory(device, held=int(psutil.Process().memory_info().rss)).free


def spilled(device: torch.device) -> bool:
    """Whether more is reserved than the card has, so that its driver keeps a part in main memory (Windows)."""
    if device.type != "cuda":
        return False
    return torch.cuda.memory_reserved(device) > torch.cuda.get_device_properties(device).total_memory
