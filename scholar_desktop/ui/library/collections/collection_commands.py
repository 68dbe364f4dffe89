"""Runs the actions on collections, and shows a message with Undo for each change."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.collection import PATH_SEPARATOR, Collection, display_path, fold_path
from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.navigation import LIBRARY
from scholar_desktop.ui.context.question_panel import QuestionPanel
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.library.collections.collection_panel import CollectionPanel
from scholar_desktop.ui.library.collections.collection_session import CollectionSession
from scholar_desktop.ui.library.library_messages import removed_words
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.sidebar_button import outermost_list
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.ui.library.collections.collection_note_panel import CollectionNotePanel

MESSAGE_SHOWN_MS = 4000
NOT_PUT_IN = Message("Could not add the papers to the collection")


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
        self._parents: CollectionPanel | None = None
        self._moved: Collection | None = None
        self._note: CollectionNotePanel | None = None

    def show_note(self, one: Collection) -> None:
        """Show the note on a collection."""
        if self._note is None:
            from scholar_desktop.ui.library.collections.collection_note_panel import CollectionNotePanel

            ui_context = self._ui_context
            self._note = CollectionNotePanel(
                ui_context.theme,
                ui_context.scope,
                ui_context.actions,
                ui_context.messages,
                ui_context.services.collections,
                ui_context.services.open_url,
                self._window,
            )
        self._note.open_for(one)

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
        self._panel.open_for(
            ngettext("Add {count} paper to a collection", "Add {count} papers to a collection", len(self._papers))
        )

    def put_in(self, papers: Sequence[Paper], path: str) -> None:
        """Add *papers* to the collection *path*; missing parts of the path are created."""
        self._do(self._ask_and_put_in(tuple(papers), path), NOT_PUT_IN)

    def take_out(self, papers: Sequence[Paper] = (), collection: Collection | None = None) -> None:
        """Remove *papers* (default: those chosen) from *collection* (default: the one shown)."""
        one = collection or self._ui_context.navigation.collection
        chosen = tuple(papers) or self._chosen()
        if one is not None and chosen:
            self._do(self._take_out(chosen, one), Message("Could not remove the papers from the collection"))

    def _chosen(self) -> tuple[Paper, ...]:
        now = self._ui_context.context.now
        return now.papers or ((now.paper,) if now.paper is not None else ())

    def _on_chosen(self, path: str) -> None:
        self.put_in(self._papers, path)

    async def _ask_and_put_in(self, papers: tuple[Paper, ...], path: str) -> None:
        from scholar_desktop.ui.context.add_question import AddQuestion

        ui_context = self._ui_context
        question = AddQuestion(
            ui_context.services.library, ui_context.messages, partial(ui_context.current.run_for, "paper.open")
        )
        if not await question.asks(papers, lambda some: self._do(self._put_in(some, path), NOT_PUT_IN)):
            await self._put_in(papers, path)

    async def _put_in(self, papers: tuple[Paper, ...], path: str) -> None:
        kept = await self._ui_context.services.library.find_many(papers)
        wanted = fold_path(path)
        inside = {one.key for one in kept.values() if wanted in map(fold_path, one.collections)}
        changes = await self._collections.put_in(papers, path)
        count = len(changes.papers - inside)  # what is known of the others may have changed, too
        if changes.label is None or not count:
            words = ngettext(
                "{count} paper is already in “{collection}”.",
                "{count} papers are already in “{collection}”.",
                len(papers),
                collection=display_path(path),
            )
            note = Note(words, icon="folder")
            self._ui_context.messages.say("undo", note, lasts_ms=MESSAGE_SHOWN_MS)
            return
        self._say(_added_words(count, sum(paper.id not in kept for paper in papers), display_path(path)))

    async def _take_out(self, papers: tuple[Paper, ...], one: Collection) -> None:
        kept = await self._ui_context.services.library.find_many(papers)
        changes = await self._collections.take_out([paper.key for paper in kept.values()], one.key)
        if changes.label is not None:
            self._say(removed_words(len(changes.papers), one, changes.collections))

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
        self._places.open_for(gettext("Go to a collection"))

    def make(self, path: str) -> None:
        self._do(self._make(path, show=False), Message("Could not create the collection"))

    def rename(self, one: Collection, name: str) -> None:
        self._do(self._rename(one, name), Message("Could not rename the collection"))

    def choose_parent(self, one: Collection) -> None:
        """Ask into which collection to move *one*."""
        self._moved = one
        if self._parents is None:
            self._parents = CollectionPanel(
                self._ui_context.theme,
                self._ui_context.scope,
                self._ui_context.messages,
                self._ui_context.services.collections,
                self._window,
                none=gettext("Top level"),
                creates=False,
            )
            self._parents.chosen.connect(self._on_parent_chosen)
        around = one.path.rpartition(PATH_SEPARATOR)[0]
        self._parents.open_for(gettext("Move “{name}” to", name=one.name), around, left_out=one)

    def _on_parent_chosen(self, path: str) -> None:
        parent = next((one for one in self.session.collections if one.path == path), None)
        if self._moved is not None and (parent is not None or not path):
            self.move(self._moved.key, parent)

    def move(self, key: int, parent: Collection | None) -> None:
        """Move the collection *key* into *parent*; None for the top level."""
        self._do(self._move(key, parent), Message("Could not move the collection"))

    def ask_to_delete(self, one: Collection) -> None:
        """Ask whether to delete *one*, for a key that may have been meant for the list of its papers. An empty
        collection is deleted at once."""
        below = len(self.session.below(one))
        if not one.papers and not below:
            self.delete(one)
            return
        question = gettext("Delete the collection “{name}”?", name=one.title)
        if below:
            question = ngettext(
                "Delete the collection “{name}” and its {count} subcollection?",
                "Delete the collection “{name}” and its {count} subcollections?",
                below,
                name=one.title,
            )
        text = gettext("The papers stay in your library. You can undo this.")
        answer = self._ui_context.actions.title("collection.delete")
        panel = QuestionPanel(self._ui_context.theme, self._window, is_kept=False)
        panel.ask(question, text, answer, partial(self.delete, one))

    def delete(self, one: Collection) -> None:
        self._do(self._delete(one), Message("Could not delete the collection"))

    def _on_place_chosen(self, path: str) -> None:
        self._do(self._make(path, show=True), Message("Could not create the collection"))

    async def _make(self, path: str, *, show: bool) -> None:
        there = await self._collections.find(path)
        one = there or await self._collections.make(path)
        if show:
            self._ui_context.navigation.show_collection(self.session.of(one.key) or one, focus=True)
        else:
            self.session.announce(one.key)
        if there is None:
            self._say(gettext("Created the collection “{name}”.", name=one.title))
        elif not show:
            note = Note(gettext("The collection “{name}” already exists.", name=one.title), icon="folder")
            self._ui_context.messages.say("undo", note, lasts_ms=MESSAGE_SHOWN_MS)

    async def _rename(self, one: Collection, name: str) -> None:
        await self._collections.rename(one.key, name)
        self._say(gettext("Renamed “{old}” to “{new}”.", old=one.name, new=" ".join(name.split())))

    async def _move(self, key: int, parent: Collection | None) -> None:
        one = self.session.of(key)
        changes = await self._collections.move(key, parent.key if parent is not None else None)
        if one is None:
            return
        if changes.label is None:
            if parent is not None:
                words = gettext("“{name}” is already in “{parent}”.", name=one.name, parent=parent.title)
            else:
                words = gettext("“{name}” is already at the top level.", name=one.name)
            self._ui_context.messages.say("undo", Note(words, icon="folder"), lasts_ms=MESSAGE_SHOWN_MS)
        elif parent is not None:
            self._say(gettext("Moved “{name}” into “{parent}”.", name=one.name, parent=parent.title))
        else:
            self._say(gettext("Moved “{name}” to the top level.", name=one.name))

    async def _delete(self, one: Collection) -> None:
        below = len(self.session.below(one))
        navigation = self._ui_context.navigation
        current = navigation.collection
        is_shown = current is not None and f"{current.path}/".startswith(f"{one.path}/")
        await self._collections.delete(one.key)
        # from the sidebar, the user goes on there: a second Delete would act on the papers
        focused = QApplication.focusWidget()
        is_in_sidebar = focused is not None and outermost_list(focused) is not None
        if is_shown and navigation.page == LIBRARY and not is_in_sidebar:
            navigation.list_wanted.emit()
        if below:
            self._say(
                ngettext(
                    "Deleted “{name}” and {count} subcollection. The papers stay in your library.",
                    "Deleted “{name}” and {count} subcollections. The papers stay in your library.",
                    below,
                    name=one.title,
                )
            )
        else:
            self._say(gettext("Deleted “{name}”. Its papers stay in your library.", name=one.title))

    # Messages

    def _say(self, text: str) -> None:
        undo = self._ui_context.actions["edit.undo"]
        self._ui_context.messages.undoable(text, Step(gettext("Undo"), undo.trigger, icon="undo"))

    def _do(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        self._ui_context.scope.start(work, name=failed, on_failure=partial(self._report, failed))

    def _report(self, failed: str, error: ScholarError) -> None:
        if isinstance(error, UsageError):
            note = Note(shown(error.message), shown(error.hint or ""), "warn", "warning")
            self._ui_context.messages.say("collections", note, lasts_ms=8000)
        else:
            self._ui_context.messages.failed(failed, error)


def _added_words(count: int, new: int, collection: str) -> str:
    """Return the sentence on *count* papers that were added to a collection, *new* of them also to the library."""
    if not new:
        return ngettext(
            "Added {count} paper to “{collection}”.",
            "Added {count} papers to “{collection}”.",
            count,
            collection=collection,
        )
    if new >= count:
        return ngettext(
            "Added {count} paper to your library and to “{collection}”.",
            "Added {count} papers to your library and to “{collection}”.",
            count,
            collection=collection,
        )
    return ngettext(
        "Added {total} papers to “{collection}”, and {count} of them to your library.",
        "Added {total} papers to “{collection}”, and {count} of them to your library.",
        new,
        total=number(count),
        collection=collection,
    )
