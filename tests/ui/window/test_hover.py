"""What is under the pointer has its colour only as long as the pointer is there, also after a menu."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QMenu, QPushButton, QVBoxLayout, QWidget

from scholar_desktop.ui.window.hover import HoverKeeper


def test_a_list_below_a_menu_is_told_that_the_pointer_has_left_it(qapp: Any) -> None:
    window = QWidget()
    rows, button, menu = QListWidget(), QPushButton("Elsewhere"), QMenu(window)
    rows.addItems(["One", "Two"])
    menu.addAction("Open")
    column = QVBoxLayout(window)
    column.addWidget(rows)
    column.addWidget(button)
    window.resize(300, 300)
    window.show()
    HoverKeeper(window)
    native = window.windowHandle()
    on_row = rows.mapTo(window, QPoint(20, 10))
    on_button = button.mapTo(window, button.rect().center())
    try:
        QTest.mouseMove(native, on_row - QPoint(1, 0))
        QTest.mouseMove(native, on_row)
        QTest.qWait(1)
        assert rows.viewport().underMouse()
        menu.popup(rows.viewport().mapToGlobal(QPoint(60, 60)))
        QTest.mouseClick(native, Qt.MouseButton.LeftButton, pos=on_button)
        assert not menu.isVisible()
        QTest.mouseMove(native, on_button + QPoint(1, 0))
        QTest.qWait(1)
        assert not rows.underMouse()
        assert not rows.viewport().underMouse()
        assert window.underMouse() or button.underMouse()
    finally:
        window.close()
        window.deleteLater()
