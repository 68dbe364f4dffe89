"""The keyboard focus: a control that hides, greys or is deleted gives it to its list or to the next control, the page
that is shown has it, and F6 moves it from pane to pane. A text box leaves the keys of commands to these, and those of
undo and redo if it has no history of its own. The shortcuts without Ctrl or Alt act only from lists, and no shortcut
acts on what is behind a panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QHeaderView,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from scholar_desktop.ui.widgets.message_page import MessagePage
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.scroll_column import FocusRingScroll
from scholar_desktop.ui.widgets.shown_widgets import shown_in
from scholar_desktop.ui.widgets.sidebar_button import SHOWN_ROW, PlaceButton
from scholar_desktop.ui.widgets.state_pane import StatePane
from scholar_desktop.ui.widgets.tab_order import LEADS_BACK, PANE_ENTRY, bring_into_sight, iter_stops, stops

if TYPE_CHECKING:
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.paper_session import PaperSession

LETTERS_PROPERTY = "letter_shortcuts"
"""Set on a widget other than a list from which letter keys act, and on a page where they act from every control."""
_TO_PLACES = ("app.", "focus.", "go.", "view.")
"""What the ids of the actions begin with that lead to a page, to a control or out of the window."""
_OF_WINDOW = ("app.quit", "view.full_screen", "view.text_", "view.theme_")
"""What the ids of the actions begin with that act on the whole window: from a panel, they run, and it stays open."""
_OF_PAGES, _OF_SIDEBAR = ("view.", "library.duplicates"), "view.sidebar"
"""What the ids of the actions begin with that show a page, and the one of them that shows or hides the sidebar."""
_OF_PANES = "pane."
"""What the ids of the actions begin with that move the focus: from a panel, they return it to where it was."""
Panes = Callable[[], Sequence[QWidget]]
_BOXES = (QLineEdit, QPlainTextEdit, QTextEdit)
_OF_BOXES = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
)
"""The keys with a letter that edit the text in a box, whatever commands have them."""
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)
_DELETE_WORD = (QKeySequence.StandardKey.DeleteStartOfWord, QKeySequence.StandardKey.DeleteEndOfWord)
"""Keys that boxes know, but leave to a command that has them."""


def is_letter_for_control(event: QKeyEvent, page: QWidget | None) -> bool:
    """Return True if *event* is a letter, digit or Delete without Ctrl or Alt, and the focus is on a control or in a
    panel: there, it is not the shortcut of an action on the selected paper. page: the one that is shown."""
    if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
        return False
    if event.key() != Qt.Key.Key_Delete and not event.text().isalnum():
        return False
    focused = QApplication.focusWidget()
    if focused is None or focused.isWindow():
        return False
    if any(isinstance(one, Overlay) for one in (focused, *_around(focused))):
        return True
    is_area = isinstance(focused, QAbstractScrollArea) and not isinstance(focused, QHeaderView)
    is_list = is_area or focused.property(LETTERS_PROPERTY)
    return not (is_list or (page is not None and page.property(LETTERS_PROPERTY)))


def is_key_behind_panel(event: QKeyEvent, window: QWidget) -> bool:
    """Return True if the focus is in a panel and *event* is the shortcut of an action on what is behind it, which must
    not run. A shortcut that leads to another place closes the panel, and runs, unless the panel would lose work."""
    focused = QApplication.focusWidget()
    if focused is None or focused.window() is not window:
        return False
    panel = next((one for one in (focused, *_around(focused)) if isinstance(one, Overlay)), None)
    if panel is None:
        return False
    keys = QKeySequence(event.keyCombination())
    action = next((one for one in window.actions() if one.isEnabled() and keys in one.shortcuts()), None)
    if action is None or panel.runs_behind(action.objectName()):
        return False
    if action.objectName().startswith((_OF_PANES, *_OF_WINDOW)):
        return False
    if panel.holds_keys or not action.objectName().startswith(_TO_PLACES):
        return True
    panel.close_panel()
    return False


def is_undo_of_program(event: QKeyEvent, box: QObject) -> bool:
    """Return True if *event* is the key of undo or redo and *box* has nothing to undo or redo itself."""
    if not (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)):
        return False
    if isinstance(box, QLineEdit):
        return not (box.isUndoAvailable() or box.isRedoAvailable())
    if isinstance(box, QPlainTextEdit | QTextEdit):
        return not (box.document().isUndoAvailable() or box.document().isRedoAvailable())
    return False


def command_of_key(event: QKeyEvent, window: QWidget) -> QAction | None:
    """Return the command of *window* that has the letter or digit with Ctrl or Alt of *event* as its key, also if it
    cannot run now; None for the keys that edit text everywhere. A text box has to leave the key to it: on Linux and
    macOS, boxes also know keys of Emacs, such as Ctrl+E for the end of the line."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    has_letter = Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9 or Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z
    if not has_letter or not event.modifiers() & held or any(map(event.matches, _OF_BOXES)):
        return None
    keys = QKeySequence(event.keyCombination())
    return next((one for one in window.actions() if one.isVisible() and keys in one.shortcuts()), None)


