"""What the library keeps, and what a change to it touched."""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.paper import Paper


class LibraryView(enum.StrEnum):
    ALL = "all"
    RECENT = "recent"
    WITHOUT_PDF = "without_pdf"
    STARRED = "starred"
    TO_READ = "to_read"


class KeptFile(msgspec.Struct, frozen=True):
    """A file of a kept paper. path: absolute; bytes: its size; retrieved: ISO 8601, UTC; version, license, source_url:
    as the place it came from said, or None; source: who named that place (`unpaywall`, `arxiv`, `user`), or None."""

    name: str
    path: str
    sha256: str
    bytes: int
    version: str | None = None
    license: str | None = None
    source_url: str | None = None
    retrieved: str | None = None
    source: str | None = None


class KeptPaper(msgspec.Struct, frozen=True):
    """A paper in the library. key: the library's own, stable name for it; added: ISO 8601, UTC; cite_key: by which
    texts cite it, unique in the library and never changed."""

    key: str
    paper: Paper
    files: tuple[KeptFile, ...] = ()
    starred: bool = False
    added: str = ""
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cite_key: str = ""
    to_read: bool = False

    @property
    def pdf(self) -> str | None:
        """Absolute path of its PDF, or None: of several the published version, else the one that came first."""
        pdfs = [file for file in self.files if file.name.lower().endswith(".pdf")]
        published = (file.path for file in pdfs if file.version == "publishedVersion")
        return next(published, pdfs[0].path if pdfs else None)


class LibraryCounts(msgspec.Struct, frozen=True):
    papers: int = 0
    with_pdf: int = 0
    recent: int = 0
    starred: int = 0
    to_read: int = 0

    @property
    def without_pdf(self) -> int:
        return self.papers - self.with_pdf


class Changes(msgspec.Struct, frozen=True):
    """What one operation touched (library keys), and how the menu names taking it back (None: nothing to undo).

    collections: `Collection.key` as text; tables: `apart` when rows were parted or joined, `saved_searches` and
    `follows` when those changed.
    """

    papers: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    label: str | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.papers or self.files or self.collections or self.tags or self.tables)


class PageHit(msgspec.Struct, frozen=True):
    """Where in the text of a paper's PDF, or in its note, the words of a search stand.

    key: of the paper; path: of the file, absolute, empty for a note; page: from 1, 0 for a note; text: some words of
    the page, with an ellipsis where it is cut; marks: (from, to) in `text` of what was
    searched for; alone: title, authors, year and venue of the paper do not have all the words.
    """

    key: str
    path: str
    page: int
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    alone: bool = False


class LibraryPage(msgspec.Struct, frozen=True):
    """Part of a view of the library. total: how many papers the whole view has; in_text: how many of these were found
    by the text of their PDFs alone, they stand after the others; hits: of `papers`, at most one of each; in_notes: how
    many were found by their notes alone, they stand between."""

    total: int = 0
    papers: tuple[KeptPaper, ...] = ()
    in_text: int = 0
    hits: tuple[PageHit, ...] = ()
    in_notes: int = 0


class UnreadFile(msgspec.Struct, frozen=True):
    """A kept PDF whose text has not been read. row: its place in the order of arrival; key: of its paper; path:
    absolute, perhaps of a file that is not on the disk just now."""

    row: int
    key: str
    path: str
    sha256: str


class ReadText(msgspec.Struct, frozen=True):
    """What was read of a PDF.

    pages: of the file; texts: of its pages from the first on, empty for one without; is_sound: it was opened and read
    without harm to the process that read it; problem: why there is not all of it, in a sentence.
    """

    pages: int
    texts: tuple[str, ...] = ()
    is_sound: bool = True
    problem: str | None = None


class TextCounts(msgspec.Struct, frozen=True):
    """Of the kept PDFs: how many can be searched by their text, and how many nobody has read yet."""

    searched: int = 0
    unread: int = 0


class LibraryCopy(msgspec.Struct, frozen=True):
    """A copy of the database of one day.

    day: ISO 8601; path: absolute; bytes: its size; papers: how many it has, None when it cannot be read.
    """

    day: str
    path: str
    bytes: int
    papers: int | None


class LibraryProblem(msgspec.Struct, frozen=True):
    """Something in the library that was not as it should be.

    message: what, in a sentence; path: the file or folder, absolute, or None; key: the paper, or None; repaired:
    whether it has been put right.
    """

    message: str
    path: str | None = None
    key: str | None = None
    repaired: bool = False
