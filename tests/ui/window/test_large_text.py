"""Text half as large again, and long German words in a small window: nothing is cut and nothing lies outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea

from scholar_desktop.services.citations.filtering import CitationFilter
from scholar_desktop.translation import set_language
from scholar_desktop.ui.rows.sort_head import OrderButton
from scholar_desktop.ui.theme.type_scale import BASE_PX
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import SentenceLabel
from scholar_desktop.ui.widgets.page_stack import PageArea
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from scholar_desktop.ui.widgets.tick_box import RadioButton, TickBox
from tests.support.window_driver import Driver, window_on

PAGES = ("view.unpaywall", "view.news", "view.ledger", "view.downloads", "view.settings", "view.library")


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    font = qapp.font()
    font.setPixelSize(BASE_PX * 3 // 2)
    qapp.setFont(font)
    assert QFontInfo(qapp.font()).pixelSize() > BASE_PX
    yield
    qapp.setFont(before)


def cut(driver: Driver) -> list[str]:
    """What has fewer pixels than its words need, or lies outside of the window."""
    found = []
    for button in driver.window.findChildren(QAbstractButton):
        needs = button.minimumSizeHint().width()
        if isinstance(button, Button | TickBox | RadioButton) and button.isVisible() and button.width() < needs:
            found.append(f"{button.accessibleName() or button.text()}: {button.width()} of {needs} px")
    for area in driver.window.findChildren(QScrollArea):
        if area.isVisible() and area.widget().minimumSizeHint().width() > area.viewport().width():
            found.append(f"{area.accessibleName() or area.objectName()} is wider than its place")
    return found


async def test_no_page_cuts_its_words(large_text, demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        driver.type("attention")
        driver.trigger("search.run")
        await driver.idle()
        assert cut(driver) == []
        for page in PAGES:
            driver.trigger(page)
            await driver.idle()
            assert cut(driver) == [], page


async def test_the_head_of_the_library_is_no_higher_than_what_it_holds(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        driver.trigger("view.library")
        await driver.idle()
        head = driver.widget("libraryEdit").parentWidget()
        assert head.height() <= head.sizeHint().height()


async def test_rows_and_formats_have_room_in_the_smallest_window_with_the_largest_text(qapp, demo, tmp_path):
    before = qapp.font()
    font = qapp.font()
    font.setPixelSize(BASE_PX * 2)
    qapp.setFont(font)
    try:
        async with window_on(demo, tmp_path, size=(640, 640)) as driver:
            await driver.search("attention")
            view, window = driver.view(), driver.window
            rail = [row for row in driver.widget("sidebar").findChildren(PlaceButton) if row.isVisible()]
            assert rail
            assert all(row.height() >= row.minimumSizeHint().height() for row in rail), "the icons touch"
            last = driver.widget("sidebar.view.settings")
            assert last.visibleRegion().boundingRect() != last.rect()
            last.setFocus(Qt.FocusReason.ShortcutFocusReason)
            assert last.visibleRegion().boundingRect() == last.rect(), "the list slides to the row with the focus"
            tabs = driver.widget("detailTabs")
            for action in ("view.downloads", "view.library_trash", "view.library_recent", "view.search"):
                driver.trigger(action)
                await driver.idle()
                row = driver.widget(f"sidebar.{action}")
                assert row.visibleRegion().boundingRect() == row.rect(), action
                heads = [head for head in driver.window.findChildren(OrderButton) if head.isVisible()]
                assert all(head.width() >= head.sizeHint().width() for head in heads), action
            assert view.mapTo(window, view.rect().bottomRight()).x() < window.width()
            sort = driver.widget("sortButton")
            assert sort.mapTo(window, sort.rect().bottomRight()).x() < window.width()
            driver.press(Qt.Key.Key_Return, "resultsView")
            driver.trigger("view.cited_by")
            await driver.idle()
            foot = driver.widget("citedBy.more").parentWidget()
            (loaded,) = foot.findChildren(SentenceLabel)
            assert foot.isVisible()
            assert loaded.text().startswith("1,000 of 170,735 loaded")
            assert tabs.rect().contains(tabs.tabRect(tabs.currentIndex())), "tabs without room scroll"
            assert cut(driver) == []
            driver.trigger("paper.export")
            await driver.idle()
            assert cut(driver) == []
            formats = driver.widget("exportPanel").findChildren(RadioButton)
            assert formats
            assert all(each.height() >= each.sizeHint().height() for each in formats), "the formats lie over another"
    finally:
        qapp.setFont(before)


@pytest.fixture
def largest_text(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    font = qapp.font()
    font.setPixelSize(BASE_PX * 2)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


async def test_a_page_that_is_too_high_for_the_window_scrolls_to_its_controls(largest_text, demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        area = driver.window.findChild(PageArea)
        driver.trigger("view.unpaywall")
        driver.widget("unpaywallTabs").setCurrentIndex(2)
        await driver.idle()
        assert area.verticalScrollBar().maximum() > 0
        days, tick = driver.widget("unpaywallDaysEdit"), driver.widget("neverExpiresTick")
        assert not days.geometry().intersects(tick.geometry())
        tick.setFocus(Qt.FocusReason.TabFocusReason)
        await driver.idle()
        assert tick.visibleRegion().boundingRect() == tick.rect(), "the page scrolls to the control with the focus"
        driver.trigger("view.library")
        await driver.idle()
        assert area.verticalScrollBar().maximum() == 0, "a page that has room does not scroll"
        driver.window.resize(1024, 900)
        driver.trigger("view.unpaywall")
        await driver.idle()
        assert area.verticalScrollBar().maximum() == 0


async def test_lists_show_some_rows_on_a_page_that_scrolls(largest_text, demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        await driver.until(lambda: driver.view("citedByView").height() >= driver.window.height() // 2)
        driver.trigger("view.ledger")
        await driver.idle()
        view = driver.view("ledgerView")
        assert view.height() >= view.verticalHeader().length(), "one row needs no more than its height"


async def test_in_the_library_the_citations_of_a_paper_have_one_scroll_bar(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640), text_size=150) as driver:
        await driver.search("memory consolidation during sleep")
        rows = driver.view().model()
        cited = [rows.row(line).paper.counts.citations or 0 for line in range(rows.rowCount())]
        driver.view().choose(cited.index(max(cited)))
        driver.trigger("paper.add")
        await driver.idle()
        driver.trigger("view.library")
        await driver.until(lambda: driver.view("libraryView").model().rowCount() == 1)
        order = driver.widget("sortHead.title")
        assert order.isVisible()
        driver.view("libraryView").choose(0)
        driver.press(Qt.Key.Key_Return, "libraryView")
        driver.trigger("view.cited_by")
        await driver.idle()
        assert max(cited) == driver.view("citedByView").model().rowCount() > 20
        area, list_ = driver.window.findChild(PageArea), driver.window.search_page.panes.citations.cited_by
        for words, intents in (("", ()), ("sleep", ("method",))):
            list_.tools.set_filter(CitationFilter(words=words, intents=frozenset(intents)))
            await driver.idle()
            assert area.verticalScrollBar().maximum() == 0
            bottom = list_.foot.mapTo(area, QPoint(0, list_.foot.height())).y()
            assert bottom <= area.viewport().height(), "the end of the list is cut"
        assert not order.isVisible(), "the list that it sorts is not shown"
        driver.trigger("go.back")
        await driver.until(lambda: driver.view("libraryView").isVisible())
        assert order.isVisible()
        order.setFocus()
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        assert not order.isVisible()


async def test_a_condition_of_a_smart_view_goes_on_in_a_second_line(largest_text, demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        driver.trigger("library.new_view")
        driver.type("cited:>100", "viewRuleEdit")
        await driver.idle()
        sign, value = driver.widget("ruleSign.0"), driver.widget("ruleValue.0")
        assert value.mapToGlobal(QPoint(0, 0)).y() >= sign.mapToGlobal(sign.rect().bottomLeft()).y()
        words = sign.fontMetrics().horizontalAdvance(sign.currentText())
        assert sign.width() > words, "the operator is not cut"
        driver.press(Qt.Key.Key_Escape, "viewRuleEdit")
        driver.window.resize(1440, 900)
        await driver.idle()
        driver.trigger("library.new_view")
        await driver.until(lambda: value.mapToGlobal(QPoint(0, 0)).y() == sign.mapToGlobal(QPoint(0, 0)).y())


async def test_the_rail_shows_whole_rows_and_signs_for_the_others(largest_text, demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        sidebar = driver.widget("sidebar")

        def rows() -> list[PlaceButton]:
            every = [row for row in sidebar.findChildren(PlaceButton) if not row.visibleRegion().isEmpty()]
            assert all(row.visibleRegion().boundingRect() == row.rect() for row in every)
            return every

        await driver.idle()
        first = rows()[0]
        middle = sidebar.width() // 2
        QTest.mouseClick(sidebar, Qt.MouseButton.LeftButton, pos=QPoint(middle, sidebar.height() - 4))
        assert rows()[0] is not first
        for _ in range(4):
            QTest.mouseClick(sidebar, Qt.MouseButton.LeftButton, pos=QPoint(middle, sidebar.height() - 4))
        assert driver.widget("sidebar.view.settings") in rows()
        for _ in range(5):
            QTest.mouseClick(sidebar, Qt.MouseButton.LeftButton, pos=QPoint(middle, 4))
        assert rows()[0] is first


@pytest.mark.parametrize("size", [(640, 640), (1024, 640)])
async def test_no_page_cuts_german_words(demo, tmp_path, size: tuple[int, int]):
    set_language("de")
    try:
        async with window_on(demo, tmp_path, size=size) as driver:
            await driver.search("attention")
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
            for tab in ("cited_by", "references", "map", "timeline"):
                driver.trigger(f"view.{tab}")
                await driver.idle()
                assert cut(driver) == [], tab
            for page in PAGES:
                driver.trigger(page)
                await driver.idle()
                assert cut(driver) == [], page
    finally:
        set_language("en")
