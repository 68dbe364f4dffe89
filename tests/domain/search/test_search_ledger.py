"""What the ledger keeps of a run accounts for every row that was loaded."""

from __future__ import annotations

from scholar_desktop.domain.merging.dedupe import dedupe
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.search.search_ledger import FoundRow, found_papers


def a_row(source: str, title: str, doi: str | None = None) -> Paper:
    return Paper(title=title, authors=(Author("Ada Abara"),), year=2020, ids=Ids(doi=doi), sources=(source,))


def test_a_row_that_a_source_gave_twice_stands_at_both_of_its_places():
    again = a_row("unpaywall", "Kelp", "10.5555/k1")
    given = {
        "s2": (a_row("s2", "Kelp", "10.5555/k1"),),
        "unpaywall": (again, a_row("unpaywall", "Urchins", "10.5555/k2"), again),
    }
    rows = [row for some in given.values() for row in some]
    merged = dedupe(rows)
    found = tuple(found_papers(merged.papers, given))
    assert found[0].rows == (
        FoundRow("s2", "doi:10.5555/k1", 1),
        FoundRow("unpaywall", "doi:10.5555/k1", 1),
        FoundRow("unpaywall", "doi:10.5555/k1", 3),
    )
    assert sum(len(paper.rows) for paper in found) == len(rows) == merged.merged + len(merged.papers)
