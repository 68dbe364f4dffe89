"""Runs actions on more rows of the library's table than papers are loaded: one change, with progress, Stop and Undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.collection import display_path
from scholar_desktop.domain.errors import OperationCancelled, ScholarError
from scholar_desktop.domain.library import NOT_MARKED, TO_READ, BulkRun, Changes
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.library.library_messages import removed_words
from scholar_desktop.ui.library.tag_menu import say_no_tag
from scholar_desktop.ui.library.trash_commands import consequence_of_deleting
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import tagged_words, untagged_words, with_stopped

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.domain.own_fields import Value
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.question_panel import QuestionPanel
    from scholar_desktop.ui.library.collections.collection_panel import CollectionPanel
    from scholar_desktop.ui.library.field_panel import FieldPanel
    from scholar_desktop.ui.library.tag_panel import TagPanel
    from scholar_desktop.ui.theme.theme import Theme

# not translated: the key of the message
PROGRESS = "bulk"
STOPPED_SHOWN_MS = 6000
SHOWN_STEPS = 20
"""Times that the progress of one change is shown: a screen reader reads each."""
Work = Callable[[BulkRun], Awaitable[Changes]]  # not translated: a type
Summary = Callable[[int], str]
"""Returns the sentence for a change of that number of papers."""


class BulkCommands:
    """Changes the papers of the selected rows in the library itself, without loading them. One change at a time."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        navigation: Navigation,
        library: Library,
        downloads: Downloads,
        collections: Collections,
        chosen: Callable[[], Sequence[int]],
        window: QWidget,
    ) -> None:
        """chosen: returns the rows of the library that are selected, as `Library.bulk` takes them."""
        self._theme = theme
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._navigation = navigation
        self._library = library
        self._downloads = downloads
        self._collections = collections
        self._chosen = chosen
        self._window = window
        self._run: BulkRun | None = None
        self._rows: Sequence[int] = ()
        self._shown_next = 0

    def trash(self) -> None:
        """Move the papers to the trash."""
        rows, changed = self._chosen(), set[str]()
        downloaded = self._downloads.papers_in_library

        async def work(run: BulkRun) -> Changes:
            changes = await self._library.bulk.trash(rows, run, on=True)
            changed.update(changes.papers)
            return changes

        def summary(count: int) -> str:
            words = ngettext("Moved {count} paper to the trash.", "Moved {count} papers to the trash.", count)
            return with_stopped(words, bool(changed & downloaded))

        self._start(rows, work, summary, Message("Paper not moved to the trash"))

    def restore(self) -> None:
        """Restore the papers from the trash."""
        rows = self._chosen()
        self._start(
            rows,
            partial(self._library.bulk.trash, rows, on=False),
            lambda count: ngettext("Restored {count} paper.", "Restored {count} papers.", count),
            Message("Paper not restored"),
        )

    def ask_to_delete(self) -> None:
        """Ask whether to delete the papers from the trash, and delete them."""
        rows = self._chosen()
        question = ngettext("Delete {count} paper from the trash?", "Delete {count} papers from the trash?", len(rows))

        def delete() -> None:
            self._start(
                rows,
                partial(self._library.bulk.remove, rows),
                lambda count: ngettext(
                    "Deleted {count} paper from the trash.", "Deleted {count} papers from the trash.", count
                ),
                Message("Paper not deleted"),
            )

        self._question.ask(question, consequence_of_deleting(), gettext("Delete from trash"), delete)

    def star(self) -> None:
        """Star the papers; if all have a star, remove it."""
        rows = self._chosen()

        async def work(run: BulkRun) -> Changes:
            on = not (await self._library.bulk.state(rows)).starred
            return await self._library.bulk.star(rows, run, on)

        self._start(rows, work, _changed, Message("Star not changed"))

    def mark_to_read(self) -> None:
        """Mark the papers as to read; if all are, remove the mark."""
        rows = self._chosen()

        async def work(run: BulkRun) -> Changes:
            is_marked = (await self._library.bulk.state(rows)).to_read
            return await self._library.bulk.mark(rows, run, NOT_MARKED if is_marked else TO_READ)

        self._start(rows, work, _changed, Message("Paper not marked"))

    def open_tags(self) -> None:
        """Show the panel to tag the papers."""
        self._tag_panel.open_for(self._chosen())

    def toggle_tag(self, number: int) -> None:
        """Add the tag with this key to the papers; remove it if all of them have it."""
        rows = self._chosen()

        async def work(run: BulkRun) -> Changes:
            name = next((one.name for one in await self._library.all_tags() if one.number == number), None)
            if name is None:
                say_no_tag(self._messages, number)
                return Changes()
            on = not (await self._library.bulk.state(rows, name)).tagged
            return await self._library.bulk.tag(rows, run, name, on)

        self._start(rows, work, _changed, Message("Could not add the tag"))

    def edit(self) -> None:
        """Show the panel to write a field of the papers."""
        rows = self._chosen()

        def write(values: Mapping[str, Value]) -> None:
            self._start(
                rows,
                partial(self._library.bulk.edit, rows, values=values),
                lambda count: ngettext("Edited {count} paper.", "Edited {count} papers.", count),
                Message("Could not edit the papers"),
            )

        self._field_panel.open_to(len(rows), write)

    def choose_collection(self) -> None:
        """Ask for the collection to add the papers to."""
        self._rows = self._chosen()
        title = ngettext("Add {count} paper to a collection", "Add {count} papers to a collection", len(self._rows))
        self._collection_panel.open_for(title)

    def take_out(self) -> None:
        """Remove the papers from the collection that is shown."""
        rows, one = self._chosen(), self._navigation.collection
        if one is None:
            return
        changed: set[str] = set()

        async def work(run: BulkRun) -> Changes:
            changes = await self._library.bulk.uncollect(rows, run, collection=one.key)
            changed.update(changes.collections)
            return changes

        self._start(
            rows,
            work,
            lambda count: removed_words(count, one, changed),
            Message("Could not remove the papers from the collection"),
        )

    def _collect(self, path: str) -> None:
        self._start(
            self._rows,
            partial(self._library.bulk.collect, self._rows, path=path),
            lambda count: ngettext(
                "Added {count} paper to “{collection}”.",
                "Added {count} papers to “{collection}”.",
                count,
                collection=display_path(path),
            ),
            Message("Could not add the papers to the collection"),
        )

    def _tag(self, rows: Sequence[int], name: str, on: bool) -> None:
        work = partial(self._library.bulk.tag, rows, name=name, on=on)
        summary = partial(tagged_words if on else untagged_words, name)
        failed = Message("Could not add the tag") if on else Message("Could not remove the tag")
        self._start(rows, work, summary, failed)

    # One change

    def _start(self, rows: Sequence[int], work: Work, summary: Summary, failed: str) -> None:
        if self._run is not None:
            words = gettext("Another change to many papers is still running. Wait until it has finished, or stop it.")
            self._messages.say("cannot_run", Note(words, icon="info"), lasts_ms=STOPPED_SHOWN_MS)
            return
        self._shown_next = 0
        self._run = BulkRun(partial(self._show_progress, len(rows)))
        self._scope.start(self._change(self._run, work, summary, failed), name="change many papers")

    def _show_progress(self, total: int, done: int) -> None:
        run = self._run
        if run is None or run.stopped.is_set() or done < self._shown_next:
            return
        self._shown_next = done + total // SHOWN_STEPS
        words = gettext("Changed {done} of {total} papers.", done=done, total=total)
        stop = Step(gettext("Stop"), run.stopped.set, icon="cross")
        self._messages.say(PROGRESS, Note(words, icon="clock", steps=(stop,), progress=done / total))

    async def _change(self, run: BulkRun, work: Work, summary: Summary, failed: str) -> None:
        try:
            changes = await work(run)
        except OperationCancelled as error:
            self._messages.say(PROGRESS, Note(shown(error.message), icon="info"), lasts_ms=STOPPED_SHOWN_MS)
            return
        except ScholarError as error:
            self._messages.close_message(PROGRESS)
            self._messages.failed(failed, error)
            return
        finally:
            self._run = None
        self._messages.close_message(PROGRESS)
        if changes.papers:
            undo = self._actions["edit.undo"]
            step = Step(gettext("Undo"), undo.trigger, icon="undo")
            self._messages.undoable(summary(len(changes.papers)), step)

    # Panels, created when they are first used

    @cached_property
    def _question(self) -> QuestionPanel:
        from scholar_desktop.ui.context.question_panel import QuestionPanel

        return QuestionPanel(self._theme, self._window)

    @cached_property
    def _tag_panel(self) -> TagPanel:
        from scholar_desktop.ui.library.tag_panel import TagPanel

        common = self._library.bulk.common_tags
        panel = TagPanel(self._theme, self._scope, self._library, common, self._window)
        panel.chosen.connect(self._tag)
        return panel

    @cached_property
    def _field_panel(self) -> FieldPanel:
        from scholar_desktop.ui.library.field_panel import FieldPanel

        return FieldPanel(self._theme, self._scope, self._actions, self._messages, self._library, self._window)

    @cached_property
    def _collection_panel(self) -> CollectionPanel:
        from scholar_desktop.ui.library.collections.collection_panel import CollectionPanel

        panel = CollectionPanel(self._theme, self._scope, self._messages, self._collections, self._window)
        panel.chosen.connect(self._collect)
        return panel


def _changed(count: int) -> str:
    return ngettext("Changed {count} paper.", "Changed {count} papers.", count)


def bind_bulk(actions: Actions, commands: Callable[[], BulkCommands]) -> None:
    """Bind the actions that also run on more rows than papers are loaded to *commands*, which creates the commands at
    the first use."""
    bind = actions.bind_bulk
    bind("paper.delete", lambda: commands().trash())
    bind("paper.remove", lambda: commands().trash())
    bind("paper.restore", lambda: commands().restore())
    bind("paper.delete_for_good", lambda: commands().ask_to_delete())
    bind("paper.star", lambda: commands().star())
    bind("paper.to_read", lambda: commands().mark_to_read())
    bind("paper.tag", lambda: commands().open_tags())
    bind("paper.edit", lambda: commands().edit())
    bind("paper.collect", lambda: commands().choose_collection())
    bind("paper.uncollect", lambda: commands().take_out())
