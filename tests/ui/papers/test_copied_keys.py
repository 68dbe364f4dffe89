"""Copy citation key: the keys of the BibTeX entries that Copy BibTeX copies."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QApplication

from scholar_desktop.ui.context.export_foot import missing_fields_note
from tests.support.window_driver import window_on


async def test_the_citation_keys_of_the_selected_papers_are_copied(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        for rows, words in (([0], "Copied the citation key."), ([0, 1, 2], "Copied 3 citation keys.")):
            driver.view().select_rows(rows, current=rows[0])
            await driver.idle()
            driver.trigger("paper.copy_bibtex")
            await driver.idle()
            keys = re.findall(r"^@\w+\{([^,]+),", QApplication.clipboard().text(), re.MULTILINE)
            assert len(keys) == len(rows)
            driver.trigger("paper.copy_key")
            await driver.idle()
            assert QApplication.clipboard().text() == ",".join(keys)
            note = driver.window.messages.note("copied")
            assert note is not None
            assert (note.lead, note.text) == (words, ", ".join(keys))


async def test_copied_entries_that_lack_required_fields_are_named_as_in_an_export(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        rows = driver.view()
        rows.selectAll()
        await driver.idle()
        driver.trigger("paper.copy_bibtex")
        await driver.idle()
        entries = driver.window.ui_context.services.entry_export
        lacking = await entries.missing_fields_in(QApplication.clipboard().text(), "bibtex")
        assert lacking
        note = driver.window.messages.note("copied")
        assert note.text.splitlines()[-1] == missing_fields_note(lacking)
        lacks = {one.key for one in lacking}
        keys = re.findall(r"^@\w+\{([^,]+),", QApplication.clipboard().text(), re.MULTILINE)
        rows.choose(next(place for place, key in enumerate(keys) if key not in lacks))
        await driver.idle()
        driver.trigger("paper.copy_bibtex")
        await driver.idle()
        note = driver.window.messages.note("copied")
        assert "required" not in note.text
