"""Open a place where a site wants a person, and watch for the PDF that comes of it."""

from __future__ import annotations

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.context.ui_context import UiContext


def open_and_watch(ui_context: UiContext, paper: Paper | None, address: str) -> None:
    """Open *address* in the browser; the Downloads folder is watched for the PDF of *paper*, if it is known."""
    browser = ui_context.services.pdf_import.browser
    if paper is None or not paper.id or browser is None:
        ui_context.services.open_url(address)
        return

    async def begin(paper: Paper) -> None:
        try:
            await browser.begin(paper, address)
        except ScholarError as error:
            ui_context.services.open_url(address)
            ui_context.messages.failed("Your Downloads folder is not watched", error)

    ui_context.scope.start(begin(paper), name="fetch a PDF in the browser")
