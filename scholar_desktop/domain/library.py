"""The contents of the library, and what an operation on it changed."""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import restore_messages

if TYPE_CHECKING:
    from scholar_desktop.domain.text.word_search import SearchTerm


RECENT_DAYS = 30
"""Days after which a paper is not "recently added" any more."""


class LibraryView(enum.StrEnum):
    """A predefined view of the library."""

    ALL = "all"
    RECENT = "recent"
    WITHOUT_PDF = "without_pdf"
    STARRED = "starred"
    TO_READ = "to_read"
    TRASH = "trash"


LIBRARY_SORTS = (
    "added",
    "title",
    "author",
    "year",
    "venue",
    "key",
    "type",
    "citations",
    "publisher",
    "volume",
    "issue",
    "page",
    "language",
    "doi",
    "reading",
    "star",
    "pdf",
    "tags",
    "collections",
)
"""What a view can be sorted by; `key` is the citation key."""
NOT_MARKED, TO_READ, READING, READ = "none", "to_read", "reading", "read"
READING_STATES = (NOT_MARKED, TO_READ, READING, READ)
"""The reading states of a paper."""
MOST_TAG_KEYS = 9
"""The keys 1 to 9 set tags."""


HAND = "hand"
"""The source of a file that the user added: it says nothing about open access, whatever address it came from."""


class KeptFile(
    msgspec.Struct,
    frozen=True,
    rename=stored("name path sha256 bytes version license source_url retrieved source review checked_with"),
):
    """A file of a paper in the library.

    path: absolute; bytes: its size; retrieved: ISO 8601, UTC; version, license, source_url: as the place it was
    downloaded from states them, or None; source: who named that place (`unpaywall`, `arxiv`, `user`), HAND, or None;
    review: that the user kept it although it may not be the PDF of the paper, with the reason, in a sentence, or None;
    checked_with: the checksum (`md5:<hex>`) that this place states, with which the file was compared, or None.
    """

    name: str
    path: str
    sha256: str
    bytes: int
    version: str | None = None
    license: str | None = None
    source_url: str | None = None
    retrieved: str | None = None
    source: str | None = None
    review: str | None = None
    checked_with: str | None = None

    def __post_init__(self) -> None:
        restore_messages(self, "review")

    @property
    def is_pdf(self) -> bool:
        """True if it is a PDF by its name."""
        return self.name.lower().endswith(".pdf")


class KeptPaper(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "key paper files starred added collections tags notes cite_key reading trashed tag_colours is_watched"
    ),
):
    """A paper in the library.

    key: the library's permanent name for it; added: ISO 8601, UTC; cite_key: its citation key, unique in the library
    and unchanged until the user changes it; trashed: when it was put in the trash (ISO 8601, UTC), else empty; reading:
    one of READING_STATES; tag_colours: the colours of those of its tags that have one; is_watched: False if the user
    has stopped watching it for an open copy.
    """

    key: str
    paper: Paper
    files: tuple[KeptFile, ...] = ()
    starred: bool = False
    added: str = ""
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cite_key: str = ""
    reading: str = NOT_MARKED
    trashed: str = ""
    tag_colours: dict[str, str] = {}
    is_watched: bool = True

    def was_added_since(self, time: str) -> bool:
        """True if it was added at *time* (ISO 8601, UTC) or later; False if that is empty."""
        return bool(time) and self.added >= time

    @property
    def to_read(self) -> bool:
        return self.reading == TO_READ

    @property
    def pdf(self) -> str | None:
        """Absolute path of its PDF, or None. Of several PDFs, the published version, else the first one added."""
        pdfs = [file for file in self.files if file.is_pdf]
        published = (file.path for file in pdfs if file.version == "publishedVersion")
        return next(published, pdfs[0].path if pdfs else None)


class StagedPdf(msgspec.Struct, frozen=True):
    """A checked PDF in the library folder that is to be added to a paper. staged: where it is; name: the name that it
    gets; the others: as of `KeptFile`."""

    paper: Paper
    staged: Path
    name: str
    sha256: str
    retrieved: str
    source: str
    review: str | None = None


class LibraryCounts(msgspec.Struct, frozen=True):
    """Numbers of papers in the library, and in its views. Those in the trash are counted in `trashed` alone."""

    papers: int = 0
    with_pdf: int = 0
    recent: int = 0
    starred: int = 0
    to_read: int = 0
    reading: int = 0
    read: int = 0
    trashed: int = 0

    @property
    def without_pdf(self) -> int:
        return self.papers - self.with_pdf


def is_colour(text: str) -> bool:
    """Returns True if *text* is `#RRGGBB`."""
    return len(text) == 7 and text[0] == "#" and all(digit in "0123456789abcdefABCDEF" for digit in text[1:])


class Tag(msgspec.Struct, frozen=True):
    """A tag of the library.

    papers: number of papers with it; colour: `#RRGGBB`, or None; number: the key that sets it, 1 to 9, or None.
    """

    name: str
    papers: int = 0
    colour: str | None = None
    number: int | None = None


class SmartView(msgspec.Struct, frozen=True):
    """A rule with a name: a view of the papers that match it.

    key: its permanent name in the library; rule: in the words of the library's search box.
    """

    key: str
    name: str
    rule: str


class Changes(msgspec.Struct, frozen=True):
    """What one operation changed, as library keys.

    label: the name of the operation in the Undo menu, None if it cannot be undone.

    collections: `Collection.key` as text; tables: `apart` if rows were split or joined, `saved_searches`, `follows`,
    `views`, `not_duplicates`, `watched` and `tags` (colours) if those changed; restored: those of `papers` that were
    taken out of the trash; has_dropped_step: it restored what was before the last one, which is no undo step any more.
    """

    papers: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    label: str | None = None
    restored: frozenset[str] = frozenset()
    has_dropped_step: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.papers or self.files or self.collections or self.tags or self.tables)


