"""Looking things up at Zenodo: searches of any length, one record, its versions and counts, communities."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.errors import BadRequest, ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.zenodo.record import Community, Facets, Record, RecordFile, RecordStats
from scholar_desktop.domain.zenodo.record_query import COMMUNITY_SORTS, WINDOW, RecordQuery

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import RecordForm
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.sources.zenodo.api import Zenodo
    from scholar_desktop.sources.zenodo.communities import CommunityPage
    from scholar_desktop.sources.zenodo.parse import ZenodoRecordPage

log = logging.getLogger(__name__)
T = TypeVar("T")
PageT = TypeVar("PageT", "ZenodoRecordPage", "CommunityPage")

PAGE = 25
"""Rows that are asked for where nobody says how many: what Zenodo gives a guest at once."""
TOKEN_PAGE = 100


class RecordList(msgspec.Struct, frozen=True):
    """Rows of a search. total: what Zenodo says there is; dropped: parameters that it did not heed, so that the rows
    are not narrowed by them; skipped: rows that could not be understood; more: whether further rows follow; error: why
    the last rows are missing, when some came; retrieved: when the first of them were given (ISO 8601, UTC)."""

    records: tuple[Record, ...] = ()
    total: int | None = None
    dropped: tuple[str, ...] = ()
    facets: Facets = {}
    skipped: int = 0
    more: bool = False
    error: ErrorInfo | None = None
    retrieved: str | None = None


class CommunityList(msgspec.Struct, frozen=True):
    """The same for communities."""

    communities: tuple[Community, ...] = ()
    total: int | None = None
    dropped: tuple[str, ...] = ()
    facets: Facets = {}
    skipped: int = 0
    more: bool = False
    error: ErrorInfo | None = None


class ZenodoLookup:
    """Asks Zenodo. Every method raises SourceErrors (subject `zenodo`), and UsageError for what no record, page or
    filter can be, before anything is asked."""

    def __init__(self, zenodo: Zenodo, keys: Keys) -> None:
        self._zenodo = zenodo
        self._keys = keys

    async def search(
        self,
        query: RecordQuery,
        ask: RequestOptions,
        *,
        page: int = 1,
        size: int = PAGE,
        on_page: Callable[[RecordList], None] = lambda _found: None,
    ) -> RecordList:
        """The *size* rows of page *page* (the first is 1) of what *query* asks for. More than one page of Zenodo holds
        are several questions; *on_page* gets what has come with each. When a later one fails, what came before it is
        returned with its error."""
        return await self._records(query, ask, None, page=page, size=size, on_page=on_page)

    async def record(self, name: str, ask: RequestOptions, *, native: bool = False) -> Record:
        """The record of a number, DOI or address, of a concept its newest version. native: as the software behind
        Zenodo keeps it."""
        return await self._zenodo.record(check_record_name(name), ask, native=native)

    async def form(self, name: str, form: RecordForm, ask: RequestOptions) -> str:
        """The record as text in one of the forms that Zenodo gives, as sent."""
        return await self._zenodo.form(check_record_name(name), form, ask)

    async def about(self, paper: Paper, ask: RequestOptions) -> RecordList:
        """Records that belong to *paper*, by one question: its data, code and deposits, which have its DOI or name it
        among the works that they are related to. Raises UsageError for a paper without a DOI and an arXiv id."""
        from scholar_desktop.sources.zenodo.query_text import about_text

        text = about_text(paper.ids, _doi_as_sent(paper))
        if not text:
            raise UsageError(
                "Zenodo's records name papers by DOI and arXiv id, and this paper has neither.", subject=ZENODO
            )
        found = await self.search(RecordQuery(words=text, as_written=True), ask)
        own = paper.ids.zenodo
        return msgspec.structs.replace(found, records=tuple(one for one in found.records if one.id != own))

    async def latest(self, name: str, ask: RequestOptions) -> Record:
        """The newest version of the work."""
        return await self._zenodo.latest(check_record_name(name), ask)

    async def versions(self, name: str, ask: RequestOptions) -> tuple[Record, ...]:
        """All versions of the work, the newest first."""
        return await self._zenodo.versions(check_record_name(name), ask)

    async def stats(self, name: str, ask: RequestOptions) -> RecordStats:
        """How often it was looked at and downloaded: this version, and all together."""
        return await self._zenodo.stats(check_record_name(name), ask)

    async def files(self, name: str, ask: RequestOptions, file_name: str | None = None) -> tuple[RecordFile, ...]:
        """Its files, or the one with that name."""
        if file_name is not None:
            return (await self._zenodo.file(check_record_name(name), file_name, ask),)
        return await self._zenodo.files(check_record_name(name), ask)

    async def communities(
        self,
        words: str,
        ask: RequestOptions,
        *,
        page: int = 1,
        size: int = PAGE,
        sort: str | None = None,
        type: str | None = None,  # noqa: A002
        funder: str | None = None,
        organization: str | None = None,
    ) -> CommunityList:
        """Communities that match *words* (empty: all), as `search` gives records. sort: one of COMMUNITY_SORTS; type,
        funder, organization: keys of the list's facets."""
        if sort is not None and sort not in COMMUNITY_SORTS:
            raise UsageError(
                f"Zenodo has no order '{sort}' of communities.",
                hint=f"There are {', '.join(COMMUNITY_SORTS)}.",
                subject=ZENODO,
            )

        async def one(number: int, rows: int) -> CommunityPage:
            return await self._zenodo.communities(
                words,
                ask,
                page=number,
                size=rows,
                sort=sort,
                type=type,
                funder=funder,
                organization=organization,
            )

        return await self._community_list(one, page=page, size=size)

    async def communities_of(self, name: str, ask: RequestOptions, *, page: int = 1, size: int = PAGE) -> CommunityList:
        """The communities that hold a record."""
        checked = check_record_name(name)

        async def one(number: int, rows: int) -> CommunityPage:
            return await self._zenodo.communities_of(checked, ask, page=number, size=rows)

        return await self._community_list(one, page=page, size=size)

    async def community(self, name: str, ask: RequestOptions) -> Community:
        """The community with that slug or uuid, or that address."""
        return await self._zenodo.community(_community_name(name), ask)

    async def records_of(
        self,
        community: Community,
        query: RecordQuery,
        ask: RequestOptions,
        *,
        page: int = 1,
        size: int = PAGE,
        on_page: Callable[[RecordList], None] = lambda _found: None,
    ) -> RecordList:
        """What *query* finds within one community."""
        return await self._records(query, ask, community.id, page=page, size=size, on_page=on_page)

    async def _records(
        self,
        query: RecordQuery,
        ask: RequestOptions,
        community_id: str | None,
        *,
        page: int,
        size: int,
        on_page: Callable[[RecordList], None],
    ) -> RecordList:
        async def one(number: int, rows: int) -> ZenodoRecordPage:
            return await self._zenodo.find(query, ask, page=number, size=rows, community_id=community_id)

        def told(pages: list[tuple[ZenodoRecordPage, slice]]) -> None:
            on_page(_record_list(pages))

        pages, error = await self._pages(one, page=page, size=size, on_page=told)
        return msgspec.structs.replace(_record_list(pages), error=error)

    async def _community_list(
        self, one: Callable[[int, int], Awaitable[CommunityPage]], *, page: int, size: int
    ) -> CommunityList:
        pages, error = await self._pages(one, page=page, size=size)
        first, last = pages[0][0], pages[-1][0]
        return CommunityList(
            communities=tuple(each for found, part in pages for each in found.communities[part]),
            total=first.total,
            dropped=first.dropped,
            facets=first.facets,
            skipped=sum(found.skipped for found, _ in pages),
            more=last.following is not None,
            error=error,
        )

    async def _pages(
        self,
        one: Callable[[int, int], Awaitable[PageT]],
        *,
        page: int,
        size: int,
        on_page: Callable[[list[tuple[PageT, slice]]], None] = lambda _pages: None,
    ) -> tuple[list[tuple[PageT, slice]], ErrorInfo | None]:
        """The pages of the service that hold the rows asked for, each with the part that is wanted of it; and why the
        last are missing. Raises what kept the first from coming."""
        first, last = _rows(page, size)
        most = size if size <= PAGE else await self._most_rows()
        while True:
            try:
                return await self._pages_of(one, first, last, most, on_page)
            except _SmallerPages as smaller:
                log.info("Zenodo gives %d rows a page, not %d", smaller.most, most)
                most = smaller.most

    async def _pages_of(
        self,
        one: Callable[[int, int], Awaitable[PageT]],
        first: int,
        last: int,
        most: int,
        on_page: Callable[[list[tuple[PageT, slice]]], None],
    ) -> tuple[list[tuple[PageT, slice]], ErrorInfo | None]:
        from scholar_desktop.sources.zenodo.pages import page_limit_in

        rows = min(most, last - first)
        if first % rows:
            rows = most  # the rows do not begin where a page of their number does
        pages: list[tuple[PageT, slice]] = []
        for number in range(first // rows + 1, -(-last // rows) + 1):
            try:
                found = await one(number, rows)
            except BadRequest as error:
                limit = page_limit_in(error)
                if limit is not None and limit < rows:
                    raise _SmallerPages(limit) from error
                if not pages:
                    raise
                return pages, error.info
            except ScholarError as error:
                if not pages:
                    raise
                return pages, error.info
            begins = (number - 1) * rows
            pages.append((found, slice(max(0, first - begins), last - begins)))
            on_page(pages)
            if found.following is None:
                break
        return pages, None

    async def _most_rows(self) -> int:
        """How many rows one page may have: more with a token."""
        from scholar_desktop.services.program.keys import ZENODO_TOKEN

        return PAGE if await self._keys.get(ZENODO_TOKEN) is None else TOKEN_PAGE


class _SmallerPages(Exception):
    """The service gives fewer rows a page than were asked for."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def _doi_as_sent(paper: Paper) -> list[str]:
    """The paper's DOI in the spellings of the services, which may have capitals."""
    found = []
    for facts in paper.facts:
        external = facts.fields.get("externalIds")
        sent = external.get("DOI") if isinstance(external, dict) else facts.fields.get("doi")
        if isinstance(sent, str) and sent.lower() == paper.ids.doi:
            found.append(sent)
    return found


def check_record_name(name: str) -> str:
    """*name*, when it can be a record's: a number, a DOI, an arXiv id, an address of zenodo.org. Raises UsageError."""
    from scholar_desktop.sources.zenodo.names import foreign_name, record_number_in

    if record_number_in(name) is None and foreign_name(name) is None:
        raise UsageError(
            f"'{name}' is no name of a Zenodo record.",
            hint="Give its number, its DOI or its address, as in zenodo.org/records/N.",
            subject=name,
        )
    return name


def _community_name(name: str) -> str:
    """The slug or uuid in *name*, which may be the address of a community."""
    plain = name.strip().rstrip("/")
    _, found, rest = plain.partition("/communities/")
    slug = rest.partition("/")[0] if found else plain
    if not slug or "/" in slug or any(character.isspace() for character in slug):
        raise UsageError(
            f"'{name}' is no name of a community.",
            hint="Its name stands in its address, zenodo.org/communities/NAME. To search: zenodo communities WORDS.",
            subject=name,
        )
    return slug


def _rows(page: int, size: int) -> tuple[int, int]:
    """The first row, and the one after the last. Raises UsageError beyond what can be seen of a search."""
    if page < 1 or size < 1:
        raise UsageError("Pages and their rows are counted from 1.", subject=ZENODO)
    first = (page - 1) * size
    if first >= WINDOW:
        raise UsageError(
            f"Zenodo shows the first {WINDOW:,} rows of a search, and page {page:,} of {size:,} begins behind them.",
            hint="Narrow the search, or turn its order round to see its end.",
            subject=ZENODO,
        )
    return first, min(first + size, WINDOW)


def _record_list(pages: list[tuple[ZenodoRecordPage, slice]]) -> RecordList:
    first, last = pages[0][0], pages[-1][0]
    return RecordList(
        records=tuple(record for found, part in pages for record in found.records[part]),
        total=first.total,
        dropped=first.dropped,
        facets=first.facets,
        skipped=sum(found.skipped for found, _ in pages),
        more=last.next,
        retrieved=first.retrieved,
    )
