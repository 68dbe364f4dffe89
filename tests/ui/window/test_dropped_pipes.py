"""A pipe that is dropped on the window or chosen in it is named as one; nothing waits for what it may never contain."""

from __future__ import annotations

import os
import sys

import pytest

from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.window_driver import window_on
from tests.ui.add_pdfs.test_add_pdfs import drop as drop_pdf
from tests.ui.add_pdfs.test_add_pdfs import found, row_place
from tests.ui.reference_lists.test_review_page import drop as drop_list

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
WORDS = "is a pipe, not an ordinary file."


async def test_pipes_are_named_and_not_waited_for(demo, tmp_path):
    bib, pdf = tmp_path / "list.bib", tmp_path / "paper.pdf"
    for pipe in (bib, pdf):
        os.mkfifo(pipe)
    async with window_on(demo, tmp_path / "profile") as driver:
        paper = await found(driver)
        assert drop_pdf(driver, row_place(driver, 0), pdf)
        await driver.until(lambda: driver.window.messages.note("usage") is not None)
        assert f"paper.pdf {WORDS}" in driver.window.messages.note("usage").text
        assert await driver.program.backend.store.find(paper.id) is None

        drop_list(driver, files=[bib])
        # the first message closes with the page that the list opens
        await driver.until(lambda: f"list.bib {WORDS}" in getattr(driver.window.messages.note("usage"), "text", ""))

        driver.trigger("downloads.get_list")
        box = driver.widget("idListBox")
        box.open_file(bib)
        await driver.until(lambda: any(WORDS in label.accessibleName() for label in box.findChildren(ElidedLabel)))
