"""The model of the download queue: unfinished items first, then the ended ones, the newest first."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import HAND, KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.web_address import site_of
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.open_access import watching
from scholar_desktop.ui.open_access.linked_pdf import linked_words
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.words import access_words, wording

SIGNS = {
    ItemOutcome.SAVED: ("tick", "ok"),
    ItemOutcome.CLOSED: ("without-pdf", "muted"),
    ItemOutcome.NO_PDF: ("folder", "muted"),
    ItemOutcome.NOT_FOUND: ("question", "muted"),
    ItemOutcome.TEMPORARY: ("clock", "warn"),
    ItemOutcome.NEEDS_PERSON: ("person", "link"),
    ItemOutcome.UNAVAILABLE: ("cross", "error"),
    ItemOutcome.DISK: ("alert", "error"),
    ItemOutcome.CANCELLED: ("cross", "muted"),
}
"""Icon and colour of each outcome; the text next to it says the same."""
LONGEST_WAIT_MS = 3_600_000
PAUSE_MARGIN_MS = 1000
"""Times of pauses are in whole seconds."""
MANY_CHANGES = 60
"""If more rows than this change their place, the model is reset, because it is a different list."""


@dataclass(frozen=True, slots=True, eq=False)
class DownloadRow:
    """A download as shown in its row.

    authors: what is before the year in the byline, from the longest text to the shortest; share: 0..1 of the file being
    received, None if its size is unknown or nothing is received; left: the remaining time as text; toggle: icon of the
    button that pauses or resumes, None for none; act: text of the button of an ended row; held: what the library holds
    of a closed paper, in the place of the button, and held_icon its icon; shorter: what is shown in place of `says`
    where that would be cut, from the longest text to the shortest: a time must not be cut; hint: how a person can get
    the PDF, for the tooltip.
    """

    item: DownloadItem
    title: str
    byline: str
    authors: tuple[str, ...]
    year: str
    icon: str
    colour: str
    says: str
    status_colour: str
    amount: str
    share: float | None
    left: str
    toggle: str | None
    act: str
    spoken: str
    held: str = ""
    held_icon: str | None = None
    shorter: tuple[str, ...] = ()
    hint: str = ""


OWN_KEY = "key:"
"""What the id of an entry without an identifier begins with."""


def download_row(
    item: DownloadItem,
    *,
    paper: Paper | None = None,
    is_gone: bool = False,
    is_trashed: bool = False,
    library_state: str = "",
    act: str = "",
    is_offline: bool = False,
) -> DownloadRow:
    """Return what the row shows.

    Args:
        paper: its paper as the library has it; None if that is as the services state it.
        is_gone: the saved PDF, or the files, have been removed from the library.
        is_trashed: its paper is in the trash.
        library_state: what `watching.library_state` returns for the paper of a closed item.
        act: the text of its button if it has ended, see `download_steps.main_step`.
        is_offline: what waits cannot start before the program is online.
    """
    paper = paper or item.paper
    title = (plain(paper.title) if paper else "") or item.asked_as
    if paper is not None and title.startswith(OWN_KEY):
        title = gettext("Untitled")
    names, year = [""], ""
    if paper is not None and paper.authors:
        names = [wording.authors_short(paper.authors, most) for most in range(min(3, len(paper.authors)), 0, -1)]
    if paper is not None and paper.year:
        year = str(paper.year)
    files = _files_words(item) if item.is_record else ""
    authors = tuple(" · ".join(filter(None, (files, words))) for words in names)
    byline = " · ".join(filter(None, (authors[0], year)))
    icon, colour = "clock", "muted"
    says, amount, share, left, toggle = access_words.reason_words(item), _amount(item), None, "", None
    says_colour, shorter = "muted", tuple[str, ...]()
    match item.state:
        case DownloadState.WAITING:
            says, toggle = gettext("Waiting"), "pause"
            if is_offline:
                says, shorter = gettext("Waiting until you are online"), (says,)
            elif item.reason:
                says = gettext("Waiting: {reason}", reason=item.reason)
        case DownloadState.PAUSED:
            icon, says, toggle = "pause", gettext("Paused"), "play"
            share = _share(item)
        case DownloadState.RUNNING:
            icon, colour, says_colour, toggle = "get", "link", "text", "pause"
            (says, *others), share = running_words(item), _share(item)
            shorter = tuple(others)
            if item.left_s is not None:
                left = gettext("{time} left", time=wording.clock(item.left_s))
        case DownloadState.DONE:
            icon, colour = SIGNS[item.outcome] if item.outcome else ("question", "muted")
            says_colour, amount = colour if colour not in ("ok",) else "muted", ""
            if item.outcome is ItemOutcome.SAVED:
                says = kept_words(item)
                if is_gone:
                    icon, colour, says = "remove", "muted", access_words.removed_words(item)
                elif is_trashed:
                    icon, colour, says = "trash", "muted", gettext("In trash")
            elif access_words.reason_has_next_try(item):
                says, shorter = f"{says} {access_words.next_try_words(item)}", (says,)
            elif item.again is not None:
                # the time comes first, because the end of the words may be cut
                says = gettext("Next try: {time}. {reason}", time=wording.next_try_time(item.again), reason=says)
            elif access_words.pause_end(item):  # else one would wait for the end of the pause
                says = f"{says} {access_words.next_try_words(item)}"
    held, held_icon = _held(library_state) if item.outcome is ItemOutcome.CLOSED else ("", None)
    spoken = ", ".join(filter(None, (title, says, amount, left, held)))
    return DownloadRow(
        item,
        title,
        byline,
        authors,
        year,
        icon,
        colour,
        says,
        says_colour,
        amount,
        share,
        left,
        toggle,
        act if item.state is DownloadState.DONE else "",
        spoken,
        held,
        held_icon,
        shorter,
        access_words.ways_by_hand(item) if item.state is DownloadState.DONE and not (is_gone or is_trashed) else "",
    )


def _held(library_state: str) -> tuple[str, str | None]:
    """Return the text and the icon that say what the library holds of a closed paper."""
    match library_state:
        case watching.WATCHING:
            return gettext("Watching"), "bell"
        case watching.IN_LIBRARY:
            return gettext("In library"), "tick"
    return "", None


def _share(item: DownloadItem) -> float | None:
    return min(1.0, item.received / item.size) if item.size and item.received else None


def _amount(item: DownloadItem) -> str:
    """Return '1.4 of 2.2 MB', or '2.2 MB' of a whole file; for a record, its size before anything was received."""
    if not item.received:
        return wording.size(item.size) if item.is_record and item.size else ""
    if not item.size or item.received >= item.size:
        return wording.size(item.received)
    received, whole = wording.size(item.received), wording.size(item.size)
    same = received.rpartition(" ")[2] == whole.rpartition(" ")[2]
    return gettext("{received} of {size}", received=received.rpartition(" ")[0] if same else received, size=whole)


def _files_words(item: DownloadItem) -> str:
    """Return '2 of 3 files' for a record, 'ZIP of all files' for its zip file."""
    if item.archive:
        return gettext("ZIP of all files")
    if not item.files:
        return gettext("files of a Zenodo record")
    kept = sum(file.outcome is ItemOutcome.SAVED for file in item.files)
    return ngettext("{kept} of {count} file", "{kept} of {count} files", len(item.files), kept=kept)


def kept_words(item: DownloadItem) -> str:
    """Return 'Saved from arxiv.org'; without the host if the file was already there, 'Added by you' if the user added
    it."""
    if item.pdf_version is not None:
        return linked_words(item.pdf_version)
    if item.has_files and item.is_for_paper:
        return gettext("Files saved")
    last = item.attempts[-1] if item.attempts else None
    if last is not None and last.source == HAND:
        return gettext("Added by you")
    host = site_of(last.final_url or last.url) if last is not None else ""
    return gettext("Saved from {host}", host=host) if host else gettext("Saved")


def running_words(item: DownloadItem) -> tuple[str, ...]:
    """Return 'Copy 1 of 3 · arxiv.org · 1.1 MB/s', as far as it is known; until when its host pauses in place of the
    rate, and then texts without what matters less, from the longest to the shortest."""
    rate = gettext("{size}/s", size=wording.size(round(item.rate))) if item.rate else ""
    if item.is_record:
        now = next((file.name for file in item.files if file.outcome is None and file.received), "")
        return (" · ".join(word for word in (now or gettext("Contacting Zenodo…"), rate) if word),)
    copy = item.current_copy
    if item.current is None or copy is None:
        return (gettext("Looking for copies…"),)
    if item.size and item.received == item.size:
        host = copy.host
        return (gettext("Checking the file from {host}…", host=host) if host else gettext("Checking the file…"),)
    from scholar_desktop.services.open_access.shown_copies import place_of_current  # not part of the start

    words = [
        shown(place_of_current(item, item.current)),
        copy.host or "",
        shown(item.reason) or rate,
    ]
    texts = (" · ".join(word for word in words[first:] if word) for first in range(len(words) if item.reason else 1))
    return tuple(dict.fromkeys(texts))


def in_list_order(items: Sequence[DownloadItem], ended_before: Mapping[str, str] | None = None) -> list[DownloadItem]:
    """Return *items*, which are in the order of the queue, as the list shows them: those that run, those that wait, and
    the finished ones, the last first.

    ended_before: when the items of these keys had ended, which keep their places among the finished ones.
    """
    places = ended_before or {}
    under_way = [item for item in items if item.state is not DownloadState.DONE and item.key not in places]
    under_way.sort(key=lambda item: item.state is not DownloadState.RUNNING)
    ended = [item for item in items if item.state is DownloadState.DONE or item.key in places]
    ended.sort(key=lambda item: places.get(item.key, item.ended), reverse=True)
    return [*under_way, *ended]


class DownloadListModel(RowTable):
    """A list model with one column.

    A new state of an item changes only its row, and an item that gets another place is moved. The content of a row is
    created when it is first needed. gone: the keys of the saved items whose PDF is no longer in the library. trashed:
    by the key of a saved item, its paper in the trash. Signal: `pause_ended` (a row says that the pause of a host is
    over).
    library_states: by the key of a closed item, what `watching.library_state` returns for its paper.
    """

    pause_ended = Signal()

    def __init__(
        self, parent: QObject | None = None, *, main_title: Callable[[DownloadItem], str] = lambda _item: ""
    ) -> None:
        """main_title: returns the text of the button of an ended row, empty for none."""
        super().__init__(parent)
        self._main_title = main_title
        self._pauses = QTimer(self)
        self._pauses.setSingleShot(True)
        self._pauses.timeout.connect(self._await_pause)
        self._paused: frozenset[str] = frozenset()
        """The keys of the items whose rows say until when a host asked for a pause."""
        self._items: list[DownloadItem] = []
        self._order: list[str] = []  # the places of the rows; while they keep them, also of those that are removed
        self._rows: dict[str, DownloadRow] = {}
        self._ended_before: dict[str, str] = {}
        """When the items had ended that the queue has tried again since the list was made afresh, by their keys."""
        self.gone: frozenset[str] = frozenset()
        self.trashed: Mapping[str, KeptPaper] = {}
        self.library_states: dict[str, str] = {}
        self._is_offline = False
        self._corrected: Mapping[str, Paper] = {}

    @property
    def removed(self) -> frozenset[str]:
        """The keys of the saved items whose PDF is no longer in the library, or whose paper is in the trash."""
        return self.gone | self.trashed.keys()

    def set_removed(self, gone: frozenset[str], trashed: Mapping[str, KeptPaper]) -> bool:
        """Set the keys of the saved items whose PDF is no longer in the library, and the papers that are in the trash.
        Return True if there are others than before."""
        changed = (self.gone ^ gone) | (self.trashed.keys() ^ trashed.keys())
        self.gone, self.trashed = gone, trashed
        self._renew(changed)
        return bool(changed)

    def removed_words(self, item: DownloadItem) -> str:
        """Return the sentence that says that the PDF or paper of *item* is no longer in the library; empty if it is."""
        if item.key in self.trashed:
            return gettext("The paper is in the trash.")
        return access_words.removed_words(item) if item.key in self.gone else ""

    def keep_removed(self, saved: frozenset[str]) -> None:
        """Forget the removed PDFs of items that are not among the keys *saved* any more."""
        self.set_removed(self.gone & saved, {key: kept for key, kept in self.trashed.items() if key in saved})

    def set_library_states(self, states: dict[str, str]) -> None:
        """Set what the library holds of the papers of closed items."""
        before, self.library_states = self.library_states, states
        self._renew({key for key in {*before, *states} if before.get(key) != states.get(key)})

    def set_corrected(self, papers: Mapping[str, Paper]) -> None:
        """Set the papers that the library has in other words than the services, by the keys of their items."""
        before, self._corrected = self._corrected, papers
        self._renew({key for key in {*before, *papers} if before.get(key) != papers.get(key)})

    def corrected(self, key: str) -> Paper | None:
        """Return the paper of an item if the library has it in other words than the services."""
        return self._corrected.get(key)

    def renew_closed(self) -> None:
        """Show the rows of papers without an open copy anew: their buttons may have other texts."""
        self._renew({item.key for item in self._items if item.outcome is ItemOutcome.CLOSED})

    def set_offline(self, is_offline: bool) -> None:
        """Set whether what waits cannot start before the program is online."""
        if is_offline != self._is_offline:
            self._is_offline = is_offline
            self._renew({item.key for item in self._items if item.state is DownloadState.WAITING})

    def _renew(self, changed: Collection[str]) -> None:
        """Show the rows with the keys *changed* anew."""
        for number, item in enumerate(self._items):
            if item.key in changed:
                self._rows.pop(item.key, None)
                self.dataChanged.emit(self.index(number, 0), self.index(number, 0))

    def item(self, row: int) -> DownloadItem:
        return self._items[row]

    def row_of(self, key: str) -> int | None:
        return next((number for number, item in enumerate(self._items) if item.key == key), None)

    def keys(self) -> set[str]:
        """Return the keys of all items."""
        return {item.key for item in self._items}

    def show(self, items: Sequence[DownloadItem], *, in_place: bool = False, afresh: bool = True) -> None:
        """Show the current state of *items*.

        Args:
            in_place: those that are listed keep their order, one that was removed since rows had to keep their places
                returns to its own, and the others come after them.
            afresh: otherwise, those that the queue has tried again since the last list that was made afresh are where
                they were before: the user has not asked for it.
        """
        self._note_retried([] if afresh else items)
        new = in_list_order(items, self._ended_before)
        if in_place:
            places = {key: number for number, key in enumerate(self._order)}
            new.sort(key=lambda item: places.get(item.key, len(places)))
            self._order += [item.key for item in new if item.key not in places]
        else:
            self._order = [item.key for item in new]
        if [item.key for item in new] != [item.key for item in self._items]:
            self._rearrange([item.key for item in new], {item.key: item for item in new})
        changed = [number for number, item in enumerate(new) if item is not self._items[number]]
        self._items = new
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], 0))
        self._await_pause()

    def _note_retried(self, items: Sequence[DownloadItem]) -> None:
        """Note when those of *items* had ended that the queue tries again, and forget all others."""
        tried = [item for item in items if item.tries]
        kept = {item.key: self._ended_before[item.key] for item in tried if item.key in self._ended_before}
        begun = {item.key for item in tried if item.state is not DownloadState.DONE} - kept.keys()
        for item in self._items if begun else ():
            if item.key in begun and item.state is DownloadState.DONE:
                kept[item.key] = item.ended
        self._ended_before = kept

    def _await_pause(self) -> None:
        """Show the pauses of hosts that are over as such, and start the timer for the next end: nothing else may change
        then."""
        ends = {
            item.key: end
            for item in self._items
            if (end := access_words.pause_end(item)) and not access_words.is_over(end)
        }
        if ends:
            left = datetime.fromisoformat(min(ends.values())) - datetime.now(UTC)
            self._pauses.start(min(LONGEST_WAIT_MS, max(0, round(1000 * left.total_seconds())) + PAUSE_MARGIN_MS))
        else:
            self._pauses.stop()
        ended, self._paused = self._paused - ends.keys(), frozenset(ends)
        if ended:
            self._renew(ended)
            self.pause_ended.emit()

    def _rearrange(self, keys: list[str], by_key: dict[str, DownloadItem]) -> None:
        """Remove, move and add rows until they are in the order of *keys*."""
        wanted, there = set(keys), {item.key for item in self._items}
        left = [item.key for item in self._items if item.key in wanted]
        gone = len(self._items) - len(left)
        moved = set[str]() if gone > MANY_CHANGES else set(left) - _staying(left, keys)
        if not self._items or len(moved) + gone > MANY_CHANGES:
            self.beginResetModel()
            self._items = [by_key[key] for key in keys]
            self._rows = {key: row for key, row in self._rows.items() if key in wanted}
            self.endResetModel()
            return
        for number in range(len(self._items) - 1, -1, -1):
            if (key := self._items[number].key) not in wanted:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._items[number]
                self._rows.pop(key, None)
                self.endRemoveRows()
        for key in moved:  # away from the rows that stay
            self._move(key, len(self._items))
        number = 0
        while number < len(keys):
            if number < len(self._items) and self._items[number].key == keys[number]:
                number += 1
            elif keys[number] in there:
                self._move(keys[number], number)
                number += 1
            else:
                last = number
                while last + 1 < len(keys) and keys[last + 1] not in there:
                    last += 1
                self.beginInsertRows(QModelIndex(), number, last)
                self._items[number:number] = [by_key[key] for key in keys[number : last + 1]]
                self.endInsertRows()
                number = last + 1

    def _move(self, key: str, to: int) -> None:
        """Move a row to before the row *to*."""
        old = next(number for number, item in enumerate(self._items) if item.key == key)
        if to in (old, old + 1):
            return
        self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), to)
        item = self._items.pop(old)
        self._items.insert(to - (to > old), item)
        self.endMoveRows()

    def count(self) -> int:
        return len(self._items)

    def row(self, number: int) -> DownloadRow:
        item = self._items[number]
        row = self._rows.get(item.key)
        if row is None or row.item is not item:
            row = self._rows[item.key] = download_row(
                item,
                paper=self._corrected.get(item.key),
                is_gone=item.key in self.gone,
                is_trashed=item.key in self.trashed,
                library_state=self.library_states.get(item.key, ""),
                act=self._main_title(item) if item.state is DownloadState.DONE else "",
                is_offline=self._is_offline,
            )
        return row

    def paper_at(self, number: int) -> Paper | None:
        return self._items[number].paper

    def id_at(self, number: int) -> str:
        return super().id_at(number) or self._items[number].asked_as


def _staying(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the keys of *old* that keep their place while the others move: the longest run in the order of *new*."""
    place = {key: number for number, key in enumerate(new)}
    ends: list[int] = []  # the lowest last place of a subsequence of each length
    heads: list[str] = []
    before: dict[str, str | None] = {}
    for key in old:
        length = bisect.bisect_left(ends, place[key])
        before[key] = heads[length - 1] if length else None
        ends[length : length + 1] = [place[key]]
        heads[length : length + 1] = [key]
    staying: set[str] = set()
    last = heads[-1] if heads else None
    while last is not None:
        staying.add(last)
        last = before[last]
    return staying
