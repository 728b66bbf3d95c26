"""Captioners of the real classes, tiny and random: from `save_pretrained` through our loader to a caption."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import engine.captions
from engine import caption_loading
from engine.caption_kinds import BLIP, CHAT, DETAILS, FLORENCE_2, MAX_NEW_TOKENS
from engine.captions import CaptionProgress, caption, load_captioner, loaded_captioner, reduced, write_caption
from engine.errors import InvalidResult, ModelMismatch, OutOfMemory
from engine.images.picture import Picture
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_picture
from tests.engine.tiny_captioners import KINDS, CaptionerKind, tiny_captioner

EXPECTED = {"florence": FLORENCE_2, "blip": BLIP, "llava": CHAT, "qwen": CHAT, "smolvlm": CHAT}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[CaptionerKind, Path]:
    root = tmp_path_factory.mktemp("captioners")
    return {kind: tiny_captioner(root / kind, kind) for kind in KINDS}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What captioners said, before it is cleaned: random ones say little that is left afterwards."""
    texts: list[str] = []
    clean = engine.captions.clean_caption

    def note(text: str, **options: Any) -> str:
        texts.append(text)
        return clean(text, **options)

    monkeypatch.setattr(engine.captions, "clean_caption", note)
    return texts


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_what_transformers_own_greedy_search_says(
    folders: dict[CaptionerKind, Path], said: list[str], kind: CaptionerKind
) -> None:
    captioner = load_captioner(folders[kind])
    assert captioner.kind is EXPECTED[kind]
    assert captioner.dtype == torch.float32
    exhausted(caption(captioner, tiny_picture()))
    inputs = engine.captions._inputs(captioner, reduced(tiny_picture(), captioner.kind.max_side), "detailed")
    with torch.inference_mode():
        own = captioner.model.generate(**inputs, max_new_tokens=MAX_NEW_TOKENS["detailed"])
    start = inputs["input_ids"].shape[1] if captioner.kind.chat else 1
    expected = captioner.processor.tokenizer.decode(own[0, start:], skip_special_tokens=True)
    assert said == [expected]
    assert len(set(expected)) > 3, "too little was said to compare anything"


def test_the_same_photo_has_the_same_caption_and_another_photo_another(
    folders: dict[CaptionerKind, Path], said: list[str]
) -> None:
    captioner = load_captioner(folders["florence"])
    for seed in (1, 1, 2):
        exhausted(caption(captioner, tiny_picture(seed=seed)))
    exhausted(write_caption(folders["florence"], tiny_picture(seed=1)))
    assert said[0] == said[1] == said[3]
    assert said[2] != said[0]


@pytest.mark.parametrize("kind", ["florence", "llava", "qwen", "smolvlm"])
def test_each_detail_asks_something_else(folders: dict[CaptionerKind, Path], kind: CaptionerKind) -> None:
    captioner = load_captioner(folders[kind])
    asked = {
        captioner.processor.tokenizer.decode(
            engine.captions._inputs(captioner, reduced(tiny_picture(), 64), detail)["input_ids"][0],
            skip_special_tokens=True,
        )
        for detail in DETAILS
    }
    assert len(asked) == len(DETAILS)
    assert kind != "florence" or not [prompt for prompt in asked if "<" in prompt], "task prompts are spelled out"


def test_progress_comes_token_by_token(folders: dict[CaptionerKind, Path]) -> None:
    steps = list(write_caption(folders["blip"], tiny_picture(), detail="short"))
    assert steps[:3] == [CaptionProgress("load", 0, 1), CaptionProgress("load", 1, 1), CaptionProgress("look", 0, 1)]
    written = [step.done for step in steps[3:]]
    assert written == list(range(1, len(written) + 1))
    assert {step.total for step in steps[3:]} == {MAX_NEW_TOKENS["short"]}
    captioner = load_captioner(folders["blip"])
    seldom = [step.done for step in caption(captioner, tiny_picture(), detail="short", every=16)][1:]
    assert seldom == [16, 32, 48]


def test_closing_stops_at_once_and_leaves_nothing(folders: dict[CaptionerKind, Path], said: list[str]) -> None:
    captioner = load_captioner(folders["florence"])
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    captioner.model.register_forward_hook(count)
    work = caption(captioner, tiny_picture())
    for progress in work:
        if progress.done == 3:
            break
    work.close()
    assert calls == 3
    assert not said
    assert not torch.is_inference_mode_enabled()
    exhausted(caption(captioner, tiny_picture()))
    assert len(said) == 1, "the next caption works"


