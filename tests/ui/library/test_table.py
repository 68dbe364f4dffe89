"""The library as a table: rows are read as they are shown; columns are chosen, moved, sized, sorted by, and kept."""

from __future__ import annotations

import asyncio
import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.library import library_bulk
from scholar_desktop.library.search import library_pages
from scholar_desktop.library.tables import paper_facts
from scholar_desktop.ui.actions import action_context
from scholar_desktop.ui.library import library_list, row_loader
from scholar_desktop.ui.library.library_list_model import LibraryListModel
from scholar_desktop.ui.library.table_columns import FIRST, columns_of, fitted, with_room_for_dates, without_room
from scholar_desktop.ui.library.table_painter import AFTER, BEFORE
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL
from scholar_desktop.ui.words.literal_text import shown_text
from scholar_desktop.ui.words.window_language import use_language
from scholar_desktop.ui.words.wording import calendar_day
from tests.support.keyboard import Keyboard
from tests.support.painting import paint_now
from tests.support.window_driver import Driver, window_on

ROWS = 400
LEFT = Qt.MouseButton.LeftButton


def papers() -> list[Paper]:
    return [
        Paper(
            f"Paper {number:03}",
            Ids(doi=f"10.5555/{number:03}"),
            (Author(f"A. Author{number % 7}"),),
            year=1900 + number % 100,
        )
        for number in range(ROWS)
    ]


