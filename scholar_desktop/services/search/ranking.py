"""In which order papers of several sources stand, and which of them pass filters that their own service does not have.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.filters import Filters, is_applied_by
from scholar_desktop.domain.search.paper_filter import passes_filter as is_passed
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.titles import normalise, title_key


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
