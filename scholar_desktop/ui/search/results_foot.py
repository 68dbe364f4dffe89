"""The bottom of the results: how much of the list is loaded, and the number of requests to load more."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from scholar_desktop.domain.request_options import seconds_of
from scholar_desktop.domain.search.filters import OPEN_ACCESS
from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.source import S2, Phase, SourceReport
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.window_state import WindowState
from scholar_desktop.ui.search.source_waits import SourceWaits
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.words.filter_words import filter_title, narrowing_filter_words
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import listed, number, pool_words, rough_clock, since_words, source_title

CALL = 1000
"""Rows per request for the whole list."""
BEST_MATCHES_END = 900
"""Semantic Scholar sends no more best matches after 999 rows; the limit is lower because a few may not have been
parsed."""
ZENODO_CALL, ZENODO_ROWS = 25, 10_000
"""Rows per request, and the number of rows of a list that Zenodo sends at most."""
TICK_MS = 500
LEFT_OUT = "pdfs_left_out"
"""Key in the window's state: how many papers a search for open PDFs leaves out, and of which search that is."""
SERVICE_SORTS = ("year", "-year", "citations", "-citations")
"""Sort orders that Semantic Scholar offers for a whole list."""


def time_words(seconds: float) -> str:
    """Return 'about 20 s', 'about 12 minutes'."""
    if seconds < 90:
        return gettext("about {time}", time=rough_clock(seconds))
    return ngettext("about {count} minute", "about {count} minutes", round(seconds / 60))


def count_help(result: SearchResult) -> str:
    """Return how the rows of the sources became the papers of the list, line by line."""
    lines = [
        gettext("{source}: {count} loaded", source=source_title(one.name), count=number(one.loaded))
        for one in result.reports
        if one.loaded
    ]
    if merged := result.merged:
        lines.append(ngettext("{count} duplicate merged", "{count} duplicates merged", merged, count=number(merged)))
    for one in result.narrowed:
        if one.here:
            lines.append(
                ngettext(
                    "{count} paper left out by {filter}",
                    "{count} papers left out by {filter}",
                    one.here,
                    count=number(one.here),
                    filter=narrowing_filter_words(result.query, one.name),
                )
            )
    if sum(bool(one.here) for one in result.narrowed) > 1:
        lines.append(gettext("Several filters may leave out the same paper."))
    if not_used := filters_not_used(result):
        lines.append(not_used)
    return "\n".join(lines)


def filters_not_used(result: SearchResult) -> str:
    """Return that the filters that are set are not used, in a sentence; empty if they are, or if none is set."""
    if result.query.identifier is None or not result.query.filters.any_set:
        return ""
    return gettext("Filters are not used: an identifier is looked up without them.")


def s2_report(result: SearchResult) -> SourceReport | None:
    return next((report for report in result.reports if report.name == S2), None)


def _can_load_whole_list(result: SearchResult) -> bool:
    """True if all best matches are loaded (Semantic Scholar sends fewer than a thousand) and the service has more
    papers."""
    report = s2_report(result)
    return (
        not result.bulk
        and report is not None
        and report.phase is Phase.OK
        and BEST_MATCHES_END <= report.loaded < (report.total or 0)
    )


def _requests_left(report: SourceReport, *, bulk: bool) -> int | None:
    """Return the number of requests for the rest of a source's list; None if its length is not known."""
    if report.total is None:
        return None
    match report.name:
        case "s2":
            # the whole list starts again from its first row
            return max(1, math.ceil((report.total - (report.loaded if bulk else 0)) / CALL))
        case "zenodo":
            return math.ceil(max(0, min(report.total, ZENODO_ROWS) - report.loaded) / ZENODO_CALL)
        case _:
            return 1


def _loaded_words(report: SourceReport) -> str:
    return gettext(
        "{service}: {loaded} of {total}",
        service=source_title(report.name),
        loaded=number(report.loaded),
        total=number(max(report.total or 0, report.loaded)),
    )


def _sort_all_words(sort: str) -> str:
    return gettext("Sort all by date") if sort == "year" else gettext("Sort all by citations")


def _load_all_help(requests: int, *, is_least: bool) -> str:
    cost = (
        ngettext("Needs at least {count} request.", "Needs at least {count} requests.", requests)
        if is_least
        else ngettext("Needs {count} request.", "Needs {count} requests.", requests)
    )
    limits = gettext(
        "Load everything from all sources. Semantic Scholar sends 1,000 papers per request, without summaries; Zenodo "
        "sends only the first 10,000."
    )
    return f"{limits} {cost}"


