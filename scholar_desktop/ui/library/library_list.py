"""The library page: a search as you type, and the rows of the current view."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes, KeptPaper, LibraryListing, LibraryPage, LibraryView, PageHit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.library_rule import has_words
from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions.action_context import MOST_PAPERS
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.current_paper import ChosenPapers
from scholar_desktop.ui.library import library_messages
from scholar_desktop.ui.library.library_bar import RELEVANCE, LibraryBar, sort_of
from scholar_desktop.ui.library.library_list_model import LibraryListModel
from scholar_desktop.ui.library.library_table import CARDS, TABLE, LibraryTable
from scholar_desktop.ui.library.listed_part import LibraryPlace, ListedPart, TextCounter, choose_rows, rows_of
from scholar_desktop.ui.library.part_orders import PartOrders
from scholar_desktop.ui.library.row_loader import RowLoader
from scholar_desktop.ui.library.whole_list import WholeList
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, FULL, PARTIAL, WAITING, StatePane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scholar_desktop.services.library.full_text import FullText
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

PAGE_ROWS, REASON_SHOWN_MS = 200, 6000
FIRST_ROWS = 30
"""Rows loaded while the user types, unless more are in sight. The rest is loaded after TYPED_S without a key."""
TYPED_S = 0.12
"""Seconds without a key after which a paper is shown next to the rows, and rows out of sight are loaded."""


class LibraryList(QWidget):
    """Rows of the view chosen in the sidebar, filtered by the typed words; everything here works without a network.

    Signals: `rested` (the selection stays on a paper), `opened` (Enter, double click), `marked` (a row is shown
    as chosen although the user did not select it; None: there is none), `words_wanted` (search the services for these
    words), `renewed` (the leading row shows a paper that was changed: before, now), `number_pressed` (a key from 1 to
    9, and the papers; none if too many to load), `chosen_loaded` (the papers of the selected rows are loaded now).
    """

    rested = Signal(object)
    opened = Signal(object)
    marked = Signal(object)
    words_wanted = Signal(str)
    renewed = Signal(object, object)
    number_pressed = Signal(int, object)
    chosen_loaded = Signal()

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        navigation: Navigation,
        messages: Messages,
        full_text: FullText,
        library: Library,
        state: WindowState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._navigation, self._messages = navigation, messages
        self._library = library
        self._scope = scope.child()
        self._part = ListedPart(library, navigation)
        self.bar = LibraryBar(theme, self._scope, actions, navigation, self._part)
        self.box, self._head = self.bar.box, self.bar.head
        self.bar.sort_chosen.connect(self._on_sort)
        self._show_all = partial(navigation.show_library, LibraryView.ALL)
        self.bar.all_wanted.connect(self._show_all)
        self.bar.filters.changed.connect(self._on_text)
        self.bar.filters.failed.connect(self._show_error)
        self.model = LibraryListModel(self)
        self.view = RowList("libraryView", gettext("Library"), self)
        self.view.bands = True
        self.view.setModel(self.model)
        self.table = LibraryTable(theme, state, self.view, self.model)
        self.bar.follow(self.table, parent)
        self.table.switched.connect(self._on_switched)
        self.table.sorted.connect(self._on_sort)
        self._whole = WholeList(actions, messages, self.model, self._load)
        self._loader = RowLoader(self._scope, library, self.view, self.model)
        self._loader.filled.connect(self._on_filled)
        self._loader.failed.connect(self._show_error)
        self._loader.outdated.connect(self._load)
        self._orders = PartOrders(state, navigation)
        self._take_sort(self._orders.now)
        self.pane = StatePane(theme, self.view, row_height=44)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        parts = self.pane, messages, library, self._scope
        self._errors = library_messages.LibraryErrors(*parts, load=self._load, on_error=self._show_error)
        self._stale, self._touched, self._count, self._wanted = True, False, "", tuple[str, ...]()
        self._is_resorted = self._waits_for_chosen = self._is_wanted_marked = self._is_wanted_focused = False
        self._place = navigation.library_place
        # the papers that left the list while selected, as keys, in the table as numbers of rows: each undo selects its
        self._left: frozenset[str | int] = frozenset()
        self._rows_to_delete: list[int] = []
        self._lead: KeptPaper | None = None
        self._texts = TextCounter(full_text, self._scope)
        self._return: LibraryPlace | None = None
        self.bar.words_changed.connect(self._on_text)
        self.box.down_pressed.connect(self.focus_list)
        self.box.escaped.connect(partial(self.pane.take_focus, Qt.FocusReason.OtherFocusReason))
        self.view.load_all = self._whole.wait
        self.view.left_upwards.connect(self.box.setFocus)
        self.view.end_reached.connect(self._on_end)
        self.view.opened.connect(self._on_opened)
        self.view.delete_pressed.connect(self._on_delete)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        self.view.lead_changed.connect(self._on_lead_changed)
        self._library.changed.connect(self._on_library_changed)
        self._texts.counted.connect(self._show_where)
        self._texts.read.connect(self._on_texts_read)
        navigation.library_view_changed.connect(self._on_view_changed)
        actions.bind("focus.library", self.focus_box)
        for kind in (CARDS, TABLE):
            actions.bind(f"library.{kind}", partial(self._show_as, kind))
        self.bar.show_kind(is_table=self.table.is_table)
        theme.changed.connect(self.table.dress)
        self.table.dress()

    @property
    def selection_place(self) -> QWidget:
        """The widget that the bar for a selection lies over."""
        return self._head

    def focus_box(self) -> None:
        """Show the library and focus its search box, with the text selected."""
        self._navigation.enter_library()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def focus_list(self) -> None:
        """Focus the rows, and select the first one if there is no current row; without rows, focus the first button of
        the message in their place, if it has one."""
        if self.pane.focus_shown() and not self.view.currentIndex().isValid():
            self.view.choose(0)

    def go_to(self, *keys: str, marked: bool = False) -> None:
        """Select the rows of the papers that the library calls *keys*, once they are loaded. marked: without going to
        them, so that nothing is requested for the paper, and with the words and filters that the list has."""
        self._wanted, self._is_wanted_marked, self._is_wanted_focused = keys, marked, not marked
        if not marked:
            self.bar.show_words()
        self._load()

    @property
    def place(self) -> LibraryPlace:
        """The words in the box, the filters, the selected rows and the scroll position, as `return_to` takes them."""
        chosen = self.chosen_numbers() if self.table.is_table else [one.key for one in self.chosen_kept()]
        is_touched, scroll = self.view.currentIndex().isValid(), self.view.verticalScrollBar().value()
        loaded, filters = self.model.loaded, self._part.filters
        return LibraryPlace(self.box.text(), frozenset(chosen), is_touched, scroll, loaded, filters)

    def return_to(self, place: LibraryPlace) -> None:
        """Load the rows of the part that is shown, select those of *place* and scroll to it."""
        self.bar.show_words(place.words, place.filters)
        self._return = place
        self._load()

    def chosen_keys(self) -> list[str]:
        """Return the library's names for the papers of the rows that the user has selected, the leading one first."""
        rows = sorted(self.view.chosen_rows(), key=lambda row: row != self.view.lead_row()) if self._touched else []
        found = map(self.model.kept_at, rows)
        return [kept.key for kept in found if kept is not None]

    def has_row(self, paper: Paper) -> bool:
        """Return True if a loaded row is that of *paper*."""
        return self.model.row_with(paper.id) is not None

    def chosen_kept(self) -> list[KeptPaper]:
        """Return the papers of the selected rows; none while one of them is not loaded yet, and if they are too many,
        so that nothing is done with a part of them."""
        self._waits_for_chosen = False
        if self.table.is_table and self.view.chosen_count() > MOST_PAPERS:
            return []
        if self._lacks_some(rows := self.view.chosen_rows()):
            self._waits_for_chosen = True
            self._loader.load_soon()
            return []
        return [self.model.kept(row) for row in rows]

    def _lacks_some(self, rows: Sequence[int]) -> bool:
        return self.table.is_table and any(self.model.kept_at(row) is None for row in rows)

    def shown_part(self) -> tuple[ListedPart, str]:
        """Return the part of the library whose rows are shown, and the words in the search box."""
        return self._part, self.box.text().strip()

    def selection(self) -> ChosenPapers:
        """Return the papers of the selected rows, with what the library keeps of them."""
        kept = self.chosen_kept()
        return ChosenPapers(None, [one.paper for one in kept], 0 if kept else self.view.chosen_count(), kept)

    def selection_of(self, paper: Paper) -> ChosenPapers:
        """Return *paper* as if its row were selected; of a paper without a loaded row, the library keeps nothing."""
        row = self.model.row_with(paper.id)
        return ChosenPapers(paper, [paper], 0, [self.model.kept(row)] if row is not None else ())

    def chosen_numbers(self) -> list[int]:
        """Return the rows of the library that are selected in the table, as `Library.bulk` takes them."""
        listing = self.model.listing
        return [listing[row] for row in self.view.chosen_rows() if row < len(listing)]

    def place_of(self, paper: Paper) -> tuple[PageHit | None, str]:
        """Return the hit of the search in the PDF of *paper*, and the search words; None and '' without a hit. None
        and the words for a hit that the row does not show, because title or authors contain the words, too: its PDF
        is then opened at its begin, with the words highlighted."""
        row = self.model.row_with(paper.id)
        hit = self.model.hit(row) if row is not None else None
        if hit is None or not hit.page:
            return None, ""
        return hit if hit.alone else None, self.box.text().strip()

    def show_as_chosen(self, paper: Paper | None) -> None:
        """Highlight the row of *paper*, to which the trail went; None for no row."""
        row = self.model.row_with(paper.id) if paper is not None else None
        if row is None:
            self.view.clearSelection()
        elif row not in self.view.chosen_rows():
            self.view.mark(row)
        elif row != self.view.lead_row():
            self.view.lead_with(row)

    def _on_sort(self, order: str, is_reversed: bool) -> None:
        self._part.search_sort = "" if order == RELEVANCE else sort_of(order, is_reversed=is_reversed)
        if order != RELEVANCE:
            self._take_sort(self._part.search_sort)
        self._is_resorted = True
        self.view.scrollToTop()
        self._load()

    def _take_sort(self, sort: str) -> None:
        """Sort the part by *sort* from now on, as `Library.page` takes it, and show it; empty: newest first."""
        self._part.sort = "" if sort == "-added" else sort
        self._orders.keep(self._part.sort)
        self.bar.show_order(sort, best_first=False)

    # Cards and table

    def _show_as(self, kind: str) -> None:
        self._navigation.show(places.LIBRARY)
        if self._touched and (kind == TABLE) is not self.table.is_table:
            self._wanted = tuple(kept.key for kept in self.chosen_kept())
        self.table.show_as(kind)
        self.bar.show_kind(is_table=self.table.is_table)

    def _on_switched(self) -> None:
        self._touched = False
        self._load()

    async def _show_listing(self, words: str) -> None:
        """Show all rows of the view as a table; those in sight are loaded next."""
        try:
            steps = (False, False), (True, False), (True, True)
            for in_text, waits in steps[0 if self._shows_titles_first(words) else 1 :]:
                listing = await self._part.listing(words, in_text=in_text, waits=waits)
                self._show_rows(listing, words)
                if in_text and not listing.by_old_index:
                    break
            if self._wanted and (places := await self._part.places_of(self._wanted, self.model.listing)):
                self._choose_added(places)
            self._is_resorted = self._is_wanted_marked = False
            self._wanted, self._return = (), None
            self._messages.library_works()
            self._whole.end()
        except ScholarError as error:
            self._show_error(error)

    def _show_rows(self, listing: LibraryListing, words: str) -> None:
        rows, model, view = listing.rows, self.model, self.view
        before, chosen, current = model.listing, view.chosen_rows(), view.currentIndex().row()
        scroll = view.verticalScrollBar().value()
        model.show_listing(rows)
        if not rows:
            self.pane.show_message(EMPTY, self._nothing(words))
        else:
            self.pane.show_rows(FULL)
        page = LibraryPage(len(rows), by_old_index=listing.by_old_index, best_first=listing.best_first)
        self._show_count(page, words)
        if self._return is not None:
            left = [row for row, one in enumerate(rows) if one in self._return.chosen]
            self._touched = self._return.select(self.view, left)
        elif rows != before:
            place = {number: row for row, number in enumerate(rows)} if self._touched and chosen else {}
            kept = [place[before[row]] for row in chosen if row < len(before) and before[row] in place]
            gone = self._left
            if self._touched and not kept:
                self._left |= {before[row] for row in chosen if row < len(before)}
            if back := gone and sorted(row for row, number in enumerate(rows) if number in gone):
                self._left -= {rows[row] for row in back}
                view.select_rows(back, current=back[0])
            elif self._touched and rows and chosen:
                kept = kept or [min(chosen[0], len(rows) - 1)]
                at = place.get(before[current]) if 0 <= current < len(before) else None
                view.select_rows(kept, current=kept[0] if at is None else at)
                view.verticalScrollBar().setValue(scroll)
            elif rows:
                self._touched = False
                view.mark(0)
                view.scrollToTop()
            else:
                self._mark(None, after_rest=bool(words))
        self._loader.load_again()

    def _on_filled(self) -> None:
        """Rows were loaded: show the paper of the leading row, and do what waited for the selected ones."""
        self._take_chosen()
        kept = self.model.kept_at(self.view.lead_row())
        if kept is None or kept == self._lead:
            return
        before, self._lead = self._lead, kept
        if before is not None and before.key == kept.key:
            self.renewed.emit(before.paper, kept.paper)
        elif self._touched and self.view.currentIndex().isValid():
            self.rested.emit(kept.paper)
        else:
            self._mark(kept.paper, after_rest=bool(self.box.text().strip()))

    def _choose_added(self, rows: list[int]) -> None:
        self._wanted, self._touched = (), True
        choose_rows(self.view, rows, marked=self._is_wanted_marked)
        if self._is_wanted_marked and (kept := self.model.kept_at(rows[0])) is not None:
            self._mark(kept.paper, after_rest=False)
        elif self._is_wanted_focused and self.box.hasFocus():  # the page had no rows yet when it got the focus
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._is_wanted_marked = self._is_wanted_focused = False

    def _take_chosen(self) -> None:
        rows = self.view.chosen_rows() if self._waits_for_chosen or self._rows_to_delete else []
        if rows and not self._lacks_some(rows):
            self._waits_for_chosen = False
            self.chosen_loaded.emit()
            if self._rows_to_delete == [self.model.listing[row] for row in rows]:
                self._on_delete()
            self._rows_to_delete = []

    # Loading

    def _load(self) -> None:
        self._stale = False
        if not self._count and not self.model.total:
            self.pane.wait()  # nothing is known of this part yet
        self._whole.begin()
        self._show_where()
        words = self.box.text().strip()
        self._part.note_words(words, keeps_sort=self.table.is_table)
        self.model.set_context(self._part.collection_path, words, with_citations="citations" in self._part.order(words))
        work = self._show_listing(words) if self.table.is_table else self._show_page(words)
        self._scope.start(work, name="library page", latest="page")

    def _shows_titles_first(self, words: str) -> bool:
        return has_words(words) and not (self._touched or self._wanted)  # the titles alone may lack the selected rows

    async def _show_page(self, words: str) -> None:
        """Show the matching titles at once, and the matches in the text of the PDFs as soon as they are found."""
        # As many rows as before, so that a change does not shorten the list; those that undo may put back, too.
        at_least = self.model.loaded + (len(self._left) if self.model.loaded == self.model.total else 0)
        limit = max(PAGE_ROWS, at_least if self._return is None else self._return.loaded)
        is_typed = words and not self._touched and self._return is None
        first = max(FIRST_ROWS, self.view.most_in_sight()) if is_typed else limit
        looking = library_messages.looking_note(self._navigation, self._texts.now.searched)
        titles: LibraryPage | None = None
        try:
            if self._shows_titles_first(words):
                titles = await self._part.page(words, limit=first, in_text=False)
                if titles.papers:
                    self._show(titles, words)
                    self.pane.show_rows(WAITING, looking)
                else:
                    self.pane.wait(looking)
            page = await self._part.page(words, limit=first)
            self._messages.library_works()
            self._show(page, words, before=titles)
            if page.by_old_index:
                page = await self._part.page(words, limit=first, waits=True)
                self._show(page, words, before=page)
            if self._wanted and (places := await self._part.places_of(self._wanted, words=words)):
                await self._append(words, up_to=(max(places) if self._is_wanted_marked else min(places)) + 1)
                if loaded := [row for row in places if row < self.model.loaded]:
                    self._choose_added(loaded)
            self._is_resorted = self._is_wanted_marked = False
            self._wanted, self._return = (), None
            if self._whole.wants_all(page.total):
                await self._append(words, up_to=page.total)
            elif first < min(limit, page.total):
                await asyncio.sleep(TYPED_S)  # rows out of sight do not delay the next key
                await self._append(words)
            self._whole.end()
        except ScholarError as error:
            self._show_error(error)

    def _show(self, page: LibraryPage, words: str, *, before: LibraryPage | None = None) -> None:
        """Show *page*. before: the part of the same answer that is already shown."""
        current = self.view.currentIndex()
        key = self.model.kept(current.row()).key if current.isValid() else None
        lead = self.model.kept(self.view.lead_row()) if self.view.lead_row() >= 0 else None
        chosen = [self.model.kept(row).key for row in self.view.chosen_rows()]
        gone_from = min(self.view.chosen_rows(), default=-1)
        scroll = self.view.verticalScrollBar().value()
        self.model.show(page)
        if not page.papers:
            self.pane.show_message(EMPTY, self._nothing(words))
        else:
            self.pane.show_rows(FULL if self.model.loaded == page.total else PARTIAL)
        self._show_count(page, words)
        there = {kept.key: number for number, kept in enumerate(page.papers)}
        if self._return is not None:
            left = [there[str(one)] for one in self._return.chosen if one in there]
            self._touched = self._return.select(self.view, left)
            return
        if wanted := rows_of(self._wanted, there, marked=self._is_wanted_marked):
            self._choose_added(wanted)
            return
        if lead is not None and lead.key in there and page.papers[there[lead.key]].paper != lead.paper:
            self.renewed.emit(lead.paper, page.papers[there[lead.key]].paper)
        row, rows = there.get(key or ""), sorted(there[one] for one in chosen if one in there)
        if self._touched and gone_from >= 0 and not rows and row is None and not self._is_resorted:
            self._left |= set(chosen)
            if page.papers:  # the next row takes the place of what left the list, such as to the trash
                rows = [row := min(gone_from, len(page.papers) - 1)]
        elif back := sorted(there[str(one)] for one in self._left if one in there):
            self._left, self._touched = self._left.difference(there), True
            rows, row = back, back[0]
        if self._touched and (rows or row is not None):
            if self.view.chosen_rows() != rows or (row is not None and self.view.currentIndex().row() != row):
                self.view.select_rows(rows, current=row)
            self.view.verticalScrollBar().setValue(scroll)
        elif page.papers:
            self._touched = False
            self.view.mark(0)
            if before is not None and before.papers:
                self.view.verticalScrollBar().setValue(scroll)
                return
            self.view.scrollToTop()
            self._mark(page.papers[0].paper, after_rest=bool(words))
        else:
            self._touched = False
            self._mark(None, after_rest=bool(words))

    def _mark(self, paper: Paper | None, *, after_rest: bool) -> None:
        """Show the first paper next to the rows; while the user types, only after a pause."""
        if paper is None:
            self._lead = None  # the same row is shown again with its paper
        if self.isVisible():
            self._scope.start(self._mark_at_rest(paper, after_rest), name="show the first paper", latest="mark")

    async def _mark_at_rest(self, paper: Paper | None, after_rest: bool) -> None:
        if after_rest:
            await asyncio.sleep(TYPED_S)
        if self.isVisible() and not (self._touched and self.view.currentIndex().isValid()):
            self.marked.emit(paper)

    def _show_count(self, page: LibraryPage, words: str) -> None:
        self._count = library_messages.count_text(page, words, self._part.unfiltered)
        self.bar.show_order(self._part.order(words), best_first=page.best_first)
        self._show_where()

    def _on_end(self) -> None:
        if not self.table.is_table and not self._whole.is_loading and self.model.loaded < self.model.total:
            self._scope.start(self._append_next(), name="library page", latest="page")

    async def _append_next(self) -> None:
        try:
            await self._append(self.box.text().strip())
        except ScholarError as error:
            self._show_error(error)

    async def _append(self, words: str, *, up_to: int | None = None) -> None:
        """Load the next rows: those before *up_to*."""
        up_to = self.model.loaded + PAGE_ROWS if up_to is None else up_to
        while self.model.loaded < min(up_to, self.model.total):
            page = await self._part.page(words, offset=self.model.loaded, limit=PAGE_ROWS)
            self.model.append(page)
            self.pane.show_rows(FULL if self.model.loaded >= page.total else PARTIAL)
            if not page.papers:
                return

    def _show_where(self) -> None:
        self.bar.show_place(self._count, self.model.total, self._texts.now)

    def _on_texts_read(self) -> None:
        if not self._texts.now.unread and self.box.text().strip() and self.isVisible():
            self._load()

    # Messages instead of rows

    def _nothing(self, words: str) -> PageMessage:
        chips, part, search = self.bar.filters, self._part, partial(self.words_wanted.emit, words)
        show_all = None if part.is_library_empty else self._show_all
        steps = library_messages.LibraryMessageActions(self.box.clear, show_all, search, chips.clear, chips.drop)
        if part.unfiltered:
            return library_messages.filtered_message(part.filters, part.unfiltered, part.left_without, words, steps)
        return library_messages.nothing_message(self._actions, self._navigation, words, self._texts.now.searched, steps)

    def _show_error(self, error: ScholarError) -> None:
        self._whole.give_up()
        self._errors.show(error)

    # Events

    def _on_text(self) -> None:
        place = self.place if self._touched else None
        has_ended, before = self._part.follow_search(self.box.text().strip(), place)
        if has_ended and place is not None:  # the user has selected one of the matches: it stays selected
            self._wanted, before = tuple(one.key for one in self.chosen_kept()), None
        self._touched, self._return = False, before
        self._whole.give_up()
        self._load()

    def _on_view_changed(self, _view: LibraryView) -> None:
        if self._place != self._navigation.library_place:  # not the new number of papers of a collection
            self._place, self._touched, self._rows_to_delete = self._navigation.library_place, False, []
            self._left, self._return, self._count = frozenset(), None, ""
            self._take_sort(self._orders.now)
            self.bar.show_words()
            self._whole.give_up()
        self._stale = not self.isVisible()
        if not self._stale:
            self._load()

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.files:
            self._texts.load()
        self._stale = not self.isVisible()
        if not self._stale:
            self._load()

    def _on_lead_changed(self, row: int) -> None:
        self._touched = True
        if (kept := self.model.kept_at(row)) is not None:
            self._lead = kept
            self.rested.emit(kept.paper)
        else:
            self._loader.load_soon()

    def _on_opened(self, row: int) -> None:
        self._touched = True
        if (kept := self.model.kept_at(row)) is not None:
            self.opened.emit(kept.paper)

    def _on_delete(self) -> None:
        """Remove the chosen rows from the collection shown; in other views, move them to the trash, or out of it. Rows
        of the table that are not loaded yet are removed as soon as they are, if they are still the chosen ones."""
        place = self._navigation
        from_view = "paper.delete_for_good" if place.library_view is LibraryView.TRASH else "paper.delete"
        reason = self._actions.run_on("paper.uncollect" if place.collection is not None else from_view)
        if reason is not None and self._waits_for_chosen:
            self._rows_to_delete = [self.model.listing[row] for row in self.view.chosen_rows()]
        elif reason is not None:
            self._messages.say("cannot_run", Note(reason, icon="info"), lasts_ms=REASON_SHOWN_MS)

    def _on_menu_wanted(self, where: QPoint) -> None:
        if self.view.current_row() >= 0:
            self._actions.row_menu(self).popup(where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.text() in "123456789" and event.text() and self.view.hasFocus():
            papers = self.chosen_kept()
            if papers or (self.table.is_table and self.view.chosen_count() > MOST_PAPERS):
                self.number_pressed.emit(int(event.text()), papers)
            elif (reason := self._actions.why_not("paper.tag")) is not None:
                self._messages.say("cannot_run", Note(reason, icon="info"), lasts_ms=REASON_SHOWN_MS)
        elif event.key() == Qt.Key.Key_Escape and self.box.text() and not self.model.rowCount():
            self.box.clear()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._texts.load()
            self._load()
