"""Who writes with whom, and when."""

from __future__ import annotations

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.people.coauthors import coauthors, papers_by_year

ADA, BO, CY = Author("Ada", "1"), Author("Bo", "2"), Author("Cy")


def test_who_shares_most_papers_comes_first_and_the_person_is_not_among_them():
    papers = [Paper("a", authors=(ADA, BO)), Paper("b", authors=(BO, ADA, CY)), Paper("c", authors=(ADA,))]
    assert [(each.author.name, each.papers) for each in coauthors("1", papers)] == [("Bo", 2), ("Cy", 1)]


def test_a_name_that_stands_twice_on_a_paper_counts_once():
    assert coauthors("1", [Paper("a", authors=(ADA, BO, BO))])[0].papers == 1


def test_years_have_no_gaps_and_papers_without_a_year_are_counted_apart():
    papers = [Paper("a", year=2001), Paper("b", year=2003), Paper("c", year=2003), Paper("d")]
    assert papers_by_year(papers) == ({2001: 1, 2002: 0, 2003: 2}, 1)
    assert papers_by_year([Paper("d")]) == ({}, 1)
