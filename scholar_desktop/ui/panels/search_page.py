"""Lists of papers, the search's and the library's, with detail and citations as the width allows."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from scholar_desktop.domain import query_text
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.query import Filters
from scholar_desktop.ui import navigation as places
from scholar_desktop.ui.actions.current_paper import CurrentPaper
from scholar_desktop.ui.folding import Fold
from scholar_desktop.ui.panels.citations import CitationPane
from scholar_desktop.ui.panels.detail import DetailPane
from scholar_desktop.ui.panels.filter_chips import FilterChips
from scholar_desktop.ui.panels.library_list import LibraryList
from scholar_desktop.ui.panels.results import ResultsPane
from scholar_desktop.ui.panels.search_box import SearchEdit, Suggestion, Suggestions, SuggestionSource
from scholar_desktop.ui.panels.source_chips import SourceChips
from scholar_desktop.ui.paper_session import PaperSession
from scholar_desktop.ui.search_session import SearchSession
from scholar_desktop.ui.widgets.tabs import Tabs
from scholar_desktop.ui.window_state import KeptJson
from scholar_desktop.ui.workbench import Workbench

DETAIL_WIDTH, DETAIL_LEAST, RESULTS_LEAST = 464, 360, 300


class SearchPage(QWidget):
    """Places the panes and ties them to the two sessions: the search and the paper shown.

    Search and library are two lists in one place: detail and citations beside them are the same panes, so that what is
    kept can be read in the same way, with no network too.
    """

    def __init__(
        self, workbench: Workbench, current: CurrentPaper, last_search: KeptJson, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._current = current
        scope = workbench.scope.child()
        self._fold = Fold.ALL
        self._inside = False
        self.search = SearchSession(
            workbench.services.search, scope, workbench.context, workbench.state, last_search, self
        )
        self.paper = PaperSession(workbench.services.papers, scope, workbench.context, self)
        self._suggesting = SuggestionSource(workbench.services.library, scope)
        self._suggestions: Suggestions | None = None
        self.results = ResultsPane(workbench, self.search)
        self.library = LibraryList(workbench)
        self.detail = DetailPane(workbench, self.paper, current)
        self.citations = CitationPane(workbench, self.paper, current)
        self._lay_out()
        self._connect()
        self._bind()

    def set_fold(self, fold: Fold) -> None:
        """Arrange the panes for *fold*."""
        if fold is self._fold:
            return
        self._keep_splitters()
        self._fold = fold
        self._arrange()

    @property
    def _list(self) -> ResultsPane | LibraryList:
        """The list that is shown."""
        return self.library if self._lists.currentWidget() is self.library else self.results

    def show_place(self, place: str) -> None:
        """Show the list of *place*: the search's results or the library."""
        chosen: ResultsPane | LibraryList = self.library if place == places.LIBRARY else self.results
        if self._list is chosen:
            return
        self._heads.setCurrentIndex(1 if chosen is self.library else 0)
        self._lists.setCurrentWidget(chosen)
        self._leave_inside()
        papers = chosen.chosen_papers()
        if papers and any(paper.id == papers[0].id for paper in self.paper.trail):
            self.paper.open(papers[0])  # it was open before: nothing is asked again
        else:
            self.paper.preview(papers[0] if papers else None)

    def load_last(self) -> None:
        """Show the last search of an earlier run; nothing is asked."""
        self.search.load_last()

    def focus_box(self) -> None:
        """The window opens ready to be typed into."""
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)

    def search_for(self, text: str) -> None:
        """Search for *text*, as if it had been typed."""
        self._workbench.navigation.show(places.SEARCH)
        self._box.setText(text)
        self._run()

    # Layout

    def _lay_out(self) -> None:
        theme, px = self._workbench.theme, self._workbench.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(head)
        rows.setContentsMargins(px(14), px(12), px(14), px(8))
        rows.setSpacing(px(6))
        self._box = SearchEdit(theme)
        self._box.show_keys(self._workbench.actions["focus.search"].shortcut())
        rows.addWidget(self._box)
        chips = QHBoxLayout()
        chips.setSpacing(px(4))
        self._filters = FilterChips(theme)
        self._sources = SourceChips(theme)
        chips.addWidget(self._filters)
        chips.addStretch(1)
        chips.addWidget(self._sources)
        rows.addLayout(chips)
        self._heads = QStackedWidget()
        self._heads.addWidget(head)
        self._heads.addWidget(self.library.bar)
        self._heads.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(self._heads)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.results)
        self._lists.addWidget(self.library)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        self._side_tabs = Tabs(theme, "detailTabs", "Paper and citations", ("Paper", "Cited by", "References"))
        self._side_head = QWidget()
        self._side_head.setProperty("edge", "bottom")
        self._side_head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        tabs = QHBoxLayout(self._side_head)
        tabs.setContentsMargins(px(4), 0, 0, 0)
        tabs.addWidget(self._side_tabs)
        tabs.addStretch(1)
        side.addWidget(self._side_head)
        self._side_stack = QStackedLayout()
        side.addLayout(self._side_stack, 1)
        self._side_stack.addWidget(self.detail)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._across.setObjectName("acrossSplitter")
        self._across.addWidget(self._lists)
        self._across.addWidget(self._side)
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._down.setObjectName("downSplitter")
        self._down.addWidget(self._across)
        self._down.addWidget(self.citations)
        for splitter in (self._across, self._down):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            splitter.setStretchFactor(0, 1)
            splitter.setStretchFactor(1, 0 if splitter is self._across else 1)
        column.addWidget(self._down, 1)
        self._lists.setMinimumWidth(px(RESULTS_LEAST))
        self._side.setMinimumWidth(px(DETAIL_LEAST))
        self.citations.setMinimumHeight(px(140))
        self._lists.setMinimumHeight(px(140))
        self._arrange()

    def _arrange(self) -> None:
        fold = self._fold
        folded = fold <= Fold.TABS
        self.results.set_summaries(not folded)
        self._filters.set_folded(fold is Fold.ONE_PANE)
        self._sources.set_folded(fold <= Fold.ONE_PANE)
        self._side_head.setVisible(folded)
        self.citations.set_head_visible(not folded)
        if folded and self._down.indexOf(self.citations) >= 0:
            self._side_stack.addWidget(self.citations)
            self._on_side_tab(self._side_tabs.currentIndex())
        elif not folded and self._down.indexOf(self.citations) < 0:
            self._side_stack.removeWidget(self.citations)
            self._down.addWidget(self.citations)
            self.citations.show()
            self._side_stack.setCurrentWidget(self.detail)
        one = fold is Fold.ONE_PANE
        self._side.setMinimumWidth(0 if one else self._workbench.theme.px(DETAIL_LEAST))
        self._lists.setVisible(not one or not self._inside)
        self._side.setVisible(not one or self._inside)
        self._restore_splitters()
        self._tell_back()

    def _restore_splitters(self) -> None:
        px = self._workbench.theme.px
        kept = self._workbench.state.get(f"splitters.{self._fold.name.lower()}", list)
        sizes = kept if kept and len(kept) == 4 and all(isinstance(size, int) for size in kept) else None
        width = max(self.width(), px(RESULTS_LEAST + DETAIL_LEAST))
        if sizes:
            self._across.setSizes(sizes[:2])
            self._down.setSizes(sizes[2:])
        else:
            detail = px(DETAIL_WIDTH) if self._fold is Fold.ALL else max(px(DETAIL_LEAST), round(width * 0.42))
            self._across.setSizes([max(px(RESULTS_LEAST), width - detail), detail])
            self._down.setSizes([560, 440])

    def _keep_splitters(self) -> None:
        if self.isVisible() and self._fold is not Fold.ONE_PANE:
            down = self._down.sizes() if self._down.count() == 2 else [560, 440]
            self._workbench.state.set(f"splitters.{self._fold.name.lower()}", [*self._across.sizes(), *down])

    # Ties

    def _connect(self) -> None:
        box = self._box
        box.returnPressed.connect(self._on_return)
        box.textEdited.connect(self._on_edited)
        box.textChanged.connect(self._on_text_changed)
        box.down_pressed.connect(self._on_down)
        box.up_pressed.connect(self._on_up)
        box.escape_pressed.connect(self._close_suggestions)
        box.left_box.connect(self._close_suggestions)
        self._filters.changed.connect(self._on_filters_changed)
        self._sources.retry_wanted.connect(self.search.again)
        self._sources.settings_wanted.connect(self._workbench.actions["view.settings"].trigger)
        for signal in (self.search.started, self.search.updated, self.search.ended):
            signal.connect(self._show_sources)
        self.search.restored.connect(self._on_restored)
        for rows in (self.results, self.library):
            rows.marked.connect(self._on_marked)
            rows.rested.connect(self._on_rested)
            rows.opened.connect(self._on_opened)
            rows.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.results.words_wanted.connect(self.search_for)
        self.results.view.left_upwards.connect(box.setFocus)
        self.paper.shown.connect(self._on_paper_shown)
        self.paper.grown.connect(self._on_paper_grown)
        self.citations.tabs.currentChanged.connect(self._show_side_titles)
        self.citations.cited_by.changed.connect(self._show_side_titles)
        self.citations.references.changed.connect(self._show_side_titles)
        self._side_tabs.currentChanged.connect(self._on_side_tab)
        self._across.splitterMoved.connect(self._keep_splitters)
        self._down.splitterMoved.connect(self._keep_splitters)

    def _bind(self) -> None:
        bind = self._workbench.actions.bind
        bind("search.run", self._run)
        bind("search.cancel", self.search.cancel)
        bind("focus.search", self._focus_box)
        bind("paper.open", self._open_current)
        bind("go.back", self._go_back)
        bind("go.forward", self._go_forward)

    # The box

    def _on_text_changed(self, text: str) -> None:
        self._workbench.context.update(words=bool(text.strip()))

    def _on_edited(self, text: str) -> None:
        self._suggesting.look(text, self.search.last_words(), self._offer)

    def _offer(self, lines: list[Suggestion]) -> None:
        if self._suggestions is None:
            if not lines:
                return
            self._suggestions = Suggestions(self._workbench.theme, self.window())
            self._suggestions.picked.connect(self._on_picked)
        self._suggestions.offer(lines, self._box)

    def _close_suggestions(self) -> None:
        self._suggesting.stop()
        if self._suggestions is not None:
            self._suggestions.close_panel()

    def _on_return(self) -> None:
        line = self._suggestions.current if self._suggestions is not None else None
        if line is not None:
            self._on_picked(line)
        else:
            self._run()

    def _on_picked(self, line: Suggestion) -> None:
        self._close_suggestions()
        if line.paper is None:
            self._box.setText(line.text)
            self._run()
        else:
            self._on_opened(line.paper)

    def _on_down(self) -> None:
        if self._suggestions is not None and self._suggestions.isVisible():
            self._suggestions.step(1)
        elif not self._box.text().strip():
            self._on_edited("")
        elif self.results.model.rowCount():
            self.results.focus_list()

    def _on_up(self) -> None:
        if self._suggestions is not None and self._suggestions.isVisible():
            self._suggestions.step(-1)

    def _run(self) -> None:
        """Ask the services for what the box says."""
        self._close_suggestions()
        text = self._box.text()
        if text.strip():
            query = msgspec.structs.replace(query_text.parse(text), filters=self._filters.filters)
            self._leave_inside()
            self.search.run(query)

    def _focus_box(self) -> None:
        self._workbench.navigation.show(places.SEARCH)
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._box.selectAll()

    def _on_filters_changed(self, filters: Filters) -> None:
        self.search.with_filters(filters)

    # The search

    def _show_sources(self) -> None:
        result = self.search.result
        self._sources.show_reports(result.reports if result else (), cancelled=self.search.cancelled)
        if self.search.query is not None:
            self._filters.show_filters(self.search.query.filters)

    def _on_restored(self) -> None:
        query = self.search.query
        if query is not None and not self._box.text():
            self._box.setText(query.words)
        self._show_sources()

    # The paper

    def _on_marked(self, paper: Paper | None) -> None:
        if not (self.paper.is_open and paper is not None and self.paper.paper and self.paper.paper.id == paper.id):
            self.paper.preview(paper)

    def _on_rested(self, paper: Paper) -> None:
        self.paper.rest_on(paper)

    def _on_opened(self, paper: Paper) -> None:
        self.paper.open(paper)
        self._go_inside()

    def _open_current(self) -> None:
        paper = self._workbench.context.now.paper
        if paper is not None:
            if self._workbench.navigation.page != places.LIBRARY:
                self._workbench.navigation.show(places.SEARCH)
            self._on_opened(paper)

    def _on_paper_shown(self) -> None:
        paper = self.paper.paper
        self._current.choose(paper, self._chosen(paper))
        if paper is not None:
            self._list.show_as_chosen(paper)

    def _on_paper_grown(self) -> None:
        paper, now = self.paper.paper, self._workbench.context.now.paper
        if paper is not None and now is not None and now.id == paper.id and now is not paper:
            self._current.choose(paper, self._chosen(paper))

    def _on_selection_changed(self) -> None:
        paper = self.paper.paper
        chosen = self._list.chosen_papers()
        if paper is not None and len(chosen) > 1:
            self._current.choose(paper, chosen)

    def _chosen(self, paper: Paper | None) -> list[Paper]:
        """The selection of the results where *paper* is part of it."""
        chosen = self._list.chosen_papers()
        return chosen if paper is not None and len(chosen) > 1 and any(one.id == paper.id for one in chosen) else []

    def _go_back(self) -> None:
        if self._fold is Fold.ONE_PANE and self._inside:
            self._leave_inside()
        else:
            self.paper.step(-1)

    def _go_forward(self) -> None:
        self.paper.step(1)

    # One pane at a time

    def _go_inside(self) -> None:
        if self._fold is Fold.ONE_PANE and not self._inside:
            self._inside = True
            self._side_tabs.setCurrentIndex(0)
            self._arrange()
            self._side_tabs.setFocus()

    def _leave_inside(self) -> None:
        if self._inside:
            self._inside = False
            self._arrange()
            if self._fold is Fold.ONE_PANE:
                self._list.view.setFocus()

    def _tell_back(self) -> None:
        if self._fold is Fold.ONE_PANE and self._inside:
            self._workbench.context.update(back=True)

    def _on_side_tab(self, number: int) -> None:
        if self._side_stack.count() < 2:
            return
        if number == 0:
            self._side_stack.setCurrentWidget(self.detail)
        else:
            self.citations.show_list(number - 1)
            self._side_stack.setCurrentWidget(self.citations)

    def _show_side_titles(self) -> None:
        for place, title in enumerate(self.citations.titles()):
            if self._side_tabs.tabText(place + 1) != title:
                self._side_tabs.setTabText(place + 1, title)
