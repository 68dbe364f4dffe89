"""What a drag carries, by MIME type. There are two: the paper with its PDF, and the citation without any file; for
programs that are given both take the file and make no entry (KBibTeX, JabRef)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scholar_desktop.domain.biblio import Entry
from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.bibtex import bibtex
from scholar_desktop.formats.reference import reference, reference_html
from scholar_desktop.formats.ris import ris

URI_LIST = "text/uri-list"
HTML = "text/html"
PLAIN = "text/plain"
BIBTEX = "application/x-bibtex"
RIS = "application/x-research-info-systems"

Contents = dict[str, bytes]


def drag_papers(papers: Sequence[Paper], files: Sequence[Path]) -> Contents:
    """The papers' PDFs (*files*: absolute, staged), and their references for programs that take text."""
    return {
        URI_LIST: "".join(f"{file.as_uri()}\r\n" for file in files).encode(),
        **_references(papers),
        PLAIN: _text("\n".join(reference(paper) for paper in papers)),
    }


def drag_citations(papers: Sequence[Paper], entries: Sequence[Entry]) -> Contents:
    """The citations of *papers*, and no file. entries: the same papers as a reference list has them."""
    written = _text(bibtex(entries))
    return {BIBTEX: written, RIS: _text(ris(entries)), PLAIN: written, **_references(papers)}


def _references(papers: Sequence[Paper]) -> Contents:
    return {HTML: _text("".join(f"<p>{reference_html(paper)}</p>\n" for paper in papers))}


def _text(text: str) -> bytes:
    return text.encode("utf-8", "replace")
