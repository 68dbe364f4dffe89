"""The citation pane: tabs with citations, references, similar papers, timeline and map of the paper shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.citations.citation_list_pane import CITATIONS, REFERENCES, CitationListPane
from scholar_desktop.ui.citations.list_memory import with_latest
from scholar_desktop.ui.citations.list_view import CitationListView
from scholar_desktop.ui.citations.map.map_tab import MapTab
from scholar_desktop.ui.citations.outlined_row_note import OutlinedRowNote
from scholar_desktop.ui.citations.similar_pane import SimilarPane
from scholar_desktop.ui.citations.timeline_tab import TimelineTab
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.scroll_column import TabKeys
from scholar_desktop.ui.widgets.state_pane import EMPTY, WAITING, StatePane
from scholar_desktop.ui.widgets.tab_order import PANE_ENTRY
from scholar_desktop.ui.widgets.tabs import Tabs
from scholar_desktop.ui.words.literal_text import set_tab_tooltip, set_tooltip
from scholar_desktop.ui.words.wording import counted_on

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.citations.map.map_pane import MapPane

LEAST_HEIGHT = 140
_NO_LIMIT = 16_777_215
"""The greatest height of a widget, QWIDGETSIZE_MAX."""
BETWEEN_S = 0.008
"""Seconds between emptying one hidden tab and the next, so that the rest of the window gets its turns."""


class CitationTab(Protocol):
    """The protocol of a tab of the pane: a widget that follows the paper shown.

    Signals: `changed` (its title or state may have changed), `opened` (open a paper of it), `kept_open` (keep one for
    later), `chosen` (the current paper, and all that are selected).
    """

    changed: SignalInstance
    opened: SignalInstance
    kept_open: SignalInstance
    chosen: SignalInstance

    @property
    def state(self) -> str: ...
    @property
    def pane(self) -> StatePane: ...
    @property
    def view(self) -> QWidget:
        """The widget that has the focus when papers of the tab are chosen."""

    def title(self) -> str: ...
    def start(self) -> None:
        """Another paper is shown."""

    def load_if_needed(self) -> None:
        """The paper was opened and the tab is visible: load its content, once."""

    def emit_selection(self) -> None:
        """The rows got the focus: emit the selection."""


class CitationPane(QWidget):
    """Shows the tabs. The property `state` of `citationPane` is that of the current tab.

    While it is closed, only its row of tabs is there. Signals: `titles_changed`, `kept_open` (keep a paper for later),
    `words_wanted` (search the services for these words), `entered` (the user moved the focus to the content of the
    tab). When the user opens the pane or a tab, what the tab shows is loaded, and the paper is opened for that.
    """

    entered = Signal()
    titles_changed = Signal()
    kept_open = Signal(object)
    words_wanted = Signal(str)

    def __init__(
        self,
        ui_context: UiContext,
        session: PaperSession,
        parent: QWidget | None = None,
        *,
        shows_details: Callable[[], bool] = lambda: True,
    ) -> None:
        """shows_details: returns True if the details of the paper are visible beside the pane."""
        super().__init__(parent)
        self._session = session
        self._ui_context = ui_context
        theme = ui_context.theme
        scope = self._scope = ui_context.scope.child()
        self._closed = False
        self._open_pane: Callable[[bool], None] = self.set_closed  # until `follow` is called
        self._wanted_soon = QTimer(self)
        self._wanted_soon.setSingleShot(True)
        self._wanted_soon.setInterval(0)  # when the panes are where they will be
        self._wanted_soon.timeout.connect(self._load_wanted)
        self.setObjectName("citationPane")
        self.setAccessibleName(gettext("Citations"))
        self._views: list[CitationTab] = []
        self._behind: list[CitationTab] = []
        self._tabs_left: dict[str, int] = {}
        """The tab at which each opened paper was left, by its IDs."""
        self._names: set[str] = set()
        """The IDs that the paper shown has had: its details may name a better one."""
        self._other_tabs: Tabs | None = None
        self._head = QWidget()
        self._head.setProperty("edge", "bottom")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.px(6), 0, theme.px(16), 0)
        self.tabs = Tabs(theme, "citationTabs", gettext("Citations"), ())
        TabKeys(self.tabs, self, self._enter_by_key)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self._toggle = Button(theme, ButtonKind.QUIET, icon="chevron-down", name=gettext("Hide the citations"))
        self._toggle.setObjectName("citationPaneToggle")
        self._toggle.clicked.connect(self._on_toggle)
        row.addWidget(self._toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        ui_context.messages.keep_free(self._head)  # it is at the foot of the page while the pane is closed
        self.body = QWidget(self)
        self._stack = QStackedLayout(self.body)
        column.addWidget(self.body, 1)
        self.cited_by = CitationListPane(ui_context, session, scope, CITATIONS, self)
        self.references = CitationListPane(ui_context, session, scope, REFERENCES, self)
        for each in (self.cited_by, self.references):
            each.pane.setProperty(PANE_ENTRY, True)  # F6 leads to it also while its list is loaded
        self.add_view(self.cited_by)
        self.add_view(self.references)
        ui = ui_context
        parts = ui.services, ui.actions, ui.messages, ui.marks, ui.current, ui.state
        self.similar = SimilarPane(ui.theme, scope, *parts, session, self)
        for rows in (self.cited_by, self.references, self.similar):
            rows.words_wanted.connect(self.words_wanted)
        self.add_view(self.similar)
        for one in (self.cited_by, self.references):
            OutlinedRowNote(theme, ui.context, session, shows_details, one, one.layout(), one.foot)
        OutlinedRowNote(theme, ui.context, session, shows_details, self.similar, column)
        self.add_view(
            MapTab(
                ui_context.theme,
                ui_context.services.status,
                self._make_map,
                session,
                scope,
                self.cited_by,
                self.references,
            )
        )
        self.timeline = TimelineTab(ui_context.theme, ui_context.services.status, scope, self.cited_by)
        self.timeline.list_wanted.connect(self.show_list)
        ui_context.messages.keep_free(self.timeline.foot)
        self.add_view(self.timeline)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        session.shown.connect(self._on_shown)
        session.stepped.connect(self._on_stepped)
        session.opened.connect(self._on_opened)
        session.grown.connect(self._on_grown)
        for one in (self.cited_by, self.references):
            one.tools.changed.connect(self._on_view_changed)
            one.installEventFilter(self)
        self._on_view_changed()
        ui_context.actions.bind("citations.stop", self._stop_loading)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # also when another page, another tab or a smaller window hides or shows the lists
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            shown = self.cited_by.isVisible() or self.references.isVisible()
            self._ui_context.context.update(citations_shown=shown)
        return super().eventFilter(watched, event)

    def follow(self, open_pane: Callable[[bool], None], opened: SignalInstance, tabs: Tabs) -> None:
        """Follow how the user opens the pane and its tabs.

        Args:
            open_pane: opens the pane, or closes it.
            opened: the user opened the pane or a tab by a command.
            tabs: the tabs that show the pane in a narrow window.
        """
        self._open_pane, self._other_tabs = open_pane, tabs
        opened.connect(self._wanted_soon.start)
        self.tabs.tabBarClicked.connect(self._on_tab_clicked)
        for each in (self.tabs, tabs):
            each.tabBarClicked.connect(lambda _number: self._wanted_soon.start())
            each.currentChanged.connect(partial(self._on_tab_chosen, each))

    def add_view(self, view: CitationTab) -> None:
        """Add a tab with *view*, which must be a widget."""
        assert isinstance(view, QWidget)
        self._views.append(view)
        self._stack.addWidget(view)
        self.tabs.addTab(view.title())
        view.changed.connect(self._on_view_changed)
        view.opened.connect(self._session.open_link)
        view.kept_open.connect(self.kept_open)
        view.chosen.connect(partial(self._ui_context.current.choose, place=view))
        self._on_view_changed()

    def _remember_tab(self) -> None:
        if self._session.is_open:
            left = dict.fromkeys(self._names, self.tabs.currentIndex())
            self._tabs_left = with_latest(self._tabs_left, left)

    def tabs_to_keep(self, trail: Sequence[Paper]) -> dict[str, int]:
        """Return which tab was shown last for each paper of *trail*, by its ID, for the next start."""
        return {paper.id: self._tabs_left[paper.id] for paper in trail if paper.id in self._tabs_left}

    def restore_tabs(self, tabs: dict[str, int]) -> None:
        """Show *tabs*, those of the last run, when Back or Forward shows their papers."""
        self._tabs_left |= {name: tab for name, tab in tabs.items() if 0 <= tab < len(self._views)}

    def _on_stepped(self) -> None:
        paper, focused = self._session.paper, QApplication.focusWidget()
        tab = self._tabs_left.get(paper.id) if paper is not None else None
        if tab is None or tab == self.tabs.currentIndex():
            return
        has_focus = focused is not None and self.body.isAncestorOf(focused)
        self.show_list(tab)
        if has_focus:
            self.enter(Qt.FocusReason.OtherFocusReason)

    def _make_map(self, scope: TaskScope, parent: QWidget) -> MapPane:
        from scholar_desktop.ui.citations.map.map_pane import MapPane

        return MapPane(self._ui_context, scope, parent=parent)

    @property
    def views(self) -> Sequence[CitationTab]:
        return tuple(self._views)

    def titles(self) -> tuple[str, ...]:
        """Return the titles of the tabs: 'Cited by 116,204', 'References 41'."""
        return tuple(view.title() for view in self._views)

    def show_list(self, number_: int) -> None:
        """Show a tab by its number: 0 is cited by, 1 is references, and so on."""
        self.tabs.setCurrentIndex(number_)

    def enter(self, reason: Qt.FocusReason = Qt.FocusReason.TabFocusReason) -> None:
        """Move the focus to the content of the current tab, or to the message that is there instead."""
        self.entered.emit()
        tab = self._views[self.tabs.currentIndex()]
        if tab.view.isVisible():
            tab.view.setFocus(reason)
        else:
            tab.pane.take_focus(reason)
            if isinstance(tab.view, CitationListView):
                tab.view.expect_keys()

    def _enter_by_key(self) -> None:
        """Move the focus from the tabs to the content of the current one, which is shown if the pane is closed."""
        if self._closed:
            self._open_pane(True)
            self._wanted_soon.start()
        self.enter()

    def needed_height(self) -> int | None:
        """Return the height at which nothing of the list shown scrolls; None while it waits, and for the other tabs,
        which use all the room that there is."""
        shown = self._stack.currentWidget()
        inside = shown.needed_height() if isinstance(shown, CitationListPane) else None
        return None if inside is None else inside + self._head.sizeHint().height()

    def set_head_visible(self, shown: bool) -> None:
        """Show or hide its own tabs (in a narrow window, the detail pane shows them)."""
        self._head.setVisible(shown)

    @property
    def shown_list(self) -> CitationListPane:
        """The list of the current tab; that of the citing papers for the tabs that show them in another form."""
        return self.references if self._stack.currentWidget() is self.references else self.cited_by

    @property
    def is_closed(self) -> bool:
        """True if only the row of tabs is there."""
        return self._closed

    def set_closed(self, closed: bool) -> None:
        """Show only the row of tabs (True), or the tabs with their content."""
        self._closed = closed
        self.body.setVisible(not closed)
        if closed and self._other_tabs is not None:
            self._other_tabs.setCurrentIndex(0)  # in a narrow window, they are not opened over the paper
        self.setMaximumHeight(self._head.sizeHint().height() if closed else _NO_LIMIT)
        self.setMinimumHeight(self._head.sizeHint().height() if closed else self._ui_context.theme.px(LEAST_HEIGHT))
        words = gettext("Show the citations") if closed else gettext("Hide the citations")
        self._toggle.show_content(ButtonContent(icon="chevron-up" if closed else "chevron-down"), name=words)
        set_tooltip(self._toggle, words)

    def _on_toggle(self) -> None:
        self._open_pane(self._closed)
        self._wanted_soon.start()

    def _on_tab_clicked(self, number_: int) -> None:
        if self._closed and number_ >= 0:
            self._open_pane(True)

    def _on_tab_chosen(self, tabs: Tabs, _number: int) -> None:
        if tabs.hasFocus():
            self._wanted_soon.start()

    def _load_wanted(self) -> None:
        """Load what the tab shows, because the user went to it, and open the paper for that."""
        session, tab = self._session, self._views[self._stack.currentIndex()]
        if session.paper is None or not self.body.isVisible():
            return
        if session.is_open:
            self.cited_by.load_if_needed()
            self._want_shown()
        elif tab.state in (EMPTY, WAITING) and not self._ui_context.services.status.offline:
            session.open(session.paper, from_list=session.has_left_trail)

    def _on_tab_changed(self, number_: int) -> None:
        self._start_behind()
        before, focused = self._stack.currentWidget(), QApplication.focusWidget()
        tabs = self._other_tabs if self._head.isHidden() else self.tabs
        if before is not None and focused is not None and before.isAncestorOf(focused) and tabs is not None:
            # the list of papers would get it otherwise, and open the paper of its row
            tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentIndex(number_)
        self._remember_tab()
        self._want_shown()
        self._on_view_changed()

    def _on_shown(self) -> None:
        paper = self._session.paper
        if paper is None or paper.id not in self._names:
            self._names = {paper.id} if paper is not None else set()
        self._behind = list(self._views)
        shown = self._stack.currentWidget()
        if shown is self.cited_by or shown is self.references:
            # hidden tabs are emptied in separate turns of the event loop, because each takes some milliseconds
            self._behind.remove(shown)
            shown.start()
            self._scope.start(self._start_others(), name="empty what is behind", latest="behind")
        else:
            self._start_behind()  # the other tabs draw what the two lists contain

    def _start_behind(self) -> None:
        """Empty the tabs that still show the previous paper, before the user can see them."""
        self._scope.cancel("behind")
        while self._behind:
            self._behind.pop(0).start()

    async def _start_others(self) -> None:
        while self._behind:
            await asyncio.sleep(BETWEEN_S)
            self._behind.pop(0).start()

    def _on_opened(self) -> None:
        self._remember_tab()
        self._start_behind()
        self.cited_by.load_if_needed()
        self._want_shown()

    def _stop_loading(self) -> None:
        """Stop the lists that load, also one whose tab is not shown; the rows that have arrived stay."""
        for one in (self.cited_by, self.references):
            if one.is_loading:
                one.stop()

    def _want_shown(self) -> None:
        if self._stack.currentIndex() > 0:
            self._views[self._stack.currentIndex()].load_if_needed()

    def _on_grown(self) -> None:
        if self._session.paper is not None and self._session.paper.id not in self._names:
            self._names.add(self._session.paper.id)
            self._remember_tab()
        for view in (self.cited_by, self.references, self.similar):
            if view not in self._behind:
                view.paper_grown()
        self._on_view_changed()

    def _on_view_changed(self) -> None:
        changed = False
        for place, title in enumerate(self.titles()):
            if self.tabs.tabText(place) != title:
                self.tabs.setTabText(place, title)
                changed = True
        paper = self._session.paper
        set_tab_tooltip(self.tabs, 0, counted_on(paper) if paper is not None else "")
        self.setProperty("state", self._views[max(0, self._stack.currentIndex())].state)
        shown = self.shown_list
        arranged, more = shown.model.lines, shown.list is not None and shown.list.requests_left > 0
        rows = len(arranged) if arranged is not None else 0
        filtered = shown.list is not None and shown.tools.filter.is_set
        self._ui_context.context.update(
            citation_rows=rows,
            more_citations=more,
            citations_filtered=filtered,
            citation_dates=shown.foot.offers_dates,
            citations_loading=self.cited_by.is_loading or self.references.is_loading,
        )
        if changed:
            self.titles_changed.emit()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._head.sizeHint().height() if self._closed else LEAST_HEIGHT)
