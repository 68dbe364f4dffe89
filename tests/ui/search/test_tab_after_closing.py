"""A citation pane that the user closed is not opened by a window or a text size that has room only for tabs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from tests.support.window_driver import window_on


async def test_larger_text_shows_the_paper_after_its_citations_were_closed(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None, size=(1280, 820)) as driver:
        panes = driver.window.search_page.panes
        await driver.search("attention")
        driver.trigger("view.references")
        await driver.idle()
        driver.click("citationPaneToggle")
        await driver.idle()
        assert panes.citations.is_closed
        driver.trigger("view.settings")
        await driver.idle()
        driver.click("text_size-150")
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        assert panes._side_tabs.isVisible()
        assert panes._side_tabs.currentIndex() == 0, "the citations are over the paper"
        assert panes.detail.isVisible()

        driver.trigger("view.cited_by")
        driver.trigger("view.search")
        driver.view().setFocus()
        await driver.idle()
        for size in ((1280, 820), (1900, 1300), (1280, 820)):
            driver.window.resize(*size)
            await driver.idle()
        assert panes._side_tabs.currentIndex() == 1, "the citations that are open below are no longer shown"


async def test_a_smaller_window_shows_the_paper_while_the_tabs_of_the_closed_citations_have_the_focus(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, citations=None, size=(1440, 900)) as driver:
        panes = driver.window.search_page.panes
        await driver.search("attention")
        driver.trigger("view.references")
        await driver.idle()
        driver.click("citationPaneToggle")
        for name in ("citationPaneToggle", "citationTabs"):
            driver.widget(name).setFocus()
            driver.window.resize(900, 700)
            await driver.idle()
            assert panes.detail.isVisible(), name
            assert panes.isAncestorOf(QApplication.focusWidget())
            driver.window.resize(1440, 900)
            await driver.idle()
