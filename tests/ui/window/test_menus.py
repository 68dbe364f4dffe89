"""The menu bar and the context menus: their length, and that no action is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.domain.search.filters import NAMES
from scholar_desktop.ui.program.status_bar import StatusBar
from scholar_desktop.ui.window.action_definitions import ALL
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, row_menu, window_on

MOST_IN_BAR = {"file": 10, "edit": 10, "view": 10, "go": 23, "paper": 10, "tools": 10, "help": 9}
MOST_IN_CONTEXT_MENU = 12
FORMER_IDS = {"paper.remove", "list.paste"}
"""They run `paper.delete` and `list.open`; kept for scripts, and shown nowhere."""
ONLY_IN_PALETTE = {"app.restart", *(f"search.filter_{name}" for name in NAMES)}
"""The message about a setting that takes effect after a restart has the first, too, and the search page a chip or a
menu for each filter."""


def entries(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if not action.isSeparator()]


def leaves(menu: QMenu) -> Iterator[QAction]:
    for action in entries(menu):
        submenu = action.menu()
        if isinstance(submenu, QMenu):
            yield from leaves(submenu)
        else:
            yield action


def texts(menu: QMenu) -> list[str]:
    return [shown_text(action.text()) for action in leaves(menu)]


def first_level(menu: QMenu) -> set[str]:
    return {shown_text(action.text()) for action in entries(menu) if action.menu() is None}


def menu_of(driver: Driver, name: str) -> QMenu:
    return next(menu for menu in driver.window.menuBar().findChildren(QMenu) if menu.objectName() == f"menu.{name}")


async def test_the_menus_are_short_and_have_every_action(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        assert driver.window.registry.unbound() == []
        assert [action.text() for action in driver.window.menuBar().actions()] == [
            "&File", "&Edit", "&View", "&Go", "&Paper", "&Tools", "&Help"
        ]  # fmt: skip
        assert {name: len(entries(menu_of(driver, name))) for name in MOST_IN_BAR} == {
            name: min(most, len(entries(menu_of(driver, name)))) for name, most in MOST_IN_BAR.items()
        }
        assert 8 <= len(entries(menu_of(driver, "paper"))) <= 10
        shown = [action.objectName() for name in MOST_IN_BAR for action in leaves(menu_of(driver, name))]
        assert {action.id for action in ALL} - FORMER_IDS - ONLY_IN_PALETTE == set(shown)
        twice = {name for name in shown if shown.count(name) > 1}
        assert twice == {action.id for action in ALL if action.also_in}
        menu = menu_of(driver, "paper")
        before = texts(menu)
        menu.aboutToShow.emit()
        titles = [entry.text() for entry in entries(menu)]
        assert titles
        assert all(re.search("&[^&]", title) for title in titles), titles
        assert driver.window.registry.title("paper.star") == "Star"
        menu.aboutToHide.emit()
        assert texts(menu) == before


@pytest.mark.parametrize("focused", ["searchEdit", "resultsView"])
async def test_f10_opens_the_first_menu(demo, tmp_path, focused):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.widget(focused).setFocus()
        await Keyboard(driver).press("F10")
        menu = menu_of(driver, "file")
        await driver.until(menu.isVisible)
        menu.close()
        await driver.idle()
        assert driver.widget(focused).hasFocus()


async def test_the_context_menus_are_short_and_name_the_selection(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        menu = row_menu(driver)
        assert len(entries(menu)) <= MOST_IN_CONTEXT_MENU
        assert {"Copy citation", "Export…"} <= first_level(menu)
        assert "Add to library" in texts(menu)
        assert "Move to trash" not in texts(menu)
        menu.close()
        driver.trigger("paper.add")
        await driver.idle()
        menu = row_menu(driver)
        assert len(entries(menu)) <= MOST_IN_CONTEXT_MENU
        assert {"Copy citation", "Export…"} <= first_level(menu)
        assert "Add to library" not in texts(menu)
        assert "Move to trash" in texts(menu)
        menu.close()
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        menu = row_menu(driver)
        assert len(entries(menu)) <= MOST_IN_CONTEXT_MENU
        assert {"Copy 3 citations", "Export 3 papers…", "Send 3 papers to Zotero or JabRef…"} <= first_level(menu)
        assert {"Get PDFs of 3 papers", "Star 3 papers", "Export 3 papers…", "Compare 3 papers"} <= set(texts(menu))
        assert "Pin" not in texts(menu)
        menu.close()
        await driver.idle()
        assert driver.window.registry.title("paper.get_pdf") == "Get PDF"


async def test_the_menus_of_a_citing_row_and_of_the_library_have_copy_citation_and_export(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("paper.open")
        await driver.idle()
        for _ in range(2):  # before and after it is added
            driver.click_row(0, "citedByView")
            await driver.idle()
            menu = row_menu(driver, "citedByView")
            assert len(entries(menu)) <= MOST_IN_CONTEXT_MENU
            assert {"Copy sentence\tCtrl+C", "Export…"} <= first_level(menu)
            assert {"Copy citation", "Export sentences of selected papers…"} <= set(texts(menu)) - first_level(menu)
            menu.close()
            driver.trigger("paper.add")
            await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        menu = row_menu(driver, "libraryView")
        assert len(entries(menu)) <= MOST_IN_CONTEXT_MENU
        assert {"Copy citation", "Export…"} <= first_level(menu)
        menu.close()


def submenu(menu: QMenu, title: str) -> list[str]:
    inner = next(action.menu() for action in entries(menu) if shown_text(action.text()) == title)
    assert isinstance(inner, QMenu)
    return texts(inner)


async def test_what_removes_and_what_sends_papers_is_where_the_user_looks(demo, tmp_path):
    """In a collection, both ways to remove a paper are together; elsewhere, the only one is on the first level."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        services = driver.program.services
        await services.collections.put_in(driver.window.search_page.search.result.papers[:3], "Thesis")
        driver.window.navigation.show_collection(next(iter(await services.collections.all())))
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        for count, remove, send in (
            (1, ["Remove from collection", "Move to trash"], "Send to Zotero or JabRef…"),
            (2, ["Remove 2 papers from collection", "Move 2 papers to trash"], "Send 2 papers to Zotero or JabRef…"),
        ):
            menu = row_menu(driver, "libraryView")
            assert len(entries(menu)) <= MOST_IN_CONTEXT_MENU
            assert send in first_level(menu)
            assert submenu(menu, "Remove") == remove
            assert not [one for one in submenu(menu, "Add to") if "Remove" in one or "Send" in one]
            menu.close()
            if count == 1:
                driver.press(Qt.Key.Key_Down, "libraryView", Qt.KeyboardModifier.ShiftModifier)
                await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        menu = row_menu(driver, "libraryView")
        assert "Move to trash" in first_level(menu)
        assert "Remove from collection" not in texts(menu)
        menu.close()
        in_bar = submenu(menu_of(driver, "paper"), "Remove or restore")
        assert in_bar[:2] == ["Remove from collection", "Move to trash"]
        assert "Send to Zotero or JabRef…" in submenu(menu_of(driver, "file"), "Export and transfer")


