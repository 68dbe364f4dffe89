"""Italics and lowered letters that the user writes in a title are in the references that are copied."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.edited_entry import add_and_edit
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize(
    ("title", "plain", "rich"),
    [
        (
            "The <i>Drosophila</i> brain and H<sub>2</sub>O",
            "The Drosophila brain and H2O",
            "The <i>Drosophila</i> brain and H<sub>2</sub>O",
        ),
        ("Slots of <em>my</em> <strong>own</strong>", "Slots of my own", "Slots of <i>my</i> <b>own</b>"),
    ],
)
async def test_a_copied_reference_has_the_fonts_of_the_title(
    demo: Any, tmp_path: Any, title: str, plain: str, rich: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("slot attention")
        driver.click_row(0)
        await driver.idle()
        await add_and_edit(driver, {"title": title})
        driver.view().setFocus()
        await keyboard.press("Ctrl+C")
        await driver.idle()
        copied = QApplication.clipboard().mimeData()
        assert f"). {plain}." in copied.text()
        assert f"). {rich}." in copied.html()
