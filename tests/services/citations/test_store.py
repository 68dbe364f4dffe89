"""What is kept of who cites whom, and what it answers without a network: why, missing classics, common ground."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from scholar_desktop.app import Composition
from scholar_desktop.domain.citations.citation import Citation, CitationContext, CitationListState
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Counts, Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.citations.citation_list import CitationList
from scholar_desktop.services.citations.citing_sentences import CitingStatus, citing_and_cited
from scholar_desktop.services.citations.missing_classics import Survey, plan_requests, requests_for
from scholar_desktop.services.citations.shared_citations import SharedCitations
from scholar_desktop.services.citations.store import CitationStore
from scholar_desktop.services.citations.table import make_rows

MakeBackend = Callable[..., Composition]
ATTENTION = "arxiv:1706.03762"


def paper(number: int, **changes: object) -> Paper:
    known = {"title": f"Study {number}", "ids": Ids(s2=f"{number:040x}"), "year": 2000 + number}
    return Paper(**{**known, **changes})  # type: ignore[arg-type]


def edge(number: int) -> Citation:
    return Citation(paper=paper(number), contexts=(CitationContext(f"Sentence {number}."),))


def state(rows: int) -> CitationListState:
    return CitationListState(loaded=rows, retrieved="2026-11-20T12:00:00Z", slices=(), complete=True)


async def test_a_page_that_nobody_was_handed_makes_way_and_a_gap_is_never_written(tmp_path: Path):
    store = CitationStore(tmp_path / "citations.sqlite")
    cited = paper(1)
    await store.add(cited, "citations", [edge(n) for n in range(40)], state(40), before=0)
    await store.add(cited, "citations", [edge(n) for n in range(40, 50)], state(50), before=40)
    # the load was stopped after the second page was written and before it was shown
    await store.add(cited, "citations", [edge(n) for n in range(60, 70)], state(50), before=40)
    kept = await store.load(cited, "citations")
    assert kept is not None
    assert [one.paper.year for one in kept.edges() if one.paper][38:42] == [2038, 2039, 2060, 2061]
    await store.add(cited, "citations", [edge(99)], state(92), before=91)
    kept = await store.load(cited, "citations")
    assert kept is not None
    assert (len(kept.edges()), kept.state.loaded) == (50, 50)
    await store.aclose()


async def test_newer_rows_are_put_in_front(tmp_path: Path):
    store = CitationStore(tmp_path / "citations.sqlite")
    await store.add(paper(1), "citations", [edge(2)], state(1), before=0)
    await store.add(paper(1), "citations", [edge(3), edge(4)], state(3), before=1, in_front=True)
    kept = await store.load(paper(1), "citations")
    assert kept is not None
    assert [one.paper.year for one in kept.edges() if one.paper] == [2003, 2004, 2002]
    await store.aclose()


async def test_a_long_stored_list_shows_its_first_thousand_rows_and_then_grows_in_few_steps():
    store, paper, many = CitationStore(None), Paper("Tides", Ids(s2="a" * 40)), 20_000
    state = CitationListState(total=many, loaded=many, complete=True, slices=(), retrieved="2026-11-23T10:00:00Z")
    edges = tuple(Citation(Paper(f"Study {number}", Ids(s2=f"{number:040x}"))) for number in range(many))
    await store.add(paper, "citations", edges, state, before=0)
    found = CitationList(SimpleNamespace(store=store), paper, "citations")
    seen: list[int] = []
    assert await found.restore(lambda: seen.append(len(found.table)))
    assert (seen[0], seen[-1]) == (1024, many)
    assert len(seen) <= 6, "all rows are arranged again after each step"
    await store.aclose()


def test_the_words_of_a_row_are_folded_by_their_parts_and_found_in_each():
    sentences = (
        CitationContext("Ångström’s naïve façade"),
        CitationContext("Plain ASCII words"),
        CitationContext("ﬁn"),
    )
    rows = make_rows((Citation(Paper("Über\nTides"), contexts=sentences), Citation(Paper("Other"))))
    assert rows.words.text.decode() == (
        "uber tides \u2029 angstrom’s naive facade \u2029 plain ascii words \u2029 fin\nother\n"
    )
    assert rows.words.rows_with(b"ascii") == [0]
    assert rows.words.rows_with(b"tides angstrom") == []


async def test_a_list_out_of_a_batch_makes_way_for_the_real_one(tmp_path: Path):
    store = CitationStore(tmp_path / "citations.sqlite")
    citing = paper(9)
    await store.put_without_details(citing, "references", [paper(1), paper(2)], "2026-11-20T12:00:00Z")
    assert await store.load(citing, "references") is None, "it has no sentences"
    bare = await store.load(citing, "references", with_details=False)
    assert bare is not None
    assert [one.paper for one in bare.edges()] == [paper(1), paper(2)]
    assert await store.others([citing], "references") == {citing.id: [paper(1).id, paper(2).id]}
    await store.add(citing, "references", [edge(1)], state(1), before=0)
    assert await store.load(citing, "references", with_details=False) is None
    await store.put_without_details(paper(8), "references", [], "")
    unknown = await store.load(paper(8), "references", with_details=False)
    assert unknown is not None
    assert not unknown.state.retrieved, "the service does not know the paper"
    found = await store.citation_between(citing, paper(1))
    assert found is not None
    assert found.contexts
    assert await store.others([citing], "references") == {citing.id: [paper(1).id]}
    await store.aclose()


async def test_a_damaged_file_is_moved_aside_and_begun_anew(tmp_path: Path, expect_log: Callable[[str], None]):
    expect_log("citations.sqlite is damaged")
    path = tmp_path / "citations.sqlite"
    path.write_bytes(b"no database at all" * 500)
    store = CitationStore(path)
    await store.add(paper(1), "citations", [edge(2)], state(1), before=0)
    assert await store.load(paper(1), "citations") is not None
    await store.aclose()


async def test_why_one_cites_another_is_known_offline_from_what_was_read(make_backend: MakeBackend):
    backend = make_backend()
    try:
        identifier = identifiers.parse(ATTENTION)
        assert identifier is not None
        cited = await backend.services.papers.listed(identifier, RequestOptions())
        found = await backend.services.citations.load(
            cited, "citations", lambda _page: None, RequestOptions(), limit=200
        )
        citing = next(one.paper for one in found.edges if one.paper and one.paper.id and one.contexts)
        other = next(one.paper for one in found.edges if one.paper and one.paper.id not in ("", citing.id))
    finally:
        await backend.aclose()
    backend = make_backend("--offline")
    try:
        reasons = await backend.services.why.kept(cited, citing)
        assert (reasons[0].known, reasons[0].citing.id) == (CitingStatus.SENTENCES, citing.id)
        assert reasons[0].edge is not None
        assert reasons[0].edge.contexts
        assert {reason.known for reason in await backend.services.why.kept(citing, other)} == {CitingStatus.NOT_ASKED}
    finally:
        await backend.aclose()


def test_the_newer_paper_is_the_one_that_cites():
    old, new = paper(1), paper(2, date="2002-05-01")
    assert citing_and_cited(old, new) == citing_and_cited(new, old) == (new, old)


def test_batches_hold_as_many_rows_as_an_answer_may_have():
    def one(number: int, references: int | None) -> Paper:
        return paper(number, counts=Counts(references=references))

    survey = Survey("references", unknown=tuple(one(n, 40) for n in range(450)))
    assert [len(batch) for batch in plan_requests(survey)[0]] == [150, 150, 150]
    few = Survey("references", unknown=tuple(one(n, 1) for n in range(1_100)))
    assert [len(batch) for batch in plan_requests(few)[0]] == [500, 500, 100]
    large = Survey("references", unknown=(one(1, 20_000), one(2, None)))
    assert requests_for(large) == 2
    assert [len(alone) for alone in (plan_requests(large)[1],)] == [1]


async def test_shared_references_and_coupling_are_counted_from_what_is_kept(make_backend: MakeBackend):
    backend = make_backend()
    try:
        store = backend.edges
        one, two, three = paper(51), paper(52), paper(53)
        await store.add(one, "references", [edge(1), edge(2), edge(3)], state(3), before=0)
        await store.add(two, "references", [edge(2), edge(3), edge(4)], state(3), before=0)
        await store.add(one, "citations", [edge(60)], state(1), before=0)
        await store.add(two, "citations", [edge(60), edge(61)], state(2), before=0)
        compared = await SharedCitations(backend.citations).compare([one, two, three])
    finally:
        await backend.aclose()
    assert {shared.paper.id: shared.count for shared in compared.references} == {paper(2).id: 2, paper(3).id: 2}
    assert [shared.paper.id for shared in compared.citing] == [paper(60).id]
    assert [(pair.coupling, pair.co_citation) for pair in compared.pairs] == [(2, 1), (0, 0), (0, 0)]
    assert compared.without_references == compared.without_citations == (2,)


async def test_what_papers_cite_is_no_list_and_is_found_by_any_identifier(tmp_path: Path):
    store = CitationStore(tmp_path / "citations.sqlite")
    citing, without = paper(1), paper(2)
    await store.add(citing, "references", [edge(3)], state(1), before=0)
    await store.put_cited({citing.id: [paper(3).id, paper(4).id], without.id: []}, "2026-11-20T12:00:00Z")
    named = paper(1, ids=Ids(doi="10.5555/one", s2=citing.ids.s2))
    found = await store.cited([named, without, paper(5)])
    assert {name: each.names for name, each in found.items()} == {
        named.id: (paper(3).id, paper(4).id),
        without.id: (),
    }
    assert await store.others([citing, without], "references") == {citing.id: [paper(3).id]}
    assert (await store.find_stored([citing, without], "references")).keys() == {citing.id}
    assert (await store.papers_by_name([paper(3).id, paper(4).id])).keys() == {paper(3).id}
    await store.aclose()
