"""Says what the lookup of a paper's details lacks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import NotFound
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import source_title

if TYPE_CHECKING:
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.context.ui_context import UiContext


def lookup_note(ui_context: UiContext, session: PaperSession) -> Note:
    """Return the note about services that did not answer, or that have another paper under an identifier of the
    paper."""
    again = Step(gettext("Try again"), session.again, icon="refresh")
    if session.problem is not None:
        return Note(shown(session.problem.message), shown(session.problem.hint or ""), "error", "alert", (again,))
    failed = session.failed
    errors = [report.error for report in failed if report.error is not None]
    why = " ".join(dict.fromkeys(shown(error.message) for error in errors))
    if len(errors) == len(failed) and all(error.code == NotFound.code for error in errors):
        hint = " ".join(dict.fromkeys(shown(error.hint) for error in errors if error.hint))
        return Note(why, hint, "warn", "warning", _edit_steps(ui_context, session))
    names = ", ".join(source_title(report.name) for report in failed)
    lead = why or ngettext("{names} isn't responding.", "{names} aren't responding.", len(failed), names=names)
    return Note(lead, gettext("Everything else is shown below."), "error", "alert", (again,))


def _edit_steps(ui_context: UiContext, session: PaperSession) -> tuple[Step, ...]:
    """Return the button that edits the entry of the paper, if the library has one."""
    paper = session.paper
    if paper is None or ui_context.marks.of(paper).kept is None:
        return ()
    return (Step(gettext("Edit details…"), partial(ui_context.current.run_for, "paper.edit", paper), icon="edit"),)
