"""Opening a paper: at once what is known, at most one question to each, none the second time."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import NotFound, Offline, Unreachable
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search import query_parser
from scholar_desktop.domain.source import Phase, SourceReport
from scholar_desktop.services.papers.paper_loading import PaperLoad
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]

LONG_COVID = "10.1038/s41579-022-00846-2"


def named(text: str) -> Identifier:
    identifier = identifiers.parse(text)
    assert identifier is not None
    return identifier


async def results(backend: Composition, words: str, *sources: str) -> tuple[Paper, ...]:
    found = await backend.services.search.run(
        query_parser.parse(words), lambda _r: None, RequestOptions(), sources=sources or None
    )
    return found.papers


async def open_paper(
    backend: Composition, subject: Paper | Identifier, ask: RequestOptions | None = None
) -> tuple[Paper, list[Paper], dict[str, SourceReport]]:
    updates: list[Paper] = []
    reports: list[SourceReport] = []
    paper = await backend.services.papers.open(
        subject, updates.append, ask or RequestOptions(), on_report=reports.append
    )
    return paper, updates, {report.name: report for report in reports}


async def test_opening_a_result_costs_one_question_to_unpaywall_and_then_none(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        listed = next(paper for paper in await results(backend, "long covid", "s2") if paper.ids.doi == LONG_COVID)
        demo.reset()
        paper, updates, _ = await open_paper(backend, listed)
        assert updates[0] == listed, "what is known shows at once"
        assert demo.stats()["counts"] == {"unpaywall": 1}
        assert {facts.source for facts in paper.facts} == {"s2", "unpaywall"}
        demo.reset()
        again, _, reports = await open_paper(backend, listed)
        assert demo.stats()["counts"] == {}
        assert again.oa == paper.oa
        assert reports["unpaywall"].cached == 1
    finally:
        await backend.aclose()


async def test_the_next_run_of_the_program_remembers_too(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        await results(backend, "long covid", "s2")
    finally:
        await backend.aclose()
    demo.reset()
    backend = make_backend()
    try:
        paper, _, reports = await open_paper(backend, named(f"doi:{LONG_COVID}"))
    finally:
        await backend.aclose()
    assert paper.abstract
    assert demo.stats()["counts"] == {"unpaywall": 1}, "what a search brought answers the question about one paper"
    assert (reports["s2"].phase, reports["s2"].requests, reports["s2"].cached) == (Phase.OK, 0, 1)


async def test_a_result_that_semantic_scholar_did_not_list_costs_one_question_more(
    make_backend: MakeBackend, demo: Demo
):
    backend = make_backend()
    try:
        listed = next(paper for paper in await results(backend, "covid", "unpaywall") if paper.ids.doi == LONG_COVID)
        demo.reset()
        paper, _, _ = await open_paper(backend, listed)
        assert demo.stats()["counts"] == {"s2": 1}, "Unpaywall has told already"
        assert paper.ids.s2
        assert paper.counts.citations
        demo.reset()
        await open_paper(backend, listed)
        assert demo.stats()["counts"] == {}
    finally:
        await backend.aclose()


async def test_a_paper_of_a_citation_list_is_filled_in(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        paper, _, _ = await open_paper(backend, named(LONG_COVID))
        edges = await backend.services.citations.load(
            paper, "references", lambda _page: None, RequestOptions(), limit=20
        )
        cited = next(edge.paper for edge in edges.edges if edge.paper is not None and edge.paper.ids.s2)
        demo.reset()
        opened, updates, _ = await open_paper(backend, cited)
    finally:
        await backend.aclose()
    assert updates[0] == cited
    assert demo.stats()["counts"]["s2"] == 1
    assert opened.facts


async def test_all_that_each_service_sent_is_kept(make_backend: MakeBackend):
    backend = make_backend()
    try:
        paper = await backend.services.papers.show(named(LONG_COVID), RequestOptions())
    finally:
        await backend.aclose()
    by_source = {facts.source: facts for facts in paper.facts}
    assert by_source["s2"].fields["paperId"] == paper.ids.s2
    assert by_source["unpaywall"].fields["oa_locations"]
    assert all(facts.retrieved.endswith("Z") for facts in paper.facts)


async def test_chosen_fields_are_asked_of_semantic_scholar_alone(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        paper = await backend.services.papers.show(named(LONG_COVID), RequestOptions(), ["title", "citationCount"])
    finally:
        await backend.aclose()
    assert set(paper.facts[0].fields) <= {"paperId", "title", "citationCount"}
    assert demo.stats()["counts"] == {"s2": 1}


async def test_refresh_asks_again(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        await open_paper(backend, named(LONG_COVID))
        demo.reset()
        await open_paper(backend, named(LONG_COVID), RequestOptions(refresh=True))
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1}
    finally:
        await backend.aclose()


async def test_unpaywall_down_costs_only_its_copies_and_is_told(make_backend: MakeBackend, demo: Demo):
    demo.config(faults={"unpaywall": 500})
    backend = make_backend()
    try:
        paper, _, reports = await open_paper(backend, named(LONG_COVID))
    finally:
        await backend.aclose()
    assert paper.title
    assert reports["unpaywall"].phase is Phase.FAILED
    assert reports["s2"].phase is Phase.OK


async def test_when_semantic_scholar_fails_what_it_said_before_serves(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        before, _, _ = await open_paper(backend, named(LONG_COVID))
        demo.config(faults={"s2": 500})
        paper, _, reports = await open_paper(backend, named(LONG_COVID), RequestOptions(refresh=True))
    finally:
        await backend.aclose()
    assert paper.abstract == before.abstract
    assert reports["s2"].phase is Phase.PARTIAL
    assert reports["s2"].error is not None


async def test_a_paper_that_a_service_has_forgotten_is_still_known(make_backend: MakeBackend, demo: Demo):
    """Semantic Scholar answers 404 for a DOI that worked, when it merges a preprint's record."""
    backend = make_backend()
    try:
        before, _, _ = await open_paper(backend, named(LONG_COVID))
        demo.config(faults={"/graph/v1/paper/": 404})
        paper, _, _ = await open_paper(backend, named(LONG_COVID), RequestOptions(refresh=True))
    finally:
        await backend.aclose()
    assert paper.ids.s2 == before.ids.s2


