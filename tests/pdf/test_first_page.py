"""The first page of a doubtful file is drawn in a process of its own, and laid beside what was asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.pdf.comparison import compare_pdf
from scholar_desktop.pdf.first_page import draw_first_page
from tests.support.drawn_pdfs import BODY, draw_paper, draw_pdf, draw_scan

ASKED = Paper(
    "Wool of llamas from the lower valleys of Peru",
    Ids(doi="10.5555/wool"),
    (Author("Jane Roe"), Author("John Doe")),
    year=2020,
)


def test_a_page_is_drawn_as_wide_as_asked(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(draw_scan())
    picture = draw_first_page(file, 300)
    assert picture is not None
    assert (picture.width, len(picture.rows)) == (300, 300 * picture.height * 3)
    assert len(set(picture.rows)) > 1, "there is something on it"


def test_what_cannot_be_drawn_is_no_picture(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    for content in (b"", b"%PDF-1.4 nonsense", draw_pdf(["secret"], password="unknown"), draw_paper("A", ())[:300]):
        file.write_bytes(content)
        assert draw_first_page(file, 300) is None
    assert draw_first_page(tmp_path / "missing.pdf", 300) is None


def test_a_reader_that_hangs_or_lies_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(draw_scan())
    ready = "import sys; print('{\"ready\": true}', flush=True); sys.stdin.readline(); "
    lie = 'print(\'{"width": 9, "height": 9, "pixels": "AAAA"}\', flush=True)'
    for rest in ("__import__('time').sleep(60)", lie):
        command = (sys.executable, "-c", ready + rest)
        assert draw_first_page(file, 300, command=command, time_limit_s=0.3) is None


def test_a_page_of_enormous_size_stays_small(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(draw_pdf(["x"]).replace(b"595.2756 841.8898", b"595.2756 84188990"))
    picture = draw_first_page(file, 1000)
    assert picture is None or picture.width * picture.height <= 4_100_000


def test_each_part_is_compared() -> None:
    text = "\n".join(["Wool of llamas", "J. Roe", "Accepted 3 May 2019, doi:10.5555/other", *BODY])
    found = compare_pdf(ASKED, [text], title="", pages=3)
    assert found.title == "Wool of llamas"
    assert (found.named, found.authors) == (("Jane Roe",), 2)
    assert found.years == ("2019",)
    assert found.identifiers == ("10.5555/other",)
    assert 0 < found.score < 1
    assert found.reason


def test_a_scan_has_nothing_to_compare() -> None:
    found = compare_pdf(ASKED, ["", ""])
    assert (found.title, found.named, found.years, found.identifiers) == ("", (), (), ())


@pytest.mark.parametrize(
    ("author", "line"),
    [
        ("Li Wu", "Li Wu1, Anna Berg2"),
        ("Li Wu", "Li Wu¹˒² and Anna Berg²"),
        ("Xiao Wu", "Xiao Wua,b, Anna Bergb"),
        ("Jörg Müller", "Joerg Mueller"),
        ("Joerg Mueller", "Jörg Müller"),
        ("小明 王", "王小明1  李华2"),
        ("王小明", "王小明  李华"),
    ],
)
def test_authors_that_are_plainly_on_the_page_are_named(author: str, line: str):
    paper = msgspec.structs.replace(ASKED, authors=(Author(author),))
    assert compare_pdf(paper, [f"A title of something else\n{line}\nAbstract. We measure."]).named == (author,)


def test_an_author_who_is_not_on_the_page_is_not_named():
    for author, line in (("Li Wu", "Anna Wulf and Bo Liwa"), ("小明 王", "王大伟")):
        paper = msgspec.structs.replace(ASKED, authors=(Author(author),))
        assert compare_pdf(paper, [f"A title of something else\n{line}\nAbstract. We measure."]).named == ()
