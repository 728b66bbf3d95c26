import dataclasses
import itertools
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine import restorer as restorer_module
from engine import stages
from engine.bundle import load_bundle
from engine.checks import output_size
from engine.errors import InvalidResult, OutOfMemory, RequestError
from engine.images.picture import Picture
from engine.prepare import padded
from engine.request import RestoreRequest, RestoreResult
from engine.restorer import Restorer, restore
from engine.sampling import Denoising, denoise
from tests.engine.exhaust import exhausted, with_yields
from tests.engine.tiny import tiny_bundle, tiny_picture

LONG = "a long caption that is more than one window"


@pytest.fixture(scope="module")
def restorer(tmp_path_factory: pytest.TempPathFactory) -> Restorer:
    return load_bundle(tiny_bundle(tmp_path_factory.mktemp("linear") / "tiny"))


@pytest.fixture(scope="module")
def with_vae(tmp_path_factory: pytest.TempPathFactory) -> Restorer:
    folder = tmp_path_factory.mktemp("kl") / "tiny"
    return load_bundle(tiny_bundle(folder, autoencoder="kl", text="two", prediction_type="epsilon"))


@pytest.fixture
def own(tmp_path: Path) -> Restorer:
    """One that a test may break."""
    return load_bundle(tiny_bundle(tmp_path / "tiny"))


def ask(restorer: Restorer, **changes: Any) -> RestoreRequest:
    return dataclasses.replace(restorer.recommended, **changes)


def run(restorer: Restorer, picture: Picture | None = None, **changes: Any) -> RestoreResult:
    return exhausted(restore(restorer, picture or tiny_picture(), ask(restorer, **changes)))


@pytest.mark.parametrize(
    ("height", "width", "changes", "size"),
    [
        (1, 1, {}, (1, 1)),
        (3, 2000, {"steps": 1}, (2000, 3)),
        (40, 52, {"scale": 1.7}, (88, 68)),
        (40, 52, {"size": (33, 71)}, (33, 71)),
        (90, 100, {"scale": 0.3}, (30, 27)),
    ],
)
def test_any_size_comes_out_exactly(
    restorer: Restorer, with_vae: Restorer, height: int, width: int, changes: dict[str, Any], size: tuple[int, int]
) -> None:
    for model in (restorer, with_vae):
        result = run(model, tiny_picture(height, width), **changes)
        assert result.image.dtype == np.uint8
        assert result.image.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("sampler", ["euler", "dpmpp-2m", "unipc"])
@pytest.mark.parametrize("guidance", [1.0, 5.0])
def test_same_request_same_picture(restorer: Restorer, with_vae: Restorer, sampler: str, guidance: float) -> None:
    for model in (restorer, with_vae):
        changes = {"sampler": sampler, "guidance_scale": guidance, "caption": "a house", "negative_prompt": "blur"}
        first, second = (run(model, **changes) for _ in range(2))
        assert np.array_equal(first.image, second.image)


def test_what_is_asked_for_changes_the_picture(restorer: Restorer) -> None:
    base: dict[str, Any] = {"caption": "a house", "guidance_scale": 3.0}
    changes: list[dict[str, Any]] = [
        {"seed": 7}, {"caption": "a tree"}, {"negative_prompt": "blur"}, {"guidance_scale": 1.0}, {"steps": 2},
        {"sampler": "unipc"}, {"start": "noise"}, {"strength": 0.5}, {"color": "none"}, {"color": "wavelet"},
    ]  # fmt: skip
    pictures = [run(restorer, **base | change).image for change in ({}, *changes)]
    for one, other in itertools.combinations(range(len(pictures)), 2):
        assert not np.array_equal(pictures[one], pictures[other]), (one, other)


def test_little_strength_stays_near_the_photo(restorer: Restorer) -> None:
    """Random weights predict nonsense, but from little noise they can do little harm."""
    photo = tiny_picture(48, 64)
    far, near = (run(restorer, photo, strength=s, color="none").image.astype(float) for s in (1.0, 0.01))
    assert np.abs(near - photo.pixels).mean() < 12 < np.abs(far - photo.pixels).mean()


def test_colours_come_from_the_photo(restorer: Restorer) -> None:
    photo = tiny_picture(64, 64)
    fixed = run(restorer, photo, color="adain").image.reshape(-1, 3).astype(float)
    assert np.abs(fixed.mean(axis=0) - photo.pixels.reshape(-1, 3).mean(axis=0)).max() < 8


