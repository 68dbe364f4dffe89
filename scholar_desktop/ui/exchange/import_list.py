"""The list of the entries in the preview of an import: a row with a tick for each, and what filters and ticks them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.exchange.import_preview import EntryState
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.exchange.import_columns import (
    SIDE,
    SIGN,
    STATES,
    TICK,
    ColumnNeeds,
    ImportColumns,
    column_needs,
    heads,
    place_columns,
)
from scholar_desktop.ui.exchange.import_messages import change_details, change_words
from scholar_desktop.ui.rows.column_titles import ColumnTitle, ColumnTitles
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, TypeScale
from scholar_desktop.ui.widgets.accessibility import announce
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.find_edit import FindEdit, add_clear_button
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.scroll_column import LEAST_ROWS_OF_LIST
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.widgets.tick_box import PartTickBox
from scholar_desktop.ui.words.literal_text import row_tooltip_text, set_tooltip
from scholar_desktop.ui.words.wording import authors_short, number

if TYPE_CHECKING:
    from scholar_desktop.services.exchange.import_preview import ImportPreview, PreviewEntry
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.theme.theme import Theme

FIND_WIDTH = 320
LEAST_ROWS = 5
MOST_KEPT = 2000
"""Rows whose texts are kept. More than a window shows."""
MEASURED = 100
"""How many entries of each state are measured for the widths of the columns: a file may have 100,000."""
FIND_AFTER_MS = 120
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class ImportRow:
    """An entry as it is painted. tip: its whole texts, and what it is the same as."""

    title: str
    people: str
    year: str
    key: str
    sign: tuple[str, str, str]
    is_ticked: bool
    spoken: str
    tip: str


def import_row(entry: PreviewEntry, *, is_ticked: bool) -> ImportRow:
    """Return the row of an entry."""
    icon, colour, word = STATES[entry.state]
    words, same_as = state_words(entry), _same_as(entry)
    details = []
    if entry.state is EntryState.KNOWN or (entry.state is EntryState.RESTORED and entry.change.names):
        details = change_details(entry.change)
    title = " ".join(plain(entry.title).split()) or gettext("Untitled")
    people = authors_short(tuple(Author(name) for name in entry.people), 2)
    all_people = authors_short(tuple(Author(name) for name in entry.people), 20)
    spoken = ", ".join(filter(None, (title, people, entry.year, entry.key, same_as or words, *details)))
    about = " · ".join(filter(None, (all_people, entry.year)))
    tip = "\n".join(filter(None, (title, about, entry.key, shown(word), same_as, *details)))
    return ImportRow(title, people, entry.year, entry.key, (icon, colour, words), is_ticked, spoken, tip)


def state_words(entry: PreviewEntry) -> str:
    """Return what the row of an entry says of its state."""
    if entry.state is EntryState.KNOWN:
        return change_words(entry.change)
    if entry.same_as and entry.state is EntryState.POSSIBLE:
        return gettext("Same as “{key}”?", key=entry.same_as)
    if entry.same_row is not None:
        return gettext("Same as row {row}", row=number(entry.same_row))
    if entry.same_as and entry.state is EntryState.REPEATED:
        return gettext("Same as “{key}” above", key=entry.same_as)
    return shown(STATES[entry.state][2])


def _same_as(entry: PreviewEntry) -> str:
    """Return what an entry is the same as, or may be; empty if it is new."""
    if entry.same_as and entry.state is EntryState.POSSIBLE:
        return gettext("Possibly the same as “{key}”", key=entry.same_as)
    if entry.same_row is not None:
        return gettext("The same as row {row} of this file", row=number(entry.same_row))
    if entry.same_as and entry.state is EntryState.REPEATED:
        return gettext("The same as “{key}” in this file", key=entry.same_as)
    if entry.same_as and entry.state is not EntryState.NEW:
        return gettext("The same as “{key}” in your library", key=entry.same_as)
    return ""


class ImportModel(RowTable):
    """The entries that pass the filters. The text of a row is made when it is painted. Signal: `ticked` (other entries
    are chosen than before)."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: ImportPreview | None = None
        self._numbers: Sequence[int] = range(0)
        self._rows: dict[int, ImportRow] = {}

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the entries, in the order of the rows."""
        return self._numbers

    def show(self, preview: ImportPreview | None, numbers: Sequence[int]) -> None:
        """Replace the rows."""
        self.beginResetModel()
        self._preview, self._numbers = preview, numbers
        self._rows.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """Show the ticks again, which were set elsewhere."""
        self._rows.clear()
        if self._numbers:
            self._changed(0, len(self._numbers) - 1)

    def tick(self, rows: Sequence[int], *, on: bool) -> None:
        """Tick *rows*, which are in order, or take their ticks away."""
        if self._preview is None:
            return
        numbers = self._numbers_of(rows)
        self._preview.tick(numbers, on=on)
        if len(numbers) > MOST_KEPT:
            self._rows.clear()
        for one in numbers[:MOST_KEPT]:
            self._rows.pop(one, None)
        if rows:
            self._changed(rows[0], rows[-1])
        self.ticked.emit()

    def are_ticked(self, rows: Sequence[int]) -> bool:
        """Return True if all of *rows* are ticked."""
        numbers = self._numbers_of(rows)
        return self._preview is not None and self._preview.ticked_among(numbers) == len(numbers)

    def _numbers_of(self, rows: Sequence[int]) -> Sequence[int]:
        if len(rows) == len(self._numbers):  # without listing 100,000 rows
            return self._numbers
        return [self._numbers[row] for row in rows]

    def count(self) -> int:
        return len(self._numbers)

    def row(self, number: int) -> ImportRow:
        assert self._preview is not None
        place = self._numbers[number]
        found = self._rows.get(place)
        if found is None:
            entry = self._preview.entry(place)
            if entry is None:  # the entries are let go: this list is about to close
                return ImportRow("", "", "", "", ("", "muted", ""), False, "", "")
            if len(self._rows) >= MOST_KEPT:
                self._rows.clear()
            found = self._rows[place] = import_row(entry, is_ticked=self._preview.is_ticked(place))
        return found

    def paper_at(self, number: int) -> Paper | None:
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index) & ~Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self.count():
            return None
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self.row(index.row()).is_ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return row_tooltip_text(self.row(index.row()).tip)
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a row: screen readers do that without a key."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.tick([index.row()], on=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, 0))


def row_height(scale: TypeScale) -> int:
    return max(scale.px(28), scale.line(BODY) + scale.px(6))


def layout_entry(row: ImportRow, columns: ImportColumns, height: int, theme: Theme) -> Layout:
    """Return all pieces of a row of *height*, left to right."""
    scale, px = theme.type, theme.px
    line = height - 1
    box = QRect(px(SIDE - 4), (line - px(16)) // 2, px(16), px(16))
    pieces = [Piece("tick", "tick_box", box, "on" if row.is_ticked else "")]
    for name, (left, room), words, size, colour in (
        ("title", columns.title, row.title, BODY, "text"),
        ("people", columns.people, row.people, SMALL, "muted"),
        ("year", columns.year, row.year, SMALL, "muted"),
        ("key", columns.key, row.key, SMALL, "muted"),
    ):
        if room and words:
            cut = elided(scale, words, room, size)
            pieces.append(Piece(name, "text", QRect(left, 0, room, line), cut, size, colour=colour))
    icon, colour, words = row.sign
    left, room = columns.state
    if icon:
        pieces.append(Piece("sign", "icon", QRect(left, 0, px(16), line), icon, 14, colour=colour))
    cut = elided(scale, words, room - px(SIGN), SMALL)
    pieces.append(Piece("state", "text", QRect(left + px(SIGN), 0, room - px(SIGN), line), cut, SMALL))
    return tuple(pieces)


class ImportDelegate(RowDelegate):
    """Paints the entries. variant: what their columns need."""

    variant = ColumnNeeds()

    def build_layout(self, row: ImportRow, width: int, height: int) -> Layout:
        return layout_entry(row, place_columns(self._theme, width, self.variant), height, self._theme)

    def column_titles(self, width: int) -> list[ColumnTitle]:
        """Return the titles of the columns of a list *width* wide."""
        columns = place_columns(self._theme, width, self.variant)
        places = (columns.title, columns.people, columns.year, columns.key, columns.state)
        return [ColumnTitle(words, *place) for words, place in zip(heads(), places, strict=True)]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, row_height(self._theme.type))

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Leave clicks and Space to the list: the box is not where Qt would paint it."""
        return False


