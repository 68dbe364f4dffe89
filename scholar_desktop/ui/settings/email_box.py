"""The box for the e-mail address that Unpaywall requires: validates it while it is typed, and saves it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from scholar_desktop.domain.text.email import email_problem
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import ElidedLabel, set_tone, sign_label


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
        self.box = QLineEdit(self._value)
        self.box.setCursorPosition(0)  # a long address shows its beginning
        self.box.setObjectName("emailEdit")
        self.box.setPlaceholderText("name@university.edu")
        self.box.setAccessibleName(gettext("E-mail for Unpaywall"))
        self.box.setMaximumWidth(theme.px(320))
        self.box.setMinimumWidth(theme.px(160))
        self._icon = self.box.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._icon.setText("E-mail")  # read by screen readers, never shown
        row.addWidget(self.box, 3)
        self._sign = sign_label()
        self._verdict = ElidedLabel("", "small")
        row.addWidget(self._sign)
        row.addWidget(self._verdict, 2)
        self.box.textChanged.connect(self._judge)
        self.box.editingFinished.connect(self.take)
        theme.changed.connect(self._judge)
        self._judge()

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
        self._icon.setIcon(QIcon(theme.pixmap("mail", "muted", 16)))
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
            self._verdict.show_text(gettext("looks valid"))
            set_tone(self._verdict, "ok")
