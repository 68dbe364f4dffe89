"""People are asked about once, page by page, and sorted by what they wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import NotFound, Unreachable
from scholar_desktop.domain.people.author import AuthorList, AuthorProfile
from scholar_desktop.domain.request_options import RequestOptions
from tests.services.search.test_bulk_search import opened
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.s2_bodies import a_paper, an_author, named, sha

MakeBackend = Callable[..., Composition]


def whole(number: int, **more: Any) -> dict[str, Any]:
    """An author with every field that is asked for."""
    known = {"externalIds": {}, "url": "", "affiliations": [], "homepage": None}
    return an_author(number, **known, **({"paperCount": 1, "citationCount": 2, "hIndex": 1} | more))


async def test_somebody_is_asked_about_once_and_again_with_refresh(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: whole(7))
    async with opened(make_backend, service) as backend:
        first, second = RequestOptions(), RequestOptions()
        author = await backend.services.authors.open("7", first)
        assert await backend.services.authors.open("7", second) == author
        assert (
            first.request_counts.of("s2").requests,
            second.request_counts.of("s2").requests,
            second.request_counts.of("s2").cached,
        ) == (
            1,
            0,
            1,
        )
        await backend.services.authors.open("7", RequestOptions(refresh=True))
    assert len(service.asked) == 2


async def test_what_they_wrote_comes_in_pages_over_an_empty_one_and_each_paper_once(
    make_backend: MakeBackend, loopback: Start
) -> None:
    bodies = {
        "0": {"offset": 0, "next": 5, "data": []},
        "5": {"offset": 5, "next": 7, "data": [a_paper(1), a_paper(2)]},
        "7": {"offset": 7, "data": [a_paper(2), a_paper(3)]},
    }
    service = loopback(lambda asked: bodies[asked.query["offset"]])
    seen: list[int] = []

    def on_page(author: AuthorProfile) -> None:
        seen.append(len(author.papers or ()))

    async with opened(make_backend, service) as backend:
        authors = backend.services.authors
        author = await authors.papers(AuthorProfile("A", "7"), on_page, RequestOptions(), date="2019")
        assert [paper.title for paper in author.papers or ()] == ["Title 1", "Title 2", "Title 3"]
        two = await authors.papers(AuthorProfile("A", "7"), lambda _page: None, RequestOptions(), limit=2)
        assert len(two.papers or ()) == 2
        with pytest.raises(NotFound, match="no author page for B"):
            await authors.papers(AuthorProfile("B"), lambda _page: None, RequestOptions())
    assert seen == [0, 2, 3]
    assert service.asked[0].query["publicationDateOrYear"] == "2019"


async def test_pages_before_a_failure_have_been_handed_on(make_backend: MakeBackend, loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if asked.query["offset"] == "0":
            return {"offset": 0, "next": 1, "data": [a_paper(1)]}
        return Reply({"message": "Internal Server Error"}, 500)

    seen: list[AuthorProfile] = []
    async with opened(make_backend, loopback(answer)) as backend:
        with pytest.raises(Unreachable):
            await backend.services.authors.papers(AuthorProfile("A", "7"), seen.append, RequestOptions())
    assert [len(author.papers or ()) for author in seen] == [1]


async def test_a_name_is_searched_to_the_end_and_sorted_by_papers_then_h_index(
    make_backend: MakeBackend, loopback: Start
) -> None:
    bodies = {
        "0": {"total": 4, "offset": 0, "next": 2, "data": [whole(1), whole(2, paperCount=9, hIndex=3)]},
        "2": {"total": 4, "offset": 2, "data": [whole(3, paperCount=9, hIndex=4), whole(1)]},
    }
    service = loopback(lambda asked: bodies[asked.query["offset"]])
    seen: list[AuthorList] = []
    async with opened(make_backend, service) as backend:
        found = await backend.services.authors.search("name", seen.append, RequestOptions())
        assert [author.id for author in found.authors] == ["3", "2", "1"]
        assert (found.total, found.loaded, len(seen)) == (4, 4, 2)
        await backend.services.authors.open("3", RequestOptions())
        first = await backend.services.authors.search("name", seen.append, RequestOptions(), limit=2)
        assert (first.loaded, first.total) == (2, 4)
    assert [asked.query["limit"] for asked in service.asked] == ["1000", "998", "2"]


async def test_the_authors_of_a_paper_with_an_empty_list_are_those_of_its_byline(
    make_backend: MakeBackend, loopback: Start
) -> None:
    """Seen of CorpusId 54599684, which has 2,900 authors: the first page is empty and has no next."""

    def answer(asked: RecordedRequest) -> Any:
        if asked.path.endswith("/authors"):
            return {"offset": 0, "data": []}
        if asked.path.endswith("/batch"):
            return [whole(1), None]
        byline = [
            {"authorId": "1", "name": "One"},
            {"authorId": None, "name": "Two"},
            {"authorId": "3", "name": "Three"},
        ]
        return a_paper(1, authors=byline)

    service = loopback(answer)
    async with opened(make_backend, service) as backend:
        found = await backend.services.authors.of_paper(named(sha(1)), RequestOptions())
        assert [(author.id, author.name) for author in found.authors] == [
            ("1", "Name 1"),
            (None, "Two"),
            ("3", "Three"),
        ]
        assert (found.total, found.loaded) == (3, 3)
        service.handler = lambda asked: {"offset": 0, "data": []} if asked.path.endswith("/authors") else a_paper(2)
        nobody = await backend.services.authors.of_paper(named(sha(2)), RequestOptions())
    assert nobody.authors == ()


async def test_many_people_cost_one_request_and_those_that_are_known_none(
    make_backend: MakeBackend, loopback: Start
) -> None:
    service = loopback(lambda asked: [None if one == "2" else whole(int(one)) for one in asked.body["ids"]])
    async with opened(make_backend, service) as backend:
        authors = backend.services.authors
        first = await authors.many(["1", "2", "3", "1"], RequestOptions())
        assert [author and author.id for author in first] == ["1", None, "3", "1"]
        second = await authors.many(["3", "4"], RequestOptions())
        assert [author and author.id for author in second] == ["3", "4"]
    assert [asked.body["ids"] for asked in service.asked] == [["1", "2", "3"], ["4"]]
