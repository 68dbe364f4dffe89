"""A panel over the window closes by Esc wherever the focus is, by a press outside it, and by its cross."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QTableView, QWidget

from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.ui.library.collections.collection_panel import CollectionPanel
from scholar_desktop.ui.search.filter_chips import FilterChips
from scholar_desktop.ui.search.search_report import SearchReportPanel
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.charts.years_panel import YearsPanel
from scholar_desktop.ui.widgets.removable_chip import DropChip
from tests.support.window_driver import window_on


@pytest.mark.parametrize("where", ["searchEdit", "resultsView", "whyPanel"])
async def test_the_panel_of_the_reasons_closes_by_esc_wherever_the_focus_is(demo, tmp_path, where):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.click("whyButton")
        assert driver.widget("whyPanel").isVisible()
        driver.widget(where).setFocus()
        driver.press(Qt.Key.Key_Escape, where)
        assert not driver.widget("whyPanel").isVisible()
        assert driver.widget("searchEdit").text() == "memory"
        assert driver.titles()


async def test_the_panel_of_the_reasons_closes_by_a_press_outside_and_by_its_cross(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        for outside in ("sourceChip.zenodo", "searchEdit", "row", "whyCloseButton"):
            driver.click("whyButton")
            panel = driver.widget("whyPanel")
            assert panel.isVisible(), outside
            if outside == "row":
                seen = driver.view().viewport()
                QTest.mouseClick(seen, Qt.MouseButton.LeftButton, pos=seen.rect().bottomLeft() + QPoint(40, -10))
            else:
                QTest.mouseClick(driver.widget(outside), Qt.MouseButton.LeftButton)
            assert not panel.isVisible(), outside
        assert driver.widget("callLogPanel").isHidden()


async def test_a_second_press_on_the_button_of_a_panel_closes_the_panel(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        years = next(one for one in driver.window.findChildren(DropChip) if one.text() == "Years" and one.isVisible())
        for button, kind in ((driver.widget("whyButton"), SearchReportPanel), (years, YearsPanel)):
            for is_open in (True, False, True, False):
                QTest.mousePress(button, Qt.MouseButton.LeftButton)
                QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
                await driver.idle()
                (panel,) = driver.window.findChildren(kind)
                assert panel.isVisible() is is_open
                assert not button.isDown()


async def test_the_cross_of_a_filter_removes_the_filter_while_its_panel_is_open(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        (chips,) = driver.window.findChildren(FilterChips)
        chips.show_filters(Filters(year_from=2010))
        chip = next(one for one in chips.findChildren(DropChip) if one.kind is ButtonKind.CHIP_SET and one.isVisible())
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(12, chip.height() // 2))
        (panel,) = driver.window.findChildren(YearsPanel)
        assert panel.isVisible()
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, chip.height() // 2))
        await driver.idle()
        assert not panel.isVisible()
        assert chip.kind is not ButtonKind.CHIP_SET


async def test_a_press_in_the_panel_leaves_it_open(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory consolidation")
        driver.click("whyButton")
        panel = driver.widget("whyPanel")
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
        assert panel.isVisible()


async def test_a_panel_closes_when_a_key_moves_the_focus_out_of_it_and_when_the_palette_opens(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        for action in ("pane.next", "focus.search", "app.palette"):
            driver.trigger("view.collection")
            await driver.idle()
            panel = driver.window.findChildren(CollectionPanel)[-1]
            assert panel.isVisible()
            assert panel.isAncestorOf(QApplication.focusWidget())
            driver.trigger(action)
            assert not panel.isVisible(), action
        driver.press(Qt.Key.Key_Escape, "paletteEdit")
        assert QApplication.focusWidget() is driver.widget("searchEdit"), "the palette replaced the panel"


async def test_panels_are_as_high_as_their_rows(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.trigger("view.collection")
        await driver.idle()
        panel = driver.window.findChildren(CollectionPanel)[-1]
        rows = panel.findChild(QListWidget)
        first = panel.height()
        assert rows.count() == 1
        assert panel.height() < 4 * rows.sizeHintForRow(0)
        driver.type("Thesis / Chapter 2", "collectionEdit")
        assert (rows.count(), panel.height()) == (1, first)
        driver.press(Qt.Key.Key_Escape, "collectionEdit")
        driver.trigger("app.calls")
        log = driver.widget("callLogPanel")
        table = log.findChild(QTableView)
        below = table.rowAt(table.viewport().height() - 1)
        assert below in (-1, table.model().rowCount() - 1)
        assert table.viewport().height() <= (table.model().rowCount() + 1) * table.rowHeight(0)


async def test_suggestions_stay_while_the_box_has_the_focus(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.type("mem")
        await driver.idle()
        await driver.until(lambda: driver.widget("suggestions").isVisible())
        QTest.mouseClick(driver.widget("searchEdit"), Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
        assert driver.widget("suggestions").isVisible()


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("paper.export", "exportPanel"),
        ("search.why", "whyPanel"),
        ("view.collection", "collectionPanel"),
        ("app.shortcuts", "shortcutsPanel"),
        ("app.palette", "commandPalette"),
        ("chip", "filterPanel.type"),
    ],
)
async def test_a_panel_stays_open_inside_the_window_when_that_gets_another_size(demo, tmp_path, action, name):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.click_row(0)
        await driver.idle()
        if action == "chip":
            driver.click("filterChip.type")
        elif action == "search.why":
            driver.click("whyButton")
        else:
            driver.trigger(action)
        await driver.idle()
        panel = next(one for one in driver.window.findChildren(QWidget, name) if one.isVisible())
        size, place = panel.size(), panel.pos()
        for width, height in ((700, 500), (1440, 900)):
            driver.window.resize(width, height)
            await driver.until(lambda: not panel._fit_soon.isActive())
            await driver.idle()
            assert panel.isVisible()
            assert driver.window.rect().contains(panel.geometry())
        if panel._anchor is None:
            assert (panel.size(), panel.pos()) == (size, place), "in a window of the first size it is as it was"


async def test_a_panel_in_the_middle_of_the_window_takes_the_place_of_another_one(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.click_row(0)
        for first, second in (("paper.send", "paper.export"), ("paper.export", "paper.send")):
            panels = {"paper.send": "sendPanel", "paper.export": "exportPanel"}
            driver.trigger(first)
            await driver.idle()
            driver.view().setFocus()  # by a press on a row, which leaves the panel that sends papers open
            driver.trigger(second)
            await driver.idle()
            assert driver.widget(panels[second]).isVisible()
            assert driver.widget(panels[first]).isHidden()
            driver.press(Qt.Key.Key_Escape, panels[second])
            assert driver.widget(panels[second]).isHidden()
            assert driver.widget(panels[first]).isHidden(), "it came back"
            assert QApplication.focusWidget() is driver.view()
