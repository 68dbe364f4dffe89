"""Looks up records and communities at Zenodo: searches of any length, single records, versions, and usage counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.errors import BadRequest, ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Community, Facets, Record, RecordFile, RecordStats
from scholar_desktop.domain.zenodo.record_query import COMMUNITY_SORTS, MAX_ROWS, RecordQuery
from scholar_desktop.services.zenodo.record_paper_conversion import paper_of

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import RecordExportFormat
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.sources.zenodo.api import Zenodo
    from scholar_desktop.sources.zenodo.communities import CommunityPage
    from scholar_desktop.sources.zenodo.parse import ZenodoRecordPage

log = logging.getLogger(__name__)
T = TypeVar("T")
PageT = TypeVar("PageT", "ZenodoRecordPage", "CommunityPage")

PAGE = 25
"""Default number of rows; also the most that Zenodo returns in one page without a token."""
TOKEN_PAGE = 100


class RecordList(msgspec.Struct, frozen=True):
    """Rows of a search for records.

    total: the number of results that Zenodo states; dropped: parameters that Zenodo ignored, so that the rows are not
    filtered by them; skipped: how many rows could not be parsed; more: True if further rows follow; error: why the last
    rows are missing, if a later page failed; retrieved: when the first page was retrieved (ISO 8601, UTC).
    """

    records: tuple[Record, ...] = ()
    total: int | None = None
    dropped: tuple[str, ...] = ()
    facets: Facets = {}
    skipped: int = 0
    more: bool = False
    error: ErrorInfo | None = None
    retrieved: str | None = None


class CommunityList(msgspec.Struct, frozen=True):
    """Rows of a search for communities; the fields are as in `RecordList`."""

    communities: tuple[Community, ...] = ()
    total: int | None = None
    dropped: tuple[str, ...] = ()
    facets: Facets = {}
    skipped: int = 0
    more: bool = False
    error: ErrorInfo | None = None


class ZenodoLookup:
    """Looks up records and communities at Zenodo.

    Every method raises SourceErrors (subject `zenodo`), and, before any request, UsageError for an invalid name of a
    record, page or filter.
    """

    def __init__(self, zenodo: Zenodo, keys: Keys, known: PaperRecordCache) -> None:
        self._zenodo = zenodo
        self._keys = keys
        self._known = known

    async def search(
        self,
        query: RecordQuery,
        ask: RequestOptions,
        *,
        page: int = 1,
        size: int = PAGE,
        on_page: Callable[[RecordList], None] = lambda _found: None,
    ) -> RecordList:
        """Searches for records.

        If *size* is larger than a page of Zenodo, several requests are made. If a later one fails, the rows before it
        are returned with its error.

        Args:
            page: the page of *size* rows to return; the first is 1.
            on_page: called after each request with the rows so far.
        """
        return await self._records(query, ask, None, page=page, size=size, on_page=on_page)

    async def papers_of(self, records: Sequence[Record], retrieved: str) -> tuple[Paper, ...]:
        """Returns *records* of a search as papers, and stores them, so that a later export of the search has them.

        retrieved: ISO 8601, UTC.
        """
        papers = await asyncio.to_thread(lambda: tuple(paper_of(record, retrieved) for record in records))
        await self._known.remember(papers)
        return papers

    async def record(self, name: str, ask: RequestOptions, *, native: bool = False) -> Record:
        """Returns the record with a number, DOI or address; for a concept (all versions of a work), its newest version.

        native: return it in the format of InvenioRDM, the software of Zenodo.
        """
        return await self._zenodo.record(check_record_name(name), ask, native=native)

    async def form(self, name: str, form: RecordExportFormat, ask: RequestOptions) -> str:
        """Returns the record as text in one of the formats that Zenodo provides, as sent."""
        return await self._zenodo.form(check_record_name(name), form, ask)

    async def about(self, paper: Paper, ask: RequestOptions) -> RecordList:
        """Searches for the records that belong to *paper*: its data, code and deposits.

        These have the DOI of the paper, or name it among their related works. Costs one request. Raises UsageError for
        a paper with neither a DOI nor an arXiv ID.
        """
        from scholar_desktop.sources.zenodo.query_text import about_text

        text = about_text(paper.ids, _doi_as_sent(paper))
        if not text:
            raise UsageError(
                Message("Zenodo finds papers by DOI or arXiv ID, and this paper has neither."), subject=ZENODO
            )
        found = await self.search(RecordQuery(words=text, as_written=True), ask)
        own = paper.ids.zenodo
        return msgspec.structs.replace(found, records=tuple(one for one in found.records if one.id != own))

    async def latest(self, name: str, ask: RequestOptions) -> Record:
        """Returns the newest version of the work to which the record belongs."""
        return await self._zenodo.latest(check_record_name(name), ask)

    async def versions(self, name: str, ask: RequestOptions) -> tuple[Record, ...]:
        """Returns all versions of the work to which the record belongs, newest first."""
        return await self._zenodo.versions(check_record_name(name), ask)

    async def stats(self, name: str, ask: RequestOptions) -> RecordStats:
        """Returns how often the record was viewed and downloaded: this version, and all versions together."""
        return await self._zenodo.stats(check_record_name(name), ask)

    async def files(self, name: str, ask: RequestOptions, file_name: str | None = None) -> tuple[RecordFile, ...]:
        """Returns the files of the record, or only the one named *file_name*."""
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
        """Searches for communities, as `search` does for records.

        Args:
            words: empty for all communities.
            sort: one of COMMUNITY_SORTS.
            type: a key of the facet of that name in the list.
            funder: a key of the facet of that name in the list.
            organization: a key of the facet of that name in the list.
        """
        if sort is not None and sort not in COMMUNITY_SORTS:
            raise UsageError(
                Message("Zenodo cannot sort communities by “{sort}”.", sort=sort),
                hint=Message("Use one of: {sorts}.", sorts=", ".join(COMMUNITY_SORTS)),
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
        """Returns the communities that contain a record."""
        checked = check_record_name(name)

        async def one(number: int, rows: int) -> CommunityPage:
            return await self._zenodo.communities_of(checked, ask, page=number, size=rows)

        return await self._community_list(one, page=page, size=size)

    async def community(self, name: str, ask: RequestOptions) -> Community:
        """Returns the community with a slug, UUID or address."""
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
        """Searches for records within one community; arguments as for `search`."""
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
        """Requests the pages of the service that contain the wanted rows.

        Returns:
            Each page with the slice of its rows that is wanted, and the error that prevented the last pages, or
            None. An error of the first page is raised.
        """
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
            rows = most  # the first row is not the first of a page of this size
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
        """Returns how many rows one page may have: more with a token."""
        from scholar_desktop.services.program.keys import ZENODO_TOKEN

        return PAGE if await self._keys.get(ZENODO_TOKEN) is None else TOKEN_PAGE


class _SmallerPages(Exception):
    """The service allows fewer rows in a page than were requested."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def _doi_as_sent(paper: Paper) -> list[str]:
    """Returns the paper's DOI in the spellings of the services, which may contain capital letters."""
    found = []
    for facts in paper.facts:
        external = facts.fields.get("externalIds")
        sent = external.get("DOI") if isinstance(external, dict) else facts.fields.get("doi")
        if isinstance(sent, str) and sent.lower() == paper.ids.doi:
            found.append(sent)
    return found


