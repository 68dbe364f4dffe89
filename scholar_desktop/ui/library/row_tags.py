"""The tags of a paper as small chips at the end of the second line of its row, after the names of its collections."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.ui.rows.row_layout import Piece, cut_text, elided
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION

MOST_TAGS = 3
"""Tags that are named; the last chip says how many more there are."""
WIDEST, LEAST = 130, 40
"""Width of the name of a tag, at 13 px text: at most, and at least where there is little room."""
WIDEST_COLLECTIONS = 240
"""Width of the names of collections, at 13 px text, at most."""
PAD, GAP, SIGN = 5, 4, 10


def tag_pieces(kept: KeptPaper, line: QRect, theme: Theme) -> list[Piece]:
    """Return the chips of the tags of *kept* at the end of *line*: as many as fit into it, at most MOST_TAGS."""
    px, metrics = theme.px, theme.type.metrics(CAPTION)
    for count in range(min(MOST_TAGS, len(kept.tags)), -1, -1):
        named, rest = kept.tags[:count], kept.tags[count:]
        more = cut_text(f"+{len(rest)}", ", ".join(rest)) if rest else ""
        end_width = metrics.horizontalAdvance(more) + 2 * px(PAD) + 2 if more else 0
        fixed = sum(2 * px(PAD) + 2 + (px(SIGN + 3) if name in kept.tag_colours else 0) for name in named)
        gaps = px(GAP) * (count - 1 + bool(more))
        room = line.width() - end_width - gaps - fixed
        widths = _shared(room, [metrics.horizontalAdvance(name) + 1 for name in named], px(WIDEST), px(LEAST))
        if widths is not None and room >= 0:
            return _laid_out(kept, named, widths, more, end_width, line, theme)
    return []


def collection_pieces(words: str, line: QRect, theme: Theme) -> list[Piece]:
    """Return a folder and *words*, the names of collections, at the end of *line*; nothing if there is too little
    room."""
    px, metrics = theme.px, theme.type.metrics(CAPTION)
    sign = px(SIGN + 3)
    wanted = metrics.horizontalAdvance(words) + 1
    width = min(wanted, px(WIDEST_COLLECTIONS), line.width() - sign)
    if not words or width < min(wanted, px(LEAST)):  # a short name is never cut to less than it is
        return []
    left = line.right() + 1 - width
    place = QRect(left - sign, line.y(), px(SIGN), line.height() - 1)
    text = QRect(left, line.y(), width + 1, line.height() - 1)
    return [
        Piece("collections.sign", "icon", place, "folder", SIGN, colour="muted"),
        Piece("collections", "text", text, elided(theme.type, words, width, CAPTION), CAPTION, colour="muted"),
    ]


def _shared(room: int, wanted: Sequence[int], most: int, least: int) -> list[int] | None:
    """Return the width of each name: as wide as it is and at most *most*, or less if *room* is short; None if a name
    would be cut to less than *least*."""
    widths = [min(each, most) for each in wanted]
    while sum(widths) > room and widths:
        widest = max(widths)
        if widest <= least:
            return None
        cut = max(1, min(widest - least, sum(widths) - room))
        widths[widths.index(widest)] = widest - cut
    return widths


def _laid_out(
    kept: KeptPaper, named: Sequence[str], widths: Sequence[int], more: str, end_width: int, line: QRect, theme: Theme
) -> list[Piece]:
    px, scale = theme.px, theme.type
    pieces: list[Piece] = []
    right = line.right() + 1
    chips: list[tuple[str, str | None, int]] = [
        (elided(scale, name, width, CAPTION), kept.tag_colours.get(name), width)
        for name, width in zip(named, widths, strict=True)
    ]
    if more:
        right -= end_width
        pieces.append(Piece("tag.more", "tag", QRect(right, line.y(), end_width, line.height() - 1), more, CAPTION))
        right -= px(GAP)
    for number, (words, colour, width) in reversed(list(enumerate(chips))):
        sign = px(SIGN + 3) if colour is not None else 0
        whole = width + sign + 2 * px(PAD) + 2
        right -= whole
        pieces.append(Piece(f"tag.{number}.ground", "tag", QRect(right, line.y(), whole, line.height() - 1)))
        x = right + px(PAD) + 1
        if colour is not None:
            place = QRect(x, line.y(), px(SIGN), line.height() - 1)
            pieces.append(Piece(f"tag.{number}.sign", "icon", place, "tag", SIGN, colour=colour))
        text = QRect(x + sign, line.y(), width + 1, line.height() - 1)
        pieces.append(Piece(f"tag.{number}", "text", text, words, CAPTION))
        right -= px(GAP)
    return pieces
