"""The links to the sections of the settings: a list at the left, or a bar above the rows, and which one is current."""

from __future__ import annotations

from itertools import takewhile

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.translation import shown
from scholar_desktop.ui.settings.setting_sections import Section
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.scroll_column import FocusArea, FocusLine
from scholar_desktop.ui.widgets.tab_order import CHOSEN, make_group, tab_stops
from scholar_desktop.ui.words.mnemonics import TypeAhead

NEAR_TOP = 40
"""Pixels at base size: a section that begins so near the top is the one that is shown."""


class _Presses(QObject):
    """by_mouse: the last press on a link was one of the mouse, not of a key. Signals: `reached` (a link that an arrow
    key has moved the focus to), `passed` (Tab leads on from a link), `typed` (a link, on which a key that types text
    was pressed)."""

    by_mouse = False
    reached = Signal(object)
    passed = Signal(object)
    typed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.type_ahead = TypeAhead(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() is Qt.FocusReason.OtherFocusReason:
            self.reached.emit(watched)
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress):
            self.by_mouse = event.type() is QEvent.Type.MouseButtonPress
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Tab:
            self.passed.emit(watched)
            return True
        if is_text := self.type_ahead.add(event):
            self.typed.emit(watched)
        return is_text


class SectionLinks:
    """Adds sections to the rows, with a link to each in both places, and scrolls to them."""

    def __init__(self, theme: Theme, scroll: FocusArea, rows: QVBoxLayout) -> None:
        """rows: those of the page in *scroll*, with a stretch at the end."""
        self._theme = theme
        self._scroll = scroll
        self._rows = rows
        self._links: list[tuple[QLabel, Button]] = []
        self._went_to: QLabel | None = None
        self._presses = _Presses()
        self._presses.reached.connect(self._on_reached)
        self._presses.passed.connect(lambda link: self._show(self._heading_of(link)))
        self._presses.typed.connect(self._on_typed)
        self.list, self.bar = QWidget(), QWidget()
        for place, edge in ((self.list, "right"), (self.bar, "bottom")):
            place.setProperty("edge", edge)
            place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            make_group(place)
        self._in_list = QVBoxLayout(self.list)
        self._in_list.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._in_list.setSpacing(theme.px(8))
        self._in_list.addStretch(1)
        self._in_bar = FlowLayout(self.bar, gap=theme.px(16), line_gap=theme.px(2))
        self._in_bar.setContentsMargins(theme.px(24), theme.px(6), theme.px(24), theme.px(6))
        self._scrolled_to = 0
        self._heights = 0, 0
        scroll.verticalScrollBar().valueChanged.connect(self._mark)
        scroll.verticalScrollBar().rangeChanged.connect(self._stay)

    def add(self, section: Section) -> None:
        """Add the heading of a section after the last row, and the links to it."""
        theme, title = self._theme, shown(section.title)
        heading = label(title, "head")
        heading.setObjectName(section.name)
        heading.setIndent(0)  # Qt indents the text of a label that has a line
        heading.setContentsMargins(0, theme.px(20), 0, theme.px(6))
        heading.setProperty("edge", "bottom")
        FocusLine(theme, heading)
        self._rows.insertWidget(self._rows.count() - 1, heading)
        for place in (self.list, self.bar):
            go = Button(theme, ButtonKind.LINK, title, parent=place)
            go.installEventFilter(self._presses)
            go.clicked.connect(lambda: self._show(heading))
            self._links.append((heading, go))
            if place is self.list:
                self._in_list.insertWidget(self._in_list.count() - 1, go)
            else:
                self._in_bar.addWidget(go)

    def _on_reached(self, link: Button) -> None:
        """Show the section of *link* while the focus moves through the links."""
        self._scroll_to(self._heading_of(link))
        self._mark()

    def _on_typed(self, link: Button) -> None:
        """Move the focus from *link* to the one that begins with what the user types."""
        links = [go for _heading, go in self._links if go.isVisible()]
        titles = [self._heading_of(go).text() for go in links]
        found = self._presses.type_ahead.find(titles, links.index(link))
        if found is not None:
            links[found].setFocus(Qt.FocusReason.OtherFocusReason)

    def _heading_of(self, link: Button) -> QLabel:
        return next(heading for heading, go in self._links if go is link)

    def take_focus(self) -> None:
        """If the settings are shown, give the first visible link the focus, which shows its section; without one, the
        rows, from the first."""
        if not self._scroll.isVisible():
            return
        link = next((go for _heading, go in self._links if go.isVisible()), None)
        if link is None:
            self._scroll.verticalScrollBar().setValue(0)
        (link or self._scroll).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_control(self, control: QWidget) -> None:
        """Scroll to the section of *control*, and give *control* the focus, which brings it into sight; for a group of
        controls the first one of them, for a heading the first one of its section."""
        if isinstance(control, QLabel):
            self._show(control)
            return
        row = control
        while (around := row.parentWidget()) is not None and around is not self._scroll.widget():
            row = around
        is_group = control.focusPolicy() is Qt.FocusPolicy.NoFocus
        first = next(iter(tab_stops(control)), control) if is_group else control
        self._go_to(next(heading for heading, _go in reversed(self._links) if heading.y() <= row.y()), first)

    def _show(self, heading: QLabel) -> None:
        """Scroll to a section and give its first control the focus. One without controls gives it to its heading: the
        keys scroll the page, and Tab goes on from there."""
        rows = (
            item.widget()
            for place in range(self._rows.indexOf(heading) + 1, self._rows.count())
            if (item := self._rows.itemAt(place)) is not None
        )
        of_section = takewhile(lambda row: row is not None and row.property("type") != "head", rows)
        controls = (stop for row in of_section if row is not None for stop in tab_stops(row))
        self._go_to(heading, next(controls, heading))

    def _go_to(self, heading: QLabel, control: QWidget) -> None:
        self._scroll_to(heading)
        by_mouse = control is heading and self._presses.by_mouse
        control.setFocus(Qt.FocusReason.MouseFocusReason if by_mouse else Qt.FocusReason.TabFocusReason)
        if isinstance(control, QLineEdit):
            control.deselect()  # to go to a section is not to replace its first text
        self._mark()

    def _scroll_to(self, heading: QLabel) -> None:
        self._went_to = heading
        bar = self._scroll.verticalScrollBar()
        self._scrolled_to = min(heading.y(), bar.maximum())
        bar.setValue(heading.y())

    def _stay(self) -> None:
        """Scroll again to the section that was gone to, unless the user has left it: rows that were just added get
        their heights later. Not if only a message came to lie over the end of the page, or went: a row must not move
        under the mouse."""
        before, rows = self._heights, self._scroll.widget()
        self._heights = rows.height() if rows is not None else 0, self._scroll.height()
        is_there = self._scroll.verticalScrollBar().value() == self._scrolled_to
        if self._went_to is not None and is_there and self._heights != before:
            self._scroll_to(self._went_to)
        self._mark()

    def _mark(self, *_moved: int) -> None:
        """Mark the link of the section that was gone to, as long as the user has not scrolled; else that of the one at
        the top, or at the end of the page of the last one."""
        bar, links = self._scroll.verticalScrollBar(), self._links
        if not links:
            return
        top = bar.value() + self._theme.px(NEAR_TOP)
        reached = [heading for heading, _go in links if heading.y() <= top or heading is links[0][0]]
        if self._went_to is not None and bar.value() == self._scrolled_to:
            reached.append(self._went_to)
        elif bar.value() == bar.maximum() > 0:
            reached.append(links[-1][0])
        for heading, go in links:
            go.set_current(heading is reached[-1])
            go.setProperty(CHOSEN, heading is reached[-1])
