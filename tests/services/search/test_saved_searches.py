"""A search is saved, run again, and tells what is new since; each run stands in the ledger with its counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scholar_desktop.app import Composition
from scholar_desktop.domain.alerts.watched_items import WatchedItem
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import Phase
from scholar_desktop.services.search.saved_searches import KIND
from scholar_desktop.services.search.search_ledger import LedgerEntry
from scholar_desktop.translation import set_language, shown
from tests.services.search.test_bulk_search import opened
from tests.sources.conftest import Start
from tests.support.demo_fixture import Demo
from tests.support.loopback_service import RecordedRequest
from tests.support.s2_bodies import a_paper

MakeBackend = Callable[..., Composition]
SOURCES = ["s2"]


async def test_what_is_new_since_the_last_run_is_counted_and_seen_once(
    make_backend: MakeBackend, loopback: Start
) -> None:
    numbers = [1, 2]
    service = loopback(lambda asked: {"total": len(numbers), "data": [a_paper(number) for number in numbers]})
    async with opened(make_backend, service) as backend:
        saved, watch = backend.services.saved_searches, backend.services.watch
        await saved.save(Query(words="mosses"), sources=SOURCES)
        watch.look_now(KIND)
        await backend.idle()
        assert await watch.unseen_of(KIND) == {}
        numbers.append(3)
        watch.look_now(KIND)
        await backend.idle()
        (one,) = await saved.all()
        assert await watch.unseen_of(KIND) == {one.key: 1}
        checks = await backend.services.search_ledger.runs()
        assert [run.how for run in checks] == ["check"] * 2, "the user started them"
        (news,) = await watch.news(KIND)
        assert (news.title, news.paper and news.paper.title) == ("mosses", "Title 3")
        numbers.append(4)
        result = await saved.run(one, RequestOptions(refresh=True))
        fresh = await saved.opened(one, result)
        assert [paper.title for paper in fresh] == ["Title 3", "Title 4"]
        assert await watch.unseen_of(KIND) == {}
        assert await saved.opened(one, result) == ()
        runs = await backend.services.search_ledger.runs()
        assert [(run.how, run.saved, run.shown) for run in runs] == [
            ("saved", "mosses", 4),
            ("check", "mosses", 3),
            ("check", "mosses", 2),
        ]
        await saved.kind.check(WatchedItem(one.key, one.name), RequestOptions())
        assert next(run.how for run in await backend.services.search_ledger.runs()) == "watch", "the scheduler did"


async def test_what_is_new_is_found_beyond_the_first_page_and_nothing_old_is_taken_for_new(
    make_backend: MakeBackend, loopback: Start
) -> None:
    """The best matches never change; the newest are asked for in calls of three."""
    newest = [40, 39, 38, 37, 36, 35, 34]

    def answer(asked: RecordedRequest) -> Any:
        if not asked.path.endswith("/bulk"):
            return {"total": 60064, "next": 2, "data": [a_paper(1), a_paper(2)]}
        assert asked.query["sort"] == "publicationDate:desc"
        start = int(asked.query.get("token", "0"))
        rows = [a_paper(number, publicationDate="2020-01-01") for number in newest[start : start + 3]]
        return {"total": 60064, "data": rows, "token": str(start + 3) if start + 3 < len(newest) else None}

    service = loopback(answer)

    async def look(backend: Composition) -> int:
        before = len(service.asked)
        backend.services.watch.look_now(KIND)
        await backend.idle()
        return len(service.asked) - before

    async def told(backend: Composition) -> list[str]:
        return sorted(news.paper.title for news in await backend.services.watch.news(KIND) if news.paper is not None)

    async with opened(make_backend, service) as backend:
        saved = await backend.services.saved_searches.save(Query(words="mosses"), sources=SOURCES)
        assert await look(backend) == 2, "the first page, and the newest to compare with later"
        assert await told(backend) == []
        assert await look(backend) == 2
        newest.remove(39)
        await look(backend)
        assert await told(backend) == [], "that one is gone does not make new what follows"
        newest[0:0] = [44, 43]
        newest.insert(3, 42)
        assert await look(backend) == 4, "a call more, as long as something is new"
        assert await told(backend) == ["Title 42", "Title 43", "Title 44"]
        newest.insert(0, 45)
        entry = LedgerEntry("saved", saved.name, newest=backend.services.saved_searches.newest(saved))
        result = await backend.services.search.run(
            saved.query, lambda _result: None, RequestOptions(refresh=True), sources=SOURCES, entry=entry
        )
        fresh = await backend.services.saved_searches.opened(saved, result, entry.newest)
        assert [paper.title for paper in fresh] == ["Title 45"], "it stands in the list, and is marked"
        assert result.reports[0].note == "The newest 6 of 60064 results checked."
        set_language("de")
        assert "results" not in shown(result.reports[0].note)
        set_language("en")
        assert (result.reports[0].loaded, result.reports[0].phase) == (3, Phase.OK)
        assert (await backend.services.search_ledger.runs())[0].sources[0].note == result.reports[0].note


async def test_a_new_row_that_comes_again_with_its_page_is_counted_once(
    make_backend: MakeBackend, loopback: Start
) -> None:
    """The newest results are added to the first page before the pages after it are loaded, which have them too."""

    def answer(asked: RecordedRequest) -> Any:
        if asked.path.endswith("/bulk"):
            return {"total": 4, "data": [a_paper(4, publicationDate="2090-01-01")], "token": None}
        if asked.query["offset"] == "0":
            return {"total": 4, "next": 2, "data": [a_paper(1), a_paper(2)]}
        return {"total": 4, "data": [a_paper(3), a_paper(4, publicationDate="2090-01-01")]}

    async with opened(make_backend, loopback(answer)) as backend:
        services = backend.services
        saved = await services.saved_searches.save(Query(words="mosses"), sources=SOURCES)
        entry = LedgerEntry("saved", saved.name, newest=services.saved_searches.newest(saved))
        run = services.search.open(saved.query, lambda _: None, RequestOptions(), sources=SOURCES, entry=entry)
        first = await run.start()
        assert (first.reports[0].loaded, first.reports[0].total) == (3, 4)
        whole = await run.more(RequestOptions())
        assert (whole.reports[0].loaded, whole.reports[0].total, whole.merged) == (4, 4, 0)
        (noted,) = await services.search_ledger.runs()
        assert (noted.sources[0].loaded, noted.rows, noted.papers) == (4, 4, 4)


async def test_a_run_that_finds_nothing_new_says_how_far_it_looked_at_each_service(
    make_backend: MakeBackend, demo: Demo
) -> None:
    backend = make_backend()
    try:
        saved = await backend.services.saved_searches.save(Query(words="the"))
        for _ in range(2):
            demo.reset()
            backend.services.watch.look_now(KIND)
            await backend.idle()
            assert await backend.services.watch.news(KIND) == ()
        assert demo.stats()["counts"] == {"s2": 2, "unpaywall": 2, "zenodo": 2}
        run = (await backend.services.search_ledger.runs())[0]
        assert (run.how, run.saved) == ("check", saved.name)
        notes = {source.name: source.note for source in run.sources}
        assert "All " in notes["s2"]
        assert "The newest 25 of " in notes["zenodo"]
        assert " more results checked" in notes["unpaywall"]
    finally:
        await backend.aclose()


async def test_each_run_counts_every_row_that_it_read_at_unpaywall(make_backend: MakeBackend, demo: Demo) -> None:
    backend = make_backend()
    try:
        services = backend.services
        filters = Filters(year_from=2000, year_to=2020, type="article")
        saved = await services.saved_searches.save(Query(words="memory", filters=filters))
        for _ in range(3):
            newest = services.saved_searches.newest(saved)
            result = await services.saved_searches.run(saved, RequestOptions(refresh=True), newest=newest)
            await services.saved_searches.opened(saved, result, newest)
        whole = await services.unpaywall.search("memory", RequestOptions(), page=2)
        assert not whole.more, "the check reads its list to the end"
        first, second, third = await services.search_ledger.runs()
        assert first.rows == second.rows == third.rows
        assert first.merged == second.merged == third.merged
        for run in (first, second, third):
            (unpaywall,) = (source for source in run.sources if source.name == "unpaywall")
            assert unpaywall.loaded == 50 + len(whole.papers)
            assert "unpaywall" not in run.more
    finally:
        await backend.aclose()


async def test_a_saved_search_is_renamed_and_removed_and_undo_brings_it_back(make_backend: MakeBackend) -> None:
    backend = make_backend()
    saved = backend.services.saved_searches
    one = await saved.save(Query(words="mosses", filters=Filters(year_from=2019)))
    await saved.rename(one, "  Mosses of the north ")
    assert [kept.name for kept in await saved.all()] == ["Mosses of the north"]
    await saved.remove(one)
    assert await saved.all() == ()
    library = backend.services.library
    assert await library.undo_label() == "delete the search “mosses”"
    await library.undo()
    await library.undo()
    (back,) = await saved.all()
    assert (back.name, back.query.filters.year_from) == ("mosses", 2019)
    await backend.aclose()


async def test_two_runs_are_compared_and_handed_on(make_backend: MakeBackend, loopback: Start, tmp_path: Path) -> None:
    numbers = [1, 2]
    service = loopback(lambda asked: {"total": 40, "data": [a_paper(number, year=2000 + number) for number in numbers]})
    async with opened(make_backend, service) as backend:
        search, ledger = backend.services.search, backend.services.search_ledger
        await search.run(Query(words="mosses"), lambda _result: None, RequestOptions(), sources=SOURCES)
        numbers[:] = [2, 3]
        narrow = Query(words="mosses", filters=Filters(type="thesis"))
        await search.run(Query(words="mosses"), lambda _result: None, RequestOptions(refresh=True), sources=SOURCES)
        await search.run(narrow, lambda _result: None, RequestOptions(refresh=True), sources=SOURCES)
        await backend.idle()
        third, second, first = await ledger.runs()
        assert (second.sources[0].total, second.rows, second.merged, second.shown) == (40, 2, 0, 2)
        assert second.sources[0].server == service.url
        assert (third.papers, third.excluded, third.shown) == (2, 2, 0)
        found = await ledger.compare(first, second)
        sides = (found.only_first, found.both, found.only_second)
        assert [[paper.title for paper in side] for side in sides] == [["Title 1"], ["Title 2"], ["Title 3"]]
        for ending in ("md", "csv", "json"):
            await ledger.save((first, third), tmp_path / f"ledger.{ending}")
        table = (tmp_path / "ledger.md").read_text("utf-8")
        assert "| Records reported by Semantic Scholar | 40 | 40 | 80 |" in table
        assert "| Filters | none | Type: Thesis |  |" in table
        assert "| Complete | **incomplete**: Semantic Scholar: 2 of 40 loaded | " in table
        assert "| Records left in each search | 2 | 0 | 2 |" in table
        assert "| Records to screen |  |  | **2** |" in table
        assert "| - removed by: Type | 0 | 2 | 2 |" in table
        assert len((tmp_path / "ledger.csv").read_text("utf-8").splitlines()) == 3
        data = json.loads((tmp_path / "ledger.json").read_text("utf-8"))
        assert [row["rank"] for paper in data["runs"][0]["found"] for row in paper["rows"]] == [1, 2]
        await ledger.forget()
        assert await ledger.runs() == ()


async def test_a_ledger_that_cannot_be_written_costs_the_search_nothing(
    make_backend, demo: Demo, tmp_path: Path
) -> None:
    (tmp_path / "profile" / "config" / "searches.sqlite").mkdir(parents=True)
    backend = make_backend()
    result = await backend.services.search.run(Query(words="attention"), lambda _result: None, RequestOptions())
    assert result.papers
    await backend.aclose()


async def test_the_ledger_explains_where_each_paper_of_the_list_comes_from(make_backend: MakeBackend) -> None:
    backend = make_backend()
    result = await backend.services.search.run(
        Query(words="attention is all you need"), lambda _result: None, RequestOptions()
    )
    await backend.idle()
    ledger = backend.services.search_ledger
    (run,) = await ledger.runs()
    assert {source.name: source.loaded for source in run.sources} == {
        report.name: report.loaded for report in result.reports
    }
    assert run.rows - run.merged == run.papers == len(result.papers) + run.excluded
    found = await ledger.found(run)
    assert [paper.id for paper in found] == [paper.id for paper in result.papers]
    rows = [row for paper in found for row in paper.rows]
    assert len(rows) == run.rows
    for name in ("s2", "zenodo"):
        ranks = sorted(row.rank for row in rows if row.source == name)
        assert ranks == list(range(1, len(ranks) + 1))
    await backend.aclose()


async def test_a_check_does_not_send_the_filters_that_were_applied_to_the_whole_list(
    make_backend: MakeBackend, loopback: Start
) -> None:
    years = [1990, 2010]
    service = loopback(
        lambda asked: {"total": len(years), "data": [a_paper(number, year=year) for number, year in enumerate(years)]}
    )
    async with opened(make_backend, service) as backend:
        saved, watch = backend.services.saved_searches, backend.services.watch
        query = Query(words="mosses", filters=Filters(year_from=2000))
        for here, is_sent in (((), True), (("years",), False)):
            service.asked.clear()
            one = await saved.save(query, name=f"mosses {here}", sources=SOURCES, here=here)
            result = await saved.run(one, RequestOptions(refresh=True))
            assert 2010 in {paper.year for paper in result.papers}
            assert any("2000" in str(asked.query) for asked in service.asked) == is_sent
        watch.look_now(KIND)
        await backend.idle()
        years += [1991, 2011]
        watch.look_now(KIND)
        await backend.idle()
        news = {(one.key, one.paper.year) for one in await watch.news(KIND) if one.paper is not None}
        assert one.here == ("years",)
        assert (one.key, 2011) in news
        assert (one.key, 1991) not in news
