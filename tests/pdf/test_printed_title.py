"""The title that a PDF prints, where no type size tells where it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.pdf.printed_title import is_author_line, printed_title
from scholar_desktop.services.add_pdfs.pdf_identification import guessed_title
from tests.support.drawn_pdfs import BODY, draw_pdf

COFFEE = "The effect of coffee on the sleep of librarians"


@pytest.mark.parametrize("authors", ["Ann Reader and Bob Stacks", "Ann Reader1, Bob Stacks2", "Ann Reader"])
@pytest.mark.parametrize("after", [["Abstract", *BODY], BODY])
def test_the_authors_are_no_part_of_the_title_wherever_it_is_read(tmp_path: Path, authors: str, after: list[str]):
    file = tmp_path / "coffee.pdf"
    file.write_bytes(draw_pdf([COFFEE, authors, *after]))
    reader = PdfReader()
    try:
        look = reader.look(file)
    finally:
        reader.close()
    assert guessed_title(look) == COFFEE
    other = Paper("Tides of the Moroccan coast", Ids(), authors=(Author("Imane Kelp"),))
    assert reader.judge(look, other).reason == f"The title in the PDF is “{COFFEE}”."


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([COFFEE, "ANN READER AND BOB STACKS", "Abstract"], COFFEE),
        ([COFFEE, "Reader, A. and Stacks, B.", "Abstract"], COFFEE),
        ([COFFEE, "by Ludwig van der Maaten", "Abstract"], COFFEE),
        ([COFFEE, "Ann Reader", "Bob Stacks", "Abstract"], COFFEE),
        ([COFFEE, BODY[0], BODY[1]], COFFEE),
        (["Sleep Letters", COFFEE, "Ann Reader"], COFFEE),
        (["Deep learning", "Ann Reader and Bob Stacks", "Abstract"], "Deep learning"),
        (["The effect of coffee on", "the sleep of librarians", "Ann Reader"], COFFEE),
        (["The sleep of librarians in", "Great Britain", "Ann Reader"], "The sleep of librarians in Great Britain"),
        (["Attention Is All", "You Need", "Ann Reader and Bob Stacks"], "Attention Is All You Need"),
        (
            ["A study of the poetry of Emily", "Dickinson and Walt Whitman", "Ann Reader"],
            "A study of the poetry of Emily Dickinson and Walt Whitman",
        ),
        (
            ["Coffee: a long study of the sleep of all librarians and of", "Their readers", "Ann Reader"],
            "Coffee: a long study of the sleep of all librarians and of Their readers",
        ),
        ([], ""),
        (["Ann Reader and Bob Stacks"], "Ann Reader and Bob Stacks"),
    ],
)
def test_a_title_in_the_size_of_the_text_ends_before_the_authors_and_the_text(lines: list[str], title: str):
    assert printed_title([], ["\n".join(lines)]) == title


@pytest.mark.parametrize("line", ["Coffee and sleep", "Ann", "In the libraries of York", "Reader and Stacks", ""])
def test_a_line_of_other_words_is_no_line_of_authors(line: str):
    assert not is_author_line(line)
