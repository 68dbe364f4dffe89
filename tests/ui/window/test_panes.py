"""View, Panes: sidebar, details and citations are shown or hidden, over restarts too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from scholar_desktop.ui.rows.dragging import attach_papers
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

PANES = ("sidebar", "detailPane", "citationPane")


def seen(driver: Driver) -> list[str]:
    return [name for name in PANES if driver.widget(name).isVisible()]


def ticked(driver: Driver) -> list[bool]:
    names = ("view.sidebar", "view.details_pane", "view.citation_pane")
    return [driver.window.registry[name].isChecked() for name in names]


async def test_the_keys_of_the_panes_hide_and_show_them_over_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        assert seen(driver) == list(PANES)
        assert ticked(driver) == [True, True, True]
        wide = driver.view().width()
        await keyboard.press("F9")
        await keyboard.press("Shift+F9")
        await keyboard.press("Ctrl+F9")
        await driver.idle()
        assert seen(driver) == ["citationPane"], "its row of tabs stays"
        assert driver.window.search_page.panes.citations.is_closed
        assert ticked(driver) == [False, False, False]
        assert driver.view().width() > wide + 400, "the list has the room"
        assert driver.view().hasFocus()
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert seen(driver) == ["citationPane"]
        assert ticked(driver) == [False, False, False]
        keyboard = Keyboard(driver)
        for keys in ("F9", "Shift+F9", "Ctrl+F9"):
            await keyboard.press(keys)
        await driver.idle()
        assert seen(driver) == list(PANES)
        assert not driver.window.search_page.panes.citations.is_closed
        assert driver.widget("detailPane").width() > 300


async def test_opening_a_paper_shows_the_details_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.trigger("view.details_pane")
        assert not driver.widget("detailPane").isVisible()
        driver.press(Qt.Key.Key_Down, "resultsView")
        await driver.idle()
        assert not driver.widget("detailPane").isVisible(), "to select a row opens nothing"
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert driver.widget("detailPane").isVisible()
        assert ticked(driver)[1]


async def test_the_focus_of_a_hidden_pane_goes_to_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        for pane in ("detailPane", "sidebar"):
            driver.widget(pane).findChild(type(driver.widget("starButton"))).setFocus()
            driver.trigger("view.details_pane" if pane == "detailPane" else "view.sidebar")
            await driver.idle()
            assert driver.view().hasFocus(), pane


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
@pytest.mark.parametrize("citations", ["below", "tabs"])
async def test_closing_the_citations_by_key_gives_the_list_the_focus(demo, tmp_path, citations, size):
    async with window_on(demo, tmp_path, citations=citations, size=size) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.window.search_page.panes.results.focus_list()
        for keys in ("Ctrl+Alt+1", "Down", "Ctrl+F9"):
            await keyboard.press(keys)
            await driver.idle()
        assert keyboard.focus is driver.view()
        row = driver.view().current_row()
        await keyboard.press("Down")
        await driver.idle()
        assert driver.view().current_row() == row + 1
        assert not driver.widget("citedByView").isVisible()
        assert not ticked(driver)[2]


@pytest.mark.parametrize("citations", ["below", "tabs"])
@pytest.mark.parametrize("keys", [("Return",), ("Ctrl+Alt+1", "Down")])
async def test_hiding_the_details_by_key_gives_the_list_the_focus(demo, tmp_path, citations, keys):
    async with window_on(demo, tmp_path, citations=citations) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.window.search_page.panes.results.focus_list()
        for one in (*keys, "Shift+F9"):
            await keyboard.press(one)
            await driver.idle()
        assert not driver.widget("detailPane").isVisible()
        if citations == "below" and len(keys) > 1:
            assert driver.widget("citationPane").isAncestorOf(keyboard.focus), "they stay, and keep the focus"
            return
        assert keyboard.focus is driver.view()
        await keyboard.press("J")
        await driver.idle()
        assert driver.chosen() == [driver.titles()[1]]
        await keyboard.press("Shift+F9")
        assert driver.widget("detailPane").isVisible() or driver.widget("citationPane").isVisible()


async def test_what_has_no_pane_to_hide_says_why(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        await driver.search("attention")
        registry = driver.window.registry
        registry.refresh()
        assert registry.why_not("view.details_pane") == "The window is too narrow for a pane beside the list."
        assert registry.why_not("view.citation_pane") == "In a narrow window, the citations are tabs beside the paper."
        assert registry.why_not("view.sidebar") is None
        driver.trigger("view.settings")
        await driver.idle()
        assert registry.why_not("view.details_pane") == "Show the search or the library first."


async def test_a_pdf_is_read_beside_the_list_while_the_details_are_hidden(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        await driver.idle()
        driver.trigger("view.details_pane")
        driver.press(Qt.Key.Key_Space, "resultsView")
        await driver.idle()
        assert driver.widget("pdfView").isVisible()
        driver.press(Qt.Key.Key_Space, "resultsView")
        await driver.idle()
        assert seen(driver) == ["sidebar", "citationPane"]


NARROW = (1024, 640)


def names_shown(driver: Driver) -> bool:
    """Return True if the rows of the sidebar have their names, over the page: the page keeps its place."""
    sidebar = driver.widget("sidebar")
    assert driver.widget("searchEdit").mapTo(driver.window, QPoint(0, 0)).x() < 100
    return sidebar.isVisible() and sidebar.width() > 150


async def test_f9_shows_the_names_of_a_rail_over_the_page_then_hides_it_then_shows_the_rail(demo, tmp_path):
    async with window_on(demo, tmp_path, size=NARROW) as driver:
        await driver.search("attention")
        keyboard, sidebar = Keyboard(driver), driver.widget("sidebar")
        driver.view().setFocus()
        place = driver.view().mapTo(driver.window, QPoint(0, 0))
        assert not names_shown(driver)
        await keyboard.press("F9")
        await driver.idle()
        assert names_shown(driver)
        assert keyboard.focus is driver.widget("sidebar.view.search")
        assert driver.view().mapTo(driver.window, QPoint(0, 0)) == place, "nothing moves"
        over = driver.window.childAt(sidebar.mapTo(driver.window, QPoint(sidebar.width() - 20, 200)))
        assert over is sidebar or sidebar.isAncestorOf(over)
        assert driver.window.registry["view.sidebar"].isChecked()
        await keyboard.press("F9")
        await driver.idle()
        assert not sidebar.isVisible()
        assert driver.view().hasFocus()
        assert not driver.window.registry["view.sidebar"].isChecked()
        assert driver.view().mapTo(driver.window, QPoint(0, 0)).x() < place.x()
        await keyboard.press("F9")
        await driver.idle()
        assert sidebar.isVisible()
        assert not names_shown(driver)
        assert driver.window.registry["view.sidebar"].isChecked()


async def test_the_names_go_after_esc_a_choice_a_press_on_the_page_and_another_size(demo, tmp_path):
    async with window_on(demo, tmp_path, size=NARROW) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        names = driver.widget("sidebar.names")
        search = driver.widget("sidebar.view.search")
        assert (names.accessibleName(), names.sizeHint()) == ("Show names", search.sizeHint())
        driver.click("sidebar.names")
        assert names_shown(driver)
        assert (names.accessibleName(), names.isVisible()) == ("Hide names", True)
        assert names.sizeHint().width() == search.sizeHint().width()
        await keyboard.press("Escape")
        assert not names_shown(driver)
        assert driver.window.navigation.page == "search"
        driver.click_row(2)
        await driver.idle()
        await keyboard.press("Ctrl+6")
        await driver.idle()
        page = driver.window.navigation.page
        assert page != "search"
        driver.click("sidebar.names")
        driver.widget("sidebar.view.search").setFocus()
        await keyboard.press("Escape")
        assert not names_shown(driver)
        assert driver.window.navigation.page == page, "it hides the names, and does not go back as well"
        driver.widget("sidebar.view.search").setFocus()
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.window.navigation.page == "search", "without names over the page it goes back"
        driver.trigger("view.downloads")
        driver.click("sidebar.names")
        driver.trigger("view.search")
        await driver.idle()
        assert not names_shown(driver), "another page is shown"
        driver.view().setFocus()
        for _ in range(2):
            driver.click("sidebar.names")
        assert not names_shown(driver), "the same row closes it"
        driver.click("sidebar.names")
        driver.click("sidebar.view.search")
        assert not names_shown(driver), "the page that is shown was chosen"
        driver.click("sidebar.names")
        await keyboard.press("Down")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        assert driver.widget("sidebar").width() < 60
        driver.trigger("view.search")
        driver.click("sidebar.names")
        QTest.mouseClick(driver.widget("resultsView").viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, 30))
        assert not names_shown(driver)
        assert driver.chosen() != []
        driver.click("sidebar.names")
        driver.window.resize(1440, 900)
        await driver.idle()
        sidebar, box = driver.widget("sidebar"), driver.widget("searchEdit")
        assert sidebar.width() > 150
        assert box.mapTo(driver.window, QPoint(0, 0)).x() >= sidebar.width(), "beside the page"
        assert not driver.widget("sidebar.names").isVisible()


async def test_esc_gives_the_focus_back_and_only_a_press_beside_the_names_or_another_place_hides_them(demo, tmp_path):
    async with window_on(demo, tmp_path, size=NARROW) as driver:
        await driver.search("attention")
        keyboard, sidebar = Keyboard(driver), driver.widget("sidebar")
        driver.view().setFocus()
        await keyboard.press("F9")
        assert names_shown(driver)
        await keyboard.press("Escape")
        assert driver.view().hasFocus()
        driver.click("sidebar.names")
        free = QPoint(sidebar.width() - 20, sidebar.height() - 4)
        assert sidebar.childAt(free) is None or not isinstance(sidebar.childAt(free), PlaceButton)
        QTest.mouseClick(sidebar.childAt(free) or sidebar, Qt.MouseButton.LeftButton)
        assert names_shown(driver), "it is no press on the page"
        label = next(
            one
            for one in driver.window.findChildren(QLabel)
            if one.isVisible() and not sidebar.isAncestorOf(one) and one.focusPolicy() is Qt.FocusPolicy.NoFocus
        )
        QTest.mouseClick(label, Qt.MouseButton.LeftButton)
        assert not names_shown(driver), "also on what takes no focus"
        driver.trigger("view.library")
        await driver.idle()
        driver.click("sidebar.names")
        driver.trigger("view.library_starred")
        await driver.idle()
        assert driver.window.navigation.page == "library"
        assert sidebar.width() < 60, "another part of the library is shown"


async def test_a_wide_sidebar_has_no_row_for_its_names(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        assert not driver.widget("sidebar.names").isVisible()
        driver.window.resize(*NARROW)
        await driver.idle()
        row = driver.widget("sidebar.names")
        assert row.isVisible()
        assert row.accessibleName() == "Show names"


async def test_a_window_can_be_closed_with_the_names_over_its_page(demo, tmp_path):
    async with window_on(demo, tmp_path, size=NARROW) as driver:
        driver.click("sidebar.names")
        assert names_shown(driver)
        driver.window.close()
    async with window_on(demo, tmp_path, size=NARROW) as driver:
        assert driver.widget("sidebar").isVisible()
        assert not names_shown(driver)


async def test_a_drag_at_an_edge_of_the_narrow_sidebar_reaches_every_collection(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers[:2]
        for number in range(12):
            await driver.program.services.collections.put_in(papers[:1], f"Chapter {number:02}")
        driver.trigger("search.save")
        await driver.idle()
        data = QMimeData()
        attach_papers(data, papers)
        given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        sidebar, tree = driver.widget("sidebar"), driver.widget("collectionsView")
        QApplication.sendEvent(sidebar, QDragEnterEvent(QPoint(10, 200), *given))
        await driver.idle()

        def in_sight(row: int) -> bool:
            whole = tree.visualRect(tree.model().index(row, 0))
            return tree.viewport().visibleRegion().boundingRect().contains(whole)

        assert in_sight(0), "no empty place is left where collections could be"
        assert not in_sight(11)
        bottom = QPoint(60, sidebar.height() - 3)
        QApplication.sendEvent(sidebar, QDragMoveEvent(bottom, *given))
        await driver.until(lambda: in_sight(11))
        QApplication.sendEvent(sidebar, QDragMoveEvent(QPoint(60, 300), *given))
        where = tree.visualRect(tree.model().index(11, 0)).center()
        for event in (QDragLeaveEvent(), QDragEnterEvent(where, *given), QDragMoveEvent(where, *given)):
            QApplication.sendEvent(sidebar if isinstance(event, QDragLeaveEvent) else tree.viewport(), event)
        QApplication.sendEvent(tree.viewport(), QDropEvent(where.toPointF(), *given))
        await driver.idle()
        kept = {one.path: one.papers for one in await driver.program.services.collections.all()}
        assert kept["Chapter 11"] == 2


@pytest.mark.parametrize("is_dropped", [True, False])
async def test_the_rail_shows_its_names_for_papers_that_are_dragged_over_it(demo, tmp_path, is_dropped):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers[:2]
        await driver.program.services.collections.put_in(papers[:1], "Thesis")
        await driver.idle()
        data = QMimeData()
        attach_papers(data, papers)
        given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        sidebar, focused = driver.widget("sidebar"), driver.window.focusWidget()
        narrow = sidebar.width()
        came_in = QDragEnterEvent(QPoint(10, 200), *given)
        QApplication.sendEvent(sidebar, came_in)
        assert came_in.isAccepted()
        assert sidebar.width() > narrow
        assert driver.window.focusWidget() is focused
        tree = driver.widget("collectionsView")
        where = tree.visualRect(tree.model().index(0, 0)).center()
        for event in (QDragLeaveEvent(), QDragEnterEvent(where, *given), QDragMoveEvent(where, *given)):
            QApplication.sendEvent(sidebar if isinstance(event, QDragLeaveEvent) else tree.viewport(), event)
        await driver.idle()
        assert sidebar.width() > narrow, "the drag is still over it"
        QApplication.sendEvent(
            tree.viewport(), QDropEvent(where.toPointF(), *given) if is_dropped else QDragLeaveEvent()
        )
        await driver.until(lambda: sidebar.width() == narrow)
        await driver.idle()
        kept = (await driver.program.services.collections.all())[0].papers
        assert kept == (2 if is_dropped else 1)


@pytest.mark.parametrize(("size", "text_size"), [((1024, 640), 150), ((640, 640), 100)])
@pytest.mark.parametrize("way", ["backToListButton", "sidebar.view.search"])
async def test_a_click_leads_from_the_paper_to_the_list_in_a_window_of_one_pane(demo, tmp_path, size, text_size, way):
    async with window_on(demo, tmp_path, citations=None, size=size, text_size=text_size) as driver:
        await driver.search("attention")
        back = driver.widget("backToListButton")
        keyboard = Keyboard(driver)
        for tab in ("Ctrl+Alt+0", "Ctrl+Alt+1"):
            driver.window.search_page.panes.results.focus_list()
            await keyboard.press("Return")
            await keyboard.press(tab)
            await driver.idle()
            assert not driver.view().isVisible()
            assert back.isVisible()
            driver.click(way)
            await driver.idle()
            assert driver.view().isVisible()
            assert not back.isVisible()
            assert keyboard.focus.isVisible()
            if way == "backToListButton":
                assert keyboard.focus is driver.view()


async def test_the_button_to_the_list_is_only_in_a_window_of_one_pane(demo, tmp_path):
    async with window_on(demo, tmp_path, citations="tabs") as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        assert driver.widget("detailTabs").isVisible()
        assert not driver.widget("backToListButton").isVisible()
