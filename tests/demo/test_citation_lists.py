"""Citations and references of the demo: paging, walls, order, what is withheld."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from scholar_desktop.demo.corpus.corpus import DemoCorpus

from .conftest import same_kinds

PAPER = "/graph/v1/paper"
ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
PNAS = "331fa9e381cd219a3961cd5ef7dda401e8751606"
EDGE = "contexts,intents,contextsWithIntent,isInfluential"

Bodies = Callable[[str], Any]


def page(client: httpx.Client, id_text: str, which: str = "citations", **params: Any) -> dict[str, Any]:
    answer = client.get(f"{PAPER}/{id_text}/{which}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_rows_have_the_recorded_form(client: httpx.Client, body_of: Bodies) -> None:
    fields = f"{EDGE},title,year,authors,externalIds,abstract,citationCount,journal,openAccessPdf"
    recorded = body_of("semantic_scholar/get_paper_references--200-03")["data"][0]
    for which, side in (("citations", "citingPaper"), ("references", "citedPaper")):
        row = page(client, ATTENTION, which, fields=fields, limit=5)["data"][0]
        assert set(row) == {*EDGE.split(","), side}
        same_kinds({**row, "citedPaper": None}, recorded)
        same_kinds(row[side], {key: recorded["citedPaper"][key] for key in row[side]})


def test_references_begin_with_a_short_copy_of_the_asking_paper(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/litvault-references-page1")
    ours = page(client, PNAS, "references", fields="title,year,citationCount,externalIds,isInfluential", limit=5)
    assert list(ours) == list(recorded)
    same_kinds(ours, recorded, nullable=False)
    same_kinds(ours["citingPaperInfo"], recorded["citingPaperInfo"], nullable=False)
    assert ours["citingPaperInfo"]["title"] == "A Turing test of whether AI chatbots are behaviorally similar to humans"


def test_the_number_of_rows_is_the_real_count(client: httpx.Client) -> None:
    for which, count in (("citations", 240), ("references", 25)):
        body = page(client, PNAS, which, limit=1000)
        assert len(body["data"]) == count
        assert "next" not in body


def test_every_paper_has_as_many_citations_as_its_count_says(corpus: DemoCorpus) -> None:
    links, generator = corpus.links, corpus.generator
    for work in corpus.scholar:
        citing = [generator.citing(work, index) for index in range(min(2, work.citation_count))]
        cited = [generator.cited(work, index) for index in range(min(2, work.reference_count))]
        for each in (work, *citing, *cited):
            assert len(links.citations(each)) == each.citation_count, each.title


def test_a_famous_paper_has_citations_up_to_the_wall(client: httpx.Client, body_of: Bodies) -> None:
    seen: list[str | None] = []
    offset = 0
    for _ in range(9):
        body = page(client, ATTENTION, fields="paperId", offset=offset, limit=1000)
        seen += [row["citingPaper"]["paperId"] for row in body["data"]]
        assert body["next"] == offset + 1000
        offset = body["next"]
    last = page(client, ATTENTION, fields="paperId", offset=9000, limit=999)
    assert len({*seen, *(row["citingPaper"]["paperId"] for row in last["data"])}) == 9999
    answer = client.get(f"{PAPER}/{ATTENTION}/citations", params={"offset": 9000, "limit": 1000})
    assert (answer.status_code, answer.json()) == (400, body_of("semantic_scholar/reported-400-citations-window"))
    assert client.get(f"{PAPER}/{ATTENTION}/citations", params={"limit": 1001}).status_code == 400


def test_slices_by_date_reach_behind_the_wall_without_gap_or_overlap(client: httpx.Client) -> None:
    def ids(span: str) -> list[str]:
        body = page(client, ATTENTION, fields="year,publicationDate", limit=1000, publicationDateOrYear=span)
        assert {row["citingPaper"]["year"] for row in body["data"]} == {int(span[:4])}
        return [row["citingPaper"]["paperId"] for row in body["data"]]

    whole = ids("2018-03-01:2018-03-14")
    first, second = ids("2018-03-01:2018-03-08"), ids("2018-03-09:2018-03-14")
    assert whole == second + first
    assert 0 < len(whole) < 1000


def test_citations_come_newest_first_and_those_without_a_year_last(client: httpx.Client, corpus: DemoCorpus) -> None:
    work = next(work for work in corpus.scholar if 300 < work.citation_count < 900)
    rows = page(client, work.s2, fields="title,year,publicationDate", limit=1000)["data"]
    days = [row["citingPaper"].get("publicationDate") or f"{row['citingPaper'].get('year') or ''}" for row in rows]
    years = [day[:4] for day in days]
    assert years == sorted(years, reverse=True)
    nameless = [row["citingPaper"] for row in rows if row["citingPaper"]["paperId"] is None]
    assert nameless
    assert all(paper["title"] for paper in nameless)
    assert years[-1] == ""


def test_papers_of_the_corpus_are_among_those_that_cite_and_link_back(client: httpx.Client, corpus: DemoCorpus) -> None:
    known = {work.s2 for work in corpus.scholar}
    rows = page(client, PNAS, "references", limit=1000)["data"]
    cited = [row["citedPaper"]["paperId"] for row in rows if row["citedPaper"]["paperId"] in known]
    assert cited
    for sha in cited:
        work = corpus.scholarly(sha)
        assert work is not None
        citing = corpus.links.citations(work)
        span = [row.work.s2 for row in citing.rows(0, min(9999, len(citing))) if row.work is not None]
        assert PNAS in span or len(citing) > 9999


def test_an_invented_paper_can_be_opened_by_each_of_its_names(client: httpx.Client) -> None:
    rows = page(client, ATTENTION, fields="title,externalIds,corpusId", limit=20)["data"]
    papers = [row["citingPaper"] for row in rows]
    paper = next(each for each in papers if each["externalIds"].get("DOI", "").startswith("10.5555/demo."))
    for name in (paper["paperId"], f"DOI:{paper['externalIds']['DOI']}", f"CorpusId:{paper['corpusId']}"):
        assert client.get(f"{PAPER}/{name}", params={"fields": "title,externalIds,corpusId"}).json() == paper
    cited = page(client, paper["paperId"], "references", limit=1000)["data"]
    assert ATTENTION in {row["citedPaper"]["paperId"] for row in cited}
    page(client, paper["paperId"], "citations")
    assert client.get(f"{PAPER}/{paper['paperId'][:-1]}0").status_code in (200, 404)
    assert client.get(f"{PAPER}/DOI:10.5555/demo.0.c99999999").status_code == 404


def test_some_references_could_not_be_matched(client: httpx.Client, corpus: DemoCorpus) -> None:
    work = max(corpus.scholar, key=lambda each: each.reference_count if each.reference_count < 500 else 0)
    rows = page(client, work.s2, "references", fields="title,year,venue,citationCount", limit=1000)["data"]
    nameless = [row["citedPaper"] for row in rows if row["citedPaper"]["paperId"] is None]
    assert 0.02 < len(nameless) / len(rows) < 0.2
    assert {"paperId", "title"} in [set(paper) for paper in nameless]
    assert any(paper.get("citationCount", 0) is None for paper in nameless)


def test_withheld_references_are_null_with_a_notice(client: httpx.Client, corpus: DemoCorpus, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/litvault-references-elided")
    work = next(work for work in corpus.scholar if work.references_elided)
    ours = page(client, work.s2, "references")
    assert set(ours) == set(recorded)
    assert ours["data"] is None
    assert "elided by the publisher: {'references'}" in ours["citingPaperInfo"]["openAccessPdf"]["disclaimer"]


def test_sentences_and_intents_agree(client: httpx.Client) -> None:
    rows = page(client, ATTENTION, fields=EDGE, limit=300)["data"]
    for row in rows:
        assert row["contexts"] == [each["context"] for each in row["contextsWithIntent"]]
        assert set(row["intents"]) == {intent for each in row["contextsWithIntent"] for intent in each["intents"]}
        assert set(row["intents"]) <= {"background", "methodology", "result"}
    assert any(not row["contexts"] for row in rows)
    assert any(not each["intents"] for row in rows for each in row["contextsWithIntent"])
    assert 0.05 < sum(row["isInfluential"] for row in rows) / len(rows) < 0.25


def test_an_invented_paper_is_cited_as_often_as_it_says(corpus: DemoCorpus) -> None:
    rows = corpus.links.citations(corpus.scholar[0]).rows(0, 200)
    invented = [row.work for row in rows if row.work is not None and row.work.origin is not None]
    assert any(work.citation_count for work in invented)
    assert [len(corpus.links.citations(work)) for work in invented] == [work.citation_count for work in invented]
