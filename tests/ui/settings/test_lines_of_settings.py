"""A control of the settings is on the line of its name, however long the explanation beside them is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from tests.support.window_driver import window_on


def middle(widget: QWidget, page: QWidget) -> int:
    return widget.mapTo(page, widget.rect().center()).y()


def parts_of(control: QWidget) -> list[QWidget]:
    """The buttons, boxes and texts of *control*."""
    inside = [
        one for kind in (QAbstractButton, QLineEdit, QLabel) for one in control.findChildren(kind) if one.isVisible()
    ]
    return inside or [control]


@pytest.mark.parametrize(("language", "text_size"), [("en", 150), ("de", 100)])
async def test_controls_of_one_line_are_on_the_line_of_their_names(demo, tmp_path, language: str, text_size: int):
    async with window_on(demo, tmp_path, size=(1440, 900), language=language, text_size=text_size) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        page = driver.widget("settingsPage")
        off = {}
        for _row, name in page._names:
            control = name.buddy()
            if control is None or not control.isVisible() or not name.isVisible():
                continue
            lines = {middle(one, page) for one in parts_of(control)}
            if max(lines) - min(lines) <= 2:
                off[name.text()] = min(lines) - middle(name, page)
        assert len(off) > 10
        assert {name: distance for name, distance in off.items() if abs(distance) > 2} == {}
