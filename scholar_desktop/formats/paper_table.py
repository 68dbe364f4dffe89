"""Writes papers as a CSV table for spreadsheets, with one row for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from scholar_desktop.domain.bibliographic_entry import LinkedFile
from scholar_desktop.domain.paper import Paper, access_status
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.csv_table import csv_text

COLUMNS = (
    "key",
    "id",
    "type",
    "title",
    "authors",
    "year",
    "date",
    "venue",
    "volume",
    "issue",
    "pages",
    "publisher",
    "issn",
    "doi",
    "arxiv",
    "pmid",
    "pmcid",
    "zenodo",
    "url",
    "citations",
    "oa_status",
    "license",
    "pdf_url",
    "sources",
    "editors",
    "isbn",
    "edition",
    "place",
    "language",
    "abstract",
    "tags",
    "collections",
    "notes",
    "files",
    "scholar-desktop",
)
"""The columns of every table of papers, whether they are in the library or not: those after `sources` have text only
for papers of the library, abstracts and files if they are wanted. The last has what no other column has room for."""
BETWEEN = "; "


def paper_csv(
    papers: Sequence[Paper], keys: Sequence[str], *, abstracts: bool = False, files: Sequence[Sequence[LinkedFile]] = ()
) -> str:
    """Returns *papers*, each with its citation key, as CSV with a header line.

    Args:
        papers, keys: the papers and their keys.
        abstracts: whether to write abstracts.
        files: the files of each paper; empty for none.
    """
    rows = [paper_cells(paper, key) for paper, key in zip(papers, keys, strict=True)]
    if abstracts:
        rows = [row | {"abstract": paper.abstract} for row, paper in zip(rows, papers, strict=True)]
    if files:
        paths = (BETWEEN.join(one.path for one in some) for some in files)
        rows = [row | {"files": text} for row, text in zip(rows, paths, strict=True)]
    return csv_text(rows, COLUMNS)


def paper_cells(paper: Paper, key: str) -> dict[str, Any]:
    """Returns what the services state of a paper, by columns.

    Type and open access are those that the other formats and the window have.
    """
    one = bibliographic_record(paper)
    copies = sorted(paper.oa.copies, key=lambda copy: not copy.is_best)
    status = access_status(paper)
    pdf_url = next((copy.pdf_url for copy in copies if copy.pdf_url), None)
    if pdf_url is None and paper.ids.arxiv is not None:
        pdf_url = f"https://arxiv.org/pdf/{quote(paper.ids.arxiv, safe='/')}"
    return {
        "key": key,
        "id": paper.id,
        "type": _type(paper, one.type),
        "title": one.title,
        "authors": BETWEEN.join(
            ", ".join(part for part in (author.family_whole, author.given, author.suffix) if part)
            for author in one.authors
        ),
        "year": one.year,
        "date": paper.date,
        "venue": one.container or paper.venue,
        "volume": one.volume,
        "issue": one.issue,
        "pages": None if one.pages is None else "–".join(part for part in one.pages if part),
        "publisher": one.publisher,
        "issn": BETWEEN.join(one.issn),
        "doi": one.doi,
        "arxiv": one.arxiv,
        "pmid": one.pmid,
        "pmcid": one.pmcid,
        "zenodo": paper.ids.zenodo,
        "url": one.url,
        "citations": paper.counts.citations,
        "oa_status": "open" if status == "copy" else status or None,
        "license": paper.oa.license or next((copy.license for copy in copies if copy.license), None),
        "pdf_url": pdf_url,
        "sources": BETWEEN.join(paper.sources),
    }


def _type(paper: Paper, written: str) -> str | None:
    """Returns the type of the record *written* to the other formats, which know no reviews."""
    if written == "article" and paper.type == "review":
        return paper.type
    return paper.type if written == "other" else written
