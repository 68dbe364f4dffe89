"""Rows that the parts of a record are made of: a fact with its name, a line with a sign, a table of numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label

NAME_WIDTH = 92


def fact(theme: Theme, name: str, value: QWidget) -> QWidget:
    """`name` in grey, and what stands beside it."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
    row.setSpacing(theme.px(8))
    words = label(name, "small", "muted")
    words.setFixedWidth(theme.px(NAME_WIDTH))
    row.addWidget(words, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(value, 1)
    return box


def text(words: str) -> Prose:
    """A value of a fact."""
    made = Prose("small")
    made.show_text(words)
    return made


def line(theme: Theme, icon: str, tone: str, words: str, end: QWidget | None = None, *, last: bool = False) -> QWidget:
    """One line with a sign; *end* stands at its end."""
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
    made = QLabel()
    made.setPixmap(theme.pixmap(icon, tone, 14))
    made.setFixedWidth(theme.px(14))
    return made


def empty(column: QVBoxLayout, words: str) -> None:
    """A sentence where rows would stand."""
    made = Prose("small", "muted")
    made.show_text(words)
    column.addWidget(made)