def pdfs_left_out(count: int = 0) -> str:
    """Return why a search for open PDFs may lack papers that have one. count: how many papers of the list before that
    offered one it lacks for that reason; 0 if that is not known."""
    if not count:
        return gettext(
            "Some papers with an open PDF may be missing: Semantic Scholar filters by the PDFs that it lists itself."
        )
    return ngettext(
        "Semantic Scholar left out {count} paper that was listed before with an open PDF, because it lists no PDF for "
        "it.",
        "Semantic Scholar left out {count} papers that were listed before with an open PDF, because it lists no PDF "
        "for them.",
        count,
        count=number(count),
    )


def all_pdfs_words() -> str:
    return gettext("Find more papers")


def all_pdfs_help() -> str:
    return gettext(
        "Also finds papers whose open PDF only other sources list. Takes more requests: the services are searched "
        "without the filter “{filter}”, and the results are filtered on your computer, also those of later searches, "
        "until you remove the filter.",
        filter=filter_title(OPEN_ACCESS),
    )


class ResultsFoot(QWidget):
    """Shows 'Semantic Scholar: 1,000 of 60,064', offers another page and the whole list, and shows the progress.

    Signals: `more_wanted`, `all_wanted`, `sort_wanted` (the whole list in the order that is shown), `stop_wanted`,
    `all_pdfs_wanted` (without Semantic Scholar's own filter for open PDFs).
    """

    more_wanted = Signal()
    all_wanted = Signal()
    sort_wanted = Signal()
    stop_wanted = Signal()
    all_pdfs_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        rate_per_s: float,
        pool: Callable[[], tuple[int, int] | None],
        waits: SourceWaits,
        state: WindowState,
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """rate_per_s: the requests per second that Semantic Scholar allows; 0 for no limit; pool: as `Status.pool`;
        waits: those of the search; state: keeps the number of papers that are left out for the next start; clock:
        monotonic time in seconds."""
        super().__init__(parent)
        self.setObjectName("moreRows")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seconds_per_call = 1 / rate_per_s if rate_per_s > 0 else 0.0
        self._pool = pool
        self._waits = waits
        self._clock = clock
        self._state = state
        self._began: tuple[float, int] | None = None
        self._result: SearchResult | None = None
        self._was_offered = False
        self._filtered_here: SearchResult | None = None
        """The last list to which the filter for open PDFs was applied here."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        self._progress.setAccessibleName(gettext("Loading progress"))
        column.addWidget(self._progress)
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        row.setContentsMargins(theme.px(16), theme.px(4), theme.px(12), theme.px(4))
        row.setSpacing(theme.px(6))
        self._words = ElidedLabel("", "small", "muted")
        row.addWidget(self._words, 1)
        self._buttons: dict[str, Button] = {}
        for name, signal in (
            ("sortAllButton", self.sort_wanted),
            ("loadMoreButton", self.more_wanted),
            ("loadAllButton", self.all_wanted),
            ("stopLoadingButton", self.stop_wanted),
        ):
            button = Button(theme, ButtonKind.PLAIN, small=True)
            button.setObjectName(name)
            button.clicked.connect(signal)
            row.addWidget(button)
            self._buttons[name] = button
        column.addWidget(self._line)
        self._notes = label("", "small", "muted", wrap=True)
        self._notes.setContentsMargins(theme.px(16), 0, theme.px(12), theme.px(4))
        self._notes.hide()
        column.addWidget(self._notes)
        self._pdfs = QWidget()
        line = QHBoxLayout(self._pdfs)
        line.setContentsMargins(theme.px(16), theme.px(4), theme.px(12), theme.px(4))
        line.setSpacing(theme.px(6))
        self._left_out = label("", "small", "muted", wrap=True)
        line.addWidget(self._left_out, 1)
        button = Button(theme, ButtonKind.PLAIN, all_pdfs_words(), small=True)
        button.setObjectName("allPdfsButton")
        set_tooltip(button, all_pdfs_help())
        button.clicked.connect(self.all_pdfs_wanted)
        line.addWidget(button)
        self._pdfs.hide()
        column.addWidget(self._pdfs)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_progress)
        self.hide()

    @property
    def words(self) -> str:
        return " ".join(filter(None, (self._words.text(), "" if self._notes.isHidden() else self._notes.text())))

    @property
    def names_services(self) -> bool:
        """True while more is loading, and its words name the services that are still searched."""
        report = s2_report(self._result) if self._result is not None and self._began is not None else None
        return report is not None and report.settled and bool(report.total)

    def show_result(
        self,
        result: SearchResult | None,
        *,
        running: bool,
        loading: bool,
        is_cut: bool = False,
        leaves_out_pdfs: bool = False,
    ) -> None:
        """Update the texts.

        Args:
            loading: rows are shown, and more are on their way.
            is_cut: only the first papers of a list of an earlier run of the program are shown.
            leaves_out_pdfs: as of SearchResult, once the search has ended.
        """
        if running and result is not None and result.papers and self._has_focus():
            loading = True  # Stop keeps the focus from the start, before it is known which sources send more
        self._notes.hide()
        self._pdfs.setVisible(leaves_out_pdfs)
        if result is not None and result.query.filters.open_access and result.settled:
            if leaves_out_pdfs:
                self._left_out.setText(pdfs_left_out(self._count_left_out(result)))
            elif not result.is_pdf_filter_sent:
                self._filtered_here = result
        self._result = result
        if result is None or not (result.papers or result.loaded) or (running and not loading):
            self._was_offered = self._was_offered and result is not None
            self._end()
            self.hide()
            return
        self._line.show()
        notes = [
            gettext("{source}: {note}", source=source_title(one.name), note=shown(one.note))
            for one in result.reports
            if one.note
        ]
        self._notes.setText(" ".join(notes))
        self._notes.setVisible(bool(notes))
        if loading:
            if self._began is None:
                self._began = (self._clock(), self._loaded(result))
                self._tick.start()
            self._show_progress()
        else:
            self._end()
            if is_cut:
                self._offer_rest(result)
            elif result.more or _can_load_whole_list(result):
                self._was_offered = True
                self._offer(result)
            elif result.bulk or self._was_offered:
                self._account(result)
            elif leaves_out_pdfs:
                self._clear()
            else:
                self.hide()
                return
        self.show()

    def _count_left_out(self, result: SearchResult) -> int:
        """Return how many papers of Semantic Scholar that passed the filter for open PDFs here are not in the list any
        more; 0 if that is not known: another search was filtered here, or Semantic Scholar has more papers. A paper
        that another service still sends is in the list under the id that it has there."""
        from scholar_desktop.domain.merging.identifier_keys import identifier_keys  # rarely needed

        before, asked = self._filtered_here, [result.query.words, msgspec.to_builtins(result.query.filters)]
        kept = self._state.get(LEFT_OUT, dict) or {}
        if before is None:
            count = kept.get("count")  # of the list that an earlier run of the program showed
            return count if kept.get("of") == asked and isinstance(count, int) else 0
        if S2 in result.more or (before.query.words, before.query.filters) != (
            result.query.words,
            result.query.filters,
        ):
            return 0
        here = {key for paper in result.papers for key in identifier_keys(paper.ids)}
        from_s2 = [paper for paper in before.papers if S2 in paper.sources]
        count = sum(here.isdisjoint(identifier_keys(paper.ids)) for paper in from_s2)
        self._state.set(LEFT_OUT, {"of": asked, "count": count})
        return count

    def _offer(self, result: SearchResult) -> None:
        report = s2_report(result)
        self._progress.hide()
        whole = S2 in result.more or _can_load_whole_list(result)
        others = [name for name in result.more if name != S2]
        known = {one.name: one for one in result.reports}
        parts = []
        if report is not None and report.total and whole:
            parts.append(_loaded_words(report))
        elif whole:
            others = [S2, *others]
        parts += [_loaded_words(known[name]) for name in others if known[name].total]
        without = [source_title(name) for name in others if not known[name].total]
        if without:
            services = listed(without)
            more = gettext("more at {services}", services=services)
            parts.append(more if parts else gettext("More at {services}", services=services))
        if report is not None and report.phase is not Phase.SKIPPED and result.bulk and S2 not in result.more:
            parts.append(_loaded_words(report))
        is_partly_sorted = result.bulk and S2 in result.more and result.query.sort in SERVICE_SORTS
        self._show_button(
            "sortAllButton",
            _sort_all_words(result.query.sort) if is_partly_sorted else "",
            gettext(
                "Only the loaded papers are sorted. Semantic Scholar can return the whole list in this order "
                "(1 request)."
            ),
        )
        calls = {name: _requests_left(known[name], bulk=result.bulk) for name in {*result.more, *([S2] * whole)}}
        counts = [count for count in calls.values() if count is not None]
        # where everything costs no more than a page of each source, a page is not offered beside it
        all_is_cheaper = len(counts) == len(calls) and 0 < sum(counts) <= len(result.more)
        self._show_button(
            "loadMoreButton",
            gettext("Load more") if result.more and not all_is_cheaper else "",
            ngettext(
                "Load the next page from each source ({count} request).",
                "Load the next page from each source ({count} requests).",
                len(result.more),
            ),
        )
        all_words = why = ""
        if any(count != 0 for count in calls.values()):
            all_words = gettext("Load all")
            why = _load_all_help(sum(count or 1 for count in calls.values()), is_least=None in calls.values())
            of_s2 = calls.get(S2) or 0
            if (seconds := seconds_of(of_s2, self._seconds_per_call, self._pool())) >= 2:
                parts.append(gettext("all in {time}", time=time_words(seconds)))
                parts.append(pool_words(of_s2, self._pool()))
        self._words.show_text(" · ".join(filter(None, parts)))
        self._show_button("loadAllButton", all_words, why)
        self._show_button("stopLoadingButton", "")

    def _account(self, result: SearchResult) -> None:
        """Say how many rows the sources sent, and how these became the papers of the list."""
        self._progress.hide()
        for name in self._buttons:
            self._show_button(name, "")
        found = [report.loaded for report in result.reports if report.loaded]
        papers = len(result.papers)
        parts = [
            ngettext(
                "Found {found} in {count} source",
                "Found {found} in {count} sources",
                len(found),
                found=number(sum(found)),
            )
        ]
        if merged := result.merged:
            parts.append(
                ngettext("{count} duplicate merged", "{count} duplicates merged", merged, count=number(merged))
            )
        if hidden := result.loaded - papers:
            parts.append(gettext("{count} filtered out", count=number(hidden)))
        parts.append(ngettext("{count} paper listed", "{count} papers listed", papers, count=number(papers)))
        self._words.show_text(" · ".join(parts))

    def _clear(self) -> None:
        """Leave the line about the papers without a PDF alone in the foot."""
        self._progress.hide()
        self._notes.hide()
        self._line.hide()
        self._words.show_text("")
        for name in self._buttons:
            self._show_button(name, "")

    def _offer_rest(self, result: SearchResult) -> None:
        """Say that not all papers of the list were kept at the end of the program, and offer to load the others."""
        self._progress.hide()
        for name in self._buttons:
            self._show_button(name, "")
        shown_papers, papers = number(len(result.papers)), number(result.loaded)
        self._words.show_text(
            gettext("After a restart, the first {shown} of {total} papers are shown.", shown=shown_papers, total=papers)
        )
        why = gettext("Show all papers again. Saved answers are reused; requests are sent only for the others.")
        self._show_button("loadAllButton", gettext("Load all"), why)

    def _show_progress(self) -> None:
        result = self._result
        report = s2_report(result) if result is not None else None
        is_here = self._has_focus()
        self._show_button("stopLoadingButton", gettext("Stop"), gettext("Stop loading and keep the results so far."))
        if is_here:  # before the button that was pressed hides: the results would get it, and Enter opens a paper there
            self.show()
            self._buttons["stopLoadingButton"].setFocus(Qt.FocusReason.OtherFocusReason)
        for name in ("sortAllButton", "loadMoreButton", "loadAllButton"):
            self._show_button(name, "")
        if result is None or report is None or not report.total or self._began is None:
            waited = self._waits.words(result.reports) if result is not None else ""
            words = f"{gettext('Loading more…')} {waited}".strip()
            self._words.show_text(" · ".join(filter(None, (words, self._since(waited)))))
            self._progress.hide()
            return
        if report.settled:  # its numbers say nothing of what is still under way
            merging = self._waits.merging(result.reports)
            others = merging or self._waits.searching(result.reports)
            since = self._since(merging or self._waits.words(result.reports))
            self._words.show_text(" · ".join(filter(None, (_loaded_words(report), others, since))))
            self._progress.hide()
            return
        loaded, total = number(report.loaded), number(max(report.total, report.loaded))
        words = gettext("{loaded} of {total} loaded", loaded=loaded, total=total)
        began, loaded_then = self._began
        done = report.loaded - loaded_then
        if result.bulk and done > 0:
            seconds = (self._clock() - began) / done * self._left(report)
            words = gettext(
                "{loaded} of {total} loaded, {time} left", loaded=loaded, total=total, time=time_words(seconds)
            )
        waited = self._waits.words(result.reports)
        self._words.show_text(" · ".join(filter(None, (words, waited, self._since(waited)))))
        self._progress.setUpdatesEnabled(False)  # otherwise it repaints itself and everything below it immediately
        self._progress.setValue(round(1000 * min(1.0, report.loaded / report.total)))
        self._progress.setUpdatesEnabled(True)
        self._progress.setVisible(result.bulk)

    def _since(self, waited: str) -> str:
        """Return since when rows are loaded; empty for a short time, and if *waited* says how long no answer came."""
        return since_words(self._clock() - self._began[0]) if self._began is not None and not waited else ""

    def _show_button(self, name: str, text: str, why: str = "") -> None:
        button = self._buttons[name]
        if text:
            button.set_text(text)
            set_tooltip(button, why)
        button.setVisible(bool(text))

    def _has_focus(self) -> bool:
        return any(button.hasFocus() for button in self._buttons.values())

    def _end(self) -> None:
        self._began = None
        self._tick.stop()

    @staticmethod
    def _loaded(result: SearchResult) -> int:
        report = s2_report(result)
        return report.loaded if report is not None else 0

    @staticmethod
    def _left(report: SourceReport) -> int:
        return max(0, (report.total or 0) - report.loaded)
