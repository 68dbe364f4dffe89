"""The question that is asked before a command adds papers, or gets their PDFs, if some are possibly in the
library."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.batch_names import batch_name
from scholar_desktop.ui.words.wording import authors_short, number, quoted_titles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.ui_context import UiContext

MOST_NAMED = 2
"""How many papers that are possibly in the library the question names, where it is about several."""
# not translated: the key of a message
POSSIBLY_KNOWN = "possibly known"


class AddQuestion:
    """Asks the user before a command adds papers that are possibly in the library.

    show_paper: opens a paper; gets_pdfs: the command also gets their PDFs.
    """

    def __init__(
        self,
        library: Library,
        messages: Messages,
        show_paper: Callable[[Paper], None],
        *,
        gets_pdfs: bool = False,
    ) -> None:
        self._library = library
        self._messages = messages
        self._show_paper = show_paper
        self._gets_pdfs = gets_pdfs

    async def ask_or_run(self, papers: Sequence[Paper], run: Callable[[tuple[Paper, ...]], object]) -> None:
        """Run the command *run* on *papers*; show the question instead if some of them are possibly in the library. If
        the library cannot be asked, the command reports it."""
        with contextlib.suppress(ScholarError):
            if await self.asks(papers, run):
                return
        run(tuple(papers))

    async def asks(self, papers: Sequence[Paper], add: Callable[[tuple[Paper, ...]], object]) -> bool:
        """Show the question instead of adding *papers*. Return False if none of them is possibly in the library, so
        that nothing is asked. It closes after the time of a message with “Undo”: the command asks again.

        Args:
            add: runs the command on the papers that the user chooses.

        Raises:
            the errors of the library.
        """
        possibly = await self._library.possibly_known(papers)
        if not possibly:
            return False
        kept = await self._library.get(next(iter(possibly.values())))
        others = tuple(paper for paper in papers if paper.id not in possibly)

        def add_some(some: tuple[Paper, ...]) -> None:
            self._messages.close_message(POSSIBLY_KNOWN)
            add(some)

        def show(paper: Paper) -> None:
            self._messages.close_message(POSSIBLY_KNOWN)
            self._show_paper(paper)

        note = _note(tuple(papers), others, kept, add_some, show, gets_pdfs=self._gets_pdfs)
        self._messages.say(POSSIBLY_KNOWN, note, lasts_ms=UNDO_SHOWN_MS)
        return True


def get_pdfs(ui_context: UiContext, papers: Sequence[Paper], title: str) -> None:
    """Get the PDFs of *papers*, which adds them to the library; ask first if some are possibly in it. title: of the
    list that they are from."""

    def get(some: tuple[Paper, ...]) -> None:
        ui_context.scope.start(get_missing(some), name="get PDFs")

    async def get_missing(some: tuple[Paper, ...]) -> None:
        downloads = ui_context.services.downloads
        missing = await downloads.library_pdfs.missing(some)
        downloads.enqueue(missing, batch=batch_name(title, len(missing)))

    show = partial(ui_context.current.run_for, "paper.open")
    question = AddQuestion(ui_context.services.library, ui_context.messages, show, gets_pdfs=True)
    ui_context.scope.start(question.ask_or_run(papers, get), name="get PDFs")


def _note(
    papers: tuple[Paper, ...],
    others: tuple[Paper, ...],
    kept: KeptPaper | None,
    add: Callable[[tuple[Paper, ...]], None],
    show: Callable[[Paper], None],
    *,
    gets_pdfs: bool,
) -> Note:
    """Return the message that is shown in place of adding *papers*, if some are possibly in the library.

    Args:
        others: those of *papers* that are not in it.
        kept: the paper of the library that the first of the rest possibly is.
        add: adds papers to the library; show: opens a paper of it; gets_pdfs: adding gets their PDFs, too.
    """
    steps = []
    lead = gettext("No download was started.") if gets_pdfs else gettext("Papers not added.")
    if len(papers) == 1:
        if kept is not None:
            steps.append(Step(gettext("Show the paper"), partial(show, kept.paper)))
        text = (
            gettext("It is possibly in your library: {paper}", paper=paper_named(kept.paper))
            if kept is not None
            else ""
        )
        words = gettext("Get it anyway") if gets_pdfs else gettext("Add anyway")
        steps.append(Step(words, partial(add, papers)))
        lead = lead if gets_pdfs else gettext("Paper not added.")
        return Note(lead, text, "warn", "question", tuple(steps))
    unknown = {paper.id for paper in others}
    possible = [paper.title for paper in papers if paper.id not in unknown]
    text = ngettext(
        "{count} of {total} papers is possibly in your library: {titles}.",
        "{count} of {total} papers are possibly in your library: {titles}.",
        len(possible),
        total=number(len(papers)),
        titles=quoted_titles(possible, MOST_NAMED),
    )
    if others:
        words = ngettext("Add the other paper", "Add the other {count} papers", len(others))
        if gets_pdfs:  # of some, the files are got, or nothing is missing
            words = ngettext("Get only the other", "Get only the other {count}", len(others))
        steps.append(Step(words, partial(add, others)))
    words = gettext("Get all anyway") if gets_pdfs else gettext("Add all anyway")
    steps.append(Step(words, partial(add, papers)))
    return Note(lead, text, "warn", "question", tuple(steps))


def paper_named(paper: Paper) -> str:
    """Return title, first authors and year of *paper*."""
    title = plain(paper.title) or gettext("Untitled")
    return " · ".join(filter(None, (title, authors_short(paper.authors, 2), str(paper.year or ""))))
