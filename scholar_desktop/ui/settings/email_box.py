"""The box for the e-mail address that Unpaywall requires: validates it while it is typed, and saves it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.domain.text.email import email_problem
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.find_edit import IconEdit
from scholar_desktop.ui.widgets.label import ElidedLabel, set_tone, sign_label
from scholar_desktop.ui.words.literal_text import set_tooltip

LEAST_WIDTH, MOST_WIDTH = 120, 320
"""Width of the box in pixels at base size."""
AROUND_TEXT = 56
"""Width of the icon and of the edges of the box, in pixels at base size."""
AROUND_VERDICT = 36
"""Width of the sign beside the box and of the space around it, in pixels at base size."""


class EmailBox(QWidget):
    """A line edit with its validation result next to it.

    *chosen* is called when typing is finished, with a valid address, or an empty text for none.
    """

    def __init__(
        self, theme: Theme, value: str | None, chosen: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen = chosen
        self._value = value or ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.box = IconEdit(self._value)
        self.box.setCursorPosition(0)  # a long address shows its beginning
        self.box.setObjectName("emailEdit")
        self.box.setPlaceholderText("name@university.edu")
        self.box.setAccessibleName(gettext("E-mail for Unpaywall"))
        self.box.setMaximumWidth(theme.px(MOST_WIDTH))
        self.box.show_icon(theme, "mail")
        row.addWidget(self.box, 3)
        self._sign = sign_label()
        self._verdict = ElidedLabel("", "small")
        row.addWidget(self._sign)
        row.addWidget(self._verdict, 2)
        self.box.textChanged.connect(self._judge)
        self.box.editingFinished.connect(self.take)
        theme.changed.connect(self._judge)
        theme.changed.connect(self._fit)
        self._fit()
        self._judge()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._judge()

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

    def take(self) -> None:
        """Pass the text to *chosen* if it is new, and valid or empty."""
        text = self.box.text().strip()
        if text != self._value and (not text or email_problem(text) is None):
            self._value = text
            self._chosen(text)

    def _judge(self) -> None:
        theme = self._theme
        text = self.box.text().strip()
        problem = email_problem(text)
        self._sign.setVisible(bool(text))
        if not text:
            self._verdict.show_text("")
        elif problem:
            self._sign.setPixmap(theme.pixmap("warning", "warn", 14))
            self._verdict.show_text(shown(problem))
            set_tone(self._verdict, "warn")
        else:
            self._sign.setPixmap(theme.pixmap("tick", "ok", 14))
            set_tone(self._verdict, "ok")
            words = gettext("looks valid")
            needed = self._verdict.fontMetrics().horizontalAdvance(words)
            self._verdict.show_text(words if needed <= self._verdict.width() else "")  # the tick says it, too
            set_tooltip(self._sign, words)
