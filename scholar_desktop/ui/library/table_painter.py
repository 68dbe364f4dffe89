"""Paints the rows of the library's table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPointF, QRect
from PySide6.QtGui import QFont, QPainter, QPixmap, QStaticText

from scholar_desktop.ui.library.table_columns import title_signs
from scholar_desktop.ui.rows.row_layout import elided, paint_ground
from scholar_desktop.ui.theme.type_scale import BODY, REGULAR, STRONG
from scholar_desktop.ui.words.literal_text import laid_out_text

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.ui.library.library_list_model import LibraryListModel
    from scholar_desktop.ui.library.table_columns import TableColumn
    from scholar_desktop.ui.theme.theme import Theme
    from scholar_desktop.ui.widgets.row_list import RowList

BEFORE, AFTER, SIGN, GAP = 8, 6, 14, 4
"""Space before and after the text of a cell, the size of a sign, and the space after one before a title."""
MOST_LINES = 400
"""Rows whose laid out texts are kept: a table is painted several times while its rows are loaded."""

Piece = tuple[QStaticText | QPixmap, int, int, QFont | None, str]
"""A text or a sign, its place from the left and the top of the row, its font, and the token of its colour."""


class TablePainter:
    """Paints whole rows. By a delegate, which Qt calls for each cell, a screen of rows took four times as long: longer
    than a frame."""

    def __init__(self, theme: Theme, view: RowList, model: LibraryListModel) -> None:
        self._theme = theme
        self._view = view
        self._model = model
        self._look: object = None
        self._sizes = (BEFORE, AFTER, SIGN, False)
        self._lines: dict[int, tuple[KeptPaper, list[Piece]]] = {}

    def paint(self, area: QRect) -> None:
        """Paint the rows in *area* of the viewport."""
        view, model, theme = self._view, self._model, self._theme
        top, bottom = view.rowAt(area.top()), view.rowAt(area.bottom())
        columns = [
            (column, view.columnViewportPosition(place), view.columnWidth(place))
            for place, column in enumerate(model.columns)
        ]
        if top < 0 or not columns:
            return
        left, right = min(x for _, x, _ in columns), max(x + width for _, x, width in columns)
        self._forget_other_looks(columns, left)
        chosen, focused, right_to_left = view.selectionModel(), view.hasFocus(), view.isRightToLeft()
        current = view.currentIndex().row() if focused else -1
        root, colours = QModelIndex(), {name: theme.colour(name) for name in ("text", "muted")}
        painter = QPainter(view.viewport())
        for row in range(top, (bottom if bottom >= 0 else model.count() - 1) + 1):
            y, height = view.rowViewportPosition(row), view.rowHeight(row)
            is_chosen = chosen.isRowSelected(row, root)
            paint_ground(
                painter,
                QRect(left, y, right - left, height),
                theme,
                chosen=is_chosen,
                hovered=False,
                focused=focused,
                right_to_left=right_to_left,
                ringed=row == current,
            )
            kept = model.kept_at(row)
            if kept is None:
                model.wanted.emit(row)
                continue
            for piece, x, down, font, colour in self._line(row, kept, columns, left, height):
                if isinstance(piece, QPixmap):
                    painter.drawPixmap(left + x, y + down, piece)
                elif font is not None:
                    painter.setFont(font)
                    painter.setPen(colours["text" if is_chosen else colour])
                    painter.drawStaticText(QPointF(left + x, y + down), piece)
        painter.end()

    def _forget_other_looks(self, columns: list[tuple[TableColumn, int, int]], left: int) -> None:
        """Lay out all rows again if the columns, the text size or the colours are others."""
        places = [(column.name, x - left, width) for column, x, width in columns]
        look = (places, self._theme.type, self._theme.tokens, self._view.isRightToLeft())
        if look != self._look or len(self._lines) > MOST_LINES:
            px = self._theme.px
            self._sizes = px(BEFORE), px(AFTER), px(SIGN), self._view.isRightToLeft()
            self._look, self._lines = look, {}

    def _line(
        self, row: int, kept: KeptPaper, columns: list[tuple[TableColumn, int, int]], left: int, height: int
    ) -> list[Piece]:
        known = self._lines.get(row)
        if known is None or known[0] is not kept:
            signs = title_signs(kept, [column.name for column, _, _ in columns])
            pieces = list[Piece | None]()
            for column, x, width in columns:
                start, room = x - left, width
                if column.name == "title" and signs:
                    placed, taken = self._signs(signs, start, width, height)
                    pieces += placed
                    room -= taken
                    start += 0 if self._sizes[3] else taken
                pieces.append(self._piece(kept, column, start, room, height))
            known = self._lines[row] = kept, [piece for piece in pieces if piece is not None]
        return known[1]

    def _signs(self, signs: Sequence[tuple[str, str, str]], x: int, width: int, height: int) -> tuple[list[Piece], int]:
        """Return the signs at the beginning of a cell, and the width that they take."""
        before, _after, size, right_to_left = self._sizes
        step = size + self._theme.px(GAP)
        pieces = list[Piece]()
        for place, (sign, colour, _words) in enumerate(signs):
            start = before + place * step
            icon = self._theme.pixmap(sign, colour, SIGN, mirrored=right_to_left)
            left = x + width - start - size if right_to_left else x + start
            pieces.append((icon, left, (height - size) // 2, None, colour))
        return pieces, len(signs) * step

    def _piece(self, kept: KeptPaper, column: TableColumn, x: int, width: int, height: int) -> Piece | None:
        before, after, sign_size, right_to_left = self._sizes
        if column.icon is not None:
            sign = column.icon(kept)
            colour = "warn" if sign == "star-full" else "text"
            icon = self._theme.pixmap(sign, colour, SIGN, mirrored=right_to_left) if sign else None
            return None if icon is None else (icon, x + before, (height - sign_size) // 2, None, colour)
        words = column.text(kept)
        if not words:
            return None
        is_title = column.name == "title"
        weight, room = STRONG if is_title else REGULAR, width - before - after
        font = self._theme.type.font(BODY, weight, tabular=column.end)
        text = laid_out_text(words, font)
        size = text.size()
        if size.width() > room:
            text = laid_out_text(elided(self._theme.type, words, room, BODY, weight), font)
            size = text.size()
        place = x + width - after - round(size.width()) if column.end != right_to_left else x + before
        return text, place, round((height - 1 - size.height()) / 2), font, "text" if is_title else "muted"
