"""The message bar: nothing of it is cut in a narrow pane, and its buttons stay while they offer the same."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets import note_bar
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar

TITLES = ("Open in browser", "Set up institution access", "Attach PDF…", "Details")
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


@pytest.mark.parametrize(("sentences", "is_beside"), [(1, True), (4, False)])
async def test_the_buttons_are_below_words_that_would_be_a_high_column_beside_them(
    qapp, qtbot, sentences: int, *, is_beside: bool
):
    pane, bar = pane_with_bar(Theme(qapp, "light"), qtbot)
    pane.resize(900, 500)
    bar.show_note(Note("This PDF needs your attention.", " ".join([TEXT] * sentences), steps=steps([])))
    for _ in range(3):
        qapp.processEvents()
    words, button = bar.findChild(Prose), bar.button(TITLES[0])
    assert button is not None
    top = button.mapTo(bar, button.rect().topLeft()).y()
    assert (top < words.geometry().bottom()) is is_beside


def test_the_latest_time_of_an_answer_counts_from_the_last_answer_and_the_end_of_a_pause(qapp, qtbot, monkeypatch):
    _pane, bar = pane_with_bar(Theme(qapp, "light"), qtbot)
    now, held, answers = [1000.0], [False], [0]
    monkeypatch.setattr(note_bar, "time", SimpleNamespace(monotonic=lambda: now[0]))
    paused = Note("Semantic Scholar is busy.")
    note = Note("Loading…", now=lambda: paused if held[0] else None, answers=lambda: answers[0])

    def words_after(seconds: float) -> str:
        now[0] += seconds
        bar._show_given()
        return bar.note.text.partition(" The request")[0]

    bar.show_note(note)
    assert words_after(70) == "No answer for 1:10."
    held[0] = True
    assert words_after(30) == "Waiting for 1:40."
    held[0] = False
    assert words_after(1) == "", "the request is sent only now"
    assert words_after(80) == "No answer for 1:20."
    answers[0] = 1
    assert words_after(1) == ""
    assert words_after(20) == "No answer for 0:20."
    bar.show_note(note)
    assert words_after(0) == "No answer for 0:20.", "the same note does not begin another wait"


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
