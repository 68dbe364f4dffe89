"""Each decision about a line of a reference list has a message and is undone in the order in which it was made."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_back_from_a_list import show_other
from tests.ui.reference_lists.test_repeated_lines import csv_rows
from tests.ui.reference_lists.test_review_page import (
    CLOSED,
    FRESH,
    OPEN,
    find_in_row,
    paste,
    press_in_row,
    spoken,
    standings,
)

IN_DOUBT = "Deep contextualized word representations"
ASKING, SURE, CHECK, NONE, LEFT_OUT = LineStatus


def message(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return note.lead if note is not None else ""


def undo_entry(driver: Driver) -> str:
    return str(driver.window.registry["edit.undo"].text())


async def test_a_skipped_and_an_edited_line_are_undone_before_the_line_that_was_accepted(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await paste(driver, f"{IN_DOUBT}\n{FRESH}\n10.1038/\n")
        start = [CHECK, SURE, NONE]
        assert standings(driver) == start
        press_in_row(driver, 0, "yes")
        await driver.idle()
        view = driver.view("reviewTable")
        view.setFocus()
        view.choose(1)
        await keyboard.press("Delete")
        assert standings(driver) == [SURE, LEFT_OUT, NONE]
        assert message(driver) == "Skipped line 2."
        await driver.until(lambda: undo_entry(driver) == "Undo: skip line 2")
        press_in_row(driver, 2, "edit")
        await driver.idle()
        driver.type(OPEN, "reviewLineEdit")
        await keyboard.press("Return")
        await driver.until(lambda: standings(driver) == [SURE, LEFT_OUT, SURE])
        assert message(driver) == "Changed line 3."

        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: standings(driver) == [SURE, LEFT_OUT, NONE])
        reading = driver.program.services.reference_lists.current
        assert (reading.line(3).text, reading.line(3).was) == ("10.1038/", "")
        assert (message(driver), view.chosen_rows()) == ("Put line 3 back as it was.", [2])
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: standings(driver) == [SURE, SURE, NONE])
        assert "by arXiv ID" in spoken(driver, 1), "it is as certain as it was"
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: standings(driver) == start)
        for expected in ([SURE, SURE, NONE], [SURE, LEFT_OUT, NONE], [SURE, LEFT_OUT, SURE]):
            driver.trigger("edit.redo")
            await driver.until(lambda expected=expected: standings(driver) == expected)
            await driver.idle()
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: standings(driver) == [SURE, LEFT_OUT, NONE])


async def test_an_included_line_is_skipped_again_by_undo(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{IN_DOUBT}\n{FRESH}\n")
        view = driver.view("reviewTable")
        view.setFocus()
        view.choose(0)
        driver.press(Qt.Key.Key_Delete, "reviewTable")
        await driver.idle()
        await driver.until(lambda: find_in_row(driver, 0, "take_in") is not None)
        press_in_row(driver, 0, "take_in")
        await driver.idle()
        assert (standings(driver), message(driver)) == ([CHECK, SURE], "Included line 1.")
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [LEFT_OUT, SURE])


async def test_undo_shows_the_list_that_it_changes(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{IN_DOUBT}\n{FRESH}\n")
        press_in_row(driver, 0, "yes")
        await driver.idle()
        driver.window.navigation.show("search")
        await paste(driver, f"{OPEN}\n{CLOSED}\n{FRESH}\n")
        lists = driver.program.services.reference_lists
        assert standings(driver) == [SURE, SURE, SURE]
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [CHECK, SURE])
        first = lists.current.head.id
        for _ in range(2):
            await show_other(driver)  # the list is opened again, as another object
        await driver.until(lambda: lists.current.head.id == first)
        driver.trigger("edit.redo")
        await driver.until(lambda: standings(driver) == [SURE, SURE])


async def test_closing_a_list_is_undone_before_what_was_decided_in_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{IN_DOUBT}\n{FRESH}\n")
        press_in_row(driver, 0, "yes")
        await driver.idle()
        driver.click("reviewCloseButton")
        lists = driver.program.services.reference_lists
        await driver.until(lambda: lists.current is None)
        assert message(driver) == "Closed the list of 2 lines."
        driver.window.navigation.show("search")
        await paste(driver, f"{OPEN}\n{CLOSED}\n{FRESH}\n")  # deletes the closed one
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [SURE, SURE])
        assert message(driver) == "Reopened the list of 2 lines."
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [CHECK, SURE])
        stored = await driver.program.services.reference_lists._file.lists.open_lists()
        assert len(stored) == 2


async def test_a_skipped_line_keeps_the_number_of_the_line_that_it_repeats(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{FRESH}\n{OPEN}\n{FRESH}\n")
        await driver.until(lambda: "Same paper as line 1" in spoken(driver, 2))
        press_in_row(driver, 2, "leave_out")
        await driver.idle()
        await driver.until(lambda: find_in_row(driver, 2, "take_in") is not None)
        assert "Same paper as line 1" in spoken(driver, 2)
        driver.click("reviewAddButton")
        await driver.until(lambda: "in library" in spoken(driver, 2))
        rows = await csv_rows(driver, tmp_path / "out.csv")
        assert [(row["match"], row["same_as"]) for row in rows] == [("matched", ""), ("matched", ""), ("skipped", "1")]
        names = ("in_library", "id", "doi", "title", "authors", "year", "venue")
        assert [rows[2][name] for name in names] == [rows[0][name] for name in names], "the paper of that line"
        assert rows[2]["title"]
        press_in_row(driver, 2, "take_in")
        await driver.idle()
        assert standings(driver)[2] is SURE, "as certain as it was"


async def test_a_skipped_line_has_no_paper_in_the_csv_file(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{IN_DOUBT}\n{OPEN}\n{CLOSED}\n{FRESH}\n")
        press_in_row(driver, 0, "yes")
        await driver.idle()
        view = driver.view("reviewTable")
        view.setFocus()
        for row in (2, 3):
            view.choose(row)
            await Keyboard(driver).press("Delete")
        assert standings(driver) == [SURE, SURE, LEFT_OUT, LEFT_OUT]
        driver.click("reviewAddButton")
        await driver.until(lambda: "in library" in spoken(driver, 0))
        rows = await csv_rows(driver, tmp_path / "out.csv")
        assert [row["in_library"] for row in rows] == ["True", "True", "", ""]
        names = ("id", "doi", "title", "authors", "year", "venue")
        assert [[row[name] for name in names] for row in rows[2:]] == [[""] * len(names)] * 2
        assert all(row["title"] and row["year"] for row in rows[:2])
        assert [row["text"] for row in rows] == [IN_DOUBT, OPEN, CLOSED, FRESH]


async def test_the_outcome_is_empty_where_no_pdf_was_wanted_and_match_says_why(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{IN_DOUBT}\n{OPEN}\n{CLOSED}\n10.1038/\n{FRESH}\n")
        driver.view("reviewTable").setFocus()
        driver.view("reviewTable").choose(2)
        await Keyboard(driver).press("Delete")
        driver.click("reviewGetButton")
        await driver.until(lambda: "PDF saved" in spoken(driver, 1))
        await driver.idle()
        rows = await csv_rows(driver, tmp_path / "out.csv")
        found = [(row["match"], row["outcome"]) for row in rows]
        assert found[:4] == [("check", ""), ("matched", "saved"), ("skipped", ""), ("not found", "not_found")]
        assert found[4][0] == "matched"
        assert found[4][1]


async def test_the_lookup_continues_when_the_program_goes_online(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        status = driver.program.services.status
        status.set_offline(True)
        await paste(driver, f"{IN_DOUBT}\n{FRESH}\n")
        pane = driver.window.pages.page("review").pane
        assert standings(driver) == [ASKING, ASKING]
        await driver.until(pane.bar.isVisible)
        assert [step.title for step in pane.bar.note.steps] == ["Go online and resume"]
        assert not driver.widget("reviewGoOnButton").isVisible(), "one button is enough"
        driver.trigger("app.offline")
        await driver.until(lambda: standings(driver) == [CHECK, SURE])
        await driver.until(lambda: not pane.bar.isVisible())
        assert not status.offline


async def test_the_button_of_a_list_that_stopped_offline_goes_online(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.program.services.status.set_offline(True)
        await paste(driver, f"{IN_DOUBT}\n{FRESH}\n")
        bar = driver.window.pages.page("review").pane.bar
        await driver.until(lambda: bar.button("Go online and resume") is not None)
        QTest.mouseClick(bar.button("Go online and resume"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: standings(driver) == [CHECK, SURE])
        assert not driver.program.services.status.offline
