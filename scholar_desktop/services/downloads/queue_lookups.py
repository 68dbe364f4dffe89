"""What Semantic Scholar says of rows that are only identifiers yet: of many at once, when the first is taken up."""

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

AT_ONCE = 500
"""So many papers one request may name."""
FROM = 2


class QueueLookups:
    """Remembers what a batch has brought until the row is taken up."""

    def __init__(self, finder: OpenAccessFinder) -> None:
        self._finder = finder
        self._answers: dict[str, BatchAnswer] = {}
        self._lock = asyncio.Lock()

    async def said(self, item: DownloadItem, others: Iterable[DownloadItem], ask: RequestOptions) -> BatchAnswer | None:
        """What is known of *item*; asked together with those of *others* that are no more than identifiers either.
        None where its own question is as good."""
        if not _asks_s2(item):
            return None
        async with self._lock:
            if item.key not in self._answers:
                rows = [item]
                for other in others:
                    if len(rows) == AT_ONCE:
                        break
                    if other.key != item.key and other.key not in self._answers and _asks_s2(other):
                        rows.append(other)
                if len(rows) < FROM:
                    return None
                identifiers = [identifier for row in rows if (identifier := identifier_of(row)) is not None]
                said = await self._finder.batch(identifiers, ask)
                self._answers |= {row.key: one for row, one in zip(rows, said, strict=True)}
        return self._answers.pop(item.key, None)

    def forget(self, key: str) -> None:
        """The row has gone, or is asked for anew."""
        self._answers.pop(key, None)


def identifier_of(item: DownloadItem) -> Identifier | None:
    """What the row was asked for by; None for a row whose paper is known, and for a text that names none."""
    return parse(item.asked_as) if item.paper is None or not item.paper.title else None


def is_for_s2(identifier: Identifier) -> bool:
    """Zenodo answers for its own records; DBLP's keys nobody looks up."""
    return identifier.scheme not in (Scheme.ZENODO, Scheme.DBLP) and ids_of(identifier).zenodo is None


def _asks_s2(item: DownloadItem) -> bool:
    if item.is_record or (identifier := identifier_of(item)) is None:
        return False
    return is_for_s2(identifier)
