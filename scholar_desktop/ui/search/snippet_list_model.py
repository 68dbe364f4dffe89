"""The list of passages that answer a question: its model, and the delegate that paints its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.snippet import Snippet
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.word_marks import find_word_marks
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, cut_text, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words import wording

KINDS = {"title": Message("title"), "abstract": Message("abstract"), "body": Message("text")}


@dataclass(frozen=True, slots=True, eq=False)
class SnippetRow:
    """A passage as a row. place: 'Methods' or the kind; marks: (start, end) in `text` of the words searched for."""

    snippet: Snippet
    title: str
    byline: str
    text: str
    marks: tuple[tuple[int, int], ...]
    kind: str
    section: str
    spoken: str


def snippet_row(snippet: Snippet, words: str) -> SnippetRow:
    paper = snippet.paper
    title = plain(paper.title) if paper is not None else gettext("Unnamed paper")
    byline = ""
    if paper is not None:
        parts = (wording.authors_short(paper.authors, 2), wording.venue_and_year(paper))
        byline = " — ".join(part for part in parts if part)
    text = " ".join(snippet.text.split())
    kind = shown(KINDS.get(snippet.kind or "", snippet.kind or ""))
    section = " ".join((snippet.section or "").split())
    spoken = ", ".join(part for part in (title, byline, kind, section, text) if part)
    return SnippetRow(snippet, title, byline, text, find_word_marks(text, words), kind, section, spoken)


class SnippetListModel(RowTable):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SnippetRow] = []

    def snippet(self, row: int) -> Snippet:
        return self._rows[row].snippet

    def show(self, snippets: Sequence[Snippet], words: str) -> None:
        self.beginResetModel()
        self._rows = [snippet_row(one, words) for one in snippets]
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> SnippetRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._rows[number].snippet.paper


SIDE, GAP, LINES = 16, 8, 3
BEFORE = 60
"""Maximum number of characters shown before the first mark, so that the words searched for are visible."""


def row_height(scale: TypeScale) -> int:
    return scale.line(BODY) + (LINES + 1) * scale.line(SMALL) + scale.px(16)


def layout_snippet(row: SnippetRow, width: int, height: int, theme: Theme) -> Layout:
    """Return all pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    x, room = px(SIDE), max(px(80), width - 2 * px(SIDE))
    y = (height - 1 - body - (LINES + 1) * small) // 2
    title_room = min(room, scale.metrics(BODY, STRONG).horizontalAdvance(row.title) + 2)
    if row.byline and title_room > room * 0.7:
        title_room = round(room * 0.7)
    title = elided(scale, row.title, title_room, BODY, STRONG)
    pieces = [Piece("title", "text", QRect(x, y, title_room, body), title, BODY, STRONG)]
    left = room - title_room - px(GAP)
    if row.byline and left > px(40):
        words = elided(scale, row.byline, left, SMALL)
        box = QRect(x + title_room + px(GAP), y, left, body)
        pieces.append(Piece("byline", "text", box, words, SMALL, colour="muted"))
    y += body
    passage = _passage(row, QRect(x + px(10), y, room - px(10), small), theme)
    pieces += passage
    below = max((piece.rect.y() + small for piece in passage if piece.kind == "text"), default=y + small)
    pieces.append(Piece("rule", "rule", QRect(x, y + 1, 2, below - y - 2), colour="line2"))
    place = " · ".join(part for part in (row.section, row.kind) if part)
    box = QRect(x + px(10), below, room - px(10), small)
    pieces.append(Piece("place", "text", box, elided(scale, place, box.width(), SMALL), SMALL, colour="muted"))
    return tuple(pieces)


def _passage(row: SnippetRow, line: QRect, theme: Theme) -> list[Piece]:
    """Return the passage in lines as wide as *line*, from shortly before its first mark."""
    metrics = theme.type.metrics(SMALL)
    start = _start(row, line.width(), metrics)
    pieces: list[Piece] = []
    at = start
    for number in range(LINES):
        end = _line_end(row.text, at, line.width(), metrics, is_last=number == LINES - 1, begins=at == start and at > 0)
        box = line.translated(0, number * line.height())
        pieces += _line(row, at, end, box, metrics, number=number, cut=start > 0 and number == 0)
        at = end
        while at < len(row.text) and row.text[at] == " ":
            at += 1
        if at >= len(row.text):
            break
    return pieces


def _start(row: SnippetRow, width: int, metrics: QFontMetrics) -> int:
    """Return the index at which the displayed text starts.

    That is 0 if the whole text fits, else shortly before the first mark, but early enough that no lines stay empty.
    """
    first = row.marks[0][0] if row.marks else 0
    fits = int(LINES * width * 0.93 / max(1, metrics.averageCharWidth()))
    wanted = min(first - BEFORE, len(row.text) - fits)
    if wanted <= 0:
        return 0
    place = row.text.find(" ", wanted)
    return place + 1 if 0 <= place < first else 0


def _line_end(text: str, start: int, room: int, metrics: QFontMetrics, *, is_last: bool, begins: bool) -> int:
    """Return the end of the line that begins at *start*: the last space that fits. The last line takes all remaining
    text."""
    if is_last:
        return len(text)
    room -= metrics.horizontalAdvance("… ") if begins else 0
    end = start
    while end < len(text):
        following = text.find(" ", end + 1)
        following = len(text) if following < 0 else following
        if metrics.horizontalAdvance(text[start:following]) > room and end > start:
            return end
        end = following
    return end


def _line(
    row: SnippetRow, start: int, end: int, box: QRect, metrics: QFontMetrics, *, number: int, cut: bool
) -> list[Piece]:
    """Return one line as pieces, each highlighted or not."""
    pieces: list[Piece] = []
    x, right = box.x(), box.right() + 1
    if cut:
        pieces.append(Piece(f"run.cut.{number}", "text", QRect(x, box.y(), right - x, box.height()), "… ", SMALL))
        x += metrics.horizontalAdvance("… ")
    for place, (text, is_marked) in enumerate(_parts(row, start, end)):
        cut_at_end = metrics.elidedText(text, Qt.TextElideMode.ElideRight, right - x)
        words = cut_text(cut_at_end, text if cut_at_end == text else row.text)
        if not words or right - x <= 0:
            break
        width = metrics.horizontalAdvance(words)
        if is_marked:
            ground = QRect(x - 1, box.y() + 1, width + 2, box.height() - 2)
            pieces.append(Piece(f"run.ground.{number}.{place}", "mark", ground))
        pieces.append(Piece(f"run.{number}.{place}", "text", QRect(x, box.y(), width + 2, box.height()), words, SMALL))
        x += width
        if words != text:
            break
    return pieces


def _parts(row: SnippetRow, start: int, end: int) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    at = start
    for first, last in row.marks:
        if last <= start or first >= end:
            continue
        parts += [(row.text[at : max(at, first)], False), (row.text[max(at, first) : min(last, end)], True)]
        at = min(last, end)
    parts.append((row.text[at:end], False))
    return [part for part in parts if part[0]]


class SnippetDelegate(RowDelegate):
    """Paints passages."""

    def build_layout(self, row: SnippetRow, width: int, height: int) -> Layout:
        return layout_snippet(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
