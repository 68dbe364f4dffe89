"""The rows of all sources as one list: merged as they arrive, filtered by what no service filters, ranked and
sorted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from itertools import compress, zip_longest
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.cooperative import Yielder
from scholar_desktop.domain.merging.dedupe import DedupeResult, Deduplicator
from scholar_desktop.domain.merging.split_rows import NO_SPLITS
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import Filters, is_applied_by
from scholar_desktop.domain.search.paper_filter import fails_operators, filter_values, papers_failing
from scholar_desktop.domain.search.paper_filter import passes_filter as is_passed
from scholar_desktop.domain.search.query import FilterEffect, Query
from scholar_desktop.domain.search.query_text import QueryTerm, operators, with_operator_filters
from scholar_desktop.domain.search.word_filter import BULK, supports_group
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.titles import normalise, title_key

if TYPE_CHECKING:
    from scholar_desktop.services.search.manual_splits import ManualSplits


def rank_rows(rows: Mapping[str, Sequence[Paper]], query: Query) -> list[Paper]:
    """All rows in the order in which they are shown.

    By relevance: papers with exactly the title that was typed, then what the library keeps, then Semantic Scholar's in
    its order, then what only Unpaywall and Zenodo have, in turn. Other sorts go by the paper's own facts, unknown last.
    """
    papers = [
        *rows.get(LIBRARY, ()),
        *rows.get(S2, ()),
        *_in_turn(rows.get(UNPAYWALL, ()), rows.get(ZENODO, ())),
    ]
    return sort_papers(papers, query)


def sort_papers(papers: Sequence[Paper], query: Query) -> list[Paper]:
    """*papers* by the sort of *query*; papers that are equal in it keep their order."""
    if query.sort in _FACTS or normalise(query.words):
        return [papers[place] for place in sorted_places(papers, query)]
    return list(papers)


def sorted_places(papers: Sequence[Paper], query: Query) -> Sequence[int]:
    """The same as the places of *papers*."""
    as_given = range(len(papers))
    match query.sort:
        case "year":
            # a later sort keeps the order of an earlier one: two plain keys are quicker than one of three parts
            days, years = [paper.date or "" for paper in papers], [-(paper.year or 0) for paper in papers]
            return sorted(sorted(as_given, key=days.__getitem__, reverse=True), key=years.__getitem__)
        case "citations":
            return _most_first([paper.counts.citations for paper in papers])
        case "influence":
            return _most_first([paper.counts.influential for paper in papers])
        case "title":
            titles = [title_key(paper.title) for paper in papers]
            return sorted(as_given, key=titles.__getitem__)
    typed = normalise(query.words).replace(" ", "")
    if not typed:
        return as_given
    others = [title_key(paper.title).replace(" ", "") != typed for paper in papers]
    return as_given if all(others) else sorted(as_given, key=others.__getitem__)


_FACTS = ("year", "citations", "influence", "title")


def _most_first(counts: list[int | None]) -> list[int]:
    """The unknown last."""
    keys = [1 if count is None else -count for count in counts]
    return sorted(range(len(keys)), key=keys.__getitem__)


def row_passes_filters(paper: Paper, filters: Filters, source: str) -> bool:
    """Whether a row of *source* stays. What a service applied itself is not judged again, for it may know more than it
    tells; a fact that nobody told does not pass a filter for it."""
    return all(is_applied_by(name, source) or is_passed(paper, filters, name) for name in filters.names())


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
"""By which parameter Zenodo is asked for a filter; the others stand in the query itself."""


class FilteredResults(msgspec.Struct, frozen=True):
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
    """Those of *papers* (merged out of *rows*) that pass, in the order that *query* wants. As `ResultFilter`, for
    once."""
    return ResultFilter(papers, rows).narrow(query, asked=asked, bulk=bulk, dropped=dropped)


class ResultFilter:
    """Narrows one merged list as often as it is wanted: what was found out about its papers for one filter or order is
    there for the next. For one caller at a time.

    rows: what each source gave. Without any nobody has applied anything: every filter is judged by what papers tell.
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
        """Those papers that pass, in the order that *query* wants.

        asked: what the services were asked, when that is not *query*. What a service applied itself is not judged again
        for a paper that it gave. dropped: parameters that Zenodo did not heed, whose filters it has not applied.
        """
        if query.identifier is not None:
            return FilteredResults(self._papers)
        wanted, given = with_operator_filters(query).filters, with_operator_filters(asked or query).filters
        names, groups = wanted.names(), operators(query)
        if not names and not groups:
            return FilteredResults(self._in_order(query))
        applied = [name for name in names if given.only(name) == wanted.only(name)]
        unheeded = [name for name in applied if _PARAMETERS.get(name) in dropped]
        failed: dict[str, list[bool]] = {}
        for name in (name for name in applied if name not in unheeded):
            failed[name] = self._failing(wanted, name, self._sources.settle(name))
        for name in unheeded:
            failed[name] = self._failing(wanted, name, self._sources.settle(name, but=ZENODO))
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
        made = [
            FilterEffect(
                name,
                tuple(
                    source
                    for source in by.services_applying(name)
                    if source in asked_of and name in applied and not (source == ZENODO and name in unheeded)
                ),
                here[name],
                alone[name],
            )
            for name in names
        ]
        if groups:
            speak = [
                s for s in asked_of if all(supports_group(BULK if bulk and s == S2 else s, group) for group in groups)
            ]
            made.append(FilterEffect(by.WORDS, tuple(speak), here[by.WORDS], alone[by.WORDS]))
        return FilteredResults(self._in_order(query, out), tuple(made))

    def _in_order(self, query: Query, out: Sequence[bool] | None = None) -> tuple[Paper, ...]:
        """The papers as *query* sorts them, without those that are *out*."""
        key = (query.sort, query.words)
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = sorted_places(self._papers, query)
        papers = self._papers
        if out is None:
            return papers if isinstance(places, range) else tuple(papers[place] for place in places)
        return tuple(papers[place] for place in places if not out[place])

    def _failing(self, wanted: Filters, name: str, settled: Sequence[bool] | None) -> list[bool]:
        """Which papers a filter keeps out. settled: those that a service gave which applies the filter itself are not
        judged again, for it may know more than it tells."""
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
    """Which sources gave each paper of a merged list."""

    def __init__(self, papers: Sequence[Paper], rows: Mapping[str, Sequence[Paper]]) -> None:
        self._papers = papers
        self._rows = dict(rows)
        self._of: list[tuple[str, ...]] | None = None

    def settle(self, name: str, *, but: str = "") -> list[bool] | None:
        """For each paper whether a service that gave it applies the filter *name* itself; None: of none. but: a service
        that has not done so."""
        able = frozenset(s for s in self._rows if s != but and by.is_applied_by(name, s))
        if not able:
            return None
        given = self.of_papers()
        settles = {names: not able.isdisjoint(names) for names in set(given)}
        return [settles[names] for names in given]

    def of_papers(self) -> list[tuple[str, ...]]:
        """The names for each paper, of those sources that were asked."""
        if self._of is None:
            self._of = self._by_id() if self._rows.get(LIBRARY) else self._by_name()
        return self._of

    def _by_name(self) -> list[tuple[str, ...]]:
        source_names = [paper.sources for paper in self._papers]
        asked = {names: tuple(name for name in names if name in self._rows) for names in set(source_names)}
        return [asked[names] for names in source_names]

    def _by_id(self) -> list[tuple[str, ...]]:
        # a kept paper names the services that it once came from, which have not given it for this question
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


