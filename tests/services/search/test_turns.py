"""A page of rows is merged in one turn of the event loop, and shown in another."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scholar_desktop.domain.merging.split_rows import NO_SPLITS
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.search.query import Query
from scholar_desktop.services.search.result_list import MIN_ROWS_FOR_TURN, ResultList


@pytest.mark.parametrize("count", [1, MIN_ROWS_FOR_TURN, 100])
async def test_the_window_does_other_things_between_merging_and_showing(count: int) -> None:
    done: list[str] = []
    found = ResultList(("corpus",), Query("words"), cast(Any, SimpleNamespace(apart=NO_SPLITS)), bulk=False)
    papers = tuple(Paper(f"Words of {number}", Ids(corpus=str(number))) for number in range(count))
    asyncio.get_running_loop().call_soon(done.append, "turn")
    await found.take_in({"corpus": papers})
    done.append("shown")
    assert len(found.now()[1].papers) == count
    assert done == (["turn", "shown"] if count >= MIN_ROWS_FOR_TURN else ["shown"])
