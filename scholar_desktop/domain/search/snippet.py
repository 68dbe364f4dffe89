"""A passage of a paper that answers a question, as the service's full-text index gives it."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.paper import Paper

KINDS = ("title", "abstract", "body")


class Mention(msgspec.Struct, frozen=True):
    """Where the passage cites another paper: from *start* to *end* of its text. corpus: that paper's CorpusId, None
    when the service has not matched it."""

    start: int
    end: int
    corpus: str | None = None


class Snippet(msgspec.Struct, frozen=True):
    """One passage.

    kind: one of KINDS, or None; section: heading under which it stands, of the body alone; score: how well it fits,
    about 0.5 to 0.9; start, end: its place in the paper's text, in characters; sentences: (start, end) of each in the
    passage, empty when the service does not say; mentions: what it cites.
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
    """The passages that were found, best first. version: of the service's index and ranking; skipped: rows that could
    not be understood; retrieved: ISO 8601, UTC."""

    snippets: tuple[Snippet, ...] = ()
    version: str | None = None
    skipped: int = 0
    retrieved: str | None = None
