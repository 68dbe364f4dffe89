"""“Get files” in the list of what is missing: the row stays while it is selected, and a message leads to the files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from tests.support.window_driver import window_on
from tests.ui.downloads.test_downloads_queue import RECORD, click_piece, page
from tests.ui.downloads.test_rows_under_the_pointer import failed

pytestmark = pytest.mark.usefixtures("pointer_put_back")


async def test_the_row_stays_where_its_button_was_pressed(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads, messages = driver.program.services.downloads, driver.window.messages
        opened: list[str] = []
        driver.window.ui_context.services.open_path = opened.append
        driver.trigger("view.downloads")
        (key,) = await downloads.enqueue_ids((f"zenodo:{RECORD}",))
        await driver.until(lambda: downloads.active == 0)
        assert downloads.row(key).outcome is ItemOutcome.NO_PDF
        downloads._board.keep([failed(1), failed(2)])
        await driver.idle()
        driver.click("downloadsGroup.not_got")
        await driver.idle()
        model, view = page(driver).model, page(driver).view
        row = model.row_of(key)
        keys = [model.item(number).key for number in range(model.count())]
        assert len(keys) == 3
        click_piece(driver, row, "act")
        await driver.until(lambda: downloads.row(key).outcome is ItemOutcome.SAVED)
        await driver.until(lambda: messages.note("kept_pdfs") is not None)
        await driver.idle()
        item, note = downloads.row(key), messages.note("kept_pdfs")
        title = "Salinity and Velocity in Lower South San Francisco Bay"
        assert (note.lead, note.text) == (f"Got {len(item.files)} files of “{title}”.", "")
        [show] = note.steps
        assert show.title == "Show folder"
        show.run()
        assert opened == [item.path]
        assert [model.item(number).key for number in range(model.count())] == keys
        assert (view.chosen_rows(), model.row(row).says) == ([row], "Files saved")
        assert driver.widget("downloadsGroup.not_got").content.count == "2"
        other = (row + 1) % 3
        QTest.keyClick(view, Qt.Key.Key_Down if other > row else Qt.Key.Key_Home)
        await driver.idle()
        assert [model.item(number).key for number in range(model.count())] == [one for one in keys if one != key]
        assert model.item(view.chosen_rows()[0]).key == keys[other]
