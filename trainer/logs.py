"""Logs for TensorBoard, where the run file asks for them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.errors import ConfigError
from trainer.events import Event


class TensorBoard:
    """Writes the numbers of events to `folder`: losses, rates, speed and memory by update, scores of evaluations.

    Raises:
        ConfigError: the extra `tensorboard` is not installed.
    """

    def __init__(self, folder: Path, update: int) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise ConfigError(
                "tensorboard = true needs the extra `tensorboard`, which is not installed",
                advice="Install it with: pip install 'heirloom[tensorboard]'. Or set tensorboard = false.",
            ) from error
        # what a broken run wrote after its last checkpoint is hidden, since it happens again
        self._writer = SummaryWriter(str(folder), purge_step=update + 1)

    def write(self, event: Event) -> None:
        """Logs the numbers of `train` and `held_out` events; others have none."""
        if event["phase"] in ("train", "held_out"):
            for name, value in _numbers(event["phase"], event):
                self._writer.add_scalar(name, value, event["update"])

    def close(self) -> None:
        """Writes out what waits."""
        self._writer.close()


def _numbers(prefix: str, values: Mapping[str, Any]) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            found += _numbers(f"{prefix}/{name}", value)
        elif isinstance(value, int | float) and not isinstance(value, bool) and name not in ("update", "updates"):
            found.append((f"{prefix}/{name}", float(value)))
    return found