def test_sixteen_bits_are_read_as_sixteen_bits(restorer: Restorer) -> None:
    deep = tiny_picture(bits=16)
    shallow = dataclasses.replace(deep, pixels=deep.pixels8(), bits=8)
    one, other = (run(restorer, photo).image.astype(int) for photo in (deep, shallow))
    assert np.abs(one - other).mean() < 6


def test_progress_tells_every_stage_and_shows_previews(with_vae: Restorer) -> None:
    request = ask(with_vae, tile=64, guidance_scale=5.0)
    yielded, result = with_yields(restore(with_vae, tiny_picture(100, 140), request))
    stages = [stage for stage, _ in itertools.groupby(p.stage for p in yielded)]
    assert stages == ["encode", "denoise", "decode", "color"]
    for stage in stages:
        last = [p for p in yielded if p.stage == stage][-1]
        assert last.done == last.total
    shown = [p.preview for p in yielded if p.preview is not None]
    assert len(shown) == request.steps
    assert shown[0].dtype == np.uint8
    assert shown[0].shape == (112 // 8, 144 // 8, 3)  # of the padded picture, at latent size
    assert result.request == request
    assert result.model == with_vae.identity
    assert result.seconds > 0


@pytest.mark.parametrize("after", [1, 3, 4, 6])
def test_closing_midway_leaves_nothing_behind(restorer: Restorer, after: int) -> None:
    before = run(restorer).image
    work = restore(restorer, tiny_picture(), restorer.recommended)
    for _ in range(after):
        next(work)
        assert not torch.is_inference_mode_enabled()
        assert not torch.is_autocast_enabled("cpu")
    work.close()
    assert not torch.is_inference_mode_enabled()
    assert np.array_equal(run(restorer).image, before)


def test_a_long_caption_is_read_whole_and_said_so(restorer: Restorer) -> None:
    assert restorer.count_tokens(LONG) > restorer.window
    result = run(restorer, caption=LONG)
    assert len(result.warnings) == 1
    assert f"{restorer.count_tokens(LONG)} tokens" in result.warnings[0]
    assert not np.array_equal(result.image, run(restorer, caption=LONG[:-6]).image)
    assert run(restorer, caption="a house").warnings == ()
    assert run(restorer, negative_prompt=LONG).warnings == ()  # not used without guidance
    assert "negative prompt" in run(restorer, negative_prompt=LONG, guidance_scale=2.0).warnings[0]


def test_strength_without_a_photo_to_start_from_is_said_to_do_nothing(restorer: Restorer) -> None:
    result = run(restorer, start="noise", strength=0.5)
    assert "Strength has no effect" in result.warnings[0]
    assert np.array_equal(result.image, run(restorer, start="noise").image)


def test_half_precision_is_close_to_full(restorer: Restorer) -> None:
    full, half = (run(restorer, precision=p, steps=2).image.astype(int) for p in ("fp32", "bf16"))
    assert 0 < np.abs(full - half).mean() < 6
    assert np.array_equal(half, run(restorer, precision="bf16", steps=2).image.astype(int))
    assert next(restorer.model.parameters()).dtype == torch.float32


def test_weights_kept_in_half_precision_compute_in_full_when_asked(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "tiny", dtype=torch.float16)
    half, full = load_bundle(folder, dtype=torch.bfloat16), load_bundle(folder)
    assert half.dtype == torch.bfloat16
    ours = run(half, precision="fp32", steps=1).image.astype(int)
    assert np.abs(ours - run(full, steps=1).image.astype(int)).mean() < 6
    assert next(half.model.parameters()).dtype == torch.bfloat16


@pytest.mark.parametrize("text", ["plain", "two"])
@pytest.mark.parametrize("attention", ["per_position", "spatial"])
def test_other_kinds_of_model_are_the_same_classes(tmp_path: Path, text: str, attention: str) -> None:
    model = load_bundle(tiny_bundle(tmp_path / "tiny", text=text, attention=attention))
    assert run(model, caption="a house", guidance_scale=2.0).image.std() > 1


def test_values_that_are_not_numbers_are_never_a_picture(own: Restorer) -> None:
    with torch.no_grad():
        own.model.unet.conv_out.weight[0, 0, 0, 0] = float("nan")
    with pytest.raises(InvalidResult, match="not a picture"):
        run(own)


@pytest.mark.parametrize("value", [0.0, -5.0])
def test_an_empty_picture_is_refused(own: Restorer, value: float) -> None:
    with torch.no_grad():
        decoder: Any = own.autoencoder.decoder
        decoder.weight.zero_()
        decoder.bias.fill_(value)
    for color in ("adain", "wavelet", "none"):
        with pytest.raises(InvalidResult, match="empty"):
            run(own, color=color)
    # of a photo of one colour nothing else can be expected
    flat = dataclasses.replace(tiny_picture(), pixels=np.full((40, 52, 3), 90, np.uint8))
    assert run(own, flat, color="none").image.std() == 0


def test_too_little_memory_is_an_error_with_advice(own: Restorer) -> None:
    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    own.model.unet.mid_block.register_forward_pre_hook(full)  # pyright: ignore[reportOptionalMemberAccess]
    with pytest.raises(OutOfMemory, match="smaller"):
        run(own)


def test_more_steps_than_the_model_has_are_refused_before_any_work(restorer: Restorer) -> None:
    work = restore(restorer, tiny_picture(), ask(restorer, steps=50, strength=0.02))
    with pytest.raises(RequestError, match="steps"):
        next(work)


def test_the_photo_stays_as_it_is(restorer: Restorer) -> None:
    photo = tiny_picture()
    before = photo.pixels.copy()
    run(restorer, photo)
    assert np.array_equal(photo.pixels, before)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"scale": 64.0}, "scale"), ({"size": (20_000, 15_001)}, "size"), ({"size": (65_535,) * 2}, "size")],
)
def test_a_result_too_large_to_be_opened_again_is_refused_before_any_work(
    restorer: Restorer, changes: dict[str, Any], field: str
) -> None:
    work = restore(restorer, tiny_picture(300, 250), ask(restorer, **changes))
    with pytest.raises(RequestError, match=r"megapixels .* but 300 are the most") as refused:
        next(work)
    assert refused.value.field == field


