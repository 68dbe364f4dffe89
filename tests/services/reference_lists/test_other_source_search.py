"""Titles that Semantic Scholar does not have are searched at Unpaywall and Zenodo, all lines in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.reference_lists.reference_list import NO_MATCH_ANYWHERE, LineStatus
from scholar_desktop.services.reference_lists.reference_list import ReferenceList
from tests.services.search.test_bulk_search import opened
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply

MakeBackend = Callable[..., Composition]
RECORD = "Sentence pairs used to redraw the attention maps: companion to Vaswani (2017)"
"""The title of a record of Zenodo that no other service has."""
ONLY_UNPAYWALL = "10.18653/v1/d19-5724"
NOBODY = "Holm, B. (2016). On the winged snails that nobody described. Journal of Snails, 3, 1-9."


async def looked_up(backend: Composition, *lines: str) -> ReferenceList:
    reading = await backend.services.reference_lists.open_text("\n\n".join(lines))
    reading.start(titles=True)
    await backend.idle()
    return reading


async def searched(backend: Composition, reading: ReferenceList) -> None:
    reading.elsewhere.start()
    await backend.idle()
    assert not reading.elsewhere.is_running


def only_at_unpaywall(demo: Any) -> str:
    page = demo.get("/v2/search?query=integration&email=a@uni.example.org")
    return next(one["response"]["title"] for one in page["results"] if one["response"]["doi"] == ONLY_UNPAYWALL)


async def test_one_step_searches_all_titles_that_semantic_scholar_does_not_have(
    make_backend: MakeBackend, demo: Any
) -> None:
    backend = make_backend()
    try:
        title = only_at_unpaywall(demo)
        reading = await looked_up(backend, RECORD, title, NOBODY, "arXiv:1706.03762", "10.5555/nobody", "Smith, Jones")
        search = reading.elsewhere
        assert (search.lines, search.requests, search.sources) == (3, 6, ("unpaywall", "zenodo"))
        before, cost = demo.stats()["counts"], reading.head.cost
        await searched(backend, reading)
        after = demo.stats()["counts"]
        made = {name: after[name] - before.get(name, 0) for name in ("s2", "unpaywall", "zenodo")}
        assert made == {"s2": 0, "unpaywall": 3, "zenodo": 3}
        assert reading.head.cost.others - cost.others == 6
        first, second, third = reading.lines[:3]
        assert (first.standing, first.by) == (
            LineStatus.CHECK,
            "the title matches, but the line names no author or year",
        )
        assert first.paper is not None
        assert first.paper.title == RECORD
        assert second.paper is not None
        assert second.paper.ids.doi == ONLY_UNPAYWALL
        assert third.standing is LineStatus.NONE
        assert third.problem is not None
        assert third.problem.message == NO_MATCH_ANYWHERE
        assert (search.lines, search.done, search.total, search.problem) == (0, 3, 3, None)
        assert not third.may_be_elsewhere
    finally:
        await backend.aclose()
    backend = make_backend()
    try:
        again = await backend.services.reference_lists.load_last()
        assert again is not None
        assert again.elsewhere.lines == 0, "after a restart, too"
    finally:
        await backend.aclose()


@pytest.mark.parametrize(
    ("variables", "sources"),
    [
        ({"on": "s2 zenodo"}, ("zenodo",)),
        ({"on": "s2 unpaywall"}, ("unpaywall",)),
        ({"email": "", "on": "s2 unpaywall zenodo"}, ("zenodo",)),
        ({"on": "s2"}, ()),
    ],
)
async def test_only_sources_that_are_on_are_searched(
    make_backend: MakeBackend, variables: dict[str, str], sources: tuple[str, ...]
) -> None:
    on = variables.pop("on").split()
    backend = make_backend(**variables)
    try:
        await backend.services.settings_editor.set("sources", on)
        reading = await looked_up(backend, NOBODY)
        search = reading.elsewhere
        assert (search.sources, search.requests, search.lines) == (sources, len(sources), min(1, len(sources)))
        await searched(backend, reading)
        line = reading.line(1)
        assert line.others == sources
        assert line.may_be_elsewhere, "another source may have it"
        assert search.lines == 0
        assert line.problem is not None
        assert ("Neither Semantic Scholar nor" in line.problem.message) is bool(sources)
    finally:
        await backend.aclose()


async def test_a_record_with_all_that_the_line_says_is_matched(make_backend: MakeBackend, demo: Any) -> None:
    hit = demo.get("/api/records?q=redraw&size=25")["hits"]["hits"][0]["metadata"]
    backend = make_backend()
    try:
        people = hit["creators"][0]["name"]
        line = f"{people} ({hit['publication_date'][:4]}). {hit['title']}. Archive of data."
        reading = await looked_up(backend, line)
        assert reading.line(1).standing is LineStatus.NONE
        await searched(backend, reading)
        assert reading.line(1).paper is not None
        assert reading.line(1).standing in (LineStatus.SURE, LineStatus.CHECK)
        assert reading.line(1).problem is None
    finally:
        await backend.aclose()


async def test_the_search_stops_at_a_source_that_fails_and_goes_on_where_it_stopped(
    make_backend: MakeBackend, loopback: Start
) -> None:
    fails_from = 2

    def answer(asked: RecordedRequest) -> Any:
        if len(others.asked) > fails_from:
            return Reply({"message": "Forbidden"}, 403)
        return {"hits": {"hits": [], "total": 0}}

    def no_title(asked: RecordedRequest) -> Any:
        return Reply({"error": "Title match not found"}, 404)

    service, others = loopback(no_title), loopback(answer)
    lines = [f"Holm, A. ({1990 + n}). On the growth of mosses in the garden of house {n}. Mosses, 1." for n in range(4)]
    async with opened(make_backend, service, zenodo_url=others.url) as backend:
        await backend.services.settings_editor.set("sources", ["s2", "zenodo"])
        reading = await looked_up(backend, *lines)
        assert reading.elsewhere.lines == 4
        await searched(backend, reading)
        assert reading.elsewhere.problem is not None
        assert reading.elsewhere.lines == 2
        fails_from = 100
        await searched(backend, reading)
        assert (reading.elsewhere.problem, reading.elsewhere.lines) == (None, 0)


async def test_the_search_can_be_stopped(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"error": "Title match not found"}, 404))
    others = loopback(lambda asked: {"hits": {"hits": [], "total": 0}})
    lines = [f"Holm, A. ({1990 + n}). On the growth of mosses in the garden of house {n}. Mosses, 1." for n in range(4)]
    async with opened(make_backend, service, zenodo_url=others.url) as backend:
        await backend.services.settings_editor.set("sources", ["s2", "zenodo"])
        reading = await looked_up(backend, *lines)
        search = reading.elsewhere

        def stop(numbers: frozenset[int]) -> None:
            if search.done == 2:
                search.stop()

        reading.changed.connect(stop)
        await searched(backend, reading)
        assert search.lines in (2, 3)
        assert len(others.asked) < 4
        reading.changed.disconnect(stop)
        await searched(backend, reading)
        assert search.lines == 0