def open_context_menu(control: QWidget) -> None:
    """Open the context menu of *control*, as the menu key does: Qt does that for Shift+F10 on Windows alone."""
    at = control.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, control.mapToGlobal(at))
    QApplication.sendEvent(control, event)


def _around(control: QWidget) -> list[QWidget]:
    """Return the widgets around *control*, the nearest first."""
    found = []
    widget = control.parentWidget()
    while widget is not None:
        found.append(widget)
        widget = None if widget.isWindow() else widget.parentWidget()
    return found


def _home_in(around: Sequence[QWidget], panes: Sequence[QWidget]) -> QWidget | None:
    """Return the list in the nearest of the widgets *around* a control that has one, a list with rows before others. A
    control of a panel leaves the focus in the panel while that is open. From a page without a list it is not that of
    the sidebar, which is the first of *panes*: keys like Delete would act on its collections."""
    for widget in around:
        if not shiboken6.isValid(widget) or not widget.isVisible():
            continue
        if widget.isAncestorOf(panes[0]):
            break
        if isinstance(widget, Overlay):
            return next(iter(stops(widget)), widget)
        views = [view for view in shown_in(widget) if isinstance(view, QAbstractItemView) and _can_take(view)]
        if views:
            return next((view for view in views if view.model() is not None and view.model().rowCount()), views[0])
    return None


def _nearest(around: Sequence[QWidget], place: QPoint, panes: Sequence[QWidget]) -> QWidget | None:
    """Return the control to which the focus goes where there is no list: the one after *place* (on the screen) in the
    smallest part *around* it that has any, else the last one before. From the page it does not go to the sidebar, which
    is the first of *panes*, and from a part of the window that is no pane, to the first list of the page, else to its
    first pane."""
    for widget in around:
        if not shiboken6.isValid(widget) or not widget.isVisible():
            continue
        if widget.isAncestorOf(panes[0]):
            break
        if reached := stops(widget):
            return next((stop for stop in reached if _is_after(stop, place)), reached[-1])
    entries = [_entry_of(pane) for pane in panes[1:] if pane.isVisible() and stops(pane)]
    views = (entry for entry in entries if isinstance(entry, QAbstractItemView))
    return next(views, next(iter(entries), None))


def _is_after(control: QWidget, place: QPoint) -> bool:
    """Return True if *control* is in the line of *place* and not before it, or in a line below."""
    where = control.mapToGlobal(QPoint(0, 0))
    if where.y() > place.y() or where.y() + control.height() <= place.y():
        return where.y() > place.y()
    return where.x() <= place.x() if control.isRightToLeft() else where.x() >= place.x()


def _can_take(widget: QWidget) -> bool:
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.isVisible() and widget.isEnabled()


def _entry_of(pane: QWidget) -> QWidget:
    """Return what the focus goes to in a *pane* that did not have it: its list, or the pages of its PDF or their
    place while they are loaded, else the button of the message that is there instead, else the control that is marked
    for that, or its first control."""
    places = (each for each in pane.findChildren(StatePane) if each.property(PANE_ENTRY) and each.isVisible())
    if (entry := next((target for each in places if (target := each.focus_target()) is not None), None)) is not None:
        return entry
    reached = stops(pane)
    view = next((each for each in reached if isinstance(each, QAbstractItemView)), None)
    button = _button_of_message(pane)
    box = next((each for each in reached if each.property(PANE_ENTRY)), None)
    return view or button or box or reached[0]


