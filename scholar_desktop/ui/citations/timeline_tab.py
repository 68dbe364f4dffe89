"""The tab with the timeline of the loaded citations; the years chosen in it filter the list."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.services.citations.filtering import CitationFilter
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.citations.timeline_pane import TimelinePane
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, WAITING

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.citations.citation_list_pane import CitationListPane
    from scholar_desktop.ui.theme.theme import Theme

RECOUNT_MS = 150


class TimelineTab(TimelinePane):
    """Counts in a thread when the tab is opened. Signal `list_wanted`: show the list with the chosen years."""

    changed = Signal()
    kept_open = Signal(object)
    list_wanted = Signal(int)

    def __init__(
        self, theme: Theme, status: Status, scope: TaskScope, cited_by: CitationListPane, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._status = status
        self._scope = scope.child()
        self._list = cited_by
        self.foot = cited_by.foot.make_loading_foot("timeline", self, self.chart)
        self.add_foot(self.foot)
        self._counted: tuple[int, CitationFilter, bool] | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(RECOUNT_MS)
        self._late.timeout.connect(self._count)
        cited_by.changed.connect(self._on_list_changed)
        cited_by.tools.changed.connect(self._on_filter_changed)
        self.years_chosen.connect(self._on_years_chosen)
        self.loaded_wanted.connect(cited_by.ask)
        self.rest_wanted.connect(self._load_all)
        self.show_list.connect(lambda: self.list_wanted.emit(0))
        self.start()

    @property
    def state(self) -> str:
        return str(self.property("state"))

    @property
    def view(self) -> QWidget:
        return self.chart

    def title(self) -> str:
        return gettext("Timeline")

    def start(self) -> None:
        """Another paper is shown."""
        self._scope.cancel("count")
        self._counted = None
        if self._list.paper is None:
            self.clear(gettext("No paper selected"), gettext("Select a paper to see its citations by year."))
        else:
            self.clear(
                gettext("Citing papers not loaded"),
                gettext("Load citing papers to see them by year."),
                gettext("Show citing papers"),
            )
        self.show_span(None, None)
        self.changed.emit()

    def load_if_needed(self) -> None:
        """The tab is visible: count the citations."""
        self._list.load_if_needed()
        self._late.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.pane.state == WAITING and self._list.state != WAITING:
            self.pane.wait()  # the rows arrived while the tab was hidden, so that no answer is waited for
        self._late.start(0)  # nothing is counted while the tab is hidden

    def emit_selection(self) -> None:
        """Emit nothing: bars are not papers."""

    def _load_all(self) -> None:
        """Load all rows. “Stop” gets the focus of “Load all”, which is not shown meanwhile."""
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.pane.bar.isAncestorOf(focused)
        self._list.load_all()
        if had_focus and self.foot.more.isVisible():
            self.foot.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_list_changed(self) -> None:
        if self.isVisible() and not self._late.isActive():
            self._late.start()

    def _on_filter_changed(self) -> None:
        self._show_years()
        self._on_list_changed()

    def _show_years(self) -> None:
        chosen = self._list.tools.filter
        self.show_span(chosen.year_from, chosen.year_to)

    def _other_filters(self) -> CitationFilter:
        """Return the filter of the list without its years, which are selected among the years of all other rows."""
        return msgspec.structs.replace(self._list.tools.filter, year_from=None, year_to=None)

    def _clear_other_filters(self) -> None:
        chosen = self._list.tools.filter
        self._list.tools.set_filter(CitationFilter(year_from=chosen.year_from, year_to=chosen.year_to))

    def _on_years_chosen(self, first: int | None, last: int | None) -> None:
        tools = self._list.tools
        tools.set_filter(msgspec.structs.replace(tools.filter, year_from=first, year_to=last))

    def _count(self) -> None:
        found = self._list.list
        rows = len(found.table) if found is not None else 0
        others = self._other_filters()
        counted = rows, others, self._list.is_loading
        if not self.isVisible() or (counted == self._counted and rows):
            return
        if found is None or not rows:
            if self._list.state == WAITING:
                stop = Step(gettext("Stop"), self._list.stop)
                self.pane.wait(asking_note(self._status, gettext("Loading citing papers…"), "", (stop,)))
            elif self._list.state == ERROR and (reason := self._list.pane.message) is not None:
                self.pane.show_message(ERROR, reason)
            elif (unknown := self._list.unknown_message) is not None:
                self.pane.show_message(EMPTY, unknown)
            elif found is not None and found.state is not None:
                message = self._list.none_message()
                self.clear(message.heading, message.text)
            elif self.pane.state in (WAITING, ERROR):  # it was stopped, or can be tried again because it is online
                self.start()
            self.changed.emit()
            return
        # what is in the library may change without the rows or the filter
        self._counted = None if others.in_library or others.with_pdf else counted
        self._scope.start(self._count_rows(others), name="count citations a year", latest="count")

    async def _count_rows(self, others: CitationFilter) -> None:
        from scholar_desktop.services.citations.timeline import citation_timeline

        found = self._list.list
        if found is None:
            return
        chosen = await self._list.rows_that_pass(others) if others.is_set else None
        counted = await asyncio.to_thread(citation_timeline, found.table.columns(), chosen)
        if found is not self._list.list:
            return
        first, strongest = (
            found.table.edge(row) if row is not None else None for row in (counted.first, counted.strongest)
        )
        paper = self._list.paper
        counted = counted.widened(paper.year if paper is not None else None, datetime.now(UTC).year)
        loaded, total = len(found.table), self._list.total
        has_more = bool(found.requests_left) and not self._list.is_loading
        if others.is_set and not counted.count:
            heading = gettext("No papers match the filters")
            text = ngettext("{count} paper is loaded.", "{count} papers are loaded.", loaded)
            step = Step(gettext("Clear filters"), self._clear_other_filters, main=True)
            self.pane.show_message(EMPTY, PageMessage(heading, text, steps=(step,)))
        else:
            self.show_timeline(
                counted,
                first,
                strongest,
                loaded=loaded,
                total=total,
                has_more=has_more,
                filters=", ".join(words for key, (words, _) in self._list.tools.set_values().items() if key != "years"),
                clear_filters=self._clear_other_filters,
            )
            self._show_years()
        self.changed.emit()
