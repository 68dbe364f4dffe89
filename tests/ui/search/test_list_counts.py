"""The line below a loaded list accounts for every number: what the sources sent, duplicates, papers of the list."""

from __future__ import annotations

import itertools
import re
from typing import Any

import httpx
from PySide6.QtWidgets import QLabel

from scholar_desktop.ui.rows.roles import PaperRole
from tests.support.window_driver import Driver, window_on

WORD = "of"


async def rows_of_the_services(url: str) -> tuple[int, list[tuple[str, set[str]]]]:
    """Return what the relevance search reports, and the rows of all services, read without the program.

    Each row is the name of the service, and the keys that two rows of one paper share.
    """
    rows: list[tuple[str, set[str]]] = []

    def add(service: str, title: str, year: int | str | None, doi: str | None) -> None:
        keys = {f"{re.sub(r'[^a-z0-9]', '', title.lower())} {year}"}
        rows.append((service, keys | {doi.lower()} if doi else keys))

    async with httpx.AsyncClient(base_url=url) as client:

        async def get(path: str, **parameters: Any) -> Any:
            return (await client.get(path, params=parameters)).json()

        estimate = (await get("/graph/v1/paper/search", query=WORD))["total"]
        found: list[Any] = []
        token: dict[str, str] = {}
        while token is not None:
            page = await get("/graph/v1/paper/search/bulk", query=WORD, fields="title,year,externalIds", **token)
            found += page["data"]
            token = {"token": page["token"]} if page.get("token") else None
        for one in found:
            add("s2", one["title"], one["year"], (one["externalIds"] or {}).get("DOI"))
        for page in itertools.count(1):
            found = (await get("/v2/search", query=WORD, email="ada@example.org", page=page))["results"]
            for one in (answer["response"] for answer in found):
                add("unpaywall", one["title"], one["year"], one["doi"])
            if not found:
                break
        for page in itertools.count(1):
            found = (await get("/api/records", q=WORD, size=25, page=page))["hits"]["hits"]
            for one in found:
                add("zenodo", one["metadata"]["title"], one["metadata"]["publication_date"][:4], one["doi"])
            if not found:
                break
    return estimate, rows


def papers_among(rows: list[tuple[str, set[str]]]) -> int:
    """Return how many papers *rows* are, if rows that share a key are one paper."""
    papers: list[set[str]] = []
    for _, keys in rows:
        same = [paper for paper in papers if paper & keys]
        papers = [paper for paper in papers if not paper & keys]
        papers.append(keys.union(*same))
    return len(papers)


def foot(driver: Driver) -> str:
    return driver.widget("moreRows").words


async def test_load_all_accounts_for_every_row_and_for_the_estimate_before(demo, tmp_path):
    estimate, rows = await rows_of_the_services(demo.url)
    papers, of_s2 = papers_among(rows), sum(name == "s2" for name, _ in rows)
    assert estimate != of_s2, "the two searches of the service differ"
    async with window_on(demo, tmp_path) as driver:
        await driver.search(WORD)
        assert f"100 of {estimate}" in foot(driver)
        driver.click("loadAllButton")
        await driver.idle()
        assert len(driver.titles()) == papers
        assert foot(driver) == (
            f"Found {len(rows):,} in 3 sources · {len(rows) - papers} duplicates merged · {papers} papers listed "
            f"Semantic Scholar: The relevance search estimated {estimate}; the full list has {of_s2}."
        )
        run = (await driver.program.services.search_ledger.runs())[0]
        assert (run.rows, run.merged, run.papers, run.shown) == (len(rows), len(rows) - papers, papers, papers)
        file = tmp_path / "searches.csv"
        await driver.program.services.search_ledger.save([run], file)
        text = file.read_text("utf-8-sig")
        assert f"The relevance search estimated {estimate}; the full list has {of_s2}." in text


async def test_the_full_list_and_the_best_matches_that_it_lacks_add_up_to_the_papers_that_are_listed(demo, tmp_path):
    async with httpx.AsyncClient(base_url=demo.url) as client:

        async def ids(path: str, **parameters: int) -> set[str]:
            answer = await client.get(path, params={"query": "review", "fields": "title", **parameters})
            return {one["paperId"] for one in answer.json()["data"]}

        full = await ids("/graph/v1/paper/search/bulk")
        best = set[str]()
        for offset in (0, 100, 200):
            best |= await ids("/graph/v1/paper/search", limit=100, offset=offset)
    async with window_on(demo, tmp_path, sources=("s2",)) as driver:
        await driver.search("review")
        assert f"100 of {len(best)}" in foot(driver)
        driver.click("loadAllButton")
        await driver.idle()
        (report,) = driver.window.search_page.search.result.reports
        assert report.loaded == len(full | best) == len(full) + len(best - full)
        estimated = f" ({len(best)} were estimated)" if report.loaded != len(best) else ""
        assert foot(driver).endswith(
            f"Semantic Scholar: {report.loaded} papers{estimated}: {len(full)} from its full list, "
            f"{len(best - full)} only from its relevance search. "
            "The relevance search was continued: it also finds papers without some of the words."
        )


