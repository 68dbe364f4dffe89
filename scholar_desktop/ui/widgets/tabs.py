"""A tab bar with a line below the selected tab."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QToolButton

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, MEDIUM, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words.literal_text import show_tooltip, shown_text

_NUMBER_AT_END = re.compile(r"(?<=\w)\s+\d[\d.,\s]*$")
_ALL = 99
Form = tuple[int, int, int]
FORMS: tuple[Form, ...] = (
    (BODY, 24, _ALL),
    (BODY, 12, _ALL),
    (SMALL, 10, _ALL),
    (SMALL, 10, 2),
    (SMALL, 10, 1),
    (BODY, 12, 0),
    (SMALL, 10, 0),
    (SMALL, 4, 0),
    (CAPTION, 4, 0),
)
"""How tabs are drawn, the first form that has room: size of the text, space at its sides, and how many of the tabs that
have a number at their end show it, the first ones."""
SCROLLED: Form = (SMALL, 14, 0)
"""How tabs are drawn that have no room in any form: they scroll."""
SCROLL_BUTTON = 24
"""Width of each of the two buttons that scroll."""
BESIDE_RING = 8
"""Least space at each side of the words for a focus ring that is inside the tab."""


class Tabs(QTabBar):
    """A tab bar that is painted from the tokens: 40 high, the selected tab in `text` over a line in `accent`."""

    def __init__(self, theme: Theme, name: str, accessible_name: str, titles: tuple[str, ...]) -> None:
        super().__init__()
        self._theme = theme
        self._formed: tuple[tuple[tuple[str, ...], int, TypeScale], tuple[Form, list[str]]] | None = None
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for button in self.findChildren(QToolButton):
            button.setAutoRaise(True)
        for title in titles:
            self.addTab(title)

    def show_titles(self, titles: Iterable[str], *, after: int) -> None:
        """Show *titles* in the tabs after the first *after*; missing tabs are added."""
        for place, title in enumerate(titles, after):
            if place >= self.count():
                self.addTab(title)
            elif self.tabText(place) != title:
                self.setTabText(place, title)

    def tabSizeHint(self, index: int) -> QSize:
        form, texts = self._form()
        width = self._width(texts[index], form)
        if form is SCROLLED:  # beside the buttons that scroll, all of a tab can be in sight
            width = min(width, max(self.width() - 2 * self._theme.px(SCROLL_BUTTON), self._theme.px(SCROLL_BUTTON)))
        return QSize(width, self._height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)  # Qt scrolls where there is no room, and cuts no title

    def sizeHint(self) -> QSize:
        """Return the size of the first form, whatever the tabs have now: they grow again when there is room."""
        return QSize(self._needed(FORMS[0]), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(48) * min(2, self.count()), self._height())

    def _height(self) -> int:
        return max(self._theme.px(40), self._theme.type.line(BODY) + 16)

    def _form(self) -> tuple[Form, list[str]]:
        """Return the first of `FORMS` for which there is room, `SCROLLED` if there is none; and the texts of the tabs
        in it."""
        titles = tuple(self.tabText(index) for index in range(self.count()))
        made_for = (titles, self.width(), self._theme.type)
        if self._formed is None or self._formed[0] != made_for:  # Qt asks for the size of every tab after each change
            fitting = next((form for form in FORMS if self._needed(form) <= self.width()), SCROLLED)
            self._formed = made_for, (fitting, self._texts(fitting))
        return self._formed[1]

    def _needed(self, form: Form) -> int:
        """Return the width in pixels that all tabs have in *form*."""
        return sum(self._width(text, form) for text in self._texts(form))

    def _width(self, text: str, form: Form) -> int:
        size, space, _ = form
        return self._theme.type.metrics(size, STRONG).horizontalAdvance(text) + self._theme.px(space)

    def _texts(self, form: Form) -> list[str]:
        """Return the texts of the tabs: in *form*, some have no number."""
        texts, left = [], form[2]
        for index in range(self.count()):
            whole = shown_text(self.tabText(index))
            bare = _NUMBER_AT_END.sub("", whole)
            texts.append(whole if left > 0 else bare)
            left -= bare != whole
        return texts

    def event(self, event: QEvent) -> bool:
        """Show the whole title of a tab that is cut as a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.tabAt(event.pos())
            whole = shown_text(self.tabText(index))
            form, texts = self._form()
            is_whole = index < 0 or self._shown(index, texts[index], form) == whole
            show_tooltip(event.globalPos(), "" if is_whole else whole, self)
            return True
        return super().event(event)

    def _shown(self, index: int, text: str, form: Form) -> str:
        """Return what there is room for of the text of a tab."""
        metrics = self._theme.type.metrics(form[0], STRONG)
        room = self._seen(index).width() - self._theme.px(min(6, form[1] - 2))
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _seen(self, index: int) -> QRect:
        """Return the part of a tab that is not scrolled away, nor below the buttons that scroll."""
        left, right = 0, self.width()
        for button in self.findChildren(QToolButton):
            if button.isVisible() and button.x() > self.width() // 2:
                right = min(right, button.x())
            elif button.isVisible():
                left = max(left, button.x() + button.width())
        return self.tabRect(index).intersected(QRect(left, 0, right - left, self.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        form, texts = self._form()
        for index, text in enumerate(texts):
            rect, words = self._seen(index), self._shown(index, text, form)
            if rect.isEmpty() or words == "…":
                continue
            chosen = index == self.currentIndex()
            over = rect.contains(self.mapFromGlobal(self.cursor().pos())) and self.underMouse()
            painter.setFont(theme.type.font(form[0], STRONG if chosen else MEDIUM))
            painter.setPen(theme.colour("text" if chosen or over else "muted"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
            if chosen:
                line = QRect(rect.left() + px(2), rect.bottom() - 1, rect.width() - px(4), 2)
                painter.fillRect(line, theme.colour("accent"))
                if self.hasFocus():
                    painter.setPen(QPen(theme.colour("accent"), 2))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    side = px(4) if form[1] > 2 * BESIDE_RING else 1  # else the ring would touch the words
                    ring = QRectF(rect).adjusted(side, px(5), -side, -px(6))
                    painter.drawRoundedRect(ring, px(6), px(6))
        painter.end()
