"""Several processes, by gloo on the processor: the same losses and checkpoints as one, whoever holds which tensor."""

import json
import multiprocessing
import os
import socket
import sys
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch.distributed.tensor import DTensor

from engine.errors import ConfigError
from tests.engine.tiny import tiny_bundle
from tests.trainer.conftest import write_run
from tests.trainer.running import of_phase, started, trained
from trainer import distributed
from trainer.checkpoint import complete_checkpoints, load_checkpoint
from trainer.distributed import Rows
from trainer.events import Event
from trainer.finish import finish
from trainer.loop import train

# Batches that cannot be divided, and one that is smaller than the number of processes; an autoencoder that samples.
UNEVEN = {
    "crops": "[{ size = 48, batch = 3 }, { size = 48, batch = 1 }]",
    "stages": """[
        { name = "alignment", updates = 1, alignment = 1e-3 },
        { name = "joint", updates = 2, alignment = 1e-3, lq_encoder = 5e-4, unet = 1e-3 },
    ]""",
    "accumulate": "2",
    "noise_offset": "0.05",
    "evaluate_every": "9",
    "checkpoint_every": "1",
}
SHARDED = {
    "ACCELERATE_USE_FSDP": "true",
    "ACCELERATE_TORCH_DEVICE": "cpu",
    "FSDP_VERSION": "2",
    "FSDP_RESHARD_AFTER_FORWARD": "true",
    "FSDP_AUTO_WRAP_POLICY": "TRANSFORMER_BASED_WRAP",
    "FSDP_TRANSFORMER_CLS_TO_WRAP": "BasicTransformerBlock",
}
ZERO = {
    "ACCELERATE_USE_DEEPSPEED": "true",
    "ACCELERATE_DEEPSPEED_ZERO_STAGE": "2",
    "ACCELERATE_TORCH_DEVICE": "cpu",
    "DS_ACCELERATOR": "cpu",
}
KINDS = [
    pytest.param({}, id="DDP"),
    pytest.param(SHARDED, id="FSDP 2"),
    pytest.param(
        ZERO,
        id="ZeRO 2",
        marks=pytest.mark.skipif(find_spec("deepspeed") is None, reason="DeepSpeed is not installed"),
    ),
]


def _process(path: Path, place: dict[str, str], told: Path) -> None:
    """One of several processes; writes down the events it yields."""
    os.environ |= place
    torch.set_num_threads(1)
    if place.get("ACCELERATE_TORCH_DEVICE") == "cpu":
        _let_accelerate_share_out_on_the_processor()
    run = started(path)
    shared_out: set[bool] = set()
    with told.open("w", encoding="utf-8") as file:
        for event in chain(train(run), finish(run)):
            if event["phase"] == "checkpoint":
                shared_out |= {isinstance(tensor, DTensor) for tensor in run.modules.parameters()}
            if run.processes.main:
                file.write(json.dumps(event) + "\n")
    run.close()
    assert shared_out == {"ACCELERATE_USE_FSDP" in place}


def _let_accelerate_share_out_on_the_processor() -> None:
    """accelerate prepares FSDP and DeepSpeed for graphics cards only; both can work anywhere."""
    from accelerate.state import PartialState
    from accelerate.utils import DistributedType

    real: Any = distributed.Accelerator

    def anywhere(**values: Any) -> Any:
        return real(**(values | {"cpu": False}))

    distributed.Accelerator = anywhere  # pyright: ignore[reportAttributeAccessIssue]
    PartialState._prepare_backend = lambda self, *_: ("gloo", DistributedType.MULTI_GPU)  # pyright: ignore[reportAttributeAccessIssue]


