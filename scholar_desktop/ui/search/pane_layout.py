"""Where the citation pane is (below the lists, as tabs beside the paper, or closed with only its row of tabs), whether
the details pane is shown, and the sizes of the panes."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSplitter, QWidget

from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.context.window_state import WindowState
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.responsive_panes import FoldLevel
from scholar_desktop.ui.widgets.state_pane import WAITING

if TYPE_CHECKING:
    from scholar_desktop.ui.citations.citation_pane import CitationPane
    from scholar_desktop.ui.context.paper_session import PaperSession

DETAIL_WIDTH, DETAIL_LEAST, RESULTS_LEAST = 464, 360, 300
DOWN = [560, 440]
"""Relative heights: results and detail, citations."""
READABLE, READABLE_SHARE = 296, 0.54
"""The height, at 13 px text, at which three citing papers with a sentence each can be read, and the most of the height
that the citations get for them in a low window."""
TWO_ROWS = 240
"""The height, at 13 px text, at which two papers of the citations can be read: the least that they have while they are
open, in a low window up to the same share."""
LEAST_HEIGHT = 760
"""Height of the window at the base text size from which results and citations both have room, one below the other. In
a lower window, the citations are tabs beside the paper until the user has chosen their place."""
READING = 0.46
"""The initial share of the width for a PDF."""
KEPT_LEVELS = {FoldLevel.ALL: "all", FoldLevel.RAIL: "rail", FoldLevel.TABS: "tabs", FoldLevel.ONE_PANE: "one_pane"}
"""The name of each fold level in the saved state of the window."""
DRAGGED = "citations_height_chosen"
"""Key in the window's state: the user has moved the line above the citations."""
KEPT_AS = "citations_placed"
"""Key in the window's state."""
OPENED_AS = "citations_opened"
"""Key in the window's state: where the user put the pane when it was last open; not there without a choice."""

NO_DETAILS = "no_details"
"""Key in the window's state: the user has hidden the details pane."""


class Placement(enum.StrEnum):
    """Where the citation pane is; the values are the endings of the actions' ids, and are stored."""

    BELOW = "below"
    TABS = "tabs"
    HIDDEN = "hidden"


LISTS = ("cited_by", "references", "similar", "map", "timeline")
"""The tabs of the citation pane in their order: `view.cited_by` shows the first."""


def opens_below(state: WindowState, theme: Theme, panes: QWidget) -> bool:
    """True if the citation pane will be open below the lists: known before it is created."""
    kept = _kept_placement(state, KEPT_AS, _first_placement(state))
    return kept is Placement.BELOW and not (_is_low(theme, panes) and state.get(OPENED_AS, str) is None)


def hides_details(state: WindowState) -> bool:
    """True if the user has hidden the details pane."""
    return bool(state.get(NO_DETAILS, bool))


def panes_to_hide(fold: FoldLevel) -> frozenset[str]:
    """Return which panes are apart from the lists at this fold level, so that a command can hide them."""
    if fold is FoldLevel.ONE_PANE:
        return frozenset()
    return frozenset({"details"}) if fold is FoldLevel.TABS else frozenset({"details", "citations"})


def _is_low(theme: Theme, panes: QWidget) -> bool:
    return theme.type.width_at_base(panes.window().height()) < LEAST_HEIGHT


def _first_placement(state: WindowState) -> Placement:
    """Return where the pane is without a choice: below in a window of an earlier version, which had no other place and
    kept the sizes; else closed."""
    had_sizes = any(state.get(f"splitters.{level}", list) for level in KEPT_LEVELS.values())
    return Placement.BELOW if had_sizes else Placement.HIDDEN


def _kept_placement(state: WindowState, name: str, otherwise: Placement) -> Placement:
    kept = state.get(name, str)
    return Placement(kept) if kept in tuple(Placement) else otherwise


