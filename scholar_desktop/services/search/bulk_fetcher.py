"""Semantic Scholar's bulk search in a search: its whole list, loaded request by request; each paper is in it once."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import BadRequest, Offline
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2, Phase
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.search.semantic_scholar_fetcher import FurtherMatchesFetcher, SemanticScholarLookup
from scholar_desktop.services.search.source_fetcher import SearchContext, SourceState

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.parse_lists import BulkPage

ROWS_PER_CALL = 1000
"""Rows that the service sends for one request, regardless of how many are wanted."""
MERGE_GROWTH = 1.02
"""While a list is loaded completely, it is merged and shown again whenever it has grown by this factor: with every
request up to 50,000 rows, and after that less often, so that showing it does not take longer than loading it."""
MOST_CITED = "citationCount:desc"
_OWN_ORDER = ""
_OR_NOTES = {
    MOST_CITED: Message("Its relevance search doesn't support OR, so the full list was searched, most cited first."),
    "publicationDate:desc": Message(
        "Its relevance search doesn't support OR, so the full list was searched, newest first."
    ),
    "citationCount:asc": Message(
        "Its relevance search doesn't support OR, so the full list was searched, least cited first."
    ),
    "publicationDate:asc": Message(
        "Its relevance search doesn't support OR, so the full list was searched, oldest first."
    ),
    _OWN_ORDER: Message("Its relevance search doesn't support OR, so the full list was searched, in its own order."),
}
"""By the order in which the list was requested: why it was searched for an OR."""


class BulkFetcher(SemanticScholarLookup):
    """The list of one bulk search, behind the best matches that are shown already. After a failure or a cancellation it
    keeps what was loaded, and `next_page` continues from there.

    A paper is in the list only if its title or abstract has all words, so it may have fewer papers than were shown
    already. The relevance search is continued then, which also finds papers without some of them.
    """

    def __init__(self, search: SearchContext, state: SourceState, *, is_for_or: bool = False) -> None:
        """Create the fetcher.

        Args:
            is_for_or: whether the list is searched because the relevance search has no OR, which the note says.
        """
        from scholar_desktop.sources.semantic_scholar.bulk import sort_of  # at the first search of a whole list

        super().__init__(search, state)
        # the most cited papers replace the best matches of a search that has an OR
        by_citations = not search.bulk and search.asked.sort == "relevance"
        self._order = MOST_CITED if by_citations else sort_of(search.asked.sort) or _OWN_ORDER
        self._is_for_or = is_for_or
        self._first_note = state.note
        state.note = _joined(self._first_notes())
        self._total: int | None = None
        self._fields: tuple[str, ...] | None = None
        self._refreshed: RequestOptions | None = None
        self._is_shown = True
        self._best = search.best
        self._best_ids = frozenset(paper.id for paper in search.best if paper.id)
        self._rest: FurtherMatchesFetcher | None = None
        self._begin()

    def _begin(self) -> None:
        self._papers: dict[str, Paper] = {}
        self._skipped = 0
        self._repeated = 0
        self._from_store = False
        self._token: str | None = None
        self._seen: set[str | None] = {None}
        self._waiting: tuple[Paper, ...] = ()
        self._ended = False

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load the rows of one more request; see `SourceFetcher`. Rows of a request that were not wanted are added by
        the next call. The rows of `state` are replaced when the list has grown enough, or the last page was loaded."""
        if self._rest is not None:
            try:
                return await self._rest.next_page(wanted, ask)
            finally:
                self.state.note = self._note()
        self._search.check_filters(S2)
        if self._best and not self.state.papers:
            await self.state.add(self._best)  # the list on the screen does not become shorter
        goal = len(self._papers) + (ROWS_PER_CALL if wanted is None else wanted)
        is_last = True  # also if the request fails or is cancelled
        try:
            try:
                await self._load_one(goal, ask)
            except BadRequest:
                if not self._from_store:
                    raise
                # The first pages came from our own cache, and the service has since forgotten their token.
                self._begin()
                self._is_shown = False
                self._refreshed = ask
                await self._load_one(goal, ask)
            left = 0 if self._ended else max(0, goal - len(self._papers))
            is_last = left == 0
        finally:
            has_grown = len(self._best) + len(self._papers) > MERGE_GROWTH * max(len(self.state.papers), 1)
            if not self._is_shown and (is_last or has_grown):
                await self._show()
        if not self._is_shown:
            self.state.loaded = max(self.state.loaded, len(self._papers))
            self.state.total = self._total
            self.state.show_report(Phase.ASKING)
        return left if self._rest is None or wanted is None else max(0, goal - len(self._papers))

    async def _load_one(self, goal: int, ask: RequestOptions) -> None:
        """Add the rows that wait and, if they do not reach *goal*, those of one request."""
        if self._waiting:
            self._waiting = self._keep(self._waiting, goal)
            self._is_shown = False
        if len(self._papers) >= goal or self._ended:
            return
        options = dataclasses.replace(ask, refresh=True) if ask is self._refreshed else ask
        page = await self._page(options)
        self._waiting = self._keep(page.papers, goal)
        self._total = page.total if page.total is not None else self._total
        self._skipped += page.skipped
        self._fields = page.fields if self._fields is None or len(page.fields) < len(self._fields) else self._fields
        self._from_store = self._from_store or page.cached
        self._token = page.token
        self._is_shown = False
        # a repeated token, or a response without rows, would make this loop endless
        self._ended = self._token in self._seen or not page.papers
        self._seen.add(self._token)
        await self._known.remember(page.papers, s2_fields=self._fields)

    async def _page(self, ask: RequestOptions) -> BulkPage:
        """Return the next page of the list. Without a connection, the list may be a saved one in another order: the
        program sorts the results itself."""
        query, bulk = self._search.asked, self._s2.bulk
        try:
            return await bulk.page(query, ask, token=self._token, sort=self._order)
        except Offline:
            if self._token is not None or ask.stored_only:
                raise
            saved = dataclasses.replace(ask, stored_only=True)
            for order in _OR_NOTES:
                with suppress(Offline):
                    page = await bulk.page(query, saved, sort=order)
                    self._order = order
                    self.state.note = _joined(self._first_notes())
                    return page
            raise

    def _keep(self, papers: tuple[Paper, ...], goal: int) -> tuple[Paper, ...]:
        """Add *papers* up to *goal*, and return the ones that did not fit."""
        known = self._papers
        for place, paper in enumerate(papers):
            if len(known) >= goal:
                return papers[place:]
            # A list may have millions of rows, so the full record of each is not held here.
            key = paper.id or str(len(known))
            if key in known:
                self._repeated += 1
            else:
                known[key] = msgspec.structs.replace(paper, facts=())
        return ()

    async def _show(self) -> None:
        """Replace the rows of `state` by all that are loaded: the best matches, then the others in the order of the
        service, which sends no summaries with them."""
        self._is_shown = True
        state = self.state
        state.papers, state.loaded, state.skipped = (), 0, 0
        state.has_more = bool(self._waiting) or not self._ended
        others = (paper for key, paper in self._papers.items() if key not in self._best_ids)
        await state.add((*self._best, *others), self._total, self._skipped)
        if not state.has_more and (note := self._note()) != state.note:
            state.note = note
            state.show_report(Phase.ASKING)
        if not state.has_more and self._has_fewer:
            self._rest = FurtherMatchesFetcher(self._search, state, self._best_ids | self._papers.keys())
            state.has_more, state.total = True, self._search.estimate

    @property
    def _has_fewer(self) -> bool:
        """True if the whole list has fewer papers than were shown already, and the relevance search has more."""
        return len(self._papers) < len(self._best) < (self._search.estimate or 0)

    def _note(self) -> str:
        """Return how the complete list and the best matches make up the loaded rows, if these are not as many as the
        service reported; empty if they are."""
        notes = self._first_notes()
        # `loaded` counts every row, so that the sources add up to the rows of the list; the service's own total counts
        # only the whole list
        loaded, listed, estimate = len(self.state.papers), len(self._papers), self._search.estimate
        if (added := loaded - listed) and estimate in (None, loaded):
            notes.append(
                Message(
                    "{loaded} papers: {listed} from its full list, {count} only from its relevance search.",
                    loaded=loaded,
                    listed=listed,
                    count=added,
                )
            )
        elif added:
            notes.append(
                Message(
                    "{loaded} papers ({estimate} were estimated): {listed} from its full list, {count} only from its "
                    "relevance search.",
                    loaded=loaded,
                    estimate=estimate or 0,
                    listed=listed,
                    count=added,
                )
            )
        elif estimate is not None and self._total is not None and estimate != self._total:
            notes.append(
                Message(
                    "The relevance search estimated {estimate}; the full list has {total}.",
                    estimate=estimate,
                    total=self._total,
                )
            )
        if self._has_fewer:
            notes.append(Message("The relevance search was continued: it also finds papers without some of the words."))
        if self._repeated:
            notes.append(
                Message.counted("It sent {count} paper twice.", "It sent {count} papers twice.", self._repeated)
            )
        return _joined(notes)

    def _first_notes(self) -> list[str]:
        """Return what is known of the request before it is answered."""
        why = [_OR_NOTES.get(self._order, _OR_NOTES[_OWN_ORDER])] if self._is_for_or else []
        return [*why, *([self._first_note] if self._first_note else [])]


def _joined(notes: Sequence[str]) -> str:
    text = ""
    for note in notes:
        text = Message("{some} {one}", some=text, one=note) if text else note
    return text
