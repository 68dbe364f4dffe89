"""One message from the start of a copy or an export of references to its end: what is done of it, since when, and how
long the rest takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import rough_clock, since_words, time_in

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.papers.export import Export
    from scholar_desktop.services.papers.partial_papers import CompletedPapers
    from scholar_desktop.ui.context.messages import Messages

SHOW_AFTER_MS = 500
"""Work that ends within this time, and neither sends a request nor formats a long list, shows no message."""
PACE_S = 2.0
"""How long references are formatted before their pace is known."""
_BETWEEN = " · "


class FormattingProgress:
    """The message. It is renewed each second, and shown again at the next stage if it was closed."""

    def __init__(
        self,
        messages: Messages,
        key: str,
        lead: str,
        icon: str,
        cancel: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """The arguments are those of `formatting_shown`. clock: monotonic time in seconds."""
        self._messages = messages
        self._key = key
        self._lead = lead
        self._icon = icon
        self._cancel = cancel
        self._clock = clock
        self._began = clock()
        self._first: tuple[float, int] | None = None
        """When references were formatted for the first time, and how many then."""
        self._loading = 0, 0
        self._loads_until = ""
        self._formatted = 0, 0
        self._is_writing = self._is_over = False
        self._late = QTimer(messages)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._show)
        self._late.start(SHOW_AFTER_MS)

    async def completed(self, export: Export, papers: Sequence[Paper]) -> CompletedPapers:
        """Return *papers* with all their fields, as far as they can be loaded, and say how many are loaded."""
        from scholar_desktop.services.papers.partial_papers import LONGEST_S

        def show_request(count: int) -> None:
            self._loading, self._loads_until = (0, count), time_in(LONGEST_S)
            self._show()

        def show_loaded(loaded: int, count: int) -> None:
            self._loading = loaded, count

        whole = await export.partial.complete(papers, RequestOptions(), show_request, show_loaded)
        self._loading = 0, 0
        return whole

    def show_formatted(self, done: int, total: int) -> None:
        """Say that *done* references of *total* are formatted."""
        self._formatted = done, total
        if self._first is None:
            self._first = self._clock(), done
            self._show()

    def show_writing(self) -> None:
        """Say that the file is written now."""
        self._is_writing = True
        if not self._late.isActive():
            self._show()

    def end(self) -> None:
        """The work has ended, or was stopped: what it still reports shows no message."""
        self._is_over = True
        self._late.stop()

    def _show(self) -> None:
        self._late.stop()
        if not self._is_over:
            self._messages.say(self._key, self._note(), esc_closes=False)

    def _note(self) -> Note:
        steps = (Step(gettext("Stop"), self._stop, icon="cross"),)
        done, total = self._formatted
        progress = done / total if total and not self._is_writing else None
        parts = (*self._stage(), since_words(self._clock() - self._began))
        text = _BETWEEN.join(filter(None, parts))
        return Note(self._lead, text, icon=self._icon, steps=steps, progress=progress, renewed=self._note)

    def _stage(self) -> tuple[str, ...]:
        """Return what is done now, and until when."""
        if self._is_writing:
            return (gettext("Writing the file…"),)
        done, total = self._formatted
        if total:
            formatted = gettext("Formatted {done} of {total} references", done=done, total=total)
            return formatted, self._time_left(done, total)
        loaded, count = self._loading
        if count:
            words = gettext("Loaded volume and pages of {done} of {total} papers", done=loaded, total=count)
            return words, gettext("until {time} at the latest", time=self._loads_until)
        return (gettext("Reading the papers…"),)

    def _time_left(self, done: int, total: int) -> str:
        """Return how long the other references take, by the pace of those before; empty until that is known."""
        began, before = self._first or (self._clock(), done)
        taken_s = self._clock() - began
        if taken_s < PACE_S or done <= before:
            return ""
        return gettext("about {time} left", time=rough_clock(taken_s / (done - before) * (total - done)))

    def _stop(self) -> None:
        self._cancel()
        self.end()
        self._messages.close_message(self._key)


@contextmanager
def formatting_shown(
    messages: Messages, key: str, lead: str, icon: str, cancel: Callable[[], None]
) -> Iterator[FormattingProgress]:
    """Give the block what shows how far it is.

    The message is closed if the block fails. Otherwise the one about what was copied or exported replaces it.

    Args:
        key: the key of both messages.
        lead: what is copied or exported, and to which file.
        cancel: ends the work; run by the button of the message, which then closes.
    """
    progress = FormattingProgress(messages, key, lead, icon, cancel)
    try:
        yield progress
    except Exception:
        messages.close_message(key)
        raise
    finally:
        progress.end()
