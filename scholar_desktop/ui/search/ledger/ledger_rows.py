"""Rows of two lines with a text at the end: runs of the ledger, and the papers of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.search_ledger import (
    CHECK,
    COMMAND,
    SAVED,
    WATCH,
    FoundPaper,
    LedgerRun,
    chosen_sources,
    describe_words,
    has_sent_requests,
    incomplete_sources,
    saved_answers,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_row_text
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import CutText, Layout, Piece, cut_text, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.type_scale import BODY, MEDIUM, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words.filter_words import named_filter_words
from scholar_desktop.ui.words.wording import exact_moment, isolated, listed, number, source_title

SIDE, GAP, INDENT = 16, 12, 20
DOT = " · "
_HOW = {
    SAVED: Message("saved search"),
    WATCH: Message("automatic"),
    CHECK: Message("check under News"),
    COMMAND: Message("command line"),
}


@dataclass(frozen=True, slots=True, eq=False)
class LedgerRow:
    """A run or a paper (run or found, the other is None); end: the text at the right; is_below: it belongs to the row
    above."""

    title: str
    second: str
    end: str
    spoken: str
    run: LedgerRun | None = None
    is_below: bool = False
    found: FoundPaper | None = None


def run_row(run: LedgerRun, *, is_below: bool = False) -> LedgerRow:
    """Return the row of a run: its words, its number of papers or of Zenodo records, and below them its time, whether
    it was made offline, whether rows of a source are not in it, its sources if they are not all services, its filters,
    which tell it from others with the same words, and what started it. A narrow list has two lines of them. It cuts
    the filters, not the time, and not the page Zenodo records, which is in the first line.

    Args:
        is_below: it is the list of the search above, filtered on this computer. Its filters are in the place of the
            words, which are those of that search.
    """
    words = describe_words(run.query) or gettext("filters only")
    filters = ", ".join(named_filter_words(run.query.filters, name) for name in run.query.filters.names())
    how = shown(_HOW.get(run.how, ""))
    if run.saved and run.how == SAVED:
        how = gettext("saved search “{name}”", name=run.saved)
    name = gettext("Search {number}", number=run.id)  # as exports call it
    if run.is_filtered_list:
        how = gettext("filters earlier results")
    if is_below:
        words, filters = filters or words, ""
    offline = gettext("offline") if run.offline else ""
    state = gettext("incomplete") if incomplete_sources(run) else ""
    saved = _saved_words(run)
    chosen = listed([source_title(source) for source in chosen_sources(run)])
    only = gettext("only {sources}", sources=chosen) if chosen else ""
    parts = name, exact_moment(run.started), offline, state, only, saved, filters, how
    second = DOT.join(part for part in parts if part)
    end = number(run.shown)
    if run.is_of_records:
        papers = end = ngettext("{count} Zenodo record", "{count} Zenodo records", run.shown, count=end)
    else:
        papers = ngettext("{count} paper", "{count} papers", run.shown, count=end)
    return LedgerRow(words, second, end, ", ".join((words, second, papers)), run, is_below)


def has_words(row: LedgerRow, run: LedgerRun, words: str) -> bool:
    """True if each of *words* is in what the row says, in the words or the filters of the run, or in the names of its
    services."""
    filters = (named_filter_words(run.query.filters, name) for name in run.query.filters.names())
    services = (source_title(source.name) for source in run.sources)
    text = fold_row_text(" ".join((row.spoken, describe_words(run.query), run.started, *filters, *services)))
    return all(word in text for word in fold_row_text(words).split())


def _saved_words(run: LedgerRun) -> str:
    """Return that answers of *run* had been received before it; empty for a list that was filtered here, which says
    so."""
    saved = saved_answers(run)
    if not saved or run.is_filtered_list:
        return ""
    return gettext("some saved answers") if has_sent_requests(run) else gettext("saved answers")


def paper_row(place: int, found: FoundPaper, side: str = "") -> LedgerRow:
    """Return the row of a paper of a run, with its rank in each source."""
    sources = ", ".join(
        f"{source_title(row.source)} {row.rank}" if row.rank else source_title(row.source) for row in found.rows
    )
    title = f"{place}. {plain(found.title) or gettext('Untitled')}"
    first = isolated(found.authors.split(",")[0])
    second = " · ".join(part for part in (first, str(found.year or ""), sources) if part)
    return LedgerRow(title, second, side, f"{title}, {second} {side}".strip(), found=found)


class LedgerModel(RowTable):
    """A list of prepared rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[LedgerRow] = ()

    def show(self, rows: Sequence[LedgerRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> LedgerRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return None


def row_height(scale: TypeScale, lines: int = 1) -> int:
    """Return the height of a row whose second text has *lines* lines."""
    least = scale.line(BODY) + lines * scale.line(SMALL) + scale.px(8)
    return max(scale.px(42) if lines == 1 else 0, least)


def widest_line(scale: TypeScale, rows: Sequence[LedgerRow]) -> int:
    """Return the width of a list in which the second text of each of *rows* fits on one line."""
    metrics = scale.metrics(SMALL)
    wide = (metrics.horizontalAdvance(row.second) + (scale.px(INDENT) if row.is_below else 0) for row in rows)
    return max(wide, default=0) + 2 * scale.px(SIDE)


def _two_lines(scale: TypeScale, text: str, width: int) -> tuple[str, str]:
    """Return *text*, of parts with a dot between them, in two lines, which are cut where a part is too long."""
    metrics, parts = scale.metrics(SMALL), text.split(DOT)
    count = len(parts) - 1
    while count > 1 and metrics.horizontalAdvance(DOT.join(parts[:count])) > width:
        count -= 1
    first, rest = (DOT.join(some) for some in (parts[: max(count, 1)], parts[max(count, 1) :]))
    return cut_text(str(elided(scale, first, width, SMALL)), text), str(elided(scale, rest, width, SMALL))


class LedgerDelegate(RowDelegate):
    """Paints the rows of the ledger."""

    def build_layout(self, row: LedgerRow, width: int, height: int) -> Layout:
        scale, px = self._theme.type, self._theme.px
        body, small = scale.line(BODY), scale.line(SMALL)
        start, end = px(SIDE + INDENT if row.is_below else SIDE), width - px(SIDE)
        whole_room = max(px(60), end - start)  # the text at the end is in the first line alone
        first, rest = elided(scale, row.second, whole_room, SMALL), ""
        if isinstance(first, CutText) and height >= row_height(scale, 2):
            first, rest = _two_lines(scale, row.second, whole_room)
        top = (height - 1 - body - small * (2 if rest else 1)) // 2
        pieces = []
        if row.end:
            wide = scale.metrics(SMALL, tabular=True).horizontalAdvance(row.end) + px(2)
            box = QRect(end - wide, top, wide, body)
            pieces.append(Piece("end", "text", box, row.end, SMALL, colour="muted", end=True, tabular=True))
            end -= wide + px(GAP)
        room, weight = max(px(60), end - start), MEDIUM if row.is_below else STRONG
        box = QRect(start, top, room, body)
        pieces.append(Piece("title", "text", box, elided(scale, row.title, room, BODY, weight), BODY, weight))
        box = QRect(start, top + body, whole_room, small)
        pieces.append(Piece("second", "text", box, first, SMALL, colour="muted"))
        if rest:
            box = QRect(start, top + body + small, whole_room, small)
            pieces.append(Piece("rest", "text", box, rest, SMALL, colour="muted"))
        return tuple(pieces)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
