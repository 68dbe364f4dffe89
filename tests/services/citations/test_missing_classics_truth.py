"""The counts of Missing classics are those of the service's own lists, counted without the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.paper import Counts, Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.services.citations.missing_classics import Survey, plan_requests
from tests.support.demo_fixture import Demo


def rows(demo: Demo, paper_id: str, kind: str, nested: str) -> list[str]:
    """The ids of all papers of a list of the demo server."""
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = demo.get(f"/graph/v1/paper/{paper_id}/{kind}?fields=title&limit=1000&offset={offset}")
        found += [row[nested]["paperId"] for row in page["data"] if row[nested]["paperId"]]
        offset = page.get("next")
    return found


@pytest.mark.parametrize(("kind", "nested"), [("references", "citedPaper"), ("citations", "citingPaper")])
async def test_every_missing_paper_has_the_count_of_the_lists(
    make_backend: Callable[..., Composition], demo: Demo, kind: Any, nested: str
):
    backend = make_backend()
    try:
        found = await backend.s2.search(Query("attention"), RequestOptions())
        chosen = [paper for paper in found.papers if paper.counts.citations and paper.counts.citations < 900][:12]
        await backend.store.add(chosen)
        classics = backend.missing_classics
        await classics.ask(await classics.survey(kind), lambda _done: None, RequestOptions())
        before = await classics.survey(kind)
        if before.cut:
            await classics.ask_rest(before.cut, kind, lambda *_: None, RequestOptions())
        survey = await classics.survey(kind, least=1)
        of_service = [one.ids.s2 for one in chosen]
        truth = Counter(
            name
            for paper_id in of_service
            for name in set(rows(demo, str(paper_id), kind, nested))
            if name not in of_service
        )
        assert (survey.papers, survey.known, survey.absent, survey.unknown) == (len(chosen), len(chosen), 0, ())
        said = {str(one.paper.ids.s2): one.count for one in survey.found}
        assert len(truth) > 20
        assert said == dict(truth)
        assert all(len(one.links) == one.count for one in survey.found)
    finally:
        await backend.aclose()


async def test_a_missing_paper_has_the_open_copy_of_the_service(
    make_backend: Callable[..., Composition], demo: Demo
) -> None:
    backend = make_backend()
    try:
        found = await backend.s2.search(Query("attention"), RequestOptions())
        await backend.store.add(found.papers[:12])
        classics = backend.missing_classics
        await classics.ask(await classics.survey("references"), lambda _done: None, RequestOptions())
        survey = await classics.survey("references", least=1)
        sent = {
            one.paper.id: demo.get(f"/graph/v1/paper/{one.paper.ids.s2}?fields=openAccessPdf") for one in survey.found
        }
        truth = {name for name, paper in sent.items() if (paper["openAccessPdf"] or {}).get("url")}
        assert 0 < len(truth) < len(sent)
        assert {one.paper.id for one in survey.found if one.paper.oa.copies} == truth
    finally:
        await backend.aclose()


def test_a_list_of_many_rows_is_requested_whole_in_a_batch_of_its_own() -> None:
    def paper(number: int, references: int | None) -> Paper:
        return Paper(f"Kelp {number}", Ids(s2=f"{number:040x}"), counts=Counts(references=references))

    papers = [paper(1, 5_900), paper(2, None), paper(3, 8_000), paper(4, 8_001), paper(5, 100)]
    batches, alone = plan_requests(Survey("references", unknown=tuple(papers)))
    assert [[one.title for one in batch] for batch in batches] == [["Kelp 1", "Kelp 2"], ["Kelp 3"], ["Kelp 5"]]
    assert [one.title for one in alone] == ["Kelp 4"]
