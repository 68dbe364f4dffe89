"""A long list of rows in one column, designed for the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import (
    SIGNAL,
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimerEvent,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QRubberBand,
    QTableView,
    QWidget,
)

from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.scroll_column import RoomAtEnd

MOST_LEFT = 50
"""The number of rows for which a list notes where it was scrolled to."""
_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
HELD_KEYS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)
"""Keys that do nothing alone, such as Shift of Shift+F6."""
_PAGE_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_G)
_ZOOM_KEYS = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0)


def row_at_end(model: QAbstractItemModel, action: QAbstractItemView.CursorAction) -> QModelIndex | None:
    """Return the first row of *model* for Home, and its last for End; None for other actions, and without rows."""
    ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: model.rowCount() - 1}
    return model.index(ends[action], 0) if action in ends and model.rowCount() else None


class RowList(QTableView):
    """A QTableView used as a list: the only view that stays fast with many rows (docs/decisions).

    Qt's selection model alone holds which rows are selected. `lead_row` is the one of them whose details are shown.

    bands: a drag that begins beside the first column, or below the rows, selects the rows that it passes. previews:
    Space requests a preview of the row. reads: a double click shows the PDF of the row. link_at: whether a press at
    this point of a row does more than select it; the pointer shows that. press_in_preview: scrolls or zooms the preview
    that the user sees beside the list by a key, and returns True; False if there is none. has_preview: returns True
    while there is one: Esc closes it, and leaves several rows selected. paint_rows: paints the rows in a part of the
    viewport, instead of Qt and the delegate. replaces_message: the rows are about to replace a message that has the
    focus, and get it without the user moving there. load_all: called before End and Select all with what they do;
    returns True if it calls that when all rows are there, and False if they are. copies_rows: Copy copies what the
    selected rows show, which the owner does. acts_elsewhere: returns True if actions apply to a paper that is shown
    beside the list while no row is selected: the focus then selects none.

    Signals: `opened` (Enter, and a double click unless `reads`), `read_wanted` (a double click), `preview_wanted`
    (Space), `menu_wanted` (position in screen coordinates), `end_reached` (scrolled to the last rows), `left_upwards`
    (Up on the first row: the focus may move to the box above), `drag_wanted` (a selected row is dragged; only if
    dragging is enabled), `middle_pressed` (a click of the middle button on a row), `delete_pressed` (Del), `used` (the
    focus, a key or a mouse button arrived), `reached` (F6 led here; before `used`), `passed` (F6 led further, and no
    key and no mouse button was used here in between), `lead_changed` (another row leads the selection, or the user
    moved to the leading row), `copy_wanted` (Ctrl+C, or Copy in the menu, while `copies_own_text`).

    trashes: actions apply to its papers, so that Del, if no slot handles it, does what the menus show the key at.
    """

    opened = Signal(int)
    read_wanted = Signal(int)
    preview_wanted = Signal(int)
    menu_wanted = Signal(QPoint)
    end_reached = Signal()
    pressed_at = Signal(int, QPoint)
    left_upwards = Signal()
    drag_wanted = Signal()
    middle_pressed = Signal(int)
    delete_pressed = Signal()
    used = Signal()
    reached = Signal()
    passed = Signal()
    lead_changed = Signal(int)
    copy_wanted = Signal()

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room_at_end = RoomAtEnd(self.verticalScrollBar())
        self.previews = self.reads = self.bands = self.copies_rows = self.replaces_message = self.trashes = False
        self._band: QRubberBand | None = None
        self._band_from: tuple[int, QPoint] | None = None
        self.link_at: Callable[[int, QPoint], bool | str | None] | None = None
        self.press_in_preview: Callable[[QKeyEvent], bool] | None = None
        self.paint_rows: Callable[[QRect], None] | None = None
        self.acts_elsewhere: Callable[[], bool] = lambda: False
        self.has_preview: Callable[[], bool] = lambda: False
        self.load_all: Callable[[Callable[[], None]], bool] = lambda act: False
        self._lead = self._user_at = QPersistentModelIndex()
        self._left: list[tuple[QPersistentModelIndex, int]] = []  # the rows that `go_to` left, and where the list was
        self._marked = QPersistentModelIndex()
        self._is_marking = self._was_dragged = self._is_passing = self._is_led_here = False
        self._is_below_menu = False
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(gettext("All rows"))  # never shown, but read by screen readers
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.doubleClicked.connect(self._on_double_clicked)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll the row into sight, also from below what lies over the end of the list."""
        if self._is_below_menu:
            return
        super().scrollTo(index, hint)
        if self.room_at_end.height:
            top, bar = self.rowViewportPosition(index.row()), self.verticalScrollBar()
            covered = top + self.rowHeight(index.row()) - (self.viewport().height() - self.room_at_end.height)
            if covered > 0:
                bar.setValue(bar.value() + max(0, min(covered, top)))

    def set_row_height(self, height: int) -> None:
        """Set the height of all rows, in pixels."""
        if self.verticalHeader().defaultSectionSize() != height:
            is_in_sight = self._shows_lead(self.viewport().height())
            self.verticalHeader().setDefaultSectionSize(height)
            if is_in_sight:
                self.updateGeometries()  # otherwise the scroll bar does not reach the last rows yet
                self._bring_lead_into_sight()

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_in_sight = self._shows_lead(event.oldSize().height())
        super().resizeEvent(event)
        if is_in_sight:
            self._bring_lead_into_sight()

    def _shows_lead(self, height: int) -> bool:
        """Return True if the whole lead row can be seen in a viewport of *height*."""
        row = self.lead_row() if self.selectionModel() is not None else -1
        top = self.rowViewportPosition(row)
        return row >= 0 and top >= 0 and top + self.rowHeight(row) <= height

    def _bring_lead_into_sight(self) -> None:
        """Scroll to the lead row after the list has become shorter, vertically alone."""
        row, bar = self.lead_row(), self.verticalScrollBar()
        top = self.rowViewportPosition(row)
        lacking = top + self.rowHeight(row) - self.viewport().height()
        if lacking > 0 or top < 0:
            bar.setValue(bar.value() + (top if top < 0 else min(lacking, top)))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self.selectionModel().selectionChanged.connect(self._on_moved)
        self.selectionModel().currentRowChanged.connect(self._on_moved)

    def reset(self) -> None:
        """Lay out the new rows at once: else Qt paints them before and after."""
        super().reset()
        self.doItemsLayout()

    def most_in_sight(self) -> int:
        """Return the number of rows that can be seen at once, those that are cut included."""
        return self.viewport().height() // self.verticalHeader().defaultSectionSize() + 2

    def lead_row(self) -> int:
        """Return the current row if it is selected, else that of `mark`, or the first selected one; -1 for none."""
        for index in (self.currentIndex(), self._marked):
            if index.isValid() and self.selectionModel().isSelected(index):
                return index.row()
        ranges = self.selectionModel().selection()
        return min((chosen.top() for chosen in ranges), default=-1)  # type: ignore[attr-defined]

    def select_lead_row(self) -> None:
        """Select only the row whose details are shown."""
        row = self.lead_row()
        self.select_rows([row] if row >= 0 else [])

    def current_row(self) -> int:
        """Return the row that the keyboard is on, selected or not, else the one that leads; -1 for none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else self.lead_row()

    def chosen_rows(self) -> list[int]:
        """Return the selected rows from top to bottom, read from ranges (a list of all indexes is slow with many
        rows)."""
        rows: set[int] = set()
        for chosen in self.selectionModel().selection():  # type: ignore[attr-defined]
            rows.update(range(chosen.top(), chosen.bottom() + 1))
        return sorted(rows)

    def chosen_count(self) -> int:
        """Return how many rows are selected, without listing them."""
        return sum(one.height() for one in self.selectionModel().selection())  # type: ignore[attr-defined]

    def choose(self, row: int) -> None:
        """Make *row* the current one, as the keyboard does, and the only selected one."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))
            if self.chosen_count() != 1 or self.lead_row() != row:
                self.select_rows([row])  # with Ctrl held, as for an Undo by keys, Qt toggles it

    def _extend_from(self, row: int) -> None:
        """Let Shift with the arrow keys extend the selection from *row*. Qt extends it from the row that its own keys
        or a click selected last, and only they set that row."""
        if self.model().rowCount() < 2:
            return
        selection, current = self.selectionModel(), self.currentIndex()
        chosen = selection.selection()
        is_first = row == 0
        flags = QItemSelectionModel.SelectionFlag
        were_blocked = selection.blockSignals(True)
        selection.setCurrentIndex(self.model().index(row + 1 if is_first else row - 1, 0), flags.NoUpdate)
        key = Qt.Key.Key_Up if is_first else Qt.Key.Key_Down
        super().keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
        selection.select(chosen, flags.ClearAndSelect | flags.Rows)
        selection.setCurrentIndex(current, flags.NoUpdate)
        selection.blockSignals(were_blocked)

    def select_current(self) -> None:
        """Select the current row if no row is selected."""
        if self.currentIndex().isValid() and not self.chosen_count():
            self.choose(self.currentIndex().row())

    def enter(self) -> None:
        """Take the focus and select the current row, else the first one, as after Down in a search box. Without rows,
        do nothing."""
        if self.model().rowCount():
            self.setFocus()
            self.choose(max(0, self.current_row()))

    def go_to(self, row: int) -> None:
        """Make *row* current, because its paper is shown elsewhere. The list is scrolled only if the row is out of
        sight, and to where it was when `go_to` left the row."""
        bar, lead = self.verticalScrollBar(), self.lead_row()
        if lead >= 0:
            self._left = [
                *self._left[-MOST_LEFT + 1 :],
                (QPersistentModelIndex(self.model().index(lead, 0)), bar.value()),
            ]
        self.choose(row)
        was_at = next((value for index, value in reversed(self._left) if index.isValid() and index.row() == row), None)
        if was_at is not None:
            now = bar.value()
            bar.setValue(was_at)
            if not self._shows_lead(self.viewport().height()):  # other rows are there, or the list is lower
                bar.setValue(now)

    def mark(self, *rows: int) -> None:
        """Show *rows*, the leading one first, as selected without making one current, because the user has not moved
        there yet."""
        self._marked = QPersistentModelIndex(self.model().index(rows[0] if rows else -1, 0))
        self._is_marking = True
        self.selectionModel().clearCurrentIndex()
        self.select_rows(rows)
        self._is_marking = False

    def lead_with(self, row: int) -> None:
        """Make *row*, which is one of the selected ones, current, because the user has gone to its paper elsewhere."""
        self._is_marking = True
        self.selectionModel().setCurrentIndex(self.model().index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._is_marking = False

    def select_rows(self, rows: Iterable[int], *, current: int | None = None) -> None:
        """Select exactly *rows*, for example again after the rows have moved.

        Args:
            current: the row that the keyboard continues from; None keeps what it is.
        """
        model, chosen = self.model(), QItemSelection()
        first = last = -2
        for row in sorted(set(rows)):
            if row == last + 1:
                last = row
                continue
            if first >= 0:
                chosen.select(model.index(first, 0), model.index(last, 0))
            first = last = row
        if first >= 0:
            chosen.select(model.index(first, 0), model.index(last, 0))
        flags = QItemSelectionModel.SelectionFlag
        if current is not None:
            self.selectionModel().setCurrentIndex(model.index(current, 0), flags.NoUpdate)
        self.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)

    def copies_own_text(self) -> bool:
        """Return True if Copy copies text that the rows show, instead of the references of their papers."""
        return self.copies_rows and bool(self.chosen_rows())

    def copy_own_text(self) -> bool:
        """Copy the text that the rows show. Return False if Copy means the references of their papers."""
        if not self.copies_own_text():
            return False
        self.used.emit()
        self.copy_wanted.emit()
        return True

    def event(self, event: QEvent) -> bool:
        # Ctrl+C is also the shortcut of an action, which would come first
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
            and self.copies_own_text()
        ):
            event.accept()
            return True
        if isinstance(event, QFocusEvent):
            self._note_pass(event)
        return super().event(event)

    def enter_by_f6(self) -> None:
        """Take the focus because F6 leads here, which may be on the way to another pane."""
        self._is_led_here = True
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._is_led_here = False

    def _note_pass(self, event: QFocusEvent) -> None:
        """Emit `reached` and `passed`."""
        was_passing, self._is_passing = self._is_passing, event.gotFocus() and self._is_led_here
        if self._is_passing:
            self.reached.emit()
        elif was_passing and event.reason() == Qt.FocusReason.ShortcutFocusReason:
            self.passed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in HELD_KEYS:
            self._is_passing = False
        if event.matches(QKeySequence.StandardKey.Copy) and self.copy_own_text():
            return
        self.used.emit()
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_End and self.load_all(partial(self._press_end, event.modifiers())):
            return
        plain, shift = held == Qt.KeyboardModifier.NoModifier, held == Qt.KeyboardModifier.ShiftModifier
        if shift or held == Qt.KeyboardModifier.ControlModifier:
            self._move_to_marked()
        if plain and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            self._step(1 if key == Qt.Key.Key_J else -1)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current_row() >= 0:
                self.opened.emit(self.current_row())
        elif plain and key == Qt.Key.Key_Space and self.previews:
            if self.current_row() >= 0:
                self.select_current()
                self.preview_wanted.emit(self.lead_row() if self.chosen_count() > 1 else self.current_row())
        elif (
            ((plain and key in _PAGE_KEYS) or ((plain or shift) and key in _ZOOM_KEYS))
            and self.press_in_preview is not None
            and self.press_in_preview(event)
        ):
            pass
        elif key == Qt.Key.Key_Escape and plain and self.chosen_count() > 1 and not self.has_preview():
            row = max(self.current_row(), 0)
            self.choose(row)
            self._extend_from(row)
        elif key == Qt.Key.Key_Escape:
            event.ignore()  # handled by the surrounding widgets
        elif plain and key == Qt.Key.Key_Delete and self.chosen_rows():
            if not self.receivers(SIGNAL("delete_pressed()")):
                event.ignore()  # the window handles it in a list of papers
            self.delete_pressed.emit()
        elif plain and key == Qt.Key.Key_Up and self.current_row() <= 0:
            self.left_upwards.emit()
        elif (
            plain
            and key in (Qt.Key.Key_Down, Qt.Key.Key_Up)
            and not (self.currentIndex().isValid() and self.chosen_count())
        ):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif event.text() and event.text().isalnum() and (plain or shift):
            # No search by first letters: single letters are commands here.
            event.ignore()
        else:
            if plain and key in _PAGE_KEYS and not self.currentIndex().isValid() and self.lead_row() >= 0:
                self.lead_with(self.lead_row())  # Qt would go on from the first row
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.paint_rows is None:
            super().paintEvent(event)
        else:
            self.paint_rows(event.rect())

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if self.paint_rows is not None:  # Qt repaints the current cell alone, and the focus ring goes around the row
            self.viewport().update()

    def _press_end(self, modifiers: Qt.KeyboardModifier) -> None:
        self.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_End, modifiers))

    def selectAll(self) -> None:
        """Select all rows, those that are still to be loaded included."""
        if not self.load_all(super().selectAll):
            super().selectAll()

    def step(self, by: int) -> None:
        """Take the focus, and select the row *by* rows further, as the keys J and K do; with 0, none is selected."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if by:
            self._step(by)

    def _step(self, by: int) -> None:
        """Go on from the current row, else from the marked one, which looks selected; without either, to the first. A
        current row that is not selected, such as that of a list that got the focus, is selected first."""
        row = self.current_row()
        if not self.chosen_count():
            by = 0
        self.choose(0 if row < 0 else max(0, min(row + by, self.model().rowCount() - 1)))

    def _move_to_marked(self) -> None:
        """Make the marked row current, before keys or clicks extend the selection from the current row."""
        if not self.currentIndex().isValid() and (row := self.lead_row()) >= 0:
            self.choose(row)

    def moveCursor(
        self,
        cursorAction: QAbstractItemView.CursorAction,  # noqa: N803
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        """Move to the first and the last row with Home and End; Qt's table would move inside the row."""
        end = row_at_end(self.model(), cursorAction)
        return end if end is not None else super().moveCursor(cursorAction, modifiers)

    def _on_moved(self) -> None:
        row = self.lead_row()
        if row < 0:
            self._lead = QPersistentModelIndex()
            return
        index, current = QPersistentModelIndex(self.model().index(row, 0)), QPersistentModelIndex(self.currentIndex())
        has_arrived = index == current and self._user_at != current
        is_other = index != self._lead
        self._lead, self._user_at = index, current
        if (is_other or has_arrived) and not self._is_marking:
            self.lead_changed.emit(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt makes a row current here, which is a choice of the user only if the user moved the focus.
        had_current, row = self.currentIndex().isValid(), self.lead_row()
        self._is_marking = self.replaces_message
        super().focusInEvent(event)
        self._is_marking = False
        if not had_current and self.currentIndex().isValid() and row >= 0:
            self.lead_with(row)  # Qt makes the first row current, even if another one is marked
        is_by_key = event.reason() in _BY_KEY and not self._is_led_here  # F6 may only lead through the list
        if is_by_key:
            if not self.acts_elsewhere():
                self.select_current()  # the keys act on the row that has the focus, and its paper is shown
            self.scrollTo(self.currentIndex())  # a list that was sorted is shown from its top, and the row is elsewhere
        self.used.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_passing = False
        self.used.emit()
        self._was_dragged = False
        if event.button() == Qt.MouseButton.RightButton and not self.indexAt(event.position().toPoint()).isValid():
            return  # there is no menu, and Qt would select no row while the details stay
        self._begin_band(event)
        if event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            self._move_to_marked()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take that of another button than the left as two clicks: Qt emits `doubleClicked` for each button."""
        if event.button() == Qt.MouseButton.LeftButton:
            super().mouseDoubleClickEvent(event)
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._band_from is not None:
            self._move_band(event)
            return
        if not self._was_dragged:
            super().mouseMoveEvent(event)
        if self.link_at is not None:
            index = self.indexAt(event.position().toPoint())
            point = event.position().toPoint() - self.visualRect(index).topLeft()
            is_link = index.isValid() and self.link_at(index.row(), point)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._was_dragged:
            self._was_dragged = False  # the end of a drag is no click, which would select the pressed row alone
            return
        had_band = self._band is not None
        self._end_band()
        if had_band:
            return
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.pressed_at.emit(index.row(), event.position().toPoint() - self.visualRect(index).topLeft())
        elif event.button() == Qt.MouseButton.MiddleButton and index.isValid():
            self.middle_pressed.emit(index.row())

    def _begin_band(self, event: QMouseEvent) -> None:
        """Note where a rubber band may begin: its rows are selected when the pointer moves."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        is_plain = event.button() == Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.NoModifier
        is_beside = not index.isValid() or self.horizontalHeader().visualIndex(index.column()) > 0
        self._band_from = None
        if self.bands and is_plain and is_beside and self.model().rowCount():
            row = index.row() if index.isValid() else self.model().rowCount()
            self._band_from = (row, point + QPoint(0, self.verticalScrollBar().value()))

    def _move_band(self, event: QMouseEvent) -> None:
        """Select the rows between the start of the band and the pointer, and scroll at the edges."""
        if self._band_from is None:
            return
        row, start = self._band_from
        point, bar = event.position().toPoint(), self.verticalScrollBar()
        if self._band is None:
            if (point - start + QPoint(0, bar.value())).manhattanLength() < QApplication.startDragDistance():
                return
            self._band = QRubberBand(QRubberBand.Shape.Rectangle, self.viewport())
        if not 0 <= point.y() < self.viewport().height():
            bar.setValue(bar.value() + self.verticalHeader().defaultSectionSize() * (1 if point.y() > 0 else -1))
        last = self.rowAt(max(0, min(point.y(), self.viewport().height() - 1)))
        last = self.model().rowCount() if last < 0 else last
        rows = range(min(row, last), min(max(row, last), self.model().rowCount() - 1) + 1)
        self.select_rows(rows, current=min(last, self.model().rowCount() - 1) if rows else None)
        corner = start - QPoint(0, bar.value())
        self._band.setGeometry(QRect(corner, point).normalized())
        self._band.show()

    def _end_band(self) -> None:
        self._band_from = None
        if self._band is not None:
            self._band.hide()
            self._band.deleteLater()
            self._band = None

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803  Qt's name
        self._was_dragged = True
        self.drag_wanted.emit()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Keep the rows below an open menu in their places: Qt scrolls to a row that was clicked a moment later."""
        self._is_below_menu = QApplication.activePopupWidget() is not None
        super().timerEvent(event)
        self._is_below_menu = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if by_key and not self.currentIndex().isValid() and (row := self.lead_row()) >= 0:
            self.lead_with(row)  # a marked row, to which the user has not moved yet
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():  # the space below the rows has no menu: its actions would apply to a row that is not meant
            self.select_current()
            middle = self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_wanted.emit(middle if by_key else event.globalPos())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        (self.read_wanted if self.reads else self.opened).emit(index.row())

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() > 0 and value >= bar.maximum() - self.viewport().height() // 2:
            self.end_reached.emit()