async def test_space_ticks_an_entry_as_enter_does(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        for number, keys in enumerate(("Space", "Return")):
            driver.widget("citedBy.filter.intents").setFocus()
            for key in ("Space", *("Down",) * (number + 1), keys):
                await keyboard.press(key)
            await driver.idle()
            assert QApplication.activePopupWidget() is None
            assert len(driver.widget("citedBy.filter.intents").parentWidget().filter.intents) == number + 1
        await keyboard.press("Alt+V")
        menu = menu_of(driver, "view")
        menu.setActiveAction(driver.window.registry["view.full_screen"])
        await keyboard.press("Space")
        await driver.idle()
        assert not menu.isVisible()
        assert driver.window.isFullScreen()


async def test_get_pdfs_in_the_context_menu_counts_the_papers_without_a_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        downloads = driver.program.services.downloads
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: bool(downloads.items()) and not downloads.active)
        await driver.idle()
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        menu = row_menu(driver)
        assert {"Get PDFs of 2 papers", "Star 3 papers"} <= set(texts(menu))
        menu.close()
        await driver.idle()
        assert [item.batch for item in downloads.items()] == [""]
        driver.trigger("paper.get_pdf")
        await driver.idle()
        batches = [item.batch.rpartition(",")[0] for item in downloads.items()]
        assert sorted(batches) == ["", "Search for “attention”", "Search for “attention”"], "the first has its PDF"


