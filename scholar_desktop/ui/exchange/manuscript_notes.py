"""The notes above the references of a manuscript: how far its check is, and what changed since the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.request_options import seconds_of
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import clock, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.exchange.manuscript_run import ManuscriptRun


def changed_note(run: ManuscriptRun, notes: str, check_again: Callable[[], None]) -> Note:
    """Return the note that the file of a stored check is another now, or cannot be read."""
    assert run.path is not None
    again = Step(gettext("Check again"), check_again)
    lead = gettext("{file} has changed since it was checked.", file=run.path.name)
    if run.problem is not None:
        lead = shown(run.problem.message)
    text = f"{gettext('This is the result of the last check.')} {notes}".strip()
    return Note(lead, text, "warn", "warning", (again,))


def not_kept(run: ManuscriptRun) -> str:
    """Return what became of the corrections that were accepted before the file was checked again; empty if all are
    accepted still."""
    before, kept = len(run.accepted_before), run.kept
    if kept is None or kept >= before:
        return ""
    return ngettext(
        "{kept} of {count} accepted correction is kept. In the others, the reference or its correction has changed.",
        "{kept} of {count} accepted corrections are kept. In the others, the reference or its correction has changed.",
        before,
        kept=number(kept),
    )


def checking_note(run: ManuscriptRun, status: Status) -> Note:
    """Return the note of a check that is running: how many references are looked up, and the time left."""
    total = len(run.manuscript.references) if run.manuscript is not None else 0
    done, progress = run.looked_up(), run.progress()
    text = ""
    if done < total:
        lead = gettext("Looked up {done} of {total} references.", done=done, total=total)
        if progress is not None and progress.left:
            each = progress.seconds / progress.left
            text = gettext("About {time} left.", time=clock(seconds_of(progress.left, each, status.pool())))
    else:
        lead = gettext("Looked for published versions of {done} of {total} references.", done=run.compared, total=total)
    share = (done + run.compared) / max(1, 2 * total)
    return asking_note(status, lead, text, (Step(gettext("Stop"), run.stop),), share)
