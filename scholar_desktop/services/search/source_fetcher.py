"""What a search needs of one source: the fetcher that loads its rows, and the state that the fetcher writes.

To search a new source: write a class with the methods of `SourceFetcher`, and add it to `FETCHERS` (fetchers.py). A
service that it needs is a field of `SearchSources`, which `Search` creates.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestCounts, RequestOptions, earliest
from scholar_desktop.domain.search.filters import unsatisfiable_filter
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.query_parser import with_operator_filters
from scholar_desktop.domain.source import CORPUS, TITLES, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Facets

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.papers.web_page_identification import PaperPages
    from scholar_desktop.services.search.manual_splits import ManualSplits
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

_ONLY_ZENODO = {
    "community": Message("Only Zenodo has communities."),
    "language": Message("Only Zenodo can filter by language."),
    "subject": Message("Only Zenodo has this subject; Semantic Scholar has only fields of study."),
    "file_type": Message("Only Zenodo can filter by file type."),
    "access": Message("Only Zenodo has this access right."),
    "record_type": Message("Only Zenodo has this type."),
}


@dataclasses.dataclass(frozen=True)
class SearchSources:
    """The services that a search uses."""

    s2: SemanticScholar
    unpaywall: Unpaywall
    zenodo: Zenodo
    library: Library
    corpus: CorpusPapers
    known: PaperRecordCache
    manual_splits: ManualSplits
    pages: Callable[[], PaperPages]


class SourceNotQueried(Exception):
    """A source was not queried for a reason that is not a failure.

    cannot_match: True if the source has nothing that could be found, so that the search is complete without it; False
    if it may have papers that could not, or should not, be requested.
    """

    def __init__(self, message: str, source: str, *, cannot_match: bool) -> None:
        super().__init__(message)
        self.cannot_match = cannot_match
        self.info = ErrorInfo("not_found", message, None, source)


class SourceFetcher(Protocol):
    """Loads the rows of one source for one search, and adds them to `state`.

    Both methods raise SourceErrors, NoEmail, Offline and DiskError: rows that were added before stay. They raise
    SourceNotQueried if the source is not to be queried.
    """

    state: SourceState

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load the first page, or the one after the last page that was loaded; sets `state.has_more`.

        Args:
            wanted: number of rows that are still to be loaded; None for one page, however many rows that is.

        Returns:
            How many rows are then still to be loaded; 0 at the end of the list, and if *wanted* is None.
        """
        ...

    async def find(self, identifier: Identifier, ask: RequestOptions) -> None:
        """Load the paper with *identifier*.

        Raises:
            NotFound: the source does not know it.
        """
        ...


class SearchContext:
    """What the fetchers of one search share.

    Attributes:
        sources: the services and the library.
        query: the query as it was made.
        asked: the same with the years and venues in its words as filters, for the requests.
        names: the sources of this search.
        bulk: whether the caller wants Semantic Scholar's bulk search.
        best: the rows of Semantic Scholar that are shown already; they come first when its whole list is loaded.
        estimate: the number of papers that its relevance search reported for the same query; None if not known.
        is_web_page: whether the identifier was found in the web page that the query named. Semantic Scholar may have
            sent the paper a moment ago, when the page was resolved.
        s2_answered: set when Semantic Scholar has answered the search for an identifier, or failed.
        s2_doi: the DOI in that answer, None if it has none.
        asks_zenodo_for_doi: whether Zenodo is searched for a DOI that is not its own: no other source has it.
        is_corpus_first: whether Semantic Scholar is searched only if the offline corpus has found nothing.
        corpus_answered: set when the corpus has answered, or failed.
        corpus_papers: what it has found.
    """

    def __init__(
        self,
        sources: SearchSources,
        query: Query,
        names: Sequence[str],
        *,
        bulk: bool,
        best: Sequence[Paper] = (),
        estimate: int | None = None,
        is_corpus_first: bool = False,
    ) -> None:
        self.sources = sources
        self.query = query
        self.asked = with_operator_filters(query)
        self.names = names
        self.bulk = bulk
        self.best = tuple(best)
        self.estimate = estimate
        self.is_web_page = False
        self.s2_answered = asyncio.Event()
        self.s2_doi: str | None = None
        self.asks_zenodo_for_doi = False
        self.is_corpus_first = is_corpus_first
        self.corpus_answered = asyncio.Event()
        self.corpus_papers: tuple[Paper, ...] = ()

    @property
    def is_oa(self) -> bool | None:
        """The open access filter of the Unpaywall request."""
        filters = self.asked.filters
        return filters.is_oa if filters.is_oa is not None else True if filters.open_access else None

    def check_filters(self, source: str) -> None:
        """Raise SourceNotQueried if no row of *source* can pass the filters of the search."""
        if (filter_ := unsatisfiable_filter(self.asked.filters, source)) is not None:
            raise SourceNotQueried(_ONLY_ZENODO[filter_], source, cannot_match=True)


