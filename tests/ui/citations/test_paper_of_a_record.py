"""What the lists of a Zenodo record say of the paper that it belongs to, which Semantic Scholar lists."""

from __future__ import annotations

import pytest

from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

RECORD = "Copy, sort and recall tasks in forty lines each: companion to Graves (2014)"
PREPRINT = "10.5555/zenodo.90000021"
PAPER = "Neural Turing Machines"
TABS = ["view.cited_by", "view.references", "view.similar", "view.map", "view.timeline"]


async def press_show_this_paper(driver: Driver) -> None:
    """Press the button by the keyboard, once it is shown."""
    pane = driver.widget("citationPane")
    found: list[Button] = []

    def is_shown() -> bool:
        named = [one for one in pane.findChildren(Button) if one.content.text == "Show this paper"]
        found[:] = [one for one in named if one.isVisible()]
        return bool(found)

    await driver.until(is_shown)
    found[0].setFocus()
    await Keyboard(driver).press("Space")
    await driver.idle()


@pytest.mark.parametrize("is_offline", [False, True])
async def test_the_paper_of_a_record_is_selected_in_the_results_that_have_it(demo, tmp_path, is_offline):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("turing")
        titles = driver.titles()
        driver.view().choose(titles.index(RECORD))
        driver.trigger("view.cited_by")
        await driver.idle()
        if is_offline:
            driver.trigger("app.offline")
        await press_show_this_paper(driver)
        await driver.until(lambda: driver.chosen() == [PAPER])
        assert driver.titles() == titles, "no new search"
        assert driver.widget("searchEdit").text() == "turing"
        assert driver.view().hasFocus()
        await driver.until(lambda: driver.window.search_page.panes.paper.paper.title == PAPER)


async def test_the_paper_is_selected_also_behind_its_own_record(demo, tmp_path):
    """Its row is the current one still, while a record that was opened from the details is shown."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search("turing")
        papers = driver.view().model()
        record = papers.paper(driver.titles().index(RECORD))
        driver.view().choose(driver.titles().index(PAPER))
        driver.trigger("view.cited_by")
        await driver.idle()
        driver.window.search_page.panes.paper.open_link(record)
        await driver.idle()
        await press_show_this_paper(driver)
        panes = driver.window.search_page.panes
        await driver.until(lambda: panes.paper.paper.title == PAPER)
        assert driver.chosen() == [PAPER]
        assert driver.widget("searchEdit").text() == "turing"


@pytest.mark.parametrize("action", TABS)
async def test_a_preprint_at_zenodo_names_its_paper_and_leads_to_it(demo, tmp_path, action):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(PAPER)
        await driver.search(PREPRINT)
        assert driver.titles() == [PAPER]
        driver.click_row(0)
        driver.trigger("paper.open")
        driver.trigger(action)
        tab = driver.window.search_page.panes.citations.views[TABS.index(action)]
        said = f"Semantic Scholar does not list this Zenodo record. It belongs to the paper “{PAPER}”."
        await driver.until(lambda: tab.pane.message is not None and tab.pane.message.text == said)
        await press_show_this_paper(driver)
        await driver.until(lambda: driver.view().model().paper(0).ids.arxiv == "1410.5401")
        await driver.until(lambda: driver.window.search_page.panes.paper.paper.ids.arxiv == "1410.5401")


async def test_the_paper_of_a_record_is_selected_in_the_library_that_shows_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("turing")
        papers, titles = driver.view().model(), driver.titles()
        kept = [papers.paper(titles.index(title)) for title in (PAPER, RECORD)]
        await driver.program.services.library.add(kept)
        driver.trigger("view.library")
        await driver.until(lambda: len(driver.titles("libraryView")) == 2)
        driver.view("libraryView").choose(driver.titles("libraryView").index(RECORD))
        driver.trigger("view.cited_by")
        await driver.idle()
        await press_show_this_paper(driver)
        await driver.until(lambda: driver.chosen("libraryView") == [PAPER])
        await driver.until(lambda: driver.window.search_page.panes.paper.paper.title == PAPER)
        assert driver.window.navigation.page == "library"
        assert driver.view("libraryView").hasFocus()
