"""Paints a download: sign | title above authors and year | state, with a bar while bytes arrive | amount."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.ui.downloads.download_list_model import DownloadRow
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import CutText, Layout, Piece, cut_text, elided
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, MEDIUM, SMALL, STRONG, TypeScale

SIDE, SIGN, GAP = 14, 20, 12
SAYS, LEAST_SAYS, AMOUNT, BAR, ACT, PRESS = 150, 110, 104, 4, 96, 24
LEAST_ROOM = 32
"""Least width of the words beside the button, and of the title."""
SAYS_SHARE = 0.4
"""Share that the state gets of the room for title and state, where that is more than SAYS. It begins at the same place
in all rows, so that the states can be read as a column; a row whose button or amount is wide has less room for it."""
BELOW_SHARE = 0.5
"""The same where the state is below the title, beside the authors."""
WIDE_FROM = 640
"""Width of the list, at 13 px text, below which the state is in the second line, in place of the authors."""
ROOMY_FROM = 1000
"""Width of the list, at 13 px text, from which title and state are beside each other, with room for whole ones. In
a narrower list the title has the first line, so that it is not cut where a yet narrower list shows all of it."""
TOGGLE, CANCEL, DO = "toggle", "cancel", "act"
"""Pieces that can be clicked: pause or resume; cancel; the button of an ended download."""
HELD, HELD_ICON = "held", "held.icon"
"""Pieces in the place of that button: what the library holds of a closed paper."""


def row_height(scale: TypeScale, width: int) -> int:
    """Return the height of the rows of a list *width* wide: one that is not roomy has two lines for the reason of a
    failure below the title."""
    lines = 1 if width >= scale.px(ROOMY_FROM) else 2
    return max(scale.px(44), scale.line(BODY) + lines * scale.line(SMALL) + scale.px(10))


def layout_download(row: DownloadRow, width: int, height: int, theme: Theme) -> Layout:
    """Return all pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    x, end = px(SIDE), width - px(SIDE)
    roomy, wide = width >= px(ROOMY_FROM), width >= px(WIDE_FROM)
    top = (height - 1 - body - small) // 2
    pieces = [Piece("sign", "icon", QRect(x, top, px(16), body + small), row.icon, 16, colour=row.colour)]
    x += px(SIGN + GAP)
    column = _state_column(x, end, px, SAYS_SHARE if roomy or not wide else BELOW_SHARE)
    whole, end = end, _button_pieces(pieces, row, end, height, theme)
    seconds, second_colour = [""], "muted"
    if wide and not roomy:
        below_title = _below_title(row, x, whole, end, column, height, theme, pieces)
        return (*pieces, *below_title)
    if wide:
        end = _amount_pieces(pieces, row, end, top, theme)
        left = min(column, end - px(LEAST_SAYS))
        says = end - left
        # the reason of a failure matters more than the height of a line
        lines = _fitting_lines((row.says, *row.shorter), scale, says - px(GAP), 2 if row.share is None else 1)
        above = top if row.share is not None else (height - 1 - small * len(lines)) // 2
        for number, words in enumerate(lines):
            box = QRect(left, above + number * small, says - px(GAP), body if row.share is not None else small)
            name = "says" if not number else "says.2"
            pieces.append(Piece(name, "text", box, words, SMALL, colour=row.status_colour))
        if row.share is not None:
            pieces += _bar(left, top + body + px(4), says - px(GAP), row.share, px)
        end = left - px(GAP)
    else:
        second_colour = row.status_colour
        seconds = [" · ".join(filter(None, (says, row.amount, row.left))) for says in (row.says, *row.shorter)]
        if row.share is not None:
            pieces += _bar(x, height - px(BAR) - 1, end - x, row.share, px)
    room = title_room = max(px(LEAST_ROOM), end - x)
    if wide:
        seconds = [byline(row, room, scale)]
    has_two_lines = not wide and row.share is None and height > body + 2 * small
    below = _fitting_lines(seconds, scale, room, 2 if has_two_lines else 1)
    gap = 0
    if has_two_lines:
        top = (height - 1 - body - len(below) * small) // 2
        if row.act or row.held:  # it is beside the lines below the title, which has the whole width
            top, title_room = (height - 1 - body - 2 * small) // 2, max(px(80), whole - x)
            gap = (2 - len(below)) * small // 2
            _move_end(pieces, top + body + small)
    tall = body if seconds[0] else body + small
    title = elided(scale, row.title, title_room, BODY, STRONG)
    pieces.append(Piece("title", "text", QRect(x, top, title_room, tall), title, BODY, STRONG))
    for number, words in enumerate(below):
        box = QRect(x, top + body + gap + number * small, room, small)
        pieces.append(Piece("byline" if not number else "byline.2", "text", box, words, SMALL, colour=second_colour))
    return tuple(pieces)


