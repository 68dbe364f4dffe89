"""When the offline corpus answers in place of Semantic Scholar, and that its results are merged like those of any other
source. The demo services answer over HTTP; the corpus has some of their papers."""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.corpus_folder import CorpusFolder
from scholar_desktop.corpus.store import CorpusStore
from scholar_desktop.domain.citations.citation import LoadedCitations
from scholar_desktop.domain.citations.citation_map import CitationMap, map_without_links
from scholar_desktop.domain.errors import NotFound, Offline
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search import query_parser
from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.source import CORPUS, S2, Phase
from scholar_desktop.services.citations.citing_sentences import CitingStatus
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]
ATTENTION = "1706.03762"
DAY = "2026-08-18"


def row_of(paper: Paper) -> dict[str, Any]:
    """The row of `papers` for a paper of the demo."""
    ids = paper.ids
    return {
        "corpusid": int(ids.corpus or 0),
        "externalids": {"DOI": ids.doi, "ArXiv": ids.arxiv, "CorpusId": ids.corpus, "MAG": ids.mag},
        "url": f"https://www.semanticscholar.org/paper/{ids.s2}",
        "title": paper.title,
        "authors": [{"name": author.name, "authorId": author.id} for author in paper.authors],
        "venue": paper.venue,
        "year": paper.year,
        "publicationdate": paper.date,
        "citationcount": 7,
        "referencecount": paper.counts.references,
        "influentialcitationcount": 1,
        "isopenaccess": False,
        "s2fieldsofstudy": [{"category": name, "source": "external"} for name in paper.fields],
        "publicationtypes": None,
        "journal": None,
    }


def put_corpus(profile: Path, papers: list[dict[str, Any]], citations: list[dict[str, Any]]) -> None:
    """Build a corpus of these rows in a profile."""
    lines, folder = profile / "lines", CorpusFolder(profile / "data" / "corpus")
    for dataset, rows in {"papers": papers, "citations": citations}.items():
        (lines / dataset).mkdir(parents=True)
        (lines / dataset / "part-0.gz").write_bytes(gzip.compress(b"\n".join(json.dumps(r).encode() for r in rows)))
    Builder([lines]).build(folder.next_store(), {"release.papers": DAY})
    folder.use(folder.path / "corpus-0001.sqlite")


@pytest.fixture
def seen(make_backend: MakeBackend, demo: Demo, tmp_path: Path) -> list[Paper]:
    """Papers of the demo that the corpus has too: some that a search for 'attention' finds, the first of which cites
    the others; and a paper that only the corpus has, and that cites the second one."""

    async def searched() -> SearchResult:
        backend = make_backend(profile=str(tmp_path / "other"))
        try:
            return await search(backend, S2)
        finally:
            await backend.aclose()

    found = asyncio.run(searched())
    papers = [paper for paper in found.papers if paper.ids.corpus and paper.ids.s2][:6]
    own = Paper("Attention in the corpus alone", Ids(s2="c0" * 20, corpus="990001"), year=2001)
    pairs = [*((papers[0], other) for other in [*papers[1:], own]), (own, papers[1])]
    citations = [
        {
            "citationid": number,
            "citingcorpusid": int(citing.ids.corpus or 0),
            "citedcorpusid": int(cited.ids.corpus or 0),
            "isinfluential": True,
            "contexts": [f"A sentence about number {number}."],
            "intents": [["methodology"]],
        }
        for number, (citing, cited) in enumerate(pairs, start=1)
    ]
    put_corpus(tmp_path / "profile", [row_of(paper) for paper in [*papers, own]], citations)
    demo.reset()
    return [*papers, own]


def ask_of(source: str | None = None) -> RequestOptions:
    return RequestOptions(source=source, wait_s=5)


async def search(backend: Composition, *sources: str) -> SearchResult:
    return await backend.services.search.run(
        query_parser.parse("attention"), lambda _result: None, ask_of(), sources=sources or None
    )


def identifier(paper: Paper) -> identifiers.Identifier:
    found = identifiers.parse(paper.id)
    assert found is not None
    return found


