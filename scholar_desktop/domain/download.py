"""An item of the download queue: a paper, or the files of a Zenodo record, to be saved in the library."""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Lookup, item_outcome
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message, restore_messages

PAPER_REMOVED = Message("Stopped when the paper was removed from your library.")
"""Why a download was stopped whose paper the user removed from the library, or put in the trash."""
PAPER_BACK = Message("Stopped when the paper was removed. It is in your library again.")
"""The same once the library has the paper again."""
# not translated: it is only compared
_PAPER_REMOVED_BEFORE = "The paper was removed from your library."
"""What an earlier version stored for it."""


class DownloadState(enum.StrEnum):
    """The state of an item in the download queue."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    """The user paused it; the part file is kept."""
    DONE = "done"
    """Ended, successfully or not: `outcome` says which."""


class DownloadFile(
    msgspec.Struct, frozen=True, rename=stored("name url size received outcome reason path checksum type media_type")
):
    """One file of a record.

    size: in bytes, None if unknown; received: bytes on the disk; outcome: None until it has ended; path: absolute, None
    until it is in the library; url: its address, None if it has none; checksum: with its algorithm; type: file name
    extension; media_type: as Zenodo sends it, or None.
    """

    name: str
    url: str | None = None
    size: int | None = None
    received: int = 0
    outcome: ItemOutcome | None = None
    reason: str = ""
    path: str | None = None
    checksum: str | None = None
    type: str | None = None
    media_type: str | None = None

    def __post_init__(self) -> None:
        restore_messages(self, "reason")


class LinkedVersion(msgspec.Struct, frozen=True, rename=stored("own_key paper")):
    """Another version of a paper, which has the PDF that was found for the paper.

    own_key: the library's key of the paper without a PDF; paper: the other version.
    """

    own_key: str
    paper: Paper


class DownloadItem(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "key asked_as paper state copies current received size rate attempts outcome reason path quarantined "
        "batch began ended again tries wanted beside archive files only requests late_urls worked "
        "lookups instead_of_pdf batches",
        link="linked",
    ),
):
    """One paper whose PDF the user wants, or one record whose files the user wants.

    key: the queue's permanent name for it (the same after a restart); asked_as: the id as the user gave it; copies: the
    candidates known so far, in the order of trying; current: index in `copies` of the one being tried, or None;
    received, size: bytes of the current file (for a record: of all its files), size None if the host does not say;
    rate: bytes per second, None during the first second; outcome: None until DONE; reason: one sentence for the row;
    path: absolute path of the saved PDF, or None; quarantined: absolute path of a PDF in quarantine, which the user has
    to check, or None.

    batch: the name, as shown to the user, of the group that it was queued with; empty for a single paper. batches: the
    names of all groups that it was requested with, oldest first, if there are several: see `all_batches`. began, ended:
    when it was queued and when it ended (ISO 8601, UTC), empty for unknown. again: when the queue retries it
    automatically, None for never; tries: number of automatic retries so far. wanted: names or patterns of a record's
    files, empty for all files; None for the PDF of a paper; beside: the PDF of the published version is wanted in
    addition to the one that is kept; archive: download the record as the single zip that Zenodo makes; files: the files
    of the record, as far as they are known; for a paper that ended as NO_PDF, what there is instead of a PDF. only: the
    one copy of a paper that the user wants, even if there are others; None for the first one that works. requests:
    number of requests sent to file hosts for it, with all tries, redirects and automatic retries; late_urls: addresses
    that failed temporarily before the last automatic retry, which are tried after those that were not reached. worked:
    the start and end (ISO 8601, UTC) of each time in which the program worked on it, in all tries, without pauses and
    the time in which the program was closed; None if unknown, for items of older versions. lookups: requests of the
    last run that were no attempts: pages and services that named addresses to try, or knew none. link: as `linked`;
    instead_of_pdf: True if the user wanted the files of a record in place of its PDF, which it does not have. These two
    and `batches` are not stored if there is none, so that the items of older versions stay as they are.
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
    requests: int = 0
    late_urls: tuple[str, ...] = ()
    worked: tuple[tuple[str, str], ...] | None = None
    lookups: tuple[Lookup, ...] = ()
    link: LinkedVersion | msgspec.UnsetType = msgspec.UNSET
    instead_of_pdf: bool | msgspec.UnsetType = msgspec.UNSET
    batches: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        restore_messages(self, "reason", "batch", "batches")
        if self.reason == _PAPER_REMOVED_BEFORE:
            msgspec.structs.force_setattr(self, "reason", PAPER_REMOVED)

    @property
    def all_batches(self) -> tuple[str, ...]:
        """The names of all batches that it was requested with, oldest first; empty for a single paper."""
        if self.batches is not msgspec.UNSET:
            return self.batches
        return (self.batch,) if self.batch else ()

    @property
    def has_files(self) -> bool:
        """True if it saved the files of a record, instead of a PDF."""
        return self.outcome is ItemOutcome.SAVED and (self.is_record or bool(self.files))

    @property
    def is_record(self) -> bool:
        """True if files of a record are wanted, of any kind."""
        return self.wanted is not None

    @property
    def is_for_paper(self) -> bool:
        """True if it is the download of the paper itself: of its PDF, or of the files of a record that has no PDF."""
        return not self.is_record or self.instead_of_pdf is True

    @property
    def record_name(self) -> str:
        """The record whose files are wanted."""
        number = self.paper.ids.zenodo if self.paper is not None and self.is_for_paper else None
        return number or self.asked_as

    @property
    def is_under_way(self) -> bool:
        """True if it runs or waits for its turn."""
        return self.state in (DownloadState.WAITING, DownloadState.RUNNING)

    @property
    def current_copy(self) -> Copy | None:
        """The copy that is being tried, or was when it was paused; None for none, also while copies are looked for."""
        if self.current is None or self.current >= len(self.copies):
            return None
        return self.copies[self.current]

    @property
    def is_looking_for_copies(self) -> bool:
        """True if it runs, but the services are still asked for copies of its paper."""
        return self.state is DownloadState.RUNNING and not self.is_record and self.current_copy is None

    @property
    def is_finished(self) -> bool:
        """True if it has ended, is not tried again by itself, and has no PDF for the user to review."""
        return self.state is DownloadState.DONE and self.again is None and self.quarantined is None

    @property
    def is_retryable(self) -> bool:
        """True if it has ended without success and another try may help. Without an open PDF the answer would be the
        same: a paper that is known can be watched instead, and a record has other files."""
        is_closed = self.outcome is ItemOutcome.CLOSED and self.paper is not None
        is_of_files = self.outcome is ItemOutcome.NO_PDF and bool(self.files)
        is_missing = self.state is DownloadState.DONE and self.outcome is not ItemOutcome.SAVED
        return is_missing and not is_closed and not is_of_files

    @property
    def linked(self) -> LinkedVersion | None:
        """The other version of the paper that the PDF was linked with; None for none."""
        return None if self.link is msgspec.UNSET else self.link

    @property
    def pdf_version(self) -> Paper | None:
        """The linked version that has the PDF of the paper, of an item that has ended with it; else None."""
        return self.linked.paper if self.linked is not None and self.outcome is ItemOutcome.SAVED else None

    @property
    def work_spans(self) -> tuple[tuple[str, str], ...]:
        """When the program worked on it; for an item of an older version, from when to when it was queued."""
        if self.worked is not None:
            return self.worked
        return ((self.began, self.ended),) if self.began and self.ended >= self.began else ()

    @property
    def left_s(self) -> float | None:
        """Seconds until the file is complete at the current rate; None if unknown."""
        if not self.rate or self.size is None or self.state is not DownloadState.RUNNING:
            return None
        return max(0, self.size - self.received) / self.rate

    @property
    def deciding_attempt(self) -> Attempt | None:
        """The attempt that `reason` is about: of an item that has ended, the first one with its outcome and reason, or
        else the last one whose PDF the user rejected; None if another thing decided, such as a service that did not
        answer. Of another item, the last attempt."""
        if self.outcome is None:
            return self.attempts[-1] if self.attempts else None
        # “You rejected the PDF that was found.” has the reason of another attempt in it
        stopped = PAPER_REMOVED if self.reason == PAPER_BACK else ""
        reasons = {
            "",
            stopped,
            self.reason,
            str(self.reason.values.get("reason") if isinstance(self.reason, Message) else ""),
        }
        leading = [one for one in self.attempts if item_outcome([one]) is self.outcome]
        rejected = (one for one in reversed(leading) if one.rejected)  # “There is no other copy.” is of no attempt
        return next((one for one in leading if one.reason in reasons), None) or next(rejected, None)

    def copy_of(self, attempt: Attempt) -> Copy | None:
        """Returns the copy whose file *attempt* requested; None for a page of a copy, and a link on a page."""
        return next((copy for copy in self.copies if attempt.url in (copy.pdf_url, copy.url)), None)


