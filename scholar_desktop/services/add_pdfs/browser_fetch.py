"""Imports PDFs that the user downloads in the browser: watches the Downloads folder, checks new PDFs, and adds them."""

from __future__ import annotations

import asyncio
import enum
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf.file_signature import HEAD, ends_as_pdf, starts_as_pdf
from scholar_desktop.services.program.scheduler import TimerHandle, call_later

if TYPE_CHECKING:
    from scholar_desktop.services.open_access.pdf_check import PdfImportResult
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

WATCHED_FOR = timedelta(minutes=10)
LOOK_EVERY_S = 1.0
UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".opdownload", ".tmp")
"""Endings that browsers give to unfinished files. Some store these next to an empty file with the final name."""


class FetchState(enum.StrEnum):
    """The state of a download in the browser."""

    WATCHING = "watching"
    TAKEN = "taken"
    DOUBTFUL = "doubtful"
    """A PDF arrived that does not look like the paper; watching continues."""
    ENDED = "ended"
    """Ten minutes have passed, or the user stopped it."""
    FAILED = "failed"


class BrowserDownload(msgspec.Struct, frozen=True):
    """A paper whose PDF the user downloads in the browser.

    url: the page that was opened; until: when watching ends (timezone-aware, UTC); file: the file that arrived, or
    None; reason: the result of the check, or why it failed.
    """

    paper: Paper
    url: str
    state: FetchState
    until: datetime
    file: Path | None = None
    reason: str = ""


class AttachesPdfs(Protocol):
    """Adds a PDF to the library if it is that of a paper (`services.add_pdfs.pdf_import.PdfImport`)."""

    async def attach(
        self, paper: Paper, file: Path, *, source_url: str | None = None, insist: bool = False
    ) -> PdfImportResult:
        """See `PdfImport.attach`."""
        ...


