"""The context menu of the selected downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.translation import gettext
from scholar_desktop.ui.open_access.download_steps import menu_steps
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.open_access.closed_paper import AttemptStep

READ = "paper.read_pdf"
ACTIONS = (
    "downloads.pause",
    "downloads.resume",
    "downloads.retry",
    "downloads.cancel",
    "",
    "downloads.move_top",
    "downloads.move_up",
    "downloads.move_down",
    "",
    "downloads.remove",
    "",
    "paper.add",
    "paper.open",
    "paper.show_in_library",
)
"""The actions below what can be done about the downloads; empty for a separator."""


def make_row_menu(
    ui_context: UiContext,
    parent: QWidget,
    items: Sequence[DownloadItem],
    steps: Sequence[AttemptStep],
    *,
    has_file: bool,
) -> QMenu:
    """Return the menu of the selected *items*, to be shown with `popup`.

    Args:
        steps: what can be done about them.
        has_file: the file of the only item has not been removed.
    """
    menu, actions = make_menu(parent), ui_context.actions
    actions.refresh()
    is_saved = len(items) == 1 and items[0].outcome is ItemOutcome.SAVED
    can_read = is_saved and has_file and not items[0].has_files and items[0].pdf_version is None
    if can_read and actions[READ].isEnabled():
        menu.addAction(actions[READ])
    shown: list[tuple[str, Callable[[], object]]] = [
        (step.title, step.run) for step in menu_steps(steps, (READ, *ACTIONS))
    ]
    if is_saved and has_file:
        shown += _file_entries(ui_context, items[0])
    for title, run in shown:
        add_entry(menu, title).triggered.connect(lambda _on=False, run=run: run())
    if items and not menu.isEmpty():
        menu.addSeparator()
    for name in ACTIONS:
        if not name:
            menu.addSeparator()
        elif actions[name].isEnabled():
            menu.addAction(actions[name])
    actions.name_for_papers(menu, (actions.definitions[name] for name in ACTIONS if name and actions[name].isEnabled()))
    return menu


def _file_entries(ui_context: UiContext, item: DownloadItem) -> list[tuple[str, Callable[[], object]]]:
    """Return the entries for the file of *item*. The files of a record are in a folder of their own, which the main
    step opens."""
    if not item.path:
        return []
    copy = (gettext("Copy path"), partial(QApplication.clipboard().setText, item.path))
    if len(item.files) > 1:
        return [copy]
    folder = str(Path(item.path).parent)
    return [(gettext("Show in folder"), partial(ui_context.services.open_path, folder)), copy]
