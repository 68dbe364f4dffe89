"""The results of all sources as one list: merged as they arrive, filtered by what no service filters, ranked and
sorted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from itertools import compress, zip_longest
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.identifiers.identifiers import (
    Identifier,
    ids_of,
    matches,
    zenodo_of_doi,
)
from scholar_desktop.domain.merging.dedupe import DedupeResult, Deduplicator, source_rows
from scholar_desktop.domain.merging.split_rows import NO_SPLITS
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.paper_filter import fails_operators, filter_values, papers_failing
from scholar_desktop.domain.search.query import REVERSE, FilterEffect, Query, SearchResult, sort_value
from scholar_desktop.domain.search.query_parser import QueryTerm, operators, with_operator_filters
from scholar_desktop.domain.search.sent_filters import services_receiving
from scholar_desktop.domain.search.word_filter import BULK, listed_sort, supports_group
from scholar_desktop.domain.source import CORPUS, LIBRARY, S2, SEARCH_SOURCES, ZENODO
from scholar_desktop.domain.text.names import family_name_of
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.titles import normalise, title_key
from scholar_desktop.domain.thread_yielding import Yielder

if TYPE_CHECKING:
    from scholar_desktop.services.search.manual_splits import ManualSplits


def rank_rows(rows: Mapping[str, Sequence[Paper]], query: Query) -> list[Paper]:
    """Return all rows in the order in which they are shown.

    The paper that an identifier names comes first. By relevance, the order is: papers with exactly the title that was
    typed, papers of the library, papers of Semantic Scholar in its order, then papers that only the other sources have
    (Unpaywall, Zenodo), alternating. Other sort orders use the values of the papers themselves, unknown ones last.
    """
    papers = [
        *rows.get(LIBRARY, ()),
        *rows.get(S2, ()),
        *_in_turn(*(rows[name] for name in sorted(rows) if name not in (LIBRARY, S2))),
    ]
    papers = sort_papers(papers, query)
    if query.identifier is None:
        return papers
    named = query.identifier
    return sorted(papers, key=lambda paper: not matches(named, paper.ids))


def sort_papers(papers: Sequence[Paper], query: Query) -> list[Paper]:
    """Return *papers* in the sort order of *query*; papers that compare equal keep their order."""
    if sort_value(query.sort) in _FACTS or normalise(query.words):
        return [papers[place] for place in sorted_places(papers, query)]
    return list(papers)


def sorted_places(papers: Sequence[Paper], query: Query) -> Sequence[int]:
    """Return the positions of *papers* in the sort order of *query*."""
    as_given = range(len(papers))
    is_reversed = query.sort.startswith(REVERSE)
    match sort_value(query.sort):
        case "year":
            # sorting is stable: two sorts by simple keys are faster than one by a key of three parts
            days = [paper.date or _LAST_DAY[is_reversed] for paper in papers]
            by_day = sorted(as_given, key=days.__getitem__, reverse=not is_reversed)
            return _by_number([paper.year or None for paper in papers], by_day, falls=not is_reversed)
        case "citations":
            return _by_number([paper.counts.citations for paper in papers], as_given, falls=not is_reversed)
        case "influence":
            return _by_number([paper.counts.influential for paper in papers], as_given, falls=not is_reversed)
        case "title":
            titles = [title_key(paper.title) for paper in papers]
            return sorted(as_given, key=titles.__getitem__, reverse=is_reversed)
        case "author":
            names = [
                fold_person_name(family_name_of(paper.authors[0].name)) if paper.authors else "" for paper in papers
            ]
            named = [place for place in as_given if names[place]]
            by_name = sorted(named, key=names.__getitem__, reverse=is_reversed)
            return [*by_name, *(place for place in as_given if not names[place])]
    typed = normalise(query.words).replace(" ", "")
    if not typed:
        return as_given
    others = [title_key(paper.title).replace(" ", "") != typed for paper in papers]
    return as_given if all(others) else sorted(as_given, key=others.__getitem__)


_FACTS = ("year", "citations", "influence", "title", "author")
_LAST_DAY = ("", "~")
"""In place of a day that is not known, so that it comes last: if the newest is first, and if the oldest is."""
_HUGE = 1 << 62


def _by_number(numbers: list[int | None], places: Sequence[int], *, falls: bool) -> list[int]:
    """Return *places* by number, the highest or (not *falls*) the lowest first, unknown ones last."""
    if falls:
        keys = [1 if number is None else -number for number in numbers]
    else:
        keys = [_HUGE if number is None else number for number in numbers]
    return sorted(places, key=keys.__getitem__)


def _in_turn(*lists: Sequence[Paper]) -> Iterator[Paper]:
    for row in zip_longest(*lists):
        yield from (paper for paper in row if paper is not None)


_PARAMETERS = {
    by.COMMUNITY: "communities",
    by.RECORD_TYPE: "type",
    by.TYPE: "type",
    by.ACCESS_RIGHT: "access_status",
    by.OPEN_ACCESS: "access_status",
    by.FILE_TYPE: "file_type",
    by.SUBJECT: "subject",
}
"""The request parameter of Zenodo for each filter; the other filters are part of the query string."""


class FilteredResults(msgspec.Struct, frozen=True):
    """The papers that pass the filters, and the effect of each filter."""

    papers: tuple[Paper, ...]
    by: tuple[FilterEffect, ...] = ()


def filter_results(
    papers: Sequence[Paper],
    query: Query,
    rows: Mapping[str, Sequence[Paper]],
    *,
    asked: Query | None = None,
    bulk: bool = False,
    dropped: Collection[str] = (),
) -> FilteredResults:
    """Return the *papers* (merged from *rows*) that pass the filters of *query*, in its order: one use of
    `ResultFilter`."""
    return ResultFilter(papers, rows).narrow(query, asked=asked, bulk=bulk, dropped=dropped)


def still_found(best: tuple[Paper, ...], asked: Query, query: Query) -> tuple[Paper, ...]:
    """Return those of *best*, the best matches of *asked* at Semantic Scholar, that *query* finds, too, by
    relevance."""
    by_relevance = msgspec.structs.replace(query, sort="relevance")
    return filter_results(best, by_relevance, {S2: best}, asked=asked).papers


def sorted_result(result: SearchResult, query: Query) -> SearchResult:
    """Return *result* in the order of *query*."""
    order = msgspec.structs.replace(query, sort=listed_sort(query, result.source_names))
    return msgspec.structs.replace(result, query=query, papers=tuple(sort_papers(result.papers, order)))


def rows_of(papers: Sequence[Paper], source: str) -> tuple[Paper, ...]:
    """Return the first row that *source* sent for each of *papers*."""
    firsts = (next((row for row in source_rows(paper) if source in row.sources), None) for paper in papers)
    return tuple(row for row in firsts if row is not None)


class ResultFilter:
    """Filters and sorts one merged list repeatedly. Values that were computed for one filter or order are reused for
    the next. Not safe for concurrent use.

    Args:
        rows: what each source returned. If empty, no service has applied a filter, and every filter is checked here.
    """

    def __init__(self, papers: Sequence[Paper], rows: Mapping[str, Sequence[Paper]]) -> None:
        self._papers = tuple(papers)
        self._rows = dict(rows)
        self._sources = _PaperSources(self._papers, rows)
        self._facts: dict[str, list[Hashable]] = {}
        self._places: dict[tuple[str, str], Sequence[int]] = {}
        self._words: dict[tuple[object, bool], list[bool]] = {}

    def narrow(
        self, query: Query, *, asked: Query | None = None, bulk: bool = False, dropped: Collection[str] = ()
    ) -> FilteredResults:
        """Return the papers that pass the filters of *query*, in its order.

        A filter that a service applied itself is not checked again for a paper that this service returned.

        Args:
            asked: the query that was sent to the services, if it is not *query*.
            bulk: whether Semantic Scholar was searched with its bulk search.
            dropped: request parameters that Zenodo ignored, so that it has not applied their filters.
        """
        if query.identifier is not None:
            return FilteredResults(self._papers)
        wanted, given = with_operator_filters(query).filters, with_operator_filters(asked or query).filters
        names, groups = wanted.names(), operators(query)
        if not names and not groups:
            return FilteredResults(self._in_order(query))
        applied = [name for name in names if given.only(name) == wanted.only(name)]
        unheeded = [name for name in applied if _PARAMETERS.get(name) in dropped]
        sent = {
            name: [
                source
                for source in services_receiving(given, name)
                if source in self._rows and not (source == ZENODO and name in unheeded)
            ]
            for name in applied
        }
        failed: dict[str, list[bool]] = {}
        for name in applied:
            failed[name] = self._failing(wanted, name, self._sources.settle(name, sent[name]))
        for name in (name for name in names if name not in applied):
            failed[name] = self._failing(wanted, name, None)
        if groups:
            failed[by.WORDS] = self._failing_words(groups, bulk)
        here = {name: sum(fails) for name, fails in failed.items()}
        alone, out = dict(here), next(iter(failed.values()))
        if len(failed) > 1:
            counts = list(map(sum, zip(*failed.values(), strict=True)))
            out = list(map(bool, counts))
            single = [count == 1 for count in counts]
            alone = {name: sum(compress(fails, single)) for name, fails in failed.items()}
        asked_of = [name for name in self._rows if name != LIBRARY]
        made = [FilterEffect(name, tuple(sent.get(name, ())), here[name], alone[name]) for name in names]
        if groups:
            speak = [
                s for s in asked_of if all(supports_group(BULK if bulk and s == S2 else s, group) for group in groups)
            ]
            made.append(FilterEffect(by.WORDS, tuple(speak), here[by.WORDS], alone[by.WORDS]))
        return FilteredResults(self._in_order(query, out), tuple(made))

    def _in_order(self, query: Query, out: Sequence[bool] | None = None) -> tuple[Paper, ...]:
        """Return the papers in the sort order of *query*, without those marked in *out*."""
        key = (query.sort, query.words)
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = sorted_places(self._papers, query)
        papers = self._papers
        if out is None:
            return papers if isinstance(places, range) else tuple(papers[place] for place in places)
        return tuple(papers[place] for place in places if not out[place])

    def _failing(self, wanted: Filters, name: str, settled: Sequence[bool] | None) -> list[bool]:
        """Return for each paper whether the filter *name* excludes it.

        Args:
            settled: for each paper, whether a service that returned it applies the filter itself; such a paper is not
                checked again, because the service may know more than it sends.
        """
        facts = self._facts.get(name)
        if facts is None:
            facts = self._facts[name] = filter_values(name, self._papers)
        fails = papers_failing(facts, wanted, name)
        if settled is None:
            return fails
        return [is_out and not done for is_out, done in zip(fails, settled, strict=True)]

    def _failing_words(self, groups: tuple[tuple[QueryTerm, ...], ...], bulk: bool) -> list[bool]:
        found = self._words.get((groups, bulk))
        if found is None:
            by_source = {source: BULK if bulk and source == S2 else source for source in self._rows}
            found = self._words[groups, bulk] = [
                fails_operators(paper, groups, [by_source[source] for source in of_paper])
                for paper, of_paper in zip(self._papers, self._sources.of_papers(), strict=True)
            ]
        return found


class _PaperSources:
    """The sources that returned each paper of a merged list."""

    def __init__(self, papers: Sequence[Paper], rows: Mapping[str, Sequence[Paper]]) -> None:
        self._papers = papers
        self._rows = dict(rows)
        self._of: list[tuple[str, ...]] | None = None

    def settle(self, name: str, sent: Collection[str]) -> list[bool] | None:
        """Return for each paper whether a service that returned it applies the filter *name* itself; None if no service
        does.

        Args:
            sent: the services whose requests had it.
        """
        able = frozenset(s for s in self._rows if by.is_applied_by(name, s) and (s in sent or s == CORPUS))
        if not able:
            return None
        given = self.of_papers()
        settles = {names: not able.isdisjoint(names) for names in set(given)}
        return [settles[names] for names in given]

    def of_papers(self) -> list[tuple[str, ...]]:
        """Return for each paper the names of the queried sources that returned it."""
        if self._of is None:
            stored = any(papers for name, papers in self._rows.items() if name not in SEARCH_SOURCES)
            self._of = self._by_id() if stored else self._by_name()
        return self._of

    def _by_name(self) -> list[tuple[str, ...]]:
        source_names = [paper.sources for paper in self._papers]
        asked = {names: tuple(name for name in names if name in self._rows) for names in set(source_names)}
        return [asked[names] for names in source_names]

    def _by_id(self) -> list[tuple[str, ...]]:
        # A paper of the library lists the services that it once came from; they have not returned it for this query.
        sources: dict[tuple[str, str], set[str]] = {}
        for name, papers in self._rows.items():
            for paper in papers:
                for key in paper.ids.items():
                    sources.setdefault(key, set()).add(name)
        nobody: set[str] = set()
        return [
            tuple(sorted(nobody.union(*(sources.get(key, nobody) for key in paper.ids.items()))))
            for paper in self._papers
        ]


MIN_ROWS_FOR_TURN = 50
"""From this number of rows on, merging takes milliseconds. The window does other things before it shows the list."""
MIN_ROWS_FOR_THREAD = 300
"""From this number of rows on, merging takes longer than the window may be blocked, and runs in a thread."""


def _hides_doi(papers: Sequence[Paper], identifier: Identifier) -> bool:
    """True if *identifier* is that of a Zenodo record, and the paper that it names has the DOI of another work, since
    merging prefers the DOI of the published work. A preprint and its article stay one result by either identifier."""
    record = ids_of(identifier).zenodo
    if record is None:
        return False
    lead = next((paper for paper in papers if matches(identifier, paper.ids)), None)
    return lead is not None and lead.ids.doi is not None and zenodo_of_doi(lead.ids.doi) is None


class ResultList:
    """The results of one search as one list. Few rows are merged when the list is read (`now`); many are merged in a
    thread, which `take_in` waits for.

    Attributes:
        query: the filters and the sort order of the list.
        asked: the query that was sent to the services.
        dropped: request parameters that Zenodo ignored.
    """

    def __init__(self, names: Sequence[str], query: Query, manual_splits: ManualSplits, *, bulk: bool) -> None:
        """Create an empty list.

        Args:
            names: the sources of the search.
            bulk: whether Semantic Scholar is searched with its bulk search.
        """
        self.query = query
        self.asked = query
        self.dropped: tuple[str, ...] = ()
        self._rows: Mapping[str, tuple[Paper, ...]] = dict.fromkeys(names, ())
        self._manual_splits = manual_splits
        self._bulk = bulk
        self._merger = Deduplicator()
        self._splits = NO_SPLITS
        self._filter = ResultFilter((), {})
        self._merged: DedupeResult | None = None
        self._filtered: FilteredResults | None = None
        self._busy = asyncio.Lock()
        self._stale = False

    def __len__(self) -> int:
        """Return the number of rows before merging."""
        return sum(map(len, self._rows.values()))

    @property
    def is_merging(self) -> bool:
        """True while rows are merged or filtered in a thread."""
        return self._busy.locked()

    @property
    def _is_short(self) -> bool:
        return len(self) < MIN_ROWS_FOR_THREAD

    async def take_in(self, rows: Mapping[str, tuple[Paper, ...]], dropped: tuple[str, ...] = ()) -> None:
        """Update the list. A source that only adds its count, or has found nothing, changes nothing.

        Args:
            rows: what each source has returned so far.
            dropped: request parameters that Zenodo ignored.
        """
        is_known = dropped == self.dropped and all(self._rows.get(name) is papers for name, papers in rows.items())
        self._rows, self.dropped = rows, dropped
        if self._is_short:
            if not is_known:
                self._merged = None
                if len(self) >= MIN_ROWS_FOR_TURN:
                    self.now()
                    await asyncio.sleep(0)
        else:
            self._stale = self._stale or not is_known
            await self.settle()

    async def settle(self) -> None:
        """Merge the rows that are not merged yet."""
        async with self._busy:
            if self._stale:
                self._stale = False
                await self._merge_many()
                self._filtered = await asyncio.to_thread(self._filter_rows)

    async def narrow(self, query: Query) -> None:
        """Filter and sort the same rows by *query*."""
        self.query = query
        async with self._busy:
            if self._merged is not None and self._splits != self._manual_splits.apart:
                # the user has split or rejoined papers since
                if self._is_short:
                    self._set_merged(self._merge(self._rows), self._rows)
                else:
                    await self._merge_many()
            self._filtered = self._filter_rows() if self._is_short else await asyncio.to_thread(self._filter_rows)

    def papers_without(self, name: str) -> tuple[Paper, ...]:
        """Return the papers that pass all filters other than *name*. Not while rows are merged."""
        self.now()  # few rows are merged when they are read
        query = msgspec.structs.replace(self.query, filters=self.query.filters.without(name))
        return self._filter_rows(query).papers

    def now(self) -> tuple[DedupeResult, FilteredResults]:
        """Return the list as it was last merged, and the part of it that passes the filters."""
        if self._merged is None and self._is_short:
            self._set_merged(self._merge(self._rows), self._rows)
            self._filtered = self._filter_rows()
        return self._merged or DedupeResult((), 0), self._filtered or FilteredResults(())

    async def _merge_many(self) -> None:
        """Merge in a thread that pauses regularly, so that the window stays responsive."""
        rows = self._rows

        def work() -> DedupeResult:
            yielder = Yielder()
            for some in rows.values():
                for row in some:
                    title_key(row.title)
                    yielder.yield_to_ui()
            return self._merge(rows, yielder.yield_to_ui)

        self._set_merged(await asyncio.to_thread(work), rows)

    def _merge(
        self, rows: Mapping[str, tuple[Paper, ...]], yield_to_ui: Callable[[], None] = lambda: None
    ) -> DedupeResult:
        self._splits = self._manual_splits.apart
        by_relevance = msgspec.structs.replace(self.query, sort="relevance")
        ranked = rank_rows(rows, by_relevance)
        merged = self._merger.merge(ranked, self._splits, yield_to_ui)
        if self.query.identifier is None or not _hides_doi(merged.papers, self.query.identifier):
            return merged
        # Merging would cite another version than the one that was named, such as the article of a Zenodo record.
        named = [row for row in ranked if matches(self.query.identifier, row.ids)]
        parts = [Deduplicator().merge(some, self._splits) for some in (named, ranked[len(named) :])]
        return DedupeResult(parts[0].papers + parts[1].papers, parts[0].merged + parts[1].merged)

    def _set_merged(self, merged: DedupeResult, rows: Mapping[str, tuple[Paper, ...]]) -> None:
        self._merged, self._filter = merged, ResultFilter(merged.papers, rows)

    def sorter(self, sort: str) -> Callable[[], tuple[Paper, ...]]:
        """Return a function that returns the papers that pass the filters now, in the order *sort*, which need not be
        that of the list. It may be called in another thread."""
        merged, filtered = self.now()
        query = self._as_listed(msgspec.structs.replace(self.query, sort=sort))

        def papers_in_order() -> tuple[Paper, ...]:
            if query.identifier is not None:
                return filtered.papers
            kept = set(map(id, filtered.papers))
            return tuple(paper for paper in sort_papers(merged.papers, query) if id(paper) in kept)

        return papers_in_order

    def _as_listed(self, query: Query) -> Query:
        return msgspec.structs.replace(query, sort=listed_sort(query, self._rows))

    def _filter_rows(self, query: Query | None = None) -> FilteredResults:
        query = self._as_listed(query or self.query)
        return self._filter.narrow(query, asked=self.asked, bulk=self._bulk, dropped=self.dropped)
