"""Shows the trail of papers and the tab of the citations of the last run of the program, and keeps them on closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from scholar_desktop.ui.context.paper_session import keep_trail, kept_trail

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.search.search_panes import SearchPanes

TAB = "citation_tab"
"""Key in the window's state: the number of the tab of the citations that is shown."""


class LastTrail(QObject):
    """Restores the trail until a search begins or the user selects a row, whichever comes first."""

    def __init__(self, state: WindowState, panes: SearchPanes) -> None:
        super().__init__(panes)
        self._state = state
        self._panes = panes
        self._trail, self._at = kept_trail(state)
        self._is_over = not self._trail or panes.results.view.currentIndex().isValid()
        tab = state.get(TAB, int) or 0
        if 0 < tab < len(panes.citations.views):
            panes.citations.show_list(tab)
        if not self._is_over:
            panes.search.started.connect(self._end)
            panes.paper.chosen.connect(self._end)
            # the first result is selected a moment after the last search is shown
            panes.results.marked.connect(self._show)
            self._show(None)

    def keep(self) -> None:
        """Keep the trail and the tab for the next start."""
        keep_trail(self._state, *self._panes.paper.whole_trail())
        self._state.set(TAB, self._panes.citations.tabs.currentIndex())

    def _show(self, _marked: Paper | None) -> None:
        if not self._is_over:
            self._panes.paper.restore(self._trail, self._at)

    def _end(self) -> None:
        self._is_over = True
