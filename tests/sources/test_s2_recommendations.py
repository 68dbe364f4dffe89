"""Semantic Scholar recommends for one paper and for lists, within its limits."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import BadAnswer, BadRequest, NotFound, UsageError
from scholar_desktop.sources.semantic_scholar.fields import NARROW_FIELDS, WITHOUT_TLDR
from scholar_desktop.sources.semantic_scholar.parse_lists import parse_recommended
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.loopback_sources import sources_at
from tests.support.s2_bodies import NOW, TOO_LATE, a_paper, named, sha


def test_a_bare_venue_id_and_nulls_are_read() -> None:
    sent = a_paper(publicationVenue="ec317d71-24e9-4750-b911-76378b2fa378", venue="", journal=None, openAccessPdf=None)
    page = parse_recommended({"recommendedPapers": [sent, {}]}, NOW)
    assert (page.papers[0].venue, page.papers[0].oa.copies, page.skipped) == (None, (), 1)


@pytest.mark.parametrize("body", [None, [], {"error": "x"}, {"data": []}, {"recommendedPapers": None}])
def test_another_shape_is_a_bad_answer(body: object) -> None:
    with pytest.raises(BadAnswer):
        parse_recommended(body, NOW)


async def test_for_one_paper_with_pool_and_limit(loopback: Start) -> None:
    service = loopback(lambda asked: {"recommendedPapers": [a_paper()]})
    async with sources_at(service.url) as sources:
        ask = sources.s2.recommendations.for_paper
        found = await ask(named("10.2139/ssrn.2250500"), sources.ask)
        await ask(named(sha(1)), sources.ask, pool="all-cs", limit=900, fields=["title"])
        with pytest.raises(UsageError, match="no pool “all-cited”"):
            await ask(named(sha(1)), sources.ask, pool="all-cited")
    first, second = service.asked
    assert (first.method, first.path) == ("GET", "/recommendations/v1/papers/forpaper/DOI:10.2139/ssrn.2250500")
    assert first.query == {"from": "recent", "limit": "100", "fields": ",".join(WITHOUT_TLDR)}
    assert second.query == {"from": "all-cs", "limit": "500", "fields": "title"}
    assert (found.fields, found.papers[0].facts[0].fields["title"]) == (WITHOUT_TLDR, "Title 1")


async def test_for_lists_with_their_own_body(loopback: Start) -> None:
    service = loopback(lambda asked: {"recommendedPapers": []})
    async with sources_at(service.url) as sources:
        found = await sources.s2.recommendations.for_lists(
            [named("corpus:7"), named("10.5555/a"), named("corpus:7")],
            [named("arxiv:1706.03762")],
            sources.ask,
            limit=20,
        )
        with pytest.raises(UsageError):
            await sources.s2.recommendations.for_lists([], [named("corpus:7")], sources.ask)
    (asked,) = service.asked
    assert (asked.method, asked.raw_path) == ("POST", "/recommendations/v1/papers/")
    assert asked.query == {"limit": "20", "fields": ",".join(WITHOUT_TLDR)}
    assert asked.body == {
        "positivePaperIds": ["CorpusId:7", "DOI:10.5555/a"],
        "negativePaperIds": ["ARXIV:1706.03762"],
    }
    assert found.papers == ()


async def test_unknown_papers_are_not_found_in_words_of_ours(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "Input papers not found"}, 404))
    async with sources_at(service.url) as sources:
        with pytest.raises(NotFound, match="knows none of these papers"):
            await sources.s2.recommendations.for_lists([named(sha(0))], [], sources.ask)
        with pytest.raises(NotFound, match="no paper with the ID 00000000"):
            await sources.s2.recommendations.for_paper(named(sha(0)), sources.ask)


async def test_an_answer_that_takes_too_long_is_asked_with_fewer_fields(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        return Reply(TOO_LATE, 504) if "abstract" in asked.query["fields"] else {"recommendedPapers": [a_paper()]}

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        found = await sources.s2.recommendations.for_paper(named(sha(1)), sources.ask)
    assert found.fields == NARROW_FIELDS
    assert len(found.papers) == 1


async def test_a_refusal_is_passed_on(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "No positive paper examples given"}, 400))
    async with sources_at(service.url) as sources:
        with pytest.raises(BadRequest) as caught:
            await sources.s2.recommendations.for_lists([named(sha(1))], [], sources.ask)
    assert caught.value.service_message == "No positive paper examples given"
