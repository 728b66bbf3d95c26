"""Runs a conversion in a process of its own: whatever is in the files it reads, the app's process never opens them."""

import contextlib
import errno
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import engine
from engine import errors
from engine.download import TransferProgress, writing
from engine.errors import ModelError
from engine.manifest import BundleManifest, verify_bundle
from engine.recipe import Recipe

log = logging.getLogger(__name__)


def run_conversion(recipe: Recipe) -> Generator[TransferProgress, None, BundleManifest]:
    """Makes the bundle of `recipe` in a child process and verifies every file of it. Closing it ends the child.

    Raises:
        ModelError: what the child found, with its own kind, file and advice; or that the child died.
        DiskFull: no room.
    """
    module = Path(engine.__file__).parents[1]
    # -P: no module is taken from the current folder
    command = [sys.executable, "-P", "-m", "engine.conversion"]
    environment = {**os.environ, "PYTHONPATH": str(module), "HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryFile() as said, writing(recipe.out.parent):
        recipe.out.mkdir(parents=True, exist_ok=True)
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=environment, encoding="utf-8"
        )
        assert child.stdin is not None
        assert child.stdout is not None
        last: dict[str, Any] = {}
        try:
            with contextlib.suppress(BrokenPipeError), child.stdin as stdin:  # if it died at once, that is said below
                stdin.write(json.dumps(recipe.to_dict()))
            for line in child.stdout:
                last = _parsed(line)
                if "total" in last:
                    done, total = int(last["done"]), int(last["total"])
                    yield TransferProgress("convert", recipe.name, done, total, done, total)
            code = child.wait()
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
            child.stdout.close()
        said.seek(0)
        spoken = said.read().decode("utf-8", "replace")
    if spoken.strip():
        log.info("conversion of %s: %s", recipe.name, spoken.strip()[-4000:])
    if code != 0 or "manifest" not in last:
        raise _failure(last, code, recipe)
    return verify_bundle(recipe.out)


def _parsed(line: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError:  # a library that prints
        return {}
    return values if isinstance(values, dict) else {}


def _failure(last: dict[str, Any], code: int, recipe: Recipe) -> ModelError:
    """The child's last words as an error of ours."""
    if "errno" in last:
        if last["errno"] in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            advice = "Make room, then run the command again."
            return errors.DiskFull("the disk is full", path=recipe.out.parent, advice=advice)
        return ModelError(f"cannot be converted ({last['what']})", path=last.get("path"))
    kind = getattr(errors, str(last.get("error")), None)
    if isinstance(kind, type) and issubclass(kind, ModelError):
        return kind(last["what"], path=last["path"], advice=last["advice"])
    if "error" in last:
        return ModelError(last["what"], path=last["path"], advice=last["advice"])
    why = f"signal {-code}" if code < 0 else f"exit code {code}"
    advice = "The log has the details. If memory ran out, close other programs and try again."
    return ModelError(f"the conversion ended unexpectedly ({why})", path=recipe.weights, advice=advice)
