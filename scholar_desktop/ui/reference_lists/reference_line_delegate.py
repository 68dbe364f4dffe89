"""Paints a line of a list: number | pasted text | sign and word | matched paper | buttons, or what came of its PDF."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.reference_lists.review_columns import (
    GAP,
    LINE,
    NUMBER,
    PAPER,
    PASTED,
    SIDE,
    STATUS,
    TITLES,
    TableColumns,
    place_columns,
    title_of,
)
from scholar_desktop.ui.reference_lists.review_rows import CLOSE, ROW_ACTIONS, USE_SUGGESTION, ReviewRow, has_columns
from scholar_desktop.ui.rows.column_titles import ColumnTitle
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_delegate import Meanings, RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, elided
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, MEDIUM, SMALL, STRONG, TypeScale

LEAST_VENUE = 48
LEAST_TEXT = 60
BREAKS = "/."
"""The signs of an identifier after which it is best broken."""
ICONS = {"add": "add"}
"""Icons of the buttons."""


def row_height(scale: TypeScale) -> int:
    return max(scale.px(40), scale.line(BODY) + scale.line(SMALL) + scale.px(6))


def layout_line(row: ReviewRow, columns: TableColumns, theme: Theme) -> Layout:
    """Return all pieces of a row, left to right."""
    scale, px = theme.type, theme.px
    height = row_height(scale)
    body, small = scale.line(BODY), scale.line(SMALL)
    top = (height - 1 - body - small) // 2
    start, match, taken = columns.start, columns.sign, columns.paper
    outcome = columns.outcome if row.outcome and has_columns(row.line, row.actions) else {}
    end = columns.end
    middle = (height - 1 - body) // 2
    icon, colour, word = row.sign
    number = QRect(px(SIDE), middle, px(NUMBER), body)
    pieces = [
        Piece("number", "text", number, str(row.number), SMALL, colour="muted", end=True, tabular=True),
        Piece("sign", "icon", QRect(match, middle, px(16), body), icon, 14, colour=colour),
    ]
    if columns.has_words:
        word_box = QRect(match + px(20), middle, taken - match - px(22), body)
        pieces.append(Piece("word", "text", word_box, word, SMALL, STRONG, colour))
    last = max(outcome.values(), default=None)
    for name, (left, wide) in outcome.items():
        if (left, wide) == last and not row.actions:  # the place of the button is free
            wide = max(wide, end - left - (px(24 + GAP) if row.kept else 0))
        words = row.outcome.get(name, "")
        below = columns.below.get(name, ())
        second = " · ".join(filter(None, (row.short_outcome.get(one) or row.outcome.get(one, "") for one in below)))
        lines = [words, second] if second else _two_lines(words, wide - px(4), theme)
        for place, line in enumerate(lines):
            line_top = middle if len(lines) == 1 else top + place * small
            box = QRect(left, line_top, wide, body if len(lines) == 1 else small)
            piece = name if not place else f"{name}.{place}"
            tone = "text" if piece == "outcome" else "muted"
            pieces.append(Piece(piece, "text", box, elided(scale, line, wide, SMALL), SMALL, colour=tone))
    slots = button_widths(theme) if columns.has_words else (None, None)
    for place, (name, words) in enumerate(reversed(row.actions)):
        end -= px(4) if place else 0
        if name == "close":
            made = link(theme, name, words, end, height)
        else:
            made = button(theme, name, words, end, height, ICONS.get(name), wide=slots[place])
        pieces += made
        end = made[0].rect.x()
    end -= px(GAP) if row.actions else 0
    if row.kept and outcome:
        end -= px(20)
        pieces.append(Piece("kept_sign", "icon", QRect(end, middle, px(16), body), "library", 14, colour="muted"))
        end -= px(4)
    elif row.kept:
        words = gettext("in library") if columns.has_words else ""
        wide = scale.metrics(SMALL, MEDIUM).horizontalAdvance(words)
        end -= wide
        if words:
            pieces.append(Piece("kept", "text", QRect(end, middle, wide + px(2), body), words, SMALL, MEDIUM, "ok"))
        end -= px(20)
        pieces.append(Piece("kept_sign", "icon", QRect(end, middle, px(16), body), "tick", 14, colour="ok"))
        end -= px(GAP)
    end = columns.paper_end if outcome else end
    room = max(px(LEAST_TEXT if columns.has_words else LEAST_TEXT // 2), end - taken)
    pdf = "" if "outcome" in outcome else row.pdf
    # without a column for it, the second line says why there is no PDF
    has_failure = bool(row.failure) and "reason" not in outcome and not _explains(row)
    pdf = "" if has_failure else pdf  # it would say the same again
    warning = _warning(row, QRect(taken, top + body, room, small), theme)
    warned = warning[-1].rect.right() + 1 - taken if warning else 0
    facts_row = replace(row, why=row.failure) if has_failure else row
    title, byline = row.title, second_line(facts_row, room - warned, theme, pdf)
    if match == start and row.line.paper is None:
        title, byline = row.text, elided(scale, f"{row.title} {row.why}".strip(), room, SMALL)
    is_known = row.line.paper is not None or row.line.problem is not None
    title_box, byline_box = QRect(taken, top, room, body), QRect(taken + warned, top + body, room - warned, small)
    weight, tone = (STRONG, "text") if is_known else (400, "muted")
    raised: tuple[str, ...] = ()
    metrics = scale.metrics(SMALL)
    whole = " · ".join(part for part in (row.first_name, row.year, row.why) if part)
    if (
        row.line.standing is LineStatus.CHECK
        and row.why
        and (row.line.paper is not None or title != row.text)
        and metrics.horizontalAdvance(whole) > room
    ):
        # the second line has the reason alone, and begins where it has room for all of it
        needed = metrics.horizontalAdvance(row.why)
        left = next((x for x in (taken, match) if taken + room - x >= needed), start)
        raised = ("sign", "word") if left < taken else ()
        byline_box.setLeft(left)
        reasons = [" · ".join(part for part in (row.why, pdf) if part), row.why]
        fitting = (text for text in reasons if metrics.horizontalAdvance(text) <= byline_box.width())
        byline = next(fitting, elided(scale, row.why, byline_box.width(), SMALL))
        if facts := " — ".join(filter(None, (row.first_name, row.year))):
            # the first author and the year have room beside the title, which is cut if need be
            most = min(metrics.horizontalAdvance(facts) + px(2), room // 2)
            facts = second_line(replace(row, why=""), most, theme)
            used = scale.metrics(BODY, weight).horizontalAdvance(title) + px(GAP)
            used = min(used, room - metrics.horizontalAdvance(facts) - px(2))
            facts_box = QRect(taken + used, top, room - used, body)
            pieces.append(Piece("facts", "text", facts_box, facts, SMALL, colour="muted"))
            title_box.setWidth(used - px(GAP) + 1)
    pieces += [
        Piece("title", "text", title_box, elided(scale, title, title_box.width(), BODY, weight), BODY, weight, tone),
        *warning,
        Piece("byline", "text", byline_box, byline, SMALL, colour="muted"),
    ]
    if match > start:
        # two lines, unless the reason is in the second one
        room = match - start - px(GAP)
        lines = [row.text] if raised else _two_lines(row.text, room, theme)
        line_top = top if raised else middle if len(lines) == 1 else (height - 1 - 2 * small) // 2
        for place, line in enumerate(lines):
            box = QRect(start, line_top + place * small, room, body if len(lines) == 1 else small)
            words = elided(scale, line, room, SMALL)
            pieces.append(Piece(f"pasted.{place}" if place else "pasted", "text", box, words, SMALL))
    return tuple(_at_top(piece, top) if piece.name in raised else piece for piece in pieces)


def _warning(row: ReviewRow, box: QRect, theme: Theme) -> list[Piece]:
    """Return the sign and the words of a warning at the beginning of the second line *box*; none without a warning."""
    if not row.warning:
        return []
    px = theme.px
    sign = QRect(box.x(), box.y(), px(14), box.height())
    text, room = f"{row.warning} · ", box.width() - px(18)
    wide = min(theme.type.metrics(SMALL).horizontalAdvance(text) + 1, room)
    words = QRect(box.x() + px(18), box.y(), wide, box.height())
    shown_words = text if wide < room else elided(theme.type, row.warning, wide, SMALL)
    return [
        Piece("warning.sign", "icon", sign, "warning", 14, colour="warn"),
        Piece("warning", "text", words, shown_words, SMALL, colour="warn"),
    ]


def _explains(row: ReviewRow) -> bool:
    """True if the row says why its line has no sure match."""
    return row.line.standing in (LineStatus.CHECK, LineStatus.NONE)


def _at_top(piece: Piece, top: int) -> Piece:
    rect = QRect(piece.rect)
    rect.moveTop(top)
    return msgspec.structs.replace(piece, rect=rect)


def _two_lines(text: str, room: int, theme: Theme) -> list[str]:
    """Return *text* as one line, or broken into two where the first would not have room for it: at a space, and in a
    first word that is too long, such as an identifier, after its last "/" or "." with room, if the rest has room in the
    second line, else at its last character with room."""
    metrics = theme.type.metrics(SMALL)
    room -= 2  # Qt rounds the widths of words, and shortens a text that is a part of a pixel too wide
    if metrics.horizontalAdvance(text) <= room:
        return [text]
    words = text.split(" ")
    first = words.pop(0)
    if metrics.horizontalAdvance(first) > room:
        fits = bisect_right(range(1, len(first)), room, key=lambda end: metrics.horizontalAdvance(first[:end]))
        part = max(first.rfind(sign, 0, fits) for sign in BREAKS) + 1
        if part and metrics.horizontalAdvance(text[part:]) <= room:
            fits = part
        return [first[:fits], text[fits:]] if fits else [text]
    while words and metrics.horizontalAdvance(f"{first} {words[0]}") <= room:
        first = f"{first} {words.pop(0)}"
    return [first, " ".join(words)] if words else [first]


def second_line(row: ReviewRow, room: int, theme: Theme, pdf: str = "") -> str:
    """Return names, venue, year and reason in *room*: the venue is shortened first, to its short name if it has one,
    and left out before the reason of a match is shortened.

    Args:
        pdf: what came of the PDF, where it has no column of its own.
    """
    scale = theme.type
    metrics = scale.metrics(SMALL)
    why = " · ".join(part for part in (row.why, pdf) if part)

    def joined(names: str, venue: str) -> str:
        place = " · ".join(part for part in (venue, row.year) if part)
        return " · ".join(part for part in (" — ".join(filter(None, (names, place))), why) if part)

    for names in (row.names, row.first_name):
        for venue in (row.venue, row.short_venue):
            shown = joined(names, venue)
            over = metrics.horizontalAdvance(shown) - room
            if over <= 0:
                return shown
        left = metrics.horizontalAdvance(row.short_venue) - over
        if left >= theme.px(LEAST_VENUE):
            return joined(names, elided(scale, row.short_venue, left, SMALL))
    known = " — ".join(filter(None, (row.first_name, row.year)))
    left = room - metrics.horizontalAdvance(f"{known} · ")
    if known and why and not _explains(row) and theme.px(LEAST_VENUE) <= left < metrics.horizontalAdvance(why):
        return f"{known} · {elided(scale, why, left, SMALL)}"
    for shown in (joined(row.first_name, ""), joined("", ""), row.why):
        if shown and metrics.horizontalAdvance(shown) <= room:
            return shown
    return elided(scale, row.why or joined("", "") or joined(row.first_name, ""), room, SMALL)


def button_widths(theme: Theme) -> tuple[int, int]:
    """Return the widths of the last button of a row and of the one before it, which are the same in all rows."""
    metrics, px = theme.type.metrics(SMALL, MEDIUM), theme.px
    wide = {name: button_width(theme, shown(words), ICONS.get(name)) for name, words in ROW_ACTIONS if name != CLOSE[0]}
    close = metrics.horizontalAdvance(shown(CLOSE[1])) + px(22)
    return max(close, *wide.values()), max(wide["candidates"], wide["add"], wide["search"], wide[USE_SUGGESTION[0]])


def button_width(theme: Theme, words: str, icon: str | None) -> int:
    """Return the width that a button needs."""
    px = theme.px
    return theme.type.metrics(SMALL, MEDIUM).horizontalAdvance(words) + 2 * px(9) + (px(18) if icon else 0)


def button_height(theme: Theme) -> int:
    return max(theme.px(24), theme.type.line(SMALL) + 6)


def button(
    theme: Theme,
    name: str,
    words: str,
    end: int,
    height: int,
    icon: str | None = None,
    *,
    filled: bool = False,
    wide: int | None = None,
) -> list[Piece]:
    """Return the pieces of a button that ends at *end*, in a row *height* high.

    Args:
        wide: its width, in whose middle the words are; without it, the button is as wide as they need.
    """
    px = theme.px
    pad, tall = px(9), button_height(theme)
    needed = button_width(theme, words, icon)
    wide = max(needed, wide or 0)
    box = QRect(end - wide, (height - 1 - tall) // 2, wide, tall)
    ground, ink = ("accent", "on_accent") if filled else ("bg", "text")
    pieces = [Piece(name, "button", box, words, colour=ground)]
    left = box.x() + pad + (wide - needed) // 2
    if icon is not None:
        pieces.append(Piece(f"{name}.icon", "icon", QRect(left, box.y(), px(14), tall), icon, 14, colour=ink))
        left += px(18)
    text = QRect(left, box.y(), box.x() + wide - pad - (wide - needed) // 2 - left + px(1), tall)
    return [*pieces, Piece(f"{name}.words", "text", text, words, SMALL, MEDIUM, ink)]


def link(theme: Theme, name: str, words: str, end: int, height: int) -> list[Piece]:
    """Return the pieces of a link that folds or unfolds something, with its arrow."""
    scale, px = theme.type, theme.px
    wide = scale.metrics(SMALL, MEDIUM).horizontalAdvance(words) + px(2)
    box = QRect(end - wide - px(20), 0, wide + px(20), height)
    return [
        Piece(name, "text", QRect(box.x(), 0, wide + px(2), height - 1), words, SMALL, MEDIUM, "link"),
        Piece(f"{name}.icon", "icon", QRect(end - px(14), 0, px(14), height - 1), "chevron-up", 14, colour="link"),
    ]


def column_titles(columns_of: Callable[[int], TableColumns], theme: Theme, width: int) -> list[ColumnTitle]:
    """Return the titles of a table *width* wide. columns_of: returns the columns of a table of a width."""
    px, columns = theme.px, columns_of(width)
    titles = [
        ColumnTitle(gettext("Line"), 0, px(SIDE + NUMBER), at_end=True, name=LINE),
        ColumnTitle(
            gettext("Status") if columns.has_words else "", columns.sign, columns.paper - columns.sign, name=STATUS
        ),
        ColumnTitle(gettext("Matched paper"), columns.paper, columns.paper_end - columns.paper, name=PAPER),
    ]
    if columns.sign > columns.start:
        titles.append(ColumnTitle(shown(TITLES[PASTED]), columns.start, columns.sign - columns.start, name=PASTED))
    for name, (left, wide) in columns.outcome.items():
        words = title_of(*columns.names_in(name))
        titles.append(ColumnTitle(words, left, wide, name=name))
    return titles


class ReviewDelegate(RowDelegate):
    """Paints the lines. Of the expanded line, only the header is painted; its details are a separate widget."""

    variant: tuple[tuple[str, ...], frozenset[str]]
    """The columns that the user wants, and those of the outcome that have text in a row."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.variant = tuple(TITLES), frozenset()

    def columns(self, width: int) -> TableColumns:
        wanted, filled = self.variant
        return place_columns(self._theme, width, wanted, filled, buttons=button_widths(self._theme)[0])

    def build_layout(self, row: ReviewRow, width: int, height: int) -> Layout:
        return layout_line(row, self.columns(width), self._theme)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: ReviewRow = index.data(PaperRole.ROW)
        if not row.is_open:
            super().paint(painter, option, index)
            return
        head = QStyleOptionViewItem(option)
        whole = option.rect
        head.rect = QRect(whole.x(), whole.y(), whole.width(), row_height(self._theme.type))
        super().paint(painter, head, index)
        painter.fillRect(whole.x(), whole.bottom(), whole.width(), 1, self._theme.colour("line"))

    def meanings_of(self, row: ReviewRow) -> Meanings:
        suggestion = row.line.suggestion
        return (((USE_SUGGESTION[0],), gettext("Use {identifier}", identifier=suggestion) if suggestion else ""),)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
