"""Messages that belong to no pane: bars over the foot of the main area. They never take the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.undo_order import UndoOrder, UndoStep
    from scholar_desktop.ui.widgets.note_bar import NoteBar
    from scholar_desktop.ui.widgets.scroll_column import FocusArea, RoomAtEnd

UNDO_SHOWN_MS = 10_000
WHY_NOT_SHOWN_MS = COPIED_SHOWN_MS = 4000
LOOK_AGAIN_MS = 1000
"""How long a message stays at least if the pointer or the focus is on it when its time is over."""
MOST_BARS = 3
FOOT_HEIGHT = 53
"""Pixels at the foot of the pages where their counts and buttons are, at the base size of text."""
EDGE = 4
"""Pixels at the end of a focused row or control that a message may cover, at the base size of text."""
POINTS_APART = 12
"""Pixels at the base size of text between the points of a place at which there may be something."""
MOST_WIDTH = 600
"""Width of the bars in pixels at the base size of text, where the window is wider."""
IN_USE_AS_WHOLE = "in_use_as_whole"
"""The property of a panel that no message covers while the focus is on one of its controls: the height in pixels of
the part of the page above it that belongs to it."""
PDFS_WANTED = "kept_pdfs"
"""The key of the message that says what becomes of the PDFs that the user wants, and later how their downloads
ended."""
# not translated: the key of a message
WHY_NOT = "why not"
# not translated: keys of messages, and names of icons
_OF_LAST_CHANGE = ("undo", "attached")
_BACK_OR_AGAIN = frozenset(["undo", "redo"])
"""The messages whose Undo and Redo buttons run `edit.undo` and `edit.redo`, and the icons of these buttons."""
_TEXT_BOXES = ("QLineEdit", "QPlainTextEdit", "QTextEdit")
"""By name: to import `QTextEdit` takes 5 ms, and the start needs none."""
_PLACED = (QEvent.Type.Show, QEvent.Type.Move, QEvent.Type.Resize)


class Messages(QWidget):
    """Up to three bars, each under a key: a later message with the same key replaces the earlier one.

    They lie in the middle of the main area (`lie_over`) above its foot, which has counts and buttons, so that a message
    does not move what the user is looking at and each comes at the same place. One that stays until the user
    closes it is below those that close by themselves, so that it keeps its place. Where they would cover the focused
    control or row, or what `keep_free` names, they lie in the lowest place that leaves these free: on the foot, above
    such a bar, or above that control. A page of controls may end above them (`end_above`). Esc closes the latest one,
    another page those about errors, those of the page that is left, and those that offer something else than to undo
    the last change. F6 goes to their buttons, too.

    undo_step: what Ctrl+Z undoes next; None if that is a change to the library, or nothing; redo_step: what
    Ctrl+Shift+Z does again next, in the same way; undo_order: both, with what was before. Signal: `step_done`, after a
    new step that is no change to the library.
    """

    undo_step_changed = Signal()
    step_done = Signal()
    focus_left = Signal()
    """A message with the focus closes, and the control that had it before is gone."""

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, open_path: Callable[[str], None] = lambda _: None
    ) -> None:
        """open_path: opens a file or folder with the desktop."""
        super().__init__(parent)
        self._theme = theme
        self._open_path = open_path
        self._bars: dict[str, NoteBar] = {}
        self._ends: dict[str, QTimer] = {}
        self._pointers: dict[str, tuple[QPoint, int]] = {}  # where the pointer is, and how long it may stay there (ms)
        self._kept_at_esc: set[str] = set()
        self._of_page: set[str] = set()
        self._library_failure_shown = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)  # the frame
        self._column.setSpacing(0)
        self._area: QWidget | None = None
        self._with_room: list[RoomAtEnd] = []
        self._used = QRect()
        self._kept_free: list[QWidget] = []
        self._ending_above: list[FocusArea] = []
        self._focus_outside: QWidget | None = None
        self._is_passed_through = False
        theme.changed.connect(self._place_later)
        self.setAccessibleName(gettext("Messages"))

    @cached_property
    def undo_order(self) -> UndoOrder:
        from scholar_desktop.ui.context.undo_order import UndoOrder  # not part of the start

        return UndoOrder()

    def lie_over(self, area: QWidget) -> None:
        """Show the messages over the foot of *area*, and follow its size."""
        self._area = area
        self.setParent(area.parentWidget())
        area.installEventFilter(self)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def keep_free(self, bar: QWidget) -> None:
        """Let no message cover *bar*, a bar of buttons at the edge of a list, whenever it is shown."""
        self._kept_free.append(bar)
        bar.installEventFilter(self)

    def end_above(self, controls: FocusArea) -> None:
        """Let *controls*, whenever it is shown, end above the messages, which lie on the foot of the page then: they
        cover none of its controls."""
        self._ending_above.append(controls)
        controls.installEventFilter(self)

    def say_not_saved(
        self,
        key: str,
        keep_editing: Callable[[], None],
        *,
        is_over: Callable[[], bool] | None = None,
        is_of_page: bool = False,
    ) -> UndoStep:
        """Say that what the user typed was not saved, with a button that brings it back. Return the step of undo that
        does so.

        Args:
            is_over: Undo brings it back, too, as long as this returns False; None: it does not.
            is_of_page: as of `say`.
        """
        from scholar_desktop.ui.context.undo_order import UndoStep

        async def undo() -> None:
            self.close_message(key)
            keep_editing()

        label, undone = gettext("close the form without saving"), gettext("The form is open again.")
        undo_step = UndoStep(label, undone, undo, is_over=is_over)

        def bring_back() -> None:
            self.forget_undo_steps([undo_step])
            self.close_message(key)
            keep_editing()

        if is_over is not None:
            self.add_undo_step(undo_step)
        steps = (Step(gettext("Keep editing"), bring_back),)
        note = Note(gettext("The changes were not saved."), icon="info", steps=steps)
        self.say(key, note, lasts_ms=UNDO_SHOWN_MS, esc_closes=False, is_of_page=is_of_page)
        return undo_step

    def say_saved(self, key: str, note: Note, folder: Path, *, lasts_ms: int) -> None:
        """Show *note*, which says that the user saved something in *folder*, with a button that opens the folder. It
        always closes by itself."""
        show = Step(gettext("Show folder"), lambda: self._open_path(str(folder)))
        self.say(key, msgspec.structs.replace(note, steps=(*note.steps, show)), lasts_ms=lasts_ms)

    def say_copied(self, text: str) -> None:
        """Say that *text* was copied."""
        self.say("copied", Note(gettext("Copied."), text, icon="copy"), lasts_ms=COPIED_SHOWN_MS)

    def say(
        self,
        key: str,
        note: Note,
        *,
        lasts_ms: int | None = None,
        esc_closes: bool = True,
        stays: bool = False,
        is_of_page: bool = False,
    ) -> None:
        """Show *note* under *key*.

        Args:
            stays: True for a message about something that is of no page, such as downloads that have ended.
            is_of_page: True for one that lasts, but is only about what the page shows.
            esc_closes: False for the only way back from what Esc has closed: a second Esc keeps it.
            lasts_ms: the message closes after this time, but not while the focus is on it, or the pointer, if that was
                moved there or on it within this time; None: it stays until the user closes it.
        """
        # not part of the start; QAccessible alone takes 5 ms, for its enums
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        from scholar_desktop.ui.widgets.accessibility import announce
        from scholar_desktop.ui.widgets.note_bar import NoteBar

        bar = self._bars.get(key)
        if bar is None:
            while len(self._bars) >= MOST_BARS:  # first those that close by themselves
                self.close_message(next(iter(self._ends), next(iter(self._bars))))
            bar = self._bars[key] = NoteBar(self._theme, self)
            # as high as its text at the width of the message, which is not the width that it suggests
            bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            self._put_into_place(key, bar, stays=lasts_ms is None)
        elif self.closes_itself(key) is (lasts_ms is None):
            self._column.removeWidget(bar)
            self._put_into_place(key, bar, stays=lasts_ms is None)
        (self._kept_at_esc.discard if esc_closes else self._kept_at_esc.add)(key)
        bar.show_note(note if lasts_ms is not None else self._closable(key, note))
        self.show()
        self._place_again()
        QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))
        announce(bar, f"{note.lead} {note.text}".strip(), is_urgent=note.tone == "error")
        self._forget_end(key)
        self._of_page.discard(key)
        offers_something = lasts_ms is not None and bool(note.steps) and not stays
        if is_of_page or (offers_something and not any(step.icon in _BACK_OR_AGAIN for step in note.steps)):
            # not at once: a command may show the page of its message after it
            QTimer.singleShot(0, self, partial(self._of_page.add, key))
        if lasts_ms is not None:
            timer = self._ends[key] = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(partial(self._end, key, lasts_ms))
            timer.start(lasts_ms)
            self._pointers[key] = QCursor.pos(), 0

    def _closable(self, key: str, note: Note) -> Note:
        """Return *note* with a button that closes the message."""
        close = Step(gettext("Close"), lambda: self.close_message(key), icon="cross")
        renewed = note.renewed
        return msgspec.structs.replace(
            note,
            steps=(*note.steps, close),
            renewed=None if renewed is None else lambda: self._closable(key, renewed()),
        )

    def _put_into_place(self, key: str, bar: NoteBar, *, stays: bool) -> None:
        """Show a new message above the others, but one that stays below those that close by themselves: it does not
        move when they come and go."""
        closing = [one for one in self._ends if one != key]
        self._column.insertWidget(len(closing) if stays else 0, bar)

    def undoable(self, text: str, *steps: Step) -> None:
        """Report a change to the library for 10 s. steps: the undo button, and others."""
        self.say("undo", Note(text, tone="panel", icon="tick", steps=steps), lasts_ms=UNDO_SHOWN_MS)

    def run(self, actions: Actions, action_id: str) -> None:
        """Run an action on the current state, or say why it cannot run."""
        if (reason := actions.run_on(action_id)) is not None:
            self.cannot_run(actions.title(action_id), reason)

    def cannot_run(self, title: str, reason: str) -> None:
        """Say for a few seconds why the command with this title cannot run."""
        self.say(WHY_NOT, Note(title, reason, icon="info"), lasts_ms=WHY_NOT_SHOWN_MS)

    @property
    def undo_step(self) -> UndoStep | None:
        return self.undo_order.done[-1] if self.undo_order.done else None

    @property
    def redo_step(self) -> UndoStep | None:
        return self.undo_order.undone[-1] if self.undo_order.undone else None

    def add_undo_step(self, undo_step: UndoStep) -> None:
        """Set what Ctrl+Z undoes next; it undoes the steps and changes before it afterwards.

        Called before the message about what was done, if that has a button that undoes the last change.
        """
        self.close_undo()
        if self.undo_order.add(undo_step):
            self.step_done.emit()
        self.undo_step_changed.emit()

    def add_library_change(self) -> None:
        """Set that Ctrl+Z undoes a new change to the library next."""
        self.undo_order.add_library_change()
        self.undo_step_changed.emit()

    def take_undo_step(self) -> UndoStep | None:
        """Return what to undo now, which can be redone afterwards; None: a change to the library."""
        undo_step = self.undo_order.take_done()
        self.undo_step_changed.emit()
        return undo_step

    def take_redo_step(self) -> UndoStep | None:
        """Return what to do again now; None: a change to the library."""
        redo_step = self.undo_order.take_undone()
        self.undo_step_changed.emit()
        return redo_step

    def forget_undo_steps(self, undo_steps: Iterable[UndoStep]) -> None:
        """Do not offer *undo_steps* any more."""
        self.undo_order.forget(undo_steps)
        self.undo_step_changed.emit()

    def failed(self, what: str, error: Exception, *steps: Step) -> None:
        """Report a failed action: *what* failed (the beginning of a sentence, as 'Could not add the paper'), and
        why. steps: what the user can do about it."""
        lead = f"{shown(what)}."
        if isinstance(error, ScholarError):
            text = f"{shown(error.message)} {shown(error.hint or '')}".strip()
            self.say(error.code, Note(lead, text, "error", steps=steps))
        else:
            copy = Step(gettext("Copy details"), lambda: QApplication.clipboard().setText(repr(error)))
            text = gettext("An unexpected error occurred. The details are in the log.")
            self.say("unexpected", Note(lead, text, "error", steps=(copy,)))

    def library_failed(self, error: ScholarError, show: Step) -> None:
        """Report that the library cannot be used.

        Every access to the library meets the same error, so it is reported once. show: opens the details.
        """
        if error.message != self._library_failure_shown:
            self._library_failure_shown = error.message
            self.say(
                LIBRARY, Note(gettext("The library cannot be used."), shown(error.message), "error", steps=(show,))
            )

    def library_works(self) -> None:
        """Close the message of `library_failed`: the library can be used again."""
        if self._library_failure_shown:
            self._library_failure_shown = ""
            self.close_message(LIBRARY)

    def close_undo(self) -> None:
        """Close the messages whose button undoes the last change, or makes it again: it would now be another change
        than the one that they name."""
        for key in _OF_LAST_CHANGE:
            note = self.note(key)
            if note is not None and any(step.icon in _BACK_OR_AGAIN for step in note.steps):
                self.close_message(key)

    def close_message(self, key: str) -> None:
        """Close a message. If the focus is in it, it goes back to the control that had it before, or to the rows of the
        page if that is gone."""
        bar = self._bars.pop(key, None)
        if bar is not None:
            focused, before = QApplication.focusWidget(), self._focus_outside
            if focused is not None and bar.isAncestorOf(focused):
                if before is not None and shiboken6.isValid(before) and before.isVisible() and before.isEnabled():
                    before.setFocus(Qt.FocusReason.OtherFocusReason)
                else:  # Qt would give it to a button of another message
                    self.focus_left.emit()
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
            self.setVisible(bool(self._bars))
            if self._bars:
                self._place()
            else:
                self._make_room()
        self._forget_end(key)
        self._of_page.discard(key)

    def close_last(self) -> bool:
        """Close the latest message. False if there is none."""
        key = next((key for key in reversed(self._bars) if key not in self._kept_at_esc), None)
        if key is not None:
            self.close_message(key)
        return key is not None

    def leave_page(self) -> None:
        """Close the messages about errors of the page that is left, and those that offer something about it; that of a
        library that fails stays, and so does the way to undo the last change, where it leaves the other page free."""
        for key, bar in list(self._bars.items()):
            is_error = bar.note is not None and bar.note.tone == "error"
            if key != LIBRARY and (is_error or key in self._of_page):
                self.close_message(key)
        self.leave_free()  # what was empty on one page has rows on another

    def closes_itself(self, key: str) -> bool:
        """True if the message under *key* closes after some time."""
        return key in self._ends

    def note(self, key: str) -> Note | None:
        """Return the message under *key*, or None."""
        bar = self._bars.get(key)
        return bar.note if bar else None

    @contextmanager
    def passing_through(self) -> Iterator[None]:
        """Within it, F6 moves the focus: a message that it reaches returns it to where F6 began, not to a pane
        on the way."""
        self._is_passed_through = True
        try:
            yield
        finally:
            self._is_passed_through = False

    def stay(self) -> None:
        """Note that the user works in the control that has the focus: a message returns the focus to it."""
        focused = QApplication.focusWidget()
        if focused is not None and focused.window() is self.window() and not self.isAncestorOf(focused):
            self._focus_outside = focused

    def _on_focus_changed(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and focused.window() is self.window() and not self.isAncestorOf(focused):
            if not self._is_passed_through:
                self._focus_outside = focused
            if any(map(focused.inherits, _TEXT_BOXES)):
                self.leave_free()  # what is typed is not covered; for a row, the messages do not move

    def _place(self) -> None:
        if self._area is None or self.isHidden():
            return
        area, margin, foot = self._area.geometry(), self._theme.px(12), self._theme.px(FOOT_HEIGHT)
        gives_room = any(one.isVisible() for one in self._ending_above)
        width = max(0, min(area.width() - 2 * margin, self._theme.px(MOST_WIDTH)))
        self._column.activate()
        height = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else self.sizeHint().height()
        height = min(max(height, self.minimumSizeHint().height()), area.height())
        left, end = area.left() + (area.width() - width) // 2, area.bottom() + 1
        bars = self._bars_to_leave_free()
        is_small = self._used.height() * 3 <= area.height()  # beside an expanded row, the message would cover others
        used = self._used if is_small else QRect()
        least = used.adjusted(0, 0, 0, -self._theme.px(EDGE))
        above = [bar.top() for bar in bars] + ([] if least.isEmpty() else [used.top() - self._theme.px(4)])
        tops = [max(area.top(), end - height)]
        if not gives_room:
            tops.insert(0, max(area.top(), end - foot - height))
        tops += sorted((top - height for top in above if top - height >= area.top()), reverse=True)
        places = [QRect(left, top, width, height) for top in tops]

        def covered(place: QRect) -> tuple[int, int]:
            return sum(_shared(place, bar) for bar in bars), _shared(place, least)

        free = (place for place in places if covered(place) == (0, 0) and self._is_empty(place))
        self.setGeometry(next(free, None) or min(places, key=lambda place: (covered(place), _shared(place, used))))
        self.raise_()
        self._make_room()

    def _is_empty(self, place: QRect) -> bool:
        """Return True if *place* is below the last row of a list, or in another part of the page with nothing in it."""
        area, step = self._area, self._theme.px(POINTS_APART)
        assert area is not None
        place = place.translated(-area.pos())
        points = (
            QPoint(x, y)
            for y in (*range(place.top(), place.bottom(), step), place.bottom())
            for x in (*range(place.left(), place.right(), 2 * step), place.right())
        )
        return all(_is_empty_at(area, point) for point in points)

    def _bars_to_leave_free(self) -> list[QRect]:
        """Return where the bars of `keep_free` are that are shown now."""
        parent = self.parentWidget()
        if parent is None:
            return []
        return [QRect(bar.mapTo(parent, QPoint(0, 0)), bar.size()) for bar in self._kept_free if bar.isVisible()]

    def _make_room(self) -> None:
        """Let the lists and columns whose ends the messages lie over scroll further, so that all of them can be
        seen."""
        from scholar_desktop.ui.widgets.row_list import RowList  # not part of the start
        from scholar_desktop.ui.widgets.scroll_column import FocusRingScroll
        from scholar_desktop.ui.widgets.shown_widgets import shown_in

        area = self._area
        if area is None:
            return
        before, self._with_room = self._with_room, []
        covered = self.geometry().translated(-area.pos()) if self.isVisible() else QRect()
        for content in shown_in(area, covered):
            if not isinstance(content, RowList | FocusRingScroll):
                continue
            seen = content.viewport()
            place = QRect(seen.mapTo(area, QPoint(0, 0)) + area.pos(), seen.size())
            if _shared(place, self.geometry()):
                content.room_at_end.set_height(max(0, place.bottom() + 1 - self.geometry().top()))
                self._with_room.append(content.room_at_end)
        for given in before:
            if given not in self._with_room and shiboken6.isValid(given):
                given.set_height(0)
        for controls in self._ending_above:
            end = controls.mapTo(area, QPoint(0, controls.height())).y() + area.y()
            room = min(max(0, end - self.geometry().top()), controls.height() // 2)  # some controls in a small window
            controls.end_above(room if self.isVisible() and controls.isVisible() else 0)

    def leave_free(self) -> None:
        """Move the messages that are shown away from the control in use, after the page has moved that."""
        if not self.isHidden():
            self._place_later()

    def _place_later(self) -> None:
        """Place the messages after the layouts of the page, which may also scroll its focused control into sight."""
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, self._place_again))

    def _place_again(self) -> None:
        """Place the messages where they leave the control in use free."""
        self._used = self._control_in_use()
        self._place()

    def _control_in_use(self) -> QRect:
        """Return where the focused control is, or the current row of a focused list: a message must not cover it."""
        focused, parent = QApplication.focusWidget(), self.parentWidget()
        if focused is None or parent is None or not parent.isAncestorOf(focused) or self.isAncestorOf(focused):
            return QRect()
        if any(one.isAncestorOf(focused) for one in self._ending_above):
            return QRect()  # it is scrolled into sight above the messages
        from PySide6.QtWidgets import QAbstractItemView  # not part of the start: its classes take 2 ms to load

        if isinstance(focused, QAbstractItemView):
            rect = focused.visualRect(focused.currentIndex()).intersected(focused.viewport().rect())
            focused = focused.viewport()
        else:
            rect = focused.rect()
        panel: QWidget | None = focused
        while panel is not None and not panel.property(IN_USE_AS_WHOLE):
            panel = panel.parentWidget()
        if panel is not None:
            focused, rect = panel, panel.visibleRegion().boundingRect()
            rect.setTop(rect.top() - int(panel.property(IN_USE_AS_WHOLE)))
        return QRect(focused.mapTo(parent, rect.topLeft()), rect.size()) if not rect.isEmpty() else QRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame: without it, the message would merge with the rows below it."""
        painter = QPainter(self)
        painter.setPen(self._theme.colour("line2"))
        painter.setBrush(self._theme.colour("bg"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # the text of a bar changed, and so may its height
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._area and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place_again()
        elif watched in self._kept_free and event.type() in _PLACED and not self.isHidden():
            self._leave_bars_free()
        elif watched in self._ending_above and event.type() in (*_PLACED, QEvent.Type.Hide):
            self._place_later()
        return False

    def _leave_bars_free(self) -> None:
        """Place the messages again if they lie over a bar of `keep_free`; else they stay where they are."""
        if any(_shared(self.geometry(), bar) for bar in self._bars_to_leave_free()):
            self._place_later()

    def _forget_end(self, key: str) -> None:
        """Do not close the message under *key* by time any more."""
        if (timer := self._ends.pop(key, None)) is not None:
            timer.stop()
            timer.deleteLater()
            del self._pointers[key]

    def _end(self, key: str, lasts_ms: int) -> None:
        bar = self._bars.get(key)
        if bar is None:
            return
        pointer, (before, left) = QCursor.pos(), self._pointers[key]
        left = lasts_ms if pointer != before else left - LOOK_AGAIN_MS
        self._pointers[key] = pointer, left
        is_read = left > 0 and bar.rect().contains(bar.mapFromGlobal(pointer))
        if is_read or bar.isAncestorOf(QApplication.focusWidget() or self):
            self._ends[key].start(LOOK_AGAIN_MS)
            return
        self.close_message(key)


def _is_empty_at(area: QWidget, point: QPoint) -> bool:
    """Return True if *area* shows nothing at *point*: no row, and no control or text."""
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QLineEdit

    shown = area.childAt(point)
    if shown is None:
        return True
    if isinstance(shown, QAbstractButton | QLabel | QLineEdit):
        return False
    view = shown.parentWidget()
    if isinstance(view, QAbstractItemView):
        return not view.indexAt(shown.mapFrom(area, point)).isValid()
    return shown.layout() is not None or bool(shown.children())


def _shared(place: QRect, other: QRect) -> int:
    """Return how many pixels of *other* are in *place*."""
    part = place.intersected(other)
    return 0 if part.isEmpty() else part.width() * part.height()
