"""The panel that imports a file of another program: it shows what the file has before anything is changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QWidget

from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.exchange.entry_import import IMPORT_FORMATS
from scholar_desktop.services.exchange.import_preview import EntryState, ImportPreview
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.clipboard import copy_rich_text
from scholar_desktop.ui.exchange.import_list import ImportList
from scholar_desktop.ui.exchange.import_messages import (
    FACTS,
    FORMATS,
    OPTIONAL,
    button_words,
    fact_fates,
    fact_numbers,
    preview_words,
    problem_lines,
    problem_rows,
    renaming_words,
    report_text,
    result_sentences,
    result_words,
    selected_words,
)
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceBox
from scholar_desktop.ui.widgets.file_dialog import (
    ALL_FILES,
    CSV_FILE,
    FileKind,
    FilePurpose,
    open_file,
    open_folder,
    save_file,
)
from scholar_desktop.ui.widgets.find_edit import HintEdit
from scholar_desktop.ui.widgets.foot_panel import FootPanel, LineList, height_beyond
from scholar_desktop.ui.widgets.label import SentenceLabel, label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.scroll_column import least_height
from scholar_desktop.ui.widgets.tick_box import PartTickBox, TickBox
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.domain.library import Changes
    from scholar_desktop.services.exchange.entry_import import EntryImport, ReadFile
    from scholar_desktop.services.exchange.import_report import ImportReport
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

# not translated: endings
_ENDINGS = ("bib", "bibtex", "ris", "json", "nbib", "enw", "ciw", "isi", "xml", "rdf", "csv", "tsv", "sqlite")
MOST_PROBLEMS = 200
"""Parts of the file that are listed with the reason why they are left out."""
MESSAGE_SHOWN_MS = 8000
WIDTH, HEIGHT = 520, 1200
"""The panel is only as high as what it shows, and no higher than the window."""
PREVIEW_WIDTH = 1000
BESIDE_FROM = 720
"""Width at 13 px text from which the facts and the choices are side by side."""
LEAST_VALUE = 140
"""Width of the values and of the text box beside their names, in pixels at base size."""
_IN_CHIPS = ("added", "known", "restored", "repeated", "possible")
"""The numbers that the list of a preview has in its chips."""
_NO_LIMIT = 16_777_215  # QWIDGETSIZE_MAX


class ImportPanel(FootPanel):
    """Nothing is changed until the user imports; then all entries are one change. Closing the panel stops the import,
    and nothing is changed either."""

    watches_outside = False
    leaves_with_page = False  # to close it stops its work, and loses what was chosen

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        library: Library,
        imports: EntryImport,
        state: WindowState,
        show_papers: Callable[[Sequence[str]], None],
        window: QWidget,
    ) -> None:
        """show_papers: shows the papers that the library calls by these keys."""
        super().__init__(theme, window, "importPanel", gettext("Import"))
        self._scope = scope.child()
        self._actions = actions
        self._messages = messages
        self._library = library
        self._imports = imports
        self._memory = state
        self._show_papers = show_papers
        self._path: Path | None = None
        self._file: ReadFile | None = None
        self._preview: ImportPreview | None = None
        self._works = False
        self._is_result = False
        self._last: tuple[ImportReport, str] | None = None
        """The report of the last import, and the name of its file."""
        self._added: Sequence[str] = ()
        """The library's keys of the papers that it added; empty after a restart."""
        top = QWidget()
        self._top = QBoxLayout(QBoxLayout.Direction.TopToBottom, top)
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(theme.px(6))
        self._top.addWidget(self._facts())
        self._top.addWidget(self._options(), 1)
        self._body.addWidget(top)
        self._list = ImportList(theme, self._scope)
        self._list.ticked.connect(self._show_count)
        self._list.opened.connect(self._press_import)
        self._list.left.connect(self.close_panel)
        self._body.addWidget(self._list, 3)
        self._problems = LineList("importProblems", gettext("What is left out"))
        self._body.addWidget(self._problems, 1)
        self._body.addStretch(0)
        self._reason = SentenceLabel(gettext("No entries are selected."), "body", "muted")
        self._reason.setObjectName("importReason")
        self._foot.insertWidget(0, self._reason)
        link, words = ButtonKind.LINK, gettext("Show duplicates")
        self._compare = self._add_button("importDuplicatesButton", words, self._on_compare, link)
        self._added_button = self._add_button("importShowAddedButton", "", self._on_show_added, link)
        self._copy_button = self._add_button("importCopyButton", gettext("Copy"), self._on_copy)
        self._save_button = self._add_button("importSaveButton", gettext("Save as…"), self._on_save)
        self._cancel = self._add_cancel("importCancelButton")
        self._button = self._add_button("importButton", "", self._on_import, ButtonKind.PRIMARY)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # wherever the focus is: a button would take them for Enter
            within = Qt.ShortcutContext.WidgetWithChildrenShortcut
            QShortcut(QKeySequence(keys), self, self._press_import, context=within)

    def _facts(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.px(16))
        grid.setVerticalSpacing(self._theme.px(4))
        grid.setColumnStretch(2, 1)
        self._values: dict[str, QLabel] = {}
        self._fates: dict[str, QLabel] = {}
        self._heads: dict[str, QLabel] = {}
        for row, (name, message) in enumerate(FACTS.items()):
            title = shown(message)
            head = self._heads[name] = SentenceLabel(title, "body", "muted")
            grid.addWidget(head, row, 0)
            value = self._values[name] = label("")
            value.setObjectName(f"importFact.{name}")
            value.setAccessibleName(title)
            grid.addWidget(value, row, 1)
            fate = self._fates[name] = SentenceLabel("", "body", "muted")
            fate.setObjectName(f"importFate.{name}")
            grid.addWidget(fate, row, 2)
        self._form = ChoiceBox(self._theme, "importFormat", gettext("Format"))
        self._form.addItem(gettext("Choose the format"), None)
        for name in IMPORT_FORMATS:
            self._form.addItem(shown(FORMATS[name]), name)
        self._form.currentIndexChanged.connect(lambda _place: self._on_format())
        self._body.addWidget(self._form)
        grid.setRowStretch(grid.rowCount(), 1)
        self._fact_box = box
        return box

    def _options(self) -> QWidget:
        """The choices of what is taken, and where to."""
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.px(16))
        grid.setVerticalSpacing(self._theme.px(2))
        grid.setColumnStretch(1, 1)
        self._into = HintEdit()
        self._into.setObjectName("importInto")
        self._into.setAccessibleName(gettext("Add to collection"))
        self._into.setPlaceholderText(gettext("Optional, for example Thesis/Chapter 2"))
        self._with_files = TickBox(self._theme, gettext("Copy the linked files"))
        self._with_files.setObjectName("importFilesTick")
        self._into.textChanged.connect(lambda _text: self._on_options())
        self._with_files.toggled.connect(lambda _on: self._on_options())
        self._look_up = TickBox(self._theme, gettext("Look up missing details after the import"))
        self._look_up.setObjectName("importLookUpTick")
        self._look_up.toggled.connect(lambda _on: self._show_count())
        set_tooltip(self._look_up, gettext("Sends the identifiers of the entries to Semantic Scholar."))
        self._into_head = SentenceLabel(gettext("Add to collection"), "body", "muted")
        grid.addWidget(self._into_head, 0, 0)
        grid.addWidget(self._into, 0, 1)
        grid.addWidget(self._with_files, 1, 0, 1, 2)
        grid.addWidget(self._look_up, 2, 0, 1, 2)
        self._possible = PartTickBox(self._theme, gettext("Also import possible duplicates"))
        self._possible.setObjectName("importPossibleTick")
        self._possible.clicked.connect(self._on_possible)
        set_tooltip(
            self._possible,
            gettext("They have the title and year of a paper in your library, and nothing tells them apart."),
        )
        grid.addWidget(self._possible, 3, 0, 1, 2)
        self._renaming = label("", "body", "muted", wrap=True)
        self._renaming.setObjectName("importRenaming")
        grid.addWidget(self._renaming, 4, 0, 1, 2)
        grid.setRowStretch(5, 1)
        self._option_box = box
        return box

    def _align(self) -> None:
        """Begin the values and the text box in one line if they are below each other: they are in two grids. Names that
        leave too little room for them wrap."""
        width = max(head.sizeHint().width() for head in (*self._heads.values(), self._into_head))
        width = min(width, max(0, self._area.viewport().width() - self._theme.px(LEAST_VALUE)))
        if self._top.direction() is QBoxLayout.Direction.LeftToRight:
            width = 0
        for box in (self._fact_box, self._option_box):
            grid = box.layout()
            assert isinstance(grid, QGridLayout)
            grid.setColumnMinimumWidth(0, width)

    def _fit(self) -> None:
        """Be as high as what the panel shows."""
        beyond = 0 if self._preview is None else self._list.height_beyond()
        for each in (self._list, self._problems):
            each.setMaximumHeight(_NO_LIMIT)
        self._show_rows(self._problems, has_some=self._problems.count() > 0, beyond=beyond)
        # what one of the two lists does not need is for the other one
        for each, more in ((self._list, beyond), (self._problems, height_beyond(self._problems))):
            each.setMaximumHeight(least_height(each, self._list.width()) + more)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self._theme.type.width_at_base(event.size().width()) >= BESIDE_FROM
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        self._top.setSpacing(self._theme.px(32 if is_wide else 6))
        self._align()

    def choose_file(self) -> None:
        """Ask for a file, and show what it has."""
        dialog = open_file(
            self._window,
            gettext("Import"),
            (FileKind(Message("Bibliographies"), _ENDINGS), ALL_FILES),
            self.open_for,
            purpose=FilePurpose.IMPORT,
            memory=self._memory,
        )
        dialog.setObjectName("importDialog")

    def choose_folder(self) -> None:
        """Ask for a folder, and show what it has."""
        dialog = open_folder(
            self._window,
            gettext("Import Zotero folder"),
            self.open_for,
            purpose=FilePurpose.IMPORT_FOLDER,
            memory=self._memory,
        )
        dialog.setObjectName("importFolderDialog")

    def open_for(self, path: Path) -> None:
        """Show what the file or folder at *path* has. Nothing is changed yet."""
        self.close_panel()
        self._path = path
        self._into.clear()
        self._with_files.setChecked(True)
        self._look_up.setChecked(False)
        self._form.blockSignals(True)
        self._form.setCurrentIndex(0)
        self._form.blockSignals(False)
        self._form.hide()
        self._read(path, None)

    def _on_format(self) -> None:
        form = self._form.currentData()
        if self._path is not None and form is not None:
            self._read(self._path, str(form))

    def _read(self, path: Path, form: str | None) -> None:
        self._let_go()
        self._is_result = self.leaves_with_page = False
        self._title.setText(gettext("Import {file}", file=path.name))
        self._say(gettext("Reading the file…"))
        for part in (self._fact_box, self._option_box, self._list, self._reason):
            part.hide()
        self._problems.clear()
        self._problems.hide()
        self._button.set_text(gettext("Import"))
        self._button.show()
        self._button.setEnabled(False)
        for button in (self._copy_button, self._save_button, self._added_button, self._compare):
            button.hide()
        self._cancel.set_text(gettext("Cancel"))
        self._open_in_middle(PREVIEW_WIDTH, HEIGHT)
        self._align()
        self._fit()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._scope.start(self._look(path, form), name="read a file to import", latest="import")

    def close_panel(self) -> None:
        was_working, self._works = self._works and not self.isHidden(), False
        self._scope.cancel("import")
        if was_working:  # the import ends in its own time, and needs the entries until then
            self._list.show_preview(None)
            self._file = self._preview = None
        self._let_go()
        super().close_panel()
        if was_working:
            note = Note(gettext("Import stopped. Nothing was changed."), icon="info")
            self._messages.say("imported", note, lasts_ms=MESSAGE_SHOWN_MS)

    def _let_go(self) -> None:
        """Free the entries of the file."""
        self._list.show_preview(None)
        file, self._file, self._preview = self._file, None, None
        if file is not None:
            self._scope.start(self._imports.let_go(file), name="free the entries of a file")

    async def _look(self, path: Path, form: str | None) -> None:
        try:
            file = await self._imports.read(path, form)
            report = await self._imports.take(file, dry_run=True)
            preview = await asyncio.to_thread(ImportPreview, file, report)
        except ScholarError as error:
            self._form.setVisible(isinstance(error, UsageError))  # the user may know the format
            self._say_error(error)
            self._fit()
            return
        self._file, self._preview = file, preview
        self._show_report(report, preview)

    def _show_report(self, report: ImportReport, preview: ImportPreview) -> None:
        self._show_facts(report)
        self._option_box.setVisible(bool(report.rows))
        self._list.show_preview(preview)
        self._list.setVisible(bool(report.rows))
        has_files = preview.may_have_files()
        self._with_files.setEnabled(has_files)
        self._with_files.setChecked(has_files)
        set_tooltip(self._with_files, "" if has_files else gettext("No entry in the file links a file."))
        self._possible.setVisible(preview.count(EntryState.POSSIBLE) > 0)
        renaming = renaming_words(report.format)
        self._renaming.setText(renaming)
        self._renaming.setVisible(bool(renaming))
        self._say(preview_words(report))
        self._show_count()
        self._open_for_report(report)
        if report.rows:
            self._list.take_focus()  # Enter imports from there, and Space does not

    def show_last_report(self) -> None:
        """Show what the last import into the library did. An import that runs goes on."""
        self._scope.start(self._show_last(), name="show the report of an import", latest="report")

    async def _show_last(self) -> None:
        found = await self._imports.last_report()
        if self._works and not self.isHidden():
            return
        self._last = found or self._last  # also of another program that has imported since
        if self._last is None:
            note = Note(gettext("Nothing has been imported into your library yet."), icon="info")
            self._messages.say("imported", note, lasts_ms=MESSAGE_SHOWN_MS)
            return
        self.close_panel()
        self._show_result(*self._last)

    def _show_result(self, report: ImportReport, file: str) -> None:
        """Show what an import did, all of it: a message has room for a part."""
        self._is_result = self.leaves_with_page = True
        self._title.setText(gettext("Imported {file}", file=file))
        for widget in (self._form, self._option_box, self._list, self._reason, self._button):
            widget.hide()
        self._show_facts(report)
        self._say(" ".join(result_sentences(report, file)))
        self._cancel.set_text(gettext("Close"))
        self._open_for_report(report)
        self._cancel.setFocus(Qt.FocusReason.PopupFocusReason)

    def _open_for_report(self, report: ImportReport) -> None:
        has_problems = bool(report.skipped or report.problems)
        self._added = report.added_keys
        self._copy_button.setVisible(self._is_result)
        self._added_button.setVisible(self._is_result and report.added > 0)
        self._added_button.set_text(gettext("Show the added papers") if self._added else gettext("Recently added"))
        self._compare.setVisible(self._is_result and report.possibly_known > 0)
        self._save_button.setVisible(self._is_result and has_problems)
        self._open_in_middle(WIDTH if self._is_result else PREVIEW_WIDTH, HEIGHT)
        self._align()
        self._fit()

    def _show_facts(self, report: ImportReport) -> None:
        numbers = fact_numbers(report)
        fates = fact_fates(report) if self._is_result else {}
        for name, value in self._values.items():
            value.setText(
                shown(FORMATS.get(report.format, report.format)) if name == "format" else number(numbers[name])
            )
            is_shown = (name not in OPTIONAL or numbers[name] > 0) and (self._is_result or name not in _IN_CHIPS)
            self._fates[name].setText(fates.get(name, ""))
            for each in (value, self._heads[name], self._fates[name]):
                each.setVisible(is_shown)
        self._fact_box.show()
        self._problems.clear()
        for part, line in problem_lines(report, MOST_PROBLEMS, is_done=self._is_result):
            self._problems.addItem(line)
            set_tooltip(self._problems.item(self._problems.count() - 1), "\n".join(filter(None, (line, part.text))))

    def _on_show_added(self) -> None:
        self.close_panel()
        self._show_papers(self._added)

    def _on_compare(self) -> None:
        self.close_panel()
        self._actions["library.duplicates"].trigger()

    def _on_copy(self) -> None:
        if self._last is not None:
            copy_rich_text(report_text(*self._last))
            self._messages.say("copied", Note(gettext("Copied the report."), icon="tick"), lasts_ms=MESSAGE_SHOWN_MS)

    def _on_save(self) -> None:
        if self._last is not None:
            report, file = self._last
            dialog = save_file(
                self._window,
                gettext("Save report as CSV"),
                (CSV_FILE,),
                lambda path, _kind: self._start_saving(report, path),
                name=gettext("{file}-import", file=Path(file).stem),
                purpose=FilePurpose.REPORT,
                memory=self._memory,
            )
            dialog.setObjectName("importSaveDialog")

    def _start_saving(self, report: ImportReport, path: Path) -> None:
        self._scope.start(self._save(report, path), name="save the report of an import")

    async def _save(self, report: ImportReport, path: Path) -> None:
        from scholar_desktop.services.exchange.entry_import import save_problems

        rows = list(problem_rows(report))
        try:
            await save_problems(rows, path)
        except ScholarError as error:
            self._messages.failed(gettext("Could not save {file}", file=path.name), error)
            return
        text = ngettext("The file has {count} row.", "The file has {count} rows.", len(rows))
        note = Note(gettext("Saved {file}.", file=path.name), text, icon="tick")
        self._messages.say_saved("imported", note, path.parent, lasts_ms=MESSAGE_SHOWN_MS)

    def _on_options(self) -> None:
        """Show in the rows what the choices for all entries change."""
        preview = self._preview
        if preview is None:
            return
        chosen = bool(self._into.text().strip()), self._with_files.isChecked()
        if chosen != (preview.into_collection, preview.with_files):
            preview.into_collection, preview.with_files = chosen
            self._list.refresh()
            self._show_count()

    def _on_possible(self) -> None:
        if self._preview is not None:
            self._preview.tick_state(EntryState.POSSIBLE, on=self._possible.isChecked())
            self._list.refresh()

    def _show_count(self) -> None:
        preview = self._preview
        if preview is None:
            return
        ticked = preview.ticked_count()
        self._button.set_text(button_words(preview, looks_up=self._look_up.isChecked()))
        self._button.setEnabled(bool(ticked) and (preview.does_something() or self._look_up.isChecked()))
        is_empty = bool(len(preview)) and not ticked
        self._reason.setText(gettext("No entries are selected.") if is_empty else selected_words(preview))
        self._reason.setVisible(bool(self._reason.text()))
        set_tooltip(self._button, self._reason.text() if is_empty else "")
        possible = EntryState.POSSIBLE
        self._possible.show_count(preview.ticked_count(possible), preview.count(possible))

    def _press_import(self) -> None:
        if self._button.isVisible() and self._button.isEnabled():
            self._button.click()

    def _on_import(self) -> None:
        if self._file is not None:
            self._works = True
            self._button.setEnabled(False)
            self._show_works(is_working=True)
            self._scope.start(self._take(self._file), name="import a file", latest="import")

    def _show_works(self, *, is_working: bool) -> None:
        for part in (self._option_box, self._list):
            part.setEnabled(not is_working)

    async def _take(self, file: ReadFile) -> None:
        chosen = self._preview.chosen() if self._preview is not None else None
        loop, total = asyncio.get_running_loop(), len(file.content.entries if chosen is None else chosen)
        changed: list[Changes] = []

        def show(done: int) -> None:  # in another thread
            loop.call_soon_threadsafe(self._show_progress, done, total)

        self._library.changed.connect(changed.append)
        try:
            report = await self._imports.take(
                file,
                into=self._into.text().strip() or None,
                with_files=self._with_files.isChecked(),
                only=chosen,
                on_progress=show,
            )
        except ScholarError as error:
            self._works = False
            self._say_error(error)
            self._show_count()
            self._fit()
            return
        finally:
            self._library.changed.disconnect(changed.append)
            self._show_works(is_working=False)
        self._works = False
        self._let_go()
        self._last = msgspec.structs.replace(report, rows=()), file.path.name
        super().close_panel()
        undo = Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo")
        show_added = Step(gettext("Show papers"), partial(self._show_papers, report.added_keys), icon="library")
        is_changed = any(one.label is not None for one in changed)
        words, is_short = result_words(report, file.path.name)
        details = Step(gettext("Details"), partial(self._show_result, *self._last), icon="list")
        self._messages.undoable(
            words,
            *((undo,) if is_changed else ()),
            *((show_added,) if report.added else ()),
            *((details,) if is_short or report.skipped or report.problems else ()),
        )
        if self._look_up.isChecked():
            await self._look_up_entries(report)

    async def _look_up_entries(self, report: ImportReport) -> None:
        """Ask the services about the entries with an identifier. If that fails, the import stays."""
        ids = list(dict.fromkeys(row.id for row in report.rows if not row.id.startswith("key:")))
        if not ids:
            note = Note(gettext("No entry has an identifier, so nothing was looked up."), icon="info")
            self._messages.say("imported", note, lasts_ms=MESSAGE_SHOWN_MS)
            return
        words = ngettext("Looking up {count} entry…", "Looking up {count} entries…", len(ids))
        self._messages.say("imported", Note(words, icon="clock"))
        try:
            found = await self._imports.look_up(ids, RequestOptions())
        except ScholarError as error:
            self._messages.close_message("imported")
            self._messages.failed(gettext("Could not look up the entries"), error)
            return
        words = ngettext(
            "The services know {found} of {count} entry with an identifier.",
            "The services know {found} of {count} entries with an identifier.",
            len(ids),
            found=found,
        )
        without = sum(row.id.startswith("key:") for row in report.rows)
        more = ngettext(
            "{count} entry has no identifier, so it was not looked up.",
            "{count} entries have no identifier, so they were not looked up.",
            without,
        )
        note = Note(f"{words} {more}" if without else words, icon="tick")
        self._messages.say("imported", note, lasts_ms=MESSAGE_SHOWN_MS)

    def _show_progress(self, done: int, total: int) -> None:
        if self._works:
            self._say(gettext("Imported {done} of {total} entries. To stop, close this panel.", done=done, total=total))
            self._fit()

    def _say_error(self, error: ScholarError) -> None:
        hint = shown(error.hint or "")
        if isinstance(error, UsageError):  # its hint is for the command line
            hint = gettext(
                "Choose the format below. To find the papers in a list of references, use “Add from reference list…” "
                "in the File menu."
            )
        self._say(f"{shown(error.message)} {hint}".strip(), "error")
