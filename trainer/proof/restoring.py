"""Restoring with the weights that are being trained, as a person would restore, and leaving them as they were."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

from engine.cuda_graph import forget_graphs
from engine.errors import InvalidResult
from engine.images.picture import Picture
from engine.plans import plans_for
from engine.precision import weights_dtype
from engine.preview import LatentPreview
from engine.request import RestoreRequest
from engine.restorer import Restorer, restore
from trainer.modules import TrainingModules


class Restoring:
    """`restored` restores one picture after the other; made by `restoring`."""

    def __init__(self, restorer: Restorer) -> None:
        self._restorer = restorer
        self._plan = plans_for("cuda" if restorer.device.type == "cuda" else "cpu")[0]

    def restored(self, lq: np.ndarray, request: RestoreRequest) -> np.ndarray | None:
        """uint8 [H, W, 3] -> restored, of the same size; None where the model's result is no picture.

        Raises:
            OutOfMemory: the device has not enough memory.
        """
        work = restore(self._restorer, Picture(pixels=lq, format="PNG"), request, self._plan)
        try:
            while True:
                next(work)
        except StopIteration as finished:
            return finished.value.image
        except InvalidResult:
            return None


def request_for(recommended: RestoreRequest, caption: str, seed: int, held: torch.dtype) -> RestoreRequest:
    """The recommended request at the picture's own size, with this caption and seed.

    Its precision is kept only where no weight of the training would have to be converted for it.
    """
    exact = recommended.precision == "fp32" and held == torch.float32
    return dataclasses.replace(
        recommended,
        caption=caption,
        seed=seed,
        scale=1.0,
        size=None,
        precision="fp32" if exact else "auto",
    )


@contextmanager
def restoring(modules: TrainingModules, recommended: RestoreRequest) -> Iterator[Restoring]:
    """Inside, `modules` can restore. Afterwards each parameter is the very object that it was, where it was."""
    training = modules.training
    tables = [(module, dict(module._parameters), dict(module._buffers)) for module in modules.modules()]
    # not all of them are registered below `modules`
    outside: list[nn.Module] = [encoder for encoder in modules.text.encoders if encoder not in modules.text_encoders]
    tables += [(m, dict(m._parameters), dict(m._buffers)) for encoder in outside for m in encoder.modules()]
    unet = next(modules.model.unet.parameters())
    modules.eval()
    try:
        forget_graphs(modules.model)
        _convert([modules.model, *modules.text.encoders], weights_dtype(unet.device))
        yield Restoring(
            Restorer(
                name="trained",
                fingerprint="",
                recommended=recommended,
                device=unet.device,
                dtype=weights_dtype(unet.device),
                model=modules.model,
                autoencoder=modules.autoencoder,
                text=modules.text,
                scheduler_config=modules.scheduler_config,
                preview=LatentPreview.fit(modules.autoencoder),
            )
        )
    finally:
        forget_graphs(modules.model)  # recordings hold addresses of weights, and memory that training needs
        for module, parameters, buffers in tables:
            module._parameters.update(parameters)
            module._buffers.update(buffers)
        modules.train(training)


def _convert(networks: list[nn.Module], dtype: torch.dtype) -> None:
    """In the number format that a person's model has; in training it may differ from one weight to the next."""
    for network in networks:
        for module in network.modules():
            for name, parameter in module._parameters.items():
                if parameter is not None and parameter.dtype != dtype:
                    module._parameters[name] = nn.Parameter(parameter.detach().to(dtype), requires_grad=False)
