"""The button for the PDF of the paper shown: its text, its action, and the note that explains a failure.

The functions are pure, so that tests can check each case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.paper_filter import is_of_files, own_pdf
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.zenodo.record_paper_conversion import files_in_library, saved_files
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.open_access.linked_pdf import version_words
from scholar_desktop.ui.rows.paper_row import progress_words
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.words.access_words import (
    open_files_words,
    other_ways,
    reason_and_ways,
    reason_words,
    waiting_reason,
)
from scholar_desktop.ui.words.wording import calendar_day

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper

_FAILED = {
    ItemOutcome.TEMPORARY: ("warn", "clock", Message("Not available right now.")),
    ItemOutcome.NEEDS_PERSON: ("warn", "person", Message("This PDF needs your attention.")),
    ItemOutcome.UNAVAILABLE: ("error", "cross", Message("No copy has a PDF.")),
    ItemOutcome.CLOSED: ("panel", "without-pdf", Message("No PDF.")),
    ItemOutcome.NO_PDF: ("panel", "folder", Message("Open, but without a PDF.")),
    ItemOutcome.NOT_FOUND: ("panel", "question", Message("Paper not found.")),
    ItemOutcome.DISK: ("error", "alert", Message("The PDF could not be saved.")),
    ItemOutcome.CANCELLED: ("panel", "cross", Message("Download stopped.")),
}


DOWNLOADING_HINT = Message("Click to see all downloads.")


class PdfButton(msgspec.Struct, frozen=True):
    """The content of the button.

    action: ID of the action that a click runs; why: the tooltip; main: True for the
    highlighted button; progress: 0..1 or None; stoppable: True if work is under way that can be stopped; path: the file
    or folder that a click opens instead of running an action; empty for none.
    """

    text: str
    action: str
    icon: str = "get"
    why: str = ""
    main: bool = True
    progress: float | None = None
    stoppable: bool = False
    path: str = ""


class PdfNote(msgspec.Struct, frozen=True):
    """Why there is no PDF yet: a lead, the reason of the last attempt and what else can be done, the tone, and the
    icon. without_copy: no open copy is known, which another attempt would not change."""

    lead: str
    text: str
    tone: str
    icon: str
    without_copy: bool = False


def restricted_reason(paper: Paper, mark: PaperStatus) -> str:
    """Return why the files of a Zenodo record cannot be downloaded; empty if they may be. Files are requested without
    the user's token, so the user has to sign in at Zenodo for those that are not public."""
    if paper.ids.zenodo is None or paper.oa.copies or S2 in paper.sources or own_pdf(mark.kept):
        return ""
    if paper.oa.is_oa is not False and not is_of_files(paper, mark.download):
        return ""  # the record of a paper that a publisher may have
    from scholar_desktop.domain.zenodo.record_details import embargo_until  # not part of the start
    from scholar_desktop.services.zenodo.record_paper_conversion import record_of

    record = record_of(paper)
    if record is None or record.files or record.access not in ("embargoed", "restricted"):
        return ""
    until = embargo_until(record)
    if record.access == "restricted":
        reason = gettext("The files are restricted: ask the owner for access.")
    elif until is not None:
        reason = gettext("The files are under embargo until {date}.", date=calendar_day(until) or until)
    else:
        reason = gettext("The files are under embargo.")
    access = gettext("If you have access to them, sign in at Zenodo and download them there.")
    return f"{reason} {access}"  # wording: sentences


