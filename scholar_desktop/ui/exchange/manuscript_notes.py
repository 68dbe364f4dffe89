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
    """Return what became of the decisions that were made before the file was checked again; empty if all are the same
    still."""
    sentences = []
    before, kept = len(run.accepted_before), run.kept
    if kept is not None and kept < before:
        words = ngettext(
            "{kept} of {count} accepted correction is kept. In the others, the reference or its correction has "
            "changed.",
            "{kept} of {count} accepted corrections are kept. In the others, the reference or its correction has "
            "changed.",
            before,
            kept=number(kept),
        )
        sentences.append(words)
    before, kept = len(run.declined_before), run.kept_declined
    if kept is not None and kept < before:
        words = ngettext(
            "{kept} of {count} reference that you kept as written is still so. In the others, the reference or its "
            "correction has changed.",
            "{kept} of {count} references that you kept as written are still so. In the others, the reference or its "
            "correction has changed.",
            before,
            kept=number(kept),
        )
        sentences.append(words)
    return " ".join(sentences)


def done_words(run: ManuscriptRun) -> str:
    """Return how many references were checked, and what was decided about them."""
    corrected, accepted = run.corrected().values(), len(run.accepted)
    missing = sum(one.is_missing for one in corrected)
    whole = len(corrected) - missing
    words = ngettext(
        "{count} reference checked, corrections accepted: {accepted}",
        "{count} references checked, corrections accepted: {accepted}",
        whole,
        accepted=accepted,
    )
    if missing:  # these have rows, too, and “All” counts all rows
        words = ngettext(
            "{count} reference checked, {missing} missing from the list, corrections accepted: {accepted}",
            "{count} references checked, {missing} missing from the list, corrections accepted: {accepted}",
            whole,
            missing=missing,
            accepted=accepted,
        )
    kept = gettext("Kept as written: {count}", count=number(len(run.declined))) if run.declined else ""
    return " · ".join(filter(None, (words, kept)))


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