class BrowserFetch:
    """Watches the Downloads folder for the PDFs of all papers that the user downloads in the browser.

    Args:
        pdf_import: checks a PDF and adds it to the library.
        folder: returns the Downloads folder; called each time, since it is a setting.
        open_url: opens an address in the browser.
        scope: owns the tasks.
        clock: the current time; see `services.program.scheduler`.
        later: starts a timer; see `services.program.scheduler`.

    Events:
        changed: a download has a new state.
    """

    def __init__(
        self,
        pdf_import: AttachesPdfs,
        folder: Callable[[], Path],
        open_url: Callable[[str], None],
        scope: TaskScope,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        later: Callable[[float, Callable[[], None]], TimerHandle] = call_later,
    ) -> None:
        self._pdf_import = pdf_import
        self._folder = folder
        self._open_url = open_url
        self._scope = scope
        self._clock = clock
        self._later = later
        self._running: dict[str, BrowserDownload] = {}
        self._sizes: dict[Path, int] = {}
        self._seen: dict[Path, tuple[int, float]] = {}
        self._timer: TimerHandle | None = None
        self.changed: Event[BrowserDownload] = Event("browser_fetch.changed")

    @property
    def folder(self) -> Path:
        """The folder that is watched."""
        return self._folder()

    def running(self) -> tuple[BrowserDownload, ...]:
        """Returns the downloads that are being watched for."""
        return tuple(self._running.values())

    async def begin(self, paper: Paper, url: str) -> None:
        """Opens *url* in the browser, and watches for the PDF of *paper* from now on.

        Raises UsageError when the Downloads folder does not exist.
        """
        folder = self._folder()
        if not await asyncio.to_thread(folder.is_dir):
            raise UsageError(
                Message("The Downloads folder {folder} does not exist.", folder=str(folder)),
                hint=Message("Choose your Downloads folder in Settings."),
                subject=str(folder),
            )
        if not self._running:
            self._seen = {path: (size, at) for path, size, at in await asyncio.to_thread(_files, folder)}
            self._sizes.clear()
        fetch = BrowserDownload(paper, url, FetchState.WATCHING, self._clock() + WATCHED_FOR)
        self._running[paper.id] = fetch
        self._open_url(url)
        self.changed.emit(fetch)
        self._set_timer()

    def stop(self, paper_id: str) -> None:
        """Stops watching for the PDF of a paper."""
        fetch = self._running.pop(paper_id, None)
        if fetch is not None:
            self.changed.emit(msgspec.structs.replace(fetch, state=FetchState.ENDED, reason=Message("You stopped it.")))

    async def insist(self, fetch: BrowserDownload) -> None:
        """Adds the doubtful file of *fetch* to the library, since the user says that it is the paper."""
        if fetch.file is not None:
            await self._take(fetch, fetch.file, insist=True)

    def end(self) -> None:
        """Stops watching and the timer."""
        self._running.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- the folder

    def _set_timer(self) -> None:
        if self._timer is None and self._running:
            self._timer = self._later(LOOK_EVERY_S, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self._scope.start(self._look(), name="watch the Downloads folder", latest="downloads folder")

    async def _look(self) -> None:
        try:
            for path in await asyncio.to_thread(self._arrived):
                for fetch in tuple(self._running.values()):
                    if await self._take(fetch, path):
                        break
            now = self._clock()
            for fetch in tuple(self._running.values()):
                if fetch.until <= now:
                    del self._running[fetch.paper.id]
                    reason = Message(
                        "No PDF of this paper arrived in {folder} within ten minutes.", folder=str(self._folder())
                    )
                    self.changed.emit(msgspec.structs.replace(fetch, state=FetchState.ENDED, reason=reason))
        finally:
            self._set_timer()

    def _arrived(self) -> list[Path]:
        """Returns complete PDFs that are new and whose size has not changed since the last check, each only once."""
        whole: list[Path] = []
        files = _files(self._folder())
        names = {path.name for path, _, _ in files}
        for path, size, at in files:
            if self._seen.get(path) == (size, at) or path.suffix.lower() in UNFINISHED or path.name.startswith("."):
                continue
            if any(f"{path.name}{ending}" in names for ending in UNFINISHED):
                continue
            if size == 0 or self._sizes.get(path) != size:
                self._sizes[path] = size
                continue
            self._seen[path] = size, at
            if _is_whole_pdf(path):
                whole.append(path)
        return whole

    async def _take(self, fetch: BrowserDownload, path: Path, *, insist: bool = False) -> bool:
        """Adds *path* to the library if it is the PDF of *fetch*. Returns True if it is, and was added."""
        try:
            taken = await self._pdf_import.attach(fetch.paper, path, source_url=fetch.url, insist=insist)
        except ScholarError as error:
            self.changed.emit(msgspec.structs.replace(fetch, state=FetchState.FAILED, file=path, reason=error.message))
            return False
        if not taken.kept:
            log.info("what came into the Downloads folder is not the paper: %s", taken.checked.outcome.value)
            if taken.can_keep_anyway and len(self._running) <= 1:
                doubt = msgspec.structs.replace(
                    fetch, state=FetchState.DOUBTFUL, file=path, reason=taken.checked.reason
                )
                self.changed.emit(doubt)
            return False
        self._running.pop(fetch.paper.id, None)
        file = Path(taken.pdf.path) if taken.pdf is not None else path
        done = msgspec.structs.replace(fetch, state=FetchState.TAKEN, file=file, reason=taken.checked.reason)
        self.changed.emit(done)
        return True


def _files(folder: Path) -> list[tuple[Path, int, float]]:
    """Returns (path, size, modification time) of the files in *folder*; empty when it cannot be read."""
    found: list[tuple[Path, int, float]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    if entry.is_file():
                        stat = entry.stat()
                        found.append((Path(entry.path), stat.st_size, stat.st_mtime))
                except OSError:
                    continue  # removed just now
    except OSError as error:
        log.info("the Downloads folder cannot be read: %s", error.strerror or error)
    return found


def _is_whole_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as content:
            return starts_as_pdf(content.read(HEAD)) and ends_as_pdf(path)
    except OSError:
        return False