async def test_its_rows_are_merged_with_those_of_the_services(make_backend: MakeBackend, seen: list[Paper]):
    backend = make_backend()
    try:
        found = await search(backend, S2, CORPUS)
    finally:
        await backend.aclose()
    by_id = {paper.id: paper for paper in found.papers}
    assert len(by_id) == len(found.papers)
    assert found.merged >= len(seen) - 1
    for paper in seen[:-1]:
        assert set(by_id[paper.id].sources) == {S2, CORPUS}
        assert by_id[paper.id].counts == paper.counts, "the numbers of the service win"
    assert by_id[seen[-1].id].sources == (CORPUS,)
    report = next(report for report in found.reports if report.name == CORPUS)
    assert (report.phase, report.requests, report.total) == (Phase.OK, 0, len(seen))
    assert DAY in report.note


async def test_the_rows_of_a_page_are_merged_once(make_backend: MakeBackend, seen: list[Paper]):
    backend = make_backend("--offline")
    shown: list[SearchResult] = []
    try:
        words = query_parser.parse("attention")
        found = await backend.services.search.run(words, shown.append, ask_of(), limit=3)
        totals = {result.reports[-1].total: result.papers for result in shown if result.papers}
        assert list(totals) == [None, len(seen)], "the rows are shown before they are counted"
        assert all(papers is found.papers for papers in totals.values())
    finally:
        await backend.aclose()


async def test_it_is_not_asked_while_the_services_can_be_reached(make_backend: MakeBackend, seen: list[Paper]):
    backend = make_backend()
    try:
        found = await search(backend)
        assert CORPUS not in {report.name for report in found.reports}
        ask = ask_of()
        opened = await backend.services.papers.open(identifier(seen[0]), lambda _paper: None, ask)
        assert CORPUS not in opened.sources
        assert not ask.from_corpus
    finally:
        await backend.aclose()


async def test_it_answers_by_itself_when_the_program_is_offline(
    make_backend: MakeBackend, demo: Demo, seen: list[Paper]
):
    backend = make_backend("--offline")
    services = backend.services
    try:
        found = await search(backend)
        assert {paper.id for paper in found.papers} == {paper.id for paper in seen}
        ask = ask_of()
        opened = await services.papers.open(identifier(seen[-1]), lambda _paper: None, ask)
        assert (opened.title, opened.retrieved, ask.from_corpus) == (seen[-1].title, f"{DAY}T00:00:00Z", True)
        listed = await services.citations.load(
            await services.papers.listed(identifier(seen[0]), ask_of()), "references", lambda _page: None, ask_of()
        )
        assert {edge.paper.id for edge in listed.edges if edge.paper} == {paper.id for paper in seen[1:]}
        assert (listed.source, listed.complete, listed.retrieved) == (CORPUS, True, f"{DAY}T00:00:00Z")
        assert all(edge.influential and edge.intents == ("methodology",) for edge in listed.edges)
        many = await services.paper_lookup.many([seen[1].id, seen[2].id], lambda _papers: None, ask_of())
        assert [paper and paper.id for paper in many] == [seen[1].id, seen[2].id]
        with pytest.raises(Offline):
            await services.paper_lookup.many([seen[1].id, "10.5555/none"], lambda _papers: None, ask_of())
        match = await services.paper_lookup.by_title(seen[3].title, ask_of())
        assert match.paper is not None
        assert match.paper.id == seen[3].id
        similar = await services.recommend.similar([identifier(seen[0])], ask_of())
        assert (similar.pool, [paper.id for paper in similar.papers]) == (CORPUS, [seen[-1].id])
        with pytest.raises(Offline):
            await services.papers.open(identifiers.parse("10.5555/none"), lambda _paper: None, ask_of())  # type: ignore[arg-type]
        with pytest.raises(Offline):
            await services.papers.open(identifier(seen[0]), lambda _paper: None, ask_of(S2))
    finally:
        await backend.aclose()
    assert demo.stats()["requests"] == []


async def test_a_list_goes_on_from_the_corpus_when_the_service_is_not_reached(
    make_backend: MakeBackend, demo: Demo, seen: list[Paper]
):
    """Rows that Semantic Scholar has sent are not repeated."""
    backend = make_backend()
    services = backend.services
    try:
        paper = await services.papers.listed(identifier(seen[0]), ask_of())
        pages: list[LoadedCitations] = []
        first = await services.citations.load(paper, "references", pages.append, ask_of(), limit=2)
        assert first.source == S2
        services.status.set_offline(True)
        whole = await services.citations.load(paper, "references", pages.append, ask_of(), limit=None, known=first)
    finally:
        await backend.aclose()
    ids = [edge.paper.id for edge in whole.edges if edge.paper]
    assert len(set(ids)) == len(ids)
    assert whole.edges[: len(first.edges)] == first.edges
    assert {paper.id for paper in seen[1:]} <= set(ids)
    assert (whole.source, whole.complete) == (CORPUS, True)
    assert whole.loaded == len(whole.edges)


