"""What a training run depends on: frozen dataclasses, each field typed, bounded and documented.

A run file is TOML; `trainer.fields` checks its values, `trainer.presets` adds a preset's and `trainer.consistency`
refuses contradictions. Defaults are sized for one small machine; the recipes are in `resources/training`.
"""

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from trainer.fields import number, text

PARTS = ("alignment", "lq_encoder", "unet", "text_encoder", "decoder")
FORMAT_VERSION = 1
"""Of run files and presets; a greater one was written for a newer version."""

_NAME = r"[a-z0-9][a-z0-9._-]{0,63}"  # as in a bundle's manifest
_WORDS = r"[^\x00-\x1f]{0,200}"


@dataclass(frozen=True)
class Amount:
    """How many updates go with how many photos."""

    photos: int = number(1, 10**9)
    updates: int = number(1, 10**9)


@dataclass(frozen=True)
class Stage:
    """One stage of training (paper Algorithm 1: alignment first, then everything jointly).

    Attributes:
        name: for logs.
        updates: optimizer updates; 0 takes them from `updates_by_photos`.
        alignment, lq_encoder, unet, text_encoder, decoder: learning rate of each part; 0 freezes it. The decoder is
            the autoencoder's; it learns from the losses on pictures only.
        pixel_loss: weight of the mean absolute difference between the decoded prediction and the picture, added to
            Eq. 3. For models that predict clean latents.
        gradient_loss: weight of the differences between neighbouring pixels within it, in units of `pixel_loss`.
        texture_loss: weight of the difference of local contrast within it, in units of `pixel_loss`: where fine detail
            cannot be known, a picture with as much of it is preferred to a smooth one.
        damage_weight: by how much more an error counts in `pixel_loss` where dust, scratches or folds hide the photo.
        reconstruction_loss: weight of the same loss on the decoded latents of the pictures themselves (a quarter of
            each batch).
        warmup: share of the updates over which rates rise from 0.
        final: rate at the end of the cosine, as a share of the peak.
        updates_by_photos: updates at some numbers of photos, straight lines between them, constant outside.
    """

    name: str = text(r"[\w .+-]{1,64}", "1 to 64 letters, digits, spaces, dots and dashes")
    updates: int = number(0, 10**9, 0)
    alignment: float = number(0, 1, 0.0)
    lq_encoder: float = number(0, 1, 0.0)
    unet: float = number(0, 1, 0.0)
    text_encoder: float = number(0, 1, 0.0)
    decoder: float = number(0, 1, 0.0)
    pixel_loss: float = number(0, 100, 0.0)
    gradient_loss: float = number(0, 100, 1.0)
    texture_loss: float = number(0, 100, 0.0)
    damage_weight: float = number(0, 1000, 0.0)
    reconstruction_loss: float = number(0, 100, 0.0)
    warmup: float = number(0, 0.99, 0.05)
    final: float = number(0, 1, 0.1)
    updates_by_photos: tuple[Amount, ...] = ()

    @property
    def rates(self) -> dict[str, float]:
        """Peak learning rate of each part."""
        return {name: getattr(self, name) for name in PARTS}


@dataclass(frozen=True)
class Crop:
    """A crop and the batch that goes with it.

    Attributes:
        size: its side in pixels.
        batch: crops at a time.
        share: relative frequency; each update draws one of the crops by it.
    """

    size: int = number(16, 2048)
    batch: int = number(1, 4096)
    share: float = number(1e-6, 1e6, 1.0)


@dataclass(frozen=True)
class Mix:
    """A degradation preset and how often it is drawn.

    Attributes:
        preset: a name of `trainer.degradation.PRESETS`.
        share: relative frequency.
        factor: how much smaller the degraded picture was; 0 draws it from 1 to 4, -1 is the preset's own.
        colour: what the target of `old_photo` and `clean_scan` keeps.
        texture: how much its samples count in the stage's `texture_loss`. Where nothing of the detail is left, asking
            for it draws strokes.
    """

    preset: str = text(r"[a-z0-9_]{1,64}", "the name of a degradation preset")
    share: float = number(1e-6, 1e6, 1.0)
    factor: float = number(-1, 16, -1.0)
    colour: Literal["keep_colour", "correct_colour"] = "keep_colour"
    texture: float = number(0, 100, 1.0)


