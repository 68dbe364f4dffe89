"""Runs the actions on collections, and says what was done with the way back."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from scholar_desktop.domain.collection import shown
from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.collections.panel import CollectionPanel
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.wording import counted
from scholar_desktop.ui.workbench import Workbench

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class CollectionCommands(QObject):
    """Made at the first use of one of the actions."""

    def __init__(self, workbench: Workbench, window: QWidget) -> None:
        super().__init__(window)
        self._workbench = workbench
        self._window = window
        self._collections = workbench.services.collections
        self._papers: tuple[Paper, ...] = ()
        self._panel: CollectionPanel | None = None

    def choose_for_papers(self) -> None:
        """Ask into which collection the chosen papers go."""
        now = self._workbench.context.now
        self._papers = now.papers or ((now.paper,) if now.paper is not None else ())
        if self._panel is None:
            self._panel = CollectionPanel(self._workbench, self._window)
            self._panel.chosen.connect(self._on_chosen)
        self._panel.open_for(f"Add {counted(len(self._papers), 'paper', 'papers')} to a collection")

    def put_in(self, papers: Sequence[Paper], path: str) -> None:
        """Put *papers* into the collection *path*."""
        self._do(self._put_in(tuple(papers), path), "The papers were not put into the collection")

    async def _put_in(self, papers: tuple[Paper, ...], path: str) -> None:
        changes = await self._collections.put_in(papers, path)
        if changes.label is None:
            are = counted(len(papers), "paper is", "papers are")
            note = Note(f"{are} in ‘{shown(path)}’ already.", icon="folder")
            self._workbench.messages.say("undo", note, lasts_ms=4000)
            return
        self._say(f"Put {counted(len(papers), 'paper', 'papers')} into ‘{shown(path)}’.")

    def _on_chosen(self, path: str) -> None:
        self.put_in(self._papers, path)

    def _say(self, text: str) -> None:
        undo = self._workbench.actions["edit.undo"]
        self._workbench.messages.undoable(text, Step("Undo", undo.trigger, icon="undo"))

    def _do(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        self._workbench.scope.start(self._reporting(work, failed), name=failed)

    async def _reporting(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        try:
            await work
        except UsageError as error:
            note = Note(error.message, error.hint or "", "warn", "warning")
            self._workbench.messages.say("collections", note, lasts_ms=8000)
        except ScholarError as error:
            self._workbench.messages.failed(failed, error)
