"""Text in the search box that was not searched for: Esc takes it back, and the results say of which search they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _head(driver: Driver) -> str:
    return driver.window.search_page.panes.results._count.text()


async def test_esc_puts_the_words_back_and_then_goes_to_the_results(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard, box = Keyboard(driver), driver.widget("searchEdit")
        await keyboard.press("Ctrl+L")
        await keyboard.type("wxyz")
        await driver.idle()
        assert box.text() == "wxyz"
        if driver.window.search_page._suggestions.is_shown:
            await keyboard.press("Esc")
            assert (box.text(), keyboard.focus) == ("wxyz", box), "the first Esc closes the suggestions"
        await keyboard.press("Esc")
        assert (box.text(), keyboard.focus) == ("attention", box)
        await keyboard.press("Ctrl+Z")
        assert box.text() == "wxyz"
        await keyboard.press("Esc")
        await keyboard.press("Esc")
        assert (box.text(), keyboard.focus.objectName()) == ("attention", "resultsView")


async def test_esc_clears_the_box_if_no_search_is_shown(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, box = Keyboard(driver), driver.widget("searchEdit")
        await keyboard.press("Ctrl+L")
        await keyboard.type("wxyz")
        await keyboard.press("Esc")
        assert (box.text(), keyboard.focus) == ("", box)


async def test_the_results_name_their_search_while_the_box_has_another_text(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        before = _head(driver)
        assert "“" not in before
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+L")
        await keyboard.type("wxyz")
        assert "papers for “attention”" in _head(driver)
        await keyboard.press("Ctrl+2")
        await driver.idle()
        await keyboard.press("Ctrl+1")
        await driver.idle()
        assert driver.widget("searchEdit").text() == "wxyz"
        assert "papers for “attention”" in _head(driver)
        await keyboard.press("Ctrl+L")
        await keyboard.type("memory")
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert "“" not in _head(driver)
        await keyboard.press("Ctrl+L")
        await keyboard.type("wxyz")
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert driver.widget("searchEdit").text() == "memory"
        assert driver.titles()
        assert "“" not in _head(driver)
        assert driver.window.search_page.search.last_words()[0] == "wxyz"


async def test_a_text_without_letters_and_digits_is_not_sent(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.widget("searchEdit").setText("😀🔥")  # QTest has no keys for emoji
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert driver.state("resultsView") == "error"
        message = driver.window.search_page.panes.results.pane.message
        assert message.heading == "“😀🔥” has no letters or digits to search for."
        assert [step.title for step in message.steps] == ["Edit search"]
        assert "failed" not in [driver.state(f"sourceChip.{name}") for name in ("unpaywall", "zenodo")]
        assert demo.stats()["counts"] == {}
        assert not await driver.program.services.search_ledger.runs()
