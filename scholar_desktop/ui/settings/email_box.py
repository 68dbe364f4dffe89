"""The box for the e-mail address that Unpaywall requires: validates it while it is typed, and saves it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.text.email import email_problem
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.accessibility import announce
from scholar_desktop.ui.widgets.find_edit import IconEdit
from scholar_desktop.ui.widgets.label import ElidedLabel, label, set_tone, sign_label
from scholar_desktop.ui.words.literal_text import set_tooltip

LEAST_WIDTH, MOST_WIDTH = 120, 320
"""Width of the box in pixels at base size."""
AROUND_TEXT = 56
"""Width of the icon and of the edges of the box, in pixels at base size."""
AROUND_VERDICT = 36
"""Width of the sign beside the box and of the space around it, in pixels at base size."""


class EmailBox(QWidget):
    """A line edit with its validation result next to it; why a text was not saved is below it.

    *chosen* is called when typing is finished, with a valid address, or an empty text for none. None if the box saves
    nothing.
    """

    def __init__(
        self, theme: Theme, value: str | None, chosen: Callable[[str], None] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen = chosen
        self._value = value or ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        column.addLayout(row)
        self.box = IconEdit(self._value)
        self.box.setCursorPosition(0)  # a long address shows its beginning
        self.box.setObjectName("emailEdit")
        self.box.setPlaceholderText("name@university.edu")
        self.box.setAccessibleName(gettext("E-mail for Unpaywall"))
        self.box.setMaximumWidth(theme.px(MOST_WIDTH))
        self.box.show_icon(theme, "mail")
        row.addWidget(self.box, 3)
        self._sign = sign_label()
        self._verdict = ElidedLabel("", "small", is_whole=True)
        row.addWidget(self._sign)
        row.addWidget(self._verdict, 2)
        self._reason = label("", "small", "error", wrap=True)
        self._reason.setObjectName("emailReason")
        self._reason.hide()
        column.addWidget(self._reason)
        self.box.textChanged.connect(self._judge)
        self.box.editingFinished.connect(self.take)
        theme.changed.connect(self._judge)
        theme.changed.connect(self._fit)
        self._fit()
        self._judge()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return a size down to which the box gives way: the page must not become wider than the window."""
        px = self._theme.px
        return QSize(px(LEAST_WIDTH + AROUND_VERDICT), super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Give the box the width of the saved address, or more, where there is room."""
        px = self._theme.px
        text = self._theme.type.metrics(BODY).horizontalAdvance(self._value) + px(AROUND_TEXT)
        room = self.width() - px(AROUND_VERDICT)
        self.box.setMinimumWidth(max(px(LEAST_WIDTH), min(px(MOST_WIDTH), text, room)))

    @property
    def address(self) -> str | None:
        """The text of the box if Unpaywall would accept it as an address; None otherwise."""
        text = self.box.text().strip()
        return None if email_problem(text) else text

    def show_address(self, value: str | None) -> None:
        """Show another address that was saved elsewhere; None for none."""
        if (value or "") != self._value:
            self._value = value or ""
            self.box.setText(self._value)
            self.box.setCursorPosition(0)
            self._reason.hide()
            self._fit()
            self._judge()

    def take(self) -> None:
        """Pass the text to *chosen* if it is new, and valid or empty. Say below the box why another text is not."""
        text = self.box.text().strip()
        problem = email_problem(text) if text else None
        if problem is None and text != self._value and self._chosen is not None:
            self._value = text
            self._chosen(text)
        was_said = self._reason.text() if self._reason.isVisibleTo(self) else ""
        self._reason.setVisible(problem is not None)
        self._judge()
        if problem is not None and self._reason.text() != was_said:
            announce(self.box, self._reason.text())

    def _judge(self) -> None:
        theme = self._theme
        text = self.box.text().strip()
        problem = email_problem(text) if text else None
        is_said = problem is not None and self._reason.isVisibleTo(self)
        self._reason.setText(self._not_saved(problem) if problem is not None else "")
        self._reason.setVisible(is_said)
        self._mark(self._reason.text() if is_said else "")
        self._sign.setVisible(bool(text))
        words = shown(problem) if problem is not None else gettext("looks valid") if text else ""
        set_tooltip(self._sign, words)  # for which there may be no room
        self._verdict.show_text("" if is_said else words)
        if problem is not None:
            self._sign.setPixmap(theme.pixmap("warning", "error" if is_said else "warn", 14))
            set_tone(self._verdict, "warn")
        elif text:
            self._sign.setPixmap(theme.pixmap("tick", "ok", 14))
            set_tone(self._verdict, "ok")

    def _not_saved(self, problem: str) -> str:
        """Return why the text is not the address, and, if it was to be saved, which address is used."""
        if self._chosen is None or self.box.text().strip() == self._value:
            return shown(problem)
        if self._value:
            still = gettext("This was not saved: {address} is still used.", address=self._value)
        else:
            still = gettext("This was not saved.")
        return f"{shown(problem)} {still}"

    def _mark(self, reason: str) -> None:
        """Draw the box as one whose text is not saved; *reason* says why, and is empty for another text."""
        self.box.setAccessibleDescription(reason)
        if self.box.property("wrong") is not bool(reason):
            self.box.setProperty("wrong", bool(reason))
            self.box.style().unpolish(self.box)
            self.box.style().polish(self.box)