def _button_of_message(pane: QWidget) -> QWidget | None:
    """Return the first button of the message that *pane* shows in place of its content; None if it has none."""
    messages = (page for page in pane.findChildren(MessagePage) if page.isVisible())
    return next((button for page in messages if (button := page.first_button()) in stops(pane)), None)


def _stops_of_page(panes: Sequence[QWidget]) -> Iterator[QWidget]:
    """Yield the controls of the page in reading order, an area that scrolls before those in it. panes: the first is the
    sidebar."""
    for pane in panes[1:]:
        if _can_take(pane):
            yield pane
        if pane.isVisible():
            yield from iter_stops(pane)


def _rows_of_page(panes: Sequence[QWidget]) -> QWidget | None:
    """Return the first list of the page that has rows."""
    views = (stop for stop in _stops_of_page(panes) if isinstance(stop, QAbstractItemView) and stop.model() is not None)
    return next((view for view in views if view.model().rowCount()), None)


def _keeps_focus(focused: QWidget, panes: Sequence[QWidget]) -> bool:
    """Return True if *focused* can be seen and is a control in one of *panes*, or in a panel. An area that scrolls is
    none, because Qt gives a page that is shown the focus where it was created first; but details are, which have the
    focus only if the user has moved it there."""
    if not focused.isVisible() or not focused.isEnabled():
        return False
    if any(isinstance(each, Overlay) for each in (focused, *_around(focused))):
        return True
    return any(pane.isAncestorOf(focused) for pane in panes) and (
        isinstance(focused, FocusRingScroll) or not isinstance(focused, QScrollArea)
    )


def _current_place(pane: QWidget) -> QWidget | None:
    """Return the row of the sidebar for the shown page, or the list with that row; None if *pane* is not the sidebar or
    has no such row."""
    rows = (row for row in pane.findChildren(PlaceButton) if row.isChecked() and row.isVisible() and row.isEnabled())
    lists = (view for view in pane.findChildren(QAbstractItemView) if view.property(SHOWN_ROW) and _can_take(view))
    return next(rows, None) or next(lists, None)


