"""The messages of the list of results, above its rows or in place of them: who is waited for, what failed, what to do
next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.identifiers.kinds import Scheme
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.search.query_parser import parse_operators
from scholar_desktop.domain.source import S2, Phase, SourceReport
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.search.search_session import SearchSession
from scholar_desktop.ui.search.source_chips import seconds_left
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.filter_words import filter_title, remove_words, value_words
from scholar_desktop.ui.words.wording import clock, counted, number, source_title

if TYPE_CHECKING:
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation


class ResultMessages:
    """Creates notes and messages from the state of a search.

    keys, status: return the services, which the last search is shown without; try_words: runs an example search;
    show_why: opens the search report.
    """

    def __init__(
        self,
        actions: Actions,
        navigation: Navigation,
        keys: Callable[[], Keys],
        open_url: Callable[[str], None],
        settings_editor: SettingsEditor,
        status: Callable[[], Status],
        session: SearchSession,
        try_words: Callable[[str], None],
        show_why: Callable[[], None],
    ) -> None:
        self._actions = actions
        self._navigation = navigation
        self._keys = keys
        self._open_url = open_url
        self._settings_editor = settings_editor
        self._status = status
        self._show_why = show_why
        self._session = session
        self._try_words = try_words

    # Above the rows

    def waiting(self, reports: tuple[SourceReport, ...]) -> Note:
        """Return what is waited for, until when, and a button to stop."""
        stop = Step("Cancel", self._session.cancel)
        now = datetime.now(UTC)
        waiting = [report for report in reports if report.phase is Phase.WAITING]
        if not waiting:
            names = [source_title(report.name) for report in reports if not report.settled]
            return Note(f"Asking {joined(names) if names else 'the services'}.", "", "panel", "clock", (stop,))
        report = waiting[0]
        left = seconds_left(report, now)
        text = f"Next try in {clock(left)}." if left is not None else "It is asked again as soon as it allows."
        steps = [stop]
        wait = self._status().wait_of(report.name)
        if wait is not None and wait.pool:
            steps.append(Step("Use a key", self._open_settings))
            return Note(
                f"{source_title(report.name)} must wait.", f"{wait.reason} {text}", "warn", "clock", tuple(steps)
            )
        if wait is None:
            return Note(
                f"{source_title(report.name)} did not answer as it should.", text, "warn", "clock", tuple(steps)
            )
        if report.name == S2 and not self._has_key():
            text = f"Many people share the pool without a key. {text}"
            steps.append(Step("Use a key", self._open_settings))
        return Note(f"{source_title(report.name)} is busy.", text, "warn", "clock", tuple(steps))

    def missing(self, result: SearchResult) -> Note | None:
        """Return which sources sent nothing or too little; None if everything is there."""
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
        names = joined([source_title(report.name) for report in lacking])
        why = " ".join(dict.fromkeys(report.error.message for report in lacking if report.error))
        return Note(f"Papers that only {names} have are missing below.", why, "error", "alert", (self._again(),))

    # In place of rows

    def stopped(self) -> PageMessage:
        return PageMessage("The search was stopped", "Nothing had arrived.", steps=(self._again(),))

    def problem(self) -> PageMessage:
        """Return the message for a text that cannot be searched for, or a page from which its paper cannot be
        identified."""
        problem, query = self._session.problem, self._session.query
        assert problem is not None
        steps = [self._edit("Edit the text")]
        if query is not None and query.identifier is not None and query.identifier.scheme is Scheme.PAGE:
            address = query.identifier.value
            steps = [self._edit("Search for the title"), Step("Open the page", partial(self._open_address, address))]
            if problem.code not in ("usage", "not_found"):
                steps.append(self._again())
        return PageMessage(problem.message, problem.hint or "", "alert", "error", steps=tuple(steps))

    def _open_address(self, address: str) -> None:
        self._open_url(address)

    def unreachable(self, result: SearchResult) -> PageMessage:
        """Return the message for a search that found nothing while at least one source could not be queried."""
        lines = tuple(
            MessageLine(
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
            return PageMessage(
                "None of the services could be asked", hints, "offline", "error", lines, (again, self._library())
            )
        failed = joined([source_title(report.name) for report in result.failed])
        text = f"The others found nothing, and {failed} could not be asked."
        return PageMessage(
            "Nothing found, but not all were asked", text, "alert", "error", lines, (again, self._library())
        )

    def no_source_queried_message(self, result: SearchResult) -> PageMessage:
        """Return the message for a search in which no source was queried and none has a cached answer."""
        if any(report.error is not None and report.error.code == "offline" for report in result.reports):
            text = "No earlier answer to this search is kept. Your library works without a network."
            online = Step("Go online and search", self._go_online, main=True)
            heading = "The program is offline, and no service was asked"
            return PageMessage(heading, text, "offline", steps=(online, self._library()))
        lines = tuple(
            MessageLine(source_title(report.name), report.error.message if report.error else "", "info")
            for report in result.reports
        )
        settings = Step("Open the settings", self._open_settings, main=True)
        return PageMessage("No service was asked", "", "info", "muted", lines, (settings, self._library()))

    def nothing_found(self) -> PageMessage:
        """Return the message for a paper that no source has: possible reasons, and which filter to drop."""
        query = self._session.query
        assert query is not None
        filters = query.filters
        if query.identifier is not None:
            text = "A digit may be missing or wrong, or it is too new to be listed."
            return PageMessage(f"No service knows {query.words}", text, steps=(self._edit("Edit the text"),))
        if not filters.any_set:
            text = "All services answered, and none has a paper with all these words. Fewer words find more."
            fault = " ".join(parse_operators(query.words).faults)
            steps = (self._edit("Edit the words"), Step("Why", self._show_why))
            return PageMessage(f"No papers for “{query.words}”", f"{fault} {text}".strip(), steps=steps)
        return self._no_papers_with(filters)

    def _no_papers_with(self, filters: Filters) -> PageMessage:
        """Return the message for filters that leave nothing: what each removes, and which to drop."""
        names, counts, result = filters.names(), self._session.filter_counts, self._session.result
        here = {one.name: one.alone for one in result.narrowed} if result is not None else {}
        then = dict(here) if counts is None else {name: max(counts.without[name], here.get(name, 0)) for name in names}
        lines = tuple(
            MessageLine(
                _filter_name(filters, name),
                self._then_words(then.get(name), known=counts is not None),
                "filter",
                press="Drop",
                run=_FilterStep(self._session, filters.without(name)),
            )
            for name in names
        )
        best = max(names, key=lambda name: then.get(name, 0))
        again = "search again" if not then.get(best) else counted(then[best], "paper", "papers")
        drop = _FilterStep(self._session, filters.without(best))
        steps = [Step(f"{remove_words(filters, best)}: {again}", drop, main=True)]
        text = "All services answered, and nothing passed."
        unasked = [r for r in result.reports if r.phase is Phase.SKIPPED and r.error] if result is not None else []
        if unasked:
            names_ = joined([source_title(report.name) for report in unasked])
            text = f"{unasked[0].error.message if unasked[0].error else ''} Not asked: {names_}."
        if result is not None and result.dropped:
            text = f"Zenodo did not heed {joined(list(result.dropped))}, and none of its rows passed here."
        foot = ""
        if counts is not None:
            text = f"Without filters there are {number(counts.total)}. Drop one:"
            foot = f"Asked once more without filters, then {number(counts.looked_at)} papers counted here."
        elif self._session.counts_problem is not None:
            foot = self._session.counts_problem.message
        elif len(names) > 1:
            steps.append(Step("Count what each takes: 1 request", self._session.count_filters))
        if len(names) > 1 and counts is not None:
            all_words = f"Drop all: {number(counts.total)}"
            steps.append(Step(all_words, _FilterStep(self._session, filters.without(*names))))
        many = {1: "this filter", 2: "both filters", 3: "all three filters", 4: "all four filters"}
        heading = f"No papers with {many.get(len(names), f'all {len(names)} filters')}"
        shown = lines if len(names) > 1 or then.get(best) else ()
        return PageMessage(heading, text, lines=shown, steps=tuple(steps), foot=foot)

    @staticmethod
    def _then_words(papers: int | None, *, known: bool) -> str:
        if papers:
            return f"{counted(papers, 'paper', 'papers')} then"
        return "still none" if known else ""

    def welcome(self) -> PageMessage:
        """Return the message before the first search: what can be typed."""
        lines = (
            MessageLine("Words or a title", "", "search", press="working memory", run=self._try_title),
            MessageLine("An identifier or a link", "", "link", press="10.18653/v1/N18-1202", run=self._try_doi),
        )
        text = "Words, an identifier or a link."
        if self._settings_editor.current.complete_titles:
            foot = (
                "While you type, Semantic Scholar completes titles (Settings: Complete titles while typing). "
                "Nothing else is requested before you press Enter."
            )
        else:
            foot = "Nothing is requested before you press Enter."
        return PageMessage("Start with what you have", text, lines=lines, foot=foot)

    # Next steps

    def _again(self) -> Step:
        return Step("Try again", self._session.again, icon="refresh")

    def _edit(self, title: str) -> Step:
        return Step(title, self._actions["focus.search"].trigger, main=True)

    def _library(self) -> Step:
        return Step("Search my library", self._search_library)

    def _has_key(self) -> bool:
        key = self._keys().known("semantic_scholar")
        return key is not None and key.is_set

    def _try_title(self) -> None:
        self._try_words("working memory")

    def _try_doi(self) -> None:
        self._try_words("10.18653/v1/N18-1202")

    def _search_library(self) -> None:
        self._actions["focus.library"].trigger()

    def _go_online(self) -> None:
        self._status().set_offline(False)
        self._session.again()

    def _open_settings(self) -> None:
        self._navigation.show(places.SETTINGS)


def _filter_name(filters: Filters, name: str) -> str:
    value = value_words(filters, name)
    says_it_itself = value == filter_title(name) or ":" in value
    return value if says_it_itself else f"{filter_title(name)}: {value}"


class _FilterStep:
    """Runs the search again with other filters."""

    def __init__(self, session: SearchSession, filters: Filters) -> None:
        self._session = session
        self._filters = filters

    def __call__(self) -> None:
        self._session.with_filters(self._filters)


def no_source_queried(result: SearchResult) -> bool:
    """True if every source was left out: the program is offline, or settings that they need are missing."""
    return bool(result.reports) and all(report.phase is Phase.SKIPPED for report in result.reports)


def joined(names: list[str]) -> str:
    """Return 'A', 'A and B', 'A, B and C'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
