"""The message bar: nothing of it is cut in a narrow pane, and its buttons stay while they offer the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
TITLES = ("Open in browser", "Set up library link", "Attach PDF…", "Details")
TEXT = "royalsocietypublishing.org requires you to sign in: open it in the browser, and save the PDF there."


def steps(done: list[str], of: str = "") -> tuple[Step, ...]:
    return tuple(Step(title, lambda title=title: done.append(f"{title}{of}")) for title in TITLES)


def pane_with_bar(theme: Theme, qtbot) -> tuple[QWidget, NoteBar]:
    pane = QWidget()
    qtbot.addWidget(pane)
    column = QVBoxLayout(pane)
    bar = NoteBar(theme)
    column.addWidget(bar)
    column.addStretch(1)
    pane.resize(380, 500)
    pane.show()
    pane.activateWindow()
    return pane, bar


async def test_the_buttons_go_on_the_next_line_and_no_word_is_cut(qapp, qtbot):
    pane, bar = pane_with_bar(Theme(qapp, "light"), qtbot)
    bar.show_note(Note("This PDF needs your attention.", TEXT, "warn", "person", steps([])))
    heights = []
    for width in (380, 300, 1400, 380):
        pane.resize(width, 500)
        for _ in range(3):  # the height follows the width in a later pass of the layout
            qapp.processEvents()
        buttons = [bar.button(title) for title in TITLES]
        assert all(one.width() >= one.sizeHint().width() for one in buttons), width
        assert all(bar.rect().contains(one.geometry().translated(one.parentWidget().pos())) for one in buttons), width
        words = bar.findChild(Prose)
        assert words.height() >= words.heightForWidth(words.width()), width
        heights.append(bar.height())
    assert heights[2] < heights[0] < heights[1]
    assert heights[3] == heights[0]


async def test_a_button_keeps_the_focus_while_notes_offer_the_same(qapp, qtbot):
    done: list[str] = []
    pane, bar = pane_with_bar(Theme(qapp, "light"), qtbot)
    bar.show_note(Note("One", TEXT, steps=steps(done, " of one")))
    button = bar.button("Details")
    button.setFocus()
    bar.show_note(Note("Two", TEXT, steps=steps(done, " of two")))
    assert bar.button("Details") is button
    assert pane.focusWidget() is button
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert done == ["Details of two"]
