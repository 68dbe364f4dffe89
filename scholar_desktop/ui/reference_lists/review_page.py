"""The review table: each line of a list with its matched paper; a click adds all sure ones, or downloads their PDFs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.line_outcome import LineOutcome, PdfRemoval, line_outcome
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.source import S2
from scholar_desktop.services.reference_lists.reference_list import ReferenceList
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.reference_lists.editor import ListEditor
from scholar_desktop.ui.reference_lists.expanded_row import ExpandedRow
from scholar_desktop.ui.reference_lists.line_decisions import LineDecisions
from scholar_desktop.ui.reference_lists.line_detail import LineDetail
from scholar_desktop.ui.reference_lists.line_order import LineOrder
from scholar_desktop.ui.reference_lists.line_selection import LineSelection
from scholar_desktop.ui.reference_lists.list_import import ListImport
from scholar_desktop.ui.reference_lists.lookup_note import lookup_problem_note
from scholar_desktop.ui.reference_lists.open_lists import ListPlaces, OpenLists
from scholar_desktop.ui.reference_lists.outcome_counts import OutcomeCounts, count_outcomes, find_removals
from scholar_desktop.ui.reference_lists.possible_duplicates import PossibleDuplicates
from scholar_desktop.ui.reference_lists.reference_line_delegate import ReviewDelegate, column_titles, row_height
from scholar_desktop.ui.reference_lists.review_columns import PASTED
from scholar_desktop.ui.reference_lists.review_head import ReviewFoot, ReviewHead
from scholar_desktop.ui.reference_lists.review_rows import ROW_ACTIONS, ReviewModel
from scholar_desktop.ui.rows.column_titles import ColumnTitles
from scholar_desktop.ui.rows.row_layout import at, mirrored
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.words.mnemonics import make_menu

SHOWN_EVERY_MS = 60
"""Changes within this time are shown together."""
COUNTED_EVERY_MS = 250
"""What came of the PDFs is counted for all lines, so not each time that a download gets further."""
TICK_MS = 500
"""Interval of the countdown; the timer runs only while the service makes the lookup wait."""
DRAFTS, LIST_SHOWN = "list_line_drafts", "list_shown"
"""Keys in the window's state: texts of lines that are being edited, and the number of the list that is shown."""


