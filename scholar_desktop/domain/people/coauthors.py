"""Counts an author's coauthors and papers by year, from the papers that are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.paper import Author, Paper


class Coauthor(msgspec.Struct, frozen=True):
    """A coauthor. papers: number of the given papers that both wrote."""

    author: Author
    papers: int


def coauthors(author_id: str | None, papers: Iterable[Paper]) -> tuple[Coauthor, ...]:
    """Returns all other authors of *papers*, those with the most joint papers first.

    Names that are not linked to an author are counted as they are written.
    """
    counts: Counter[str] = Counter()
    people: dict[str, Author] = {}
    for paper in papers:
        for author in {author.id or author.name: author for author in paper.authors}.values():
            key = author.id or author.name
            if author.id != author_id or author.id is None:
                counts[key] += 1
                people.setdefault(key, author)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], people[each[0]].name.casefold()))
    return tuple(Coauthor(people[key], count) for key, count in ordered)


def papers_by_year(papers: Iterable[Paper]) -> tuple[dict[int, int], int]:
    """Returns the number of papers of each year from the first to the last, and the number of papers without a year."""
    counts = Counter(paper.year for paper in papers)
    without = counts.pop(None, 0)
    years = [year for year in counts if year is not None]
    if not years:
        return {}, without
    return {year: counts.get(year, 0) for year in range(min(years), max(years) + 1)}, without
