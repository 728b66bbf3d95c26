"""Captions encoded once: the same as encoded each time, never stale, and the encoders may leave."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
import torch

from engine.errors import TrainingError
from engine.text import TextEncoder
from tests.engine.tiny import tiny_text
from tests.trainer.conftest import write_run
from tests.trainer.running import events_of, of_phase, started
from trainer.text_cache import TextCache, encoders_hash

CAPTIONS = ("a house", "an old street with many people and a dog", "")


@pytest.fixture(params=["plain", "two"])
def text(request: pytest.FixtureRequest) -> TextEncoder:
    return tiny_text(request.param, 12, torch.Generator().manual_seed(0))


def cache_in(folder: Path, text: TextEncoder, precision: str = "fp32", **more: bool) -> TextCache:
    return TextCache(folder, text, nullcontext, precision, **more)


@torch.no_grad()
def test_a_cached_batch_is_what_the_encoders_say(tmp_path: Path, text: TextEncoder) -> None:
    """Captions of one and of several windows in one batch; in memory, from the disk, and in several processes."""
    assert cache_in(tmp_path, text).fill(CAPTIONS) == 3
    said = text.encode(CAPTIONS)
    assert said.windows > 1
    for cache in (cache_in(tmp_path, text), cache_in(tmp_path, text, writes=False)):
        assert cache.fill(CAPTIONS) == 0
        cached = cache.conditioning(CAPTIONS)
        assert cached.windows == said.windows
        torch.testing.assert_close(cached.context, said.context, atol=1e-5, rtol=0)
        assert (cached.pooled is None) == (said.pooled is None)
        if cached.pooled is not None and said.pooled is not None:
            torch.testing.assert_close(cached.pooled, said.pooled, atol=1e-5, rtol=0)
    alone = cache.conditioning(("a house",))
    assert torch.equal(alone.context, text.encode(["a house"]).context)


def test_what_an_entry_depends_on_is_in_its_name(tmp_path: Path, text: TextEncoder) -> None:
    cache = cache_in(tmp_path, text)
    key = cache.key("a house")
    assert key == cache_in(tmp_path, text).key("a house")
    assert len({key, cache.key("a House"), cache_in(tmp_path, text, "bf16").key("a house")}) == 3
    before = encoders_hash(text)
    with torch.no_grad():
        next(text.encoders[-1].parameters()).view(-1)[0] += 1e-6
    assert encoders_hash(text) != before
    assert cache_in(tmp_path, text).fill(["a house"]) == 2


def test_a_damaged_entry_is_made_again_and_a_missing_one_named(tmp_path: Path, text: TextEncoder) -> None:
    cache = cache_in(tmp_path, text)
    cache.fill(CAPTIONS)
    path = tmp_path / f"{cache.key('a house')}.safetensors"
    content = bytearray(path.read_bytes())
    content[-3] ^= 1  # safetensors itself would not notice
    path.write_bytes(content)
    again = cache_in(tmp_path, text)
    assert again.fill(CAPTIONS) == 1
    assert torch.equal(again.conditioning(CAPTIONS).context, cache.conditioning(CAPTIONS).context)
    with pytest.raises(TrainingError, match="missing or damaged"):
        again.conditioning(("never seen",))


def test_without_room_on_the_disk_all_stays_in_memory(tmp_path: Path, text: TextEncoder) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = cache_in(tmp_path / "file", text)
    assert cache.fill(CAPTIONS) == 3
    assert not cache.stored
    assert cache.conditioning(CAPTIONS).windows > 1


def test_a_run_encodes_once_and_not_at_all_where_the_encoders_learn(run_file: Path) -> None:
    folder = run_file.parent
    stages = '[{ name = "joint", updates = 1, unet = 1e-3 }]'
    path = write_run(folder, stages=stages, held_out="0")
    assert of_phase(events_of(started(path)), "text_cache")[0]["encoded"] == 5
    again = started(write_run(folder, stages=stages, held_out="0", output='"again"'))
    events = events_of(again)
    assert of_phase(events, "text_cache")[0] | {"bytes": 0} == {
        "phase": "text_cache", "texts": 5, "encoded": 5, "bytes": 0, "stored": True
    }  # fmt: skip
    assert isinstance(again.texts, TextCache)
    assert of_phase(events_of(started(path)), "text_cache")[0]["encoded"] == 0
    assert not any(b"picture" in entry.read_bytes() for entry in (folder / "run" / "cache" / "text").iterdir())
    learning = stages.replace("unet", "text_encoder = 1e-4, unet")
    run = started(write_run(folder, held_out="0", output='"other"', stages=learning))
    assert not of_phase(events_of(run), "text_cache")


def test_the_arithmetic_is_the_run_s(tmp_path: Path, text: TextEncoder) -> None:
    entered: list[int] = []

    @contextmanager
    def arithmetic() -> Iterator[None]:
        entered.append(1)
        yield

    TextCache(tmp_path, text, arithmetic, "bf16").fill(CAPTIONS)
    assert len(entered) == 3
