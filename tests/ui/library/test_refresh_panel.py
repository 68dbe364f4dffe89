"""Update from services: the differences field by field, accepted as one change."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt

from tests.support.window_driver import window_on


async def test_differences_are_shown_and_those_ticked_are_accepted_as_one_change(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await driver.search("attention is all you need")
        paper = driver.window.search_page.search.result.papers[0]
        stale = msgspec.structs.replace(paper, title="Atention", year=1999, facts=(), parts=(), date=None)
        await library.add([stale])
        (kept,) = (await library.page()).papers
        await library.entries.edit(kept.key, {"publisher": "Mine"})
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.trigger("paper.refresh")
        await driver.idle()
        listed = driver.widget("refreshList")
        texts = [listed.item(row).text() for row in range(listed.count())]
        title = next(row for row, text in enumerate(texts) if text.startswith("Title: “Atention” → "))
        year = next(row for row, text in enumerate(texts) if text.startswith("Date: "))
        before = await library.undo_label()
        for row in range(listed.count()):
            listed.item(row).setCheckState(Qt.CheckState.Checked if row == title else Qt.CheckState.Unchecked)
        assert driver.widget("refreshAcceptButton").text() == "Accept 1 change"
        assert await library.undo_label() == before, "nothing is written yet"
        driver.click("refreshAcceptButton")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Updated 1 paper."
        now = await library.get(kept.key)
        assert now is not None
        assert now.paper.title == paper.title
        assert now.paper.year == 1999, texts[year]
        driver.trigger("edit.undo")
        await driver.idle()
        again = await library.get(kept.key)
        assert again is not None
        assert again.paper.title == "Atention"