class FocusKeeper(QObject):
    """Keeps the focus of one window.

    Qt moves the focus of a widget that hides or greys to the next in the Tab order, which after the last one is the
    sidebar, and the focus of a deleted one to nothing.

    Signal: `lost` (the control that had the focus was deleted).
    """

    lost = Signal()

    def __init__(self, window: QWidget, panes: Panes, messages: Messages) -> None:
        """panes: returns the panes that are shown now, in reading order; messages: lie over them, and are a pane for
        F6 alone."""
        super().__init__(window)
        self._window = window
        self._panes = panes
        self._messages = messages
        self._last: dict[int, QWidget] = {}  # in the order in which they had it
        self._around: list[QWidget] = []
        self._place = QPoint()
        self._box: QWidget | None = None
        # After the event in which the control is deleted, with all that is deleted with it.
        self.lost.connect(self._restore, Qt.ConnectionType.QueuedConnection)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        if (handle := window.windowHandle()) is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Alt+Left and Alt+Right from the controls, which take them for the arrows alone: they come here only if
        the shortcut has nothing to go back or forward to, which the window then says. A text box may use them. Keep the
        keys of undo and redo from a box that has nothing to undo: it would take them, and do nothing. Keep the keys of
        other commands from a box, but not those that delete a word; those of a command that cannot run go to the
        window, which says why."""
        if isinstance(event, QKeyEvent) and watched is self._box:
            is_kept_off = False
            if event.type() is QEvent.Type.ShortcutOverride:
                if any(map(event.matches, _DELETE_WORD)):
                    event.accept()
                    return True
                is_kept_off = is_undo_of_program(event, watched) or self._command_of(event) is not None
            elif event.type() is QEvent.Type.KeyPress:
                command = self._command_of(event)
                is_kept_off = command is not None and not command.isEnabled()
            if is_kept_off:
                event.ignore()
            return is_kept_off
        if event.type() is QEvent.Type.MouseButtonPress:
            self._messages.stay()
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() not in _MODIFIERS:
            self._messages.stay()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        focused = QApplication.focusWidget()
        is_text = focused is not None and focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        is_step = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and held == Qt.KeyboardModifier.AltModifier
        if is_step and not is_text:
            QApplication.sendEvent(self._window, event)
            return True
        return False

    def _command_of(self, event: QKeyEvent) -> QAction | None:
        """Return the command that has the key of *event*; None in a window of its own."""
        is_here = self._box is not None and self._box.window() is self._window
        return command_of_key(event, self._window) if is_here else None

    def follow_paper(self, session: PaperSession, panes: Panes) -> None:
        """Forget the text box that had the focus last in one of *panes* when *session* shows another paper: F6 would
        lead into the box of that paper, and the keys of commands would be typed there."""
        shown = session.showing

        def forget_boxes() -> None:
            nonlocal shown
            if session.showing == shown:
                return
            shown = session.showing
            for key in map(id, panes()):
                last = self._last.get(key)
                if last is not None and (not shiboken6.isValid(last) or isinstance(last, _BOXES)):
                    del self._last[key]

        session.shown.connect(forget_boxes)

    def give_to_list(self) -> bool:
        """Give the focus of a control that hides or greys to its list, or to the nearest control of its pane if that
        has no list. False if the control keeps it, or the pane has nothing that can take it."""
        control = self._window.focusWidget()
        if control is None or (control.isVisible() and control.isEnabled()):
            return False
        around, panes = _around(control), self._panes()
        home = _home_in(around, panes) or _nearest(around, control.mapToGlobal(QPoint(0, 0)), panes)
        if home is None:
            return False
        last = dict(self._last)
        home.setFocus(Qt.FocusReason.OtherFocusReason)
        if not any(pane.isAncestorOf(home) for pane in panes if pane.isAncestorOf(control)):
            self._last = last  # the user did not go to that pane: F6 leads to where it begins
        return True

    def move(self, step: int) -> None:
        """Move the focus to the next (1) or previous (-1) pane: to the control that had it last there, else as
        `_entry_of` says. A panel that closes when the focus leaves it returns it to where it was."""
        panes = [pane for pane in (*self._panes(), self._messages) if pane.isVisible() and stops(pane)]
        if not panes:
            return
        focused = self._window.focusWidget()
        panels = (each for each in (focused, *_around(focused)) if isinstance(each, Overlay)) if focused else ()
        if (panel := next((panel for panel in panels if panel.closes_outside), None)) is not None:
            panel.close_panel()
            return
        here = next(
            (place for place, pane in enumerate(panes) if focused is pane or (focused and pane.isAncestorOf(focused))),
            None,
        )
        place = (0 if step > 0 else -1) if here is None else (here + step) % len(panes)
        pane = panes[place]
        last = self._last.get(id(pane))
        if last is None or not shiboken6.isValid(last) or not _can_take(last) or not pane.isAncestorOf(last):
            last = _entry_of(pane)
        target = _current_place(pane) or last
        with self._messages.passing_through():
            if isinstance(target, RowList):
                target.enter_by_f6()
            else:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bring_into_sight(target)

    def enter_page(self) -> None:
        """Give the page that was just shown the focus, unless the page, a panel or the sidebar has it already.

        A control of the status bar or of a message does not keep it: Enter, meant for the page, would press it.

        It goes to the first list that has rows, as Tab would reach it, else to the control at which the page begins, or
        past the way back to the button of a message.
        """
        focused = self._window.focusWidget()
        panes = self._panes()
        if not self._window.isVisible():
            return
        target: QWidget | None = focused
        if focused is None or not _keeps_focus(focused, panes):
            target = _rows_of_page(panes) or next(_stops_of_page(panes), None)
        if target is not None and target.property(LEADS_BACK):  # Qt moves the focus there, too
            target = next((button for pane in panes[1:] if (button := _button_of_message(pane))), target)
        if target is not None and target is not focused:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter_page_again(self) -> None:
        """Give the page that is shown, and wanted again, the focus from the status bar or a message. The page moves the
        focus of its own controls itself."""
        focused = self._window.focusWidget()
        if focused is None or not any(pane.isAncestorOf(focused) for pane in self._panes()):
            self.enter_page()

    def leave_sidebar(self, event: QKeyEvent) -> None:
        """Move the focus from the sidebar to the page if *event* is the shortcut of a page, which is shown afterwards:
        the page then has the focus, as from everywhere else. A row of the sidebar on which Space is pressed keeps
        it."""
        panes, focused = self._panes(), self._window.focusWidget()
        if focused is None or not panes[0].isAncestorOf(focused) or not event.modifiers():
            return
        keys = QKeySequence(event.keyCombination())
        action = next((one for one in self._window.actions() if one.isEnabled() and keys in one.shortcuts()), None)
        if action is None or not action.objectName().startswith(_OF_PAGES) or action.objectName() == _OF_SIDEBAR:
            return
        self.leave_for_page()

    def leave_for_page(self) -> None:
        """Give the page that is shown the focus before another one is shown, which then has it, as from everywhere
        else. If it is the same page, the focus stays there: in its list, else where it was last."""
        panes = self._panes()
        target = _rows_of_page(panes)
        if target is None:
            reached = list(_stops_of_page(panes))
            last = (each for pane in panes[1:] if (each := self._last.get(id(pane))) in reached)
            target = next(last, None) or next(iter(reached), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter_rows(self) -> None:
        """Give the first list of the page that has rows the focus, if there is one."""
        if (rows := _rows_of_page(self._panes())) is not None:
            rows.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def enter_last(self) -> None:
        """Give the focus to the control of the page that had it last, else to the one at which a pane of it begins. Not
        to a text box, in which the keys of commands would be typed."""
        panes = [pane for pane in reversed(self._panes()[1:]) if pane.isVisible() and stops(pane)]
        own = set(map(id, panes))
        last = (one for key, one in reversed(self._last.items()) if key in own and shiboken6.isValid(one))
        there = (one for one in last if one.isVisible() and one.isEnabled())
        target = next((one for one in (*there, *map(_entry_of, panes)) if not isinstance(one, _BOXES)), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_focus_changed(self) -> None:
        # without the widgets that the signal carries: the first may be half deleted
        now = QApplication.focusWidget()
        if self._box is not None and shiboken6.isValid(self._box):
            self._box.removeEventFilter(self)
        self._box = now if isinstance(now, QLineEdit | QPlainTextEdit | QTextEdit) else None
        if self._box is not None:
            self._box.installEventFilter(self)
        if now is None:
            if self._around and self._window.isActiveWindow():
                self.lost.emit()
            return
        if now.window() is not self._window:
            return
        self._around, self._place = _around(now), now.mapToGlobal(QPoint(0, 0))
        for pane in self._panes():
            if pane.isAncestorOf(now):
                self._last.pop(id(pane), None)  # the latest is the last
                self._last[id(pane)] = now

    def _restore(self) -> None:
        """Give the focus to the list of the deleted control, else to the nearest control of its pane."""
        if QApplication.focusWidget() is not None or not self._window.isActiveWindow():
            return
        panes = self._panes()
        home = _home_in(self._around, panes) or _nearest(self._around, self._place, panes)
        if home is not None:
            home.setFocus(Qt.FocusReason.OtherFocusReason)


class MenuBarFocus(QObject):
    """Knows which control the menus are about: the one that has the focus, or had it before the menu bar, to which Qt
    gives the focus while a menu is open."""

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._before: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        bar.installEventFilter(self)

    @property
    def control(self) -> QWidget | None:
        """The control of the window that has the focus when no menu is open."""
        focused = self._bar.window().focusWidget()
        if focused is self._bar and self._before is not None and shiboken6.isValid(self._before):
            return self._before
        return focused

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Before the key of a menu opens it from the bar, return the focus to the control: Qt notes what has the focus
        then, to return it there after the menu, and would note the bar."""
        if event.type() is QEvent.Type.Shortcut and self._bar.hasFocus() and (control := self.control) is not None:
            control.setFocus(Qt.FocusReason.MenuBarFocusReason)
        return super().eventFilter(watched, event)

    def _on_focus_changed(self) -> None:
        # without the widgets that the signal carries: the first may be half deleted
        now = QApplication.focusWidget()
        if now is not None and now is not self._bar and now.window() is self._bar.window():
            self._before = now
