"""The selected group of duplicates, and what a press on a button refers to, stay the same while the library changes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.widgets.label import Prose
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on

TITLES = [
    f"A study of morphogenesis in slime moulds of the genus {name}" for name in ("Alba", "Brefeldia", "Cribraria")
]


async def show_groups(driver: Driver) -> dict[str, list[str]]:
    """Add two papers of each title, show the page, and return the keys of the papers of each title."""
    library = driver.program.services.library
    await library.add(
        [a_paper(title, doi=f"10.5555/{title[-4:].lower()}.{number}") for title in TITLES for number in (1, 2)]
    )
    driver.trigger("library.duplicates")
    await driver.idle()
    await driver.until(lambda: len(driver.titles("duplicatesView")) == 3)
    await driver.idle()
    found = await library.duplicates.find(lambda _papers: None)
    return dict(zip(driver.titles("duplicatesView"), (list(one.keys) for one in found), strict=True))


def shown_title(driver: Driver) -> str:
    """The title of the papers that are side by side."""
    cells = [cell.plain_text() for cell in driver.widget("duplicatesPage").findChildren(Prose) if cell.isVisible()]
    return next(title for title in TITLES if title in cells)


async def test_the_selected_group_stays_selected_when_the_library_changes(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, keys = driver.program.services.library, await show_groups(driver)
        view = driver.view("duplicatesView")
        order = driver.titles("duplicatesView")
        driver.click_row(1, "duplicatesView", QPoint(4, 4))
        await driver.idle()
        assert shown_title(driver) == order[1]
        other = driver.widget("keepChoice.1")
        QTest.mouseClick(other, Qt.MouseButton.LeftButton, pos=QPoint(8, other.height() // 2))
        assert other.isChecked()
        view.setFocus()

        await library.tag([keys[order[0]][0]], "shape")
        await driver.idle()
        assert (view.chosen_rows(), shown_title(driver)) == ([1], order[1])
        assert driver.widget("keepChoice.1") is other, "nothing that it shows has changed"
        assert view.hasFocus()

        other.setFocus()
        await library.tag([keys[order[1]][0]], "shape")
        await driver.idle()
        assert (view.chosen_rows(), shown_title(driver)) == ([1], order[1])
        assert driver.widget("keepChoice.1").isChecked(), "the choice stays when the papers are shown again"
        assert driver.widget("keepChoice.1").hasFocus()

        await library.remove([keys[order[0]][0]])
        await driver.idle()
        assert driver.titles("duplicatesView") == order[1:]
        assert (view.chosen_rows(), shown_title(driver)) == ([0], order[1])

        await library.remove([keys[order[1]][0]])
        await driver.idle()
        assert (view.chosen_rows(), shown_title(driver)) == ([0], order[2]), "the next group, if it is gone"


async def test_a_press_on_merge_refers_to_the_group_that_was_shown_when_it_began(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, keys = driver.program.services.library, await show_groups(driver)
        view = driver.view("duplicatesView")
        order, merge = driver.titles("duplicatesView"), driver.widget("mergeButton")
        driver.click_row(1, "duplicatesView", QPoint(4, 4))
        await driver.idle()
        QTest.mousePress(merge, Qt.MouseButton.LeftButton)
        await library.remove([keys[order[1]][0]])
        await driver.idle()
        assert (view.chosen_rows(), shown_title(driver)) == ([1], order[2])
        QTest.mouseRelease(merge, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.titles("duplicatesView") == [order[0], order[2]], "no other group was merged"

        QTest.mousePress(merge, Qt.MouseButton.LeftButton)
        await library.tag([keys[order[0]][0]], "shape")
        await driver.idle()
        QTest.mouseRelease(merge, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.titles("duplicatesView") == [order[0]]
        assert driver.window.messages.note("undo").lead == "Merged 2 papers."


async def test_a_press_right_after_another_group_was_selected_does_not_act_on_the_one_before(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await show_groups(driver)
        order = driver.titles("duplicatesView")
        driver.click_row(2, "duplicatesView", QPoint(4, 4))
        driver.click("apartButton")  # the papers of the group are being loaded
        await driver.idle()
        assert driver.titles("duplicatesView") == order
        driver.click("apartButton")
        await driver.idle()
        assert driver.titles("duplicatesView") == order[:2]