class LibraryListing(msgspec.Struct, frozen=True):
    """All papers of a view in their order.

    rows: numbers of rows, for `LibraryStore.papers_in`; they are valid while the program has the library open;
    by_old_index: papers that were changed just now are found and sorted as they were before; best_first: as of a
    `LibraryPage`.
    """

    rows: tuple[int, ...] = ()
    by_old_index: bool = False
    best_first: bool = False


class RuleCount(msgspec.Struct, frozen=True):
    """How many papers match a rule. by_old_index: as for a LibraryListing."""

    papers: int
    by_old_index: bool = False


class PageHit(msgspec.Struct, frozen=True):
    """A place in the text of a paper's PDF, in its note, or in its full text in the offline corpus, that contains the
    words of a search.

    key: of the paper; path: of the file, absolute, empty without a file; page: from 1, 0 without a file; text: an
    excerpt, with an ellipsis where it is cut; marks: (start, end) in `text` of the words found; alone: title, authors,
    year and venue of the paper do not contain all the words; section: the heading of the section of the full text,
    empty before the first one, None for a PDF and a note.
    """

    key: str
    path: str
    page: int
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    alone: bool = False
    section: str | None = None


class OtherText(msgspec.Struct, frozen=True):
    """A full text outside the library that contains the words of a search.

    number: by which `OtherTexts` knows it; names: the identifiers (scheme, value) of its paper.
    """

    number: int
    names: tuple[tuple[str, str], ...]


class OtherHit(msgspec.Struct, frozen=True):
    """A paper of a page that a full text outside the library was found for. key: of the paper; alone: as in PageHit."""

    key: str
    number: int
    alone: bool


class TextPassage(msgspec.Struct, frozen=True):
    """A place in a full text: the section, the excerpt and its marks are those of a PageHit."""

    section: str
    text: str
    marks: tuple[tuple[int, int], ...]


class OtherTexts(Protocol):
    """Full texts outside the library, which are searched with it. Neither method raises: a text that cannot be read is
    not found."""

    async def find(self, match: str) -> tuple[OtherText, ...]:
        """Return the texts that satisfy *match*, an FTS5 expression, the best first."""
        ...

    async def passages(self, numbers: Sequence[int], terms: Sequence[SearchTerm]) -> dict[int, TextPassage]:
        """Return where *terms* are in the texts *numbers*."""
        ...


class LibraryPage(msgspec.Struct, frozen=True):
    """A part of a view of the library.

    total: number of papers in the whole view; in_text: how many of these were found only in the text of their PDFs,
    which come last; hits: of `papers`, at most one per paper; in_notes: how many were found only in their notes, and
    in_both: in their notes and in a full text; these come before those found in PDFs; in_corpus: how many of
    `in_text` were found only in full texts of the offline corpus, which come after those found in PDFs; others: the
    papers of `papers` whose hit is in such a text; by_old_index: papers that were changed just now are found and sorted
    as they were before; best_first: they are in the order of how well they match, not in that of a sort or of their
    dates.
    """

    total: int = 0
    papers: tuple[KeptPaper, ...] = ()
    in_text: int = 0
    hits: tuple[PageHit, ...] = ()
    in_notes: int = 0
    in_corpus: int = 0
    others: tuple[OtherHit, ...] = ()
    by_old_index: bool = False
    best_first: bool = False
    in_both: int = 0


class UnreadFile(msgspec.Struct, frozen=True):
    """A PDF in the library whose text has not been read.

    row: its position in the order of arrival; key: of its paper; path: absolute; the file may be missing from the disk
    at the moment.
    """

    row: int
    key: str
    path: str
    sha256: str


class ReadText(msgspec.Struct, frozen=True):
    """The text read from a PDF.

    pages: number of pages of the file; texts: of its pages from the first on, empty for a page without text; is_sound:
    the file was opened and read without a crash of the process that read it; problem: why the text is incomplete, in
    one sentence.
    """

    pages: int
    texts: tuple[str, ...] = ()
    is_sound: bool = True
    problem: str | None = None


class TextCounts(msgspec.Struct, frozen=True):
    """Numbers of PDFs in the library.

    searched: those whose text can be searched; unread: those whose text has not been read yet; without_text: those
    that were read and have no text, such as scans.
    """

    searched: int = 0
    unread: int = 0
    without_text: int = 0


class LibraryBackup(msgspec.Struct, frozen=True):
    """A backup of the database of one day.

    day: ISO 8601; path: absolute; bytes: its size; papers: number of papers in it, None if it cannot be read.
    """

    day: str
    path: str
    bytes: int
    papers: int | None


class LibraryProblem(msgspec.Struct, frozen=True):
    """Something wrong that was found in the library.

    message: what, in one sentence; path: the file or folder, absolute, or None; key: the paper, or None; repaired: True
    if it has been repaired.
    """

    message: str
    path: str | None = None
    key: str | None = None
    repaired: bool = False


class BulkRun:
    """A change to many papers that is under way: its progress, and a way to stop it.

    report: called in the thread of the event loop with the number of papers changed so far; stopped: set from any
    thread to end the change; nothing is changed then, unless it was complete already.
    """

    def __init__(self, report: Callable[[int], None]) -> None:
        self.report = report
        self.stopped = threading.Event()


class BulkState(msgspec.Struct, frozen=True):
    """Which marks all papers of a selection have.

    starred: all have a star; to_read: all are to be read; tagged: all have the tag that was asked for.
    """

    starred: bool
    to_read: bool
    tagged: bool
