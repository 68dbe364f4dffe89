"""The bar for a selection: when it is there, that nothing moves, its keys, and what its buttons do in each list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, shown_tooltip, window_on

SHIFT = Qt.KeyboardModifier.ShiftModifier


def bar(driver: Driver, view: str = "resultsView") -> QWidget:
    found: QWidget = driver.widget(f"{view}.selectionBar")
    return found


def button(driver: Driver, action_id: str, view: str = "resultsView") -> QPushButton:
    found = bar(driver, view).findChild(QPushButton, f"selection.{action_id}")
    assert isinstance(found, QPushButton)
    return found


def press(driver: Driver, action_id: str, view: str = "resultsView") -> None:
    QTest.mouseClick(button(driver, action_id, view), Qt.MouseButton.LeftButton)


def select(driver: Driver, rows: int, view: str = "resultsView") -> None:
    driver.click_row(0, view)
    for _ in range(rows - 1):
        driver.press(Qt.Key.Key_Down, view, SHIFT)


def places(driver: Driver) -> list[QRect]:
    view = driver.view()
    return [
        QRect(view.viewport().mapToGlobal(view.visualRect(view.model().index(row, 0)).topLeft()), view.size())
        for row in range(3)
    ]


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_bar_comes_with_two_rows_moves_nothing_and_goes_with_the_selection(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        await driver.search("attention")
        select(driver, 1)
        before = places(driver)
        assert not bar(driver).isVisible()
        driver.press(Qt.Key.Key_Down, "resultsView", SHIFT)
        await driver.idle()
        assert bar(driver).isVisible()
        assert bar(driver).accessibleName() == "2 selected papers"
        titles = [one.text() for one in bar(driver).findChildren(QPushButton) if one.isVisible()][:-1]
        if size[0] > 1000:
            assert titles == ["Get PDFs", "Add to", "Cite", "Export…", "Send to…", "Map", "Compare", "Trash"]
        else:
            assert titles == ["Get PDFs", "Add to", "Cite", "Export…", "More"], "the rest is in the menu"
        assert bar(driver)._number.text() == "2 papers"
        assert places(driver) == before
        inside = bar(driver).rect()
        shown = [one for one in bar(driver).findChildren(QPushButton) if one.isVisible()]
        assert all(inside.contains(one.geometry()) and one.width() >= one.sizeHint().width() for one in shown)
        assert all(one.accessibleName() for one in shown)
        driver.press(Qt.Key.Key_Down, "resultsView")
        await driver.idle()
        assert not bar(driver).isVisible()
        assert places(driver) == before


async def test_the_actions_that_have_no_room_are_in_the_menu_more(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        await driver.search("attention")
        select(driver, 3)
        await driver.idle()
        titles = [one.text() for one in bar(driver).findChildren(QPushButton) if one.isVisible()][:-1]
        assert titles[0] == "Get PDFs"
        assert titles[-1] == "More"
        more = bar(driver).findChild(QPushButton, "selection.more")
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        entries = {shown_text(action.text()): action for action in menu.actions()}
        every = ["Get PDFs", "Add to", "Cite", "Export…", "Send to…", "Map", "Compare", "Trash"]
        assert [*titles[:-1], *entries] == every
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entries["Map"]).center())
        await driver.idle()
        assert driver.window.navigation.page == "map"


async def test_the_bar_is_one_stop_of_tab_with_arrows_inside_and_clears_the_selection(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        select(driver, 3)
        await driver.idle()
        driver.view().setFocus()
        for key, reached in (
            ("Shift+Tab", "paper.get_pdf"),
            ("Right", "paper.add"),
            ("Right", "paper.copy_citation"),
            ("End", "clear"),
            ("Left", "paper.compare"),
            ("Home", "paper.get_pdf"),
            ("Left", "clear"),
            ("Right", "paper.get_pdf"),
            ("Right", "paper.add"),
        ):
            await keyboard.press(key)
            assert keyboard.focus is button(driver, reached), key
        await keyboard.press("Down")
        assert keyboard.focus is driver.view()
        assert len(driver.chosen()) == 3
        await keyboard.press("Shift+Tab")
        assert keyboard.focus is button(driver, "paper.add"), "the button that was used last"
        await keyboard.press("Shift+Tab")
        assert not bar(driver).isAncestorOf(keyboard.focus)
        await keyboard.press("Tab")
        await keyboard.press("End")
        await keyboard.press("Space")
        await driver.idle()
        assert not bar(driver).isVisible()
        assert len(driver.chosen()) == 1
        assert keyboard.focus is driver.view()
        await keyboard.press("Shift+Down")
        await keyboard.press("Shift+Tab")
        assert keyboard.focus is button(driver, "paper.get_pdf"), "not the button that cleared the selection before"


async def test_its_buttons_act_on_the_selected_papers(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        select(driver, 3)
        await driver.idle()
        press(driver, "paper.copy_citation")
        await driver.idle()
        assert len(QGuiApplication.clipboard().text().splitlines()) == 3
        press(driver, "paper.add")
        menu = next(one for one in bar(driver).findChildren(QMenu) if one.isVisible())
        entry = next(action for action in menu.actions() if shown_text(action.text()) == "Add to library")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
        await driver.idle()
        assert (await driver.program.services.library.counts()).papers == 3
        press(driver, "paper.export")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.idle()
        assert driver.widget("exportTitle").text() == "Export 3 papers"
        QTest.keyClick(driver.widget("exportFormat.bibtex"), Qt.Key.Key_Escape)
        press(driver, "paper.get_pdf")
        await driver.idle()
        assert len(driver.program.services.downloads.items()) == 3
        press(driver, "view.map_selection")
        await driver.idle()
        assert driver.window.navigation.page == "map"


async def test_two_selected_papers_are_compared_by_a_button(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        view = driver.view()
        QTest.mouseClick(
            view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            view.visualRect(view.model().index(2, 0)).center(),
        )
        await driver.idle()
        press(driver, "paper.compare")
        await driver.idle()
        assert driver.window.navigation.page == "compare"
        titles = [paper.title for paper in driver.window.navigation.subject("compare")]
        assert titles == [view.model().paper_at(row).title for row in (0, 2)]


async def test_a_comparison_of_some_of_the_selected_papers_says_of_how_many_also_after_a_restart(demo, tmp_path):
    def note(driver: Driver) -> str:
        found = [one for one in driver.widget("comparePage").findChildren(PageHead) if one.isVisible()]
        return found[0].note.text()

    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper(f"Whales {number}") for number in range(15)])
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        press(driver, "paper.compare", "libraryView")
        await driver.idle()
        assert note(driver) == "The first 12 of 15 selected papers"
        driver.trigger("go.back")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_Down, "libraryView", SHIFT)
        await driver.idle()
        press(driver, "paper.compare", "libraryView")
        await driver.idle()
        assert note(driver) == ""
        driver.trigger("go.back")
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        press(driver, "paper.compare", "libraryView")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.navigation.page == "compare")
        await driver.idle()
        assert note(driver) == "The first 12 of 15 selected papers"


async def test_the_tooltip_of_export_does_not_name_some_of_the_formats(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        select(driver, 2)
        await driver.idle()
        tip = shown_tooltip(button(driver, "paper.export"))
        assert tip.startswith("Export papers for reference managers, LaTeX or a table, or as formatted references.")
        assert not [name for name in ("BibTeX", "RIS", "CSL-JSON", "CSV", "RDF", "EndNote") if name in tip]


@pytest.mark.parametrize("width", [1440, 1100, 900])
async def test_compare_gives_way_before_the_trash(demo, tmp_path, width):
    async with window_on(demo, tmp_path, size=(width, 700), citations=None) as driver:
        await driver.program.services.library.add([a_paper("Whales"), a_paper("Mosses"), a_paper("Lichens")])
        driver.trigger("view.library")
        await driver.idle()
        select(driver, 2, "libraryView")
        await driver.idle()
        shown = [one.objectName() for one in bar(driver, "libraryView").findChildren(QPushButton) if one.isVisible()]
        has_more = "selection.more" in shown
        assert ("selection.paper.compare" in shown) is not has_more
        if not has_more:
            assert "selection.paper.delete" in shown


async def test_pdfs_that_are_all_in_the_queue_cannot_be_got_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        select(driver, 2)
        await driver.idle()
        downloads = driver.program.services.downloads
        driver.trigger("paper.get_pdf")
        downloads.pause([item.key for item in downloads.items()])
        get = driver.window.registry["paper.get_pdf"]
        await driver.until(lambda: not get.isEnabled())
        assert "already being downloaded" in shown_tooltip(
            bar(driver).findChild(QPushButton, "selection.paper.get_pdf")
        )
        select(driver, 3)
        await driver.until(get.isEnabled)
        select(driver, 2)
        await driver.until(lambda: not get.isEnabled())
        downloads.cancel([item.key for item in downloads.items()])
        await driver.until(get.isEnabled)


async def test_the_library_and_a_citation_list_have_a_bar_of_their_own(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        select(driver, 2)
        driver.trigger("paper.add")
        await driver.idle()
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        select(driver, 2, "citedByView")
        await driver.idle()
        assert bar(driver, "citedByView").isVisible()
        assert not bar(driver).isVisible()
        select(driver, 2)
        await driver.idle()
        press(driver, "paper.copy_citation", "citedByView")
        await driver.idle()
        copied = QGuiApplication.clipboard().text()
        assert all(title.rstrip(".") in copied for title in driver.chosen("citedByView"))
        driver.trigger("view.library")
        await driver.idle()
        driver.view("libraryView").setFocus()
        driver.view("libraryView").selectAll()
        await driver.idle()
        assert bar(driver, "libraryView").isVisible()
        assert bar(driver, "libraryView").accessibleName() == "2 selected papers"


@pytest.mark.parametrize("width", [1600, 1440, 1200])
async def test_each_button_has_its_place_whichever_papers_are_selected(demo, tmp_path, width):
    def placed() -> list[tuple[str, QRect]]:
        shown = (one for one in bar(driver).findChildren(QPushButton) if one.isVisible())
        return [(one.objectName(), one.geometry()) for one in shown]

    async with window_on(demo, tmp_path, size=(width, 800)) as driver:
        await driver.search("attention")
        select(driver, 2)
        await driver.idle()
        none_kept = placed()
        assert button(driver, "paper.delete").isVisible() or width < 1400, "it is in the menu"
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        select(driver, 2)
        await driver.until(button(driver, "paper.delete").isEnabled)
        assert placed() == none_kept
        driver.trigger("paper.delete")
        await driver.until(lambda: not button(driver, "paper.delete").isEnabled())
        assert placed() == none_kept


async def test_the_bar_has_a_button_for_what_delete_does(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        await driver.search("attention")
        select(driver, 2)
        await driver.idle()
        delete = button(driver, "paper.delete")
        assert not delete.isEnabled(), "none of them is in the library"
        assert "None of the selected papers is in your library." in shown_tooltip(delete)
        papers = [a_paper("Whales"), a_paper("Mosses"), a_paper("Lichens"), a_paper("Ferns")]
        await services.collections.put_in(papers, "Thesis")
        (thesis,) = await services.collections.all()
        driver.window.navigation.show_collection(thesis)
        await driver.idle()
        select(driver, 2, "libraryView")
        await driver.idle()
        assert button(driver, "paper.uncollect", "libraryView").isVisible()
        assert button(driver, "paper.delete", "libraryView").isHidden()
        press(driver, "paper.uncollect", "libraryView")
        await driver.idle()
        counts = await services.library.counts()
        assert (len(driver.titles("libraryView")), counts.papers, counts.trashed) == (2, 4, 0)
        driver.trigger("view.library")
        await driver.idle()
        select(driver, 2, "libraryView")
        await driver.idle()
        assert button(driver, "paper.uncollect", "libraryView").isHidden()
        press(driver, "paper.delete", "libraryView")
        await driver.idle()
        counts = await services.library.counts()
        assert (counts.papers, counts.trashed) == (2, 2)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_search_box_of_the_library_has_the_same_gap_to_the_bar_as_to_its_filters(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        await driver.program.services.library.add([a_paper(f"Kelp {number}") for number in range(3)])
        driver.trigger("view.library")
        await driver.idle()
        select(driver, 2, "libraryView")
        await driver.until(lambda: bar(driver, "libraryView").isVisible())
        box, page = driver.widget("libraryEdit"), driver.window
        above = bar(driver, "libraryView")
        top, end = (one.mapTo(page, one.rect().topLeft()).y() for one in (box, above))
        filters = driver.window.search_page.panes.library.bar.filters
        gap = filters.mapTo(page, filters.rect().topLeft()).y() - (top + box.height())
        assert top - (end + above.height()) == gap > 0
