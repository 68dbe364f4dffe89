"""The trash: what is deleted waits there, comes back, or is deleted for good when a person says so twice."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, row_menu, shown_tooltip, window_on

TITLES = ("Whales", "Seals", "Krill")


def lead(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return note.lead if note is not None else ""


async def undo(driver: Driver) -> None:
    next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Undo").click()
    await driver.idle()


async def click(driver: Driver, name: str) -> None:
    driver.click(name)
    await driver.idle()


async def delete(driver: Driver, row: int) -> None:
    driver.click_row(row, "libraryView")
    driver.press(Qt.Key.Key_Delete, "libraryView")  # at once: nothing may depend on an answer of the library
    await driver.idle()


def titles_of_menu(driver: Driver) -> list[str]:
    menu = row_menu(driver, "libraryView")
    found = [shown_text(action.text()) for action in menu.actions() if action.menu() is None]
    menu.close()
    return found


async def test_a_deleted_paper_waits_in_the_trash_until_it_is_restored_or_deleted_for_good(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        for title in reversed(TITLES):
            await library.add([a_paper(title)])
        driver.trigger("view.library")
        await driver.idle()
        await delete(driver, 1)
        assert lead(driver) == "Moved “Seals” to the trash."
        assert driver.titles("libraryView") == ["Whales", "Krill"]
        assert driver.chosen("libraryView") == ["Krill"], "the next row takes its place"
        await delete(driver, 1)
        assert driver.chosen("libraryView") == ["Whales"], "the last row is left"

        await click(driver, "sidebar.view.library_trash")
        assert sorted(driver.titles("libraryView")) == ["Krill", "Seals"]
        assert driver.widget("sidebar.view.library_trash").accessibleName() == "Trash, 2"
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        bar = driver.widget("libraryView.selectionBar")
        offered = [one.accessibleName() for one in bar.findChildren(QPushButton) if one.isVisible()]
        assert "Restore" in offered
        assert not {"Get PDFs", "Add to"} & set(offered)
        await click(driver, "selection.paper.restore")
        assert lead(driver) == "Restored 2 papers."
        await undo(driver)
        assert lead(driver) == "Moved 2 papers back to the trash."
        assert sorted(driver.titles("libraryView")) == ["Krill", "Seals"]
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        for_good = bar.findChild(QPushButton, "selection.paper.delete_for_good")
        assert for_good.isVisible()
        QTest.mouseClick(for_good, Qt.MouseButton.LeftButton)
        assert driver.widget("questionPanel").accessibleName() == "Delete 2 papers from the trash?"
        driver.press(Qt.Key.Key_Escape, "questionYes")
        await driver.idle()
        driver.click_row(driver.titles("libraryView").index("Seals"), "libraryView")
        await driver.idle()
        offered = titles_of_menu(driver)
        assert {"Restore", "Delete from trash…"} <= set(offered)
        assert not {"Move to trash", "Add to library", "Star"} & set(offered)
        assert not driver.widget("noteEdit").isVisible(), "a note written here would replace the one that is hidden"
        await click(driver, "keepButton")
        assert lead(driver) == "Restored “Seals”."
        assert driver.titles("libraryView") == ["Krill"]

        await delete(driver, 0)
        assert driver.widget("questionPanel").isVisible()
        driver.press(Qt.Key.Key_Escape, "questionYes")
        await driver.idle()
        assert driver.titles("libraryView") == ["Krill"], "nothing was answered"
        await delete(driver, 0)
        driver.press(Qt.Key.Key_Space, "questionYes")
        await driver.idle()
        assert lead(driver) == "Deleted 1 paper from the trash."
        assert driver.state("libraryView") == "empty"
        assert not driver.widget("emptyTrashButton").isVisible()
        await undo(driver)
        assert driver.titles("libraryView") == ["Krill"]
        assert (await library.counts()).trashed == 1

        await click(driver, "emptyTrashButton")
        await click(driver, "questionYes")
        assert lead(driver) == "Emptied the trash."
        assert driver.titles("libraryView") == []
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.titles("libraryView") == ["Krill"]
        driver.trigger("view.library")
        await driver.idle()
        assert sorted(driver.titles("libraryView")) == ["Seals", "Whales"]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("papers", "words"), [(["Seals"], "“Seals”"), (["Krill", "Seals"], "2 papers")])
async def test_undo_of_a_deletion_from_the_trash_says_that_the_papers_are_in_the_trash_again(
    demo, tmp_path, papers, words, restarts
):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        for title in TITLES:
            await library.add([a_paper(title)])
        await library.entries.trash([one.key for one in (await library.page()).papers], True)
        driver.trigger("view.library_trash")
        await driver.idle()
        rows = [driver.titles("libraryView").index(title) for title in papers]
        driver.view("libraryView").select_rows(rows)
        await driver.idle()
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await click(driver, "questionYes")
        assert lead(driver).startswith("Deleted ")
        assert lead(driver).endswith(" from the trash.")
        if not restarts:
            await undo_and_redo_a_deletion(driver, words)
    if restarts:
        async with window_on(demo, tmp_path) as driver:
            await driver.until(lambda: driver.window.context.now.undo is not None)
            await undo_and_redo_a_deletion(driver, words)


async def undo_and_redo_a_deletion(driver: Driver, words: str) -> None:
    registry, library = driver.window.registry, driver.program.services.library
    assert f"delete {words} from the trash" in registry.whole_title("edit.undo")
    driver.trigger("edit.undo")
    await driver.idle()
    assert lead(driver) == f"Put {words} back in the trash."
    assert (await library.counts()).trashed == 3
    assert f"delete {words} from the trash" in registry.whole_title("edit.redo")
    driver.trigger("edit.redo")
    await driver.idle()
    assert lead(driver) == f"Deleted {words} from the trash."


@pytest.mark.parametrize("kind", ["library.cards", "library.table"])
async def test_each_undo_selects_the_paper_that_it_puts_back(demo, tmp_path, kind):
    async with window_on(demo, tmp_path) as driver:
        for title in reversed((*TITLES, "Squid")):
            await driver.program.services.library.add([a_paper(title)])
        driver.trigger("view.library")
        driver.trigger(kind)
        await driver.idle()
        await delete(driver, 1)
        await delete(driver, 1)
        assert driver.titles("libraryView") == ["Whales", "Squid"]
        for title in ("Krill", "Seals"):
            driver.press(Qt.Key.Key_Z, "libraryView", Qt.KeyboardModifier.ControlModifier)
            await driver.until(lambda title=title: title in driver.titles("libraryView"))
            await driver.idle()
            assert f"“{title}”" in lead(driver)
            assert driver.chosen("libraryView") == [title]
        driver.click_row(0, "libraryView")
        await driver.program.services.library.add([a_paper("Plankton")])
        await driver.idle()
        assert driver.chosen("libraryView") == ["Whales"], "nothing is put back any more"


@pytest.mark.parametrize("kind", ["library.cards", "library.table"])
@pytest.mark.parametrize("first", [0, 230])
async def test_undo_selects_all_papers_that_it_puts_back_also_beyond_the_first_rows(demo, tmp_path, kind, first):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper(f"Paper {number}") for number in range(250)])
        driver.trigger("view.library")
        driver.trigger(kind)
        await driver.idle()
        driver.press(Qt.Key.Key_End, "libraryView")
        await driver.idle()
        if first:
            for _ in range(249 - first):
                driver.press(Qt.Key.Key_Up, "libraryView", Qt.KeyboardModifier.ShiftModifier)
        else:
            driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        before = driver.chosen("libraryView")
        assert len(before) == 250 - first
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        assert len(driver.titles("libraryView")) == first
        driver.trigger("edit.undo")
        await driver.idle()
        assert lead(driver) == f"Put {250 - first} papers back in your library."
        assert driver.chosen("libraryView") == before
        bar = driver.widget("libraryView.selectionBar")
        assert f"{250 - first} papers selected" in [one.text() for one in bar.findChildren(QLabel) if one.isVisible()]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
@pytest.mark.parametrize("control", ["keepButton", "libraryView"])
async def test_the_message_of_the_empty_trash_has_the_focus(demo, tmp_path, size, control):
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard, library = Keyboard(driver), driver.program.services.library
        await library.add([a_paper("Krill")])
        driver.trigger("view.library")
        await driver.idle()
        await delete(driver, 0)
        driver.trigger("view.library_trash")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.widget(control).setFocus()
        if control == "keepButton":
            await keyboard.press("Space")
        else:
            driver.trigger("paper.restore")
        await driver.until(lambda: driver.state("libraryView") == "empty")
        await driver.idle()
        await keyboard.settle()
        assert keyboard.focus.accessibleName() == "Show all papers"


async def test_a_row_of_the_trash_says_since_when_its_paper_is_there(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper("Whales")])
        driver.trigger("view.library")
        await driver.idle()
        in_library = driver.view("libraryView").model().row(0).byline
        await delete(driver, 0)
        await click(driver, "sidebar.view.library_trash")
        (kept,) = (await driver.program.services.library.page(view=LibraryView.TRASH)).papers
        moved = datetime.fromisoformat(kept.trashed).astimezone()
        since = f"In the trash since {moved.day} {moved:%b %Y}"
        row = driver.view("libraryView").model().row(0)
        assert row.byline == " · ".join(filter(None, (since, in_library)))
        assert since in row.spoken
        driver.click_row(0, "libraryView")
        driver.click("keepButton")
        await driver.idle()
        await click(driver, "sidebar.view.library")
        assert driver.view("libraryView").model().row(0).byline == in_library


async def test_an_empty_trash_cannot_be_emptied(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        empty = driver.window.registry["library.empty_trash"]
        await driver.program.services.library.add([a_paper("Whales")])
        driver.trigger("view.library")
        await driver.idle()
        assert not empty.isEnabled()
        assert "The trash is empty." in shown_tooltip(empty)
        await delete(driver, 0)
        assert empty.isEnabled()
        driver.trigger("edit.undo")
        await driver.idle()
        assert not empty.isEnabled()


async def test_the_question_before_one_paper_is_deleted_from_the_trash_has_no_number(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper(title) for title in TITLES])
        driver.trigger("view.library")
        await driver.idle()
        for question in ("Delete the paper in the trash?", "Delete the 2 papers in the trash?"):
            await delete(driver, 0)
            driver.trigger("library.empty_trash")
            await driver.until(lambda: driver.widget("questionPanel").isVisible())
            assert question in [one.text() for one in driver.widget("questionPanel").findChildren(QLabel)]
            await click(driver, "questionNo")


async def test_a_right_click_below_the_rows_keeps_the_selected_one(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper(title) for title in TITLES])
        driver.trigger("view.library")
        await driver.idle()
        for _ in range(2):
            await delete(driver, 0)
        await click(driver, "sidebar.view.library_trash")
        driver.click_row(1, "libraryView")
        await driver.idle()
        (chosen,) = driver.chosen("libraryView")
        view = driver.view("libraryView")
        below = QPoint(view.viewport().width() // 2, view.viewport().height() - 5)
        assert not view.indexAt(below).isValid()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=below)
        await driver.idle()
        assert driver.chosen("libraryView") == [chosen]
        driver.trigger("paper.restore")
        await driver.until(lambda: chosen not in driver.titles("libraryView"))
        assert lead(driver) == f"Restored “{chosen}”."
