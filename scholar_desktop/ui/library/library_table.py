"""Shows the library as a table: columns that the user chooses, widens, moves and sorts by; or as cards again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QMenu, QStyledItemDelegate

from scholar_desktop.domain.library import LIBRARY_SORTS
from scholar_desktop.translation import gettext
from scholar_desktop.ui.library.library_delegate import LibraryDelegate
from scholar_desktop.ui.library.library_delegate import row_height as card_height
from scholar_desktop.ui.library.table_columns import (
    COLUMNS,
    FIRST,
    TableColumn,
    columns_of,
    fitted,
    needed_widths,
    usual_width,
    with_room_for_dates,
    without_room,
    without_spare_room,
)
from scholar_desktop.ui.library.table_head import TableHead
from scholar_desktop.ui.library.table_painter import TablePainter
from scholar_desktop.ui.rows.sort_head import direction_words, falls
from scholar_desktop.ui.theme.type_scale import BODY, TypeScale
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import TickMenu

if TYPE_CHECKING:
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.library.library_list_model import LibraryListModel
    from scholar_desktop.ui.theme.theme import Theme
    from scholar_desktop.ui.widgets.row_list import RowList

CARDS, TABLE = "cards", "table"
VIEW, KEPT_COLUMNS = "library_view", "library_columns"
"""Keys in the window's state."""
LEAST_WIDTH, MOST_WIDTH = 28, 2000


def line_height(scale: TypeScale) -> int:
    """Return the height of a row of the table."""
    return max(scale.px(28), scale.line(BODY) + scale.px(8))


