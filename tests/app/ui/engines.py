"""Engines for the tests of takes and the queue: quick, and each seed makes a picture of its own colour."""

import threading
from collections.abc import Generator

import numpy as np

from engine.errors import InvalidResult
from engine.images.picture import Picture
from engine.request import Progress, RestoreRequest, RestoreResult
from tests.app.ui.conftest import ScriptedEngine


def colour_of(seed: int) -> tuple[int, int, int]:
    """What a take of this seed looks like."""
    return seed % 256, seed * 7 % 256, 200


class SeedEngine(ScriptedEngine):
    """Restores to a colour; fails for photos whose name has "bad" in it. `hold` stops it in the middle of a photo."""

    def __init__(self) -> None:
        super().__init__()
        self.hold = threading.Event()
        self.restored: list[tuple[str, int]] = []

    def restore(
        self, model: str, picture: Picture, request: RestoreRequest
    ) -> Generator[Progress, None, RestoreResult]:
        """Three steps."""
        name = picture.path.name if picture.path is not None else ""
        preview = np.full((8, 8, 3), (255, 0, 0), np.uint8)
        for step in range(3):
            yield Progress("denoise", step, 3, 0, 0, preview)
            while step == 1 and self.hold.is_set():
                yield Progress("denoise", step, 3, 0, 0, preview)
                self.gate.wait(0.002)
        if "bad" in name:
            raise InvalidResult("the result is empty", path=picture.path, advice="Try another seed.")
        self.restored.append((name, request.seed))
        wide, high = request.output_size(picture.width, picture.height)
        image = np.empty((high, wide, 3), np.uint8)
        image[:, :] = colour_of(request.seed)
        return RestoreResult(image, request, "scripted@0", 1.5)
