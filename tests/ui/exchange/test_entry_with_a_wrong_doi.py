"""An imported entry with the DOI of another paper stays as it is: nothing of that paper gets into it or its exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.window_driver import window_on
from tests.ui.exchange.test_import_and_live_files import choose

WRONG = "@article{late, author={Late, Anna}, title={The last entry}, year={2022}, doi={10.18653/v1/D15-1166}}\n"
RIGHT = WRONG.replace("Late, Anna", "Luong, Thang")
TITLE = "Effective Approaches to Attention-based Neural Machine Translation"


async def test_nothing_of_the_paper_with_that_doi_gets_into_the_entry(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(WRONG, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        library, export = driver.program.services.library, driver.program.services.entry_export
        await choose(driver, file)
        driver.click("importButton")
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        before = (await library.page()).papers[0]
        driver.click_row(0, "libraryView")
        await driver.until(
            lambda: driver.window.search_page.panes.paper.is_open and not driver.window.search_page.panes.paper.loading
        )
        await driver.idle()
        (shown,) = (await library.page()).papers
        assert shown.paper == before.paper
        assert driver.window.search_page.panes.paper.paper.ids.s2 is None
        assert "Linguistics" not in await export.text_of([shown.paper], "bibtex")
        bar, edit = driver.bar_with("Edit details…")
        assert bar.note is not None
        assert bar.note.lead == f"DOI 10.18653/v1/d15-1166 is that of another paper: “{TITLE}”."
        QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.widget("entryEditor").isVisible()


async def test_an_entry_with_another_title_but_an_author_of_the_paper_gets_its_details(
    demo: Any, tmp_path: Path
) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(RIGHT, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        await choose(driver, file)
        driver.click("importButton")
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.until(
            lambda: driver.window.search_page.panes.paper.is_open and not driver.window.search_page.panes.paper.loading
        )
        assert driver.window.search_page.panes.paper.paper.ids.s2 is not None
