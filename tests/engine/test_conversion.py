"""Files of others -> a bundle: the right ones make the same model, the wrong ones are told by name."""

import json
import os
import pickle
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import CLIPTokenizer

import engine.conversion
from engine.bundle import load_bundle
from engine.catalogue_file import ModelSettings
from engine.checkpoint import to_released
from engine.conversion import convert
from engine.conversion_process import run_conversion
from engine.errors import ModelDamaged, ModelError, ModelMismatch, UnsafeFormat
from engine.manifest import BundleManifest
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.faithdiff import build_faithdiff
from engine.recipe import Recipe
from engine.restorer import restore
from engine.sources import look, name_from, recipe
from engine.weights_file import read_weights
from tests.engine.released import Released, single_file_of
from tests.engine.tiny import tiny_model, tiny_picture


@pytest.fixture
def released(tmp_path: Path, tiny_repositories: Released) -> Released:
    return tiny_repositories.copied(tmp_path / "hub")


def made_of(released: Released, out: Path, **changed: Any) -> Recipe:
    """A recipe of everything in the repositories' folder."""
    found = look([released.catalogue.parent])
    whole = recipe(found, name="tiny", title="Tiny", licence="CC0-1.0", settings=released.entry.model)
    return Recipe.from_dict(whole.to_dict() | {"out": str(out)} | {key: str(value) for key, value in changed.items()})


def converted(made: Recipe) -> BundleManifest:
    """The manifest of a conversion in this process."""
    last = list(convert(made))[-1]
    assert isinstance(last, BundleManifest)
    return last


def restored(folder: Path) -> torch.Tensor:
    """A restoration with the model in `folder`."""
    model = load_bundle(folder)
    work = restore(model, tiny_picture(), model.recommended)
    try:
        while True:
            next(work)
    except StopIteration as stop:
        return torch.from_numpy(stop.value.image)


def test_a_converted_model_has_the_weights_and_restores(released: Released, tmp_path: Path) -> None:
    manifest = converted(made_of(released, tmp_path / "out"))
    assert manifest.name == "tiny"
    assert manifest.native_scale == 1.0
    for part, state in released.model.model.parts().items():
        written = load_file(tmp_path / "out" / part / "diffusion_pytorch_model.safetensors")
        assert written.keys() == state.keys()
        assert all(torch.equal(written[key], tensor.half()) for key, tensor in state.items())
    model = load_bundle(tmp_path / "out")
    captions = ["A boat.", ""]
    theirs = released.model.text
    with torch.no_grad():
        mine, original = model.text.encode(captions), theirs.encode(captions)
    torch.testing.assert_close(mine.context, original.context, atol=5e-3, rtol=5e-3)
    torch.testing.assert_close(mine.pooled, original.pooled, atol=5e-3, rtol=5e-3)
    assert restored(tmp_path / "out").shape == (40, 52, 3)


def test_the_same_files_make_the_same_bytes(released: Released, tmp_path: Path) -> None:
    first = converted(made_of(released, tmp_path / "a"))
    assert converted(made_of(released, tmp_path / "b")).sha256 == first.sha256


def test_parts_are_split_and_progress_adds_up(
    released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.conversion, "MAX_FILE_BYTES", 100_000)
    steps = [step for step in convert(made_of(released, tmp_path / "out")) if not isinstance(step, BundleManifest)]
    assert len(list((tmp_path / "out" / "unet").glob("*.safetensors"))) > 3
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[-1][0] == steps[-1][1]
    load_bundle(tmp_path / "out")


@pytest.mark.parametrize("wrapper", ["state_dict", None])
def test_fine_tunes_come_as_safetensors_or_wrapped(released: Released, tmp_path: Path, wrapper: str | None) -> None:
    first = converted(made_of(released, tmp_path / "a"))
    state = read_weights(released.weights)
    tune = tmp_path / ("tune.pt" if wrapper else "tune.safetensors")
    torch.save({wrapper: state}, tune) if wrapper else save_file({k: v.clone() for k, v in state.items()}, tune)
    assert (
        converted(made_of(released, tmp_path / "b", weights=tune)).files["unet/config.json"]
        == first.files["unet/config.json"]
    )
    for name in ("unet", "alignment", "lq_encoder"):
        key = f"{name}/diffusion_pytorch_model.safetensors"
        assert (tmp_path / "a" / key).read_bytes() == (tmp_path / "b" / key).read_bytes()


def spoil_missing(state: dict[str, torch.Tensor]) -> None:
    del state["mid_block.resnets.0.conv1.weight"]


def spoil_unknown(state: dict[str, torch.Tensor]) -> None:
    state["denoise_encoder.extra"] = torch.zeros(1)


def spoil_shape(state: dict[str, torch.Tensor]) -> None:
    state["spatial_ch_projs.weight"] = torch.zeros(3, 3)


def spoil_nan(state: dict[str, torch.Tensor]) -> None:
    state["conv_in.weight"][0, 0, 0, 0] = float("nan")


def spoil_large(state: dict[str, torch.Tensor]) -> None:
    state["conv_in.weight"][0, 0, 0, 0] = 1e6


