"""Paints a row of results: title, authors, venue, year and summary at the left; citations, access, PDF state at the
right."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.rows.paper_row import STATE_PIECES, PaperListRow
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_delegate import Meanings, RowDelegate, paper_meanings
from scholar_desktop.ui.rows.row_layout import Layout, Piece, at, elided, mirrored
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, MEDIUM, REGULAR, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words.literal_text import show_tooltip

SIDE, RIGHT_COLUMN, GAP = 16, 104, 12
DENSE_BELOW = 420
"""Width of the list (at 13 px text) below which 'cites' and the text of the PDF state are omitted."""
LEAST_VENUE = 40
SIGN = 18
"""Width reserved for a sign after the authors."""


def row_height(scale: TypeScale, *, summaries: bool) -> int:
    """Return the row height: 72, or 56 without summaries; more if the font needs it."""
    text = scale.line(BODY) + scale.line(SMALL) * (2 if summaries else 1) + 2 * (2 if summaries else 1)
    return max(scale.px(72 if summaries else 56), text + 2 * scale.px(8))


def isolated(text: str) -> str:
    """Return *text* in a bidi isolate, so that right-to-left letters in it do not reorder the text around it."""
    if text.isascii() or not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return text
    return f"\u2068{text}\u2069"


def byline(row: PaperListRow, width: int, scale: TypeScale) -> str:
    """Return authors, venue and year shortened to *width*.

    The venue is elided first, then the authors after the first are dropped, then the venue is dropped. The year is
    always kept.
    """
    metrics = scale.metrics(SMALL)
    many, one = row.authors

    def joined(authors: str, venue: str) -> str:
        place = " · ".join(part for part in (isolated(venue), row.year) if part)
        return " — ".join(part for part in (isolated(authors), place) if part)

    for authors in (many, one):
        whole = joined(authors, row.venue)
        if metrics.horizontalAdvance(whole) <= width:
            return whole
        room = width - metrics.horizontalAdvance(joined(authors, "\u2009")) if row.venue else 0
        if room >= scale.px(LEAST_VENUE):
            return joined(authors, metrics.elidedText(row.venue, Qt.TextElideMode.ElideRight, room))
    bare = joined(one, "")
    if metrics.horizontalAdvance(bare) <= width or not row.year:
        return metrics.elidedText(bare, Qt.TextElideMode.ElideRight, width)
    room = width - metrics.horizontalAdvance(f" — {row.year}")
    return joined(metrics.elidedText(one, Qt.TextElideMode.ElideRight, room), "")


def _signs(row: PaperListRow) -> list[tuple[str, str, str]]:
    """Return name, icon and colour of each sign after the authors: what the user did with the paper, and that it is
    possibly in the library."""
    signs = [("possibly_kept", "question", "warn")] if row.possibly_kept else []
    signs += [("starred", "star-full", "warn")] if row.starred else []
    return signs + ([("to_read", "to-read", "text")] if row.to_read else [])


def layout_paper(
    row: PaperListRow, width: int, height: int, theme: Theme, *, summaries: bool, influence: bool = False
) -> Layout:
    """Return all pieces of a row of *width* x *height*, left to right. influence: the row shows the number of its
    influential citations in place of all."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    gap = px(2)
    # the titles of all rows are at one height, also of those without a third line
    lines = body + gap + small + (gap + small if summaries else 0)
    top = (height - 1 - lines) // 2
    tops = (top, top + body + gap, top + body + small + 2 * gap)
    dense = width < px(DENSE_BELOW)
    right = px(RIGHT_COLUMN if summaries else RIGHT_COLUMN + 16 if not dense else RIGHT_COLUMN - 8)
    left_width = max(px(80), width - 2 * px(SIDE) - px(GAP) - right)
    x = px(SIDE)
    end = width - px(SIDE)
    column = _right_column(row, end, tops, theme, summaries=summaries, influence=influence, dense=dense)
    # the words of other languages may be wider than their column
    title_width, byline_width, summary_width = (
        min(left_width, min((piece.rect.x() for piece in column if piece.rect.y() == line), default=end) - px(GAP) - x)
        for line in tops
    )
    signs = _signs(row)
    # a title that was opened before is not bold, as a message that was read: no sign, which would be taken for another
    weight = REGULAR if row.opened else STRONG
    new = scale.metrics(CAPTION, MEDIUM).horizontalAdvance("new") + px(12) if row.is_new else 0
    pieces = [
        Piece(
            "title",
            "text",
            QRect(x, tops[0], title_width, body),
            elided(scale, row.title, title_width - new, BODY, weight),
            BODY,
            weight,
            "muted" if row.opened else "text",
        ),
        Piece(
            "byline",
            "text",
            QRect(x, tops[1], byline_width, small),
            byline(row, byline_width - (px(SIGN) * len(signs) + px(4) if signs else 0), scale),
            SMALL,
            colour="muted",
        ),
    ]
    if new:
        used = scale.metrics(BODY, weight).horizontalAdvance(pieces[0].text) + px(6)
        box = QRect(x + used, tops[0] + (body - px(16)) // 2, new - px(6), px(16))
        pieces.append(Piece("new", "tag", box, "new", CAPTION, MEDIUM, "link"))
    after = x + scale.metrics(SMALL).horizontalAdvance(pieces[1].text) + px(6)
    for number, (name, icon, colour) in enumerate(signs):
        box = QRect(after + number * px(SIGN), tops[1], px(14), small)
        pieces.append(Piece(name, "icon", box, icon, 14, colour=colour))
    if summaries and (third := row.summary or row.kinds):
        pieces.append(
            Piece(
                "summary" if row.summary else "kinds",
                "text",
                QRect(x, tops[2], summary_width, small),
                elided(scale, third, summary_width, SMALL),
                SMALL,
                colour="text" if row.summary else "muted",
            )
        )
    return (*pieces, *column)


def _right_column(
    row: PaperListRow,
    end: int,
    tops: tuple[int, int, int],
    theme: Theme,
    *,
    summaries: bool,
    influence: bool,
    dense: bool,
) -> list[Piece]:
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    pieces: list[Piece] = []
    x = end
    if row.state is not None and not summaries:
        # Only two lines: the state of the PDF is shown as its icon, next to the count.
        x -= px(16)
        icon = "library" if row.state.is_kept else row.state.icon
        pieces.append(Piece("state", "icon", QRect(x, tops[0], px(16), body), icon, 14, colour=row.state.colour))
        x -= px(8)
    elif not summaries:
        x -= px(24)
    cites = row.influential if influence else row.cites
    if cites:
        if not dense:
            words = gettext("influential") if influence else ngettext("cite", "cites", 1 if cites == "1" else 2)
            word = scale.metrics(SMALL).horizontalAdvance(words)
            pieces.append(
                Piece("cites_word", "text", QRect(x - word, tops[0], word + 1, body), words, SMALL, colour="muted")
            )
            x -= word + px(4)
        count = scale.metrics(BODY, STRONG, tabular=True).horizontalAdvance(cites)
        pieces.append(
            Piece("cites", "text", QRect(x - count, tops[0], count + 1, body), cites, BODY, STRONG, tabular=True)
        )
    access, colour, shape = row.access
    weight = MEDIUM if colour != "muted" else 400
    width = scale.metrics(SMALL, weight).horizontalAdvance(access)
    pieces.append(Piece("access", "text", QRect(end - width, tops[1], width + 1, small), access, SMALL, weight, colour))
    pieces.append(Piece("access_dot", "dot", QRect(end - width - px(13), tops[1], px(8), small), shape, colour=colour))
    if summaries and row.state is not None:
        width = scale.metrics(SMALL).horizontalAdvance(row.state.words)
        muted = "muted" if row.state.colour == "ok" else row.state.colour
        pieces.append(
            Piece("state", "text", QRect(end - width, tops[2], width + 1, small), row.state.words, SMALL, colour=muted)
        )
        pieces.append(
            Piece(
                "state_icon",
                "icon",
                QRect(end - width - px(18), tops[2], px(14), small),
                row.state.icon,
                14,
                colour=row.state.colour,
            )
        )
        if row.state.is_kept:
            place = QRect(end - width - px(36), tops[2], px(14), small)
            pieces.append(Piece("state_kept", "icon", place, "library", 14, colour="muted"))
    return pieces


class PaperDelegate(RowDelegate):
    """Paints results. The panel sets, for all rows at once, `summaries`: the line of summaries is shown; `influence`:
    the number of influential citations is shown, by which the list is sorted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.variant: tuple[bool, bool] = (True, False)

    @property
    def summaries(self) -> bool:
        return self.variant[0]

    @summaries.setter
    def summaries(self, shown: bool) -> None:
        self.variant = (shown, self.influence)

    @property
    def influence(self) -> bool:
        return self.variant[1]

    @influence.setter
    def influence(self, shown: bool) -> None:
        self.variant = (self.summaries, shown)

    def build_layout(self, row: PaperListRow, width: int, height: int) -> Layout:
        return layout_paper(row, width, height, self._theme, summaries=self.summaries, influence=self.influence)

    def link_at(self, view: QAbstractItemView, row: int, where: QPoint) -> str | None:
        """Return the piece of *row* of *view* at *where* if a click on it does something; None for any other place."""
        index = view.model().index(row, 0)
        if not index.isValid():
            return None
        place = view.visualRect(index)
        layout = self.layout_of(index.data(PaperRole.ROW), place.width(), place.height())
        if view.isRightToLeft():
            layout = mirrored(layout, place.width())
        return at(layout, where.x(), where.y(), ("cites", "cites_word", *STATE_PIECES))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type, summaries=self.summaries))

    def meanings_of(self, row: PaperListRow) -> Meanings:
        return paper_meanings(row)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row = index.data(PaperRole.ROW)
        if row is None:
            return False
        if self.show_meaning(event, view, option, row):
            return True
        place = " · ".join(part for part in (row.venue, row.year) if part)
        lines = [row.title, row.authors[0], place, row.summary or row.kinds]
        if row.possibly_kept:
            lines.append(gettext("Possibly in your library: a paper in it has the same title."))
        if row.opened:
            lines.append(gettext("Opened before"))
        if row.cites:
            lines.append(gettext("Citations: {count}. Click the number to see them.", count=row.cites))
        if row.influential:
            lines.append(gettext("Influential citations: {count}", count=row.influential))
        show_tooltip(event.globalPos(), "\n".join(line for line in lines if line), view)
        return True
