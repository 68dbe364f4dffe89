"""Searches of the page Zenodo records in the form in which the search ledger stores every search."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.errors import ErrorInfo, Offline
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestCount
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import FilterEffect, Query, SearchResult
from scholar_desktop.domain.source import ZENODO, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import RecordQuery

RECORD_ORDERS = {
    "bestmatch": Message("Best match first."),
    "newest": Message("By the day of upload to Zenodo, newest first."),
    "oldest": Message("By the day of upload to Zenodo, oldest first."),
    "updated-desc": Message("By the last change, newest first."),
    "updated-asc": Message("By the last change, oldest first."),
    "version": Message("By version."),
    "mostviewed": Message("Most viewed first."),
    "mostdownloaded": Message("Most downloaded first."),
    "publication-desc": Message("By publication date, newest first."),
    "publication-asc": Message("By publication date, oldest first."),
    "conference-desc": Message("By conference, Z to A."),
    "conference-asc": Message("By conference, A to Z."),
    "journal-desc": Message("By journal, Z to A."),
    "journal-asc": Message("By journal, A to Z."),
}
"""Describes each order of the page Zenodo records; Zenodo sorts."""


def query_of_records(records: RecordQuery) -> Query:
    """Returns *records* as a query of all services: its filters have the same meaning there."""
    first, last = records.date_from or "", records.date_to or ""
    is_years = all(part.isdigit() and len(part) == 4 for part in (first, last) if part)
    filters = Filters(
        year_from=int(first) if first and is_years else None,
        year_to=int(last) if last and is_years else None,
        dates=None if is_years else f"{first}:{last}",
        record_type="-".join(filter(None, (records.type, records.subtype))) or None,
        access=records.access,
        community=records.community,
        file_type=records.file_type,
        language=records.language,
        subject=records.subject,
    )
    return Query(records.words, filters=filters, sort=records.sort or ("bestmatch" if records.words else "newest"))


def result_of_records(
    records: RecordQuery,
    papers: Sequence[Paper],
    count: RequestCount,
    *,
    total: int | None,
    has_more: bool,
    dropped: Sequence[str],
    problem: ErrorInfo | None,
) -> SearchResult:
    """Returns the state of a search for *records* as a `SearchResult`.

    Args:
        papers: the records loaded so far.
        total: the number of results that Zenodo states.
        dropped: the parameters that Zenodo ignored.
        problem: why something is missing.
    """
    query = query_of_records(records)
    if problem is None:
        phase = Phase.OK
    elif papers:
        phase = Phase.PARTIAL
    else:
        phase = Phase.SKIPPED if problem.code == Offline.code else Phase.FAILED
    note = Message("Searched on the page “Zenodo records”.")
    if records.all_versions:
        note = Message("Searched on the page “Zenodo records”, with older versions.")
    if dropped:
        ignored = Message("Zenodo ignored: {filters}.", filters=", ".join(dropped))
        note = Message("{some} {one}", some=note, one=ignored)
    report = SourceReport(
        ZENODO,
        phase,
        count.requests,
        count.cached,
        total,
        len(papers),
        problem,
        note=note,
        received=count.received,
    )
    return SearchResult(
        query,
        tuple(papers),
        reports=(report,),
        narrowed=tuple(FilterEffect(name, (ZENODO,)) for name in query.filters.names()),
        loaded=len(papers),
        dropped=tuple(dropped),
        more=(ZENODO,) if has_more else (),
    )