async def test_the_edit_menu_acts_on_the_focused_text_box_or_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        registry, box = driver.window.registry, driver.widget("searchEdit")
        box.setFocus()
        registry.run_on("edit.select_all")
        registry.run_on("edit.cut")
        assert box.text() == ""
        assert QGuiApplication.clipboard().text() == "attention"
        registry.run_on("edit.paste")
        assert box.text() == "attention"
        registry.run_on("edit.select_all")
        QGuiApplication.clipboard().clear()
        registry.run_on("edit.copy")
        assert QGuiApplication.clipboard().text() == "attention"
        driver.click_row(0)
        driver.view().setFocus()
        registry.run_on("edit.select_all")
        assert len(driver.chosen()) == len(driver.titles()) > 1
        driver.click_row(0)
        registry.run_on("edit.copy")
        await driver.idle()
        assert driver.titles()[0] in QGuiApplication.clipboard().text()
        QGuiApplication.clipboard().clear()
        driver.window.menuBar().findChild(QMenu, "menu.edit").aboutToShow.emit()
        assert not registry["edit.paste"].isEnabled()


async def test_the_view_menu_sets_the_theme_and_the_full_screen(demo, tmp_path):
    async with window_on(demo, tmp_path, theme="light") as driver:
        driver.trigger("view.settings")
        await driver.idle()
        driver.trigger("view.theme_dark")
        await driver.idle()
        assert driver.program.services.settings_editor.current.theme == "dark"
        assert driver.window.registry["view.theme_dark"].isChecked()
        assert not driver.window.registry["view.theme_light"].isChecked()
        QTest.keyClick(driver.window, Qt.Key.Key_F11)
        assert driver.window.isFullScreen()
        QTest.keyClick(driver.window, Qt.Key.Key_F11)
        assert not driver.window.isFullScreen()


