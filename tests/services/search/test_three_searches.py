"""Three searches, saved and run again on services whose lists have changed: every count equals the services' own data.

The truth is computed from the works that the server was given, without the program.
"""

from __future__ import annotations

import asyncio
import csv
import dataclasses
import io
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.search.search_ledger import LedgerRun
from scholar_desktop.services.search.search_ledger import LedgerEntry
from tests.support.fake_search import UNPAYWALL_PAGE, ZENODO_PAGE, SearchServer, Work

MakeBackend = Callable[..., Composition]
WORDS = ("mosses", "lichens", "ferns")
SERVICES = ("s2", "unpaywall", "zenodo")
FIRST_PAGE = {"s2": 100, "unpaywall": UNPAYWALL_PAGE, "zenodo": ZENODO_PAGE}
EVERYTHING = 10**9
KINDS = ("Growth", "Decline", "Genomes", "Maps")


def make_works(count: int, *, first: int, seed: int, sizes: dict[str, float], date: str = "") -> list[Work]:
    """Return works with one to three of the words, in one to three services.

    A work in several services has the same DOI there, or no common identifier but the same title, year and author.
    """
    dice = random.Random(seed)
    works = []
    for number in range(first, first + count):
        words = frozenset(dice.choices(WORDS, weights=(6, 1, 2), k=dice.choice((1, 1, 1, 2))))
        services = frozenset(name for name in SERVICES if dice.random() < sizes[name]) or frozenset(("s2",))
        works.append(
            Work(
                number,
                f"{dice.choice(KINDS)} of bryophytes at site number {number} in Wales",
                words,
                services,
                doi=f"10.1000/work.{number}" if dice.random() < 0.8 or "unpaywall" in services else None,
                date=date or f"{dice.randint(1995, 2023)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
                author=f"{dice.choice(('Ada', 'Ben', 'Cem'))} {dice.choice(('Moss', 'Fern', 'Stone'))}{number}",
                zenodo=500_000 + number if "zenodo" in services else None,
            )
        )
    return [dataclasses.replace(work, year=int(work.date[:4])) for work in works]


@pytest.fixture
def server() -> Iterator[SearchServer]:
    server = SearchServer(make_works(420, first=1, seed=11, sizes={"s2": 0.7, "unpaywall": 0.4, "zenodo": 0.3}))
    yield server
    server.stop()


def page_numbers(server: SearchServer, words: str) -> dict[str, list[int]]:
    """Return the works on the first page of each service."""
    return {name: [work.number for work in server.found(name, words)[: FIRST_PAGE[name]]] for name in SERVICES}


def union(pages: dict[str, list[int]]) -> set[int]:
    return {number for numbers in pages.values() for number in numbers}


def make(make_backend: MakeBackend, server: SearchServer) -> Composition:
    return make_backend(
        semantic_scholar_url=server.url, unpaywall_url=server.url, zenodo_url=server.url, host_map=f"*={server.url}"
    )


def numbers_of(result: SearchResult) -> list[int]:
    """Return the works of a result, by the number in their titles."""
    return [int(paper.title.split(" in Wales")[0].rpartition(" ")[2]) for paper in result.papers]


