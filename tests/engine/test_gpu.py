"""What only a CUDA device can show: `python -m pytest -m gpu`."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.bundle import load_bundle
from engine.errors import OutOfMemory
from engine.request import RestoreRequest
from engine.restorer import restore
from tests.engine.exhaust import exhausted
from tests.engine.reference import Reference, relative_error
from tests.engine.tiny import tiny_bundle, tiny_picture

pytestmark = pytest.mark.gpu

BOUNDS = {torch.float32: 1e-4, torch.float16: 1e-2, torch.bfloat16: 6e-2}


@pytest.fixture(autouse=True)
def _card() -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")


@pytest.mark.parametrize("dtype", BOUNDS, ids=str)
@torch.inference_mode()
def test_reference_unet(reference: Reference, dtype: torch.dtype) -> None:
    model = reference.faithdiff().to("cuda", dtype)
    vectors = {
        name: tensor.to("cuda", dtype if tensor.is_floating_point() else None)
        for name, tensor in reference.vectors.items()
        if name.startswith(("unet.", "lq_encoder."))
    }
    condition = model.embed_condition(model.encode_lq(vectors["lq_encoder.input"]))
    noisy = vectors["unet.noisy_latent"]
    prediction = model(
        noisy,
        torch.tensor(321, device="cuda"),
        vectors["unet.context"],
        condition.expand(len(noisy), -1, -1, -1),
        {"text_embeds": vectors["unet.pooled"], "time_ids": vectors["unet.time_ids"]},
    )
    error = relative_error(prediction.float(), vectors["unet.noise_t321"].float())
    assert error <= BOUNDS[dtype], f"{dtype}: relative error {error:.2e}"


def test_same_request_same_picture_and_close_to_the_processor(tmp_path: Path) -> None:
    folder = tiny_bundle(tmp_path / "tiny")
    request = RestoreRequest(guidance_scale=2.0, steps=4, scale=2.0, tile=64, precision="fp32")
    card = load_bundle(folder, "cuda", torch.float32)
    first, second = (exhausted(restore(card, tiny_picture(), request)).image for _ in range(2))
    assert np.array_equal(first, second)
    here = exhausted(restore(load_bundle(folder, "cpu", torch.float32), tiny_picture(), request)).image
    assert np.abs(first.astype(int) - here).mean() < 0.5


def test_the_built_in_model(built_in: Path) -> None:
    restorer = load_bundle(built_in, "cuda")
    first, second = (exhausted(restore(restorer, tiny_picture(128, 160), restorer.recommended)).image for _ in range(2))
    assert np.array_equal(first, second)


def test_cancelling_gives_the_memory_back(tmp_path: Path) -> None:
    restorer = load_bundle(tiny_bundle(tmp_path / "tiny"), "cuda")
    before = torch.cuda.memory_allocated()
    work = restore(restorer, tiny_picture(256, 256), RestoreRequest(steps=20, tile=64, scale=2.0))
    for progress in work:
        if progress.stage == "denoise":
            break
    work.close()
    assert torch.cuda.memory_allocated() <= before + 2**20


def test_too_little_memory_is_told_and_the_next_picture_works(tmp_path: Path) -> None:
    restorer = load_bundle(tiny_bundle(tmp_path / "tiny"), "cuda")
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction((torch.cuda.memory_allocated() + 64 * 2**20) / total)
    try:
        with pytest.raises(OutOfMemory):
            exhausted(restore(restorer, tiny_picture(512, 512), RestoreRequest(steps=2, scale=4.0, tile=2048)))
        small = exhausted(restore(restorer, tiny_picture(), RestoreRequest(steps=2, scale=1.0, tile=64)))
        assert small.image.shape == (40, 52, 3)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
