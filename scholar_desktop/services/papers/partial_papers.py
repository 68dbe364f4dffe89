"""Loads what is missing of papers that are known only from a row of a citation list, before an export or an edit.

The rows of a search and of recommendations keep all that the service sent (their facts). Those of citation lists do
not, because there are thousands of them: they have no volume, no pages and no ISSN. Nor has the library, if a paper
was added to it from such a row.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import ScholarError, SourceError
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.merging.unrelated_papers import are_unrelated
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.services.papers.library_refresh import name_at_s2
from scholar_desktop.services.papers.record_cache import has_facts

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.paper_lookup import PaperLookup
    from scholar_desktop.services.papers.record_cache import PaperRecordCache

log = logging.getLogger(__name__)

LONGEST_S = 30.0
"""How long a copy or an export waits for the missing fields; then it is made without them."""


class CompletedPapers(msgspec.Struct, frozen=True):
    """Papers with what could be loaded of them. partial: number of those whose volume and pages are not known here."""

    papers: tuple[Paper, ...]
    partial: int = 0


class PartialPapers:
    """Completes papers that are known only from a row of a citation list, from stored records or by a request."""

    def __init__(self, library: Library, lookup: PaperLookup, known: PaperRecordCache) -> None:
        self._library = library
        self._lookup = lookup
        self._known = known

    async def complete(
        self,
        papers: Sequence[Paper],
        ask: RequestOptions,
        on_request: Callable[[int], None] = lambda count: None,
        on_loaded: Callable[[int, int], None] = lambda loaded, count: None,
    ) -> CompletedPapers:
        """Return *papers* in their order, each with all its fields.

        A paper that was opened before, or that an import or a person described in the library, needs no request; the
        others take one for each 500. If a request fails or takes longer than LONGEST_S, they stay as they are. What
        was found is stored in the library, for the papers that it has.

        Args:
            on_request: called with the number of papers that are requested, before the request.
            on_loaded: called with the number of those that were loaded, and of all that are requested, after each
                request.
        """
        found = list(papers)
        partial, in_library = await self._partial_places(papers)
        places = await self._recall(found, partial) if partial else []
        if not places:
            await self._store(found, in_library)
            return CompletedPapers(tuple(found))
        on_request(len(places))
        answers: list[Paper | None] = [None] * len(places)

        def on_page(page: list[Paper | None]) -> None:
            answers[:] = page
            on_loaded(len(page) - page.count(None), len(page))

        try:
            async with asyncio.timeout(LONGEST_S):
                await self._lookup.many([name_at_s2(papers[place]) or "" for place in places], on_page, ask)
        except (SourceError, TimeoutError):
            pass  # the papers that were answered before are complete
        await asyncio.to_thread(_merge_answers, found, places, answers)
        await self._store(found, in_library)
        missing = sum(answer is None or not has_facts(answer, S2) for answer in answers)
        return CompletedPapers(tuple(found), missing)

    async def _partial_places(self, papers: Sequence[Paper]) -> tuple[list[int], list[int]]:
        """Return the places of the papers without facts that Semantic Scholar can be asked about, and those of them
        that are in the library."""
        rows = await asyncio.to_thread(
            lambda: [place for place, paper in enumerate(papers) if not paper.facts and name_at_s2(paper) is not None]
        )
        if not rows:
            return [], []
        try:
            kept = await self._library.find_many([papers[place] for place in rows])
        except ScholarError:
            kept = {}
        partial = [place for place in rows if (one := kept.get(papers[place].id)) is None or _is_partial(one.paper)]
        return partial, [place for place in partial if papers[place].id in kept]

    async def _store(self, found: Sequence[Paper], in_library: Sequence[int]) -> None:
        """Store what was found of the papers at the places *in_library*."""
        completed = [found[place] for place in in_library if found[place].facts]
        if not completed:
            return
        try:
            await self._library.update(*completed)
        except ScholarError as error:
            log.warning("the library could not take newer facts: %s", error.message)

    async def _recall(self, found: list[Paper], places: Sequence[int]) -> list[int]:
        """Complete the papers at *places* from the stored records of the services. Return the places of those that
        have none."""
        said = await self._known.recall_merged([found[place].ids for place in places], (S2, UNPAYWALL, ZENODO))
        return await asyncio.to_thread(_merge_stored, found, places, said)


def _merge_answers(found: list[Paper], places: Sequence[int], answers: Sequence[Paper | None]) -> None:
    """Merge each paper at *places* in *found* with its answer, if it has one of the same paper."""
    for place, answer in zip(places, answers, strict=True):
        if answer is not None and not are_unrelated(found[place], answer):
            found[place] = merge_fields(answer, found[place])


def _merge_stored(found: list[Paper], places: Sequence[int], said: Sequence[Paper | None]) -> list[int]:
    """Merge each paper at *places* in *found* with its stored record in *said*. Return the places of those that have
    none of Semantic Scholar or Zenodo."""
    left = []
    for place, stored in zip(places, said, strict=True):
        if stored is None or not (has_facts(stored, S2) or has_facts(stored, ZENODO)):
            left.append(place)
        elif not are_unrelated(found[place], stored):
            found[place] = merge_fields(stored, found[place])
    return left


def _is_partial(paper: Paper) -> bool:
    return not paper.facts and own_fields_of(paper) is None
