"""A search with OR has no order by relevance: the sort box says that its list is sorted by citations."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from scholar_desktop.ui.widgets.label import Prose
from tests.support.window_driver import Driver, shown_tooltip, window_on


def counts(driver: Driver) -> list[int | None]:
    return [paper.counts.citations for paper in driver.window.search_page.search.result.papers]


def head(driver: Driver, order: str) -> QWidget:
    return driver.window.search_page.panes.results.findChild(QWidget, f"sortHead.{order}")


@pytest.mark.parametrize("words", ["memory | attention", "memory OR attention"])
async def test_the_sort_box_says_citations_and_has_no_relevance(demo, tmp_path, words):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        assert head(driver, "relevance").accessibleName() == "Sorted by Relevance"
        assert "A paper may lack some of the words." in shown_tooltip(head(driver, "relevance"))
        await driver.search(words)
        found = [count for count in counts(driver) if count is not None]
        assert found == sorted(found, reverse=True)
        assert counts(driver)[: len(found)] == found, "papers without a count come last"
        assert head(driver, "citations").accessibleName() == "Sorted by Citations, most cited first"
        assert "no order by relevance" in shown_tooltip(head(driver, "citations"))
        assert not head(driver, "relevance").isVisible()
        driver.click("whyButton")
        text = driver.widget("whyPanel").text
        assert "How results are found" in text
        assert "Relevance" not in text
        driver.widget("whyPanel").close_panel()
        query = driver.window.search_page.search.query
        assert query.sort == "relevance", "what is stored stays"
        run = (await driver.program.services.search_ledger.runs())[0]
        assert run.query.sort == "relevance"
        driver.trigger("view.ledger")
        await driver.idle()
        texts = [one.plain_text() for one in driver.widget("ledgerPage").findChildren(Prose) if one.isVisible()]
        assert any("Order: By citations, most first" in text for text in texts)
        driver.trigger("view.search")
        QTest.mouseClick(head(driver, "citations"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert head(driver, "citations").accessibleName() == "Sorted by Citations, least cited first"
        await driver.search("memory")
        assert head(driver, "relevance").isVisible()


async def test_the_menu_of_a_narrow_list_and_a_restart_say_it_too(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(700, 700)) as driver:
        await driver.search("memory | attention")
        assert driver.widget("sortButton").text() == "Most cited"
    async with window_on(demo, tmp_path, size=(700, 700)) as driver:
        await driver.until(lambda: bool(driver.titles()))
        button = driver.widget("sortButton")
        assert button.text() == "Most cited"
        driver.click("sortButton")
        (menu,) = (one for one in driver.window.findChildren(QMenu) if one.isVisible())
        entries = {one.text().replace("&", ""): one.isChecked() for one in menu.actions()}
        assert "Relevance" not in entries
        assert [text for text, is_checked in entries.items() if is_checked] == ["Most cited"]
        menu.close()


async def test_the_reason_of_the_order_is_said_while_a_part_of_the_list_is_loaded(demo, tmp_path):
    reason = (
        "Semantic Scholar: Its relevance search doesn't support OR, so the full list was searched, most cited first."
    )
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        foot = driver.widget("moreRows")
        await driver.search("turing OR networks")
        assert driver.widget("loadAllButton").isVisible()
        assert foot.words.endswith(reason)
        (line,) = [one for one in foot.findChildren(QLabel) if one.isVisible() and reason in one.text()]
        assert line.height() >= line.heightForWidth(line.width()), "it is wrapped, not cut"
        said: list[bool] = []
        foot._tick.timeout.connect(lambda: said.append(foot.words.endswith(reason)))
        driver.click("loadAllButton")
        await driver.idle()
        assert all(said), "also while the rest is loaded"
        assert foot.words.endswith(reason)
        assert not driver.widget("loadAllButton").isVisible()
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.until(lambda: bool(driver.titles()))
        assert driver.widget("moreRows").words.endswith(reason)
        await driver.search("turing")
        assert "doesn't support OR" not in driver.widget("moreRows").words
