"""The base of the small panels: a title, a line that says how things stand, and buttons at the foot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.scroll_column import ScrollingBody, least_height

TOP = 56
"""Distance of the panel from the top of the window."""


class FootPanel(Overlay):
    """A subclass adds its rows to `_body`, below the line and above the foot, and its buttons with `_add_button`."""

    leaves_with_page = True

    def __init__(self, theme: Theme, window: QWidget, name: str, accessible_name: str) -> None:
        """name: the `objectName` of the panel; that of its line is the same with State in place of Panel."""
        super().__init__(theme, window)
        self._height = 0
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        px = theme.px
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(12))
        column.setSpacing(px(8))
        self._head = QHBoxLayout()
        self._title = label(accessible_name, "head", wrap=True)
        self._head.addWidget(self._title, 1)
        column.addLayout(self._head)
        self._area = ScrollingBody()
        self._body = self._area.column
        self._body.setSpacing(px(6))
        self._state = label("", "body", "muted", wrap=True)
        self._state.setObjectName(f"{name.removesuffix('Panel')}State")
        self._state.setContentsMargins(0, 0, 0, px(2))
        self._state.hide()
        # it scrolls, too: in a low window with large text it may be higher than the body
        self._body.addWidget(self._state)
        column.addWidget(self._area, 1)
        self._foot = FlowLayout(gap=px(4), line_gap=px(4))
        self._foot.add_gap()
        column.addLayout(self._foot)

    def _add_button(
        self, name: str, text: str, run: Callable[[], object], kind: ButtonKind = ButtonKind.PLAIN
    ) -> Button:
        """Add a button at the end of the foot; a link is at its start. name: the `objectName`."""
        button = Button(self._theme, kind, text, small=True)
        button.setObjectName(name)
        button.clicked.connect(run)
        if kind is ButtonKind.LINK:
            self._foot.insertWidget(0, button)
        else:
            self._foot.addWidget(button)
        return button

    def _add_cancel(self, name: str) -> Button:
        """Add the button that closes the panel."""
        return self._add_button(name, gettext("Cancel"), self.close_panel)

    def _open_in_middle(self, width: int, height: int, *, top: int = TOP) -> None:
        """Show the panel at the top of the middle of the window, not larger than the window. If it is shown already, it
        only gets this size."""
        px, window = self._theme.px, self._window
        self._height = height
        width = min(px(width), window.width() - px(16))
        height = min(px(height), window.height() - px(80))
        left = (window.width() - width) // 2
        if self.isHidden():
            self.close_others(of_page=True)
            self.open_at(left, px(top), width, height)
        else:
            self.setGeometry(left, px(top), width, height)

    def _show_rows(self, rows: QWidget, *buttons: QWidget, has_some: bool, beyond: int = 0) -> None:
        """Show the widget with the rows of the panel, and the buttons that need rows. The panel is only as high as its
        words and rows. Called when it is open, after `_say`. beyond: the pixels that another list of the panel needs
        for all its rows, beyond its least height."""
        had_focus = self._has_focus()
        for widget in (rows, *buttons):
            widget.setVisible(has_some)
        if has_some and isinstance(rows, QListWidget) and not rows.wordWrap():
            rows.setMinimumHeight(1)  # Qt gives a list with one row the height of several
            rows.setMaximumHeight(max(1, _rows_height(rows)))
        if has_some:
            beyond += height_beyond(rows) if isinstance(rows, QListWidget) else self._theme.px(self._height)
        self._fit_height(beyond)
        if had_focus and not self._has_focus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_height(self, beyond: int = 0) -> None:
        """Make the panel as high as what it shows, but not higher than it was opened. beyond: pixels that its content
        needs beyond its least height."""
        self._area.set_short(is_short=False)
        self._area.updateGeometry()  # otherwise the panel's layout keeps the height that it asked for before
        self._column.activate()
        most = min(self._theme.px(self._height), self._window.height() - self._theme.px(80))
        wanted = self._column.totalHeightForWidth(self.width()) + beyond
        self._area.set_short(is_short=wanted > most)
        self.resize(self.width(), min(most, wanted))

    def _say(self, text: str, tone: str = "muted") -> None:
        """Show *text* in the line below the title; the line is hidden without one."""
        self._state.setText(text)
        self._state.setVisible(bool(text))
        set_tone(self._state, tone)

    def _say_error(self, error: ScholarError) -> None:
        self._say(f"{shown(error.message)} {shown(error.hint or '')}".strip(), "error")


class LineList(QListWidget):
    """Sentences one below the other, which wrap. The keyboard selects a line when it leads here: one that is only
    current looks like the others."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason and not self.selectedItems():
            self.setCurrentRow(max(0, self.currentRow()))


def height_beyond(rows: QListWidget) -> int:
    """Return the pixels that all rows of a list need beyond its least height. A row may have several lines."""
    return max(0, _rows_height(rows) - least_height(rows, rows.width()))


def _rows_height(rows: QListWidget) -> int:
    """Return the height of a list that shows all its rows."""
    heights = (rows.visualItemRect(rows.item(row)).height() for row in range(rows.count()))
    return sum(heights) + 2 * rows.frameWidth()
