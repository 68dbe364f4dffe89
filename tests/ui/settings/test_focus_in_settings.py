"""Settings that are shown by their key begin at the links to the sections, where an arrow key changes no setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.widgets.tick_box import RadioButton
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("leave", ["Alt+1", "Escape", None])
async def test_the_key_of_settings_does_not_return_to_the_control_that_was_used_last(
    demo: Any, tmp_path: Path, leave: str | None
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+,")
        await driver.idle()
        begin = driver.window.focusWidget()
        for key in ("Down", "Down", "Down", "Down", "Return", "Tab"):
            await keyboard.press(key)
        assert isinstance(driver.window.focusWidget(), RadioButton)
        if leave is not None:
            await keyboard.press(leave)
        before = driver.program.services.settings_editor.current
        await keyboard.press("Ctrl+,")
        assert driver.window.focusWidget() is begin
        for key in ("Down", "Up", "Right"):
            await keyboard.press(key)
        assert driver.program.services.settings_editor.current == before
