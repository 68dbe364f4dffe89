"""Copies the text that is selected in a PDF as a quotation with its citation: “…” (Yilmaz, 2014, p. 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.clipboard import copy_rich_text
from scholar_desktop.ui.papers.paper_commands import REPLACED_SHOWN_MS, numbered_style_words
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.papers.pdf.pages import PdfPages

COPIED_SHOWN_MS = 6000
LONGEST_SHOWN, LONGEST_END = 160, 50


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
    lead = gettext("Copied the quotation with the page number of the PDF.")
    why = numbered_style_words(found, style)
    lasts_ms = REPLACED_SHOWN_MS if why else COPIED_SHOWN_MS
    messages.say("copied", Note(lead, f"{why} {_short(found.text)}".strip(), icon="copy"), lasts_ms=lasts_ms)


def _short(text: str) -> str:
    """Return *text* with its end, which is the citation, if it is too long for a message."""
    if len(text) <= LONGEST_SHOWN:
        return text
    end = text[-LONGEST_END:]
    return f"{shorten(text, LONGEST_SHOWN - LONGEST_END)} {end[end.find(' ') + 1 :]}"
