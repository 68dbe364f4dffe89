"""What the library and the download queue hold of the papers on show, and which were opened before: one question for a
page, not one for a row."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from scholar_desktop.domain.cooperative import Yielder
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.paper import Paper

if TYPE_CHECKING:
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.window_state import WindowState


PROGRESS_MS = 100
AT_ONCE = 300
"""Papers whose names are gathered while the window waits; those of a longer list in a thread."""
MOST_OPENED = 5000
"""Papers that are remembered as opened, the last ones."""


class PaperStatus(msgspec.Struct, frozen=True):
    """kept: the paper as the library has it; download: its row of the queue; None where there is none; opened: a person
    opened it before; is_new: new in the saved search that is shown."""

    kept: KeptPaper | None = None
    download: DownloadItem | None = None
    opened: bool = False
    is_new: bool = False


def id_texts(paper: Paper) -> list[str]:
    """Every identifier of *paper* as text (`doi:10.1/x`)."""
    return [f"{scheme}:{value}" for scheme, value in paper.ids.items()]


def _names_of(papers: Sequence[Paper]) -> frozenset[str]:
    return frozenset(text for paper in papers for text in id_texts(paper))


def _added(papers: Sequence[Paper], before: Sequence[Paper]) -> tuple[list[Paper], frozenset[str]]:
    """In a thread: those of *papers* that were not there *before*, and the names of these."""
    turns, known = Yielder(), set(map(id, before))
    added = [paper for paper in papers if id(paper) not in known]
    names: set[str] = set()
    for paper in added:
        names.update(id_texts(paper))
        turns.yield_to_ui()
    return added, frozenset(names)


class PaperStatuses(QObject):
    """Panels say which papers they show (`watch`); `changed` comes when what is known of any of them changed."""

    changed = Signal()

    def __init__(self, services: Services, scope: TaskScope, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self._watched: dict[str, tuple[Paper, ...]] = {}
        self._kept: dict[str, dict[str, KeptPaper]] = {}
        self._looked_up: dict[str, tuple[Paper, ...]] = {}
        self._items: dict[str, DownloadItem] = {}
        self._record_jobs: dict[str, DownloadItem] = {}
        self._state = state
        kept = state.get("opened", list) or []
        self._opened: dict[str, None] = {text: None for text in kept if isinstance(text, str)}
        self._names: dict[str, frozenset[str]] = {}
        self._new: frozenset[str] = frozenset()
        self._gone: set[str] = set()
        self._progress = QTimer(self)
        self._progress.setSingleShot(True)
        self._progress.setInterval(PROGRESS_MS)
        self._progress.timeout.connect(self._on_time)

    def watch(self, who: str, papers: Sequence[Paper]) -> None:
        """*who* (a panel's name) shows *papers* from now on: ask the library which of them it keeps."""
        self._watched[who] = tuple(papers)
        if len(papers) <= AT_ONCE:
            self._names[who] = _names_of(papers)
        self._scope.start(self._look_up(who, self._watched[who]), name=f"marks of {who}", latest=("marks", who))

    def of(self, paper: Paper) -> PaperStatus:
        """What is known of *paper* now; never asks."""
        kept = next((found for page in self._kept.values() if (found := page.get(paper.id)) is not None), None)
        return PaperStatus(kept, self._item_of(paper), self._was_opened(paper), paper.id in self._new)

    def show_new(self, papers: Sequence[Paper]) -> None:
        """These alone are new in the saved search that is shown."""
        ids = frozenset(paper.id for paper in papers)
        if ids != self._new:
            self._new = ids
            self.changed.emit()

    def note_opened(self, paper: Paper) -> None:
        """A person opened *paper*."""
        if paper.id and not self._was_opened(paper):
            self._opened[paper.id] = None
            self._state.set("opened", list(self._opened)[-MOST_OPENED:])
            self.changed.emit()

    def forget_opened(self) -> tuple[str, ...]:
        """No paper has the sign any more. What `remember_opened` needs to take it back."""
        before = tuple(self._opened)
        self.remember_opened(())
        return before

    def remember_opened(self, opened: Sequence[str]) -> None:
        """These alone were opened before."""
        self._opened = dict.fromkeys(opened)
        self._state.set("opened", list(self._opened))
        self.changed.emit()

    def _was_opened(self, paper: Paper) -> bool:
        # a paper that was opened as one service's and is merged now may have another id than then
        return paper.id in self._opened or any(text in self._opened for text in id_texts(paper))

    def record_jobs(self, paper: Paper) -> tuple[DownloadItem, ...]:
        """The rows of the queue that get files of the Zenodo record *paper*, the newest last."""
        number = paper.ids.zenodo
        return tuple(
            item
            for item in self._record_jobs.values()
            if number is not None and (item.asked_as == number or (item.paper and item.paper.ids.zenodo == number))
        )

    def listen(self) -> None:
        """Take the queue as it stands, and follow library and queue from now on. Not part of the start."""
        library, downloads = self._services.library, self._services.downloads
        library.changed.connect(self._on_library_changed)
        downloads.changed.connect(self._on_download_changed)
        downloads.removed.connect(self._on_download_removed)
        for item in downloads.items():
            self._remember(item)
        self.changed.emit()

    def _item_of(self, paper: Paper) -> DownloadItem | None:
        for text in id_texts(paper):
            if (item := self._items.get(text)) is not None:
                return item
        return None

    def _remember(self, item: DownloadItem) -> None:
        if item.is_record:  # files that somebody asked for by name: not the way to the paper's PDF
            self._record_jobs[item.key] = item
            return
        self._items[item.asked_as] = item
        if item.paper is not None:
            for text in id_texts(item.paper):
                self._items[text] = item

    async def _look_up(self, who: str, papers: tuple[Paper, ...]) -> None:
        """Ask the library about *papers*; of a list that has grown, about those alone that have come to it."""
        before, wanted = self._looked_up.pop(who, ()), list(papers)
        if len(papers) > AT_ONCE:
            wanted, names = await asyncio.to_thread(_added, papers, before)
            if self._watched.get(who) is papers:
                self._names[who] = names if len(wanted) == len(papers) else self._names.get(who, names) | names
        found = await self._services.library.find_many(wanted) if wanted else {}
        if len(wanted) < len(papers):
            found = self._kept.get(who, {}) | found
        self._looked_up[who] = papers
        if self._kept.get(who, {}) != found:
            self._kept[who] = found
            self.changed.emit()

    def _on_library_changed(self, changes: Changes) -> None:
        self._looked_up.clear()
        for who, papers in self._watched.items():
            self._scope.start(self._look_up(who, papers), name=f"marks of {who}", latest=("marks", who))

    def _on_download_changed(self, item: DownloadItem) -> None:
        before = self._record_jobs.get(item.key) if item.is_record else self._items.get(item.asked_as)
        self._remember(item)
        names = (item.asked_as, *(id_texts(item.paper) if item.paper is not None else ()))
        only_bytes = before is not None and (before.state, before.current) == (item.state, item.current)
        if (only_bytes and not item.outcome) or not any(shown.intersection(names) for shown in self._names.values()):
            # only more bytes, or a paper that nobody shows: ten pictures a second are enough
            if not self._progress.isActive():
                self._progress.start()
        else:
            self._progress.stop()
            self.changed.emit()

    def _on_download_removed(self, key: str) -> None:
        self._gone.add(key)
        self._record_jobs.pop(key, None)
        if not self._progress.isActive():
            self._progress.start()

    def _on_time(self) -> None:
        """Of many changes the list of rows is gone through once."""
        if self._gone:
            self._items = {text: item for text, item in self._items.items() if item.key not in self._gone}
            self._gone.clear()
        self.changed.emit()
