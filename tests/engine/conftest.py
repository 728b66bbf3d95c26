"""What the engine's tests share."""

import pytest

from tests.engine.reference import Reference, reference_folder
from tests.engine.released import Released, tiny_released


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The reference vectors; tests that need them are skipped where they are not."""
    folder = reference_folder()
    if not (folder / "reference.safetensors").is_file():
        pytest.skip(f"no reference vectors at {folder}; set HEIRLOOM_REFERENCE to their folder")
    return Reference(folder)


@pytest.fixture(scope="session")
def tiny_repositories(tmp_path_factory: pytest.TempPathFactory) -> Released:
    """What the hub's repositories of a tiny released model hold; not to be changed, but to be copied."""
    return tiny_released(tmp_path_factory.mktemp("released") / "hub")
