"""The focus in the panes of the paper and its citations: kept while the panes are arranged in another way, and over
restarts."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from scholar_desktop.ui.citations.citation_pane import CitationPane
    from scholar_desktop.ui.papers.detail_pane import DetailPane
    from scholar_desktop.ui.widgets.tabs import Tabs

_REASON = Qt.FocusReason.OtherFocusReason


class FocusPlace(enum.StrEnum):
    """Which part has the focus; the values are stored."""

    ELSEWHERE = ""
    PAPER = "paper"
    TABS = "tabs"
    CITATIONS = "citations"


class PaneFocus:
    """Finds and moves the focus in the panes of the paper and its citations.

    Args:
        detail: the paper.
        citations: its citations, with tabs of their own.
        side_tabs: the tabs that show one of the two in a narrow window; the first is that of the paper.
        neutral: has the focus while the panes are moved. Without it, Qt would give the focus to the list of papers,
            which would show the paper of its row.
        show_side: shows the pane of the two in a window that has room for one pane, and if the user has hidden it.
    """

    def __init__(
        self,
        detail: DetailPane,
        citations: CitationPane,
        side_tabs: Tabs,
        neutral: QWidget,
        show_side: Callable[[], object],
    ) -> None:
        self._detail = detail
        self._citations = citations
        self._side_tabs = side_tabs
        self._neutral = neutral
        self._show_side = show_side
        self._left: QWidget | None = None

    def place_of(self, focused: QWidget | None) -> FocusPlace:
        """Return in which part *focused* is."""
        if focused is None:
            return FocusPlace.ELSEWHERE
        if focused in (self._side_tabs, self._citations.tabs):
            return FocusPlace.TABS
        if self._detail.isAncestorOf(focused):
            return FocusPlace.PAPER
        return FocusPlace.CITATIONS if self._citations.isAncestorOf(focused) else FocusPlace.ELSEWHERE

    @property
    def is_in_citations(self) -> bool:
        """True if the focus is in the citations, or on the tabs while these show the citations."""
        focused = QApplication.focusWidget()
        place = self.place_of(focused)
        if place is FocusPlace.TABS:
            return focused is not self._side_tabs or self._side_tabs.currentIndex() > 0
        return place is FocusPlace.CITATIONS

    @property
    def side_tab(self) -> int:
        """The number of the tab in a narrow window, also while the window is wide: 0 is the paper."""
        return self._side_tabs.currentIndex()

    def show_side_tab(self, number: int) -> None:
        """Show a tab by its number in a narrow window."""
        self._side_tabs.setCurrentIndex(number)

    def keep_while(self, arrange: Callable[[], None]) -> None:
        """Call *arrange*, and give the focus back to what had it, or to what has taken its place. In a narrow window,
        the tab of its pane is shown. Any other focus stays where it is."""
        focused = QApplication.focusWidget()
        place = self.place_of(focused)
        if place is FocusPlace.ELSEWHERE or focused is None:
            arrange()
            return
        if focused is not self._side_tabs:
            self.show_side_tab(0 if place is FocusPlace.PAPER else self._citations.tabs.currentIndex() + 1)
        self._neutral.setFocus(_REASON)
        arrange()
        self._give_to(focused, place)

    def keep_until_shown(self, panes: QWidget, arrange: Callable[[], None]) -> None:
        """Call *arrange* while another page is shown. Qt forgets what had the focus in a pane that is moved:
        `give_back` gives it the focus when *panes* are shown again."""
        left = panes.focusWidget()
        arrange()
        if left is not None and panes.focusWidget() is not left:
            self._left = left

    def give_back(self) -> None:
        """Give the focus to what had it before `keep_until_shown`, or to what has taken its place."""
        left, self._left = self._left, None
        if left is not None and shiboken6.isValid(left) and (place := self.place_of(left)) is not FocusPlace.ELSEWHERE:
            self._give_to(left, place)

    def _give_to(self, focused: QWidget, place: FocusPlace) -> None:
        self._show_side()
        if focused.isVisible():
            focused.setFocus(_REASON)
        elif focused is self._citations.tabs or (place is not FocusPlace.PAPER and self.side_tab):
            self.enter(FocusPlace.TABS)
        else:
            self.enter(FocusPlace.PAPER)

    def enter(self, place: FocusPlace) -> None:
        """Move the focus to *place*, if it can be seen."""
        self._show_side()
        tabs = self._side_tabs if self._side_tabs.isVisible() else self._citations.tabs
        if place is FocusPlace.PAPER:
            self._detail.take_focus()
        elif place is FocusPlace.TABS and tabs.isVisible():
            tabs.setFocus(_REASON)
        elif place is FocusPlace.CITATIONS and self._citations.isVisible() and not self._citations.is_closed:
            self._citations.enter(_REASON)
