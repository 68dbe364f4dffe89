"""Cached records of papers and authors: stored from every response of the services, and read without a request."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.errors import DiskError, SourceError
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.timestamps import utc_timestamp

if TYPE_CHECKING:
    from scholar_desktop.net.http_cache import CachedRecord, RecordEntry, RecordStore


log = logging.getLogger(__name__)

FRESH = timedelta(days=7)
"""How long a record is fresh, as long as cached responses for one paper: until then the service is not requested
again."""
_WHOLE = ("*",)
MAX_IN_WINDOW_THREAD = 100
"""Number of papers that may be processed in the thread of the window; more are processed in another thread."""


class PaperRecordCache:
    """The record store, read and written as papers. It is only a cache: if its disk fails, the program sends requests
    again."""

    def __init__(self, records: RecordStore, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._records = records
        self._clock = clock

    async def remember(self, papers: Iterable[Paper], *, s2_fields: Sequence[str] | None = None) -> None:
        """Store the records of each service for *papers* (their `facts`).

        Args:
            s2_fields: the fields that were requested from Semantic Scholar, None for the usual ones; other fields count
                as unknown.
        """
        from scholar_desktop.sources.semantic_scholar.fields import PAPER_FIELDS

        many = tuple(papers)
        by_answer = _entries(many) if len(many) <= MAX_IN_WINDOW_THREAD else await asyncio.to_thread(_entries, many)
        try:
            for (source, retrieved), said in by_answer.items():
                fields = (s2_fields or PAPER_FIELDS) if source == S2 else _WHOLE
                await self._records.put_many(source, said, fields=fields, retrieved=retrieved)
        except DiskError as error:
            log.info("what the services said could not be kept: %s", error.message)

    async def recall(self, ids: Ids, sources: Sequence[str], *, fresh: bool = True) -> Paper | None:
        """Return the stored records of *sources* for the paper with *ids*, merged into one paper; None if there are
        none.

        Args:
            fresh: only use records younger than a week; otherwise records of any age.
        """
        found: Paper | None = None
        for source in sources:
            said = await self._recall_one(ids, source, fresh=fresh)
            if said is not None:
                found = said if found is None else merge_fields(found, said)
        return found

    async def retrieved(self, ids: Ids, sources: Sequence[str]) -> dict[str, str]:
        """Return when each of *sources* was asked about the paper with *ids* (ISO 8601, UTC), by its name. Sources
        without a record are left out."""
        found = {}
        for source in sources:
            said = await self._recall_one(ids, source, fresh=False)
            if said is not None and said.facts:
                found[source] = said.facts[0].retrieved
        return found

    async def recall_many(
        self, several: Sequence[Ids], *, fresh: bool = True, fields: Sequence[str] | None = None
    ) -> list[Paper | None]:
        """Return the Semantic Scholar record for each of *several*, None if there is none.

        Args:
            fresh: only use records younger than a week; otherwise records of any age.
            fields: only use records that have these fields; None for the usual ones.
        """
        names = _all_ids_for(S2, several)
        newer_than = self._since() if fresh else None
        records = await self._get(S2, [name for each in names for name in each], fields, newer_than)
        if not records:
            return [None] * len(several)
        if len(several) <= MAX_IN_WINDOW_THREAD:
            return _parse_records(S2, records, several, names)
        return await asyncio.to_thread(_parse_records, S2, records, several, names)

    async def recall_merged(self, several: Sequence[Ids], sources: Sequence[str]) -> list[Paper | None]:
        """Return for each of *several* what `recall` returns, with records of any age. All records of a source are read
        at once."""
        found: list[Paper | None] = [None] * len(several)
        for source in sources:
            names = await asyncio.to_thread(_all_ids_for, source, several)
            wanted = [name for each in names for name in each]
            records = await self._get(source, wanted, None, None) if wanted else None
            if records:
                found = await asyncio.to_thread(_with_records, found, source, records, several, names)
        return found

    async def _get(
        self, source: str, names: Sequence[str], fields: Sequence[str] | None, newer_than: str | None
    ) -> dict[str, CachedRecord]:
        """Return the records of *source* by name; empty if they cannot be read. fields: None for the usual ones."""
        from scholar_desktop.sources.semantic_scholar.fields import PAPER_FIELDS

        usual = PAPER_FIELDS if source == S2 else _WHOLE
        try:
            return await self._records.get(source, names, fields=fields or usual, newer_than=newer_than)
        except DiskError as error:
            log.info("what the services said could not be read: %s", error.message)
            return {}

    def _since(self) -> str:
        return utc_timestamp(self._clock() - FRESH)

    async def _recall_one(self, ids: Ids, source: str, *, fresh: bool) -> Paper | None:
        names = _ids_for(source, ids)
        if not names:
            return None
        records = await self._get(source, names, None, self._since() if fresh else None)
        [found] = _parse_records(source, records, [ids], [names])
        return found


def has_facts(paper: Paper, source: str, *, newer_than: str | None = None) -> bool:
    """True if *paper* contains the record of *source*, retrieved at *newer_than* (ISO 8601, UTC) or later."""
    return any(
        facts.source == source and (newer_than is None or facts.retrieved >= newer_than) for facts in paper.facts
    )


def _entries(papers: Iterable[Paper]) -> dict[tuple[str, str], list[RecordEntry]]:
    """Return the records of *papers* by service and time of retrieval."""
    from scholar_desktop.net.http_cache import RecordEntry

    by_answer: dict[tuple[str, str], list[RecordEntry]] = {}
    for paper in papers:
        for facts in paper.facts:
            if ids := _ids_for(facts.source, paper.ids):
                by_answer.setdefault((facts.source, facts.retrieved), []).append(
                    RecordEntry(ids=ids, body=facts.fields)
                )
    return by_answer


def _ids_for(source: str, ids: Ids) -> tuple[str, ...]:
    """Return the identifiers under which *source* knows a paper, its own first. Identifiers that belong to other
    services are left out, because they could match another paper."""
    if source == UNPAYWALL:
        return (f"doi:{ids.doi}",) if ids.doi else ()
    if source == LIBRARY:
        return ()
    if source == ZENODO:
        return (f"zenodo:{ids.zenodo}",) if ids.zenodo else ()
    return tuple(f"{scheme}:{value}" for scheme, value in ids.items() if scheme != "zenodo_concept")


def _all_ids_for(source: str, several: Sequence[Ids]) -> list[tuple[str, ...]]:
    return [_ids_for(source, ids) for ids in several]


def _parse_records(
    source: str, records: Mapping[str, CachedRecord], several: Sequence[Ids], names: Sequence[Sequence[str]]
) -> list[Paper | None]:
    """Return the record of *source* for each of *several*, None if there is none. names: under which *source* knows
    each of them."""
    found: list[Paper | None] = []
    for ids, own in zip(several, names, strict=True):
        record = next((records[name] for name in own if name in records), None)
        found.append(None if record is None else _parse_record(source, record.body, record.retrieved, ids))
    return found


def _with_records(
    found: Sequence[Paper | None],
    source: str,
    records: Mapping[str, CachedRecord],
    several: Sequence[Ids],
    names: Sequence[Sequence[str]],
) -> list[Paper | None]:
    """Return each of *found*, merged with its record of *source*, if it has one. Other arguments: as of
    `_parse_records`."""
    said = _parse_records(source, records, several, names)
    return [
        one if paper is None else paper if one is None else merge_fields(one, paper)
        for one, paper in zip(found, said, strict=True)
    ]


def _parse_record(source: str, body: dict[str, Any], retrieved: str, ids: Ids) -> Paper | None:
    try:
        return _parse_body(source, body, retrieved, ids)
    except SourceError as error:  # stored by an older version of the program
        log.info("a kept answer of %s is not understood: %s", source, error.message)
        return None


def _parse_body(source: str, body: dict[str, Any], retrieved: str, ids: Ids) -> Paper:
    if source == S2:
        from scholar_desktop.sources.semantic_scholar.parse import parse_paper

        return parse_paper(body, retrieved)
    if source == UNPAYWALL:
        from scholar_desktop.sources.unpaywall.parse import parse_doi

        return parse_doi(body, ids.doi or "", retrieved).paper
    from scholar_desktop.sources.zenodo.parse import parse_record, record_to_paper

    return record_to_paper(parse_record(body), retrieved)


class AuthorRecordCache:
    """The record store, read and written as authors. It is only a cache: if its disk fails, the program sends requests
    again."""

    def __init__(self, records: RecordStore, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._records = records
        self._clock = clock

    async def remember(self, authors: Iterable[AuthorProfile]) -> None:
        """Store the records of *authors*, which were requested with AUTHOR_FIELDS."""
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
        """Return the authors that have a record of the last week with all AUTHOR_FIELDS, by id."""
        from scholar_desktop.sources.semantic_scholar.fields import AUTHOR_FIELDS
        from scholar_desktop.sources.semantic_scholar.parse_authors import parse_author

        newer_than = utc_timestamp(self._clock() - FRESH)
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
            except SourceError as error:  # stored by an older version of the program
                log.info("a kept answer about an author is not understood: %s", error.message)
        return found


def _name(author_id: str) -> str:
    return f"author:{author_id}"
