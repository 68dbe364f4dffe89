"""Asking Zenodo: records, their files, versions and statistics, and the communities that collect them. Nothing is ever
written there.

A guest gets 25 rows a page, a user with a token 100; more is a 400. Parameters that the service does not know are
dropped without a word, so that each page says which those were.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.errors import AccessRefused, BadAnswer, NotFound, UsageError
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.zenodo.record import FORMS, RecordForm
from scholar_desktop.domain.zenodo.record_query import WINDOW, RecordQuery
from scholar_desktop.sources.answers import parse_answer
from scholar_desktop.sources.zenodo.communities import CommunityPage, parse_communities, parse_community
from scholar_desktop.sources.zenodo.names import foreign_name, quote_path, record_number_in
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
"""Rows of a page without a token, at most."""
TOKEN_PAGE = 100
NATIVE = "application/vnd.inveniordm.v1+json"
"""Asks for a record as the software behind Zenodo keeps it; plain JSON is Zenodo's own form."""
_DEFAULT = "application/json"
_RECORDS = "/api/records"
_COMMUNITIES = "/api/communities"


class Zenodo:
    """Zenodo as the program asks it. Every method raises SourceErrors (subject `zenodo`).

    A record is named by its number, `zenodo:N`, DOI or address; the number and DOI of a concept (a work in all its
    versions) stand for its newest version; a DOI of another publisher is searched for.
    """

    def __init__(self, client: Client, service: Service) -> None:
        self._client = client
        self._service = service

    # -- searching

    async def search(
        self, query: Query, ask: RequestOptions, *, page: int = 1, size: int = GUEST_PAGE, sort: str | None = None
    ) -> ZenodoRecordPage:
        """A page (the first is 1) of the newest versions that match the words or the identifier of *query*.

        sort: as Zenodo names it (`newest`, `publication-desc`, `mostviewed`, ...), or None for the best match. Filters
        that Zenodo does not have (venue, field of study, citations) are left out.
        """
        text = query_string(query)
        if not text:
            raise UsageError("There are no words to search for.", subject=ZENODO)
        ordered = [("sort", sort)] if sort else []
        return await self._records(
            _RECORDS, [("q", text), *_window(page, size), *ordered, *filter_parameters(query.filters)], ask
        )

    async def find(
        self,
        query: RecordQuery,
        ask: RequestOptions,
        *,
        page: int = 1,
        size: int = GUEST_PAGE,
        community_id: str | None = None,
    ) -> ZenodoRecordPage:
        """A page of what *query* asks for; with *community_id* (a uuid), of that community's records alone.

        Raises UsageError for a query that cannot mean anything, and BadRequest for more rows than the asker may have
        (`pages.page_limit_in` tells how many).
        """
        path = f"{_COMMUNITIES}/{quote_path(community_id)}/records" if community_id is not None else _RECORDS
        return await self._records(path, [*record_parameters(query), *_window(page, size)], ask)

    # -- one record

    async def record(self, name: str, ask: RequestOptions, *, native: bool = False) -> Record:
        """The record. native: asked for in the form of the software behind Zenodo, which has more of some things
        (funding, rights, affiliations)."""
        return (await self._record(name, ask, native=native))[0]

    async def paper(self, name: str, ask: RequestOptions) -> Paper:
        """The same record as a paper."""
        record, retrieved = await self._record(name, ask)
        return record_to_paper(record, retrieved)

    async def form(self, name: str, form: RecordForm, ask: RequestOptions) -> str:
        """The record as text in one of the forms that Zenodo has, as sent. Raises BadRequest for a form that it does
        not give of this record."""
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
        """The newest version of the work that the record is a version of."""
        number = await self._number(name, ask)
        try:
            answer = await self._get(f"{_RECORDS}/{quote_path(number)}/versions/latest", ask)
        except NotFound as error:
            return (await self._instead(number, error, ask))[0]
        return await parse_answer(answer, parse_record)

    async def versions(self, name: str, ask: RequestOptions) -> tuple[Record, ...]:
        """All versions of the work, the newest first; several pages where there are many."""
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
        """How often this version, and all versions together, were looked at and downloaded. An answer in Zenodo's own
        form that says nothing of it is asked for once more in the native one."""
        record = await self.record(name, ask)
        if msgspec.structs.asdict(record.stats.all) != dict.fromkeys(record.stats.all.__struct_fields__):
            return record.stats
        return (await self.record(record.id, ask, native=True)).stats

    async def files(self, name: str, ask: RequestOptions) -> tuple[RecordFile, ...]:
        """The files of a record, with checksums and the addresses of their bytes. Empty for metadata alone; Refused
        where they are restricted."""
        number = await self._number(name, ask)
        try:
            answer = await self._get(f"{_RECORDS}/{quote_path(number)}/files", ask)
        except NotFound as error:
            return (await self._instead(number, error, ask))[0].files
        except AccessRefused as error:
            raise _restricted(number, error) from error
        return await parse_answer(answer, parse_files)

    async def file(self, name: str, file_name: str, ask: RequestOptions) -> RecordFile:
        """One file of a record. NotFound for a record or a file that is not there."""
        number = await self._number(name, ask)
        try:
            answer = await self._get(f"{_RECORDS}/{quote_path(number)}/files/{quote_path(file_name)}", ask)
        except NotFound as error:
            raise NotFound(
                f"The Zenodo record {number} has no file '{file_name}'.",
                hint="Its files are listed by: scholar-desktop zenodo files",
                subject=ZENODO,
                status=error.status,
            ) from error
        except AccessRefused as error:
            raise _restricted(number, error) from error
        return await parse_answer(answer, parse_file)

    def content_address(self, number: str, file_name: str) -> str:
        """Where the bytes of a file lie, for a listing that does not say."""
        return f"{self._base}{_RECORDS}/{number}/files/{quote_path(file_name)}/content"

    def archive_address(self, number: str) -> str:
        """Where all files of a record lie as one zip, which Zenodo packs up to 300 MB."""
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
        """A page of the communities that match *text* (empty: all). sort: bestmatch, newest or oldest; type, funder,
        organization: keys of the list's facets."""
        narrowed = (("sort", sort), ("type", type), ("funder", funder), ("organization", organization))
        parameters = [
            ("q", plain_query(text)),
            *_window(page, size),
            *((name, value or "") for name, value in narrowed),
        ]
        return await self._communities(_COMMUNITIES, [pair for pair in parameters if pair[1]], ask)

    async def community(self, name: str, ask: RequestOptions) -> Community:
        """The community with that slug or uuid."""
        try:
            answer = await self._get(f"{_COMMUNITIES}/{quote_path(name)}", ask)
        except NotFound as error:
            raise NotFound(
                f"Zenodo has no community '{name.strip()}'.",
                hint="Its name stands at the end of its address, zenodo.org/communities/NAME.",
                subject=ZENODO,
                status=error.status,
            ) from error
        return await parse_answer(answer, parse_community)

    async def communities_of(
        self, name: str, ask: RequestOptions, *, page: int = 1, size: int = GUEST_PAGE
    ) -> CommunityPage:
        """A page of the communities that hold a record."""
        number = await self._number(name, ask)
        try:
            return await self._communities(f"{_RECORDS}/{quote_path(number)}/communities", _window(page, size), ask)
        except NotFound as error:
            raise _unknown(number, error) from error

    # -- asking

    @property
    def _base(self) -> str:
        return self._service.base_url.rstrip("/")

    async def _record(self, name: str, ask: RequestOptions, *, native: bool = False) -> tuple[Record, str]:
        """The record, and when it was asked for."""
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
        """What stands for the record in a path; only a foreign DOI costs a question."""
        foreign = foreign_name(name)
        if foreign is not None:
            return (await self._by_identifier(foreign, ask))[0].id
        return record_number_in(name) or name.strip()

    async def _by_identifier(self, identifier: Identifier, ask: RequestOptions) -> tuple[Record, str]:
        """The newest record with a DOI that is not Zenodo's own."""
        doi = identifier.value if identifier.scheme == "doi" else f"10.48550/arxiv.{identifier.value}"
        question = [("q", f'doi:"{doi}" OR conceptdoi:"{doi}"'), ("sort", "version"), ("all_versions", "true")]
        found = await self._first(question, ask, lambda record: doi in (record.doi, record.concept_doi))
        if found is None:
            raise NotFound(
                f"Zenodo has no record with the DOI {doi}.",
                hint="Zenodo's own DOIs begin with 10.5281/zenodo.",
                subject=ZENODO,
            )
        return found

    async def _instead(
        self, number: str, error: NotFound, ask: RequestOptions, *, native: bool = False
    ) -> tuple[Record, str]:
        """The newest version of the concept with that number, for which the service answered 404 (seen in 2023; the
        software of today redirects). Raises NotFound when there is no such concept either."""
        if error.status == 404 and number.isdigit():
            question = [("q", f"conceptrecid:{number}"), ("sort", "newest")]
            # The service ignores what it does not understand: only a record of this very work is an answer.
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
        """The records of every page, as far as the links lead. Raises BadAnswer for links that go in a circle."""
        records: list[Record] = []
        asked: set[tuple[tuple[str, str], ...]] = set()
        while True:
            asked.add(tuple(sorted(parameters)))
            page = await self._records(path, parameters, ask)
            records += page.records
            if page.following is None or len(records) >= WINDOW:
                return records
            parameters = list(page.following)
            if tuple(sorted(parameters)) in asked:
                raise BadAnswer("Zenodo's pages lead in a circle.", hint="Try again later.", subject=ZENODO)

    async def _records(self, path: str, parameters: Pairs, ask: RequestOptions) -> ZenodoRecordPage:
        answer = await self._get(path, ask, parameters)
        asked = [name for name, _ in parameters]
        return await parse_answer(
            answer, lambda body: parse_search(body, answer.retrieved, asked=asked, cached=answer.cached)
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
            # a list is always there: a 404 in its place is a fault
            missing_lifetime_s=None if path in (_RECORDS, _COMMUNITIES) else MISSING_LIFETIME_S,
        )


def _window(page: int, size: int) -> Pairs:
    return [("page", str(max(1, page))), ("size", str(max(1, min(size, TOKEN_PAGE))))]


def _unknown(number: str, error: NotFound) -> NotFound:
    gone = error.status == 410
    return NotFound(
        f"The Zenodo record {number} was deleted." if gone else f"Zenodo has no record {number}.",
        hint=None if gone else "The number of a record stands at the end of its address, zenodo.org/records/N.",
        subject=ZENODO,
        status=error.status,
    )


def _restricted(number: str, error: AccessRefused) -> AccessRefused:
    return AccessRefused(
        f"The files of the Zenodo record {number} are not open.",
        hint="Its page on zenodo.org says whom to ask for access.",
        subject=ZENODO,
        status=error.status,
    )
