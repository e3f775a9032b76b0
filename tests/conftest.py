"""What every test may ask for."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real documents in ../shared/data, which are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """The bundled examples."""
    return ROOT / "examples"
