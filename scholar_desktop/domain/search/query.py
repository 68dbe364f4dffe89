"""A search query (words and filters) and its result."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.filters import OPEN_ACCESS, Filters
from scholar_desktop.domain.source import S2, Phase, SourceReport
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.zenodo.record import Facets

SORTS = ("relevance", "year", "citations", "influence", "title", "author")
REVERSE = "-"
"""Before a sort order other than relevance: in the reverse order; unknown values stay last."""


def sort_value(sort: str) -> str:
    """Returns what *sort* sorts by, whichever its direction."""
    return sort.removeprefix(REVERSE)


class Query(msgspec.Struct, frozen=True, rename=stored("words identifier filters sort")):
    """A search query.

    words: as typed; identifier: the identifier found in the text, if it names one paper (then no words are searched).

    sort: one of SORTS, which REVERSE may precede (or, for the bulk search, a sort order of the service).
    """

    words: str = ""
    identifier: Identifier | None = None
    filters: Filters = Filters()
    sort: str = "relevance"


class FilterEffect(msgspec.Struct, frozen=True, rename=stored("name sent here alone")):
    """The effect of one filter.

    name: of the filter, or `words` for the operators in the text; sent: the services that received it in their
    requests; here: number of loaded papers that it excludes; alone: number of papers that only this filter excludes,
    which appear if it is removed.
    """

    name: str
    sent: tuple[str, ...] = ()
    here: int = 0
    alone: int = 0


def kept_here(filters: Filters, narrowed: Iterable[FilterEffect]) -> tuple[str, ...]:
    """Returns those of *filters* that a service can receive with their values, and none did, as *narrowed* tells."""
    from scholar_desktop.domain.search.sent_filters import services_receiving  # not for the first paint

    sent = {effect.name for effect in narrowed if effect.sent}
    return tuple(name for name in filters.names() if name not in sent and services_receiving(filters, name))


class SearchResult(
    msgspec.Struct,
    frozen=True,
    rename=stored("query papers merged reports narrowed loaded facets dropped skipped bulk more taken_for"),
):
    """The state of a search, while it runs and at its end.

    papers: merged and filtered, best first; merged: number of rows merged into others; narrowed: the effect of each
    filter; loaded: number of merged papers before they are filtered here; facets: Zenodo's counts for the values of its
    filters; dropped: parameters that Zenodo ignored; skipped: number of rows that could not be understood, by source;
    bulk: True if Semantic Scholar's whole list is being loaded; more: sources that have further rows; taken_for: how
    the paper of a web page was identified, empty for other searches.
    """

    query: Query
    papers: tuple[Paper, ...] = ()
    merged: int = 0
    reports: tuple[SourceReport, ...] = ()
    narrowed: tuple[FilterEffect, ...] = ()
    loaded: int = 0
    facets: Facets = {}
    dropped: tuple[str, ...] = ()
    skipped: dict[str, int] = {}
    bulk: bool = False
    more: tuple[str, ...] = ()
    taken_for: str = ""

    @property
    def settled(self) -> bool:
        return all(report.settled for report in self.reports)

    @property
    def effects(self) -> tuple[FilterEffect, ...]:
        """The effect of each filter, in which no service received it that was not searched."""
        skipped = {report.name for report in self.reports if report.phase is Phase.SKIPPED}
        if not skipped:
            return self.narrowed
        return tuple(
            msgspec.structs.replace(effect, sent=tuple(name for name in effect.sent if name not in skipped))
            for effect in self.narrowed
        )

    @property
    def is_pdf_filter_sent(self) -> bool:
        """True if Semantic Scholar was asked for papers with an open PDF alone."""
        return any(effect.name == OPEN_ACCESS and S2 in effect.sent for effect in self.narrowed)

    @property
    def filters_here(self) -> tuple[str, ...]:
        """The filters that a service could have received, and none did, of a whole list: it was loaded without them,
        and filtered here."""
        return () if self.more or not self.loaded else kept_here(self.query.filters, self.narrowed)

    @property
    def is_filtered_before(self) -> bool:
        """True if filters that exclude papers here were sent to some of the services, whose papers were filtered before
        they were loaded: `loaded` is not the number of papers without these filters."""
        return any(effect.sent and effect.here for effect in self.narrowed)

    @property
    def filters_pdfs_here(self) -> bool:
        """True if it was filtered for open PDFs here, from the answers of the services without that filter."""
        return self.query.filters.open_access and S2 in self.source_names and not self.is_pdf_filter_sent

    @property
    def leaves_out_pdfs(self) -> bool:
        """True if Semantic Scholar has answered with the papers whose open PDF it knows itself, and can be asked
        without that filter: there are words or other filters."""
        if not (self.query.words or self.query.filters.without(OPEN_ACCESS).any_set):
            return False
        return self.is_pdf_filter_sent and any(
            report.name == S2 and report.phase is Phase.OK for report in self.reports
        )

    @property
    def has_none_without_filters(self) -> bool:
        """True if the services have no paper for the words whatever the filters are: no filter was sent to them, and
        they have answered with none."""
        set_ones, phases = self.query.filters.names(), [report.phase for report in self.reports]
        if not self.query.words or self.loaded or self.more or Phase.OK not in phases:
            return False
        is_complete = all(
            report.phase is Phase.OK or (report.phase is Phase.SKIPPED and not report.was_offline)
            for report in self.reports
        )
        return is_complete and not any(effect.sent for effect in self.narrowed if effect.name in set_ones)

    @property
    def source_names(self) -> tuple[str, ...]:
        """The sources of the search."""
        return tuple(report.name for report in self.reports)

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        return tuple(report for report in self.reports if report.phase is Phase.FAILED)
