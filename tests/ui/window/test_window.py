"""The window as a whole: what folds, what has a name, where Tab goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from scholar_desktop.ui.theme.tokens import DARK
from scholar_desktop.ui.widgets.row_list import RowList
from tests.support.window_driver import Driver, window_on

NAMED_ROLES = (
    QAccessible.Role.Button,
    QAccessible.Role.PushButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.Table,
    QAccessible.Role.PageTabList,
)


def accessible_problems(window: QWidget) -> list[str]:
    found = []
    for widget in window.findChildren(QWidget):
        interface = QAccessible.queryAccessibleInterface(widget)
        if not widget.isVisible() or interface is None or interface.role() not in NAMED_ROLES:
            continue
        if not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


async def with_a_paper(driver: Driver) -> None:
    await driver.search("attention")
    driver.view().choose(0)
    await driver.idle()


async def test_every_control_of_every_page_has_a_name_and_tab_goes_in_reading_order(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await with_a_paper(driver)
        names = []
        widget: QWidget = driver.widget("searchEdit")
        for _ in range(600):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.objectName():
                names.append(widget.objectName())
            widget = widget.nextInFocusChain()
            if widget is driver.widget("searchEdit"):
                break
        wanted = [
            "searchEdit",
            "filterChip.years",
            "filterChip.open_access",
            "sourceChip.semantic_scholar",
            "resultsView",
            "getPdfButton",
            "starButton",
            "citationTabs",
            "citedByView",
        ]
        assert [name for name in names if name in wanted] == wanted
        for action_id in ("view.search", "view.library", "view.downloads", "view.settings"):
            driver.trigger(action_id)
            await driver.idle()
            assert accessible_problems(driver.window) == [], action_id


async def test_the_panes_fold_by_width(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        # the widths of the design are for text of 13 px
        scale = driver.window.theme.type.scale
        for width, height, rail, tabs in (
            (1440, 900, False, False),
            (1000, 800, True, False),
            (860, 800, True, True),
            (1440, 900, False, False),
        ):
            driver.window.resize(QSize(round(width * scale * 1.03), height))
            await with_a_paper(driver)
            assert (driver.widget("sidebar").width() < 100) is rail, width
            assert driver.widget("detailTabs").isVisible() is tabs, width
            assert driver.view().isVisible(), width


async def test_in_a_narrow_window_enter_goes_in_and_back_comes_out(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        await driver.search("attention")
        assert driver.view().isVisible()
        assert not driver.widget("detailPane").isVisible()
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert driver.widget("detailPane").isVisible()
        assert not driver.view().isVisible()
        driver.trigger("go.back")
        assert driver.view().isVisible()
        await driver.idle()


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
async def test_nothing_is_clipped(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        await with_a_paper(driver)
        for button in driver.window.findChildren(QAbstractButton):
            if button.isVisible() and button.objectName() and "sidebar." not in button.objectName():
                assert button.width() >= button.sizeHint().width(), button.objectName()
                assert button.height() >= button.sizeHint().height(), button.objectName()
        page = driver.window.search_page.panes.detail
        assert page.width() <= driver.window.width()
        assert driver.window.size() == QSize(*size)


async def test_palette_shortcuts_and_about_open_without_a_modal_dialog_and_a_part_of_a_name_runs_its_command(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        assert isinstance(driver.window.findChild(RowList, "citedByView"), RowList)
        driver.trigger("app.palette")
        box = driver.window.findChild(QLineEdit, "paletteEdit")
        driver.type("downl", "paletteEdit")
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        assert not box.isVisible()
        for action_id, name in (("app.shortcuts", "shortcutsPanel"), ("app.about", "aboutPanel")):
            driver.trigger(action_id)
            panel = driver.widget(name)
            assert panel.isVisible()
            driver.press(Qt.Key.Key_Escape, name)
            assert not panel.isVisible()
        assert QApplication.activeModalWidget() is None


async def test_dark_and_light_change_while_it_runs(demo, tmp_path):
    async with window_on(demo, tmp_path, theme="light") as driver:
        await with_a_paper(driver)
        driver.window.theme.choose("dark")
        picture = driver.window.grab().toImage()
        assert picture.pixelColor(3, picture.height() // 2).name() == DARK.sidebar
        driver.window.theme.choose("light")
        await driver.idle()


async def test_sizes_of_the_panes_are_remembered(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        panes = driver.window.search_page.panes
        across = panes.findChild(QWidget, "acrossSplitter")
        across.setSizes([700, 500])
        across.splitterMoved.emit(700, 1)
        sizes = across.sizes()
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        across = driver.window.search_page.panes.findChild(QWidget, "acrossSplitter")
        assert abs(across.sizes()[1] - sizes[1]) <= 2
