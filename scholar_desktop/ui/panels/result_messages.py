"""What the list of results says beside its rows and in their place: who is waited for, who failed, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from scholar_desktop.domain.filters import Filters
from scholar_desktop.domain.query import SearchResult
from scholar_desktop.domain.source import S2, Phase, SourceReport
from scholar_desktop.ui import navigation as places
from scholar_desktop.ui.panels.filter_chips import years_words
from scholar_desktop.ui.panels.source_chips import seconds_left
from scholar_desktop.ui.search_session import SearchSession
from scholar_desktop.ui.widgets.message_page import Line, Message
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.wording import clock, source_title
from scholar_desktop.ui.workbench import Workbench


class ResultMessages:
    """Makes notes and messages out of how a search stands. try_words: searches for an example."""

    def __init__(self, workbench: Workbench, session: SearchSession, try_words: Callable[[str], None]) -> None:
        self._workbench = workbench
        self._session = session
        self._try_words = try_words

    # Above the rows

    def waiting(self, reports: tuple[SourceReport, ...]) -> Note:
        """What is waited for, until when, and the way out."""
        stop = Step("Cancel", self._session.cancel)
        now = datetime.now(UTC)
        waiting = [report for report in reports if report.phase is Phase.WAITING]
        if not waiting:
            names = [source_title(report.name) for report in reports if not report.settled]
            return Note(f"Asking {listed(names) if names else 'the services'}.", "", "panel", "clock", (stop,))
        report = waiting[0]
        left = seconds_left(report, now)
        text = f"Next try in {clock(left)}." if left is not None else "It is asked again as soon as it allows."
        steps = [stop]
        if not self._workbench.services.status.is_slowed(report.name):
            return Note(
                f"{source_title(report.name)} did not answer as it should.", text, "warn", "clock", tuple(steps)
            )
        if report.name == S2 and not self._has_key():
            text = f"Many people share the pool without a key. {text}"
            steps.append(Step("Use a key", self._open_settings))
        return Note(f"{source_title(report.name)} is busy.", text, "warn", "clock", tuple(steps))

    def missing(self, result: SearchResult) -> Note | None:
        """Which sources gave nothing or too little; None when all is there."""
        lacking = [report for report in result.reports if report.phase in (Phase.FAILED, Phase.PARTIAL)]
        if self._session.cancelled:
            return Note("The search was stopped.", "What had arrived is below.", "panel", "info", (self._again(),))
        if not lacking:
            return None
        if len(lacking) == 1:
            report = lacking[0]
            message = report.error.message if report.error else f"{source_title(report.name)} gave no answer."
            text = f"Papers that only {source_title(report.name)} has are missing below."
            if report.phase is Phase.PARTIAL:
                text = f"Only a part of what {source_title(report.name)} has is below."
            return Note(message, text, "error", "alert", (self._again(),))
        names = listed([source_title(report.name) for report in lacking])
        why = " ".join(dict.fromkeys(report.error.message for report in lacking if report.error))
        return Note(f"Papers that only {names} have are missing below.", why, "error", "alert", (self._again(),))

    # In place of rows

    def stopped(self) -> Message:
        return Message("The search was stopped", "Nothing had arrived.", steps=(self._again(),))

    def problem(self) -> Message:
        """The text cannot mean anything."""
        problem = self._session.problem
        assert problem is not None
        return Message(problem.message, problem.hint or "", "alert", "error", steps=(self._edit("Edit the text"),))

    def unreachable(self, result: SearchResult) -> Message:
        """Nothing was found, and at least one source could not be asked."""
        lines = tuple(
            Line(
                source_title(report.name),
                (report.error.message if report.error else "none found")
                if report.phase is not Phase.OK
                else "found none",
                "cross" if report.phase is Phase.FAILED else "tick" if report.phase is Phase.OK else "info",
                "error" if report.phase is Phase.FAILED else "muted",
            )
            for report in result.reports
        )
        again = Step("Try again", self._session.again, main=True, icon="refresh")
        hints = " ".join(dict.fromkeys(r.error.hint for r in result.failed if r.error and r.error.hint))
        if len(result.failed) == len(result.reports):
            return Message(
                "None of the services could be asked", hints, "offline", "error", lines, (again, self._library())
            )
        failed = listed([source_title(report.name) for report in result.failed])
        text = f"The others found nothing, and {failed} could not be asked."
        return Message("Nothing found, but not all were asked", text, "alert", "error", lines, (again, self._library()))

    def nobody_asked(self, result: SearchResult) -> Message:
        """No source was asked, and none has kept an answer to this search."""
        if any(report.error is not None and report.error.code == "offline" for report in result.reports):
            text = "No earlier answer to this search is kept. Your library works without a network."
            online = Step("Go online and search", self._go_online, main=True)
            heading = "The program is offline, and no service was asked"
            return Message(heading, text, "offline", steps=(online, self._library()))
        lines = tuple(
            Line(source_title(report.name), report.error.message if report.error else "", "info")
            for report in result.reports
        )
        settings = Step("Open the settings", self._open_settings, main=True)
        return Message("No service was asked", "", "info", "muted", lines, (settings, self._library()))

    def nothing_found(self) -> Message:
        """No source has it: why it may be so, and which filter to drop."""
        query = self._session.query
        assert query is not None
        filters = query.filters
        if query.identifier is not None:
            text = "A digit may be missing or wrong, or it is too new to be listed."
            return Message(f"No service knows {query.words}", text, steps=(self._edit("Edit the text"),))
        steps = []
        if filters.year_from is not None or filters.year_to is not None:
            without = msgspec.structs.replace(filters, year_from=None, year_to=None)
            steps.append((f"Drop {years_words(filters)}", without))
        if filters.open_access:
            steps.append(("Drop open-access PDF", msgspec.structs.replace(filters, open_access=False)))
        if not steps:
            text = "All services answered, and none has a paper with all these words. Fewer words find more."
            return Message(f"No papers for “{query.words}”", text, steps=(self._edit("Edit the words"),))
        heading = "No papers with this filter" if len(steps) == 1 else "No papers with these filters"
        lines = tuple(Line(title.removeprefix("Drop "), "", "filter") for title, _ in steps)
        made = tuple(
            Step(f"{title}: search again", _FilterStep(self._session, without), main=place == 0)
            for place, (title, without) in enumerate(steps)
        )
        return Message(heading, "All services answered, and nothing passed.", lines=lines, steps=made)

    def welcome(self) -> Message:
        """Before the first search: what one can type."""
        lines = (
            Line("Words or a title", "", "search", press="sparse attention", run=self._try_title),
            Line("An identifier or a link", "", "link", press="10.18653/v1/N19-1423", run=self._try_doi),
        )
        text = "Words, an identifier or a link."
        return Message("Start with what you have", text, lines=lines, foot="Nothing is asked before you press Enter.")

    # Next steps

    def _again(self) -> Step:
        return Step("Try again", self._session.again, icon="refresh")

    def _edit(self, title: str) -> Step:
        return Step(title, self._workbench.actions["focus.search"].trigger, main=True)

    def _library(self) -> Step:
        return Step("Search my library", self._search_library)

    def _has_key(self) -> bool:
        key = self._workbench.services.keys.known("semantic_scholar")
        return key is not None and key.is_set

    def _try_title(self) -> None:
        self._try_words("sparse attention")

    def _try_doi(self) -> None:
        self._try_words("10.18653/v1/N19-1423")

    def _search_library(self) -> None:
        self._workbench.actions["focus.library"].trigger()

    def _go_online(self) -> None:
        self._workbench.services.status.set_offline(False)
        self._session.again()

    def _open_settings(self) -> None:
        self._workbench.navigation.show(places.SETTINGS)


class _FilterStep:
    """Runs the search again with other filters."""

    def __init__(self, session: SearchSession, filters: Filters) -> None:
        self._session = session
        self._filters = filters

    def __call__(self) -> None:
        self._session.with_filters(self._filters)


def nobody_was_asked(result: SearchResult) -> bool:
    """Whether every source was left out: the program is offline, or what they need is not set."""
    return bool(result.reports) and all(report.phase is Phase.SKIPPED for report in result.reports)


def listed(names: list[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
