"""Gets files of a Zenodo record, and offers single ones in the context menu of its row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.messages import COPIED_SHOWN_MS, PDFS_WANTED
from scholar_desktop.ui.context.page_messages import download_waits_note, show_downloads_step
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.words.literal_text import add_entry, label_text
from scholar_desktop.ui.words.wording import message_title, size
from scholar_desktop.ui.zenodo.record_file_state import RecordFileStates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Record
    from scholar_desktop.ui.context.ui_context import UiContext

MOST_FILES = 10
"""How many files the menu has; the page of the record has all of them."""
LONGEST_NAME = 50


def get_files(
    ui_context: UiContext, record: Record, paper: Paper, names: Sequence[str] = (), *, archive: bool = False
) -> None:
    """Download files of *record*, and say so.

    Args:
        paper: the record as a paper.
        names: of the files; empty for all of them.
        archive: all files as the one zip file that Zenodo makes.
    """
    key = ui_context.services.downloads.enqueue_record(record.id, names, paper=paper, archive=archive)
    title = message_title(paper.title)
    words = ngettext(
        "Getting {count} file of “{title}”.",
        "Getting {count} files of “{title}”.",
        len(names) or len(record.files),
        title=title,
    )
    if archive:
        words = gettext("Getting all files of “{title}” as one ZIP.", title=title)
    messages, status, navigation = ui_context.messages, ui_context.services.status, ui_context.navigation
    note = Note(words, icon="get", steps=(show_downloads_step(navigation, key),))
    if status.offline:
        note = download_waits_note(messages, status, navigation, key)
    messages.say(PDFS_WANTED, note, lasts_ms=COPIED_SHOWN_MS)


def add_files_menu(
    ui_context: UiContext,
    menu: QMenu,
    record: Record,
    paper: Paper,
    *,
    before: QAction | None,
    show_all: Callable[[], None],
) -> None:
    """Add the files of *record* that can be got to *menu*, if it has several files, before the entry *before*.

    Args:
        paper: the record as a paper.
        before: None adds them at the end.
        show_all: shows all files of the record.
    """
    known = RecordFileStates(ui_context.marks.of(paper).kept, ui_context.marks.record_jobs(paper))
    files = [file for file in record.files if known.of(file).may_get]
    if len(record.files) < 2 or not files:
        return
    submenu = menu.addMenu(label_text(gettext("Get single files")))
    submenu.setObjectName("recordFilesMenu")
    if before is not None:
        menu.insertMenu(before, submenu)
    for file in files[:MOST_FILES]:
        name = shorten(file.name, LONGEST_NAME)
        words = name if file.size is None else gettext("{file} ({size})", file=name, size=size(file.size))
        add_entry(submenu, words).triggered.connect(partial(_get_one, ui_context, record, paper, file.name))
    submenu.addSeparator()
    words = ngettext("Show {count} file…", "Show all {count} files…", len(record.files))
    add_entry(submenu, words).triggered.connect(lambda _checked=False: show_all())


def _get_one(ui_context: UiContext, record: Record, paper: Paper, name: str, _checked: bool = False) -> None:
    get_files(ui_context, record, paper, [name])