@dataclass(frozen=True)
class RunConfig:
    """Everything a training run depends on.

    Attributes:
        name: of the exported model.
        base: bundle folder to start from, or a diffusers folder of SDXL or SD 2.1, whose VAE's encoder the LQ encoder
            then starts as a copy of; relative paths are relative to the run file.
        photos: folders of training photos; captions from `captions.json` or `<stem>.txt` beside them.
        output: folder for checkpoints, logs and the exported bundle.
        stages: in order.
        crops: sizes drawn for each update.
        degradation: presets drawn for each sample.
        seed: of everything drawn.
        short_side: photos are reduced to this before cropping, in pixels.
        zoom: smallest factor by which a photo is reduced at random before cropping, in (0, 1].
        caption_dropout: share of samples trained without caption (paper: 0.2).
        held_out: share of the photos kept aside for evaluation.
        weight_decay: of matrices and kernels; norms, biases and unused query/key weights have none.
        betas: of AdamW; Adafactor has no first moment, and a second one of its own.
        clip: largest gradient norm over all trainable tensors together.
        ema_decay: upper bound of the exponential moving average's decay.
        precision: arithmetic of forward and backward.
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        workers: threads that make samples ahead of their use.
        checkpoint_every, evaluate_every: in updates.
        keep: complete checkpoints kept.
        gradient_checkpointing: less memory, more time.
        accumulate: micro-batches an update.
        preset: name of a file in `resources/training` whose fields hold where this one is silent.
        form: what a finished run is exported as; an `adapter` is one file that changes its base only.
        lora_rank: rank of the low-rank updates that stand for the UNet's attention weights (Hu et al. 2021); 0 trains
            the UNet's own weights.
        lora_alpha: their scale is this over the rank; 0 takes the rank, so 1.
        optimizer: `adamw`; `adamw-8bit` keeps its moments in 8 bits (extra `adamw-8bit`, CUDA); `adafactor` factors
            them.
        weights: number format that trained matrices and kernels are kept in; `bf16` rounds each update stochastically.
        late_timesteps: power k of the timesteps' distribution, T u^(1/k) with u uniform: 1 draws all alike (paper),
            above 1 noisier ones more often, for models that are used with few steps.
        noise_offset: share of noise that is constant over each channel, in the target too (released: 0.02).
        ema_every: updates between two steps of the average.
        ema_device: where the average is: beside the weights, or in main memory, which full-size models need.
        upsampling: how a degraded picture comes back to its size; `mixed` is mostly bicubic, else bilinear or Lanczos,
            `random` is nearest, bilinear or bicubic alike (released).
        alignment: `base` keeps what the base has; others start a new one: attention `per_position` or `spatial`, or
            `addition`, two convolutions that are added (paper Table 5).
        features: what the LQ encoder hands over: `penultimate` features, or `latent`, its last layer's (Table 6).
        pretraining: false leaves out the stages that train the alignment alone (Table 5).
        fixed: parts whose rates are 0 in every stage: a fixed LQ encoder, a fixed UNet (Table 6).
        separate: the LQ encoder learns in the first half of each joint stage and the UNet in the second, never together
            (Table 6).
        pairs: folder with damaged versions of the photos, matched by stem, used instead of `degradation`.
        captioner: catalogue name of a captioner for photos without a caption; "" leaves them without.
        text_cache: encode each caption once and let the text encoders go, where they do not learn.
        proof: judge by restoring held-out photos, not by the loss alone.
        canary: folder of photos of another kind that should not get worse; None: the sample photos.
        patience: worse evaluations in a row after which the training stops by itself; the best weights are exported. 0:
            it goes on to its end, and the last weights are exported.
        tensorboard: logs for TensorBoard in `output/tensorboard` (extra `tensorboard`).
        title, licence, native_scale, recommended: of the exported bundle; `recommended` as request fields.
        max_file_bytes: weights beyond this are split over several files; 0 does not split.
        format_version: of the run file; one that this version does not know is refused.
    """

    base: Path
    photos: tuple[Path, ...]
    output: Path
    stages: tuple[Stage, ...]
    name: str = text(_NAME, "lower case letters, digits, dots and dashes only")
    crops: tuple[Crop, ...] = (Crop(512, 1),)
    degradation: tuple[Mix, ...] = (Mix("pasd"),)
    seed: int = number(0, 2**62, 0)
    short_side: int = number(16, 8192, 1024)
    zoom: float = number(0.05, 1, 1.0)
    caption_dropout: float = number(0, 1, 0.2)
    held_out: float = number(0, 0.9, 0.1)
    weight_decay: float = number(0, 1, 0.01)
    betas: tuple[float, ...] = number(0, 0.99999, (0.9, 0.999))
    clip: float = number(1e-6, 1e6, 1.0)
    ema_decay: float = number(0, 1, 0.999)
    precision: Literal["fp32", "bf16"] = "fp32"
    device: str = text(r"auto|cpu|mps|cuda(:\d{1,3})?", "auto, cpu, cuda or cuda:N", "auto")
    workers: int = number(1, 256, 1)
    checkpoint_every: int = number(1, 10**9, 500)
    evaluate_every: int = number(1, 10**9, 500)
    keep: int = number(1, 1000, 3)
    gradient_checkpointing: bool = False
    accumulate: int = number(1, 4096, 1)
    preset: str = text(_NAME + "|", "the name of a preset", "")
    form: Literal["bundle", "adapter"] = "bundle"
    lora_rank: int = number(0, 512, 0)
    lora_alpha: float = number(0, 4096, 0.0)
    optimizer: Literal["adamw", "adamw-8bit", "adafactor"] = "adamw"
    weights: Literal["fp32", "bf16"] = "fp32"
    late_timesteps: float = number(1, 16, 1.0)
    noise_offset: float = number(0, 1, 0.0)
    ema_every: int = number(1, 10**6, 1)
    ema_device: Literal["same", "cpu"] = "same"
    upsampling: Literal["mixed", "random"] = "mixed"
    alignment: Literal["base", "per_position", "spatial", "addition"] = "base"
    features: Literal["base", "penultimate", "latent"] = "base"
    pretraining: bool = True
    fixed: tuple[Literal["lq_encoder", "unet"], ...] = ()
    separate: bool = False
    pairs: Path | None = None
    captioner: str = text(r"[\w./-]{0,128}", "the catalogue name of a captioner", "")
    text_cache: bool = True
    proof: bool = False
    canary: Path | None = None
    patience: int = number(0, 10**6, 3)
    tensorboard: bool = False
    title: str = text(_WORDS, "one line of at most 200 characters", "")
    licence: str = text(_WORDS, "one line of at most 200 characters", "")
    native_scale: float = number(0.1, 16, 1.0)
    max_file_bytes: int = number(0, 2**50, 0)
    recommended: dict[str, Any] = field(default_factory=dict[str, Any])
    format_version: int = number(1, FORMAT_VERSION, FORMAT_VERSION)

    @property
    def updates(self) -> int:
        """Updates of all stages."""
        return sum(stage.updates for stage in self.stages)

    @property
    def trained(self) -> frozenset[str]:
        """The parts that some stage trains."""
        return frozenset(part for stage in self.stages for part, rate in stage.rates.items() if rate > 0)

    def stage_at(self, update: int) -> tuple[Stage, int]:
        """The stage that update number `update` (from 0) belongs to, and its number within that stage."""
        for stage in self.stages:
            if update < stage.updates:
                return stage, update
            update -= stage.updates
        raise ValueError("past the last update")


def read_config(path: Path) -> RunConfig:
    """Reads and checks a run file, with its preset's fields where it is silent and its ablations applied.

    Stages whose number of updates hangs on the number of photos have none yet: `trainer.presets.resolve`.

    Raises:
        ConfigError: not readable, not TOML, for a newer version, or a field is unknown, missing, mistyped, out of
            bounds or contradictory; names the file and the field.
    """
    from trainer.consistency import check, with_ablations, with_colours
    from trainer.presets import read_values

    config = read_values(path)
    check(config, path)
    config = with_colours(with_ablations(config))
    here = path.resolve().parent
    return dataclasses.replace(
        config,
        base=here / config.base,
        output=here / config.output,
        photos=tuple(here / folder for folder in config.photos),
        pairs=here / config.pairs if config.pairs else None,
        canary=here / config.canary if config.canary else None,
    )
