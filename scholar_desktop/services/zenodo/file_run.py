"""One record whose files are got: how each file comes along, and how it ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome, item_outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.zenodo.record import Record, RecordFile
from scholar_desktop.services.web.address_fetcher import AddressResponse
from scholar_desktop.services.zenodo.record_selection import name_on_disk

Copier = Callable[[Path, Path, str], Awaitable[Path]]


class RecordFileRun:
    """One record as far as it has come."""

    def __init__(
        self, name: str, ask: RequestOptions, to: Path | None, copy: Copier, on_item: Callable[[DownloadItem], None]
    ) -> None:
        """name: the record as it was asked for; to: where a copy of each file goes by *copy*, None for nowhere."""
        self.ask = ask
        self.items: list[DownloadItem] = []
        self._copy = copy
        self._name = name
        self._to = to
        self._on_item = on_item
        self._record: Record | None = None
        self._paper: Paper | None = None

    def know(self, record: Record, retrieved: str) -> None:
        from scholar_desktop.sources.zenodo.parse import record_to_paper

        self._record, self._paper = record, record_to_paper(record, retrieved)

    @property
    def record(self) -> Record:
        assert self._record is not None
        return self._record

    @property
    def paper(self) -> Paper:
        assert self._paper is not None
        return self._paper

    @paper.setter
    def paper(self, paper: Paper) -> None:
        self._paper = paper

    def runs(self, file: RecordFile) -> None:
        """The file is asked for now."""
        self._on_item(self._item(file.name, DownloadState.RUNNING, size=file.size))

    def progressed(self, file: RecordFile, received: int, size: int | None) -> None:
        self._on_item(self._item(file.name, DownloadState.RUNNING, received=received, size=size or file.size))

    def tried(self, file: RecordFile, attempt: Attempt) -> None:
        """The one attempt at the file has ended badly."""
        self.ended(file.name, item_outcome([attempt]) or ItemOutcome.UNAVAILABLE, attempt.reason, attempts=(attempt,))

    async def saved(self, file: RecordFile, path: Path | None, reason: str, attempt: Attempt | None = None) -> None:
        """The file is in the library, at *path*."""
        attempts = (attempt,) if attempt is not None else ()
        outcome = ItemOutcome.SAVED
        if self._to is not None and path is not None:
            try:
                path = await self._copy(path, self._to, name_on_disk(file))
            except OSError as error:
                outcome = ItemOutcome.DISK
                reason = f"It is in the library, but could not be copied to {self._to}: {error.strerror or error}."
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
        item = msgspec.structs.replace(
            self._item(name, DownloadState.DONE),
            outcome=outcome,
            reason=reason,
            attempts=attempts,
            path=str(path) if path is not None else None,
        )
        self.items.append(item)
        self._on_item(item)
        return item

    def _item(self, name: str, state: DownloadState, *, received: int = 0, size: int | None = None) -> DownloadItem:
        return DownloadItem(key=name, asked_as=self._name, paper=self._paper, state=state, received=received, size=size)


def make_attempt(fetched: AddressResponse, outcome: Outcome, reason: str) -> Attempt:
    """The attempt at one file, with how it ended."""
    return Attempt(
        url=fetched.url,
        source=ZENODO,
        outcome=outcome,
        http_status=fetched.http_status,
        final_url=fetched.final_url,
        bytes=fetched.bytes,
        sha256=None if outcome is Outcome.TRUNCATED else fetched.sha256,
        seconds=fetched.seconds,
        reason=reason,
        until=fetched.until,
    )
