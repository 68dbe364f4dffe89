"""Passages of papers that match a search, from Semantic Scholar's full-text index."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_field_names import stored

KINDS = ("title", "abstract", "body")


class PassageSearch(msgspec.Struct, frozen=True, rename=stored("words within")):
    """A search for passages. within: the paper that is searched; None for all papers."""

    words: str = ""
    within: Paper | None = None


class Mention(msgspec.Struct, frozen=True):
    """A citation of another paper in the passage, from *start* to *end* of its text.

    corpus: that paper's CorpusId, None if the service has not matched it.
    """

    start: int
    end: int
    corpus: str | None = None


class Snippet(msgspec.Struct, frozen=True):
    """One passage.

    kind: one of KINDS, or None; section: the heading above it, only for the body; score: how well it matches, about 0.5
    to 0.9; start, end: its position in the paper's text, in characters; sentences: (start, end) of each sentence in the
    passage, empty if the service does not say; mentions: the papers that it cites.
    """

    text: str
    kind: str | None = None
    section: str | None = None
    score: float | None = None
    paper: Paper | None = None
    start: int | None = None
    end: int | None = None
    sentences: tuple[tuple[int, int], ...] = ()
    mentions: tuple[Mention, ...] = ()


class SnippetPage(msgspec.Struct, frozen=True):
    """The passages found, best first.

    version: of the service's index and ranking; skipped: number of rows that could not be understood; retrieved: ISO
    8601, UTC.
    """

    snippets: tuple[Snippet, ...] = ()
    version: str | None = None
    skipped: int = 0
    retrieved: str | None = None
