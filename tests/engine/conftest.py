"""What the engine's tests share."""

import pytest

from tests.engine.reference import Reference, reference_folder


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The reference vectors; tests that need them are skipped where they are not."""
    folder = reference_folder()
    if not (folder / "reference.safetensors").is_file():
        pytest.skip(f"no reference vectors at {folder}; set HEIRLOOM_REFERENCE to their folder")
    return Reference(folder)
