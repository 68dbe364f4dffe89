"""Opens a site that requires a person, and watches the Downloads folder for the PDF."""

from __future__ import annotations

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.papers.paper_text import paper_link
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.note import Step

NEEDS_BROWSER = frozenset({Outcome.NEEDS_PERSON, Outcome.REFUSED, Outcome.HTML_NOT_PDF})
"""The outcomes after which a person may get the PDF in the browser."""


def page_for_person(paper: Paper | None, item: DownloadItem | None) -> str:
    """Return the page that the user has to visit: the first that requires a person, else the paper's own; empty
    without one."""
    attempts = item.attempts if item is not None else ()
    first = next((one for one in attempts if one.outcome in NEEDS_BROWSER and not one.rejected), None)
    if first is not None:
        return first.final_url or first.url
    return paper_link(paper) if paper is not None else ""


def open_and_watch(ui_context: UiContext, paper: Paper | None, address: str) -> None:
    """Open *address* in the browser, and watch the Downloads folder for the PDF of *paper*, if the paper is known."""
    browser = ui_context.services.browser_fetch
    if paper is None or not paper.id:
        ui_context.services.open_url(address)
        return

    async def begin(paper: Paper) -> None:
        try:
            await browser.begin(paper, address)
        except ScholarError as error:
            ui_context.services.open_url(address)
            settings = Step(gettext("Open settings"), ui_context.actions["view.settings"].trigger)
            ui_context.messages.failed(gettext("Could not watch your Downloads folder"), error, settings)

    ui_context.scope.start(begin(paper), name="fetch a PDF in the browser")
