"""The pane of results: rows of papers, with the five states and a bar that names missing sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper, is_same_paper
from scholar_desktop.domain.search.query import REVERSE, Query, SearchResult, sort_value
from scholar_desktop.domain.source import Phase
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.current_paper import ChosenPapers
from scholar_desktop.ui.context.paper_status import MAX_IN_WINDOW_THREAD
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.rows.kept_rows import KeptRows
from scholar_desktop.ui.rows.paper_delegate import PaperDelegate, row_height
from scholar_desktop.ui.rows.paper_list import PaperListModel
from scholar_desktop.ui.rows.paper_row import STATE_PIECES, state_action
from scholar_desktop.ui.rows.sort_head import SortHead
from scholar_desktop.ui.search.missing_sources import no_source_queried, saved_without_note
from scholar_desktop.ui.search.result_messages import ResultMessages
from scholar_desktop.ui.search.results_foot import ResultsFoot, count_help, filters_not_used
from scholar_desktop.ui.search.search_session import SearchSession
from scholar_desktop.ui.search.source_chips import off_since_saved
from scholar_desktop.ui.search.source_waits import SourceWaits
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.sort_words import NO_RELEVANCE, SORT_HEADS, SORT_WORDS
from scholar_desktop.ui.words.wording import listed, number, source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.merging.split_rows import SplitRows
    from scholar_desktop.domain.search.saved_search import SavedSearch
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.widgets.note import Note

COUNTDOWN_MS = 250
FIXED = ("relevance",)
"""Orders that have no reverse."""
WANTED_TITLE = "search_wanted_title"
"""Key in the window's state: the title that the user looked for last, from the row of a paper that no service has."""
BESIDE_HEADS = 280
"""Room for the number of papers beside them, in units of the base size. A narrower list has a menu instead."""


