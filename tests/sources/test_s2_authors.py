"""Semantic Scholar is asked about people within its limits, and its answers become profiles."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import BadAnswer, BadRequest, NotFound, Unreachable, UsageError
from scholar_desktop.domain.people.author import AuthorCounts
from scholar_desktop.sources.semantic_scholar.fields import AUTHOR_FIELDS, PAPER_FIELDS
from scholar_desktop.sources.semantic_scholar.parse_authors import parse_author, parse_author_batch, parse_authors
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.loopback_sources import sources_at
from tests.support.s2_bodies import NOW, PAST_THE_END, TOO_LARGE, TOO_LATE, a_paper, an_author, named, sha


def test_a_whole_author_is_read() -> None:
    sent = an_author(
        aliases=["Ada K.", "Ada  K.", 7],
        affiliations=["Analytical\u2009Society", ""],
        homepage="https://ada.example.org",
        externalIds={"ORCID": "0000-0002-1825-0097", "DBLP": ["Ada King", "Ada King", 123]},
        paperCount=3,
        citationCount="40",
        hIndex=2,
        papers=[a_paper(), {"nothing": 1}],
        surprise=1,
    )
    author = parse_author(sent, NOW)
    assert (author.id, author.name) == ("1", "Name 1")
    assert author.aliases == ("Ada K.",)
    assert author.affiliations == ("Analytical Society",)
    assert (author.homepage, author.orcid) == ("https://ada.example.org", "0000-0002-1825-0097")
    assert author.dblp == ("Ada King", "123")
    assert author.counts == AuthorCounts(3, 40, 2)
    assert [paper.ids.s2 for paper in author.papers or ()] == [sha(1)]
    assert author.papers is not None
    assert author.papers[0].facts == ()
    assert author.facts is not None
    assert author.facts.fields is sent


@pytest.mark.parametrize("homepage", [None, "", "not an address", "javascript:alert(1)", 5])
def test_a_homepage_is_an_address_or_none(homepage: object) -> None:
    assert parse_author(an_author(homepage=homepage), NOW).homepage is None


@pytest.mark.parametrize("body", [None, [], 7, {}, {"error": "Author with id 0 not found"}, {"affiliations": []}])
def test_what_is_no_author_is_a_bad_answer(body: object) -> None:
    with pytest.raises(BadAnswer):
        parse_author(body, NOW)


def test_a_page_skips_what_it_cannot_read_and_keeps_unlinked_names() -> None:
    page = parse_authors({"offset": 0, "data": [an_author(), {"authorId": None, "name": "Only Name"}, {}, 3]}, NOW)
    assert [(author.id, author.name) for author in page.authors] == [("1", "Name 1"), (None, "Only Name")]
    assert (page.skipped, page.next, page.total) == (2, None, None)


def test_a_batch_of_another_length_is_a_bad_answer() -> None:
    with pytest.raises(BadAnswer):
        parse_author_batch([an_author()], 2, NOW)


async def test_one_author_is_asked_with_all_fields(loopback: Start) -> None:
    service = loopback(lambda asked: an_author(1741101))
    async with sources_at(service.url) as sources:
        author = await sources.s2.authors.author("1741101", sources.ask)
    asked = service.asked[0]
    assert (asked.method, asked.path) == ("GET", "/graph/v1/author/1741101")
    assert asked.query == {"fields": ",".join(AUTHOR_FIELDS)}
    assert author.id == "1741101"


async def test_dotted_names_of_fields_go_as_they_are(loopback: Start) -> None:
    service = loopback(lambda asked: an_author(papers=[a_paper(year=1936)]))
    async with sources_at(service.url) as sources:
        author = await sources.s2.authors.author("1", sources.ask, ["name", "papers.title", "papers.year"])
    assert service.asked[0].query == {"fields": "name,papers.title,papers.year"}
    assert author.papers is not None
    assert author.papers[0].year == 1936


async def test_a_field_that_is_refused_is_left_out_and_not_asked_again(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if "aliases" in asked.query["fields"]:
            return Reply({"error": "Unrecognized or unsupported fields: [aliases]"}, 400)
        return an_author()

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        await sources.s2.authors.author("1", sources.ask, ["name", "aliases"])
        await sources.s2.authors.author("2", sources.ask, ["name", "aliases"])
    assert [asked.query["fields"] for asked in service.asked] == ["name,aliases", "name", "name"]


async def test_no_request_names_a_field_that_the_service_refuses_and_aliases_that_come_are_kept(
    loopback: Start,
) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if "aliases" in asked.query["fields"]:  # docs/decisions/0043
            return Reply({"error": "Unrecognized or unsupported fields: [aliases]"}, 400)
        author = an_author(aliases=["A. M. Turing"])
        if asked.path.endswith("/batch"):
            return [author]
        return (
            {"offset": 0, "total": 1, "data": [author]}
            if "/author/" not in asked.path or "search" in asked.path
            else author
        )

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        found = [
            await sources.s2.authors.author("1", sources.ask),
            *(await sources.s2.authors.batch(["1"], sources.ask)),
            *(await sources.s2.authors.search("turing", sources.ask)).authors,
            *(await sources.s2.authors.of_paper(named("10.5555/a"), sources.ask)).authors,
        ]
    assert len(service.asked) == 4
    assert [author and author.aliases for author in found] == [("A. M. Turing",)] * 4


async def test_an_unknown_author_is_not_found_and_that_is_remembered(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "Author with id 0 not found"}, 404))
    async with sources_at(service.url) as sources:
        for _ in range(2):
            with pytest.raises(NotFound, match="no author with the ID 0"):
                await sources.s2.authors.author("0", sources.ask)
        with pytest.raises(NotFound, match="no author with the ID 0"):
            await sources.s2.authors.papers("0", sources.ask)
    assert len(service.asked) == 2


async def test_the_papers_of_an_author_come_in_pages(loopback: Start) -> None:
    service = loopback(lambda asked: {"offset": 1000, "next": 2000, "data": [a_paper()]})
    async with sources_at(service.url) as sources:
        page = await sources.s2.authors.papers("7", sources.ask, offset=1000, limit=5000, date="2016:2018")
    asked = service.asked[0]
    assert asked.path == "/graph/v1/author/7/papers"
    assert asked.query == {
        "fields": ",".join(PAPER_FIELDS),
        "offset": "1000",
        "limit": "1000",
        "publicationDateOrYear": "2016:2018",
    }
    assert (page.next, page.papers[0].facts[0].fields["title"]) == (2000, "Title 1")


async def test_a_page_that_is_too_large_is_asked_smaller(loopback: Start) -> None:
    service = loopback(
        lambda asked: (
            Reply(TOO_LARGE, 400) if asked.query["limit"] == "1000" else {"offset": 0, "next": 250, "data": [a_paper()]}
        )
    )
    async with sources_at(service.url) as sources:
        page = await sources.s2.authors.papers("7", sources.ask)
    assert [asked.query["limit"] for asked in service.asked] == ["1000", "250"]
    assert page.next == 250


async def test_past_the_end_a_page_is_empty(loopback: Start) -> None:
    service = loopback(lambda asked: Reply(PAST_THE_END, 400))
    async with sources_at(service.url) as sources:
        authors = sources.s2.authors
        assert (await authors.papers("7", sources.ask, offset=10)).papers == ()
        assert (await authors.search("turing", sources.ask, offset=10)).authors == ()
        assert (await authors.of_paper(named(sha(1)), sources.ask, offset=10)).authors == ()


async def test_a_search_for_a_name_sends_plain_words(loopback: Start) -> None:
    service = loopback(lambda asked: {"total": 490, "offset": 0, "next": 100, "data": [an_author()]})
    async with sources_at(service.url) as sources:
        page = await sources.s2.authors.search(" Jean-Luc  Picard ", sources.ask, limit=100)
        with pytest.raises(UsageError):
            await sources.s2.authors.search(" - ", sources.ask)
    assert service.asked[0].path == "/graph/v1/author/search"
    assert service.asked[0].query["query"] == "Jean Luc Picard"
    assert (page.total, page.next, len(service.asked)) == (490, 100, 1)


async def test_nobody_of_a_name_is_an_empty_page(loopback: Start) -> None:
    service = loopback(lambda asked: {"total": 0, "offset": 0, "data": []})
    async with sources_at(service.url) as sources:
        page = await sources.s2.authors.search("totalGarbageNonsense", sources.ask)
    assert (page.authors, page.total, page.next) == ((), 0, None)


async def test_the_authors_of_a_paper(loopback: Start) -> None:
    service = loopback(lambda asked: {"offset": 0, "data": [an_author(1), an_author(2)]})
    async with sources_at(service.url) as sources:
        page = await sources.s2.authors.of_paper(named("10.2139/ssrn.2250500"), sources.ask)
        with pytest.raises(NotFound, match="cannot look up DBLP"):
            await sources.s2.authors.of_paper(named("dblp:conf/x/Y20"), sources.ask)
    assert service.asked[0].path == "/graph/v1/paper/DOI:10.2139/ssrn.2250500/authors"
    assert [author.id for author in page.authors] == ["1", "2"]


async def test_a_batch_of_authors_is_split_and_keeps_order_gaps_and_twins(loopback: Start) -> None:
    service = loopback(lambda asked: [None if one == "3" else an_author(int(one)) for one in asked.body["ids"]])
    ids = [str(number) for number in range(1, 1502)] + ["1"]
    async with sources_at(service.url) as sources:
        authors = await sources.s2.authors.batch(ids, sources.ask)
    assert [(asked.method, len(asked.body["ids"])) for asked in service.asked] == [("POST", 1000), ("POST", 501)]
    assert [author and author.id for author in authors[:4]] == ["1", "2", None, "4"]
    assert authors[-1] == authors[0]
    assert service.asked[0].query == {"fields": ",".join(AUTHOR_FIELDS)}


async def test_a_batch_that_takes_too_long_is_asked_in_pieces(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if len(asked.body["ids"]) > 5:
            return Reply(TOO_LATE, 504)
        return [an_author(int(one)) for one in asked.body["ids"]]

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        authors = await sources.s2.authors.batch([str(number) for number in range(20)], sources.ask)
    assert [author and author.id for author in authors] == [str(number) for number in range(20)]
    assert {len(asked.body["ids"]) for asked in service.asked} == {20, 5}


async def test_a_batch_of_unknown_authors_alone_is_all_gaps(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "No valid author ids given"}, 400))
    async with sources_at(service.url) as sources:
        assert await sources.s2.authors.batch(["x", "y"], sources.ask) == [None, None]


async def test_other_refusals_are_passed_on(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "Unacceptable query params: [limit=x]"}, 400))
    async with sources_at(service.url) as sources:
        with pytest.raises(BadRequest):
            await sources.s2.authors.papers("7", sources.ask)
        service.handler = lambda asked: Reply({"message": "Internal Server Error"}, 500)
        with pytest.raises(Unreachable):
            await sources.s2.authors.search("turing", sources.ask)
