"""Captions on a CUDA device: `python -m pytest -m gpu`."""

from pathlib import Path

import pytest
import torch

from engine.captions import load_captioner, loaded_captioner, write_caption
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_picture
from tests.engine.tiny_captioners import KINDS, CaptionerKind, tiny_captioner

pytestmark = pytest.mark.gpu


@pytest.fixture(autouse=True)
def _card() -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_describes_and_gives_the_memory_back(tmp_path: Path, kind: CaptionerKind) -> None:
    folder = tiny_captioner(tmp_path / kind, kind)
    assert load_captioner(folder, "cuda").dtype == torch.float16
    exhausted(write_caption(folder, tiny_picture(), device="cuda", dtype=torch.float32))
    before = torch.cuda.memory_allocated()
    first, second = (exhausted(write_caption(folder, tiny_picture(), device="cuda", dtype=torch.float32)) for _ in "ab")
    assert first == second
    with loaded_captioner(folder, "cuda", torch.float32):
        assert torch.cuda.memory_allocated() > before
    assert torch.cuda.memory_allocated() <= before


def test_cancelling_gives_the_memory_back(tmp_path: Path) -> None:
    folder = tiny_captioner(tmp_path / "tiny")
    exhausted(write_caption(folder, tiny_picture(), device="cuda", dtype=torch.float32))
    before = torch.cuda.memory_allocated()
    work = write_caption(folder, tiny_picture(), device="cuda", dtype=torch.float32)
    while next(work).stage != "write":
        pass
    assert torch.cuda.memory_allocated() > before
    work.close()
    assert torch.cuda.memory_allocated() <= before