class SourceState:
    """What one source has returned in one search, and its report.

    Attributes:
        papers: the rows as the source returned them, before merging and filtering.
        loaded: number of rows that have been received.
        skipped: rows that could not be parsed.
        total: the service's own count; None if it does not say.
        has_more: True if the list can be continued.
        note: how the request differed from the usual one, if it did.
        facets: how many results have each value of a filter, if the service says so.
        dropped: parameters of the request that the service ignored.
        report: the state as the window and the ledger show it.
    """

    def __init__(
        self, name: str, counts: RequestCounts, merge: Callable[[], Awaitable[None]], publish: Callable[[], None]
    ) -> None:
        """Create the state of a source that has not answered.

        Args:
            merge: called when rows have been added, to merge them into the list.
            publish: called after each change.
        """
        self.name = name
        self.papers: tuple[Paper, ...] = ()
        self.loaded = 0
        self.skipped = 0
        self.total: int | None = None
        self.has_more = False
        self.note = ""
        self.facets: Facets = {}
        self.dropped: tuple[str, ...] = ()
        self.report = SourceReport(name, Phase.ASKING)
        self._merge = merge
        self._publish = publish
        self._early: set[str] = set()
        self.count_with(counts)

    def count_with(self, counts: RequestCounts) -> None:
        """Count the requests with *counts* from now on; those that were reported before are added."""
        spent = counts.of(self.name)
        self._spent = spent
        self._spent_before = (spent.requests - self.report.requests, spent.cached - self.report.cached)
        self._received_before = self.report.received

    def add_requests_of(self, before: SourceReport, counts: RequestCounts) -> None:
        """Add the requests of the report *before*, which another fetcher made, to those that *counts* has from now
        on."""
        self.report = msgspec.structs.replace(
            self.report, requests=before.requests, cached=before.cached, received=before.received
        )
        self.count_with(counts)

    async def add(self, papers: tuple[Paper, ...], total: int | None = None, skipped: int = 0) -> None:
        """Add a page of rows, and show the list with them.

        Args:
            total: the service's own count; None keeps the last one.
            skipped: rows of the page that could not be parsed.
        """
        await asyncio.sleep(0)  # reading the page was a turn of the event loop, showing it is another
        if self._early:
            again = {paper.id for paper in papers} & self._early
            papers = tuple(paper for paper in papers if paper.id not in again)
            self._early -= again
        self.papers += papers
        self.loaded += len(papers)
        self.skipped += skipped
        self.total = total if total is not None else self.total
        await self._merge()
        self.show_report(Phase.ASKING)

    async def add_early(self, papers: tuple[Paper, ...]) -> None:
        """Add rows of later pages. They are not added again with their pages."""
        await self.add(papers)
        self._early |= {paper.id for paper in papers if paper.id}

    def show_report(self, phase: Phase, error: ErrorInfo | None = None, until: datetime | None = None) -> None:
        """Set the report, and show it."""
        self.set_report(phase, error, until)
        self._publish()

    def set_report(
        self,
        phase: Phase,
        error: ErrorInfo | None = None,
        until: datetime | None = None,
        *,
        cannot_match: bool = False,
    ) -> None:
        """Set the report from the present values.

        Args:
            error: why the source failed, or what is missing.
            until: while waiting, when it continues (aware UTC).
            cannot_match: as in `SourceReport`.
        """
        requests, cached = self._spent_before
        self.report = SourceReport(
            self.name,
            phase,
            requests=self._spent.requests - requests,
            cached=self._spent.cached - cached,
            total=self.total,
            loaded=self.loaded,
            error=error,
            until=until,
            note=self.note if phase is not Phase.SKIPPED else "",
            received=earliest(self._received_before, self._spent.received),
            cannot_match=cannot_match,
        )

    @property
    def can_continue(self) -> bool:
        """True if more rows can be loaded: the list continues, and the source has not failed."""
        return self.has_more and self.report.phase not in (Phase.FAILED, Phase.SKIPPED)

    @property
    def skipped_error(self) -> ErrorInfo | None:
        """The error for the rows that could not be parsed; None if there are none."""
        if not self.skipped:
            return None
        if self.name == CORPUS:
            from scholar_desktop.services.corpus.corpus_reader import REBUILD, damaged_rows

            return ErrorInfo("bad_answer", damaged_rows(self.skipped), REBUILD, self.name)
        message = Message.counted(
            "{count} result from {source} could not be read and was skipped.",
            "{count} results from {source} could not be read and were skipped.",
            self.skipped,
            source=TITLES[self.name],
        )
        return ErrorInfo("bad_answer", message, None, self.name)

    @property
    def incomplete_phase(self) -> Phase:
        """The final phase if the results are incomplete."""
        return Phase.PARTIAL if self.papers else Phase.FAILED

    @property
    def stopped_phase(self) -> Phase:
        """The final phase if the source was not queried, or was stopped."""
        return Phase.PARTIAL if self.papers else Phase.SKIPPED
