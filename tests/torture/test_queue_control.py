"""A download queue that is paused, resumed, cancelled and closed at random moments. More: `make torture`."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests.torture.queue_control import torture_queue

SEEDS, SHARE = 20, 5


@pytest.mark.parametrize("first", range(0, SEEDS, SHARE))
async def test_every_row_of_a_queue_that_is_stopped_at_random_moments_ends(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + SHARE):
        assert await torture_queue(seed, tmp_path / str(seed)) == []
        # Responses whose reading was cancelled are asynchronous generators of httpcore: they must be closed while a
        # loop runs, or they end with an error.
        gc.collect()
