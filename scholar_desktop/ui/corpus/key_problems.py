"""Errors of the bulk data, above all a missing API key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import AccessRefused, ScholarError
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.ui.actions.registry import Actions


async def require_key(keys: Keys) -> None:
    """Check that there is a key, so that no request is spent on learning that it is missing.

    Raises:
        AccessRefused: there is no key.
    """
    if await keys.get(SEMANTIC_SCHOLAR) is None:
        raise AccessRefused(
            Message("You need a Semantic Scholar API key to download the bulk data."),
            hint=Message(
                "Enter your key in Settings. Get one at https://www.semanticscholar.org/product/api#api-key-form"
            ),
            subject=DATASETS,
        )


def problem_note(actions: Actions, error: ScholarError, *steps: Step) -> Note:
    """Return the note for *error*; if a key is missing, with a button that opens the settings."""
    if isinstance(error, AccessRefused):
        settings = Step(gettext("Open settings"), actions["view.settings"].trigger, icon="key")
        return Note(shown(error.message), shown(error.hint or ""), "warn", "key", (settings, *steps))
    return Note(shown(error.message), shown(error.hint or ""), "error", steps=steps)
