"""Citation counts are refreshed in the background: the oldest first, dated, and nothing else of the papers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from scholar_desktop.app import Composition
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.paper import Counts, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import S2
from scholar_desktop.formats.paper_json import paper_to_json
from scholar_desktop.services.alerts import citation_counts
from scholar_desktop.services.alerts.citation_counts import CitationCounts
from tests.support.demo_fixture import Demo
from tests.support.libraries import a_paper

MakeBackend = Callable[..., Composition]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Timers:
    """Notes the seconds of each timer, and runs the last one when it is told to."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.run: Callable[[], None] = lambda: None

    def __call__(self, seconds: float, then: Callable[[], None]) -> Timers:
        self.seconds.append(seconds)
        self.run = then
        return self

    def cancel(self) -> None:
        self.run = lambda: None


def counting(backend: Composition, timers: Timers) -> CitationCounts:
    return CitationCounts(
        backend.library,
        backend.s2,
        backend.settings_editor,
        lambda: backend.client.offline,
        backend.scope.child(),
        clock=lambda: NOW,
        later=timers,
    )


async def three_papers(backend: Composition) -> list[Paper]:
    """Papers of the demo, asked for one year, two months and one day ago, with counts that are wrong."""
    found = (await backend.s2.search(Query("attention"), RequestOptions())).papers[:3]
    days = ("2025-11-20T00:00:00Z", "2026-09-20T00:00:00Z", "2026-11-20T00:00:00Z")
    return [
        msgspec.structs.replace(paper, counts=Counts(1), retrieved=day, title=f"Typed {day[:4]}", parts=())
        for paper, day in zip(found, days, strict=True)
    ]


async def test_counts_that_are_old_are_asked_for_in_one_request_and_dated(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    papers, timers = await three_papers(backend), Timers()
    await backend.store.add([*papers, a_paper("A book", doi="10.5555/unknown", retrieved="2020-01-01T00:00:00Z")])
    label = await backend.store.undo_label()
    counts = counting(backend, timers)
    demo.reset()
    try:
        counts.start()
        assert timers.seconds == [citation_counts.FIRST_S]
        timers.run()
        await backend.idle()
        assert demo.stats()["counts"]["s2"] == 1
        assert timers.seconds[1:] == [citation_counts.NEXT_S]
        kept = [await backend.store.find(paper.id) for paper in papers]
        assert [one and one.paper.title for one in kept] == [paper.title for paper in papers], "only counts change"
        assert kept[0] is not None
        assert kept[2] is not None
        assert (kept[0].paper.counts.citations or 0) > 1
        assert kept[0].paper.counted == "2026-11-21T12:00:00Z"
        assert paper_to_json(kept[0].paper, in_library=True, pdf=None)["counts"]["dated"] == "2026-11-21T12:00:00Z"
        assert kept[2].paper.counts == Counts(1), "the paper of yesterday is not asked for"
        assert kept[2].paper.counted == papers[2].retrieved
        assert await backend.store.undo_label() == label, "there is nothing to undo"
        merged = merge_fields(kept[0].paper, msgspec.structs.replace(papers[0], counts=Counts()))
        assert merged.counted == "2026-11-21T12:00:00Z"
        timers.run()
        await backend.idle()
        assert demo.stats()["counts"]["s2"] == 1, "the unknown paper is not asked for again"
        assert timers.seconds[-1] == citation_counts.REST_S
    finally:
        counts.end()
        await backend.aclose()


async def test_a_request_of_the_user_goes_first(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(semantic_scholar_rate="4")
    counts, budget = counting(backend, Timers()), backend.budgets[S2]
    try:
        await backend.store.add(await three_papers(backend))
        demo.reset()
        both_wait = asyncio.Event()
        budget.changed.connect(lambda state: both_wait.set() if state.waiting == 2 else None)
        before = [asyncio.create_task(backend.s2.search(Query(word), RequestOptions())) for word in ("graph", "image")]
        counted = asyncio.create_task(counts.refresh())
        await asyncio.wait_for(both_wait.wait(), 10)
        await backend.s2.search(Query("language"), RequestOptions())
        assert await counted == 2
        await asyncio.gather(*before)
        paths = [one["path"] for one in demo.stats()["requests"]]
        assert paths[-1] == "/graph/v1/paper/batch"
        assert len(paths) == 4
    finally:
        await backend.aclose()


async def test_nothing_is_asked_offline_with_the_setting_off_or_after_a_failure(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    papers, timers = await three_papers(backend), Timers()
    await backend.store.add(papers)
    counts = counting(backend, timers)
    demo.reset()
    try:
        backend.status.set_offline(True)
        assert await counts.refresh() == 0
        backend.status.set_offline(False)
        await backend.settings_editor.set("refresh_counts", False)
        assert await counts.refresh() == 0
        assert demo.stats()["counts"].get("s2", 0) == 0
        await backend.settings_editor.set("refresh_counts", True)
        demo.config(fail={"/graph/v1/paper/batch": 400})
        counts.start()
        timers.run()
        await backend.idle()
        assert timers.seconds[-1] == citation_counts.REST_S
        kept = await backend.store.find(papers[0].id)
        assert kept is not None
        assert kept.paper.counts == Counts(1)
    finally:
        counts.end()
        await backend.aclose()