class PanePlacement(QObject):
    """Keeps the placement of the citations that the user chose, and whether the details pane is shown, over restarts
    too, and runs the actions that change them.

    Signals: `changed`; `opened` (the user opened the pane or a tab of it); `hiding_details` and `hiding_citations` (the
    user hides that pane, which is still shown). Until the user opens it, the pane is closed, so that the results have
    the room. Opened without a choice, it is below, and in a low window as tabs.
    """

    changed = Signal()
    opened = Signal()
    hiding_details = Signal()
    hiding_citations = Signal()

    def __init__(
        self, actions: Actions, state: WindowState, theme: Theme, show_list: Callable[[int], None], panes: QWidget
    ) -> None:
        """show_list: shows a tab of the pane by its number, and moves the focus to it; panes: all of them."""
        super().__init__(panes)
        self._actions = actions
        self._state = state
        self._theme = theme
        self._panes = panes
        self._show_list = show_list
        self._low = _is_low(theme, panes)
        panes.installEventFilter(self)
        self._kept = _kept_placement(state, KEPT_AS, _first_placement(state))
        state.set(KEPT_AS, self._kept.value)
        for number, name in enumerate(LISTS):
            actions.bind(f"view.{name}", partial(self._open_list, number))
        for placement in Placement:
            actions.bind(f"view.citations_{placement}", partial(self.choose, placement))
        actions.bind("view.citation_pane", self._turn)
        actions.bind("view.details_pane", lambda: self.show_details(not self.shows_details))
        self._tick()

    @property
    def now(self) -> Placement:
        """Where the pane is."""
        is_chosen = self._state.get(OPENED_AS, str) is not None
        return Placement.TABS if self._kept is Placement.BELOW and self._low and not is_chosen else self._kept

    @property
    def shows_details(self) -> bool:
        """False if the user has hidden the details pane, where it is beside the lists."""
        return not hides_details(self._state)

    def show_details(self, shown: bool = True) -> None:
        """Show the details pane, or hide it."""
        if shown is not self.shows_details:
            if not shown:
                self.hiding_details.emit()
            self._state.set(NO_DETAILS, not shown)
            self._tick()
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the height of the window."""
        if event.type() is QEvent.Type.Resize and self._low is not (is_low := _is_low(self._theme, self._panes)):
            before, self._low = self.now, is_low
            if self.now is not before:
                self._tick()
                self.changed.emit()
        return super().eventFilter(watched, event)

    def choose(self, placement: Placement) -> None:
        """Put the pane at *placement*, as the user wants it."""
        was_open = self.now is not Placement.HIDDEN
        if placement is not Placement.HIDDEN:
            self._state.set(OPENED_AS, placement.value)
        self._put(placement)
        if not was_open and placement is not Placement.HIDDEN:
            self.opened.emit()

    def _open_list(self, number: int) -> None:
        self._show_list(number)
        self.opened.emit()

    def _turn(self) -> None:
        """Open the pane, or close it."""
        is_closed = self.now is Placement.HIDDEN
        self.open(is_closed)
        if is_closed:
            self.opened.emit()

    def open(self, opened: bool = True) -> None:
        """Open the pane where the user last put it, or close it."""
        if not opened:
            self._put(Placement.HIDDEN)
        elif self._kept is Placement.HIDDEN:
            self._put(_kept_placement(self._state, OPENED_AS, Placement.BELOW))

    def _put(self, placement: Placement) -> None:
        if placement is Placement.HIDDEN:
            self.hiding_citations.emit()
        self._kept = placement
        self._state.set(KEPT_AS, placement.value)
        self._tick()
        self.changed.emit()

    def _tick(self) -> None:
        for placement in Placement:
            self._actions.set_checked(f"view.citations_{placement}", placement is self.now)
        self._actions.set_checked("view.citation_pane", self.now is not Placement.HIDDEN)
        self._actions.set_checked("view.details_pane", self.shows_details)


class OnePane:
    """In a window that has room for one pane: whether the paper is shown in the place of the list, and how far Back
    goes before it leads out of the paper.

    Args:
        session: shows the paper.
        arrange: shows the panes as `is_inside` says.
        focus_list: moves the focus to the list.
        panes: the list and the paper. A text box outside of them keeps the focus, such as that of the search.
    """

    def __init__(
        self, session: PaperSession, arrange: Callable[[], None], focus_list: Callable[[], None], panes: QWidget
    ) -> None:
        self._session = session
        self._arrange = arrange
        self._focus_list = focus_list
        self._panes = panes
        self._fold = FoldLevel.ALL
        self._is_in_paper = False
        self._first = 0
        self._left: int | None = None

    @property
    def is_inside(self) -> bool:
        """True if the paper is shown alone, and Back leads out of it."""
        return self._fold is FoldLevel.ONE_PANE and self._is_in_paper

    @property
    def is_first(self) -> bool:
        """True if the paper is shown alone and no other was opened from it."""
        return self.is_inside and len(self._session.whole_history()) <= self._first

    @property
    def leads_forward(self) -> bool:
        """True if the list is shown alone because Back left the paper, and no other paper was selected since."""
        is_list = self._fold is FoldLevel.ONE_PANE and not self._is_in_paper
        return is_list and self._session.is_open and self._session.showing == self._left

    def set_fold(self, fold: FoldLevel, *, in_lists: bool) -> None:
        """Follow the fold level. in_lists: the focus is in the list, so that is what a narrow window shows."""
        self._is_in_paper = self._is_in_paper and not in_lists
        self._fold = fold

    def show_pdf(self) -> None:
        """A PDF takes the place of the paper: in a narrow window, that of the list too."""
        self._is_in_paper = self._fold is FoldLevel.ONE_PANE

    def enter(self) -> bool:
        """Show the paper in the place of the list. Return False if it is shown there, or both have room."""
        if self._fold is not FoldLevel.ONE_PANE or self._is_in_paper:
            return False
        self._is_in_paper = True
        self._first = len(self._session.whole_history()) + (not self._session.is_open)
        self._arrange()
        return True

    def go_back(self) -> None:
        """Show the list, unless it is shown; Forward leads to the paper again."""
        if self._is_in_paper:
            self._left = self._session.showing
        self.leave()

    def leave(self) -> None:
        """Show the list."""
        if self._is_in_paper:
            focused = QApplication.focusWidget()
            is_typing = isinstance(focused, QLineEdit) and not self._panes.isAncestorOf(focused)
            self._is_in_paper = False
            self._arrange()
            self._session.trail_changed.emit()
            if self._fold is FoldLevel.ONE_PANE and not is_typing:
                self._focus_list()


class SizedSplitter(QSplitter):
    """A splitter with a thin line and panes that cannot be closed; `resized` is emitted when its size has changed."""

    resized = Signal()

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class CitationHeight(QObject):
    """Limits the citations below the lists to the height that few rows need.

    The height changes only after the user has opened a paper, a tab or the pane, when the list has come; for one paper
    it only grows: the tabs stay under the pointer. A paper whose row is selected does not change it: the results would
    move while the user goes through them. Only if its list has no room in the height that an opened paper left, the
    citations get back the height that they had before.
    """

    def __init__(self, citations: CitationPane, session: PaperSession, sizes: PaneSizes) -> None:
        super().__init__(citations)
        self._citations = citations
        self._session = session
        self._sizes = sizes
        self._fitted = ""
        self._needed: int | None = None
        self._is_wanted = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)  # after the rows have their heights
        self._soon.timeout.connect(self._fit)
        session.shown.connect(self._on_shown)
        session.opened.connect(self._on_opened)
        citations.tabs.currentChanged.connect(self.fit_soon)
        citations.tabs.tabBarClicked.connect(self.fit_soon)
        citations.entered.connect(self.fit_soon)
        for tab in citations.views:
            tab.changed.connect(self._soon.start)
        for rows in (citations.cited_by, citations.references):
            rows.view.verticalScrollBar().rangeChanged.connect(self._soon.start)

    def fit_soon(self) -> None:
        """Fit the height to the paper that is shown, as soon as its list has come: the user went to its citations."""
        self._is_wanted = True
        self._soon.start()

    def _on_shown(self) -> None:
        self._is_wanted = self._session.is_entered

    def _on_opened(self) -> None:
        if self._session.is_entered:
            self.fit_soon()

    def _fit(self) -> None:
        paper, needed = self._session.paper, self._citations.needed_height()
        is_waiting = self._citations.property("state") == WAITING
        if paper is None or not self._session.is_open or self._citations.is_closed or is_waiting:
            return
        if not self._is_wanted:
            if self._needed is not None and (needed is None or needed > self._needed):
                self._fitted, self._needed = paper.id, None
                self._sizes.limit_citations(None)
            return
        if paper.id != self._fitted:
            self._fitted, self._needed = paper.id, 0
        self._needed = None if needed is None or self._needed is None else max(self._needed, needed)
        self._sizes.limit_citations(self._needed)


class EmptyCitations(QObject):
    """Leaves the citations below the lists only their least height while no paper is shown, so that the page before
    any search and the messages in place of rows have the room. While rows are loaded, the line between them stays."""

    def __init__(self, session: PaperSession, sizes: PaneSizes, state: Callable[[], str], parent: QObject) -> None:
        """state: returns that of the list that is shown, as a `StatePane` has it."""
        super().__init__(parent)
        self._session = session
        self._sizes = sizes
        self._state = state
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)  # a list that is replaced may show its first paper at once
        self._soon.timeout.connect(self._fit)
        session.shown.connect(self.fit_soon)

    def fit_soon(self) -> None:
        """Fit the height, as soon as the lists show what they will."""
        if self._session.paper is None:
            self._soon.start()
        else:
            self._fit()

    def _fit(self) -> None:
        if self._session.paper is not None:
            self._sizes.give_way(False)
        elif self._state() != WAITING:
            self._sizes.give_way(True)


class PaneSizes:
    """Keeps the sizes of the panes in the window's state: for each fold level, with and without a PDF.

    The heights are those that were kept, in proportion, until the user moves the line between them: when they are
    restored, the window may not have its size yet, and a splitter adds half of the difference to each pane. The paper
    keeps its width until the user moves the line beside it, also after a window that had less room for it. Before the
    user has moved that line for the first time, the width follows from that of the window, and is not kept: it may be
    that of a window which does not have its size yet.
    """

    def __init__(self, state: WindowState, theme: Theme, across: SizedSplitter, down: SizedSplitter) -> None:
        """across: the lists and the paper; down: both of them, and the citations."""
        self._state = state
        self._theme = theme
        self._across = across
        self._down = down
        self._widths: list[int] | None = None
        self._first_width: Callable[[int], int] | None = None
        """Returns the width of the paper before the user has chosen one; None if one is kept."""
        self._heights: list[int] | None = None
        self._needed: int | None = None
        self._gives_way = False
        across.resized.connect(self._fit_widths)
        across.splitterMoved.connect(self._on_moved_across)
        down.resized.connect(self._fit)
        down.splitterMoved.connect(self._on_dragged)

    def limit_citations(self, needed: int | None) -> None:
        """Give the citations at most the height *needed*, unless the user has chosen their height; None: no limit."""
        self._needed = needed
        self._fit()

    def give_way(self, gives_way: bool) -> None:
        """Give the citations only their least height, or again the height that is kept."""
        if gives_way is not self._gives_way:
            self._gives_way = gives_way
            self._fit()

    def _on_moved_across(self) -> None:
        self._widths, self._first_width = self._across.sizes(), None

    def _on_dragged(self) -> None:
        self._gives_way = False
        self._state.set(DRAGGED, True)
        above, below = self._down.sizes()
        if self._heights is not None and 0 < below < (least := self._least(TWO_ROWS, above + below)):
            self._down.setSizes([above + below - least, least])
        if self._heights is not None:
            self._heights = self._down.sizes()

    def restore(self, fold: FoldLevel, *, is_reading: bool, width: int, closed_height: int | None) -> None:
        """Set the sizes that are kept, or the first ones.

        Args:
            fold: the fold level of the window.
            is_reading: a PDF is in the place of the paper and the citations.
            width: of all panes.
            closed_height: the height of the row of tabs if the citations are closed, else None.
        """
        px = self._theme.px
        sizes, self._first_width = self._kept(fold, is_reading), None
        if sizes is None:
            self._first_width = partial(self._width_at_first, fold, is_reading)
            width = max(width, px(RESULTS_LEAST + DETAIL_LEAST))
            detail = self._first_width(width)
            sizes = [max(px(RESULTS_LEAST), width - detail), detail, *DOWN]
        self._widths = sizes[:2] if fold is not FoldLevel.ONE_PANE else None
        if not self._fit_widths():
            self._across.setSizes(sizes[:2])
        self._heights = None
        if closed_height is not None:
            self._down.setSizes([max(1, self._down.height() - closed_height), closed_height])
        elif not is_reading:
            self._heights = sizes[2:]
            if not self._fit():
                self._down.setSizes(self._heights)

    def keep(self, fold: FoldLevel, *, is_reading: bool, is_below: bool, has_details: bool) -> None:
        """Keep the sizes of now. is_below: the citations are open below the lists; has_details: the pane beside the
        lists is shown."""
        kept = self._kept(fold, is_reading)
        is_chosen = self._first_width is None or self._is_dragged
        if kept is None and not (has_details and is_chosen):
            return
        down = kept[2:] if kept else DOWN
        if is_below and not is_reading and not self._gives_way and self._is_dragged:
            self._heights = down = self._heights or self._down.sizes()  # a low window may show others
        across = self._widths or self._across.sizes() if has_details or kept is None else kept[:2]
        self._state.set(self._key(fold, is_reading), [*across, *down])

    def _width_at_first(self, fold: FoldLevel, is_reading: bool, width: int) -> int:
        """Return the width of the paper before the user has chosen one. width: of the lists and the paper."""
        px = self._theme.px
        if is_reading:
            return max(px(DETAIL_LEAST), round(width * READING))
        return px(DETAIL_WIDTH) if fold is FoldLevel.ALL else max(px(DETAIL_LEAST), round(width * 0.42))

    def _fit_widths(self) -> bool:
        """Give the paper the width that is kept, or what the lists leave of it. Returns False if no width is kept or
        the splitter has no room yet."""
        total = self._across.width() - self._across.handleWidth()
        if self._first_width is not None and self._widths is not None and total > 0:
            self._widths = [self._widths[0], self._first_width(total)]
        if self._widths is None or (lists := total - self._widths[1]) <= 0:
            return False
        lists = max(lists, self._theme.px(RESULTS_LEAST))
        if self._across.sizes() != (sizes := [lists, total - lists]):
            self._across.setSizes(sizes)
        return True

    def _fit(self) -> bool:
        """Give the panes the heights that are kept, with the sum that the splitter has. Returns False if there are none
        or the splitter has no height yet."""
        total = self._down.height() - self._down.handleWidth()
        if self._heights is None or sum(self._heights) <= 0 or total <= 0:
            return False
        below = total - round(total * self._heights[0] / sum(self._heights))
        below = max(below, self._least(TWO_ROWS if self._is_dragged else READABLE, total))
        if self._limit is not None:
            below = min(below, self._limit)
        if self._gives_way and (citations := self._down.widget(1)) is not None:
            below = min(below, citations.minimumHeight())
        if self._down.sizes() != (sizes := [total - below, below]):
            self._down.setSizes(sizes)
        return True

    def _least(self, height: int, total: int) -> int:
        """Return the least height of the citations. height: at 13 px text; total: of the lists and the citations."""
        return min(self._theme.px(height), round(total * READABLE_SHARE))

    @property
    def _limit(self) -> int | None:
        """The most height that the citations get; None for no limit."""
        return None if self._is_dragged else self._needed

    @property
    def _is_dragged(self) -> bool:
        """True if the user has chosen the height of the citations."""
        return bool(self._state.get(DRAGGED, bool))

    def _kept(self, fold: FoldLevel, is_reading: bool) -> list[int] | None:
        kept = self._state.get(self._key(fold, is_reading), list)
        return kept if kept and len(kept) == 4 and all(isinstance(size, int) for size in kept) else None

    def _key(self, fold: FoldLevel, is_reading: bool) -> str:
        return f"splitters.{KEPT_LEVELS[fold]}{'.pdf' if is_reading else ''}"
