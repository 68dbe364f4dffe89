"""Papers are put into collections, and collections are made, by what a person presses and types."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QListWidget, QToolTip, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.library.collections.collection_button import CollectionButton
from scholar_desktop.ui.library.collections.collection_tree_model import collection_mime
from scholar_desktop.ui.rows.dragging import attach_papers
from scholar_desktop.ui.rows.row_layout import find
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def tree(driver: Driver) -> dict[str, int]:
    return {one.path: one.papers for one in await driver.program.services.collections.all()}


def offered(driver: Driver, panel: QWidget) -> list[str]:
    rows = panel.findChild(QListWidget, "collectionRows")
    return [rows.item(row).text() for row in range(rows.count())]


async def test_the_message_counts_the_papers_that_were_not_in_the_collection(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        services, papers = driver.program.services, driver.window.search_page.search.result.papers[:3]
        await services.collections.put_in([Paper(papers[0].title, papers[0].ids)], "Thesis/Chapter 2")
        await driver.idle()
        driver.view().setFocus()
        driver.view().select_rows([0, 1, 2], current=0)
        await driver.idle()
        driver.trigger("paper.collect")
        await driver.idle()
        driver.type("Thesis / Chapter 2", "collectionEdit")
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert (await tree(driver))["Thesis/Chapter 2"] == 3
        assert driver.window.messages.note("undo").lead == "Added 2 papers to your library and to “Thesis / Chapter 2”."


async def test_papers_of_a_search_go_into_a_collection_that_is_named_on_the_way(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_J, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        assert len(driver.chosen()) == 2
        await driver.idle()
        driver.trigger("paper.collect")
        await driver.idle()
        panel = driver.widget("collectionPanel")
        assert offered(driver, panel) == ["New collection…"]
        driver.type("Thesis / Chapter 2", "collectionEdit")
        assert offered(driver, panel) == ["Create “Thesis / Chapter 2”"]
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert await tree(driver) == {"Thesis": 2, "Thesis/Chapter 2": 2}
        assert (await driver.program.services.library.counts()).papers == 2
        assert driver.window.messages.note("undo").lead == "Added 2 papers to your library and to “Thesis / Chapter 2”."

        driver.trigger("paper.collect")
        await driver.idle()
        assert offered(driver, panel) == ["Thesis", "Chapter 2", "New collection…"]
        driver.type("CHAP", "collectionEdit")
        assert offered(driver, panel) == ["Thesis / Chapter 2", "Create “CHAP”"]
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "2 papers are already in “Thesis / Chapter 2”."

        # of three papers, one is not there yet: that one is counted, and undo takes it out again
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        assert len(driver.chosen()) == 3
        driver.trigger("paper.collect")
        await driver.idle()
        driver.type("CHAP", "collectionEdit")
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Added 1 paper to your library and to “Thesis / Chapter 2”."
        driver.trigger("edit.undo")
        await driver.idle()
        assert await tree(driver) == {"Thesis": 2, "Thesis/Chapter 2": 2}

        driver.trigger("edit.undo")
        await driver.idle()
        assert await tree(driver) == {}
        assert (await driver.program.services.library.counts()).papers == 0


async def test_the_message_says_which_papers_were_added_to_the_library_too(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()

        async def collect(name: str) -> str:
            driver.trigger("paper.collect")
            driver.widget("collectionPanel").chosen.emit(name)
            await driver.idle()
            note = driver.window.messages.note("undo")
            return note.lead if note is not None else ""

        assert await collect("Thesis") == "Added 1 paper to “Thesis”."
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        assert len(driver.chosen()) == 3
        assert await collect("Plan") == "Added 3 papers to “Plan”, and 2 of them to your library."


async def test_the_button_shows_its_collection_and_goes_with_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        host = QWidget(driver.window)
        button = CollectionButton(
            driver.window.ui_context.theme,
            driver.window.ui_context.scope,
            driver.window.ui_context.messages,
            driver.window.ui_context.services.collections,
        )
        told: list[str] = []
        button.chosen.connect(told.append)
        QVBoxLayout(host).addWidget(button)
        host.setGeometry(900, 600, 400, 60)
        host.show()
        book = driver.program.services.collections
        await book.make("Reading group")
        thesis = await book.make("Thesis")
        assert (button.text(), button.path) == ("None", "")
        driver.click("collectionButton")
        await driver.idle()
        panel = driver.widget("collectionPanel")
        assert offered(driver, panel) == ["None", "Reading group", "Thesis", "New collection…"]
        assert driver.window.rect().contains(panel.geometry())
        driver.press(Qt.Key.Key_Up, "collectionEdit")
        for _ in range(3):
            driver.press(Qt.Key.Key_Down, "collectionEdit")
        driver.press(Qt.Key.Key_Return, "collectionEdit")  # names a new one in the same box
        assert offered(driver, panel) == []
        driver.press(Qt.Key.Key_Escape, "collectionEdit")
        assert panel.isVisible()
        driver.type("thes", "collectionEdit")
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert (button.text(), told) == ("Thesis", ["Thesis"])
        await book.rename(thesis.key, "Book")
        await driver.idle()
        assert (button.text(), told[1:]) == ("Book", ["Book"])
        await book.delete(thesis.key)
        await driver.idle()
        assert (button.text(), told[2:]) == ("None", [""])
        button.show_path("Not there yet")
        await driver.idle()
        assert (button.path, told[3:]) == ("Not there yet", [])


def rows(driver: Driver) -> list[tuple[str, int]]:
    """The tree as it stands: names with their steps inwards."""
    return [(one.name, one.depth) for one in driver.widget("collectionsView").rows.rows]


def place(driver: Driver, name: str) -> QPoint:
    """The middle of the row *name*, in the viewport of the tree."""
    view = driver.widget("collectionsView")
    number = [row for row, _ in rows(driver)].index(name)
    return view.visualRect(view.rows.index(number)).center()


def press(driver: Driver, name: str, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    QTest.mouseClick(driver.widget("collectionsView").viewport(), button, pos=place(driver, name))


def drop(driver: Driver, data: QMimeData, name: str | None) -> bool:
    """Hold *data* over the row *name* (below all rows for None) and let go; whether it was taken."""
    viewport = driver.widget("collectionsView").viewport()
    where = place(driver, name) if name is not None else viewport.rect().bottomLeft() + QPoint(10, 1)
    given = (
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    came_in = QDragEnterEvent(viewport.rect().bottomLeft(), *given)
    QApplication.sendEvent(viewport, came_in)
    assert came_in.isAccepted(), "else Qt tells of no move"
    for made in (QDragMoveEvent(where, *given), QDropEvent(where.toPointF(), *given)):
        QApplication.sendEvent(viewport, made)
    return made.isAccepted()


async def open_shelf(driver: Driver) -> None:
    """Nine papers in Thesis / Chapter 2, two in Reading group."""
    await driver.search("attention")
    papers = driver.window.search_page.search.result.papers
    await driver.program.services.collections.put_in(papers[:9], "Thesis/Chapter 2")
    await driver.program.services.collections.put_in(papers[8:10], "Reading group")
    await driver.idle()


async def test_a_press_on_a_collection_shows_its_papers_and_the_search_stays_in_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
        assert driver.widget("sidebar.collection.new").isVisible(), "the next step where there are none"
        await open_shelf(driver)
        assert rows(driver) == [("Reading group", 0), ("Thesis", 0), ("Chapter 2", 1)]
        press(driver, "Thesis")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 9
        assert driver.window.search_page.panes.library.bar.head.title.text() == "Thesis"
        press(driver, "Reading group")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 2
        driver.type("nothing of the kind", "libraryEdit")
        await driver.idle()
        assert driver.state("libraryView") == "empty"
        driver.type("", "libraryEdit")
        await driver.idle()

        # Del takes a row out of the collection, not out of the library
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        assert await tree(driver) == {"Reading group": 1, "Thesis": 9, "Thesis/Chapter 2": 9}
        assert (await driver.program.services.library.counts()).papers == 10
        driver.press(Qt.Key.Key_Z, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert len(driver.titles("libraryView")) == 2

        # the detail pane names the collections; its chip leads there, its cross takes the paper out
        driver.click_row(0, "libraryView")
        await driver.idle()
        chip = driver.widget("collectionChip.Reading group")
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 10, chip.height() // 2))
        await driver.idle()
        assert (await tree(driver))["Reading group"] == 1
        driver.click("libraryCollectionChip")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 10
        assert driver.widget("sidebar.view.library").isChecked()

        # the next row takes the place of one that leaves, and undo selects the one that is back
        press(driver, "Thesis")
        await driver.idle()
        titles = driver.titles("libraryView")
        driver.click_row(1, "libraryView")
        for key, modifier, selected in (
            (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, titles[2]),
            (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, titles[1]),
        ):
            driver.press(key, "libraryView", modifier)
            await driver.idle()
            assert driver.chosen("libraryView") == [selected]

    # all of it is there at the next start, offline too
    demo.reset()
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
        await driver.idle()
        assert rows(driver) == [("Reading group", 0), ("Thesis", 0), ("Chapter 2", 1)]
        press(driver, "Chapter 2")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 9
        assert demo.stats()["counts"] == {}


async def test_collections_are_named_folded_moved_and_deleted_where_they_stand(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
        driver.trigger("collection.new")
        driver.type("Thesis / Chapter 2", "collectionNameEdit")
        driver.press(Qt.Key.Key_Return, "collectionNameEdit")
        await driver.idle()
        assert rows(driver) == [("Thesis", 0), ("Chapter 2", 1)]
        view = driver.widget("collectionsView")
        view.setFocus()
        for key in (Qt.Key.Key_Home, Qt.Key.Key_Left):
            driver.press(key, "collectionsView")
        assert rows(driver) == [("Thesis", 0)]
        driver.press(Qt.Key.Key_Right, "collectionsView")
        driver.press(Qt.Key.Key_Down, "collectionsView")
        driver.press(Qt.Key.Key_F2, "collectionsView")
        driver.type("Notes", "collectionNameEdit")
        driver.press(Qt.Key.Key_Escape, "collectionNameEdit")
        await driver.idle()
        assert rows(driver) == [("Thesis", 0), ("Chapter 2", 1)]
        driver.press(Qt.Key.Key_F2, "collectionsView")
        driver.type("Notes", "collectionNameEdit")
        driver.press(Qt.Key.Key_Return, "collectionNameEdit")
        await driver.idle()
        assert rows(driver) == [("Thesis", 0), ("Notes", 1)]

        await open_shelf(driver)
        data = QMimeData()
        attach_papers(data, driver.window.search_page.search.result.papers[:3])
        assert drop(driver, data, "Notes")
        await driver.idle()
        assert (await tree(driver))["Thesis/Notes"] == 3
        assert not drop(driver, data, None), "papers go into a collection, not beside all"
        thesis, notes = (view.rows.rows[number] for number in (1, 3))
        assert (thesis.name, notes.name) == ("Thesis", "Notes")
        assert not drop(driver, collection_mime(thesis), "Notes"), "nothing goes into what is in it"
        assert drop(driver, collection_mime(notes), "Reading group")
        await driver.idle()
        assert rows(driver) == [("Reading group", 0), ("Notes", 1), ("Thesis", 0), ("Chapter 2", 1)]

        # a name that is taken is refused in words, and stays as it was
        assert not driver.window.registry["collection.rename"].isEnabled(), "Enter in the box of a name opens nothing"
        driver.window.context.update(collection=view.rows.rows[0])
        driver.window.registry.run_on("collection.rename")
        driver.type("THESIS", "collectionNameEdit")
        driver.press(Qt.Key.Key_Return, "collectionNameEdit")
        await driver.idle()
        assert "There is already a collection “Thesis”." in driver.window.messages.note("collections").lead
        press(driver, "Reading group")
        await driver.idle()
        driver.press(Qt.Key.Key_Delete, "collectionsView")
        driver.press(Qt.Key.Key_Return, "questionYes")
        await driver.idle()
        assert rows(driver) == [("Thesis", 0), ("Chapter 2", 1)]
        assert driver.window.navigation.collection is None, "what is gone is not shown any more"
        driver.trigger("edit.undo")
        await driver.idle()
        assert rows(driver) == [("Reading group", 0), ("Notes", 1), ("Thesis", 0), ("Chapter 2", 1)]


async def test_where_the_sidebar_is_a_rail_a_sign_opens_the_panel(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
        await open_shelf(driver)
        assert not driver.widget("collectionsView").isVisible()
        driver.click("sidebar.view.collection")
        await driver.idle()
        driver.type("chap", "collectionEdit")
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 9
        assert driver.window.focusWidget() is driver.widget("libraryView")
        assert driver.widget("sidebar.view.collection").isChecked()


async def test_a_row_of_all_papers_names_its_collections_and_the_tooltip_has_all_of_them(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        paper, other = Paper("On mosses", Ids(doi="10.5555/1")), Paper("On ferns", Ids(doi="10.5555/2"))
        collections = driver.program.services.collections
        long = "A collection of papers on mosses and ferns with a name that no row has the room for"
        await collections.put_in([paper], "Thesis/Chapter 2")
        await collections.put_in([paper], long)
        await driver.program.services.library.add([other])
        driver.trigger("view.library")
        await driver.idle()

        def named() -> dict[str, str]:
            view = driver.view("libraryView")
            found = {}
            for row in range(view.model().rowCount()):
                place = view.visualRect(view.model().index(row, 0))
                piece = find(
                    view.itemDelegate().layout_of(view.model().row(row), place.width(), place.height()), "collections"
                )
                found[driver.titles("libraryView")[row]] = piece.text if piece is not None else ""
            return found

        shown = named()
        assert shown["On ferns"] == ""
        assert shown["On mosses"].endswith("…")
        view = driver.view("libraryView")
        index = view.model().index(driver.titles("libraryView").index("On mosses"), 0)
        point = view.visualRect(index).center()
        event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
        QApplication.sendEvent(view.viewport(), event)
        assert f"Collections: {long}, Thesis / Chapter 2" in " ".join(QToolTip.text().split())
        one = await collections.find(long)
        assert one is not None
        driver.window.navigation.show_collection(one)
        await driver.idle()
        assert named() == {"On mosses": "Thesis / Chapter 2"}


@pytest.mark.parametrize("shows_names", [False, True])
async def test_the_box_for_the_name_of_a_collection_is_in_sight_in_a_low_window(demo, tmp_path, shows_names):
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        for number in range(8):
            await driver.program.services.collections.make(f"Collection {number}")
        await driver.idle()
        if shows_names:
            driver.trigger("view.sidebar")
            await driver.idle()
        await Keyboard(driver).press("Ctrl+Shift+N")
        box, sidebar = driver.widget("collectionNameEdit"), driver.widget("sidebar")
        place = QRect(box.mapTo(driver.window, QPoint()), box.size())
        shown = QRect(sidebar.mapTo(driver.window, QPoint()), sidebar.size())
        assert shown.top() <= place.top(), (place, shown)
        assert place.bottom() <= shown.bottom(), (place, shown)
        assert driver.window.focusWidget() is box


async def test_collections_and_tags_are_scrolled_together_and_their_rows_come_into_sight(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        services = driver.program.services
        for number in range(30):
            await services.collections.make(f"Collection {number}")
        await services.library.add([Paper("One", ids=Ids(doi="10.1/one"))])
        (kept,) = (await services.library.page()).papers
        for number in range(60):
            await services.library.tag([kept.key], f"tag {number}")
        driver.trigger("view.sidebar")
        await driver.idle()
        sidebar, view = driver.widget("sidebar"), driver.widget("collectionsView")
        scrolled = [one for one in sidebar.findChildren(QAbstractScrollArea) if one.verticalScrollBar().maximum()]
        assert len(scrolled) == 1, "one area, not one for each list"
        (area,) = scrolled
        settings = driver.widget("sidebar.view.settings")
        assert sidebar.rect().contains(QRect(settings.mapTo(sidebar, QPoint()), settings.size()))

        def is_in_sight(widget: QWidget, rect: QRect) -> bool:
            return area.viewport().rect().contains(QRect(widget.mapTo(area.viewport(), rect.topLeft()), rect.size()))

        view.setFocus()
        for key, row in ((Qt.Key.Key_End, 29), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Down, 1)):
            driver.press(key, "collectionsView")
            assert view.currentIndex().row() == row
            assert is_in_sight(view.viewport(), view.visualRect(view.currentIndex())), key
        keyboard = Keyboard(driver)
        await keyboard.press("Tab")
        await keyboard.press("Tab")
        assert keyboard.focus.objectName().startswith("sidebar.tag.")
        assert is_in_sight(keyboard.focus, keyboard.focus.rect())


@pytest.mark.parametrize("page", ["view.library", "view.library_trash", "view.downloads"])
async def test_the_first_collection_of_the_sidebar_gets_the_focus_on_every_page(demo, tmp_path, page):
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
        driver.trigger(page)
        await driver.idle()
        keyboard = Keyboard(driver)
        driver.widget("sidebar.collection.new").setFocus()  # from the page, the focus would return there
        for name in ("Thesis", "Reading group"):
            await keyboard.press("Ctrl+Shift+N")
            await keyboard.type(name)
            await keyboard.press("Return")
            await driver.idle()
            assert driver.window.focusWidget() is driver.widget("collectionsView")
        assert rows(driver) == [("Reading group", 0), ("Thesis", 0)]


async def test_the_focus_returns_after_a_new_collection_where_the_sidebar_has_only_icons(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(800, 600)) as driver:
        driver.trigger("view.library_trash")
        await driver.idle()
        keyboard = Keyboard(driver)
        before = driver.window.focusWidget()
        await keyboard.press("Ctrl+Shift+N")
        await keyboard.type("Thesis")
        await keyboard.press("Return")
        await driver.idle()
        assert [one.path for one in await driver.program.services.collections.all()] == ["Thesis"]
        assert driver.window.focusWidget() is before
