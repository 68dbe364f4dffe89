"""How long each source of a search has sent nothing, and until when it is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from scholar_desktop.domain.request_options import LONGEST_ANSWER_S
from scholar_desktop.domain.source import Phase, SourceReport
from scholar_desktop.translation import gettext
from scholar_desktop.ui.words.wording import LEAST_WAIT_S, clock, listed, source_title, time_in, wait_words


class SourceWaits:
    """Follows the reports of the search that runs.

    is_held: returns True while no request may be sent to a source: the time that counts begins afterwards; is_merging:
    returns True while rows that have arrived are merged into the list, so that no service is waited for.
    """

    def __init__(
        self,
        is_held: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
        is_merging: Callable[[], bool] = lambda: False,
    ) -> None:
        self._is_held = is_held
        self._is_merging = is_merging
        self._clock = clock
        self._since: dict[str, tuple[int, float]] = {}

    def begin(self) -> None:
        """A search begins: nothing has been waited for yet."""
        self._since = {}

    def follow(self, reports: Sequence[SourceReport]) -> None:
        """Read *reports*: rows that have arrived, and a source that is queried again, begin another wait."""
        now = self._clock()
        for report in reports:
            known = self._since.get(report.name)
            if report.settled:
                self._since.pop(report.name, None)
            elif known is None or known[0] != report.loaded or self._is_held(report.name):
                self._since[report.name] = (report.loaded, now)

    def words(self, reports: Sequence[SourceReport]) -> str:
        """Return since when nothing has come, and until when at most; empty for a short wait. While rows are merged,
        that they are."""
        return self.merging(reports) or wait_words(self._longest(reports), longest_s=LONGEST_ANSWER_S)

    def merging(self, reports: Sequence[SourceReport]) -> str:
        """Return that rows are merged, if nothing has come for some time because of that; else an empty text."""
        return gettext("Merging results…") if self._longest(reports) >= LEAST_WAIT_S and self._is_merging() else ""

    def searching(self, reports: Sequence[SourceReport]) -> str:
        """Return 'searching Zenodo for 0:07, until 14:04:40', or without the times for a short wait
        and while rows are merged; empty if nothing is searched."""
        names = listed([source_title(report.name) for report in reports if not report.settled])
        seconds = self._longest(reports)
        if not names:
            return ""
        if seconds < LEAST_WAIT_S or self._is_merging():
            return gettext("searching {services}", services=names)
        if seconds >= LONGEST_ANSWER_S:
            return gettext("searching {services} for {time}", services=names, time=clock(seconds))
        return gettext(
            "searching {services} for {time}, until {end}",
            services=names,
            time=clock(seconds),
            end=time_in(LONGEST_ANSWER_S - seconds),
        )

    def _longest(self, reports: Sequence[SourceReport]) -> float:
        now = self._clock()
        waits = [
            now - self._since[report.name][1]
            for report in reports
            if report.phase in (Phase.ASKING, Phase.WAITING) and report.name in self._since
        ]
        return max(waits, default=0.0)
