"""Writes the annotations in the PDFs of a paper into its note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.annotations import AnnotatedPaper
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages

_KEY = "annotations"
MESSAGE_SHOWN_MS = 8000


class AnnotationNotes:
    """What a note has already is not added again."""

    def __init__(self, scope: TaskScope, actions: Actions, messages: Messages, library: Library) -> None:
        self._scope = scope.child()
        self._actions = actions
        self._messages = messages
        self._library = library

    def write(self, paper: Paper) -> None:
        """Read the annotations of *paper*, and add them to its note."""
        self._scope.start(self._write(paper), name="annotations to the note", latest=_KEY)

    async def _write(self, paper: Paper) -> None:
        from scholar_desktop.services.papers.annotations import read_annotations

        stop = Step(gettext("Stop"), self._stop)
        self._messages.say(_KEY, Note(gettext("Reading the annotations…"), icon="clock", steps=(stop,)))
        count, problems = 0, ""
        try:
            kept = list((await self._library.find_many([paper])).values())
            async for one in read_annotations(kept):
                problems = " ".join(map(shown, one.problems))
                count = len(one.annotations) if await self._add(one) else 0
        except ScholarError as error:
            self._messages.close_message(_KEY)
            self._messages.failed(gettext("Could not read the annotations"), error)
            return
        self._messages.close_message(_KEY)
        self._report(count, problems)

    async def _add(self, one: AnnotatedPaper) -> bool:
        """Add the annotations of a paper to its note. False if there is nothing to add."""
        from scholar_desktop.services.papers.annotations import write_notes

        text = write_notes([one]).strip()
        before = _note_of(one.kept)
        if not text or text in before:
            return False
        await self._library.note(one.kept.paper, f"{before.rstrip()}\n\n{text}\n".lstrip())
        return True

    def _report(self, count: int, problems: str) -> None:
        if count:
            text = ngettext("Added {count} annotation to the note.", "Added {count} annotations to the note.", count)
            undo = Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo")
            self._messages.undoable(f"{text} {problems}".strip(), undo)
            return
        lead = gettext("The PDF has no annotations that the note does not have.")
        self._messages.say(_KEY, Note(lead, problems, icon="info"), lasts_ms=MESSAGE_SHOWN_MS)

    def _stop(self) -> None:
        self._scope.cancel(_KEY)
        self._messages.close_message(_KEY)


def _note_of(kept: KeptPaper) -> str:
    return "\n\n".join(kept.notes)
