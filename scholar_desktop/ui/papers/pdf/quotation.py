"""Copies the text that is selected in a PDF as a quotation with its citation: “…” (Yilmaz, 2014, p. 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.clipboard import copy_rich_text
from scholar_desktop.ui.papers.paper_commands import REPLACED_SHOWN_MS, numbered_style_words
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.papers.pdf.pages import PdfPages

COPIED_SHOWN_MS, LONGEST_SHOWN = 6000, 160


def copy_quotation(ui_context: UiContext, pages: PdfPages, paper: Paper | None) -> None:
    """Copy the text selected in *pages*, the PDF of *paper*, as a quotation with its page and the citation of the paper
    in the citation style of the settings; without a selection, do nothing."""
    if paper is not None and (text := pages.quoted_text()):
        work = _copy(ui_context, text, paper, pages.selected_page)
        ui_context.scope.start(work, name="copy a quotation", latest="copy a quotation")


async def _copy(ui_context: UiContext, text: str, paper: Paper, page: int) -> None:
    services, messages = ui_context.services, ui_context.messages
    style = services.settings_editor.current.citation_style
    try:
        found = await services.export.in_text_citation([paper], style, page=str(page), words=text)
    except ScholarError as error:
        messages.failed(gettext("Text not copied"), error)
        return
    copy_rich_text(found.text, found.html)
    short = found.text if len(found.text) <= LONGEST_SHOWN else f"{found.text[: LONGEST_SHOWN - 40]}…{found.text[-40:]}"
    lead = gettext("Copied the quotation. Its page is the one of the PDF.")
    why = numbered_style_words(found, style)
    lasts_ms = REPLACED_SHOWN_MS if why else COPIED_SHOWN_MS
    messages.say("copied", Note(lead, f"{why} {short}".strip(), icon="copy"), lasts_ms=lasts_ms)
