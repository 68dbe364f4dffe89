"""The .bib files that are kept up to date: their states, what other programs wrote into them, and how to add one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from scholar_desktop.domain.collection import display_path
from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.exchange.live_files import (
    BIBLATEX,
    BIBTEX,
    CURRENT,
    EDITED,
    EVERYTHING,
    FAILED,
    MISSING,
    LiveStatus,
)
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context.content_ticks import NotesTick
from scholar_desktop.ui.exchange.live_file_messages import difference_words
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, save_file
from scholar_desktop.ui.widgets.foot_panel import FootPanel, LineList, height_beyond
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import moment

if TYPE_CHECKING:
    from scholar_desktop.services.exchange.live_files import LiveFile, LiveFiles
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

STATES = {
    CURRENT: ("ok", Message("Up to date")),
    EDITED: ("warn", Message("Edited by another program")),
    MISSING: ("warn", Message("Collection or paper removed")),
    FAILED: ("error", Message("Could not be written")),
}
FORMATS = {BIBTEX: FileKind("BibTeX", ("bib",)), BIBLATEX: FileKind("BibLaTeX", ("bib",))}
WIDTH, HEIGHT = 600, 380
MOST_DIFFERENCES = 50
_NAME = Qt.ItemDataRole.UserRole


class FileList(QListWidget):
    """The files. A letter goes to the next one whose name begins with it: the lines begin with the states."""

    def keyboardSearch(self, search: str) -> None:
        after = self.currentRow() + 1
        rows = (*range(after, self.count()), *range(after))
        names = {row: str(self.item(row).data(_NAME)).casefold() for row in rows}
        found = next((row for row in rows if names[row].startswith(search.casefold())), None)
        if found is not None:
            self.setCurrentRow(found)


class LiveFilesPanel(FootPanel):
    """A file that another program edited is never overwritten before the user says so."""

    watches_outside = False

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        state: WindowState,
        live_files: LiveFiles,
        import_file: Callable[[Path], None],
        window: QWidget,
    ) -> None:
        super().__init__(theme, window, "liveFilesPanel", gettext("Live .bib files"))
        self._scope = scope.child()
        self._memory = state
        self._live_files = live_files
        self._import_file = import_file
        self._found: tuple[LiveStatus, ...] = ()
        self._wanted: tuple[str, Path, str | None] | None = None
        self._list = FileList()
        self._list.setObjectName("liveFilesList")
        self._list.setAccessibleName(gettext("Live .bib files"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setUniformItemSizes(True)
        self._list.currentRowChanged.connect(lambda _row: self._show_file())
        self._body.addWidget(self._list, 1)
        self._notes = NotesTick(theme)
        self._notes.setObjectName("liveFileNotes")
        self._notes.clicked.connect(self._on_notes)
        self._body.addWidget(self._notes)
        self._changed = label(gettext("What another program changed"), "small", "muted")
        self._body.addWidget(self._changed)
        self._differences = LineList("liveFileDifferences", gettext("What another program changed"))
        self._body.addWidget(self._differences, 1)
        everything = gettext("Add whole library…")
        self._add_button("liveFileEverythingButton", everything, lambda: self.choose_file(EVERYTHING), ButtonKind.LINK)
        self._import = self._add_button("liveFileImportButton", gettext("Import…"), self._on_import)
        self._overwrite = self._add_button("liveFileOverwriteButton", gettext("Overwrite"), self._on_overwrite)
        self._stop = self._add_button("liveFileStopButton", gettext("Stop updating"), self._on_stop)
        self._add_cancel("liveFilesCloseButton").set_text(gettext("Close"))

    def open_panel(self) -> None:
        """Show all files."""
        self._wanted = None
        self._open_in_middle(WIDTH, HEIGHT)
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._load("")

    def choose_file(self, named: str) -> None:
        """Ask for the file that is to hold the papers of a collection (or EVERYTHING), and keep it up to date."""
        name = gettext("library") if named == EVERYTHING else named.rpartition("/")[2]
        dialog = save_file(
            self._window,
            gettext("Keep .bib file up to date"),
            tuple(FORMATS.values()),
            lambda path, kind: self._add(named, path, next(form for form in FORMATS if FORMATS[form] == kind)),
            name=name,
            purpose=FilePurpose.EXPORT,
            memory=self._memory,
        )
        dialog.setOption(dialog.Option.DontConfirmOverwrite)  # the panel asks
        dialog.setObjectName("liveFileDialog")

    def _add(self, named: str, path: Path, form: str | None, *, replace: bool = False) -> None:
        self._wanted = None
        self._open_in_middle(WIDTH, HEIGHT)
        self._scope.start(self._added(named, path, replace, form), name="add a live file", latest="live")

    async def _added(self, named: str, path: Path, replace: bool, form: str | None) -> None:
        try:
            # without notes at first: others may read the file; one that is in the list keeps what it has
            notes = False if await self._live_files.find(path) is None else None
            await self._live_files.add(named, path, replace=replace, form=form, notes=notes)
        except UsageError as error:
            await self._show("")
            self._wanted = named, path, form
            text = gettext("Import the file first. If you overwrite it, its content is lost.")
            self._say(f"{shown(error.message)} {text}", "warn")
            self._import.show()
            self._overwrite.show()
            return
        except ScholarError as error:
            await self._show("")
            self._say_error(error)
            return
        await self._show(gettext("{file} is kept up to date with your library.", file=path.name))

    def _load(self, said: str) -> None:
        self._scope.start(self._show(said), name="look at the live files", latest="live")

    async def _show(self, said: str) -> None:
        """Show the state of every file. said: what was just done."""
        try:
            self._found = await self._live_files.update()
        except ScholarError as error:
            self._say_error(error)
            return
        before = max(0, self._list.currentRow())
        self._list.clear()
        for one in self._found:
            live, state = one.live, shown(STATES[one.state][1])
            name = gettext("Whole library") if live.collection == EVERYTHING else display_path(live.collection)
            words = gettext("{state}: {file} ({collection})", state=state, file=live.file, collection=name or live.id)
            item = QListWidgetItem(words)
            item.setSizeHint(QSize(0, max(self._theme.px(26), self._theme.type.line(SMALL) + 8)))
            written = gettext("Written {time}, {format}", time=moment(live.written), format=FORMATS[live.form].words)
            set_tooltip(item, written)
            item.setData(_NAME, Path(live.file).name)
            self._list.addItem(item)
        none = gettext("No files are kept up to date. Choose “Keep .bib file up to date…” in the menu of a collection.")
        self._say(said or ("" if self._found else none))
        self._list.setCurrentRow(min(before, len(self._found) - 1))
        self._show_file()
        if self._found:
            self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _chosen(self) -> LiveStatus | None:
        row = self._list.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _show_file(self) -> None:
        one = self._chosen()
        is_edited = one is not None and one.state == EDITED
        self._differences.clear()
        for difference in one.differences[:MOST_DIFFERENCES] if one is not None else ():
            self._differences.addItem(difference_words(difference))
        for part in (self._changed, self._differences):
            part.setVisible(is_edited)
        self._notes.setVisible(one is not None)
        self._notes.setChecked(one is not None and one.live.notes)
        self._notes.setEnabled(one is not None and one.state not in (EDITED, MISSING))  # it could not be written
        self._import.setVisible(is_edited or self._wanted is not None)
        self._overwrite.setVisible(is_edited or self._wanted is not None)
        self._stop.setEnabled(one is not None)
        self._show_rows(self._list, self._stop, has_some=bool(self._found))
        if is_edited:  # its rows have their heights only in their width
            self._show_rows(self._list, self._stop, has_some=True, beyond=height_beyond(self._differences))

    def _target(self) -> tuple[str, Path, str | None] | None:
        """Return the collection, the file and the format that the buttons work on; None for the format it has."""
        one = self._chosen()
        if self._wanted is not None or one is None:
            return self._wanted
        return one.live.collection or one.live.id, Path(one.live.file), None

    def _on_notes(self) -> None:
        if (one := self._chosen()) is not None:
            work = self._set_notes(one.live, self._notes.isChecked())
            self._scope.start(work, name="notes of a live file", latest="live")

    async def _set_notes(self, live: LiveFile, is_on: bool) -> None:
        path = Path(live.file)
        try:
            await self._live_files.add(live.collection or live.id, path, notes=is_on)
        except ScholarError as error:
            await self._show("")
            self._say_error(error)
            return
        if is_on:
            words = gettext("{file} has your notes, tags and collections now.", file=path.name)
        else:
            words = gettext("{file} does not have your notes, tags and collections any more.", file=path.name)
        await self._show(words)
        self._notes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_import(self) -> None:
        if (target := self._target()) is not None:
            self.close_panel()
            self._import_file(target[1])

    def _on_overwrite(self) -> None:
        if (target := self._target()) is not None:
            self._add(*target, replace=True)

    def _on_stop(self) -> None:
        if (one := self._chosen()) is not None:
            self._scope.start(self._stopped(Path(one.live.file)), name="stop a live file", latest="live")

    async def _stopped(self, path: Path) -> None:
        try:
            await self._live_files.stop(path)
        except ScholarError as error:
            self._say_error(error)
            return
        await self._show(gettext("{file} stays as it is, and is no longer updated.", file=path.name))
