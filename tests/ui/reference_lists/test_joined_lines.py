"""The list says which lines of a pasted text were joined, and can keep each line separate."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_repeated_lines import csv_rows
from tests.ui.reference_lists.test_review_page import CLOSED, FRESH, OPEN, find_in_row, paste, standings

TEXT = f"{CLOSED}\n{OPEN}\nVaswani, A. et al. (2017). Attention is all\nyou need. NeurIPS.\n{FRESH}"


def heading(driver: Driver) -> str:
    return shown_text(driver.window.pages.page("review").head.findChild(QLabel, "pageTitle").text())


async def test_joined_lines_are_named_and_can_be_kept_separate_and_joined_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        lists = driver.program.services.reference_lists
        await paste(driver, TEXT)
        await driver.until(lambda: heading(driver) == "4 references from 5 lines")
        notes, button = driver.widget("reviewNotes"), driver.widget("reviewSeparateButton")
        assert notes.isVisible()
        assert "Lines 3 to 4 were joined into one reference." in shown_text(notes.text())
        assert button.text() == "Keep each line separate"
        words = driver.widget("reviewProgress")
        await driver.until(lambda: words.text() == "All references looked up")
        asked = demo.stats()["counts"]["s2"]

        driver.click("reviewSeparateButton")
        await driver.until(lambda: len(lists.current.lines) == 5)
        await driver.until(lambda: driver.state("reviewTable") == "full")
        assert [line.text for line in lists.current.lines][2:4] == TEXT.split("\n")[2:4]
        await driver.until(lambda: heading(driver) == "5 pasted lines")
        assert (button.isVisible(), button.text()) == (True, "Join broken lines")
        assert button.hasFocus()
        assert "joined" not in notes.text()
        assert standings(driver)[4] is LineStatus.SURE
        assert demo.stats()["counts"]["s2"] <= asked + 4, "only the new lines were looked up"
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead == "Each line is a reference of its own."

        driver.trigger("edit.undo")
        await driver.until(lambda: len(lists.current.lines) == 4)
        await driver.until(lambda: button.text() == "Keep each line separate")
        assert standings(driver) == [LineStatus.SURE] * 4
        driver.trigger("edit.redo")
        await driver.until(lambda: len(lists.current.lines) == 5)
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.until(lambda: heading(driver) == "5 pasted lines")
        assert driver.widget("reviewSeparateButton").text() == "Join broken lines"


async def test_the_button_joins_the_lines_again_and_keeps_the_focus(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        lists = driver.program.services.reference_lists
        await paste(driver, TEXT)
        button = driver.widget("reviewSeparateButton")
        await driver.until(button.isVisible)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        for words, many in (("Join broken lines", 5), ("Keep each line separate", 4)):
            driver.press(Qt.Key.Key_Space, "reviewSeparateButton")
            await driver.until(lambda many=many: len(lists.current.lines) == many)
            await driver.until(lambda words=words: button.text() == words)
            assert (button.isVisible(), button.hasFocus()) == (True, True)
        assert driver.window.messages.note("undo").lead == "Joined the lines again."
        assert "Lines 3 to 4 were joined into one reference." in shown_text(driver.widget("reviewNotes").text())
        await driver.until(lambda: standings(driver) == [LineStatus.SURE] * 4)
        driver.trigger("edit.undo")
        await driver.until(lambda: len(lists.current.lines) == 5)
        await driver.until(lambda: button.text() == "Join broken lines")
        driver.trigger("edit.undo")
        await driver.until(lambda: len(lists.current.lines) == 4)
        await driver.until(lambda: button.text() == "Keep each line separate")


async def test_a_list_without_joined_lines_has_no_button_for_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{CLOSED}\n{OPEN}")
        assert heading(driver) == "2 pasted lines"
        assert not driver.widget("reviewSeparateButton").isVisible()
        assert not driver.widget("reviewNotes").isVisible()


async def test_a_pubmed_id_alone_on_its_line_is_no_part_of_the_reference_above(demo: Any, tmp_path: Any) -> None:
    reference = "Vaswani, A. et al. (2017). Attention is all you need. NeurIPS, 30, 5998-6008."
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{CLOSED}\n{reference}\n11515286\n{OPEN}")
        await driver.until(lambda: heading(driver) == "4 pasted lines")
        assert not driver.widget("reviewSeparateButton").isVisible()
        lines = driver.program.services.reference_lists.current.lines
        assert [line.text for line in lines][1:3] == [reference, "11515286"]
        assert standings(driver)[1] is LineStatus.SURE


async def test_references_in_joined_lines_have_the_numbers_of_their_own_lines(demo: Any, tmp_path: Any) -> None:
    first = "Smith, J. (2010). The growth of mosses in the far north of Europe. Journal of Mosses 1,"
    second = "2-3. Jones, K. (2011). The ferns of the south and their growth. Journal of Ferns, 4, 5-6."
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{CLOSED}\n{OPEN}\n{first}\n{second}")
        assert heading(driver) == "4 references from 4 lines"
        lists = driver.program.services.reference_lists
        assert [line.text.partition(",")[0] for line in lists.current.lines][2:] == ["Smith", "Jones"]

        async def numbers() -> list[list[str]]:
            await driver.idle()
            found = [find_in_row(driver, row, "number") for row in range(4)]
            rows = await csv_rows(driver, tmp_path / "out.csv")
            return [[one.text for one in found if one is not None], [row["line"] for row in rows]]

        assert await numbers() == [["1", "2", "3", "4"]] * 2
        driver.click("reviewSeparateButton")
        await driver.until(lambda: lists.current.lines[2].text == first)
        assert await numbers() == [["1", "2", "3", "4"]] * 2
