"""The dialogs that ask for a file or a folder.

They open without blocking (`open`, not `exec`: docs/decisions/0004-one-loop.md), in the folder that was used last for
the same purpose, at first in the one that was used last for any, or in Documents, and delete themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import shown
from scholar_desktop.ui.words.literal_text import title_text

FOLDERS_KEY = "file_folders"
"""The name under which the folders are stored in the state of the window: {purpose: folder}, the latest last."""


class FilePurpose(StrEnum):
    """What a file is for. Each purpose has its own last folder; the values are stored."""

    EXPORT = "export"
    IMPORT = "import"
    IMPORT_FOLDER = "import_folder"
    LIST = "list"
    PDF = "pdf"
    PDF_FOLDER = "pdf_folder"
    MAP = "map"
    MANUSCRIPT = "manuscript"
    ARCHIVE = "archive"
    REPORT = "report"
    CACHED_ANSWERS = "cached_answers"


class FileKind(NamedTuple):
    """A type of file in the dialog: its name, and its endings without a dot; none for all files."""

    words: str
    endings: tuple[str, ...] = ()

    @property
    def name_filter(self) -> str:
        return f"{shown(self.words)} ({' '.join(f'*.{ending}' for ending in self.endings) or '*'})"


CSV_FILE, JSON_FILE = FileKind("CSV", ("csv",)), FileKind("JSON", ("json",))
ALL_FILES = FileKind(Message("All files"))


class FolderMemory(Protocol):
    """Keeps the folders; the state of the window is one."""

    def get(self, name: str, kind: type) -> Any: ...

    def set(self, name: str, value: Any) -> None: ...


def save_file(
    parent: QWidget,
    title: str,
    kinds: Sequence[FileKind],
    chosen: Callable[[Path, FileKind], None],
    *,
    name: str,
    purpose: FilePurpose,
    memory: FolderMemory,
    kind: FileKind | None = None,
    folder: Path | None = None,
) -> QFileDialog:
    """Ask where to write a file. The ending that the user types decides its type if it is that of one of *kinds*; any
    other name gets the ending of the type that is selected.

    Args:
        chosen: called with the path and its type.
        name: the suggested file name, without its ending.
        kind: the type that is selected first; None for the first of *kinds*.
        folder: the folder that is shown first; None for the last one of *purpose*.
    """
    first = kind or kinds[0]
    dialog = _new_dialog(parent, title, kinds, purpose, memory)
    if folder is not None:
        dialog.setDirectory(str(folder))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectNameFilter(first.name_filter)
    dialog.setDefaultSuffix(first.endings[0])
    dialog.selectFile(f"{name}.{first.endings[0]}")

    def selected() -> FileKind:
        return next((one for one in kinds if one.name_filter == dialog.selectedNameFilter()), first)

    dialog.filterSelected.connect(lambda _: _set_ending(dialog, kinds, selected()))

    def on_selected(text: str) -> None:
        path, found = _typed_file(Path(text), kinds, selected())
        if str(path) == text or not path.exists() or dialog.testOption(QFileDialog.Option.DontConfirmOverwrite):
            chosen(path, found)
            return
        # the dialog has asked about a name without the ending, so it asks about this one
        again = save_file(
            parent,
            title,
            kinds,
            chosen,
            name=path.name.removesuffix(f".{found.endings[0]}"),
            purpose=purpose,
            memory=memory,
            kind=found,
            folder=path.parent,
        )
        again.setObjectName(dialog.objectName())

    dialog.fileSelected.connect(on_selected)
    dialog.open()
    return dialog


def open_file(
    parent: QWidget,
    title: str,
    kinds: Sequence[FileKind],
    chosen: Callable[[Path], None],
    *,
    purpose: FilePurpose,
    memory: FolderMemory,
) -> QFileDialog:
    """Ask for an existing file, and call *chosen* with its path."""
    dialog = _new_dialog(parent, title, kinds, purpose, memory)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog


def open_files(
    parent: QWidget,
    title: str,
    kinds: Sequence[FileKind],
    chosen: Callable[[list[Path]], None],
    *,
    purpose: FilePurpose,
    memory: FolderMemory,
) -> QFileDialog:
    """Ask for one or more existing files, and call *chosen* with their paths."""
    dialog = _new_dialog(parent, title, kinds, purpose, memory)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda paths: chosen([Path(path) for path in paths]))
    dialog.open()
    return dialog


def open_folder(
    parent: QWidget,
    title: str,
    chosen: Callable[[Path], None],
    *,
    start: Path | None = None,
    purpose: FilePurpose | None = None,
    memory: FolderMemory | None = None,
) -> QFileDialog:
    """Ask for a folder, and call *chosen* with its path.

    Args:
        start: the folder that is shown first; None for the last folder of *purpose*.
    """
    dialog = _new_dialog(parent, title, (), purpose, memory)
    if start is not None:
        dialog.setDirectory(str(start))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog


def _new_dialog(
    parent: QWidget,
    title: str,
    kinds: Sequence[FileKind],
    purpose: FilePurpose | None,
    memory: FolderMemory | None,
) -> QFileDialog:
    """Return a dialog in the last folder of *purpose*, else of any, else in Documents; it stores the folder of what the
    user selects."""
    dialog = QFileDialog(parent, title_text(title))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if kinds:
        dialog.setNameFilters([kind.name_filter for kind in kinds])
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog.setDirectory(documents if Path(documents).is_dir() else QDir.homePath())
    if purpose is not None and memory is not None:
        folders = memory.get(FOLDERS_KEY, dict) or {}
        for folder in (folders.get(purpose), *reversed(folders.values())):
            if isinstance(folder, str) and Path(folder).is_dir():
                dialog.setDirectory(folder)
                break
        dialog.filesSelected.connect(lambda paths: _remember(memory, purpose, Path(paths[0]).parent))
    return dialog


def _remember(memory: FolderMemory, purpose: FilePurpose, folder: Path) -> None:
    folders = memory.get(FOLDERS_KEY, dict) or {}
    others = {name: one for name, one in folders.items() if name != purpose}
    memory.set(FOLDERS_KEY, {**others, purpose.value: str(folder)})


def _typed_file(path: Path, kinds: Sequence[FileKind], selected: FileKind) -> tuple[Path, FileKind]:
    """Return the file that the user named, with an ending, and the type that the ending states."""
    name = path.name.lower()
    for kind in (selected, *kinds):
        if any(name.endswith(f".{ending}") for ending in kind.endings):
            return path, kind
    return path.with_name(f"{path.name}.{selected.endings[0]}"), selected


def _set_ending(dialog: QFileDialog, kinds: Sequence[FileKind], kind: FileKind) -> None:
    """Give the file that is named in *dialog* the ending of *kind*, in place of that of another type."""
    ending = kind.endings[0]
    dialog.setDefaultSuffix(ending)
    named = dialog.selectedFiles()
    if named and Path(named[0]).stem:
        path = Path(named[0])
        known = {f".{one}" for other in kinds for one in other.endings}
        stem = path.stem if path.suffix.lower() in known else path.name
        dialog.selectFile(f"{stem}.{ending}")
