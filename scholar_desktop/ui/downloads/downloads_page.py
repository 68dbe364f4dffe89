"""The downloads page: what is being downloaded, how each download ended and why, and the possible next steps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState, QueueProgress
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.downloads.report import find_removed
from scholar_desktop.services.open_access.quarantine import find_files_of_others
from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions.action_context import MOST_PAPERS
from scholar_desktop.ui.add_pdfs.browser_pdf_watch import open_and_watch
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.current_paper import ChosenPapers
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.downloads.corrected_papers import CorrectedPapers
from scholar_desktop.ui.downloads.download_batches import BatchOrder, common_batch
from scholar_desktop.ui.downloads.download_commands import DownloadCommands
from scholar_desktop.ui.downloads.download_delegate import DownloadDelegate, row_height
from scholar_desktop.ui.downloads.download_finder import DownloadFinder
from scholar_desktop.ui.downloads.download_list_model import DownloadListModel
from scholar_desktop.ui.downloads.download_row_actions import MOVED_S, DownloadRowActions
from scholar_desktop.ui.downloads.downloads_head import DownloadsHead
from scholar_desktop.ui.downloads.downloads_report import ALL, ReportStrip
from scholar_desktop.ui.downloads.id_list_box import IdListBox
from scholar_desktop.ui.downloads.queue_messages import network_note, no_downloads, several_selected
from scholar_desktop.ui.downloads.reorderable_list import QueueList
from scholar_desktop.ui.downloads.row_keeper import RowKeeper
from scholar_desktop.ui.open_access.attempts import AttemptsPane
from scholar_desktop.ui.open_access.closed_paper import watch_words
from scholar_desktop.ui.open_access.download_steps import (
    papers_to_watch,
    several_steps,
    watched_papers,
)
from scholar_desktop.ui.open_access.watching import library_state
from scholar_desktop.ui.widgets.scroll_column import LEAST_ROWS_OF_LIST
from scholar_desktop.ui.widgets.state_pane import EMPTY, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.widgets.turning_splitter import TurningSplitter

SIDE_BY_SIDE_FROM = 760
LIST_AND_DETAILS = [720, 480]
NEXT_SHOW_S = 0.1
"""Seconds between updates while only bytes arrive, and between all updates of a long list."""
LEFT_TICK_MS = 1000
LONG = 100
TYPED_MS = 150
"""Milliseconds after the last key after which the words of the box filter a queue of more than MANY downloads: an
update of ten thousand takes a tenth of a second."""
MANY = 1000
LEAST_ROWS = 3
LOW = 480
"""The height of the window (pixels at base size) below which buttons above the list are in a menu."""
ROW = "download_row"
"""The key in the window's state under which the key of the selected download is kept."""


