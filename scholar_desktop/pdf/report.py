"""What reading a PDF brought to light."""

from __future__ import annotations

import enum

import msgspec


class Verdict(enum.StrEnum):
    """Is it the paper that was asked for?"""

    RIGHT = "right"
    WRONG = "wrong"
    DOUBTFUL = "doubtful"
    CANNOT_CHECK = "cannot_check"
    """It holds no text that could be compared (a scan, or another script than the title's)."""


class DocumentKind(enum.StrEnum):
    """What sort of text it is. All but the first are not the paper though they may name it."""

    PAPER = "paper"
    SUPPLEMENT = "supplement"
    ERRATUM = "erratum"
    COMMENT = "comment"
    WHOLE_ISSUE = "whole_issue"
    CONTENTS = "contents"


class Judgement(msgspec.Struct, frozen=True):
    """score: 0 to 1, how well the title was found; reason: one sentence for people."""

    verdict: Verdict
    score: float
    reason: str
    kind: DocumentKind = DocumentKind.PAPER


class PdfContent(msgspec.Struct, frozen=True):
    """What one file says of itself, before it is measured against a paper.

    opens: PDFium opened it and it has pages; reason: else why not, in a sentence; title: of its metadata, may be empty;
    text_by_page: of the first pages.
    """

    opens: bool
    pages: int
    title: str = ""
    text_by_page: tuple[str, ...] = ()
    reason: str = ""


class PdfReport(msgspec.Struct, frozen=True):
    """What is known of one file.

    opens: PDFium opened it and it has pages; encrypted: it needs a password; reader_failed: the reading process
    crashed, hung or ran out of memory on it; text_by_page: of the first pages; title: of its metadata, may be empty.
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
