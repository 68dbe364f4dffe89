"""The paper is named above its citations where these take the place of its details."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.window_driver import Driver, window_on


def _named(driver: Driver) -> str:
    """Return the title that the trail shows; empty if it is hidden."""
    trail = driver.window.search_page.panes.trail
    return trail._crumbs._titles[-1] if trail.isVisible() else ""


async def test_the_paper_is_named_above_its_citations_while_a_filter_has_removed_its_row(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), citations=None) as driver:
        await driver.search("attention")
        driver.click_row(1)
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        session, search = driver.window.search_page.panes.paper, driver.window.search_page.panes.search
        title, year = session.paper.title, session.paper.year
        assert driver.view("citedByView").isVisible()
        assert _named(driver) == title

        filters = search.query.filters
        search.with_filters(filters.replaced(year_from=year + 1))
        await driver.idle()
        assert title not in driver.titles()
        assert session.paper.title == title
        assert _named(driver) == title

        search.with_filters(filters)
        await driver.idle()
        assert driver.titles()[driver.view().current_row()] == title
        driver.trigger("view.paper")
        await driver.idle()
        assert _named(driver) == "", "its details are shown"


@pytest.mark.parametrize("tab", ["view.paper", "view.cited_by"])
async def test_the_paper_is_named_above_its_citations_in_a_window_with_room_for_one_pane(
    demo: Any, tmp_path: Any, tab: str
) -> None:
    async with window_on(demo, tmp_path, size=(640, 640), citations=None) as driver:
        await driver.search("attention")
        driver.click_row(1)
        await driver.idle()
        driver.trigger("paper.open")
        await driver.idle()
        driver.trigger(tab)
        await driver.idle()
        title = driver.window.search_page.panes.paper.paper.title
        assert _named(driver) == ("" if tab == "view.paper" else title)
