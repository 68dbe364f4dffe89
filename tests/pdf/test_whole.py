"""Whole PDFs are told by their bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.pdf.file_signature import ends_as_pdf, file_kind, starts_as_pdf
from tests.support.drawn_pdfs import draw_paper


@pytest.mark.parametrize(
    "head", [b"%PDF-1.7\n", b"\xef\xbb\xbf%PDF-1.4", b"\r\n \n%PDF-1.4", b"x" * 1000 + b"%PDF-1.3"]
)
def test_a_pdf_may_begin_after_white_space(head: bytes) -> None:
    assert starts_as_pdf(head)


@pytest.mark.parametrize("head", [b"", b"<!doctype html>", b"x" * 1024 + b"%PDF-1.3", b"PK\x03\x04", b"%PDX-"])
def test_what_does_not_begin_so_is_none(head: bytes) -> None:
    assert not starts_as_pdf(head)


def test_a_cut_pdf_has_no_end(tmp_path: Path) -> None:
    path = tmp_path / "x"
    whole = draw_paper("A title of some length", filler=5000)
    for content, ends in ((whole, True), (whole + b"\0" * 1500, True), (whole[:-60], False), (whole[:3000], False)):
        path.write_bytes(content)
        assert ends_as_pdf(path) is ends


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"PK\x03\x04rest", "zip"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%!PS-Adobe", "PostScript"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        (b"<?xml version='1.0'?><article/>", "XML"),
        (b'{"error": "x"}', "JSON"),
    ],
)
def test_what_came_instead_is_named(head: bytes, words: str) -> None:
    assert words in (file_kind(head) or "")


def test_bytes_that_tell_nothing_have_no_name() -> None:
    assert file_kind(b"\x00\x01\x02") is None
