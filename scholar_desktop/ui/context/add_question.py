"""The question that is asked before a command adds papers of which some are possibly in the library."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import authors_short, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.ui.context.messages import Messages

# not translated: the key of a message
POSSIBLY_KNOWN = "possibly known"


class AddQuestion:
    """Asks the user before a command adds papers of which some are possibly in the library.

    show_paper: opens a paper.
    """

    def __init__(self, library: Library, messages: Messages, show_paper: Callable[[Paper], None]) -> None:
        self._library = library
        self._messages = messages
        self._show_paper = show_paper

    async def asks(self, papers: Sequence[Paper], add: Callable[[tuple[Paper, ...]], object]) -> bool:
        """Show the question instead of adding *papers*. Return False if none of them is possibly in the library, so
        that nothing is asked.

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

        note = _note(tuple(papers), others, kept, add_some, show)
        self._messages.say(POSSIBLY_KNOWN, note)
        return True


def _note(
    papers: tuple[Paper, ...],
    others: tuple[Paper, ...],
    kept: KeptPaper | None,
    add: Callable[[tuple[Paper, ...]], None],
    show: Callable[[Paper], None],
) -> Note:
    """Return the message that is shown in place of adding *papers*, if some are possibly in the library.

    Args:
        others: those of *papers* that are not in it.
        kept: the paper of the library that the first of the rest possibly is.
        add: adds papers to the library; show: opens a paper of it.
    """
    steps = []
    if len(papers) == 1:
        if kept is not None:
            steps.append(Step(gettext("Show the paper"), partial(show, kept.paper)))
        text = (
            gettext("It is possibly in your library: {paper}", paper=paper_named(kept.paper))
            if kept is not None
            else ""
        )
        steps.append(Step(gettext("Add anyway"), partial(add, papers)))
        return Note(gettext("Paper not added."), text, "warn", "question", tuple(steps))
    count = len(papers) - len(others)
    text = ngettext(
        "{count} of {total} papers is possibly in your library.",
        "{count} of {total} papers are possibly in your library.",
        count,
        total=number(len(papers)),
    )
    if others:
        words = ngettext("Add the other paper", "Add the other {count} papers", len(others))
        steps.append(Step(words, partial(add, others)))
    steps.append(Step(gettext("Add all anyway"), partial(add, papers)))
    return Note(gettext("Papers not added."), text, "warn", "question", tuple(steps))


def paper_named(paper: Paper) -> str:
    """Return title, first authors and year of *paper*."""
    title = plain(paper.title) or gettext("Untitled")
    return " · ".join(filter(None, (title, authors_short(paper.authors, 2), str(paper.year or ""))))
