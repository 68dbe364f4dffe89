"""Finds new results of a saved search beyond its first pages, in lists of each service sorted by date.

The best matches alone would hide new papers: a paper of this week is rarely among the first hundred. So a run of a
saved search also requests the newest matches and compares them with those of the previous run. A row that was not there
then is new if it is among or above rows that were. A row that only follows the last of them existed before but was not
looked at; it is remembered and not reported.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import NoEmail, ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.saved_search import SearchMemory, paper_keys
from scholar_desktop.domain.source import S2, TITLES, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.services.search.source_fetcher import SearchContext, SourceFetcher

MAX_PAGES = {S2: 3, ZENODO: 4, UNPAYWALL: 3}
"""Requests of one run in addition to its first pages; one request returns 1,000 papers at Semantic Scholar, 25 at
Zenodo, 50 at Unpaywall."""
NEWEST = "publicationDate:desc"


class NewestPage(msgspec.Struct, frozen=True):
    """One page of a newest-first list.

    papers: those of one request; total: length of the whole list, None if the service does not say; more: whether
    another page follows.
    """

    papers: tuple[Paper, ...]
    total: int | None
    more: bool


NextPage = Callable[[], Awaitable[NewestPage]]


class NewResults:
    """The check for new results in one run of a saved search.

    Attributes:
        rows: all rows that were looked at, by source.
        notes: how many rows were looked at, as a sentence, by source.
        whole: the sources whose list was read to its end.
        found: the keys of the papers that are new in a newest-first list.
        older: number of papers of the run that earlier runs have not shown, but that are not new.
    """

    def __init__(self, recall: Callable[[], Awaitable[SearchMemory | None]], made: str) -> None:
        """Prepare the check.

        Args:
            recall: reads what earlier runs stored.
            made: when the search was saved (ISO 8601). Without an earlier run to compare with, papers published since
                then are new.
        """
        self._recall = recall
        self._since = made[:10]
        self.rows: dict[str, list[Paper]] = {}
        self.notes: dict[str, str] = {}
        self.whole: set[str] = set()
        self.found: set[str] = set()
        self.older = 0

    async def add_to(self, fetchers: Collection[SourceFetcher], search: SearchContext, ask: RequestOptions) -> None:
        """Look for new results in the sources that have more rows than are loaded, and add them. The rows of Unpaywall
        are added whether they are new or not: they are the next pages of its list."""
        loaded = {fetcher.state.name: fetcher.state.papers for fetcher in fetchers}
        continued = {
            fetcher.state.name: fetcher
            for fetcher in fetchers
            if fetcher.state.can_continue and fetcher.state.name in MAX_PAGES
        }
        asked = {
            name: further_pages(fetcher, ask) if name == UNPAYWALL else newest_pages(name, search, ask)
            for name, fetcher in continued.items()
        }
        ended = {name: fetcher.state.report for name, fetcher in continued.items()}
        for name, papers in (await self.look(asked, loaded)).items():
            state = continued[name].state
            if looked := self.notes.get(name):
                state.note = Message("{some} {one}", some=state.note, one=looked) if state.note else looked
            if papers and name != UNPAYWALL:
                await search.sources.known.remember(papers)
                await state.add_early(papers)
            phase, error = ended[name].phase, ended[name].error
            if error is None and (error := state.skipped_error) is not None:
                phase = state.incomplete_phase
            state.set_report(phase, error)

    async def look(
        self, asked: Mapping[str, NextPage], first: Mapping[str, Sequence[Paper]]
    ) -> dict[str, tuple[Paper, ...]]:
        """Look for new results in each source. A source that fails only loses its own new results.

        Args:
            asked: for each source, the function that requests its next page.
            first: the first pages of the run.

        Returns:
            The new papers, by source.
        """
        memory = await self._recall() or SearchMemory()
        seen = {*memory.seen, *(key for rows in first.values() for row in rows for key in paper_keys(row))}
        found: dict[str, tuple[Paper, ...]] = {}

        async def one(name: str, ask: NextPage) -> None:
            found[name] = await self._look_in_source(name, ask, memory, seen)

        await gather_all(*(one(name, ask) for name, ask in asked.items()))
        self.found = {key for papers in found.values() for paper in papers for key in paper_keys(paper)}
        return found

    async def _look_in_source(
        self, name: str, ask: NextPage, memory: SearchMemory, seen: set[str]
    ) -> tuple[Paper, ...]:
        known = frozenset(memory.newest)
        compares = name in memory.looked
        rows = self.rows[name] = []
        news: list[Paper] = []
        total: int | None = None
        has_met = False
        for _ in range(MAX_PAGES[name]):
            try:
                page = await ask()
            except (NoEmail, ScholarError):
                break
            rows += page.papers
            total = page.total if page.total is not None else total
            fresh = [paper for paper in page.papers if seen.isdisjoint(paper_keys(paper))]
            last = max((place for place, row in enumerate(page.papers) if paper_keys(row)[0] in known), default=None)
            if name in memory.whole:
                pass  # the earlier run saw the whole list, so every unseen row is new, at any position
            elif compares and last is not None:
                above = {id(row) for row in page.papers[:last]}
                fresh = [paper for paper in fresh if id(paper) in above]
            elif compares and has_met:
                fresh = []  # everything that an earlier run looked at comes before these rows
            elif not compares:
                fresh = [paper for paper in fresh if self._since and (paper.date or "") >= self._since]
            news += fresh
            has_met = has_met or last is not None
            if not page.more:
                self.whole.add(name)
                break
            if not fresh or not compares or (last is not None and last + 1 < len(page.papers)):
                break  # no run has looked at the rows after the last known one
        if rows:
            self.notes[name] = _note(len(rows), total, is_whole=name in self.whole, in_order=name != UNPAYWALL)
        return tuple(news)

    def remembered(self, memory: SearchMemory) -> SearchMemory:
        """Return *memory* extended by the rows that were looked at, for the comparison of the next run."""
        newest = dict.fromkeys(memory.newest)
        for papers in self.rows.values():
            for paper in papers:
                newest.pop(paper_keys(paper)[0], None)
                newest[paper_keys(paper)[0]] = None
        looked = tuple(dict.fromkeys((*memory.looked, *(name for name, rows in self.rows.items() if rows))))
        whole = {name for name in memory.whole if name not in self.rows} | self.whole
        return msgspec.structs.replace(
            memory, newest=tuple(newest)[-MAX_COMPARED:], looked=looked, whole=tuple(sorted(whole))
        )


MAX_COMPARED = 20_000
"""Maximum number of rows of newest-first lists that one search remembers; the oldest are dropped first."""


def newest_pages(name: str, search: SearchContext, ask: RequestOptions) -> NextPage:
    """Return a function that requests the newest results of the source *name* page by page: S2 or ZENODO, the others
    have no order by date."""
    sources, query = search.sources, search.asked
    number = 1
    token: str | None = None

    async def of_s2() -> NewestPage:
        nonlocal token
        page = await sources.s2.bulk.page(query, ask, token=token, sort=NEWEST)
        token = page.token
        return NewestPage(page.papers, page.total, token is not None)

    async def of_zenodo() -> NewestPage:
        nonlocal number
        page = await sources.zenodo.search(query, ask, page=number, sort="newest")
        number += 1
        return NewestPage(page.papers, page.total, page.next)

    return {S2: of_s2, ZENODO: of_zenodo}[name]


def further_pages(fetcher: SourceFetcher, ask: RequestOptions) -> NextPage:
    """Return a function that loads the pages after those that *fetcher* has loaded, one by one, and adds their rows to
    its state."""
    state = fetcher.state

    async def next_page() -> NewestPage:
        before = len(state.papers)
        await fetcher.next_page(None, ask)
        return NewestPage(state.papers[before:], None, state.has_more)

    return next_page


def _note(rows: int, total: int | None, *, is_whole: bool, in_order: bool) -> Message:
    """Return a text that says how many rows were looked at. in_order: they are the newest ones."""
    if not in_order:
        return Message.counted("{count} more result checked.", "{count} more results checked.", rows)
    if is_whole:
        return Message.counted("The only result checked.", "All {count} results checked.", rows)
    if total is not None and total > rows:
        return Message("The newest {number} of {total} results checked.", number=rows, total=total)
    return Message.counted("The newest result checked.", "The newest {count} results checked.", rows)


def describe_notes(notes: Mapping[str, str]) -> str:
    """Return a text for the user that says how many rows were looked at; empty if only the first pages were."""
    text = ""
    for name, words in notes.items():
        note = Message("{source}: {note}", source=TITLES.get(name, name), note=words)
        text = Message("{some} {one}", some=text, one=note) if text else note
    return text
