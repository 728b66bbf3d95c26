"""The application is told to end, by the system or in the terminal: it does so safely and goes on at the next start."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.model.library import FILE, Library
from app.model.queue_store import QueueStore
from app.settings import Settings, save_settings
from engine.request import RestoreRequest
from tests.app.ui.queues import photos
from tests.engine.tiny import tiny_bundle

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=lambda told: told.name)
def test_the_queue_goes_on_after_a_signal(told: signal.Signals, tmp_path: Path, own_data_folder: Path) -> None:
    tiny_bundle(own_data_folder / "models" / "tiny")
    request = RestoreRequest(steps=1000, guidance_scale=1.0, scale=1.0, tile=64, precision="fp32")
    path = own_data_folder / "settings.json"
    save_settings(Settings(model="tiny", request=request.to_dict(), offered=True), path)
    before = path.stat().st_mtime_ns
    paths = photos(tmp_path / "many", 3)
    command = [sys.executable, "-m", "tests.system.at_work", str(tmp_path / "many")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    process.send_signal(told)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    library = Library(own_data_folder / FILE)
    store = QueueStore(library, "the next session", lambda _name: False)
    assert [(job.path, job.state) for job in store.all()] == [(photo, "waiting") for photo in paths]
    assert store.begin() == (3, True), "it goes on by itself"
    assert store.begin() == (3, False), "once"
    library.close()
    assert path.stat().st_mtime_ns > before, "the settings were saved"
    assert json.loads(path.read_text())["model"] == "tiny"
    assert not list(own_data_folder.rglob("*.part"))
