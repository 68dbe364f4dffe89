"""Asking Zenodo: search, one record, the files of a record.

A guest gets 25 rows a page, a user with a token 100; more is a 400. Parameters that the service does not know are
dropped without a word, so that each page says which those were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from scholar_desktop.domain.errors import NotFound, UsageError
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.sources.answers import understood
from scholar_desktop.sources.zenodo.kinds import filter_of
from scholar_desktop.sources.zenodo.parse import (
    RecordPage,
    parse_files,
    parse_record,
    parse_search,
    record_to_paper,
)
from scholar_desktop.sources.zenodo.query_text import query_string

if TYPE_CHECKING:
    from scholar_desktop.domain.asking import Ask
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.query import Filters, Query
    from scholar_desktop.domain.record import Record, RecordFile
    from scholar_desktop.net.client import Answer, Client, Service

DAY_S = 86_400.0
LIFETIME_S = DAY_S
MISSING_LIFETIME_S = DAY_S

GUEST_PAGE = 25
"""Rows of a page without a token, at most."""
TOKEN_PAGE = 100

_RECORDS = "/api/records"


class Zenodo:
    """Zenodo as the program asks it. Every method raises SourceErrors (subject `zenodo`)."""

    def __init__(self, client: Client, service: Service) -> None:
        self._client = client
        self._service = service

    async def search(
        self, query: Query, ask: Ask, *, page: int = 1, size: int = GUEST_PAGE, sort: str | None = None
    ) -> RecordPage:
        """A page (the first is 1) of the newest versions that match the words or the identifier of *query*.

        sort: as Zenodo names it (`newest`, `publication-desc`, `mostviewed`, ...), or None for the best match. Filters
        that Zenodo does not have (venue, field of study, citations) are left out.
        """
        text = query_string(query)
        if not text:
            raise UsageError("There are no words to search for.", subject=ZENODO)
        parameters = [
            ("q", text),
            ("page", str(page)),
            ("size", str(max(1, min(size, TOKEN_PAGE)))),
            *([("sort", sort)] if sort else []),
            *filter_parameters(query.filters),
        ]
        answer = await self._get(_RECORDS, ask, parameters)
        asked = [name for name, _ in parameters]
        return await understood(
            answer, lambda body: parse_search(body, answer.retrieved, asked=asked, cached=answer.cached)
        )

    async def record(self, record_id: str, ask: Ask) -> Record:
        """The record of a number, `zenodo:N` or not. The number of a concept (the work in all its versions) gives its
        newest version: the service redirects there, or answered 404, and then it is searched for."""
        return (await self._record(record_id, ask))[0]

    async def paper(self, record_id: str, ask: Ask) -> Paper:
        """The same record as a paper."""
        record, retrieved = await self._record(record_id, ask)
        return record_to_paper(record, retrieved)

    async def files(self, record_id: str, ask: Ask) -> tuple[RecordFile, ...]:
        """The files of a record, with checksums and the addresses of their bytes. Empty for metadata alone; Refused
        where they are restricted."""
        number = record_id.removeprefix("zenodo:").strip()
        try:
            answer = await self._get(f"{_RECORDS}/{quote(number, safe='')}/files", ask)
        except NotFound as error:
            raise _unknown(number, error) from error
        return await understood(answer, parse_files)

    async def _record(self, record_id: str, ask: Ask) -> tuple[Record, str]:
        """The record, and when it was asked for."""
        number = record_id.removeprefix("zenodo:").strip()
        try:
            answer = await self._get(f"{_RECORDS}/{quote(number, safe='')}", ask)
        except NotFound as error:
            newest = await self._newest_of_concept(number, ask) if error.status == 404 and number.isdigit() else None
            if newest is None:
                raise _unknown(number, error) from error
            return newest
        return await understood(answer, parse_record), answer.retrieved

    async def _newest_of_concept(self, number: str, ask: Ask) -> tuple[Record, str] | None:
        answer = await self._get(_RECORDS, ask, [("q", f"conceptrecid:{number}"), ("size", "1"), ("sort", "newest")])
        page = await understood(answer, lambda body: parse_search(body, answer.retrieved))
        # The service ignores what it does not understand: only a record of this very work is an answer.
        record = next((record for record in page.records if record.concept_id == number), None)
        return (record, answer.retrieved) if record is not None else None

    async def _get(self, path: str, ask: Ask, parameters: list[tuple[str, str]] | None = None) -> Answer:
        """The default form of 2023 and later: plain JSON."""
        return await self._client.ask(
            self._service,
            path,
            parameters or [],
            ask=ask,
            lifetime_s=LIFETIME_S,
            missing_lifetime_s=MISSING_LIFETIME_S,
        )


def filter_parameters(filters: Filters) -> list[tuple[str, str]]:
    """*filters* as parameters of a search (years stand in the query itself). Open access is an open record with a
    PDF."""
    parameters: list[tuple[str, str]] = []
    if filters.type and (kind := filter_of(filters.type)) is not None:
        parameters.append(("type", kind[0]))
        if kind[1] is not None:
            parameters.append(("subtype", kind[1]))
    if filters.open_access:
        parameters += [("access_status", "open"), ("file_type", "pdf")]
    return parameters


def _unknown(number: str, error: NotFound) -> NotFound:
    gone = error.status == 410
    return NotFound(
        f"The Zenodo record {number} was deleted." if gone else f"Zenodo has no record {number}.",
        hint=None if gone else "The number of a record stands at the end of its address, zenodo.org/records/N.",
        subject=ZENODO,
        status=error.status,
    )
