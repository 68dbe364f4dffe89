"""Searching: side by side, merged, each source on its own, and few requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search import query_parser
from scholar_desktop.domain.search.query import Filters, Query, SearchResult
from scholar_desktop.domain.search.search_ledger import incomplete_sources
from scholar_desktop.domain.source import Phase
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]

ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
LONG_COVID = "10.1038/s41579-022-00846-2"


async def search(backend: Composition, text: str, **options: object) -> SearchResult:
    ask = options.pop("ask", None) or RequestOptions()
    query = query_parser.parse(text)
    if "filters" in options:
        query = Query(query.words, query.identifier, options.pop("filters"))  # type: ignore[arg-type]
    return await backend.services.search.run(query, lambda _result: None, ask, **options)  # type: ignore[arg-type]


def phases(result: SearchResult) -> dict[str, Phase]:
    return {report.name: report.phase for report in result.reports}


async def test_a_search_costs_one_request_a_service_and_nothing_the_second_time(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        first = await search(backend, "attention")
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}
        assert {report.requests for report in first.reports} == {1}
        again = await search(backend, "attention")
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}
        assert {(report.requests, report.cached) for report in again.reports} == {(0, 1)}
        assert [paper.id for paper in again.papers] == [paper.id for paper in first.papers]
    finally:
        await backend.aclose()


@pytest.mark.parametrize(
    ("sort", "order", "value"),
    [
        ("relevance", "most cited first", lambda paper: -(paper.counts.citations or 0)),
        ("-citations", "least cited first", lambda paper: paper.counts.citations or 0),
        ("year", "newest first", lambda paper: -(paper.year or 0)),
        ("-year", "oldest first", lambda paper: paper.year or 0),
        ("title", "in its own order", lambda paper: 0),
    ],
)
async def test_the_note_on_an_or_says_in_which_order_the_list_was_requested(
    make_backend: MakeBackend, demo: Demo, sort: str, order: str, value: Callable[[Paper], int]
) -> None:
    backend = make_backend()
    try:
        query = Query("attention OR graph", sort=sort)
        result = await backend.services.search.run(query, lambda _result: None, RequestOptions())
        report = next(report for report in result.reports if report.name == "s2")
        assert str(report.note).endswith(f"the full list was searched, {order}.")
        run = (await backend.services.search_ledger.runs())[0]
        found = await backend.services.search_ledger.found(run)
        values = {
            row.rank: value(paper)
            for one, paper in zip(found, result.papers, strict=True)
            for row in one.rows
            if row.source == "s2" and row.rank is not None
        }
        in_order = [values[rank] for rank in sorted(values)]
        assert in_order == sorted(in_order), "the positions in the ledger are those of the requested order"
    finally:
        await backend.aclose()


async def test_an_or_finds_both_sides_for_one_request_a_service_and_says_how(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        both = await search(backend, "attention OR graph")
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}
        (asked,) = [request for request in demo.stats()["paths"] if request.startswith("/graph/")]
        assert asked.endswith("/paper/search/bulk")
        report = next(report for report in both.reports if report.name == "s2")
        assert "doesn't support OR" in report.note
        run = (await backend.services.search_ledger.runs())[0]
        assert next(source for source in run.sources if source.name == "s2").note == report.note
        texts = [
            f"{paper.title} {paper.abstract} {paper.tldr}".lower() for paper in both.papers if "s2" in paper.sources
        ]
        assert any("attention" in text and "graph" not in text for text in texts)
        assert any("graph" in text and "attention" not in text for text in texts)
        rows = [paper.counts.citations or 0 for paper in both.papers if "s2" in paper.sources]
        assert rows == sorted(rows, reverse=True), "the most cited first"
        by_author = await search(backend, "author:vaswani attention OR graph")
        assert not by_author.bulk, "a name is known to the best matches alone"
        demo.reset()
        either = await search(backend, "author:turing OR author:desimone")
        assert demo.stats()["counts"] == {"s2": 2, "zenodo": 1}, "a request a side"
        names = {author.name.split()[-1] for paper in either.papers[:4] for author in paper.authors}
        assert {"Turing", "Desimone"} <= names, "in turn"
        report = next(report for report in either.reports if report.name == "s2")
        assert "each side was searched separately" in report.note
        assert (report.requests, report.total) == (2, None)
    finally:
        await backend.aclose()


async def test_the_ledger_accounts_for_every_row_and_explains_the_order(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        handle = backend.services.search.open(query_parser.parse("graph"), lambda _result: None, RequestOptions())
        await handle.start()
        result = await handle.more(RequestOptions())
        await backend.idle()
        (run,) = await backend.services.search_ledger.runs()
        found = await backend.services.search_ledger.found(run)
        for source in run.sources:
            assert source.loaded == len(handle.rows[source.name])
        assert run.rows == sum(source.loaded for source in run.sources) == run.merged + run.papers
        assert [paper.id for paper in found] == [paper.id for paper in result.papers]
        places = sorted((row.source, row.rank) for paper in found for row in paper.rows)
        assert places == sorted(
            (name, place) for name, rows in handle.rows.items() for place in range(1, len(rows) + 1)
        )
        best = [
            min(row.rank for row in paper.rows if row.source == "s2") for paper in found if "s2" in paper.rows[0].source
        ]
        assert best == sorted(best), "Semantic Scholar's in its order"
    finally:
        await backend.aclose()


async def test_results_are_handed_on_as_each_source_answers(make_backend: MakeBackend, demo: Demo):
    demo.config(faults={"s2": "slow"}, pace=0.15)
    backend = make_backend()
    seen: list[SearchResult] = []
    try:
        await backend.services.search.run(query_parser.parse("attention"), seen.append, RequestOptions())
    finally:
        await backend.aclose()
    assert phases(seen[0]) == {"s2": Phase.ASKING, "unpaywall": Phase.ASKING, "zenodo": Phase.ASKING}
    early = next(result for result in seen if phases(result)["unpaywall"] is Phase.OK)
    assert phases(early)["s2"] is Phase.ASKING, "the slow one holds nobody back"
    assert early.papers
    assert seen[-1].settled
    assert len(seen[-1].papers) > len(early.papers)


@pytest.mark.parametrize("source", ["s2", "unpaywall", "zenodo"])
@pytest.mark.parametrize("fault", ["html", "garbage", "nonsense", "empty", 500, 404, 403])
async def test_a_source_that_answers_nonsense_costs_its_own_results_alone(
    make_backend: MakeBackend, demo: Demo, source: str, fault: str | int
):
    demo.config(faults={source: fault})
    backend = make_backend()
    try:
        result = await search(backend, "attention")
    finally:
        await backend.aclose()
    failed = next(report for report in result.reports if report.name == source)
    assert failed.phase is Phase.FAILED
    assert failed.error is not None
    assert failed.error.subject == source
    assert [report.phase for report in result.reports if report.name != source] == [Phase.OK, Phase.OK]
    assert result.papers


async def test_when_all_are_down_each_says_so(make_backend: MakeBackend, demo: Demo):
    demo.config(faults={"s2": "reset", "unpaywall": "reset", "zenodo": "reset"})
    backend = make_backend()
    try:
        result = await search(backend, "attention")
    finally:
        await backend.aclose()
    assert set(phases(result).values()) == {Phase.FAILED}
    assert {report.error.code for report in result.reports if report.error} == {"unreachable"}
    assert {report.requests for report in result.reports} == {4}, "tried four times at most"


async def test_waiting_for_a_service_shows_until_when(make_backend: MakeBackend, demo: Demo):
    demo.config(faults={"s2": {"status": 429, "times": 1}})
    backend = make_backend(retry_wait="0.3")
    waits: list[tuple[str, datetime | None]] = []
    seen: list[SearchResult] = []
    ask = RequestOptions(on_wait=lambda name, until: waits.append((name, until)))
    try:
        result = await backend.services.search.run(query_parser.parse("attention"), seen.append, ask, sources=("s2",))
    finally:
        await backend.aclose()
    assert phases(result) == {"s2": Phase.OK}
    waiting = [report for result in seen for report in result.reports if report.phase is Phase.WAITING]
    assert waiting
    assert waiting[0].until is not None
    assert waits, "who asked hears of it too"


async def test_without_an_email_unpaywall_is_skipped_and_not_asked(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(email="")
    try:
        result = await search(backend, "attention")
    finally:
        await backend.aclose()
    skipped = next(report for report in result.reports if report.name == "unpaywall")
    assert skipped.phase is Phase.SKIPPED
    assert skipped.error is not None
    assert skipped.error.code == "no_email"
    assert "unpaywall" not in demo.stats()["counts"]


async def test_offline_all_are_skipped_and_nothing_is_sent(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(offline="1")
    try:
        result = await search(backend, "attention")
    finally:
        await backend.aclose()
    assert {(report.phase, report.error.code) for report in result.reports if report.error} == {
        (Phase.SKIPPED, "offline")
    }
    assert demo.stats()["counts"] == {}


async def test_offline_a_search_of_before_is_there(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        online = await search(backend, "attention")
    finally:
        await backend.aclose()
    backend = make_backend(offline="1")
    try:
        offline = await search(backend, "attention")
    finally:
        await backend.aclose()
    assert [paper.id for paper in offline.papers] == [paper.id for paper in online.papers]


async def test_the_title_that_was_typed_comes_first(make_backend: MakeBackend):
    backend = make_backend()
    try:
        result = await search(backend, "attention is all you need")
    finally:
        await backend.aclose()
    assert result.papers[0].ids.s2 == ATTENTION


async def test_a_paper_of_several_services_is_one_result(make_backend: MakeBackend):
    backend = make_backend()
    try:
        result = await search(backend, "Long COVID: major findings, mechanisms and recommendations")
    finally:
        await backend.aclose()
    found = [paper for paper in result.papers if paper.ids.doi == LONG_COVID]
    assert len(found) == 1
    assert set(found[0].sources) >= {"s2", "unpaywall"}
    loaded = sum(report.loaded for report in result.reports)
    assert len(result.papers) + result.merged == loaded


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"https://doi.org/{LONG_COVID}", {"s2": 1, "unpaywall": 1}),
        ("arXiv:1706.03762v5", {"s2": 1}),
        (f"s2:{ATTENTION}", {"s2": 1}),
    ],
)
async def test_an_identifier_is_looked_up_once_where_it_can_be_known(
    make_backend: MakeBackend, demo: Demo, text: str, asked: dict[str, int]
):
    backend = make_backend()
    try:
        result = await search(backend, text)
    finally:
        await backend.aclose()
    assert len(result.papers) == 1
    assert demo.stats()["counts"] == asked
    assert all(report.settled for report in result.reports)


async def test_a_zenodo_number_is_asked_at_zenodo(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        known = (await search(backend, "software", sources=("zenodo",))).papers[0]
        demo.reset()
        result = await search(backend, f"https://zenodo.org/records/{known.ids.zenodo}")
    finally:
        await backend.aclose()
    assert [paper.ids.zenodo for paper in result.papers] == [known.ids.zenodo]
    assert demo.stats()["counts"]["zenodo"] == 1


async def test_an_unknown_identifier_is_an_answer_and_no_failure(make_backend: MakeBackend):
    backend = make_backend()
    try:
        result = await search(backend, "10.5555/there-is-no-such-paper")
    finally:
        await backend.aclose()
    assert result.papers == ()
    assert result.failed == ()


@pytest.mark.parametrize("text", ["10.1038", "doi:10.1038/", "arXiv:2401.1"])
async def test_a_mistyped_identifier_says_what_is_wrong_and_asks_nobody(
    make_backend: MakeBackend, demo: Demo, text: str
):
    backend = make_backend()
    try:
        with pytest.raises(UsageError) as caught:
            await search(backend, text)
    finally:
        await backend.aclose()
    assert caught.value.hint
    assert demo.stats()["counts"] == {}


async def test_no_words_at_all_are_a_mistake(make_backend: MakeBackend):
    backend = make_backend()
    try:
        with pytest.raises(UsageError):
            await search(backend, "   ")
        with pytest.raises(UsageError):
            await search(backend, "words", sources=("google",))
    finally:
        await backend.aclose()


async def test_filters_go_to_the_services_and_hold_for_all_results(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        result = await search(backend, "attention", filters=Filters(year_from=2017, year_to=2019, open_access=True))
    finally:
        await backend.aclose()
    assert result.papers
    assert all(paper.year is not None and 2017 <= paper.year <= 2019 for paper in result.papers)
    asked = {note["service"]: note["query"] for note in demo.stats()["requests"]}
    assert "year=2017-2019" in asked["s2"]
    assert "openAccessPdf" in asked["s2"]
    assert "is_oa=true" in asked["unpaywall"]


async def test_a_limit_is_of_each_source_and_takes_further_pages(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        few = await search(backend, "learning", limit=3)
        assert all(report.loaded <= 3 for report in few.reports)
        assert any(report.loaded for report in few.reports)
        demo.reset()
        many = await search(backend, "learning", limit=150, sources=("s2",))
    finally:
        await backend.aclose()
    report = many.reports[0]
    assert report.total is not None
    assert report.loaded == min(150, report.total)
    assert report.requests == -(-report.loaded // 100)


async def test_the_library_is_a_source_like_the_others(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(offline="1")
    try:
        await backend.services.library.add([Paper(title="My own notes on attention", ids=Ids(doi="10.5555/mine"))])
        result = await search(backend, "attention", sources=("library", "s2"))
        by_id = await search(backend, "doi:10.5555/mine", sources=("library",))
    finally:
        await backend.aclose()
    assert [paper.title for paper in result.papers] == ["My own notes on attention"]
    assert [paper.title for paper in by_id.papers] == ["My own notes on attention"]
    assert demo.stats()["counts"] == {}


async def test_a_cancelled_search_leaves_nothing_behind(make_backend: MakeBackend, demo: Demo):
    import asyncio

    demo.config(faults={"s2": "hang"})
    backend = make_backend()
    came = asyncio.Event()

    def on_update(result: SearchResult) -> None:
        if phases(result)["unpaywall"] is Phase.OK:
            came.set()

    try:
        run = backend.services.search.run(query_parser.parse("attention"), on_update, RequestOptions())
        task = backend.services.scope.start(run, name="search")
        assert task is not None
        await came.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await backend.idle()
        assert backend.client.in_flight == 0
        demo.config(faults={})
        assert (await search(backend, "attention")).papers, "and the client is sound"
    finally:
        await backend.aclose()


async def test_a_doi_that_no_other_source_has_is_looked_up_at_zenodo(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        found = await search(backend, "10.5555/zenodo.90000291")
        assert [paper.ids.doi for paper in found.papers] == ["10.5555/zenodo.90000291"]
        assert demo.stats()["paths"]["/api/records"] == 1
        nothing = await search(backend, "10.5555/nobody.1")
        assert phases(nothing) == dict.fromkeys(("s2", "unpaywall", "zenodo"), Phase.OK)
    finally:
        await backend.aclose()


async def test_a_search_by_doi_is_complete_without_zenodo_and_not_without_an_email_address(
    make_backend: MakeBackend, demo: Demo
):
    backend = make_backend()
    try:
        papers = (await search(backend, "attention")).papers
        dois = [str(paper.ids.doi) for paper in papers if {*paper.sources} == {"s2", "unpaywall"}]
        result = await search(backend, dois[0])
        assert phases(result)["zenodo"] is Phase.SKIPPED
        run = (await backend.services.search_ledger.runs())[0]
        assert [one.name for one in run.sources if one.cannot_match] == ["zenodo"]
        assert incomplete_sources(run) == {}
    finally:
        await backend.aclose()
    backend = make_backend(email="")
    try:
        await search(backend, dois[1])
        run = (await backend.services.search_ledger.runs())[0]
        assert incomplete_sources(run) == {"unpaywall": "not searched"}
    finally:
        await backend.aclose()