def spoil_family(state: dict[str, torch.Tensor]) -> None:
    key = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight"
    state[key] = torch.zeros(320, 768)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_missing, r"its unet does not fit this model: 1 missing \(mid_block\.resnets\.0\.conv1\.weight\)"),
        (spoil_unknown, r"1 unknown \(extra\)"),
        (spoil_shape, r"1 of another shape \(projection\.weight is \[3, 3\] instead of"),
        (spoil_nan, r"values of conv_in\.weight are no numbers"),
        (spoil_large, r"too large for float16"),
        (spoil_family, r"looks like only the UNet of Stable Diffusion 1"),
    ],
)
def test_weights_that_do_not_fit_are_told(
    released: Released, tmp_path: Path, spoil: Callable[[dict[str, torch.Tensor]], None], said: str
) -> None:
    state = {key: tensor.clone() for key, tensor in read_weights(released.weights).items()}
    spoil(state)
    torch.save(state, released.weights)
    with pytest.raises(ModelMismatch, match=said) as caught:
        converted(made_of(released, tmp_path / "out"))
    assert caught.value.path is not None


class Canary:
    """What a malicious file would do when it is opened carelessly."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("suffix", [".bin", ".pt", ".ckpt", ".safetensors"])
@pytest.mark.parametrize("packed", ["zip", "bare"])
def test_a_malicious_pickle_is_never_run(released: Released, tmp_path: Path, suffix: str, packed: str) -> None:
    canary = tmp_path / "canary"
    evil = tmp_path / f"evil{suffix}"
    state = dict(to_released(released.model.model.parts())) | {"x": Canary(canary)}
    if packed == "zip":
        torch.save(state, evil)
    else:
        evil.write_bytes(pickle.dumps({"x": Canary(canary)}))
    with pytest.raises(UnsafeFormat, match="unsafe format"):
        read_weights(evil)
    with pytest.raises(UnsafeFormat, match="unsafe format"):
        list(convert(made_of(released, tmp_path / "out", weights=evil)))
    assert not canary.exists()
    with evil.open("rb") as stream:  # the file itself does work, so that the test could fail
        torch.load(stream, weights_only=False) if packed == "zip" else pickle.load(stream)
    assert canary.exists()


@pytest.mark.slow
def test_the_child_refuses_a_malicious_pickle_and_says_so(released: Released, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    torch.save({"denoise_encoder.x": Canary(canary)}, released.weights)
    work = run_conversion(made_of(released, tmp_path / "out"))
    with pytest.raises(UnsafeFormat, match="unsafe format") as caught:
        list(work)
    assert caught.value.path == released.weights
    assert not canary.exists()


PARENT = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(event) if event == "pickle.find_class" else None)
import json, pathlib
from engine.conversion_process import run_conversion
from engine.recipe import Recipe
for step in run_conversion(Recipe.from_dict(json.loads(sys.argv[1]))):
    pass
assert not opened, opened
assert "torch" not in sys.modules
"""