def test_leaving_gives_the_memory_back_whoever_holds_the_captioner(folders: dict[CaptionerKind, Path]) -> None:
    with loaded_captioner(folders["florence"]) as captioner:
        assert next(captioner.model.parameters()).device.type == "cpu"
    assert {tensor.device.type for tensor in captioner.model.state_dict().values()} == {"meta"}


def test_cancelling_in_the_middle_unloads(folders: dict[CaptionerKind, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Any] = []

    def note(*arguments: Any) -> Any:
        loaded.append(load_captioner(*arguments))
        return loaded[-1]

    monkeypatch.setattr(caption_loading, "load_captioner", note)
    work = write_caption(folders["florence"], tiny_picture())
    while next(work).stage != "write":
        pass
    work.close()
    assert next(loaded[0].model.parameters()).device.type == "meta"


def test_the_weights_have_the_format_asked_for(folders: dict[CaptionerKind, Path]) -> None:
    captioner = load_captioner(folders["florence"], "cpu", torch.bfloat16)
    assert {parameter.dtype for parameter in captioner.model.parameters()} == {torch.bfloat16}
    exhausted(caption(captioner, tiny_picture()))


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 3000), (4000, 2), (300, 200)])
@pytest.mark.parametrize("kind", ["florence", "qwen"])
def test_any_shape_of_photo(folders: dict[CaptionerKind, Path], kind: CaptionerKind, width: int, height: int) -> None:
    captioner = load_captioner(folders[kind])
    exhausted(caption(captioner, Picture(pixels=np.full((height, width, 3), 90, np.uint8)), detail="short"))


def test_large_photos_are_reduced_before_the_processor_sees_them() -> None:
    picture = Picture(pixels=np.zeros((3000, 6000, 3), np.uint16), bits=16)
    assert reduced(picture, 1024).size == (1024, 512)
    small = tiny_picture(40, 52)
    assert np.array_equal(np.asarray(reduced(small, 1024)), small.pixels)
    assert reduced(Picture(pixels=np.zeros((1, 5000, 3), np.uint8)), 1024).size == (1024, 28)
    assert isinstance(reduced(small, 1024), Image.Image)


def test_values_that_are_not_numbers_are_told(folders: dict[CaptionerKind, Path]) -> None:
    captioner = load_captioner(folders["florence"])
    with torch.no_grad():
        captioner.model.lm_head.weight.fill_(torch.nan)
    with pytest.raises(InvalidResult, match="not numbers"):
        exhausted(caption(captioner, tiny_picture()))


def test_too_little_memory_is_told(folders: dict[CaptionerKind, Path]) -> None:
    captioner = load_captioner(folders["florence"])

    def full(*_: object) -> None:
        torch.empty(2**60)  # the allocator's own refusal

    captioner.model.register_forward_pre_hook(full)
    with pytest.raises(OutOfMemory, match="not enough memory on cpu"):
        exhausted(caption(captioner, tiny_picture()))


def test_parts_that_do_not_go_together_are_told(folders: dict[CaptionerKind, Path]) -> None:
    captioner = load_captioner(folders["florence"])
    captioner.processor.num_image_tokens += 1
    with pytest.raises(ModelMismatch, match="florence could not describe the photo"):
        exhausted(caption(captioner, tiny_picture()))


def test_sampling_that_a_folder_recommends_is_not_done(
    folders: dict[CaptionerKind, Path], tmp_path: Path, said: list[str]
) -> None:
    folder = tiny_captioner(tmp_path / "drawing", "blip")
    path = folder / "generation_config.json"
    wild = '"do_sample": true, "temperature": 9.0, "num_beams": 4, "num_return_sequences": 4, "max_length": 3, '
    path.write_text(path.read_text().replace("{", "{" + wild, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for where in (folder, folder, folders["blip"]):
            exhausted(write_caption(where, tiny_picture()))
    assert said[0] == said[1] == said[2]


def test_nothing_is_printed(folders: dict[CaptionerKind, Path], capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    for kind in KINDS:
        exhausted(write_caption(folders[kind], tiny_picture(), detail="short"))
    assert capfd.readouterr() == ("", "")