def head(driver: Driver, column: str) -> tuple[object, QPoint]:
    """Return the viewport of the header, and a point in the head of *column*."""
    view = driver.view("libraryView")
    header = view.horizontalHeader()
    place = [one.name for one in view.model().columns].index(column)
    return header.viewport(), QPoint(header.sectionViewportPosition(place) + 12, header.height() // 2)


async def press_head(driver: Driver, column: str) -> list[str]:
    viewport, point = head(driver, column)
    QTest.mouseClick(viewport, LEFT, pos=point)
    await driver.idle()
    driver.view("libraryView").scrollToTop()  # from the selected paper
    await driver.idle()
    return first(driver)


def first(driver: Driver) -> list[str]:
    model = driver.view("libraryView").model()
    return [model.index(row, 0).data() for row in range(3)]


class Paused:
    """Lets a change go on after each paper only once *gate* is set."""

    def __init__(self, gate: threading.Event) -> None:
        self.yield_to_ui = gate.wait


def cell(driver: Driver, row: int, column: str) -> QPoint:
    view = driver.view("libraryView")
    place = [one.name for one in view.model().columns].index(column)
    return view.visualRect(view.model().index(row, place)).center()


async def test_the_header_is_painted_without_a_look_at_each_selected_row(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add(papers())
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        view, asked = driver.view("libraryView"), []
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert view.chosen_count() == ROWS
        count = LibraryListModel.count
        monkeypatch.setattr(LibraryListModel, "count", lambda model: (asked.append(model), count(model))[1])
        paint_now(view.horizontalHeader().viewport())
        assert len(asked) < ROWS


async def test_a_command_runs_on_the_selected_paper_while_the_table_reads_its_rows_again(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, keyboard = driver.program.services.library, Keyboard(driver)
        await library.add(papers()[:3])
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        view = driver.view("libraryView")
        QTest.mouseClick(view.viewport(), LEFT, pos=cell(driver, 1, "title"))
        await driver.idle()
        title = driver.window.context.now.paper.title
        read, gate = type(library).papers_in, asyncio.Event()

        async def held(*args):
            await gate.wait()
            return await read(*args)

        monkeypatch.setattr(type(library), "papers_in", held)
        await library.add(papers()[3:5])
        await driver.until(lambda: view.model().total == 5)
        await keyboard.press("Ctrl+Shift+W")
        assert driver.widget("citingWhyPanel").isVisible()
        assert driver.widget("whyFirst").text().startswith(title)
        await keyboard.press("Escape")
        gate.set()
        await driver.idle()
        assert driver.window.context.now.paper.title == title
        assert None not in [view.model().kept_at(row) for row in range(5)], "the new rows are read then"


@pytest.mark.parametrize("view", ["table", "cards"])
async def test_a_rule_without_words_is_answered_once(demo, tmp_path, monkeypatch, view):
    """Only words are searched first in the titles, and then again in the texts."""
    name = "load_listing" if view == "table" else "load_page"
    answer, asked = getattr(library_pages, name), []

    def counted(*args, **options):
        asked.append((args, options))
        return answer(*args, **options)

    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add(papers())
        driver.trigger("view.library")
        driver.trigger(f"library.{view}")
        await driver.idle()
        monkeypatch.setattr(library_pages, name, counted)
        for text, count, rows in (("issued:1907", 1, 4), ("issued:1907 paper", 2, 4)):
            asked.clear()
            driver.type(text, "libraryEdit")
            await driver.idle()
            assert (len(asked), driver.view("libraryView").model().total) == (count, rows), text


async def test_the_table_is_sorted_by_the_keys_of_its_heads(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.program.services.library.add(papers()[:40])
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        view = driver.view("libraryView")
        view.setFocus()
        await keyboard.press("Tab")
        head = view.horizontalHeader()
        assert keyboard.focus is head
        columns = [one.name for one in view.model().columns]
        assert columns[head.current] == "added", "the rows are sorted by it"
        for keys, column in (("Right", "pdf"), ("Right", "title"), ("End", "pdf"), ("Home", "title")):
            await keyboard.press(keys)
            assert columns[head.current] == column
        await keyboard.press("Return")
        await driver.idle()
        assert first(driver) == ["Paper 000", "Paper 001", "Paper 002"]
        await keyboard.press("Space")
        await driver.idle()
        assert first(driver) == ["Paper 039", "Paper 038", "Paper 037"]
        assert keyboard.focus is head
        chosen = driver.chosen("libraryView")
        for keys in ("S", "J", "Delete"):
            await keyboard.press(keys)
            await driver.idle()
        assert driver.chosen("libraryView") == chosen, "no command on the rows"
        assert view.model().rowCount() == 40
        assert not any(kept.starred for kept in driver.window.search_page.panes.library.chosen_kept())
        await keyboard.press("Shift+F10")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert menu.objectName() == "columnsMenu"
        await keyboard.press("Escape")
        assert keyboard.focus is head
        await keyboard.press("Down")
        assert keyboard.focus is view
        await keyboard.press("Tab")
        driver.trigger("library.cards")
        await driver.idle()
        assert keyboard.focus is view, "the heads are hidden"
        await keyboard.press("Tab")
        assert keyboard.focus is not head


async def test_the_menu_of_columns_stays_open_until_esc_or_a_click_outside(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add(papers()[:5])
        driver.trigger("view.library")
        await driver.idle()
        driver.click("tableButton")
        await driver.idle()
        view = driver.view("libraryView")

        def opened() -> list[QMenu]:
            return [one for one in driver.window.findChildren(QMenu, "columnsMenu") if one.isVisible()]

        driver.click("columnsButton")
        (menu,) = opened()
        entries = {shown_text(entry.text()): entry for entry in menu.actions()}
        for title, column, is_shown in (("DOI", "doi", True), ("Type", "type", False), ("DOI", "doi", False)):
            QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entries[title]).center())
            assert opened() == [menu], "the next column can be ticked"
            assert entries[title].isChecked() is (column in view.property("columns")) is is_shown
        QTest.keyClick(menu, Qt.Key.Key_Up)
        column = shown_text(menu.activeAction().text())
        was_ticked = entries[column].isChecked()
        QTest.keyClick(menu, Qt.Key.Key_Space)
        assert opened() == [menu]
        assert entries[column].isChecked() is not was_ticked
        letter = entries["Publisher"].text().partition("&")[2][0]
        QTest.keyClicks(menu, letter.lower())
        assert opened() == [menu]
        assert view.property("columns")[-1] == "publisher"
        ticked = [entry for entry in entries.values() if entry.isChecked()]
        for entry in ticked:
            QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())
        assert [entry.isEnabled() for entry in ticked if entry.isChecked()] == [False], "one column stays"
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        assert opened() == []
        driver.click("columnsButton")
        (menu,) = opened()
        QTest.mouseClick(menu, LEFT, pos=QPoint(-40, -40))
        assert opened() == []


async def test_the_ring_of_the_focus_goes_around_the_whole_row(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add(papers())
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        view, accent = driver.view("libraryView"), driver.window.theme.colour("accent").name()
        driver.window.activateWindow()
        view.setFocus()

        def ringed(row: int) -> set[bool]:
            """Whether each cell of *row* has the line of the ring below it."""
            picture, columns = view.viewport().grab().toImage(), range(view.model().columnCount())
            cells = [view.visualRect(view.model().index(row, column)) for column in columns]
            return {picture.pixelColor(one.center().x(), one.top() + 1).name() == accent for one in cells}

        driver.click_row(2, "libraryView")
        driver.press(Qt.Key.Key_Down, "libraryView", Qt.KeyboardModifier.ControlModifier)
        assert (view.chosen_rows(), view.currentIndex().row()) == ([2], 3)
        assert (ringed(2), ringed(3)) == ({False}, {True}), "a selected row has its bar"
        painted = []
        paint, view.paint_rows = view.paint_rows, lambda area: (painted.append(area.width()), paint(area))
        driver.press(Qt.Key.Key_Down, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: bool(painted))
        assert max(painted) == view.viewport().width(), "not only a cell is painted again"
        assert (ringed(3), ringed(4)) == ({False}, {True})
        driver.widget("libraryEdit").setFocus()
        assert ringed(4) == {False}


async def test_the_table_reads_its_rows_as_they_are_shown_and_is_kept_over_restarts(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add(papers())
        await library.entries.add({ITEM_TYPE: "book", "title": "A book by hand", "publisher": "Press"})
        driver.trigger("view.library")
        await driver.idle()
        view = driver.view("libraryView")
        assert view.property("view") == "cards"
        driver.click("tableButton")
        await driver.idle()
        assert view.property("view") == "table"
        assert view.property("columns") == ["title", "author", "year", "venue", "type", "added", "pdf"]
        assert view.horizontalScrollBar().maximum() == 0, "the first columns fit"
        model = view.model()
        assert model.rowCount() == ROWS + 1
        assert 0 < model.loaded < 200, "the rest of the rows is not read"
        assert first(driver)[0] == "A book by hand"
        assert model.index(0, 4).data() == "Book"

        view.setFocus()
        driver.press(Qt.Key.Key_End, "libraryView")
        await driver.idle()
        assert view.currentIndex().row() == ROWS
        assert driver.widget("detailTitle").plain_text() == model.index(ROWS, 0).data() != ""
        assert model.loaded < 200

        # sorted by any column, and back
        assert await press_head(driver, "title") == ["A book by hand", "Paper 000", "Paper 001"]
        assert await press_head(driver, "title") == ["Paper 399", "Paper 398", "Paper 397"]
        assert (await press_head(driver, "year"))[0] == "Paper 099"
        assert model.index(0, 2).data() == "1999", "the newest first"
        chosen = model.kept(view.currentIndex().row()).key
        assert chosen == model.kept(view.chosen_rows()[0]).key
        header = view.horizontalHeader()
        assert header.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder, "its arrow points down, as that of the cards"
        await press_head(driver, "year")
        assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        viewport, point = head(driver, "year")
        QTest.mouseClick(viewport, LEFT, pos=point)
        await driver.idle()
        assert model.kept(view.currentIndex().row()).key == chosen, "the selected paper stays selected"
        assert view.currentIndex().row() > 0
        assert view.verticalScrollBar().value() == 0, "the new order is shown from its top"

        # columns: chosen, moved, sized
        menu = driver.window.search_page.panes.library.table.menu_of_columns()
        for title in ("Publisher", "PDF"):
            next(entry for entry in menu.actions() if entry.text() == title).trigger()
            await driver.idle()
            if title == "Publisher":
                added = cell(driver, view.currentIndex().row(), "publisher")
                assert view.viewport().rect().contains(added), "the new column is in sight"
        assert view.property("columns")[-1] == "publisher"
        assert "pdf" not in view.property("columns")
        view.horizontalScrollBar().setValue(0)
        viewport, point = head(driver, "author")
        before = header.sectionSize(1)
        edge = QPoint(header.sectionViewportPosition(1) + header.sectionSize(1) - 1, point.y())
        QTest.mousePress(viewport, LEFT, pos=edge)
        QTest.mouseMove(viewport, edge + QPoint(20, 0))
        QTest.mouseMove(viewport, edge + QPoint(40, 0))
        QTest.mouseRelease(viewport, LEFT, pos=edge + QPoint(40, 0))
        wide = header.sectionSize(1)
        viewport, point = head(driver, "year")
        QTest.mousePress(viewport, LEFT, pos=point)
        for step in range(1, 20):
            QTest.mouseMove(viewport, point - QPoint(step * 30, 0))
        QTest.mouseRelease(viewport, LEFT, pos=QPoint(20, point.y()))
        await driver.idle()
        kept = view.property("columns")
        assert kept[0] == "year", kept
        assert wide == before + 40

        # selected rows that are not read yet are acted on as soon as they are
        view.select_rows([150, 250], current=150)
        assert not any(model.kept_at(row) for row in (150, 250))
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        assert (await library.counts()).trashed == 2
        driver.trigger("edit.undo")
        await driver.idle()

        # a search sorts and filters in the table, too
        driver.type("paper 12", "libraryEdit")
        await driver.idle()
        assert model.rowCount() == 10
        driver.type("", "libraryEdit")
        await driver.idle()
        assert model.rowCount() == ROWS + 1

    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.until(lambda: driver.widget("libraryView").isVisible())
        await driver.idle()
        view = driver.view("libraryView")
        assert view.property("view") == "table"
        assert view.property("columns") == kept
        place = [one.name for one in view.model().columns].index("author")
        assert abs(view.horizontalHeader().sectionSize(place) - wide) <= 1
        assert view.model().index(0, 0).data() == "1999", "sorted as before"
        driver.click("cardsButton")
        await driver.idle()
        assert view.property("view") == "cards"
        assert view.model().columnCount() == 1
        assert driver.titles("libraryView")[0] == "Paper 099"


async def test_rows_chosen_by_a_rubber_band_are_acted_on(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add(papers()[:20])
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        view = driver.view("libraryView")
        start, end = cell(driver, 2, "author"), cell(driver, 5, "year")
        QTest.mousePress(view.viewport(), LEFT, pos=start)
        for part in (1, 2, 3, 4):
            QTest.mouseMove(view.viewport(), start + (end - start) * part / 4)
        QTest.mouseRelease(view.viewport(), LEFT, pos=end)
        await driver.idle()
        assert view.chosen_rows() == [2, 3, 4, 5]
        chosen = driver.chosen("libraryView")
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        assert (await library.counts()).trashed == 4
        assert not set(chosen) & set(driver.titles("libraryView"))
        assert view.chosen_rows() == [2], "the row that took their place"
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.trigger("paper.star")
        await driver.idle()
        assert (await library.counts()).starred == 16


async def test_more_rows_than_papers_are_loaded_are_changed_as_one(demo, tmp_path, monkeypatch):
    for module in (library_list, action_context, row_loader):
        monkeypatch.setattr(module, "MOST_PAPERS", 10)
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, messages = driver.program.services.library, driver.window.messages
        await library.add(papers()[:60])
        await library.own_words.set_look("methods", None, 3)
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        registry = driver.window.registry
        assert not registry["paper.export"].isEnabled(), "it would export something else"
        assert "More than 2,000 papers are selected" in registry["paper.export"].toolTip()

        driver.press(Qt.Key.Key_3, "libraryView")
        await driver.idle()
        assert messages.note("undo").lead == "Changed 60 papers."
        assert [(tag.name, tag.papers) for tag in await library.all_tags()] == [("methods", 60)]
        driver.press(Qt.Key.Key_3, "libraryView")
        await driver.idle()
        assert [(tag.name, tag.papers) for tag in await library.all_tags()] == [("methods", 0)]
        driver.trigger("paper.star")
        await driver.idle()
        assert (await library.counts()).starred == 60
        driver.trigger("paper.to_read")
        await driver.idle()
        assert (await library.counts()).to_read == 60
        driver.trigger("paper.tag")
        driver.type("later", "tagEdit")
        driver.press(Qt.Key.Key_Return, "tagEdit")
        await driver.idle()
        assert messages.note("undo").lead == "Tagged 60 papers with “later”."
        driver.trigger("paper.edit")
        driver.widget("fieldChoice").setCurrentIndex(driver.widget("fieldChoice").findText("Publisher"))
        driver.type("A press", "fieldValue")
        driver.press(Qt.Key.Key_Return, "fieldValue")
        await driver.idle()
        assert messages.note("undo").lead == "Edited 60 papers."
        assert (await library.page(words="publisher:press")).total == 60
        driver.trigger("paper.collect")
        await driver.idle()
        driver.type("Thesis", "collectionEdit")
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert messages.note("undo").lead == "Added 60 papers to “Thesis”."
        assert len(driver.view("libraryView").chosen_rows()) == 60, "the selection stays"
        driver.trigger("app.offline")
        driver.program.services.downloads.enqueue(papers()[:1])
        await driver.idle()
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        said = "Moved 60 papers to the trash. Downloads that had not ended were stopped."
        assert messages.note("undo").lead == said
        assert (await library.counts()).trashed == 60
        driver.trigger("edit.undo")
        await driver.idle()
        assert (await library.counts()).trashed == 0

        # sorted, the rows are shown again before their new order is computed
        library_table = driver.window.search_page.panes.library.table
        next(one for one in library_table.menu_of_columns().actions() if one.text() == "Publisher").trigger()
        await press_head(driver, "title")
        await library.views.put("Press", "publisher:another")
        await driver.idle()
        counted = next(iter(driver.widget("smartViews")._buttons.values()))
        assert counted.accessibleName() == "Press, 0"
        gate = threading.Event()
        monkeypatch.setattr(paper_facts, "Yielder", lambda: Paused(gate))
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        driver.trigger("paper.edit")
        driver.widget("fieldChoice").setCurrentIndex(driver.widget("fieldChoice").findText("Publisher"))
        driver.type("Another press", "fieldValue")
        driver.press(Qt.Key.Key_Return, "fieldValue")
        model, place = (
            driver.view("libraryView").model(),
            driver.view("libraryView").property("columns").index("publisher"),
        )
        await driver.until(lambda: model.index(0, place).data() == "Another press")
        head = driver.window.search_page.panes.library.bar.head
        assert head.note.whole_text() == "60 papers · updating the list"
        await driver.until(lambda: counted.accessibleName() == "Press, ~0")
        assert counted.toolTip() == "The number is being updated."
        gate.set()
        await driver.idle()
        assert (head.note.whole_text(), counted.accessibleName(), counted.toolTip()) == ("60 papers", "Press, 60", "")

        # stopped by its message, in the middle of the change
        gate = threading.Event()
        monkeypatch.setattr(library_bulk, "REPORTED_EVERY", 1)
        monkeypatch.setattr(library_bulk, "Yielder", lambda: Paused(gate))
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.until(lambda: messages.note("bulk") is not None)
        note = messages.note("bulk")
        assert note.lead == "Changed 1 of 60 papers."
        note.steps[0].run()
        gate.set()
        await driver.idle()
        assert messages.note("bulk").lead == "Stopped. Nothing was changed."
        assert (await library.counts()).trashed == 0


@pytest.mark.parametrize("rows", [0, 1])
async def test_a_table_of_no_or_one_paper(demo, tmp_path, rows: int):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add(papers()[:rows])
        driver.trigger("library.table")
        await driver.idle()
        assert driver.state("libraryView") == ("full" if rows else "empty")
        assert driver.view("libraryView").model().rowCount() == rows


async def test_a_field_of_all_selected_papers_is_written_as_one_change(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add(papers()[:5])
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_Down, "libraryView", Qt.KeyboardModifier.ShiftModifier)
        driver.press(Qt.Key.Key_Down, "libraryView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        driver.trigger("paper.edit")
        choice = driver.widget("fieldChoice")
        assert choice.hasFocus()
        QTest.keyClicks(choice, "Publis")
        assert choice.currentText() == "Published in"
        choice.setCurrentIndex(choice.findText("Date"))
        driver.widget("fieldValue").setFocus()
        driver.type("2020-13", "fieldValue")
        driver.press(Qt.Key.Key_Return, "fieldValue")
        assert "is not a date" in driver.widget("fieldProblem").text()
        driver.type("2020-12", "fieldValue")
        driver.press(Qt.Key.Key_Return, "fieldValue")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Edited 3 papers."
        years = [one.paper.year for one in (await library.page()).papers]
        assert years.count(2020) == 3
        driver.trigger("edit.undo")
        await driver.idle()
        assert all(one.paper.year != 2020 for one in (await library.page()).papers)


def test_long_texts_give_way_in_a_narrow_table_and_the_title_takes_what_is_left():
    columns = columns_of(FIRST)
    narrow, usual, wide = (fitted(columns, {}, room) for room in (760, 1012, 1400))
    assert sum(narrow.values()) <= 760
    assert all(narrow[each.name] >= (each.least or each.width) for each in columns)
    assert narrow["type"] == usual["type"], "“Conference paper” is whole"
    assert narrow["title"] > 2.5 * narrow["venue"], "the title is what rows are told apart by"
    assert narrow["year"] == usual["year"] == wide["year"]
    assert usual == {each.name: each.width for each in columns}
    assert sum(wide.values()) == 1400
    assert {name for name in wide if wide[name] != usual[name]} == {"title"}
    assert without_room(columns, 760) == ()
    assert without_room(columns, 650) == ("added",)
    assert without_room(columns, 480) == ("added", "venue", "type")
    assert without_room(columns, 690, "added") == ("venue",)
    assert without_room(columns, 550, "venue") == ("added", "type")
    assert fitted(columns, {"title": 500, "venue": 300}, 760)["title"] == 500, "a width that the user chose"


async def test_the_column_that_the_rows_are_sorted_by_stays_in_a_narrow_table(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), offline=True) as driver:
        await driver.program.services.library.add(papers()[:9])
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        view = driver.view("libraryView")
        names = [one.name for one in view.model().columns]

        def shown() -> list[str]:
            return [name for place, name in enumerate(names) if not view.horizontalHeader().isSectionHidden(place)]

        driver.window.resize(1440, 900)
        await driver.idle()
        await press_head(driver, "venue")
        for width in range(1400, 960, -40):
            driver.window.resize(width, 640)
            await driver.idle()
            assert "venue" in shown(), width
        driver.window.resize(1024, 640)
        await driver.idle()
        assert "added" not in shown()
        await press_head(driver, "type")
        assert "type" in shown()
        assert "venue" not in shown(), "it gives way again when the rows are sorted by another column"


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_column_of_a_date_has_room_for_the_longest_date(qapp, language):
    use_language(language)
    try:
        scale = Theme(qapp, "light").type
        (added,) = with_room_for_dates(columns_of(["added"]), scale)
        longest = max(
            scale.metrics(BODY).horizontalAdvance(calendar_day(f"2026-{month:02}-28")) for month in range(1, 13)
        )
        assert fitted((added,), {}, 100)["added"] * scale.px(100) // 100 >= longest + BEFORE + AFTER
    finally:
        use_language("en")


def test_a_narrow_column_has_room_for_its_head_and_the_arrow_of_the_order(qapp):
    scale = Theme(qapp, "light").type
    columns = with_room_for_dates(columns_of(["pdf", "star", "year"]), scale)
    for column, width in zip(columns, fitted(columns, {}, 100).values(), strict=True):
        words = scale.metrics(SMALL).horizontalAdvance(column.head)
        assert width * scale.px(100) // 100 >= words + 2 * 8 + 16, column.name


async def test_the_button_of_the_other_view_has_the_focus_after_a_switch(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.program.services.library.add(papers()[:3])
        driver.trigger("view.library")
        await driver.idle()
        keyboard = Keyboard(driver)
        driver.widget("tableButton").setFocus()
        for button in ("cardsButton", "tableButton"):
            await keyboard.press("Return")
            await driver.idle()
            assert keyboard.focus.objectName() == button
            assert keyboard.focus.isVisible()


async def test_the_head_has_no_arrow_while_the_best_matches_are_first(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for number, title in enumerate(["Attention and memory", "On attention", "Attention attention", "Other"]):
            await driver.program.services.library.add([Paper(title, Ids(doi=f"10.5555/{number}"), year=2000 + number)])
        driver.trigger("view.library")
        await driver.idle()
        driver.type("attention", "libraryEdit")
        await driver.idle()
        as_cards = driver.titles("libraryView")
        driver.trigger("library.table")
        await driver.idle()
        header = driver.view("libraryView").horizontalHeader()
        assert driver.titles("libraryView") == as_cards
        assert not header.isSortIndicatorShown()
        ticked = [one for one in ("added", "title") if driver.window.registry[f"library.sort_{one}"].isChecked()]
        assert ticked == []
        driver.widget("libraryEdit").clear()
        await driver.idle()
        assert header.isSortIndicatorShown()
        assert driver.view("libraryView").property("columns")[header.sortIndicatorSection()] == "added"
        driver.type("attention", "libraryEdit")
        await driver.idle()
        assert not header.isSortIndicatorShown(), "also with words that are typed into the table"
        await press_head(driver, "title")
        assert header.isSortIndicatorShown()
        assert driver.titles("libraryView") == sorted(as_cards)
        driver.widget("libraryEdit").clear()
        await driver.idle()
        driver.type("attention", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView") == sorted(as_cards), "the order that was chosen stays"
        assert header.isSortIndicatorShown()


async def test_words_in_the_box_leave_the_columns_of_a_narrow_table_as_they_are(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.program.services.library.add(papers())
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        header, columns = driver.view("libraryView").horizontalHeader(), driver.view("libraryView").property("columns")

        def hidden() -> list[str]:
            return [name for place, name in enumerate(columns) if header.isSectionHidden(place)]

        before = hidden()
        assert before
        assert "added" not in before, "the rows are sorted by it"
        driver.type("paper", "libraryEdit")
        await driver.idle()
        assert not header.isSortIndicatorShown()
        assert hidden() == before
        await press_head(driver, "year")
        assert "added" in hidden()
