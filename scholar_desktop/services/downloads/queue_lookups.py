"""Looks up many items of the queue at Semantic Scholar that are only identifiers, when the first of them starts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, ids_of, parse
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.open_access.open_access import BatchAnswer

if TYPE_CHECKING:
    from scholar_desktop.services.open_access.open_access import OpenAccessFinder

BATCH_SIZE = 500
"""How many papers one request may name."""
FROM = 2
ROWS_PER_TURN = 50
"""How many items are looked at before the event loop runs: their texts are parsed."""


class QueueLookups:
    """Makes batch lookups, and keeps the answers until their items start."""

    def __init__(self, finder: OpenAccessFinder) -> None:
        self._finder = finder
        self._answers: dict[str, BatchAnswer] = {}
        self._lock = asyncio.Lock()

    async def said(self, item: DownloadItem, others: Iterable[DownloadItem], ask: RequestOptions) -> BatchAnswer | None:
        """Returns the answer for *item*, looked up together with those of *others* that are only identifiers as well.

        Returns None if a batch has no advantage: the item is not for Semantic Scholar, or there are no others.
        """
        identifier = _s2_identifier_of(item)
        if identifier is None:
            return None
        async with self._lock:
            if item.key not in self._answers:
                rows = {item.key: identifier}
                for number, other in enumerate(others, start=1):
                    if len(rows) == BATCH_SIZE:
                        break
                    if number % ROWS_PER_TURN == 0:
                        await asyncio.sleep(0)
                    if other.key not in rows and other.key not in self._answers:
                        identifier = _s2_identifier_of(other)
                        if identifier is not None:
                            rows[other.key] = identifier
                if len(rows) < FROM:
                    return None
                said = await self._finder.batch(list(rows.values()), ask)
                self._answers |= zip(rows, said, strict=True)
        return self._answers.pop(item.key, None)

    def forget_failed(self) -> None:
        """Removes the answers that a service did not give, so that these items are looked up again."""
        self._answers = {key: said for key, said in self._answers.items() if not said.failed}

    def forget(self, key: str) -> None:
        """Removes the answer for an item that left the queue or is retried."""
        self._answers.pop(key, None)


def identifier_of(item: DownloadItem) -> Identifier | None:
    """Returns the identifier by which the item was requested; None if its paper is known, or if the text names none."""
    return parse(item.asked_as) if item.paper is None or not item.paper.title else None


def is_for_s2(identifier: Identifier) -> bool:
    """Returns False for identifiers of Zenodo, which are looked up there, and DBLP keys, which no service knows."""
    return identifier.scheme not in (Scheme.ZENODO, Scheme.DBLP, Scheme.KEY) and ids_of(identifier).zenodo is None


def _s2_identifier_of(item: DownloadItem) -> Identifier | None:
    """Returns the identifier by which Semantic Scholar is asked for the item; None if it is not asked."""
    identifier = None if item.is_record else identifier_of(item)
    return identifier if identifier is not None and is_for_s2(identifier) else None
