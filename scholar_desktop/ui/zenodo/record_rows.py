"""Builds the rows of the record sections: a named fact, a line with an icon, a sentence for an empty list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label, sign_label

NAME_WIDTH = 92


def fact(theme: Theme, name: str, value: QWidget) -> QWidget:
    """Return a row with `name` in grey, followed by *value*."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
    row.setSpacing(theme.px(8))
    words = label(name, "small", "muted")
    words.setFixedWidth(max(theme.px(NAME_WIDTH), words.sizeHint().width()))
    row.addWidget(words, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(value, 1)
    return box


def text(words: str) -> Prose:
    """Return the label for the value of a fact."""
    made = Prose("small")
    made.show_text(words)
    return made


def line(theme: Theme, icon: str, tone: str, words: str, end: QWidget | None = None, *, last: bool = False) -> QWidget:
    """Return a line with an icon and a text; *end* is placed at its end."""
    box = QWidget()
    box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if not last:
        box.setProperty("edge", "bottom")
    row = QHBoxLayout(box)
    row.setContentsMargins(0, theme.px(4), 0, theme.px(4))
    row.setSpacing(theme.px(8))
    row.addWidget(sign(theme, icon, tone))
    row.addWidget(ElidedLabel(words, "small", mode=Qt.TextElideMode.ElideMiddle), 1)
    if end is not None:
        row.addWidget(end)
    box.setAccessibleName(words)
    return box


def sign(theme: Theme, icon: str, tone: str = "muted") -> QLabel:
    made = sign_label()
    made.setPixmap(theme.pixmap(icon, tone, 14))
    made.setFixedWidth(theme.px(14))
    return made


def waiting_line(theme: Theme, column: QVBoxLayout, name: str) -> tuple[Prose, Button]:
    """Add a hidden sentence, and a button that stops what is waited for, called *name*, below it."""
    made = Prose("small", "muted")
    stop = Button(theme, ButtonKind.LINK, gettext("Stop"))
    stop.setObjectName(name)
    for widget in (made, stop):
        widget.hide()
        column.addWidget(widget)
    return made, stop


def empty(column: QVBoxLayout, words: str) -> None:
    """Add a sentence in place of the rows."""
    made = Prose("small", "muted")
    made.show_text(words)
    column.addWidget(made)
