"""Saved searches, and what a saved search remembers of the papers it has found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from scholar_desktop.domain.merging.dedupe import identifier_keys, source_rows
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.titles import normalise

MOST_SEEN = 100_000
"""Maximum number of identifiers that one search remembers; the oldest are dropped first."""
LONGEST_NAME = 80


class SavedSearch(
    msgspec.Struct, frozen=True, rename=stored("key name query sources bulk made all_pdfs here best searched")
):
    """A saved search.

    key: its permanent name in the program; name: the user's name for it; sources: the sources to search, None for those
    in the settings; bulk: it loads Semantic Scholar's whole list; made: ISO 8601, UTC; all_pdfs: the services get no
    filter for open PDFs, which leaves out papers whose PDF only other services know; the results are filtered here.

    here: the filters that were applied to a list that was loaded completely. The services don't get them, and all pages
    are loaded again, since the services find and rank other papers with a filter; best: the number of best matches that
    were loaded before the whole list, which come first in it; searched: the sources that were searched when it was
    saved, empty if an earlier version saved it.
    """

    key: str
    name: str
    query: Query
    sources: tuple[str, ...] | None = None
    bulk: bool = False
    made: str = ""
    all_pdfs: bool = False
    here: tuple[str, ...] = ()
    best: int = 0
    searched: tuple[str, ...] = ()


class SearchMemory(msgspec.Struct, frozen=True, rename=stored("seen newest looked whole")):
    """What a saved search has found so far.

    seen: identifiers of papers (titles of those without one); newest: the first identifiers of the papers in the newest
    lists it has read; looked: the sources that had such a list; whole: the sources whose list the last run read to its
    end.
    """

    seen: tuple[str, ...] = ()
    newest: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


def paper_keys(paper: Paper) -> tuple[str, ...]:
    """Returns the keys by which *paper* is recognised in a later run."""
    keys = tuple(f"{scheme}:{value}" for scheme, value in identifier_keys(paper.ids))
    return keys or (f"title:{normalise(paper.title)}",)


def unseen_papers(papers: Sequence[Paper], memory: SearchMemory | None) -> tuple[Paper, ...]:
    """Returns those of *papers* that are not in *memory*. Nothing is unseen in a first run."""
    if memory is None:
        return ()
    seen = frozenset(memory.seen)
    return tuple(paper for paper in papers if seen.isdisjoint(paper_keys(paper)))


def is_new_paper(paper: Paper, memory: SearchMemory, since: str) -> bool:
    """Returns True if *paper*, which earlier runs have not shown, is new and not only shown for the first time.

    A run looks at the first pages of each list, and the next run may look further or find the pages in another order. A
    paper is new if earlier runs saw the whole lists of all sources that have it now, or if it is dated after them.

    Args:
        memory: of the earlier runs.
        since: when the last of them was (ISO 8601); empty if that is not known.
    """
    sources = {row.sources[0] for row in source_rows(paper) if row.sources}
    if sources and sources <= set(memory.whole):
        return True
    return bool(since) and (paper.date or str(paper.year or "")) >= since[:10]


def remember_papers(papers: Iterable[Paper], memory: SearchMemory | None) -> SearchMemory:
    """Returns *memory* with *papers* added."""
    seen = dict.fromkeys(memory.seen if memory is not None else ())
    for paper in papers:
        for key in paper_keys(paper):
            seen.pop(key, None)
            seen[key] = None
    memory = memory or SearchMemory()
    whole = memory.whole if len(seen) <= MOST_SEEN else ()  # what is forgotten would seem new
    return msgspec.structs.replace(memory, seen=tuple(seen)[-MOST_SEEN:], whole=whole)
