"""The order of the commands in the palette: those that can run first, and Quit never by a slip."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from scholar_desktop.translation import shown
from scholar_desktop.ui.rows import panel_line_delegate
from scholar_desktop.ui.rows.panel_line_delegate import END
from scholar_desktop.ui.window.action_definitions import ALL
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _offered(driver: Driver, words: str) -> list[tuple[str, bool]]:
    """The ids of the commands for *words*, and True for those that can run."""
    driver.type(words, "paletteEdit")
    rows = driver.widget("paletteList")
    items = [rows.item(row) for row in range(rows.count())]
    return [
        (str(item.data(Qt.ItemDataRole.UserRole)), bool(item.flags() & Qt.ItemFlag.ItemIsEnabled)) for item in items
    ]


async def test_the_commands_of_a_word_are_in_the_order_in_which_they_help(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        await keyboard.press("Return")
        await driver.idle()
        driver.view().setFocus()
        await keyboard.press("Ctrl+Shift+P")
        for words in ("citing papers", "who cites this paper"):
            assert _offered(driver, words)[0] == ("view.cited_by", True), words
        assert _offered(driver, "copy cite key")[0] == ("paper.copy_key", True)
        keys = [("paper.copy_key", True), ("view.citation_keys", True)]
        assert _offered(driver, "citation key")[:2] == keys, "what is done more often than a setting"
        close = _offered(driver, "close")
        assert close[-1] == ("app.quit", True)
        assert len(close) > 2
        assert _offered(driver, "quit")[0] == ("app.quit", True)
        assert _offered(driver, "retry")[0][0] == "downloads.retry"
        assert _offered(driver, "map")[0] == ("view.map", True)
        for words, found in (
            ("outline", "paper.read_pdf"),
            ("pasted", "list.open"),
            ("sort date", "search.sort_year"),
            ("sort year", "search.sort_year"),
            ("dark high contrast", "view.theme_high_contrast_dark"),
        ):
            assert found in [name for name, _ in _offered(driver, words)], words


async def test_export_is_found_by_the_formats_that_it_writes(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        await keyboard.press("Ctrl+Shift+P")
        for words in ("rdf", "zotero rdf", "endnote xml", "ris", "csl-json", "csl json"):
            found = [name for name, _ in _offered(driver, words)]
            assert {"paper.export", "library.export"} <= set(found), words
        zotero = [name for name, _ in _offered(driver, "zotero")]
        assert {"paper.export", "library.export"} <= set(zotero)
        assert zotero.index("paper.send") < zotero.index("paper.export"), "of those that need a selected paper"


@pytest.mark.parametrize(("view", "first"), [("resultsView", "search."), ("citedByView", "citations.")])
async def test_the_commands_of_the_list_with_the_focus_are_first(
    demo: Any, tmp_path: Any, view: str, first: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        await keyboard.press("Return")
        await driver.idle()
        driver.view(view).setFocus()
        await keyboard.press("Ctrl+Shift+P")
        for words in ("sort", "clear filters"):
            can_run = [name for name, can in _offered(driver, words) if can]
            if can_run:
                assert can_run[0].startswith(first), words


def test_no_two_commands_of_the_palette_have_one_name() -> None:
    titles = [shown(one.title) for one in ALL if one.in_palette]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


async def test_what_has_failed_can_be_tried_again_from_the_palette(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        demo.config(faults={"unpaywall": "html"})
        await driver.search("attention")
        demo.config(faults={})
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        before = demo.stats()["counts"]
        await keyboard.press("Ctrl+Shift+P")
        driver.type("retry", "paletteEdit")
        rows = driver.widget("paletteList")
        [item] = [one for one in map(rows.item, range(rows.count())) if one.text() == "Try again"]
        assert item.data(END).startswith("Unpaywall sent a web page"), "what has failed"
        rows.setCurrentItem(item)
        await keyboard.press("Return")
        await driver.idle()
        assert demo.stats()["counts"] != before
        await keyboard.press("Ctrl+Shift+P")
        driver.type("try again", "paletteEdit")
        assert "Try again" not in [rows.item(row).text() for row in range(rows.count())], "nothing has failed"
        await keyboard.press("Escape")


async def test_a_command_that_can_run_is_first_also_if_its_title_has_another_word(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("paper.add")
        await driver.idle()
        driver.click("sidebar.view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await keyboard.press("Ctrl+Shift+P")
        for words, first in (("delete", "paper.delete"), ("zoom", "view.text_normal")):
            offered = _offered(driver, words)
            assert offered[0] == (first, True), offered[:4]
            assert False in [can for _name, can in offered], "others cannot run"


async def test_a_line_has_the_first_sentence_of_why_it_cannot_run_and_its_tooltip_and_description_all(
    demo: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(panel_line_delegate, "show_tooltip", lambda _place, words, _widget: told.append(words))
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.palette")
        driver.type("rename collection", "paletteEdit")
        rows = driver.widget("paletteList")
        item = rows.item(0)
        why_not = driver.window.registry.why_not(item.data(Qt.ItemDataRole.UserRole))
        assert why_not == "No collection is shown. Select a collection in the sidebar."
        assert item.data(END) == "No collection is shown."
        assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole) == why_not
        assert driver.widget("paletteNote").text() == why_not
        where = rows.visualItemRect(item).center()
        event = QHelpEvent(QEvent.Type.ToolTip, where, rows.viewport().mapToGlobal(where))
        QApplication.sendEvent(rows.viewport(), event)
        assert told == [why_not]


@pytest.mark.parametrize("language", ["en", "de"])
async def test_everyday_words_lead_to_what_the_window_calls_otherwise(demo: Any, tmp_path: Any, language: str) -> None:
    async with window_on(demo, tmp_path, language=language) as driver:
        await Keyboard(driver).press("Ctrl+Shift+P")
        for words, german, wanted in (
            ("downloaded", "heruntergeladen", ["view.downloads"]),
            ("subscribe", "abonnieren", ["paper.watch", "paper.people", "search.save", "view.authors"]),
            ("trail", "spur", ["go.back", "go.forward", "app.calls"]),
            ("history", "verlauf", ["go.back", "go.forward", "app.calls", "view.ledger"]),
            ("on disk", "auf der festplatte", ["library.show_folder"]),
            ("folder", "ordner", ["library.show_folder"]),
        ):
            for typed in (words, german) if language == "de" else (words,):
                found = _offered(driver, typed)
                assert set(wanted) <= {name for name, _ in found}, typed
        assert _offered(driver, "on disk")[0] == ("library.show_folder", True)
        assert _offered(driver, "downloaded")[0] == ("view.downloads", True)
