"""Recommendations come from the pool that was chosen, and never hold what was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.papers.recommend import SimilarPapers, no_similar_message
from tests.services.search.test_bulk_search import opened
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest
from tests.support.s2_bodies import a_paper, named, sha

MakeBackend = Callable[..., Composition]


def papers(*numbers: int) -> dict[str, Any]:
    return {"recommendedPapers": [a_paper(number) for number in numbers]}


def numbers(found: SimilarPapers) -> list[int]:
    return [int(paper.ids.s2 or "", 16) for paper in found.papers]


async def test_one_paper_is_asked_for_in_its_pool(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: papers(5, 1, 6))
    async with opened(make_backend, service) as backend:
        recommend = backend.services.recommend
        found = await recommend.similar([named(sha(1)), named(sha(1))], RequestOptions())
        assert (found.pool, numbers(found), found.singly) == ("recent", [5, 6], False)
        found = await recommend.similar([named("zenodo:77")], RequestOptions(), pool="all-cs", limit=7)
        assert found.pool == "all-cs"
    assert [(asked.method, asked.query["from"], asked.query["limit"]) for asked in service.asked] == [
        ("GET", "recent", "100"),
        ("GET", "all-cs", "7"),
    ]
    assert service.asked[1].path.endswith("/DOI:10.5281/zenodo.77")


async def test_lists_are_one_question_about_recent_papers(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: papers(3, 9, 2))
    async with opened(make_backend, service) as backend:
        found = await backend.services.recommend.similar(
            [named(sha(1))], RequestOptions(), negative=[named(sha(2))], limit=500
        )
    assert (found.pool, numbers(found)) == ("recent", [3, 9])
    (asked,) = service.asked
    assert asked.body == {"positivePaperIds": [sha(1)], "negativePaperIds": [sha(2)]}


async def test_lists_in_the_other_pool_are_asked_one_by_one_and_taken_in_turn(
    make_backend: MakeBackend, loopback: Start
) -> None:
    bodies = {sha(1): papers(11, 12, 13), sha(2): papers(21, 11, 1), sha(3): papers(12)}

    def answer(asked: RecordedRequest) -> Any:
        return bodies[asked.path.rsplit("/", 1)[-1]]

    service = loopback(answer)
    async with opened(make_backend, service) as backend:
        found = await backend.services.recommend.similar(
            [named(sha(1)), named(sha(2))], RequestOptions(), negative=[named(sha(3))], pool="all-cs"
        )
        assert (found.pool, numbers(found), found.singly) == ("all-cs", [11, 21, 13], True)
        few = await backend.services.recommend.similar(
            [named(sha(1)), named(sha(2))], RequestOptions(), pool="all-cs", limit=2
        )
        assert numbers(few) == [11, 21]


async def test_a_work_that_is_recommended_twice_is_listed_once(make_backend: MakeBackend, loopback: Start) -> None:
    authors = [{"authorId": "1", "name": "Ada Lovelace"}, {"authorId": "2", "name": "Eva Holm"}]
    title = "Tailed beetles of the northern mountains and their wintering"
    preprint = a_paper(5, title=title, authors=authors, year=2019, externalIds={"ArXiv": "1901.00001"})
    article = a_paper(7, title=title, authors=authors, year=2020, externalIds={"DOI": "10.5555/abc"})
    service = loopback(lambda asked: {"recommendedPapers": [preprint, a_paper(6), article, a_paper(6)]})
    async with opened(make_backend, service) as backend:
        found = await backend.services.recommend.similar([named(sha(1))], RequestOptions())
    assert [paper.title for paper in found.papers] == [title, "Title 6"]


async def test_what_means_nothing_asks_nobody(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: papers())
    async with opened(make_backend, service) as backend:
        with pytest.raises(UsageError):
            await backend.services.recommend.similar([], RequestOptions(), negative=[named(sha(1))])
        with pytest.raises(UsageError, match="500"):
            await backend.services.recommend.similar([named(sha(1))], RequestOptions(), limit=501)
    assert service.asked == []


@pytest.mark.parametrize(("pool", "other"), [("recent", "all-cs"), ("all-cs", "recent")])
def test_an_empty_pool_is_told_with_the_other_one(pool: str, other: str) -> None:
    error = no_similar_message(SimilarPapers(pool))
    assert f"its pool {pool} " in error.message
    assert f"--pool {other}" in (error.hint or "")


async def test_a_recommended_paper_is_remembered_but_for_what_was_not_asked(
    make_backend: MakeBackend, loopback: Start
) -> None:
    service = loopback(lambda asked: papers(5) if "forpaper" in asked.path else a_paper(5, tldr=None))
    async with opened(make_backend, service, email="") as backend:
        await backend.services.recommend.similar([named(sha(1))], RequestOptions())
        await backend.services.papers.show(named(sha(5)), RequestOptions())
    assert len(service.asked) == 2
