"""A paper, or the files of a Zenodo record, on the way into the library: one row of the download queue."""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.stored_names import stored


class DownloadState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    """A person stopped it for now; what has come of its file stays."""
    DONE = "done"
    """Ended, well or badly: `outcome` says how."""


class DownloadFile(msgspec.Struct, frozen=True, rename=stored("name url size received outcome reason path")):
    """One file of a record. size: in bytes, None when nobody says; received: bytes that are there; outcome: None until
    it has ended; path: absolute, None until it is in the library; url: where it lies, None for none."""

    name: str
    url: str | None = None
    size: int | None = None
    received: int = 0
    outcome: ItemOutcome | None = None
    reason: str = ""
    path: str | None = None


class DownloadItem(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "key asked_as paper state copies current received size rate attempts outcome reason path quarantined "
        "batch began ended again tries wanted beside archive files only"
    ),
):
    """One paper that somebody wants the PDF of, or one record whose files somebody wants.

    key: the queue's own name for it (stable over restarts); asked_as: the id as given; copies: the ladder as far as it
    is known; current: index in `copies` of the one being tried, or None; received, size: bytes of the current file (of
    a record: of all its files), size None when the host does not say; rate: bytes a second, None before the first
    second; outcome: None until DONE; reason: one sentence for the row; path: absolute path of the saved PDF, or None;
    quarantined: absolute path of a doubtful PDF that waits to be looked at, or None.

    batch: what it was asked for together with, as a person would name it; empty for a single paper. began, ended: when
    it was asked for and when it ended (ISO 8601, UTC), empty for unknown. again: when the queue tries it again by
    itself, None for never; tries: how often it has done so. wanted: names or patterns of a record's files, empty for
    all; None for the PDF of a paper; beside: the PDF of the published version is wanted beside the one that is kept;
    archive: as the one zip that Zenodo packs; files: those of the record, as far as they are known. only: the one copy
    of a paper that the person wants, whatever else there is; None for the first that works.
    """

    key: str
    asked_as: str
    paper: Paper | None
    state: DownloadState
    copies: tuple[Copy, ...] = ()
    current: int | None = None
    received: int = 0
    size: int | None = None
    rate: float | None = None
    attempts: tuple[Attempt, ...] = ()
    outcome: ItemOutcome | None = None
    reason: str = ""
    path: str | None = None
    quarantined: str | None = None
    batch: str = ""
    began: str = ""
    ended: str = ""
    again: str | None = None
    tries: int = 0
    wanted: tuple[str, ...] | None = None
    beside: bool = False
    archive: bool = False
    files: tuple[DownloadFile, ...] = ()
    only: Copy | None = None

    @property
    def is_record(self) -> bool:
        """Whether files of a record are wanted, of any kind."""
        return self.wanted is not None

    @property
    def left_s(self) -> float | None:
        """Seconds until its file is whole, at the rate of now; None when that cannot be told."""
        if not self.rate or self.size is None or self.state is not DownloadState.RUNNING:
            return None
        return max(0, self.size - self.received) / self.rate


class QueueProgress(msgspec.Struct, frozen=True):
    """The queue as a whole. rate: bytes a second of all that runs; left_s: seconds until nothing waits or runs, None
    while that cannot be told; offline_until: the network is away and is looked for again then (ISO 8601, UTC)."""

    running: int = 0
    waiting: int = 0
    paused: int = 0
    ended: int = 0
    rate: float = 0.0
    left_s: float | None = None
    offline_until: str | None = None


class DownloadReport(msgspec.Struct, frozen=True):
    """How rows ended. counts: every outcome, in the order in which a report names them; took_s: from the first press to
    the last end, None when that is not known; finished: ISO 8601, UTC, empty while some have not ended."""

    total: int
    counts: dict[ItemOutcome, int]
    finished: str = ""
    took_s: float | None = None
