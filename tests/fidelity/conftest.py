"""The recorded exchanges, read once for all tests, and the pairs that are one paper or two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fidelity.pairs import HOUSE_PAIRS, Pairs, read_pairs
from tests.support.recorded_exchanges import Exchanges, load


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pairs", default=None, metavar="FILE", help="pairs of rows to merge, in place of the house's own"
    )


@pytest.fixture(scope="session")
def pairs(request: pytest.FixtureRequest) -> Pairs:
    """The pairs of `--pairs`, else the house's own."""
    given = request.config.getoption("--pairs", default=None)
    return read_pairs(Path(given) if given else HOUSE_PAIRS)


@pytest.fixture(scope="session")
def exchanges(recorded: Path) -> Exchanges:
    """Every recorded exchange, by name."""
    return load(recorded)
