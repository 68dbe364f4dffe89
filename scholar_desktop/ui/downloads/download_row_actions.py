"""What a click or a key on a row of the downloads does, and what can be done about a download."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.actions.conditions import HAS_PDF_TO_OPEN
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.downloads import download_delegate
from scholar_desktop.ui.downloads.download_menu import READ, make_row_menu
from scholar_desktop.ui.open_access.closed_paper import AttemptStep
from scholar_desktop.ui.open_access.download_steps import StepActions, download_steps, main_step, several_steps
from scholar_desktop.ui.open_access.linked_pdf import run_for_version
from scholar_desktop.ui.open_access.rejections import Rejections
from scholar_desktop.ui.rows.row_layout import at, mirrored

if TYPE_CHECKING:
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.current_paper import ChosenPapers
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.downloads.download_commands import DownloadCommands
    from scholar_desktop.ui.downloads.download_delegate import DownloadDelegate
    from scholar_desktop.ui.downloads.download_list_model import DownloadListModel
    from scholar_desktop.ui.downloads.reorderable_list import QueueList
    from scholar_desktop.ui.downloads.row_keeper import RowKeeper

MOVED_S = 0.8
"""Seconds in which a click does nothing after another row came under the pointer by itself."""


class DownloadRowActions:
    """Runs what the user chooses in a row or in its menu. files_of_others: the keys of the items whose PDF to review is
    that of another paper of the library."""

    def __init__(
        self,
        ui_context: UiContext,
        scope: TaskScope,
        view: QueueList,
        model: DownloadListModel,
        delegate: DownloadDelegate,
        commands: DownloadCommands,
        keeper: RowKeeper,
        *,
        read_selection: Callable[[], ChosenPapers],
        menu_closed: Callable[[], None],
    ) -> None:
        """
        Args:
            read_selection: returns the papers of the selected rows.
            menu_closed: called when the menu of a row closes; the pointer may have left the list then.
        """
        self._ui_context = ui_context
        self._downloads = ui_context.services.downloads
        self._view = view
        self._model = model
        self._delegate = delegate
        self._commands = commands
        self._keeper = keeper
        self._read_selection = read_selection
        self._menu_closed = menu_closed
        self.files_of_others: frozenset[str] = frozenset()
        rejections = Rejections(self._downloads, scope, ui_context.messages, ui_context.actions)
        self._step_actions = StepActions(
            pause=lambda item: self._downloads.pause([item.key]),
            resume=lambda item: self._downloads.resume([item.key]),
            cancel=lambda item: self._commands.cancel([item.key]),
            open=self.open_file,
            read=self._read,
            look=self._compare,
            keep=rejections.keep,
            reject=rejections.reject,
            bring_back=rejections.bring_back,
            retry=lambda item: self._downloads.retry([item.key]),
            get_files=lambda item: self._downloads.enqueue_record(item.record_name, paper=item.paper),
            show_kept=lambda item: self._run_for(item, "paper.show_in_library"),
            forget=lambda item: self._commands.remove([item.key]),
        )
        view.opened.connect(self.open_row)
        view.previews = True
        view.preview_wanted.connect(self._on_preview_wanted)
        view.middle_pressed.connect(self._on_middle_pressed)
        view.pressed_at.connect(self._on_pressed)
        view.menu_wanted.connect(self._open_menu)

    def steps(self, item: DownloadItem) -> tuple[AttemptStep, ...]:
        """Return what can be done about *item*, for its row, the menu of the row, and the pane."""
        gone, trashed = item.key in self._model.gone, item.key in self._model.trashed
        other = item.key in self.files_of_others
        return download_steps(
            self._ui_context, item, self._step_actions, is_gone=gone, is_trashed=trashed, is_of_other=other
        )

    def main_title(self, item: DownloadItem) -> str:
        """Return the text of the button of the row of *item*; empty without one."""
        step = main_step(self.steps(item))
        return step.title if step is not None else ""

    def _on_pressed(self, row: int, where: QPoint) -> None:
        if time.monotonic() - self._keeper.pointed.moved_s < MOVED_S:
            return  # another row was meant
        rect = self._view.visualRect(self._model.index(row, 0))
        layout = self._delegate.layout_of(self._model.row(row), rect.width(), rect.height())
        if self._view.isRightToLeft():
            layout = mirrored(layout, rect.width())
        item = self._model.item(row)
        match at(
            layout, where.x(), where.y(), (download_delegate.TOGGLE, download_delegate.CANCEL, download_delegate.DO)
        ):
            case download_delegate.TOGGLE if item.state is DownloadState.PAUSED:
                self._downloads.resume([item.key])
            case download_delegate.TOGGLE:
                self._downloads.pause([item.key])
            case download_delegate.CANCEL:
                self._commands.cancel([item.key])
            case download_delegate.DO if (step := main_step(self.steps(item))) is not None:
                step.run()

    def _open_menu(self, where: QPoint) -> None:
        items = [self._model.item(row) for row in self._view.chosen_rows()]
        steps = several_steps(self._ui_context, items) if len(items) > 1 else self.steps(items[0]) if items else ()
        has_file = len(items) == 1 and items[0].key not in self._model.gone
        menu = make_row_menu(self._ui_context, self._view, items, steps, has_file=has_file)
        menu.aboutToHide.connect(self._menu_closed)
        menu.popup(where)

    def open_row(self, row: int) -> None:
        """Show the PDF of a saved paper, or else the paper."""
        item, ui_context = self._model.item(row), self._ui_context
        if item.paper is None:
            return
        if item.pdf_version is not None:
            run_for_version(ui_context, READ, item.pdf_version)
            return
        ui_context.current.run_for(READ if self._is_in_library(item) else "paper.open", item.paper)

    def _on_preview_wanted(self, row: int) -> None:
        self._view.choose(row)
        self._read(self._model.item(row))

    def _read(self, item: DownloadItem) -> None:
        """Show the PDF of *item*, which is selected, in the window, or say why it cannot be shown."""
        ui_context = self._ui_context
        if item.pdf_version is not None:
            run_for_version(ui_context, READ, item.pdf_version)
        elif item.paper is None:
            ui_context.messages.cannot_run(ui_context.actions.title(READ), shown(HAS_PDF_TO_OPEN.why))
        else:
            ui_context.current.use(self._read_selection)
            ui_context.messages.run(ui_context.actions, READ)

    def _is_in_library(self, item: DownloadItem) -> bool:
        """Return True if the file of *item* is the PDF of a paper in the library."""
        kept = self._ui_context.marks.of(item.paper).kept if item.paper is not None else None
        return kept is not None and bool(kept.pdf) and kept.pdf == item.path

    def _run_for(self, item: DownloadItem, action_id: str) -> None:
        if item.paper is not None:
            self._ui_context.current.run_for(action_id, item.paper, kept=self._model.trashed.get(item.key))

    def _on_middle_pressed(self, row: int) -> None:
        if (paper := self._model.paper_at(row)) is not None:
            self._ui_context.current.run_for("paper.keep_beside", paper)

    def open_file(self, item: DownloadItem) -> None:
        """Open the PDF or the files outside. A PDF that is in the library or its trash is opened by its action, which
        knows what to do without a program for PDFs."""
        if (item.key in self._model.trashed and not item.has_files) or self._is_in_library(item):
            self._run_for(item, "paper.open_pdf")
        elif item.path:
            self._ui_context.services.open_path(item.path)

    def _compare(self, item: DownloadItem) -> None:
        """Show the quarantined PDF next to the paper that was requested."""
        self._ui_context.navigation.open(places.QUARANTINE, item.key, came_from=gettext("Downloads"))
