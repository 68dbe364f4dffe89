"""Saved searches, and what a saved search remembers of the papers it has found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from scholar_desktop.domain.merging.dedupe import identifier_keys
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.titles import normalise

MOST_SEEN = 40_000
"""Maximum number of identifiers that one search remembers; the oldest are dropped first."""
LONGEST_NAME = 80


class SavedSearch(msgspec.Struct, frozen=True, rename=stored("key name query sources bulk made")):
    """A saved search.

    key: its permanent name in the program; name: the user's name for it; sources: the sources to search, None for those
    in the settings; bulk: it loads Semantic Scholar's whole list; made: ISO 8601, UTC.
    """

    key: str
    name: str
    query: Query
    sources: tuple[str, ...] | None = None
    bulk: bool = False
    made: str = ""


class SearchMemory(msgspec.Struct, frozen=True, rename=stored("seen newest looked whole")):
    """What a saved search has found so far.

    seen: identifiers of papers (titles of those without one); newest: the first identifiers of the papers in the newest
    lists it has read; looked: the sources that had such a list; whole: those of them whose list was read to its end.
    """

    seen: tuple[str, ...] = ()
    newest: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


def paper_keys(paper: Paper) -> tuple[str, ...]:
    """Returns the keys by which *paper* is recognised in a later run."""
    keys = tuple(f"{scheme}:{value}" for scheme, value in identifier_keys(paper.ids))
    return keys or (f"title:{normalise(paper.title)}",)


def new_papers(papers: Sequence[Paper], memory: SearchMemory | None) -> tuple[Paper, ...]:
    """Returns those of *papers* that are not in *memory*. Nothing is new in a first run."""
    if memory is None:
        return ()
    seen = frozenset(memory.seen)
    return tuple(paper for paper in papers if seen.isdisjoint(paper_keys(paper)))


def remember_papers(papers: Iterable[Paper], memory: SearchMemory | None) -> SearchMemory:
    """Returns *memory* with *papers* added."""
    seen = dict.fromkeys(memory.seen if memory is not None else ())
    for paper in papers:
        for key in paper_keys(paper):
            seen.pop(key, None)
            seen[key] = None
    return msgspec.structs.replace(memory or SearchMemory(), seen=tuple(seen)[-MOST_SEEN:])
