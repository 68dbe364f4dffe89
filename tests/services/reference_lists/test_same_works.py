"""The papers of a list that are one, also if the grouping is cancelled."""

from __future__ import annotations

import asyncio

from scholar_desktop.domain.merging.split_rows import SplitRows, ordered_pair, row_key
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.reference_lists.same_works import SameWorks

ONE = Paper(title="On mosses", ids=Ids(arxiv="1706.03762"), sources=("s2",))
OTHER = Paper(title="On mosses", ids=Ids(doi="10.5555/m", arxiv="1706.03762"), sources=("unpaywall",))


async def test_a_call_that_is_cancelled_leaves_the_grouping_to_the_next() -> None:
    splits = SplitRows(frozenset())

    async def load() -> SplitRows:
        return splits

    works = SameWorks(load)
    assert await works.add([ONE, OTHER])
    assert works.work_of(OTHER) == works.work_of(ONE)
    splits = SplitRows(frozenset({ordered_pair(row_key(ONE), row_key(OTHER))}))
    cancelled = asyncio.ensure_future(works.add([]))
    await asyncio.sleep(0)  # it has begun
    await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.gather(cancelled, return_exceptions=True)
    assert cancelled.cancelled()
    assert await works.add([])
    assert works.work_of(OTHER) != works.work_of(ONE)
