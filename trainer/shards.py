"""Tensors that several processes hold a part of each (FSDP 2's `DTensor`), and whole ones; whole ones pass unchanged.

Averages are kept as each process's own part. In a checkpoint everything is whole, so that it does not depend on how
many processes there were.
"""

import torch
from torch import Tensor
from torch.distributed.tensor import DTensor, distribute_tensor


def own_part(tensor: Tensor) -> Tensor:
    """This process's part, in the same memory."""
    return tensor.to_local() if isinstance(tensor, DTensor) else tensor


def whole(tensor: Tensor) -> Tensor:
    """All parts together, on the CPU. Every process has to call it."""
    gathered = tensor.full_tensor() if isinstance(tensor, DTensor) else tensor
    return gathered.detach().cpu()


def whole_of_part(part: Tensor, like: Tensor) -> Tensor:
    """All parts of what is shared out as `like` is, on the CPU; `part` is this process's."""
    if isinstance(like, DTensor):
        there, mesh = part.to(like.device), like.device_mesh
        part = DTensor.from_local(there, mesh, like.placements, run_check=False, shape=like.shape, stride=like.stride())
    return whole(part)


def shared_out(tensor: Tensor, like: Tensor) -> Tensor:
    """A whole tensor shared out and placed as `like` is; every process has the same whole one."""
    there = tensor.to(like.device, copy=True)
    if not isinstance(like, DTensor):
        return there
    return distribute_tensor(there, like.device_mesh, like.placements, src_data_rank=None)


def fill(target: Tensor, values: Tensor) -> None:
    """Puts a whole tensor's values into `target`, or this process's part of them."""
    with torch.no_grad():
        target.copy_(shared_out(values, target) if isinstance(target, DTensor) else values)
