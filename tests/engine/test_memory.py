"""Predicting memory and choosing a plan; the full model is only built without its weights."""

import dataclasses
import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import AutoencoderKL
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from engine import bands, encode_decode, sampling
from engine.activations import NotCounted, decoder_call, encoder_call, unet_call
from engine.band_calls import _BAND_VALUES
from engine.errors import ModelDamaged, OutOfMemory, RequestError
from engine.fast_mode import StepPlan
from engine.footprint import _CALL_POSITIONS, TILE_PIXELS, predict
from engine.free_memory import free_host_memory
from engine.memory import DeviceMemory, choose_plan, fits
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.faithdiff import FaithDiff, build_faithdiff
from engine.plans import CARD_PLANS, CPU, EIGHT_GB, FOUR_GB, RESIDENT, SIX_GB, MemoryPlan
from engine.precision import Arithmetic
from engine.request import RestoreRequest
from engine.sizes import ModelSizes, read_sizes, sizes_of
from engine.text import Conditioning
from engine.tiling import tile_grid
from engine.unet_call import predict as call_unet
from engine.unet_call import prepare
from tests.engine.live_bytes import PretendedCard
from tests.engine.tiny import tiny_bundle

GIB = 2**30
UNET: dict[str, Any] = {
    "in_channels": 4, "out_channels": 4, "block_out_channels": [320, 640, 1280], "layers_per_block": 2,
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    "attention_head_dim": [5, 10, 20], "cross_attention_dim": 2048, "transformer_layers_per_block": [1, 2, 10],
    "use_linear_projection": True, "addition_embed_type": "text_time", "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
}  # fmt: skip
VAE: dict[str, Any] = {
    "down_block_types": ["DownEncoderBlock2D"] * 4, "up_block_types": ["UpDecoderBlock2D"] * 4,
    "block_out_channels": [128, 256, 512, 512], "layers_per_block": 2, "latent_channels": 4, "force_upcast": False,
}  # fmt: skip
ALIGNMENT = AlignmentConfig().to_dict()
LQ = LQEncoderConfig().to_dict()
REQUEST = RestoreRequest()


@pytest.fixture(scope="module")
def full() -> FaithDiff:
    """The full model, without values."""
    with torch.device("meta"):
        model = build_faithdiff(UNET, LQEncoderConfig(), AlignmentConfig())
    return model.half().eval().requires_grad_(False)


@pytest.fixture(scope="module")
def autoencoder() -> AutoencoderKL:
    with torch.device("meta"):
        return AutoencoderKL(**VAE).half().eval().requires_grad_(False)


@pytest.fixture(scope="module")
def sizes(full: FaithDiff, autoencoder: AutoencoderKL) -> ModelSizes:
    shared: dict[str, Any] = {"vocab_size": 49408, "projection_dim": 1280}
    with torch.device("meta"):
        encoders = (
            CLIPTextModel(
                CLIPTextConfig(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12)
            ),
            CLIPTextModelWithProjection(
                CLIPTextConfig(
                    hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=20, **shared
                )
            ),
        )
    states = full.parts() | {"vae": autoencoder.state_dict()}
    states |= {f"text_encoder_{index}": encoder.state_dict() for index, encoder in enumerate(encoders)}
    configs = {
        "unet": dict(full.unet.config), "lq_encoder": LQ, "alignment": ALIGNMENT, "vae": dict(autoencoder.config),
        "text_encoder_0": {}, "text_encoder_1": {},
    }  # fmt: skip
    return sizes_of(configs, {part: {key: t.shape for key, t in state.items()} for part, state in states.items()})


def test_the_full_models_parts_are_counted(sizes: ModelSizes) -> None:
    unet = sizes.rest + sum(sizes.blocks) + sum(sizes.text_projections)
    assert unet == 2_567_463_684
    assert sizes.lq_encoder_parameters == 34_125_696
    assert len(sizes.blocks) == 70
    assert sum(sizes.text_projections) * 2 == pytest.approx(0.68e9, rel=0.01)
    assert sizes.text_parameters == pytest.approx(818e6, rel=0.01)
    assert (sizes.factor, sizes.unet_multiple) == (8, 4)


