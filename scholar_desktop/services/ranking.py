"""In which order papers of several sources stand, and which of them pass filters that their own service does not have.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from scholar_desktop.domain.filters import Filters
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.paper_filter import failing
from scholar_desktop.domain.query import Query
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.titles import normalise


def ranked(rows: Mapping[str, Sequence[Paper]], query: Query) -> list[Paper]:
    """All rows in the order in which they are shown.

    By relevance: papers with exactly the title that was typed, then what the library keeps, then Semantic Scholar's in
    its order, then what only Unpaywall and Zenodo have, in turn. Other sorts go by the paper's own facts, unknown last.
    """
    papers = [
        *rows.get(LIBRARY, ()),
        *rows.get(S2, ()),
        *_in_turn(rows.get(UNPAYWALL, ()), rows.get(ZENODO, ())),
    ]
    return sort(papers, query)


def sort(papers: Sequence[Paper], query: Query) -> list[Paper]:
    """*papers* by the sort of *query*; papers that are equal in it keep their order."""
    match query.sort:
        case "year":
            return sorted(papers, key=lambda paper: (paper.year is None, -(paper.year or 0), _reversed_day(paper)))
        case "citations":
            return sorted(papers, key=lambda p: (p.counts.citations is None, -(p.counts.citations or 0)))
        case "influence":
            return sorted(papers, key=lambda p: (p.counts.influential is None, -(p.counts.influential or 0)))
        case "title":
            return sorted(papers, key=lambda paper: normalise(paper.title))
        case _:
            typed = normalise(query.words).replace(" ", "")
            if not typed:
                return list(papers)
            return sorted(papers, key=lambda paper: not _is_title(paper.title, typed))


def passes(paper: Paper, filters: Filters, source: str) -> bool:
    """Whether a row of *source* stays. What a service applied itself is not judged again, for it may know more than it
    tells; a fact that nobody told does not pass a filter for it."""
    return not filters.any_set or not failing(paper, filters, filters.names(), (source,))


def _is_title(title: str, typed: str) -> bool:
    # most titles are told apart by their length alone, which costs a hundredth of normalising them
    letters = sum(map(str.isalnum, title))
    if not letters // 2 <= len(typed) + 2 <= 2 * letters + 8:
        return False
    return normalise(title).replace(" ", "") == typed


def _reversed_day(paper: Paper) -> tuple[int, ...]:
    """Newest first within a year; a paper without a day after those with one."""
    return tuple(-int(part) for part in (paper.date or "0").split("-") if part.isdigit())


def _in_turn(*lists: Sequence[Paper]) -> Iterator[Paper]:
    for row in zip_longest(*lists):
        yield from (paper for paper in row if paper is not None)
