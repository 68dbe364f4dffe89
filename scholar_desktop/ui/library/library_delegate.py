"""Paints a paper of the library as a row.

From left to right: star and PDF icon | title above authors and venue, or above authors and a hit in the text of its
PDF | year, above the collections and tags. A hit takes the place of the venue, and of the authors in a narrow row. The
words of the search are marked in the title and in the hit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from scholar_desktop.domain.library import PageHit
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext
from scholar_desktop.ui.library.library_list_model import LibraryRow
from scholar_desktop.ui.library.row_tags import collection_pieces, tag_pieces
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, cut_text, cut_texts, elided
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, REGULAR, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words.literal_text import show_tooltip
from scholar_desktop.ui.words.wording import paper_authors_short

SIDE, SIGN, GAP, YEAR = 12, 16, 8, 36
LABELS = 136
"""Width that the collections and tags of a paper with a hit have besides that below the year."""
LONGEST_SECTION = 24
"""Letters of the heading of a section that are shown before the words found in it."""
MOST_AUTHORS = 12
"""Authors that the tooltip names."""
WIDE_FROM = 520
"""Width of the list, at 13 px text, from which a row with a hit has the authors before it."""
AUTHORS_SHARE = 0.35
"""What the authors may have of the line with a hit."""


def row_height(scale: TypeScale) -> int:
    return max(scale.px(44), scale.line(BODY) + scale.line(SMALL) + scale.px(8))


def layout_library_row(row: LibraryRow, width: int, height: int, theme: Theme) -> Layout:
    """Return all pieces of a row of *width* x *height*, left to right."""
    if row.kept is None:
        return ()  # the row is not loaded
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    top = (height - 1 - body - small) // 2
    is_wide = width >= px(WIDE_FROM)
    second = row.byline
    has_labels = bool(row.kept.tags or row.collections)
    if row.line is None and not second and not has_labels and not (row.kept.starred and row.kept.to_read):
        top = (height - 1 - body) // 2
    x = px(SIDE)
    pieces: list[Piece] = []
    if row.kept.starred:
        pieces.append(Piece("star", "icon", QRect(x, top, px(SIGN), body), "star-full", 14, colour="warn"))
    if row.kept.to_read:
        line = top + body if row.kept.starred else top
        pieces.append(Piece("to_read", "icon", QRect(x, line, px(SIGN), body), "to-read", 14, colour="text"))
    elif row.kept.reading == "reading":
        line = top + body if row.kept.starred else top
        pieces.append(Piece("reading", "icon", QRect(x, line, px(SIGN), body), "read", 14, colour="text"))
    x += px(SIGN + GAP)
    colour = "muted" if row.icon == "without-pdf" else "text"
    pieces.append(Piece("pdf", "icon", QRect(x, top, px(SIGN), body), row.icon, 16, colour=colour))
    x += px(SIGN + GAP)
    end = width - px(SIDE)
    pieces.append(
        Piece("year", "text", QRect(end - px(YEAR), top, px(YEAR), body), row.year, BODY, colour="muted", end=True)
    )
    end -= px(YEAR + GAP)
    room = max(px(60), end - x)
    pieces += _title(row, QRect(x, top, room, body), theme)
    below = QRect(x, top + body, room, small)
    if has_labels:
        # the second line has nothing below the year; beyond that, labels take at most half of the words' room
        words_room = min(room // 2, scale.metrics(SMALL).horizontalAdvance(second) + px(4))
        taken = words_room if row.line is None else room - px(LABELS) if is_wide else room
        free = QRect(x + taken + px(GAP), below.y(), 0, small)
        free.setRight(width - px(SIDE) - 1)
        labels = tag_pieces(row.kept, free, theme)
        if labels:
            free.setRight(min(piece.rect.x() for piece in labels) - px(GAP) - 1)
        labels += collection_pieces(row.collections, free, theme)
        pieces += labels
        room = min(room, min((piece.rect.x() for piece in labels), default=x + room + px(GAP)) - px(GAP) - x)
        below.setWidth(room)
    if row.line is not None:
        if is_wide and row.authors:
            pieces.append(_authors(row.authors, below, theme))
            below.setLeft(pieces[-1].rect.right() - 1)
        pieces += _hit(row.line, below, theme)
    else:
        words = elided(scale, second, room, SMALL)
        pieces.append(Piece("byline", "text", below, words, SMALL, colour="muted"))
    return tuple(pieces)


def _authors(authors: str, line: QRect, theme: Theme) -> Piece:
    """Return the authors at the beginning of a line with a hit, as they are before a venue."""
    scale = theme.type
    dash = " — "
    most = round(line.width() * AUTHORS_SHARE) - scale.metrics(SMALL).horizontalAdvance(dash)
    cut = elided(scale, authors, most, SMALL)
    words = cut_text(f"{cut}{dash}", f"{authors}{dash}")
    width = scale.metrics(SMALL).horizontalAdvance(words) + 2
    return Piece("authors", "text", QRect(line.x(), line.y(), width, line.height()), words, SMALL, colour="muted")


def _title(row: LibraryRow, line: QRect, theme: Theme) -> list[Piece]:
    """Return the title with the search words highlighted; without, if a part of it is written from right to left: the
    pieces of a line are placed from left to right."""
    if not row.marks or any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in row.title):
        return [Piece("title", "text", line, elided(theme.type, row.title, line.width(), BODY, STRONG), BODY, STRONG)]
    parts, at = list[tuple[str, bool]](), 0
    for start, end in row.marks:
        parts += [(row.title[at:start], False), (row.title[start:end], True)]
        at = end
    return _runs([part for part in (*parts, (row.title[at:], False)) if part[0]], "title.", line, theme, BODY, STRONG)


def _hit(hit: PageHit, line: QRect, theme: Theme) -> list[Piece]:
    """Return `p. 4: … some words of the page …` with the search words highlighted, cut so that the first shows."""
    return _runs(_parts(hit, line.width(), theme), "", line, theme, SMALL)


def _runs(
    parts: Sequence[tuple[str, bool]], name: str, line: QRect, theme: Theme, size: int, weight: int = REGULAR
) -> list[Piece]:
    """Return *parts*, each with whether it is highlighted, as a line of text that is cut at its end. name: what the
    names of the pieces have before their numbers."""
    metrics = theme.type.metrics(size, weight)
    pieces: list[Piece] = []
    x, end = line.x(), line.right() + 1
    whole = "".join(text for text, _is_marked in parts)
    rest = whole
    for number, (text, is_marked) in enumerate(parts):
        left = end - x
        rest = rest[len(text) :]
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, left)
        room = left - metrics.horizontalAdvance(words)
        if words == text and room < metrics.horizontalAdvance(rest) and room < metrics.horizontalAdvance("…"):
            words = metrics.elidedText(text + rest, Qt.TextElideMode.ElideRight, left)  # nothing of the rest has room
        if not words or left <= 0:
            break
        if words != text and size == BODY:
            words = cut_text(words, whole)
        width = metrics.horizontalAdvance(words)
        if is_marked:
            ground = QRect(x - 1, line.y() + 1, width + 2, line.height() - 2)
            pieces.append(Piece(f"run.ground.{name}{number}", "mark", ground))
        colour = "text" if is_marked or size == BODY else "muted"
        # wider than the text, else rounding the width could cut the last letter
        rect = QRect(x, line.y(), width + 2, line.height())
        pieces.append(Piece(f"run.{name}{number}", "text", rect, words, size, weight, colour=colour))
        x += width
        if words != text:
            break
    return pieces


def _parts(hit: PageHit, room: int, theme: Theme) -> list[tuple[str, bool]]:
    """Return the page and the text of *hit* in pieces, each with whether it is highlighted."""
    metrics = theme.type.metrics(SMALL)
    head = _head(hit)
    first = hit.marks[0][0] if hit.marks else 0
    before, rest = hit.text[:first], hit.text[first:]
    room -= metrics.horizontalAdvance(head)
    # The text before the first highlight gets a third, and what the rest leaves free.
    before_room = max(room // 3, room - metrics.horizontalAdvance(rest))
    parts = [(head + _end_of(before, before_room, metrics), False)]
    at = first
    for start, end in hit.marks:
        parts += [(hit.text[at:start], False), (hit.text[start:end], True)]
        at = end
    return [part for part in (*parts, (hit.text[at:], False)) if part[0]]


def _head(hit: PageHit) -> str:
    """Return where the text of *hit* is, before that text."""
    if hit.page:
        return gettext("p. {page}: {text}", page=str(hit.page), text="")
    if hit.section is None:
        return gettext("Note: {text}", text="")
    return f"{_place(hit.section)}: "


def _place(section: str) -> str:
    """Return the name of a section of a full text, at most as long as leaves room for the words."""
    name = section or gettext("full text")
    return shorten(name, LONGEST_SECTION)


def _end_of(text: str, room: int, metrics: QFontMetrics) -> str:
    """Return the last whole words of *text* that fit, after an ellipsis if words are missing."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    place = 0
    while (place := text.find(" ", place) + 1) > 0:
        shorter = f"… {text[place:]}"
        if metrics.horizontalAdvance(shorter) <= room:
            return shorter
    return metrics.elidedText(text, Qt.TextElideMode.ElideLeft, room)


class LibraryDelegate(RowDelegate):
    """Paints the rows of the library."""

    def build_layout(self, row: LibraryRow, width: int, height: int) -> Layout:
        return layout_library_row(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row = index.data(PaperRole.ROW)
        if not isinstance(row, LibraryRow) or row.kept is None:
            return False
        lines = [
            row.title,
            paper_authors_short(row.kept.paper, MOST_AUTHORS),
            " · ".join(filter(None, (row.venue, row.year))),
        ]
        if row.line is not None:
            lines.append(row.line.text)
        if row.collections:
            lines.append(gettext("Collections: {collections}", collections=row.collections))
        cut = cut_texts(self.layout_of(row, option.rect.width(), option.rect.height()))
        lines += [text for text in cut if text not in (*lines, row.collections)]
        show_tooltip(event.globalPos(), "\n".join(line for line in lines if line), view)
        return True
