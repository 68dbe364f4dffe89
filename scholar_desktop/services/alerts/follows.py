"""Following people and Zenodo records: two kinds of checks for `services.program.scheduler`, and the dated usage counts
of a record."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.alerts.followed_items import (
    AUTHOR,
    RECORD,
    FollowedItem,
    UsageCounts,
    record_key,
    thin_out,
    usage_counts,
)
from scholar_desktop.domain.alerts.watched_items import CheckResult, NewsItem, StoredNews, WatchedItem
from scholar_desktop.domain.errors import NotFound, ScholarError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message, encode_stored
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.domain.zenodo.record_details import is_newest
from scholar_desktop.services.program.scheduler import CheckKind
from scholar_desktop.services.zenodo.record_paper_conversion import paper_of

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Record
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.services.people.authors import Authors
    from scholar_desktop.services.program.scheduler import Scheduler
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.zenodo.zenodo_lookup import ZenodoLookup

log = logging.getLogger(__name__)

MOST_NUMBERS = 400
"""Number of days for which usage counts of a record are kept; older ones are thinned out."""
MOST_NEWS = 50
"""Maximum number of new papers of one person that one check reports."""


class Follows:
    """Starts and stops following; undo reverts both. `followed` returns at once what was last read.

    Events:
        changed: a person or a record is followed from now on, or no longer.
    """

    def __init__(self, store: LibraryStore, authors: Authors, zenodo: ZenodoLookup, scope: TaskScope) -> None:
        self._store = store
        self._authors = authors
        self._zenodo = zenodo
        self._scope = scope
        self._rows: dict[tuple[str, str], FollowedItem] = {}
        self._is_loaded = False
        self._said: dict[str, AuthorProfile] = {}
        self.changed: Event[None] = Event("follows.changed")
        store.changed.connect(self._on_changed)

    # What is followed

    def followed(self, kind: str, key: str) -> FollowedItem | None:
        """Return the followed item as it was last read, None if it is not followed."""
        return self._rows.get((kind, key))

    def all_of(self, kind: str) -> tuple[FollowedItem, ...]:
        """Return all followed items of *kind*, sorted by title."""
        rows = [row for row in self._rows.values() if row.kind == kind]
        return tuple(sorted(rows, key=lambda row: row.title.casefold()))

    async def load(self) -> None:
        """Read the followed items, if that was not done yet. If the library cannot be read, nothing is followed."""
        if not self._is_loaded and self._store.data_dir.exists():
            try:
                await self._read()
            except ScholarError as error:
                log.info("what is followed could not be read: %s", error.message)
                return
        self._is_loaded = True

    async def follow_author(self, author: AuthorProfile, papers: Sequence[Paper] | None) -> None:
        """Follow an author, who must have an id.

        Args:
            papers: all papers of the author; None if not all are loaded: then the first check considers all papers it
                finds as known.

        Raises:
            ScholarError: an error of the library.
        """
        assert author.id is not None
        details: dict[str, Any] = {"papers": author.counts.papers, "orcid": author.orcid}
        if papers is not None:
            details["known"] = [paper.id for paper in papers]
        await self._put(
            FollowedItem(AUTHOR, author.id, author.name, current_timestamp(), details),
            Message("follow {name}", name=author.name),
        )

    async def follow_record(self, record: Record) -> None:
        """Follow a record in all its versions. Raises the library's errors."""
        now = current_timestamp()
        numbers = msgspec.to_builtins(usage_counts(record.stats.all, now))
        # The user may be looking at an older version; then the first check finds out which is the newest.
        latest = record.id if is_newest(record) is not False else None
        details = {"record": record.id, "latest": latest, "numbers": [numbers]}
        title = plain(record.title)
        await self._put(
            FollowedItem(RECORD, record_key(record), title, now, details), Message("follow “{title}”", title=title[:48])
        )

    async def let_go(self, kind: str, key: str) -> None:
        """Stop following an item. Raises the library's errors."""
        row = self._rows.get((kind, key))
        name = row.title[:48] if row is not None else key
        await self._store.follows.drop([{"kind": kind, "key": key}], Message("stop following {name}", name=name))

    async def numbers(self, record: Record) -> tuple[UsageCounts, ...]:
        """Return the usage counts of a followed record with their days, oldest first; empty if it is not followed."""
        row = self.followed(RECORD, record_key(record))
        if row is None:
            return ()
        kept = await self._store.watches.watched(RECORD, [WatchedItem(row.key)])
        return _numbers(row.details, kept[0].memory)

    # Checks

    @property
    def kinds(self) -> tuple[CheckKind, ...]:
        """The kinds of checks for `Scheduler.register`."""
        return (
            CheckKind(
                AUTHOR,
                Message("People you follow"),
                lambda: self._items(AUTHOR),
                self._check_author,
                self._prepare_authors,
            ),
            CheckKind(RECORD, Message("Zenodo records you follow"), lambda: self._items(RECORD), self._check_record),
        )

    async def look_at(self, watch: Scheduler, kind: str, key: str) -> tuple[StoredNews, ...]:
        """Check one followed item now, regardless of the schedule.

        Args:
            watch: the scheduler, which reports the news too.

        Returns:
            What is new.

        Raises:
            ScholarError: an error of a service or of the library.
        """
        row = self._rows[kind, key]
        item = (await self._store.watches.watched(kind, [WatchedItem(key, row.title)]))[0]
        check = next(one.check for one in self.kinds if one.name == kind)
        news = await self._store.watches.note(
            kind, item, current_timestamp(), await check(item, RequestOptions(refresh=True, source=S2))
        )
        if news:
            watch.found.emit(news)
        watch.refresh()
        return news

    async def _items(self, kind: str) -> Sequence[WatchedItem]:
        await self.load()
        return [WatchedItem(row.key, row.title) for row in self.all_of(kind)]

    async def _prepare_authors(self, items: Sequence[WatchedItem], ask: RequestOptions) -> None:
        """Request the profiles of all authors, 1,000 in one request; their paper counts show who may have new
        papers."""
        profiles = await self._authors.many([item.key for item in items], ask)
        self._said = {item.key: one for item, one in zip(items, profiles, strict=True) if one is not None}

    async def _check_author(self, item: WatchedItem, ask: RequestOptions) -> CheckResult:
        """Check one author for new papers: one request for each 1,000 papers, none if the number of papers is that of
        the last check.

        The memory of the check is {"count", "known": ids of the papers}.
        """
        memory = item.memory if isinstance(item.memory, dict) else {}
        row = self.followed(AUTHOR, item.key)
        first = row.details if row is not None else {}
        # someone who is followed again had been followed with the papers of that day
        lists = [known for each in (memory, first) if isinstance(known := each.get("known"), list)]
        count = memory.get("count", first.get("papers"))
        profile = self._said.pop(item.key, None) or await self._authors.open(item.key, ask)
        if lists and count is not None and count == profile.counts.papers:
            return CheckResult(memory={"count": count, "known": sorted({name for known in lists for name in known})})
        whole = await self._authors.papers(profile, lambda _found: None, ask)
        papers = whole.papers or ()
        ids = {paper.id for paper in papers}
        seen = {name for known in lists for name in known} if lists else ids
        fresh = [paper for paper in papers if paper.id not in seen]
        told = sorted(fresh, key=lambda paper: (paper.year or 0, paper.date or ""), reverse=True)[:MOST_NEWS]
        news = tuple(
            NewsItem(Message("New paper: {title}", title=plain(paper.title)), paper, {"author": item.key}, paper.id)
            for paper in told
        )
        return CheckResult(news, {"count": profile.counts.papers, "known": sorted(seen | ids)})

    async def _check_record(self, item: WatchedItem, ask: RequestOptions) -> CheckResult:
        """Check one record for a new version: one request, two if the address of the newest version redirects.

        The memory of the check is {"latest", "version", "numbers"}, and "gone" for a deleted record.
        """
        row = self.followed(RECORD, item.key)
        details = row.details if row is not None else {}
        memory = item.memory if isinstance(item.memory, dict) else {}
        was = memory.get("latest") or details.get("latest")
        try:
            newest = await self._zenodo.latest(str(was or details.get("record") or item.key), ask)
        except NotFound as error:
            news = () if memory.get("gone") else (NewsItem(Message("Deleted at Zenodo"), None, {}, "deleted"),)
            if error.status != 410:
                raise
            return CheckResult(news, {**memory, "gone": True})
        now = current_timestamp()
        seen = (*_numbers(details, memory), usage_counts(newest.stats.all, now))
        kept = [msgspec.to_builtins(one) for one in thin_out(seen, MOST_NUMBERS)]
        found: tuple[NewsItem, ...] = ()
        if was is not None and newest.id != was:
            text = (
                Message("New version: {version}", version=newest.version)
                if newest.version
                else Message("New version: record {number}", number=newest.id)
            )
            found = (NewsItem(text, paper_of(newest, now), {"version": newest.version}, newest.id),)
        return CheckResult(found, {"latest": newest.id, "version": newest.version, "numbers": kept})

    # Storage

    async def _put(self, row: FollowedItem, label: str) -> None:
        details = msgspec.json.encode(row.details, enc_hook=encode_stored).decode()
        values = {"kind": row.kind, "key": row.key, "title": row.title, "since": row.since, "details": details}
        await self._store.follows.put([values], label)

    def _on_changed(self, changes: Changes) -> None:
        if "follows" in changes.tables:
            self._scope.start(self._read_and_tell(), name="read what is followed", latest="follows")

    async def _read_and_tell(self) -> None:
        await self._read()
        self.changed.emit(None)

    async def _read(self) -> None:
        rows = await self._store.follows.all()
        found = [
            FollowedItem(
                str(row["kind"]),
                str(row["key"]),
                str(row["title"]),
                str(row["since"]),
                msgspec.json.decode(str(row["details"]), type=dict[str, Any]),
            )
            for row in rows
        ]
        self._rows = {(row.kind, row.key): row for row in found}
        self._is_loaded = True


def _numbers(*kept: Any) -> tuple[UsageCounts, ...]:
    """Return the usage counts in memories or details, one for each day."""
    found = []
    for each in kept:
        for sent in each.get("numbers", ()) if isinstance(each, dict) else ():
            try:
                found.append(msgspec.convert(sent, UsageCounts))
            except msgspec.ValidationError as error:
                log.info("a kept number of a record is not understood: %s", error)
    return thin_out(found, MOST_NUMBERS)
