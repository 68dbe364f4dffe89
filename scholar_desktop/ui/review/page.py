"""The review table: each line of a list with what it was taken for; one press adds what is sure, or gets all PDFs."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reading_list import Line, Standing
from scholar_desktop.services.reading_list import ReadingList
from scholar_desktop.services.reading_lists import save_csv
from scholar_desktop.ui import navigation as places
from scholar_desktop.ui.delegates.pieces import at, mirrored
from scholar_desktop.ui.review.delegate import ReviewColumns, ReviewDelegate, row_height
from scholar_desktop.ui.review.head import ReviewHead
from scholar_desktop.ui.review.line_pane import LinePane
from scholar_desktop.ui.review.rows import DOINGS, ReviewModel
from scholar_desktop.ui.widgets.button import Button, Kind
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.wording import counted
from scholar_desktop.ui.workbench import Workbench

SHOWN_EVERY_MS = 60
"""Changes that come closer together are shown as one."""
_DOINGS = ("take_in", *(name for doings in DOINGS.values() for name, _ in doings))


class ReviewPage(QWidget):
    """Follows the current list of `services.reading_lists`."""

    file_wanted = Signal()

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._lists = workbench.services.reading_lists
        self._scope = workbench.scope.child()
        self._reading: ReadingList | None = None
        self._only: Standing | None = None
        self._dialog: QFileDialog | None = None
        self._changed: set[int] = set()
        theme = workbench.theme
        self.setObjectName("reviewPage")
        self.setAccessibleName("Review of a list")
        self.head = ReviewHead(workbench)
        self.model = ReviewModel(self)
        self.view = RowList("reviewTable", "Lines of the list", self)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setModel(self.model)
        self.delegate = ReviewDelegate(theme, self.view)
        self.view.setItemDelegate(self.delegate)
        self.pane = StatePane(theme, self.view, row_height=44)
        self.line_pane = LinePane(theme)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self.line_pane)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([420, 220])
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(ReviewColumns(theme))
        column.addWidget(self._splitter, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._writing_page())
        self._stack.addWidget(table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOWN_EVERY_MS)
        self._later.timeout.connect(self._show_changes)
        self._show_line_soon = QTimer(self)
        self._show_line_soon.setSingleShot(True)
        self._show_line_soon.timeout.connect(self._show_line)
        self._connect()
        self._measure()
        self._show_list(self._lists.current)

    def _connect(self) -> None:
        workbench = self._workbench
        self._lists.opened.connect(self._show_list)
        workbench.theme.changed.connect(self._measure)
        workbench.services.library.changed.connect(lambda _changes: self._mark_kept())
        self.view.selectionModel().selectionChanged.connect(self._show_line_soon.start)
        self.view.opened.connect(self._on_opened)
        self.view.pressed_at.connect(self._on_pressed_at)
        self.head.only_chosen.connect(self._on_only)
        self.head.pressed.connect(self._on_pressed)
        self.line_pane.edited.connect(self._on_edited)
        self.line_pane.taken.connect(lambda number, paper: self._act("take", number, paper))
        self.line_pane.searched.connect(lambda number, words: self._act("search_again", number, words))
        self.line_pane.left_out.connect(self._on_left_out)

    # A list to begin with

    def _writing_page(self) -> QWidget:
        theme, px = self._workbench.theme, self._workbench.theme.px
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(10))
        column.addWidget(label("Add from a list", "title"))
        words = Prose("body", "muted")
        words.show_text(
            "Identifiers, references, BibTeX, RIS, CSL-JSON: one to a line, or a file's text. "
            "500 identifiers are 1 request, a reference without one is 1 request. A file can also be dropped here."
        )
        column.addWidget(words)
        self._edit = QPlainTextEdit()
        self._edit.setObjectName("reviewTextEdit")
        self._edit.setAccessibleName("The list")
        self._edit.setPlaceholderText(
            "10.1038/nature12373\nVaswani, A. et al. (2017). Attention is all you need. NeurIPS."
        )
        self._edit.setTabChangesFocus(True)
        self._edit.setPlainText(self._workbench.state.get("list_text", str) or "")
        self._edit.textChanged.connect(self._on_typed)
        column.addWidget(self._edit, 1)
        self._read = Button(theme, Kind.PRIMARY, "Read the list")
        self._read.setObjectName("reviewReadButton")
        self._read.clicked.connect(self._on_read)
        file = Button(theme, Kind.PLAIN, "Choose a file…", icon="file")
        file.setObjectName("reviewFileButton")
        file.clicked.connect(self.file_wanted)
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(8))
        across.addWidget(self._read)
        across.addWidget(file)
        across.addStretch(1)
        column.addWidget(row)
        self._read.setEnabled(bool(self._edit.toPlainText().strip()))
        return page

    def _on_typed(self) -> None:
        text = self._edit.toPlainText()
        self._read.setEnabled(bool(text.strip()))
        self._workbench.state.set("list_text", text)

    def _on_read(self) -> None:
        self.take_text(self._edit.toPlainText())

    def take_text(self, text: str) -> None:
        """Read *text* as a list and look it up."""
        self._open(self._lists.open_text(text))

    def take_file(self, path: str) -> None:
        """The same with the file *path*."""
        self._open(self._lists.open_file(Path(path)))

    def _open(self, opening: Coroutine[Any, Any, ReadingList]) -> None:
        self._scope.start(self._opened(opening), name="open a list", latest="open")

    async def _opened(self, opening: Coroutine[Any, Any, ReadingList]) -> None:
        try:
            reading = await opening
        except ScholarError as error:
            self._workbench.messages.failed("The list was not opened", error)
            return
        self._edit.clear()
        reading.start()

    # What is shown

    def _show_list(self, reading: ReadingList | None) -> None:
        if self._reading is not None:
            self._reading.changed.disconnect(self._on_changed)
        self._reading = reading
        self._stack.setCurrentIndex(0 if reading is None else 1)
        self._only = None
        self.model.show_list(reading, None)
        if reading is not None:
            reading.changed.connect(self._on_changed)
            self.view.mark(0)
            self._mark_kept()
            if self.isVisible():
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._later.start()

    def _on_changed(self, numbers: frozenset[int]) -> None:
        self._changed |= numbers
        if not self._later.isActive():
            self._later.start()

    def _show_changes(self) -> None:
        reading = self._reading
        if reading is None:
            self.line_pane.show_line(None)
            return
        numbers, self._changed = frozenset(self._changed), set()
        self.model.refresh(numbers)
        self.head.show_list(reading, self._only)
        self._show_state(reading)
        self._show_line_soon.start()

    def _show_state(self, reading: ReadingList) -> None:
        if reading.problem is not None:
            go_on = Step("Go on", reading.start)
            text = f"{reading.problem.hint or ''} What was answered is kept.".strip()
            note = Note(reading.problem.message, text, "warn", "warning", (go_on,))
            self.pane.show_rows(ERROR, note)
        elif reading.is_running:
            self.pane.show_rows(WAITING)
        elif reading.waits:
            progress = reading.progress()
            many = counted(progress.titles, "line has", "lines have")
            note = Note(
                f"{many} no identifier.",
                "Each is matched by its title, a request a line, when you say so, and while you do other things.",
                "panel",
                "info",
            )
            self.pane.show_rows(PARTIAL, note)
        else:
            notes = reading.head.notes
            note_ = Note(notes[0], "", "panel", "info") if notes else None
            self.pane.show_rows(FULL if reading.lines else EMPTY, note_)

    def _current(self) -> Line | None:
        rows = self.view.chosen_rows()
        return self.model.line(rows[0]) if self._reading is not None and rows and rows[0] < self.model.count() else None

    def _show_line(self) -> None:
        line = self._current()
        self.line_pane.show_line(line)
        paper = line.paper if line is not None else None
        if self._workbench.navigation.page == places.REVIEW:
            self._workbench.current.choose(paper, [paper] if paper is not None else [])

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._workbench.theme.type))
        self.view.viewport().update()

    def _mark_kept(self) -> None:
        if self._reading is not None:
            self._scope.start(self._reading.mark_kept(), name="mark what is kept", latest="kept")

    # What a person does

    def _on_only(self, only: Standing | None) -> None:
        self._only = only
        self.model.show_list(self._reading, only)
        self.view.mark(0)
        self._show_changes()

    def _on_pressed(self, name: str) -> None:
        reading = self._reading
        if reading is None:
            return
        match name:
            case "add":
                self._add(reading.to_add(), get=False)
            case "add_and_get":
                self._add(reading.to_add(), get=True)
            case "csv":
                self._choose_csv()
            case "close":
                self._close(reading)
            case "pause":
                reading.pause()
            case "go_on":
                reading.start()
            case "titles":
                reading.start(titles=True)

    def _close(self, reading: ReadingList) -> None:
        self._scope.start(self._lists.close(), name="close the list", latest="close")
        back = Step("Bring it back", lambda: self._reopen(reading), icon="undo")
        self._workbench.messages.undoable(f"Closed the list of {counted(len(reading.lines), 'line', 'lines')}.", back)

    def _reopen(self, reading: ReadingList) -> None:
        self._workbench.messages.close_message("undo")
        self._scope.start(self._lists.reopen(reading), name="bring a list back", latest="close")

    def _add(self, lines: list[Line], *, get: bool) -> None:
        papers = [line.paper for line in lines if line.paper is not None]
        if papers:
            self._scope.start(self._added(papers, get=get), name="add the papers of a list")

    async def _added(self, papers: list[Paper], *, get: bool) -> None:
        services = self._workbench.services
        try:
            changes = await services.library.add(papers)
        except ScholarError as error:
            self._workbench.messages.failed("The papers were not added to your library", error)
            return
        if get:
            services.downloads.enqueue(papers, batch=self._reading.head.source if self._reading else "")
        if changes.papers:
            undo = Step("Undo", self._workbench.actions["edit.undo"].trigger, icon="undo")
            words = f"Added {counted(len(papers), 'paper', 'papers')}" + (", and getting their PDFs." if get else ".")
            self._workbench.messages.undoable(words, undo)
        if self._reading is not None:
            await self._reading.mark_kept()

    def _on_opened(self, _row: int) -> None:
        line = self._current()
        if line is None:
            return
        if line.standing is Standing.NONE:
            self.line_pane.focus_text()
        else:
            self.line_pane.focus_candidates()

    def _on_pressed_at(self, row: int, point: QPoint) -> None:
        index = self.model.index(row, 0)
        rect = self.view.visualRect(index)
        layout = self.delegate.layout_of(self.model.row(row), rect.width(), rect.height())
        if self.view.isRightToLeft():
            layout = mirrored(layout, rect.width())
        doing = at(layout, point.x(), point.y(), _DOINGS)
        if doing is not None:
            self._do(doing, self.model.line(row))

    def _do(self, doing: str, line: Line) -> None:
        reading = self._reading
        if reading is None:
            return
        match doing:
            case "add":
                self._add(reading.to_add([line.number]), get=False)
            case "yes":
                if line.paper is not None:
                    reading.take(line.number, line.paper)
            case "candidates":
                self.line_pane.focus_candidates()
                if len(line.candidates) < 2:
                    reading.search_again(line.number, line.wanted.title or line.text[:200])
            case "edit":
                self.line_pane.focus_text()
            case "leave_out" | "take_in":
                self._on_left_out(line.number, doing == "leave_out")

    def _act(self, name: str, number: int, value: object) -> None:
        if self._reading is not None:
            getattr(self._reading, name)(number, value)

    def _on_edited(self, number: int, text: str) -> None:
        if self._reading is not None:
            self._reading.edit(number, text)

    def _on_left_out(self, number: int, out: bool) -> None:
        if self._reading is not None:
            self._reading.leave_out(number, out=out)
            if not out and self._reading.line(number).standing is Standing.ASKING:
                self._reading.start()

    # A table for others

    def _choose_csv(self) -> None:
        self._dialog = dialog = QFileDialog(self, "Save the lines as CSV")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("list.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_csv)
        dialog.open()  # exec() would hold up the tasks (docs/decisions/0004-one-loop.md)

    def save_csv(self, path: str) -> None:
        """Write a row for each line, with its outcome, to *path*."""
        if self._reading is not None:
            self._scope.start(self._saved(self._reading, Path(path)), name="save the list", latest="csv")

    async def _saved(self, reading: ReadingList, path: Path) -> None:
        try:
            await save_csv(reading, path)
        except ScholarError as error:
            self._workbench.messages.failed("The table was not written", error)
            return
        self._workbench.messages.say("csv", Note("The table is written.", str(path), icon="tick"), lasts_ms=10_000)

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self._current() if self.view.hasFocus() else None
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if line is not None and plain and event.key() == Qt.Key.Key_Delete:
            self._on_left_out(line.number, line.standing is not Standing.LEFT_OUT)
        elif line is not None and plain and event.key() == Qt.Key.Key_Y and line.standing is Standing.CHECK:
            self._do("yes", line)
        elif line is not None and plain and event.key() == Qt.Key.Key_A and line.standing is Standing.SURE:
            self._do("add", line)
        elif event.key() == Qt.Key.Key_Escape and not self.view.hasFocus():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._reading is None and self._lists.current is None:
            self._scope.start(self._lists.load_last(), name="the last list", latest="open")
        (self.view if self._reading is not None else self._edit).setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_line()
