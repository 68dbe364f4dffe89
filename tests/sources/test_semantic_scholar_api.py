"""Semantic Scholar is asked within its limits, and its refusals are understood."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import AccessRefused, BadAnswer, BadRequest, NotFound, Unreachable, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, parse
from scholar_desktop.domain.search.query import Filters, Query
from scholar_desktop.sources.semantic_scholar.api import CITATION_WINDOW
from scholar_desktop.sources.semantic_scholar.fields import CITATION_FIELDS, PAPER_FIELDS
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.loopback_sources import sources_at

SHA = "0123456789abcdef0123456789abcdef01234567"


def sha(number: int) -> str:
    return f"{number:040x}"


def a_paper(asked: RecordedRequest | None = None, **more: Any) -> dict[str, Any]:
    return {"paperId": SHA, "title": "A title", "externalIds": {"DOI": "10.5555/x"}, **more}


def named(text: str) -> Identifier:
    identifier = parse(text)
    assert identifier is not None
    return identifier


async def test_a_doi_goes_into_the_path_encoded_all_but_its_slashes(loopback: Start) -> None:
    service = loopback(a_paper)
    async with sources_at(service.url) as sources:
        paper = await sources.s2.paper(named("10.1002/(SICI)1097-0258/17<1661::AID>3.0.CO;2-2"), sources.ask)
    asked = service.asked[0]
    assert asked.raw_path == "/graph/v1/paper/DOI:10.1002/%28sici%291097-0258/17%3C1661%3A%3Aaid%3E3.0.co%3B2-2"
    assert asked.query["fields"].split(",") == list(PAPER_FIELDS)
    assert paper.id == f"s2:{SHA}"
    assert paper.facts[0].fields["title"] == "A title"


async def test_a_paper_is_asked_for_once(loopback: Start) -> None:
    service = loopback(a_paper)
    async with sources_at(service.url) as sources:
        first = await sources.s2.paper(named(SHA), sources.ask)
        again = await sources.s2.paper(named(SHA), sources.ask)
        assert first == again
        assert (sources.ask.request_counts.of("s2").requests, sources.ask.request_counts.of("s2").cached) == (1, 1)
    assert len(service.asked) == 1


async def test_an_arxiv_doi_is_asked_for_as_arxiv(loopback: Start) -> None:
    service = loopback(a_paper)
    async with sources_at(service.url) as sources:
        await sources.s2.paper(Identifier(Scheme.DOI, "10.48550/arxiv.1706.03762"), sources.ask)
    assert service.asked[0].path == "/graph/v1/paper/ARXIV:1706.03762"


async def test_an_unknown_paper_is_not_found_and_that_is_remembered(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "Paper with id X not found"}, 404))
    async with sources_at(service.url) as sources:
        for _ in range(2):
            with pytest.raises(NotFound, match=r"does not know DOI 10\.5555/none"):
                await sources.s2.paper(named("10.5555/none"), sources.ask)
    assert len(service.asked) == 1


async def test_a_dblp_key_costs_no_request(loopback: Start) -> None:
    service = loopback(a_paper)
    async with sources_at(service.url) as sources:
        with pytest.raises(NotFound, match="cannot look up DBLP"):
            await sources.s2.paper(named("dblp:conf/x/Y20"), sources.ask)
    assert service.asked == []


async def test_a_field_that_is_refused_is_dropped_and_never_asked_for_again(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if "tldr" in asked.query["fields"]:
            return Reply({"error": "Unrecognized or unsupported fields: [tldr, s2FieldsOfStudy]"}, 400)
        return {"total": 1, "offset": 0, "data": [a_paper()]}

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        assert len((await sources.s2.search(Query("moths"), sources.ask)).papers) == 1
        await sources.s2.search(Query("butterflies"), sources.ask)
    assert len(service.asked) == 3
    left = [field for field in PAPER_FIELDS if field not in ("tldr", "s2FieldsOfStudy")]
    assert [asked.query["fields"].split(",") for asked in service.asked[1:]] == [left, left]


async def test_a_refusal_of_every_field_is_passed_on(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "Unrecognized or unsupported fields: [nope]"}, 400))
    async with sources_at(service.url) as sources:
        with pytest.raises(BadRequest) as caught:
            await sources.s2.paper(named(SHA), sources.ask, fields=["nope"])
    assert caught.value.service_message == "Unrecognized or unsupported fields: [nope]"
    assert len(service.asked) == 1


async def test_a_search_sends_plain_words_and_its_filters(loopback: Start) -> None:
    service = loopback(lambda asked: {"total": 1, "offset": 0, "data": [a_paper()]})
    filters = Filters(2016, 2020, "Nature", "Biology", "chapter", 5, open_access=True)
    async with sources_at(service.url) as sources:
        page = await sources.s2.search(Query("self-attention  in\u2010depth", filters=filters), sources.ask)
    query = service.asked[0].query
    assert query | {"fields": ""} == {
        "query": "self attention in depth",
        "fields": "",
        "offset": "0",
        "limit": "100",
        "year": "2016-2020",
        "venue": "Nature",
        "fieldsOfStudy": "Biology",
        "publicationTypes": "BookSection",
        "minCitationCount": "5",
        "openAccessPdf": "",
    }
    assert query["fields"].split(",") == list(PAPER_FIELDS)
    assert (page.total, page.next, len(page.papers), page.cached) == (1, None, 1, False)


@pytest.mark.parametrize(
    ("years", "sent"), [((2019, 2019), "2019"), ((2010, None), "2010-"), ((None, 2015), "-2015"), ((None, None), None)]
)
async def test_years_are_sent_as_a_range(
    loopback: Start, years: tuple[int | None, int | None], sent: str | None
) -> None:
    service = loopback(lambda asked: {"total": 0, "offset": 0})
    async with sources_at(service.url) as sources:
        page = await sources.s2.search(Query("x", filters=Filters(*years)), sources.ask)
    assert service.asked[0].query.get("year") == sent
    assert (page.papers, page.total) == ((), 0)


async def test_a_search_stays_inside_its_window(loopback: Start) -> None:
    service = loopback(lambda asked: {"total": 75_689, "offset": 900, "next": 999, "data": [a_paper()]})
    async with sources_at(service.url) as sources:
        last = await sources.s2.search(Query("turing"), sources.ask, offset=900)
        beyond = await sources.s2.search(Query("turing"), sources.ask, offset=999)
    assert [asked.query["limit"] for asked in service.asked] == ["99"]
    assert (last.next, last.total) == (None, 75_689)
    assert beyond.papers == ()


async def test_asking_past_the_end_is_an_empty_page(loopback: Start) -> None:
    words = "Requested data for this limit and/or offset is not available"
    service = loopback(lambda asked: Reply({"error": words}, 400))
    async with sources_at(service.url) as sources:
        page = await sources.s2.search(Query("small"), sources.ask, offset=100)
    assert (page.papers, page.next) == ((), None)


async def test_a_search_without_words_asks_nothing(loopback: Start) -> None:
    service = loopback(a_paper)
    async with sources_at(service.url) as sources:
        with pytest.raises(UsageError):
            await sources.s2.search(Query(" - "), sources.ask)
    assert service.asked == []


async def test_a_batch_is_split_and_keeps_order_gaps_and_twins(loopback: Start) -> None:
    service = loopback(lambda asked: [None if one == sha(3) else a_paper(paperId=one) for one in asked.body["ids"]])
    ids = [f"s2:{sha(number)}" for number in range(1, 1102)] + ["dblp:conf/x/Y20", f"s2:{sha(1)}"]
    async with sources_at(service.url) as sources:
        papers = await sources.s2.batch(ids, sources.ask)
    assert [len(asked.body["ids"]) for asked in service.asked] == [500, 500, 101]
    assert [paper and paper.ids.s2 for paper in papers[:4]] == [sha(1), sha(2), None, sha(4)]
    assert papers[-2] is None
    assert papers[-1] == papers[0]
    assert service.asked[0].query["fields"].split(",") == list(PAPER_FIELDS)


async def test_a_batch_names_each_kind_of_id_as_the_service_does(loopback: Start) -> None:
    service = loopback(lambda asked: [a_paper() for _ in asked.body["ids"]])
    ids = ["10.5555/X", "arXiv:1706.03762v5", "something else", "PMC99", "corpus:7"]
    async with sources_at(service.url) as sources:
        papers = await sources.s2.batch(ids, sources.ask, fields=["title"])
    asked = service.asked[0]
    assert asked.body == {"ids": ["DOI:10.5555/x", "ARXIV:1706.03762", "PMCID:99", "CorpusId:7"]}
    assert [paper is None for paper in papers] == [False, False, True, False, False], "words are not sent"
    assert asked.headers["content-type"].startswith("application/json")


async def test_a_batch_of_unknown_ids_alone_is_all_gaps(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "No valid paper ids given"}, 400))
    async with sources_at(service.url) as sources:
        assert await sources.s2.batch(["10.5555/a", "10.5555/b"], sources.ask) == [None, None]


async def test_a_batch_that_is_too_large_is_asked_in_pieces(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if len(asked.body["ids"]) > 10:
            return Reply({"error": "Response would exceed maximum size. Try fewer fields"}, 400)
        return [a_paper(paperId=one) for one in asked.body["ids"]]

    service = loopback(answer)
    ids = [sha(number) for number in range(1, 31)]
    async with sources_at(service.url) as sources:
        papers = await sources.s2.batch(ids, sources.ask)
    assert [paper and paper.ids.s2 for paper in papers] == ids
    assert [len(asked.body["ids"]) for asked in service.asked] == [30, 8, 8, 8, 6]


async def test_citations_are_asked_page_by_page_up_to_the_wall(loopback: Start) -> None:
    service = loopback(lambda asked: {"offset": 9000, "next": 9999, "data": [{"citingPaper": a_paper()}]})
    async with sources_at(service.url) as sources:
        page = await sources.s2.citations(named(SHA), sources.ask, offset=9000, date="2016:2018")
        with pytest.raises(BadRequest, match="at most 9999 citations"):
            await sources.s2.citations(named(SHA), sources.ask, offset=CITATION_WINDOW)
    asked = service.asked[0]
    assert asked.path == f"/graph/v1/paper/{SHA}/citations"
    assert (asked.query["limit"], asked.query["publicationDateOrYear"]) == ("999", "2016:2018")
    assert asked.query["fields"].split(",") == list(CITATION_FIELDS)
    assert (page.next, len(page.edges), len(service.asked)) == (9999, 1, 1)


async def test_withheld_references_are_no_empty_list(loopback: Start) -> None:
    service = loopback(lambda asked: {"data": None, "citingPaperInfo": {"title": "T"}})
    async with sources_at(service.url) as sources:
        page = await sources.s2.references(named(SHA), sources.ask)
    assert (page.withheld, page.edges) == (True, ())
    assert service.asked[0].path.endswith("/references")


async def test_a_page_that_takes_too_long_is_asked_smaller(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if asked.query["limit"] == "1000":
            return Reply({"message": "Endpoint request timed out"}, 504)
        return {"offset": 0, "next": 250, "data": [{"citingPaper": a_paper()}]}

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        page = await sources.s2.citations(named(SHA), sources.ask)
    assert page.next == 250
    assert [asked.query["limit"] for asked in service.asked] == ["1000"] * 4 + ["250"]


async def test_a_service_that_is_down_is_not_asked_in_pieces(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"message": "Internal Server Error"}, 500))
    async with sources_at(service.url) as sources:
        with pytest.raises(Unreachable):
            await sources.s2.references(named(SHA), sources.ask)
    assert len(service.asked) == 4


async def test_a_refused_key_is_said(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"message": "Forbidden"}, 403))
    async with sources_at(service.url) as sources:
        with pytest.raises(AccessRefused):
            await sources.s2.search(Query("x"), sources.ask)
    assert len(service.asked) == 1


@pytest.mark.parametrize("body", [b"<html>challenge</html>", b"[]", b"7", b'{"total": 1'])
async def test_nonsense_is_a_bad_answer(loopback: Start, body: bytes) -> None:
    service = loopback(lambda asked: Reply(body))
    async with sources_at(service.url) as sources:
        with pytest.raises(BadAnswer) as caught:
            await sources.s2.search(Query("x"), sources.ask)
    assert caught.value.subject == "s2"


async def test_a_large_page_is_understood_as_a_small_one(loopback: Start) -> None:
    rows = [{"citingPaper": a_paper(paperId=sha(number), title="T" * 200)} for number in range(1000)]
    service = loopback(lambda asked: {"offset": 0, "data": rows})
    async with sources_at(service.url) as sources:
        page = await sources.s2.citations(named(SHA), sources.ask)
    assert [edge.paper and edge.paper.ids.s2 for edge in page.edges] == [sha(number) for number in range(1000)]
