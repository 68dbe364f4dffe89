"""Lists whose rows begin with a sign and a word: the model, the delegate, and the pane with its states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, cut_text, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import StatePane

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SignRow:
    """sign: an icon, or the shape of a dot (full, half, ring) if `is_dot`; word: next to the sign; below: the second
    line; right: at the end; spoken: the whole row for screen readers; marks: the ranges of `title` that are
    highlighted; paper: the paper of the row, None if there is none."""

    title: str
    sign: str
    word: str
    colour: str
    below: str
    right: str = ""
    spoken: str
    is_dot: bool = False
    marks: Marks = ()
    paper: Paper | None = None


Row = TypeVar("Row", bound=SignRow)


class SignListModel(RowTable, Generic[Row]):
    """Rows in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    @property
    def rows(self) -> list[Row]:
        return list(self._rows)

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> Row:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._rows[number].paper

    def find(self, is_wanted: Callable[[Row], bool]) -> int | None:
        """Return the index of the first row for which *is_wanted* is true; None if there is none."""
        return next((number for number, row in enumerate(self._rows) if is_wanted(row)), None)


SIDE, SIGN, GAP, WORD, RIGHT = 16, 16, 8, 96, 88
MOST_WORD, MOST_RIGHT = 150, 130
"""Widths that the word of the sign and the text at the end may have, if a row needs more than the usual ones."""
LEAST_TITLE = 220
"""Width that the title gets beside the word of the sign, or else the word begins the second line."""


def row_height(scale: TypeScale) -> int:
    return max(scale.px(44), scale.line(BODY) + scale.line(SMALL) + scale.px(8))


class ColumnWidths(NamedTuple):
    """Widths in pixels of the sign with its word, and of the text at the end, of all rows of a list."""

    word: int
    right: int


def column_widths(rows: Sequence[SignRow], theme: Theme) -> ColumnWidths:
    """Return the widths that the longest texts of *rows* need, within limits."""
    px, metrics, numbers = theme.px, theme.type.metrics(SMALL), theme.type.metrics(SMALL, tabular=True)
    words = {row.word: px(SIGN if not row.is_dot else 8) + px(6) for row in rows}
    word = max((metrics.horizontalAdvance(text) + sign + 2 for text, sign in words.items()), default=0)
    right = max((numbers.horizontalAdvance(text) + 2 for text in {row.right for row in rows}), default=0)
    return ColumnWidths(max(px(WORD), min(px(MOST_WORD), word)), max(px(RIGHT), min(px(MOST_RIGHT), right)))


def layout_sign_row(row: SignRow, width: int, height: int, theme: Theme, columns: ColumnWidths | None = None) -> Layout:
    """Return all pieces of a row of *width* x *height*, left to right. columns: those of its list; None: the usual."""
    scale, px = theme.type, theme.px
    word_room, right_room = columns if columns is not None else (px(WORD), px(RIGHT))
    body, small = scale.line(BODY), scale.line(SMALL)
    top = (height - 1 - body - small) // 2
    x = px(SIDE)
    sign = QRect(x, top, px(8 if row.is_dot else SIGN), body)
    pieces = [Piece("sign", "dot" if row.is_dot else "icon", sign, row.sign, 16, colour=row.colour)]
    x += px(SIGN if not row.is_dot else 8) + px(6)
    end, line_end = width - px(SIDE), width - px(SIDE)
    beside = px(2 * SIDE + GAP) + word_room + (right_room + px(GAP) if row.right else 0)
    is_narrow = width - beside < px(LEAST_TITLE)
    if is_narrow:
        word_at = QRect(x, top + body, scale.metrics(SMALL).horizontalAdvance(row.word) + 2, small)
        below_at = word_at.right() + 1 + px(GAP) if row.word else x
    else:
        word_at = QRect(x, top, px(SIDE) + word_room - x, body)
        x = below_at = px(SIDE + GAP) + word_room
    word = elided(scale, row.word, word_at.width(), SMALL)
    pieces.append(Piece("word", "text", word_at, word, SMALL, colour=row.colour))
    if row.right:
        wanted = scale.metrics(SMALL, tabular=True).horizontalAdvance(row.right) + 2
        room = min(right_room, wanted) if is_narrow else right_room
        words = elided(scale, row.right, room, SMALL)
        place = QRect(end - room, top, room, body)
        pieces.append(Piece("right", "text", place, words, SMALL, colour="muted", end=True, tabular=True))
        end -= room + px(GAP)
    pieces += _title(row, QRect(x, top, max(0, end - x), body), theme)
    below = elided(scale, row.below, max(0, line_end - below_at), SMALL)
    rect = QRect(below_at, top + body, max(0, line_end - below_at), small)
    pieces.append(Piece("below", "text", rect, below, SMALL, colour="muted"))
    return tuple(pieces)


def _title(row: SignRow, line: QRect, theme: Theme) -> list[Piece]:
    """Return the title, with the words of the search highlighted."""
    metrics = theme.type.metrics(BODY, STRONG)
    title = elided(theme.type, row.title, line.width(), BODY, STRONG)
    if not row.marks:
        return [Piece("title", "text", line, title, BODY, STRONG)]
    most = len(title) if title == row.title else len(title) - 1  # the last letter is “…”
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in row.marks:
        if start >= most:
            break
        parts += [(title[at:start], False), (title[start : min(end, most)], True)]
        at = min(end, most)
    parts.append((cut_text(title[at:], title) if title != row.title else title[at:], False))
    pieces: list[Piece] = []
    x = line.x()
    for number, (text, is_marked) in enumerate(part for part in parts if part[0]):
        width = metrics.horizontalAdvance(text)
        if is_marked:
            ground = QRect(x - 1, line.y() + 2, width + 2, line.height() - 4)
            pieces.append(Piece(f"run.ground.{number}", "mark", ground))
        # wider than the text, since a rounded width could cut the last letter
        pieces.append(Piece(f"run.{number}", "text", QRect(x, line.y(), width + 2, line.height()), text, BODY, STRONG))
        x += width
    return pieces


class SignDelegate(RowDelegate, Generic[Row]):
    """Paints rows that begin with a sign."""

    def __init__(self, theme: Theme, model: SignListModel[Row], parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._model = model
        self._columns: ColumnWidths | None = None
        model.modelReset.connect(self._forget_columns)
        theme.changed.connect(self._forget_columns)

    def _forget_columns(self) -> None:
        self._columns = None

    def build_layout(self, row: SignRow, width: int, height: int) -> Layout:
        if self._columns is None:
            self._columns = column_widths(self._model.rows, self._theme)
        return layout_sign_row(row, width, height, self._theme, self._columns)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))


class SignList(StatePane, Generic[Row]):
    """A list with states; its owner sets the rows and the state."""

    def __init__(self, theme: Theme, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        """name: the `objectName` of the view."""
        view = RowList(name, accessible_name)
        super().__init__(theme, view, row_height=44, parent=parent)
        self.view = view
        self.model: SignListModel[Row] = SignListModel(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(SignDelegate(theme, self.model, self.view))
        self._theme = theme
        theme.changed.connect(self._measure)
        self._measure()

    def chosen(self) -> list[Row]:
        """Return the selected rows, from top to bottom."""
        return [self.model.row(number) for number in self.view.chosen_rows()]

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._theme.type))
        self.view.viewport().update()