def together(path: Path, more: dict[str, str], processes: int = 2) -> list[Event]:
    """Trains in several processes, and returns the main one's events; the others say nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.trainer.test_distributed"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    group = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": str(processes), "OMP_NUM_THREADS": "1"}
    children: list[Any] = []
    files = [path.with_name(f"told-{rank}") for rank in range(processes)]
    for rank, told in enumerate(files):
        own = {"RANK": str(rank), "LOCAL_RANK": str(rank), "LOCAL_WORLD_SIZE": str(processes)}
        children.append(context.Process(target=_process, args=(path, group | own | more, told)))
        children[-1].start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0] * processes
    assert not files[1].read_text(encoding="utf-8")
    return [json.loads(line) for line in files[0].read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def uneven(run_file: Path) -> Path:
    """The folder of a run with an autoencoder that samples."""
    folder = run_file.parent
    for old in sorted((folder / "start").rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() else old.unlink()
    tiny_bundle(folder / "start", text="two", autoencoder="kl")
    return folder


def compare(alone: Path, other: Path, apart: float) -> None:
    """Checkpoints hold tensors of the same names and shapes, and nearly the same values."""
    one, two = (load_checkpoint(complete_checkpoints(folder / "checkpoints")[-1]) for folder in (alone, other))
    assert one.update == two.update
    for kind in ("weights", "average", "moments"):
        first, second = getattr(one, kind), getattr(two, kind)
        assert first.keys() == second.keys()
        assert {name: tensor.shape for name, tensor in first.items()} == {n: t.shape for n, t in second.items()}
        assert max(float((first[name] - second[name]).abs().max()) for name in first) < apart


@pytest.mark.skipif(sys.platform == "win32", reason="no fork server")
@pytest.mark.parametrize("more", KINDS)
def test_two_processes_give_the_losses_of_one(uneven: Path, more: dict[str, str]) -> None:
    alone = list(train(started(write_run(uneven, output='"alone"', **UNEVEN))))
    both = together(write_run(uneven, output='"both"', **UNEVEN), more)
    assert of_phase(both, "start")[0]["processes"] == 2
    for phase in ("train", "held_out"):
        one, two = ([event["loss"] for event in of_phase(events, phase)] for events in (alone, both))
        assert len(one) >= 2
        assert two == pytest.approx(one, abs=1e-4)
    norms = [[event["norm"] for event in of_phase(events, "train")] for events in (alone, both)]
    assert norms[1] == pytest.approx(norms[0], rel=1e-3)
    assert both[-1]["phase"] == "exported"
    compare(uneven / "alone", uneven / "both", 1e-3)


@pytest.mark.skipif(sys.platform == "win32", reason="no fork server")
@pytest.mark.parametrize("more", KINDS[1:])
def test_what_is_shared_out_goes_on_from_a_checkpoint_of_one_process(uneven: Path, more: dict[str, str]) -> None:
    trained(write_run(uneven, output='"alone"', **UNEVEN))
    path = write_run(uneven, **UNEVEN)
    for event in train(started(path)):
        if event["phase"] == "checkpoint" and event["update"] == 2:
            break
    told = together(path, more)
    assert (of_phase(told, "start")[0]["update"], of_phase(told, "start")[0]["resumed"]) == (2, True)
    compare(uneven / "alone", uneven / "run", 1e-3)


@pytest.mark.parametrize("total", [1, 2, 3, 7])
def test_rows_are_taken_once_and_weights_make_the_mean(total: int) -> None:
    values = torch.arange(float(total)) + 1
    shares = [Rows(total, first, min(first + 2, total), 4) for first in range(0, 8, 2)]
    means = [float(values[rows.own].mean()) * rows.weight for rows in shares if rows.first <= total]
    assert sum(means) / 4 == pytest.approx(float(values.mean()))
    assert shares[0].among(1) == Rows(1, 0, 1, 4)
    assert shares[1].among(1).weight == 0


def test_what_cannot_be_written_whole_is_refused(run_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from accelerate import Accelerator
    from accelerate.utils import DistributedType

    monkeypatch.setattr(Accelerator, "distributed_type", DistributedType.MEGATRON_LM)
    with pytest.raises(ConfigError, match="MEGATRON_LM"):
        started(run_file)
    sharing: dict[str, Any] = {"stage": 3}
    plugin = SimpleNamespace(deepspeed_config={"zero_optimization": sharing})
    monkeypatch.setattr(Accelerator, "distributed_type", DistributedType.DEEPSPEED)
    monkeypatch.setattr(Accelerator, "deepspeed_plugin", plugin)
    with pytest.raises(ConfigError, match="ZeRO 3"):
        started(run_file)
    sharing.update(stage=2, offload_optimizer={"device": "cpu"})
    with pytest.raises(ConfigError, match="offload"):
        started(run_file)
    monkeypatch.setattr(Accelerator, "distributed_type", DistributedType.FSDP)
    monkeypatch.setattr(Accelerator, "is_fsdp2", False)
    with pytest.raises(ConfigError, match="FSDP version 1"):
        started(run_file)
    monkeypatch.setattr(Accelerator, "is_fsdp2", True)
    with pytest.raises(ConfigError, match="adafactor"):
        started(write_run(run_file.parent, optimizer='"adafactor"'))
