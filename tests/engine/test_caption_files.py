"""Captioner folders that are missing, damaged, of another kind or malicious: told by name, nothing run or fetched."""

import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.caption_files import check_captioner, default_captioner, find_captioner, list_captioners
from engine.captions import load_captioner, write_caption
from engine.errors import ModelDamaged, ModelError, ModelMismatch, ModelMissing
from tests.conftest import ROOT
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_picture
from tests.engine.tiny_captioners import EOS, KINDS, PAD, tiny_captioner


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("sound")
    return {kind: tiny_captioner(root / kind, kind) for kind in KINDS}


@pytest.fixture
def folder(sound: dict[str, Path], tmp_path: Path) -> Path:
    """A sound Florence-2, to damage."""
    return Path(shutil.copytree(sound["florence"], tmp_path / "captioner"))


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def truncate(path: Path, share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


Damage = Callable[[Path], object]

BAD: dict[str, tuple[Damage, type[ModelError], str]] = {
    "no config": (lambda f: (f / "config.json").unlink(), ModelMissing, "config.json: this file .* is missing"),
    "config is no JSON": (lambda f: (f / "config.json").write_text("{"), ModelDamaged, "config.json: cannot be read"),
    "config is a list": (lambda f: (f / "config.json").write_text("[1]"), ModelDamaged, "not a JSON object"),
    "config is deep": (lambda f: (f / "config.json").write_text("[" * 100_000), ModelDamaged, "cannot be read"),
    "config is 10 MB": (lambda f: change(f / "config.json", x="y" * 10_000_000), ModelDamaged, "larger than 1024 KiB"),
    "no model type": (lambda f: change(f / "config.json", model_type=None), ModelMismatch, "model_type"),
    "unknown type": (lambda f: change(f / "config.json", model_type="gpt5"), ModelDamaged, "cannot be loaded"),
    "a text model": (lambda f: change(f / "config.json", model_type="gpt2"), ModelMismatch, "gpt2 is no captioner"),
    "as first published": (
        lambda f: deeper(f, model_type="florence2_language"), ModelMismatch, "as it was first published",
    ),
    "no weights": (lambda f: (f / "model.safetensors").unlink(), ModelMissing, "model.safetensors: .* is missing"),
    "weights cut off": (lambda f: truncate(f / "model.safetensors", 0.6), ModelDamaged, "bytes long instead of"),
    "header cut off": (lambda f: truncate(f / "model.safetensors", 0.01), ModelDamaged, "not a safetensors file"),
    "empty weights": (lambda f: (f / "model.safetensors").write_bytes(b""), ModelDamaged, "not a safetensors file"),
    "a web page": (
        lambda f: (f / "model.safetensors").write_text("<!DOCTYPE html><html>" + " " * 999), ModelDamaged, "web page",
    ),
    "a pointer": (
        lambda f: (f / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\noid 1"),
        ModelDamaged, "Git LFS pointer",
    ),
    "odd header": (
        lambda f: (f / "model.safetensors").write_bytes((4).to_bytes(8, "little") + b'"ab"'), ModelDamaged, "damaged",
    ),
    "weights are a folder": (
        lambda f: ((f / "model.safetensors").unlink(), (f / "model.safetensors").mkdir()), ModelDamaged, "not a file",
    ),
    "an adapter": (lambda f: (f / "adapter_config.json").write_text("{}"), ModelMismatch, "adapter"),
    "quantised": (
        lambda f: change(f / "config.json", quantization_config={"quant_method": "gptq"}), ModelMismatch, "quantised",
    ),
    "code for attention": (
        lambda f: change(f / "config.json", attn_implementation="somebody/kernel"), ModelMismatch, "from elsewhere",
    ),
    "too many layers": (lambda f: deeper(f, encoder_layers=10**9), ModelMismatch, "encoder_layers is 1000000000"),
    "huge sizes": (lambda f: deeper(f, max_position_embeddings=2**40), ModelMismatch, "max_position_embeddings"),
    "another width": (lambda f: deeper(f, d_model=32), ModelError, "shape|cannot be loaded"),
    "one more layer": (lambda f: deeper(f, decoder_layers=2), ModelMismatch, "the key .* is missing"),
    "one layer less": (lambda f: deeper(f, decoder_layers=0), ModelMismatch, "the key .* is unknown"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), ModelError, "cannot be loaded"),
    "damaged tokenizer": (lambda f: truncate(f / "tokenizer.json", 0.5), ModelDamaged, "cannot be loaded"),
    "no processor": (lambda f: (f / "processor_config.json").unlink(), ModelDamaged, "cannot be loaded"),
    "damaged processor": (lambda f: (f / "processor_config.json").write_text("{}"), ModelDamaged, "cannot be loaded"),
    "damaged index": (
        lambda f: ((f / "model.safetensors").unlink(), (f / "model.safetensors.index.json").write_text("{}")),
        ModelDamaged, "names no files",
    ),
    "index leads out": (
        lambda f: (
            (f / "model.safetensors").unlink(),
            (f / "model.safetensors.index.json").write_text('{"weight_map": {"a": "../../etc/x.safetensors"}}'),
        ),
        ModelDamaged, "no safetensors file beside it",
    ),
    "shard missing": (
        lambda f: (
            (f / "model.safetensors").unlink(),
            (f / "model.safetensors.index.json").write_text('{"weight_map": {"a": "model-1-of-2.safetensors"}}'),
        ),
        ModelMissing, "model-1-of-2.safetensors: .* is missing",
    ),
}  # fmt: skip


def deeper(folder: Path, **values: Any) -> None:
    """Changes the text model's part of the config."""
    config = json.loads((folder / "config.json").read_text())
    change(folder / "config.json", text_config=config["text_config"] | values)


@pytest.mark.parametrize("damage", BAD)
def test_a_bad_folder_is_told_by_name(folder: Path, damage: str) -> None:
    spoil, error, words = BAD[damage]
    spoil(folder)
    with pytest.raises(error, match=words) as raised:
        load_captioner(folder)
    line = str(raised.value)
    assert str(folder) in line
    assert "\n" not in line
    assert len(line) < 1000
    assert raised.value.advice


@pytest.mark.parametrize(("change_key", "words"), [("unknown", "is unknown"), ("shape", "shape"), ("gone", "missing")])
def test_weights_fit_exactly_or_not_at_all(folder: Path, change_key: str, words: str) -> None:
    path = folder / "model.safetensors"
    state = load_file(path)
    key = next(name for name in state if name.endswith("fc1.weight"))
    tensor = state.pop(key)
    if change_key == "unknown":
        state[key], state["extra.weight"] = tensor, tensor.clone()
    elif change_key == "shape":
        state[key] = tensor[:-1].contiguous()
    save_file(state, path, metadata={"format": "pt"})
    with pytest.raises(ModelError, match=words):
        load_captioner(folder)


class Canary:
    """Unpickling one creates a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self.path),))


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.safetensors"])
def test_a_pickle_is_never_opened(folder: Path, tmp_path: Path, name: str) -> None:
    canary = tmp_path / "canary"
    (folder / "model.safetensors").unlink()
    (folder / name).write_bytes(pickle.dumps(Canary(canary)))
    with pytest.raises(ModelError, match="can run code"):
        load_captioner(folder)
    torch.save({"a": Canary(canary)}, folder / name)
    with pytest.raises(ModelError, match="can run code"):
        load_captioner(folder)
    assert not canary.exists()


def test_code_in_the_folder_is_never_run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = tmp_path / "canary"
    code = f"import os\nos.mkdir({str(canary)!r})\nclass A: ...\ndef generate(*a, **k): ...\n"
    for name in ("modeling_evil.py", "processing_evil.py", "custom_generate/generate.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code)
    evil = dict.fromkeys(("AutoConfig", "AutoModel", "AutoProcessor", "AutoImageProcessor"), "modeling_evil.A")
    for name in ("config.json", "processor_config.json", "tokenizer_config.json"):
        change(folder / name, auto_map=evil | {"AutoTokenizer": ["modeling_evil.A", None]})

    def offline(*_: object) -> None:
        raise AssertionError("something asked the network")

    monkeypatch.setattr(socket.socket, "connect", offline)
    monkeypatch.setattr(socket, "getaddrinfo", offline)
    exhausted(write_caption(folder, tiny_picture(), detail="short"))
    assert not canary.exists()


def test_a_template_that_wants_more_than_text_is_refused(sound: dict[str, Path], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sound["llava"], tmp_path / "llava"))
    canary = tmp_path / "canary"
    escape = "{{ cycler.__init__.__globals__.os.mkdir('" + str(canary) + "') }}<image>"
    (folder / "chat_template.jinja").write_text(escape)
    with pytest.raises(ModelMismatch, match=r"could not describe the photo .*unsafe"):
        exhausted(write_caption(folder, tiny_picture()))
    assert not canary.exists()
    (folder / "chat_template.jinja").write_text("{% for i in range(10**9) %}a{% endfor %}")
    with pytest.raises(ModelMismatch, match="could not describe the photo"):
        exhausted(write_caption(folder, tiny_picture()))


def test_a_chat_model_without_a_template_is_refused(sound: dict[str, Path], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sound["llava"], tmp_path / "llava"))
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(ModelMismatch, match="chat template"):
        load_captioner(folder)


@pytest.mark.parametrize("values", [None, {}, {"num_beams": 3, "do_sample": True}])
def test_marks_of_start_and_end_are_found_where_they_are(folder: Path, values: dict[str, Any] | None) -> None:
    path = folder / "generation_config.json"
    path.unlink() if values is None else path.write_text(json.dumps(values))
    found = load_captioner(folder).model.generation_config
    assert (found.eos_token_id, found.pad_token_id, found.decoder_start_token_id) == (EOS, PAD, EOS)
    assert (found.num_beams, found.do_sample) == (1, False)


def test_weights_in_several_files(folder: Path) -> None:
    captioner = load_captioner(folder)
    (folder / "model.safetensors").unlink()
    captioner.model.save_pretrained(folder, max_shard_size="40KB")
    found = check_captioner(folder)
    assert len(found.weights) > 1
    assert found.size_bytes == sum(path.stat().st_size for path in folder.glob("*.safetensors"))
    exhausted(write_caption(folder, tiny_picture(), detail="short"))


def test_finding(folder: Path, tmp_path: Path) -> None:
    installed = tmp_path / "captioners"
    with pytest.raises(ModelMissing, match=r"no captioner is installed.*heirloom models get florence-2-base"):
        find_captioner(default_captioner(installed), installed)
    with pytest.raises(ModelMissing, match=r"no captioner 'blip'.*heirloom models get"):
        find_captioner("blip", installed)
    assert find_captioner(str(folder), installed) == folder
    shutil.copytree(folder, installed / "zeta")
    (installed / "empty").mkdir()
    assert list_captioners(installed) == ["zeta"]
    assert default_captioner(installed) == "zeta"
    shutil.copytree(folder, installed / "florence-2-base")
    assert default_captioner(installed) == "florence-2-base"
    assert find_captioner("zeta", installed) == installed / "zeta"
    with pytest.raises(ModelMissing, match="Installed: florence-2-base, zeta"):
        find_captioner("", installed)
    with pytest.raises(ModelMissing, match="no such captioner folder"):
        check_captioner(tmp_path / "nowhere")


WITHOUT = """
import pathlib, sys, warnings
sys.modules |= {"accelerate": None, "peft": None, "torchvision": None, "num2words": None}
warnings.simplefilter("error")
from tests.engine.tiny import tiny_picture
from engine.captions import write_caption
for folder in sys.argv[1:]:
    list(write_caption(pathlib.Path(folder), tiny_picture(), detail="short"))
"""


def test_neither_extras_nor_torchvision_are_missed(sound: dict[str, Path]) -> None:
    command = [sys.executable, "-c", WITHOUT, *map(str, sound.values())]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
