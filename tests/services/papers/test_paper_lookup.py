"""Titles, beginnings, many identifiers and passages: each looked up once, and remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import ErrorInfo, Unreachable
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from tests.services.search.test_bulk_search import opened
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.s2_bodies import a_paper, named, sha

MakeBackend = Callable[..., Composition]


async def test_many_identifiers_keep_their_order_500_a_request(make_backend: MakeBackend, loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        return [None if one == sha(3) else a_paper(int(one, 16)) for one in asked.body["ids"]]

    service = loopback(answer)
    texts = [f"s2:{sha(number)}" for number in range(1, 702)]
    seen: list[int] = []

    def on_page(papers: list[Paper | None]) -> None:
        seen.append(sum(paper is not None for paper in papers))

    async with opened(make_backend, service) as backend:
        found = await backend.services.paper_lookup.many([*texts, texts[0]], on_page, RequestOptions())
        assert [paper and paper.title for paper in found[:4]] == ["Title 1", "Title 2", None, "Title 4"]
        assert found[-1] == found[0]
        ask = RequestOptions()
        again = await backend.services.paper_lookup.many(texts[3:9], on_page, ask)
        assert [paper and paper.title for paper in again] == [f"Title {number}" for number in range(4, 10)]
        assert (ask.request_counts.of("s2").requests, ask.request_counts.of("s2").cached) == (0, 6)
        await backend.services.paper_lookup.many(texts[:1], on_page, RequestOptions(refresh=True))
    assert [len(asked.body["ids"]) for asked in service.asked] == [500, 201, 1]
    assert seen == [500, 701, 1]  # one is unknown, one stands twice


async def test_an_identifier_of_any_kind_is_known_again(make_backend: MakeBackend, loopback: Start) -> None:
    ids = {"DOI": "10.5555/X", "ArXiv": "1706.03762", "CorpusId": 42}
    service = loopback(lambda asked: [a_paper(1, externalIds=ids)])
    async with opened(make_backend, service) as backend:
        lookup = backend.services.paper_lookup
        await lookup.many(["10.5555/x"], lambda _papers: None, RequestOptions())
        found = await lookup.many(["arXiv:1706.03762v2", "CorpusId:42", sha(1)], lambda _papers: None, RequestOptions())
    assert {paper and paper.ids.s2 for paper in found} == {sha(1)}
    assert len(service.asked) == 1


async def test_what_was_found_before_a_failure_has_been_handed_on(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(
        lambda asked: (
            [a_paper(int(one, 16)) for one in asked.body["ids"]]
            if len(asked.body["ids"]) == 500
            else Reply({"message": "Internal Server Error"}, 500)
        )
    )
    seen: list[list[Paper | None]] = []
    async with opened(make_backend, service) as backend:
        with pytest.raises(Unreachable):
            await backend.services.paper_lookup.many(
                [sha(number) for number in range(1, 502)], seen.append, RequestOptions()
            )
    assert [sum(paper is not None for paper in papers) for papers in seen] == [500]
    assert seen[0][-1] is None


async def test_a_matched_paper_is_remembered(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: {"data": [a_paper(1, title="The title", matchScore=99.5)]})
    async with opened(make_backend, service, email="") as backend:
        found = await backend.services.paper_lookup.by_title("the title", RequestOptions())
        assert (found.score, found.paper and found.paper.ids.s2) == (99.5, sha(1))
        shown = await backend.services.papers.show(named(sha(1)), RequestOptions())
        assert shown.title == "The title"
        assert "matchScore" in shown.facts[0].fields
    assert len(service.asked) == 1


async def test_passages_are_filled_in_by_one_batch_for_what_is_not_known(
    make_backend: MakeBackend, loopback: Start
) -> None:
    def passage(corpus: int) -> dict[str, Any]:
        return {"snippet": {"text": f"Text {corpus}."}, "score": 0.7, "paper": {"corpusId": str(corpus), "title": "T"}}

    def answer(asked: RecordedRequest) -> Any:
        if asked.path.endswith("/batch"):
            corpora = [int(one.removeprefix("CorpusId:")) for one in asked.body["ids"]]
            return [None if corpus == 3 else a_paper(corpus, externalIds={"CorpusId": corpus}) for corpus in corpora]
        return {"data": [passage(1), passage(2), passage(1), passage(3)], "retrievalVersion": "v"}

    service = loopback(answer)
    problems: list[ErrorInfo] = []
    async with opened(make_backend, service) as backend:
        page = await backend.services.snippet_search.run("words", RequestOptions(), on_problem=problems.append)
        assert [snippet.paper and snippet.paper.id for snippet in page.snippets] == [
            f"s2:{sha(1)}",
            f"s2:{sha(2)}",
            f"s2:{sha(1)}",
            "corpus:3",
        ]
        await backend.services.snippet_search.run("other words", RequestOptions(), on_problem=problems.append)
    assert [asked.body["ids"] for asked in service.asked if asked.body] == [
        ["CorpusId:1", "CorpusId:2", "CorpusId:3"],
        ["CorpusId:3"],
    ]
    assert problems == []
