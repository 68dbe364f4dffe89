"""Check boxes and radio buttons are drawn in the colours of their theme, also without their Python attributes."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.tick_box import PartTickBox, RadioButton, TickBox


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


@pytest.mark.parametrize("is_rtl", [False, True])
@pytest.mark.parametrize("has_group", [False, True])
def test_the_arrows_choose_radio_buttons_in_reading_order(
    qtbot: Any, qapp: QApplication, is_rtl: bool, has_group: bool
) -> None:
    window, theme, group = QWidget(), Theme(qapp, "light"), QButtonGroup()
    qtbot.addWidget(window)
    if is_rtl:
        window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    grid = QGridLayout(window)
    buttons = [RadioButton(theme, name, window) for name in ("System", "Light", "Dark", "High contrast", "off", "Dim")]
    for place, button in enumerate(buttons):
        grid.addWidget(button, *divmod(place, 3))
        if has_group:
            group.addButton(button)
    buttons[4].setEnabled(False)
    buttons[0].setChecked(True)
    window.show()
    window.activateWindow()
    buttons[0].setFocus()
    onwards, back = (Qt.Key.Key_Left, Qt.Key.Key_Right) if is_rtl else (Qt.Key.Key_Right, Qt.Key.Key_Left)
    for keys, way in (
        ((Qt.Key.Key_Down, onwards), (1, 2, 3, 5, 5)),
        ((Qt.Key.Key_Up, back), (3, 2, 1, 0, 0)),
    ):
        for step, place in enumerate(way):
            QTest.keyClick(window.focusWidget(), keys[step % 2])
            assert window.focusWidget() is buttons[place]
            assert [one.isChecked() for one in buttons].index(True) == place
