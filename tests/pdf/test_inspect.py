"""The reading process: what it says of real files, and what happens when a file kills, hangs or starves it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.pdf.reading_process import worker_environment
from scholar_desktop.pdf.report import Verdict
from tests.support.drawn_pdfs import draw_paper, draw_pdf

ASKED = Paper(title="Longformer: The Long-Document Transformer", authors=(Author("Iz Beltagy"),))

FAULTY_WORKER = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from scholar_desktop.pdf import worker
read = worker.read
def faulty(path, pages, characters):
    if "crash" in path:
        os._exit(139)
    if "hang" in path:
        sys.stdin.buffer.read()
        os.read(os.pipe()[0], 1)
    if "nonsense" in path:
        return ["?"]
    if "starve" in path:
        return {**read(path, pages, characters), "problem": worker.OUT_OF_MEMORY}
    return read(path, pages, characters)
worker.read = faulty
worker.main()
"""


@pytest.fixture
def reader() -> Iterator[PdfReader]:
    reader = PdfReader()
    yield reader
    reader.close()


@pytest.fixture
def faulty_reader() -> Iterator[PdfReader]:
    root = str(Path(__file__).resolve().parents[2])
    reader = PdfReader((sys.executable, "-c", FAULTY_WORKER, root), time_limit_s=2)
    yield reader
    reader.close()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes, str], Path]:
    def write(content: bytes, name: str = "x.part") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_a_drawn_paper_is_the_right_one(reader: PdfReader, file: Callable[..., Path]) -> None:
    report = reader.inspect(file(draw_paper(ASKED.title, ["Iz Beltagy", "Arman Cohan"], wrap=20)), expected=ASKED)
    assert (report.opens, report.pages, report.text_found, report.verdict) == (True, 2, True, Verdict.RIGHT)
    assert "Beltagy" in report.text_by_page[0]


def test_another_paper_is_the_wrong_one(reader: PdfReader, file: Callable[..., Path]) -> None:
    report = reader.inspect(file(draw_paper("Llamas of the high Andes", ["Jane Roe"])), expected=ASKED)
    assert report.verdict is Verdict.WRONG


def test_a_page_without_text_cannot_be_checked(reader: PdfReader, file: Callable[..., Path]) -> None:
    report = reader.inspect(file(draw_pdf([])), expected=ASKED)
    assert (report.opens, report.text_found, report.verdict) == (True, False, Verdict.CANNOT_CHECK)


def test_a_pdf_that_wants_a_password_is_encrypted(reader: PdfReader, file: Callable[..., Path]) -> None:
    report = reader.inspect(file(draw_pdf([ASKED.title], password="secret")), expected=ASKED)
    assert (report.opens, report.encrypted) == (False, True)
    assert "password" in report.reason


def test_a_pdf_whose_owner_only_forbids_copying_is_read(reader: PdfReader, file: Callable[..., Path]) -> None:
    report = reader.inspect(file(draw_pdf([ASKED.title, "Iz Beltagy"], password="")), expected=ASKED)
    assert (report.opens, report.encrypted, report.verdict) == (True, False, Verdict.RIGHT)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nnothing of the kind\n%%EOF\n", b"<html>not a PDF</html>", b"", draw_paper("x y z")[:700]]
)
def test_a_damaged_file_does_not_open(reader: PdfReader, file: Callable[..., Path], content: bytes) -> None:
    report = reader.inspect(file(content), expected=ASKED)
    assert (report.opens, report.encrypted, report.reader_failed) == (False, False, False)


def test_a_name_in_any_script_is_opened(reader: PdfReader, file: Callable[..., Path]) -> None:
    assert reader.inspect(file(draw_paper(ASKED.title), "Füße – 長い ﬁ.pdf"), expected=ASKED).verdict is Verdict.RIGHT


@pytest.mark.parametrize("fault", ["crash", "hang", "nonsense", "starve"])
def test_a_file_that_breaks_the_reader_is_in_doubt_and_the_next_is_read(
    faulty_reader: PdfReader, file: Callable[..., Path], fault: str
) -> None:
    content = draw_paper(ASKED.title, ["Iz Beltagy"])
    broken = faulty_reader.inspect(file(content, f"{fault}.part"), expected=ASKED)
    assert (broken.reader_failed, broken.verdict) == (True, Verdict.DOUBTFUL)
    assert faulty_reader.inspect(file(content, "good.part"), expected=ASKED).verdict is Verdict.RIGHT


def test_a_reader_that_cannot_start_says_so_instead_of_doubting_the_file(file: Callable[..., Path]) -> None:
    reader = PdfReader((sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(RuntimeError, match="cannot be started"):
        reader.inspect(file(draw_paper(ASKED.title)), expected=ASKED)


def test_a_reader_that_reads_a_file_is_not_ended_as_idle(reader: PdfReader, file: Callable[..., Path]) -> None:
    assert reader.look(file(draw_paper("A title", ["Ada Lovelace"]))).opens
    with reader._lock:  # as while a file is read
        reader.end_idle()
        assert reader._process.exit_code is None
    reader.end_idle()
    assert reader._process._process is None


def test_a_closed_reader_starts_again(reader: PdfReader, file: Callable[..., Path]) -> None:
    path = file(draw_paper(ASKED.title))
    reader.inspect(path, expected=ASKED)
    reader.close()
    assert reader.inspect(path, expected=ASKED).verdict is Verdict.RIGHT


def test_no_key_reaches_the_reading_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", "secret")
    assert "secret" not in worker_environment().values()
    assert os.environ["PATH"] == worker_environment()["PATH"]
