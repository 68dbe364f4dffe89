"""Papers of a citation list are completed by one request; those that are known need none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from scholar_desktop.composition import Composition
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Facts, Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.exchange.entry_import import EntryImport
from tests.services.search.test_bulk_search import opened
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.s2_bodies import a_paper, sha

MakeBackend = Callable[..., Composition]
JOURNAL = {"name": "Demo", "volume": "7", "pages": "1-9"}


def row(number: int) -> Paper:
    return Paper(f"Title {number}", Ids(s2=sha(number)))


def journals(papers: tuple[Paper, ...]) -> list[Any]:
    return [paper.facts[0].fields.get("journal") if paper.facts else None for paper in papers]


async def test_all_rows_of_a_list_are_completed_500_a_request(make_backend: MakeBackend, loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        return [None if one == sha(3) else a_paper(int(one, 16), journal=JOURNAL) for one in asked.body["ids"]]

    service, requested, loaded = loopback(answer), [], []
    rows = [row(number) for number in range(1, 502)]
    async with opened(make_backend, service) as backend:
        partial = backend.services.export.partial
        done = await partial.complete(
            rows, RequestOptions(), requested.append, lambda count, total: loaded.append((count, total))
        )
        assert [paper.title for paper in done.papers] == [paper.title for paper in rows]
        assert journals(done.papers) == [JOURNAL, JOURNAL, None, *[JOURNAL] * 498]
        assert (done.partial, requested, loaded) == (1, [501], [(499, 501), (500, 501)])
        again = await partial.complete([*rows[:2], done.papers[4]], RequestOptions(), requested.append)
        assert (journals(again.papers), again.partial, requested) == ([JOURNAL] * 3, 0, [501])
    assert [len(asked.body["ids"]) for asked in service.asked] == [500, 1]


async def test_what_was_answered_before_a_failure_is_complete(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(
        lambda asked: (
            [a_paper(int(one, 16), journal=JOURNAL) for one in asked.body["ids"]]
            if len(asked.body["ids"]) == 500
            else Reply({"message": "Internal Server Error"}, 500)
        )
    )
    async with opened(make_backend, service) as backend:
        rows = [row(number) for number in range(1, 503)]
        done = await backend.services.export.partial.complete(rows, RequestOptions())
    assert (done.partial, done.papers[500:]) == (2, tuple(rows[500:]))
    assert journals(done.papers[:500]) == [JOURNAL] * 500


async def test_papers_that_are_described_otherwise_are_not_requested(
    make_backend: MakeBackend, loopback: Start, tmp_path: Any
) -> None:
    file = tmp_path / "mine.bib"
    file.write_text("@article{moss, title = {On the moss of Oslo}, author = {Ann Moss}, doi = {10.5555/moss}}", "utf-8")
    service = loopback(lambda asked: Reply({}, 500))
    async with opened(make_backend, service) as backend:
        imports: EntryImport = backend.services.entry_import
        await imports.take(await imports.read(file))
        [kept] = (await backend.services.library.page(LibraryView.ALL, limit=9)).papers
        without = msgspec.structs.replace(kept.paper, facts=())
        rows = [kept.paper, without, Paper("A title without an identifier")]
        done = await backend.services.export.partial.complete(rows, RequestOptions())
    assert (done.papers, done.partial, service.asked) == (tuple(rows), 0, [])


async def test_stored_records_are_merged_as_they_are_one_by_one(make_backend: MakeBackend, loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        return [a_paper(int(one, 16), journal=JOURNAL) for one in asked.body["ids"]]

    async with opened(make_backend, loopback(answer)) as backend:
        known, rows = backend.known, [row(number) for number in range(1, 202)]
        done = await backend.services.export.partial.complete(rows[:150], RequestOptions())
        facts = Facts("unpaywall", "2024-01-01T00:00:00Z", {"doi": "10.5555/1", "title": "Title 1", "is_oa": False})
        of_unpaywall = msgspec.structs.replace(done.papers[0], ids=Ids(doi="10.5555/1", s2=sha(1)), facts=(facts,))
        await known.remember([of_unpaywall])
        several = [of_unpaywall.ids, Ids(doi="10.5555/1"), *(paper.ids for paper in rows)]
        sources = ("s2", "unpaywall", "zenodo")
        merged = await known.recall_merged(several, sources)
        assert merged == [await known.recall(ids, sources, fresh=False) for ids in several]
        assert [len(paper.facts) if paper else 0 for paper in merged[:3]] == [2, 1, 1]
        assert merged[-51:] == [None] * 51
