"""Runs the actions on papers in the trash: restore them, or delete them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.question_panel import QuestionPanel
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.wording import message_title

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme


class TrashCommands:
    """Works on the selected rows of the library's list, which shows the trash."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        library: Library,
        chosen: Callable[[], Sequence[KeptPaper]],
        window: QWidget,
    ) -> None:
        """chosen: returns the papers of the selected rows."""
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._library = library
        self._chosen = chosen
        self._question = QuestionPanel(theme, window)

    def restore(self) -> None:
        """Restore the selected papers."""
        papers = self._chosen()
        text = gettext("Restored “{title}”.", title=message_title(papers[0].paper.title)) if len(papers) == 1 else ""
        done = text or ngettext("Restored {count} paper.", "Restored {count} papers.", len(papers))
        restore = partial(self._library.entries.trash, [one.key for one in papers], False)
        self._start(restore, done, Message("Paper not restored"))

    def ask_to_delete(self) -> None:
        """Ask whether to delete the selected papers, and delete them."""
        papers = self._chosen()
        if not papers:
            return
        if len(papers) == 1:
            question = gettext("Delete “{title}” from the trash?", title=message_title(papers[0].paper.title))
        else:
            question = ngettext(
                "Delete {count} paper from the trash?", "Delete {count} papers from the trash?", len(papers)
            )
        self._question.ask(
            question,
            consequence_of_deleting(),
            gettext("Delete from trash"),
            partial(self._delete, [one.key for one in papers]),
        )

    def ask_to_empty(self) -> None:
        """Ask whether to empty the trash, and empty it."""
        report = partial(self._messages.failed, Message("Trash not emptied"))
        self._scope.start(self._ask_to_empty(), name="count the trash", latest="trash", on_failure=report)

    async def _ask_to_empty(self) -> None:
        count = (await self._library.counts()).trashed
        if not count:
            self._messages.undoable(gettext("The trash is already empty."))
            return
        question = ngettext("Delete the paper in the trash?", "Delete the {count} papers in the trash?", count)
        self._question.ask(question, consequence_of_deleting(), gettext("Empty trash"), self._empty)

    def _delete(self, keys: Sequence[str]) -> None:
        done = ngettext("Deleted {count} paper from the trash.", "Deleted {count} papers from the trash.", len(keys))
        self._start(partial(self._library.remove, keys), done, Message("Paper not deleted"))

    def _empty(self) -> None:
        self._start(self._library.entries.empty_trash, gettext("Emptied the trash."), Message("Trash not emptied"))

    def _start(self, work: Callable[[], Awaitable[Changes]], done: str, failed: str) -> None:
        self._scope.start(self._run(work, done), name=failed, on_failure=partial(self._messages.failed, failed))

    async def _run(self, work: Callable[[], Awaitable[Changes]], done: str) -> None:
        """Do *work*, and then say that it is *done*."""
        if (await work()).papers:
            undo = self._actions["edit.undo"]
            self._messages.undoable(done, Step(gettext("Undo"), undo.trigger, icon="undo"))


def consequence_of_deleting() -> str:
    """Return what goes with a paper that is deleted from the trash, as a text for a question."""
    return gettext(
        "The files, notes and tags go with the papers. You can undo this for 30 days, or until 200 later changes."
    )
