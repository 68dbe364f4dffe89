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


class KeptFile(msgspec.Struct, frozen=True):
    """A file of a kept paper. path: absolute; bytes: its size; retrieved: ISO 8601, UTC; version, license, source_url:
    as the place it came from said, or None."""

    name: str
    path: str
    sha256: str
    bytes: int
    version: str | None = None
    license: str | None = None
    source_url: str | None = None
    retrieved: str | None = None


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

    @property
    def pdf(self) -> str | None:
        """Absolute path of its first PDF, or None."""
        return next((file.path for file in self.files if file.name.lower().endswith(".pdf")), None)


class LibraryCounts(msgspec.Struct, frozen=True):
    papers: int = 0
    with_pdf: int = 0
    recent: int = 0
    starred: int = 0

    @property
    def without_pdf(self) -> int:
        return self.papers - self.with_pdf


class Changes(msgspec.Struct, frozen=True):
    """What one operation touched (library keys), and how the menu names taking it back (None: nothing to undo)."""

    papers: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    label: str | None = None


class LibraryPage(msgspec.Struct, frozen=True):
    """Part of a view of the library. total: how many papers the whole view has."""

    total: int = 0
    papers: tuple[KeptPaper, ...] = ()


class LibraryProblem(msgspec.Struct, frozen=True):
    """Something in the library that was not as it should be.

    message: what, in a sentence; path: the file or folder, absolute, or None; key: the paper, or None; repaired:
    whether it has been put right.
    """

    message: str
    path: str | None = None
    key: str | None = None
    repaired: bool = False
