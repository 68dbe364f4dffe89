"""The state of one download of a Zenodo record's files, and finding files that the library already has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, item_outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Record, RecordFile
from scholar_desktop.services.web.disk_files import can_verify_checksum, matches_checksum
from scholar_desktop.services.zenodo.record_selection import name_on_disk, select_files

Copier = Callable[[Path, Path, str], Awaitable[Path]]


class RecordFileRun:
    """The state of one download of a record's files."""

    def __init__(
        self, name: str, ask: RequestOptions, to: Path | None, copy: Copier, on_item: Callable[[DownloadItem], None]
    ) -> None:
        """Creates the run.

        Args:
            name: the record as it was requested.
            to: a folder for an additional copy of each file, made by *copy*; None for no copies.
            on_item: called with each new state of a file.
        """
        self.ask = ask
        self.items: list[DownloadItem] = []
        self.is_step: Callable[[], bool] | None = None
        self.kept_as: Callable[[], str | None] | None = None
        self._copy = copy
        self._name = name
        self._to = to
        self._on_item = on_item
        self._record: Record | None = None
        self._paper: Paper | None = None

    def know(self, record: Record, retrieved: str) -> None:
        """Sets the record, once it is known; retrieved: ISO 8601, UTC."""
        from scholar_desktop.sources.zenodo.parse import record_to_paper

        self._record, self._paper = record, record_to_paper(record, retrieved)

    @property
    def record(self) -> Record:
        """The record; available after `know`."""
        assert self._record is not None
        return self._record

    @property
    def paper(self) -> Paper:
        """The paper of the record; available after `know`."""
        assert self._paper is not None
        return self._paper

    @paper.setter
    def paper(self, paper: Paper) -> None:
        self._paper = paper

    def waiting(self, file: RecordFile) -> DownloadItem:
        """Returns the item of *file* before its download."""
        return self._item(file.name, DownloadState.WAITING, size=file.size)

    def ended_earlier(self, item: DownloadItem) -> None:
        """Records that a file ended in an earlier run, as *item* says."""
        self.items.append(item)
        self._on_item(item)

    def runs(self, file: RecordFile) -> None:
        """Records that the download of *file* begins."""
        self._on_item(self._item(file.name, DownloadState.RUNNING, size=file.size))

    def progressed(self, file: RecordFile, received: int, size: int | None) -> None:
        """Records that *received* bytes of *file* have arrived; size: the total, None if the host does not state it."""
        self._on_item(self._item(file.name, DownloadState.RUNNING, received=received, size=size or file.size))

    def tried(self, file: RecordFile, attempt: Attempt) -> None:
        """Records that the only attempt at *file* failed."""
        self.ended(file.name, item_outcome([attempt]) or ItemOutcome.UNAVAILABLE, attempt.reason, attempts=(attempt,))

    async def saved(self, file: RecordFile, path: Path | None, reason: str, attempt: Attempt | None = None) -> None:
        """Records that *file* is in the library at *path*, and makes the additional copy if one is requested."""
        attempts = (attempt,) if attempt is not None else ()
        outcome = ItemOutcome.SAVED
        if self._to is not None and path is not None:
            try:
                path = await self._copy(path, self._to, name_on_disk(file))
            except OSError as error:
                outcome = ItemOutcome.DISK
                reason = Message(
                    "It is in your library, but could not be copied to {folder}: {reason}.",
                    folder=str(self._to),
                    reason=error.strerror or str(error),
                )
        self.ended(file.name, outcome, reason, attempts=attempts, path=path)

    def ended(
        self,
        name: str,
        outcome: ItemOutcome,
        reason: str,
        *,
        attempts: tuple[Attempt, ...] = (),
        path: Path | None = None,
    ) -> DownloadItem:
        """Records that the file *name* has ended. Returns its item."""
        item = msgspec.structs.replace(
            self._item(name, DownloadState.DONE),
            outcome=outcome,
            reason=reason,
            attempts=attempts,
            path=str(path) if path is not None else None,
        )
        self.ended_earlier(item)
        return item

    def _item(self, name: str, state: DownloadState, *, received: int = 0, size: int | None = None) -> DownloadItem:
        return DownloadItem(key=name, asked_as=self._name, paper=self._paper, state=state, received=received, size=size)


def record_from_library(
    kept: KeptPaper | None, identifier: Identifier, names: Sequence[str], archive: bool
) -> Record | None:
    """Returns the record from the library if Zenodo need not be queried, else None.

    That is so if the library has exactly this version and every requested file. Zenodo must be queried for a concept
    (all versions of a work), for an archive, and for a record with files that are not in the library yet.
    """
    if kept is None or archive:
        return None
    from scholar_desktop.sources.zenodo.parse import parse_record

    for facts in kept.paper.facts:
        if facts.source != ZENODO:
            continue
        try:
            record = parse_record(facts.fields)
        except SourceError:  # saved by an older version of the program
            continue
        selection = select_files(record.files, names)
        same = identifier.value in (record.id, record.doi)
        if same and selection.files and not selection.missing:
            return record if all(_has_kept(kept, file) for file in selection.files) else None
    return None


def _has_kept(kept: KeptPaper, file: RecordFile) -> bool:
    return any(one.source_url == file.url and Path(one.path).is_file() for one in kept.files)


def kept_path(kept: KeptPaper | None, file: RecordFile) -> Path | None:
    """Returns the path of *file* in the library, or None if it is not there.

    It is the same file if it came from the same address, or if it has the same name, size and checksum (a file of
    another version of the work).
    """
    if kept is None:
        return None
    for one in kept.files:
        path = Path(one.path)
        if file.url is not None and one.source_url == file.url and path.is_file():
            return path
    if file.checksum is None or not can_verify_checksum(file.checksum):
        return None
    name = name_on_disk(file)
    for one in kept.files:
        if one.name == name and one.bytes == file.size and (path := Path(one.path)).is_file():
            return path if matches_checksum(path, file.checksum) else None
    return None
