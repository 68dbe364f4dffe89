"""Citation lists past the wall of paging, and lists that misbehave: whole, honest, and nothing counted twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.citations.citation import CitationListState, CitationSlice, LoadedCitations
from scholar_desktop.domain.errors import BadAnswer, NotFound, RateLimited, SourceError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.citations.citations import CitationListKind
from scholar_desktop.services.citations.paging import requests_left
from tests.support.fake_citations import PAPER, FakeCitations, counts, row, rows_by_day

MakeBackend = Callable[..., Composition]


@pytest.fixture
def play() -> Iterator[FakeCitations]:
    made = FakeCitations()
    yield made
    made.stop()


async def load(
    backend: Composition, ask: RequestOptions | None = None, kind: CitationListKind = "citations", **options: object
) -> LoadedCitations:
    identifier = identifiers.parse(f"s2:{PAPER}")
    assert identifier is not None
    paper = await backend.services.papers.listed(identifier, RequestOptions())
    return await backend.services.citations.load(
        paper,
        kind,
        lambda _page: None,
        ask or RequestOptions(),
        **{"limit": None, **options},  # type: ignore[arg-type]
    )


async def loaded(
    make_backend: MakeBackend, play: FakeCitations, kind: CitationListKind = "citations", **options: object
) -> LoadedCitations:
    backend = make_backend(semantic_scholar_url=play.url)
    try:
        return await load(backend, kind=kind, **options)
    finally:
        await backend.aclose()


def ids(found: LoadedCitations) -> Counter[str]:
    return Counter(edge.paper.id for edge in found.edges if edge.paper)


async def test_9999_citations_are_ten_pages_and_count_as_outside(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(9_999)
    found = await loaded(make_backend, play)
    assert len(play.asked) == 11
    assert (found.loaded, found.complete, found.sliced) == (9_999, True, False)
    outside = counts(play.rows)
    assert Counter(intent for edge in found.edges for intent in edge.intents) == outside["intents"]
    assert Counter(edge.paper.year for edge in found.edges if edge.paper) == outside["years"]
    assert Counter(edge.influential for edge in found.edges) == outside["influential"]


async def test_past_the_wall_slices_by_date_bring_every_row_once(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(25_500)
    found = await loaded(make_backend, play)
    assert found.loaded == len(found.edges) == 25_500
    assert max(ids(found).values()) == 1
    assert (found.complete, found.sliced, found.walls) == (True, True, ())
    assert len(play.pages()) <= 26 + 3
    assert requests_left(CitationListState(total=25_500)) <= 29


async def test_a_list_in_no_order_is_cut_in_halves_and_comes_whole(make_backend: MakeBackend, play: FakeCitations):
    rows = rows_by_day(12_000)
    play.rows = rows[1::2] + rows[0::2]
    found = await loaded(make_backend, play)
    assert found.loaded == 12_000
    assert max(ids(found).values()) == 1
    assert found.complete


async def test_a_day_that_hits_the_wall_is_named(make_backend: MakeBackend, play: FakeCitations):
    play.rows = [row(n, date="2022-05-01", year=2022) for n in range(200)]
    play.rows += [row(200 + n, year=2021) for n in range(10_500)]  # no day: they count as 1 January
    play.rows += [row(20_000 + n, date="2020-05-01", year=2020) for n in range(100)]
    found = await loaded(make_backend, play)
    assert found.walls == ("2021-01-01",)
    assert not found.complete
    assert found.loaded == 200 + 9_999 + 100
    assert max(ids(found).values()) == 1


async def test_rows_without_a_year_keep_a_sliced_list_from_being_called_complete(
    make_backend: MakeBackend, play: FakeCitations
):
    play.rows = rows_by_day(10_400) + [row(50_000 + n, year=None) for n in range(20)]
    found = await loaded(make_backend, play)
    assert (found.loaded, found.complete, found.slices) == (10_400, False, ())


@pytest.mark.parametrize(
    "date", ["2024-12-30", "2024-12", "2024", "2024-12-28:2024-12-30", "2024-12-30:", ":2024-12-29"]
)
async def test_every_form_of_a_date_is_sent_as_it_is(make_backend: MakeBackend, play: FakeCitations, date: str):
    play.rows = rows_by_day(60)
    found = await loaded(make_backend, play, date=date)
    assert [page.get("publicationDateOrYear") for page in play.pages()] == [date]
    assert 0 < found.loaded <= 60
    assert found.complete


async def test_what_is_kept_is_gone_on_from_in_the_next_run(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(3_500)
    backend = make_backend(semantic_scholar_url=play.url)
    try:
        assert (await load(backend, limit=2_000)).loaded == 2_000
    finally:
        await backend.aclose()
    before = len(play.pages())
    backend = make_backend(semantic_scholar_url=play.url)
    try:
        found = await load(backend)
        assert (found.loaded, found.complete) == (3_500, True)
        assert len(play.pages()) == before + 2
        ask = RequestOptions()
        again = await load(backend, ask)
        assert (again.loaded, ask.request_counts.of("s2").requests) == (3_500, 0)
    finally:
        await backend.aclose()


async def test_a_kept_list_serves_offline(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(1_200)
    await loaded(make_backend, play)
    before = len(play.asked)
    backend = make_backend("--offline", semantic_scholar_url=play.url)
    try:
        assert (await load(backend)).loaded == 1_200
    finally:
        await backend.aclose()
    assert len(play.asked) == before


async def test_an_old_list_is_looked_through_from_the_newest_on(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(1_500)
    backend = make_backend(semantic_scholar_url=play.url)
    try:
        kept = await load(backend)
        play.rows = [row(90_000 + n, date="2025-01-02", year=2025) for n in range(3)] + play.rows
        citations = backend.services.citations
        paper = await backend.services.papers.listed(identifiers.parse(f"s2:{PAPER}"), RequestOptions())  # type: ignore[arg-type]
        before = len(play.pages())
        fresh, state = await citations.newest(paper, "citations", kept, set(ids(kept)), RequestOptions())
        await citations.keep_newest(paper, "citations", fresh, state)
        assert (len(fresh), state.loaded, len(play.pages()) - before) == (3, 1_503, 1)
        again = await load(backend)
        assert [edge.paper.year for edge in again.edges[:4] if edge.paper] == [2025, 2025, 2025, 2024]
    finally:
        await backend.aclose()


async def test_duplicates_across_pages_are_counted_once(make_backend: MakeBackend, play: FakeCitations):
    rows = rows_by_day(1_990)
    play.rows = rows[:1_000] + rows[990:1_990] + [row(5, date="2020-01-01")]
    found = await loaded(make_backend, play)
    assert (found.loaded, found.repeated) == (1_990, 11)
    assert max(ids(found).values()) == 1


async def test_null_papers_missing_years_empty_contexts_and_html_are_shown_as_they_are(
    make_backend: MakeBackend, play: FakeCitations
):
    html = {"contexts": ["See <b>Reed</b> &amp; al. <script>x</script>(2017)"], "contextsWithIntent": None}
    play.rows = [
        row(1, citingPaper=None),
        row(2, citingPaper={"paperId": None, "title": "A thesis nobody has matched"}),
        row(3, year=None),
        row(4, contexts=None, contextsWithIntent=None, intents=None),
        row(5, **html),
        None,  # type: ignore[list-item]
    ]
    found = await loaded(make_backend, play)
    assert (found.loaded, found.skipped, found.nameless, found.complete) == (6, 1, 2, True)
    assert [edge.text for edge in found.edges[:2]] == [None, "A thesis nobody has matched"]
    assert found.edges[3].contexts == ()
    assert found.edges[4].contexts[0].text == "See Reed & al. (2017)"


async def test_a_paper_gone_between_two_pages_keeps_the_first(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(2_500)
    play.before = lambda path, number: (
        (404, {"error": "Paper with id x not found"}) if path.endswith("/citations") and number > 3 else None
    )
    backend = make_backend(semantic_scholar_url=play.url)
    try:
        with pytest.raises(NotFound, match="no longer found the paper"):
            await load(backend)
        assert (await load(backend, limit=2_000)).loaded == 2_000
    finally:
        await backend.aclose()


async def test_an_empty_page_with_a_next_is_gone_on_from(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(30)
    play.before = lambda path, _number: (
        (200, {"offset": 0, "next": 5, "data": []})
        if path.endswith("/citations") and play.asked[-1][1].get("offset") == "0"
        else None
    )
    found = await loaded(make_backend, play)
    assert (found.loaded, found.complete) == (25, True)


async def test_empty_pages_without_an_end_are_given_up(make_backend: MakeBackend, play: FakeCitations):
    play.before = lambda path, _number: (
        (200, {"offset": 0, "next": int(play.asked[-1][1]["offset"]) + 1, "data": []})
        if path.endswith("/citations")
        else None
    )
    with pytest.raises(BadAnswer):
        await loaded(make_backend, play)
    assert len(play.pages()) < 15


async def test_an_offset_past_the_end_is_the_end(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(1_000)
    play.before = lambda path, _number: (
        (200, {"offset": 0, "next": 1_000, "data": play.rows})
        if path.endswith("/citations") and play.asked[-1][1].get("offset") == "0"
        else None
    )
    found = await loaded(make_backend, play)
    assert (found.loaded, found.complete) == (1_000, True)


async def test_429_in_the_middle_keeps_what_was_loaded_and_the_next_call_goes_on(
    make_backend: MakeBackend, play: FakeCitations
):
    play.rows = rows_by_day(2_500)
    busy = [True]
    play.before = lambda path, number: (
        (429, {"message": "Too Many Requests.", "code": "429"})
        if busy[0] and path.endswith("/citations") and number > 3
        else None
    )
    backend = make_backend(semantic_scholar_url=play.url)
    try:
        with pytest.raises((RateLimited, SourceError)):
            await load(backend)
        busy[0] = False
        found = await load(backend)
    finally:
        await backend.aclose()
    assert (found.loaded, found.complete) == (2_500, True)
    assert max(ids(found).values()) == 1


async def test_a_cancelled_load_is_resumed_where_it_stopped(make_backend: MakeBackend, play: FakeCitations):
    play.rows = rows_by_day(4_000)
    backend = make_backend(semantic_scholar_url=play.url)
    try:
        paper = await backend.services.papers.listed(identifiers.parse(f"s2:{PAPER}"), RequestOptions())  # type: ignore[arg-type]

        def on_page(page: LoadedCitations) -> None:
            if page.loaded == 2_000:
                task.cancel()

        work = backend.services.citations.load(paper, "citations", on_page, RequestOptions(), limit=None)
        task = backend.services.scope.start(work, name="load")
        assert task is not None
        with pytest.raises(asyncio.CancelledError):
            await task
        await backend.idle()
        before = len(play.pages())
        found = await load(backend)
    finally:
        await backend.aclose()
    assert (found.loaded, found.complete) == (4_000, True)
    # the page that was under way may reach the server late, and is asked for again: but nothing before it is
    assert {page["offset"] for page in play.pages()[before:]} == {"2000", "3000"}


async def test_withheld_references_are_kept_as_withheld(make_backend: MakeBackend, play: FakeCitations):
    play.references = None
    found = await loaded(make_backend, play, "references")
    again = await loaded(make_backend, play, "references")
    assert found.withheld
    assert again.withheld
    assert len(play.pages()) == 1


def test_the_cost_of_the_rest_is_known_before():
    assert requests_left(CitationListState(total=0, slices=())) == 0
    assert requests_left(CitationListState(total=900, loaded=0)) == 1
    assert requests_left(CitationListState(total=4_120, loaded=4_000, slices=(CitationSlice(next=4_000),))) == 1
    assert (
        requests_left(CitationListState(total=116_204, loaded=1_000, slices=(CitationSlice(next=1_000),))) == 116 + 11
    )
