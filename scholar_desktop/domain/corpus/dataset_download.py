"""The plan, the progress and the result of downloading a dataset."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome


class DatasetFile(msgspec.Struct, frozen=True):
    """One file before its download.

    name: its name on the local disk; size: in bytes, None if the host does not say; received: bytes already on the
    disk; whole: the file is complete.
    """

    name: str
    size: int | None = None
    received: int = 0
    whole: bool = False


class DownloadPlan(msgspec.Struct, frozen=True):
    """What a download will do, known before it starts.

    release: its date; terms: the licence and requested attribution; files: in the service's order; folder: where they
    are saved; free: free bytes on that disk; left_over: number of unfinished files in the folder that belong to none of
    these files.
    """

    dataset: str
    release: str
    terms: str
    files: tuple[DatasetFile, ...]
    folder: str
    free: int
    left_over: int = 0

    @property
    def size(self) -> int:
        """Total size of all files in bytes, without those of unknown size."""
        return sum(file.size or 0 for file in self.files)

    @property
    def unsized(self) -> int:
        """Number of files of unknown size."""
        return sum(file.size is None for file in self.files)

    @property
    def received(self) -> int:
        """Bytes already on the disk."""
        return sum(file.received for file in self.files)

    @property
    def missing(self) -> int:
        """Bytes still to be downloaded, without files of unknown size."""
        return sum(max(0, file.size - file.received) for file in self.files if file.size is not None)


class FileProgress(msgspec.Struct, frozen=True):
    """A file that has not ended. received: bytes; size: None if unknown; is_running: else it waits for its turn."""

    name: str
    received: int
    size: int | None
    is_running: bool


class DownloadProgress(msgspec.Struct, frozen=True):
    """The progress of a download.

    done, files: number of complete files, and of all files; received: bytes on the disk, including those of earlier
    downloads; size: of all files in bytes, None while that of any file is unknown; rate: recent bytes per second, None
    before the first measurement; left_s: seconds remaining at that rate, None if unknown; left: the files that have not
    ended, those that are running first.
    """

    done: int
    files: int
    received: int
    size: int | None = None
    rate: float | None = None
    left_s: float | None = None
    left: tuple[FileProgress, ...] = ()


class FetchedFile(msgspec.Struct, frozen=True):
    """The result of downloading one file.

    bytes: bytes of it on the disk; path: None unless the file is complete; code: the error's code, None if saved;
    reason: what happened, in one sentence.
    """

    name: str
    outcome: ItemOutcome
    bytes: int = 0
    path: str | None = None
    code: str | None = None
    reason: str = ""
