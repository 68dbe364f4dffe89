"""The focus in the panes of the paper and its citations: kept while the panes are arranged in another way, and over
restarts."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.domain.paper import is_same_paper
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.search.pane_layout import PanePlacement, Placement
from scholar_desktop.ui.widgets.state_pane import EMPTY

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.citations.citation_pane import CitationPane
    from scholar_desktop.ui.library.library_list import LibraryList
    from scholar_desktop.ui.papers.detail_pane import DetailPane
    from scholar_desktop.ui.search.pdf_reading import PdfReading
    from scholar_desktop.ui.search.results_pane import ResultsPane
    from scholar_desktop.ui.widgets.tabs import Tabs

_REASON = Qt.FocusReason.OtherFocusReason


class FocusPlace(enum.StrEnum):
    """Which part has the focus; the values are stored."""

    ELSEWHERE = ""
    PAPER = "paper"
    TABS = "tabs"
    CITATIONS = "citations"


class FocusMark(NamedTuple):
    """Where the focus was.

    name: objectName of the control of the paper that had it, empty for none; number: of the control among those of that
    name, such as the links of the authors.
    """

    place: FocusPlace = FocusPlace.ELSEWHERE
    name: str = ""
    number: int = 0


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
        self._is_opening: Callable[[], bool] = lambda: False
        """Returns True if the citations are to be open, also if they are closed until the panes are arranged."""

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

    def move_to_side_tab(self, number: int) -> None:
        """Show a tab by its number, and move the focus to what it shows if it is in another of these tabs."""
        has_focus = self.place_of(QApplication.focusWidget()) in (FocusPlace.PAPER, FocusPlace.CITATIONS)
        if has_focus:
            self._neutral.setFocus(_REASON)
        self.show_side_tab(number)
        if has_focus:
            self.enter(FocusPlace.CITATIONS if number else FocusPlace.PAPER)

    def leave_for_list(
        self, placement: PanePlacement, side: QWidget, find_list: Callable[[], ResultsPane | LibraryList]
    ) -> None:
        """Move the focus from the paper or its citations to the list when the user hides the part that has it, or the
        paper is gone: `keep_while` would show the paper again, and go to the tabs of the citations, whose arrow keys
        open these.

        Args:
            side: has the paper, and in a narrow window its citations.
            find_list: returns the list that is shown.
        """
        self._is_opening = lambda: placement.now is not Placement.HIDDEN
        placement.hiding_details.connect(partial(self._leave, side, find_list))
        placement.hiding_citations.connect(partial(self._leave, self._citations.body, find_list))
        self._detail.pane.state_changed.connect(partial(self._leave_empty, find_list))

    def _leave(self, part: QWidget, find_list: Callable[[], ResultsPane | LibraryList]) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and part.isAncestorOf(focused) and self.place_of(focused) is not FocusPlace.ELSEWHERE:
            find_list().view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _leave_empty(self, find_list: Callable[[], ResultsPane | LibraryList], state: str) -> None:
        """Leave the details that say only that no paper is selected: the arrow keys do nothing there."""
        shown = find_list().pane
        if state == EMPTY and self._detail.pane.hasFocus() and shown.isVisible():
            shown.take_focus(_REASON)

    def keep_while(self, arrange: Callable[[], None]) -> None:
        """Call *arrange*, and give the focus back to what had it, or to what has taken its place. In a narrow window,
        the tab of its pane is shown. Any other focus stays where it is."""
        focused = QApplication.focusWidget()
        place = self.place_of(focused)
        if place is FocusPlace.ELSEWHERE or focused is None:
            arrange()
            return
        if focused is not self._side_tabs:
            is_paper = place is FocusPlace.PAPER or (self._citations.is_closed and not self._is_opening())
            self.show_side_tab(0 if is_paper else self._citations.tabs.currentIndex() + 1)
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

    def mark_of(self, focused: QWidget | None) -> FocusMark:
        """Return where the focus is, as `return_to` takes it."""
        place = self.place_of(focused)
        name = focused.objectName() if focused is not None and place is FocusPlace.PAPER else ""
        controls = self._controls(name)
        return FocusMark(place, name, controls.index(focused)) if focused in controls else FocusMark(place)

    def return_to(self, mark: FocusMark) -> None:
        """Move the focus to where it was. A control of the paper that is no longer there leaves it to the paper."""
        self.enter(mark.place)
        if mark.number < len(controls := self._controls(mark.name)):
            controls[mark.number].show()  # Qt shows what was just added in the next turn of the event loop
            controls[mark.number].setFocus(_REASON)

    def _controls(self, name: str) -> list[QWidget]:
        """Return the controls of the paper that are called *name*, without those that were hidden to be deleted."""
        controls = self._detail.findChildren(QWidget, name) if name and self._detail.isVisible() else []
        is_set = Qt.WidgetAttribute.WA_WState_ExplicitShowHide  # Qt also calls a control hidden that was just added
        return [one for one in controls if not (one.isHidden() and one.testAttribute(is_set))]

    def enter_shown(self) -> None:
        """Move the focus to the paper, or to its citations if only these can be seen."""
        self.enter(FocusPlace.PAPER if self._detail.isVisible() else FocusPlace.CITATIONS)

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


class LeftPaper(NamedTuple):
    """The paper that Back left for the list beside it.

    showing: as `PaperSession` counts the papers that it shows; focus: where it was; is_reading: its PDF was shown.
    """

    showing: int
    focus: FocusMark
    is_reading: bool


class WayToList(QObject):
    """The way of Back and Forward between a list and its paper beside it.

    is_in_paper: the focus was in the paper, its citations or its PDF later than in the list; left: the paper that Back
    left for the list, None after Forward.

    Args:
        find_panes: returns the list and the panes of the paper.
    """

    changed = Signal()

    def __init__(
        self,
        focus: PaneFocus,
        session: PaperSession,
        reading: PdfReading,
        find_panes: Callable[[], Sequence[QWidget]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._focus = focus
        self._session = session
        self._reading = reading
        self._find_panes = find_panes
        self.is_in_paper = False
        self.left: LeftPaper | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def begin(self) -> None:
        """Another list is shown, from which no paper was opened yet."""
        self.is_in_paper, self.left = False, None

    def return_to(self, left: LeftPaper | None) -> None:
        """The list and its paper are shown as they were left. left: as it was then."""
        self.left = left._replace(showing=self._session.showing) if left is not None else None
        self._note(is_in_paper=self._focus.place_of(QApplication.focusWidget()) is not FocusPlace.ELSEWHERE)

    def leave(self, rows: QWidget) -> None:
        """Move the focus from the paper to the list, *rows*. A PDF is closed."""
        mark, is_reading = self._focus.mark_of(QApplication.focusWidget()), self._reading.is_on
        self._reading.stop()
        self.left = LeftPaper(self._session.showing, mark, is_reading)
        rows.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._note(is_in_paper=False)

    @property
    def leads_into_paper(self) -> bool:
        """True if Forward leads from the list into its paper: Back left it, and no other was shown since."""
        return self.left is not None and not self.is_in_paper and self.left.showing == self._session.showing

    def enter(self) -> None:
        """Move the focus to where it was in the paper that Back left, or to the paper."""
        left, self.left = self.left, None
        if left is not None and left.is_reading and self._session.paper is not None:
            self._reading.enter(self._session.paper)
        elif left is not None and left.focus.place is not FocusPlace.ELSEWHERE:
            self._focus.return_to(left.focus)
        if not self._reading.is_on and self._focus.place_of(QApplication.focusWidget()) is FocusPlace.ELSEWHERE:
            self._focus.enter_shown()
        self._note(is_in_paper=True)

    def _note(self, *, is_in_paper: bool) -> None:
        self.is_in_paper = is_in_paper
        self.changed.emit()

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """The focus may also go elsewhere, such as to a command: the user is where it was before then."""
        has_focus = [pane.isAncestorOf(now) for pane in self._find_panes()] if now is not None else []
        if any(has_focus) and self.is_in_paper is has_focus[0]:
            self._note(is_in_paper=not has_focus[0])


class PaperInFront(QObject):
    """Shows a paper that was opened from a list of citations in front of that list: where one of the two has room, if
    the paper's own list is empty, and everywhere if its details are asked for. When Back returns to the paper of the
    list, the list is shown again."""

    def __init__(
        self, session: PaperSession, citations: CitationPane, side_tabs: Tabs, focus: PaneFocus, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._citations = citations
        self._side_tabs = side_tabs
        self._focus = focus
        self._came_from: Paper | None = None
        self._are_details_wanted = False
        for rows in (citations.cited_by, citations.references):
            rows.opened.connect(self._show_paper)
        session.stepped.connect(self._on_stepped)

    def open_details(self, paper: Paper) -> None:
        """Open *paper*, whose row in a list of citations has the focus, and move the focus to its details, from which
        Esc leads back to the row."""
        before = self._session.paper
        self._session.open_link(paper)
        self._came_from, self._are_details_wanted = before, True
        self._focus.move_to_side_tab(0)

    @property
    def leads_back(self) -> bool:
        """True if Esc in the details of the paper leads back to the list."""
        before, trail = self._came_from, self._session.trail[:-1]
        if before is None or not trail:
            return False
        if self._are_details_wanted:
            return is_same_paper(trail[-1], before)
        is_in_front = self._side_tabs.isVisible() and self._focus.side_tab == 0
        return is_in_front and any(is_same_paper(paper, before) for paper in trail)

    def _show_paper(self) -> None:
        paper, tab = self._session.paper, self._citations.tabs.currentIndex()
        if paper is None or not self._side_tabs.isVisible() or self._focus.side_tab == 0 or tab > 1:
            return
        if (paper.counts.references if tab else paper.counts.citations) == 0:
            self._came_from, self._are_details_wanted = next(iter(self._session.trail[-2:-1]), None), False
            self._focus.move_to_side_tab(0)

    def _on_stepped(self) -> None:
        paper, before = self._session.paper, self._came_from
        is_back = paper is not None and before is not None and is_same_paper(paper, before)
        is_in_front = self._side_tabs.isVisible() and self._focus.side_tab == 0
        if is_back and (is_in_front or self._are_details_wanted):
            self._came_from, self._are_details_wanted = None, False
            self._focus.move_to_side_tab(self._citations.tabs.currentIndex() + 1)
        else:
            self._show_paper()
