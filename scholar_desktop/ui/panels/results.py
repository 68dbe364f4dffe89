"""Results: rows of papers with their five states, and the bar that says which source is missing."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.query import SearchResult
from scholar_desktop.domain.source import S2, Phase, SourceReport
from scholar_desktop.ui import navigation as places
from scholar_desktop.ui.delegates.result_row import ResultDelegate, row_height
from scholar_desktop.ui.models.paper_list import PaperListModel
from scholar_desktop.ui.panels.filter_chips import years_words
from scholar_desktop.ui.panels.source_chips import seconds_left
from scholar_desktop.ui.search_session import SearchSession
from scholar_desktop.ui.widgets.button import Button, Kind
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import Line, Message
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.wording import clock, counted, number, source_title
from scholar_desktop.ui.workbench import Workbench

COUNTDOWN_MS = 250


class ResultsPane(QWidget):
    """Rows follow the search session; selection and scroll stay with their paper while results come in.

    Signals: `rested` (the selection came to a paper), `opened` (Enter, double click), `marked` (the first result is
    shown as chosen although nobody went there).
    """

    rested = Signal(object)
    opened = Signal(object)
    marked = Signal(object)
    words_wanted = Signal(str)

    def __init__(self, workbench: Workbench, session: SearchSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._session = session
        theme = workbench.theme
        self.model = PaperListModel(workbench.marks, self)
        self.view = RowList("resultsView", "Results", self)
        self.view.setModel(self.model)
        self._delegate = ResultDelegate(theme, self.view)
        self.view.setItemDelegate(self._delegate)
        self.pane = StatePane(theme, self.view, row_height=72)
        self._count = ElidedLabel("", "small", "muted")
        self._head = QWidget()
        self._head.setProperty("edge", "bottom")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        row.addWidget(self._count, 1)
        self._stop = Button(theme, Kind.LINK, "Stop", name="Stop the search")
        self._stop.clicked.connect(session.cancel)
        row.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.pane, 1)
        self._summaries = True
        self._touched = False
        self._moving = False
        self._countdown = QTimer(self)
        self._countdown.setInterval(COUNTDOWN_MS)
        self._countdown.timeout.connect(self._show_state)
        self._waited_from: datetime | None = None
        session.started.connect(self._on_started)
        session.updated.connect(self._on_updated)
        session.ended.connect(self._on_updated)
        session.restored.connect(self._on_restored)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.view.opened.connect(self._on_opened)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        theme.changed.connect(self._measure)
        self._measure()
        self._show_state()

    def set_summaries(self, shown: bool) -> None:
        """Whether rows have their third line."""
        self._summaries = shown
        self._measure()

    def show_as_chosen(self, paper: Paper | None) -> None:
        """Mark the row of *paper* (the trail went there), or none."""
        row = self.model.row_of(paper) if paper is not None else None
        if row is None:
            self.view.clearSelection()
        elif row not in self.view.chosen_rows():
            # gone to by the trail: the keyboard goes on from there, and nothing is asked because of it
            self._moving = True
            self.view.choose(row)
            self._moving = False

    def chosen_papers(self) -> list[Paper]:
        return [self.model.paper(row) for row in self.view.chosen_rows()]

    def focus_list(self) -> None:
        """Go to the rows, and to the first of them if there is no current one."""
        self.view.setFocus()
        if not self.view.currentIndex().isValid():
            self.view.choose(max(0, self.view.current_row()))

    def _measure(self) -> None:
        self._delegate.summaries = self._summaries
        self.view.set_row_height(row_height(self._workbench.theme.type, summaries=self._summaries))
        self.view.viewport().update()

    # The search

    def _on_started(self) -> None:
        self._touched = False
        self._waited_from = datetime.now(UTC)
        self._show_state()

    def _on_updated(self) -> None:
        result = self._session.result
        if result is not None and (result.papers or not self._session.running):
            self._show_papers(list(result.papers))
        self._show_state()

    def _on_restored(self) -> None:
        self._on_updated()

    def _show_papers(self, papers: list[Paper]) -> None:
        """Rows by their papers: what was chosen and what stood at the top stay."""
        view, model = self.view, self.model
        chosen = self.chosen_papers()
        current = view.currentIndex()
        current_paper = model.paper(current.row()) if current.isValid() else None
        top_index = view.indexAt(QPoint(1, 1))
        top_paper = model.paper(top_index.row()) if top_index.isValid() and self._touched else None
        top_offset = view.visualRect(top_index).top() if top_paper else 0
        self._moving = True
        try:
            model.set_papers(papers)
            if self._touched and (current_paper or chosen):
                self._restore(chosen, current_paper)
        finally:
            self._moving = False
        if top_paper is not None and (row := model.row_of(top_paper)) is not None:
            view.verticalScrollBar().setValue(
                view.rowViewportPosition(row) + view.verticalScrollBar().value() - top_offset
            )
        if not self._touched:
            view.scrollToTop()
            if papers:
                view.mark(0)
                self.marked.emit(papers[0])
            else:
                self.marked.emit(None)
        self._workbench.marks.watch("results", papers)
        view.viewport().update()

    def _restore(self, chosen: list[Paper], current: Paper | None) -> None:
        view, model = self.view, self.model
        rows = [row for paper in chosen if (row := model.row_of(paper)) is not None]
        row = model.row_of(current) if current is not None else None
        if row is not None and view.currentIndex().row() != row:
            view.choose(row)
        for number_ in rows:
            if number_ != row and len(rows) == 1:
                view.mark(number_)

    # What a person does with rows

    def _on_current_changed(self) -> None:
        index = self.view.currentIndex()
        if index.isValid() and not self._moving:
            self._touched = True
            self.rested.emit(self.model.paper(index.row()))

    def _on_opened(self, row: int) -> None:
        self._touched = True
        self.opened.emit(self.model.paper(row))

    def _on_menu_wanted(self, where: QPoint) -> None:
        if self.view.current_row() >= 0:
            self._workbench.actions.draw_icons()
            self._workbench.actions.row_menu(self).popup(where)

    # States

    def _show_state(self) -> None:
        session = self._session
        result = session.result
        self._show_count(result)
        if session.problem is not None:
            self._show_problem()
        elif session.query is None:
            self.pane.show_message(EMPTY, self._welcome())
        elif session.running:
            self._show_running(result)
        elif result is not None and result.papers:
            note = self._missing_note(result)
            self.pane.show_rows(PARTIAL if note is not None else FULL, note)
        elif session.cancelled:
            self.pane.show_message(
                EMPTY, Message("The search was stopped", "Nothing had arrived.", steps=(self._again(),))
            )
        elif result is not None and result.failed:
            self.pane.show_message(ERROR, self._unreachable(result))
        else:
            self.pane.show_message(EMPTY, self._nothing_found())
        waiting = session.running and any(
            report.phase is Phase.WAITING for report in (result.reports if result else ())
        )
        if waiting != self._countdown.isActive():
            if waiting:
                self._countdown.start()
            else:
                self._countdown.stop()

    def _show_running(self, result: SearchResult | None) -> None:
        reports = result.reports if result else ()
        if result is not None and result.papers:
            # that others are still asked stands in the line above the rows, so that the rows do not jump
            limited = any(report.phase is Phase.WAITING for report in reports)
            self.pane.show_rows(WAITING, self._waiting_note(reports) if limited else None)
        else:
            self.pane.wait(self._waiting_note(reports))

    def _show_count(self, result: SearchResult | None) -> None:
        if result is None or not result.papers:
            self._head.setVisible(False)
            return
        words = counted(len(result.papers), "paper", "papers")
        if result.merged:
            words += f" ({counted(result.merged, 'duplicate', 'duplicates')} merged)"
        known = sum(max(report.total or 0, report.loaded) for report in result.reports)
        loaded = sum(report.loaded for report in result.reports)
        if known > loaded:
            words += f" · {number(loaded)} of {number(known)} rows loaded"
        missing = [source_title(report.name) for report in result.failed]
        if missing:
            words += f", without {' and '.join(missing)}"
        asked = [source_title(report.name) for report in result.reports if not report.settled]
        running = self._session.running and bool(asked)
        if running:
            words += f" · asking {_listed(asked)}"
        # while a service makes us wait, the bar has the button
        self._stop.setVisible(running and all(report.phase is not Phase.WAITING for report in result.reports))
        self._count.show_text(words)
        self._head.setVisible(True)

    def _waiting_note(self, reports: tuple[SourceReport, ...]) -> Note:
        """What is waited for, until when, and the way out."""
        stop = Step("Cancel", self._session.cancel)
        now = datetime.now(UTC)
        waiting = [report for report in reports if report.phase is Phase.WAITING]
        if not waiting:
            names = [source_title(report.name) for report in reports if not report.settled]
            return Note(f"Asking {_listed(names) if names else 'the services'}.", "", "panel", "clock", (stop,))
        report = waiting[0]
        left = seconds_left(report, now)
        text = f"Next try in {clock(left)}." if left is not None else "It is asked again as soon as it allows."
        steps = [stop]
        if report.name == S2 and not self._has_key():
            text = f"Many people share the pool without a key. {text}"
            steps.append(Step("Use a key", self._open_settings))
        return Note(f"{source_title(report.name)} is busy.", text, "warn", "clock", tuple(steps))

    def _has_key(self) -> bool:
        key = self._workbench.services.keys.known("semantic_scholar")
        return key is not None and key.is_set

    def _missing_note(self, result: SearchResult) -> Note | None:
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
        names = _listed([source_title(report.name) for report in lacking])
        why = " ".join(dict.fromkeys(report.error.message for report in lacking if report.error))
        return Note(f"{names} gave no answer.", why, "error", "alert", (self._again(),))

    def _again(self) -> Step:
        return Step("Try again", self._session.again, icon="refresh")

    def _show_problem(self) -> None:
        problem = self._session.problem
        assert problem is not None
        edit = Step("Edit the text", self._workbench.actions["focus.search"].trigger, main=True)
        self.pane.show_message(ERROR, Message(problem.message, problem.hint or "", "alert", "error", steps=(edit,)))

    def _unreachable(self, result: SearchResult) -> Message:
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
        library = Step("Search my library", self._search_library)
        hints = " ".join(dict.fromkeys(r.error.hint for r in result.failed if r.error and r.error.hint))
        if len(result.failed) == len(result.reports):
            return Message("None of the services could be asked", hints, "offline", "error", lines, (again, library))
        failed = _listed([source_title(report.name) for report in result.failed])
        text = f"The others found nothing, and {failed} could not be asked."
        return Message("Nothing found, but not all were asked", text, "alert", "error", lines, (again, library))

    def _nothing_found(self) -> Message:
        """No source has it: why it may be so, and which filter to drop."""
        query = self._session.query
        assert query is not None
        filters = query.filters
        if query.identifier is not None:
            edit = Step("Edit the text", self._workbench.actions["focus.search"].trigger, main=True)
            text = "A digit may be missing or wrong, or it is too new to be listed."
            return Message(f"No service knows {query.words}", text, steps=(edit,))
        steps = []
        if filters.year_from is not None or filters.year_to is not None:
            without = msgspec.structs.replace(filters, year_from=None, year_to=None)
            steps.append((f"Drop {years_words(filters)}", without))
        if filters.open_access:
            steps.append(("Drop open-access PDF", msgspec.structs.replace(filters, open_access=False)))
        if not steps:
            text = "All services answered, and none has a paper with all these words. Fewer words find more."
            edit = Step("Edit the words", self._workbench.actions["focus.search"].trigger, main=True)
            return Message(f"No papers for “{query.words}”", text, steps=(edit,))
        heading = "No papers with this filter" if len(steps) == 1 else "No papers with these filters"
        lines = tuple(Line(title.removeprefix("Drop "), "", "filter") for title, _ in steps)
        made = tuple(
            Step(f"{title}: search again", _FilterStep(self._session, without), main=place == 0)
            for place, (title, without) in enumerate(steps)
        )
        return Message(heading, "All services answered, and nothing passed.", lines=lines, steps=made)

    def _welcome(self) -> Message:
        """Before the first search: what one can type."""
        lines = (
            Line("Words or a title", "", "search", press="sparse attention", run=self._try_words),
            Line("An identifier or a link", "", "link", press="10.18653/v1/N19-1423", run=self._try_doi),
        )
        text = "Words, an identifier or a link."
        return Message("Start with what you have", text, lines=lines, foot="Nothing is asked before you press Enter.")

    def _try_words(self) -> None:
        self.words_wanted.emit("sparse attention")

    def _try_doi(self) -> None:
        self.words_wanted.emit("10.18653/v1/N19-1423")

    def _search_library(self) -> None:
        self._workbench.actions["focus.library"].trigger()

    def _open_settings(self) -> None:
        self._workbench.navigation.show(places.SETTINGS)


class _FilterStep:
    """Runs the search again with other filters."""

    def __init__(self, session: SearchSession, filters: object) -> None:
        self._session = session
        self._filters = filters

    def __call__(self) -> None:
        self._session.with_filters(self._filters)  # type: ignore[arg-type]


def _listed(names: list[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
