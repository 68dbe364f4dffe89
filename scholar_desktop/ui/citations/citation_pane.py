"""The citation pane: who cites the paper shown, what it cites, and what else to read, each behind its tab."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from scholar_desktop.ui.citations.citation_list_pane import CITATIONS, REFERENCES, CitationListPane
from scholar_desktop.ui.citations.map.map_tab import MapTab
from scholar_desktop.ui.citations.similar_pane import SimilarPane
from scholar_desktop.ui.citations.timeline_tab import TimelineTab
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.tabs import Tabs

BETWEEN_S = 0.008
"""What lies behind the other tabs is emptied one at a time, with turns for the rest of the window in between."""


class CitationTab(Protocol):
    """What stands behind a tab of the pane: a widget that follows the paper shown.

    changed: its title or its state may have changed; opened: a paper of it is to be shown; kept_open: one is to be kept
    beside; chosen: the current paper, and all that are selected.
    """

    changed: SignalInstance
    opened: SignalInstance
    kept_open: SignalInstance
    chosen: SignalInstance

    @property
    def state(self) -> str: ...
    @property
    def view(self) -> QWidget:
        """What has the focus when its papers are chosen."""

    def title(self) -> str: ...
    def start(self) -> None:
        """Another paper is shown."""

    def load_if_needed(self) -> None:
        """The paper was opened, and this is looked at: ask now, once."""

    def emit_selection(self) -> None:
        """The focus came to its rows."""


class CitationPane(QWidget):
    """The views behind their tabs. `citationPane` carries the state of the one on top. Signals: `titles_changed`,
    `kept_open` (a paper is to be kept beside)."""

    titles_changed = Signal()
    kept_open = Signal(object)

    def __init__(self, ui_context: UiContext, session: PaperSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ui_context = ui_context
        theme = ui_context.theme
        scope = self._scope = ui_context.scope.child()
        self.setObjectName("citationPane")
        self.setAccessibleName("Citations")
        self._views: list[CitationTab] = []
        self._behind: list[CitationTab] = []
        self._head = QWidget()
        self._head.setProperty("edge", "bottom")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.px(6), 0, theme.px(16), 0)
        self.tabs = Tabs(theme, "citationTabs", "Citations", ())
        row.addWidget(self.tabs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self.cited_by = CitationListPane(ui_context, session, scope, CITATIONS, self)
        self.references = CitationListPane(ui_context, session, scope, REFERENCES, self)
        self.add_view(self.cited_by)
        self.add_view(self.references)
        self.similar = SimilarPane(ui_context, session, scope, self)
        self.add_view(self.similar)
        self.add_view(MapTab(ui_context, session, scope, self.cited_by, self.references))
        self.timeline = TimelineTab(ui_context, scope, self.cited_by)
        self.timeline.list_wanted.connect(self.show_list)
        self.add_view(self.timeline)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        session.shown.connect(self._on_shown)
        session.opened.connect(self._on_opened)
        session.grown.connect(self._on_view_changed)
        self._on_view_changed()

    def add_view(self, view: CitationTab) -> None:
        """Put *view* (a widget) behind one more tab."""
        assert isinstance(view, QWidget)
        self._views.append(view)
        self._stack.addWidget(view)
        self.tabs.addTab(view.title())
        view.changed.connect(self._on_view_changed)
        view.opened.connect(self._session.open)
        view.kept_open.connect(self.kept_open)
        view.chosen.connect(self._ui_context.current.choose)
        self._on_view_changed()

    @property
    def views(self) -> Sequence[CitationTab]:
        return tuple(self._views)

    def titles(self) -> tuple[str, ...]:
        """What the tabs say: 'Cited by 116,204', 'References 41'."""
        return tuple(view.title() for view in self._views)

    def show_list(self, number_: int) -> None:
        """0: cited by, 1: references, and so on."""
        self.tabs.setCurrentIndex(number_)

    def set_head_visible(self, shown: bool) -> None:
        """Whether it has tabs of its own (in a narrow window they are those of the detail pane)."""
        self._head.setVisible(shown)

    def _on_tab_changed(self, number_: int) -> None:
        self._start_behind()
        self._stack.setCurrentIndex(number_)
        self._want_shown()
        self._on_view_changed()

    def _on_shown(self) -> None:
        self._behind = list(self._views)
        shown = self._stack.currentWidget()
        if shown is self.cited_by or shown is self.references:
            # what lies behind the other tabs is emptied in turns of its own: each takes some milliseconds
            self._behind.remove(shown)
            shown.start()
            self._scope.start(self._start_others(), name="empty what is behind", latest="behind")
        else:
            self._start_behind()  # the others draw what is in the two lists

    def _start_behind(self) -> None:
        """Empty what is left from the paper before, before anybody can see it."""
        self._scope.cancel("behind")
        while self._behind:
            self._behind.pop(0).start()

    async def _start_others(self) -> None:
        while self._behind:
            await asyncio.sleep(BETWEEN_S)
            self._behind.pop(0).start()

    def _on_opened(self) -> None:
        self._start_behind()
        self.cited_by.load_if_needed()
        self._want_shown()

    def _want_shown(self) -> None:
        if self._stack.currentIndex() > 0:
            self._views[self._stack.currentIndex()].load_if_needed()

    def _on_view_changed(self) -> None:
        changed = False
        for place, title in enumerate(self.titles()):
            if self.tabs.tabText(place) != title:
                self.tabs.setTabText(place, title)
                changed = True
        self.setProperty("state", self._views[max(0, self._stack.currentIndex())].state)
        if changed:
            self.titles_changed.emit()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)
