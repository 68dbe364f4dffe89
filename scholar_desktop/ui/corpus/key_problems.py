"""What can go wrong with the bulk data: above all that a key is needed."""

from __future__ import annotations

from scholar_desktop.domain.errors import Refused, ScholarError
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR
from scholar_desktop.ui.context.ui_context import Workbench
from scholar_desktop.ui.widgets.note import Note, Step


async def need_key(workbench: Workbench) -> None:
    """Raises Refused where there is no key, so that no request is spent on hearing that."""
    if await workbench.services.keys.get(SEMANTIC_SCHOLAR) is None:
        raise Refused(
            "The files of the bulk data are given to holders of a Semantic Scholar key alone.",
            hint="Set yours in Settings. Ask for one: https://www.semanticscholar.org/product/api#api-key-form",
            subject=DATASETS,
        )


def problem_note(workbench: Workbench, error: ScholarError, *steps: Step) -> Note:
    """What went wrong; where a key is wanted, with the way to Settings."""
    if isinstance(error, Refused):
        settings = Step("Settings", workbench.actions["view.settings"].trigger, icon="key")
        return Note(error.message, error.hint or "", "warn", "key", (settings, *steps))
    return Note(error.message, error.hint or "", "error", steps=steps)
