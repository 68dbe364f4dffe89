"""Semantic Scholar finds a paper by its title, and another paper is not taken for it."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.errors import BadAnswer, Unreachable, UsageError
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.title_match import Completion, TitleMatch
from scholar_desktop.sources.semantic_scholar.fields import PAPER_FIELDS
from scholar_desktop.sources.semantic_scholar.parse_titles import parse_completions, parse_match
from tests.sources.conftest import Start
from tests.support.loopback_service import Reply
from tests.support.loopback_sources import sources_at
from tests.support.s2_bodies import NOW, a_paper, sha

TITLE = "Augmenting large language models with chemistry tools"


@pytest.mark.parametrize("body", [{"data": []}, {"data": [{}]}, {"data": [None, 3]}])
def test_an_empty_answer_is_no_match(body: object) -> None:
    assert parse_match(body, NOW) is None


@pytest.mark.parametrize("body", [None, [], {"error": "x"}, {"data": 7}, {"total": 0}])
def test_another_shape_is_a_bad_answer(body: object) -> None:
    with pytest.raises(BadAnswer):
        parse_match(body, NOW)
    with pytest.raises(BadAnswer):
        parse_completions(body)


def test_completions_without_an_id_or_a_title_are_left_out() -> None:
    found = parse_completions(
        {
            "matches": [
                {"id": sha(1), "title": "SciBERT:  A", "authorsYear": "Beltagy et al., 2019"},
                {"id": sha(2), "title": "Nobody's"},
                {"id": "no sha", "title": "x"},
                {"id": sha(3)},
                None,
            ]
        }
    )
    assert found == (
        Completion(f"s2:{sha(1)}", "SciBERT: A", "Beltagy et al., 2019"),
        Completion(f"s2:{sha(2)}", "Nobody's", None),
    )


async def test_a_title_finds_its_paper_whatever_case_and_full_stop(loopback: Start) -> None:
    service = loopback(lambda asked: {"data": [a_paper(title=TITLE, matchScore=179.4)]})
    async with sources_at(service.url) as sources:
        found = await sources.s2.titles.match(f"  {TITLE.upper()}. ", sources.ask)
    assert service.asked[0].path == "/graph/v1/paper/search/match"
    assert service.asked[0].query == {"query": f"{TITLE.upper()}.", "fields": ",".join(PAPER_FIELDS)}
    assert found.paper is not None
    assert (found.score, found.other, found.paper.facts[0].fields["matchScore"]) == (179.4, None, 179.4)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Gravity hill", "Gravity Hill: The Physics of an Illusion"),
        ("mining association rules between", "Mining association rules between sets of items in large databases"),
        ("Deep learning, part I", "Deep learning, part II"),
    ],
)
async def test_another_papers_title_is_no_match(loopback: Start, typed: str, sent: str) -> None:
    service = loopback(lambda asked: {"data": [a_paper(title=sent, matchScore=68.74852)]})
    async with sources_at(service.url) as sources:
        found = await sources.s2.titles.match(typed, sources.ask)
    assert (found.score, found.paper) == (68.74852, None)
    assert found.other is not None
    assert found.other.title == sent


async def test_a_404_and_an_empty_answer_are_no_match(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "Title match not found"}, 404))
    async with sources_at(service.url) as sources:
        assert await sources.s2.titles.match("Frederick Bates (politician)", sources.ask) == TitleMatch()
        service.handler = lambda asked: {"data": []}
        assert await sources.s2.titles.match("another", sources.ask) == TitleMatch()
        service.handler = lambda asked: Reply({"message": "Internal Server Error"}, 500)
        with pytest.raises(Unreachable):
            await sources.s2.titles.match("a third", sources.ask)


async def test_a_match_takes_filters_and_always_the_title(loopback: Start) -> None:
    service = loopback(lambda asked: {"data": [a_paper(title=TITLE)]})
    async with sources_at(service.url) as sources:
        await sources.s2.titles.match(TITLE, sources.ask, filters=Filters(2023, 2024), fields=["year"])
        with pytest.raises(UsageError):
            await sources.s2.titles.match(" ", sources.ask)
    assert service.asked[0].query == {"query": TITLE, "year": "2023-2024", "fields": "year,title"}


async def test_what_is_typed_is_completed_from_its_first_100_characters(loopback: Start) -> None:
    service = loopback(lambda asked: {"matches": []})
    async with sources_at(service.url) as sources:
        assert await sources.s2.titles.complete("  " + "ab " * 60, sources.ask) == ()
        with pytest.raises(UsageError):
            await sources.s2.titles.complete("  ", sources.ask)
    assert service.asked[0].path == "/graph/v1/paper/autocomplete"
    assert service.asked[0].query == {"query": ("ab " * 60)[:100]}
