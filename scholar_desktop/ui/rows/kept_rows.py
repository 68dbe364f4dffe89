"""Keeps the selected rows, the paper that is open and the scroll position while the papers of a list are replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPoint, Signal

from scholar_desktop.domain.paper import Paper, find_same, is_same_paper
from scholar_desktop.domain.search.query import Query
from scholar_desktop.ui.rows.paper_list import PaperListModel, RowsPlace
from scholar_desktop.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from scholar_desktop.domain.search.filters import Filters
    from scholar_desktop.services.tasks import TaskScope

MARK_AFTER_S = 0.01


class _Before(NamedTuple):
    """What was shown before the papers are replaced.

    opened: the paper that the user has opened, None without one; chosen: the papers to select again; current: the paper
    of the current row; was_lost: these are papers whose rows a filter had removed; is_filtered_anew: the filters are
    others; is_read: the user reads the paper of the current row, which is in sight; is_scrolled: the user only scrolled
    before more rows came; stays: the list is not shown from its top; top, top_offset: a paper that stays where it is on
    the screen, and its distance in pixels from the top.
    """

    opened: Paper | None
    chosen: list[Paper]
    current: Paper | None
    was_lost: bool
    is_filtered_anew: bool
    is_read: bool
    is_scrolled: bool
    stays: bool
    top: Paper | None
    top_offset: int

    @property
    def kept(self) -> list[Paper]:
        """The papers that are selected again, or that of the current row if none is selected."""
        return self.chosen or ([self.current] if self.current is not None else [])


class KeptRows(QObject):
    """The rows of a list of search results, as the user left them.

    is_touched: the user has selected or opened a row, which stays when the papers are replaced; find_open: returns the
    paper that the user has opened, None without one.

    Signals: `rested` (a paper was selected), `marked` (the first paper is shown as selected although the user did not
    select it; None if there is none).
    """

    rested = Signal(object)
    marked = Signal(object)

    def __init__(self, view: RowList, model: PaperListModel, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._model = model
        self._scope = scope
        self.is_touched = False
        self.find_open: Callable[[], Paper | None] = lambda: None
        self._is_marked = False  # the first row is, and its paper is shown instead of that of the search before
        self._grows = False  # more of the list that is shown is being loaded
        self._is_moving = False
        self._order: str | None = None
        self._filters: Filters | None = None
        self._missing: list[Paper] = []
        self._missing_from: tuple[Paper | None, int] = None, 0
        view.lead_changed.connect(self._on_lead_changed)

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Within it, a row that becomes current is no choice of the user."""
        self._is_moving = True
        try:
            yield
        finally:
            self._is_moving = False

    def chosen_papers(self) -> list[Paper]:
        return [self._model.paper(row) for row in self._view.chosen_rows()]

    @property
    def place(self) -> RowsPlace:
        """The selected and the current row and the scroll position, as `return_to` takes them."""
        return RowsPlace(tuple(self.chosen_papers()), self._current(), self._view.verticalScrollBar().value())

    def return_to(self, place: RowsPlace) -> None:
        """Select the rows of *place* and scroll to it; nothing is requested for it."""
        self._scope.cancel("mark")
        self.is_touched, self._is_marked, self._missing = place.current is not None, True, []
        with self.moving():
            if place.current is not None:
                self._restore(list(place.chosen), place.current)
            elif place.chosen and (row := self._model.row_of(place.chosen[0])) is not None:
                self._view.mark(row)
            else:
                self._view.clearSelection()
        self._view.verticalScrollBar().setValue(place.scroll)

    def begin(self, *, grows: bool, is_filtered: bool) -> None:
        """Prepare for other papers.

        Args:
            grows: more of the list that is shown is being loaded, so that the choice of the user stays.
            is_filtered: the list is the same with other filters, and the choice stays, too.
        """
        self._grows = grows
        if not is_filtered:
            self._missing = []
            self.is_touched, self._is_marked = self.is_touched and grows, self._is_marked and grows
        if not self.is_touched and len(self._view.chosen_rows()) > 1:
            with self.moving():
                self._view.select_lead_row()  # the bar of a selection would lie over what the new search says

    def end(self) -> None:
        """Note that no more rows are being loaded."""
        self._grows = False

    def replace(self, papers: Sequence[Paper], query: Query | None, *, is_running: bool) -> None:
        """Show *papers*; the selected rows stay selected, and the current or the top row stays where it is on the
        screen, also if the user only scrolled before more was loaded. Another order is shown from its top, unless the
        user reads the paper of a row that is in sight: the row stays so.

        The paper that the user has opened stays open. If the filters remove its row, the list is shown from its top,
        and the row is selected when it is there again. Without such a paper, the first row is selected.

        Args:
            query: what the papers are the results of; None for the empty page before the first search.
            is_running: more papers may arrive.
        """
        before = self._note(query)
        with self.moving():
            self._model.set_papers(papers)
            if before.opened is not None and not before.chosen and self._model.row_of(before.opened) is not None:
                before = before._replace(chosen=[before.opened], current=before.opened)
            is_there = self._select_again(before)
        is_lost = (self.is_touched or before.was_lost) and bool(before.kept) and not is_there
        if is_there and before.was_lost and before.stays:
            before = before._replace(top=self._missing_from[0], top_offset=self._missing_from[1])
        elif is_lost and not before.was_lost:
            self._missing_from = before.top, before.top_offset
        self._missing = before.kept if is_lost else []
        if is_lost and before.chosen and before.opened is None and not is_running:
            self.is_touched = False
        if not self.is_touched:
            self._mark_first(papers)
        self._scroll(before, is_there=is_there)

    def _note(self, query: Query | None) -> _Before:
        """Note what is shown."""
        view, model = self._view, self._model
        opened = self.find_open() if query is not None and (self.is_touched or self._is_marked) else None
        self.is_touched = self.is_touched or opened is not None
        chosen, current = self.chosen_papers(), self._current()
        was_lost = bool(self._missing) and not (chosen and self.is_touched)
        if was_lost:
            chosen, current = self._missing, self._missing[0]
        if opened is not None and find_same(opened, chosen) is None:
            chosen = []  # it was reached from one of these
        order, filters = self._order, self._filters
        self._order, self._filters = (query.sort, query.filters) if query is not None else (None, None)
        is_filtered_anew = None not in (filters, self._filters) and filters != self._filters
        is_below = view.verticalScrollBar().value() > 0
        is_scrolled = self._grows and not self.is_touched and is_below
        stays = (self.is_touched or was_lost or is_scrolled) and order == self._order
        index = view.currentIndex()
        is_in_sight = index.isValid() and view.viewport().rect().intersects(view.visualRect(index))
        is_read = is_in_sight and opened is not None and current is not None and is_same_paper(opened, current)
        is_read = is_read and not view.hasFocus()
        top_index = index if is_in_sight else view.indexAt(QPoint(1, 1))
        stays_there = stays and (index.isValid() or is_below)  # else it stays at its top
        top = model.paper(top_index.row()) if top_index.isValid() and stays_there else None
        offset = view.visualRect(top_index).top() if top is not None else 0
        return _Before(opened, chosen, current, was_lost, is_filtered_anew, is_read, is_scrolled, stays, top, offset)

    def _select_again(self, before: _Before) -> bool:
        """Select the rows that were selected. Return True if at least one of their papers is in the list."""
        is_kept = self.is_touched or before.was_lost
        is_there = is_kept and any(row is not None for row in self._model.rows_of(before.kept))
        if is_there and not self.is_touched:
            self.is_touched = True
            self.rested.emit(before.kept[0])
        if self.is_touched and before.kept:
            self._restore(before.chosen, before.current)
        return is_there

    def _scroll(self, before: _Before, *, is_there: bool) -> None:
        """Scroll to where the list was, or to its top. is_there: a paper that was selected is in the list."""
        view, model = self._view, self._model
        may_stay = self.is_touched or (before.is_scrolled and before.stays)
        top_row = model.row_of(before.top) if before.top is not None and may_stay else None
        if before.is_filtered_anew and view.current_row() < 0:
            view.scrollToTop()
        elif top_row is not None:
            scroll = view.verticalScrollBar()
            scroll.setValue(view.rowViewportPosition(top_row) + scroll.value() - before.top_offset)
        elif not (self.is_touched and before.stays):
            view.scrollToTop()
        if is_there and (before.was_lost or before.is_filtered_anew or before.is_read):
            view.scrollTo(model.index(view.current_row(), 0))

    def _current(self) -> Paper | None:
        """Return the paper of the current row; None without one."""
        index = self._view.currentIndex()
        return self._model.paper(index.row()) if index.isValid() else None

    def _mark_first(self, papers: Sequence[Paper]) -> None:
        if papers:
            self._view.mark(0)
            self._scope.start(self._tell_soon(papers[0]), name="mark the first result", latest="mark")
        else:
            self._tell(None)

    async def _tell_soon(self, paper: Paper) -> None:
        # The rows are painted first: both in one turn of the event loop would block the window noticeably.
        await asyncio.sleep(MARK_AFTER_S)
        if not self.is_touched:
            self._tell(paper)

    def _tell(self, paper: Paper | None) -> None:
        self._is_marked = True
        self.marked.emit(paper)

    def _restore(self, chosen: list[Paper], current: Paper | None) -> None:
        """Select the rows of *chosen* again. If a filter has removed the *current* one, the first that is left leads,
        and is shown."""
        view, model = self._view, self._model
        rows = sorted(row for row in model.rows_of(chosen) if row is not None)
        row = model.row_of(current) if current is not None else None
        if rows != view.chosen_rows() or (row is not None and view.currentIndex().row() != row):
            is_gone = current is not None and row is None and bool(rows)
            view.select_rows(rows, current=rows[0] if is_gone else row)
            if is_gone:
                self.rested.emit(model.paper(rows[0]))

    def _on_lead_changed(self, row: int) -> None:
        if not self._is_moving:
            self.is_touched = True
            self.rested.emit(self._model.paper(row))
