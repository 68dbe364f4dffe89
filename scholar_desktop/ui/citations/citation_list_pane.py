"""One citation list of the paper shown: its tool row, its rows, and a footer with how much is loaded."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo, Offline, ScholarError
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper, can_request_from_s2, is_same_paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.citations.filtering import Sort
from scholar_desktop.services.citations.paging import PAGE
from scholar_desktop.translation import gettext
from scholar_desktop.ui.citations.abstracts import CitationAbstracts
from scholar_desktop.ui.citations.citation_list_filtering import CitationArranger
from scholar_desktop.ui.citations.citation_list_model import CitationListModel
from scholar_desktop.ui.citations.list_foot import CitationListFoot, ListActivity
from scholar_desktop.ui.citations.list_memory import ListMemory
from scholar_desktop.ui.citations.list_messages import (
    damaged_note,
    is_unknown,
    kept_rows_note,
    lacks_identifier,
    newer_note,
    no_dates_message,
    no_identifier_message,
    no_match_message,
    none_known_message,
    not_loaded_message,
    searched_words,
    tab_title,
    title_of_its_paper,
    unknown_paper_message,
    withheld_message,
    without_sentences_note,
)
from scholar_desktop.ui.citations.list_tools import FIND_KEY, CitationListTools
from scholar_desktop.ui.citations.list_view import CitationListView
from scholar_desktop.ui.citations.row_clicks import RowClicks
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_messages import failed_message, is_offline_problem, online_step
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.words.wording import day, message_title

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scholar_desktop.domain.citations.citation import CitationListState
    from scholar_desktop.services.citations.citation_list import CitationList
    from scholar_desktop.services.citations.filtering import ArrangedRows, CitationFilter
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.citations.list_panels import CitationDatesPanel

CITATIONS: Literal["citations"] = "citations"
REFERENCES: Literal["references"] = "references"
STOPPED_SHOWN_MS = 8000


class CitationListPane(QWidget):
    """Shows the papers that cite the paper shown, or those that it cites.

    Signals: `opened` (open the paper of a row), `kept_open` (keep it for later), `chosen` (the current paper and all
    selected ones), `changed`, `words_wanted` (search the services for these words).
    """

    opened = Signal(object)
    kept_open = Signal(object)
    chosen = Signal(object, object)
    changed = Signal()
    words_wanted = Signal(str)

    def __init__(
        self,
        ui_context: UiContext,
        session: PaperSession,
        scope: TaskScope,
        kind: Literal["citations", "references"],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._session = session
        self._scope = scope.child()
        self._kind = kind
        self.list: CitationList | None = None
        self._restored: CitationList | None = None
        self._arranged: ArrangedRows | None = None
        self._folded: set[str] = set()
        self._dates = ""
        self._dates_panel: CitationDatesPanel | None = None
        self._drops: dict[str, int] = {}
        self._loading = self._loads_all = self._is_restoring = False
        self._stopped: set[str] = set()
        self._problem: ErrorInfo | None = None
        self._paper_title = ""  # of the paper that a Zenodo record belongs to
        self._status = ui_context.services.status
        self._wanted = False
        self._asked: Paper | None = None
        self._arranger = CitationArranger(ui_context.services.library, self._scope)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def state(self) -> str:
        return self.pane.state

    @property
    def is_loading(self) -> bool:
        """True while rows are requested or read from the store."""
        return self._loading

    @property
    def selection_place(self) -> QWidget:
        """The widget that the bar for a selection lies over."""
        return self.foot

    @property
    def total(self) -> int | None:
        """The number of citations or references; None if unknown."""
        paper, state = self._session.paper, self._whole_state
        stated: int | None = getattr(paper.counts, self._kind) if paper is not None else None
        return stated if state is None else state.count(stated)

    @property
    def _whole_state(self) -> CitationListState | None:
        """How much is loaded of the list of the paper shown, if rows of all dates were requested."""
        found, paper = self.list, self._session.paper
        return found.state if found and paper and not found.date and is_same_paper(found.paper, paper) else None

    @property
    def paper(self) -> Paper | None:
        """The paper shown, or None."""
        return self._session.paper

    def needed_height(self) -> int | None:
        """Return the height at which nothing scrolls; None while it waits."""
        inside = self.pane.needed_height(self.view.verticalHeader().length())
        around = self.tools.sizeHint().height() if self.tools.isVisible() else 0
        foot = max(self.foot.heightForWidth(self.width()), self.foot.minimumHeight())
        around += foot if self.foot.isVisible() else 0
        return None if inside is None else inside + around

    def title(self) -> str:
        """Return the title of its tab: 'Cited by 116,204'."""
        return tab_title(self._kind, self.total, self._whole_state)

    def start(self) -> None:
        """Another paper is shown: empty the list until it is needed. Its filter is the one that it had last."""
        if self._loading and self._loads_all:
            self._say_stopped()
        self._scope.cancel("load")
        self._arranger.stop()
        chosen = self.memory.follow(self._session.paper)
        self.list, self._arranged, self._problem, self._asked, self._restored = None, None, None, None, None
        self._loading = self._wanted = self._loads_all = False
        self._folded, self._drops, self._dates = set(), {}, ""
        self._abstracts.start()
        self.tools.start(chosen)
        self.model.start(self._session.paper)
        self._is_restoring = self._session.paper is not None and not self._session.opens_soon
        self._show()
        if self._is_restoring:
            self._scope.start(self._restore(), name=f"restore {self._kind}", latest="load")

    def load_if_needed(self) -> None:
        """Load the list of the opened paper, once: the stored rows if there are any, else the first page."""
        if not self._wanted and self._session.is_open and self._session.paper is not None:
            self._wanted = True
            self._begin(self._session.paper)

    def paper_grown(self) -> None:
        """More is known of the paper that is shown: load again what failed under a worse identifier."""
        paper = self._session.paper
        if paper is not None:
            self.memory.names.add(paper.id)
        self._session.take_count(self._kind, self._whole_state)
        if self._asked is None or paper is None or self.list is not None or not self._wanted:
            return
        if paper.ids.s2 is not None and self._asked.ids.s2 is None:
            self._begin(paper)

    def load_more(self) -> None:
        """Load one more page, also after a failure: 1 request."""
        if not self._loading and self.list is not None and self.list.requests_left:
            self._stopped -= self.memory.names
            self._load(limit=PAGE, again=self._problem is not None)

    def load_all(self) -> None:
        """Load all remaining rows, also those beyond the service's limit for paging."""
        if not self._loading and self.list is not None:
            self._stopped -= self.memory.names
            self._load(limit=None)
            self._loads_all = self._loading
            self._show_foot()
            self.changed.emit()

    def again(self) -> None:
        """Send the request again, after a failure, and go on with all rows if these were being loaded."""
        if not self._loading and self._session.paper is not None:
            if self.list is None or self.list.lacks_sentences:
                self._begin(self._session.paper, again=True)
            else:
                loads_all = self._loads_all
                self._load(limit=None if loads_all else PAGE, again=True)
                self._loads_all = loads_all
                self._show_foot()

    def refresh(self) -> None:
        """Load rows newer than the stored ones, the newest first."""
        if not self._loading and self.list is not None:
            self._run(partial(self._refresh, self.list))

    def ask_dates(self, text: str) -> None:
        """Load only papers of these dates (`2019-03:2020`); with an empty text, load all again."""
        paper = self._session.paper
        if paper is not None and text != self._dates:
            self._scope.cancel("load")
            self._dates, self._problem = text, None
            self.list, self._arranged = None, None
            self.model.start(paper)
            self._begin(paper)

    def emit_selection(self) -> None:
        """Emit the rows chosen here, so that actions apply to them."""
        self.view.emit_selection()

    async def rows_that_pass(self, chosen: CitationFilter | None = None) -> list[int]:
        """Return the rows that pass the filter, or *chosen*, in the order of the list, also those of collapsed
        groups."""
        return [] if self.list is None else await self._arranger.rows_of(self.list, self.tools, chosen)

    def export_button(self, *, only_chosen: bool) -> QWidget:
        """Return the button that exports sentences: of the selected papers, or of the list."""
        button = self.findChild(QWidget, "selection.paper.export_sentences") if only_chosen else None
        return button if button is not None and button.isVisible() else self.foot.export

    def chosen_rows(self) -> list[int]:
        """Return the selected rows that are shown, in the order of the list."""
        return [self.model.row_number(line) for line in self.view.chosen_lines()]

    def export_facts(self, *, only_chosen: bool) -> tuple[str, ...]:
        """Return what a file of the rows says of the list: its filters, how much of it was searched, and today."""
        found, parts = self.list, [gettext("only selected papers")] if only_chosen else []
        if values := self.tools.values_for_file():
            parts.append(gettext("filter: {filters}", filters=", ".join(values)))
        if found is not None and found.state is not None and not only_chosen:
            if found.date:
                parts.append(gettext("dates: {dates}", dates=found.date))
            parts.append(searched_words(self._kind, found.state.loaded, None if found.date else self.total))
        return (*parts, day(datetime.now(UTC).isoformat()))

    # Layout

    def _lay_out(self) -> None:
        theme = self._ui_context.theme
        cited = self._kind == CITATIONS
        name = "citedByView" if cited else "referencesView"
        self.model = CitationListModel(self._ui_context.marks, references=not cited, parent=self)
        title = gettext("Cited by") if cited else gettext("References")
        # From the outside in, because Qt computes the style of a widget again when it gets another parent.
        self.view = CitationListView(self._ui_context.theme, self._scope, self.model, name, title, self)
        self.view.previews = True
        drag_rows(self.view, self.model, theme, self._ui_context.messages, lambda: self._ui_context.services.drag_out)
        services = self._ui_context.services
        self._abstracts = CitationAbstracts(
            lambda: services.papers, services.status, self._scope, self.model, self.view
        )
        self.tools = CitationListTools(theme, "citedBy" if cited else "references", references=not cited, parent=self)
        self.memory = ListMemory(self.view, self.tools)
        self.pane = StatePane(theme, self.view, row_height=54, parent=self)
        rate, pool = services.settings_editor.current.semantic_scholar_rate, services.status.pool
        self.foot = CitationListFoot(
            theme, "citedBy" if cited else "references", rate, pool, has_dates=cited, parent=self
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.pane, 1)
        column.addWidget(self.foot)
        self._ui_context.messages.keep_free(self.foot)

    def _connect(self) -> None:
        ui = self._ui_context
        parts = ui.actions, ui.marks, ui.current, self.model, self.view, self._abstracts
        clicks = RowClicks(*parts, name=self._kind, fold=self._fold, copied=ui.messages.say_copied)
        clicks.opened.connect(self.opened)
        clicks.kept_open.connect(self.kept_open)
        clicks.words_wanted.connect(self.words_wanted)
        self.view.end_reached.connect(self._on_end_reached)
        self.view.left_upwards.connect(self.tools.box.setFocus)
        self.tools.changed.connect(self._arrange)
        self.tools.values_wanted.connect(self._on_values_wanted)
        self.tools.box.down_pressed.connect(self._on_box_left)
        self.tools.box.escaped.connect(partial(self._on_box_left, is_back=True))
        self.foot.more.clicked.connect(self._on_more)
        self.foot.all.clicked.connect(self.load_all)
        self.foot.newer.clicked.connect(self.refresh)
        self._status.offline_changed.connect(self._on_offline_changed)
        self.foot.dates.clicked.connect(self.open_dates)
        self.foot.export.clicked.connect(lambda: self._ui_context.actions["citations.export"].trigger())
        self._ui_context.services.library.changed.connect(self._on_library_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == FIND_KEY and self.tools.isVisible():
            self.tools.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    # Loading

    def _begin(self, paper: Paper, *, again: bool = False) -> None:
        from scholar_desktop.services.citations.citation_list import CitationList

        self._asked = paper
        restored = self._restored if not again and not self._dates else None
        found = restored or CitationList(self._ui_context.services.citations, paper, self._kind, self._dates or None)
        self._run(partial(self._restore_or_load, found, RequestOptions(again=again)))

    def _load(self, *, limit: int | None, again: bool = False) -> None:
        if self.list is not None:
            self._run(partial(self._go_on, self.list, RequestOptions(again=again), limit))

    def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        self._loading, self._loads_all, self._problem, self._is_restoring = True, False, None, False
        self._show()
        self._scope.start(self._reporting(work), name=f"load {self._kind}", latest="load")

    async def _reporting(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except ScholarError as error:
            services = self._ui_context.services
            self._paper_title = await title_of_its_paper(self._session.paper, error.info, services)
            self._problem = error.info
        self._loading = False
        self._show()

    async def _restore(self) -> None:
        """Show the stored rows of a paper that is not opened, without a request."""
        from scholar_desktop.services.citations.citation_list import CitationList

        if (paper := self._session.paper) is None:
            return
        found = CitationList(self._ui_context.services.citations, paper, self._kind)
        is_stored = await found.restore(lambda: self._on_rows(found))
        self._is_restoring = False
        self._restored = found if is_stored else None
        self._on_rows(found) if is_stored else self._show()

    async def _restore_or_load(self, found: CitationList, ask: RequestOptions) -> None:
        def on_rows() -> None:
            self._on_rows(found)

        self._is_restoring = found is not self._restored
        is_stored = not self._is_restoring or await found.restore(on_rows)
        self._is_restoring = False
        if is_stored:
            self._on_rows(found)
            if found.is_old and not self._status.offline:
                await found.refresh(ask, on_rows)
            return
        await found.load(ask, on_rows, limit=PAGE)
        self._on_rows(found)

    async def _go_on(self, found: CitationList, ask: RequestOptions, limit: int | None) -> None:
        await found.load(ask, lambda: self._on_rows(found), limit=limit)
        self._on_rows(found)

    async def _refresh(self, found: CitationList) -> None:
        before = found.state.retrieved if found.state is not None else None
        added = await found.refresh(RequestOptions(), lambda: self._on_rows(found))
        self._ui_context.messages.say("newer", newer_note(self._kind, added, before), lasts_ms=STOPPED_SHOWN_MS)

    def _on_rows(self, found: CitationList) -> None:
        """Show the rows that arrived in the table."""
        self.list = found
        self._session.take_count(self._kind, self._whole_state)
        self._arrange()
        if self._arranged is None:
            self._show()  # what the pane says in place of rows is no longer so
        else:
            self._show_foot()
            self.changed.emit()

    # Arranging

    def _arrange(self) -> None:
        if self.list is not None:
            self._arranger.arrange(self.list, self.tools, frozenset(self._folded), self._on_arranged)

    def _on_arranged(self, found: CitationList, lines: ArrangedRows, drops: dict[str, int]) -> None:
        if found is self.list:
            self._arranged, self._drops = lines, drops
            self.model.set_filter(self.tools.filter.of_sentences)
            self.view.show_lines(found.table, lines)
            self._show()

    def _on_values_wanted(self, key: str) -> None:
        if self.list is not None:
            self._arranger.offer_values(self.list, self.tools, key)

    def _on_library_changed(self, _changes: Changes) -> None:
        if self._arranger.forget_library(self.tools):
            self._arrange()

    def _fold(self, line: int) -> bool:
        """Expand or collapse the group whose header is *line*. Return False if *line* is not a header."""
        group = self.model.group(line)
        if group is not None:
            self._folded ^= {group.key}
            self._arrange()
        return group is not None

    # Actions of the user

    def _on_box_left(self, *, is_back: bool = False) -> None:
        """Move to the rows. A row that the filter has hidden is not selected any more: the one with the frame is.

        Args:
            is_back: move to the row from which the user came to the box.
        """
        has_returned = is_back and self.view.leave_search()
        if self.pane.focus_shown() and not has_returned and not self.view.chosen_rows():
            self.view.choose(max(0, self.view.current_row()))

    def _on_offline_changed(self, is_offline: bool) -> None:
        self.foot.set_offline(is_offline)
        if not is_offline and self._problem is not None and self._problem.code == Offline.code:
            self._problem = None  # the request can be sent now
            self._wanted = self.list is not None
            self._show()

    def _on_more(self) -> None:
        if self._loading:
            self.stop()
        else:
            self.load_more()

    def _on_end_reached(self) -> None:
        if self._problem is None:
            self.load_more()

    def open_dates(self) -> None:
        """Let the user choose the dates of the papers to load."""
        if self._dates_panel is None:
            from scholar_desktop.ui.citations.list_panels import CitationDatesPanel

            self._dates_panel = CitationDatesPanel(self._ui_context.theme, self.window())
            self._dates_panel.chosen.connect(self.ask_dates)
        self._dates_panel.open_below(self.foot.dates, self._dates or self.tools.filtered_years())

    def stop(self) -> None:
        """Stop loading; the rows that have arrived stay."""
        self._scope.cancel("load")
        self._loading = self._is_restoring = False
        self._wanted = self.list is not None
        self._show()

    def ask(self) -> None:
        """Open the paper shown, if it is not open yet, and load its list, also after a failure."""
        paper = self._session.paper
        if paper is None:
            return
        if self._session.is_open and self._problem is not None:
            self.again()
        elif self._session.is_open:
            self.load_if_needed()
        else:
            self._session.open(paper)

    def _open_browser(self) -> None:
        if self._session.paper is not None:
            self._ui_context.current.run_for("paper.open_browser", self._session.paper)

    # States

    def _show(self) -> None:
        self._show_foot()
        rows = len(self.list.table) if self.list is not None else 0
        visible = self.model.rowCount()
        self.tools.setVisible(rows > 0)
        paper = self._session.paper
        if paper is None:
            text = gettext("Select a paper to see its references.")
            if self._kind == CITATIONS:
                text = gettext("Select a paper to see who cites it.")
            self.pane.show_message(EMPTY, PageMessage(gettext("No paper selected"), text))
        elif self._problem is not None and self.list is not None and rows:
            self.pane.show_rows(PARTIAL, kept_rows_note(self._problem, self.list, self._go_on_step()))
        elif (unknown := self.unknown_message) is not None:
            self.pane.show_message(EMPTY, unknown)
        elif self._problem is not None:
            again = Step(gettext("Try again"), self.again, main=True, icon="refresh")
            self.pane.show_message(ERROR, failed_message(self._problem, self._status, self.again, again))
        elif self._loading and not rows:
            lead = gettext("Loading citing papers…") if self._kind == CITATIONS else gettext("Loading references…")
            self.pane.wait(asking_note(self._status, lead, "", (Step(gettext("Stop"), self.stop),)))
        elif rows and not visible and self._arranged is not None and self.tools.filter.is_set:
            self.pane.show_message(EMPTY, self._no_match_message(rows))
        elif rows and self._arranged is None:
            self.pane.wait()
        elif rows:
            note = damaged_note(self.list, self._ui_context.actions["view.corpus"].trigger)
            if not self._loading:
                note = note or without_sentences_note(self.list, self.again)
            whole = FULL if note is None else PARTIAL
            self.pane.show_rows(WAITING if self._loading else whole, note)  # the footer shows the progress
        elif self._is_restoring or (self._session.opens_soon and not self._session.is_open and self.isVisible()):
            self.pane.wait()  # no message that is replaced at once
        elif self.list is None or self.list.state is None:
            self.pane.show_message(EMPTY, not_loaded_message(self._kind, self.total, self.ask))
        else:
            self.pane.show_message(EMPTY, self.none_message())
        self.changed.emit()

    def _no_match_message(self, rows: int) -> PageMessage:
        """Return the message for a list without a row that passes the filters; rows that are not loaded may pass."""
        state = self.list.state if self.list is not None else None
        if state is None or state.complete or self._loading or self.list is None or not self.list.requests_left:
            return no_match_message(self.tools, rows, self._drops)
        others = max(0, (self.total or 0) - state.loaded) if not self._dates else 0
        by_date = self.open_dates if self._kind == CITATIONS and not self._dates else None
        return no_match_message(self.tools, rows, self._drops, others, self.load_all, by_date)

    def _go_on_step(self) -> Step:
        if is_offline_problem(self._problem, self._status):
            return online_step(self._status, self.again)
        return Step(gettext("Try again"), self.again, icon="refresh")

    def _show_foot(self) -> None:
        self.foot.set_offline(self._status.offline)
        is_shown = self._arranged is not None or self.pane.state == WAITING
        total, lines = None if self._dates else self.total, self._arranged
        matches = lines.matched if lines is not None and self.tools.filter.is_set else None
        by_title = lines.by_title if lines is not None else 0
        found, is_sorted = self.list if is_shown else None, self.tools.sort is not Sort.SERVICE
        self.foot.show_list(found, total, self._activity(), matches, by_title, is_sorted)

    def _activity(self) -> ListActivity:
        if self._is_restoring:
            return ListActivity.RESTORING
        if self._loading:
            return ListActivity.LOADING_ALL if self._loads_all else ListActivity.LOADING
        return ListActivity.STOPPED if self._stopped & self.memory.names else ListActivity.NOTHING

    def _say_stopped(self) -> None:
        """Say that another paper ends the loading of all rows, which the footer offers to continue."""
        self._stopped |= self.memory.names
        if self.list is not None:
            title = message_title(self.list.paper.title)
            lead = gettext("Stopped loading the list of “{title}”.", title=title)
            note = Note(lead, gettext("Select the paper again, then “Continue” below its list."), icon="info")
            self._ui_context.messages.say("stopped", note, lasts_ms=STOPPED_SHOWN_MS)

    def loaded_words(self) -> str:
        """Return '1,000 of 116,204 loaded', or an empty text."""
        return self.foot.words() if self.list is not None else ""

    @property
    def unknown_message(self) -> PageMessage | None:
        """The message shown because Semantic Scholar does not know the paper, or cannot be asked for it; None if it
        does."""
        paper, problem = self._session.paper, self._problem
        if paper is None:
            return None
        is_asked = self._loading or (self.list is not None and self.list.state is not None)
        lacks = not (is_asked or can_request_from_s2(paper)) if problem is None else lacks_identifier(problem)
        if lacks:
            edit = self._ui_context.actions["paper.edit"].trigger
            return no_identifier_message(self._kind, plain(paper.title), self.words_wanted.emit, edit)
        if problem is not None and is_unknown(paper, problem):
            return unknown_paper_message(self._kind, paper, self.again, self.words_wanted.emit, self._paper_title)
        return None

    def none_message(self) -> PageMessage:
        """Return what is so about a loaded list without rows."""
        if self.list is not None and self.list.state is not None and self.list.state.withheld:
            return withheld_message(self._open_browser)
        if self._dates:
            return no_dates_message(self._dates, lambda: self.ask_dates(""))
        state, year = self.list.state if self.list is not None else None, self.paper.year if self.paper else None
        return none_known_message(self._kind, state, self.total, year)
