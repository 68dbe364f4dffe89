"""The note that a paper of the library may be the paper shown, which is not in the library by its identifiers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.add_question import paper_named
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.library import Changes, KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.theme.theme import Theme

# not translated: the name of a task
LOOK_UP = "look for the paper shown"


class PossiblyKnown(NoteBar):
    """Looks for a paper that the page Duplicates would list with the one shown (see `Library.possibly_known`).

    That they are the same is never certain: the note says "possibly", as the preview of an import does.
    """

    def __init__(
        self, theme: Theme, scope: TaskScope, library: Callable[[], Library], open_paper: Callable[[Paper], None]
    ) -> None:
        """library: returns the library, which is not needed at the start; open_paper: shows a paper of it."""
        super().__init__(theme)
        self.setObjectName("possiblyKnownNote")
        self._scope = scope.child()
        self._library = library
        self._open = open_paper
        self._shown: Paper | None = None
        self._listens = False

    def show_paper(self, paper: Paper, *, is_known: bool) -> None:
        """Look for *paper*. is_known: the library or its trash has it."""
        wanted = None if is_known else paper
        if self._shown is not None and wanted is not None and _compared(wanted) == _compared(self._shown):
            return
        self._scope.cancel(LOOK_UP)
        self._shown = wanted
        self.clear()
        if wanted is not None:
            self._start()

    def _start(self) -> None:
        if not self._listens:
            self._listens = True
            self._library().changed.connect(self._on_library_changed)
        if self._shown is not None:
            self._scope.start(self._look_up(self._shown), name=LOOK_UP, latest=LOOK_UP)

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.papers:
            self._start()

    async def _look_up(self, paper: Paper) -> None:
        library = self._library()
        try:
            key = (await library.possibly_known([paper])).get(paper.id)
            kept = await library.get(key) if key is not None else None
        except ScholarError:  # the library reports it
            return
        if kept is None:
            self.clear()
        else:
            self._show(kept)

    def _show(self, kept: KeptPaper) -> None:
        lead = gettext("Possibly in your library:")
        steps = (Step(gettext("Open paper"), partial(self._open, kept.paper)),)
        self.show_note(Note(lead, paper_named(kept.paper), "panel", "question", steps))


def _compared(paper: Paper) -> tuple[object, ...]:
    return paper.id, paper.title, paper.ids, paper.authors, paper.year, paper.type
