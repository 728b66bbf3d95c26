"""What is done to a picture, as data: drawn once, logged, applied as often as wanted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from trainer.degradation.camera import Blur, GaussianNoise, Jpeg, PoissonNoise, Resize, Sinc
from trainer.degradation.damage import Dust, Fold, Scratches, Stain
from trainer.degradation.surface import Grain, Halftone, PaperTexture
from trainer.degradation.tones import Fade, Glare, Grey, Vignette, Yellowing

Marks = Dust | Scratches | Fold
Operation = (
    Blur
    | Sinc
    | Resize
    | GaussianNoise
    | PoissonNoise
    | Jpeg
    | Grey
    | Fade
    | Yellowing
    | Vignette
    | Glare
    | Grain
    | PaperTexture
    | Halftone
    | Stain
    | Marks
)
OPERATIONS: dict[str, type[Operation]] = {
    kind.__name__: kind
    for kind in (
        Blur,
        Sinc,
        Resize,
        GaussianNoise,
        PoissonNoise,
        Jpeg,
        Grey,
        Fade,
        Yellowing,
        Vignette,
        Glare,
        Grain,
        PaperTexture,
        Halftone,
        Stain,
        Dust,
        Scratches,
        Fold,
    )
}


@dataclass(frozen=True)
class Parameters:
    """One degradation of one picture of `height` x `width` pixels.

    `stages` are applied in order to the low-quality picture, `target` to the answer (nothing for most presets).
    `factor` is by how much the stored picture was smaller than the original, `upsampling` how it is brought back to
    the original's size: nearest, bilinear, bicubic or lanczos.
    """

    preset: str
    height: int
    width: int
    factor: float
    upsampling: str
    stages: tuple[Operation, ...]
    target: tuple[Operation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, strings and lists: fit for a line of JSON."""
        return {
            "preset": self.preset,
            "height": self.height,
            "width": self.width,
            "factor": self.factor,
            "upsampling": self.upsampling,
            "stages": [_operation_to_dict(stage) for stage in self.stages],
            "target": [_operation_to_dict(stage) for stage in self.target],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Parameters":
        """The inverse of `to_dict`. Raises ValueError for an unknown operation, TypeError for unknown values."""
        plain = dict(values)
        stages = tuple(_operation_from_dict(stage) for stage in plain.pop("stages"))
        target = tuple(_operation_from_dict(stage) for stage in plain.pop("target"))
        return cls(**plain, stages=stages, target=target)


def _operation_to_dict(operation: Operation) -> dict[str, Any]:
    return {"operation": type(operation).__name__, **asdict(operation)}


def _operation_from_dict(values: Mapping[str, Any]) -> Operation:
    plain = dict(values)
    name = plain.pop("operation")
    if name not in OPERATIONS:
        raise ValueError(f"Unknown degradation {name!r}; one of {', '.join(OPERATIONS)}.")
    return OPERATIONS[name](**plain)
