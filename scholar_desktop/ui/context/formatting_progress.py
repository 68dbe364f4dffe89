"""Shows how many references are formatted, while what is copied or exported waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.ui.context.messages import Messages


@contextmanager
def formatting_shown(
    messages: Messages, key: str, icon: str, cancel: Callable[[], None]
) -> Iterator[Callable[[int, int], None]]:
    """Give the block a function that shows how many references of how many are formatted.

    The message is closed if the block fails. Otherwise the one about what was copied or exported replaces it.

    Args:
        key: the key of both messages.
        cancel: ends the work; run by the button of the message, which then closes.
    """

    def stop() -> None:
        cancel()
        messages.close_message(key)

    def show_progress(done: int, total: int) -> None:
        words = gettext("Formatted {done} of {total} references.", done=done, total=total)
        steps = (Step(gettext("Stop"), stop, icon="cross"),)
        messages.say(key, Note(words, icon=icon, steps=steps, progress=done / total))

    try:
        yield show_progress
    except Exception:
        messages.close_message(key)
        raise
