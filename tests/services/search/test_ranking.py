"""The order of merged results, and filters that a service does not have."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from scholar_desktop.domain.paper import Author, Copy, Counts, Facts, Ids, OpenAccess, Paper
from scholar_desktop.domain.search.query import Filters, Query
from scholar_desktop.services.search.result_list import filter_results, rank_rows


def a_paper(title: str, **facts: object) -> Paper:
    return Paper(title=title, **facts)  # type: ignore[arg-type]


def titles(rows: dict[str, list[Paper]], query: Query) -> list[str]:
    return [paper.title for paper in rank_rows(rows, query)]


def test_semantic_scholar_leads_and_the_others_follow_in_turn():
    rows = {
        "zenodo": [a_paper("Z1"), a_paper("Z2")],
        "unpaywall": [a_paper("U1"), a_paper("U2"), a_paper("U3")],
        "s2": [a_paper("S1"), a_paper("S2")],
    }
    assert titles(rows, Query("graphs")) == ["S1", "S2", "U1", "Z1", "U2", "Z2", "U3"]


def test_the_title_that_was_typed_comes_first_whoever_has_it():
    rows = {
        "s2": [a_paper("A survey of attention"), a_paper("Attention is all you need: a reply")],
        "unpaywall": [a_paper("Attention Is All You Need.")],
    }
    assert titles(rows, Query("attention is all you need"))[0] == "Attention Is All You Need."


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("year", ["late", "mid", "early", "unknown"]),
        ("citations", ["early", "late", "mid", "unknown"]),
        ("title", ["early", "late", "mid", "unknown"]),
        ("author", ["mid", "late", "early", "unknown"]),
        ("-year", ["early", "mid", "late", "unknown"]),
        ("-citations", ["mid", "late", "early", "unknown"]),
        ("-title", ["unknown", "mid", "late", "early"]),
        ("-author", ["early", "late", "mid", "unknown"]),
    ],
)
def test_other_sorts_go_by_the_papers_own_facts_with_the_unknown_last(sort: str, order: list[str]):
    papers = [
        a_paper("unknown"),
        a_paper("early", year=1999, counts=Counts(citations=50), authors=(Author("Ada van Zanten"),)),
        a_paper("mid", year=2020, date="2020-02-01", counts=Counts(citations=0), authors=(Author("Zoë Äbel"),)),
        a_paper("late", year=2020, date="2020-11-30", counts=Counts(citations=7), authors=(Author("Bo Ek"),)),
    ]
    assert titles({"s2": papers}, Query("words", sort=sort)) == order


def passing_rows(papers: Sequence[Paper], filters: Filters, source: str) -> tuple[Paper, ...]:
    """The *papers*, as *source* sent them, that pass the filters."""
    rows = [msgspec.structs.replace(paper, sources=(source,)) for paper in papers]
    passed = filter_results(rows, Query("words", filters=filters), {source: rows}).papers
    return tuple(paper for paper, row in zip(papers, rows, strict=True) if row in passed)


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(year_from=2015, year_to=2018), {"2015", "2018"}),
        (Filters(year_from=2019), {"2019"}),
        (Filters(year_to=2015), {"2015"}),
        (Filters(venue="nature"), {"2015"}),
        (Filters(venue="Cell, Nature Physics"), {"2018"}),
        (Filters(field="physics"), {"2018"}),
        (Filters(type="review"), {"2019"}),
        (Filters(min_citations=10), {"2018"}),
        (Filters(open_access=True), {"2015"}),
    ],
)
def test_what_a_service_cannot_filter_is_filtered_here(filters: Filters, passing: set[str]):
    papers = [
        a_paper("2015", year=2015, venue="Nature", oa=OpenAccess(is_oa=True)),
        a_paper("2018", year=2018, venue="Nature Physics", fields=("Physics",), counts=Counts(citations=10)),
        a_paper("2019", year=2019, type="review", oa=OpenAccess(is_oa=False), counts=Counts(citations=9)),
        a_paper("none", ids=Ids(doi="10.1/x")),
    ]
    kept = {paper.title for paper in passing_rows(papers, filters, "library")}
    assert kept == (passing | {"2018"} if filters.venue == "nature" else passing)


def test_an_open_record_without_a_pdf_has_no_open_access_pdf():
    """Zenodo has open data sets of other files; another paper that is open may have its PDF on a page."""
    files = {"files": [{"key": "data.csv"}]}
    dataset = a_paper("data", facts=(Facts("zenodo", "2026-01-01T00:00:00Z", files),), oa=OpenAccess(is_oa=True))
    copies = (Copy(url="https://z.example", pdf_url="https://z.example/a.pdf"),)
    article = msgspec.structs.replace(dataset, oa=OpenAccess(is_oa=True, copies=copies))
    wanted = Filters(open_access=True)
    assert passing_rows([dataset, article], wanted, "library") == (article,)


def test_what_a_service_filtered_itself_is_not_judged_again():
    paper = a_paper("no year told")
    assert passing_rows([paper], Filters(year_from=2015, open_access=True), "s2") == (paper,)
    assert passing_rows([paper], Filters(year_from=2015), "unpaywall") == ()


@pytest.mark.parametrize(
    ("dates", "date", "year", "stays"),
    [
        ("2019", "2019-07-01", 2019, True),
        ("2019", None, 2019, True),
        ("2019-03", "2019-03-31", 2019, True),
        ("2019-03", "2019-04-01", 2019, False),
        ("2019-03-05", "2019-03-05", 2019, True),
        ("2016-03:2020", "2020-12-31", 2020, True),
        ("2016-03:2020", None, 2016, False),
        ("2016-03:2020", "2021-01-01", 2021, False),
        ("2016-03:", "2030-01-01", 2030, True),
        (":2015-01", "2015-01-31", 2015, True),
        (":2015-01", "2015-02-01", 2015, False),
        (":2015", None, None, False),
    ],
)
def test_dates_are_judged_as_semantic_scholar_judges_them(dates: str, date: str | None, year: int | None, stays: bool):
    paper = a_paper("P", date=date, year=year)
    assert bool(passing_rows([paper], Filters(dates=dates), "unpaywall")) is stays
    assert passing_rows([paper], Filters(dates=dates), "s2"), "it has judged itself"
