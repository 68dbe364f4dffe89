"""Maps from the services: what each step asks, and what it puts on the map."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.citations.citation_map import CitationMap, map_without_links
from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.services.citations.citation_map import requestable_papers
from scholar_desktop.services.citations.table import make_rows
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]
ATTENTION = "arxiv:1706.03762"


async def paper_of(backend: Composition, text: str) -> Paper:
    identifier = identifiers.parse(text)
    assert identifier is not None
    return await backend.services.papers.listed(identifier, RequestOptions())


async def found_papers(backend: Composition) -> list[Paper]:
    result = await backend.services.search.run(Query(words="attention"), lambda _result: None, RequestOptions())
    return [paper for paper in result.papers if paper.ids.s2]


async def test_the_map_of_a_paper_shows_what_is_loaded_without_a_request(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        paper = await paper_of(backend, ATTENTION)
        citing = await backend.services.citations.load(paper, "citations", lambda _page: None, RequestOptions())
        cited = await backend.services.citations.load(paper, "references", lambda _page: None, RequestOptions())
        demo.reset()
        known = await backend.services.citation_maps.around(
            paper, [make_rows(citing.edges)], [make_rows(cited.edges)], most=10
        )
    finally:
        await backend.aclose()
    assert demo.stats()["counts"] == {}
    assert known.centres == {paper.id}
    into = [link for link in known.links if link.cited == paper.id]
    out = [link for link in known.links if link.citing == paper.id]
    assert (len(into), len(out)) == (10, min(10, len([edge for edge in cited.edges if edge.paper])))
    influential = [edge for edge in citing.edges if edge.influential and edge.paper]
    assert sum(bool(link.influential) for link in into) == min(10, len(influential))


async def test_links_between_many_papers_are_one_request_and_none_the_second_time(
    make_backend: MakeBackend, demo: Demo
):
    backend = make_backend()
    try:
        maps = backend.services.citation_maps
        known = map_without_links(await found_papers(backend))
        assert maps.cost_of_links(known) == 1
        demo.reset()
        linked = await maps.link(known, RequestOptions())
        assert demo.stats()["counts"] == {"s2": 1}
        assert await maps.link(known, RequestOptions()) == linked
        assert demo.stats()["counts"] == {"s2": 1}
        link = linked.links[0]
        citing = linked.paper(link.citing)
        assert citing is not None
        references = await backend.services.citations.load(citing, "references", lambda _page: None, RequestOptions())
    finally:
        await backend.aclose()
    assert link.cited in {edge.paper.id for edge in references.edges if edge.paper}


async def test_neighbours_are_two_requests_for_a_paper_and_come_one_list_after_the_other(
    make_backend: MakeBackend, demo: Demo
):
    backend = make_backend()
    grown: list[CitationMap] = []
    try:
        paper = await paper_of(backend, ATTENTION)
        demo.reset()
        known = await backend.services.citation_maps.add_neighbours(
            map_without_links([paper]), [paper], RequestOptions(), grown.append, most=5
        )
    finally:
        await backend.aclose()
    assert demo.stats()["counts"] == {"s2": 2}
    assert [len(each.papers) for each in grown] == [6, 11]
    assert known == grown[-1]


def test_lists_are_requested_by_any_identifier_that_semantic_scholar_accepts():
    by_pmid, by_acl = Paper("Whales", Ids(pmid="1")), Paper("Seals", Ids(acl="2020.acl-main.1"))
    others = [Paper("Algae"), Paper("Moss", Ids(zenodo="5"))]
    assert requestable_papers([by_pmid, *others, by_acl]) == (by_pmid, by_acl)


async def test_what_came_before_a_failure_is_kept(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    grown: list[CitationMap] = []
    try:
        paper = await paper_of(backend, ATTENTION)
        demo.config(fail={f"/graph/v1/paper/{paper.ids.s2}/references": 500})
        with pytest.raises(SourceError):
            await backend.services.citation_maps.add_neighbours(
                map_without_links([paper]), [paper], RequestOptions(), grown.append
            )
    finally:
        demo.config(fail={})
        await backend.aclose()
    assert len(grown) == 1
    assert len(grown[0].papers) > 1


async def test_the_map_of_the_library_has_its_papers_and_needs_no_service(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        papers = (await found_papers(backend))[:6]
        await backend.services.library.add(papers)
        demo.reset()
        known, in_library = await backend.services.citation_maps.of_library()
    finally:
        await backend.aclose()
    assert {paper.id for paper in known.papers} == {paper.id for paper in papers}
    assert in_library == len(papers)
    assert demo.stats()["counts"] == {}


async def test_what_each_paper_cites_is_known_for_another_selection_of_papers(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        maps, found = backend.services.citation_maps, await found_papers(backend)
        linked = await maps.link(map_without_links(found[:-1]), RequestOptions())
        references = await backend.services.citations.load(found[0], "references", lambda _page: None, RequestOptions())
        assert references.edges
        demo.reset()
        lacking: list[int] = []
        stored = RequestOptions(stored_only=True)
        again = await maps.link(map_without_links(found), stored, lambda count, _error: lacking.append(count))
        assert demo.stats()["counts"] == {}
        assert lacking == [1], "only the references of the paper that was not on the map are not known"
        assert set(again.links) >= set(linked.links)
        await maps.link(map_without_links(found), RequestOptions())
        [request] = demo.stats()["requests"]
        assert request["path"].startswith("/graph/v1/paper/batch")
    finally:
        await backend.aclose()


async def test_a_failing_request_leaves_the_links_that_are_known(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        maps, found = backend.services.citation_maps, await found_papers(backend)
        linked = await maps.link(map_without_links(found[:-1]), RequestOptions())
        demo.config(fail={"/graph/v1/paper/batch": 500})
        lacking: list[tuple[int, str]] = []
        ask = RequestOptions(wait_s=1)
        again = await maps.link(map_without_links(found), ask, lambda count, error: lacking.append((count, error.code)))
        assert [count for count, _ in lacking] == [1]
        assert set(again.links) >= set(linked.links)
        with pytest.raises(SourceError):
            await maps.link(map_without_links(found), ask)
    finally:
        demo.config(fail={})
        await backend.aclose()


async def test_what_was_requested_a_week_ago_is_requested_again_and_kept_if_that_fails(
    make_backend: MakeBackend, demo: Demo
):
    backend = make_backend()
    try:
        maps, found = backend.services.citation_maps, await found_papers(backend)
        linked = await maps.link(map_without_links(found), RequestOptions())
        store = backend.services.citations.store
        cited = {name: each.names for name, each in (await store.cited(found)).items()}
        assert len(cited) == len(found)
        await store.put_cited(cited, "2020-01-01T00:00:00Z")
        demo.reset()
        demo.config(fail={"/graph/v1/paper/batch": 500})
        ask = RequestOptions(wait_s=1)
        known = map_without_links(found[1:])  # no stored answer is to the same request
        again = await maps.link(known, ask, lambda *_: None)
        expected = {link for link in linked.links if {link.citing, link.cited} <= known.ids}
        assert expected
        assert set(again.links) == expected
        assert len(demo.stats()["requests"]) >= 1
    finally:
        demo.config(fail={})
        await backend.aclose()
