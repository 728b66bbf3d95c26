"""What can be wrong with a run before it starts; each is one clear error."""

from pathlib import Path

from engine.errors import ConfigError, TrainingError
from trainer.collection import Photo
from trainer.config import RunConfig
from trainer.modules import TrainingModules


def check_output(folder: Path) -> None:
    """Whether files can be written into the output folder, which is made.

    Raises:
        TrainingError: they cannot.
    """
    probe = folder / ".writable"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as error:
        raise TrainingError(
            f"cannot be written to ({error.strerror or error})",
            path=folder,
            advice="Correct `output` in the run file, or free some space.",
        ) from error


def check_crops(config: RunConfig, modules: TrainingModules) -> None:
    """Whether the model can be trained with these crops and losses.

    Raises:
        ConfigError: names the field.
    """
    for index, crop in enumerate(config.crops):
        if crop.size % modules.multiple:
            raise ConfigError(
                f"crops[{index}].size is {crop.size}, but must be a multiple of {modules.multiple} for this model"
            )
    kind = modules.scheduler.config["prediction_type"]
    if kind != "sample" and any(stage.pixel_loss for stage in config.stages):
        raise ConfigError(f"pixel_loss is for models that predict clean latents; this one predicts {kind}")


def check_photos(photos: tuple[Photo, ...]) -> None:
    """Whether there are enough photos.

    Raises:
        TrainingError: there is only one.
    """
    if len(photos) < 2:
        raise TrainingError(
            "only one usable photo was found",
            path=next((photo.path.parent for photo in photos), None),
            advice="A training needs at least two, one of them to judge by; 50 are a good start.",
        )
