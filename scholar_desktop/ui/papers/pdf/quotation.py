"""Copies the text that is selected in a PDF, with its page and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.clipboard import copy_rich_text
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.papers.pdf.pages import PdfPages

COPIED_SHOWN_MS = 4000


def copy_quotation(ui_context: UiContext, pages: PdfPages, paper: Paper | None) -> None:
    """Copy the text selected in *pages*, the PDF of *paper*, with the reference of the paper in the citation style of
    the settings, and the page; without a selection, do nothing."""
    if paper is not None and (text := pages.selected_text()):
        work = _copy(ui_context, text, paper, pages.selected_page)
        ui_context.scope.start(work, name="copy a quotation", latest="copy a quotation")


async def _copy(ui_context: UiContext, text: str, paper: Paper, page: int) -> None:
    services, messages = ui_context.services, ui_context.messages
    place = gettext("page {page} of the PDF", page=page)
    style = services.settings_editor.current.citation_style
    try:
        plain, html = await services.export.quotation(text, paper, place, style)
    except ScholarError as error:
        messages.failed(gettext("Text not copied"), error)
        return
    copy_rich_text(plain, html)
    short = plain if len(plain) <= 160 else f"{plain[:159]}…"
    messages.say(
        "copied", Note(gettext("Copied the text with its source."), short, icon="copy"), lasts_ms=COPIED_SHOWN_MS
    )
