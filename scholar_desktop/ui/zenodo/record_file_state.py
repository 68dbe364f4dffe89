"""The state of each file of a record: in the library, being downloaded, failed, or none."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState, is_wrong_checksum
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import RecordFile
from scholar_desktop.services.zenodo.record_paper_conversion import LibraryRecordFiles
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.words.wording import percent, size

_FAILED = {
    ItemOutcome.TEMPORARY: (Message("Try again"), "warn", "clock"),
    ItemOutcome.DISK: (Message("Disk error"), "error", "alert"),
    ItemOutcome.CANCELLED: (Message("Stopped"), "muted", "cross"),
    ItemOutcome.NEEDS_PERSON: (Message("Needs you"), "link", "person"),
}
_MISSING = Message("Missing")


class RecordFileState(msgspec.Struct, frozen=True):
    """The state of a file.

    words: empty if nothing happened yet; progress: 0..1 during the download, else None; may_get: True if it can be
    downloaded; path: of the file, None if it is not in the library.
    """

    words: str = ""
    tone: str = "muted"
    icon: str = "get"
    progress: float | None = None
    why: str = ""
    may_get: bool = True
    path: str | None = None


class RecordFileStates:
    """The states of the files of one record, found by name and address because a record may have thousands of files.

    Args:
        kept: the paper of the record in the library; None if it is not there.
        jobs: the queue items that download files of the record, the newest last.
    """

    def __init__(self, kept: KeptPaper | None, jobs: Sequence[DownloadItem]) -> None:
        self.kept = kept.files if kept is not None else ()
        self.archives = tuple(job for job in jobs if job.archive)
        self._library = LibraryRecordFiles(kept)
        self._paths = {one.path for one in self.kept}
        self._jobs = tuple((job, {one.name: one for one in job.files}) for job in reversed(jobs) if not job.archive)

    def of(self, file: RecordFile) -> RecordFileState:
        there = self._library.of(file)
        checksum = (file.checksum or "").partition(":")[0]
        if there is not None:
            words = _checked(checksum) if checksum else gettext("Saved, no checksum")
            return RecordFileState(words, "ok", "shield" if checksum else "tick", None, there.path, False, there.path)
        for job, files in self._jobs:
            coming = _coming(file, job, files)
            if coming is not None:
                return _download_state(coming, job, checksum, is_kept=coming.path in self._paths)
        return RecordFileState()


def _download_state(coming: DownloadFile, job: DownloadItem, checksum: str, *, is_kept: bool) -> RecordFileState:
    """Return the state of the file *coming* of *job*. is_kept: the library has it where the job has saved or found it,
    which may be the file of another version."""
    if coming.outcome is ItemOutcome.SAVED:
        if job.state is DownloadState.DONE and not is_kept:  # it was removed since
            return RecordFileState()
        return RecordFileState(
            _checked(checksum) if checksum else gettext("Saved"), "ok", "shield", None, "", False, coming.path
        )
    if coming.outcome is not None:
        message, tone, icon = _FAILED.get(coming.outcome, (_MISSING, "error", "alert"))
        words = shown(message)
        if is_wrong_checksum(coming.reason):
            words, tone, icon = gettext("Wrong checksum"), "error", "alert"
        return RecordFileState(words, tone, icon, None, shown(coming.reason))
    if job.state is DownloadState.DONE:
        return RecordFileState()
    if not coming.received or job.state is not DownloadState.RUNNING:
        return RecordFileState(gettext("Waiting"), "muted", "clock", None, "", False)
    share = min(1.0, coming.received / coming.size) if coming.size else None
    words = percent(100 * share) if share is not None else size(coming.received)
    return RecordFileState(words, "muted", "get", share, "", False)


def _checked(algorithm: str) -> str:
    return gettext("{algorithm} checked", algorithm=algorithm.upper())


def _coming(file: RecordFile, job: DownloadItem, files: dict[str, DownloadFile]) -> DownloadFile | None:
    """Return the file as the queue item *job* has it; None if the item does not download it."""
    found = files.get(file.name)
    if found is not None or job.state is DownloadState.DONE:
        return found
    return DownloadFile(file.name, size=file.size) if not job.wanted or file.name in job.wanted else None
