"""The command palette finds commands by everyday words, in any order and by their beginnings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.window.action_definitions import ALL
from scholar_desktop.ui.window.command_palette import search_words
from scholar_desktop.ui.window.command_words import COMMAND_WORDS
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

EVERYDAY = {
    "dark mode": "view.theme_dark",
    "mode dark": "view.theme_dark",
    "bigger text": "view.text_large",
    "larger": "view.text_large",
    "zoom": "view.text_large",
    "call log": "app.calls",
    "api key": "view.settings",
    "cite key": "paper.edit",
    "citation key": "paper.edit",
    "citation k": "view.settings",
    "fix year": "paper.edit",
    "download all pdfs": "paper.get_pdf",
    "retry": "downloads.retry",
    "recommend": "paper.similar",
    "delete corpus": "view.corpus",
    "author page": "view.authors",
    "sentence search": "view.sentences",
    "automatic export": "library.live_files",
    "online": "app.offline",
    "profile index": "paper.people",
}
GERMAN = {"dunkelmodus": "view.theme_dark", "dark mode": "view.theme_dark", "schrift": "view.text_large"}


async def _found(driver: Driver, keyboard: Keyboard, words: str) -> list[str]:
    await keyboard.press("Ctrl+Shift+P")
    await keyboard.type(words)
    await driver.idle()
    view = driver.widget("paletteList")
    titles = [view.item(row).text() for row in range(view.count())]
    await keyboard.press("Esc")
    return titles


async def test_everyday_words_find_their_command(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        missing = {}
        for words, action in EVERYDAY.items():
            titles = await _found(driver, keyboard, words)
            if actions.whole_title(action) not in titles:
                missing[words] = titles
        assert missing == {}
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("mode dark")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.program.services.settings_editor.current.theme == "dark"


async def test_everyday_words_in_german(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800), language="de") as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        for words, action in GERMAN.items():
            assert actions.whole_title(action) in await _found(driver, keyboard, words), words


def test_every_command_of_the_table_is_in_the_palette() -> None:
    offered = {action.id for action in ALL if action.in_palette}
    assert set(COMMAND_WORDS) <= offered


@pytest.mark.parametrize("action_id", sorted(COMMAND_WORDS))
def test_words_are_messages_without_empty_parts(action_id: str) -> None:
    words = COMMAND_WORDS[action_id]
    assert isinstance(words, Message)
    assert all(part.strip() for part in words.split(","))
    assert words in search_words(action_id)
