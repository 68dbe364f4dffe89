"""Copy citation key: the keys of the BibTeX entries that Copy BibTeX copies."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QApplication

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
