"""The page of search and library: the box of either at the top, the panes below it. The panes are created after the
first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.source import CORPUS, SEARCH_SOURCES, Phase
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.context.window_state import JsonFile
from scholar_desktop.ui.search.filter_chips import FilterChips
from scholar_desktop.ui.search.search_box import SearchEdit, words_of
from scholar_desktop.ui.search.source_chips import SourceChips
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.head_stack import HeadStack
from scholar_desktop.ui.widgets.responsive_panes import FoldLevel

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.search.filters import Filters
    from scholar_desktop.domain.search.query import Query
    from scholar_desktop.ui.program.call_log_panel import CallLogPanel
    from scholar_desktop.ui.search.last_trail import LastTrail
    from scholar_desktop.ui.search.search_panes import SearchPanes
    from scholar_desktop.ui.search.search_report import SearchReportPanel
    from scholar_desktop.ui.search.search_session import SearchSession
    from scholar_desktop.ui.search.suggestions import BoxSuggestions, Suggestion
    from scholar_desktop.ui.widgets.button import Button

LEAST_FILTERS = 220
"""Width, at 13 px text, of the filters beside the sources; with less, the sources are in a line of their own."""
RELEVANCE = "relevance"
DRAFT, DRAFT_FILTERS = "draft", "draft_filters"
"""Names, in the state of the window, of the text in the box and the filters."""


class SearchPage(QWidget):
    """The box accepts keys from the start; an action that needs the panes creates them (`panes_wanted`)."""

    panes_wanted = Signal()

    def __init__(self, ui_context: UiContext, last_search: JsonFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._last_search = last_search
        self._fold = FoldLevel.ALL
        self._panes: SearchPanes | None = None
        self._is_finished = False
        self._is_online = True
        self._last_trail: LastTrail | None = None
        self._suggestions: BoxSuggestions | None = None
        self._save: Button | None = None
        self._is_saved = False
        self._put_aside: str | None = None
        self._draft = ""
        self._led_to = "", RELEVANCE  # the words of the last search of `lead_to`, and the user's order before it
        self._calls: CallLogPanel | None = None
        self._why: SearchReportPanel | None = None
        self._lay_out()
        bind = ui_context.actions.bind
        bind("search.run", self.run)
        bind("focus.search", self._on_focus_wanted)
        bind("search.corpus", self._on_corpus_wanted)
        bind("search.all_sources", self._on_all_sources_wanted)
        bind("app.calls", lambda: self.show_calls(SEARCH_SOURCES[0]))

    @property
    def panes(self) -> SearchPanes:
        """Results, detail and citations; created now if they do not exist yet."""
        if not self._is_finished:
            self.panes_wanted.emit()
            self.finish()
        assert self._panes is not None
        return self._panes

    @property
    def box(self) -> SearchEdit:
        """The search box."""
        return self._box

    @property
    def search(self) -> SearchSession:
        """The search that is shown; created now, with the panes, if it does not exist yet."""
        return self.panes.search

    def show_last(self) -> SearchPanes:
        """Create the list of results and load the last search into it."""
        if self._panes is None:
            from scholar_desktop.ui.search.search_panes import SearchPanes
            from scholar_desktop.ui.search.search_session import SearchSession

            ui_context = self._ui_context
            services, context, state = ui_context.services, ui_context.context, ui_context.state
            scope = self._pane_scope = ui_context.scope.child()
            search = SearchSession(services, scope, context, state, self._last_search, self)
            panes = self._panes = SearchPanes(ui_context, scope, search, self)
            self._column.addWidget(panes, 1)
            panes.set_fold(self._fold)
            for signal in (search.started, search.updated, search.ended):
                signal.connect(self._show_sources)
            context.changed.connect(self._on_context_changed)
            search.restored.connect(self._on_restored)
            search.returned.connect(self._on_returned)
            self._restore_draft()
            search.load_last()
        return self._panes

    def finish(self) -> None:
        """Create all panes and everything that follows them."""
        if self._is_finished:
            return
        from scholar_desktop.ui.search.last_trail import LastTrail
        from scholar_desktop.ui.search.search_actions import bind_results
        from scholar_desktop.ui.search.suggestions import BoxSuggestions

        ui_context, panes = self._ui_context, self.show_last()
        self._is_finished = True
        parts = ui_context.services, ui_context.theme, self._pane_scope, self._box, panes.search
        self._suggestions = BoxSuggestions(*parts)
        self._suggestions.picked.connect(self._on_picked)
        panes.complete()
        self._last_trail = LastTrail(ui_context.state, panes)
        self._focus_restored()
        panes.filled.connect(self._heads.setHidden)
        panes.box_wanted.connect(self._box.setFocus)
        panes.words_wanted.connect(self.lead_to)
        panes.list_beside.toggled.connect(self._on_list_beside)
        panes.results.why_wanted.connect(self._on_why_wanted)
        panes.results.library_wanted.connect(lambda: self.search_library(self._box.text(), self._filters.filters))
        self._add_save_button()
        ui_context.actions.bind("search.clear_filters", self._clear_filters)
        bind_results(ui_context, panes.search, ui_context.marks, self._on_why_wanted, self._filters.open_panel)

    def _add_save_button(self) -> None:
        """Add the button beside the box. It is not part of the start: its action is created later."""
        from scholar_desktop.ui.widgets.button import Button

        self._save = Button(self._ui_context.theme, parent=self)
        self._save.setObjectName("saveSearchButton")
        self._box_row.addWidget(self._save)
        self._show_save_button()

    def _show_save_button(self) -> None:
        """In a small window, only the icon has room."""
        if self._save is None:
            return
        is_small = self._fold is FoldLevel.ONE_PANE
        words = gettext("Search saved") if self._is_saved else gettext("Save search")
        self._save.bind(self._ui_context.actions["search.save"], text=words, icon_only=is_small)

    def show_saved(self, *, is_saved: bool) -> None:
        """Say on the button that the search that is shown is saved, or offer to save it."""
        self._is_saved = is_saved
        self._show_save_button()

    async def save_note(self) -> None:
        """On closing: saves a note that is being typed."""
        if self._panes is not None and self._is_finished:
            await self._panes.detail.editing.keep()
            await self._panes.detail.own.keep()

    def save_trail(self) -> None:
        """On closing: keeps the papers that were opened one after the other, and the tab of the citations."""
        if self._last_trail is not None:
            self._last_trail.keep()

    @property
    def shown_paper(self) -> Paper | None:
        """The paper in the detail pane."""
        return self._panes.paper.paper if self._panes is not None else None

    def release_pdf(self) -> None:
        """On closing: stops drawing PDF pages before the window is destroyed."""
        if self._panes is not None:
            self._panes.reading.release()

    def set_fold(self, fold: FoldLevel) -> None:
        """Fold chips and panes."""
        self._fold = fold
        self._filters.set_folded(fold is FoldLevel.ONE_PANE)
        self._sources.set_folded(fold is FoldLevel.ONE_PANE)
        self._show_save_button()
        if self._panes is not None:
            self._panes.set_fold(fold)

    def make_library(self) -> None:
        """Create the library's list and its box. Not needed to show the last search."""
        if self._heads.count() == 1:
            self._heads.addWidget(self.panes.library.bar)
            self._ui_context.actions.bind("focus.library", self._focus_library)

    def _focus_library(self) -> None:
        self.panes.show_lists()
        self.panes.library.focus_box()

    def show_place(self, place: str) -> None:
        """Show the search or the library: its box at the top and its list; detail and citations are the same panes for
        both."""
        if place == places.LIBRARY:
            self.make_library()
        if self._panes is not None and self._is_finished:
            self._panes.show_place(place)
            self._heads.setCurrentIndex(1 if place == places.LIBRARY else 0)
            has_rows = self._panes.list.model.rowCount() or self._ui_context.navigation.beside
            is_here = self.isAncestorOf(self.window().focusWidget() or self)
            if place == places.SEARCH and not has_rows and (is_here or not self.isVisible()):
                self.focus_box()  # nothing is there that keys could go through

    def focus_panes(self) -> list[QWidget]:
        """Return the panes that are shown, in reading order: the box with its filters, the list, the paper and the
        citations."""
        return [self._heads, *self.panes.focus_panes()]

    def focus_box(self) -> None:
        """Give the box the focus, so that the user can type as soon as the window opens."""
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)

    def search_for(self, text: str, *, sort: str = "") -> None:
        """Search for *text*, as if it had been typed. sort: as of `run`."""
        self._ui_context.navigation.show(places.SEARCH)
        self._replace(text)
        self.run(sort=sort)

    def lead_to(self, text: str) -> None:
        """Search for *text*, such as a title, to which another part of the window leads, and move the focus to the
        results. It has no filters and is sorted by relevance: filters may hide the paper, another order may put it
        last. The user's next search has the order that was chosen before."""
        if self._filters.filters.any_set:
            self._drop_filters()
        own = self._own_sort()
        self.search_for(text, sort=RELEVANCE)
        self._led_to = words_of(self.search.query), own
        self.panes.results.take_focus(Qt.FocusReason.OtherFocusReason)

    def search_library(self, words: str, filters: Filters | None = None) -> None:
        """Search the whole library for *words*, whatever part of it was shown last. filters: as of the library's
        `search_for`."""
        panes = self.show_last()
        self._ui_context.navigation.show_library(LibraryView.ALL)
        self._ui_context.actions["focus.library"].trigger()
        panes.library.bar.search_for(words, filters, self._ui_context.messages)

    def offer_words(self, text: str) -> None:
        """Put *text* into the box without running the search or asking for suggestions."""
        self._ui_context.navigation.show(places.SEARCH)
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._box.setText(text)

    def run(self, *, sort: str = "") -> None:
        """Run the search that the box and the filters describe, in the order *sort* (empty: that of `query`); if both
        are empty, show the page before any search."""
        self._close_suggestions()
        if self._box.text().strip() or self._filters.filters.any_set:
            self.panes.show_list()
            query = self.query  # read after the panes exist: creating them restores the filters
            query = msgspec.structs.replace(query, sort=sort or query.sort)
            # without words, the filters alone select from Semantic Scholar's whole list
            before = self.search.query
            self.search.run(query, bulk=not query.words)
            if before is not None and before.words != query.words:
                self.panes.results.note_kept(query, before)
        elif self.search.query is not None:
            self.panes.show_list()
            self.search.clear()

    @property
    def query(self) -> Query:
        """The query that the box and the filters describe, in the order of the user's last search."""
        from scholar_desktop.domain.search import query_parser

        query = query_parser.parse(self._box.text())
        last = self._panes.search.query if self._panes is not None else None
        sort = last.sort if last is not None and last.words == query.words else self._own_sort()
        return msgspec.structs.replace(query, filters=self._filters.filters, sort=sort)

    def _own_sort(self) -> str:
        """Return the order of the user's last search; `lead_to` may have run another one after it."""
        last = self._panes.search.query if self._panes is not None else None
        words, own = self._led_to
        return own if last is None or (last.words, last.sort) == (words, RELEVANCE) else last.sort

    def show_query(self, query: Query, sources: tuple[str, ...] | None) -> None:
        """Show *query*, which was stored and is run next, in the box and the filters. sources: those that are searched
        for it, None for those of the settings."""
        self._close_suggestions()
        self._replace(words_of(query))
        self._filters.show_filters(query.filters)
        self.search.next_sources = sources

    def show_calls(self, service: str) -> None:
        """Open a panel over the window with the last requests to *service*."""
        if self._calls is None:
            from scholar_desktop.ui.program.call_log_panel import CallLogPanel  # rarely opened

            ui_context, chips = self._ui_context, self._sources
            parts = ui_context.theme, ui_context.services.call_history, chips.report_of, chips.why_not_searched
            calls = self._calls = CallLogPanel(*parts, self.window())
            calls.retry_wanted.connect(self.search.again)
            calls.settings_wanted.connect(calls.close_panel)
            calls.settings_wanted.connect(self._ui_context.actions["view.settings"].trigger)
        self._calls.open_for(service)

    # Layout

    def _lay_out(self) -> None:
        theme, px = self._ui_context.theme, self._ui_context.theme.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        head = QWidget(self)
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(head)
        rows.setContentsMargins(px(14), px(12), px(14), px(8))
        rows.setSpacing(px(6))
        box = self._box = SearchEdit(theme, head)
        box.show_keys(self._ui_context.actions["focus.search"].shortcut())
        self._box_row = QHBoxLayout()
        self._box_row.setSpacing(px(4))
        self._box_row.addWidget(box)
        rows.addLayout(self._box_row)
        chips = FlowLayout(gap=px(4), line_gap=px(2), at_top=True)
        self._filters = FilterChips(theme, head)
        services, context = self._ui_context.services, self._ui_context.context
        self._sources = SourceChips(
            services.settings_editor, context, lambda: services.corpus_papers.reader.exists, theme, head
        )
        chips.add_growing(self._filters, px(LEAST_FILTERS))
        chips.addWidget(self._sources)
        rows.addLayout(chips)
        self._heads = HeadStack(self)
        self._heads.addWidget(head)
        self._column.addWidget(self._heads, 0, Qt.AlignmentFlag.AlignTop)
        box.returnPressed.connect(self._on_return)
        box.textChanged.connect(self._on_text_changed)
        box.down_pressed.connect(self._on_down)
        box.escape_pressed.connect(self._on_escape)
        box.entered_box.connect(self._filters.forget_focus)
        self._filters.changed.connect(self._on_filters_changed)
        self._filters.sources_wanted.connect(lambda: self._ui_context.actions["view.search_sources"].trigger())
        self._filters.any_set_changed.connect(lambda filtered: self._ui_context.context.update(filtered=filtered))
        self._sources.calls_wanted.connect(self.show_calls)
        self._sources.page_wanted.connect(lambda action: self._ui_context.actions[action].trigger())

    # The box

    @property
    def _shown_words(self) -> str:
        """The words of the search that is shown; empty if there is none, or the list of another page in its place."""
        is_shown = self._panes is not None and self._put_aside is None
        return words_of(self._panes.search.query if is_shown and self._panes is not None else None)

    def _on_text_changed(self, text: str) -> None:
        self._ui_context.context.update(words=bool(text.strip()))
        # restored at the next start if no search is shown; else it is one of the last searches then
        self._ui_context.state.set(DRAFT, text)
        self._name_search()

    def _name_search(self) -> None:
        """Say above the results of which search they are, while the box has another text."""
        if self._panes is not None:
            words = self._shown_words
            self._panes.results.name_search("" if self._box.text().strip() == words else words)

    def _replace(self, text: str) -> None:
        """Replace the text of the box; an old text that was not searched for is added to the last searches."""
        typed = self._box.text().strip()
        query = self.search.query
        if len(typed) > 2 and not text.startswith(typed) and (query is None or query.words != typed):
            self.search.remember(typed)
        self._box.replace_text(text)

    def _on_list_beside(self, is_shown: bool) -> None:
        """Keep the text of the box, the filters and the sources out of sight while the list of another page has the
        place of the results: they describe the search, not that list."""
        if is_shown:
            self._put_aside = self._box.text()
            self._box.replace_text("")
            self._ui_context.state.set(DRAFT, self._put_aside)
        else:
            draft, self._put_aside = self._put_aside or "", None
            if not self._box.text():
                self._box.replace_text(draft)
        if self._save is not None:
            self._save.setVisible(not is_shown)
        for line in (self._filters, self._sources):
            line.setVisible(not is_shown)
        self._show_sources()

    def _restore_draft(self) -> None:
        """Restore the text and the filters from when the window was last closed."""
        state = self._ui_context.state
        draft, filters = state.get(DRAFT, str) or "", state.get(DRAFT_FILTERS, dict)
        self._draft = draft
        if draft and not self._box.text():
            self._box.setText(draft)
        if filters and not self._filters.filters.any_set:
            self._filters.restore(filters)

    def _close_suggestions(self) -> None:
        if self._suggestions is not None:
            self._suggestions.close()

    def _on_escape(self) -> None:
        had_suggestions = self._suggestions is not None and self._suggestions.is_shown
        self._close_suggestions()
        if had_suggestions:
            return
        if self._box.text().strip() != self._shown_words:
            self._box.replace_text(self._shown_words)
        elif self._put_aside is not None:
            self.panes.list_beside.show(focus=True)
        else:
            self.panes.focus_results()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.window().focusWidget()
        is_escape = event.key() == Qt.Key.Key_Escape
        has_closed = is_escape and self._ui_context.messages.close_last()
        if is_escape and focused is not None and self._heads.isAncestorOf(focused):
            self.panes.list.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif is_escape and not has_closed and focused is self.panes.list.view and len(self.panes.paper.trail) > 1:
            self.panes.paper.back()  # a citing paper is shown, to which Forward led
        elif is_escape and not has_closed and focused is not None and focused is self.panes.list_beside.view:
            self._ui_context.actions["go.back"].trigger()
        elif not has_closed:
            super().keyPressEvent(event)

    def _on_return(self) -> None:
        if (self._suggestions is None or not self._suggestions.pick()) and not self._box.enter_list(self._shown_words):
            self.run()

    def _on_picked(self, line: Suggestion) -> None:
        self._close_suggestions()
        if line.person is not None:
            self._ui_context.navigation.open(places.AUTHORS, line.person)
        elif line.paper is None:
            self._replace(line.text)
            self.run()
        else:
            self.panes.open(line.paper)

    def _on_down(self) -> None:
        is_empty = not self._box.text().strip()
        if (self._suggestions is not None and self._suggestions.go_down(is_empty=is_empty)) or is_empty:
            return
        button = self.panes.results.pane.first_button()  # of a message in place of the results
        if button is not None and button.isVisible():
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.panes.focus_results()

    def _on_focus_wanted(self) -> None:
        if self._panes is not None:
            self._panes.show_lists()
        self._ui_context.navigation.show(places.SEARCH)
        self.select_words()

    def _on_corpus_wanted(self) -> None:
        """Search the offline corpus alone from now on, first for the text in the box, if there is one, and without the
        filters of the last search. Without a corpus, show how to get one."""
        if not self._ui_context.services.corpus_papers.reader.exists:
            self._ui_context.actions["view.corpus"].trigger()
            return
        self._ui_context.navigation.show(places.SEARCH)
        self._close_suggestions()
        self.panes.show_list()
        search, words = self.search, self._box.text().strip()
        was_filtered = self._filters.filters.any_set
        if was_filtered:
            self._drop_filters()
        search.next_sources = (CORPUS,)
        if not words:
            search.clear()
        elif was_filtered or search.sources != (CORPUS,) or search.query is None or search.query.words != words:
            self.run()
        self.select_words()

    def _on_all_sources_wanted(self) -> None:
        """Search the sources of the settings from now on, first for the text in the box, if there is one."""
        self._ui_context.navigation.show(places.SEARCH)
        self.search.next_sources = None
        self.run()
        self._show_sources()
        self.select_words()

    def _drop_filters(self) -> None:
        from scholar_desktop.domain.search.filters import NO_FILTERS

        self._put_filters(NO_FILTERS)

    def _put_filters(self, filters: Filters) -> None:
        self._filters.show_filters(filters)
        self._ui_context.state.set(DRAFT_FILTERS, msgspec.to_builtins(filters))
        self._ui_context.context.update(filtered=filters.any_set)

    def _focus_restored(self) -> None:
        """Give the focus to the paper or its citations if they had it, else to the row of the last search, if its words
        are in the box as they were: a letter acts on the row and does not replace the words. Nothing is requested."""
        box, view, query = self._box, self.panes.results.view, self.search.query
        is_as_left = query is not None and bool(query.words) and box.selectedText() == box.text() == query.words
        if not box.hasFocus() or not is_as_left or self.restore_focus():
            return
        if view.model().rowCount():
            view.replaces_message = True  # the user has not moved there
            view.setFocus(Qt.FocusReason.OtherFocusReason)
            view.replaces_message = False

    def restore_trail_in_library(self) -> None:
        """Show the trail of papers of the last run as soon as a row of the library, which is shown, is selected."""
        if self._last_trail is not None:
            self._last_trail.follow_library(self.panes.library, self._ui_context.navigation)

    def restore_focus(self) -> bool:
        """Give the focus to the paper or its citations if they had it when the window was closed. Return False if they
        had not."""
        return self._last_trail is not None and self._last_trail.give_focus()

    def select_words(self) -> None:
        """Give the focus to the box with its text selected, so that typing replaces it."""
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._box.selectAll()

    # The search

    def _on_filters_changed(self, filters: Filters) -> None:
        self._ui_context.state.set(DRAFT_FILTERS, msgspec.to_builtins(filters))
        if self._put_aside is not None:  # a command of the menus: it filters the results, not the list of another page
            self.panes.list_beside.hide()
        self.search.with_filters(filters)

    def _clear_filters(self) -> None:
        self._ui_context.navigation.show(places.SEARCH)
        self._filters.clear()

    def _on_why_wanted(self) -> None:
        if self._why is None:
            from scholar_desktop.ui.search.search_report import SearchReportPanel  # most lists need no explanation

            ui_context, services = self._ui_context, self._ui_context.services
            parts = ui_context.theme, ui_context.scope, services.search, services.settings_editor
            self._why = SearchReportPanel(*parts, self.search, self.window())
        self._why.open_for(self.panes.results, self._filters)

    def _show_sources(self, *, restored: bool = False) -> None:
        """restored: the search is from an earlier run; a source that failed then may answer now."""
        search = self.show_last().search
        self._sources.show_only(search.next_sources, lambda: self._ui_context.actions["search.all_sources"])
        reports = search.result.reports if search.result else ()
        searched = [report.name for report in reports]
        if restored:
            reports = tuple(report for report in reports if report.phase in (Phase.OK, Phase.SKIPPED))
        if self._is_online:  # a source that was left out because the program was offline can be searched now
            reports = tuple(report for report in reports if not report.was_offline)
        self._sources.show_reports(reports, searched, search.result, cancelled=search.cancelled, is_cut=search.is_cut)
        if self._calls is not None:
            self._calls.refresh()
        if search.query is not None:
            self._filters.show_filters(search.query.filters)
            if search.result is not None and search.result.taken_for and self._box.text() == search.query.words:
                self._box.say(shown(search.result.taken_for))
        held = search.shown
        self._filters.show_result(search.result, held.handle if held is not None else None)
        self._name_search()

    def _on_context_changed(self) -> None:
        online = self._ui_context.context.now.online
        if online != self._is_online:
            self._is_online = online
            self._show_sources()

    def _on_returned(self, query: Query | None) -> None:
        """Put the words and the filters of an earlier search back, which is shown again."""
        from scholar_desktop.domain.search.filters import NO_FILTERS

        self._close_suggestions()
        self._replace(words_of(query))
        self._put_filters(query.filters if query is not None else NO_FILTERS)

    def _on_restored(self) -> None:
        search = self.show_last().search
        query = search.query
        if query is not None and self._put_aside is not None:
            self._put_aside = words_of(query)
        elif query is not None and self._box.text() in ("", self._draft):  # nothing was typed since the start
            if len(self._draft.strip()) > 2 and self._draft.strip() != query.words:
                search.remember(self._draft.strip())
            self._box.setText(words_of(query))
        if query is not None and self._box.text() == query.words:
            # typing starts a new search
            self._box.selectAll()
        self._show_sources(restored=True)