def pdf_button(
    paper: Paper, mark: PaperStatus, *, online: bool, restricted: str, is_one_of_several: bool = False
) -> PdfButton:
    """Return the content of the button for *paper*.

    Args:
        restricted: as returned by `restricted_reason`.
        is_one_of_several: several papers are selected; the button is for this one alone, and says so.
    """
    get = gettext("Get this PDF") if is_one_of_several else gettext("Get PDF")
    get_files = gettext("Get these files") if is_one_of_several else gettext("Get files")
    item = mark.download
    if (pdf := own_pdf(mark.kept)) is not None:
        return PdfButton(gettext("Open in PDF app"), "paper.open_pdf", "file-text", pdf)
    if item is not None and item.state is DownloadState.RUNNING:
        progress = min(1.0, item.received / item.size) if item.size else None
        return PdfButton(running_words(item), "view.downloads", "get", shown(DOWNLOADING_HINT), False, progress, True)
    if item is not None and item.state is DownloadState.WAITING:
        reason = (
            gettext("Other downloads come first.") if online else gettext("The download waits until you are online.")
        )
        why = f"{waiting_reason(item) or reason} {shown(DOWNLOADING_HINT)}"
        return PdfButton(gettext("Waiting"), "view.downloads", "clock", why, False, None, True)
    if item is not None and item.state is DownloadState.PAUSED:
        why = f"{gettext('You paused this download.')} {shown(DOWNLOADING_HINT)}"
        return PdfButton(gettext("Paused"), "view.downloads", "pause", why, False, None, True)
    if restricted:
        return PdfButton(gettext("Open at Zenodo"), "paper.open_browser", "external", restricted)
    if item is not None and item.outcome is ItemOutcome.CLOSED:
        why = gettext("Choose a PDF on your computer. It is checked and copied to your library.")
        return PdfButton(gettext("Attach PDF…"), "paper.attach_pdf", "file-text", why, main=False)
    if (saved := saved_files(paper, mark.kept, item)) is not None:
        return PdfButton(open_files_words(saved), "paper.open_pdf", "folder", saved.path, path=saved.path)
    if is_of_files(paper, item):
        return PdfButton(get_files, "paper.get_pdf", why=gettext("Downloads all files of this record."))
    if item is not None and item.pdf_version is not None:
        why = gettext("Looks for a PDF of this version. The linked version has one.")
        return PdfButton(get, "paper.get_pdf", why=why, main=False)
    if item is not None and item.outcome is not None and item.outcome is not ItemOutcome.SAVED:
        return PdfButton(gettext("Try again"), "paper.get_pdf", "refresh", reason_words(item), main=False)
    why = gettext("Tries the open copies in turn, and saves the PDF in your library.")
    is_closed = mark.is_closed(paper)
    if is_closed:
        why = gettext("No open copy is known. Looks for one again, and saves the PDF in your library.")
    if not online:
        why = gettext("You are working offline. The download waits until you are online.")
    return PdfButton(get, "paper.get_pdf", why=why, main=not is_closed)


def restricted_note(reason: str) -> Note:
    """Return the note about a record whose files are not public. reason: as returned by `restricted_reason`."""
    return Note(gettext("The files are not public."), reason, "panel", "lock")


def running_words(item: DownloadItem) -> str:
    """Return 'Copy 1 of 3 · arxiv.org · 34%', or 'Looking for copies' while they are looked up; of the files of a
    record, how much has been received."""
    if item.is_record:
        return progress_words(item) if item.received else gettext("Contacting Zenodo…")
    copy = item.current_copy
    if item.current is None or copy is None:
        return gettext("Looking for copies…")
    from scholar_desktop.services.open_access.shown_copies import place_of_current  # not part of the start

    parts = [shown(place_of_current(item, item.current)), copy.host or "", progress_words(item)]
    return " · ".join(part for part in parts if part)


def pdf_note(mark: PaperStatus) -> PdfNote | None:
    """Return the note about the last attempt; None if it is not needed."""
    item = mark.download
    if item is None or item.outcome is None or own_pdf(mark.kept) is not None:
        return None
    if item.pdf_version is not None:
        return PdfNote(gettext("PDF is with the linked version."), version_words(item.pdf_version), "panel", "link")
    if item.has_files:
        return _files_note(item, mark.kept)
    if item.outcome not in _FAILED:
        return None
    tone, icon, lead = _FAILED[item.outcome]
    if item.outcome is not ItemOutcome.CLOSED:
        return PdfNote(shown(lead), reason_and_ways(item), tone, icon)
    from scholar_desktop.services.downloads.report import is_restricted  # not part of the start
    from scholar_desktop.services.open_access.get_pdf import CLOSED
    from scholar_desktop.services.open_access.shown_copies import failed_lookup

    is_said_closed = item.paper is not None and mark.is_closed(item.paper)
    if is_said_closed or is_restricted(item.outcome, item.reason):  # the services say so
        icon, lead = "lock", Message("Not open access.")
    reason = reason_words(item)
    if item.reason == CLOSED and any(failed_lookup(copy, item) is not None for copy in item.copies):
        reason = gettext("No open copy could be downloaded.")  # the list of copies has one
    text = " ".join(filter(None, (reason, shown(other_ways(item)))))
    return PdfNote(shown(lead), text, tone, icon, without_copy=True)


def _files_note(item: DownloadItem, kept: KeptPaper | None) -> PdfNote | None:
    """Return the note about the files of a record that *item* saved; None if they are no longer in the library. It
    counts what the library has by now, which may be more or less than *item* saved."""
    if kept is None:
        return None
    if kept.trashed:
        return PdfNote(gettext("Files saved."), gettext("The paper is in the trash."), "panel", "folder")
    text = reason_words(item)
    there, wanted = files_in_library(item.paper, kept) if item.paper is not None else ([], 0)
    if there and len(there) == wanted:
        text = ngettext("The file is in your library.", "The {count} files are in your library.", wanted)
    elif there:
        text = gettext("{saved} of {count} files are in your library.", saved=len(there), count=wanted)
    return PdfNote(gettext("Files saved."), text, "panel", "folder")
