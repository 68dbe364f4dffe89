"""The text of whole PDFs: every page within limits, and what a page that kills, hangs or starves the reader costs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scholar_desktop.domain.library import ReadText
from scholar_desktop.pdf.page_texts import PageTextReader, ReadingStopped
from tests.support.drawn_pdfs import draw_pdf

FAULTY_WORKER = """
import os, sys
sys.path.insert(0, sys.argv[1])
from scholar_desktop.pdf import worker
text_of = worker._text_of
def faulty(document, index, characters):
    text, problem = text_of(document, index, characters)
    if "crash" in text:
        os._exit(139)
    if "hang" in text:
        os.read(os.pipe()[0], 1)
    if "starve" in text:
        raise MemoryError
    if "unreadable" in text:
        return "", worker.PAGE_FAILED
    return text, problem
worker._text_of = faulty
worker.main()
"""


@pytest.fixture
def reader() -> Iterator[PageTextReader]:
    reader = PageTextReader(pages=5, whole=200)
    yield reader
    reader.close()


@pytest.fixture
def faulty_reader() -> Iterator[PageTextReader]:
    root = str(Path(__file__).resolve().parents[2])
    reader = PageTextReader((sys.executable, "-c", FAULTY_WORKER, root), page_limit_s=2)
    yield reader
    reader.close()


def a_file(tmp_path: Path, *pages: str, name: str = "a.pdf", password: str | None = None) -> Path:
    path = tmp_path / name
    path.write_bytes(draw_pdf(*([page] for page in pages), password=password))
    return path


def test_every_page_is_read_an_empty_one_too(reader: PageTextReader, tmp_path: Path) -> None:
    read = reader.read(a_file(tmp_path, "one", "", "three"))
    assert read == ReadText(3, ("one", "", "three"))


def test_a_file_with_more_pages_than_the_limit_is_read_as_far_as_that(reader: PageTextReader, tmp_path: Path) -> None:
    read = reader.read(a_file(tmp_path, *(f"page {number}" for number in range(1, 8))))
    assert (read.pages, len(read.texts)) == (7, 5)
    assert read.problem == "It is very long: only its first 5 pages were read."


def test_a_file_with_more_text_than_the_limit_is_read_as_far_as_that(reader: PageTextReader, tmp_path: Path) -> None:
    read = reader.read(a_file(tmp_path, "a" * 90, "b" * 90, "c" * 90, "d"))
    assert [len(text) for text in read.texts] == [90, 90, 20]
    assert read.problem == "It is very long: only its first 3 pages were read."


@pytest.mark.parametrize("fault", ["crash", "hang", "starve"])
def test_a_page_that_breaks_the_reader_costs_this_file_and_not_the_pages_before(
    faulty_reader: PageTextReader, tmp_path: Path, fault: str
) -> None:
    broken = faulty_reader.read(a_file(tmp_path, "first", fault, "last"))
    assert broken.texts == ("first",)
    assert (broken.pages, broken.is_sound) == (3, False)
    assert (broken.problem or "").startswith("Page 2 could not be read. ")
    good = faulty_reader.read(a_file(tmp_path, "good", name="b.pdf"))
    assert (good.texts, good.problem) == (("good",), None)


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_read(
    faulty_reader: PageTextReader, tmp_path: Path
) -> None:
    read = faulty_reader.read(a_file(tmp_path, "first", "unreadable", "last"))
    assert (read.texts, read.problem) == (("first", "", "last"), "Page 2 could not be read.")


def test_a_file_that_does_not_open_says_why(reader: PageTextReader, tmp_path: Path) -> None:
    locked = reader.read(a_file(tmp_path, "one", password="secret"))
    (tmp_path / "b.pdf").write_bytes(b"<html>not a PDF</html>")
    damaged = reader.read(tmp_path / "b.pdf")
    assert (locked.texts, locked.problem) == ((), "It needs a password.")
    assert not locked.is_sound
    assert not damaged.is_sound
    assert (damaged.texts, damaged.problem) == ((), "It is damaged and cannot be opened.")


def test_a_reader_that_is_closed_while_it_reads_says_nothing_of_the_file(
    faulty_reader: PageTextReader, tmp_path: Path
) -> None:
    path, ended = a_file(tmp_path, "first", "hang"), list[str]()

    def read() -> None:
        try:
            faulty_reader.read(path)
        except ReadingStopped:
            ended.append("stopped")

    reader = threading.Thread(target=read)
    reader.start()
    while reader.is_alive():
        faulty_reader.close()
        reader.join(0.01)
    assert ended == ["stopped"]
