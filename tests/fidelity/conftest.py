"""The recorded exchanges, read once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from fidelity.exchanges import Exchanges, load


@pytest.fixture(scope="session")
def exchanges(recorded: Path) -> Exchanges:
    """Every recorded exchange, by name."""
    return load(recorded)
