"""The search ledger: the query of each run of a search, what each source returned, and what happened to the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from scholar_desktop.domain.errors import Offline
from scholar_desktop.domain.merging.dedupe import identifier_keys, source_rows
from scholar_desktop.domain.merging.split_rows import row_key
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.filter_texts import describe_filters, filter_texts, filter_texts_by_name
from scholar_desktop.domain.search.filters import NAMES, is_applied_by
from scholar_desktop.domain.search.query import FilterEffect, Query, SearchResult, kept_here
from scholar_desktop.domain.search.query_parser import with_operator_filters
from scholar_desktop.domain.source import CORPUS, LIBRARY, SEARCH_SOURCES, TITLES, Phase, SourceReport
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message, restore_messages
from scholar_desktop.domain.zenodo.record_query import RecordQuery

WINDOW, SAVED, WATCH, CHECK, COMMAND = "window", "saved", "watch", "check", "command"
"""How a run was started. WATCH is an automatic check, CHECK one that the user started by “Check now”."""
DUPLICATES_WITHIN = Message(
    "Within a search, duplicates share an identifier, or the title, year and first author if no identifier contradicts "
    "it."
)
"""The rule for `LedgerRun.merged`."""
DUPLICATES_BETWEEN = Message(
    "Between searches, duplicates share an identifier, or the title if neither has an identifier."
)
"""The rule of `join_runs` and `compare_runs`."""
_SAME_WORDS = Message(
    "Searches {runs} have the same words: records that several of them found are counted in each of them."
)
_GROUPS = Message(
    "Searches with the same words: {groups}. Records that several searches of a group found are counted in each of "
    "them."
)
_NO_SAVED_ANSWER = Message("The search was made offline, and no answer from {service} was saved.")
_NO_FURTHER_ANSWER = Message("The program was offline, and no further answer from {service} was saved.")
_OFFLINE = (_NO_SAVED_ANSWER, _NO_FURTHER_ANSWER)


class SourceCount(
    msgspec.Struct,
    frozen=True,
    rename=stored("name state total loaded requests cached server error note received cannot_match"),
):
    """One source in one run.

    total: the service's own count, None if it does not say; loaded: number of rows received; server: the address of the
    service; error: why something is missing, or None; note: how the request differed from the usual one, if it did;
    received: when the service sent the oldest answer that was used, None without an answer and for runs of earlier
    versions; cannot_match: as in `SourceReport`, False for runs of earlier versions.
    """

    name: str
    state: str
    total: int | None = None
    loaded: int = 0
    requests: int = 0
    cached: int = 0
    server: str = ""
    error: str | None = None
    note: str = ""
    received: str | None = None
    cannot_match: bool = False

    def __post_init__(self) -> None:
        restore_messages(self, "error", "note")


class FoundRow(msgspec.Struct, frozen=True, gc=False, rename=stored("source id rank why")):
    """A row that a paper was merged from.

    rank: its position in the source's list, from 1; None if unknown; why: why it was taken for the same paper as the
    rows before it, empty for the first row.
    """

    source: str
    id: str
    rank: int | None = None
    why: str = ""

    def __post_init__(self) -> None:
        restore_messages(self, "why")


class FoundPaper(msgspec.Struct, frozen=True, gc=False, rename=stored("id title year authors keys rows copy_doi")):
    """A paper of a run, in the order of the list. keys: its identifiers, by which it is found in another run; copy_doi:
    True if its DOI is that of a copy in a repository, which references leave out; unset for all others."""

    id: str
    title: str
    year: int | None = None
    authors: str = ""
    keys: tuple[str, ...] = ()
    rows: tuple[FoundRow, ...] = ()
    copy_doi: bool | msgspec.UnsetType = msgspec.UNSET

    @property
    def doi(self) -> str | None:
        """Its DOI as references name it."""
        dois = (key.removeprefix("doi:") for key in self.keys if key.startswith("doi:"))
        return next(dois, None) if self.copy_doi is msgspec.UNSET else None


class LoadedCount(msgspec.Struct, frozen=True, rename=stored("name total loaded")):
    """What one source had returned at a time: its own count, None if it does not say, and the number of rows."""

    name: str
    total: int | None = None
    loaded: int = 0


class LoadStep(msgspec.Struct, frozen=True, rename=stored("at papers sources")):
    """The counts of a run after rows were loaded. at: ISO 8601, UTC; papers: number after merging."""

    at: str
    papers: int = 0
    sources: tuple[LoadedCount, ...] = ()


class LedgerRun(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "id started query how saved sources rows merged papers shown narrowed bulk more loads records offline"
    ),
):
    """One run.

    started: ISO 8601, UTC; how: WINDOW, SAVED, WATCH, CHECK or COMMAND; saved: the name of the saved search; rows:
    number before merging; merged: number merged into others; papers: number after merging; shown: number after
    filtering here; narrowed: what each filter excluded here; more: sources with further rows; loads: the counts when
    the search was run, and after each time that more was loaded. All other counts are those of the last time; records:
    the query of a search of the page Zenodo records, unset for all others; offline: True if the program was offline
    when it began, False for runs of earlier versions.
    """

    id: int
    started: str
    query: Query
    how: str = WINDOW
    saved: str | None = None
    sources: tuple[SourceCount, ...] = ()
    rows: int = 0
    merged: int = 0
    papers: int = 0
    shown: int = 0
    narrowed: tuple[FilterEffect, ...] = ()
    bulk: bool = False
    more: tuple[str, ...] = ()
    loads: tuple[LoadStep, ...] = ()
    records: RecordQuery | msgspec.UnsetType = msgspec.UNSET
    offline: bool = False

    @property
    def is_of_records(self) -> bool:
        """True if it is a search of the page Zenodo records, whose results are records, not papers."""
        return self.records is not msgspec.UNSET

    @property
    def excluded(self) -> int:
        """Number of papers that filters excluded here."""
        return self.papers - self.shown

    @property
    def is_filtered_list(self) -> bool:
        """True if the list of another run was filtered here: it has the answers of services that were asked for that
        run, and no request or saved answer of its own."""
        return any(one.received for one in self.sources) and not any(one.requests or one.cached for one in self.sources)


def filtered_lists(runs: Sequence[LedgerRun]) -> dict[int, int]:
    """Returns, by their ids, those of *runs* that are lists of another of *runs* which were filtered here, each with
    the id of that run: the last one before it with the same words and sources."""
    found: dict[int, int] = {}
    searches: dict[tuple[str, tuple[str, ...], bool], int] = {}
    for run in sorted(runs, key=lambda run: (run.started, run.id)):
        key = describe_words(run.query), tuple(one.name for one in run.sources), run.is_of_records
        if not run.is_filtered_list:
            searches[key] = run.id
        elif key in searches:
            found[run.id] = searches[key]
    return found


def counted_again(runs: Sequence[LedgerRun], *, most_groups: int | None = None) -> list[Message]:
    """Returns what a sum of the counts of *runs* may hide, as sentences: which runs have the same words, so that the
    records that they found are counted several times, which used saved answers only, and which only filtered the list
    of an earlier one on this computer.

    Args:
        most_groups: of more groups with the same words, only their number is named; None to name all.
    """
    by_words: dict[str, list[int]] = {}
    for run in sorted(runs, key=lambda run: run.id):
        by_words.setdefault(describe_words(run.query).casefold(), []).append(run.id)
    by_group = [ids for words, ids in by_words.items() if words and len(ids) > 1]
    groups = [number_ranges(ids) for ids in by_group]
    sentences: list[Message] = []
    if most_groups is not None and len(groups) > most_groups:
        many = Message.counted(
            "{count} group of searches with the same words: records that several of them found are counted in each of "
            "them.",
            "{count} groups of searches with the same words: records that several searches of a group found are "
            "counted in each of them.",
            len(groups),
        )
        sentences.append(many)
    elif len(groups) > 1:
        sentences.append(_GROUPS.filled(groups="; ".join(groups)))
    elif groups:
        sentences.append(_SAME_WORDS.filled(runs=named_numbers(by_group[0])))
    if saved := sorted(
        run.id for run in runs if saved_answers(run) and not has_sent_requests(run) and not run.is_filtered_list
    ):
        sentences.append(
            Message.counted(
                "Search {runs} used saved answers only.",
                "Searches {runs} used saved answers only.",
                len(saved),
                runs=named_numbers(saved),
            )
        )
    if filtered := sorted(run.id for run in runs if run.is_filtered_list and not has_sent_requests(run)):
        sentences.append(
            Message.counted(
                "Search {runs} only filtered the results of an earlier search.",
                "Searches {runs} only filtered the results of an earlier search.",
                len(filtered),
                runs=named_numbers(filtered),
            )
        )
    return sentences


def number_ranges(numbers: Sequence[int]) -> str:
    """Returns ascending *numbers*, three or more in a row as a range: '1, 3, 5–8'."""
    return ", ".join(_ranges(numbers))


def named_numbers(numbers: Sequence[int]) -> str:
    """Returns ascending *numbers* as a part of a sentence: '1, 3 and 5–8'."""
    parts = _ranges(numbers)
    return parts[0] if len(parts) == 1 else Message("{first} and {last}", first=", ".join(parts[:-1]), last=parts[-1])


def _ranges(numbers: Sequence[int]) -> list[str]:
    rows: list[list[int]] = []
    for one in numbers:
        if rows and one == rows[-1][-1] + 1:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [part for row in rows for part in ([f"{row[0]}–{row[-1]}"] if len(row) > 2 else map(str, row))]


def chosen_sources(run: LedgerRun) -> tuple[str, ...]:
    """Returns the sources of *run* if one of the three services is not one of them, because it was off in the settings
    or because only some sources were chosen for the search; empty for all other runs."""
    names = tuple(one.name for one in run.sources)
    return () if run.is_of_records or set(SEARCH_SOURCES).issubset(names) else names


class RunComparison(msgspec.Struct, frozen=True):
    """Two runs compared: papers only in the first, only in the second, and in both (as in the second)."""

    first: LedgerRun
    second: LedgerRun
    only_first: tuple[FoundPaper, ...] = ()
    only_second: tuple[FoundPaper, ...] = ()
    both: tuple[FoundPaper, ...] = ()


def incomplete_sources(run: LedgerRun) -> dict[str, str]:
    """Returns the sources of *run* whose rows are not all in it, by name, with what is missing."""
    missing: dict[str, str] = {}
    for source in run.sources:
        if source.state == "failed":
            missing[source.name] = Message("failed")
        elif source.state == "partial":
            missing[source.name] = Message("incomplete")
        elif source.state == "skipped" and not source.cannot_match:
            missing[source.name] = Message("not searched")
    for source in run.sources:
        if source.total is not None and source.loaded < source.total:
            text = Message("{loaded} of {total} loaded", loaded=source.loaded, total=source.total)
            missing.setdefault(source.name, text)
    for name in run.more:
        missing.setdefault(name, Message("more results not loaded"))
    return missing


def saved_answers(run: LedgerRun) -> dict[str, str | None]:
    """Returns the sources of *run* whose answers the program had before the run, by name.

    The value is when the oldest of them was received; None if that is unknown.
    """
    return {
        one.name: one.received
        for one in run.sources
        if one.name not in (LIBRARY, CORPUS)
        and (one.cached > 0 if one.received is None else one.received < run.started or not one.requests)
    }


def had_loaded_all(run: LedgerRun) -> bool:
    """Returns True if all rows that the sources of *run* had were loaded after its first ones, by “Load all”, say."""
    return len(run.loads) > 1 and not run.more


def requests_of(run: LedgerRun) -> int:
    """Returns about how many requests *run* needs without saved answers. A list that was loaded completely has its
    first answers twice: sent before, and saved."""
    return sum(max(one.requests, one.cached) for one in run.sources)


def has_sent_requests(run: LedgerRun) -> bool:
    """Returns True if *run* sent a request to a source; else its answers were saved ones, or those of the library."""
    return any(one.requests for one in run.sources)


def filters_sent(run: LedgerRun, source: str) -> tuple[str, ...]:
    """Returns the names of the filters of *run* that the requests to *source* had."""
    if source not in searched_sources(run):
        return ()
    return tuple(one.name for one in run.narrowed if source in one.sent)


def filters_here(run: LedgerRun, source: str) -> tuple[str, ...]:
    """Returns the names of the filters of *run* that this program applied to the rows of *source*."""
    if source not in searched_sources(run):
        return ()
    return tuple(
        one.name
        for one in run.narrowed
        if source not in one.sent or (one.name in NAMES and not is_applied_by(one.name, source))
    )


def filters_not_sent(run: LedgerRun) -> tuple[str, ...]:
    """Returns the filters that no service received for *run*, if all its rows were loaded: as
    `SearchResult.filters_here`."""
    return () if run.more or not run.rows else kept_here(run.query.filters, run.narrowed)


def searched_sources(run: LedgerRun) -> tuple[str, ...]:
    """Returns the names of the sources that *run* searched, without those that were skipped."""
    return tuple(one.name for one in run.sources if one.state != "skipped")


def describe_filter(query: Query, name: str) -> str:
    """Returns the filter *name* of *query* in English, such as 'Years from 2019'."""
    words = describe_filters(with_operator_filters(query).filters.only(name)) if name in NAMES else ""
    return words or Message("search operators")


def filters_of(run: LedgerRun) -> tuple[str, ...]:
    """Returns the words of each filter of *run*, those that `year:` or `venue:` in its words set included. The page
    Zenodo records has no such operators."""
    if run.is_of_records:
        return filter_texts(run.query.filters)
    return tuple(filter_texts_by_name(run.query).values())


def describe_words(query: Query) -> str:
    """Returns the words, or the identifier that they name; empty if there are only filters."""
    return query.words or (str(query.identifier) if query.identifier is not None else "")


def add_loading(before: tuple[LoadStep, ...], result: SearchResult, at: str) -> tuple[LoadStep, ...]:
    """Returns *before*, and the counts of *result* at the time *at* if a source has returned more or fewer rows."""
    counts = tuple(LoadedCount(one.name, one.total, one.loaded) for one in result.reports)
    last = {one.name: one.loaded for one in before[-1].sources} if before else None
    if last == {one.name: one.loaded for one in counts}:
        return before
    return (*before, LoadStep(at, result.loaded, counts))


def loaded_of(run: LedgerRun, name: str) -> tuple[tuple[str, LoadedCount], ...]:
    """Returns the times at which the source *name* returned rows for *run*, each with its counts then."""
    found: list[tuple[str, LoadedCount]] = []
    for step in run.loads:
        count = next((one for one in step.sources if one.name == name), None)
        if count is not None and (not found or found[-1][1].loaded != count.loaded):
            found.append((step.at, count))
    return tuple(found)


def missing_reasons(run: LedgerRun, join: Callable[[Sequence[str]], str]) -> list[str]:
    """Returns why something is missing from sources of *run*, each reason once. One that several services have because
    the program was offline names all of them. join: writes the names of sources as a list."""
    found: dict[str, list[str]] = {}
    for one in run.sources:
        if (error := one.error) is None:
            continue
        template = error.template if isinstance(error, Message) else ""
        offline = next((known for known in _OFFLINE if known.template == template), None)
        found.setdefault(offline or error, []).append(one.name)
    return [
        reason.filled(service=join(names)) if isinstance(reason, Message) and reason in _OFFLINE else reason
        for reason, names in found.items()
    ]


def _why_missing(report: SourceReport) -> str | None:
    """Returns why something of a source is missing, as it is read later, when the program may be online."""
    if report.error is None or report.error.code != Offline.code:
        return report.error.message if report.error is not None else None
    service = TITLES.get(report.name, report.name)
    if report.phase is Phase.PARTIAL:
        return _NO_FURTHER_ANSWER.filled(service=service)
    return _NO_SAVED_ANSWER.filled(service=service)


def make_run(
    result: SearchResult,
    started: str,
    *,
    how: str,
    saved: str | None,
    servers: Mapping[str, str],
    loads: tuple[LoadStep, ...] = (),
    records: RecordQuery | msgspec.UnsetType = msgspec.UNSET,
    offline: bool = False,
) -> LedgerRun:
    """Returns the ledger's entry for *result*. servers: the address of each source; loads, records, offline: as in
    `LedgerRun`."""
    sources = tuple(
        SourceCount(
            report.name,
            report.phase.value,
            report.total,
            report.loaded,
            report.requests,
            report.cached,
            servers.get(report.name, ""),
            _why_missing(report),
            report.note,
            report.received,
            report.cannot_match,
        )
        for report in result.reports
    )
    return LedgerRun(
        0,
        started,
        result.query,
        how,
        saved,
        sources,
        rows=result.loaded + result.merged,
        merged=result.merged,
        papers=result.loaded,
        shown=len(result.papers),
        narrowed=result.narrowed,
        bulk=result.bulk,
        more=result.more,
        loads=loads,
        records=records,
        offline=offline,
    )


def found_papers(
    papers: Sequence[Paper], rows: Mapping[str, Sequence[Paper]], cited_doi: Callable[[Paper], str | None]
) -> Iterator[FoundPaper]:
    """Yields *papers* as the ledger stores them.

    Args:
        rows: what each source returned, in its order; a row that it returned twice is listed twice under its paper, so
            that all rows are accounted for.
        cited_doi: returns the DOI that a reference names.
    """
    ranks: dict[tuple[str, str], list[int]] = {}
    for name, some in rows.items():
        for place, row in enumerate(some, 1):
            ranks.setdefault((name, row_key(row)), []).append(place)
    for paper in papers:
        yield FoundPaper(
            paper.id,
            paper.title,
            paper.year,
            paper.authors[0].name if paper.authors else "",
            tuple(f"{scheme}:{value}" for scheme, value in identifier_keys(paper.ids)),
            tuple(_rows(source_rows(paper), ranks)),
            True if paper.ids.doi is not None and cited_doi(paper) is None else msgspec.UNSET,
        )


def _rows(parts: Sequence[Paper], ranks: Mapping[tuple[str, str], list[int]]) -> Iterator[FoundRow]:
    for place, row in enumerate(parts):
        key = row_key(row)
        source = row.sources[0] if row.sources else ""
        why = "" if place == 0 else merge_reason(row, parts[:place])
        for again, rank in enumerate(ranks.get((source, key), [None])):
            yield FoundRow(source, row.id or key, rank, Message("same row, listed twice") if again else why)


IDENTIFIER_NAMES: dict[str, str] = {
    "s2": Message("Semantic Scholar ID"),
    "doi": "DOI",
    "arxiv": Message("arXiv ID"),
    "pmid": "PMID",
    "pmcid": "PMCID",
    "corpus": "CorpusId",  # as Semantic Scholar calls it
}


def merge_reason(row: Paper, others: Sequence[Paper]) -> str:
    """Returns why *row* was merged with *others*: the identifiers in common, else title, year and first author."""
    theirs = {key for other in others for key in identifier_keys(other.ids)}
    shared = [(scheme, value) for scheme, value in identifier_keys(row.ids) if (scheme, value) in theirs]
    if not shared:
        return Message("same title, year and first author")
    names = ", ".join(f"{IDENTIFIER_NAMES.get(scheme, scheme)} {value}" for scheme, value in shared)
    return Message("same {identifiers}", identifiers=names)


class LedgerRecord(msgspec.Struct, frozen=True):
    """A paper that one or several runs found.

    found: the run and the paper as that run found it; why: for each after the first, why it is the same paper.
    """

    found: tuple[tuple[LedgerRun, FoundPaper], ...]
    why: tuple[str, ...] = ()


def join_runs(runs: Sequence[LedgerRun], found: Sequence[Sequence[FoundPaper]]) -> tuple[LedgerRecord, ...]:
    """Returns the papers of several *runs*, each once, in the order in which they were found.

    Papers are the same by the rule `DUPLICATES_BETWEEN`, directly or through a third paper.

    Args:
        found: the papers of each run.
    """
    papers = [(run, paper) for run, some in zip(runs, found, strict=True) for paper in some]
    first_with: dict[str, int] = {}
    parent = list(range(len(papers)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    shared: dict[int, str] = {}
    for place, (_, paper) in enumerate(papers):
        for key in sorted(_keys(paper)):
            earlier = first_with.setdefault(key, place)
            if earlier != place:
                shared.setdefault(place, key)
                one, other = sorted((root(earlier), root(place)))
                parent[other] = one
    groups: dict[int, list[int]] = {}
    for place in range(len(papers)):
        groups.setdefault(root(place), []).append(place)
    return tuple(
        LedgerRecord(
            tuple(papers[place] for place in places),
            tuple(_same_key(shared[place]) if place in shared else "" for place in places[1:]),
        )
        for places in groups.values()
    )


def _same_key(key: str) -> Message:
    scheme, _, value = key.partition(":")
    if scheme == "title":
        return Message("same title")
    return Message("same {identifiers}", identifiers=f"{IDENTIFIER_NAMES.get(scheme, scheme)} {value}")


def compare_runs(
    first: LedgerRun, found: Sequence[FoundPaper], second: LedgerRun, others: Sequence[FoundPaper]
) -> RunComparison:
    """Returns the comparison of two runs, which found the papers *found* and *others*.

    Papers are the same by the rule `DUPLICATES_BETWEEN`.
    """
    known = {key for paper in found for key in _keys(paper)}
    theirs = {key for paper in others for key in _keys(paper)}
    return RunComparison(
        first,
        second,
        tuple(paper for paper in found if theirs.isdisjoint(_keys(paper))),
        tuple(paper for paper in others if known.isdisjoint(_keys(paper))),
        tuple(paper for paper in others if not known.isdisjoint(_keys(paper))),
    )


def _keys(paper: FoundPaper) -> frozenset[str]:
    return frozenset(paper.keys) or frozenset({f"title:{paper.title.casefold()}"})