def check_record_name(name: str) -> str:
    """Returns *name* if it is a number, DOI, arXiv ID or address of zenodo.org. Raises UsageError for other names."""
    from scholar_desktop.sources.zenodo.record_ids import foreign_name, record_number_in

    if record_number_in(name) is None and foreign_name(name) is None:
        raise UsageError(
            Message("“{name}” is not a Zenodo record.", name=name),
            hint=Message("Use its number, its DOI or its link, such as zenodo.org/records/N."),
            subject=name,
        )
    return name


def _community_name(name: str) -> str:
    """Returns the slug or UUID in *name*, which may be the address of a community. Raises UsageError."""
    plain = name.strip().rstrip("/")
    _, found, rest = plain.partition("/communities/")
    slug = rest.partition("/")[0] if found else plain
    if not slug or "/" in slug or any(character.isspace() for character in slug):
        raise UsageError(
            Message("“{name}” is not a community.", name=name),
            hint=Message(
                "Use the name in its link: zenodo.org/communities/NAME. To search: scholar-desktop zenodo "
                "communities WORDS"
            ),
            subject=name,
        )
    return slug


def _rows(page: int, size: int) -> tuple[int, int]:
    """Returns the first row, and the one after the last. Raises UsageError beyond the rows that Zenodo shows."""
    if page < 1 or size < 1:
        raise UsageError(Message("Page numbers and sizes start at 1."), subject=ZENODO)
    first = (page - 1) * size
    if first >= MAX_ROWS:
        raise UsageError(
            Message(
                "Zenodo shows only the first {number} records of a search, so there is no page {page}.",
                number=MAX_ROWS,
                page=page,
            ),
            hint=Message("Add filters, or reverse the order to see the end."),
            subject=ZENODO,
        )
    return first, min(first + size, MAX_ROWS)


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
