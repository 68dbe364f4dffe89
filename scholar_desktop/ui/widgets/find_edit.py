"""Boxes with an icon, the box for finding words in a list, and a button that clears a box."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import SIGNAL, QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.words.literal_text import set_tooltip, tooltip_text

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme

_QTS_NAME = "_q_qlineeditclearaction"
ICON, INSET, ROOM = 16, 11, 24
"""Size of the icon, its distance from the edge, and the room that it takes from the text; at the base size."""

AROUND_TEXT = 2
"""Pixels that Qt leaves free at each end of the text."""
CLEAR_BUTTON = 30
"""Pixels that Qt's clear button takes from the text, at any text size."""
MOST_FRAME = 100
"""More pixels than margin and border take of the width of a box at any text size."""


def add_clear_button(box: QLineEdit) -> None:
    """Add Qt's clear button to the empty *box*, with a name for screen readers."""
    box.setClearButtonEnabled(True)
    # Until it has been hidden once, Qt keeps its room free also while the box is empty, and cuts the hint. The box is
    # not emptied by `clear`, which can be undone.
    box.setText(" ")
    box.setText("")
    action = box.findChild(QAction, _QTS_NAME)
    if action is not None:
        action.setText(gettext("Clear"))


class HintEdit(QLineEdit):
    """A box with a hint, its placeholder text. A hint that is cut is its tooltip, unless it has another one."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._told_hint = self._note = ""

    def setPlaceholderText(self, text: str) -> None:
        super().setPlaceholderText(text)
        self._tell_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_hint()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_hint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._tell_hint()

    def width_for(self, hint: str) -> int:
        """Return the width with which the box shows all of *hint*."""
        from PySide6.QtWidgets import QStyle, QStyleOptionFrame  # not part of the start: they take 10 ms to load

        self.ensurePolished()  # the stylesheet sets the size of the text
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        option.rect = QRect(0, 0, 1000, 100)
        frame = 1000 - self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self).width()
        return self._text_width(hint) + frame

    def width_for_text(self, text: str) -> int:
        """Return the width with which the box shows all of *text* beside the button that clears it."""
        return self.width_for(text) + CLEAR_BUTTON

    def _text_width(self, hint: str) -> int:
        margins = self.textMargins()
        width = ceil(QFontMetricsF(self.font()).horizontalAdvance(hint))  # Qt cuts a text that lacks a part of a pixel
        return width + margins.left() + margins.right() + 2 * AROUND_TEXT

    def is_hint_cut(self) -> bool:
        """Return True if the box is too narrow for its hint."""
        hint = self.placeholderText()
        return self._text_width(hint) + MOST_FRAME > self.width() and self.width_for(hint) > self.width()

    def show_note(self, note: str) -> None:
        """Add *note* to the tooltip, below the hint if that is cut; empty for none."""
        self._note = note
        self._tell_hint()

    def _tell_hint(self) -> None:
        """Set or remove the tooltip. A hidden box is measured when it is shown."""
        if self.isHidden() or self.toolTip() not in ("", tooltip_text(self._told_hint)):
            return
        told = "\n".join(filter(None, (self.placeholderText() if self.is_hint_cut() else "", self._note)))
        if told != self._told_hint:
            self._told_hint = told
            set_tooltip(self, told)


class IconEdit(HintEdit):
    """A box that shows an icon before the text, in the size of the text: Qt's own icons of boxes keep their size."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme: Theme | None = None
        self._icon = ""

    def show_icon(self, theme: Theme, icon: str = "search") -> None:
        """Show the icon called *icon*."""
        self._theme, self._icon = theme, icon
        theme.changed.connect(self._fit_icon)
        self._fit_icon()

    def _fit_icon(self) -> None:
        if self._theme is not None:
            room = self._theme.px(ROOM)
            right_to_left = self.isRightToLeft()
            self.setTextMargins(0 if right_to_left else room, 0, room if right_to_left else 0, 0)
            self._tell_hint()
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._fit_icon()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._theme is None:
            return
        size, inset = self._theme.px(ICON), self._theme.px(INSET)
        left = self.width() - inset - size if self.isRightToLeft() else inset
        painter = QPainter(self)
        painter.drawPixmap(QPoint(left, (self.height() - size) // 2), self._theme.pixmap(self._icon, "muted", ICON))
        painter.end()


class CopyKey(QObject):
    """Leaves Ctrl+C in a box without selected text to the command that copies a citation: QLineEdit takes the key also
    if there is nothing to copy."""

    def __init__(self, box: QLineEdit) -> None:
        super().__init__(box)
        self._box = box
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
            and not self._box.hasSelectedText()
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class FindEdit(IconEdit):
    """A search box for a list. Esc clears one that filters the list. Signals: `down_pressed` (the focus may move to the
    rows), `escaped` (Esc was pressed in an empty box that filters the list)."""

    down_pressed = Signal()
    escaped = Signal()

    def __init__(
        self,
        name: str,
        accessible_name: str,
        hint: str = "",
        *,
        return_moves_down: bool = False,
        clears: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """return_moves_down: Return moves to the rows as Down does, in a box that searches while the user types.
        clears: Esc clears it; not in a box whose search runs at Return, since its results stay."""
        super().__init__(parent=parent)
        self._down_keys = {Qt.Key.Key_Down}
        self._clears = clears
        if return_moves_down:
            self._down_keys |= {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        CopyKey(self)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setPlaceholderText(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._down_keys:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self._clears and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape and self._clears and self.receivers(SIGNAL("escaped()")):
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
