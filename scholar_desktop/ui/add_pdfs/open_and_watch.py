"""Open a place where a site wants a person, and watch for the PDF that comes of it."""

from __future__ import annotations

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.context.ui_context import Workbench


def open_and_watch(workbench: Workbench, paper: Paper | None, address: str) -> None:
    """Open *address* in the browser; the Downloads folder is watched for the PDF of *paper*, if it is known."""
    browser = workbench.services.own_files.browser
    if paper is None or not paper.id or browser is None:
        workbench.services.open_url(address)
        return

    async def begin(paper: Paper) -> None:
        try:
            await browser.begin(paper, address)
        except ScholarError as error:
            workbench.services.open_url(address)
            workbench.messages.failed("Your Downloads folder is not watched", error)

    workbench.scope.start(begin(paper), name="fetch a PDF in the browser")