async def test_offline_a_kept_paper_opens_whole(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        paper, _, _ = await open_paper(backend, named(LONG_COVID))
        await backend.services.library.add([paper])
    finally:
        await backend.aclose()
    demo.reset()
    backend = make_backend(offline="1")
    try:
        opened, updates, reports = await open_paper(backend, named(f"doi:{LONG_COVID}"))
        with pytest.raises(Offline):
            await backend.services.papers.open(named("10.5555/never-seen"), updates.append, RequestOptions())
    finally:
        await backend.aclose()
    assert opened.abstract == paper.abstract
    assert reports["library"].loaded == 1
    assert demo.stats()["counts"] == {}


async def test_newer_facts_reach_a_kept_paper(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        paper, _, _ = await open_paper(backend, named(LONG_COVID))
        poor = msgspec.structs.replace(paper, facts=(), abstract=None, oa=type(paper.oa)())
        await backend.services.library.add([poor])
        await open_paper(backend, named(LONG_COVID), RequestOptions(refresh=True))
        kept = await backend.services.library.find(f"doi:{LONG_COVID}")
    finally:
        await backend.aclose()
    assert kept is not None
    assert kept.paper.abstract == paper.abstract
    assert kept.paper.oa.copies


async def test_a_paper_that_no_service_knows_is_not_found(make_backend: MakeBackend):
    backend = make_backend()
    try:
        with pytest.raises(NotFound) as caught:
            await open_paper(backend, named("10.5555/there-is-no-such-paper"))
    finally:
        await backend.aclose()
    assert caught.value.message == (
        "DOI 10.5555/there-is-no-such-paper was not found at Semantic Scholar and Unpaywall."
    )


async def test_a_failure_is_not_called_not_found(make_backend: MakeBackend, demo: Demo):
    demo.config(faults={"s2": "reset", "unpaywall": 404})
    backend = make_backend()
    try:
        with pytest.raises(Unreachable):
            await open_paper(backend, named(LONG_COVID))
    finally:
        await backend.aclose()


async def test_a_paper_without_any_identifier_opens_as_it_is(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        unmatched = Paper(title="An unmatched reference", ids=Ids())
        paper, _, _ = await open_paper(backend, unmatched)
    finally:
        await backend.aclose()
    assert paper == unmatched
    assert demo.stats()["counts"] == {}


async def test_a_paper_with_the_doi_of_a_zenodo_record_is_looked_up_at_zenodo(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        of_another = Paper(title="Chapter 5.3", ids=Ids(doi="10.5281/zenodo.13850332"), sources=("s2",))
        paper, _, reports = await open_paper(backend, of_another)
        assert demo.stats()["counts"]["zenodo"] == 1
        assert "unpaywall" not in demo.stats()["counts"], "Unpaywall has no DOIs of Zenodo"
        assert reports["zenodo"].phase is Phase.OK
        assert paper.ids.zenodo == "13850332"
        (listed,) = await results(backend, "10.5281/zenodo.13850332", "zenodo")
        demo.reset()
        await open_paper(backend, listed)
        assert "zenodo" not in demo.stats()["counts"], "its search result has the record"
    finally:
        await backend.aclose()


NOTED = Paper(title="A note on forms", ids=Ids(doi="10.5281/zenodo.7"), sources=("s2",))


@pytest.mark.parametrize(
    ("subject", "paper", "is_wanted"),
    [
        (NOTED, None, True),
        (msgspec.structs.replace(NOTED, sources=("zenodo",)), None, False),
        (named("zenodo:7"), msgspec.structs.replace(NOTED, sources=("zenodo",)), True),
        (msgspec.structs.replace(NOTED, ids=Ids(doi="10.5555/7")), None, False),
        (named("doi:10.5555/7"), None, False),
    ],
)
def test_zenodo_is_requested_for_its_records_but_not_for_a_search_result_that_contains_the_record(
    subject: Paper | Identifier, paper: Paper | None, is_wanted: bool
) -> None:
    load = PaperLoad(subject, lambda _paper: None, RequestOptions())
    if paper is not None:
        load.take(paper)
    assert load.wants("zenodo") is is_wanted


async def test_nothing_of_another_paper_with_the_identifier_is_taken(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    mine = Paper("The last entry", Ids(doi=LONG_COVID), authors=(Author("Anna Late"),))
    try:
        paper, _, reports = await open_paper(backend, mine)
        assert paper == mine
        assert [reports[name].phase for name in ("s2", "unpaywall")] == [Phase.PARTIAL] * 2
        again, _, _ = await open_paper(backend, mine)
        assert again == mine, "nor of the stored records"
        assert await backend.services.papers.complete(mine, RequestOptions()) == mine
    finally:
        await backend.aclose()