class DownloadsPage(QWidget):
    """The rows at the left, and the attempts for the chosen one next to them (below, in a narrow page).

    Signal: `list_wanted` (the text of a list, whose lines are to be looked up).
    """

    list_wanted = Signal(str)

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._downloads = ui_context.services.downloads
        self._scope = ui_context.scope.child()
        self._shown_s = float("-inf")
        self._listed: tuple[str, str, tuple[str, ...]] = (ALL, "", ())
        self._begun, self._left_with = set[str](), set[tuple[str, str]]()
        self._batches = BatchOrder(ui_context.state)
        self._watched: tuple[Paper, ...] = ()
        self._chosen = ChosenPapers(None, ())
        self._looked_at: frozenset[str] = frozenset()
        is_shown_again = ui_context.state.get("page", str) == places.DOWNLOADS
        self._last_row: str = (ui_context.state.get(ROW, str) or "") if is_shown_again else ""
        self._soon: asyncio.Task[None] | None = None
        self._left_tick = QTimer(self)
        self._left_tick.setSingleShot(True)
        self._left_tick.setInterval(LEFT_TICK_MS)
        self._left_tick.timeout.connect(self._show_time_left)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(lambda: self._show(regroup=True))
        self._is_away = True
        self._stale = self._is_urgent = self._is_throttled = self._is_updating = self._is_held = False
        theme = ui_context.theme
        self._list_box = IdListBox(ui_context.theme, ui_context.scope, ui_context.state, ui_context.messages)
        self._finder = DownloadFinder(ui_context.theme, lambda key: self.model.corrected(key))
        self._report = ReportStrip(ui_context.theme, ui_context.actions, self._downloads, self._finder)
        self._commands = DownloadCommands(
            ui_context.scope,
            ui_context.state,
            ui_context.context,
            ui_context.actions,
            ui_context.messages,
            ui_context.services.downloads,
            find_kept=ui_context.services.library.find_many,
            covered=self.shown,
            chips=self._report,
            get_list=self._open_list,
            run_on_chosen=self._run_on_chosen,
            select=self._select_again,
            move=self._move,
            show_unfinished=self._show_unfinished,
            parent=self,
        )
        self.model = DownloadListModel(self, main_title=lambda item: self.row_actions.main_title(item))
        self.view = QueueList("downloadsView", gettext("Downloads"), theme, self)
        self.view.setModel(self.model)
        delegate = DownloadDelegate(theme, self.view)
        self.view.setItemDelegate(delegate)
        self.view.let_move(self._may_move)
        self.view.setProperty(LEAST_ROWS_OF_LIST, LEAST_ROWS)  # the bar below it is then in sight in a small window
        self._corrected = CorrectedPapers(ui_context.services.library, self._scope, self.model.set_corrected)
        self.pane = StatePane(theme, self.view, row_height=44, bar_below=True)  # it comes and goes
        open_page, open_path = partial(open_and_watch, ui_context), ui_context.services.open_path
        self._attempts = AttemptsPane(ui_context.theme, open_page, open_path)
        self._keeper = RowKeeper(self.view, self.model, self._attempts)
        self.row_actions = DownloadRowActions(
            ui_context,
            self._scope,
            self.view,
            self.model,
            delegate,
            self._commands,
            self._keeper,
            read_selection=self._read_selection,
            menu_closed=self._regroup,
        )
        self._head = DownloadsHead(
            ui_context.theme,
            ui_context.actions,
            self._leave_head,
            self._report.add_folded,
            self._report.menu_titles,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._top = QWidget()
        top = QVBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        for part in (self._head, self._list_box, self._report):
            top.addWidget(part)
        column.addWidget(self._top)
        self._splitter = TurningSplitter(theme, SIDE_BY_SIDE_FROM, LIST_AND_DETAILS)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self._finder)
        left.addWidget(self.pane, 1)
        self._splitter.addWidget(self._left)
        self._splitter.addWidget(self._attempts)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setSizes(LIST_AND_DETAILS)  # only their ratio counts before the page is shown
        column.addWidget(self._splitter, 1)
        self._connect()
        ui_context.navigation.add_list(places.DOWNLOADS, gettext("Downloads"), self._papers)
        ui_context.current.follow(self.view, self._read_selection, at_once=False)
        self.view.installEventFilter(self)
        self.view.viewport().installEventFilter(self)
        self._measure()
        self._show()

    def focus_panes(self) -> list[QWidget]:
        """Return the panes in reading order: what is above the list, the list, and the details of a row."""
        return [self._top, self._left, self._attempts]

    def _papers(self) -> list[Paper]:
        """Return the papers of the rows, each once."""
        rows = (self.model.paper_at(row) for row in range(self.model.count()))
        return list({paper.id: paper for paper in rows if paper is not None}.values())

    def _read_selection(self) -> ChosenPapers:
        """Return the papers of the selected downloads; some have none, such as an identifier that no service knows."""
        rows = self.view.chosen_rows()
        if len(rows) > MOST_PAPERS:
            return ChosenPapers(None, (), len(rows))
        papers = [paper for row in rows if (paper := self.model.paper_at(row)) is not None]
        trashed = self.model.trashed.get(self.model.item(rows[0]).key) if rows else None
        return ChosenPapers(next(iter(papers), None), papers, trashed=trashed)

    def shown(self) -> list[DownloadItem]:
        """Return the items that the report covers: those of the chosen batch, in the order of the queue."""
        items, batch = self._downloads.items(), self._report.batch
        return [item for item in items if not batch or batch in item.all_batches]

    def _connect(self) -> None:
        self._downloads.changed.connect(self._on_changed)
        self.model.pause_ended.connect(self._show_chosen)
        self._downloads.removed.connect(lambda _key: self._show_soon(hurry=True))
        self._downloads.moved.connect(lambda _none: self._show_soon(hurry=True))
        self._ui_context.services.status.offline_changed.connect(lambda _value: self._show_soon(hurry=True))
        self._report.group_chosen.connect(lambda _group: self._show(regroup=True))
        self._report.batch_chosen.connect(lambda _batch: self._show(regroup=True))
        self._finder.changed.connect(self._on_words)
        self._finder.box.down_pressed.connect(self.pane.focus_shown)
        self._finder.box.escaped.connect(self.pane.focus_shown)
        self.view.left_upwards.connect(self._finder.box.setFocus)
        self._list_box.wanted.connect(self.list_wanted)
        self._list_box.closed.connect(self._show)
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.view.deleted.connect(self._commands.delete)
        self.view.dropped.connect(self._on_dropped)
        self._ui_context.navigation.part_wanted.connect(self._on_part_wanted)
        self._ui_context.theme.changed.connect(self._measure)
        self._ui_context.marks.changed.connect(self._on_marks_changed)
        self._ui_context.context.changed.connect(self._on_context_changed)
        self._ui_context.services.settings_editor.changed.connect(self._on_setting_changed)
        self._ui_context.services.library.changed.connect(lambda _changes: self._look_for_files())

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._ui_context.theme.type, self.view.viewport().width()))
        self.view.viewport().update()
        self._fold()

    def _fold(self) -> None:
        """Fold what is above the list in a low window, so that the list has room for some rows."""
        is_folded = self._ui_context.theme.type.width_at_base(self.window().height()) < LOW
        self._head.fold(is_folded=is_folded)
        self._report.fold(is_folded=is_folded)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window():
            if event.type() is QEvent.Type.Resize:
                self._fold()
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._keeper.note_press(event.key())
        elif event.type() is QEvent.Type.MouseButtonPress:
            self._keeper.note_press(None)
        elif watched is self.view and event.type() is QEvent.Type.Leave:
            self._regroup()
        elif watched is not self.view and event.type() is QEvent.Type.Resize:
            self._measure()
        return super().eventFilter(watched, event)

    # Display

    def _look_for_files(self) -> None:
        """Find the saved PDFs that are no longer in the library: an undo or a removal may have taken them."""
        self._scope.start(self._find_gone(), name="look for saved PDFs", latest="look for saved PDFs")

    async def _find_gone(self) -> None:
        items, library = self._downloads.items(), self._ui_context.services.library
        gone, trashed = await find_removed(items, library)
        self.row_actions.files_of_others = await find_files_of_others(items, library)
        if self.model.set_removed(gone, trashed):
            self._show_rows()
        self._show_chosen()

    def _on_changed(self, item: DownloadItem) -> None:
        row = self.model.row_of(item.key) if self.model.count() < 50 else None
        before = self.model.item(row) if row is not None else None
        only_bytes = before is not None and (before.state, before.current) == (item.state, item.current)
        self._show_soon(hurry=not only_bytes or item.state is DownloadState.DONE)
        if item.state is DownloadState.DONE and item.outcome is ItemOutcome.SAVED and self.isVisible():
            self._look_for_files()  # its paper may have been removed while the download ended

    def _show_soon(self, *, hurry: bool) -> None:
        """Schedule an update.

        All changes in one turn of the event loop share an update; while only bytes arrive, there are ten per second.
        """
        self._stale = True
        wake = hurry and not self._is_urgent and self._is_throttled
        self._is_urgent = self._is_urgent or hurry
        if wake or self._soon is None or self._soon.done():
            self._soon = self._scope.start(self._show_later(), name="show the downloads", latest="show")

    async def _show_later(self) -> None:
        """Update one part in each turn of the event loop: the list may be long, and the pane next to it is rebuilt."""
        while self._stale:
            if not self._is_urgent or self.model.count() > LONG:
                self._is_throttled = not self._is_urgent
                await asyncio.sleep(max(0.0, self._shown_s + NEXT_SHOW_S - time.monotonic()))
                self._is_throttled = False
            self._stale = self._is_urgent = False
            self._show_rows()
            await asyncio.sleep(0)
            self._show_state(self._progress())
            await asyncio.sleep(0)
            self._show_chosen()

    def _regroup(self) -> None:
        """Bring the rows into their order, if they had to keep their places so far."""
        if self._is_held:
            self._show_soon(hurry=True)

    def _show(self, *, regroup: bool = False) -> None:
        """Update everything at once. regroup: as in `_show_rows`."""
        self._show_rows(regroup=regroup)
        self._show_state(self._progress())
        self._show_chosen()

    def _show_rows(self, *, regroup: bool = False) -> None:
        """Show the current rows. While the pointer is over the list, those that are listed keep their places, so that a
        click reaches the row that the user sees, and new ones come at the end. A row that the queue tries again keeps
        its place in any case.

        Args:
            regroup: bring them into their order all the same, because the user has changed it or chosen other rows.
        """
        self._shown_s, pointed = time.monotonic(), self._keeper.pointed.place()
        all_items, items = (self._downloads.items(), self.shown()) if self._downloads.is_loaded else ((), [])
        progress = self._progress()
        saved_keys = frozenset(item.key for item in all_items if item.outcome is ItemOutcome.SAVED)
        to_look_at = saved_keys | {item.key for item in all_items if item.quarantined}
        if to_look_at - self._looked_at:
            self._look_for_files()
        self._looked_at = to_look_at
        self._corrected.follow(all_items)
        self.model.keep_removed(saved_keys)  # an undo may have returned an item to its former outcome
        batches, selected = self._batches.names(all_items), self._keeper.selected_keys()
        self.model.set_offline(self._downloads.is_offline)
        self._report.show_items(items, batches, self.model.removed, selected)
        self._head.show_finished(self._report.fitting(items), items, is_part=self._report.is_part)
        for part in (self._report, self._finder):
            part.setVisible(bool(progress.total) and not self._list_box.is_tight)
        listed = self._report.group, self._report.batch, self._finder.words
        begun = {one.key for one in all_items if not one.outcome}
        has_new, is_other = self._is_away and not begun <= self._begun, listed != self._listed
        self._listed, self._begun = listed, begun
        self._is_held = not (regroup or self._is_away) and self._keeper.is_pointer_over_list()
        rows = self._report.found(items)
        self._finder.show_count(len(rows), len(self._report.of_group(items)))
        if self._is_held:
            listed_keys = self.model.keys() | {item.key for item in rows}
            rows = [item for item in items if item.key in listed_keys]
        is_other = is_other and not self._is_held
        self._is_updating = True  # what is new about the chosen row is shown afterwards, in a turn of its own
        with self._keeper.changing(
            is_other_list=is_other, is_by_user=regroup, at_top=has_new, is_away=self._is_away, pointed=pointed
        ):
            self.model.show(rows, in_place=self._is_held, afresh=regroup or self._is_away)
        if self._last_row and self._downloads.is_loaded:
            self._keeper.select_last(self._last_row)
            self._last_row = ""
        self._is_updating = False
        if self._keeper.selected_keys() != selected:  # the details are never those of another row
            self._show_chosen()
        self._show_time_left()
        self._ui_context.context.update(queue=progress)

    def _progress(self) -> QueueProgress:
        """Return the progress of the queue; nothing of it before the saved queue has been read."""
        return self._downloads.progress() if self._downloads.is_loaded else QueueProgress()

    def _show_time_left(self) -> None:
        """Show the progress of the whole queue; again after a second, since nothing may arrive while a host pauses."""
        progress = self._progress()
        self._head.show_progress(progress)
        if self.isVisible() and progress.running + progress.waiting and progress.offline_until is None:
            self._left_tick.start()

    def _show_state(self, progress: QueueProgress) -> None:
        some = bool(progress.running or progress.waiting or progress.paused or progress.ended)
        is_none_found = some and bool(self._finder.words) and not self.model.count()
        self._attempts.setVisible(some and not is_none_found)
        if not self._downloads.is_loaded:
            self.pane.wait()
        elif not some:
            self.pane.show_message(EMPTY, no_downloads(self._ui_context.actions))
        elif is_none_found:
            self.pane.show_message(EMPTY, self._finder.nothing_found())
        elif progress.running or progress.waiting:
            self.pane.show_rows(
                WAITING, network_note(self._ui_context.services.status, self._downloads, progress), after_ms=0
            )
        else:
            failed = any(item.outcome is not ItemOutcome.SAVED for item in self._downloads.items())
            self.pane.show_rows(PARTIAL if failed else FULL)

    def _on_part_wanted(self, page: str) -> None:
        """Select the downloads that a link leads to, also if the chosen batch or outcome leaves them out."""
        wanted = set(self._ui_context.navigation.take_parts(page)) if page == places.DOWNLOADS else set()
        items = [item for item in self._downloads.items() if item.key in wanted]
        if not items:
            return
        self._show_rows(regroup=True)
        if any(self.model.row_of(item.key) is None for item in items):
            self._finder.box.clear()
            self._report.show_all(common_batch(items))
            self._show_rows(regroup=True)
        is_whole_list = len(items) == self.model.count()  # its first row is selected then
        self._keeper.select([self.model.item(0).key] if is_whole_list else [item.key for item in items])

    def _on_selection_changed(self) -> None:
        if not self._is_updating:
            self._show_chosen()
            if self._report.keeps_others(self._keeper.selected_keys()):
                self._show_soon(hurry=True)

    def _show_chosen(self) -> None:
        rows = self.view.chosen_rows()
        items = tuple(self.model.item(row) for row in rows)
        if self._downloads.is_loaded:
            self._ui_context.state.set(ROW, self._keeper.lead_key())
        self._ui_context.context.update(downloads=items)
        closed = (item for item in self._downloads.items() if item.outcome is ItemOutcome.CLOSED)
        shown = {item.key: item.paper for item in (*items[:MOST_PAPERS], *closed)}
        watched = tuple(paper for paper in shown.values() if paper is not None)
        if watched != self._watched:
            self._watched = watched
            self._ui_context.marks.watch("downloads", watched)
        chosen = self._read_selection()
        if chosen != self._chosen:  # not for each piece of a file that arrives
            self._chosen = chosen
            self._ui_context.current.follow_change(self.view, self._read_selection)
        if not items:
            self._attempts.show_item(None)
            return
        if len(items) > 1:
            self._show_several(items)
            return
        item = items[0]
        is_closed = item.outcome is ItemOutcome.CLOSED and item.paper is not None
        words = watch_words(self._ui_context, item.paper) if is_closed and item.paper is not None else ""
        self._attempts.show_item(
            item,
            self.row_actions.steps(item),
            watched=words,
            removed=self.model.removed_words(item),
            is_offline=self._downloads.is_offline,
        )

    def _show_several(self, items: Sequence[DownloadItem]) -> None:
        """Show what can be done about all selected *items*."""
        new, watched = papers_to_watch(self._ui_context, items), watched_papers(self._ui_context, items)
        head, text = several_selected(len(items), len(new), len(watched))
        self._attempts.show_several(head, text, several_steps(self._ui_context, items))

    def _on_context_changed(self) -> None:
        """Offer to add the papers of several selected items as soon as it is known that the library lacks them."""
        items = self._ui_context.context.now.downloads
        if len(items) > 1 and self.isVisible():
            self._show_several(items)

    def _on_marks_changed(self) -> None:
        """Show what the library holds of closed papers, and what is offered for the chosen one."""
        papers = ((item.key, item.paper) for item in self._downloads.items() if item.outcome is ItemOutcome.CLOSED)
        states = {key: library_state(self._ui_context, paper) for key, paper in papers if paper is not None}
        self.model.set_library_states(states)
        self._show_chosen()

    def _on_setting_changed(self, key: str) -> None:
        if key == "watch":
            self.model.renew_closed()
        self._on_marks_changed()

    # Actions of the user

    def _on_words(self) -> None:
        if len(self._downloads.items()) > MANY:
            self._typed.start()
        else:
            self._show(regroup=True)

    def _open_list(self) -> None:
        self._ui_context.navigation.show(places.DOWNLOADS)
        self._list_box.open_box()
        self._show()

    def _may_move(self, row: int) -> bool:
        """Return True if the user may move the row: it is waiting or paused. Running rows are always first."""
        return self.model.item(row).state in (DownloadState.WAITING, DownloadState.PAUSED)

    def _on_dropped(self, row: int, gap: int) -> None:
        keys = [self.model.item(row).key]
        behind = next((number for number in range(gap, self.model.count()) if self._may_move(number)), None)
        before = self.model.item(behind).key if behind is not None else None
        self._move(keys, before)

    def _move(self, keys: Sequence[str], before: str | None) -> None:
        """Move downloads before the one *before*, or to the end of the queue for None, and show it."""
        self._downloads.move(keys, before)
        self._show_rows(regroup=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fold()
        if not self._ui_context.navigation.has_parts(places.DOWNLOADS):
            self._show_new()
        self._look_for_files()
        self._show_time_left()
        if self._downloads.items() and self._list_box.isHidden():
            if self._stale or self._is_held:
                self._show()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._keeper.scroll_to_lead)  # the list has its height then
        else:
            QTimer.singleShot(0, self, self._leave_head)  # the page has its focus then
        self._is_away = False

    def _leave_head(self) -> None:
        """Move the focus from the head, where the page begins, to what is shown in place of the list."""
        focused = QApplication.focusWidget()
        if focused is not None and self._head.isAncestorOf(focused):
            self.pane.take_focus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._is_away = True
        self._left_with = {(item.key, item.began) for item in self._downloads.items()}

    def _show_new(self) -> None:
        """Choose all batches and all outcomes, and clear the words, if they leave out a download that the user has
        requested since the page was left."""
        listed = {item.key for item in self._report.found(self.shown())}
        new = {item.key for item in self._downloads.items() if (item.key, item.began) not in self._left_with}
        if new - listed:
            self._finder.box.clear()
            self._report.show_all()
            self._begun -= new  # the list begins with them
            self._show()

    def _run_on_chosen(self, command: Callable[[], None]) -> None:
        """Run *command*, which removes or cancels the selected downloads; if none is in sight, scroll to them instead.
        If another one was selected by itself just now, do nothing: the one before was meant."""
        if not (self._keeper.shows_selection() or self._keeper.has_focus_in_details()):
            self._keeper.go_to_selection()
        elif time.monotonic() - self._keeper.moved_s >= MOVED_S:
            self._keeper.leaving = self._keeper.selected_keys()
            command()

    def _select_again(self, keys: Sequence[str]) -> None:
        self._show_rows()
        if any(self.model.row_of(key) is None for key in keys):
            self._finder.box.clear()
        self._keeper.select(keys)

    def _show_unfinished(self) -> None:
        """Show the downloads that have not ended, which are at the top of the list."""
        is_other = self._report.show_unfinished(self._downloads.items())
        unfinished = [item for item in self.shown() if item.state is not DownloadState.DONE]
        if unfinished and not self._report.found(unfinished):
            self._finder.box.clear()
        if is_other or unfinished:
            self._show_rows(regroup=True)  # also those that kept their places when they were tried again
        self.view.scrollToTop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = QApplication.focusWidget() or self
        is_in_details = focused is self._attempts or self._attempts.isAncestorOf(focused)
        is_escape = event.key() == Qt.Key.Key_Escape
        has_closed = is_escape and self._ui_context.messages.close_last()
        if is_escape and is_in_details:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not has_closed:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.fit(self.width())
