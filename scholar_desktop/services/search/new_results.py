"""Beyond the first pages of a saved search: the newest of each service, as far as something new is there.

The best matches alone would hide what is new: a paper of this week is seldom among the first hundred. So a run of a
saved search asks also for the newest that match, and compares them with those of the run before. What stands among or
above rows that were there then, and was not, is new; what only follows the last of them was there before and was not
looked at, and is remembered without a word.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import NoEmail, ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.saved_search import SearchMemory, paper_keys
from scholar_desktop.domain.source import S2, TITLES, UNPAYWALL, ZENODO
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

MAX_PAGES = {S2: 3, ZENODO: 4, UNPAYWALL: 3}
"""Requests of one run beside its first pages; Semantic Scholar gives 1,000 papers for one, Zenodo 25, Unpaywall 50."""
NEWEST = "publicationDate:desc"


class NewestPage(msgspec.Struct, frozen=True):
    """papers: of one request; total: of the whole list, None when nobody says; more: whether another page follows."""

    papers: tuple[Paper, ...]
    total: int | None
    more: bool


NextPage = Callable[[], Awaitable[NewestPage]]


class NewResults:
    """One look of one run.

    rows: all that was looked at, by source; notes: how far, in a sentence, by source; whole: sources that had no more.
    """

    def __init__(self, recall: Callable[[], Awaitable[SearchMemory | None]], made: str) -> None:
        """recall: what the runs before have left; made: when the search was saved (ISO 8601): where nothing can be
        compared yet, what was published since is new."""
        self._recall = recall
        self._since = made[:10]
        self.rows: dict[str, list[Paper]] = {}
        self.notes: dict[str, str] = {}
        self.whole: set[str] = set()

    async def look(
        self, asked: Mapping[str, NextPage], first: Mapping[str, Sequence[Paper]]
    ) -> dict[str, tuple[Paper, ...]]:
        """What is new by source. asked: gives the next page of each; first: the first pages of the run. A source that
        fails costs only what it would have told."""
        memory = await self._recall() or SearchMemory()
        seen = {*memory.seen, *(key for rows in first.values() for row in rows for key in paper_keys(row))}
        found: dict[str, tuple[Paper, ...]] = {}

        async def one(name: str, ask: NextPage) -> None:
            found[name] = await self._look_in_source(name, ask, memory, seen)

        await gather_all(*(one(name, ask) for name, ask in asked.items()))
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
                pass  # whatever was not there then is new, wherever it stands
            elif compares and last is not None:
                above = {id(row) for row in page.papers[:last]}
                fresh = [paper for paper in fresh if id(paper) in above]
            elif compares and has_met:
                fresh = []  # all that an earlier run looked at stands before
            elif not compares:
                fresh = [paper for paper in fresh if self._since and (paper.date or "") >= self._since]
            news += fresh
            has_met = has_met or last is not None
            if not page.more:
                self.whole.add(name)
                break
            if not fresh or not compares or (last is not None and last + 1 < len(page.papers)):
                break  # the rows behind the last known one are of those that no run has looked at
        if rows:
            of = f" of {total:,}" if total is not None and total > len(rows) else ""
            much = f"all its {len(rows):,}" if name in self.whole else f"its newest {len(rows):,}{of}"
            much = f"{len(rows):,} rows more" if name == UNPAYWALL else much
            self.notes[name] = f"Looked for new ones also through {much}."
        return tuple(news)

    def remembered(self, memory: SearchMemory) -> SearchMemory:
        """*memory* with what was looked at, so that the next run can compare."""
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
"""Rows of newest lists that one search remembers; the oldest go first."""


def newest_pages(
    name: str,
    query: Query,
    ask: RequestOptions,
    sources: tuple[SemanticScholar, Unpaywall, Zenodo],
    *,
    start: int = 2,
    is_oa: bool | None = None,
) -> NextPage:
    """Gives the newest of *name* page by page. Unpaywall knows no order by date: there it goes on from
    the page *start*, behind its first."""
    s2, unpaywall, zenodo = sources
    number = start if name == UNPAYWALL else 1
    token: str | None = None

    async def of_s2() -> NewestPage:
        nonlocal token
        page = await s2.bulk.page(query, ask, token=token, sort=NEWEST)
        token = page.token
        return NewestPage(page.papers, page.total, token is not None)

    async def of_zenodo() -> NewestPage:
        nonlocal number
        page = await zenodo.search(query, ask, page=number, sort="newest")
        number += 1
        return NewestPage(page.papers, page.total, page.next)

    async def of_unpaywall() -> NewestPage:
        nonlocal number
        page = await unpaywall.search(query.words, ask, is_oa=is_oa, page=number)
        number += 1
        return NewestPage(page.papers, None, page.more)

    return {S2: of_s2, ZENODO: of_zenodo, UNPAYWALL: of_unpaywall}[name]


def describe_notes(notes: Mapping[str, str]) -> str:
    """How far was looked, for a person; empty when no further than the first pages."""
    return " ".join(f"{TITLES.get(name, name)}: {words[0].lower()}{words[1:]}" for name, words in notes.items())
