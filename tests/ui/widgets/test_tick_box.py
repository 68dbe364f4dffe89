"""Check boxes and radio buttons are drawn in the colours of their theme, also without their Python attributes."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.tick_box import PartTickBox, RadioButton, TickBox


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("kind", [TickBox, PartTickBox, RadioButton])
def test_a_button_without_its_python_attributes_is_drawn_and_pressed_as_before(
    qtbot: Any, qapp: QApplication, kind: type[TickBox | RadioButton]
) -> None:
    window, theme = QWidget(), Theme(qapp, "light")
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    button = kind(theme, "Use before Semantic Scholar", window)
    column.addWidget(button)
    window.show()
    before, size = button.grab().toImage(), button.sizeHint()
    vars(button).clear()
    gc.collect()
    assert button.sizeHint() == size
    assert button.heightForWidth(100) > 0
    assert button.grab().toImage() == before
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.isChecked()
