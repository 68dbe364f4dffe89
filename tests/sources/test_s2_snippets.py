"""Semantic Scholar's full-text index is asked with every parameter, and its passages are read."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import BadAnswer, NotFound, UsageError
from scholar_desktop.domain.paper import Author, Ids
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.snippet import Mention
from scholar_desktop.sources.semantic_scholar.parse_snippets import parse_snippets
from tests.sources.conftest import Start
from tests.support.loopback_sources import sources_at
from tests.support.s2_bodies import NOW, named, sha


def a_row(**snippet: Any) -> dict[str, Any]:
    return {
        "snippet": {"text": "A passage.", "snippetKind": "body", "section": "Results", **snippet},
        "score": 0.64,
        "paper": {
            "corpusId": "21477552",
            "title": "A  title",
            "authors": ["F. Takeuchi"],
            "openAccessInfo": {"license": "CCBY", "status": "GOLD", "disclaimer": "Notice: ..."},
        },
    }


def test_a_whole_passage_is_read() -> None:
    row = a_row(
        snippetOffset={"start": 10, "end": 20},
        annotations={
            "sentences": [{"start": 0, "end": 10}, {"start": 5, "end": 2}, {}],
            "refMentions": [{"start": 2, "end": 4, "matchedPaperCorpusId": "77"}, {"start": 5, "end": 6}],
        },
    )
    page = parse_snippets({"data": [row], "retrievalVersion": "pa1-v1"}, NOW)
    (snippet,) = page.snippets
    assert page.version == "pa1-v1"
    assert (snippet.text, snippet.kind, snippet.section, snippet.score) == ("A passage.", "body", "Results", 0.64)
    assert (snippet.start, snippet.end, snippet.sentences) == (10, 20, ((0, 10),))
    assert snippet.mentions == (Mention(2, 4, "77"), Mention(5, 6, None))
    assert snippet.paper is not None
    assert (snippet.paper.title, snippet.paper.ids, snippet.paper.id) == (
        "A title",
        Ids(corpus="21477552"),
        "corpus:21477552",
    )
    assert snippet.paper.authors == (Author("F. Takeuchi"),)
    assert (snippet.paper.oa.status, snippet.paper.oa.license, snippet.paper.oa.copies) == ("gold", "cc-by", ())
    assert snippet.paper.facts == ()


@pytest.mark.parametrize("nothing", [None, {}, {"sentences": None, "refMentions": None}])
def test_annotations_may_be_missing(nothing: object) -> None:
    (snippet,) = parse_snippets({"data": [a_row(annotations=nothing, section=None)]}, NOW).snippets
    assert (snippet.sentences, snippet.mentions, snippet.section) == ((), (), None)


def test_a_passage_without_text_is_skipped_and_one_without_a_paper_is_not() -> None:
    page = parse_snippets({"data": [{}, 3, {"snippet": {"text": "Alone."}, "paper": None}]}, NOW)
    assert page.skipped == 2
    assert page.snippets[0].paper is None


@pytest.mark.parametrize("body", [None, [], {"error": "x"}, {"data": 7}])
def test_another_shape_is_a_bad_answer(body: object) -> None:
    with pytest.raises(BadAnswer):
        parse_snippets(body, NOW)


async def test_every_parameter_is_sent(loopback: Start) -> None:
    service = loopback(lambda asked: {"data": [a_row()], "retrievalVersion": "v1"})
    async with sources_at(service.url) as sources:
        await sources.s2.snippets.search(
            "  vitamin  B6? ",
            sources.ask,
            limit=5000,
            papers=[named("10.5555/X"), named(sha(1)), named("PMC99")],
            authors=["Kepler", " Galileo  Galilei"],
            filters=Filters(2016, 2020, "Nature", "Biology", "review", 200, open_access=True, dates="2016-03:"),
            inserted_before="2024-05",
            fields=["snippet.text", "snippet.annotations.sentences"],
        )
    assert service.asked[0].path == "/graph/v1/snippet/search"
    assert service.asked[0].query == {
        "query": "vitamin B6?",
        "limit": "1000",
        "paperIds": f"DOI:10.5555/x,{sha(1)},PMCID:99",
        "authors": "Kepler,Galileo Galilei",
        "year": "2016-2020",
        "publicationDateOrYear": "2016-03:",
        "venue": "Nature",
        "fieldsOfStudy": "Biology",
        "minCitationCount": "200",
        "insertedBefore": "2024-05",
        "fields": "snippet.text,snippet.annotations.sentences",
    }


async def test_without_anything_ten_passages_are_asked_for(loopback: Start) -> None:
    service = loopback(lambda asked: {"data": [], "retrievalVersion": "v1"})
    async with sources_at(service.url) as sources:
        page = await sources.s2.snippets.search("words", sources.ask)
    assert service.asked[0].query == {"query": "words", "limit": "10"}
    assert page.snippets == ()


async def test_what_is_out_of_bounds_asks_nothing(loopback: Start) -> None:
    service = loopback(lambda asked: {"data": []})
    async with sources_at(service.url) as sources:
        search = sources.s2.snippets.search
        with pytest.raises(UsageError):
            await search(" ", sources.ask)
        with pytest.raises(UsageError, match="100 papers"):
            await search("x", sources.ask, papers=[named(sha(number)) for number in range(101)])
        with pytest.raises(UsageError, match="10 authors"):
            await search("x", sources.ask, authors=["a"] * 11)
        with pytest.raises(NotFound):
            await search("x", sources.ask, papers=[named("dblp:conf/x/Y20")])
    assert service.asked == []
