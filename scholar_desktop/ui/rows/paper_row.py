"""The data of a paper's row: every text is prepared here once, so that painting computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.own_fields import own_fields_of, with_own_fields
from scholar_desktop.domain.paper import Facts, Paper
from scholar_desktop.domain.search.filters import FIELD, TYPE
from scholar_desktop.domain.search.paper_filter import has_open_pdf, is_of_files, own_pdf
from scholar_desktop.domain.source import LIBRARY, S2
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.zenodo.record_paper_conversion import record_of, saved_files
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.filter_words import filter_value_words
from scholar_desktop.ui.words.record_words import record_access, record_access_meaning, record_summary

if TYPE_CHECKING:
    from scholar_desktop.domain.zenodo.record import Record

STATE_PIECES = ("state", "state_icon", "state_kept")
"""The pieces of a row's layout that show the state of the PDF."""

FAILED_SIGNS = {
    ItemOutcome.UNAVAILABLE: ("cross", "error"),
    ItemOutcome.CLOSED: ("without-pdf", "muted"),
    ItemOutcome.NOT_FOUND: ("question", "muted"),
    ItemOutcome.DISK: ("alert", "error"),
}
"""Icon and colour of a paper whose PDF could not be downloaded, although a service knows an open copy."""


class PdfRowState(msgspec.Struct, frozen=True):
    """The state of the paper's PDF: a sign, words, and the token of their colour.

    is_kept: a sign before it says that the paper is in the library, without the PDF; said: the words for screen
    readers, empty for *words*; meaning: a sentence that explains it, or empty.
    """

    icon: str
    words: str
    colour: str = "muted"
    is_kept: bool = False
    said: str = ""
    meaning: str = ""

    @property
    def spoken(self) -> str:
        """The words for screen readers."""
        return self.said or self.words


class PaperListRow(msgspec.Struct, frozen=True, eq=False):
    """One row. authors: the longest form and the shortest; cites: '4,120', or empty if no service sent a number;
    access: word, colour and shape of the dot; state: None if there is nothing to show; kinds: what its third line shows
    if it has no summary: fields of study, or the type of the paper; opened: the user opened it before;
    is_new: new in the saved search that is shown; starred, to_read: as in the library; corrections: what the library
    has instead of the fields of the services, or None; possibly_kept: as in `PaperStatus`; access_meaning: a sentence
    that explains the word of its access; influential: number of influential citations, like cites."""

    paper: Paper
    title: str
    authors: tuple[str, str]
    venue: str
    year: str
    summary: str
    cites: str
    access: tuple[str, str, str]
    state: PdfRowState | None
    spoken: str
    kinds: str = ""
    opened: bool = False
    is_new: bool = False
    starred: bool = False
    to_read: bool = False
    corrections: Facts | None = None
    possibly_kept: bool = False
    access_meaning: str = ""
    influential: str = ""


def corrections(mark: PaperStatus) -> Facts | None:
    """Return what the user or an import wrote about the paper, which the rows show in place of what services state."""
    if mark.kept is None:
        return None
    return next((facts for facts in mark.kept.paper.facts if facts.source == LIBRARY), None)


def corrected(paper: Paper, mark: PaperStatus) -> Paper:
    """Return *paper* with the fields that the library has instead of those of the services."""
    return paper if mark.kept is None else with_own_fields(paper, own_fields_of(mark.kept.paper))


def pdf_state(paper: Paper, mark: PaperStatus) -> PdfRowState | None:
    """Return the PDF state that the row shows: downloading, in the library, failed, available; None if nothing is
    known."""
    item = mark.download
    if item is not None and item.state is DownloadState.RUNNING:
        return PdfRowState("clock", progress_words(item))
    if item is not None and item.state is DownloadState.WAITING:
        return PdfRowState("clock", gettext("waiting"))
    if item is not None and item.state is DownloadState.PAUSED:
        return PdfRowState("pause", gettext("paused"))
    if own_pdf(mark.kept) is not None:
        return PdfRowState(
            "tick", gettext("PDF saved"), "ok", meaning=gettext("In your library, with its PDF. Click to open it.")
        )
    has_copy = has_open_pdf(paper)
    if mark.kept is not None:
        if is_of_files(paper, item):
            if saved_files(paper, mark.kept, item) is not None:
                meaning = gettext("In your library, with its files. Click to open them.")
                return PdfRowState("tick", gettext("Files saved"), "ok", meaning=meaning)
            return PdfRowState("tick", gettext("in library"))
        if has_copy and item is not None and item.outcome in FAILED_SIGNS:
            return _failed_state(item, is_kept=True)
        meaning = gettext("In your library, without its PDF. Click to get it.")
        if has_copy:
            return PdfRowState("get", "PDF", is_kept=True, said=gettext("in library"), meaning=meaning)
        return PdfRowState("tick", gettext("in library"), meaning=meaning)
    if item is not None and item.outcome is ItemOutcome.NEEDS_PERSON:
        return PdfRowState("person", gettext("needs you"), "link", meaning=_meaning(item))
    if item is not None and item.outcome is ItemOutcome.TEMPORARY:
        return PdfRowState("clock", gettext("try again"), "warn")
    if paper.oa.is_oa and is_of_files(paper, item):
        return PdfRowState("get", gettext("Files"), meaning=gettext("Get files"))
    if has_copy and item is not None and item.outcome in FAILED_SIGNS:
        return _failed_state(item)
    return PdfRowState("get", "PDF", meaning=gettext("Get PDF")) if has_copy else None


