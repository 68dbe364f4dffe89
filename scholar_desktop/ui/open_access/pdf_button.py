"""The button for the PDF of the paper shown: its text, its action, and the note that explains a failure.

The functions are pure, so that tests can check each case.
"""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.rows.paper_row import progress_words

_FAILED = {
    ItemOutcome.TEMPORARY: ("warn", "clock", "It may work later."),
    ItemOutcome.NEEDS_PERSON: ("warn", "person", "A person is needed."),
    ItemOutcome.UNAVAILABLE: ("error", "cross", "None of the copies gave a PDF."),
    ItemOutcome.CLOSED: ("panel", "lock", "No open copy known."),
    ItemOutcome.NO_PDF: ("panel", "folder", "It is open, but has no PDF."),
    ItemOutcome.NOT_FOUND: ("panel", "question", "No service knows this paper."),
    ItemOutcome.DISK: ("error", "alert", "The PDF could not be written."),
    ItemOutcome.CANCELLED: ("panel", "cross", "Getting the PDF was stopped."),
}


DOWNLOADING_HINT = "Press to see all downloads."


class PdfButton(msgspec.Struct, frozen=True):
    """The content of the button.

    action: ID of the action that a click runs, None if there is none now; why: the tooltip; main: True for the
    highlighted button; progress: 0..1 or None; stoppable: True if work is under way that can be stopped.
    """

    text: str
    action: str | None
    icon: str = "get"
    why: str = ""
    main: bool = True
    progress: float | None = None
    stoppable: bool = False


class PdfNote(msgspec.Struct, frozen=True):
    """Why there is no PDF yet: a lead, the reason of the last attempt, the tone, and the icon."""

    lead: str
    text: str
    tone: str
    icon: str


def pdf_button(paper: Paper, mark: PaperStatus, *, online: bool) -> PdfButton:
    """Return the content of the button for *paper*."""
    item = mark.download
    if mark.kept is not None and mark.kept.pdf:
        return PdfButton("Open PDF", "paper.open_pdf", "file-text", mark.kept.pdf)
    if item is not None and item.state is DownloadState.RUNNING:
        progress = min(1.0, item.received / item.size) if item.size else None
        return PdfButton(running_words(item), "view.downloads", "get", DOWNLOADING_HINT, False, progress, True)
    if item is not None and item.state is DownloadState.WAITING:
        why = f"{item.reason or 'Others are before it.'} {DOWNLOADING_HINT}"
        return PdfButton("Waits for its turn", "view.downloads", "clock", why, False, None, True)
    if item is not None and item.state is DownloadState.PAUSED:
        return PdfButton("Paused", "view.downloads", "pause", f"You paused it. {DOWNLOADING_HINT}", False, None, True)
    if not online:
        return PdfButton("Get PDF", None, why="The program is offline, and no PDF of this paper is in your library.")
    if item is not None and item.outcome is not None and item.outcome is not ItemOutcome.SAVED:
        return PdfButton("Try again", "paper.get_pdf", "refresh", item.reason, main=False)
    return PdfButton(
        "Get PDF", "paper.get_pdf", why="Try the open copies, best first, and keep the PDF in your library."
    )


def running_words(item: DownloadItem) -> str:
    """Return 'Copy 1 of 3 · arxiv.org · 34 %', or 'Looking for copies' while they are looked up."""
    if item.current is None or not item.copies:
        return "Looking for copies"
    copy = item.copies[min(item.current, len(item.copies) - 1)]
    parts = [f"Copy {item.current + 1} of {len(item.copies)}", copy.host or "", progress_words(item)]
    return " · ".join(part for part in parts if part)


def pdf_note(mark: PaperStatus) -> PdfNote | None:
    """Return the note about the last attempt; None if it is not needed."""
    item = mark.download
    if item is None or item.outcome is None or (mark.kept is not None and mark.kept.pdf):
        return None
    if item.outcome not in _FAILED:
        return None
    tone, icon, lead = _FAILED[item.outcome]
    return PdfNote(lead, item.reason, tone, icon)
