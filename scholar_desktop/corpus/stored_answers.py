"""What a corpus store answers with: papers, citations, limits and hits of a search, and the error of a damaged one."""

from __future__ import annotations

from typing import Any

import msgspec


class StoreDamaged(Exception):
    """The file is no store of this layout, or a row in it cannot be read."""


class StoredPaper(msgspec.Struct, frozen=True):
    """A paper of the store: its rows as JSON objects, as the service sent them; None where the dataset has none."""

    corpus_id: int
    row: dict[str, Any]
    abstract: dict[str, Any] | None = None
    tldr: dict[str, Any] | None = None


class StoredEdge(msgspec.Struct, frozen=True):
    """One paper that cites another. paper: the other end, None if it is not in the corpus.

    other: its CorpusId, 0 if Semantic Scholar has not identified it; contexts: (sentence, intents) as sent; lacks: the
    citing sentences are not in the corpus yet.
    """

    other: int
    influential: bool
    intents: tuple[str, ...]
    contexts: tuple[tuple[str, tuple[str, ...]], ...]
    paper: StoredPaper | None = None


class SearchFilter(msgspec.Struct, frozen=True):
    """Limits a search or a list of citations. None and empty: no limit. fields, venues: any of these."""

    first_year: int | None = None
    last_year: int | None = None
    fields: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    min_citations: int | None = None


class SearchHits(msgspec.Struct, frozen=True):
    """The result of a search. total: number of hits, None while it was not counted; ranked_of: 'the best of the N most
    cited' if there are more hits than are ranked, else None."""

    ids: tuple[int, ...]
    ranked_of: int | None = None
