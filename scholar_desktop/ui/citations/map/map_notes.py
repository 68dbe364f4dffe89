"""The note of a map whose links are not all known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.page_messages import online_step
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status


def missing_links_words(papers: int) -> str:
    """Return the sentence that links are missing. papers: how many have references that are not loaded."""
    return ngettext(
        "The references of {count} paper are not loaded, so links may be missing.",
        "The references of {count} papers are not loaded, so links may be missing.",
        papers,
    )


def missing_links_note(papers: int, status: Status, load: Callable[[], None]) -> Note:
    """Return the note with that sentence, and the button that loads the links.

    Args:
        load: loads them.
    """
    step = online_step(status, load) if status.offline else Step(gettext("Load links"), load, icon="link")
    return Note(missing_links_words(papers), "", "panel", "info", (step,))