@pytest.mark.slow
def test_the_parent_never_unpickles_and_needs_no_torch(released: Released, tmp_path: Path) -> None:
    made = json.dumps(made_of(released, tmp_path / "out").to_dict())
    ran = subprocess.run([sys.executable, "-c", PARENT, made], capture_output=True, text=True, timeout=300, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert restored(tmp_path / "out").shape == (40, 52, 3)


def test_a_bad_sum_in_the_archive_is_found(released: Released, tmp_path: Path) -> None:
    raw = bytearray(released.weights.read_bytes())
    with zipfile.ZipFile(released.weights) as archive:
        member = max(archive.infolist(), key=lambda info: info.file_size)
        place = member.header_offset + 30 + len(member.filename) + member.file_size // 2
    raw[place] ^= 1
    released.weights.write_bytes(raw)
    with pytest.raises(ModelDamaged, match=r"damaged: the sum of .* is wrong|damaged"):
        converted(made_of(released, tmp_path / "out"))


def test_a_compressed_archive_is_refused(released: Released, tmp_path: Path) -> None:
    packed = tmp_path / "packed.bin"
    with zipfile.ZipFile(released.weights) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(member.filename, source.read(member))
    with pytest.raises(UnsafeFormat, match="compressed members"):
        read_weights(packed)


def test_a_truncated_archive_is_damaged(released: Released) -> None:
    released.weights.write_bytes(released.weights.read_bytes()[:-1000])
    with pytest.raises(ModelDamaged, match="is damaged"):
        read_weights(released.weights)


def test_what_is_not_a_table_of_tensors_is_refused(tmp_path: Path) -> None:
    for value in ([torch.zeros(1)], {"a": {"b": 1, "c": 2}}, {1: torch.zeros(1)}, {}):
        torch.save(value, tmp_path / "x.bin")
        with pytest.raises(ModelMismatch, match=r"no table|no tensor"):
            read_weights(tmp_path / "x.bin")


def test_parts_that_do_not_go_together_are_told(released: Released, tmp_path: Path) -> None:
    shutil.rmtree(released.parts["base"] / "text_encoder_2")
    shutil.rmtree(released.parts["base"] / "tokenizer_2")
    with pytest.raises(ModelMismatch, match=r"text width of unet and text encoders differ: 32 and 16"):
        converted(made_of(released, tmp_path / "out"))


def test_a_killed_child_is_told(released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.Popen

    def dying(command: list[str], **options: Any) -> subprocess.Popen[str]:
        return real([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], **options)

    monkeypatch.setattr(subprocess, "Popen", dying)
    with pytest.raises(ModelError, match=r"ended unexpectedly \(signal 9\).*memory"):
        list(run_conversion(made_of(released, tmp_path / "out")))


def test_a_single_file_checkpoint_is_a_base(released: Released, tmp_path: Path) -> None:
    single = tmp_path / "single" / "base.safetensors"
    single.parent.mkdir()
    tiny = tiny_model(autoencoder="kl", text="two", prediction_type="epsilon")
    save_file(single_file_of(tiny), single)
    found = look([released.weights, single])
    found.bases.append(released.parts["base"])  # for tokenizers, scheduler, configuration
    made = recipe(found, name="single", title="", licence="x", settings=released.entry.model)
    out = tmp_path / "out"
    converted(Recipe.from_dict(made.to_dict() | {"out": str(out)}))
    plain = converted(made_of(released, tmp_path / "plain"))
    assert plain.files
    for name in ("text_encoder", "text_encoder_2"):
        one, two = (load_file(folder / name / "model.safetensors") for folder in (out, tmp_path / "plain"))
        assert one.keys() == two.keys()
        assert all(torch.equal(one[key], two[key]) for key in one)
    one, two = (
        load_file(folder / "vae" / "diffusion_pytorch_model.safetensors") for folder in (out, tmp_path / "plain")
    )
    assert one.keys() == two.keys()
    assert all(torch.equal(one[key], two[key]) for key in one)
    assert json.loads((out / "vae" / "config.json").read_text())["force_upcast"]


def test_unknown_keys_of_a_single_file_are_told(released: Released, tmp_path: Path) -> None:
    state = single_file_of(released.model) | {"conditioner.embedders.2.weight": torch.zeros(1)}
    save_file(state, tmp_path / "base.safetensors")
    found = look([released.weights, tmp_path / "base.safetensors", released.parts["base"]])
    made = recipe(found, name="x", title="", licence="", settings=released.entry.model)
    with pytest.raises(ModelMismatch, match=r"its key 'conditioner\.embedders\.2\.weight' is unknown"):
        list(convert(Recipe.from_dict(made.to_dict() | {"out": str(tmp_path / "out")})))


def test_the_full_model_fits_its_own_configuration(shared: Path) -> None:
    shapes = json.loads((shared / "reference" / "faithdiff_sdxl_shapes.json").read_text())
    with torch.device("meta"):
        model = build_faithdiff(SDXL_UNET, LQEncoderConfig(), AlignmentConfig())
    state = to_released(model.parts())
    assert {key: list(tensor.shape) for key, tensor in state.items()} == shapes


SDXL_UNET: dict[str, Any] = {
    "sample_size": 128,
    "in_channels": 4,
    "out_channels": 4,
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    "block_out_channels": [320, 640, 1280],
    "layers_per_block": 2,
    "attention_head_dim": [5, 10, 20],
    "transformer_layers_per_block": [1, 2, 10],
    "cross_attention_dim": 2048,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
}


def test_tokenizers_of_older_transformers_keep_their_padding(released: Released, tmp_path: Path) -> None:
    """SDXL's second tokenizer pads with an exclamation mark, and says so in the way of transformers 4."""
    folder = released.parts["base"] / "tokenizer_2"
    mark = {"__type": "AddedToken", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
    config = {
        "add_prefix_space": False,
        "bos_token": mark | {"content": "<|startoftext|>"},
        "eos_token": mark | {"content": "<|endoftext|>"},
        "unk_token": mark | {"content": "<|endoftext|>"},
        "pad_token": "!",
        "clean_up_tokenization_spaces": True,
        "do_lower_case": True,
        "errors": "replace",
        "model_max_length": 24,
        "tokenizer_class": "CLIPTokenizer",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    converted(made_of(released, tmp_path / "out"))
    _, tokenizer = load_bundle(tmp_path / "out").text.tokenizers
    vocabulary = json.loads((folder / "vocab.json").read_text())
    assert (tokenizer.pad_token, tokenizer.pad_token_id) == ("!", vocabulary["!"])
    original = CLIPTokenizer.from_pretrained(folder, local_files_only=True)
    for text in ("A boat!", "Größe, 5 €", ""):
        assert tokenizer(text)["input_ids"] == original(text)["input_ids"]


def test_a_recipe_survives_the_way_to_the_child(released: Released, tmp_path: Path) -> None:
    made = made_of(released, tmp_path / "out")
    assert Recipe.from_dict(json.loads(json.dumps(made.to_dict()))) == made
    assert made.settings == released.entry.model
    assert isinstance(made.settings, ModelSettings)


def test_names_are_made_of_file_names() -> None:
    assert name_from(Path("My Fine-Tune v2.safetensors")) == "my-fine-tune-v2"
    assert name_from(Path("ß.bin")) == "imported"
