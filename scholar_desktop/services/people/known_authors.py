"""What Semantic Scholar has said about people before: remembered from every answer, and found again without asking."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import DiskError, SourceError
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.source import S2
from scholar_desktop.services.papers.record_cache import FRESH

if TYPE_CHECKING:
    from scholar_desktop.net.http_cache import RecordStore

log = logging.getLogger(__name__)


class AuthorRecordCache:
    """The record store, speaking of people. It is a convenience: when its disk fails, the program asks again."""

    def __init__(self, records: RecordStore, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._records = records
        self._clock = clock

    async def remember(self, authors: Iterable[AuthorProfile]) -> None:
        """Keep what was said about *authors*, asked for with AUTHOR_FIELDS."""
        from scholar_desktop.net.http_cache import RecordEntry
        from scholar_desktop.sources.semantic_scholar.fields import AUTHOR_FIELDS

        by_answer: dict[str, list[RecordEntry]] = {}
        for author in authors:
            if author.id is not None and author.facts is not None:
                said = RecordEntry(ids=(_name(author.id),), body=author.facts.fields)
                by_answer.setdefault(author.facts.retrieved, []).append(said)
        try:
            for retrieved, several in by_answer.items():
                await self._records.put_many(S2, several, fields=AUTHOR_FIELDS, retrieved=retrieved)
        except DiskError as error:
            log.info("what the services said could not be kept: %s", error.message)

    async def recall(self, ids: Sequence[str]) -> dict[str, AuthorProfile]:
        """By id: those of whom all of AUTHOR_FIELDS was said within a week."""
        from scholar_desktop.sources.semantic_scholar.fields import AUTHOR_FIELDS
        from scholar_desktop.sources.semantic_scholar.parse_authors import parse_author

        newer_than = (self._clock() - FRESH).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            records = await self._records.get(
                S2, [_name(author_id) for author_id in ids], fields=AUTHOR_FIELDS, newer_than=newer_than
            )
        except DiskError as error:
            log.info("what the services said could not be read: %s", error.message)
            return {}
        found: dict[str, AuthorProfile] = {}
        for author_id in ids:
            record = records.get(_name(author_id))
            try:
                if record is not None:
                    found[author_id] = parse_author(record.body, record.retrieved)
            except SourceError as error:  # kept by an older version of the program
                log.info("a kept answer about an author is not understood: %s", error.message)
        return found


def _name(author_id: str) -> str:
    return f"author:{author_id}"
