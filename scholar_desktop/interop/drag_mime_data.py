"""The MIME data of a drag.

There are two kinds of drags: the paper with its PDF, and the citation without a file. They are separate because
programs that get both take the file and create no entry (KBibTeX, JabRef).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

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


def drag_papers(files: Sequence[Path], references: Callable[[], tuple[str, str]]) -> DragContents:
    """Returns the papers' PDFs, and the references for programs that take text.

    Args:
        files: absolute paths of staged copies.
        references: returns the references of the papers, as plain text and as HTML.
    """
    written = cache(references)
    return DragContents(
        {
            URI_LIST: lambda: "".join(f"{file.as_uri()}\r\n" for file in files).encode(),
            HTML: lambda: _text(written()[1]),
            PLAIN: lambda: _text(written()[0]),
        }
    )


def drag_citations(text_in: Callable[[str], str], references: Callable[[], tuple[str, str]]) -> DragContents:
    """Returns citations, without files.

    Args:
        text_in: returns the papers as text in a format, bibtex or ris.
        references: as of `drag_papers`.
    """
    bibtex = cache(lambda: _text(text_in("bibtex")))
    return DragContents(
        {BIBTEX: bibtex, RIS: lambda: _text(text_in("ris")), PLAIN: bibtex, HTML: lambda: _text(references()[1])}
    )


def _text(text: str) -> bytes:
    return text.encode("utf-8", "replace")
