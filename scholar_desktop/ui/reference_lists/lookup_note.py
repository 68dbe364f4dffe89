"""The note above a reference list whose lookup has stopped, with the step that resumes it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.reference_lists.reference_list import ReferenceList


def lookup_problem_note(reading: ReferenceList, status: Status) -> Note | None:
    """Return why the lookup of *reading*, or its search of other services, stopped; None if neither did."""
    problem = reading.problem or reading.elsewhere.problem
    if problem is None:
        return None
    saved = gettext("The results so far are saved.")
    if reading.is_stopped_offline and status.offline:
        go_on = Step(gettext("Go online and resume"), partial(status.set_offline, False), icon="online")
        text = saved
    else:
        go_on = Step(gettext("Resume"), reading.start if reading.problem is not None else reading.elsewhere.start)
        text = f"{shown(problem.hint or '')} {saved}".strip()
    return Note(shown(problem.message), text, "warn", "warning", (go_on,))