async def test_three_searches_saved_and_run_again(make_backend: MakeBackend, server: SearchServer, tmp_path: Path):
    backend = make(make_backend, server)
    try:
        saved_searches, search = backend.services.saved_searches, backend.services.search
        first_truth = {words: page_numbers(server, words) for words in WORDS}
        for words in WORDS:
            saved = await saved_searches.save(Query(words, filters=Filters()), sources=SERVICES)
            result = await search.run(
                saved.query, lambda _result: None, RequestOptions(), entry=LedgerEntry("window"), sources=SERVICES
            )
            await saved_searches.opened(saved, result)
            truth = first_truth[words]
            rows = sum(map(len, truth.values()))
            assert (len(result.papers), result.merged) == (len(union(truth)), rows - len(union(truth)))
            assert set(numbers_of(result)) == union(truth)

        # PRISMA and the table of papers over the three searches
        runs = tuple(reversed(await backend.services.search_ledger.runs()))
        every = set[int]().union(*map(union, first_truth.values()))
        rows = sum(len(numbers) for truth in first_truth.values() for numbers in truth.values())
        shown = sum(len(union(truth)) for truth in first_truth.values())
        table = await exported(backend, runs, tmp_path / "prisma.md")
        assert last_cell(table, "Records identified (retrieved from all)") == f"{rows:,}"
        assert last_cell(table, "Duplicate records removed within a search") == f"{rows - shown:,}"
        assert last_cell(table, "Duplicate records removed between searches") == f"{shown - len(every):,}"
        assert last_cell(table, "Records to screen") == f"**{len(every):,}**"
        s2_total = sum(len(server.found("s2", words)) for words in WORDS)
        assert last_cell(table, "Records reported by Semantic Scholar") == f"{s2_total:,}"
        more = [any(len(server.found(name, words)) > FIRST_PAGE[name] for name in SERVICES) for words in WORDS]
        assert any(more)
        assert not all(more), "one search is complete, so that both cases are tested"
        assert last_cell(table, "Complete") == f"**{sum(more)} of 3 incomplete**"
        records = list(csv.DictReader(io.StringIO(await exported(backend, runs, tmp_path / "all.csv"))))
        assert len(records) == len(every)
        check_records(records, first_truth)

        # A day later: new works in the lists, and the order of the best matches has changed.
        before = {work.number for work in server.works}
        today = datetime.now(UTC).strftime("%Y-%m-%d")
        server.works += make_works(
            90, first=1001, seed=12, sizes={"s2": 0.7, "unpaywall": 0.4, "zenodo": 0.4}, date=today
        )
        random.Random(13).shuffle(server.works)
        for saved in await saved_searches.all():
            words = saved.name
            pages = page_numbers(server, words)
            added = {work.number for work in server.works if work.number not in before and words in work.words}
            newest = saved_searches.newest(saved)
            result = await saved_searches.run(saved, RequestOptions(refresh=True), newest=newest)
            fresh = await saved_searches.opened(saved, result, newest)
            found = set(numbers_of(with_papers(result, fresh)))
            assert found == added
            whole = server.found("unpaywall", words)
            read = next(report.loaded for report in result.reports if report.name == "unpaywall")
            assert read == len(whole) or (read > UNPAYWALL_PAGE and read % UNPAYWALL_PAGE == 0), "whole pages"
            pages["unpaywall"] = [work.number for work in whole[:read]]
            unshown = union(pages) - union(first_truth[words]) - added
            assert newest.older == len(unshown)
            assert set(numbers_of(result)) == union(pages) | added
            if words == "mosses":
                assert unshown, "old papers have moved to the first pages"

        # Once more without a change: nothing is new.
        for saved in await saved_searches.all():
            newest = saved_searches.newest(saved)
            result = await saved_searches.run(saved, RequestOptions(refresh=True), newest=newest)
            assert await saved_searches.opened(saved, result, newest) == ()

        # Works that the services list late, with an older date.
        late = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d")
        server.works += make_works(12, first=2001, seed=14, sizes={"s2": 1, "unpaywall": 0, "zenodo": 0}, date=late)
        for saved in await saved_searches.all():
            added = {work.number for work in server.works if work.number > 2000 and saved.name in work.words}
            newest = saved_searches.newest(saved)
            result = await saved_searches.run(saved, RequestOptions(refresh=True), newest=newest)
            fresh = await saved_searches.opened(saved, result, newest)
            assert set(numbers_of(with_papers(result, fresh))) == added
    finally:
        await backend.aclose()


async def test_all_rows_of_every_source_are_loaded(make_backend: MakeBackend, server: SearchServer):
    backend = make(make_backend, server)
    try:
        run = backend.services.search.open(
            Query("mosses"), lambda _result: None, RequestOptions(), sources=SERVICES, bulk=True
        )
        await run.start()
        result = await run.more(RequestOptions(), rows=EVERYTHING)
        lists = {name: server.found(name, "mosses") for name in SERVICES}
        assert {report.name: report.loaded for report in result.reports} == {
            name: len(works) for name, works in lists.items()
        }
        assert all(len(works) > FIRST_PAGE[name] for name, works in lists.items())
        assert set(numbers_of(result)) == {work.number for works in lists.values() for work in works}
        assert result.more == ()
    finally:
        await backend.aclose()


def with_papers(result: SearchResult, papers: tuple[Paper, ...]) -> SearchResult:
    return msgspec.structs.replace(result, papers=papers)


async def exported(backend: Composition, runs: tuple[LedgerRun, ...], path: Path) -> str:
    await backend.services.search_ledger.save(runs, path, by_record=True)
    return await asyncio.to_thread(path.read_text, encoding="utf-8-sig")


def last_cell(table: str, row: str) -> str:
    (line,) = [line for line in table.splitlines() if line.startswith(f"| {row} |")]
    return line.strip("| ").rpartition("|")[2].strip()


def check_records(records: list[dict[str, str]], truth: dict[str, dict[str, list[int]]]) -> None:
    """Compare the table of papers with the first pages of the services."""
    titles = {"s2": "Semantic Scholar", "unpaywall": "Unpaywall", "zenodo": "Zenodo"}
    for record in records:
        number = int(record["title"].split(" in Wales")[0].rpartition(" ")[2])
        searches = [words for words in WORDS if number in union(truth[words])]
        sources = {titles[name] for words in searches for name, numbers in truth[words].items() if number in numbers}
        rows = sum(numbers.count(number) for words in searches for numbers in truth[words].values())
        assert [part.partition(": ")[2] for part in record["searches"].split("; ")] == searches
        assert set(record["sources"].split("; ")) == sources
        assert int(record["rows"]) == rows
        assert bool(record["merged_because"]) == (rows > 1)
        assert record["merged_because"].count("found again by search") == len(searches) - 1