class QueueProgress(msgspec.Struct, frozen=True):
    """The state of the whole queue.

    looking: how many of those that run look for copies; ended: how many have ended, of all that are listed; done: how
    many of them since nothing was running or waiting; parts: the sum of how far running items are, each 0..1, less than
    1 until it has ended; rate: bytes per second of all running downloads; left_s: seconds until nothing is waiting or
    running, None while unknown and while offline; offline_until: there is no network connection, and the next check is
    at this time (ISO 8601, UTC); since: when the first of the current run began, or the program was started that
    continues it (ISO 8601, UTC); None if unknown.
    """

    running: int = 0
    waiting: int = 0
    paused: int = 0
    ended: int = 0
    done: int = 0
    parts: float = 0.0
    rate: float = 0.0
    left_s: float | None = None
    offline_until: str | None = None
    since: str | None = None
    looking: int = 0

    @property
    def total(self) -> int:
        """How many downloads are listed."""
        return self.running + self.waiting + self.paused + self.ended

    @property
    def run(self) -> int:
        """How many downloads belong to the current run: those under way, and those that ended since it began."""
        return self.running + self.waiting + self.done


class DownloadReport(msgspec.Struct, frozen=True):
    """Summary of how a set of downloads ended.

    counts: every outcome, in the order of the report; took_s: seconds in which the program worked on at
    least one, None if unknown; finished: ISO 8601, UTC, empty while some have not ended.
    """

    total: int
    counts: dict[ItemOutcome, int]
    finished: str = ""
    took_s: float | None = None


def wrong_checksum(host: str, algorithm: str) -> Message:
    """Returns the reason of a file whose checksum is not the one that Zenodo states."""
    return Message(
        "The file from {host} is complete, but its {checksum} differs from Zenodo's.", host=host, checksum=algorithm
    )


def is_wrong_checksum(reason: str) -> bool:
    """Returns True if *reason* was made by `wrong_checksum`, or by a version that stored plain sentences."""
    if isinstance(reason, Message):
        return reason.template == wrong_checksum("", "").template
    return reason.endswith("is not the one that Zenodo gives.")
