"""Requests to Zenodo: records, their files, versions and statistics, and communities. Nothing is ever written to
Zenodo.

A guest gets 25 rows a page, a user with a token 100; more is a 400. Zenodo ignores unknown parameters without notice,
so each page reports which ones were ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.errors import AccessRefused, BadAnswer, NotFound, UsageError
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import FORMS, RecordExportFormat
from scholar_desktop.domain.zenodo.record_query import MAX_ROWS, RecordQuery
from scholar_desktop.sources.answer_decoding import parse_answer
from scholar_desktop.sources.zenodo.communities import CommunityPage, parse_communities, parse_community
from scholar_desktop.sources.zenodo.parameters import Pairs, filter_parameters, record_parameters
from scholar_desktop.sources.zenodo.parse import (
    ZenodoRecordPage,
    parse_file,
    parse_files,
    parse_record,
    parse_search,
    record_to_paper,
)
from scholar_desktop.sources.zenodo.query_text import plain_query, query_string
from scholar_desktop.sources.zenodo.record_ids import foreign_name, quote_path, record_number_in
from scholar_desktop.sources.zenodo.versions import newest_first

if TYPE_CHECKING:
    from scholar_desktop.domain.identifiers.identifiers import Identifier
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.domain.search.query import Query
    from scholar_desktop.domain.zenodo.record import Community, Record, RecordFile, RecordStats
    from scholar_desktop.net.client import Answer, Client, Service

T = TypeVar("T")

DAY_S = 86_400.0
LIFETIME_S = DAY_S
MISSING_LIFETIME_S = DAY_S

GUEST_PAGE = 25
"""The maximum number of rows of a page without a token."""
TOKEN_PAGE = 100
DOIS_PER_REQUEST = 10
"""Number of DOIs in one query; a page has room for a second version of each."""
NATIVE = "application/vnd.inveniordm.v1+json"
"""Requests a record in the format of InvenioRDM, the software of Zenodo; plain JSON is Zenodo's own format."""
_DEFAULT = "application/json"
_RECORDS = "/api/records"
_COMMUNITIES = "/api/communities"


