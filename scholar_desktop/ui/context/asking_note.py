"""The note of a pane that waits for a service: it says if the request is not sent yet, why, and until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from scholar_desktop.domain.source import S2
from scholar_desktop.services.program.status import SourceWait, Status
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import clock, source_title

LEAST_S = 1.5
"""A wait that is shorter is the usual pace, and is not shown."""


def asking_note(
    status: Status,
    lead: str,
    text: str = "",
    steps: tuple[Step, ...] = (),
    progress: float | None = None,
    *,
    source: str | Callable[[], Sequence[str]] = S2,
    answers: Callable[[], int] | None = None,
) -> Note:
    """Return the note with *lead* and *text* for a request to *source*. While no request can be sent to it, the reason
    and the end of the wait are shown instead.

    Args:
        source: the source, or what returns those that have not answered yet; the longest wait is shown.
        answers: see `Note`.
    """

    def now() -> Note | None:
        sources = (source,) if isinstance(source, str) else source()
        waits = [found for each in sources if (found := _wait(status, each)) is not None]
        found = max(waits, key=lambda one: one[2], default=None)
        if found is None:
            return None
        title, wait, left = found
        words = f"{shown(wait.reason)} {gettext('Next request in {time}.', time=clock(left))}"
        return Note(title, words, "warn", "clock", steps, progress)

    return Note(lead, text, "panel", "clock", steps, progress, now=now, answers=answers)


def asking_words(status: Status, words: str, *, source: str = S2) -> str:
    """Return *words*, or, if no request can be sent to *source* now, why, and at what time one can."""
    found = _wait(status, source)
    if found is None:
        return words
    title, wait, _ = found
    then = gettext("Next request at {time}.", time=f"{wait.until.astimezone():%H:%M:%S}")
    return f"{title} {shown(wait.reason)} {then}"


def _wait(status: Status, source: str) -> tuple[str, SourceWait, float] | None:
    """Return a sentence that *source* must be waited for, the wait, and its rest in seconds; None for no wait."""
    wait = status.wait_of(source)
    left = (wait.until - datetime.now(UTC)).total_seconds() if wait is not None else 0.0
    if wait is None or left < LEAST_S:
        return None
    service = source_title(source)
    if wait.pool:
        return gettext("Waiting for {service}.", service=service), wait, left
    return gettext("{service} is busy.", service=service), wait, left
