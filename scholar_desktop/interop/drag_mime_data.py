"""The MIME data of a drag.

There are two kinds of drags: the paper with its PDF, and the citation without a file. They are separate because
programs that get both take the file and create no entry (KBibTeX, JabRef).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.plain_reference import reference, reference_html

URI_LIST = "text/uri-list"
HTML = "text/html"
PLAIN = "text/plain"
BIBTEX = "application/x-bibtex"
RIS = "application/x-research-info-systems"

Contents = dict[str, bytes]


def drag_papers(papers: Sequence[Paper], files: Sequence[Path]) -> Contents:
    """Returns the papers' PDFs, and the references for programs that take text.

    Args:
        files: absolute paths of staged copies.
    """
    return {
        URI_LIST: "".join(f"{file.as_uri()}\r\n" for file in files).encode(),
        **_references(papers),
        PLAIN: _text("\n".join(reference(paper) for paper in papers)),
    }


def drag_citations(papers: Sequence[Paper], bibtex: str, ris: str) -> Contents:
    """Returns the citations of *papers*, without files. bibtex, ris: the same papers as text."""
    written = _text(bibtex)
    return {BIBTEX: written, RIS: _text(ris), PLAIN: written, **_references(papers)}


def _references(papers: Sequence[Paper]) -> Contents:
    return {HTML: _text("".join(f"<p>{reference_html(paper)}</p>\n" for paper in papers))}


def _text(text: str) -> bytes:
    return text.encode("utf-8", "replace")
