"""The panes of search and library: the list of papers, detail and citations, side by side or one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from scholar_desktop.domain.library import PageHit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.search.pane_layout import (
    DETAIL_LEAST,
    RESULTS_LEAST,
    CitationHeight,
    EmptyCitations,
    OnePane,
    PanePlacement,
    PaneSizes,
    Placement,
    SizedSplitter,
    hides_details,
    opens_below,
    panes_to_hide,
)
from scholar_desktop.ui.search.pdf_reading import PdfModules, PdfReading
from scholar_desktop.ui.search.results_pane import ResultsPane
from scholar_desktop.ui.search.search_session import SearchSession
from scholar_desktop.ui.widgets.responsive_panes import FoldLevel

if TYPE_CHECKING:
    from scholar_desktop.ui.citations.citation_pane import CitationPane
    from scholar_desktop.ui.library.library_list import LibraryList
    from scholar_desktop.ui.papers.detail_pane import DetailPane
    from scholar_desktop.ui.papers.pdf.preview import PdfPreview
    from scholar_desktop.ui.papers.trail_bar import TrailBar
    from scholar_desktop.ui.rows.paper_list import RowsPlace
    from scholar_desktop.ui.search.go_commands import GoCommands
    from scholar_desktop.ui.search.list_beside import ListBeside
    from scholar_desktop.ui.search.pane_focus import PaneFocus, PaperInFront
    from scholar_desktop.ui.widgets.tabs import Tabs


class SearchPanes(QWidget):
    """Arranges the panes by the fold level and keeps their sizes.

    Search and library are two lists in the same place. They share the panes for detail and citations, so that kept
    papers are displayed in the same way, also offline. While a PDF is read, it replaces detail and citations. Signals:
    `box_wanted` (the focus moves up to the box), `words_wanted` (the user pressed an example).

    At first there are only the results, which show the last search; `complete` creates the other panes.
    """

    detail: DetailPane
    citations: CitationPane
    trail: TrailBar
    list_beside: ListBeside
    pane_focus: PaneFocus
    in_front: PaperInFront
    _side_tabs: Tabs

    box_wanted = Signal()
    words_wanted = Signal(str)
    filled = Signal(bool)
    """A PDF has the room of all panes, or no longer."""

    def __init__(self, ui_context: UiContext, scope: TaskScope, search: SearchSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui_context, self._fold = ui_context, FoldLevel.ALL
        self._returns = self._is_complete = False
        self._scope = scope
        self._go: GoCommands | None = None
        self._library: LibraryList | None = None
        self.search = search
        self.paper = PaperSession(ui_context.services, scope, ui_context.context, ui_context.marks, self)
        self.reading = PdfReading(self._make_preview, lambda: self.list.view, self)
        self._one_pane = OnePane(self.paper, self._arrange, lambda: self.list.view.setFocus(), self)
        self._lay_out()
        ui_context.actions.bind("search.cancel", self.search.cancel)

    def complete(self) -> None:
        """Create the panes for detail and citations, and connect all panes. Called once."""
        from scholar_desktop.ui.search.go_commands import GoCommands
        from scholar_desktop.ui.search.list_beside import ListBeside, box_beside

        self._is_complete = True
        ui, show_list = self._ui_context, self.show_citation_list
        self.placement = PanePlacement(ui.actions, ui.state, ui.theme, show_list, self)
        self._add_panes()
        self.list_beside = ListBeside(ui.navigation, partial(box_beside, ui), self.paper, self._lists)
        self._empty = EmptyCitations(self.paper, self._sizes, lambda: self.list.pane.state, self)
        self._connect()
        PdfModules(ui.marks, ui.services.pdf_viewer, self._scope, self.paper, self.reading, ui.state, ui.navigation)
        bind = ui.actions.bind
        self.pane_focus.leave_for_list(self.placement, self._side, lambda: self.list)
        self.placement.changed.connect(self._keep_splitters)
        self.placement.changed.connect(self._rearrange)
        self.citations.follow(self.placement.open, self.placement.opened, self._side_tabs)
        self.placement.changed.connect(CitationHeight(self.citations, self.paper, self._sizes).fit_soon)
        bind("paper.open", self._open_current)
        bind("paper.read_pdf", self._read_current)
        bind("view.paper", self.show_paper)
        kept = ui.services.library, ui.services.collections
        self._go = GoCommands(ui.context, ui.actions, ui.navigation, ui.scope, *kept, self, self)
        if self.results.view.currentIndex().isValid():
            self.paper.rest_on(self.results.model.paper(self.results.view.current_row()))
        elif self.results.model.rowCount():
            self.paper.preview(self.results.model.paper(0))
        self._empty.fit_soon()

    def set_fold(self, fold: FoldLevel) -> None:
        """Arrange the panes for *fold*."""
        if fold is self._fold:
            return
        if self._is_complete and fold is FoldLevel.ONE_PANE:
            self.list_beside.hide()
        if self._is_complete and fold > FoldLevel.TABS and self.pane_focus.is_in_citations:
            self.placement.open()  # else the citations would be closed while the focus is in them
        self._keep_splitters()
        self._fold = fold
        self._one_pane.set_fold(fold, in_lists=self._lists.isAncestorOf(QApplication.focusWidget() or self))
        self._rearrange()

    @property
    def list(self) -> ResultsPane | LibraryList:
        """The list that is shown."""
        shown = self._lists.currentWidget()
        return self._library if self._library is not None and shown is self._library else self.results

    @property
    def library(self) -> LibraryList:
        """The library's list, created now if it does not exist yet: the last search is shown without it."""
        if self._library is None:
            from scholar_desktop.ui.library.library_list import LibraryList

            ui = self._ui_context
            parts = ui.theme, ui.scope, ui.actions, ui.navigation, ui.messages, ui.services.full_text
            library = self._library = LibraryList(*parts, ui.services.library, ui.state, self._lists)
            drag_rows(library.view, library.model, ui.theme, ui.messages, lambda: ui.services.drag_out)
            self._lists.addWidget(self._library)
            self._library.words_wanted.connect(self.words_wanted)
            self._library.renewed.connect(self.paper.renew)
            library.chosen_loaded.connect(partial(ui.current.follow_change, library.view, self._selection.read))
            self._follow(self._library)
        return self._library

    def show_place(self, place: str) -> None:
        """Show the list of *place*: the search's results or the library."""
        chosen: ResultsPane | LibraryList = self.library if place == places.LIBRARY else self.results
        if self.list_beside.is_shown and not self._ui_context.navigation.beside:
            self.list_beside.hide()
        if self.list is chosen:
            return
        self.detail.editing.leave()
        self.reading.stop()
        has_focus = self.list.isAncestorOf(QApplication.focusWidget() or self)
        self._lists.setCurrentWidget(chosen)
        if has_focus and chosen.model.rowCount():
            chosen.view.setFocus(Qt.FocusReason.OtherFocusReason)  # Qt moves it to the next control, whatever that is
        self._one_pane.leave()
        if chosen is self.results and chosen.view.lead_row() < 0 and chosen.model.rowCount():
            chosen.view.mark(max(0, chosen.view.current_row()))  # the paper shown before was in no row
        lead = chosen.view.lead_row()
        self.paper.preview(chosen.model.paper_at(lead) if lead >= 0 else None)

    def show_list(self) -> None:
        """Show the list where a paper, its PDF or the list of another page has its room."""
        self.reading.stop()
        self.list_beside.hide()
        self._one_pane.leave()

    def open(self, paper: Paper, *, from_list: bool = True) -> None:
        """Show *paper*, as `PaperSession.open` does; switch to its pane if there is room for only one."""
        self.paper.open(paper, from_list=from_list)
        self._go_inside()

    def show_detail(self) -> None:
        """Show the detail pane if something else is in its place."""
        self.reading.stop()
        self._go_inside()

    def show_similar(self, papers: Sequence[Paper], collection: str = "") -> None:
        """Show papers that are similar to *papers* as a group."""
        self.reading.stop()
        place = self.citations.views.index(self.citations.similar)
        self.placement.open()
        self._side_tabs.setCurrentIndex(place + 1)
        self.citations.show_list(place)
        self.citations.similar.show_for(papers, collection)

    def show_citation_list(self, number: int) -> None:
        """Show a tab of the citation pane by its number, opened if it was closed, and move the focus to it."""
        self._show_page()
        self.placement.open()
        self._side_tabs.setCurrentIndex(number + 1)
        self.citations.show_list(number)
        self._enter_inside()
        self.citations.enter(Qt.FocusReason.ShortcutFocusReason)

    def _enter_tab(self) -> None:
        (self.citations.enter if self._side_tabs.currentIndex() else self.detail.take_focus)()

    def show_paper(self) -> None:
        """Show the paper instead of its citations or its PDF, with the focus. Enabled without one, for its key."""
        ui, now = self._ui_context, self._ui_context.context.now
        if self.paper.paper is None and now.paper is None and not self.detail.editing.is_new:
            ui.messages.cannot_run(ui.actions.title("view.paper"), gettext("Select a paper first."))
        else:
            self._show_page()
            self.show_detail()
            self.detail.take_focus()

    def _show_page(self) -> None:
        now, left = self._ui_context.context.now, places.LIBRARY if self.list is self._library else places.SEARCH
        if now.page not in places.WITH_PAPERS and now.paper is None:
            self._ui_context.navigation.show(left)
        elif now.page not in places.WITH_PAPERS:
            self._open_current()
        self.reading.stop()

    def _make_preview(self) -> PdfPreview:
        from scholar_desktop.ui.papers.pdf.preview import make_preview  # not part of the start

        return make_preview(self._ui_context, self._scope, self._place_of, self)

    def _on_reading_began(self) -> None:
        self._one_pane.show_pdf()
        self._arrange()
        if self.is_inside:
            self.reading.focus_pages()

    def _on_reading_ended(self) -> None:
        self._returns = False
        self._arrange()
        self._one_pane.leave()

    def _close_pdf(self) -> None:
        """Close the PDF, and return to the page that it was opened from if that has no panes of its own."""
        returns = self._returns and self._ui_context.navigation.leads_back(self.paper.paper)
        self.reading.stop()
        if returns:
            self._ui_context.navigation.back()

    @property
    def _pdf_fills(self) -> bool:
        return self.reading.is_on and self._lists.isHidden()

    def show_lists(self) -> None:
        """Show the list again if a PDF has its room."""
        if self.reading.is_wide:
            self.reading.widen()
        elif self._pdf_fills:
            self.reading.stop()

    def focus_panes(self) -> Sequence[QWidget]:
        """Return the list, the paper and the citations below them, if they are there."""
        return (self._lists, self._side, *([self.citations] if self._down.indexOf(self.citations) >= 0 else []))

    def focus_results(self) -> None:
        if self.results.model.rowCount():
            self._one_pane.go_back()
            self.results.focus_list()

    def _on_results_wanted(self) -> None:
        if not self.isAncestorOf(QApplication.focusWidget() or self):
            self._one_pane.go_back()  # the row of the sidebar was clicked
            return
        self.show_lists()
        self._one_pane.leave()
        self.results.pane.focus_shown()  # without a new selection, which would send a request

    def _lay_out(self) -> None:
        """Create the results in their place, and empty widgets in the places of the other panes."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._down = SizedSplitter(Qt.Orientation.Vertical, self)
        self._down.setObjectName("downSplitter")
        self._across = SizedSplitter(Qt.Orientation.Horizontal, self._down)
        self._across.setObjectName("acrossSplitter")
        self._lists = QStackedWidget(self._across)
        self.results = ResultsPane(self._ui_context, self.search, self._lists)
        self._lists.addWidget(self.results)
        self._side = QWidget(self._across)
        self._below = QWidget(self._down)
        for splitter in (self._across, self._down):
            splitter.setStretchFactor(0, 1)
        self._sizes = PaneSizes(self._ui_context.state, self._ui_context.theme, self._across, self._down)
        self._down.setStretchFactor(1, 1)
        column.addWidget(self._down, 1)
        for pane in (self._below, self._lists):
            pane.setMinimumHeight(self._ui_context.theme.px(140))
        self._arrange()

    def _add_panes(self) -> None:
        """Put the panes for detail and citations into their places."""
        from scholar_desktop.ui.citations.citation_pane import CitationPane
        from scholar_desktop.ui.papers.detail_pane import DetailPane
        from scholar_desktop.ui.papers.trail_bar import PaperName, PinCommand, TrailBar
        from scholar_desktop.ui.search.pane_focus import PaneFocus, PaperInFront
        from scholar_desktop.ui.search.side_head import SideHead
        from scholar_desktop.ui.widgets.scroll_column import TabKeys

        ui = self._ui_context
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        self._side_head = SideHead(ui.theme, self._one_pane.go_back, self._side)
        self._side_tabs = self._side_head.tabs
        side.addWidget(self._side_head)
        self.trail = TrailBar(ui.theme, ui.actions, ui.state, self.paper, self._side)
        PinCommand(ui.context, ui.actions, ui.navigation, ui.messages, self.trail)
        side.addWidget(self.trail)
        PaperName(self.trail, self._side_tabs)
        self._side_stack = QStackedLayout()
        side.addLayout(self._side_stack, 1)  # first: a widget in a layout without a parent is a window of its own
        self.detail = DetailPane(ui, self.paper, self._side)
        self._side_stack.addWidget(self.detail)
        self.detail.editing.toggled.connect(self.trail.set_covered)
        self.citations = CitationPane(ui, self.paper, shows_details=self.detail.isVisible)
        self.pane_focus = PaneFocus(self.detail, self.citations, self._side_tabs, self, self._enter_inside)
        self.in_front = PaperInFront(self.paper, self.citations, self._side_tabs, self.pane_focus, self)
        self.trail.left.connect(self.pane_focus.enter_shown)
        TabKeys(self._side_tabs, self.detail, self._enter_tab)
        self.citations.set_closed(False)
        sizes = self._down.sizes()
        self._down.replaceWidget(1, self.citations)
        self._below.deleteLater()
        self._arrange()
        if self._down.count() == len(sizes) and all(sizes):
            self._down.setSizes(sizes)

    def _arrange(self) -> None:
        folded, one = self._fold <= FoldLevel.TABS, self._fold is FoldLevel.ONE_PANE
        self.results.set_summaries(not folded)
        for pane, least in ((self._side, DETAIL_LEAST), (self._lists, RESULTS_LEAST)):
            pane.setMinimumWidth(0 if one else self._ui_context.theme.px(least))
        if not self._is_complete:
            self._below.setVisible(not folded and opens_below(self._ui_context.state, self._ui_context.theme, self))
            self._side.setVisible(not one and not hides_details(self._ui_context.state))
            self._restore_splitters()
            return
        self._ui_context.context.update(panes=panes_to_hide(self._fold))
        in_tabs = folded or self.placement.now is Placement.TABS
        self._side_head.show_tabs(in_tabs and not self.reading.is_on, is_alone=one)
        self.citations.set_head_visible(not in_tabs)
        self.citations.set_closed(not in_tabs and self.placement.now is Placement.HIDDEN)
        if in_tabs and self._down.indexOf(self.citations) >= 0:
            self._side_stack.addWidget(self.citations)
        elif not in_tabs and self._down.indexOf(self.citations) < 0:
            self._side_stack.removeWidget(self.citations)
            self._down.addWidget(self.citations)
        if not in_tabs:
            self.citations.setVisible(not self.reading.is_on)
        if self.reading.is_on:
            self.reading.arrange(self._side_stack)
        elif in_tabs:
            self._on_side_tab(self._side_tabs.currentIndex())
        else:
            self._restore_splitters()  # first, so that the paper is laid out once
            self._side_stack.setCurrentWidget(self.detail)
        self._lists.setVisible(not self.is_inside and not self.reading.is_wide)
        self._side.setVisible(self.is_inside if one else self.reading.is_on or self.placement.shows_details)
        self._restore_splitters()
        self.filled.emit(self._pdf_fills)
        if self._go is not None:
            self._go.show_state()

    def _rearrange(self) -> None:
        if not self._is_complete:
            self._arrange()
        elif self.isVisible():
            self.pane_focus.keep_while(self._arrange)
        else:
            self.pane_focus.keep_until_shown(self, self._arrange)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_complete:
            self.pane_focus.give_back()

    def _restore_splitters(self) -> None:
        closed_height = self.citations.maximumHeight() if self._is_complete and self.citations.is_closed else None
        self._sizes.restore(self._fold, is_reading=self.reading.is_on, width=self.width(), closed_height=closed_height)

    def _keep_splitters(self) -> None:
        if self.isVisible() and self._fold is not FoldLevel.ONE_PANE and not self.reading.is_wide:
            is_below = self._down.count() == 2 and self._is_complete and not self.citations.is_closed
            shown = not self._side.isHidden()
            self._sizes.keep(self._fold, is_reading=self.reading.is_on, is_below=is_below, has_details=shown)

    def _connect(self) -> None:
        from scholar_desktop.ui.search.pane_selection import PaneSelection

        ui = self._ui_context
        actions = ui.context, ui.current, ui.navigation, self.paper
        panes = self.detail, self.citations, self.pane_focus, self.list_beside
        self._selection = PaneSelection(*actions, *panes, lambda: self.list, self._lists, self)
        self._follow(self.results)
        self.results.words_wanted.connect(self.words_wanted)
        self.results.view.left_upwards.connect(self.box_wanted)
        self.paper.shown.connect(self._on_paper_shown)
        self.results.share_with(self.paper, lambda: self.list is self.results)
        self._ui_context.navigation.page_changed.connect(self._on_page_changed)
        self._ui_context.navigation.results_wanted.connect(self._on_results_wanted)
        self.citations.kept_open.connect(self.trail.toggle)
        self._selection.words_wanted.connect(self.words_wanted)
        self._selection.title_wanted.connect(self.results.expect_title)
        self.citations.titles_changed.connect(self._show_side_titles)
        self._show_side_titles()
        self._side_tabs.currentChanged.connect(self._on_side_tab)
        self.citations.tabs.currentChanged.connect(self._on_citation_tab)
        self._across.splitterMoved.connect(self._keep_splitters)
        self._down.splitterMoved.connect(self._keep_splitters)
        self.reading.changes.connect(self._keep_splitters)
        self.reading.began.connect(self._on_reading_began)
        self.reading.ended.connect(self._on_reading_ended)
        self.reading.widened.connect(self._arrange)
        self.reading.close_wanted.connect(self._close_pdf)

    def _follow(self, rows: ResultsPane | LibraryList) -> None:
        rows.marked.connect(self._selection.preview)
        rows.rested.connect(self._selection.rest_on)
        rows.opened.connect(self._on_opened)
        rows.pane.state_changed.connect(self._empty.fit_soon)
        self.detail.step_wanted.connect(lambda by: rows.view.step(by) if rows is self.list else None)
        rows.view.previews = rows.view.reads = True
        rows.view.preview_wanted.connect(self._on_preview_wanted)
        rows.view.read_wanted.connect(partial(self._on_read_wanted, rows))
        rows.view.middle_pressed.connect(partial(self._on_middle_pressed, rows))
        self._ui_context.current.follow(rows.view, self._selection.read)

    def _on_opened(self, paper: Paper) -> None:
        hit, _ = self._place_of(paper)
        self.open(paper)
        self._enter_paper()
        if hit is not None and hit.alone:
            # found by the text of its PDF, so the user wants to see that text
            self.reading.enter(paper)

    def _enter_paper(self) -> None:
        """Move the focus to what the pane of the paper shows: its PDF, or the paper."""
        if not self.reading.take_focus():
            self.reading.stop()
            self.detail.take_focus()

    def _on_read_wanted(self, rows: ResultsPane | LibraryList, row: int) -> None:
        """Handle a double click: show the PDF, or the paper if it has none."""
        if (kept := rows.model.kept_at(row)) is not None and kept.pdf:
            self.reading.enter(kept.paper)
        else:
            rows.view.opened.emit(row)

    def _on_middle_pressed(self, rows: ResultsPane | LibraryList, row: int) -> None:
        if (paper := rows.model.paper_at(row)) is not None:
            self.trail.toggle(paper)

    def _on_preview_wanted(self, row: int) -> None:
        if self.reading.is_on:
            self.reading.stop()
        elif (paper := self.list.model.paper_at(row)) is not None:
            if self.list.view.chosen_count() < 2:  # several rows stay selected
                self.list.view.choose(row)
            self.reading.show(paper)

    def _read_current(self) -> None:
        if (paper := self._ui_context.context.now.paper) is not None:
            self._returns = self._ui_context.navigation.go_to_paper_panes(paper.id)
            shown = self.paper.paper  # with the list of the search, its own paper is shown first
            if shown is None or shown.id != paper.id:
                self.paper.preview(paper)
            self.reading.enter(paper)
            self.show_beside()

    def _place_of(self, paper: Paper) -> tuple[PageHit | None, str]:
        return self.library.place_of(paper) if self.list is self._library else (None, "")

    def _open_current(self) -> None:
        paper, navigation = self._ui_context.context.now.paper, self._ui_context.navigation
        if paper is not None:
            is_link = navigation.shows_links and not self.list.has_row(paper)
            if is_link and navigation.page in places.WITH_PAPERS:
                self.paper.begin_with_shown()  # the paper was reached from it
            navigation.go_to_paper_panes(paper.id)
            self.open(paper, from_list=not is_link)
            self.list.show_as_chosen(self.paper.paper)  # it may have been shown before, without its row
            self.show_beside(focus=True)
            if not self.list_beside.is_shown and not self.is_inside:
                self._enter_paper()

    def show_beside(self, *, focus: bool = False, place: RowsPlace | None = None) -> None:
        """Show the list that the paper was opened from, at *place*, if there is room. focus: move the focus to it."""
        if self._fold is not FoldLevel.ONE_PANE:
            self.list_beside.show(focus=focus, place=place)
        self._selection.use()

    def _on_paper_shown(self) -> None:
        paper = self.paper.paper
        if paper is not None or self.detail.editing.is_new:
            self.list.show_as_chosen(paper)
        self._selection.use()
        if self.reading.is_on:
            if paper is None:
                self.reading.stop()
            else:
                self.reading.follow(paper)

    def _on_page_changed(self) -> None:
        if not self._ui_context.navigation.beside:
            self.list_beside.hide()
        if self._ui_context.navigation.page in places.WITH_PAPERS:  # actions no longer apply to rows of another page
            self._selection.use_focused()

    # One pane at a time

    @property
    def is_inside(self) -> bool:
        """True if the paper is shown alone, and Back leads out of it."""
        return self._one_pane.is_inside

    def leave_pdf(self) -> bool:
        """Close the PDF if it is shown alone. False if it is not."""
        is_alone = self.reading.is_on and self._fold is FoldLevel.ONE_PANE
        if is_alone:
            self._close_pdf()
        return is_alone

    def leave_paper(self) -> bool:
        """Show the list if the paper is shown alone and no other was opened from it. False if it stays."""
        is_first = self._one_pane.is_first
        if is_first:
            self._one_pane.go_back()
        return is_first

    @property
    def leads_into_paper(self) -> bool:
        """True if Forward shows the paper that Back left for the list, which is shown alone."""
        return self._one_pane.leads_forward

    def enter_paper(self) -> None:
        """Show the tab of the paper that was shown last in the place of the list, if there is room for only one, and
        move the focus to it."""
        if self._enter_inside():
            self._enter_tab()

    def _go_inside(self) -> None:
        self.placement.show_details()
        if self._enter_inside():
            self._side_tabs.setFocus()
        self._side_tabs.setCurrentIndex(0)

    def _enter_inside(self) -> bool:
        if not self._side_head.isHidden() or self._fold is FoldLevel.ONE_PANE:
            self.placement.show_details()  # the citations are there, too
        return self._one_pane.enter()

    def _on_side_tab(self, number: int) -> None:
        if self.reading.is_on or self._side_stack.indexOf(self.citations) < 0:
            return
        if number:
            self.citations.show_list(number - 1)
        self._side_stack.setCurrentWidget(self.citations if number else self.detail)

    def _on_citation_tab(self, number: int) -> None:
        if self._side_tabs.currentIndex() > 0:
            self._side_tabs.setCurrentIndex(number + 1)

    def _show_side_titles(self) -> None:
        self._side_tabs.show_titles(self.citations.titles(), after=1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        panes, focused = self.focus_panes()[1:] if self._is_complete else (), QApplication.focusWidget() or self
        is_space = event.key() == Qt.Key.Key_Space and not event.modifiers()
        if is_space and self._is_complete and self.detail.isAncestorOf(focused):
            if self._ui_context.actions.run_on("paper.read_pdf") is not None and self.paper.paper is not None:
                self.reading.show(self.paper.paper)  # it says that there is no PDF
            return
        is_inside = self.reading.is_on or any(pane.isAncestorOf(focused) for pane in panes)
        if event.key() != Qt.Key.Key_Escape or not is_inside:
            super().keyPressEvent(event)
        elif self.reading.is_on:
            self._close_pdf()
        elif (self.citations.isAncestorOf(focused) and len(self.paper.trail) > 1) or self.in_front.leads_back:
            self.paper.back()  # the paper was opened there
        elif self.is_inside and self._ui_context.navigation.leads_back_to_list(self.paper.paper):
            self._ui_context.navigation.back()
        else:
            if not self.is_inside:  # else Esc closes the paper
                self._ui_context.messages.close_last()
            self._one_pane.leave()
            (self.list_beside.view or self.list.view).setFocus(Qt.FocusReason.ShortcutFocusReason)
