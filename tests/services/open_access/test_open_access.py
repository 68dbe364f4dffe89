"""The ladder of a paper costs no more requests than it must, and says who could not be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.identifiers.identifiers import ids_of, parse
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import Phase
from scholar_desktop.services.open_access.open_access import OpenAccessFinder
from scholar_desktop.services.papers.record_cache import PaperRecordCache
from tests.support.fake_web import FakeWeb

if TYPE_CHECKING:
    from scholar_desktop.app import Composition
    from tests.support.fake_web_fixtures import Started

TITLE = "On the engine that weaves algebraic patterns"
DOI = "10.5555/engine"


def finder(backend: Composition, *, email: str | None = "ada@university.edu") -> OpenAccessFinder:
    papers = backend.services.papers
    return OpenAccessFinder(
        papers._s2, papers._unpaywall, papers._zenodo, lambda: email, known=PaperRecordCache(backend.records)
    )


def named(text: str) -> Paper:
    identifier = parse(text)
    assert identifier is not None
    return Paper(title="", ids=ids_of(identifier))


async def test_a_doi_costs_one_request_to_each_of_two_services_and_nothing_the_second_time(
    world: FakeWeb, started: Started
) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"], s2_pdf="https://other.org/y.pdf")
    async with started() as backend:
        ladder = await finder(backend).candidates(named(DOI), RequestOptions())
        assert sorted(world.service_requests()) == [f"GET /graph/v1/paper/DOI:{DOI}", f"GET /v2/{DOI}"]
        again = await finder(backend).candidates(named(DOI), RequestOptions())
        with_facts = await finder(backend).candidates(ladder.paper, RequestOptions())
    assert [copy.url for copy in ladder.copies] == ["https://repo.org/x.pdf", "https://other.org/y.pdf"]
    assert all(copy.evidence for copy in ladder.copies)
    assert ladder.copies == again.copies == with_facts.copies
    assert len(world.service_requests()) == 2
    assert {(report.name, report.phase, report.loaded) for report in ladder.reports} == {
        ("s2", Phase.OK, 1),
        ("unpaywall", Phase.OK, 1),
    }


async def test_what_one_service_says_is_what_another_is_asked_by(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    async with started() as backend:
        ladder = await finder(backend).candidates(named("CorpusId:1"), RequestOptions())
    assert world.service_requests() == ["GET /graph/v1/paper/CorpusId:1", f"GET /v2/{DOI}"]
    assert [copy.url for copy in ladder.copies] == ["https://repo.org/x.pdf"]


async def test_an_old_answer_is_asked_again(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI)
    async with started() as backend:
        ladder = await finder(backend).candidates(named(DOI), RequestOptions())
        assert ladder.closed_known
        old = tuple(msgspec.structs.replace(facts, retrieved="2020-01-01T00:00:00Z") for facts in ladder.paper.facts)
        world.requests.clear()
        await finder(backend).candidates(msgspec.structs.replace(ladder.paper, facts=old), RequestOptions(refresh=True))
    assert len(world.service_requests()) == 2


async def test_dois_that_unpaywall_cannot_know_are_not_asked_there(world: FakeWeb, started: Started) -> None:
    async with started() as backend:
        await finder(backend).candidates(named("10.48550/arXiv.2004.05150"), RequestOptions())
        await finder(backend).candidates(named("10.5281/zenodo.7"), RequestOptions())
    assert not any("/v2/" in request for request in world.service_requests())


async def test_a_paper_that_nobody_knows_has_no_ladder(world: FakeWeb, started: Started) -> None:
    async with started() as backend:
        ladder = await finder(backend).candidates(named("arXiv:2004.05150"), RequestOptions())
    assert (ladder.known, ladder.copies, ladder.missing) == (False, (), ())


async def test_who_could_not_be_asked_is_named(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, arxiv="2004.05150")
    world.down.add("s2")
    async with started() as backend:
        ladder = await finder(backend, email=None).candidates(Paper(title=TITLE, ids=Ids(doi=DOI)), RequestOptions())
    assert {error.subject for error in ladder.missing} == {"s2", "unpaywall"}
    assert {(report.name, report.phase) for report in ladder.reports} == {
        ("s2", Phase.FAILED),
        ("unpaywall", Phase.SKIPPED),
    }
    assert not ladder.closed_known


async def test_a_batch_keeps_its_order_and_remembers(world: FakeWeb, started: Started) -> None:
    for number in range(3):
        world.add_paper(f"The {number}th chapter on engines", doi=f"10.5555/{number}")
    identifiers = [parse(text) for text in ("10.5555/2", "10.5555/unknown", "CorpusId:1")]
    asked = [identifier for identifier in identifiers if identifier is not None]
    async with started() as backend:
        said = await finder(backend).batch(asked, RequestOptions())
        assert [one.paper and one.paper.title for one in said] == [
            "The 2th chapter on engines",
            None,
            "The 0th chapter on engines",
        ]
        world.requests.clear()
        await finder(backend).candidates(named("10.5555/2"), RequestOptions())
    assert world.service_requests() == ["GET /v2/10.5555/2"]
