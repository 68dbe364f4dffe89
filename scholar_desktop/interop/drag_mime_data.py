"""The MIME data of a drag.

There are two kinds of drags: the paper with its PDF, and the citation without a file. They are separate because
programs that get both take the file and create no entry (KBibTeX, JabRef).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.plain_reference import reference, reference_html

URI_LIST = "text/uri-list"
HTML = "text/html"
PLAIN = "text/plain"
BIBTEX = "application/x-bibtex"
RIS = "application/x-research-info-systems"


class DragContents(Mapping[str, bytes]):
    """The data of a drag by MIME type. Each is made when it is first read: the program that receives the drag reads one
    or two of them, and those of 2,000 papers take a second each.

    Args:
        makers: the functions that make the data, by MIME type.
    """

    def __init__(self, makers: Mapping[str, Callable[[], bytes]]) -> None:
        self._makers = {kind: cache(make) for kind, make in makers.items()}

    def __getitem__(self, kind: str) -> bytes:
        return self._makers[kind]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def drag_papers(papers: Sequence[Paper], files: Sequence[Path]) -> DragContents:
    """Returns the papers' PDFs, and the references for programs that take text.

    Args:
        files: absolute paths of staged copies.
    """
    return DragContents(
        {
            URI_LIST: lambda: "".join(f"{file.as_uri()}\r\n" for file in files).encode(),
            HTML: lambda: _references(papers),
            PLAIN: lambda: _text("\n".join(reference(paper) for paper in papers)),
        }
    )


def drag_citations(papers: Sequence[Paper], text_in: Callable[[str], str]) -> DragContents:
    """Returns the citations of *papers*, without files. text_in: returns the same papers as text in a format, bibtex or
    ris."""
    bibtex = cache(lambda: _text(text_in("bibtex")))
    return DragContents(
        {BIBTEX: bibtex, RIS: lambda: _text(text_in("ris")), PLAIN: bibtex, HTML: lambda: _references(papers)}
    )


def _references(papers: Sequence[Paper]) -> bytes:
    return _text("".join(f"<p>{reference_html(paper)}</p>\n" for paper in papers))


def _text(text: str) -> bytes:
    return text.encode("utf-8", "replace")
