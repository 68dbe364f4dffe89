"""The note of a pane that waits for a service: it says if the request is not sent yet, why, and until when."""

from __future__ import annotations

from datetime import UTC, datetime

from scholar_desktop.domain.source import S2
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import clock, source_title

LEAST_S = 1.5
"""A wait that is shorter is the usual pace, and is not shown."""


def asking_note(
    ui_context: UiContext, lead: str, text: str = "", steps: tuple[Step, ...] = (), *, source: str = S2
) -> Note:
    """Return the note with *lead* and *text* for a request to *source*. While no request can be sent to it, the reason
    and the end of the wait are shown instead.
    """

    def now() -> Note | None:
        wait = ui_context.services.status.wait_of(source)
        left = (wait.until - datetime.now(UTC)).total_seconds() if wait is not None else 0.0
        if wait is None or left < LEAST_S:
            return None
        what = "must wait" if wait.pool else "is busy"
        words = f"{wait.reason} Next request in {clock(left)}."
        return Note(f"{source_title(source)} {what}.", words, "warn", "clock", steps)

    return Note(lead, text, "panel", "clock", steps, now=now)