def _failed_state(item: DownloadItem, *, is_kept: bool = False) -> PdfRowState:
    """Return the state of a paper whose download ended with an outcome of FAILED_SIGNS, in the words of the list of
    downloads."""
    from scholar_desktop.services.downloads.report import ITEM_OUTCOME_WORDS  # not part of the start

    assert item.outcome is not None
    icon, colour = FAILED_SIGNS[item.outcome]
    words = shown(ITEM_OUTCOME_WORDS[item.outcome])
    said = gettext("in library, {state}", state=words) if is_kept else ""
    return PdfRowState(icon, words, colour, is_kept, said, _meaning(item))


def _meaning(item: DownloadItem) -> str:
    """Return why *item* has no PDF, how a person may get it, and what a click does, unless a PDF waits for a
    decision."""
    from scholar_desktop.ui.words.access_words import reason_and_ways  # not part of the start

    why = reason_and_ways(item)
    return why if item.quarantined else gettext("{reason} Click to try again.", reason=why)


def state_action(paper: Paper, mark: PaperStatus) -> str:
    """Return the action that a click on the state of the PDF, or of the files of a record, runs."""
    is_there = own_pdf(mark.kept) or saved_files(paper, mark.kept, mark.download)
    return "paper.open_pdf" if is_there else "paper.get_pdf"


def progress_words(item: DownloadItem) -> str:
    """Return '63%', or the size received if the total size is unknown."""
    if item.size:
        return wording.percent(min(100, 100 * item.received / item.size))
    return wording.size(item.received) if item.received else gettext("connecting")


def _kinds(paper: Paper) -> str:
    """Return the first two fields of study; the type if none are known, else nothing."""
    fields = [filter_value_words(FIELD, name) for name in paper.fields[:2]]
    return " · ".join(fields) or (filter_value_words(TYPE, paper.type) if paper.type else "")


def access_of(paper: Paper, mark: PaperStatus, record: Record | None = None) -> tuple[tuple[str, str, str], str]:
    """Return what the row of *paper* shows of its open access, as `wording.access` does, and what the word means.

    Args:
        paper: one of any list.
        mark: the state of the paper in the library, and what other services have sent of it.
        record: that of a paper of Zenodo alone. Without a free file it has the access that its owner set.
    """
    known = mark.with_access(paper)
    access, meaning = wording.access(known), wording.access_meaning(known)
    if record is not None and not paper.oa.is_oa and not paper.oa.copies:
        access = record_access(record.access) or access
        meaning = record_access_meaning(record.access) or meaning
    return access, meaning


def paper_row(paper: Paper, mark: PaperStatus) -> PaperListRow:
    shown = corrected(paper, mark)
    title = plain(shown.title) or gettext("Untitled")
    cites, influential = (
        "" if count is None else wording.number(count) for count in (paper.counts.citations, paper.counts.influential)
    )
    state = pdf_state(paper, mark)
    record = record_of(paper) if S2 not in paper.sources else None
    access, access_meaning = access_of(paper, mark, record)
    summary = " ".join((paper.tldr or "").split()) or (record_summary(record) if record is not None else "")
    kinds = "" if summary else _kinds(shown)
    authors = wording.paper_authors_short(shown)
    spoken = ", ".join(  # wording: facts one after the other
        part
        for part in (
            title,
            authors,
            wording.venue_and_year(shown),
            ngettext("{count} citation", "{count} citations", paper.counts.citations, count=cites)
            if paper.counts.citations is not None
            else "",
            access[0],
            state.spoken if state else "",
            gettext("possibly in your library") if mark.is_possibly_kept else "",
            gettext("starred") if mark.kept and mark.kept.starred else "",
            gettext("to read") if mark.kept and mark.kept.to_read else "",
            gettext("opened before") if mark.opened else "",
            pgettext("paper", "new") if mark.is_new else "",
            summary or kinds,
        )
        if part
    )
    return PaperListRow(
        paper=paper,
        title=title,
        authors=(authors, wording.paper_authors_short(shown, 1)),
        venue=plain(shown.venue or ""),
        year=str(shown.year) if shown.year else "",
        summary=summary,
        cites=cites,
        access=access,
        state=state,
        spoken=spoken,
        kinds=kinds,
        opened=mark.opened,
        is_new=mark.is_new,
        starred=bool(mark.kept and mark.kept.starred),
        to_read=bool(mark.kept and mark.kept.to_read),
        corrections=corrections(mark),
        possibly_kept=mark.is_possibly_kept,
        access_meaning=access_meaning,
        influential=influential,
    )
