"""Reads the store of the offline corpus in one thread, and decides when it answers in place of Semantic Scholar."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar, cast

from scholar_desktop.domain.errors import DiskError, NotFound, Offline, ScholarError, Unreachable
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net.threads import wait_until_done

if TYPE_CHECKING:
    from scholar_desktop.corpus.corpus_folder import CorpusFolder
    from scholar_desktop.corpus.store import CorpusStore

T = TypeVar("T")
REBUILD = Message("Rebuild it: scholar-desktop corpus build")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class CorpusReader:
    """The store in use. A store that another process has put in its place is used from the next question on.

    Args:
        folder: returns the folder of the corpus.
        is_offline: whether the program sends no requests.
        is_first: whether the user wants the corpus to be used before Semantic Scholar.
    """

    def __init__(
        self, folder: Callable[[], CorpusFolder], is_offline: Callable[[], bool], is_first: Callable[[], bool]
    ) -> None:
        self._folder = folder
        self._is_offline = is_offline
        self._is_first = is_first
        self._pool = ThreadPoolExecutor(1, "corpus-reader")
        self._lock = threading.Lock()
        self._store: CorpusStore | None = None
        self._question: threading.Event | None = None

    @property
    def exists(self) -> bool:
        """Whether there is a corpus."""
        return self._folder().store() is not None

    @property
    def is_first(self) -> bool:
        """Whether there is a corpus that is used before Semantic Scholar."""
        return self._is_first() and self.exists

    @property
    def is_offline(self) -> bool:
        """Whether there is a corpus, and no request is sent."""
        return self.exists and self._is_offline()

    def answers(self, ask: RequestOptions) -> bool:
        """Return whether the corpus answers this question before Semantic Scholar is requested, or in its place."""
        if ask.source is not None:
            return ask.source == CORPUS
        return self._is_first() and not ask.refresh and self.exists

    async def answer(
        self, ask: RequestOptions, from_corpus: Callable[[], Awaitable[T]], from_service: Callable[[], Awaitable[T]]
    ) -> T:
        """Return the answer of the corpus or of Semantic Scholar.

        The corpus alone answers if *ask* names it. It is used first if the user wants that, and Semantic Scholar then
        only for what it does not have. Otherwise it is used when Semantic Scholar cannot be reached.

        Raises:
            NotFound: neither has it. ScholarError: as the two raise.
        """
        if ask.source == CORPUS:
            return await self._counted(ask, from_corpus)
        if ask.source == S2 or not self.exists:
            return await from_service()
        if self.answers(ask):
            try:
                return await self._counted(ask, from_corpus)
            except (NotFound, DiskError):
                return await from_service()
        try:
            return await from_service()
        except (Offline, Unreachable) as failure:
            try:
                return await self._counted(ask, from_corpus)
            except ScholarError:
                raise failure from None

    async def _counted(self, ask: RequestOptions, from_corpus: Callable[[], Awaitable[T]]) -> T:
        found = await from_corpus()
        ask.from_corpus = True
        ask.request_counts.of(CORPUS).cached += 1
        return found

    async def read(self, work: Callable[[CorpusStore], T]) -> T:
        """Return what *work* returns of the store. A cancelled task ends the question at its next row.

        Raises:
            NotFound: there is no corpus. DiskError: it cannot be read.
        """
        stop = threading.Event()
        job = self._pool.submit(self._outcome, work, stop)
        try:
            found, error = await asyncio.shield(asyncio.wrap_future(job))
        except asyncio.CancelledError:
            if not job.cancel():
                stop.set()
                self._interrupt(stop)
                await wait_until_done(job)
            raise
        if error is not None:
            raise error
        return cast("T", found)

    async def day(self) -> str:
        """Return the day of the corpus, 'as of', as YYYY-MM-DD. Raises as `read`."""
        return await self.read(day_of)

    async def aclose(self) -> None:
        """End the question under way, and close the store."""
        self._interrupt(self._question)
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)
        if self._store is not None:
            self._store.close()
            self._store = None

    def _interrupt(self, question: threading.Event | None) -> None:
        """End *question* if it is the one under way."""
        with self._lock:
            if self._store is not None and question is not None and self._question is question:
                self._store.interrupt()

    def _outcome(
        self, work: Callable[[CorpusStore], T], stop: threading.Event
    ) -> tuple[T, None] | tuple[None, Exception]:
        """What *work* returns, or its error: as an exception of a future it would be reported as never retrieved when
        the question is cancelled."""
        try:
            return self._answer(work, stop), None
        except Exception as error:  # noqa: BLE001  raised again by `read`
            return None, error

    def _answer(self, work: Callable[[CorpusStore], T], stop: threading.Event) -> T:
        from scholar_desktop.corpus.stored_answers import StoreDamaged

        try:
            store = self._opened()
            with self._lock:
                store.resume()
                store.take_damaged()
                self._question = stop
                if stop.is_set():
                    store.interrupt()
            try:
                return work(store)
            finally:
                with self._lock:
                    self._question = None
        except (StoreDamaged, sqlite3.Error) as error:
            raise unreadable(error) from error

    def _opened(self) -> CorpusStore:
        """Return the store in use, opened at its first question."""
        from scholar_desktop.corpus.store import CorpusStore

        path = self._folder().store()
        if self._store is not None and (path is None or self._store.path != path):
            with self._lock:
                self._store.close()
                self._store = None
        if path is None:
            raise no_corpus()
        if self._store is None:
            self._store = CorpusStore(path)
        return self._store


def day_of(store: CorpusStore) -> str:
    """Return the day of the release that *store* is of; of a store without one, the day on which it was made."""
    release = store.about().get("release.papers") or ""
    if _DAY.fullmatch(release):
        return release
    return datetime.fromtimestamp(store.path.stat().st_mtime, UTC).date().isoformat()


def no_corpus() -> NotFound:
    """Return the error that there is no corpus, with the ways to one."""
    return NotFound(
        Message("There is no offline corpus."),
        hint=Message(
            "To fetch one: scholar-desktop corpus fetch. To build one from dataset files: scholar-desktop corpus build "
            "--from DIR"
        ),
        subject=CORPUS,
    )


def unreadable(error: Exception) -> DiskError:
    """Return the error that the corpus cannot be read."""
    return DiskError(Message("Could not read the corpus: {reason}.", reason=str(error)), hint=REBUILD)


def damaged_rows(count: int) -> Message:
    """Return that *count* rows of the corpus cannot be read, for a list without them."""
    return Message.counted(
        "{count} row of the offline corpus is damaged and was left out.",
        "{count} rows of the offline corpus are damaged and were left out.",
        count,
    )
