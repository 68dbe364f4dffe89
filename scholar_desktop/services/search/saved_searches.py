"""Saved searches: run again by hand or by the scheduler, each run reporting what is new since the last one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.alerts.watched_items import CheckResult, NewsItem, StoredNews, WatchedItem
from scholar_desktop.domain.errors import Offline, Unreachable, UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.search.saved_search import (
    LONGEST_NAME,
    MOST_SEEN,
    SavedSearch,
    SearchMemory,
    is_new_paper,
    paper_keys,
    remember_papers,
    unseen_papers,
)
from scholar_desktop.domain.search.search_ledger import CHECK, WATCH
from scholar_desktop.domain.source import LIBRARY, SEARCH_SOURCES, Phase
from scholar_desktop.domain.text.message import Message, encode_stored
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.services.program.scheduler import CheckKind
from scholar_desktop.services.search.new_results import NewResults
from scholar_desktop.services.search.search_ledger import LedgerEntry

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.services.search.search import Search

KIND = "saved_search"
NEW_WORDS = Message("New result")


class SavedSearches:
    """The saved searches, stored in the library's database; undo reverts their changes. Methods raise the library's
    errors.

    Events:
        changed: searches were saved, renamed or removed.
    """

    def __init__(self, store: LibraryStore, search: Search) -> None:
        self._store = store
        self._search = search
        self.changed: Event[None] = Event("saved_searches.changed")
        store.changed.connect(self._on_changed)

    async def all(self) -> tuple[SavedSearch, ...]:
        """Return every saved search, sorted by name."""
        if not self._store.data_dir.exists():
            return ()
        rows = await self._store.saved_searches.all()
        found = []
        for row in rows:
            kept = msgspec.json.decode(str(row["search"]), type=SavedSearch)
            found.append(msgspec.structs.replace(kept, name=str(row["name"])))
        return tuple(sorted(found, key=lambda one: one.name.casefold()))

    async def save(
        self,
        query: Query,
        *,
        name: str = "",
        sources: Sequence[str] | None = None,
        bulk: bool = False,
        all_pdfs: bool = False,
        here: tuple[str, ...] = (),
        best: int = 0,
        searched: Sequence[str] = (),
    ) -> SavedSearch:
        """Save *query* with its filters.

        Args:
            name: the name of the saved search; if empty, the words of the query.
            sources: the sources to search; None for those of the settings.
            bulk: whether Semantic Scholar's bulk search is used.
            all_pdfs, here, best: as of `SavedSearch`.
            searched: the sources that were searched for it; if empty, those that a search uses now.

        Raises:
            UsageError: the query has no words.
        """
        words = " ".join((name or query.words or str(query.identifier or "")).split())[:LONGEST_NAME]
        if not words:
            raise UsageError(Message("There is nothing to save."), hint=Message("Search for something first."))
        made = current_timestamp()
        saved = SavedSearch(
            uuid.uuid4().hex[:12],
            words,
            query,
            tuple(sources) if sources else None,
            bulk,
            made,
            all_pdfs,
            here,
            best,
            tuple(searched or sources or self._search.usual_sources()),
        )
        await self._put(saved, Message("save the search “{name}”", name=words))
        return saved

    async def rename(self, saved: SavedSearch, name: str) -> None:
        """Rename *saved*; an empty name changes nothing."""
        words = " ".join(name.split())[:LONGEST_NAME]
        if words and words != saved.name:
            await self._put(
                msgspec.structs.replace(saved, name=words), Message("rename the search “{name}”", name=saved.name)
            )

    async def remove(self, saved: SavedSearch) -> None:
        """Remove *saved*; undo restores it together with its memory of earlier results."""
        await self._store.saved_searches.drop(
            [{"key": saved.key}], Message("delete the search “{name}”", name=saved.name)
        )

    def newest(self, saved: SavedSearch) -> NewResults:
        """Return the check beyond the first pages for a run of *saved* that the user starts, for
        `LedgerEntry.newest`."""

        async def recall() -> SearchMemory | None:
            (watched,) = await self._store.watches.watched(KIND, [WatchedItem(saved.key, saved.name)])
            return _memory(watched)

        return NewResults(recall, saved.made)

    async def last_run(self, saved: SavedSearch) -> str:
        """Return when *saved* was last run, by the user or the scheduler (ISO 8601); when it was saved, if it was not
        run since."""
        (watched,) = await self._store.watches.watched(KIND, [WatchedItem(saved.key, saved.name)])
        return watched.checked or saved.made

    async def opened(
        self, saved: SavedSearch, result: SearchResult, newest: NewResults | None = None
    ) -> tuple[Paper, ...]:
        """Return the papers of *result* that are new to the user, and mark them as seen.

        Call this when the user has run *saved* and sees *result*. New are the papers that this run found and those that
        the scheduler found since the user last looked. A run that used saved answers only, such as one made offline, is
        no check: the time of the last one stays, or is that of the oldest answer.

        Args:
            newest: the check of the run's ledger entry.
        """
        told = await self._store.watches.news(KIND, key=saved.key)
        unseen = [one for one in told if not one.seen]
        (watched,) = await self._store.watches.watched(KIND, [WatchedItem(saved.key, saved.name)])
        news: tuple[StoredNews, ...] = ()
        if any_service_answered(result):
            looked = make_check_result(result, _memory(watched), newest, since=watched.checked or saved.made)
            stamp = current_timestamp()
            if is_from_saved_answers(result):
                stamp = max(watched.checked or "", _oldest_answer(result) or "") or stamp
            news = await self._store.watches.note(KIND, watched, stamp, looked)
        await self._store.watches.mark_seen([one.id for one in (*unseen, *news)])
        ids = {one.paper.id for one in (*unseen, *news) if one.paper is not None}
        self.changed.emit(None)
        return tuple(paper for paper in result.papers if paper.id in ids)

    # For the scheduler

    @property
    def kind(self) -> CheckKind:
        """The kind of check for `Scheduler.register`."""
        return CheckKind(KIND, Message("Saved searches"), self._watched, self._look)

    async def _watched(self) -> list[WatchedItem]:
        return [WatchedItem(saved.key, saved.name) for saved in await self.all()]

    async def _look(self, item: WatchedItem, ask: RequestOptions) -> CheckResult:
        saved = next((one for one in await self.all() if one.key == item.key), None)
        if saved is None:
            return CheckResult(memory=item.memory)
        newest = NewResults(lambda: _given(_memory(item)), saved.made)
        result = await self.run(saved, ask, how=CHECK if item.is_wanted else WATCH, newest=newest)
        failed = [report for report in result.reports if report.phase is Phase.FAILED and report.name != LIBRARY]
        if not any_service_answered(result) and failed:
            error = failed[0].error
            message = error.message if error is not None else Message("No service could answer.")
            raise Unreachable(message, hint=error.hint if error is not None else None, subject=failed[0].name)
        return make_check_result(result, _memory(item), newest, since=item.checked or saved.made)

    async def run(
        self, saved: SavedSearch, ask: RequestOptions, *, how: str = "saved", newest: NewResults | None = None
    ) -> SearchResult:
        """Run *saved* again and write the run to the search ledger.

        Args:
            how: how the run was started, for the ledger.
            newest: the check beyond the first pages; None for no check.

        Raises:
            UsageError: the query cannot be searched.
            Offline: no service may be contacted.
        """
        sources = [name for name in saved.sources or () if name != LIBRARY] or None
        result = await self._search.run(
            saved.query,
            lambda _result: None,
            ask,
            sources=sources,
            bulk=saved.bulk,
            limit=1000 if saved.bulk else None,
            entry=LedgerEntry(how, saved.name, newest=newest),
            all_pdfs=saved.all_pdfs,
            here=saved.here,
        )
        if result.reports and all(
            report.error is not None and report.error.code == "offline" for report in result.reports
        ):
            raise Offline(
                Message("You are offline."), hint=Message("The search runs when you are online."), subject=saved.name
            )
        return result

    async def _put(self, saved: SavedSearch, label: str) -> None:
        row = {
            "key": saved.key,
            "name": saved.name,
            "made": saved.made,
            "search": msgspec.json.encode(saved, enc_hook=encode_stored).decode(),
        }
        await self._store.saved_searches.put([row], label)

    def _on_changed(self, changes: Changes) -> None:
        if "saved_searches" in changes.tables:
            self.changed.emit(None)


def any_service_answered(result: SearchResult) -> bool:
    """True if at least one service answered; otherwise there is nothing to remember."""
    return any(report.phase in (Phase.OK, Phase.PARTIAL) for report in result.reports if report.name != LIBRARY)


def is_from_saved_answers(result: SearchResult) -> bool:
    """True if no request was sent to the services of *result*, because the program is offline, say: nothing can be
    new."""
    services = [report for report in result.reports if report.name in SEARCH_SOURCES]
    return bool(services) and not any(report.requests for report in services)


def _oldest_answer(result: SearchResult) -> str | None:
    """Return when the oldest answer of *result* was received (ISO 8601, UTC); None if that is unknown."""
    return min((report.received for report in result.reports if report.received), default=None)


def make_check_result(
    result: SearchResult, memory: SearchMemory | None, newest: NewResults | None = None, *, since: str = ""
) -> CheckResult:
    """Return the new papers of one run, compared with *memory*, and the updated memory.

    Args:
        newest: the check beyond the first pages; None for no check.
        since: when the run before was (ISO 8601).
    """
    papers = result.papers
    rows = () if newest is None else tuple(row for some in newest.rows.values() for row in some)
    kept = _with_whole_lists(remember_papers((*rows, *papers), memory), result)
    found = newest.found if newest is not None else set()
    unseen = unseen_papers(papers, memory)
    fresh = [
        paper
        for paper in unseen
        if not found.isdisjoint(paper_keys(paper)) or is_new_paper(paper, memory or SearchMemory(), since)
    ]
    if newest is not None:
        newest.older = len(unseen) - len(fresh)
    news = tuple(
        NewsItem(NEW_WORDS, msgspec.structs.replace(paper, facts=(), parts=()), subject=paper.id or paper.title)
        for paper in fresh
    )
    return CheckResult(news, msgspec.to_builtins(kept if newest is None else newest.remembered(kept)))


def _with_whole_lists(memory: SearchMemory, result: SearchResult) -> SearchMemory:
    """Return *memory* with the sources whose whole list *result* has. A source that did not answer stays as it was."""
    reports = [report for report in result.reports if report.name != LIBRARY]
    answered = {report.name for report in reports if report.phase in (Phase.OK, Phase.PARTIAL)}
    ended = {
        report.name
        for report in reports
        if report.phase is Phase.OK
        and report.name not in result.more
        and (report.total is None or report.loaded >= report.total)
    }
    if len(memory.seen) >= MOST_SEEN:
        ended = set()
    return msgspec.structs.replace(memory, whole=tuple(sorted({*memory.whole} - answered | ended)))


async def _given(memory: SearchMemory | None) -> SearchMemory | None:
    return memory


def _memory(item: WatchedItem) -> SearchMemory | None:
    return None if item.memory is None else msgspec.convert(item.memory, SearchMemory)
