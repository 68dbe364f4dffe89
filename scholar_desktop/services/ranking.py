"""In which order papers of several sources stand, and which of them pass filters that their own service does not have.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest

from scholar_desktop.domain.filters import Filters, is_settled_by
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.paper_filter import passes as is_passed
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
            # a later sort keeps the order of an earlier one: two plain keys are quicker than one of three parts
            by_day = sorted(papers, key=lambda paper: paper.date or "", reverse=True)
            return sorted(by_day, key=lambda paper: -(paper.year or 0))
        case "citations":
            return sorted(papers, key=lambda p: -(-1 if (count := p.counts.citations) is None else count))
        case "influence":
            return sorted(papers, key=lambda p: -(-1 if (count := p.counts.influential) is None else count))
        case "title":
            return sorted(papers, key=lambda paper: title_key(paper.title))
        case _:
            typed = normalise(query.words).replace(" ", "")
            if not typed:
                return list(papers)
            return sorted(papers, key=lambda paper: title_key(paper.title).replace(" ", "") != typed)


@lru_cache(maxsize=100_000)
def title_key(title: str) -> str:
    """By which a title is sorted. Kept, for making it takes longer than sorting by it."""
    return normalise(title)


def passes(paper: Paper, filters: Filters, source: str) -> bool:
    """Whether a row of *source* stays. What a service applied itself is not judged again, for it may know more than it
    tells; a fact that nobody told does not pass a filter for it."""
    return all(is_settled_by(name, source) or is_passed(paper, filters, name) for name in filters.names())


def _in_turn(*lists: Sequence[Paper]) -> Iterator[Paper]:
    for row in zip_longest(*lists):
        yield from (paper for paper in row if paper is not None)
