"""The rows of PDFs and the papers they were identified as."""

from __future__ import annotations

from dataclasses import dataclass

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.add_pdfs.pdf_identification import FileState, IdentifiedPdf, PaperMatch
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.rows.sign_list import SignRow
from scholar_desktop.ui.words import wording

SIGNS = {
    FileState.READING: ("clock", "muted", "reading"),
    FileState.SURE: ("tick", "ok", Message("Matched")),
    FileState.CHECK: ("question", "warn", Message("Check")),
    FileState.NONE: ("cross", "error", Message("Not found")),
    FileState.KEPT: ("library", "muted", Message("In library")),
    FileState.TRASHED: ("trash", "muted", Message("In trash")),
    FileState.BAD: ("alert", "error", Message("Not readable")),
    FileState.NOT_PDF: ("alert", "error", Message("Not a PDF")),
}
ADDED = ("tick", "ok", Message("Added"))
SKIPPED = ("minus", "muted", Message("Skipped"))
NOT_ADDED = ("alert", "error", Message("Not added"))
TRASHED = SIGNS[FileState.TRASHED]
"""Of a file that was added here, whose paper is in the trash now."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FileRow(SignRow):
    one: IdentifiedPdf


def file_row(
    one: IdentifiedPdf,
    ending: tuple[tuple[str, str, str], str] | None,
    kept: KeptPaper | None = None,
    *,
    is_restored: bool = False,
) -> FileRow:
    """Return the row of a PDF.

    Args:
        ending: the sign and the reason of its outcome; None if it was neither added nor skipped.
        kept: the paper that it was added to; None if it was not added.
        is_restored: that paper was in the trash, and was restored with it.
    """
    sign, colour, status = SIGNS[one.state] if ending is None else ending[0]
    word = shown(status)
    taken_for = one.paper if one.state is not FileState.NONE else None
    below = wording.paper_line(taken_for) if taken_for is not None else shown(one.reason)
    if ending is not None and ending[1]:
        below = ending[1]
    others = len(one.candidates) - 1
    right = kept_words(one.candidates[0]) if ending is None and taken_for is not None else ""
    if kept is not None and not kept.trashed:
        right = _added_words(_pdf_count(kept), is_restored=is_restored)
    if not right and others > 0 and one.state is FileState.CHECK:
        right = ngettext("{count} other", "{count} others", others)
    return FileRow(
        one=one,
        paper=one.paper,
        title=one.path.name,
        sign=sign,
        colour=colour,
        word=word,
        below=below,
        right=right,
        spoken=", ".join(part for part in (one.path.name, word, below, right) if part),
    )


def kept_words(candidate: PaperMatch) -> str:
    """Return in a few words what the library has of the paper before the PDF is added; empty if it does not have it."""
    kept = candidate.kept
    if kept is None:
        return ""
    if kept.trashed:
        return gettext("Restores from trash")
    return gettext("In library, no PDF") if kept.pdf is None else gettext("Adds another PDF")


def _added_words(count: int, *, is_restored: bool) -> str:
    """Return in a few words what became of the paper that a PDF was added to, which has *count* PDFs now."""
    if count < 2:
        return gettext("Restored from trash") if is_restored else ""
    if is_restored:
        return ngettext("Restored, {count} PDF", "Restored, {count} PDFs", count)
    return ngettext("Paper has {count} PDF", "Paper has {count} PDFs", count)


def kept_sentence(candidate: PaperMatch) -> str:
    """Return `kept_words` as a sentence."""
    kept = candidate.kept
    if kept is None:
        return ""
    if kept.trashed and kept.pdf is None:
        return gettext("The paper is in the trash. Adding this PDF restores it.")
    if kept.pdf is None:
        return gettext("The paper is in your library, without a PDF.")
    count = _pdf_count(kept)
    if kept.trashed:
        return ngettext(
            "The paper is in the trash with {count} PDF. Adding this one restores the paper, and keeps both.",
            "The paper is in the trash with {count} PDFs. Adding this one restores the paper, and keeps all.",
            count,
        )
    return ngettext(
        "The paper has {count} PDF in your library. This one is added beside it.",
        "The paper has {count} PDFs in your library. This one is added beside them.",
        count,
    )


def _pdf_count(kept: KeptPaper) -> int:
    return sum(file.is_pdf for file in kept.files)
