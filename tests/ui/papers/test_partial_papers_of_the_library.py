"""Papers that were added to the library from a citation list get volume and pages for every copy, export and edit, and
keep them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.window_driver import Driver, window_on
from tests.ui.citations.test_export_of_citing_papers import (
    ALT,
    BATCH,
    CTRL,
    ROWS,
    SHIFT,
    clipboard,
    requests,
    select_citing_papers,
)


async def _add_citing_papers(demo: Any, driver: Driver) -> None:
    """Add the first citing papers of a result to the library by the key, without opening them."""
    await select_citing_papers(driver)
    driver.press(Qt.Key.Key_A, "citedByView", CTRL | SHIFT)
    await driver.idle()
    assert (await driver.program.services.library.counts()).papers == ROWS
    demo.reset()


async def test_bibtex_of_added_papers_is_complete_and_the_library_keeps_what_was_loaded(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _add_citing_papers(demo, driver)
        driver.press(Qt.Key.Key_C, "citedByView", CTRL | ALT)
        await driver.idle()
        assert "volume        = {9}" in clipboard()
        assert "pages         = {565--930}" in clipboard()
        assert requests(demo) == {BATCH: 1}
        driver.press(Qt.Key.Key_E, "citedByView", CTRL)
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.idle()
        assert "volume        = {9}" in driver.widget("exportPreview").toPlainText()
        driver.press(Qt.Key.Key_Escape, "exportCopyButton")
        assert requests(demo) == {BATCH: 1}
        papers = driver.window.ui_context.context.now.papers
        kept = await driver.program.services.library.find_many(papers)
        assert len(kept) == ROWS
        assert all(one.paper.facts for one in kept.values())
        assert await driver.program.services.library.undo_label() == "add 3 papers"


async def test_bibtex_is_complete_from_stored_records_after_the_citation_was_copied(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await select_citing_papers(driver)
        driver.trigger("paper.copy_citation")  # the key copies the citing sentences of these rows
        await driver.idle()
        driver.press(Qt.Key.Key_A, "citedByView", CTRL | SHIFT)
        await driver.idle()
        demo.reset()
        driver.trigger("app.offline")
        await driver.idle()
        driver.press(Qt.Key.Key_C, "citedByView", CTRL | ALT)
        await driver.idle()
        assert "volume        = {9}" in clipboard()
        assert "not known" not in driver.window.messages.note("copied").text
        assert requests(demo) == {}


async def _edit_an_added_paper(driver: Driver) -> None:
    """Select the citing paper that has a volume, and open its form."""
    driver.click_row(
        next(row for row, title in enumerate(driver.titles("citedByView")) if "Incremental" in title), "citedByView"
    )
    await driver.idle()
    driver.trigger("paper.edit")
    await driver.idle()
    assert driver.widget("entryEditor").isVisible()


async def test_the_form_of_an_added_paper_has_its_volume_and_pages(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _add_citing_papers(demo, driver)
        await _edit_an_added_paper(driver)
        assert driver.widget("field.volume").text() == "9"
        assert driver.widget("field.page").text() == "565-930"
        assert requests(demo) == {BATCH: 1}
        assert driver.window.messages.note("entry") is None


async def test_offline_the_form_says_that_volume_and_pages_are_missing(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _add_citing_papers(demo, driver)
        driver.trigger("app.offline")
        await driver.idle()
        await _edit_an_added_paper(driver)
        assert driver.widget("field.volume").text() == ""
        assert driver.window.messages.note("entry").lead == "Volume and pages of 1 paper are not known here."
