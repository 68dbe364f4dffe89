"""Papers that Semantic Scholar does not know are compared with what Zenodo or Unpaywall state."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from scholar_desktop.app import Composition
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.library_refresh import requests_for
from tests.support.demo_fixture import Demo

ONLY_UNPAYWALL = "10.1016/j.ejor.2014.07.020"
"""A DOI of the demo that Semantic Scholar does not know."""
MakeBackend = Callable[..., Composition]


async def test_a_doi_that_semantic_scholar_does_not_know_is_asked_at_unpaywall(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        known = (await backend.unpaywall.doi(ONLY_UNPAYWALL, RequestOptions())).paper
        stale = Paper("Typed wrongly", Ids(doi=known.ids.doi), year=1900)
        await backend.store.add([stale, Paper("A book", Ids(doi="10.5555/nobody"))])
        kept = (await backend.library.page()).papers
        demo.reset()
        announced: list[Message] = []
        found = await backend.library_refresh.look(kept, RequestOptions(), announce=announced.append)
        assert announced == ["Looking up 2 papers at Unpaywall that Semantic Scholar does not have…"]
        assert found.asked == 2
        assert [paper.title for paper in found.found.values()] == [known.title]
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 2}
        now = {change.field: (change.now, change.source) for change in found.changes}
        assert now["title"] == (known.title, "unpaywall")
        await backend.library_refresh.accept(found, found.changes)
        again = await backend.store.find(stale.id)
        assert again is not None
        assert (again.paper.title, again.paper.year) == (known.title, known.year)
    finally:
        await backend.aclose()


async def test_a_service_that_fails_is_named_and_not_asked_again(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(email="")
    try:
        papers = [Paper(f"Book {number}", Ids(doi=f"10.5555/{number}")) for number in range(20)]
        await backend.store.add(papers)
        kept = (await backend.library.page()).papers
        found = await backend.library_refresh.look(kept, RequestOptions())
        assert [problem.code for problem in found.problems] == ["no_email"]
        assert found.changes == ()
    finally:
        await backend.aclose()


async def test_a_record_is_asked_at_zenodo(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        record = (await backend.zenodo.search(Query("data"), RequestOptions())).papers[0]
        await backend.store.add([msgspec.structs.replace(record, title="Typed wrongly", facts=(), parts=())])
        kept = (await backend.library.page()).papers
        found = await backend.library_refresh.look(kept, RequestOptions())
        assert ("title", record.title) in [(change.field, change.now) for change in found.changes]
    finally:
        await backend.aclose()


async def test_a_paper_without_an_identifier_gets_those_of_the_paper_that_is_surely_the_same(
    make_backend: MakeBackend, demo: Demo
):
    backend = make_backend()
    try:
        known = (await backend.paper_lookup.by_title("attention is all you need", RequestOptions())).paper
        assert known is not None
        whole = Paper(known.title, authors=known.authors, year=known.year, venue=known.venue)
        await backend.store.add([whole, Paper(known.title, year=1955), Paper("Nobody lists this book")])
        kept = (await backend.library.page()).papers
        demo.reset()
        announced: list[Message] = []
        assert requests_for([one.paper for one in kept]) == 3
        found = await backend.library_refresh.look(kept, RequestOptions(), announce=announced.append)
        assert announced == ["Looking up 3 papers without an identifier by their titles…"]
        assert (found.asked, len(found.found)) == (0, 1)
        assert sorted(found.without_match) == sorted([known.title, "Nobody lists this book"])
        await backend.library_refresh.accept(found, found.changes)
        assert (await backend.store.find(known.id)) is not None
        assert sum(bool(one.paper.ids.key) for one in (await backend.library.page()).papers) == 2
    finally:
        await backend.aclose()
