"""The items that are looked up regularly in the background, and the news found about them."""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.paper import Paper

NOT_WATCHED = "not_watched"
"""The kind of the stored rows of papers that the user does not want to be checked for open copies."""


class WatchedItem(msgspec.Struct, frozen=True):
    """One item that is looked up regularly: a paper, a saved search, an author.

    key: its permanent name within its kind; title: the text shown to the user; checked: when it was last looked up (ISO
    8601, UTC), None for never; problem: why the last lookup gave no result, or None; memory: what the last lookup
    stored for comparison with the next one (any JSON value), None before the first. The lister sets only key and title;
    the scheduler sets the rest. is_wanted: the user wants it to be looked up now.
    """

    key: str
    title: str = ""
    checked: str | None = None
    problem: ErrorInfo | None = None
    memory: Any = None
    is_wanted: bool = False


class NewsItem(msgspec.Struct, frozen=True):
    """One piece of news about a watched item.

    text: what is new, in a few words that follow the title ('now open at zenodo.org'); paper: the paper concerned, if
    there is one; details: data for the display (JSON); subject: distinguishes this news from other news about the same
    item: the same subject is reported only once.
    """

    text: str
    paper: Paper | None = None
    details: dict[str, Any] = {}
    subject: str = ""


class CheckResult(msgspec.Struct, frozen=True):
    """The result of one lookup. memory: what the next lookup receives."""

    news: tuple[NewsItem, ...] = ()
    memory: Any = None


class StoredNews(msgspec.Struct, frozen=True):
    """A novelty as stored.

    id: number of its row; kind, key, title: of the watched item; found: when (ISO 8601, UTC); seen: the user has seen
    it.
    """

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
    """The state of one kind of watched items.

    title: the text shown to the user; watched: number of items; due: number of items to look up now; checked: when one
    was last looked up, None for never; unseen: number of news that the user has not seen; looking: a lookup is running,
    and done of due items are finished; problem: why lookups of this kind are paused, or None.
    """

    kind: str
    title: str
    watched: int = 0
    due: int = 0
    checked: str | None = None
    unseen: int = 0
    looking: bool = False
    done: int = 0
    problem: ErrorInfo | None = None
