"""Runs the actions on collections, and shows a message with Undo for each change."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from scholar_desktop.domain.collection import Collection, display_path
from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.library.collections.collection_panel import CollectionPanel
from scholar_desktop.ui.library.collections.collection_session import CollectionSession
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import counted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.ui.context.paper_export import PaperExporter

MESSAGE_SHOWN_MS = 4000


class CollectionCommands(QObject):
    """The commands on collections. session: the collections as the window knows them."""

    def __init__(self, ui_context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._ui_context = ui_context
        self._window = window
        self._collections = ui_context.services.collections
        self.session = CollectionSession(
            ui_context.scope, ui_context.state, ui_context.navigation, ui_context.services.collections, self
        )
        self._papers: tuple[Paper, ...] = ()
        self._panel: CollectionPanel | None = None
        self._places: CollectionPanel | None = None
        self._export: PaperExporter | None = None

    # Papers

    def choose_for_papers(self) -> None:
        """Ask for the collection to add the chosen papers to."""
        self._papers = self._chosen()
        if self._panel is None:
            self._panel = CollectionPanel(
                self._ui_context.theme,
                self._ui_context.scope,
                self._ui_context.messages,
                self._ui_context.services.collections,
                self._window,
            )
            self._panel.chosen.connect(self._on_chosen)
        self._panel.open_for(f"Add {counted(len(self._papers), 'paper', 'papers')} to a collection")

    def put_in(self, papers: Sequence[Paper], path: str) -> None:
        """Add *papers* to the collection *path*; missing parts of the path are created."""
        self._do(self._put_in(tuple(papers), path), "The papers were not put into the collection")

    def take_out(self, papers: Sequence[Paper] = (), collection: Collection | None = None) -> None:
        """Remove *papers* (default: those chosen) from *collection* (default: the one shown)."""
        one = collection or self._ui_context.navigation.collection
        chosen = tuple(papers) or self._chosen()
        if one is not None and chosen:
            self._do(self._take_out(chosen, one), "The papers were not taken out of the collection")

    def _chosen(self) -> tuple[Paper, ...]:
        now = self._ui_context.context.now
        return now.papers or ((now.paper,) if now.paper is not None else ())

    def _on_chosen(self, path: str) -> None:
        self.put_in(self._papers, path)

    async def _put_in(self, papers: tuple[Paper, ...], path: str) -> None:
        changes = await self._collections.put_in(papers, path)
        if changes.label is None:
            are = counted(len(papers), "paper is", "papers are")
            note = Note(f"{are} in ‘{display_path(path)}’ already.", icon="folder")
            self._ui_context.messages.say("undo", note, lasts_ms=MESSAGE_SHOWN_MS)
            return
        self._say(f"Put {counted(len(papers), 'paper', 'papers')} into ‘{display_path(path)}’.")

    async def _take_out(self, papers: tuple[Paper, ...], one: Collection) -> None:
        kept = await self._ui_context.services.library.find_many(papers)
        changes = await self._collections.take_out([paper.key for paper in kept.values()], one.key)
        if changes.label is not None:
            words = counted(len(changes.papers), "paper", "papers")
            self._say(f"Took {words} out of ‘{one.title}’, not out of your library.")

    # A collection

    def choose_to_show(self) -> None:
        """Ask which collection to show."""
        if self._places is None:
            self._places = CollectionPanel(
                self._ui_context.theme,
                self._ui_context.scope,
                self._ui_context.messages,
                self._ui_context.services.collections,
                self._window,
            )
            self._places.chosen.connect(self._on_place_chosen)
        self._places.open_for("Go to a collection")

    def make(self, path: str) -> None:
        self._do(self._make(path, show=False), "The collection was not made")

    def rename(self, one: Collection, name: str) -> None:
        self._do(self._rename(one, name), "The collection was not renamed")

    def move(self, key: int, parent: Collection | None) -> None:
        """Move the collection *key* into *parent*; None for the top level."""
        self._do(self._move(key, parent), "The collection was not moved")

    def delete(self, one: Collection) -> None:
        self._do(self._delete(one), "The collection was not deleted")

    def export(self, one: Collection) -> None:
        """Ask for a file, and write the papers of *one* to it."""
        self._do(self._write(one), "The collection was not exported")

    def _on_place_chosen(self, path: str) -> None:
        self._do(self._make(path, show=True), "The collection was not made")

    async def _make(self, path: str, *, show: bool) -> None:
        there = await self._collections.find(path)
        one = there or await self._collections.make(path)
        if show:
            self._ui_context.navigation.show_collection(self.session.of(one.key) or one)
        if there is None:
            self._say(f"Made the collection ‘{one.title}’.")
        elif not show:
            note = Note(f"There is a collection ‘{one.title}’ already.", icon="folder")
            self._ui_context.messages.say("undo", note, lasts_ms=MESSAGE_SHOWN_MS)

    async def _rename(self, one: Collection, name: str) -> None:
        await self._collections.rename(one.key, name)
        self._say(f"Renamed ‘{one.name}’ to ‘{' '.join(name.split())}’.")

    async def _move(self, key: int, parent: Collection | None) -> None:
        one = self.session.of(key)
        changes = await self._collections.move(key, parent.key if parent is not None else None)
        if one is not None and changes.label is not None:
            where = f"into ‘{parent.title}’" if parent is not None else "to the top"
            self._say(f"Moved ‘{one.name}’ {where}.")

    async def _delete(self, one: Collection) -> None:
        below = len(self.session.below(one))
        await self._collections.delete(one.key)
        with_them = f" and {counted(below, 'collection', 'collections')} in it" if below else ""
        self._say(f"Deleted ‘{one.title}’{with_them}. Its papers stay in your library.")

    async def _write(self, one: Collection) -> None:
        kept = await self._ui_context.services.library.collection(one.path)
        if not kept:
            note = Note(f"‘{one.title}’ has no papers to export.", icon="folder")
            self._ui_context.messages.say("collections", note, lasts_ms=MESSAGE_SHOWN_MS)
            return
        if self._export is None:
            from scholar_desktop.ui.context.paper_export import PaperExporter

            self._export = PaperExporter(
                self._ui_context.scope,
                self._ui_context.state,
                self._ui_context.messages,
                self._ui_context.services.export,
                self._ui_context.services.open_path,
                self._window,
            )
        self._export.choose([paper.paper for paper in kept], name=one.name)

    # Messages

    def _say(self, text: str) -> None:
        undo = self._ui_context.actions["edit.undo"]
        self._ui_context.messages.undoable(text, Step("Undo", undo.trigger, icon="undo"))

    def _do(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        self._ui_context.scope.start(self._reporting(work, failed), name=failed)

    async def _reporting(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        try:
            await work
        except UsageError as error:
            note = Note(error.message, error.hint or "", "warn", "warning")
            self._ui_context.messages.say("collections", note, lasts_ms=8000)
        except ScholarError as error:
            self._ui_context.messages.failed(failed, error)
