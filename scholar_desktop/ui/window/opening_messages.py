"""The messages about a file or an address that the desktop could not open."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.ui.window.main_window import MainWindow


def tell_no_file(window: MainWindow, path: Path) -> None:
    """Say that there is nothing at *path*, and offer again to get what is missing."""
    lead = gettext("“{file}” is no longer there.", file=path.name or str(path))
    text = gettext("It was moved or deleted outside this program: {path}", path=str(path))
    window.messages.say("shown", Note(lead, text, icon="warning"), lasts_ms=UNDO_SHOWN_MS)
    window.ui_context.marks.look_up_again()


def tell_no_program(window: MainWindow, path: Path) -> None:
    """Say that the system has no program for the file at *path*. A PDF of the library is shown here instead."""
    pdf = window.context.now.pdf
    steps: tuple[Step, ...] = ()
    if is_here := pdf is not None and Path(pdf) == path:
        window.registry.run_on("paper.read_pdf")
        lead, text = gettext("No app for PDFs was found."), gettext("The PDF is shown here instead.")
    else:
        lead, text = gettext("No app was found for “{file}”.", file=path.name or str(path)), str(path)
        steps = (Step(gettext("Copy path"), partial(QApplication.clipboard().setText, str(path)), icon="copy"),)
    note = Note(lead, text, icon="info", steps=steps)
    window.messages.say("shown", note, lasts_ms=UNDO_SHOWN_MS, is_of_page=is_here)


def tell_no_browser(window: MainWindow, address: str) -> None:
    """Say that the system has no web browser, and offer to copy *address*."""
    copy = Step(gettext("Copy link"), partial(QApplication.clipboard().setText, address), icon="copy")
    note = Note(gettext("No web browser was found."), address, icon="info", steps=(copy,))
    window.messages.say("shown", note, lasts_ms=UNDO_SHOWN_MS)
