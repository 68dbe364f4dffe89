"""Refreshes the citation counts of the library in the background: quietly, with the date of each count."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.request_options import Priority, RequestOptions
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.services.alerts.open_access_watch import s2_name_of
from scholar_desktop.services.program.scheduler import TimerHandle, call_later

if TYPE_CHECKING:
    from scholar_desktop.library.tables.watched_papers import WatchedPaper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

log = logging.getLogger(__name__)

OLD = timedelta(days=30)
"""Counts that are older are requested again."""
BATCH = 500
"""Papers in one request."""
LOOKED_AHEAD = 10 * BATCH
"""Papers that one look through the library finds: it reads the dates of all papers."""
FIRST_S, NEXT_S, REST_S = 120.0, 60.0, 3600.0
"""Seconds until the first look after the start, between two requests, and until the next look when nothing was due or
the service failed."""
FIELDS = ("citationCount", "referenceCount", "influentialCitationCount")


class CitationCounts:
    """Asks Semantic Scholar for 500 counts at a time, those with the oldest date first. Only the counts change.

    Each request has background priority, so that it never goes before one of the user. Nothing is requested offline,
    or with the setting `refresh_counts` off.

    Args:
        clock: returns the time, aware UTC.
        later: runs a function after some seconds, as `call_later`.
    """

    def __init__(
        self,
        library: Library,
        s2: SemanticScholar,
        settings: SettingsEditor,
        is_offline: Callable[[], bool],
        scope: TaskScope,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        later: Callable[[float, Callable[[], None]], TimerHandle] = call_later,
    ) -> None:
        self._library = library
        self._s2 = s2
        self._settings = settings
        self._is_offline = is_offline
        self._scope = scope
        self._clock = clock
        self._later = later
        self._timer: TimerHandle | None = None
        self._due: list[WatchedPaper] = []

    def start(self) -> None:
        """Begin. Called once, when the window exists; needs a running loop."""
        self._sleep(FIRST_S)

    def end(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def refresh(self) -> int:
        """Request the counts that are due, of at most 500 papers. Return of how many. Raises SourceErrors."""
        if not self._settings.current.refresh_counts or self._is_offline() or not self._library.data_dir.exists():
            return 0
        now, entries = self._clock(), self._library.entries
        if not self._due:
            self._due = await entries.oldest_counts(utc_timestamp(now - OLD), LOOKED_AHEAD)
        due, self._due = self._due[:BATCH], self._due[BATCH:]
        names = {one.key: name for one in due if (name := s2_name_of(one.names)) is not None}
        if names:
            ask = RequestOptions(priority=Priority.BACKGROUND, refresh=True, source=S2)
            papers = await self._s2.batch(list(names.values()), ask, FIELDS)
            counts = {key: paper.counts if paper else None for key, paper in zip(names, papers, strict=True)}
            await entries.renew_counts(counts, utc_timestamp(now))
        return len(names)

    def _sleep(self, seconds: float) -> None:
        self.end()
        self._timer = self._later(seconds, self._wake)

    def _wake(self) -> None:
        self._timer = None
        self._scope.start(self._refresh(), name="citation counts", latest="counts")

    async def _refresh(self) -> None:
        pause = REST_S
        try:
            if await self.refresh():
                pause = NEXT_S
        except ScholarError as error:
            log.info("citation counts are not refreshed for an hour: %s", error.message)
        self._sleep(pause)
