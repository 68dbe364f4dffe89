"""When a citing paper is by one of the authors themselves."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.services.citations.citations import _mark_self_citations


def by(*authors: Author) -> Paper:
    return Paper(title="T", authors=authors)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (by(Author("A. Vaswani", "1")), by(Author("Ashish Vaswani", "1")), True),
        (by(Author("Wei Wang", "1")), by(Author("Wei Wang", "2")), False),
        (by(Author("Zoë Müller", "1")), by(Author("ZOE MULLER")), True),
        (by(Author("Jean-Luc Picard")), by(Author("Jean Luc Picard")), True),
        (by(Author("J. Smith")), by(Author("John Smith")), False),
        (by(Author("X"), Author("Y", "7")), by(Author("Q", "3"), Author("Y2", "7")), True),
        (by(), by(Author("A")), None),
        (by(Author("A")), by(), None),
        (by(Author("A")), None, None),
        (by(Author("?")), by(Author("!")), False),
    ],
)
def test_authors_are_compared_by_id_where_both_have_one_else_by_the_whole_name(
    one: Paper, other: Paper | None, expected: bool | None
):
    (marked,) = _mark_self_citations([Citation(paper=other)], one)
    assert marked.self_citation is expected
