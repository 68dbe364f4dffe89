"""Copies sentences of papers, each with the reference of its paper in the chosen citation style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.clipboard import copy_rich_text
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from scholar_desktop.services.services import Services
    from scholar_desktop.ui.context.messages import Messages

COPIED_SHOWN_MS = 4000


async def copy_quotations(
    services: Services, messages: Messages, found: Sequence[tuple[str, Paper | None]], lead: str
) -> None:
    """Copy the texts of *found* as plain and as rich text, and say so.

    Args:
        found: each text with its paper, None if that is not known.
        lead: what the message says.
    """
    style = services.settings_editor.current.citation_style
    try:
        text, html = await services.export.quotations(found, style)
    except ScholarError as error:
        messages.failed(gettext("Text not copied"), error)
        return
    copy_rich_text(text, html)
    messages.say("copied", Note(lead, shorten(text, 160), icon="copy"), lasts_ms=COPIED_SHOWN_MS)
