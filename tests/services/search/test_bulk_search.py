"""A bulk search goes on from token to token, and takes each paper once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.source import Phase, SourceReport
from tests.sources.conftest import Start
from tests.support.loopback_service import LoopbackService, RecordedRequest, Reply
from tests.support.s2_bodies import a_paper

MakeBackend = Callable[..., Composition]


@asynccontextmanager
async def opened(make_backend: MakeBackend, service: LoopbackService, **more: str) -> AsyncIterator[Composition]:
    backend = make_backend(semantic_scholar_url=service.url, **more)
    try:
        yield backend
    finally:
        await backend.aclose()


async def bulk(
    backend: Composition, query: Query, limit: int | None = None, ask: RequestOptions | None = None
) -> tuple[list[str], SourceReport]:
    updates: list[SearchResult] = []
    found = await backend.services.search.run(
        query, updates.append, ask or RequestOptions(), sources=["s2"], limit=limit, bulk=True
    )
    assert updates[-1] == found
    return [paper.title for paper in found.papers], found.reports[0]


def pages(*bodies: Any) -> Callable[[RecordedRequest], Any]:
    """The first body without a token, then the one of token `1`, `2` and so on."""
    return lambda asked: bodies[int(asked.query.get("token", "0"))]


def body(*numbers: int, total: int = 5, **more: Any) -> dict[str, Any]:
    return {"total": total, "data": [a_paper(number) for number in numbers], **more}


async def test_a_year_after_brackets_is_a_filter_and_no_word(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(pages(body(1, 2, token=None)))
    async with opened(make_backend, service) as backend:
        await bulk(backend, Query("(sleep | memory) -review year:1990-2020 venue:Nature"))
        await bulk(backend, Query("attention (sleep OR memory) (rats OR year:1990)"))
    first, second = (asked.query for asked in service.asked)
    assert (first["query"], first["year"], first["venue"]) == ("(sleep | memory) -review", "1990-2020", "Nature")
    assert second["query"] == "attention (sleep | memory)"


async def test_an_or_that_is_applied_here_is_named(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(pages(body(1, 2, token=None)))
    async with opened(make_backend, service) as backend:
        _, report = await bulk(backend, Query("attention (rats OR year:1990)"))
        _, usual = await bulk(backend, Query("attention (rats OR mice)"))
    assert "applied on your computer" in report.note
    assert "applied on your computer" not in usual.note


async def test_a_list_is_taken_to_its_end_and_rows_that_repeat_once(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(pages(body(1, 2, token="1"), body(2, 3, total=6, token="2"), body(4, total=7, token=None)))
    async with opened(make_backend, service) as backend:
        titles, report = await bulk(backend, Query("x"), 1000)
    assert titles == ["Title 1", "Title 2", "Title 3", "Title 4"]
    assert (report.phase, report.total, report.loaded, report.requests) == (Phase.OK, 7, 4, 3)
    assert report.note == "It sent 1 paper twice."


@pytest.mark.parametrize(
    ("bodies", "requests"),
    [
        ([body(1, 2)], 1),
        ([body(1, token="1"), body(2, token="1")], 2),
        ([body(1, token="1"), body(token="2"), body(3)], 2),
        ([body(total=0, token=None)], 1),
    ],
    ids=["no token", "a token that comes again", "a call without rows", "nothing found"],
)
async def test_every_kind_of_end_is_an_end(
    make_backend: MakeBackend,
    loopback: Start,
    bodies: list[Any],
    requests: int,
) -> None:
    service = loopback(lambda asked: bodies[min(int(asked.query.get("token", "0")), len(bodies) - 1)])
    async with opened(make_backend, service) as backend:
        _, report = await bulk(backend, Query("x"), 1000)
    assert report.phase is Phase.OK
    assert report.requests == requests


async def test_without_a_limit_one_call_is_made_and_with_one_no_more_than_needed(
    make_backend: MakeBackend, loopback: Start
) -> None:
    service = loopback(pages(body(1, 2, token="1"), body(3, 4, token="2"), body(5)))
    async with opened(make_backend, service) as backend:
        titles, report = await bulk(backend, Query("x"), 3)
        assert (titles, report.requests) == (["Title 1", "Title 2", "Title 3"], 2)
        service.handler = lambda asked: body(*range(1000), total=5000, token="1")
        titles, report = await bulk(backend, Query("y"))
        assert (len(titles), report.requests, report.total) == (1000, 1, 5000)


async def test_what_was_loaded_before_a_failure_is_shown(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(pages(body(1, 2, token="1"), Reply({"message": "Forbidden"}, 403)))
    async with opened(make_backend, service) as backend:
        titles, report = await bulk(backend, Query("x"), 1000)
    assert titles == ["Title 1", "Title 2"]
    assert (report.phase, report.loaded, report.error and report.error.code) == (Phase.PARTIAL, 2, "refused")


async def test_a_token_that_the_service_has_forgotten_begins_the_list_anew(
    make_backend: MakeBackend, loopback: Start
) -> None:
    service = loopback(pages(body(1, token="1"), body(2, token=None)))
    async with opened(make_backend, service) as backend:
        await bulk(backend, Query("x"), 1)

        def forgetful(asked: RecordedRequest) -> Any:
            if asked.query.get("token") == "1":
                return Reply({"error": "Invalid continuation token"}, 400)
            return body(3, token="new") if "token" not in asked.query else body(4, token=None)

        service.handler = forgetful
        titles, report = await bulk(backend, Query("x"), 10)
    assert titles == ["Title 3", "Title 4"]
    assert report.phase is Phase.OK


async def test_a_refusal_of_the_words_is_told(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "Unacceptable query params: [query=(learning]"}, 400))
    async with opened(make_backend, service) as backend:
        titles, report = await bulk(backend, Query("(learning"))
    assert titles == []
    assert (report.phase, report.error and report.error.code) == (Phase.FAILED, "bad_request")


async def test_filters_may_stand_alone_in_a_bulk_search_only(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: body(1))
    async with opened(make_backend, service) as backend:
        titles, _ = await bulk(backend, Query(filters=Filters(2019, 2019)))
        assert titles == ["Title 1"]
        search = backend.services.search
        for query, is_bulk in ((Query(), True), (Query(filters=Filters(2019, 2019)), False)):
            with pytest.raises(UsageError):
                await search.run(query, lambda _result: None, RequestOptions(), sources=["s2"], bulk=is_bulk)


async def test_what_bulk_rows_lack_is_not_taken_for_known(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: body(1) if "bulk" in asked.path else a_paper(1, tldr={"text": "In short."}))
    async with opened(make_backend, service, email="") as backend:
        await bulk(backend, Query("x"))
        identifier = parse(a_paper(1)["paperId"])
        assert identifier is not None
        paper = await backend.services.papers.show(identifier, RequestOptions())
    assert paper.tldr == "In short."
    assert [asked.path.rsplit("/", 1)[-1] for asked in service.asked] == ["bulk", a_paper(1)["paperId"]]


async def test_a_list_that_was_stopped_goes_on_where_it_stood(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(pages(body(1, 2, token="1"), body(3, 4, token="2"), body(5, token=None)))
    async with opened(make_backend, service) as backend:
        shown: list[SearchResult] = []
        run = backend.services.search.open(Query("x"), shown.append, RequestOptions(), sources=["s2"], bulk=True)
        await run.start(2)
        assert run.further == ("s2",)
        stopping = asyncio.create_task(run.more(RequestOptions(), rows=10**9))
        service.handler = pages(body(1, 2, token="1"), body(3, 4, token="2"), Reply({"message": "Forbidden"}, 403))
        stopped = await stopping
        assert (stopped.reports[0].phase, stopped.reports[0].loaded) == (Phase.PARTIAL, 4)
        service.handler = pages(body(1, 2, token="1"), body(3, 4, token="2"), body(5, token=None))
        whole = await run.more(RequestOptions(), rows=10**9)
    assert [paper.title for paper in whole.papers] == [f"Title {number}" for number in range(1, 6)]
    assert whole.reports[0].phase is Phase.OK
    assert run.further == ()
    assert run.is_whole
    assert [asked.query.get("token") for asked in service.asked] == [None, "1", "2", "2"]


async def test_best_matches_stay_first_with_their_summaries_when_the_whole_list_is_loaded(
    make_backend: MakeBackend, loopback: Start
) -> None:
    def best(*numbers: int) -> dict[str, Any]:
        return {"total": 5, "offset": 0, "data": [a_paper(n, tldr={"text": f"Short {n}."}) for n in numbers]}

    service = loopback(lambda asked: body(1, 2, 3, 4, 5) if "bulk" in asked.path else best(4, 2, 9))
    async with opened(make_backend, service) as backend:
        search = backend.services.search
        first = search.open(Query("x"), lambda _result: None, RequestOptions(), sources=["s2"])
        await first.start()
        updates: list[SearchResult] = []
        run = search.open(
            Query("x"), updates.append, RequestOptions(), sources=["s2"], bulk=True, best=first.best_matches
        )
        whole = await run.start()
        assert [paper.title for paper in whole.papers] == [f"Title {number}" for number in (4, 2, 9, 1, 3, 5)]
        assert [paper.tldr for paper in whole.papers] == ["Short 4.", "Short 2.", "Short 9.", None, None, None]
        report = whole.reports[0]
        assert (report.loaded, report.total) == (6, 5), "the ninth is not in the whole list"
        assert report.loaded == whole.loaded + whole.merged, "the sources add up to the rows of the list"
        assert report.note == "6 papers: 5 from its full list, 1 only from its relevance search."
        loaded = [update for update in updates if update.reports[0].loaded]
        assert loaded
        assert all(len(update.papers) >= 3 for update in loaded)
        service.handler = lambda asked: Reply({"message": "Forbidden"}, 403)
        broken = search.open(
            Query("y"), lambda _result: None, RequestOptions(), sources=["s2"], bulk=True, best=first.best_matches
        )
        stopped = await broken.start()
        assert [paper.title for paper in stopped.papers] == ["Title 4", "Title 2", "Title 9"]
        assert stopped.reports[0].phase is Phase.PARTIAL


async def test_a_list_with_fewer_papers_than_are_shown_goes_on_with_the_relevance_search(
    make_backend: MakeBackend, loopback: Start
) -> None:
    """A paper is in the list only if it has all words, and the relevance search also finds others."""
    rows = [a_paper(number) for number in range(1, 251)]

    def answer(asked: RecordedRequest) -> dict[str, Any]:
        if "bulk" in asked.path:
            return body(7, 300, total=2)
        first = int(asked.query.get("offset", "0"))
        last = first + int(asked.query["limit"])
        return {"total": 250, "offset": first, "data": rows[first:last], **({"next": last} if last < 250 else {})}

    service = loopback(answer)
    async with opened(make_backend, service) as backend:
        search = backend.services.search
        first = search.open(Query("x"), lambda _result: None, RequestOptions(), sources=["s2"])
        shown = await first.start()
        assert len(shown.papers) == 100
        run = search.open(
            Query("x"),
            lambda _result: None,
            RequestOptions(),
            sources=["s2"],
            bulk=True,
            best=first.best_matches,
            estimate=250,
        )
        whole = await run.start(100_000)
    report = whole.reports[0]
    assert {paper.title for paper in whole.papers} == {f"Title {number}" for number in (*range(1, 251), 300)}
    assert (report.total, report.phase, whole.merged) == (250, Phase.OK, 0)
    assert report.note == (
        "251 papers (250 were estimated): 2 from its full list, 249 only from its relevance search. "
        "The relevance search was continued: it also finds papers without some of the words."
    )


async def test_a_best_match_with_an_excluded_word_does_not_come_back_with_the_whole_list(
    make_backend: MakeBackend, loopback: Start
) -> None:
    rows = [a_paper(1), a_paper(2, title="Title of a review"), a_paper(3)]
    service = loopback(lambda asked: body(3) if "bulk" in asked.path else {"total": 3, "offset": 0, "data": rows})
    async with opened(make_backend, service) as backend:
        search, query = backend.services.search, Query("title -review")
        first = search.open(query, lambda _result: None, RequestOptions(), sources=["s2"])
        shown = await first.start()
        run = search.open(
            query, lambda _result: None, RequestOptions(), sources=["s2"], bulk=True, best=first.best_matches
        )
        whole = await run.start()
    assert [paper.title for paper in shown.papers] == ["Title 1", "Title 3"]
    assert [paper.title for paper in whole.papers] == ["Title 1", "Title 3"]


async def test_a_whole_list_is_narrowed_and_sorted_without_a_question(
    make_backend: MakeBackend, loopback: Start
) -> None:
    rows = [a_paper(number, year=2000 + number % 7, citationCount=number) for number in range(700)]
    service = loopback(lambda asked: {"total": 700, "data": rows, "token": None})
    async with opened(make_backend, service) as backend:
        run = backend.services.search.open(
            Query("x"), lambda _result: None, RequestOptions(), sources=["s2"], bulk=True
        )
        await run.start()
        await run.narrow(Query("x", filters=Filters(min_citations=600)))
        narrowed = await run.narrow(Query("x", filters=Filters(2003, 2004, min_citations=600), sort="citations"))
        assert len(service.asked) == 1
        ledger = backend.services.search_ledger
        assert ledger.pending == 1
        # whoever looks sees what is there now, though it had not rested yet; filters that did not rest leave nothing
        noted, unfiltered = await ledger.runs()
        assert (unfiltered.shown, unfiltered.query.filters) == (700, Filters())
        assert (noted.shown, noted.query.sort, noted.papers) == (len(narrowed.papers), "citations", 700)
        assert [one.id for one in await ledger.found(noted)] == [paper.id for paper in narrowed.papers]
    assert [paper.counts.citations for paper in narrowed.papers][:3] == [697, 696, 690]
    assert {paper.year for paper in narrowed.papers} == {2003, 2004}
    by_name = {one.name: one for one in narrowed.narrowed}
    assert (by_name["years"].here, by_name["min_citations"].here) == (500, 600)
    assert by_name["years"].alone == 72
    assert by_name["years"].sent == ()
