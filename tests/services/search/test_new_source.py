"""A source that is added to FETCHERS is searched, merged, ranked, continued and reported like the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import NotFound
from scholar_desktop.domain.identifiers.identifiers import Identifier, matches
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search import query_parser
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.source import CORPUS, LIBRARY, Phase
from scholar_desktop.services.search import fetchers
from scholar_desktop.services.search.source_fetcher import SearchContext, SourceState

MakeBackend = Callable[..., Composition]
PAPERS = tuple(
    Paper(f"A study of mosses {number}", Ids(doi=f"10.5555/moss-{number}"), year=2000 + number, sources=("s2",))
    for number in range(5)
)


class ListFetcher:
    """Pages of two papers of a list; it stands for a source that sends no requests."""

    def __init__(self, search: SearchContext, state: SourceState) -> None:
        self.state = state
        self._words = search.query.words

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        found = [paper for paper in PAPERS if self._words in paper.title]
        page = tuple(found[self.state.loaded :][: min(2, wanted or 2)])
        self.state.has_more = self.state.loaded + len(page) < len(found)
        await self.state.add(page, len(found))
        return max(0, wanted - len(page)) if wanted is not None and self.state.has_more else 0

    async def find(self, identifier: Identifier, ask: RequestOptions) -> None:
        papers = tuple(paper for paper in PAPERS if matches(identifier, paper.ids))
        if not papers:
            raise NotFound("The list does not have it.", subject=CORPUS)
        await self.state.add(papers, 1)


def years(result: SearchResult) -> Sequence[int | None]:
    return [paper.year for paper in result.papers]


@pytest.fixture(autouse=True)
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fetchers.FETCHERS, CORPUS, ListFetcher)  # type: ignore[arg-type]


async def test_a_new_source_is_searched_like_the_others(make_backend: MakeBackend):
    backend = make_backend()
    try:
        await backend.services.library.add([PAPERS[4]])
        run = backend.services.search.open(
            Query("mosses"), lambda _result: None, RequestOptions(), sources=[CORPUS, LIBRARY]
        )
        first = await run.start()
        assert years(first) == [2004, 2000, 2001], "the library first"
        assert first.more == (CORPUS,)
        whole = await run.more(RequestOptions(), rows=10)
        assert sorted(year or 0 for year in years(whole)) == [2000, 2001, 2002, 2003, 2004]
        assert whole.merged == 1, "the paper of the library is in the list too"
        report = whole.reports[0]
        assert (report.name, report.phase, report.loaded, report.total) == (CORPUS, Phase.OK, 5, 5)
        assert (report.requests, report.cached) == (0, 0)
        assert run.is_whole
        narrowed = await run.narrow(Query("mosses", filters=Filters(2001, 2002), sort="year"))
        assert years(narrowed) == [2002, 2001]
    finally:
        await backend.aclose()


async def test_a_new_source_looks_up_identifiers(make_backend: MakeBackend):
    backend = make_backend()
    try:
        for doi, expected in (("10.5555/moss-3", [2003]), ("10.5555/unknown", [])):
            found = await backend.services.search.run(
                query_parser.parse(doi), lambda _result: None, RequestOptions(), sources=[CORPUS]
            )
            assert years(found) == expected
            assert found.reports[0].phase is Phase.OK
    finally:
        await backend.aclose()
