"""Compares a PDF with the requested paper, field by field, so that the user can decide. No side effects."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.pdf.first_pages import read_first_pages
from scholar_desktop.pdf.right_article import MOST_AUTHORS, authors_found, displayed_title, judge_article

_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d])")
_YEAR_LETTERS = 3000
"""The part of the first page that is searched for years, in characters. References contain years, too."""
_MOST_LINES = 3


class PdfComparison(msgspec.Struct, frozen=True):
    """The comparison of a PDF's first pages with a paper.

    title: the title found in the file, empty without text; score: how well the requested title was found, 0 to 1;
    named: the authors of the paper that were found; authors: how many were looked for; years, identifiers: as printed,
    in order; lines: the first lines, if no title was found.
    """

    title: str = ""
    score: float = 0.0
    named: tuple[str, ...] = ()
    authors: int = 0
    years: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    reason: str = ""


def compare_pdf(
    expected: Paper,
    texts: Sequence[str],
    *,
    title: str = "",
    pages: int = 0,
    headings: Sequence[Sequence[str]] = (),
) -> PdfComparison:
    """Compares a PDF with the paper *expected*.

    Args:
        texts: the text of the first pages.
        title: the title in the file's metadata.
        pages: the number of pages of the file.
        headings: the texts of each of these pages that are set larger than the rest of it.
    """
    first = read_first_pages(texts)
    judgement = judge_article(expected, texts, title=title, pages=pages, headings=headings)
    near = texts[0][:_YEAR_LETTERS] if texts else ""
    identifiers = (*sorted(first.dois), *(name.replace("arxiv:", "arXiv:") for name in sorted(first.arxiv_ids)))
    return PdfComparison(
        title=plain(displayed_title(first, title)),
        score=judgement.score,
        named=tuple(authors_found(expected, first)),
        authors=min(len(expected.authors), MOST_AUTHORS),
        years=tuple(dict.fromkeys(_YEAR.findall(near)))[:3],
        identifiers=identifiers[:3],
        lines=first.lines[:_MOST_LINES],
        reason=judgement.reason,
    )
