"""The results of reading and judging a PDF."""

from __future__ import annotations

import enum

import msgspec


class Verdict(enum.StrEnum):
    """Whether a PDF is the requested paper."""

    RIGHT = "right"
    WRONG = "wrong"
    DOUBTFUL = "doubtful"
    CANNOT_CHECK = "cannot_check"
    """It has no text that could be compared (a scan, or a script other than the title's)."""


class DocumentKind(enum.StrEnum):
    """The kind of a document. All kinds but the first are not the paper, although they may name it."""

    PAPER = "paper"
    SUPPLEMENT = "supplement"
    ERRATUM = "erratum"
    COMMENT = "comment"
    WHOLE_ISSUE = "whole_issue"
    CONTENTS = "contents"


class Judgement(msgspec.Struct, frozen=True):
    """How well a PDF matches a paper.

    score: 0 to 1, how well the title was found; reason: one sentence for the user; doubt: a sentence, if the
    title is not exactly the same, or no author is named. A copy that a service names is accepted; a file that the user
    adds is asked about.
    """

    verdict: Verdict
    score: float
    reason: str
    kind: DocumentKind = DocumentKind.PAPER
    doubt: str = ""


class PdfContent(msgspec.Struct, frozen=True):
    """The text and metadata of a file, before it is compared with a paper.

    opens: PDFium opened it and it has pages; reason: if not, why, as a sentence; title: from the metadata, may be
    empty; text_by_page: of the first pages; headings: of each of these, the texts that are set larger than the rest;
    is_pdf: it begins as a PDF does, which a damaged one does, too.
    """

    opens: bool
    pages: int
    title: str = ""
    text_by_page: tuple[str, ...] = ()
    reason: str = ""
    headings: tuple[tuple[str, ...], ...] = ()
    is_pdf: bool = True


class PdfReport(msgspec.Struct, frozen=True):
    """The report on one file.

    opens: PDFium opened it and it has pages; encrypted: it needs a password; reader_failed: the reading process
    crashed, hung or ran out of memory; text_by_page: of the first pages; headings: of each of these, the texts
    that are set larger than the rest; title: from the metadata, may be empty.
    """

    opens: bool
    pages: int
    text_found: bool
    encrypted: bool
    verdict: Verdict
    score: float
    reason: str
    kind: DocumentKind = DocumentKind.PAPER
    reader_failed: bool = False
    title: str = ""
    text_by_page: tuple[str, ...] = ()
    headings: tuple[tuple[str, ...], ...] = ()
