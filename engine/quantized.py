"""Linear layers with int8 weights: half the memory of half precision, approximate.

Each output channel has one scale, symmetric: weight = int8 * scale, scale = largest magnitude / 127. The weights
become numbers of the inputs' format again when the layer is called, so sums are as exact as they were.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_LEVELS = 127


def quantize(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Weight [out, in] -> int8 [out, in] and scales [out, 1] in the weight's number format."""
    values = weight.float()
    scale = (values.abs().amax(dim=1, keepdim=True) / _LEVELS).to(weight.dtype)
    # a channel of zeros has scale 0; so may one of the smallest numbers of half precision
    divisor = scale.float().where(scale > 0, 1)
    return (values / divisor).round_().clamp_(-_LEVELS, _LEVELS).to(torch.int8), scale


class Int8Linear(nn.Module):
    """`nn.Linear` with weights in int8; for use only."""

    def __init__(self, weight: Tensor, scale: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.in_features, self.out_features = weight.shape[1], weight.shape[0]
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.scale = nn.Parameter(scale, requires_grad=False)
        self.bias = nn.Parameter(bias, requires_grad=False) if bias is not None else None

    @classmethod
    def of(cls, layer: nn.Linear, device: torch.device) -> "Int8Linear":
        """The same layer, computed and kept on `device`; `layer` is unchanged."""
        weight, scale = quantize(layer.weight.detach().to(device))
        bias = layer.bias.detach().to(device, copy=True) if layer.bias is not None else None
        return cls(weight, scale, bias)

    def forward(self, x: Tensor) -> Tensor:
        """[..., in] -> [..., out]."""
        # scaled before the product: sums of 127ths would not fit into half precision
        return F.linear(x, self.weight * self.scale, self.bias)


class Int8Layers:
    """Linear layers of `blocks` replaced by int8 ones until `undo`.

    Args:
        blocks: modules in which to look.
        device: where the int8 weights are made and kept.
        skip: names within a block of layers to be left alone.
    """

    def __init__(self, blocks: list[nn.Module], device: torch.device, skip: Callable[[str], bool]) -> None:
        self._replaced: list[tuple[nn.Module, str, nn.Linear]] = []
        try:
            for block in blocks:
                for name, layer in list(block.named_modules()):
                    if isinstance(layer, nn.Linear) and not skip(name):
                        parent = block.get_submodule(name.rpartition(".")[0])
                        parent._modules[name.rpartition(".")[2]] = Int8Linear.of(layer, device)
                        self._replaced.append((parent, name.rpartition(".")[2], layer))
        except BaseException:
            self.undo()
            raise

    def undo(self) -> None:
        """The layers are what they were."""
        for parent, name, layer in self._replaced:
            parent._modules[name] = layer
        self._replaced = []


def weight_error(layer: nn.Linear) -> float:
    """Relative error of the layer's weights in int8: deviation over deviation."""
    weight, scale = quantize(layer.weight.detach())
    exact = layer.weight.detach().float()
    return float((weight.float() * scale.float() - exact).norm() / exact.norm().clamp_min(1e-12))
