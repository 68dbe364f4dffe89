"""A folder of PDFs: each file gets the title that it prints, and its own identifier, not that of a paper it cites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.services.exchange.pdf_folder import read_pdf_folder
from tests.pdf.test_cited_paper import (
    ABSTRACT,
    CITING,
    DOI,
    ENTRY,
    FOOTER,
    NAMES,
    OTHER,
    OTHERS,
    PROSE,
    RIGHT,
    TITLE,
    article,
    text,
)
from tests.support.drawn_pdfs import draw_sized

OWN = [
    "its DOI in the footer",
    "its DOI in the header",
    "how to cite it",
    "a cover with the citation",
    "after the end of another article",
    "a manuscript in one size",
    "a manuscript that says where it was published",
    "under the large name of the journal",
]
NOT_OWN = [name for name in CITING if name not in ("in a footnote", "in a footnote, by the same people")]


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    made = PdfReader()
    yield made
    made.close()


def fields(reader: PdfReader, folder: Path, pages: Any) -> dict[str, Any]:
    (folder / "file.pdf").write_bytes(draw_sized(*pages))
    (entry,) = read_pdf_folder(folder, reader).entries
    return entry.fields


@pytest.mark.parametrize("name", OWN)
def test_the_doi_of_the_file_itself_is_taken(reader: PdfReader, tmp_path: Path, name: str):
    assert fields(reader, tmp_path, RIGHT[name]).get("DOI") == DOI


@pytest.mark.parametrize("name", NOT_OWN)
def test_the_doi_of_a_paper_that_the_file_cites_is_not_taken(reader: PdfReader, tmp_path: Path, name: str):
    assert fields(reader, tmp_path, CITING[name]).get("DOI") != DOI


@pytest.mark.parametrize(
    ("pages", "title"),
    [
        ([[*article(), *ABSTRACT, *text(FOOTER)]], TITLE),
        ([[*text("ANNALS OF THE COAST", size=28), *article(size=14), *ABSTRACT]], TITLE),
        ([[*article(OTHER, OTHERS), *ABSTRACT, *text(*ENTRY)]], OTHER),
        (
            [[*text("LETTER", size=24), *text("Tides of the North Sea in a", "warmer century", size=15), *ABSTRACT]],
            TITLE,
        ),
        ([[*text("University Research Portal online", size=14), *text(*ENTRY)], [*article(), *ABSTRACT]], TITLE),
        ([text(TITLE, "", f"{NAMES}, Clara Moreau, David Kim", *PROSE)], TITLE),
    ],
)
def test_the_title_is_what_is_printed_large(reader: PdfReader, tmp_path: Path, pages: Any, title: str):
    assert fields(reader, tmp_path, pages)["title"] == title
