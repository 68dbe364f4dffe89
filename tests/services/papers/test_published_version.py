"""A preprint's id finds what was published, and a published DOI its preprint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.paper import Copy, Ids, OpenAccess, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query_parser import parse
from scholar_desktop.services.papers.published_version import with_preprint
from tests.sources.conftest import Start
from tests.support.demo_fixture import Demo
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.s2_bodies import a_paper

MakeBackend = Callable[..., Composition]

TITLE = "Sparse attention for long documents"
AUTHORS = [{"authorId": "1", "name": "Ada Lovelace"}, {"authorId": "2", "name": "Alan Turing"}]
PREPRINT = a_paper(1, title=TITLE, authors=AUTHORS, venue="arXiv.org", year=2020, externalIds={"ArXiv": "2004.05150"})
ARTICLE = a_paper(2, title=f"{TITLE}.", authors=AUTHORS, venue="Nature", year=2021, externalIds={"DOI": "10.1038/x1"})
OTHER = a_paper(3, title="Sparse attention for short documents", authors=AUTHORS, externalIds={"DOI": "10.1038/x2"})
NAMESAKE = a_paper(4, title=TITLE, authors=[{"authorId": "9", "name": "Bo Li"}], externalIds={"DOI": "10.1038/x3"})


@pytest.mark.parametrize(
    ("rows", "doi", "papers"), [([PREPRINT, ARTICLE, OTHER, NAMESAKE], "10.1038/x1", 1), ([PREPRINT, OTHER], None, 1)]
)
async def test_a_preprints_id_finds_the_published_paper(
    make_backend: MakeBackend, loopback: Start, rows: list[Any], doi: str | None, papers: int
) -> None:
    def handler(asked: RecordedRequest) -> Any:
        if asked.path.endswith("/paper/search"):
            return {"total": len(rows), "offset": 0, "data": rows}
        return PREPRINT if "2004.05150" in asked.path else Reply({"error": "not found"}, 404)

    backend = make_backend(semantic_scholar_url=loopback(handler).url)
    try:
        found = await backend.services.search.run(
            parse("https://arxiv.org/abs/2004.05150v2"), lambda _result: None, RequestOptions(), sources=["s2"]
        )
    finally:
        await backend.aclose()
    assert len(found.papers) == papers, "one result with two identifiers"
    assert found.papers[0].ids.arxiv == "2004.05150"
    assert found.papers[0].ids.doi == doi
    assert found.reports[0].requests == 2


BIORXIV, CELL = "10.1101/2024.04.01.587366", "10.1016/j.xgen.2025.100814"


@pytest.mark.parametrize(
    ("named", "asked"),
    [(BIORXIV, {"s2": 2, "unpaywall": 2}), (CELL, {"s2": 2, "unpaywall": 1})],
    ids=["the preprint", "the article"],
)
async def test_a_preprint_and_its_article_that_no_service_has_both_are_one_result_by_either_id(
    make_backend: MakeBackend, demo: Demo, named: str, asked: dict[str, int]
) -> None:
    """Recorded so: Semantic Scholar has the preprint alone, Unpaywall the article's DOI."""
    backend = make_backend()
    try:
        found = await backend.services.search.run(parse(named), lambda _result: None, RequestOptions())
        (paper,) = found.papers
        assert {part.ids.doi for part in paper.parts} == {BIORXIV, CELL}
        assert (paper.ids.doi, paper.type, paper.ids.pmcid) == (CELL, "article", "PMC12008803")
        assert demo.stats()["counts"] == asked
        assert found.reports
        assert all(report.settled for report in found.reports)
    finally:
        await backend.aclose()


async def test_a_published_paper_that_is_whole_and_open_costs_no_second_question(
    make_backend: MakeBackend, demo: Demo
) -> None:
    backend = make_backend()
    try:
        await backend.services.search.run(parse("10.1038/s41579-022-00846-2"), lambda _result: None, RequestOptions())
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1}
    finally:
        await backend.aclose()


def test_a_copy_at_arxiv_tells_the_preprint_of_a_published_paper() -> None:
    copies = (Copy("https://nature.com/x1.pdf"), Copy("u", landing_url="https://arxiv.org/abs/2004.05150v1"))
    paper = Paper(TITLE, Ids(doi="10.1038/x1"), oa=OpenAccess(is_oa=True, copies=copies))
    assert with_preprint(paper).ids.arxiv == "2004.05150"
    assert with_preprint(Paper(TITLE, Ids(doi="10.1038/x1"))).ids.arxiv is None
