"""The command palette finds commands by everyday words, in any order and by their beginnings."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.window.action_definitions import ALL
from scholar_desktop.ui.window.command_palette import search_words
from scholar_desktop.ui.window.command_words import COMMAND_WORDS, WORDS_WHEN_ON
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

EVERYDAY = {
    "dark mode": "view.theme_dark",
    "mode dark": "view.theme_dark",
    "bigger text": "view.text_large",
    "larger": "view.text_large",
    "zoom": "view.text_large",
    "call log": "app.calls",
    "restart": "app.restart",
    "apply settings": "app.restart",
    "api key": "view.settings",
    "cite key": "paper.edit",
    "citation key": "paper.edit",
    "citation k": "view.settings",
    "fix year": "paper.edit",
    "download all pdfs": "paper.get_pdf",
    "unlink": "paper.unlink_versions",
    "version": "paper.unlink_versions",
    "retry": "downloads.retry",
    "recommend": "paper.similar",
    "delete corpus": "view.corpus",
    "dataset files": "view.corpus",
    "privacy": "view.settings",
    "author page": "view.authors",
    "zenodo records": "view.records",
    "change theme": "view.theme_dark",
    "sentence search": "view.sentences",
    "automatic export": "library.live_files",
    "disconnect": "app.offline",
    "turn off network": "app.offline",
    "more by this author": "paper.people",
    "what did i search": "view.ledger",
    "live": "collection.live",
    "live file": "library.live_files",
    "profile index": "paper.people",
    "watch": "paper.watch",
    "watch paper": "paper.watch",
    "watched": "news.look_now",
    "clear cache": "unpaywall.saved_answers",
    "zoom in": "view.text_larger",
    "zoom out": "view.text_normal",
    "reading list": "view.library_to_read",
    "pdf folder": "library.show_folder",
    "library folder": "view.settings",
    "move pdf folder": "library.move",
    "font": "view.text_normal",
    "rich text": "paper.copy_citation",
    "new tag": "paper.tag",
    "snowball": "view.missing_classics",
    "snowballing": "view.missing_classics",
    "forward citations": "view.missing_classics",
    "backward": "view.missing_classics",
    "intent": "paper.why",
    "intents": "view.cited_by",
    "csv": "paper.export",
    "ris": "paper.export",
    "bibtex": "paper.export",
    "biblatex": "paper.export",
    "endnote": "paper.export",
}
FIRST = {
    "watch": "paper.watch",
    "unpaywall title": "unpaywall.search_titles",
    "unpaywall saved": "unpaywall.saved_answers",
}
GERMAN = {
    "dunkelmodus": "view.theme_dark",
    "dark mode": "view.theme_dark",
    "schrift": "view.text_large",
    "duplikate": "library.duplicates",
    "schlagwort": "paper.tag",
    "text groesser": "view.text_larger",
    "pdf ordner": "library.show_folder",
    "schriftgroesse": "view.text_normal",
    "rueckgaengig": "edit.undo",
}


async def _found(driver: Driver, keyboard: Keyboard, words: str) -> list[str]:
    await keyboard.press("Ctrl+Shift+P")
    await keyboard.type(words)
    await driver.idle()
    view = driver.widget("paletteList")
    titles = [view.item(row).text() for row in range(view.count())]
    await keyboard.press("Esc")
    return titles


def _window(demo: Any, tmp_path: Path) -> Any:
    return window_on(demo, tmp_path, demo=True, size=(1280, 800))


# A third of the table for each window, so that no test takes long on a slow machine.
@pytest.mark.parametrize("part", range(3))
async def test_everyday_words_find_their_command(demo: Any, tmp_path: Path, part: int) -> None:
    async with _window(demo, tmp_path) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        missing = {}
        for words, action in list(EVERYDAY.items())[part::3]:
            titles = await _found(driver, keyboard, words)
            if actions.whole_title(action) not in titles:
                missing[words] = titles
        assert missing == {}


async def test_what_can_run_comes_before_what_cannot_unless_that_was_named_in_full(demo: Any, tmp_path: Path) -> None:
    async with _window(demo, tmp_path) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("export")
        view = driver.widget("paletteList")
        rows = [view.item(row) for row in range(view.count()) if "export" in view.item(row).text().lower()]
        can_run = [bool(row.flags() & Qt.ItemFlag.ItemIsEnabled) for row in rows]
        assert set(can_run) == {True, False}
        assert can_run == sorted(can_run, reverse=True), [row.text() for row in rows]
        await keyboard.press("Esc")
        assert actions.why_not("paper.star") is not None
        assert (await _found(driver, keyboard, "star"))[0] == "Star"


async def test_the_best_command_for_a_word_comes_first(demo: Any, tmp_path: Path) -> None:
    async with _window(demo, tmp_path) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        for words, action in FIRST.items():
            assert (await _found(driver, keyboard, words))[0] == actions.whole_title(action), words
        assert (await _found(driver, keyboard, "import"))[0] == "Import…"
        notes = await _found(driver, keyboard, "note")
        assert notes[:3] == ["Note on collection…", "Edit note", "Annotations to note"]
        assert "What's new" not in notes
        assert (await _found(driver, keyboard, "undo"))[:2] == ["Undo", "Redo"]
        assert (await _found(driver, keyboard, "pdf folder"))[:2] == ["Add PDFs from folder…", "Show library folder"]
        assert "Open paper" in await _found(driver, keyboard, "citing")
        similar = await _found(driver, keyboard, "similar")
        assert {"Find similar papers", "Go to the tab “Similar papers”"} <= set(similar)


async def test_the_words_of_the_change_that_is_undone_count_least(demo: Any, tmp_path: Path) -> None:
    async with _window(demo, tmp_path) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        actions.set_title("edit.undo", "Undo: import 7 papers from refs10.bib")
        with patch.object(actions, "why_not", return_value=None):
            assert (await _found(driver, keyboard, "import"))[:2] == ["Import…", "Import Zotero folder…"]
            papers = await _found(driver, keyboard, "papers")
            assert papers.index("Undo: import 7 papers from refs10.bib") > papers.index("All papers")
            assert (await _found(driver, keyboard, "undo"))[0] == "Undo: import 7 papers from refs10.bib"
            assert await _found(driver, keyboard, "undo import") == ["Undo: import 7 papers from refs10.bib"]


async def test_an_action_that_is_on_is_named_by_what_it_does_then(demo: Any, tmp_path: Path) -> None:
    async with _window(demo, tmp_path) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        # Enter after "online" must not go offline
        assert await _found(driver, keyboard, "online") == []
        assert (await _found(driver, keyboard, "offline"))[0] == "Work offline"
        # the palette has no tick
        driver.program.services.status.set_offline(True)
        assert (await _found(driver, keyboard, "online"))[0] == "Go online"
        assert "Go online" in await _found(driver, keyboard, "offline")
        assert actions.title("app.offline") == "Work offline"  # ticked in the menu
        assert actions.help("app.offline") == "Send requests to the services again."
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("online")
        await keyboard.press("Return")
        assert not driver.program.services.status.offline


async def test_a_theme_is_chosen_in_the_palette(demo: Any, tmp_path: Path) -> None:
    async with _window(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("mode dark")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.program.services.settings_editor.current.theme == "dark"


async def test_a_command_with_exactly_the_typed_name_comes_before_one_whose_name_goes_on(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        await driver.search("attention")
        driver.view().choose(0)
        driver.trigger("view.cited_by")
        await driver.idle()
        assert actions.why_not("citations.export") is None
        assert (await _found(driver, keyboard, "export"))[0] == "Export…"
        assert (await _found(driver, keyboard, "export sentences"))[0] == "Export sentences…"


async def test_everyday_words_in_german(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800), language="de") as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        for words, action in GERMAN.items():
            assert actions.whole_title(action) in await _found(driver, keyboard, words), words


def test_every_command_of_the_table_is_in_the_palette() -> None:
    offered = {action.id for action in ALL if action.in_palette}
    assert set(COMMAND_WORDS) <= offered
    assert set(WORDS_WHEN_ON) <= {action.id for action in ALL if action.when_on is not None}


@pytest.mark.parametrize("action_id", sorted(COMMAND_WORDS))
def test_words_are_messages_without_empty_parts(action_id: str) -> None:
    words = COMMAND_WORDS[action_id]
    assert isinstance(words, Message)
    assert all(part.strip() for part in words.split(","))
    assert words in search_words(action_id)
