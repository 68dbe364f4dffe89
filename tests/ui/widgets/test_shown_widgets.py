from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from scholar_desktop.ui.widgets.shown_widgets import shown_in


def test_what_is_in_a_hidden_widget_is_not_shown(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(300, 200)
    left, right = QWidget(page), QWidget(page)
    left.setGeometry(0, 0, 100, 200)
    right.setGeometry(100, 0, 200, 200)
    top, foot = QWidget(right), QWidget(right)
    top.setGeometry(0, 0, 200, 50)
    foot.setGeometry(0, 150, 200, 50)
    in_left = QWidget(left)
    page.show()
    assert list(shown_in(page)) == [left, in_left, right, top, foot]
    left.hide()
    assert list(shown_in(page)) == [right, top, foot]
    assert list(shown_in(page, QRect(0, 160, 300, 40))) == [right, foot]
    assert list(shown_in(page, QRect(0, 0, 90, 200))) == []
