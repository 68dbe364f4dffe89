"""The foot of the detail pane: the paper that commands apply to while another one is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.words.batch_names import short_title
from scholar_desktop.ui.words.wording import message_title
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _open_first(driver: Driver, keyboard: Keyboard) -> None:
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    await keyboard.press("Return")
    await driver.idle()


async def test_the_details_and_the_message_name_the_paper_of_the_map_that_keys_apply_to(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, foot = Keyboard(driver), driver.widget("selectedElsewhere")
        await _open_first(driver, keyboard)
        shown = driver.window.search_page.panes.paper.paper
        assert not foot.isVisible(), "the paper that is shown is the one that keys apply to"
        await keyboard.press("Ctrl+Alt+4")
        await driver.until(lambda: driver.state("mapView") == "full")
        await driver.idle()
        for _ in range(2):  # the first one leads to the centre of the map, the paper shown
            await keyboard.press("Right")
        await driver.idle()
        (chosen,) = driver.window.context.now.papers
        assert chosen.id != shown.id
        assert driver.window.search_page.panes.paper.paper.id == shown.id, "the map is that of the paper shown"
        await driver.until(foot.isVisible)
        assert foot.accessibleName() == f"Menus and keys apply to the selected paper “{short_title(chosen.title)}”."
        await keyboard.press("Ctrl+Shift+S")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == f"Added and starred “{message_title(chosen.title)}”."
        assert (await driver.program.services.library.find(chosen.id)).starred


async def _select_another(driver: Driver, keyboard: Keyboard, canvas: Any) -> None:
    """Select a paper of the map other than the one shown by arrow keys, wherever it is."""
    shown = driver.window.search_page.panes.paper.paper
    for key in ("Right", "Left", "Down", "Up") * 2:
        await keyboard.press(key)
        if canvas.selected and [paper.id for paper in driver.window.context.now.papers] != [shown.id]:
            return
    raise AssertionError("no arrow key leads to another paper")


async def test_esc_lets_go_of_the_paper_of_the_map_and_keys_apply_to_the_paper_shown_again(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, foot = Keyboard(driver), driver.widget("selectedElsewhere")
        await _open_first(driver, keyboard)
        shown = driver.window.search_page.panes.paper.paper
        await keyboard.press("Ctrl+Alt+4")
        await driver.until(lambda: driver.state("mapView") == "full")
        await driver.idle()
        canvas = driver.widget("mapView").canvas
        for key in ("Escape", "Space", "mouse"):
            await _select_another(driver, keyboard, canvas)
            await driver.until(foot.isVisible)
            if key == "mouse":
                QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().topLeft() + QPoint(3, 3))
            else:
                await keyboard.press(key)
            await driver.idle()
            assert not canvas.selected
            assert [paper.id for paper in driver.window.context.now.papers] == [shown.id]
            assert foot.isHidden()
            assert canvas.hasFocus()
        await _select_another(driver, keyboard, canvas)
        await keyboard.press("Escape")
        await driver.idle()
        assert canvas.hasFocus(), "the first Esc lets go of the paper"
        await keyboard.press("Escape")
        await driver.idle()
        assert keyboard.focus is driver.view(), "the second one leaves the map"


async def test_a_click_on_a_button_of_the_paper_shown_works_while_another_one_is_selected(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, foot = Keyboard(driver), driver.widget("selectedElsewhere")
        await _open_first(driver, keyboard)
        shown = driver.window.search_page.panes.paper.paper
        driver.click_row(1, "citedByView")
        await driver.idle()
        assert driver.window.context.now.paper.id != shown.id
        await driver.until(foot.isVisible)
        get = driver.widget("getPdfButton")
        assert get.content.text == "Get PDF"
        assert not get.content.keys, "Ctrl+D gets the PDF of the citing paper"
        driver.press(Qt.Key.Key_Down, "citedByView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert foot.accessibleName() == "Menus and keys apply to the 2 selected papers, not to the one above."
        star = driver.widget("starButton")
        place = star.mapToGlobal(star.rect().center())
        QTest.mousePress(star, Qt.MouseButton.LeftButton)
        await driver.until(lambda: not foot.isVisible())
        await driver.idle()
        assert star.mapToGlobal(star.rect().center()) == place, "the press does not move the button"
        assert get.content.keys == "Ctrl+D"
        QTest.mouseRelease(star, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert (await driver.program.services.library.find(shown.id)).starred


async def test_keys_apply_to_the_paper_shown_when_a_filter_hides_the_selected_citing_paper(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, foot = Keyboard(driver), driver.widget("selectedElsewhere")
        await _open_first(driver, keyboard)
        shown = driver.window.search_page.panes.paper.paper
        driver.click_row(1, "citedByView")
        await driver.until(foot.isVisible)
        citing = driver.window.context.now.paper
        driver.press(Qt.Key.Key_Slash, "citedByView")
        await driver.idle()
        await keyboard.type("nosuchword")
        await driver.until(lambda: not driver.titles("citedByView"))
        await driver.idle()
        assert driver.window.context.now.paper.id == shown.id
        assert driver.widget("getPdfButton").content.keys == "Ctrl+D"
        await keyboard.press("Ctrl+Shift+S")
        await driver.idle()
        assert await driver.program.services.library.find(shown.id) is not None
        assert await driver.program.services.library.find(citing.id) is None


async def test_the_foot_waits_for_details_that_follow_the_row_after_a_pause(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        foot = driver.widget("selectedElsewhere")
        await _open_first(driver, Keyboard(driver))
        shown = driver.window.search_page.panes.paper.paper
        context, visible = driver.window.context, []
        driver.click_row(1, "citedByView")
        other = context.now.papers
        await driver.until(foot.isVisible)
        context.update(papers=(shown,))
        await driver.until(lambda: not foot.isVisible())
        context.changed.connect(lambda: visible.append(foot.isVisible()))
        context.update(papers=other)
        await driver.until(lambda: bool(visible))
        assert not visible[0]
        await driver.until(foot.isVisible)


async def test_the_details_say_that_keys_apply_to_their_paper_while_a_row_only_has_the_outline(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, foot = Keyboard(driver), driver.widget("selectedElsewhere")
        await _open_first(driver, keyboard)
        shown = driver.window.search_page.panes.paper.paper
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        assert driver.chosen("citedByView") == []
        await driver.until(foot.isVisible)
        assert foot.accessibleName() == ("Shortcuts and the menu bar apply to this paper, not the outlined row.")
        assert driver.widget("getPdfButton").content.keys == "Ctrl+D"
        await keyboard.press("S")
        await driver.idle()
        assert (await driver.program.services.library.find(shown.id)).starred
        await keyboard.press("Down")
        await driver.idle()
        assert len(driver.chosen("citedByView")) == 1
        await driver.until(lambda: foot.accessibleName().startswith("Menus and keys apply to the selected paper “"))
        assert not driver.widget("getPdfButton").content.keys
