"""Downloads the files of one Zenodo record as one item of the queue, which has the state of each file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import RecordPlan
from scholar_desktop.services.web.transfer_meter import RateMeter

if TYPE_CHECKING:
    from scholar_desktop.services.zenodo.record_files import RecordFiles

_FIRST_OF = (
    ItemOutcome.DISK,
    ItemOutcome.CANCELLED,
    ItemOutcome.TEMPORARY,
    ItemOutcome.NEEDS_PERSON,
    ItemOutcome.UNAVAILABLE,
    ItemOutcome.NOT_FOUND,
    ItemOutcome.CLOSED,
)
"""If several files failed, the first of these outcomes that occurs is the outcome of the job."""


class RecordJob:
    """The download of one record's files.

    Args:
        show: called with the changed fields of the item.
        wanted: returns the names or patterns that are wanted now: the user may add files during the download.
        kept_as: as of `LibraryStore.attach`.
    """

    def __init__(
        self,
        item: DownloadItem,
        show: Callable[..., None],
        clock: Callable[[], float],
        wanted: Callable[[], tuple[str, ...] | None],
        *,
        kept_as: Callable[[], str | None] | None = None,
    ) -> None:
        self._item = item
        self._kept_as = kept_as
        self._wanted = wanted
        self._show = show
        self._meter = RateMeter(clock)
        self._files: dict[str, DownloadFile] = {}

    async def run(self, records: RecordFiles, ask: RequestOptions) -> DownloadItem:
        """Downloads the files, and then those that the user added meanwhile. Returns the item as it ended.

        Raises UsageError for a name that is not a record's, DiskError, PaperRemoved, and the library's errors.
        """
        ended: dict[str, DownloadItem] = {}
        while True:
            items = await records.get(
                self._item.record_name,
                self._item.wanted or (),
                ask=ask,
                archive=self._item.archive,
                on_plan=self._planned,
                on_item=self._came_along,
                earlier=lambda _address, file, before=ended: before.get(file.key),  # type: ignore[misc]
                is_step=lambda: False,
                kept_as=self._kept_as,
            )
            if (wanted := self._wanted()) == self._item.wanted:
                return self._ended(items)
            ended = {item.key: item for item in items if item.key}
            self._item = msgspec.structs.replace(self._item, wanted=wanted)

    def _planned(self, plan: RecordPlan) -> None:
        """Shows the files and their sizes, which are known before the download."""
        for file in plan.files:
            there = file.name in plan.kept
            self._files[file.name] = DownloadFile(
                name=file.name,
                url=file.url,
                size=file.size,
                received=(file.size or 0) if there else 0,
                outcome=ItemOutcome.SAVED if there else None,
            )
        self._tell()

    def _came_along(self, item: DownloadItem) -> None:
        if not item.key:
            return
        file = self._files.get(item.key) or DownloadFile(name=item.key)
        done = item.state is DownloadState.DONE
        saved = item.outcome is ItemOutcome.SAVED
        self._files[item.key] = msgspec.structs.replace(
            file,
            size=item.size or file.size,
            received=(file.size or file.received) if saved else file.received if done else item.received,
            outcome=item.outcome,
            reason=item.reason,
            path=item.path,
        )
        self._tell(**({} if item.paper is None else {"paper": item.paper}))

    def _tell(self, **changes: Any) -> None:
        files = tuple(self._files.values())
        received = sum(file.received for file in files)
        sizes = [file.size for file in files]
        size = sum(size for size in sizes if size is not None) if sizes and None not in sizes else None
        rate = self._meter.add(received)
        self._show(files=files, received=received, size=size, rate=rate, **changes)

    def _ended(self, items: Sequence[DownloadItem]) -> DownloadItem:
        outcome, reason = _outcome_of(items)
        paper = next((item.paper for item in reversed(items) if item.paper is not None), self._item.paper)
        paths = [item.path for item in items if item.path is not None]
        files = tuple(self._files.values())
        sizes = [file.size for file in files]
        return msgspec.structs.replace(
            self._item,
            state=DownloadState.DONE,
            paper=paper,
            files=files,
            received=sum(file.received for file in files),
            size=sum(size for size in sizes if size is not None) if sizes and None not in sizes else None,
            rate=None,
            attempts=tuple(attempt for item in items for attempt in item.attempts),
            outcome=outcome,
            reason=reason,
            path=paths[0] if len(paths) == 1 else str(Path(paths[0]).parent) if paths else None,
        )


def _outcome_of(items: Sequence[DownloadItem]) -> tuple[ItemOutcome, str]:
    """Returns the outcome of the job, and the reason in a sentence."""
    saved = [item for item in items if item.outcome is ItemOutcome.SAVED]
    if saved and len(saved) == len(items):
        reason = Message.counted("The file is in your library.", "The {count} files are in your library.", len(saved))
        return ItemOutcome.SAVED, reason
    failed = [item for item in items if item.outcome is not ItemOutcome.SAVED]
    outcome = next((one for one in _FIRST_OF if any(item.outcome is one for item in failed)), ItemOutcome.UNAVAILABLE)
    first = next((item for item in failed if item.outcome is outcome), None)
    why = first.reason if first is not None else Message("The record has no files.")
    if len(items) > 1:
        why = Message(
            "{saved} of {count} files saved. {file}: {reason}",
            saved=len(saved),
            count=len(items),
            file=first.key if first is not None else "",
            reason=why,
        )
    return outcome, why


def unfinished_urls(files: Iterable[DownloadFile]) -> list[str]:
    """Returns the addresses of files that are not saved; their part files are removed when the job is cancelled."""
    return [file.url for file in files if file.url is not None and file.outcome is not ItemOutcome.SAVED]
