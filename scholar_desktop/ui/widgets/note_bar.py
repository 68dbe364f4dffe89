"""A message bar above rows: a sign, a sentence in bold, more text, and buttons."""

from __future__ import annotations

import time

import msgspec
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.request_options import LONGEST_ANSWER_S
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL, STRONG
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import LineFlow
from scholar_desktop.ui.widgets.label import Prose, sign_label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.overlay import RUNS
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import wait_words

LEAST_WORDS, MOST_LINES = 200, 3
"""Width at the base size of text, and lines, that the words have beside the buttons."""
TICK_MS = 1000
SHOW_AFTER_MS = 300
"""A wait that ends within this time is never shown."""


_SIGNS = {"ok": "tick", "warn": "clock", "error": "alert", "panel": "info"}


class NoteBar(QWidget):
    """Shows one note, or nothing. A new note replaces the old one in place, so that rows do not move.

    Of a note that waits for a service (`Note.now`), it adds since when, and until when at most. One about work
    (`Note.renewed`) is renewed each second.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._given: Note | None = None
        self._note: Note | None = None
        self._waits_since = 0.0
        self._answers = 0
        self._is_held = False
        self._buttons: list[Button] = []
        self._steps: tuple[Step, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._around = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._around.setContentsMargins(theme.px(14), theme.px(6), theme.px(12), theme.px(6))
        row, tools, steps = QHBoxLayout(), QVBoxLayout(), QWidget()
        self._row = LineFlow(steps, gap=theme.px(8), line_gap=theme.px(4))
        for each in (self._around, row):
            each.setSpacing(theme.px(8))
        self._sign = sign_label()
        self._words = Prose("small")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        self._around.addLayout(row, 1)
        tools.addStretch(1)  # in the middle of several lines of words
        tools.addWidget(steps)
        tools.addStretch(1)
        self._around.addLayout(tools)
        column.addLayout(self._around)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        self._progress.setAccessibleName(gettext("Progress"))
        self._progress.hide()
        column.addWidget(self._progress)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self.show)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_given)
        theme.changed.connect(self._dress)
        self.hide()

    @property
    def note(self) -> Note | None:
        return self._note

    def show_note(self, note: Note, *, after_ms: int = 0) -> None:
        """Show *note*, at once or after *after_ms* (if the bar is visible, its text changes at once)."""
        before, self._given = self._given, note
        if before is None or _progress_of(before) != _progress_of(note):
            self._waits_since, self._is_held = time.monotonic(), False
        self._show_given()
        if note.now is None and note.renewed is None:
            self._tick.stop()
        elif not self._tick.isActive():
            self._tick.start()
        if self.isHidden():
            if after_ms:
                if not self._late.isActive():
                    self._late.start(after_ms)
            else:
                self.show()

    def _show_given(self) -> None:
        note = self._given
        if note is None:
            return
        if note.renewed is not None:
            note = note.renewed()
        elif note.now is not None:
            note = self._with_wait(note, note.now())
        buttons_differ = self._note is None or _looks(self._note.steps) != _looks(note.steps)
        self._note = note
        self._words.show_text(note.text, lead=note.lead)
        self.setAccessibleName(self._words.plain_text())
        if note.progress is None:
            self._progress.hide()
        else:
            self._progress.setValue(round(note.progress * 1000))
            self._progress.show()
        if buttons_differ:
            self._make_buttons(note.steps)
        self._steps = note.steps
        self._dress()

    def _with_wait(self, note: Note, held: Note | None) -> Note:
        """Return *note*, or *held* (why its request is not sent yet), with how long it has been waited for. The time
        until which an answer comes at the latest counts from the last answer, and from the end of a pause."""
        answers = note.answers() if note.answers is not None else 0
        if answers != self._answers or (self._is_held and held is None):
            self._waits_since = time.monotonic()
        self._answers, self._is_held = answers, held is not None
        longest_s = LONGEST_ANSWER_S if held is None else None
        words = wait_words(time.monotonic() - self._waits_since, longest_s=longest_s)
        note = held or note
        return msgspec.structs.replace(note, text=f"{note.text} {words}".strip()) if words else note

    def clear(self) -> None:
        self._late.stop()
        self._tick.stop()
        self._given = self._note = None
        self.hide()

    def button(self, title: str) -> Button | None:
        """Return the button with the text *title*, or None."""
        return next((button for button in self._buttons if button.content.text == title), None)

    def _make_buttons(self, steps: tuple[Step, ...]) -> None:
        gone, self._buttons = self._buttons, []
        had_focus = any(button.hasFocus() for button in gone)
        for place, step in enumerate(steps):
            button = Button(self._theme, ButtonKind.PRIMARY if step.main else ButtonKind.PLAIN, step.title, small=True)
            button.show_content(ButtonContent(step.title, step.icon))
            set_tooltip(button, step.why)
            button.setProperty(RUNS, step.action)
            # the steps of a later note may do the same for another paper
            button.clicked.connect(lambda _on=False, place=place: self._steps[place].run())
            self._row.addWidget(button)
            self._buttons.append(button)
        if had_focus and self._buttons:
            self._buttons[0].show()  # a button that was just added is hidden, and takes no focus
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        for button in gone:  # last: if the focus leaves a button that is hidden, another note may be shown
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a height with all lines of the words and of the buttons at the width that the bar has."""
        hint, layout = super().sizeHint(), self.layout()
        if self.width() > 0 and layout is not None and layout.hasHeightForWidth():
            hint.setHeight(layout.totalHeightForWidth(self.width()))
        return hint

    def _fit(self) -> None:
        """Put the buttons below the words if these would be a narrow or a high column beside them."""
        words = self._theme.type.metrics(SMALL, STRONG).horizontalAdvance(self._words.plain_text())
        gap = self._around.spacing()
        beside = sum(button.sizeHint().width() + gap for button in self._buttons) + 4 * gap + self._theme.px(26)
        is_beside = self.width() - beside >= min(words, max(self._theme.px(LEAST_WORDS), words // MOST_LINES))
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        if self._around.direction() is not direction:
            self._around.setDirection(direction)
            self.updateGeometry()

    def _dress(self) -> None:
        note = self._note
        if note is None:
            return
        self._sign.setPixmap(
            self._theme.pixmap(note.icon or _SIGNS[note.tone], "muted" if note.tone == "panel" else note.tone)
        )
        if self.property("ground") != note.tone:
            self.setProperty("ground", note.tone)
            self.style().unpolish(self)
            self.style().polish(self)


def _looks(steps: tuple[Step, ...]) -> list[tuple[str, bool, str | None]]:
    """Return what the buttons of *steps* show: while that is the same they stay, with the focus."""
    return [(step.title, step.main, step.icon) for step in steps]


def _progress_of(note: Note) -> tuple[str, str, float | None]:
    """Return what differs when a service has answered: the wait for the next answer begins then."""
    return note.lead, note.text, note.progress