MIN_ROWS_FOR_THREAD = 300
"""Rows whose merging takes longer than the window may stand still."""


class ResultList:
    """A few rows are merged when they are looked at (`now`), many in a thread, before whoever brings them goes on.

    rows: what each source has given so far; whoever changes it says so by `take_in`. query: by what the list is
    filtered and sorted; asked: what the services were asked; dropped: parameters that Zenodo did not heed.
    """

    def __init__(
        self,
        rows: Mapping[str, tuple[Paper, ...]],
        query: Query,
        manual_splits: ManualSplits,
        *,
        asked: Query,
        bulk: bool,
    ) -> None:
        """bulk: Semantic Scholar is asked by its bulk search."""
        self.rows = rows
        self.query = query
        self.dropped: tuple[str, ...] = ()
        self._manual_splits = manual_splits
        self.asked = asked
        self._bulk = bulk
        self._merger = Deduplicator()
        self._splits = NO_SPLITS
        self._filter = ResultFilter((), {})
        self._merged: DedupeResult | None = None
        self._filtered: FilteredResults | None = None
        self._busy = asyncio.Lock()
        self._stale = False

    def __len__(self) -> int:
        """How many rows there are, before merging."""
        return sum(map(len, self.rows.values()))

    @property
    def _is_short(self) -> bool:
        return len(self) < MIN_ROWS_FOR_THREAD

    async def take_in(self) -> None:
        """Rows have come."""
        if self._is_short:
            self._merged = None
        else:
            self._stale = True
            await self.settle()

    async def settle(self) -> None:
        """Merge what has come and is not merged yet."""
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
                # a person has parted or joined papers since
                if self._is_short:
                    self._set_merged(self._merge(dict(self.rows)), dict(self.rows))
                else:
                    await self._merge_many()
            self._filtered = self._filter_rows() if self._is_short else await asyncio.to_thread(self._filter_rows)

    def now(self) -> tuple[DedupeResult, FilteredResults]:
        """The list as it was last merged, and what of it passes."""
        if self._merged is None and self._is_short:
            self._set_merged(self._merge(self.rows), self.rows)
            self._filtered = self._filter_rows()
        return self._merged or DedupeResult((), 0), self._filtered or FilteredResults(())

    async def _merge_many(self) -> None:
        """In a thread, with the window getting its turns."""
        rows = dict(self.rows)

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
        return self._merger.merge(rank_rows(rows, by_relevance), self._splits, yield_to_ui)

    def _set_merged(self, merged: DedupeResult, rows: Mapping[str, tuple[Paper, ...]]) -> None:
        self._merged, self._filter = merged, ResultFilter(merged.papers, rows)

    def _filter_rows(self) -> FilteredResults:
        return self._filter.narrow(self.query, asked=self.asked, bulk=self._bulk, dropped=self.dropped)