class ReviewPage(QWidget):
    """Follows the current list of `services.reference_lists.reference_lists`."""

    file_wanted = Signal()

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._lists = ui_context.services.reference_lists
        self._scope = ui_context.scope.child()
        self._reading: ReferenceList | None = None
        self._only: LineStatus | None = None
        self._counts, self._is_counted = OutcomeCounts(), False
        self._removals: dict[str, PdfRemoval] = {}
        self._is_loading_last = self._writes_new = False
        parts = ui_context.actions, ui_context.messages, self._lists, self._scope, self
        self.open_lists, self.decisions = OpenLists(*parts), LineDecisions(*parts)
        self._outcome = ListImport(
            ui_context.state,
            ui_context.actions,
            ui_context.messages,
            ui_context.navigation,
            ui_context.services.collections,
            ui_context.services.downloads,
            ui_context.services.library,
            self._scope,
            self,
            partial(ui_context.current.run_for, "paper.open"),
        )
        self._duplicates = PossibleDuplicates(ui_context.services.library, self._scope, self)
        self._changed: set[int] = set()
        theme = ui_context.theme
        self.setObjectName("reviewPage")
        self.setAccessibleName(gettext("Reference list"))
        services, messages = ui_context.services, ui_context.messages
        self.head = ReviewHead(
            theme, services.status, ui_context.scope, messages, services.collections, ui_context.context
        )
        self.foot = ReviewFoot(theme, ui_context.state)
        ui_context.messages.keep_free(self.foot)
        self.model = ReviewModel(self._outcome_of, self._duplicates.has, self)
        self.view = RowList("reviewTable", gettext("Lines of the list"), self)
        self.view.setModel(self.model)
        self.selection = LineSelection(self.view, self.model)
        self._places = ListPlaces(self.view, self.model, ui_context.state)
        self.delegate = ReviewDelegate(theme, self.view)
        self.view.setItemDelegate(self.delegate)
        self.line = LineDetail(theme, ui_context.services.status)
        self.expanded_row = ExpandedRow(theme, self.view, self.model, self.line)
        self.pane = StatePane(theme, self.view, row_height=44)
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        titles = partial(column_titles, self.delegate.columns, theme)
        self.header = ColumnTitles(theme, self.view, titles, gettext("Line, pasted text, status, matched paper"))
        chosen_by = self.header, self.foot.order, self.selection, self.expanded_row
        LineOrder(self.view, self.model, *chosen_by, self._outcome_of)
        for part in (self.head, self.header, self.pane, self.foot):
            column.addWidget(part, 1 if part is self.pane else 0)
        self.editor = ListEditor(ui_context.theme, ui_context.state)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.editor)
        self._stack.addWidget(table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._later = self._timer(SHOWN_EVERY_MS, self._show_changes)
        self._count_later = self._timer(COUNTED_EVERY_MS, self._count_again)
        self._show_line_soon = self._timer(0, self._show_line)
        self._tick = self._timer(TICK_MS, self._show_wait)
        self._connect()
        self._measure()
        self._show_list(self._lists.current)

    def _timer(self, interval: int, then: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer

    @staticmethod
    def _start(timer: QTimer) -> None:
        """Start *timer*, which counts from the first of several changes."""
        if not timer.isActive():
            timer.start()

    def _connect(self) -> None:
        ui_context = self._ui_context
        self._lists.opened.connect(self._on_opened_list)
        ui_context.theme.changed.connect(self._measure)
        ui_context.marks.changed.connect(self._on_marks_changed)
        self.foot.columns.chosen.connect(lambda _wanted: self._show_columns())
        self.foot.columns.follow(self.view.viewport(), fitting=self._fitting, filled=lambda: self.delegate.variant[1])
        ui_context.services.library.changed.connect(lambda _changes: self._mark_kept())
        self._duplicates.changed.connect(self.model.show_outcomes)
        ui_context.services.status.changed.connect(lambda _value: self._show_wait())
        ui_context.services.settings_editor.changed.connect(lambda _change: self._start(self._later))
        ui_context.services.status.went_online.connect(lambda _none: self._on_went_online())
        self.view.selectionModel().selectionChanged.connect(self._show_line_soon.start)
        ui_context.current.follow(self.view, self._read_selection)
        self.view.opened.connect(self._on_opened)
        self.view.pressed_at.connect(self._on_pressed_at)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        self.head.only_chosen.connect(self._on_only)
        self.head.pressed.connect(self.press)
        self.head.collection_chosen.connect(self._on_collection_chosen)
        self.foot.csv_wanted.connect(lambda: self._outcome.choose_csv(self._reading, self.model.lines()))
        self.decisions.put_back.connect(self._on_put_back)
        self.line.edited.connect(self._on_edited)
        self.line.taken.connect(self._on_taken)
        self.line.taken_already.connect(lambda number: self.decisions.say_why_not("matched", [number]))
        self.line.searched.connect(self._on_searched)
        self.line.left_out.connect(lambda number, out: self._leave_out([number], out=out))
        self.line.closed.connect(self._close_line)
        self.line.drafted.connect(self._keep_drafts)
        self.editor.read.connect(self.take_text)
        self.editor.read_again.connect(self._on_read_again)
        self.open_lists.read.connect(self._on_read)
        self.open_lists.text_shown.connect(self._on_text_shown)
        self.open_lists.new_wanted.connect(lambda: self.write_new())
        self.editor.file_wanted.connect(self.file_wanted)
        self.editor.left.connect(self._show_table)

    # Opening a list

    def take_text(self, text: str, *, for_pdfs: bool = False) -> None:
        """Read *text* as a list and look it up. for_pdfs: it was entered to get the PDFs of its papers."""
        self.open_lists.take_text(text, for_pdfs=for_pdfs)

    def _on_read(self) -> None:
        self.editor.done()
        self._show_table()
        self._start(self._later)

    def _on_read_again(self, text: str) -> None:
        if self._reading is not None:
            self.decisions.forget(self._reading)
            self.open_lists.read_again(text)

    def _on_text_shown(self, number: int, text: str) -> None:
        self._stack.setCurrentIndex(0)
        self.editor.change(number, text)

    def write_new(self, *, is_from_elsewhere: bool = False) -> None:
        """Show the editor with a new list; the open one stays.

        Args:
            is_from_elsewhere: another page was shown, to which Esc returns.
        """
        self._writes_new = True
        self._stack.setCurrentIndex(0)
        self.editor.write_new(beside=self._reading is not None, is_from_elsewhere=is_from_elsewhere)
        self.editor.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        """Return to the page before this one. The open list is shown when the user comes back."""
        navigation = self._ui_context.navigation
        if navigation.leads_to_page:
            navigation.back()
        else:
            navigation.show(places.SEARCH)
        self._show_table()

    # Display

    def _show_table(self) -> None:
        if self._reading is not None:
            self._writes_new = False
            self._stack.setCurrentIndex(1)
            if self.isVisible() and not self.head.is_separate_focused:  # its press shows the list again
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_opened_list(self, reading: ReferenceList | None) -> None:
        self._ui_context.state.set(LIST_SHOWN, reading.head.id if reading is not None else 0)
        self._show_list(reading)

    def _show_list(self, reading: ReferenceList | None) -> None:
        if self._reading is not None:
            self._reading.changed.disconnect(self._on_changed)
            self._places.keep(self._reading, self._only)
        self._only = self._places.filter_of(reading, self._reading)
        self._reading = reading
        self._changed.clear()
        self.expanded_row.open(0)
        self._counts, self._is_counted = OutcomeCounts(), False
        self._show_columns()
        self.model.show_list(reading, self._only)
        if reading is None:
            self._stack.setCurrentIndex(0)
            self.editor.write_new()
        else:
            drafts = (self._ui_context.state.get(DRAFTS, dict) or {}).get(str(reading.head.id))
            self.line.drafts = {int(number): str(text) for number, text in (drafts or {}).items()}
            reading.changed.connect(self._on_changed)
            self._places.return_to(reading.head.id)
            self._mark_kept()
            if self._is_loading_last and self._writes_new:
                self.editor.offer_way_back()
            else:
                self._show_table()
        self._later.start()

    def _on_marks_changed(self) -> None:
        self.model.show_outcomes()
        self._start(self._count_later)

    def _on_changed(self, numbers: frozenset[int]) -> None:
        self._changed |= numbers
        self._start(self._later)

    def _show_changes(self) -> None:
        reading = self._reading
        if reading is None:
            return
        numbers, self._changed = frozenset(self._changed), set()
        self.model.show_next_step()
        if self.selection.refresh(numbers):
            self.expanded_row.place()
        if self._is_counted:
            self._start(self._count_later)
        elif self.isVisible():
            self._count(reading)
        self._show_counts(reading)
        self._show_state(reading)
        self._show_wait()
        self._duplicates.compare(reading)
        if self.expanded_row.number in numbers:
            self._fill_open()
        self._show_line_soon.start()

    def _show_state(self, reading: ReferenceList) -> None:
        if (note := lookup_problem_note(reading, self._ui_context.services.status)) is not None:
            self.pane.show_rows(ERROR, note)
        elif reading.is_running or reading.elsewhere.is_running:
            self.pane.show_rows(WAITING)
        elif reading.waits:
            self.pane.show_rows(PARTIAL)
        elif not self.model.count() and self._only is not None:
            show = Step(gettext("Show all lines"), lambda: self._on_only(None))
            self.pane.show_message(EMPTY, PageMessage(gettext("No lines with this status"), steps=(show,)))
        else:
            self.pane.show_rows(FULL if reading.lines else EMPTY)

    def _show_wait(self) -> None:
        """Show in the line being looked up how long Semantic Scholar has been waited for; counted while visible."""
        reading, status = self._reading, self._ui_context.services.status
        if reading is None or reading.asked_now is None:
            self._tick.stop()
            return
        now = next(line for line in status.lines() if line.source == S2)
        self.model.show_wait(shown(now.text) if status.wait_of(S2) is not None else "")
        if self.isVisible():
            self._tick.start()

    def _on_went_online(self) -> None:
        if self._reading is not None and self._reading.is_stopped_offline:
            self._reading.start()

    def _show_line(self) -> None:
        self._places.keep(self._reading, self._only)
        if self._ui_context.navigation.page == places.REVIEW:
            self._ui_context.current.use(self._read_selection)

    def _read_selection(self) -> tuple[Paper | None, list[Paper]]:
        return self.selection.papers(self._reading)

    def _outcome_of(self, paper: Paper) -> LineOutcome:
        """Return what came of the PDF of *paper*."""
        kept = self._reading.kept.get(paper.id) if self._reading is not None else None
        item = self._ui_context.marks.last_download_of(paper)
        return line_outcome(item, kept, self._removals.get(item.key) if item is not None else None)

    def _show_columns(self) -> None:
        """Show the columns that the user wants; those of the outcome once a row has text for them."""
        self.delegate.variant = self.foot.columns.wanted, self._counts.filled
        self.view.viewport().update()
        self.header.update()
        self.foot.columns.show_hidden()

    def _count(self, reading: ReferenceList) -> None:
        """Count what came of the PDFs. A column that had text stays."""
        found = count_outcomes(reading, self._ui_context.marks, self._only, self._removals)
        self._counts = found._replace(filled=self._counts.filled | found.filled)
        self._is_counted = True
        self._show_columns()

    def _count_again(self) -> None:
        if self._reading is not None and self.isVisible():
            self._count(self._reading)
            self._show_counts(self._reading)

    def _show_counts(self, reading: ReferenceList) -> None:
        """Show the numbers of *reading* above and below the table."""
        self.head.show_list(reading, self._only, self._counts, for_pdfs=self.open_lists.is_for_pdfs(reading))
        self.foot.show_list(reading, self.model.count() if self._only is not None else None, self._counts)

    def _fitting(self) -> Sequence[str]:
        """Return the columns that have room."""
        found = self.delegate.columns(self.view.viewport().width())
        names = [one for name in found.outcome for one in found.names_in(name)]
        return (PASTED, *names) if found.sign > found.start else tuple(names)

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._ui_context.theme.type))
        self.view.viewport().update()

    def _mark_kept(self) -> None:
        if self._reading is not None:
            self._scope.start(self._look_up_kept(self._reading), name="mark what is kept", latest="kept")

    async def _look_up_kept(self, reading: ReferenceList) -> None:
        """Look up which papers of *reading* are in the library, and which saved PDFs are gone from it."""
        await reading.mark_kept()
        if not self.isVisible():
            return
        self._duplicates.compare(reading, again=True)
        services = self._ui_context.services
        removals = await find_removals(services.downloads.listed(), services.library)
        if removals != self._removals:
            self._removals = removals
            self._on_marks_changed()

    # The expanded line

    def _expand_line(self, line: ReferenceLine, *, edit: bool = False) -> None:
        """Expand *line*; if it is in doubt and has at most one candidate, further candidates are requested."""
        reading = self._reading
        if reading is None:
            return
        if (row := self.model.row_of(line.number)) is not None:
            self.view.choose(row)
        self._fill_open(line)
        self.expanded_row.open(line.number)
        if edit:
            self.line.edit_text()
            self.expanded_row.place()
        else:
            self.line.focus_candidates()
        self.expanded_row.show_whole()
        self._ui_context.messages.leave_free()
        wants_more = line.standing is LineStatus.CHECK and len(line.candidates) < 2
        if wants_more and not edit and line.number not in reading.searching:
            reading.search_again(line.number, line.wanted.searched_title or line.text[:200])

    def _fill_open(self, line: ReferenceLine | None = None) -> None:
        reading = self._reading
        if reading is None or (line is None and not self.expanded_row.number):
            return
        line = line or reading.line(self.expanded_row.number)
        self.line.show_line(
            line, searching=line.number in reading.searching, problem=reading.search_problem.get(line.number)
        )
        before = self.expanded_row.height
        self.expanded_row.place()
        focus = QApplication.focusWidget()
        if self.expanded_row.height > before and focus is not None and self.line.isAncestorOf(focus):
            self.expanded_row.show_whole()

    def _close_line(self) -> None:
        if self.expanded_row.number:
            self._on_changed(frozenset((self.expanded_row.number,)))  # the filter may not show it any more
        self.expanded_row.open(0)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ui_context.messages.leave_free()

    def _keep_drafts(self) -> None:
        if self._reading is not None:
            drafts = dict(self._ui_context.state.get(DRAFTS, dict) or {})
            drafts[str(self._reading.head.id)] = {str(number): text for number, text in self.line.drafts.items()}
            self._ui_context.state.set(DRAFTS, {number: lines for number, lines in drafts.items() if lines})

    # Actions of the user

    def _on_only(self, only: LineStatus | None) -> None:
        self._only = only
        self.expanded_row.open(0)
        self._counts, self._is_counted = self._counts._replace(filled=frozenset()), False
        self._show_columns()
        self.model.show_list(self._reading, only)
        self.view.mark(0)
        self.view.scrollToTop()
        if not self.head.is_chip_focused:  # not a press by key
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_changes()

    def press(self, name: str) -> None:
        """Do what the button of the header with this name does (`ReviewHead.pressed`)."""
        reading = self._reading
        if reading is None:
            return
        match name:
            case "add" | "add_and_get":
                # papers already in the library are added to the collection, too
                kept = reading.outside_collection()
                get = name == "add_and_get"
                missing = [line for line in reading.without_pdf() if line not in kept] if get else []
                self._add([*reading.to_add(), *kept, *missing], get=get)
            case "accept":
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)  # before the message, which must not cover its row
                self.decisions.accept_exact_titles(reading)
            case "close":
                self.open_lists.close(reading)
            case "pause":
                reading.pause()
                reading.elsewhere.stop()
            case "elsewhere":
                reading.elsewhere.start()
            case "go_on" | "titles":
                reading.start(titles=name == "titles")
            case "text":
                self.open_lists.show_text(reading)
            case "separate" | "join":
                self.decisions.forget(reading)
                read = self.open_lists.join_lines if name == "join" else self.open_lists.keep_lines_separate
                read(reading)
            case "lists":
                self.open_lists.open_menu(self.head.below_lists())
            case "back":
                self._go_back()

    def _on_collection_chosen(self, path: str) -> None:
        if self._reading is not None:
            self._reading.put_into(path)

    def _add(self, lines: list[ReferenceLine], *, get: bool) -> None:
        if self._reading is not None:
            self._outcome.add(self._reading, lines, get=get)

    def _on_opened(self, row: int) -> None:
        line = self.model.line(row)
        if line.number == self.expanded_row.number:
            self._close_line()
        else:
            self._expand_line(line, edit=line.standing is LineStatus.NONE and not line.candidates)

    def _on_menu_wanted(self, where: QPoint) -> None:
        if self._reading is not None and self.selection.lead() is not None:
            self._show_line()
            actions, has_papers = self._ui_context.actions, bool(self._read_selection()[1])
            menu = actions.row_menu(self) if has_papers else make_menu(self)
            self.selection.add_to_menu(menu, self._do_with)
            menu.popup(where)

    def _on_pressed_at(self, row: int, point: QPoint) -> None:
        index = self.model.index(row, 0)
        rect = self.view.visualRect(index)
        layout = self.delegate.layout_of(self.model.row(row), rect.width(), rect.height())
        if self.view.isRightToLeft():
            layout = mirrored(layout, rect.width())
        doing = at(layout, point.x(), point.y(), [name for name, _title in ROW_ACTIONS])
        if doing is not None:
            self._do_with(doing, [self.model.line(row)])

    def _do_with(self, doing: str, lines: Sequence[ReferenceLine], *_is_checked: bool) -> None:
        """Do what a button, a key or the menu does with *lines*."""
        reading = self._reading
        if reading is None:
            return
        numbers = [line.number for line in lines]
        match doing:
            case "add" if to_add := reading.to_add(numbers):
                self._add(to_add, get=False)
            case "yes":
                self.decisions.accept_lines(reading, numbers)
            case "add" | "check" | "unmatched" | "matched" | "other_title":
                self.decisions.say_why_not(doing, numbers)
            case "candidates" | "edit":
                self._expand_line(lines[0], edit=doing == "edit")
            case "search":
                self._expand_line(lines[0])
                self.line.search()
            case "use_suggestion":
                self._on_edited(numbers[0], lines[0].suggestion)
            case "close":
                self._close_line()
            case "leave_out" | "take_in":
                self._leave_out(numbers, out=doing == "leave_out")

    def _on_taken(self, number: int, paper: Paper) -> None:
        if self._reading is not None:
            self._close_line()  # before the message, which is placed beside the row
            self.decisions.accept(self._reading, number, paper)

    def _on_put_back(self, numbers: list[int]) -> None:
        """Select the lines whose decision was undone, unless the filter hides them."""
        self._show_changes()
        if self.selection.select(numbers, lead=numbers[0]):
            self.view.scrollTo(self.view.currentIndex())

    def _on_searched(self, number: int, words: str) -> None:
        if self._reading is not None:
            self._reading.search_again(number, words, everywhere=True)

    def _on_edited(self, number: int, text: str) -> None:
        if self._reading is not None:
            self.decisions.edit(self._reading, number, text)
            if self._reading.line(number).standing is LineStatus.ASKING:
                self._close_line()

    def _leave_out(self, numbers: Sequence[int], *, out: bool) -> None:
        if self._reading is not None:
            if self.expanded_row.number in numbers:
                self._close_line()  # before the message, which is placed beside the row
            decide = self.decisions.skip if out else self.decisions.include
            decide(self._reading, numbers)

    def save_csv(self, path: Path) -> None:
        """Write one row for each line that is shown, with its outcome, to *path*."""
        if self._reading is not None:
            self._outcome.save_csv(self._reading, self.model.lines(), path)

    async def _load_last(self) -> None:
        self._is_loading_last = True
        try:
            await self._lists.load_last(self._ui_context.state.get(LIST_SHOWN, int) or 0)
        finally:
            self._is_loading_last = False

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.selection.key_action(event) if self.view.hasFocus() else None
        if action is not None:
            self._do_with(*action)
        elif event.key() == Qt.Key.Key_Escape and self.expanded_row.number and self._stack.currentIndex() == 1:
            self._close_line()
        elif event.key() == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._reading is None and self._lists.current is None:
            self._scope.start(self._load_last(), name="the last list", latest="open")
        shows_table = self._stack.currentIndex() == 1
        (self.view if shows_table else self.editor.edit).setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_wait()
        self._show_line()
        self._mark_kept()
        self._start(self._later)
