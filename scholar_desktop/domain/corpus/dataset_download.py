"""Downloading a dataset: what is to come, how far it is, and how each file ended."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome


class DatasetFile(msgspec.Struct, frozen=True):
    """One file before its download. name: on this disk; size: in bytes, None when the host does not say; received:
    bytes of it that are here; whole: nothing of it is missing."""

    name: str
    size: int | None = None
    received: int = 0
    whole: bool = False


class DownloadPlan(msgspec.Struct, frozen=True):
    """What a download will do, known before its first byte.

    release: its day; terms: the licence and wished attribution; files: in the service's order; folder: where they go;
    free: bytes that are free there; left_over: unfinished files in the folder that belong to none of these.
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
        """Bytes of all files together, as far as the host says."""
        return sum(file.size or 0 for file in self.files)

    @property
    def unsized(self) -> int:
        """How many files have a size that nobody has said."""
        return sum(file.size is None for file in self.files)

    @property
    def received(self) -> int:
        """Bytes that are here already."""
        return sum(file.received for file in self.files)

    @property
    def missing(self) -> int:
        """Bytes to come, as far as they are known."""
        return sum(max(0, file.size - file.received) for file in self.files if file.size is not None)


class DownloadProgress(msgspec.Struct, frozen=True):
    """How far a download is.

    done, files: how many have ended, and of how many; received: bytes that are here, those of before too; size: of all
    files, None while that of one is not known; rate: bytes a second of late, None before there is one; left_s: seconds
    that the rest takes at that rate, None when it cannot be told.
    """

    done: int
    files: int
    received: int
    size: int | None = None
    rate: float | None = None
    left_s: float | None = None


class FetchedFile(msgspec.Struct, frozen=True):
    """How one file ended. bytes: of it on this disk; path: None unless it is whole; code: the error's, None when
    saved; reason: what happened, in a sentence."""

    name: str
    outcome: ItemOutcome
    bytes: int = 0
    path: str | None = None
    code: str | None = None
    reason: str = ""
