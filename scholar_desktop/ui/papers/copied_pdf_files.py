"""Copies the PDF files of papers, to be pasted in a file manager, a mail or a chat."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import ngettext
from scholar_desktop.ui.context.clipboard import copy_files
from scholar_desktop.ui.context.messages import COPIED_SHOWN_MS
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext

COPYING_FILES = "copy PDF files"  # not translated: the name of a task


def copy_pdf_files(ui_context: UiContext) -> None:
    """Copy the PDF files of the selected papers."""
    work = _copy(ui_context, ui_context.context.now.papers)
    report = partial(ui_context.messages.failed, Message("PDF not copied"))
    ui_context.scope.start(work, name=COPYING_FILES, latest=COPYING_FILES, on_failure=report)


async def _copy(ui_context: UiContext, papers: Sequence[Paper]) -> None:
    services = ui_context.services
    found = await services.library.find_many(papers)
    kept = list({one.key: one for paper in papers if (one := found.get(paper.id)) is not None and one.pdf}.values())
    if not kept:
        return
    files = await services.drag_out.files(kept)
    copy_files(files)
    text = shorten(", ".join(file.name for file in files), 160)
    if lacking := sum(paper.id not in found or not found[paper.id].pdf for paper in papers):
        others = ngettext("{count} selected paper has no PDF.", "{count} selected papers have no PDF.", lacking)
        text = f"{others} {text}"
    lead = ngettext("Copied the PDF file.", "Copied {count} PDF files.", len(files))
    ui_context.messages.say("copied", Note(lead, text, icon="copy"), lasts_ms=COPIED_SHOWN_MS)
