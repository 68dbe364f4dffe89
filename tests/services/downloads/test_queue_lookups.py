"""Many items of the queue are looked up in one request, and the window runs while their identifiers are read."""

from __future__ import annotations

import asyncio
from typing import Any

from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.downloads import queue_lookups
from scholar_desktop.services.downloads.queue_items import new_item
from scholar_desktop.services.downloads.queue_lookups import BATCH_SIZE, QueueLookups


class Finder:
    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    async def batch(self, identifiers: list[Any], _ask: RequestOptions) -> list[str]:
        self.asked.append([identifier.value for identifier in identifiers])
        return [f"answer for {identifier.value}" for identifier in identifiers]


async def test_each_identifier_is_read_once_and_in_many_turns(monkeypatch):
    read: list[str] = []
    monkeypatch.setattr(queue_lookups, "parse", lambda text: (read.append(text), parse(text))[1])
    items = [new_item(f"10.5555/{number}", None, "batch", "2026-11-22T10:00:00Z") for number in range(600)]
    items.insert(1, new_item("zenodo.5015459", None, "batch", "2026-11-22T10:00:00Z"))
    finder, between = Finder(), []
    lookups = QueueLookups(finder)  # type: ignore[arg-type]
    asking = asyncio.ensure_future(lookups.said(items[0], items, RequestOptions()))
    while not asking.done():
        await asyncio.sleep(0)
        between.append(len(read))
    assert await asking == "answer for 10.5555/0"
    assert finder.asked == [[f"10.5555/{number}" for number in range(BATCH_SIZE)]]
    assert len(read) == len(set(read)) == BATCH_SIZE + 1, "the record of Zenodo is not asked for"
    assert max(after - before for before, after in zip([0, *between], between, strict=False)) <= BATCH_SIZE / 5
    # the others need no request
    assert await lookups.said(items[2], items, RequestOptions()) == "answer for 10.5555/1"
    assert len(finder.asked) == 1
