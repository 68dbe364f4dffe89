"""The page 'Add PDFs': each file, the paper it was identified as, and buttons to add or skip it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence, Set
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.add_pdfs.pdf_identification import (
    FileState,
    IdentifiedPdf,
    PdfIdentification,
    trashed_reason,
    with_kept,
)
from scholar_desktop.services.open_access.pdf_check import KeptPdf, PdfImportResult
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.add_pdfs.add_pdfs_actions import WAITING_FILES
from scholar_desktop.ui.add_pdfs.file_detail import FileDetail, KeptBy
from scholar_desktop.ui.add_pdfs.file_list import ADDED, NOT_ADDED, SKIPPED, TRASHED, FileRow, file_row
from scholar_desktop.ui.context.current_paper import ChosenPapers
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.rows.sign_list import SignList
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, FULL, WAITING
from scholar_desktop.ui.widgets.turning_splitter import TurningSplitter
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.paper_change_words import restored_words
from scholar_desktop.ui.words.wording import message_title, paper_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.library import Changes, KeptPaper
    from scholar_desktop.services.add_pdfs.pdf_import import PdfImport
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

SIDE_BY_SIDE_FROM = 760
LIST_AND_DETAILS = [600, 400]
SHOWN_EVERY_MS = 120
"""Characters of a title in a message."""
MOST_KEPT = 500
"""Files that the next start shows."""


class AddPdfsPage(QWidget):
    """Keeps its rows until they are cleared; files that are added later are appended."""

    counted = Signal(int)
    """How many files it lists."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        navigation: Navigation,
        current: CurrentPaper,
        open_path: Callable[[str], None],
        pdf_import: PdfImport,
        identification: PdfIdentification,
        library: Library,
        state: WindowState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._theme = theme
        self._actions = actions
        self._messages = messages
        self._navigation = navigation
        self._current = current
        self._open_path = open_path
        self._pdf_import = pdf_import
        self._identification = identification
        self._library = library
        self._scope = scope.child()
        self._files: dict[Path, IdentifiedPdf] = {}
        self._endings: dict[Path, tuple[tuple[str, str, str], str]] = {}
        self._added: dict[Path, KeptPdf] = {}
        """Also a file whose addition was undone: Redo adds it again."""
        self._added_as: dict[Path, Paper] = {}
        """The papers that the added files were added as."""
        self._kept: dict[Path, KeptPaper] = {}
        """What the library, or its trash, keeps of the papers of the files in `_added`."""
        self._new_entries: set[Path] = set()
        """The files for which an entry was created."""
        self._restored: set[Path] = set()
        """The files whose papers were in the trash, and were restored with them."""
        self._reading: set[Path] = set()
        self._adding: set[Path] = set()
        self._working = 0
        self._ask = RequestOptions()
        self.setObjectName("addPdfsPage")
        self.setAccessibleName(gettext("Add PDFs"))
        self.list: SignList[FileRow] = SignList(theme, "addPdfsView", gettext("PDFs to add"))
        self.list.view.setSelectionMode(RowList.SelectionMode.SingleSelection)  # its actions are for one row
        self._detail = FileDetail(theme, actions, open_path)
        self._detail.add_wanted.connect(lambda one, paper: self._start(self._add([(one, paper)]), "add a PDF"))
        self._detail.skip_wanted.connect(self._skip)
        self._detail.entry_wanted.connect(lambda one, title: self._start(self._add_entry(one, title), "add an entry"))
        self._detail.name_wanted.connect(self._on_named)
        self._detail.action_wanted.connect(self._run_for)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._splitter = TurningSplitter(self._theme, SIDE_BY_SIDE_FROM, LIST_AND_DETAILS)
        self._splitter.addWidget(self.list)
        self._splitter.addWidget(self._detail)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setSizes(LIST_AND_DETAILS)
        column.addWidget(self._splitter, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOWN_EVERY_MS)
        self._later.timeout.connect(self._show)
        self.list.view.selectionModel().selectionChanged.connect(self._show_detail)
        self.list.view.opened.connect(self._on_opened)
        self.list.view.menu_wanted.connect(self._on_menu)
        current.follow(self.list.view, self._read_selection)
        library.changed.connect(self._on_library_changed)
        waiting = state.get(WAITING_FILES, list) or []
        self._show()
        if waiting:  # of the last run: what is stored of them is shown, and nothing is requested
            files = [Path(name) for name in waiting if isinstance(name, str)]
            self._start(self._identify(files, RequestOptions(stored_only=True)), "identify PDFs")

    def add(self, paths: Sequence[Path]) -> None:
        """Identify the PDFs at *paths*."""
        self._start(self._identify(list(paths), self._ask), "identify PDFs")

    # Building

    def _head(self) -> QWidget:
        theme = self._theme
        head = PageHead(theme, gettext("Add PDFs"))
        head.follow(theme, self._actions, self._navigation)
        self._summary = head.note
        self._sure = Button(theme, ButtonKind.PRIMARY, gettext("Add matched"))
        self._sure.setObjectName("addSureButton")
        self._sure.clicked.connect(self._add_sure)
        self._clear = Button(theme, text=gettext("Clear list"))
        self._clear.setObjectName("clearFilesButton")
        self._clear.clicked.connect(self._on_clear)
        head.add(self._sure)
        head.add(self._clear)
        return head

    # Display

    def _show(self) -> None:
        chosen = [row.one.path for row in self.list.chosen()]
        kept_by = {path: self._kept.get(path) for path, (sign, _) in self._endings.items() if sign == ADDED}
        rows = [
            file_row(one, self._endings.get(path), kept_by.get(path), is_restored=path in self._restored)
            for path, one in self._files.items()
        ]
        self.list.model.show(rows)
        at = self.list.model.find(lambda row: row.one.path == chosen[0]) if chosen else None
        if self._files:
            self.list.view.mark(at if at is not None else 0)
        waiting = [path for path in self._files if path not in self._endings]
        states = [self._files[path].state for path in waiting]
        sure = states.count(FileState.SURE)
        check, none = states.count(FileState.CHECK), states.count(FileState.NONE)
        added = sum(ending[0] == ADDED for ending in self._endings.values())
        requests = self._ask.request_counts.of(S2).requests
        words = [gettext("{count} matched", count=sure)] if sure else []
        words += [gettext("{count} to check", count=check)] if check else []
        words += [gettext("{count} not found", count=none)] if none else []
        kept, bad, others = map(states.count, (FileState.KEPT, FileState.BAD, FileState.NOT_PDF))
        words += [gettext("{count} already in your library", count=kept)] if kept else []
        trashed = states.count(FileState.TRASHED) + sum(ending[0] == TRASHED for ending in self._endings.values())
        words += [gettext("{count} in the trash", count=trashed)] if trashed else []
        words += [gettext("{count} not readable", count=bad)] if bad else []
        words += [ngettext("{count} not a PDF", "{count} not PDFs", others)] if others else []
        words += [gettext("{count} added", count=added)] if added else []
        words += [ngettext("{count} request", "{count} requests", requests)] if requests else []
        self._summary.show_text(" · ".join(words))
        self._sure.setVisible(sure > 0)
        self._sure.set_text(gettext("Add {count} matched", count=sure))
        self._clear.setVisible(bool(self._files) and not self._working)
        self._detail.setVisible(bool(self._files))
        self.counted.emit(len(self._files))
        if not self._files and not self._working:
            self._show_empty()
        elif self._working:
            read = sum(state is not FileState.READING for state in states)
            note = Note(gettext("Reading PDFs: {done} of {total}", done=read, total=len(states)), "", "panel", "clock")
            self.list.show_rows(WAITING, note)
        else:
            self.list.show_rows(FULL)
        self._show_detail()

    def _show_empty(self) -> None:
        actions = self._actions
        self.list.show_message(
            EMPTY,
            PageMessage(
                gettext("No PDFs to add"),
                gettext(
                    "Drop PDFs or a folder on the window. Each PDF is identified by its DOI, arXiv ID or title. "
                    "The files are copied, never moved."
                ),
                "file-text",
                steps=(
                    Step(
                        gettext("Add PDFs from folder…"),
                        actions["library.add_folder"].trigger,
                        main=True,
                        icon="folder",
                    ),
                    Step(gettext("Add PDF files…"), actions["library.add_files"].trigger),
                ),
            ),
        )

    def _show_detail(self, *_changes: object) -> None:
        chosen = self.list.chosen()
        one = chosen[0].one if chosen else None
        if one is None:
            self._detail.show_file(None, outcome=None)
        else:
            kept_by = KeptBy.LIBRARY if self._paper_of(one) is not None else KeptBy.NONE
            if self._trashed_of(one) is not None:
                kept_by = KeptBy.TRASH
            is_new_entry = one.path in self._new_entries
            self._detail.show_file(one, outcome=self._outcome(one.path), kept_by=kept_by, is_new_entry=is_new_entry)
        if self._current.is_of(self.list.view):
            self._current.read()  # the row is the same, and its file may be in the library now

    def _outcome(self, path: Path) -> str | None:
        """Return what became of the file at *path*; None if it was neither added nor skipped."""
        if path not in self._endings:
            return None
        sign, words = self._endings[path]
        if sign == ADDED:
            paper = self._added_as[path]
            if path in self._restored:
                return gettext(
                    "Added to your library as “{title}”. The paper was restored from the trash.",
                    title=plain(paper.title) or paper.id,
                )
            return gettext("Added to your library as “{title}”.", title=plain(paper.title) or paper.id)
        if sign == TRASHED:
            return shown(trashed_reason(self._kept[path]))
        return gettext("Skipped. It was not added to your library.") if sign == SKIPPED else words

    # The papers of the rows

    def _paper_of(self, one: IdentifiedPdf) -> Paper | None:
        """Return the paper in the library, or in its trash, that has the file of *one*; None if there is none."""
        ending = self._endings.get(one.path)
        if ending is not None:
            return self._added_as.get(one.path) if ending[0] in (ADDED, TRASHED) else None
        return one.owner.paper if one.owner is not None else None

    def _kept_of(self, one: IdentifiedPdf) -> KeptPaper | None:
        if self._paper_of(one) is None:
            return None
        return self._kept.get(one.path) if one.path in self._endings else one.owner

    def _trashed_of(self, one: IdentifiedPdf) -> KeptPaper | None:
        """Return the paper that has the file of *one* if that is in the trash."""
        kept = self._kept_of(one)
        return kept if kept is not None and kept.trashed else None

    def _read_selection(self) -> ChosenPapers:
        """Return the paper that has the selected file. Actions do not apply to papers that a file may be."""
        chosen = self.list.chosen()
        paper = self._paper_of(chosen[0].one) if chosen else None
        if paper is None:
            return ChosenPapers(None, ())
        kept, trashed = self._kept_of(chosen[0].one), self._trashed_of(chosen[0].one)
        if kept is None or trashed is not None:
            return ChosenPapers(paper, (paper,), trashed=trashed)
        return ChosenPapers(paper, (paper,), kept=(kept,))

    def _on_opened(self, row: int) -> None:
        """Open the paper of *row*, if the library has it; 'back' returns to this page. One in the trash is shown
        there."""
        one = self.list.model.row(row).one
        if (paper := self._paper_of(one)) is None:
            return
        if self._trashed_of(one) is not None:
            self._run_for(one, "paper.show_in_library")
            return
        self._navigation.leave_for_paper(paper.id, gettext("Add PDFs"))
        self._current.run_for("paper.open", paper, kept=self._kept_of(one))

    def _run_for(self, one: IdentifiedPdf, action_id: str) -> None:
        """Run an action on the paper that has the file. The action "Restore" itself is for the rows of the trash."""
        paper, kept = self._paper_of(one), self._kept_of(one)
        if action_id == "paper.restore" and kept is not None:
            self._scope.start(self._restore(kept), name="restore a paper")
        elif paper is not None:
            self._current.run_for(action_id, paper, kept=kept)

    async def _restore(self, kept: KeptPaper) -> None:
        """Put a paper back from the trash."""
        try:
            changes = await self._library.entries.trash([kept.key], False)
        except ScholarError as error:
            self._messages.failed(gettext("Paper not restored"), error)
            return
        if changes.papers:
            undo = self._actions["edit.undo"]
            self._messages.undoable(restored_words([kept.paper]), Step(gettext("Undo"), undo.trigger, icon="undo"))

    def _on_menu(self, where: QPoint) -> None:
        row = self.list.view.current_row()
        if row < 0:
            return
        one = self.list.model.row(row).one
        self._current.use(self._read_selection)
        if self._paper_of(one) is None:
            menu = make_menu(self)
        elif self._trashed_of(one) is not None:
            menu = make_menu(self)
            for title, action_id in (
                (gettext("Restore"), "paper.restore"),
                (gettext("Show in trash"), "paper.show_in_library"),
            ):
                run = partial(self._run_for, one, action_id)
                add_entry(menu, title).triggered.connect(lambda _on=False, run=run: run())
            menu.addSeparator()
        else:
            menu = self._actions.row_menu(self)
            show = self._actions["paper.show_in_library"]
            menu.insertAction(menu.actions()[1], show)
            menu.addSeparator()
        add_entry(menu, gettext("Open file")).triggered.connect(lambda: self._open_path(str(one.path)))
        menu.popup(where)

    # Actions of the user

    async def _identify(self, paths: list[Path], ask: RequestOptions) -> None:
        self._working += 1
        fresh: list[Path] = []
        try:
            files = await self._pdf_import.pdfs_in(paths)
            fresh = [file for file in files if not self._is_done(file)]
            new = [file for file in files if file not in self._files]
            self._reading.update(fresh)
            for file in fresh:
                self._endings.pop(file, None)
                self._added.pop(file, None)
                self._added_as.pop(file, None)
                self._kept.pop(file, None)
                self._new_entries.discard(file)
                self._restored.discard(file)
                self._files[file] = IdentifiedPdf(file)
            if not files:
                note = Note(gettext("No PDF files found."), gettext("The name of a PDF file ends with .pdf."), "warn")
                self._messages.say("add_pdfs", note, lasts_ms=8000)
            self._keep_waiting()
            self._show()
            if found := new or fresh or files:  # some are in the list already
                self._select(found)
            await self._identification.identify(fresh, ask, self._on_item)
        finally:
            self._working -= 1
            self._reading.difference_update(fresh)
            self._show()

    def _is_done(self, path: Path) -> bool:
        """Return True if the file at *path* is being read or added, or the library has it because it was added here."""
        ending = self._endings.get(path)
        return path in self._reading | self._adding or (ending is not None and ending[0] in (ADDED, TRASHED))

    def _select(self, paths: Sequence[Path]) -> None:
        """Select the row of the first of *paths*, and scroll to them, as far as they have room below it."""
        view, places = self.list.view, {row.one.path: place for place, row in enumerate(self.list.model.rows)}
        view.mark(places[paths[0]])
        view.doItemsLayout()  # otherwise the scroll bar does not reach rows that were added just now
        for path in (paths[-1], paths[0]):
            view.scrollTo(self.list.model.index(places[path], 0))

    def _on_item(self, one: IdentifiedPdf) -> None:
        self._files[one.path] = one
        if not self._later.isActive():
            self._later.start()

    def _add_sure(self) -> None:
        sure = [
            (one, one.paper)
            for path, one in self._files.items()
            if one.state is FileState.SURE and path not in self._endings and one.paper is not None
        ]
        self._start(self._add(sure), "add the sure PDFs")

    async def _add(self, chosen: list[tuple[IdentifiedPdf, Paper]], *, is_new_entry: bool = False) -> None:
        self._working += 1
        adding = {one.path for one, _paper in chosen}
        self._adding |= adding
        try:
            added = await self._pdf_import.add(chosen)
            for (one, taken), (_one, paper) in zip(added, chosen, strict=True):
                self._endings[one.path] = _ending(taken, paper)
                if taken.kept:
                    self._added_as[one.path] = paper
                if taken.pdf is not None:
                    self._added[one.path] = taken.pdf
                    self._new_entries.discard(one.path)
                    if is_new_entry:
                        self._new_entries.add(one.path)
                    if (kept := await self._library.get(taken.pdf.key)) is not None:
                        self._kept[one.path] = kept
            restored = {one.path for one, taken in added if taken.restored}
            self._restored = self._restored - adding | restored
            told = [(one, paper) for one, paper in chosen if self._endings[one.path][0] == ADDED]
            self._tell_added(told, restored, len(chosen) - len(told))
        finally:
            self._working -= 1
            self._adding -= adding
            self._keep_waiting()
            self._show()

    async def _add_entry(self, one: IdentifiedPdf, title: str) -> None:
        """Add an entry for a work that no service knows, with the file as its PDF."""
        kept = await self._library.get(await self._library.entries.add({"title": title}))
        if kept is not None:
            await self._add([(one, kept.paper)], is_new_entry=True)

    def _tell_added(self, added: Sequence[tuple[IdentifiedPdf, Paper]], restored: Set[Path], failed: int) -> None:
        """Say which file was added, or how many, with a button to undo that.

        Args:
            failed: the number of files that were not added.
            restored: the files whose papers were in the trash, and were restored with them.
        """
        if len(added) == 1:
            ((one, paper),) = added
            title = message_title(paper.title)
            words = gettext("Added a copy of {file} as “{title}”.", file=one.path.name, title=title)
            if one.path in restored:
                words = gettext(
                    "Added a copy of {file}, and restored “{title}” from the trash.", file=one.path.name, title=title
                )
        elif added:
            different = {one.sha256 for one, _paper in added}  # copies of one file are one PDF in the library
            words = ngettext("Added {count} PDF.", "Added {count} PDFs.", len(different))
            if count := len({self._added[path].key for path in restored}):
                more = ngettext(
                    "{count} paper was restored from the trash.",
                    "{count} papers were restored from the trash.",
                    count,
                )
                words = f"{words} {more}"
        else:
            return
        if failed:
            more = ngettext("{count} PDF was not added.", "{count} PDFs were not added.", failed)
            words = f"{words} {more}"
        self._messages.undoable(words, Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo"))

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.papers and self._files:
            self._start(self._follow(), "follow the library", latest="follow the library")

    async def _follow(self) -> None:
        """Show which files the library, or its trash, has now."""
        files = dict(self._files)
        owners = await self._identification.owners(list(files.values()))
        kept = await self._identification.kept_candidates(list(files.values()))
        is_changed = False
        try:
            for path, one in files.items():
                if self._files.get(path) is not one or path in self._adding or one.state is FileState.READING:
                    continue  # removed from the list or added to it again meanwhile, or read or added now
                is_other = self._take_owner(path, one, owners.get(one.sha256))
                self._files[path] = with_kept(self._files[path], kept)
                if is_other or self._files[path] is not one:
                    is_changed = True
                    await asyncio.sleep(0)  # to compare a file with a paper takes a moment
        finally:
            if is_changed:
                self._keep_waiting()
                self._show()

    def _take_owner(self, path: Path, one: IdentifiedPdf, owner: KeptPaper | None) -> bool:
        """Take over which paper has the file at *path* now. An added file that none has any longer is as before it was
        added. Return True if something is different."""
        ending, kept = self._endings.get(path), self._kept.get(path)
        if path not in self._added:
            if ending is None:
                self._files[path] = self._identification.owned_by(one, owner)
            return self._files[path] is not one
        if owner is not None:
            self._kept[path], self._added_as[path] = owner, owner.paper  # its title may have been edited
            self._endings[path] = TRASHED if owner.trashed else ADDED, paper_line(owner.paper)
        elif ending is not None and ending[0] in (ADDED, TRASHED):
            del self._endings[path]
        return self._endings.get(path) != ending or self._kept.get(path) != kept

    def _skip(self, one: IdentifiedPdf) -> None:
        self._endings[one.path] = SKIPPED, ""
        self._keep_waiting()
        self._show()

    def _on_named(self, one: IdentifiedPdf, text: str) -> None:
        if text:
            self._start(self._named(one, text), "look up the named paper")

    async def _named(self, one: IdentifiedPdf, text: str) -> None:
        self._files[one.path] = await self._identification.named(one, text, self._ask)
        self._show()

    def _on_clear(self) -> None:
        self._files.clear()
        self._endings.clear()
        self._added.clear()
        self._added_as.clear()
        self._kept.clear()
        self._new_entries.clear()
        self._restored.clear()
        self._ask = RequestOptions()
        self._keep_waiting()
        self._show()

    def _keep_waiting(self) -> None:
        """Keep which files are neither added nor skipped, for the next start."""
        waiting = [str(path) for path in self._files if path not in self._endings]
        self._state.set(WAITING_FILES, waiting[:MOST_KEPT])

    def _start(self, work: Coroutine[Any, Any, None], name: str, latest: str | None = None) -> None:
        report = partial(self._messages.failed, gettext("Could not add the PDFs"))
        self._scope.start(work, name=name, latest=latest, on_failure=report)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.take_focus(Qt.FocusReason.OtherFocusReason)  # not the arrow back, which Enter would press

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.fit(self.width())


def _ending(taken: PdfImportResult, paper: Paper) -> tuple[tuple[str, str, str], str]:
    return (ADDED, paper_line(paper)) if taken.kept else (NOT_ADDED, shown(taken.checked.reason))


def create_page(ui_context: UiContext) -> AddPdfsPage:
    """Return the page of the window that has *ui_context*."""
    return AddPdfsPage(
        ui_context.theme,
        ui_context.scope,
        ui_context.actions,
        ui_context.messages,
        ui_context.navigation,
        ui_context.current,
        ui_context.services.open_path,
        ui_context.services.pdf_import,
        ui_context.services.pdf_identification,
        ui_context.services.library,
        ui_context.state,
    )