async def test_it_is_asked_first_if_the_user_wants_that(
    make_backend: MakeBackend, demo: Demo, seen: list[Paper], tmp_path: Path
):
    (tmp_path / "profile" / "config").mkdir(parents=True, exist_ok=True)
    (tmp_path / "profile" / "config" / "config.toml").write_text('corpus_first = true\nsources = ["s2"]\n', "utf-8")
    backend = make_backend()
    services = backend.services
    try:
        found = await search(backend)
        assert {paper.id for paper in found.papers} == {paper.id for paper in seen}
        phases = {report.name: report.phase for report in found.reports}
        assert phases == {CORPUS: Phase.OK, S2: Phase.SKIPPED}
        paper = await services.papers.listed(identifier(seen[0]), ask_of())
        await services.citations.load(paper, "references", lambda _page: None, ask_of())
        match = await services.paper_lookup.by_title(seen[3].title, ask_of())
        assert match.paper is not None
        assert match.paper.sources == (CORPUS,)
        assert (await services.recommend.similar([identifier(seen[0])], ask_of())).pool == CORPUS
        assert demo.stats()["requests"] == []
        other = await services.search.run(query_parser.parse("turing patterns"), lambda _result: None, ask_of())
        assert other.papers, "Semantic Scholar is asked for what the corpus does not have"
        assert {report.name: report.phase for report in other.reports} == {CORPUS: Phase.OK, S2: Phase.OK}
        elsewhere = await services.papers.listed(identifiers.parse(other.papers[0].id), ask_of())  # type: ignore[arg-type]
        assert elsewhere.sources == (S2,)
    finally:
        await backend.aclose()


async def test_views_of_many_lists_read_the_corpus_without_a_request(
    make_backend: MakeBackend, demo: Demo, seen: list[Paper]
):
    """Why one cites the other, co-citation, the timeline, missing classics."""
    backend = make_backend()
    services = backend.services
    try:
        (reason, back) = await services.why.kept(seen[0], seen[1])
        evidence = reason if reason.citing.id == seen[0].id else back
        assert evidence.known is CitingStatus.SENTENCES
        assert evidence.edge is not None
        assert evidence.edge.contexts[0].text == "A sentence about number 1."
        assert evidence.retrieved == f"{DAY}T00:00:00Z"
        compared = await services.shared_citations.compare([seen[1], seen[2]])
        assert [shared.paper.id for shared in compared.citing] == [seen[0].id]
        assert (compared.pairs[0].co_citation, compared.without_citations) == (1, ())
        assert (await services.shared_citations.years([seen[1], seen[2]])).rows == 3
        await services.library.add([seen[0]])
        survey = await services.missing_classics.survey()
        assert {missing.paper.id for missing in survey.found} == {paper.id for paper in seen[1:]}
        assert seen[0].counts.references is not None
        assert seen[0].counts.references > len(seen), "the corpus has a part of them"
        assert (survey.known, survey.in_part, survey.oldest) == (0, 1, f"{DAY}T00:00:00Z")
        assert [paper.id for paper in survey.unknown] == [seen[0].id], "Semantic Scholar can send the whole list"
        assert demo.stats()["requests"] == []
        await services.library.add([Paper("A book of its own", ids=Ids(doi="10.5555/nowhere.1"))])
        await services.missing_classics.ask(await services.missing_classics.survey(), lambda _done: None, ask_of())
        survey = await services.missing_classics.survey()
        assert (survey.papers, survey.known, survey.in_part, survey.absent, survey.unknown) == (2, 1, 0, 1, ())
    finally:
        await backend.aclose()


async def test_a_map_has_the_links_of_semantic_scholar_and_those_of_the_corpus_only_without_it(
    make_backend: MakeBackend, demo: Demo, seen: list[Paper], tmp_path: Path
):
    without = make_backend(profile=str(tmp_path / "other"))
    known = map_without_links(seen[:-1])
    try:
        truth = await without.services.citation_maps.link(known, ask_of())
    finally:
        await without.aclose()
    backend = make_backend()
    services, of_corpus = backend.services, {(seen[0].id, paper.id) for paper in seen[1:-1]}
    try:
        found = await services.citation_maps.link(known, ask_of())
        assert _pairs(found) == _pairs(truth)
        assert _pairs(found) != of_corpus
        demo.config(faults={"s2": {"status": 500}})
        again = await services.citation_maps.link(known, RequestOptions(refresh=True, wait_s=1))
        assert _pairs(again) == of_corpus, "Semantic Scholar does not answer"
    finally:
        await backend.aclose()


