"""The paper that a typed identifier names is first, selected and shown; merged rows keep their identifiers."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from scholar_desktop.domain.merging.dedupe import Deduplicator
from scholar_desktop.domain.paper import Author, Ids, Paper
from tests.support.fake_search import SearchServer, Work
from tests.support.window_driver import Driver, window_on

TITLE = "Measured latencies of search services"
ALL = frozenset(("s2", "unpaywall", "zenodo"))
ARTICLE = Work(
    1, TITLE, frozenset(("latencies",)), frozenset(("s2", "unpaywall")), doi="10.1000/latencies", citations=170_735
)
RECORD = Work(2, TITLE, frozenset(("latencies",)), frozenset(("zenodo",)), doi="10.5281/zenodo.4242", zenodo=4242)


@pytest.fixture
def server() -> Iterator[SearchServer]:
    server = SearchServer([ARTICLE, RECORD])
    yield server
    server.stop()


def window_at(server: SearchServer, tmp_path):
    """The program with all services at *server*."""
    services = SimpleNamespace(url=server.url, host_map={"*": server.url})
    return window_on(services, tmp_path)


@pytest.mark.parametrize("text", ["10.5281/zenodo.4242", "https://zenodo.org/records/4242"])
async def test_the_record_that_was_named_comes_before_the_article_of_its_title(server, tmp_path, text):
    async with window_at(server, tmp_path) as driver:
        await driver.search(text)
        model = driver.view().model()
        assert [model.paper_at(row).ids.doi for row in range(model.rowCount())] == [RECORD.doi, ARTICLE.doi]
        assert driver.view().chosen_rows() == [0]
        assert driver.window.search_page.panes.paper.paper.ids.doi == RECORD.doi
        driver.trigger("paper.copy_citation")
        await driver.idle()
        assert RECORD.doi in QGuiApplication.clipboard().text()
        assert ARTICLE.doi not in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    ("tab", "path"),
    [("cited_by", "/graph/v1/paper/{}/citations"), ("similar", "/recommendations/v1/papers/forpaper/{}")],
)
async def test_a_row_opened_before_it_was_merged_gets_its_tabs_by_the_merged_identifier(server, tmp_path, tab, path):
    may_answer = threading.Event()

    def hold(path: str) -> None:
        if path == "/graph/v1/paper/search":
            may_answer.wait(20)

    server.hold = hold
    server.works = [dataclasses.replace(ARTICLE, services=frozenset(("s2",))), RECORD]
    async with window_at(server, tmp_path) as driver:
        driver.type("latencies")
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: _dois(driver) == [RECORD.doi])
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger(f"view.{tab}")
        pane = getattr(driver.window.search_page.panes.citations, tab)
        try:
            await driver.until(lambda: pane.state == "empty" and "does not list" in pane.pane.message.text)
        finally:
            may_answer.set()
        await driver.idle()
        shown = driver.window.search_page.panes.paper.paper
        assert shown.ids.s2 == ARTICLE.s2
        assert pane.pane.message is None or "does not list" not in pane.pane.message.text
        before, after = path.split("{}")
        asked = [each for each, _ in server.asked if each.startswith(before) and each.endswith(after)]
        assert asked[-1] == path.format(ARTICLE.s2)


def _dois(driver: Driver) -> list[str | None]:
    model = driver.view().model()
    return [model.paper_at(row).ids.doi for row in range(model.rowCount())]


@pytest.mark.parametrize("order", [1, -1])
def test_a_merged_preprint_keeps_its_arxiv_id(order):
    people = (Author("Ada Example"), Author("Ben Example"), Author("Cy Example"))
    preprint = Paper(TITLE, Ids(doi="10.48550/arxiv.2004.05150"), people, 2020, type="preprint", sources=("unpaywall",))
    others = (
        Paper(TITLE, Ids(s2="a" * 40), people, 2020, type="article", venue="A Journal", sources=("s2",)),
        Paper(TITLE, Ids(doi="10.1000/x", s2="b" * 40), people, 2020, venue="A Journal", sources=("s2",)),
    )
    for other in others:
        (merged,) = Deduplicator().merge([preprint, other][::order]).papers
        assert merged.ids.arxiv == "2004.05150"
