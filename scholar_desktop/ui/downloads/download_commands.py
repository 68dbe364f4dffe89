"""Runs the actions on the download queue: on the chosen rows, on all rows, and on the report."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.services.downloads.report import report_csv, report_text
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.download_undo import cancel_downloads
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.downloads.download_list_model import in_list_order
from scholar_desktop.ui.widgets.file_dialog import CSV_FILE, FilePurpose, save_file
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import download_title

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.downloads.downloads_report import ReportStrip

MESSAGE_SHOWN_MS = 6000


class DownloadCommands:
    """Runs the `downloads.*` actions.

    Args:
        find_kept: returns the papers that are in the library, by `Paper.id`.
        covered: returns the items that the report covers.
        chips: the report, whose chosen chip shows some of them.
        get_list: opens the box for a list of identifiers.
        run_on_chosen: runs the command on the selected downloads that it gets, if the user can see one of them.
        select: selects the items with these keys.
        move: moves items before another one, or to the end for None, and shows it.
        show_unfinished: shows the items that have not ended, whichever are listed.
        parent: of the dialogs.
    """

    def __init__(
        self,
        scope: TaskScope,
        state: WindowState,
        context: ActionContext,
        actions: Actions,
        messages: Messages,
        downloads: Downloads,
        *,
        find_kept: Callable[[Sequence[Paper]], Awaitable[Mapping[str, KeptPaper]]],
        covered: Callable[[], Sequence[DownloadItem]],
        chips: ReportStrip,
        get_list: Callable[[], None],
        run_on_chosen: Callable[[Callable[[], None]], None],
        select: Callable[[Sequence[str]], None],
        move: Callable[[Sequence[str], str | None], None],
        show_unfinished: Callable[[], None],
        parent: QWidget,
    ) -> None:
        self._context = context
        self._actions = actions
        self._state = state
        self._messages = messages
        self._downloads = downloads
        self._scope = scope.child()
        self._find_kept = find_kept
        self._covered = covered
        self._chips = chips
        self._run_on_chosen = run_on_chosen
        self._select = select
        self._move = move
        self._show_unfinished = show_unfinished
        self._parent = parent
        bind = actions.bind
        for name, run in (
            ("get_list", get_list),
            ("pause_all", self._pause_all),
            ("resume_all", lambda: self._downloads.resume(self._all())),
            ("cancel_all", lambda: self.cancel(self._all())),
            ("pause", lambda: self._downloads.pause(self._chosen())),
            ("resume", lambda: self._downloads.resume(self._chosen())),
            ("cancel", lambda: self.cancel(self._chosen())),
            ("retry", self._retry),
            ("move_up", lambda: self._step(-1)),
            ("move_down", lambda: self._step(1)),
            ("move_top", self._to_the_top),
            ("save_report", self._open_save_dialog),
            ("copy_report", self._copy_report),
            ("remove", lambda: run_on_chosen(lambda: self.remove(self._chosen()))),
            ("clear", self._clear),
        ):
            bind(f"downloads.{name}", run)

    def cancel(self, keys: Sequence[str]) -> None:
        """Cancel those of the items that have not ended. This can be undone."""
        cancel_downloads(self._downloads, self._messages, self._actions, keys)

    def delete(self) -> None:
        """Do what the key Delete does: remove the selected downloads that have ended. If none has, cancel them."""
        chosen = self._context.now.downloads
        if not chosen or any(item.state is DownloadState.DONE for item in chosen):
            self._messages.run(self._actions, "downloads.remove")
        else:
            self._run_on_chosen(lambda: self.cancel(self._chosen()))

    def remove(self, keys: Sequence[str]) -> None:
        """Remove items that have ended from the list. This can be undone, except for PDFs to review, which are
        deleted."""
        order = self._all()
        gone = [item for item in self._downloads.items() if item.key in set(keys) and item.state is DownloadState.DONE]
        self._downloads.forget(keys)
        if not gone:
            return
        messages, downloads, count = self._messages, self._downloads, len(gone)
        removed = ngettext("Removed {count} download from the list.", "Removed {count} downloads from the list.", count)
        if count == 1:
            removed = gettext("Removed “{title}” from the list.", title=download_title(gone[0]))
        back = [item for item in gone if item.quarantined is None]
        if not back:
            messages.say("undo", Note(removed, tone="panel", icon="tick"), lasts_ms=MESSAGE_SHOWN_MS)
            return
        label = ngettext("remove {count} download from the list", "remove {count} downloads from the list", count)
        undone = ngettext(
            "Put {count} download back on the list.", "Put {count} downloads back on the list.", len(back)
        )
        if count == 1:
            label = gettext("remove “{title}” from the list", title=download_title(gone[0]))
        if len(back) == 1:
            undone = gettext("Put “{title}” back on the list.", title=download_title(back[0]))
        again, group, batch = [item.key for item in back], self._chips.group, self._chips.batch

        async def put_back() -> None:
            await downloads.put_back(back, order)
            self._chips.show_again(group, batch)
            self._select(again)

        messages.add_undo_step(UndoStep(label, undone, put_back, lambda: self.remove(again)))
        messages.undoable(removed, Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo"))

    def save_report(self, path: Path) -> None:
        """Write the report on the downloads shown to *path*, as CSV."""
        self._scope.start(self._write(path, tuple(self._listed())), name="save the report", latest="report")

    def _listed(self) -> list[DownloadItem]:
        """Return the items of the chosen batch that belong to the chosen chip, in the order of the list."""
        return in_list_order(self._chips.fitting(self._covered()))

    def _clear(self) -> None:
        """Remove the listed items that are finished."""
        finished = [item.key for item in self._listed() if item.is_finished]
        if finished:
            self.remove(finished)
            return
        note = Note(
            gettext("No download was removed."),
            gettext("Downloads that are tried again later, or that have a PDF to review, stay in the list."),
        )
        self._messages.say("undo", note, lasts_ms=MESSAGE_SHOWN_MS)

    def _all(self) -> list[str]:
        return [item.key for item in self._downloads.items()]

    def _pause_all(self) -> None:
        """Pause all, and show what is paused: the list may show finished downloads, and nothing changes about them."""
        self._downloads.pause(self._all())
        self._show_unfinished()

    def _chosen(self) -> list[str]:
        return [item.key for item in self._context.now.downloads]

    def _retry(self) -> None:
        self._downloads.retry([item.key for item in self._context.now.downloads if item.is_retryable])

    def _open_rows(self) -> list[str]:
        """Return the keys of the unfinished items, in the order of the list."""
        items = [item for item in self._downloads.items() if item.state is not DownloadState.DONE]
        items.sort(key=lambda item: item.state is not DownloadState.RUNNING)
        return [item.key for item in items]

    def _movable(self) -> list[str]:
        order, chosen = self._open_rows(), set(self._chosen())
        return [key for key in order if key in chosen]

    def _step(self, by: int) -> None:
        order, keys = self._open_rows(), self._movable()
        if not keys:
            return
        edge = order.index(keys[0] if by < 0 else keys[-1]) + by
        if not 0 <= edge < len(order):
            return
        behind = edge + 1 if by > 0 else edge
        rest = [key for key in order[behind:] if key not in keys]
        self._move(keys, rest[0] if rest else None)

    def _to_the_top(self) -> None:
        keys = self._movable()
        rest = [key for key in self._open_rows() if key not in keys]
        if keys and rest:
            self._move(keys, next(key for key in self._all() if key not in keys))

    def _copy_report(self) -> None:
        items = tuple(self._listed())
        QGuiApplication.clipboard().setText(report_text(items, shown))
        note = Note(
            ngettext("Copied the report on {count} download.", "Copied the report on {count} downloads.", len(items)),
            tone="ok",
            icon="tick",
        )
        self._messages.say("report", note, lasts_ms=MESSAGE_SHOWN_MS)

    def _open_save_dialog(self) -> None:
        save_file(
            self._parent,
            gettext("Save report as CSV"),
            (CSV_FILE,),
            lambda path, _: self.save_report(path),
            name="downloads",
            purpose=FilePurpose.REPORT,
            memory=self._state,
        )

    async def _write(self, path: Path, items: tuple[DownloadItem, ...]) -> None:
        messages = self._messages
        try:
            kept = await self._find_kept([item.paper for item in items if item.paper is not None])
            await asyncio.to_thread(_write_csv, path, items, kept)
        except ScholarError as error:
            messages.failed(gettext("Could not save {file}", file=path.name), error)
        except OSError as error:
            messages.say(
                "report", Note(gettext("Could not save {file}.", file=path.name), f"{error.strerror}.", "error")
            )
        else:
            summary = ngettext("{count} download", "{count} downloads", len(items))
            note = Note(gettext("Saved {file}.", file=path.name), summary, "ok", "tick")
            messages.say_saved("report", note, path.parent, lasts_ms=MESSAGE_SHOWN_MS)


def _write_csv(path: Path, items: Sequence[DownloadItem], kept: Mapping[str, KeptPaper]) -> None:
    """Write the report; runs in a thread. The file is written completely or not at all."""
    # with a byte order mark, because some spreadsheets else assume another encoding
    replace_file(path, report_csv(items, kept=kept, show=shown).encode("utf-8-sig"))