async def test_the_pages_of_the_menu_go_are_in_the_order_of_the_sidebar(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        listed = [shown_text(action.text()) for action in entries(menu_of(driver, "go"))]
        pages = ["Search", "Downloads", "Unpaywall", "Offline corpus", "News", "Search ledger", "Manuscript check"]
        pages.append("Reference list")
        ends = ["Library", "Missing classics", "Map my library"]
        assert listed[: 2 + len(pages) + len(ends)] == ["Back", "Forward", *pages, *ends]


async def test_the_palette_knows_every_action_page_and_tab(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.palette")
        listed = driver.widget("paletteList")
        found = {listed.item(row).data(Qt.ItemDataRole.UserRole) for row in range(listed.count())}
        # the pages of a manuscript and of added PDFs are there by their names while they have rows
        assert found == {action.id for action in ALL} - {
            "app.palette",
            "view.manuscript",
            "view.add_pdfs",
            *FORMER_IDS,
        }
        for typed, title in (
            ("cited by", "Cited by (citing papers)"),
            ("timeline", "Timeline"),
            ("ledger", "Search ledger"),
        ):
            driver.type(typed, "paletteEdit")
            assert title in [listed.item(row).text() for row in range(listed.count())]
        driver.type("zotero", "paletteEdit")
        # what can run is first, and the other command is there with its reason
        titles = [listed.item(row).text() for row in range(listed.count())]
        assert titles[0] == "Import Zotero folder…"
        assert "Send to Zotero or JabRef…" in titles
        # the only match is listed although it cannot run, and says why not
        note = driver.widget("paletteNote")
        for typed, best, words in (
            ("load all res", "Load all results", "All results are loaded."),
            ("zzz", None, "No command found"),
        ):
            driver.type(typed, "paletteEdit")
            assert (listed.currentItem().text() if listed.count() else None) == best
            driver.press(Qt.Key.Key_Return, "paletteEdit")
            assert driver.widget("commandPalette").isVisible()
            assert note.text() == words
            assert note.isVisible()
        driver.press(Qt.Key.Key_Escape, "paletteEdit")
        # a collection and a tag are found by their names
        services = driver.program.services
        await services.collections.make("Thesis")
        driver.trigger("app.palette")
        await driver.idle()
        driver.type("thesi", "paletteEdit")
        assert listed.currentItem().text() == "Thesis"
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        assert driver.window.navigation.collection.name == "Thesis"
        name = "A collection whose name is longer than the Edit menu"
        await services.collections.make(name)
        await driver.idle()
        assert driver.window.registry.title("edit.undo").endswith("…”")
        driver.trigger("app.palette")
        driver.type("undo", "paletteEdit")
        assert listed.item(0).text() == f"Undo: create the collection “{name}”"


async def test_the_list_of_shortcuts_begins_with_the_keys_of_lists(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.shortcuts")
        labels = [label.text() for label in driver.widget("shortcutsPanel").body.children() if hasattr(label, "text")]
        assert labels[:3] == ["In lists", "J", "Next row"]
        assert "Ctrl+Shift+S, S" in labels
        assert {"In a PDF", "On a map", "In a reference list or a manuscript check", "Paste"} <= set(labels)


def _submenu(driver: Driver, name: str) -> QMenu:
    return next(menu for menu in driver.window.menuBar().findChildren(QMenu) if menu.objectName() == name)


async def test_the_menu_unpaywall_begins_with_what_needs_no_answer_and_has_the_rest_on_its_page(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        menu = menu_of(driver, "tools")
        menu.aboutToShow.emit()
        submenu = _submenu(driver, "menu.tools.unpaywall")
        visible = [action for action in entries(submenu) if action.isVisible()]
        assert [shown_text(action.text()) for action in visible] == [
            "Unpaywall",
            "Look up DOIs",
            "Search titles",
            "Saved answers",
        ]
        assert all(action.isEnabled() for action in visible)
        visible[2].trigger()
        await driver.idle()
        assert driver.widget("titleQueryEdit").hasFocus()
        assert driver.widget("unpaywallTabs").currentIndex() == 1
        menu.aboutToShow.emit()
        copy = driver.window.registry["unpaywall.copy_json"]
        assert copy.isVisible()
        assert not copy.isEnabled()
        assert copy.statusTip() == "No Unpaywall answer is selected."


async def test_the_status_bar_says_why_an_entry_of_a_menu_is_grey(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        menu = menu_of(driver, "paper")
        driver.window.menuBar().setActiveAction(menu.menuAction())
        assert menu.isVisible()
        entry = next(action for action in entries(menu) if action.objectName() == "paper.get_pdf")
        assert not entry.isEnabled()
        for step in range(10):  # Qt takes the first moves after a menu opens for a part of the click
            QTest.mouseMove(menu, menu.actionGeometry(entry).topLeft() + QPoint(5 + 3 * step, 5))
        await driver.until(lambda: driver.window.findChild(StatusBar).tip == "Select a paper first.")
        menu.close()
        await driver.until(lambda: driver.window.findChild(StatusBar).tip == "")


async def test_what_can_be_on_or_off_has_its_tick_and_no_icon_in_its_place(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        actions = driver.window.registry
        actions.draw_icons()
        assert not actions["paper.star"].icon().isNull()
        assert [
            action.id for action in ALL if actions[action.id].isCheckable() and not actions[action.id].icon().isNull()
        ] == []
        driver.trigger("library.table")
        await driver.idle()
        assert (actions["library.table"].isChecked(), actions["library.cards"].isChecked()) == (True, False)
