"""What is looked up now and then in the background, and what was new."""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.paper import Paper


class WatchedItem(msgspec.Struct, frozen=True):
    """One thing that is looked up now and then: a paper, a saved search, an author.

    key: its name within its kind, which stays; title: for a person; checked: when it was last looked up (ISO 8601,
    UTC), None for never; problem: why the last look said nothing, or None; memory: what that look left to compare the
    next one with (anything that JSON can hold), None before the first. The lister gives key and title alone; the
    scheduler puts in the rest.
    """

    key: str
    title: str = ""
    checked: str | None = None
    problem: ErrorInfo | None = None
    memory: Any = None


class Novelty(msgspec.Struct, frozen=True):
    """Something new about a watched thing.

    text: what, in a few words that go on after the title ('now open at zenodo.org'); paper: what it is about, where it
    is about one; details: for whoever shows it (JSON); subject: tells it from other news of the same thing: the same
    subject is told once.
    """

    text: str
    paper: Paper | None = None
    details: dict[str, Any] = {}
    subject: str = ""


class CheckResult(msgspec.Struct, frozen=True):
    """What one look brought. memory: handed to the next look."""

    news: tuple[Novelty, ...] = ()
    memory: Any = None


class News(msgspec.Struct, frozen=True):
    """A novelty as it is kept. id: of its row; kind, key, title: of the watched thing; found: when (ISO 8601, UTC);
    seen: a person has seen it."""

    id: int
    kind: str
    key: str
    title: str
    text: str
    found: str
    seen: bool = False
    paper: Paper | None = None
    details: dict[str, Any] = {}


class WatchState(msgspec.Struct, frozen=True):
    """How one kind stands. title: for a person; watched: how many there are; due: how many of them are to be looked up
    now; checked: when one was last looked up, None for never; unseen: news that nobody has seen; looking: it is being
    looked up now, and done of due are; problem: why it stands still, or None."""

    kind: str
    title: str
    watched: int = 0
    due: int = 0
    checked: str | None = None
    unseen: int = 0
    looking: bool = False
    done: int = 0
    problem: ErrorInfo | None = None
