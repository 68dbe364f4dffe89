"""The status of the papers on the screen: kept in the library, in the download queue, opened before.

The library is queried once per page, not once per row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.paper import OA_STATUSES, OpenAccess, Paper, access_status
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.thread_yielding import Yielder

if TYPE_CHECKING:
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.window_state import WindowState


PROGRESS_MS = 100
MAX_IN_WINDOW_THREAD = 300
"""Up to this many papers, identifiers are collected in the UI thread; for a longer list, in a worker thread."""
MOST_OPENED = 5000
"""How many of the papers opened last are remembered."""
MOST_KINDS = 2000
"""How many of the kinds of open access that Unpaywall stated last are remembered."""
KINDS = "open_access_kinds"
"""Key in the window's state: the kind of open access that Unpaywall has stated, by DOI."""


class PaperStatus(msgspec.Struct, frozen=True):
    """kept: the paper in the library; download: its item of the queue; each None if there is none; opened: the user
    opened it before; is_new: new in the saved search that is shown; access: what Unpaywall has said of its open access,
    also in earlier runs of the program, None if nothing; is_possibly_kept: it is not in the library, but see
    `Library.possibly_known`."""

    kept: KeptPaper | None = None
    download: DownloadItem | None = None
    opened: bool = False
    is_new: bool = False
    access: OpenAccess | None = None
    is_possibly_kept: bool = False

    def with_access(self, paper: Paper) -> Paper:
        """Return *paper* with the kind of open access that Unpaywall has stated, if its own services have not been
        Unpaywall: each list then shows the same kind. A paper that Unpaywall calls closed may have a copy that another
        service knows, so `closed` counts only if no service has said anything else."""
        if self.access is None or UNPAYWALL in paper.sources:
            return paper
        if self.access.status == "closed" and access_status(paper):
            return paper
        oa = msgspec.structs.replace(paper.oa, is_oa=self.access.is_oa, status=self.access.status)
        return msgspec.structs.replace(paper, oa=oa)

    def is_closed(self, paper: Paper) -> bool:
        """True if no service knows an open copy of *paper*, as its row says."""
        return access_status(self.with_access(paper)) == "closed"


def id_texts(paper: Paper) -> list[str]:
    """Return every identifier of *paper* as text (`doi:10.1/x`)."""
    return [f"{scheme}:{value}" for scheme, value in paper.ids.items()]


def _names_of(papers: Sequence[Paper]) -> frozenset[str]:
    return frozenset(text for paper in papers for text in id_texts(paper))


def _new_ones(papers: Sequence[Paper], before: Sequence[Paper]) -> list[Paper]:
    """In a thread: the papers that are not in *before*."""
    known = set(map(id, before))
    return [paper for paper in papers if id(paper) not in known]


def _new_ones_with_names(papers: Sequence[Paper], before: Sequence[Paper]) -> tuple[list[Paper], frozenset[str]]:
    """In a thread: the papers that are not in *before*, and their identifiers."""
    turns, added = Yielder(), _new_ones(papers, before)
    names: set[str] = set()
    for paper in added:
        names.update(id_texts(paper))
        turns.yield_to_ui()
    return added, frozenset(names)


