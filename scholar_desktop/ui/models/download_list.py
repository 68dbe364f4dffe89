"""The download queue as rows: what is under way first, then what has ended, the newest end first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from PySide6.QtCore import QObject

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.titles import plain
from scholar_desktop.ui import wording
from scholar_desktop.ui.models.row_table import RowTable

SIGNS = {
    ItemOutcome.SAVED: ("tick", "ok"),
    ItemOutcome.CLOSED: ("lock", "muted"),
    ItemOutcome.NOT_FOUND: ("question", "muted"),
    ItemOutcome.TEMPORARY: ("clock", "warn"),
    ItemOutcome.NEEDS_PERSON: ("person", "link"),
    ItemOutcome.UNAVAILABLE: ("cross", "error"),
    ItemOutcome.DISK: ("alert", "error"),
    ItemOutcome.CANCELLED: ("cross", "muted"),
}
"""Icon and colour of each end; the word or sentence beside it says the same."""


@dataclass(frozen=True, slots=True, eq=False)
class DownloadRow:
    """share: 0..1 of the file that is arriving, None when its size is not known or nothing arrives."""

    item: DownloadItem
    title: str
    byline: str
    icon: str
    colour: str
    says: str
    says_colour: str
    amount: str
    share: float | None
    spoken: str


def download_row(item: DownloadItem) -> DownloadRow:
    paper = item.paper
    title = (plain(paper.title) if paper else "") or item.asked_as
    byline = ""
    if paper is not None:
        byline = " · ".join(
            part for part in (wording.authors_short(paper.authors), str(paper.year) if paper.year else "") if part
        )
    icon, colour = "clock", "muted"
    says, amount, share = item.reason, "", None
    says_colour = "muted"
    match item.state:
        case DownloadState.WAITING:
            says = item.reason or "waiting for its turn"
        case DownloadState.RUNNING:
            icon, colour, says_colour = "get", "link", "text"
            says = running_words(item)
            if item.received:
                amount = wording.size(item.received)
                if item.size:
                    amount = f"{amount} of {wording.size(item.size)}"
                    share = min(1.0, item.received / item.size)
        case DownloadState.DONE:
            icon, colour = SIGNS[item.outcome] if item.outcome else ("question", "muted")
            says_colour = colour if colour not in ("ok",) else "muted"
            if item.outcome is ItemOutcome.SAVED:
                says = _kept_words(item)
    return DownloadRow(
        item, title, byline, icon, colour, says, says_colour, amount, share, ", ".join(filter(None, (title, says)))
    )


def _kept_words(item: DownloadItem) -> str:
    """'in your library, from arxiv.org'; one that was there before came from nowhere now."""
    last = item.attempts[-1] if item.attempts else None
    host = urlsplit(last.url).hostname if last is not None else None
    return f"in your library, from {host}" if host else "in your library"


def running_words(item: DownloadItem) -> str:
    """'copy 1 of 3 · arxiv.org · 1.1 MB/s', as far as it is known."""
    if item.current is None or not item.copies:
        return "looking for copies"
    copy = item.copies[item.current]
    words = [f"copy {item.current + 1} of {len(item.copies)}", copy.host or ""]
    if item.rate:
        words.append(f"{wording.size(round(item.rate))}/s")
    return " · ".join(word for word in words if word)


class DownloadListModel(RowTable):
    """One column. A new state of a row changes that row alone, unless it moves."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[DownloadRow] = []

    def item(self, row: int) -> DownloadItem:
        return self._rows[row].item

    def row_of(self, key: str) -> int | None:
        return next((number for number, row in enumerate(self._rows) if row.item.key == key), None)

    def show(self, items: Sequence[DownloadItem]) -> None:
        """The whole queue as it is now."""
        under_way = [item for item in items if item.state is not DownloadState.DONE]
        under_way.sort(key=lambda item: item.state is not DownloadState.RUNNING)
        ended = [item for item in reversed(items) if item.state is DownloadState.DONE]
        order = [*under_way, *ended]
        known = {row.item.key: row for row in self._rows}
        rows = [
            found if (found := known.get(item.key)) is not None and found.item is item else download_row(item)
            for item in order
        ]
        if [row.item.key for row in rows] == [row.item.key for row in self._rows]:
            changed = [number for number, row in enumerate(rows) if row is not self._rows[number]]
            self._rows = rows
            if changed:
                self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], 0))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> DownloadRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._rows[number].item.paper

    def id_at(self, number: int) -> str:
        return super().id_at(number) or self._rows[number].item.asked_as
