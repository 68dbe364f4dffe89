"""The messages of the list of results, above its rows or in place of them: who is waited for, what failed, what to do
next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.identifiers.kinds import Scheme
from scholar_desktop.domain.search.filters import FIELD, OPEN_ACCESS, WORDS, Filters
from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.search.query_parser import (
    describe_operators,
    may_be_title,
    parse_operators,
    with_operator_filters,
)
from scholar_desktop.domain.source import CORPUS, DEMO_HINT, DEMO_WORDS_HINT, S2, Phase, SourceReport
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain, title_key
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_messages import no_saved_answer_message, pdf_files_line, search_online_step
from scholar_desktop.ui.search.missing_sources import (
    answered,
    cut_offline_note,
    failure_words,
    missing_words,
    none_found_words,
    retry_steps,
    source_line,
)
from scholar_desktop.ui.search.search_session import SearchSession
from scholar_desktop.ui.search.shown_search import KeptChoices
from scholar_desktop.ui.search.source_chips import missing_sentence, seconds_left, sources_left_out, sources_off
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.filter_words import (
    filter_title,
    filter_value_words,
    named_filter_words,
    papers_without_words,
    remove_words,
)
from scholar_desktop.ui.words.sort_words import KEPT_SORT
from scholar_desktop.ui.words.wording import clock, listed, message_title, moment, number, source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.search.source_waits import SourceWaits

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])")
LONGEST_NAME = 50
"""Characters of an identifier on a button."""
# not translated: words of papers that the demo has, which are in English, by their fields of study
_DEMO_EXAMPLES = {"Psychology": "memory", "Medicine": "cancer", "Economics": "inequality", "Education": "teaching"}
_TITLE_EXAMPLE, _DOI_EXAMPLE = "working memory", "10.18653/v1/N18-1202"  # not translated: an example of words to search
TITLE_WORDS = 4
"""Fewer words are no title."""


class ResultMessages:
    """Creates notes and messages from the state of a search.

    keys, status: return the services, which the last search is shown without; waits: those of the search;
    is_online: False while the program works offline; try_words: runs an example search; show_why: opens the report;
    search_library: searches the library for the words of the search.
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
        waits: SourceWaits,
        is_online: Callable[[], bool],
        try_words: Callable[[str], None],
        show_why: Callable[[], None],
        search_library: Callable[[], None],
    ) -> None:
        self._actions = actions
        self._navigation = navigation
        self._keys = keys
        self._open_url = open_url
        self._settings_editor = settings_editor
        self._status = status
        self._show_why = show_why
        self._search_library = search_library
        self._session = session
        self._waits = waits
        self._is_online = is_online
        self._try_words = try_words
        self.kept = KeptChoices()
        self._made_offline: SearchResult | None = None
        for signal in (session.leaving, session.returned):
            signal.connect(self.kept.forget)

    # Above the rows

    def waiting(self, reports: tuple[SourceReport, ...]) -> Note:
        """Return what is waited for, since when and until when, which source has failed, and a button to stop."""
        stop = Step(gettext("Stop"), self._session.cancel)
        names = [source_title(report.name) for report in reports if not report.settled]
        searching = gettext("Searching {services}…", services=listed(names)) if names else gettext("Searching…")
        failed = [report for report in reports if report.phase is Phase.FAILED]
        waited = self._waits.words(reports)
        if failed:
            all_again = partial(self._session.retry, *(report.name for report in failed))
            again = retry_steps(self._session, failed, all_again)
            return Note(failure_words(failed), f"{searching} {waited}".strip(), "error", "alert", (*again, stop))
        waiting = [report for report in reports if report.phase is Phase.WAITING]
        if not waiting:
            return Note(searching, waited, "panel", "clock", (stop,))
        report = waiting[0]
        left = seconds_left(report, datetime.now(UTC))
        service = source_title(report.name)
        text = (
            gettext("Next try in {time}.", time=clock(left))
            if left is not None
            else gettext("It will be tried again as soon as possible.")
        )
        steps = [stop]
        wait = self._status().wait_of(report.name)
        if wait is not None and wait.pool:
            steps.append(Step(gettext("Add API key"), self._open_settings))
            heading = gettext("Waiting for {service}.", service=service)
            return Note(heading, f"{shown(wait.reason)} {text}", "warn", "clock", tuple(steps))
        if wait is None:
            heading = gettext("{service} isn't responding.", service=service)
            return Note(heading, f"{text} {waited}".strip(), "warn", "clock", tuple(steps))
        if report.name == S2 and not self._has_key():
            text = f"{gettext('Without an API key you share a limit with other users.')} {text}"
            steps.append(Step(gettext("Add API key"), self._open_settings))
        return Note(gettext("{service} is busy.", service=service), text, "warn", "clock", tuple(steps))

    def missing(self, result: SearchResult) -> Note | None:
        """Return which sources sent nothing or too little; None if everything is there."""
        lacking = [report for report in result.reports if report.phase in (Phase.FAILED, Phase.PARTIAL)]
        if self._session.cancelled:
            heading, text = gettext("Search stopped."), gettext("The results so far are below.")
            return Note(heading, text, "panel", "info", (self._again(),))
        left_out = [report for report in result.reports if report.was_offline]
        if not lacking and self._is_online() and left_out:
            text = missing_words(left_out)
            return self._made_offline_note(text)
        if not lacking:
            return None
        if all(report.was_cut_offline for report in lacking):
            return cut_offline_note(self._session, self._status(), lacking, left_out)
        if len(lacking) == 1:
            report = lacking[0]
            service = source_title(report.name)
            message = report.error.message if report.error else gettext("{service} didn't respond.", service=service)
            text = missing_words(lacking)
            if report.name == CORPUS and report.error is not None and report.error.code == "bad_answer":
                step = Step(gettext("Open offline corpus"), self._actions["view.corpus"].trigger, icon="database")
                return Note(shown(message), gettext("Rebuild the corpus to repair it."), "warn", "alert", (step,))
            if report.phase is Phase.PARTIAL:
                text = gettext("Only some of the results from {service} are below.", service=service)
            return Note(shown(message), text, "error", "alert", (self._again(),))
        again = retry_steps(self._session, lacking, self._session.again)
        return Note(missing_words(lacking), failure_words(lacking), "error", "alert", again)

    def from_saved(self, result: SearchResult) -> Note | None:
        """Return that the rows are saved answers, and how old these are, also when the program is online again, until
        the next search; None for a search that was made online, and after requests."""
        saved = [one for one in result.reports if one.received and not one.requests and one.name != CORPUS]
        if not saved or any(report.requests for report in result.reports):
            return None
        text = gettext("The oldest answer was received {time}.", time=moment(min(one.received or "" for one in saved)))
        if self._is_online():
            return self._made_offline_note(text) if result is self._made_offline else None
        self._made_offline = result
        if left_out := [report for report in result.reports if report.was_offline]:
            missing = missing_words(left_out)
            text = f"{text} {missing}"
        online = search_online_step(self._status(), partial(self._session.again, refresh=True))
        return Note(gettext("Saved answers, because you are offline."), text, "panel", "offline", (online,))

    def _made_offline_note(self, text: str) -> Note:
        now = Step(gettext("Search now"), partial(self._session.again, refresh=True), icon="search")
        return Note(gettext("This search was made offline."), text, "panel", "offline", (now,))

    def with_kept(self, note: Note | None) -> Note | None:
        """Return *note* with the filters and the order of an earlier search that still apply; as it is if there are
        none, or if the search is for an identifier, which they do not apply to."""
        filters, query = self.kept.filters, self._session.query
        sort = self.kept.sort_of(query, self._session.result)
        if not (filters.any_set or sort) or (query is not None and query.identifier is not None):
            return note
        leads, steps, here = [], [], ""
        if filters.any_set:
            named = ", ".join(named_filter_words(filters, name) for name in filters.names())
            leads.append(gettext("Filters still apply: {filters}.", filters=named))
            steps.append(Step(gettext("Clear filters"), self._actions["search.clear_filters"].trigger, icon="cross"))
        if sort:
            leads.append(shown(KEPT_SORT[sort]))
            steps.append(Step(gettext("Sort by relevance"), partial(self._session.with_sort, "relevance")))
        steps.append(Step(gettext("Dismiss"), self._dismiss_kept))
        if filters.any_set and self._session.all_pdfs:
            here = gettext("“{filter}” is applied on your computer.", filter=filter_title(OPEN_ACCESS))
        lead = " ".join(leads)
        if note is None:
            return Note(lead, here, "panel", "filter", tuple(steps))
        return msgspec.structs.replace(note, text=f"{note.text} {lead} {here}".strip(), steps=(*note.steps, *steps))

    def _dismiss_kept(self) -> None:
        self.kept.dismiss()
        self._session.updated.emit()

    def hidden_title(self, result: SearchResult) -> Note | None:
        """Return that a filter may hide the paper whose title was searched; None if it is listed, or if the words are
        no title."""
        words, names = result.query.words, result.query.filters.names()
        typed = _letters(words)
        if not names or result.query.identifier is not None or len(words.split()) < TITLE_WORDS:
            return None
        listed_papers = [paper for paper in result.papers if _has_title(paper, typed)]
        if any(S2 in paper.sources for paper in listed_papers):
            return None
        filters = result.query.filters
        hidden = [paper for paper in self._session.loaded_papers if _has_title(paper, typed)]
        if hidden and not listed_papers:
            lead = gettext("“{title}” is hidden by your filters.", title=message_title(hidden[0].title))
            if len(names) == 1:
                named = filter_title(names[0])
                lead = gettext(
                    "“{title}” is hidden by the filter “{filter}”.", title=plain(hidden[0].title), filter=named
                )
            show = Step(gettext("Show it"), partial(self._session.with_filters, filters.without(*names)), icon="eye")
            return Note(lead, "", "panel", "filter", (show,))
        if not result.leaves_out_pdfs or not may_be_title(words):
            return None
        longer = [one for one in result.papers if typed in _letters(one.title) and not _has_title(one, typed)]
        if len(longer) > 1:  # words that several titles contain are a subject
            return None
        search = self._all_pdfs()
        drop = Step(
            remove_words(filters, OPEN_ACCESS, None), partial(self._session.with_filters, filters.without(OPEN_ACCESS))
        )
        lead = gettext("Semantic Scholar may have a paper with this title.")
        why = gettext(
            "With the filter “{filter}”, it finds only papers whose PDF it lists itself.",
            filter=filter_title(OPEN_ACCESS),
        )
        return Note(lead, why, "panel", "filter", (search, drop))

    def other_titles(self, result: SearchResult, title: str) -> Note | None:
        """Return that no listed paper has *title*; None if one has it, or if other words were searched."""
        wanted = _letters(title)
        if not wanted or _letters(result.query.words) != wanted:
            return None
        if any(_has_title(paper, wanted) for paper in result.papers):
            return None
        lead = gettext("None of these papers has the title “{title}”.", title=message_title(title))
        return Note(lead, "", "panel", "info")

    # In place of rows

    def stopped(self) -> PageMessage:
        return PageMessage(gettext("Search stopped"), gettext("No results had arrived yet."), steps=(self._again(),))

    def problem(self) -> PageMessage:
        """Return the message for a text that cannot be searched for, or a page from which its paper cannot be
        identified."""
        problem, query = self._session.problem, self._session.query
        assert problem is not None
        steps = [self._edit(gettext("Edit search"))]
        if query is not None and (corrected := self._correction(query.words)) is not None:
            steps = [corrected, Step(gettext("Edit search"), self._actions["focus.search"].trigger)]
        if query is not None and query.identifier is not None and query.identifier.scheme is Scheme.PAGE:
            address = query.identifier.value
            steps = [
                self._edit(gettext("Search by title")),
                Step(gettext("Open page"), partial(self._open_address, address)),
            ]
            if problem.code not in ("usage", "not_found"):
                steps.append(self._again())
        return PageMessage(shown(problem.message), shown(problem.hint or ""), "alert", "error", steps=tuple(steps))

    def _open_address(self, address: str) -> None:
        self._open_url(address)

    def unreachable(self, result: SearchResult) -> PageMessage:
        """Return the message for a search that found nothing while at least one source could not be queried."""
        lines = [
            source_line(
                report.name,
                shown(report.error.message) if report.phase is not Phase.OK and report.error else gettext("no results"),
                "cross" if report.phase is Phase.FAILED else "tick" if report.phase is Phase.OK else "info",
                "error" if report.phase is Phase.FAILED else "muted",
            )
            for report in result.reports
        ]
        if len(result.failed) > 1 and self._session.can_retry_one:
            for place, report in enumerate(result.reports):
                if report.phase is Phase.FAILED:
                    run = partial(self._session.retry, report.name)
                    lines[place] = msgspec.structs.replace(lines[place], press=gettext("Try again"), run=run)
        again = Step(gettext("Try again"), self._session.again, main=True, icon="refresh")
        said = (shown(report.error.hint) for report in result.failed if report.error and report.error.hint)
        hints = " ".join(dict.fromkeys(sentence for hint in said for sentence in _SENTENCE_END.split(hint)))
        if len(result.failed) == len(result.reports):
            return PageMessage(
                gettext("No service could answer"), hints, "offline", "error", tuple(lines), (again, self._library())
            )
        failed = listed([source_title(report.name) for report in result.failed])
        heading = ngettext(
            "Nothing found, but one service couldn't answer",
            "Nothing found, but some services couldn't answer",
            len(result.failed),
        )
        text = gettext("No results from {services}. The other services found nothing.", services=failed)
        return PageMessage(heading, text, "alert", "error", tuple(lines), (again, self._library()))

    def no_source_queried_message(self, result: SearchResult) -> PageMessage:
        """Return the message for a search in which no source was queried and none has a cached answer."""
        if any(report.was_offline for report in result.reports):
            return no_saved_answer_message(self._status(), self._session.again, self._library())
        lines = tuple(
            source_line(report.name, shown(report.error.message) if report.error else "", "info")
            for report in result.reports
        )
        settings = Step(gettext("Open settings"), self._open_settings, main=True)
        return PageMessage(gettext("No service was searched"), "", "info", "muted", lines, (settings, self._library()))

    def nothing_found(self) -> PageMessage:
        """Return the message for a paper that no source has: possible reasons, and which filter to drop."""
        query = self._session.query
        assert query is not None
        filters = query.filters
        if query.identifier is not None:
            heading = gettext("No paper for {identifier}", identifier=query.words)
            text = gettext("It may be mistyped, or too new to be listed.")
            if self._settings_editor.current.demo:
                text = shown(DEMO_HINT)
            if asked := answered(self._session.result):
                sources = listed([source_title(name) for name in asked])
                searched = gettext("Sources that were searched: {sources}.", sources=sources)
                text = " ".join(filter(None, (searched, missing_sentence(*self._sources), text)))
            steps = (self._edit(gettext("Edit search")), *self._live(), *self._all_sources())
            return PageMessage(heading, text, steps=steps)
        if not filters.any_set or self._session.has_none_without_filters:
            text = self._removed_here()
            lines = self._demo_words() if not text else ()
            usual = none_found_words(self._session.result, is_online=self._is_online())
            text = text or (shown(DEMO_WORDS_HINT) if lines else usual)
            text = " ".join(filter(None, (text, missing_sentence(*self._sources))))
            if names := filters.names():
                without = ngettext(
                    "Without the filter “{filter}”, nothing is found either.",
                    "Without the {count} filters, nothing is found either.",
                    len(names),
                    filter=named_filter_words(filters, names[0]),
                )
                text = f"{text} {without}"
            fault = " ".join(shown(fault) for fault in parse_operators(query.words).faults)
            live = self._live() if lines else ()
            steps = (self._edit(gettext("Edit search")), *live, Step(gettext("See why"), self._show_why))
            if (corrected := self._correction(query.words)) is not None:
                steps = (corrected, Step(gettext("Edit search"), self._actions["focus.search"].trigger))
            heading = gettext("No papers for “{words}”", words=query.words)
            return PageMessage(heading, f"{fault} {text}".strip(), lines=lines, steps=(*steps, *self._all_sources()))
        return self._no_papers_with(filters)

    def _all_sources(self) -> tuple[Step, ...]:
        """Return the step to search all sources, or to turn on those that are off; () if all were searched."""
        if self._session.sources is None and not sources_left_out(*self._sources):
            choose = Step(gettext("Choose sources"), self._actions["view.search_sources"].trigger, icon="settings")
            return (choose,) if sources_off(*self._sources) else ()
        return (Step(gettext("Search all sources"), self._actions["search.all_sources"].trigger, icon="search"),)

    @property
    def _sources(self) -> tuple[SettingsEditor, tuple[str, ...] | None, tuple[str, ...]]:
        """The arguments of `sources_off`."""
        searched = self._session.result.source_names if self._session.result is not None else ()
        return self._settings_editor, self._session.sources, searched

    def _removed_here(self) -> str:
        """Return what excluded all papers that the services found; empty if they found none."""
        result = self._session.result
        if result is None or not result.loaded:
            return ""
        excluding = [one.name for one in result.narrowed if one.here]
        filters = with_operator_filters(result.query).filters
        conditions = [named_filter_words(filters, name) for name in excluding if name in filters.names()]
        if WORDS in excluding:
            conditions.append(shown(describe_operators(result.query.words)))
        return ngettext(
            "The services found {count} paper, but it doesn't match: {conditions}. This was checked on your computer.",
            "The services found {count} papers, but none matches: {conditions}. This was checked on your computer.",
            result.loaded,
            count=number(result.loaded),
            conditions=listed(conditions),
        )

    def _demo_words(self) -> tuple[MessageLine, ...]:
        """Return the lines that search the demo for words of which it has papers; () if others were searched."""
        if not self._settings_editor.current.demo or S2 not in answered(self._session.result):
            return ()
        fields = ((filter_value_words(FIELD, field), word) for field, word in _DEMO_EXAMPLES.items())
        return tuple(self._example(field, "search", word) for field, word in fields)

    def _live(self) -> tuple[Step, ...]:
        """Return the step from the demo to the live services; () if the program uses these."""
        if not self._settings_editor.current.demo:
            return ()
        return (Step(gettext("Use the live services"), self._navigation.live_wanted.emit, icon="external"),)

    def _no_papers_with(self, filters: Filters) -> PageMessage:
        """Return the message for filters that leave nothing: what each removes, and which to drop."""
        names, counts, result = filters.names(), self._session.filter_counts, self._session.result
        here = {one.name: one.alone for one in result.narrowed} if result is not None else {}
        exact = {name for name in names if self._session.can_filter_here(filters.without(name))}
        then = dict(here)
        if counts is not None:
            then |= {name: max(counts.without[name], here.get(name, 0)) for name in names if name not in exact}
        lines = tuple(
            MessageLine(
                named_filter_words(filters, name),
                papers_without_words(then.get(name), known=counts is not None, is_least=name not in exact),
                "filter",
                press=gettext("Remove"),
                run=partial(self._session.with_filters, filters.without(name)),
            )
            for name in names
        )
        best = max(names, key=lambda name: then.get(name, 0))
        steps = []
        if len(names) == 1 or then.get(best):
            drop = partial(self._session.with_filters, filters.without(best))
            words = remove_words(filters, best, then.get(best), is_least=best not in exact)
            steps.append(Step(words, drop, main=True))
        if len(names) > 1:
            drop_all = partial(self._session.with_filters, filters.without(*names))
            steps.append(Step(self._remove_all_words(), drop_all, main=not steps))
        if result is not None and result.loaded:
            text = gettext("The services responded, but no paper passes the filters.")
        else:
            text = ngettext(
                "The services responded, but found nothing with this filter.",
                "The services responded, but found nothing with these filters.",
                len(names),
            )
        unasked = [r for r in result.reports if r.phase is Phase.SKIPPED and r.error] if result is not None else []
        if unasked:
            services = listed([source_title(report.name) for report in unasked])
            why = shown(unasked[0].error.message) if unasked[0].error else ""
            text = f"{why} {gettext('Not searched: {services}.', services=services)}"
        if result is not None and result.dropped:
            text = gettext(
                "Zenodo ignored the filter {parameters}, and none of its results passes it.",
                parameters=listed(result.dropped),
            )
        foot = ""
        if counts is not None and not counts.total:
            text = gettext("Semantic Scholar finds nothing without the filters either.")
        elif counts is not None:
            text = ngettext(
                "Without filters there is {count} paper. Remove a filter:",
                "Without filters there are {count} papers. Remove a filter:",
                counts.total,
                count=number(counts.total),
            )
            foot = ngettext(
                "Based on {count} paper found without filters.",
                "Based on {count} papers found without filters.",
                counts.looked_at,
                count=number(counts.looked_at),
            )
        elif self._session.counts_problem is not None:
            foot = shown(self._session.counts_problem.message)
        elif len(names) > 1 and (self._session.sources is None or S2 in self._session.sources):
            steps.append(Step(gettext("Count per filter"), self._session.count_filters))
        if result is not None and result.leaves_out_pdfs:
            left_out = gettext(
                "With the filter “{filter}”, Semantic Scholar finds only papers whose PDF it lists itself.",
                filter=filter_title(OPEN_ACCESS),
            )
            text = f"{text} {left_out}"
            if len(names) == 1:
                others = [msgspec.structs.replace(step, main=False) for step in steps]
                steps = [msgspec.structs.replace(self._all_pdfs(), main=True), *others]
            else:
                steps.append(self._all_pdfs())
        heading = ngettext(
            "No papers with the filter “{filter}”",
            "No papers with these {count} filters",
            len(names),
            filter=named_filter_words(filters, names[0]),
        )
        told = lines if len(names) > 1 or then.get(best) else ()
        return PageMessage(heading, text, lines=told, steps=tuple(steps), foot=foot)

    def _all_pdfs(self) -> Step:
        from scholar_desktop.ui.search.results_foot import all_pdfs_help, all_pdfs_words  # rarely needed

        return Step(all_pdfs_words(), self._session.find_all_pdfs, icon="search", why=all_pdfs_help())

    def _remove_all_words(self) -> str:
        counts = self._session.filter_counts
        if counts is None or not counts.total:
            return gettext("Remove all filters")
        return ngettext(  # the count is that of Semantic Scholar alone
            "Remove all filters (at least {count} paper)",
            "Remove all filters (at least {count} papers)",
            counts.total,
            count=number(counts.total),
        )

    def welcome(self) -> PageMessage:
        """Return the message before the first search: the four ways to find papers, each with its button."""
        lines = (
            self._example(gettext("Words or a title"), "search", _TITLE_EXAMPLE),
            self._example(gettext("An identifier or a link"), "link", _DOI_EXAMPLE),
            MessageLine(
                gettext("A reference list"),
                gettext("paste or type it, or drop a file"),
                "file-text",
                press=gettext("Add from reference list…"),
                run=self._add_from_list,
                is_link=True,
            ),
            pdf_files_line(self._actions),
        )
        text = gettext("Enter words, a title, an identifier or a link. Or start from what you have.")
        if self._settings_editor.current.complete_titles:
            foot = gettext(
                "While you type, Semantic Scholar completes titles; you can turn this off in Settings. Nothing else "
                "is sent until you press Enter."
            )
        else:
            foot = gettext("Nothing is sent until you press Enter.")
        return PageMessage(gettext("Find papers"), text, lines=lines, foot=foot)

    # Next steps

    def _again(self) -> Step:
        return Step(gettext("Try again"), self._session.again, icon="refresh")

    def _edit(self, title: str) -> Step:
        return Step(title, self._actions["focus.search"].trigger, main=True)

    def _correction(self, text: str) -> Step | None:
        """Return the step that searches for the identifier that *text* probably means; None if there is none."""
        from scholar_desktop.domain.identifiers import identifiers  # rarely needed
        from scholar_desktop.domain.identifiers.corrections import corrected_identifier

        numbers = identifiers.identifiers_of_number(text)
        corrected = shown(identifiers.label_of(numbers[0])) if numbers else corrected_identifier(text)
        if corrected is None:
            return None
        name = shorten(corrected, LONGEST_NAME)
        title = gettext("Search for {identifier}", identifier=name)
        return Step(title, partial(self._try_words, corrected), main=True, icon="search")

    def _library(self) -> Step:
        return Step(gettext("Search my library"), self._search_library)

    def _has_key(self) -> bool:
        key = self._keys().known("semantic_scholar")
        return key is not None and key.is_set

    def _example(self, name: str, icon: str, words: str) -> MessageLine:
        """Return the line that searches for *words*, an example of what one can type."""
        return MessageLine(name, "", icon, press=words, run=partial(self._try_words, words), is_link=True)

    def _add_from_list(self) -> None:
        self._actions["list.open"].trigger()

    def _open_settings(self) -> None:
        self._navigation.show(places.SETTINGS)


def _has_title(paper: Paper, typed: str) -> bool:
    return _letters(paper.title) == typed


def _letters(title: str) -> str:
    return title_key(title).replace(" ", "")