class PaperStatuses(QObject):
    """Keeps the status of the papers that panels show (`watch`); `changed` is emitted when the status of any
    changes."""

    changed = Signal()

    def __init__(self, services: Services, scope: TaskScope, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self._watched: dict[str, tuple[Paper, ...]] = {}
        self._kept: dict[str, dict[str, KeptPaper]] = {}
        self._known: dict[str, KeptPaper] = {}
        self._possibly_kept: dict[str, frozenset[str]] = {}
        self._compared: dict[str, tuple[Paper, ...]] = {}
        self._looked_up: dict[str, tuple[Paper, ...]] = {}
        self._items: dict[str, DownloadItem] = {}
        self._item_keys: dict[str, str] = {}
        """By identifier, also one that the paper of the item had only when it was requested: the key of the item."""
        self._record_jobs: dict[str, DownloadItem] = {}
        self._state = state
        kept = state.get("opened", list) or []
        self._opened: dict[str, None] = {text: None for text in kept if isinstance(text, str)}
        self._names: dict[str, frozenset[str]] = {}
        kinds = state.get(KINDS, dict) or {}
        self._access = {doi: OpenAccess(kind != "closed", kind) for doi, kind in kinds.items() if kind in OA_STATUSES}
        self._new: frozenset[str] = frozenset()
        self._gone: set[str] = set()
        self._listening = False
        self._progress = QTimer(self)
        self._progress.setSingleShot(True)
        self._progress.setInterval(PROGRESS_MS)
        self._progress.timeout.connect(self._on_time)

    def watch(self, who: str, papers: Sequence[Paper]) -> None:
        """Register that *who* (a panel's name) now shows *papers*, and look up which of them the library keeps (from
        `listen` on)."""
        self._watched[who] = tuple(papers)
        if len(papers) <= MAX_IN_WINDOW_THREAD:
            self._names[who] = _names_of(papers)
            self._note_access(papers)
        if self._listening:
            self._start_look_up(who)

    def rename(self, who: str, before: Paper, now: Paper) -> None:
        """Register that *who* shows *before* as *now*, with another id. What the library keeps of it stays known
        until the library has been queried."""
        if (kept := self.kept_of(before)) is not None:
            self._kept[who] = {**self._kept.get(who, {}), now.id: kept}
        self.watch(who, [now])

    def know(self, kept: Sequence[KeptPaper]) -> None:
        """Take what the library keeps of the selected rows from a list that has read it: actions need not wait for an
        answer. It holds until the list reads them again after a change, and what was looked up counts more."""
        self._known = {one.paper.id: one for one in kept}

    def of(self, paper: Paper) -> PaperStatus:
        """Return the known status of *paper*; never queries the library."""
        kept = self.kept_of(paper)
        access = self._access.get(paper.ids.doi) if paper.ids.doi is not None else None
        possibly = kept is None and any(paper.id in ids for ids in self._possibly_kept.values())
        opened = self._was_opened(paper)
        return PaperStatus(kept, self.download_of(paper), opened, paper.id in self._new, access, possibly)

    def kept_of(self, paper: Paper) -> KeptPaper | None:
        """Return what the library is known to keep of *paper*, or None. `of` takes ten times as long."""
        name = paper.id
        kept = next((found for page in self._kept.values() if (found := page.get(name)) is not None), None)
        return kept or self._known.get(name)

    def was_split(self, papers: Sequence[Paper]) -> bool:
        """Return True if the user has split the only one of *papers* from another, or the two from each other. False
        before `listen`."""
        if not self._listening or len(papers) > 2:
            return False
        splits = self._services.manual_splits
        return splits.are_apart(*papers) if len(papers) == 2 else bool(splits.titles_split_from(papers[0]))

    def download_of(self, paper: Paper) -> DownloadItem | None:
        """Return the newest download of the PDF of *paper*, or None. Faster than `of`."""
        for text in id_texts(paper):
            if (key := self._item_keys.get(text)) is not None:
                return self._items[key]
        return None

    def last_download_of(self, paper: Paper) -> DownloadItem | None:
        """Return the newest download of the PDF of *paper*, also one that has left the queue, if a reference list has
        the paper; or None."""
        return self.download_of(paper) or self._services.downloads.cleared.items.find(paper)

    def is_downloading(self, paper: Paper) -> bool:
        """Return True if the PDF of *paper* is in the queue and has not ended. Faster than `of`."""
        item = self.download_of(paper)
        return item is not None and item.state is not DownloadState.DONE

    def count_to_get(self, papers: Sequence[Paper]) -> int:
        """Return how many of *papers* have no PDF in the library, and none that is being downloaded. The files of a
        record without a PDF count for it."""
        return sum(not self.has_pdf_or_files(paper) and not self.is_downloading(paper) for paper in papers)

    def has_pdf_or_files(self, paper: Paper) -> bool:
        """Return True if the library is known to have the PDF of *paper*, or all files of a record without one."""
        kept = self.kept_of(paper)
        if kept is None:
            return False
        if paper.ids.zenodo is None:
            return kept.pdf is not None
        from scholar_desktop.domain.search.paper_filter import own_pdf  # not part of the start
        from scholar_desktop.services.zenodo.record_paper_conversion import saved_files

        return bool(own_pdf(kept) or saved_files(paper, kept, self.download_of(paper)))

    def _note_access(self, papers: Sequence[Paper]) -> None:
        """Remember what Unpaywall says of *papers*, and emit `changed` if it said something else or nothing before. A
        paper that it calls closed may have a copy that another service knows, so that replaces no other kind."""
        said = {
            paper.ids.doi: paper.oa
            for paper in papers
            if paper.ids.doi is not None
            and UNPAYWALL in paper.sources
            and paper.oa.status in OA_STATUSES
            and (paper.oa.status != "closed" or paper.ids.doi not in self._access)
        }
        if any((known := self._access.get(doi)) is None or known.status != oa.status for doi, oa in said.items()):
            self._access = {doi: oa for doi, oa in self._access.items() if doi not in said} | said
            # the list of the last search is not saved again when one of its papers is opened
            self._state.set(KINDS, {doi: oa.status for doi, oa in list(self._access.items())[-MOST_KINDS:]})
            # at the start no other rows are shown, and to tell the actions would delay the last search
            if self._listening:
                self.changed.emit()

    def show_new(self, papers: Sequence[Paper]) -> None:
        """Set the papers that are new in the saved search that is shown; all others are not."""
        ids = frozenset(paper.id for paper in papers)
        if ids != self._new:
            self._new = ids
            self.changed.emit()

    def note_opened(self, paper: Paper) -> None:
        """Remember that the user opened *paper*."""
        if paper.id and not self._was_opened(paper):
            self._opened[paper.id] = None
            self._state.set("opened", list(self._opened)[-MOST_OPENED:])
            self.changed.emit()

    def forget_opened(self) -> tuple[str, ...]:
        """Mark all papers as not opened. Return what `remember_opened` needs to undo this."""
        before = tuple(self._opened)
        self.remember_opened(())
        return before

    def remember_opened(self, opened: Sequence[str]) -> None:
        """Set exactly these papers as opened before."""
        self._opened = dict.fromkeys(opened)
        self._state.set("opened", list(self._opened))
        self.changed.emit()

    def _was_opened(self, paper: Paper) -> bool:
        # a paper that was opened as one service's row and has been merged since may have another id now
        return paper.id in self._opened or any(text in self._opened for text in id_texts(paper))

    def record_jobs(self, paper: Paper) -> tuple[DownloadItem, ...]:
        """Return the items of the queue that download files of the Zenodo record *paper*, the newest last."""
        number = paper.ids.zenodo
        return tuple(
            item
            for item in self._record_jobs.values()
            if number is not None and (item.record_name == number or (item.paper and item.paper.ids.zenodo == number))
        )

    def listen(self) -> None:
        """Read the current queue and start to follow library and queue. Called after the start."""
        self._listening = True
        library, downloads = self._services.library, self._services.downloads
        library.changed.connect(self._on_library_changed)
        self._services.manual_splits.changed.connect(lambda _before: self.changed.emit())
        downloads.changed.connect(self._on_download_changed)
        downloads.removed.connect(self._on_download_removed)
        downloads.moved.connect(lambda _none: self._show_soon())  # also when the saved queue has been read
        for item in downloads.items():
            self._remember(item)
        self.changed.emit()
        for who in self._watched:
            self._start_look_up(who)

    def _start_look_up(self, who: str) -> None:
        self._scope.start(self._look_up(who, self._watched[who]), name=f"marks of {who}", latest=("marks", who))

    def _remember(self, item: DownloadItem) -> None:
        if item.is_record:
            self._record_jobs[item.key] = item
        else:
            self._record_jobs.pop(item.key, None)
        if not item.is_for_paper:  # files of a record besides its PDF are not the download of the paper
            return
        self._items[item.key] = item
        self._item_keys[item.asked_as] = item.key
        if item.paper is not None:
            self._item_keys.update(dict.fromkeys(id_texts(item.paper), item.key))

    async def _look_up(self, who: str, papers: tuple[Paper, ...]) -> None:
        """Query the library for *papers*; if a list has grown, only for the added ones."""
        before, wanted = self._looked_up.pop(who, ()), list(papers)
        if len(papers) > MAX_IN_WINDOW_THREAD:
            wanted, names = await asyncio.to_thread(_new_ones_with_names, papers, before)
            if self._watched.get(who) is papers:
                self._names[who] = names if len(wanted) == len(papers) else self._names.get(who, names) | names
        found = await self._services.library.find_many(wanted) if wanted else {}
        if len(wanted) < len(papers):
            found = self._kept.get(who, {}) | found
        self._looked_up[who] = papers
        if self._kept.get(who, {}) != found:
            self._kept[who] = found
            self.changed.emit()
        # a task of its own: while a list grows, the look-up starts again and again
        comparing = self._compare_titles(who, papers)
        self._scope.start(comparing, name=f"titles of {who}", latest=("titles", who))

    async def _compare_titles(self, who: str, papers: tuple[Paper, ...]) -> None:
        """Find out which of *papers* are possibly in the library; if a list has grown, look at the added ones only."""
        before = self._compared.get(who, ())
        added = await asyncio.to_thread(_new_ones, papers, before)
        found = frozenset(await self._services.library.possibly_known(added))
        if len(added) < len(papers):
            found |= self._possibly_kept.get(who, frozenset())
        self._compared[who] = papers
        if self._possibly_kept.get(who, frozenset()) != found:
            self._possibly_kept[who] = found
            self.changed.emit()

    def look_up_again(self) -> None:
        """Query the library again, which leaves out files that are no longer there."""
        self._looked_up.clear()
        for who in self._watched:
            self._start_look_up(who)

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.papers:
            self._compared.clear()
        self.look_up_again()

    def _on_download_changed(self, item: DownloadItem) -> None:
        before = (self._record_jobs if item.is_record else self._items).get(item.key)
        self._remember(item)
        names = (item.asked_as, *(id_texts(item.paper) if item.paper is not None else ()))
        only_bytes = before is not None and (before.state, before.current) == (item.state, item.current)
        is_shown = any(shown.intersection(names) for shown in self._names.values())
        if (only_bytes and not item.outcome) or not is_shown or item.has_files:
            # only the number of bytes changed, or no panel shows the paper: ten updates a second are enough. The last
            # file of a record would seem to be missing until the library has been read again
            self._show_soon()
        else:
            self._progress.stop()
            self.changed.emit()

    def _on_download_removed(self, key: str) -> None:
        self._gone.add(key)
        self._record_jobs.pop(key, None)
        self._show_soon()

    def _show_soon(self) -> None:
        if not self._progress.isActive():
            self._progress.start()

    def _on_time(self) -> None:
        """Apply several changes with one pass over the items."""
        if self._gone:
            self._items = {key: item for key, item in self._items.items() if key not in self._gone}
            self._item_keys = {text: key for text, key in self._item_keys.items() if key in self._items}
            self._gone.clear()
        self.changed.emit()
