"""The keys of commands run them from text boxes, too, which know other meanings for some of these keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from scholar_desktop.ui.window.action_definitions import ALL
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
BOXES = {"searchEdit": "view.search", "libraryEdit": "view.library"}
OF_BOXES = {"Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+C", "Ctrl+Backspace"}
"""The keys of commands that edit the text of a box."""


def _is_letter(event: QKeyEvent) -> bool:
    return Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9 or Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z


class EmacsKeys(QObject):
    """Takes each key with a letter in a box before the shortcuts, as boxes on Linux and macOS take some of them."""

    def __init__(self, box: QLineEdit) -> None:
        super().__init__(box)
        self.box = box
        self.pressed: list[str] = []
        box.clearFocus()
        box.installEventFilter(self)  # before the filter of the window, which is installed with the focus
        box.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.modifiers() & _HELD and _is_letter(event):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.pressed.append(QKeySequence(event.keyCombination()).toString())
        return False


def _keys() -> dict[str, str]:
    """Return the commands of all pages that have a key with Ctrl or Alt, by this key."""
    pairs = ((keys, action.id) for action in ALL if not action.page for keys in action.keys)
    return {keys: action_id for keys, action_id in pairs if QKeySequence(keys)[0].keyboardModifiers() & _HELD}


async def _enter(driver: Driver, box: str) -> QLineEdit:
    driver.trigger(BOXES[box])
    await driver.idle()
    edit: QLineEdit = driver.widget(box)
    edit.setFocus()
    edit.setText("spindle")
    assert edit.hasFocus()
    return edit


@pytest.mark.parametrize("box", ["searchEdit", "libraryEdit"])
async def test_each_key_of_a_command_arrives_from_a_box(demo: Any, tmp_path: Path, box: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, registry, ran = Keyboard(driver), driver.window.registry, []
        edit = await _enter(driver, box)
        EmacsKeys(edit)
        expected = {keys: action_id for keys, action_id in _keys().items() if keys not in OF_BOXES}
        assert len(expected) > 60
        for action_id in set(expected.values()):
            registry.bind(action_id, lambda: None)
            registry[action_id].triggered.connect(lambda *_, action_id=action_id: ran.append(action_id))
        missing = []
        for keys, action_id in expected.items():
            ran.clear()
            registry[action_id].setEnabled(True)  # whatever is selected
            await keyboard.press(keys)
            if ran != [action_id]:
                missing.append((keys, action_id))
        assert missing == []
        assert edit.text() == "spindle"


async def test_export_opens_from_a_search_box(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        EmacsKeys(driver.widget("searchEdit"))
        await keyboard.press("Ctrl+E")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())


async def test_a_command_that_cannot_run_says_so_in_a_box(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        edit = await _enter(driver, "libraryEdit")
        keys = EmacsKeys(edit)
        assert not driver.window.registry["paper.copy_quotation"].isEnabled()
        await keyboard.press("Ctrl+Alt+Q")
        note = driver.window.messages.note("why not")
        assert note is not None
        assert note.text == driver.window.registry.why_not("paper.copy_quotation")
        assert keys.pressed == []


async def test_a_box_keeps_the_keys_that_edit_text(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        edit = await _enter(driver, "searchEdit")
        keys = EmacsKeys(edit)
        for pressed in ("Ctrl+A", "Ctrl+C", "Ctrl+X"):
            await keyboard.press(pressed)
        assert edit.text() == ""
        await keyboard.press("Ctrl+V")
        assert edit.text() == "spindle"
        await keyboard.press("Ctrl+Z")
        assert edit.text() == ""
        assert keys.pressed == ["Ctrl+A", "Ctrl+C", "Ctrl+X", "Ctrl+V", "Ctrl+Z"]


async def test_a_box_keeps_the_key_that_deletes_a_word(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await downloads.enqueue_ids(("10.1037/0003-066X.37.2.122",), batch="list")
        await driver.until(lambda: not downloads.active)
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click_row(0, "downloadsView")
        await driver.idle()
        assert driver.window.registry["downloads.remove"].isEnabled()
        driver.trigger("downloads.get_list")
        await driver.idle()
        box = keyboard.focus
        await keyboard.type("two words")
        await keyboard.press("Ctrl+Backspace")
        assert box.toPlainText() == "two "
        assert len(downloads.items()) == 1
