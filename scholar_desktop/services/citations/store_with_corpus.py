"""The stored citation lists, and the offline corpus for lists that are not stored.

Co-citation, coupling, missing classics, timelines and the map read lists of many papers without a request. They get the
lists of the corpus in this way; a stored list is preferred, because it is newer or complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop.domain.citations.citation import CitationListState
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.services.citations.store import (
    CitationStore,
    StoredCitationBlock,
    StoredCitationList,
    pack_citations,
)

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_citations import CorpusCitations

_ROWS_AT_ONCE = 1000


class CitationStoreWithCorpus(CitationStore):
    """The store, whose methods for many papers also read the corpus. All may raise DiskError if it cannot be read."""

    def __init__(self, path: Path | None, corpus: CorpusCitations) -> None:
        super().__init__(path)
        self._corpus = corpus

    async def find_stored(self, papers: Iterable[Paper], kind: str) -> dict[str, CitationListState]:
        """Return the states of the lists of *kind*, by `Paper.id`."""
        wanted = tuple(papers)
        found = await super().find_stored(wanted, kind)
        counts = await self._corpus.counts([paper for paper in wanted if paper.id not in found], kind)
        day = await self._corpus.day() if counts else None
        return found | {name: _state(count, day) for name, count in counts.items()}

    async def others(self, papers: Iterable[Paper], kind: str, *, corpus: bool = True) -> dict[str, list[str]]:
        """See `CitationStore.others`."""
        wanted = tuple(papers)
        found = await super().others(wanted, kind)
        if not corpus:
            return found
        return found | await self._corpus.others([paper for paper in wanted if paper.id not in found], kind)

    async def papers_by_name(self, names: Sequence[str]) -> dict[str, Paper]:
        """Return the papers with these names (`Paper.id`), as the lists describe them."""
        found = await super().papers_by_name(names)
        return found | await self._corpus.papers_by_name([name for name in names if name not in found])

    async def load_any(self, paper: Paper, kind: str) -> StoredCitationList | None:
        """Return the stored list with all its rows, or that of the corpus; None if there is neither."""
        stored = await self.load(paper, kind)
        if stored is not None:
            return stored
        found = await self._corpus.list_of(paper, kind)
        if found is None or found.lacks:
            return None
        count, damaged = len(found.others), 0
        blocks: list[StoredCitationBlock] = []
        for first in range(0, count, _ROWS_AT_ONCE):
            rows, unread = await self._corpus.rows(found, first, _ROWS_AT_ONCE)
            blocks += pack_citations(rows)
            damaged += unread
        return StoredCitationList(_state(count, found.retrieved, damaged), tuple(blocks))


def _state(count: int, day: str | None, damaged: int = 0) -> CitationListState:
    """Return the state of a whole list of the corpus."""
    return CitationListState(
        total=count, loaded=count, complete=not damaged, slices=(), retrieved=day, source=CORPUS, damaged=damaged
    )
