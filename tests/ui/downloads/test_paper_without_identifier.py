"""A paper that no service can look for: its DOI or its PDF can be added where the download says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.support.window_driver import window_on

BOOK = {ITEM_TYPE: "book", "title": "Das Gedächtnis", "issued": {"from": "1985", "to": None}}


async def test_the_entry_can_be_edited_or_a_pdf_attached_and_nothing_is_tried_in_vain(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.entries.add(BOOK)
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.trigger("paper.get_pdf")
        downloads = driver.program.services.downloads
        await driver.until(lambda: [one.outcome for one in downloads.items()] == [ItemOutcome.NOT_FOUND])
        note = driver.widget("pdfNote")
        await driver.until(note.isVisible)
        steps = [step.title for step in note.note.steps]
        assert steps == ["Edit details…", "Attach PDF…", "Details"]
        note.note.steps[0].run()
        await driver.idle()
        assert driver.widget("entryEditor").isVisible()
