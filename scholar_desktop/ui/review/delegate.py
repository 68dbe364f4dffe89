"""A line of a list: number | what was pasted | sign and word | what it was taken for, and by what | what one can do."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from scholar_desktop.ui.delegates.pieces import Layout, Piece, elided
from scholar_desktop.ui.delegates.row_delegate import RowDelegate
from scholar_desktop.ui.review.rows import ReviewRow
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, MEDIUM, SMALL, STRONG, TypeScale

SIDE, NUMBER, GAP, MATCH = 14, 40, 12, 76
WIDE_FROM = 720
"""Width at 13 px below which what was pasted has no column of its own."""
PASTED = 0.37
"""Share of the room for texts that what was pasted takes."""


def row_height(scale: TypeScale) -> int:
    return max(scale.px(42), scale.line(BODY) + scale.line(SMALL) + scale.px(8))


def columns(theme: Theme, width: int) -> tuple[int, int, int, int]:
    """Where what was pasted, the sign, what it was taken for, and the end begin."""
    px = theme.px
    start = px(SIDE + NUMBER + GAP)
    end = width - px(SIDE)
    if width < px(WIDE_FROM):
        return start, start, start + px(MATCH), end
    match = start + round((end - start - px(MATCH)) * PASTED)
    return start, match, match + px(MATCH), end


def layout_line(row: ReviewRow, width: int, height: int, theme: Theme) -> Layout:
    """All pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    top = (height - 1 - body - small) // 2
    start, match, taken, end = columns(theme, width)
    middle = (height - 1 - body) // 2
    icon, colour, word = row.sign
    number = QRect(px(SIDE), middle, px(NUMBER), body)
    pieces = [
        Piece("number", "text", number, str(row.line.number), SMALL, colour="muted", end=True, tabular=True),
        Piece("sign", "icon", QRect(match, middle, px(16), body), icon, 14, colour=colour),
        Piece("word", "text", QRect(match + px(20), middle, px(MATCH - 22), body), word, SMALL, MEDIUM, colour),
    ]
    if match > start:
        room = match - start - px(GAP)
        words = elided(scale, row.text, room, SMALL)
        pieces.append(Piece("pasted", "text", QRect(start, middle, room, body), words, SMALL))
    if row.kept:
        words, wide = "in library", scale.metrics(SMALL).horizontalAdvance("in library")
        end -= wide
        pieces.append(Piece("kept", "text", QRect(end, middle, wide + px(2), body), words, SMALL, colour="ok"))
        end -= px(20)
        pieces.append(Piece("kept_sign", "icon", QRect(end, middle, px(16), body), "tick", 14, colour="ok"))
        end -= px(GAP)
    for name, words in reversed(row.doings):
        wide = scale.metrics(SMALL, MEDIUM).horizontalAdvance(words) + px(4)
        end -= wide
        pieces.append(Piece(name, "text", QRect(end, top, wide, body + small), words, SMALL, MEDIUM, "link"))
        end -= px(GAP)
    room = max(px(60), end - taken)
    title, byline = row.title, row.byline
    if match == start and row.line.paper is None:
        title, byline = row.text, f"{row.title} {row.byline}".strip()
    strong = STRONG if row.line.paper is not None else 400
    tone = "text" if row.line.paper is not None or row.line.problem is not None else "muted"
    pieces += [
        Piece(
            "title", "text", QRect(taken, top, room, body), elided(scale, title, room, BODY, strong), BODY, strong, tone
        ),
        Piece(
            "byline",
            "text",
            QRect(taken, top + body, room, small),
            elided(scale, byline, room, SMALL),
            SMALL,
            colour="muted",
        ),
    ]
    return tuple(pieces)


class ReviewColumns(QWidget):
    """The head of the table: what stands in each column."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Line, what you pasted, match, taken for")
        theme.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.setFixedHeight(max(self._theme.px(28), self._theme.type.line(SMALL) + self._theme.px(8)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        painter.setFont(theme.type.font(CAPTION, STRONG))
        painter.setPen(theme.colour("muted"))
        start, match, taken, end = columns(theme, self.width())
        heads = [("Line", px(SIDE), px(NUMBER), True), ("Match", match, taken - match, False)]
        heads.append(("Taken for", taken, end - taken, False))
        if match > start:
            heads.append(("What you pasted", start, match - start, False))
        for words, left, wide, at_end in heads:
            turned = self.isRightToLeft()
            box = QRect(self.width() - left - wide if turned else left, 0, wide, self.height())
            side = Qt.AlignmentFlag.AlignRight if at_end != turned else Qt.AlignmentFlag.AlignLeft
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(box, flags, words)
        painter.end()


class ReviewDelegate(RowDelegate):
    """Paints the lines."""

    def build_layout(self, row: ReviewRow, width: int, height: int) -> Layout:
        return layout_line(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
