"""A search that is kept, to be run again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from scholar_desktop.domain.merging.dedupe import identifier_keys
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.stored_names import stored
from scholar_desktop.domain.text.titles import normalise

MOST_SEEN = 40_000
"""Identifiers that one search remembers; the oldest go first."""
LONGEST_NAME = 80


class SavedSearch(msgspec.Struct, frozen=True, rename=stored("key name query sources bulk made")):
    """key: its name in the program, which stays; name: a person's word for it; sources: whom it asks, None for those of
    the settings; bulk: it loads Semantic Scholar's whole list; made: ISO 8601, UTC."""

    key: str
    name: str
    query: Query
    sources: tuple[str, ...] | None = None
    bulk: bool = False
    made: str = ""


class SearchMemory(msgspec.Struct, frozen=True, rename=stored("seen newest looked whole")):
    """What a saved search has found so far: identifiers of papers (and titles of those without one). newest: those of
    the newest lists that it looked through, by their first identifier; looked: the sources that had such a list; whole:
    those of them whose list was looked through to its end."""

    seen: tuple[str, ...] = ()
    newest: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


def paper_keys(paper: Paper) -> tuple[str, ...]:
    """By what *paper* is known again in a later run."""
    keys = tuple(f"{scheme}:{value}" for scheme, value in identifier_keys(paper.ids))
    return keys or (f"title:{normalise(paper.title)}",)


def new_papers(papers: Sequence[Paper], memory: SearchMemory | None) -> tuple[Paper, ...]:
    """Those of *papers* that *memory* has not seen. Nothing is new in a first run."""
    if memory is None:
        return ()
    seen = frozenset(memory.seen)
    return tuple(paper for paper in papers if seen.isdisjoint(paper_keys(paper)))


def remember_papers(papers: Iterable[Paper], memory: SearchMemory | None) -> SearchMemory:
    """*memory* with *papers* in it."""
    seen = dict.fromkeys(memory.seen if memory is not None else ())
    for paper in papers:
        for key in paper_keys(paper):
            seen.pop(key, None)
            seen[key] = None
    return msgspec.structs.replace(memory or SearchMemory(), seen=tuple(seen)[-MOST_SEEN:])