class Zenodo:
    """The client of Zenodo. Every method raises SourceErrors (subject `zenodo`).

    A record is named by its number, `zenodo:N`, DOI or address. The number and DOI of a concept (a work in all its
    versions) mean its newest version; a DOI of another publisher is searched for.
    """

    def __init__(self, client: Client, service: Service) -> None:
        self._client = client
        self._service = service

    # -- searching

    async def search(
        self, query: Query, ask: RequestOptions, *, page: int = 1, size: int = GUEST_PAGE, sort: str | None = None
    ) -> ZenodoRecordPage:
        """Return a page (the first is 1) of the newest versions that match the words or the identifier of *query*.

        Filters that Zenodo does not have (venue, field of study, citations) are left out.
        sort: Zenodo's name of the order (`newest`, `publication-desc`, `mostviewed`, ...), or None for the best match.
        """
        text = query_string(query)
        if not text:
            raise UsageError(Message("Type some words to search for."), subject=ZENODO)
        ordered = [("sort", sort)] if sort else []
        parameters = [("q", text), *_window(page, size), *ordered, *filter_parameters(query.filters)]
        return await _record_page(await self._get(_RECORDS, ask, parameters), parameters)

    async def find(
        self,
        query: RecordQuery,
        ask: RequestOptions,
        *,
        page: int = 1,
        size: int = GUEST_PAGE,
        community_id: str | None = None,
    ) -> ZenodoRecordPage:
        """Return a page of the records that match *query*; with *community_id* (a uuid) only records of that community.

        Raises:
            UsageError: the query has an invalid value.
            BadRequest: more rows than the user may request (`pages.page_limit_in` returns the limit).
        """
        path = f"{_COMMUNITIES}/{quote_path(community_id)}/records" if community_id is not None else _RECORDS
        parameters = [*record_parameters(query), *_window(page, size)]
        return await _record_page(await self._get(path, ask, parameters), parameters)

    # -- one record

    async def record(self, name: str, ask: RequestOptions, *, native: bool = False) -> Record:
        """Return the record.

        native: request it in the format of InvenioRDM, which has more about some things (funding, rights,
        affiliations).
        """
        return (await self._record(name, ask, native=native))[0]

    async def paper(self, name: str, ask: RequestOptions) -> Paper:
        """Return the record as a paper."""
        record, retrieved = await self._record(name, ask)
        return record_to_paper(record, retrieved)

    async def papers_by_doi(self, dois: Sequence[str], ask: RequestOptions) -> dict[str, Paper]:
        """Return the newest records with the DOIs *dois* of other publishers, by DOI; one request for each 10 of them.
        DOIs that Zenodo does not have are missing."""
        papers: dict[str, Paper] = {}
        for start in range(0, len(dois), DOIS_PER_REQUEST):
            some = dois[start : start + DOIS_PER_REQUEST]
            text = " OR ".join(f'doi:"{doi}"' for doi in some)  # not translated: a query of the service
            parameters = [("q", text), ("all_versions", "true"), *_window(1, GUEST_PAGE)]
            answer = await self._get(_RECORDS, ask, parameters)
            page = await parse_answer(answer, partial(parse_search, retrieved=answer.retrieved))
            for record in newest_first(page.records):
                if record.doi is not None and record.doi in some:  # the service ignores what it does not understand
                    papers.setdefault(record.doi, record_to_paper(record, answer.retrieved))
        return papers

    async def form(self, name: str, form: RecordExportFormat, ask: RequestOptions) -> str:
        """Return the record as text in one of Zenodo's export formats, as sent. Raises BadRequest for a format that
        Zenodo does not provide for this record.
        """
        number = await self._number(name, ask)
        accept, path = FORMS[form].accept, f"{_RECORDS}/{quote_path(number)}"
        try:
            answer = await self._client.ask(
                self._service,
                path,
                accept=accept,
                ask=ask,
                lifetime_s=LIFETIME_S,
                missing_lifetime_s=MISSING_LIFETIME_S,
            )
        except NotFound as error:
            raise _unknown(number, error) from error
        return answer.body.decode("utf-8", "replace")

    async def latest(self, name: str, ask: RequestOptions) -> Record:
        """Return the newest version of the work to which the record belongs."""
        number = await self._number(name, ask)
        try:
            answer = await self._get(f"{_RECORDS}/{quote_path(number)}/versions/latest", ask)
        except NotFound as error:
            return (await self._instead(number, error, ask))[0]
        return await parse_answer(answer, parse_record)

    async def versions(self, name: str, ask: RequestOptions) -> tuple[Record, ...]:
        """Return all versions of the work, the newest first; requests several pages if there are many."""
        number = await self._number(name, ask)
        size = ("size", str(GUEST_PAGE))
        try:
            found = await self._all_pages(f"{_RECORDS}/{quote_path(number)}/versions", [size], ask)
        except NotFound as error:
            if error.status != 404 or not number.isdigit():
                raise _unknown(number, error) from error
            question = [("q", f"conceptrecid:{number}"), ("sort", "version"), ("all_versions", "true"), size]
            found = [record for record in await self._all_pages(_RECORDS, question, ask) if record.concept_id == number]
            if not found:
                raise _unknown(number, error) from error
        return newest_first(found)

    async def stats(self, name: str, ask: RequestOptions) -> RecordStats:
        """Return how often this version, and all versions together, were viewed and downloaded. If an answer in
        Zenodo's own format has no counts, the native format is requested.
        """
        record = await self.record(name, ask)
        if msgspec.structs.asdict(record.stats.all) != dict.fromkeys(record.stats.all.__struct_fields__):
            return record.stats
        return (await self.record(record.id, ask, native=True)).stats

    async def files(self, name: str, ask: RequestOptions) -> tuple[RecordFile, ...]:
        """Return the files of a record, with checksums and addresses. Empty for a record with metadata only.

        Raises:
            AccessRefused: the files are restricted.
        """
        number = await self._number(name, ask)
        try:
            answer = await self._get(f"{_RECORDS}/{quote_path(number)}/files", ask)
        except NotFound as error:
            return (await self._instead(number, error, ask))[0].files
        except AccessRefused as error:
            raise _restricted(number, error) from error
        return await parse_answer(answer, parse_files)

    async def file(self, name: str, file_name: str, ask: RequestOptions) -> RecordFile:
        """Return one file of a record. Raises NotFound if there is no such record or file."""
        number = await self._number(name, ask)
        try:
            answer = await self._get(f"{_RECORDS}/{quote_path(number)}/files/{quote_path(file_name)}", ask)
        except NotFound as error:
            raise NotFound(
                Message("The Zenodo record {record} has no file “{file}”.", record=number, file=file_name),
                hint=Message("To list its files: scholar-desktop zenodo files"),
                subject=ZENODO,
                status=error.status,
            ) from error
        except AccessRefused as error:
            raise _restricted(number, error) from error
        return await parse_answer(answer, parse_file)

    def content_address(self, number: str, file_name: str) -> str:
        """Return the address of the content of a file, for a listing that does not contain it."""
        return f"{self._base}{_RECORDS}/{number}/files/{quote_path(file_name)}/content"

    def archive_address(self, number: str) -> str:
        """Return the address of a zip file with all files of a record, which Zenodo makes up to 300 MB."""
        return f"{self._base}{_RECORDS}/{number}/files-archive"

    # -- communities

    async def communities(
        self,
        text: str,
        ask: RequestOptions,
        *,
        page: int = 1,
        size: int = GUEST_PAGE,
        sort: str | None = None,
        type: str | None = None,  # noqa: A002
        funder: str | None = None,
        organization: str | None = None,
    ) -> CommunityPage:
        """Return a page of the communities that match *text* (empty: all).

        sort: bestmatch, newest or oldest; type, funder, organization: keys of the list's facets.
        """
        narrowed = (("sort", sort), ("type", type), ("funder", funder), ("organization", organization))
        parameters = [
            ("q", plain_query(text)),
            *_window(page, size),
            *((name, value or "") for name, value in narrowed),
        ]
        return await self._communities(_COMMUNITIES, [pair for pair in parameters if pair[1]], ask)

    async def community(self, name: str, ask: RequestOptions) -> Community:
        """Return the community with that slug or uuid."""
        try:
            answer = await self._get(f"{_COMMUNITIES}/{quote_path(name)}", ask)
        except NotFound as error:
            raise NotFound(
                Message("Zenodo has no community “{name}”.", name=name.strip()),
                hint=Message("The name is the end of its address: zenodo.org/communities/NAME."),
                subject=ZENODO,
                status=error.status,
            ) from error
        return await parse_answer(answer, parse_community)

    async def communities_of(
        self, name: str, ask: RequestOptions, *, page: int = 1, size: int = GUEST_PAGE
    ) -> CommunityPage:
        """Return a page of the communities that contain a record."""
        number = await self._number(name, ask)
        try:
            return await self._communities(f"{_RECORDS}/{quote_path(number)}/communities", _window(page, size), ask)
        except NotFound as error:
            raise _unknown(number, error) from error

    # -- requests

    @property
    def _base(self) -> str:
        return self._service.base_url.rstrip("/")

    async def _record(self, name: str, ask: RequestOptions, *, native: bool = False) -> tuple[Record, str]:
        """Return the record, and when it was retrieved."""
        foreign = foreign_name(name)
        if foreign is not None:
            found = await self._by_identifier(foreign, ask)
            if not native:
                return found
            name = found[0].id
        number = record_number_in(name) or name.strip()
        try:
            answer = await self._get(f"{_RECORDS}/{quote_path(number)}", ask, native=native)
        except NotFound as error:
            return await self._instead(number, error, ask, native=native)
        return await parse_answer(answer, parse_record), answer.retrieved

    async def _number(self, name: str, ask: RequestOptions) -> str:
        """Return the record's number for a path; only a DOI of another publisher needs a request."""
        foreign = foreign_name(name)
        if foreign is not None:
            return (await self._by_identifier(foreign, ask))[0].id
        return record_number_in(name) or name.strip()

    async def _by_identifier(self, identifier: Identifier, ask: RequestOptions) -> tuple[Record, str]:
        """Return the newest record with a DOI that is not Zenodo's own."""
        doi = identifier.value if identifier.scheme == "doi" else f"10.48550/arxiv.{identifier.value}"
        # not translated: a query of the service
        question = [("q", f'doi:"{doi}" OR conceptdoi:"{doi}"'), ("sort", "version"), ("all_versions", "true")]
        found = await self._first(question, ask, lambda record: doi in (record.doi, record.concept_doi))
        if found is None:
            raise NotFound(
                Message("Zenodo has no record with the DOI {doi}.", doi=doi),
                hint=Message("Zenodo's own DOIs begin with 10.5281/zenodo."),
                subject=ZENODO,
            )
        return found

    async def _instead(
        self, number: str, error: NotFound, ask: RequestOptions, *, native: bool = False
    ) -> tuple[Record, str]:
        """Return the newest version of the concept with *number*, for which the service answered 404 (seen in 2023; the
        present software redirects). Raises NotFound when there is no such concept either.
        """
        if error.status == 404 and number.isdigit():
            question = [("q", f"conceptrecid:{number}"), ("sort", "newest")]
            # The service ignores what it does not understand: only a record of this work is accepted.
            found = await self._first(question, ask, lambda record: record.concept_id == number, native=native)
            if found is not None:
                return found
        raise _unknown(number, error) from error

    async def _first(
        self, question: Pairs, ask: RequestOptions, fits: Callable[[Record], bool], *, native: bool = False
    ) -> tuple[Record, str] | None:
        answer = await self._get(_RECORDS, ask, [*question, ("size", "1")], native=native)
        page = await parse_answer(answer, lambda body: parse_search(body, answer.retrieved))
        record = next(filter(fits, page.records), None)
        return (record, answer.retrieved) if record is not None else None

    async def _all_pages(self, path: str, parameters: Pairs, ask: RequestOptions) -> list[Record]:
        """Return the records of every page, following the links. Raises BadAnswer for links that form a loop."""
        records: list[Record] = []
        asked: set[tuple[tuple[str, str], ...]] = set()
        while True:
            asked.add(tuple(sorted(parameters)))
            page = await _record_page(await self._get(path, ask, parameters), parameters)
            records += page.records
            if page.following is None or len(records) >= MAX_ROWS:
                return records
            parameters = list(page.following)
            if tuple(sorted(parameters)) in asked:
                raise BadAnswer(
                    Message("Zenodo's pages link to each other in a circle."),
                    hint=Message("Try again later."),
                    subject=ZENODO,
                )

    async def _communities(self, path: str, parameters: Pairs, ask: RequestOptions) -> CommunityPage:
        answer = await self._get(path, ask, parameters)
        asked = [name for name, _ in parameters]
        return await parse_answer(
            answer, lambda body: parse_communities(body, answer.retrieved, asked=asked, cached=answer.cached)
        )

    async def _get(
        self, path: str, ask: RequestOptions, parameters: Pairs | None = None, *, native: bool = False
    ) -> Answer:
        return await self._client.ask(
            self._service,
            path,
            parameters or [],
            accept=NATIVE if native else _DEFAULT,
            ask=ask,
            lifetime_s=LIFETIME_S,
            # a list always exists: a 404 is an error
            missing_lifetime_s=None if path in (_RECORDS, _COMMUNITIES) else MISSING_LIFETIME_S,
        )


async def _record_page(answer: Answer, parameters: Pairs) -> ZenodoRecordPage:
    """Return the page of records in *answer*.

    Args:
        parameters: those of the request; the page names the ones that Zenodo ignored.
    """
    asked = [name for name, _ in parameters]
    return await parse_answer(
        answer, lambda body: parse_search(body, answer.retrieved, asked=asked, cached=answer.cached)
    )


def _window(page: int, size: int) -> Pairs:
    return [("page", str(max(1, page))), ("size", str(max(1, min(size, TOKEN_PAGE))))]


def _unknown(number: str, error: NotFound) -> NotFound:
    gone = error.status == 410
    return NotFound(
        Message("The Zenodo record {record} was deleted.", record=number)
        if gone
        else Message("Zenodo has no record {record}.", record=number),
        hint=None if gone else Message("The number is the end of the record's address: zenodo.org/records/N."),
        subject=ZENODO,
        status=error.status,
    )


def _restricted(number: str, error: AccessRefused) -> AccessRefused:
    return AccessRefused(
        Message("The files of the Zenodo record {record} are restricted.", record=number),
        hint=Message("Its page on zenodo.org says how to request access."),
        subject=ZENODO,
        status=error.status,
    )
