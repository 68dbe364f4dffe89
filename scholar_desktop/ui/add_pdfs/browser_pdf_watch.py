"""Opens a site that requires a person, and watches the Downloads folder for the PDF."""

from __future__ import annotations

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.ui_context import UiContext


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
            ui_context.messages.failed(gettext("Could not watch your Downloads folder"), error)

    ui_context.scope.start(begin(paper), name="fetch a PDF in the browser")
