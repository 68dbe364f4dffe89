"""The panel that writes the library to one file, opens such a file, or moves the library to another folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.window_state import MOVED_FROM
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.charts.share_bar import ShareBar
from scholar_desktop.ui.widgets.file_dialog import ALL_FILES, FileKind, FilePurpose, open_file, open_folder, save_file
from scholar_desktop.ui.widgets.foot_panel import FootPanel
from scholar_desktop.ui.words.wording import number, size

if TYPE_CHECKING:
    from scholar_desktop.services.exchange.library_transfer import ArchiveCounts, LibraryTransfer
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

ARCHIVE = FileKind(Message("Archive of a library"), ("zip",))
WIDTH, HEIGHT = 520, 320

Counted = Coroutine[Any, Any, "ArchiveCounts"]  # not translated: a type
OnBytes = Callable[[int, int], None]  # not translated: a type


class TransferPanel(FootPanel):
    """Says what will happen before it does, shows the progress, and can be stopped; then nothing is changed.

    Signal: `folder_chosen` (the library in this folder is to be used: the program must restart).
    """

    folder_chosen = Signal(object)
    watches_outside = False
    leaves_with_page = False  # to close it stops its work

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        state: WindowState,
        library: Library,
        transfer: LibraryTransfer,
        way_back: str,
        window: QWidget,
    ) -> None:
        """Create the panel. way_back: the menu entry that opens an archive, see `menu_path`."""
        super().__init__(theme, window, "transferPanel", gettext("Library"))
        self._scope = scope.child()
        self._memory = state
        self._transfer = transfer
        self._library = library
        self._way_back = way_back
        self._library_folder = library.data_dir
        self._works = False
        self._run: Callable[[], None] = lambda: None
        self._bar = ShareBar(theme, gettext("Progress"))
        self._body.addWidget(self._bar)
        self._cancel = self._add_cancel("transferCancelButton")
        self._button = self._add_button("transferButton", "", lambda: self._run(), ButtonKind.PRIMARY)

    # What the actions do

    def archive(self) -> None:
        """Ask for a file, and write the library to it."""
        dialog = save_file(
            self._window,
            gettext("Save library as archive"),
            (ARCHIVE,),
            lambda path, _kind: self._archive(path),
            name=gettext("Library {date}", date=date.today().isoformat()),
            purpose=FilePurpose.ARCHIVE,
            memory=self._memory,
        )
        dialog.setObjectName("archiveDialog")

    def unarchive(self) -> None:
        """Ask for an archive and for a new folder, and make a library of it there."""
        dialog = open_file(
            self._window,
            gettext("Open library archive"),
            (ARCHIVE, ALL_FILES),
            self._choose_place,
            purpose=FilePurpose.ARCHIVE,
            memory=self._memory,
        )
        dialog.setObjectName("archiveDialog")

    def move_library(self) -> None:
        """Ask for a folder, and then whether the library is to be moved there."""
        dialog = open_folder(
            self._window, gettext("Move library to"), self._ask_to_move, start=self._library_folder.parent
        )
        dialog.setObjectName("transferFolderDialog")

    def _choose_place(self, file: Path) -> None:
        dialog = open_folder(
            self._window,
            gettext("Folder for the library in {file}", file=file.name),
            lambda folder: self._unarchive(file, folder),
            start=self._library_folder.parent,
        )
        dialog.setObjectName("transferFolderDialog")

    def _archive(self, path: Path) -> None:
        self._open(gettext("Saving library as {file}", file=path.name))
        self._start(
            self._library.imports.archive(path, self._progress()), lambda counts: self._show_archived(path, counts)
        )

    def _unarchive(self, file: Path, folder: Path) -> None:
        self._open(gettext("Opening {file}", file=file.name))
        self._start(
            self._transfer.unarchive(file, folder, self._progress()),
            lambda counts: self._show_unpacked(file, folder, counts),
        )

    def _ask_to_move(self, folder: Path) -> None:
        self._open(gettext("Move library"))
        self._bar.hide()
        self._say(
            gettext(
                "Your library is copied to {folder}, and every file is compared with its copy. Then the program "
                "restarts with the new folder. The old folder stays as it is.",
                folder=str(folder),
            )
        )
        self._offer(gettext("Move library"), lambda: self._move(folder))

    def _move(self, folder: Path) -> None:
        self._bar.show()
        self._button.hide()
        self._start(self._transfer.move(folder, self._progress()), lambda _counts: self._restart_moved(folder))

    # Progress and result

    def _open(self, title: str) -> None:
        self._title.setText(title)
        self._say("")
        self._bar.show_share(0)
        self._bar.show()
        self.leaves_with_page = False
        self._button.hide()
        self._cancel.set_text(gettext("Cancel"))
        self._open_in_middle(WIDTH, HEIGHT)
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _say(self, text: str, tone: str = "muted") -> None:
        super()._say(text, tone)
        if self.isVisible():
            self._fit_height()

    def _offer(self, words: str, run: Callable[[], None]) -> None:
        self._run = run
        self.leaves_with_page = False  # the offer would be gone
        self._button.set_text(words)
        self._button.show()
        self._fit_height()
        self._button.setFocus(Qt.FocusReason.PopupFocusReason)

    def _progress(self) -> OnBytes:
        loop = asyncio.get_event_loop()

        def show(done: int, total: int) -> None:  # in another thread
            loop.call_soon_threadsafe(self._show_bytes, done, total)

        return show

    def _show_bytes(self, done: int, total: int) -> None:
        if self._works:
            self._bar.show_share(done / max(1, total))
            self._say(gettext("{done} of {total}", done=size(done), total=size(total)))

    def _start(self, work: Counted, done: Callable[[ArchiveCounts], None]) -> None:
        self._works = True
        self._cancel.set_text(gettext("Stop"))
        self._say(gettext("Checking your files…"))
        self._scope.start(self._reporting(work, done), name="archive or move the library", latest="transfer")

    async def _reporting(self, work: Counted, done: Callable[[ArchiveCounts], None]) -> None:
        try:
            counts = await work
        except ScholarError as error:
            self._end()
            self._say_error(error)
            return
        self._end()
        done(counts)

    def _end(self) -> None:
        self._works = False
        self.leaves_with_page = True
        self._bar.hide()
        self._cancel.set_text(gettext("Close"))
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_archived(self, path: Path, counts: ArchiveCounts) -> None:
        self._title.setText(gettext("Library saved as {file}", file=path.name))
        papers = ngettext("{count} paper", "{count} papers", counts.papers, count=number(counts.papers))
        files = ngettext("{count} file", "{count} files", counts.files, count=number(counts.files))
        self._say(
            "\n\n".join(
                (
                    gettext(
                        "The archive contains your whole library with all notes, tags and collections: {papers} and "
                        "{files}, {size}.",
                        papers=papers,
                        files=files,
                        size=size(counts.bytes),
                    ),
                    gettext("It is in the folder {folder}.", folder=str(path.parent)),
                    gettext(
                        "To restore it on this or another computer, choose “{menu}”. The library is created in a new "
                        "folder.",
                        menu=self._way_back,
                    ),
                )
            )
        )

    def _show_unpacked(self, file: Path, folder: Path, counts: ArchiveCounts) -> None:
        self._title.setText(gettext("{file} is unpacked", file=file.name))
        self._say(
            ngettext(
                "Unpacked {count} paper into {folder}. Your current library stays where it is.",
                "Unpacked {count} papers into {folder}. Your current library stays where it is.",
                counts.papers,
                folder=str(folder),
            )
        )
        self._offer(gettext("Switch to this library"), lambda: self._switch(folder))

    def _switch(self, folder: Path) -> None:
        self._button.hide()
        self._scope.start(self._use(folder), name="use another library", latest="transfer")

    async def _use(self, folder: Path) -> None:
        try:
            await self._transfer.use(folder)
        except ScholarError as error:
            self._say_error(error)
            return
        self.folder_chosen.emit(folder)

    def _restart_moved(self, folder: Path) -> None:
        self._memory.set(MOVED_FROM, str(self._library_folder))
        self.folder_chosen.emit(folder)

    def close_panel(self) -> None:
        """Close the panel; what runs is stopped, and nothing is changed."""
        self._works = False
        self._scope.cancel("transfer")
        super().close_panel()