def _below_title(
    row: DownloadRow, x: int, whole: int, end: int, column: int, height: int, theme: Theme, before: list[Piece]
) -> list[Piece]:
    """Return the pieces of a row that has the title in its first line, and the state beside the authors below it.

    Args:
        x: where the title begins; whole: the end of the room without the buttons; end: of the room left of them.
        column: where the state begins.
        before: the pieces so far; the button of an ended row, or what is in its place, is moved beside the lines below
            the title.
    """
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    pieces: list[Piece] = []
    left = min(column, end - px(LEAST_SAYS))
    has_bar, has_end = row.share is not None, bool(row.act or row.held)
    most = 1 if has_bar or height <= body + 2 * small else 2
    lines = _fitting_lines((row.says, *row.shorter), scale, end - left - px(GAP), most)
    top = (height - 1 - body - 2 * small) // 2  # the same in all rows
    title_end = whole
    if has_end:
        _move_end(before, top + body + small)
    else:
        title_end = _amount_pieces(pieces, row, end, top, theme)
        left = min(left, title_end - px(LEAST_SAYS))
    says_end = title_end if row.left else end  # a size alone is beside the title
    below = top + body + (small // 2 if len(lines) == 1 and not has_bar else 0)
    title = elided(scale, row.title, title_end - x - px(GAP), BODY, STRONG)
    pieces.append(Piece("title", "text", QRect(x, top, title_end - x - px(GAP), body), title, BODY, STRONG))
    authors = byline(row, left - px(GAP) - x, scale)
    pieces.append(Piece("byline", "text", QRect(x, below, left - px(GAP) - x, small), authors, SMALL, colour="muted"))
    for number, words in enumerate(lines):
        box = QRect(left, below + number * small, says_end - left - px(GAP), small)
        name = "says" if not number else "says.2"
        words = elided(scale, words, box.width(), SMALL)
        pieces.append(Piece(name, "text", box, words, SMALL, colour=row.status_colour))
    if row.share is not None:
        pieces += _bar(left, below + small + px(4), title_end - left - px(GAP), row.share, px)
    return pieces


def byline(row: DownloadRow, width: int, scale: TypeScale) -> str:
    """Return authors and year shortened to *width*: fewer authors are named, then the first one is cut. The year is
    always kept."""
    metrics = scale.metrics(SMALL)
    for authors in row.authors:
        shown = " · ".join(filter(None, (authors, row.year)))
        if metrics.horizontalAdvance(shown) <= width:
            return cut_text(shown, row.byline)
    if not row.year:
        return elided(scale, row.byline, width, SMALL)
    room = width - metrics.horizontalAdvance(f" · {row.year}")
    authors = metrics.elidedText(row.authors[-1], Qt.TextElideMode.ElideRight, max(0, room))
    return cut_text(" · ".join(filter(None, (authors, row.year))), row.byline)


def _move_end(pieces: list[Piece], middle: int) -> None:
    """Move the button of an ended row, or what is in its place, to where *middle* is its middle."""
    for place, piece in enumerate(pieces):
        if piece.name in (DO, HELD, HELD_ICON):
            rect = QRect(piece.rect)
            rect.moveTop(middle - rect.height() // 2)
            pieces[place] = msgspec.structs.replace(piece, rect=rect)


def _fitting_lines(texts: Sequence[str], scale: TypeScale, width: int, most: int) -> list[str]:
    """Return the first of *texts* that is whole on at most *most* lines, one or two; without one, the last text, cut.
    The tooltip of the row has the first text then."""
    for text in texts:
        lines = _two_lines(scale, text, width) if most > 1 else [elided(scale, text, width, SMALL)]
        if not any(isinstance(line, CutText) for line in lines):
            break
    return lines if text is texts[0] else [cut_text(str(line), texts[0]) for line in lines]


def _two_lines(scale: TypeScale, text: str, width: int) -> list[str]:
    """Return *text* on at most two lines, because the reason of a failure matters more than the height of a line."""
    metrics = scale.metrics(SMALL)
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    words = text.split(" ")
    first = 1
    while first < len(words) and metrics.horizontalAdvance(" ".join(words[: first + 1])) <= width:
        first += 1
    lines = (" ".join(words[:first]), " ".join(words[first:]))
    return [elided(scale, line, width, SMALL) for line in lines if line]


def _state_column(x: int, end: int, px: Callable[[float], int], share: float) -> int:
    """Return where the state begins in all rows. x, end: of the room without the sign."""
    end -= px(ACT) + px(GAP)
    return end - max(px(SAYS), round((end - x) * share))


def _amount_pieces(pieces: list[Piece], row: DownloadRow, end: int, top: int, theme: Theme) -> int:
    """Add the size and the time left at the end of the row. Return the x where the rest of the row ends."""
    scale, px = theme.type, theme.px
    texts = [words for words in (row.amount, row.left) if words]
    if not texts:
        return end
    room = min(px(AMOUNT), max(scale.metrics(SMALL).horizontalAdvance(words) for words in texts) + px(GAP))
    for name, words, line, above in (
        ("amount", row.amount, scale.line(BODY), 0),
        ("left", row.left, scale.line(SMALL), scale.line(BODY)),
    ):
        if words:
            box = QRect(end - room, top + above, room, line)
            pieces.append(Piece(name, "text", box, words, SMALL, colour="muted", end=True, tabular=True))
    return end - room


def _button_pieces(pieces: list[Piece], row: DownloadRow, end: int, height: int, theme: Theme) -> int:
    """Add the pieces that can be clicked at the end of the row. Return the x where the rest of the row ends."""
    px = theme.px
    if row.toggle is not None:
        for name, icon in ((CANCEL, "cross"), (TOGGLE, row.toggle)):
            box = QRect(end - px(PRESS), 0, px(PRESS), height - 1)
            pieces.append(Piece(name, "icon", box.translated((px(PRESS) - px(14)) // 2, 0), icon, 14, colour="muted"))
            end -= px(PRESS)
        return end - px(4)
    if row.act:
        line = theme.type.line(SMALL) + px(6)
        words = theme.type.metrics(SMALL, MEDIUM).horizontalAdvance(row.act) + px(16)
        box = QRect(end - words, (height - 1 - line) // 2, words, line)
        pieces.append(Piece(DO, "tag", box, row.act, SMALL, MEDIUM, colour="text"))
        return end - max(px(ACT), words) - px(GAP)
    if row.held:
        words = theme.type.metrics(SMALL).horizontalAdvance(row.held) + px(2)
        line = theme.type.line(SMALL) + px(6)
        top = (height - 1 - line) // 2
        box = QRect(end - words, top, words, line)
        pieces.append(Piece(HELD, "text", box, row.held, SMALL, colour="muted"))
        box = QRect(end - words - px(20), top, px(14), line)
        pieces.append(Piece(HELD_ICON, "icon", box, row.held_icon or "", 14, colour="muted"))
        return end - max(px(ACT), words + px(20)) - px(GAP)
    return end


def _bar(left: int, top: int, width: int, share: float, px: Callable[[float], int]) -> list[Piece]:
    height = px(BAR)
    return [
        Piece("bar", "rule", QRect(left, top, width, height), colour="track"),
        Piece("done", "rule", QRect(left, top, round(width * share), height), colour="accent"),
    ]


class DownloadDelegate(RowDelegate):
    """Paints the rows of the download queue."""

    def build_layout(self, row: DownloadRow, width: int, height: int) -> Layout:
        return layout_download(row, width, height, self._theme)

    def hint_of(self, row: DownloadRow) -> str:
        return row.hint

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type, option.rect.width()))
