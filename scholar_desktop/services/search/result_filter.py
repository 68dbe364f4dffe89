"""From rows of several sources to the list that is shown: merged, filtered by what no service filtered, sorted. Pure,
and slow with many rows: then it belongs into a thread."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from itertools import compress

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.paper_filter import fails_operators, filter_values, papers_failing
from scholar_desktop.domain.search.query import FilterEffect, Query
from scholar_desktop.domain.search.query_text import QueryTerm, operators, with_operator_filters
from scholar_desktop.domain.search.word_filter import BULK, supports_group
from scholar_desktop.domain.source import LIBRARY, S2, ZENODO
from scholar_desktop.services.search import ranking

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
            places = self._places[key] = ranking.sorted_places(self._papers, query)
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