@pytest.mark.parametrize(("plan", "gib"), [(RESIDENT, 6.6), (EIGHT_GB, 4.9), (SIX_GB, 3.2), (FOUR_GB, 1.5)])
def test_the_full_models_peaks_are_those_counted_before(sizes: ModelSizes, plan: MemoryPlan, gib: float) -> None:
    """Against the published table of plans, which was counted independently."""
    assert predict(sizes, plan, REQUEST, (1024, 1024)).peak_bytes / GIB == pytest.approx(gib, rel=0.12)
    assert predict(sizes, plan, REQUEST, (2048, 2048)).peak_bytes / GIB == pytest.approx(gib, rel=0.2)


def test_the_full_models_arithmetic_is_that_counted_before(sizes: ModelSizes) -> None:
    exact = predict(sizes, RESIDENT, REQUEST, (1024, 1024))
    # 271 in the loop with the exact savings, encoders and decoder beside it
    assert exact.flops / 1e12 == pytest.approx(271 + 2 * 4.88 + 10.47, rel=0.01)
    unguided = dataclasses.replace(REQUEST, guidance_scale=1.0)
    assert predict(sizes, RESIDENT, unguided, (1024, 1024)).flops < 0.56 * exact.flops


@pytest.mark.parametrize("tiles", [1, 2])
@pytest.mark.parametrize("texts", [1, 2])
def test_one_call_of_the_full_unet_holds_what_is_predicted(full: FaithDiff, tiles: int, texts: int) -> None:
    """Counted on tensors without values: each operation's results from their making to their end."""

    def empty(*shape: int, dtype: torch.dtype = torch.float16) -> torch.Tensor:
        return torch.empty(shape, dtype=dtype, device="meta")

    arithmetic = Arithmetic("cuda", torch.float16)
    with torch.inference_mode(), PretendedCard() as card:
        text = Conditioning(empty(texts, 77, 2048), empty(texts, 1280))
        prepared = prepare(full, text, 5.0, arithmetic, channels_last=False)
        inputs = {
            "latents": empty(tiles, 4, 128, 128, dtype=torch.float32),
            "condition": empty(tiles, 320, 128, 128),
            "timestep": empty(),
            "time_ids": empty(tiles, 6),
        }
        before = card.live
        card.restart()
        call_unet(full, prepared, arithmetic, inputs, StepPlan(texts > 1))
    predicted = unet_call(UNET, ALIGNMENT, tiles, texts, 128, 128, 77)
    assert predicted.values * 2 == pytest.approx(card.peak - before, rel=0.06)


