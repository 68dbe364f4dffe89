"""The search that the window shows: one at a time, the newest wins; the last one is there again at the next start."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.apart import Apart
from scholar_desktop.domain.asking import Ask
from scholar_desktop.domain.errors import DiskError, ErrorInfo, ScholarError
from scholar_desktop.domain.query import Filters, Query, SearchResult
from scholar_desktop.domain.source import Phase
from scholar_desktop.ui.actions.context import Context
from scholar_desktop.ui.window_state import KeptJson, WindowState

if TYPE_CHECKING:
    from scholar_desktop.services.bundle import Services
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

MOST_WORDS_KEPT = 12
"""Last searches that the box offers."""


class SearchSession(QObject):
    """Runs searches and says how far they have come.

    query: of the search shown, None before the first; result: as far as it has come; problem: why it could not be run
    at all; cancelled: a person stopped it.
    """

    started = Signal()
    updated = Signal()
    ended = Signal()
    restored = Signal()
    """The last search of an earlier run is in `query` and `result`; nothing was asked."""

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        context: Context,
        state: WindowState,
        last_search: KeptJson,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self._context = context
        self._state = state
        self._file = last_search
        self.query: Query | None = None
        self.result: SearchResult | None = None
        self.problem: ErrorInfo | None = None
        self.running = False
        self.cancelled = False
        self._loading: asyncio.Task[None] | None = None

    def run(self, query: Query, *, again: bool = False) -> None:
        """Ask the services for *query*; a search that still runs is cancelled. again: what they did not have is asked
        for once more, though that is kept."""
        self.query, self.result, self.problem = query, None, None
        self.running, self.cancelled = True, False
        self._context.update(searching=True)
        self._remember_words(query.words)
        self.started.emit()
        self._scope.start(self._run(query, Ask(again=again)), name="search", latest="search")

    def again(self) -> None:
        """Ask once more: what was answered is taken from the store, what failed is asked again."""
        if self.query is not None:
            self.run(self.query, again=True)

    def with_filters(self, filters: Filters) -> None:
        """The same search with other filters."""
        if self.query is not None and self.query.filters != filters:
            self.run(msgspec.structs.replace(self.query, filters=filters))

    def cancel(self) -> None:
        """Stop asking; what has arrived stays."""
        if self.running:
            self.cancelled = True
            self._scope.cancel("search")
            self._end()

    def follow_partings(self) -> None:
        """Show papers as two, or as one again, when a person has parted or joined them. Nothing is asked."""
        self._services.partings.changed.connect(self._regroup)
        self._scope.start(self._services.partings.load(), name="what is apart")

    def _regroup(self, before: Apart) -> None:
        papers = None if self.result is None else self._services.partings.regrouped(self.result.papers, before)
        if papers is not None and self.result is not None:
            merged = self.result.merged + len(self.result.papers) - len(papers)
            self.result = msgspec.structs.replace(self.result, papers=papers, merged=merged)
            self.updated.emit()

    def last_words(self) -> list[str]:
        """What was searched for, newest first."""
        words = self._state.get("searches", list) or []
        return [text for text in words if isinstance(text, str)]

    def load_last(self) -> None:
        """Show the last search of an earlier run, if there is one."""
        self._loading = self._scope.start(self._load_last(), name="last search", latest="last search")

    async def last_loaded(self) -> None:
        """Wait until it is shown, or known that there is none."""
        if self._loading is not None:
            await asyncio.wait([self._loading])

    async def _run(self, query: Query, ask: Ask) -> None:
        def show(result: SearchResult) -> None:
            if self.query is query:
                self.result = result
                self.updated.emit()

        try:
            result = await self._services.search.run(query, show, ask)
        except ScholarError as error:
            if self.query is query:
                self.problem = error.info
                self._end()
            return
        if self.query is query:
            self.result = result
            self._end()
            await asyncio.to_thread(self._keep, result)

    def _end(self) -> None:
        self.running = False
        self._context.update(searching=False)
        self.ended.emit()

    def _remember_words(self, words: str) -> None:
        others = [text for text in self.last_words() if text != words]
        self._state.set("searches", [words, *others][:MOST_WORDS_KEPT])

    def _keep(self, result: SearchResult) -> None:
        """In a thread: write the result down. The facts as the services sent them are in the record store."""
        papers = tuple(msgspec.structs.replace(paper, facts=()) for paper in result.papers)
        slim = msgspec.structs.replace(result, papers=papers)
        try:
            self._file.write(msgspec.to_builtins(slim))
        except DiskError as error:
            log.info("the last search was not kept: %s", error)

    async def _load_last(self) -> None:
        result = await asyncio.to_thread(_read_result, self._file)
        if result is not None and self.query is None:
            self.query, self.result = result.query, result
            self.restored.emit()


def _read_result(file: KeptJson) -> SearchResult | None:
    kept = file.read()
    if not kept:
        return None
    try:
        return msgspec.convert(kept, SearchResult, strict=False)
    except msgspec.ValidationError as error:
        log.info("the last search cannot be read and is left out: %s", error)
        return None


def failed_names(result: SearchResult) -> tuple[str, ...]:
    """The sources that gave less than they should have."""
    return tuple(report.name for report in result.reports if report.phase in (Phase.FAILED, Phase.PARTIAL))
