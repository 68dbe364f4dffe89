"""The five states of a pane, always shown in the same way: empty, waiting, partial, error, full."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QStackedLayout, QVBoxLayout, QWidget

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.message_page import MessagePage, PageMessage
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.note_bar import SHOW_AFTER_MS, NoteBar
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.scroll_column import FocusRing

EMPTY, WAITING, PARTIAL, ERROR, FULL = STATES = ("empty", "waiting", "partial", "error", "full")


class GreyRows(QWidget):
    """Grey bars in place of rows that are on their way; they are not animated."""

    def __init__(
        self, theme: Theme, row_height: int | Callable[[int], int] = 64, parent: QWidget | None = None
    ) -> None:
        """row_height: at 13 px text; or a function that returns the height of a row of a width, in pixels."""
        super().__init__(parent)
        self._theme = theme
        self._row_height = row_height
        self._has_bars = True
        self.setAccessibleName(gettext("Loading"))
        theme.changed.connect(self.update)

    @property
    def row_height(self) -> int:
        """Height of a grey row in pixels."""
        height = self._row_height
        return self._theme.px(height) if isinstance(height, int) else height(self.width())

    def set_bars(self, has_bars: bool) -> None:
        """Draw the bars, or only their background."""
        self._has_bars = has_bars
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        px = self._theme.px
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("bg"))
        mirrored = self.isRightToLeft()
        row_height = self.row_height
        rows = min(6, self.height() // row_height + 1) if self._has_bars else 0
        for row in range(rows):
            top = row * row_height
            for line, part in enumerate(((0.58, 0.4), (0.48, 0.46), (0.66, 0.34))[row % 3]):
                width = round((self.width() - px(32)) * part)
                left = self.width() - px(16) - width if mirrored else px(16)
                painter.fillRect(left, top + px(16 + 18 * line), width, px(8), self._theme.colour("chip"))
            painter.fillRect(0, top + row_height - 1, self.width(), 1, self._theme.colour("line"))
        painter.end()


class StatePane(QWidget):
    """A bar, and below (or above) it rows, a message, or grey rows.

    The state is the dynamic property `state` of the widget *rows* (or *named*): it is set at once, while the display of
    waiting is delayed by 300 ms.
    """

    state_changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        rows: QWidget,
        *,
        row_height: int | Callable[[int], int] = 64,
        named: QWidget | None = None,
        bar_below: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """row_height: see `GreyRows`; named: the widget that has the property, if it is not *rows*; bar_below: the bar
        is below the rows, so that they keep their places when it comes and goes."""
        super().__init__(parent)
        self._rows = rows
        self._named = named or rows
        self.bar = NoteBar(theme, self)
        self._message = MessagePage(theme, self)
        self._grey = GreyRows(theme, row_height, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._stack = QStackedLayout()
        # into the window first: a widget added to a layout without a parent is shown as a separate window
        column.addLayout(self._stack, 1)
        column.insertWidget(1 if bar_below else 0, self.bar)
        for widget in (rows, self._message, self._grey):
            self._stack.addWidget(widget)
        self._ring = FocusRing(theme, self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SHOW_AFTER_MS)
        self._late.timeout.connect(lambda: self._put_grey(has_bars=True))
        self._named.setProperty("state", EMPTY)

    def hasHeightForWidth(self) -> bool:
        """Return False: rows and messages scroll. Else a layout would take the room that they want from what is above
        them."""
        return False

    @property
    def state(self) -> str:
        state: str = self._named.property("state")
        return state

    @property
    def message(self) -> PageMessage | None:
        """The message that is shown in place of rows, or None."""
        return self._message.message if self._stack.currentWidget() is self._message else None

    def first_button(self) -> QWidget | None:
        """Return the first button of the message that is shown, or None if there is none."""
        return self._message.first_button() if self.message is not None else None

    def needed_height(self, rows: int) -> int | None:
        """Return the height at which nothing scrolls; None while the pane waits.

        Args:
            rows: the height of all rows.
        """
        if self.state == WAITING:
            return None
        bar = self.bar.sizeHint().height() if self.bar.isVisible() else 0
        return bar + (rows if self.message is None else self._message.needed_height())

    def show_rows(self, state: str, note: Note | None = None, *, after_ms: int | None = None) -> None:
        """Show the rows, in the state partial or full (or waiting, while more are on their way).

        Args:
            after_ms: delay of the bar; None: none, or 300 ms while waiting.
        """
        self._late.stop()
        if self._stack.currentWidget() is not self._rows:
            focused, rows = self.has_focus, self._rows
            if isinstance(rows, RowList):
                rows.replaces_message = True
            self._put(rows)
            if focused:
                self._first_of_rows().setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(rows, RowList):
                rows.replaces_message = False
        if after_ms is None:
            after_ms = SHOW_AFTER_MS if state == WAITING else 0
        self._set_bar(note, after_ms=after_ms)
        self._set_state(state)

    def wait(self, note: Note | None = None, *, keeps_message: bool = True) -> None:
        """Show that no rows have arrived yet: the old contents stay for 300 ms, then grey rows appear, with *note*
        above.

        Args:
            keeps_message: False: a message does not stay, because its button offers what is done without it. The pane
                holds the focus until there are rows: rows that are not filled yet would ignore the keys.
        """
        if self._stack.currentWidget() is not self._grey and not self._late.isActive():
            self._late.start()
        if not keeps_message and self.message is not None:
            self._put_grey(has_bars=False)
        self._set_bar(note, after_ms=SHOW_AFTER_MS)
        self._set_state(WAITING)

    def show_message(self, state: str, message: PageMessage) -> None:
        """Show *message* in place of rows, in the state empty or error."""
        self._late.stop()
        focused = self.has_focus or self._bar_has_focus
        self._message.show_message(message)
        self._put(self._message)
        if focused:
            (self._message.first_button() or self).setFocus()
        self.bar.clear()
        self._set_state(state)

    def take_focus(self, reason: Qt.FocusReason) -> None:
        """Give the focus to the rows, else to the button of the message; the pane itself holds it while there is
        neither, and shows that."""
        (self.focus_target() or self).setFocus(reason)

    def focus_shown(self) -> bool:
        """Give the focus to what is shown, as `take_focus` does, but not to a message without a button. Return True if
        rows are shown. Rows that are not shown would take the focus as soon as they are, whoever has it then."""
        target = self.focus_target()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        return self._stack.currentWidget() is self._rows

    def focus_target(self) -> QWidget | None:
        """Return what takes the focus of the pane: its rows, or the button of the message; the pane itself until there
        is either; None for a message without a button."""
        shown = self._stack.currentWidget()
        if shown is self._message:
            return self._message.first_button()
        return self._first_of_rows() if shown is self._rows and self._rows.isVisible() else self

    def _first_of_rows(self) -> QWidget:
        """Return the rows, or of what is shown instead of a list its focus proxy, else its first control."""
        if self._rows.focusPolicy() != Qt.FocusPolicy.NoFocus:
            return self._rows
        if (main := self._rows.focusProxy()) is not None:
            return main
        from scholar_desktop.ui.widgets.tab_order import tab_stops  # not part of the start

        return next(iter(tab_stops(self._rows)), self._rows)

    @property
    def has_focus(self) -> bool:
        """Return True if the focus is in the rows or the message. Qt takes it away from widgets that are hidden or
        deleted; the pane holds it until there are rows again."""
        focus = QApplication.focusWidget()
        if focus is None:
            return False
        shown = self._stack.currentWidget()
        return focus in (self, self._rows) or (shown is not None and shown.isAncestorOf(focus))

    @property
    def _bar_has_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.bar.isVisible() and self.bar.isAncestorOf(focused)

    def _set_bar(self, note: Note | None, *, after_ms: int) -> None:
        if note is None:
            had_focus = self._bar_has_focus
            self.bar.clear()
            if had_focus:
                self.take_focus(Qt.FocusReason.OtherFocusReason)
        else:
            self.bar.show_note(note, after_ms=after_ms)

    def _set_state(self, state: str) -> None:
        if self._named.property("state") != state:
            self._named.setProperty("state", state)
            self.state_changed.emit(state)
            self._announce(state)

    def _announce(self, state: str) -> None:
        """Have a screen reader say what is there now, if it can be seen."""
        if not self.isVisible():
            return
        from scholar_desktop.ui.widgets.accessibility import announce, is_listened_to  # not part of the start

        if not is_listened_to():
            return
        name, message = self._named.accessibleName(), self.message
        if message is not None and state in (EMPTY, ERROR):
            announce(self, f"{message.heading}. {message.text}".strip(), is_urgent=state == ERROR)
        elif state == WAITING:
            announce(self, gettext("{list}: loading", list=name))
        elif isinstance(self._rows, QAbstractItemView):
            count = self._rows.model().rowCount()
            announce(self, ngettext("{list}: {count} row", "{list}: {count} rows", count, list=name))

    def _put(self, widget: QWidget) -> None:
        """Show *widget* below the bar; Qt raises it over the ring of the pane, which may have the focus already."""
        self._stack.setCurrentWidget(widget)
        self._ring.raise_()

    def _put_grey(self, *, has_bars: bool) -> None:
        focused = self.has_focus
        self._grey.set_bars(has_bars)
        self._put(self._grey)
        if focused:
            self.setFocus()
