"""A frozen program has no Python to start: it reads PDFs by starting itself with one argument."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scholar_desktop import __main__ as program
from scholar_desktop.domain.paper import Paper
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.pdf.reading_process import worker_command
from scholar_desktop.pdf.report import Verdict


def test_the_program_reads_pdfs_when_it_is_started_for_that(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    file = tmp_path / "paper.pdf"
    canvas = Canvas(str(file))
    canvas.drawString(72, 720, "The Aerodynamics of Paper Aeroplanes in Still Air")
    canvas.showPage()
    canvas.save()
    reader = PdfReader((sys.executable, "-m", "scholar_desktop", program.READ_PDFS))
    try:
        report = reader.inspect(file, expected=Paper(title="The Aerodynamics of Paper Aeroplanes in Still Air"))
    finally:
        reader.close()
    assert report.opens
    assert report.pages == 1
    assert report.verdict is not Verdict.WRONG


def test_a_frozen_program_starts_itself_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command() == (sys.executable, program.READ_PDFS)


def test_what_a_frozen_program_starts_finds_its_own_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/bundle:/opt/mine")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/mine")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/bundle/plugins")
    monkeypatch.setenv("_PYI_PARENT_PROCESS_LEVEL", "1")
    program.restore_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/mine"
    left = {"LD_LIBRARY_PATH_ORIG", "QT_PLUGIN_PATH", "_PYI_PARENT_PROCESS_LEVEL"} & os.environ.keys()
    assert left == set()