def test_the_largest_result_that_can_be_opened_again_is_not_refused(restorer: Restorer) -> None:
    photo, request = tiny_picture(), ask(restorer, size=(20_000, 15_000))
    assert output_size(photo, request) == (20_000, 15_000)


def test_fewer_bits_than_the_photo_are_said_so(restorer: Restorer) -> None:
    assert run(restorer, tiny_picture(bits=16)).warnings == (
        "The photo has 16 bits a channel; the restored picture has 8.",
    )
    assert run(restorer, tiny_picture(bits=8)).warnings == ()


@pytest.mark.parametrize("color", ["adain", "wavelet", "none"])
def test_a_grey_photo_stays_grey(restorer: Restorer, color: str) -> None:
    pixels = np.repeat(tiny_picture().pixels[:, :, :1], 3, axis=2)
    grey, coloured = (
        run(restorer, Picture(pixels, grayscale=grayscale), color=color).image for grayscale in (True, False)
    )
    assert (grey == grey[:, :, :1]).all()
    assert not (coloured == coloured[:, :, :1]).all()
    assert np.abs(grey[:, :, 0] - coloured.mean(axis=2)).max() < 1  # the mean of what would have been
    assert grey.std() > 1


def test_large_pictures_are_held_once_and_their_conditions_in_half_precision(
    restorer: Restorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it denoises, a restorer has nothing of the picture's size but the photo itself and the conditions."""
    kept: list[tuple[torch.dtype, bool]] = []
    padded_pictures: list[weakref.ref[torch.Tensor]] = []

    def watched(job: Denoising, *rest: Any) -> Any:
        kept.append((job.conditions.dtype, any(picture() is not None for picture in padded_pictures)))
        return denoise(job, *rest)

    def remembered(picture: torch.Tensor, multiple: int) -> torch.Tensor:
        wide = padded(picture, multiple)
        padded_pictures.append(weakref.ref(wide))
        return wide

    monkeypatch.setattr(stages, "denoise", watched)
    monkeypatch.setattr(restorer_module, "padded", remembered)
    for precision in ("bf16", "fp32"):
        run(restorer, tiny_picture(41, 53), precision=precision)
    assert kept == [(torch.bfloat16, False), (torch.float32, False)]
    assert len(padded_pictures) == 2
