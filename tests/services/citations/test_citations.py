"""Citation lists: page by page, to the wall, cancelled in between, and gone on from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.citations.citation import LoadedCitations
from scholar_desktop.domain.errors import SourceError, UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]

ATTENTION = "arxiv:1706.03762"
LONG_COVID = "10.1038/s41579-022-00846-2"
WITHHELD = "10.1016/j.cbi.2005.12.009"


async def paper_of(backend: Composition, text: str) -> Paper:
    identifier = identifiers.parse(text)
    assert identifier is not None
    return await backend.services.papers.listed(identifier, RequestOptions())


async def test_a_list_comes_in_pages_each_handed_on_when_it_arrives(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    pages: list[LoadedCitations] = []
    try:
        paper = await paper_of(backend, LONG_COVID)
        demo.reset()
        found = await backend.services.citations.load(paper, "citations", pages.append, RequestOptions(), limit=None)
    finally:
        await backend.aclose()
    assert [page.loaded for page in pages] == [1000, 2000, 3000, found.loaded]
    assert found.complete
    assert found.next is None
    assert found.total == paper.counts.citations
    assert demo.stats()["counts"] == {"s2": 4}
    shown = [edge.paper.id for edge in found.edges if edge.paper]
    assert len(set(shown)) == len(shown), "no row comes twice"


async def test_the_first_page_is_one_request_and_costs_none_the_second_time(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        paper = await paper_of(backend, ATTENTION)
        demo.reset()
        first = await backend.services.citations.load(paper, "citations", lambda _page: None, RequestOptions())
        assert (first.loaded, first.next, first.complete) == (1000, 1000, False)
        assert demo.stats()["counts"] == {"s2": 1}
        again = await backend.services.citations.load(paper, "citations", lambda _page: None, RequestOptions())
        assert again.edges == first.edges
        assert demo.stats()["counts"] == {"s2": 1}
    finally:
        await backend.aclose()


async def test_all_rows_up_to_the_wall_and_it_says_that_there_are_more(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        paper = await paper_of(backend, ATTENTION)
        demo.reset()
        found = await backend.services.citations.load(
            paper, "citations", lambda _page: None, RequestOptions(), limit=9_999
        )
    finally:
        await backend.aclose()
    assert found.loaded == 9_999
    assert not found.complete
    assert found.slices[0].date is not None, "what is left is asked for by dates"
    assert found.total is not None
    assert found.total > 9_999
    queries = [note["query"] for note in demo.stats()["requests"]]
    assert len(queries) == 10
    assert "offset=9000" in queries[-1]
    assert "limit=999" in queries[-1]


async def test_a_loaded_list_is_gone_on_from_where_it_ends(make_backend: MakeBackend):
    backend = make_backend()
    try:
        paper = await paper_of(backend, ATTENTION)
        load = backend.services.citations.load
        first = await load(paper, "citations", lambda _page: None, RequestOptions(), limit=30)
        more = await load(paper, "citations", lambda _page: None, RequestOptions(), limit=20, known=first)
        whole = await load(paper, "citations", lambda _page: None, RequestOptions(), limit=50)
    finally:
        await backend.aclose()
    assert (first.loaded, more.loaded) == (30, 50)
    assert more.edges[:30] == first.edges
    assert [edge.paper.id for edge in more.edges if edge.paper] == [edge.paper.id for edge in whole.edges if edge.paper]


async def test_a_date_is_sent_to_the_service(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        paper = await paper_of(backend, LONG_COVID)
        found = await backend.services.citations.load(
            paper, "citations", lambda _page: None, RequestOptions(), limit=100, date="2023:2023"
        )
    finally:
        await backend.aclose()
    assert found.edges
    assert {edge.paper.year for edge in found.edges if edge.paper} == {2023}
    assert "publicationDateOrYear=2023" in demo.stats()["requests"][-1]["query"]


async def test_withheld_references_are_called_withheld(make_backend: MakeBackend):
    backend = make_backend()
    try:
        paper = await paper_of(backend, WITHHELD)
        found = await backend.services.citations.load(paper, "references", lambda _page: None, RequestOptions())
    finally:
        await backend.aclose()
    assert found.withheld
    assert found.edges == ()


async def test_self_citations_are_marked(make_backend: MakeBackend):
    backend = make_backend()
    try:
        paper = await paper_of(backend, LONG_COVID)
        found = await backend.services.citations.load(paper, "citations", lambda _page: None, RequestOptions())
    finally:
        await backend.aclose()
    marks = {edge.self_citation for edge in found.edges}
    assert marks <= {True, False, None}
    assert False in marks


async def test_a_page_that_fails_costs_only_itself(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    pages: list[LoadedCitations] = []

    def on_page(page: LoadedCitations) -> None:
        pages.append(page)
        if page.loaded == 2000:
            demo.config(faults={"s2": 500})

    try:
        paper = await paper_of(backend, ATTENTION)
        with pytest.raises(SourceError):
            await backend.services.citations.load(paper, "citations", on_page, RequestOptions(), limit=None)
        demo.config(faults={})
        more = await backend.services.citations.load(
            paper, "citations", lambda _page: None, RequestOptions(), limit=1000, known=pages[-1]
        )
    finally:
        await backend.aclose()
    assert pages[-1].loaded in (2000, 3000), "the next page was on its way already"
    assert more.loaded == pages[-1].loaded + 1000


async def test_cancelling_stops_between_pages(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    pages: list[LoadedCitations] = []
    try:
        paper = await paper_of(backend, ATTENTION)
        demo.reset()

        def on_page(page: LoadedCitations) -> None:
            pages.append(page)
            if len(pages) == 2:
                task.cancel()

        load = backend.services.citations.load(paper, "citations", on_page, RequestOptions(), limit=None)
        task = backend.services.scope.start(load, name="citations")
        assert task is not None
        with pytest.raises(asyncio.CancelledError):
            await task
        await backend.idle()
    finally:
        await backend.aclose()
    assert len(pages) == 2
    assert demo.stats()["counts"]["s2"] <= 3


async def test_a_paper_that_semantic_scholar_cannot_know_is_told_so(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        with pytest.raises(UsageError):
            await backend.services.citations.load(Paper(title="T"), "citations", lambda _page: None, RequestOptions())
    finally:
        await backend.aclose()
    assert demo.stats()["counts"] == {}