class LibraryTable(QObject):
    """Changes the library's one view between cards and table, so that selection, drag and keys are those of both.

    The view has the properties `view` (cards, table) and `columns` (the names of the columns shown, in their order).
    Signals: `switched` (the rows are to be loaded), `sorted` (the column, and whether in reverse), `fitted` (the titles
    of the columns that have no room).
    """

    switched = Signal()
    fitted = Signal(object)
    sorted = Signal(str, bool)

    def __init__(self, theme: Theme, state: WindowState, view: RowList, model: LibraryListModel) -> None:
        super().__init__(view)
        self._theme = theme
        self._state = state
        self._view = view
        self._model = model
        self._cards = LibraryDelegate(theme, view)
        self._cells = QStyledItemDelegate(view)
        self._painter = TablePainter(theme, view, model)
        self._is_arranging = False
        self._sort = ("", False)
        self._stays = ""
        """The column that the rows were sorted by last: a search with the best matches first hides no other one."""
        header = TableHead(theme, view)
        view.setHorizontalHeader(header)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        # Qt looks at each paint of the header whether all rows of a column are selected, row by row: with the selection
        # of the rows, that took a second for 100,000 of them.
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_menu)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(lambda *_places: self._keep())
        header.sectionClicked.connect(self._on_head)
        theme.changed.connect(self.dress)
        kept = state.get(KEPT_COLUMNS, list) or []
        self._widths = {
            entry[0]: entry[1]
            for entry in kept
            if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) and isinstance(entry[1], int)
        }
        self._columns = columns_of(list(self._widths))
        self._without_room: tuple[str, ...] = ()
        self._needed: dict[str, int] = {}
        """How wide the columns must be for the texts seen so far: they do not shrink while the user scrolls."""
        model.dataChanged.connect(self._on_rows)
        # a width that is the usual one was not chosen
        self._widths = {name: width for name, width in self._widths.items() if width != usual_width(name)}
        view.viewport().installEventFilter(self)
        self._arrange(is_table=state.get(VIEW, str) == TABLE)

    @property
    def is_table(self) -> bool:
        return bool(self._model.columns)

    @property
    def columns(self) -> list[str]:
        """The names of the columns shown, in their order."""
        header = self._view.horizontalHeader()
        if not self.is_table:
            return [column.name for column in self._columns]
        return [self._model.columns[header.logicalIndex(place)].name for place in range(len(self._model.columns))]

    def show_as(self, kind: str) -> None:
        """Show cards or the table."""
        if (kind == TABLE) is not self.is_table:
            self._state.set(VIEW, kind)
            self._arrange(is_table=kind == TABLE)
            self.switched.emit()

    def show_sort(self, name: str, *, is_reversed: bool) -> None:
        """Show by which column the rows are sorted, if they are sorted by one. is_reversed: against its usual
        direction."""
        self._sort = (name, is_reversed)
        if name in COLUMNS and name != self._stays:
            self._stays = name
            self._fit()  # another column may be left out in a narrow table
        header = self._view.horizontalHeader()
        place = next((place for place, each in enumerate(self._model.columns) if each.name == name), -1)
        header.setSortIndicatorShown(place >= 0)
        if place >= 0:
            # as in the heads of the cards, the arrow points up if the order is ascending; Qt draws it the other way
            is_rising = falls(name) is is_reversed
            order = Qt.SortOrder.DescendingOrder if is_rising else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(place, order)
        self._model.show_sort(name, direction_words(name, is_reversed=is_reversed))

    def menu_of_columns(self) -> QMenu:
        """Return the menu of all columns, to be shown with `popup`; those shown are ticked. It stays open."""
        menu = TickMenu(self._view)
        menu.setObjectName("columnsMenu")
        entries = {name: add_entry(menu, self._entry_words(column)) for name, column in COLUMNS.items()}

        def show_ticks() -> None:
            for name, entry in entries.items():
                entry.setChecked(name in self.columns)
                entry.setEnabled(self.columns != [name])  # one column stays

        for name, entry in entries.items():
            entry.setCheckable(True)
            entry.triggered.connect(partial(self._toggle, COLUMNS[name]))
            entry.triggered.connect(show_ticks)
        show_ticks()
        return menu

    def _entry_words(self, column: TableColumn) -> str:
        if column.name in self._without_room:
            return gettext("{column} (not enough space)", column=column.head)
        return column.head

    def dress(self) -> None:
        """Set the heights for the size of the text."""
        scale = self._theme.type
        self._view.set_row_height(line_height(scale) if self.is_table else card_height(scale))
        if self.is_table:
            self._view.horizontalHeader().setFixedHeight(max(scale.px(26), scale.line(BODY) + scale.px(4)))
        self._view.viewport().update()

    def _toggle(self, column: TableColumn, *_checked: object) -> None:
        names = self.columns
        if column.name in names:
            names.remove(column.name)
        else:
            names.append(column.name)
        rows = self._view.chosen_rows()
        current = self._view.currentIndex().row()
        self._columns = columns_of(names)
        self._arrange(is_table=True)
        if rows:
            self._view.select_rows(rows, current=current if current >= 0 else None)
        if column.name in self.columns:
            bar = self._view.horizontalScrollBar()
            self._view.updateGeometries()  # otherwise only when control returns to the event loop
            bar.setValue(bar.maximum())  # it is the last column

    def _arrange(self, *, is_table: bool) -> None:
        """Show the columns of the table, or the one column of the cards."""
        self._is_arranging = True
        view, header, px = self._view, self._view.horizontalHeader(), self._theme.px
        self._model.set_columns(self._columns if is_table else ())
        view.setItemDelegate(self._cells if is_table else self._cards)
        view.paint_rows = self._painter.paint if is_table else None
        header.setVisible(is_table)
        as_needed, off = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        view.setHorizontalScrollBarPolicy(as_needed if is_table else off)
        view.setHorizontalScrollMode(view.ScrollMode.ScrollPerPixel)
        if is_table:
            header.setStretchLastSection(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
            header.setMinimumSectionSize(px(LEAST_WIDTH))
            for place in range(len(self._columns)):
                header.moveSection(header.visualIndex(place), place)
        else:
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._is_arranging = False
        self._fit()
        self.show_sort(self._sort[0], is_reversed=self._sort[1])
        self.dress()
        self._keep()

    def _fit(self) -> None:
        """Give the columns their widths, so that they fill the table where the user chose no others."""
        if not self.is_table or self._is_arranging:
            return
        base, header = max(self._theme.px(100), 1), self._view.horizontalHeader()
        chosen = {name: max(LEAST_WIDTH, min(width, MOST_WIDTH)) for name, width in self._widths.items()}
        room = self._view.viewport().width() * 100 // base
        is_usual = tuple(column.name for column in self._model.columns) == FIRST and not self._widths
        columns = with_room_for_dates(self._model.columns, self._theme.type)
        self._without_room = without_room(columns, room, self._stays) if is_usual else ()
        self.fitted.emit([column.head for column in columns if column.name in self._without_room])
        shown_columns = [column for column in columns if column.name not in self._without_room]
        shown_columns = list(without_spare_room(shown_columns, self._needed, self._theme.type))
        widths = fitted(shown_columns, chosen, room)
        self._is_arranging = True
        for place, column in enumerate(self._model.columns):
            header.setSectionHidden(place, column.name in self._without_room)
            if column.name in widths:
                header.resizeSection(place, widths[column.name] * base // 100)
        self._is_arranging = False

    def _on_rows(self, first: QModelIndex, last: QModelIndex) -> None:
        """Look how much of their room the columns need for the papers of these rows."""
        if not self.is_table:
            return
        loaded = [self._model.kept_at(row) for row in range(first.row(), last.row() + 1)]
        papers = [kept for kept in loaded if kept is not None]
        needed = needed_widths(self._model.columns, papers, self._needed, self._theme.type)
        if needed != self._needed:
            self._needed = needed
            self._fit()

    def _on_resized(self, place: int, _before: int, width: int) -> None:
        """Keep the width that the user gave to a column."""
        if not self._is_arranging and place < len(self._model.columns):
            self._widths[self._model.columns[place].name] = round(width * 100 / max(self._theme.px(100), 1))
            self._keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return False

    def _keep(self) -> None:
        """Keep which columns are shown, in which order and how wide, for the next start."""
        if self._is_arranging:
            return
        view = self._view
        view.setProperty("view", TABLE if self.is_table else CARDS)
        if self.is_table:
            self._columns = tuple(COLUMNS[name] for name in self.columns)
            widths = [[column.name, self._widths.get(column.name, column.width)] for column in self._columns]
            self._state.set(KEPT_COLUMNS, widths)
        view.setProperty("columns", [column.name for column in self._columns])

    def _on_head(self, place: int) -> None:
        column = self._model.columns[place] if place < len(self._model.columns) else None
        if column is not None and column.name in LIBRARY_SORTS:
            is_again = self._sort[0] == column.name
            self.sorted.emit(column.name, is_again and not self._sort[1])
        elif column is not None:
            self.show_sort(self._sort[0], is_reversed=self._sort[1])  # Qt has moved its arrow

    def _open_menu(self, where: QPoint) -> None:
        self.menu_of_columns().popup(self._view.horizontalHeader().mapToGlobal(where))
