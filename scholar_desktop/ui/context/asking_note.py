"""The note of a pane that waits for a service: it says if the request is not sent yet, why, and until when."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer

from scholar_desktop.domain.request_options import LONGEST_ANSWER_S
from scholar_desktop.domain.source import S2
from scholar_desktop.services.program.status import SourceWait, Status
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import clock, source_title, wait_words

LEAST_S = 1.5
"""A wait that is shorter is the usual pace, and is not shown."""
TICK_MS = 500


class AnswerWait:
    """How long one answer has been waited for."""

    def __init__(self) -> None:
        self._request: object = None
        self._since = 0.0

    def words(self, request: object, *, is_held: bool = False) -> str:
        """Return since when the answer to *request* is waited for, and until when at most; empty for a short wait.

        Args:
            request: another value begins another wait.
            is_held: the request cannot be sent yet, so that the wait has not begun.
        """
        now = time.monotonic()
        if is_held or request != self._request:
            self._request, self._since = request, now
        return wait_words(now - self._since, longest_s=LONGEST_ANSWER_S)


class WaitingWords(QObject):
    """The words of a line that waits for a service; adds since when, and until when at most.

    For a line that is no note, since it is beside other controls.
    """

    def __init__(self, status: Status, show: Callable[[str], None], parent: QObject) -> None:
        """show: shows the text in the line."""
        super().__init__(parent)
        self._status = status
        self._show = show
        self._wait = AnswerWait()
        self._given: tuple[str, str, object] = "", S2, None
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_given)

    def start(self, words: str, *, source: str = S2, answers: object = None) -> None:
        """Show *words* and the wait. A wait that goes on is not begun again.

        Args:
            answers: what has arrived so far; another value begins another wait.
        """
        if not self._tick.isActive():
            self._wait = AnswerWait()
            self._tick.start()
        self._given = words, source, answers
        self._show_given()

    def begin_again(self) -> None:
        """An answer has come, and the next one is waited for."""
        self._wait = AnswerWait()

    def stop(self) -> None:
        """Show no more; the caller shows what is in the line now."""
        self._tick.stop()
        self._given = "", S2, None

    def _show_given(self) -> None:
        words, source, _ = self._given
        is_held = _wait(self._status, source) is not None
        wait = self._wait.words(self._given, is_held=is_held)
        self._show(f"{asking_words(self._status, words, source=source)} {wait}".strip())


def asking_note(
    status: Status,
    lead: str,
    text: str = "",
    steps: tuple[Step, ...] = (),
    progress: float | None = None,
    *,
    source: str | Callable[[], Sequence[str]] = S2,
    answers: Callable[[], int] | None = None,
    waits_for: Callable[[], str | None] = lambda: None,
) -> Note:
    """Return the note with *lead* and *text* for a request to *source*. While no request can be sent to it, the reason
    and the end of the wait are shown instead.

    Args:
        source: the source, or what returns those that have not answered yet; the longest wait is shown.
        answers: see `Note`.
        waits_for: returns the source that the request is not sent to yet, because it waits for its turn; else None.
    """

    def now() -> Note | None:
        sources = (source,) if isinstance(source, str) else source()
        waits = [found for each in sources if (found := _wait(status, each)) is not None]
        found = max(waits, key=lambda one: one[2], default=None)
        if found is None and (name := waits_for()) is not None:
            turn = gettext("The request waits for its turn at {service}.", service=source_title(name))
            return Note(lead, f"{text} {turn}".strip(), "panel", "clock", steps, progress)
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