async def test_a_filter_of_the_whole_list_is_in_the_account(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("study")
        driver.click("loadAllButton")
        await driver.idle()
        session = driver.window.search_page.search
        session.with_filters(session.query.filters.replaced(year_from=2010))
        await driver.idle()
        result = session.result
        hidden = result.loaded - len(result.papers)
        assert hidden > 0
        rows = sum(report.loaded for report in result.reports)
        assert foot(driver).startswith(
            f"Found {rows} in 3 sources · {result.merged} duplicates merged · {hidden} filtered out · "
            f"{len(driver.titles())} papers listed"
        )
        assert rows - result.merged - hidden == len(driver.titles())


async def test_a_long_list_says_after_a_restart_that_it_is_cut_and_loads_the_rest(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(WORD)
        driver.click("loadAllButton")
        await driver.idle()
        papers = len(driver.titles())
        whole = foot(driver).split(" Semantic Scholar:")[0]
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: len(driver.titles()) == 500)
        said = foot(driver).split(" Semantic Scholar:")[0]
        assert said == f"After a restart, the first 500 of {papers} papers are shown."
        assert driver.window.registry["search.load_all"].isEnabled()
        driver.click("loadAllButton")
        await driver.idle()
        assert len(driver.titles()) == papers
        assert foot(driver).startswith(whole)


async def test_best_matches_that_the_full_list_lacks_are_counted_alike_everywhere_and_explained_whole(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1280, 800)) as driver:
        await driver.search("turing")
        driver.click("loadAllButton")
        await driver.idle()
        (report,) = (each for each in driver.window.search_page.search.result.reports if each.name == "s2")
        assert report.loaded > report.total, "a best match was added to the full list"
        driver.click("sourceChip.semantic_scholar")
        texts = [each.accessibleName() or each.text() for each in driver.widget("callLogPanel").findChildren(QLabel)]
        assert any(f"{report.loaded} of {report.loaded} loaded" in text for text in texts)
        driver.widget("callLogPanel").close_panel()
        (words,) = (
            each
            for each in driver.widget("moreRows").findChildren(QLabel)
            if each.text().startswith("Semantic Scholar:")
        )
        assert words.text().endswith(".")
        assert words.height() >= words.heightForWidth(words.width())


async def test_rows_that_have_no_summary_after_load_all_begin_at_the_height_of_the_others(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("turing")
        driver.click("loadAllButton")
        await driver.idle()
        view = driver.view()
        model, delegate = view.model(), view.itemDelegate()
        heights, tops, kinds = set(), set(), 0
        for place in range(model.rowCount()):
            index = model.index(place, 0)
            height = view.visualRect(index).height()
            heights.add(height)
            row = index.data(PaperRole.ROW)
            pieces = [one for one in delegate.layout_of(row, 800, height) if one.kind == "text"]
            tops.add(min(one.rect.top() for one in pieces))
            assert max(one.rect.bottom() for one in pieces) < height, row.title
            kinds += any(one.name == "kinds" for one in pieces)
        assert len(heights) == 1
        assert len(tops) == 1, "all titles are at one height"
        assert kinds > 0


async def test_the_chip_of_a_source_without_a_total_says_that_it_has_more(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("turing")
        chip = driver.widget("sourceChip.unpaywall")
        assert "unpaywall" in driver.window.search_page.search.result.more
        assert chip.content.count == "50+"
        assert chip.accessibleName() == "Unpaywall: 50 loaded, more available"
        assert chip.toolTip().startswith("Unpaywall: 50 loaded, more available.")
        of_s2 = driver.widget("sourceChip.semantic_scholar")
        assert of_s2.content.count.isdecimal(), "it states a total"
        assert of_s2.accessibleName() == f"Semantic Scholar: {of_s2.content.count}"
        for width in (1024, 640):
            driver.window.resize(width, 640)
            await driver.idle()
            assert not chip.isVisible() or chip.width() >= chip.sizeHint().width()
        driver.window.resize(1440, 900)
        driver.click("loadAllButton")
        await driver.idle()
        (report,) = [one for one in driver.window.search_page.search.result.reports if one.name == "unpaywall"]
        assert report.loaded > 50
        assert chip.content.count == str(report.loaded)
        assert chip.accessibleName() == f"Unpaywall: {report.loaded}"
        assert chip.toolTip().startswith(f"Unpaywall: {report.loaded} loaded.")