def _pairs(known: CitationMap) -> set[tuple[str, str]]:
    return {(link.citing, link.cited) for link in known.links}


async def test_an_identifier_that_only_the_library_has_leads_to_the_paper(make_backend: MakeBackend, seen: list[Paper]):
    backend = make_backend()
    older = "ab" * 20
    corpus = backend.services.corpus_papers
    try:
        with pytest.raises(NotFound):
            await corpus.paper(identifiers.parse(f"s2:{older}"))  # type: ignore[arg-type]
        await backend.services.library.add([Paper(seen[0].title, Ids(s2=older, corpus=seen[0].ids.corpus))])
        assert (await corpus.paper(identifiers.parse(f"s2:{older}"))).id == seen[0].id  # type: ignore[arg-type]
    finally:
        await backend.aclose()


async def test_a_cancelled_question_ends_and_the_next_one_is_answered(make_backend: MakeBackend, seen: list[Paper]):
    backend = make_backend()
    reader = backend.services.corpus_papers.reader
    began = asyncio.Event()
    loop = asyncio.get_running_loop()
    ended: list[str] = []

    def endless(store: CorpusStore) -> None:
        """As many short statements as it takes."""
        loop.call_soon_threadsafe(began.set)
        try:
            while True:
                store.facts([1])
        except sqlite3.OperationalError as error:
            ended.append(str(error))
            raise

    try:
        task = asyncio.ensure_future(reader.read(endless))
        await began.wait()
        waiting = asyncio.ensure_future(reader.read(lambda store: store.count("")))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended == ["interrupted"]
        assert await waiting == len(seen)
    finally:
        await backend.aclose()


async def test_another_store_is_used_from_the_next_question_on(
    make_backend: MakeBackend, seen: list[Paper], tmp_path: Path
):
    backend = make_backend()
    reader = backend.services.corpus_papers.reader
    try:
        assert await reader.day() == DAY
        folder = CorpusFolder(tmp_path / "profile" / "data" / "corpus")
        Builder([tmp_path / "profile" / "lines"]).build(folder.next_store(), {"release.papers": "2026-08-25"})
        folder.use(folder.path / "corpus-0002.sqlite")
        assert await reader.day() == "2026-08-25"
        (folder.path / "current").unlink()
        with pytest.raises(NotFound):
            await reader.day()
        assert not reader.exists
    finally:
        await backend.aclose()


async def test_a_pasted_list_is_looked_up_while_offline(make_backend: MakeBackend, demo: Demo, seen: list[Paper]):
    """Lines whose papers the corpus does not have stay to be looked up."""
    backend = make_backend("--offline")
    try:
        text = f"{seen[1].id}\n{seen[2].title}\n10.5555/none"
        reading = await backend.services.reference_lists.open_text(text)
        reading.start(titles=True)
        await backend.idle()
        assert [line.paper and line.paper.id for line in reading.lines] == [seen[1].id, None, None]
        reading.leave_out(3)
        reading.start(titles=True)
        await backend.idle()
        assert [line.paper and line.paper.id for line in reading.lines] == [seen[1].id, seen[2].id, None]
        reading.search_again(2, seen[3].title)
        await backend.idle()
        assert seen[3].id in [candidate.paper.id for candidate in reading.line(2).candidates]
    finally:
        await backend.aclose()
    assert demo.stats()["requests"] == []


async def test_a_list_is_not_complete_while_the_corpus_lacks_citations_of_the_paper(
    make_backend: MakeBackend, seen: list[Paper], tmp_path: Path
):
    with sqlite3.connect(tmp_path / "profile" / "data" / "corpus" / "corpus-0001.sqlite") as connection:
        connection.execute("INSERT INTO lacks VALUES(?, 'citations')", (int(seen[0].ids.corpus or 0),))
    connection.close()
    backend = make_backend()
    services = backend.services
    try:
        ask = ask_of(CORPUS)
        paper = await services.papers.listed(identifier(seen[0]), ask)
        found = await services.citations.load(paper, "references", lambda _page: None, ask)
        assert (found.loaded, found.complete, found.slices) == (len(seen) - 1, False, ())
        compared = await services.shared_citations.compare([seen[0], seen[-1]])
        assert compared.without_references == (0,)
    finally:
        await backend.aclose()
