"""A paper on its way into the library: one row of the download queue."""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome
from scholar_desktop.domain.paper import Copy, Paper


class DownloadState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    """Ended, well or badly: `outcome` says how."""


class DownloadItem(msgspec.Struct, frozen=True):
    """One paper that somebody wants the PDF of.

    key: the queue's own name for it (stable over restarts); asked_as: the id as given; copies: the ladder as far as it
    is known; current: index in `copies` of the one being tried, or None; received, size: bytes of the current file,
    size None when the host does not say; rate: bytes a second, None before the first second; outcome: None until DONE;
    reason: one sentence for the row; path: absolute path of the saved PDF, or None; quarantined: absolute path of a
    doubtful PDF that waits to be looked at, or None.
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
