"""Each source of a search that has failed is tried again on its own, also while others are still searched."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

FAULTS = {"fail": {"unpaywall": 500}, "faults": {"zenodo": "html"}}
BOTH = ["Try Unpaywall again", "Try Zenodo again"]


def pane(driver: Driver):
    return driver.window.search_page.panes.results.pane


def buttons(driver: Driver) -> list[str]:
    """The buttons of the bar, in the order in which they are shown."""
    bar = pane(driver).bar
    return [one.content.text for one in bar.findChildren(Button) if one.isVisible()] if bar.isVisible() else []


def asked(demo) -> dict[str, int]:
    """How often each service was searched."""
    paths = demo.stats()["paths"]
    searches = {"s2": "/graph/v1/paper/search", "unpaywall": "/v2/search", "zenodo": "/api/records"}
    return {name: paths.get(path, 0) for name, path in searches.items()}


def press(driver: Driver, title: str) -> None:
    QTest.mouseClick(pane(driver).bar.button(title), Qt.MouseButton.LeftButton)


def link(driver: Driver, service: str) -> Button:
    """The button in the line of *service* on the page that is shown in place of rows."""
    visible = [one for one in pane(driver).findChildren(Button) if one.isVisible()]
    return next(one for one in visible if service in one.accessibleName())


def is_focus_in(driver: Driver) -> bool:
    return pane(driver).isAncestorOf(Keyboard(driver).focus)


async def test_each_of_two_failed_sources_has_its_reason_and_its_button(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(**FAULTS)
        await driver.search("attention")
        assert driver.state("resultsView") == "partial"
        assert buttons(driver) == BOTH
        words = driver.bar("results")
        assert "Papers that only Unpaywall and Zenodo have are missing below." in words
        assert "Unpaywall has an internal error (status 500)" in words
        assert words.count("Zenodo") == 2, "in the sentence of what is missing, and in its reason"
        rows, before = driver.titles(), asked(demo)

        demo.config(faults={})
        press(driver, "Try Zenodo again")
        await driver.idle()
        now = asked(demo)
        assert now == before | {"zenodo": before["zenodo"] + 1}
        assert driver.state("sourceChip.zenodo") == "ok"
        assert driver.state("sourceChip.unpaywall") == "failed"
        assert "Unpaywall has an internal error (status 500)" in driver.bar("results")
        assert "Zenodo" not in driver.bar("results")
        assert buttons(driver) == ["Try again"]
        assert set(rows) <= set(driver.titles())

        demo.config(fail={})
        press(driver, "Try again")
        await driver.idle()
        assert driver.state("resultsView") == "full"
        assert asked(demo) == now | {"unpaywall": now["unpaywall"] + 1}


async def test_a_source_that_fails_again_keeps_its_button(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(**FAULTS)
        await driver.search("attention")
        before = asked(demo)
        press(driver, "Try Zenodo again")
        await driver.idle()
        assert asked(demo) == before | {"zenodo": before["zenodo"] + 1}
        assert buttons(driver) == BOTH


async def test_the_second_is_tried_again_while_the_first_is_waited_for(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(**FAULTS)
        await driver.search("attention")
        before = asked(demo)
        demo.config(faults={"zenodo": "hang"})
        press(driver, "Try Zenodo again")
        await driver.until(lambda: asked(demo)["zenodo"] == before["zenodo"] + 1)
        assert buttons(driver) == ["Try again", "Stop"]
        assert "Unpaywall has an internal error" in driver.bar("results")
        assert "Searching Zenodo…" in driver.bar("results")

        demo.config(fail={})
        press(driver, "Try again")
        await driver.until(lambda: driver.state("sourceChip.unpaywall") == "ok")
        assert driver.state("sourceChip.zenodo") == "asking"
        now = asked(demo)
        assert now == before | {name: before[name] + 1 for name in ("unpaywall", "zenodo")}
        driver.window.search_page.search.cancel()
        await driver.idle()
        assert driver.titles()


async def test_both_are_tried_again_while_the_search_runs(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={"unpaywall": 500}, faults={"zenodo": "html", "s2": "hang"})
        driver.type("attention")
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: buttons(driver) == [*BOTH, "Stop"])
        before = asked(demo)
        demo.config(faults={"s2": "hang"})
        press(driver, "Try Zenodo again")
        await driver.until(lambda: driver.state("sourceChip.zenodo") == "ok")
        assert driver.state("sourceChip.unpaywall") == "failed"
        assert asked(demo) == before | {"zenodo": before["zenodo"] + 1}
        await driver.until(lambda: buttons(driver) == ["Try again", "Stop"])
        press(driver, "Stop")
        await driver.idle()


async def test_the_focus_stays_in_the_bar_and_goes_to_the_list_at_its_end(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(**FAULTS)
        await driver.search("attention")
        keyboard = Keyboard(driver)
        pane(driver).bar.button("Try Zenodo again").setFocus()
        demo.config(faults={})
        await keyboard.press("Space")
        await driver.idle()
        assert buttons(driver) == ["Try again"]
        assert keyboard.focus is pane(driver).bar.button("Try again")
        demo.config(fail={})
        await keyboard.press("Space")
        await driver.idle()
        assert driver.state("resultsView") == "full"
        assert keyboard.focus is driver.view("resultsView")


async def test_without_results_the_line_of_each_source_tries_it_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={"s2": 500, "unpaywall": 500}, faults={"zenodo": "html"})
        await driver.search("attention")
        message = pane(driver).message
        assert [line.press for line in message.lines] == ["Try again"] * 3
        assert [step.title for step in message.steps] == ["Try again", "Search my library"]
        before = asked(demo)

        link(driver, "Zenodo").setFocus()
        await Keyboard(driver).press("Space")
        await driver.idle()
        assert asked(demo) == before | {"zenodo": before["zenodo"] + 1}
        assert driver.state("resultsView") == "error"
        assert is_focus_in(driver)

        demo.config(faults={})
        link(driver, "Zenodo").setFocus()
        await Keyboard(driver).press("Space")
        await driver.idle()
        assert asked(demo) == before | {"zenodo": before["zenodo"] + 2}
        assert driver.titles()
        assert buttons(driver) == ["Try Semantic Scholar again", "Try Unpaywall again"]
        assert Keyboard(driver).focus is driver.view("resultsView")


async def test_one_of_two_that_failed_for_a_doi_is_looked_up_alone(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(faults={"s2": "html", "unpaywall": "html"})
        await driver.search("10.18653/v1/N18-1202")
        demo.config(faults={"unpaywall": "html"})
        before = demo.stats()["counts"]
        link(driver, "Semantic Scholar").click()
        await driver.idle()
        assert driver.state("sourceChip.semantic_scholar") == "ok"
        assert driver.titles() == ["Deep Contextualized Word Representations"]
        assert demo.stats()["counts"]["unpaywall"] == before["unpaywall"]
        assert buttons(driver) == ["Try again"]


async def test_after_a_restart_one_button_tries_all_again(demo, tmp_path):
    demo.config(**FAULTS)
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert buttons(driver) == ["Try again"]


@pytest.mark.parametrize(("size", "language"), [((1024, 640), "de"), ((640, 640), "de"), ((640, 640), "en")])
async def test_no_button_is_cut(demo, tmp_path, size, language):
    demo.config(faults={"s2": "html", "unpaywall": "html", "zenodo": "html"})
    async with window_on(demo, tmp_path, size=size, language=language) as driver:
        await driver.search("attention")
        links = [one for one in pane(driver).findChildren(Button) if one.isVisible()]
        assert len(links) == 5
        assert [one.content.text for one in links if one.width() < one.sizeHint().width()] == []
        demo.config(faults={"s2": "html", "unpaywall": "html"})
        link(driver, "Zenodo").click()
        await driver.idle()
        bar = pane(driver).bar
        shown = [one for one in bar.findChildren(Button) if one.isVisible()]
        assert len(shown) == 2
        assert [one.content.text for one in shown if one.width() < one.sizeHint().width()] == []
        inside = [bar.rect().contains(QRect(one.mapTo(bar, QPoint()), one.size())) for one in shown]
        assert inside == [True, True]
        view = driver.view("resultsView")
        assert view.visualRect(view.model().index(0, 0)).bottom() <= view.viewport().height(), "the first row is seen"