class ResultsPane(QWidget):
    """Rows follow the search session; selection and scroll position stay with their papers while results arrive.

    Signals: `rested` (a paper was selected), `opened` (Enter, double click), `marked` (the first result is shown as
    selected although the user did not select it), `library_wanted` (search the library for the same words).
    """

    rested = Signal(object)
    opened = Signal(object)
    marked = Signal(object)
    words_wanted = Signal(str)
    why_wanted = Signal()
    library_wanted = Signal()

    def __init__(self, ui_context: UiContext, session: SearchSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._session = session
        self._scope = ui_context.scope.child()
        self._named, self._wanted_title = "", ui_context.state.get(WANTED_TITLE, str) or ""
        self._waits = SourceWaits(
            lambda name: ui_context.services.status.wait_of(name) is not None, is_merging=self._is_merging
        )
        self._messages = ResultMessages(
            ui_context.actions,
            ui_context.navigation,
            lambda: ui_context.services.keys,
            ui_context.services.open_url,
            ui_context.services.settings_editor,
            lambda: ui_context.services.status,
            session,
            self._waits,
            lambda: ui_context.context.now.online,
            self.words_wanted.emit,
            self.why_wanted.emit,
            self.library_wanted.emit,
        )
        theme = ui_context.theme
        self.model = PaperListModel(ui_context.marks, self)
        self.view = RowList("resultsView", gettext("Results"), self)
        self.view.setModel(self.model)
        self._delegate = PaperDelegate(theme, self.view)
        self.view.setItemDelegate(self._delegate)
        drag_rows(self.view, self.model, ui_context.theme, ui_context.messages, lambda: ui_context.services.drag_out)
        self.pane = StatePane(theme, self.view, row_height=72)
        self._count = ElidedLabel("", "small", "muted")
        self._count.setObjectName("resultsCount")
        self._head = QWidget()
        self._head.setProperty("edge", "bottom")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        row.addWidget(self._count, 1)
        self._stop = Button(theme, ButtonKind.LINK, gettext("Stop"), name=gettext("Stop search"))
        self._stop.clicked.connect(session.cancel)
        row.addWidget(self._stop)
        self.why_button = Button(
            theme, ButtonKind.QUIET, icon="question", small=True, name=gettext("Why these results")
        )
        self.why_button.setObjectName("whyButton")
        self.why_button.clicked.connect(self.why_wanted)
        row.addWidget(self.why_button)
        self._sort = Button(theme, ButtonKind.LINK)
        self._sort.setObjectName("sortButton")
        self._sort.clicked.connect(self._on_sort)
        row.addWidget(self._sort)
        self._sort_head = SortHead(theme, [(sort, title) for sort, (title, _) in SORT_HEADS.items()], fixed=FIXED)
        for sort, (_, why) in SORT_HEADS.items():
            self._sort_head.explain(sort, shown(why))
        self._sort_head.chosen.connect(
            lambda sort, is_reversed: session.with_sort(f"{REVERSE}{sort}" if is_reversed else sort)
        )
        row.addWidget(self._sort_head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.pane, 1)
        rate = ui_context.services.settings_editor.current.semantic_scholar_rate
        self._more = ResultsFoot(
            theme, rate, lambda: ui_context.services.status.pool(), self._waits, ui_context.state, self
        )
        column.addWidget(self._more)
        ui_context.messages.keep_free(self._more)
        self._more.more_wanted.connect(session.more)
        self._more.all_wanted.connect(session.load_all)
        self._more.sort_wanted.connect(session.sort_all)
        self._more.stop_wanted.connect(session.cancel)
        self._more.all_pdfs_wanted.connect(session.find_all_pdfs)
        self._has_relevance, self._shown_sort, self._summaries = True, "", True
        self.rows = KeptRows(self.view, self.model, self._scope, self)
        self.rows.rested.connect(self.rested)
        self.rows.marked.connect(self.marked)
        self._watched = (0, 0)
        self._shown: tuple[Paper, ...] = ()
        self._listed: Paper | None = None  # the last paper in the details that the list had
        self._countdown = QTimer(self)
        self._countdown.setInterval(COUNTDOWN_MS)
        self._countdown.timeout.connect(self._show_state)
        self._is_online = True
        self._saved: SavedSearch | None = None
        ui_context.context.changed.connect(self._on_context_changed)
        session.started.connect(self._on_started)
        session.updated.connect(self._on_updated)
        session.ended.connect(self._on_updated)
        session.restored.connect(self._on_updated)
        self.view.opened.connect(self._on_opened)
        self.view.pressed_at.connect(self._on_pressed_at)
        self.view.link_at = partial(self._delegate.link_at, self.view)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        theme.changed.connect(self._measure)
        ui_context.services.settings_editor.changed.connect(self._on_setting_changed)
        self._measure()
        self._show_state()

    def _is_merging(self) -> bool:
        """Return True while rows that have arrived are merged into the list."""
        shown = self._session.shown
        return shown is not None and shown.handle is not None and shown.handle.is_merging

    def note_kept(self, query: Query, before: Query) -> None:
        """Remind the user of the filters and the order of *query* that the one *before*, with other words, had, too."""
        self._messages.kept.keep(query, before)
        self._show_state()

    def expect_title(self, title: str) -> None:
        """Say above the rows of a search for *title*, which is run next, if none of them has it."""
        self._wanted_title = title
        self._ui_context.state.set(WANTED_TITLE, title)

    def name_search(self, words: str) -> None:
        """Say above the rows that they are those of the search for *words*; empty: the box says it."""
        if words != self._named:
            self._named = words
            self._show_state()

    @property
    def selection_place(self) -> QWidget:
        """The widget that the bar for a selection lies over."""
        return self._head

    def set_summaries(self, shown: bool) -> None:
        """Set whether rows have a third line with the summary."""
        self._summaries = shown
        self._measure()

    def show_as_chosen(self, paper: Paper | None) -> None:
        """Select the row of *paper* (the user went to it in the trail); None clears the selection."""
        row = self.model.row_of(paper) if paper is not None else None
        if row is None:
            self.view.clearSelection()
        elif row not in self.view.chosen_rows():
            # reached through the trail: the keyboard continues from this row, and no request is sent for it
            with self.rows.moving():
                self.view.go_to(row)
        elif row != self.view.lead_row():
            self.view.lead_with(row)

    def take_focus(self, reason: Qt.FocusReason) -> None:
        """Move the focus to the rows, or to what is in their place. A row that Qt makes current for that is no choice
        of the user: the rows of a search that has just begun replace it."""
        with self.rows.moving():
            self.pane.take_focus(reason)

    def go_to_paper(self, paper: Paper) -> bool:
        """Select the row of *paper* and show it, as after a click on it. Return False if the list does not have it."""
        row = self.model.row_of(paper)
        if row is None:
            return False
        self.rows.is_touched = True
        with self.rows.moving():
            self.view.go_to(row)
        if self.view.isVisible():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rested.emit(self.model.paper(row))  # also if the row was the current one, behind another paper
        return True

    def share_with(self, paper: PaperSession, is_shown: Callable[[], bool]) -> None:
        """Let the row of the paper that is shown and its details take over what the other learns of it. Called once.

        Args:
            is_shown: returns False while the library is in the place of the results.
        """

        def update_paper() -> None:
            known = paper.paper
            if known is None or not is_shown() or (paper.is_open and known.ids.s2 is not None):
                return
            if (row := self.model.row_of(known)) is not None:
                paper.refresh_known(self.model.paper(row))

        def update_row() -> None:
            if paper.paper is not None:
                self.model.update(paper.paper)

        def note_opened() -> None:
            if paper.paper is not None and paper.is_chosen and not paper.is_off_trail:
                self._ui_context.marks.note_opened(paper.paper)

        def note_filtered_out() -> None:
            """Tell the foot of the details if the paper that is shown was listed before it was filtered out."""
            known, result, is_out = paper.paper, self._session.result, False
            if known is not None and is_shown() and result is not None and not self._session.running:
                if self.model.row_of(known) is not None:
                    self._listed = known
                elif self._listed is not None and result.query.filters.any_set:
                    is_out = is_same_paper(known, self._listed)
            self._ui_context.context.update(filtered_out=is_out)

        def follow_splits(before: SplitRows) -> None:
            """Show the paper of the selected row after the user split the rows of a paper, or merged them again."""
            known = paper.paper
            if known is None or not is_shown() or not splits.is_changed(known, before):
                return
            if (row := self.model.row_of(known)) is not None:
                is_alone = len(self.view.chosen_rows()) < 2
                paper.replace_shown(self.model.paper(row))
                if is_alone and row != self.view.lead_row():
                    with self.rows.moving():
                        self.view.go_to(row)

        splits = self._ui_context.services.manual_splits
        self._session.follow_manual_splits()
        splits.changed.connect(follow_splits)  # when the rows are those of now
        for changed in (paper.shown, paper.grown, self._session.updated):
            changed.connect(note_filtered_out)
        self.rows.find_open = lambda: paper.opened_by_user if is_shown() else None
        self._session.updated.connect(update_paper)
        self._session.ended.connect(update_paper)
        paper.grown.connect(update_row)
        paper.opened.connect(note_opened)

    def has_row(self, paper: Paper) -> bool:
        """Return True if the list has *paper*."""
        return self.model.row_of(paper) is not None

    def selection(self) -> ChosenPapers:
        """Return the papers of the selected rows."""
        return ChosenPapers(None, self.rows.chosen_papers())

    def selection_of(self, paper: Paper) -> ChosenPapers:
        """Return *paper* as if its row were selected."""
        return ChosenPapers(paper, [paper])

    def focus_list(self) -> None:
        """Give the list the focus, and select the first row if there is no current one."""
        if self.pane.focus_shown() and not self.view.currentIndex().isValid():
            self.view.choose(max(0, self.view.current_row()))

    def focused_step(self) -> QWidget | None:
        """Return the button with the focus in the message that is shown instead of rows; None without one."""
        focused = self.window().focusWidget()
        has_focus = self.pane.message is not None and focused is not None and self.pane.isAncestorOf(focused)
        return focused if has_focus else None

    def _measure(self) -> None:
        self._delegate.summaries = self._summaries
        self.view.set_row_height(row_height(self._ui_context.theme.type, summaries=self._summaries))
        self.view.viewport().update()

    # The search

    def _on_started(self) -> None:
        self.rows.begin(grows=self._session.result is not None, is_filtered=self._session.last_load == "filters")
        self._waits.begin()
        self._show_state()

    def _on_updated(self) -> None:
        result = self._session.result
        papers = result.papers if result is not None else ()
        # while sources are queried, the session reports the same rows several times
        is_told = bool(papers) and papers is self._shown
        if not is_told and (papers or not self._session.running):
            self._shown = papers
            self._show_papers(papers)
        if not self._session.running:
            self.rows.end()
        self._show_state()

    def _show_papers(self, papers: Sequence[Paper]) -> None:
        self.rows.replace(papers, self._session.query, is_running=self._session.running)
        if self._session.list_key != self._watched or len(papers) <= MAX_IN_WINDOW_THREAD:
            self._watched = self._session.list_key
            self._ui_context.marks.watch("results", papers)
        self.view.viewport().update()

    # Actions of the user on rows

    def _on_opened(self, row: int) -> None:
        self.rows.is_touched = True
        self.opened.emit(self.model.paper(row))

    def _on_pressed_at(self, row: int, where: QPoint) -> None:
        if (piece := self._delegate.link_at(self.view, row, where)) is None:
            return
        self.rows.is_touched = True
        paper = self.model.paper(row)
        if piece in STATE_PIECES:
            action = state_action(paper, self._ui_context.marks.of(paper))
            self._ui_context.current.run_for(action, paper)
        else:
            self._ui_context.current.run_for("paper.open", paper)
            self._ui_context.actions["view.cited_by"].trigger()

    def _on_menu_wanted(self, where: QPoint) -> None:
        if self.view.current_row() >= 0:
            self._ui_context.actions.row_menu(self).popup(where)

    def _on_sort(self) -> None:
        menu = make_menu(self)
        chosen = self._shown_sort
        offered = (sort for sort in SORT_WORDS.items() if self._has_relevance or sort[0] != "relevance")
        for sort, (title, _) in offered:
            choice = add_entry(menu, shown(title))
            choice.setCheckable(True)
            choice.setChecked(sort == chosen)
            choice.triggered.connect(partial(self._session.with_sort, sort))
        menu.popup(self._sort.mapToGlobal(QPoint(0, self._sort.height())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self._sort_head.sizeHint().width() + self._ui_context.theme.px(BESIDE_HEADS) <= self.width()
        self._sort_head.setVisible(has_room)
        self._sort.setVisible(not has_room)

    def show_saved(self, saved: SavedSearch | None) -> None:
        """Say above the rows if they are not those of *saved*, the saved search that is shown, because of sources that
        are off. None: another search is shown."""
        if saved != self._saved:
            self._saved = saved
            self._show_state()

    # States

    def _show_relevance(self, result: SearchResult) -> str:
        """Offer the order by relevance if the list has one, and return the order that the list is in."""
        sort = result.query.sort
        self._has_relevance = True
        if result.bulk:
            from scholar_desktop.domain.search.word_filter import has_relevance, listed_sort  # not part of the start

            self._has_relevance = has_relevance(result)
            sort = listed_sort(result.query, result.source_names)
        self._sort_head.offer("relevance", is_offered=self._has_relevance)
        why = [shown(SORT_HEADS["citations"][1]), *([] if self._has_relevance else [shown(NO_RELEVANCE)])]
        self._sort_head.explain("citations", " ".join(why))
        return sort if sort in SORT_WORDS else "relevance"

    def _on_context_changed(self) -> None:
        online = self._ui_context.context.now.online
        if online != self._is_online:
            self._is_online = online
            self._show_state()

    def _on_setting_changed(self, key: str) -> None:
        # the message before the first search says whether typing sends anything, that of an empty list what is off
        if key in ("complete_titles", "sources"):
            self._show_state()

    def _show_state(self) -> None:
        session = self._session
        result = session.result
        if session.running and result is not None:
            self._waits.follow(result.reports)
        hidden = self._messages.hidden_title(result) if result is not None and not session.running else None
        self._show_count(result, may_offer_pdfs=hidden is None and not session.running)
        if session.problem is not None:
            self.pane.show_message(ERROR, self._messages.problem())
        elif session.query is None:
            self.pane.show_message(EMPTY, self._messages.welcome())
        elif session.running:
            self._show_running(result)
        elif result is not None and result.papers:
            note = self._messages.missing(result)
            about = note or self._messages.from_saved(result)
            about = about or self._saved_without(result)
            if about is None and not session.is_cut:  # else the paper may be one of those that are not here
                about = self._messages.other_titles(result, self._wanted_title)
            shown_note = hidden if note is None and hidden is not None else self._messages.with_kept(about)
            self.pane.show_rows(PARTIAL if note is not None else FULL, shown_note)
        elif session.cancelled:
            self.pane.show_message(EMPTY, self._messages.stopped())
        elif result is not None and no_source_queried(result):
            self.pane.show_message(ERROR, self._messages.no_source_queried_message(result))
        elif result is not None and result.failed:
            self.pane.show_message(ERROR, self._messages.unreachable(result))
        else:
            self.pane.show_message(EMPTY, self._messages.nothing_found())
        if session.running != self._countdown.isActive():
            if session.running:
                self._countdown.start()
            else:
                self._countdown.stop()

    def _saved_without(self, result: SearchResult) -> Note | None:
        """Return that a source with which the shown search was saved is off in the settings; None if none is."""
        if self._saved is None:
            return None
        editor = self._ui_context.services.settings_editor
        off = off_since_saved(editor, self._session.sources, result.source_names, self._saved)
        return saved_without_note(off, self._ui_context.actions["view.search_sources"].trigger)

    def _show_running(self, result: SearchResult | None) -> None:
        reports = result.reports if result else ()
        if result is not None and result.papers:
            # the line above the rows names the sources that are still queried, so that the rows do not move
            is_told = any(report.phase in (Phase.WAITING, Phase.FAILED) for report in reports)
            note = self._messages.waiting(reports) if is_told else self._messages.with_kept(None)
            self.pane.show_rows(WAITING, note)
        else:
            self.pane.wait(self._messages.waiting(reports))

    def _show_count(self, result: SearchResult | None, *, may_offer_pdfs: bool) -> None:
        """Show how many papers are listed, and what is below them.

        Args:
            may_offer_pdfs: a line below the rows may offer the papers whose PDF only other sources know.
        """
        papers, more = (len(result.papers), bool(result.more)) if result is not None else (0, False)
        is_cut = self._session.is_cut
        self._ui_context.context.update(results=papers, more=(more or is_cut) and not self._session.running)
        if result is None or not result.papers:
            self._head.setVisible(False)
            self._more.show_result(result, running=self._session.running, loading=False)
            return
        sort = self._show_relevance(result)
        title, why = SORT_WORDS[sort]
        name = gettext("Sort: {order}", order=title)
        self._shown_sort = sort
        self._delegate.influence = sort_value(sort) == "influence"
        self._ui_context.context.update(order=sort_value(sort))
        self._sort_head.show_order(sort_value(sort), is_reversed=sort.startswith(REVERSE))
        self._sort.show_content(ButtonContent(shown(title), trailing="chevron-down"), name=name)
        set_tooltip(self._sort, " ".join([shown(why), *([] if self._has_relevance else [shown(NO_RELEVANCE)])]))
        known = sum(max(report.total or 0, report.loaded) for report in result.reports)
        loaded = sum(report.loaded for report in result.reports)
        count = len(result.papers)
        is_filtered, total = result.loaded > count, number(result.loaded)
        is_part = known > loaded or bool(result.more)  # a source that has more may not say how many
        has_total = is_filtered and (is_cut or not result.is_filtered_before)
        if has_total and is_part:
            words = ngettext("{count} of {total} loaded papers", "{count} of {total} loaded papers", count, total=total)
        elif has_total:
            words = ngettext("{count} of {total} papers", "{count} of {total} papers", count, total=total)
        elif is_part:
            words = ngettext("{count} paper so far", "{count} papers so far", count, count=number(count))
        else:
            words = ngettext("{count} paper", "{count} papers", count, count=number(count))
        parts = [gettext("{papers} for “{words}”", papers=words, words=self._named) if self._named else words]
        running = self._session.running and any(not report.settled for report in result.reports)
        merged: tuple[str, ...] = ("",)
        if result.merged and not running:  # while it is searched, its services need the room
            merged = tuple(dict.fromkeys(_merged_words(result.merged, is_filtered=one) for one in (is_filtered, False)))
        place = len(parts)
        if filters_not_used(result):
            parts.append(gettext("filters not used"))
        missing = [source_title(report.name) for report in result.failed]
        if missing:
            parts.append(gettext("without {services}", services=listed(missing)))
        loading = running and (result.bulk or all(report.loaded for report in result.reports if not report.settled))
        self._more.show_result(
            result,
            running=self._session.running,
            loading=loading,
            is_cut=is_cut,
            leaves_out_pdfs=result.leaves_out_pdfs and may_offer_pdfs,
        )
        if running and not self._more.names_services:  # here they are cut, beside the orders
            parts.append(self._waits.searching(result.reports))
        # while a service limits requests or has failed, the bar has the stop button
        in_bar = any(report.phase in (Phase.WAITING, Phase.FAILED) for report in result.reports)
        self._stop.setVisible(running and not in_bar)
        texts = [" · ".join(filter(None, (*parts[:place], one, *parts[place:]))) for one in (*merged, "")]
        self._count.show_text(*texts)
        self._count.set_hint(help_text := count_help(result))
        self._count.setAccessibleDescription(help_text)
        self._head.setVisible(True)


def _merged_words(merged: int, *, is_filtered: bool) -> str:
    """Return how many rows were *merged*: those of all loaded papers, also if filters left some of these out."""
    count = number(merged)
    if is_filtered:
        return ngettext(
            "{count} duplicate merged before filtering",
            "{count} duplicates merged before filtering",
            merged,
            count=count,
        )
    return ngettext("{count} duplicate merged", "{count} duplicates merged", merged, count=count)
