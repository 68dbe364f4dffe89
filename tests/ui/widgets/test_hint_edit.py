"""A hint that a box has no room for is its tooltip."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.widgets.find_edit import HintEdit, add_clear_button
from scholar_desktop.ui.words.literal_text import set_tooltip

HINT = "Optional, for example Thesis/Chapter 2"


def test_the_tooltip_has_the_hint_while_it_is_cut(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    box = HintEdit(parent=window)
    box.setPlaceholderText(HINT)
    box.resize(1000, 30)
    window.show()
    assert not box.toolTip()
    box.resize(100, 30)
    assert box.toolTip() == HINT
    box.setPlaceholderText("All of another hint that is too long")
    assert box.toolTip() == "All of another hint that is too long"
    box.resize(1000, 30)
    assert not box.toolTip()
    font = box.font()
    font.setPointSize(60)
    box.setFont(font)
    assert box.toolTip(), "larger text"
    font.setPointSize(8)
    box.setFont(font)
    assert not box.toolTip()


def test_a_tooltip_of_its_own_stays(qtbot):
    box = HintEdit()
    qtbot.addWidget(box)
    set_tooltip(box, "Collections are separated by /")
    box.setPlaceholderText(HINT)
    box.resize(50, 30)
    assert box.toolTip() == "Collections are separated by /"


def test_the_clear_button_leaves_its_room_to_the_hint_before_anything_was_typed(qtbot):
    box = HintEdit()
    qtbot.addWidget(box)
    box.setPlaceholderText(HINT)
    plain = box.minimumSizeHint().width()
    add_clear_button(box)
    box.show()
    assert box.minimumSizeHint().width() == plain, "Qt keeps room for the button, and cuts the hint"
    box.setText("words")
    assert box.minimumSizeHint().width() > plain
    box.clear()
    assert box.minimumSizeHint().width() == plain


def test_undo_in_a_box_in_which_nothing_was_typed_leaves_it_empty(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    box = HintEdit(parent=window)
    add_clear_button(box)
    window.show()
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert box.text() == ""
    QTest.keyClicks(box, "words")
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert box.text() == ""