class ImportHead(ColumnTitles):
    """The head of the list: a box that ticks all entries that are shown, and the titles of the columns."""

    def __init__(
        self, theme: Theme, view: QAbstractScrollArea, delegate: ImportDelegate, parent: QWidget | None = None
    ) -> None:
        self.box = PartTickBox(theme, "")
        self.box.setObjectName("importAllTick")
        super().__init__(theme, view, delegate.column_titles, ", ".join(heads()), parent)
        self.box.setParent(self)

    def _measure(self) -> None:
        super()._measure()
        self._place_box()

    def _place_box(self) -> None:
        size, left = self.box.sizeHint(), self._theme.px(SIDE - 4) - 3  # the margin of the box
        left = self.width() - left - size.width() if self.isRightToLeft() else left
        self.box.setGeometry(left, (self.height() - size.height()) // 2, size.width(), size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_box()


class ImportList(QWidget):
    """The entries of a preview, with a tick each. Signals: `ticked` (other entries are chosen), `opened` (Enter),
    `left` (Esc in the empty search box)."""

    ticked = Signal()
    opened = Signal()
    left = Signal()

    def __init__(self, theme: Theme, scope: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scope = scope
        self._preview: ImportPreview | None = None
        self._only: EntryState | None = None
        self._found: list[int] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self._tools())
        self.view = RowList("importEntries", gettext("Entries of the file"))
        self.view.setProperty(LEAST_ROWS_OF_LIST, LEAST_ROWS)
        self.model = ImportModel(self)
        self.view.setModel(self.model)
        self._delegate = ImportDelegate(theme, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.previews = True  # Space ticks the rows
        self.view.reads = True  # a double click ticks and unticks; it imports nothing
        self.view.link_at = self._is_tick
        self.view.preview_wanted.connect(self._on_space)
        self.view.pressed_at.connect(self._on_pressed)
        self.view.opened.connect(lambda _row: self.opened.emit())
        self.view.left_upwards.connect(lambda: self._find.setFocus(Qt.FocusReason.OtherFocusReason))
        self.model.ticked.connect(self._on_ticked)
        table = QWidget()
        rows = QVBoxLayout(table)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self._head = ImportHead(theme, self.view, self._delegate)
        self._head.box.clicked.connect(self._on_all)
        rows.addWidget(self._head)
        rows.addWidget(self.view, 1)
        rows.addStretch(0)
        column.addWidget(table, 1)
        self._nothing = label(
            gettext("No entry matches. Clear the search, or press “All”."), "body", "muted", wrap=True
        )
        self._nothing.setObjectName("importNothingFound")
        self._nothing.hide()
        column.addWidget(self._nothing)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(FIND_AFTER_MS)
        self._later.timeout.connect(self._find_words)
        theme.changed.connect(self._measure)
        self._measure()

    def _tools(self) -> QWidget:
        """The search box, a chip for each state, and the button that chooses the new entries."""
        px = self._theme.px
        tools = QWidget()
        lines = QVBoxLayout(tools)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(6))
        first = QHBoxLayout()
        self._find = FindEdit(
            "importFind", gettext("Find in the entries"), gettext("Title, author or key"), return_moves_down=True
        )
        self._find.show_icon(self._theme)
        self._find.setMaximumWidth(px(FIND_WIDTH))
        add_clear_button(self._find)
        self._find.textChanged.connect(lambda _text: self._later.start())
        self._find.down_pressed.connect(self.take_focus)
        self._find.escaped.connect(self.left)
        first.addWidget(self._find, 1)
        first.addStretch(0)
        lines.addLayout(first)
        chips = QWidget()
        chips.setAccessibleName(gettext("State"))
        make_group(chips, above="importEntries")
        line = FlowLayout(chips, gap=px(4), line_gap=px(4))
        self._chips: dict[EntryState | None, Button] = {}
        for state in (None, *EntryState):
            chip = Button(self._theme, ButtonKind.CHIP_STATE)
            chip.setObjectName(f"importChip.{'all' if state is None else state.name.lower()}")
            chip.clicked.connect(partial(self._show_only, state))
            line.addWidget(chip)
            self._chips[state] = chip
        lines.addWidget(chips)
        self._only_new = Button(self._theme, ButtonKind.LINK, gettext("Only new"))
        self._only_new.setObjectName("importOnlyNewButton")
        set_tooltip(
            self._only_new, gettext("Leaves out what is, or may be, in your library, and what is in the file twice.")
        )
        self._only_new.clicked.connect(self._on_only_new)
        first.addWidget(self._only_new)
        return tools

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._theme.type))
        self._measure_columns()
        self.view.viewport().update()

    def _measure_columns(self) -> None:
        """Give the columns of states and citation keys the width of what the first entries of each state have there."""
        preview = self._preview
        states = tuple(state for state in EntryState if preview is not None and preview.count(state))
        found: list[PreviewEntry] = []
        if preview is not None:
            for state in states:
                entries = map(preview.entry, preview.first_of_state(state, MEASURED))
                found += [entry for entry in entries if entry is not None]
        words, keys = map(state_words, found), (entry.key for entry in found)
        self._delegate.variant = column_needs(self._theme, states, words, keys)
        self._head.update()

    def show_preview(self, preview: ImportPreview | None) -> None:
        """Show the entries of a file; None for none."""
        self._scope.cancel("filter")
        self._later.stop()
        self._preview, self._only, self._found = preview, None, None
        self._measure_columns()
        self._find.blockSignals(True)
        self._find.clear()
        self._find.blockSignals(False)
        height = self.view.verticalHeader().defaultSectionSize()
        self.view.setMaximumHeight(max(1, 0 if preview is None else len(preview)) * height)
        self._arrange()

    def take_focus(self) -> None:
        """Move the focus to the rows."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.view.currentIndex().isValid():
            self.view.choose(0)

    def height_beyond(self) -> int:
        """Return the pixels that all rows need beyond the least height of the list."""
        count = 0 if self._preview is None else len(self._preview)
        return max(0, count - LEAST_ROWS) * self.view.verticalHeader().defaultSectionSize()

    def refresh(self) -> None:
        """Show what is chosen, after the ticks, or what the import does with all entries, were set elsewhere."""
        self._measure_columns()
        self.model.refresh()
        self._on_ticked()

    def _arrange(self) -> None:
        """Show the entries that pass the chip and the words."""
        preview = self._preview
        numbers: Sequence[int] = range(len(preview)) if preview is not None else range(0)
        if self._found is not None:
            numbers = self._found
        if preview is not None and self._only is not None:
            numbers = preview.of_state(self._only, numbers)
        self.model.show(preview, numbers)
        self._nothing.setVisible(preview is not None and len(preview) > 0 and not numbers)
        self._show_chips()
        self._show_head()

    def _show_chips(self) -> None:
        preview = self._preview
        if preview is None:
            return
        for state, chip in self._chips.items():
            count = len(preview) if state is None else preview.count(state)
            icon, colour, word = STATES[state] if state is not None else ("", "", "")
            words = gettext("All") if state is None else shown(word)
            is_set = state is self._only
            chip.set_kind(ButtonKind.CHIP_CHOSEN if is_set else ButtonKind.CHIP_STATE)
            chip.show_content(ButtonContent(words, icon or None, colour or None, count=number(count)))
            chip.setAccessibleDescription(gettext("shown") if is_set else "")
            chip.setVisible(state is None or bool(count))

    def _show_head(self) -> None:
        preview, numbers = self._preview, self.model.numbers
        if preview is None:
            return
        box = self._head.box
        box.setEnabled(bool(numbers))
        box.show_count(preview.ticked_among(numbers), len(numbers))
        is_all = len(numbers) == len(preview)
        words = gettext("Select all entries or none") if is_all else gettext("Select all shown entries or none")
        box.setAccessibleName(words)
        set_tooltip(box, words)
        new = preview.count(EntryState.NEW)
        self._only_new.setVisible(0 < new < len(preview))

    # What the user does

    def _find_words(self) -> None:
        words = self._find.text().strip()
        if not words or self._preview is None:
            self._scope.cancel("filter")
            self._found = None
            self._arrange()
            return
        self._scope.start(self._search(self._preview, words), name="find entries of a file", latest="filter")

    async def _search(self, preview: ImportPreview, words: str) -> None:
        found = await asyncio.to_thread(preview.find, words)
        if preview is self._preview:
            self._found = found
            self._arrange()

    def _show_only(self, state: EntryState | None) -> None:
        self._only = state if state is not self._only else None
        self._arrange()

    def _on_all(self) -> None:
        if self._preview is not None:
            self._preview.tick(self.model.numbers, on=self._head.box.checkState() is Qt.CheckState.Checked)
            self.refresh()

    def _on_only_new(self) -> None:
        if self._preview is not None:
            self._preview.tick_only(EntryState.NEW)
            self.refresh()

    def _on_space(self, row: int) -> None:
        count = self.model.count()
        chosen = range(count) if self.view.chosen_count() == count else self.view.chosen_rows()
        self._toggle(chosen if row in chosen else [row])

    def _is_tick(self, row: int, point: QPoint) -> bool:
        width, tick = self.view.viewport().width(), self._theme.px(SIDE + TICK - 4)
        return (width - point.x() if self.view.isRightToLeft() else point.x()) < tick

    def _on_pressed(self, row: int, point: QPoint) -> None:
        if self._is_tick(row, point):
            self._toggle([row])

    def _toggle(self, rows: Sequence[int]) -> None:
        on = not self.model.are_ticked(rows)
        self.model.tick(rows, on=on)
        announce(self.view, gettext("Selected") if on else gettext("Not selected"))

    def _on_ticked(self) -> None:
        self._show_head()
        self.ticked.emit()
