"""The PDF of a paper that is with a linked version of it: how it is named, and the buttons that lead to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext
from scholar_desktop.ui.open_access.closed_paper import AttemptStep

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext


def version_words(paper: Paper) -> str:
    """Return 'Attention is all you need (arXiv, 2017)'."""
    title = plain(paper.title) or gettext("Untitled")
    is_preprint = paper.ids.arxiv is not None and (paper.ids.doi is None or paper.venue is None)
    place = "arXiv" if is_preprint else paper.venue
    details = ", ".join(filter(None, (place, str(paper.year or ""))))
    return gettext("{title} ({details})", title=title, details=details) if details else title


def linked_words(paper: Paper) -> str:
    """Return the sentence that the PDF is with the linked version *paper*."""
    return gettext("PDF is with the linked version “{paper}”", paper=version_words(paper))


def linked_steps(ui_context: UiContext, paper: Paper) -> tuple[AttemptStep, ...]:
    """Return the buttons for the PDF of the linked version *paper*, and for that paper."""

    def step(title: str, action: str, icon: str, *, main: bool = False) -> AttemptStep:
        return AttemptStep(title, partial(run_for_version, ui_context, action, paper), main=main, icon=icon)

    return (
        step(gettext("Open in PDF app"), "paper.open_pdf", "file-text", main=True),
        step(gettext("Read here"), "paper.read_pdf", "read"),
        step(gettext("Open linked paper"), "paper.open", "link"),
    )


def run_for_version(ui_context: UiContext, action: str, paper: Paper) -> None:
    """Run *action* on *paper* of the library, which need not be shown."""
    ui_context.scope.start(_run(ui_context, action, paper), name=f"{action} of a version", latest="version")


async def _run(ui_context: UiContext, action: str, paper: Paper) -> None:
    try:
        kept = await ui_context.services.library.find(paper.id)
    except ScholarError as error:
        ui_context.messages.failed(gettext("The linked paper could not be shown"), error)
        return
    ui_context.current.run_for(action, kept.paper if kept is not None else paper, kept=kept)


def link_help(paper: Paper, owner: KeptPaper, *, is_new: bool) -> str:
    """Return what linking *paper* to *owner*, which has its PDF, does. is_new: it adds *paper* to the library."""
    one, other = version_words(paper), version_words(owner.paper)
    if is_new:
        return gettext(
            "Adds “{paper}” to your library and links it to “{other}”, which has this PDF, as a version of one work.",
            paper=one,
            other=other,
        )
    return gettext(
        "Links “{paper}” to “{other}”, which has this PDF, as a version of one work.", paper=one, other=other
    )


def link_result(paper: Paper, owner: KeptPaper, *, is_new: bool) -> str:
    """Return what linking *paper* to *owner* has done."""
    one, other = version_words(paper), version_words(owner.paper)
    if is_new:
        return gettext(
            "Added “{paper}” to your library, and linked it to “{other}” as a version of one work.",
            paper=one,
            other=other,
        )
    return gettext("Linked “{title}” and “{other}” as versions of one work.", title=one, other=other)