@pytest.mark.parametrize("side", [512, 1024])
def test_encoders_and_decoder_of_the_full_model_hold_what_is_predicted(
    full: FaithDiff, autoencoder: AutoencoderKL, side: int
) -> None:
    picture = torch.empty(1, 3, side, side, dtype=torch.float16, device="meta")
    latents = torch.empty(1, 4, side // 8, side // 8, dtype=torch.float16, device="meta")
    decode: Any = autoencoder.decode
    for compute, values in (
        (lambda: full.encode_lq(picture), encoder_call(LQ, side, side, to_latents=False).values),
        (lambda: autoencoder.encode(picture), encoder_call(VAE, side, side, to_latents=True).values),
        (lambda: decode(latents), decoder_call(VAE, side // 8, side // 8).values),
    ):
        with torch.inference_mode(), PretendedCard() as card:
            compute()
        assert values * 2 == pytest.approx(card.peak, rel=0.02)


def card(free: float, host: float = 64.0) -> DeviceMemory:
    return DeviceMemory("cuda", "a card", int(free * GIB), int(free * GIB), int(host * GIB))


@pytest.mark.parametrize(
    ("free", "name"), [(24, "resident"), (7.6, "resident"), (6.8, "8gb"), (4.9, "6gb"), (3.2, "4gb")]
)
def test_the_largest_plan_that_fits_is_chosen(sizes: ModelSizes, free: float, name: str) -> None:
    chosen = choose_plan(sizes, REQUEST, (1024, 1024), card(free))
    assert chosen.plan.name == name
    assert chosen.peak_bytes < free * GIB


def test_more_memory_never_means_a_smaller_plan(sizes: ModelSizes) -> None:
    order = [plan.name for plan in CARD_PLANS]
    for size in ((512, 512), (1024, 1024), (3000, 2000)):
        chosen = []
        for gib in itertools.count(1.2, 0.2):
            try:
                found = choose_plan(sizes, REQUEST, size, card(gib))
            except OutOfMemory:
                assert not chosen, "once something fits, it goes on fitting"
                continue
            chosen.append((-order.index(found.plan.name), found.plan.tiles_per_call or 0))
            if found.plan.name == "resident":
                break
        places = [place for place, _ in chosen]
        assert places == sorted(places)
        assert set(order) == {order[-place] for place in places}


def test_with_all_blocks_streamed_spare_memory_goes_to_more_tiles(sizes: ModelSizes) -> None:
    little, more = (choose_plan(sizes, REQUEST, (2048, 2048), card(free), "4gb") for free in (2.0, 3.5))
    assert little.plan.tiles_per_call == 1
    assert (more.plan.tiles_per_call or 0) > 1
    assert little.peak_bytes < more.peak_bytes < 3.5 * GIB


def test_none_fits_says_what_is_needed(sizes: ModelSizes) -> None:
    with pytest.raises(OutOfMemory, match=r"1024 x 1024 pixels needs about 2\.\d GB of memory on a card.* 1\.1 GB are"):
        choose_plan(sizes, REQUEST, (1024, 1024), card(1.0))
    with pytest.raises(OutOfMemory, match="main memory"):
        choose_plan(sizes, REQUEST, (1024, 1024), card(4.0, host=2.0))
    with pytest.raises(OutOfMemory, match=r"about 1\d\.\d GB of main memory, and 6\.4 GB are free"):
        choose_plan(sizes, REQUEST, (1024, 1024), DeviceMemory("cpu", "CPU", 6 * GIB, 8 * GIB, 6 * GIB))


def test_a_plan_asked_for_is_taken_but_never_more_main_memory_than_there_is(sizes: ModelSizes) -> None:
    assert choose_plan(sizes, REQUEST, (1024, 1024), card(5.0), "resident").plan == RESIDENT
    assert choose_plan(sizes, REQUEST, (1024, 1024), card(40.0), "6gb").plan == SIX_GB
    with pytest.raises(OutOfMemory, match="main memory"):
        choose_plan(sizes, REQUEST, (1024, 1024), card(40.0, host=1.0), "6gb")
    with pytest.raises(RequestError, match="'cpu' is none for a card"):
        choose_plan(sizes, REQUEST, (1024, 1024), card(40.0), "cpu")


def test_int8_weights_need_less(sizes: ModelSizes) -> None:
    eight = dataclasses.replace(REQUEST, precision="int8")
    exact, quantized = (predict(sizes, EIGHT_GB, request, (1024, 1024)).peak_bytes for request in (REQUEST, eight))
    assert exact - quantized == pytest.approx(sum(sizes.linear), rel=0.03)


def test_plans_of_tiles_agree_with_what_is_computed(sizes: ModelSizes) -> None:
    assert _CALL_POSITIONS == sampling._CALL_POSITIONS
    assert TILE_PIXELS == encode_decode.TILE_PIXELS
    assert _BAND_VALUES == bands.BAND_VALUES
    for height, width, tile in ((256, 256, 128), (130, 500, 128), (64, 64, 128), (129, 128, 128)):
        request = dataclasses.replace(REQUEST, tile=tile * 8)
        one = predict(sizes, RESIDENT, dataclasses.replace(request, steps=1), (width * 8, height * 8))
        two = predict(sizes, RESIDENT, dataclasses.replace(request, steps=2), (width * 8, height * 8))
        padded = [-(-side // 4) * 4 for side in (height, width)]
        grid = tile_grid(padded[0], padded[1], tile, request.tile_overlap)
        call = unet_call(UNET, ALIGNMENT, 1, 2, grid.tile_height, grid.tile_width, 77).flops
        assert two.flops - one.flops == pytest.approx(len(grid) * call)


def test_larger_pictures_need_more(sizes: ModelSizes) -> None:
    for plan in (*CARD_PLANS, CPU):
        peaks = [predict(sizes, plan, REQUEST, (side, side)).peak_bytes for side in (512, 1024, 2048, 4096, 8192)]
        assert peaks == sorted(peaks)


def test_unknown_kinds_of_unet_are_not_counted(sizes: ModelSizes) -> None:
    odd = dataclasses.replace(sizes, unet=sizes.unet | {"down_block_types": ["SkipDownBlock2D"] * 3})
    damaged = (dataclasses.replace(sizes, unet=values) for values in ({}, sizes.unet | {"block_out_channels": "x"}))
    for model in (odd, *damaged):
        with pytest.raises(NotCounted):
            predict(model, CPU, REQUEST, (512, 512))


def test_the_reserve_grows_with_what_is_needed() -> None:
    assert fits(GIB, 2 * GIB, "cuda")
    assert not fits(GIB, GIB + 2**20, "cuda")
    assert not fits(10 * GIB, 11 * GIB, "cpu")


@pytest.mark.parametrize("text", ["plain", "two"])
def test_sizes_are_read_from_headers_alone(tmp_path: Path, text: str) -> None:
    from engine.bundle import load_bundle

    folder = tiny_bundle(tmp_path / "tiny", text=text, max_file_bytes=40_000)
    read, loaded = read_sizes(folder), load_bundle(folder).sizes
    for field in dataclasses.fields(ModelSizes):
        if field.name not in ("unet", "lq_encoder", "alignment", "autoencoder"):
            assert getattr(read, field.name) == getattr(loaded, field.name), field.name
    request = RestoreRequest(tile=64)
    assert predict(read, CPU, request, (100, 80)) == predict(loaded, CPU, request, (100, 80))
    path = next((folder / "unet").glob("*.safetensors"))
    for damaged in (b"", b"\0" * 8, (10**12).to_bytes(8, "little"), b"\2\0\0\0\0\0\0\0[]", b"<html>" + b" " * 100):
        path.write_bytes(damaged)
        with pytest.raises(ModelDamaged) as told:
            read_sizes(folder)
        assert told.value.path == path


def test_predicting_needs_no_torch() -> None:
    code = "import sys, engine.memory, engine.sizes, engine.free_memory; print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == "False"


MEMINFO = "MemTotal:       16000000 kB\nMemFree: 1000000 kB\nMemAvailable:    8000000 kB\n"


def fake_system(folder: Path, group: str, files: dict[str, str]) -> tuple[Path, Path]:
    proc, cgroups = folder / "proc", folder / "cgroup"
    (proc / "self").mkdir(parents=True)
    (proc / "meminfo").write_text(MEMINFO)
    (proc / "self" / "cgroup").write_text(group)
    for name, text in files.items():
        (cgroups / name).parent.mkdir(parents=True, exist_ok=True)
        (cgroups / name).write_text(text)
    return proc, cgroups


@pytest.mark.parametrize(
    ("group", "files", "free", "total"),
    [
        ("0::/\n", {}, 8_192_000_000, 16_384_000_000),
        (
            "0::/user/app\n",
            {"user/memory.max": "6000000000", "user/memory.current": "5000000000",
             "user/memory.stat": "inactive_file 3000000000\n",
             "user/app/memory.max": "max", "user/app/memory.current": "1", "user/app/memory.stat": ""},
            4_000_000_000, 6_000_000_000,
        ),
        (
            "0::/outside/name\n",
            {"memory.max": "2000000000", "memory.current": "500000000", "memory.stat": "anon 1\n"},
            1_500_000_000, 2_000_000_000,
        ),
        (
            "5:cpu,memory:/box\n1:name=systemd:/\n",
            {"memory/box/memory.limit_in_bytes": "3000000000", "memory/box/memory.usage_in_bytes": "1000000000",
             "memory/box/memory.stat": "total_inactive_file 400000000\n"},
            2_400_000_000, 3_000_000_000,
        ),
        (
            "5:memory:/box\n",
            {"memory/box/memory.limit_in_bytes": "9223372036854771712", "memory/box/memory.usage_in_bytes": "1",
             "memory/box/memory.stat": ""},
            8_192_000_000, 16_384_000_000,
        ),
    ],
)  # fmt: skip
def test_a_containers_limit_counts(tmp_path: Path, group: str, files: dict[str, str], free: int, total: int) -> None:
    assert free_host_memory(*fake_system(tmp_path, group, files)) == (free, total)


def test_this_computer_has_memory() -> None:
    free, total = free_host_memory()
    assert 0 < free <= total
