"""Following people and records: what is told at which look, what it costs, and the numbers with their days."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.alerts.followed_items import AUTHOR, RECORD, UsageCounts, thin_out
from scholar_desktop.domain.alerts.watched_items import WatchedItem
from scholar_desktop.domain.request_options import RequestOptions
from tests.support.window_driver import window_on

CANTLEY = "1723755"
OLDER, NEWEST, CONCEPT = "90000101", "90000102", "90000100"


async def noted(services, kind: str, key: str):
    """One look of the scheduler at one thing."""
    follows = services.follows
    return await follows.look_at(services.watch, kind, key)


async def test_a_person_who_is_followed_is_told_of_only_by_papers_that_are_new(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        author = await services.authors.open(CANTLEY, RequestOptions())
        whole = await services.authors.papers(author, lambda _found: None, RequestOptions())
        await services.follows.follow_author(author, whole.papers[2:])
        await driver.idle()
        news = await noted(services, AUTHOR, CANTLEY)
        assert news == ()  # as many papers as it had: nothing is asked but the count
        row = services.follows.followed(AUTHOR, CANTLEY)
        few = {**row.details, "papers": 66}
        await services.follows._put(msgspec.structs.replace(row, details=few), "follow")
        await driver.program.backend.store.watches.note(
            AUTHOR, WatchedItem(CANTLEY), "2026-01-01T00:00:00Z", msgspec_looked(66, whole)
        )
        await driver.idle()
        news = await noted(services, AUTHOR, CANTLEY)
        assert sorted(one.paper.title for one in news) == sorted(paper.title for paper in whole.papers[:2])
        assert await noted(services, AUTHOR, CANTLEY) == ()


def msgspec_looked(count, whole):
    from scholar_desktop.domain.alerts.watched_items import CheckResult

    return CheckResult(memory={"count": count, "known": [paper.id for paper in whole.papers[2:]]})


async def test_people_are_asked_about_together(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        for author_id in (CANTLEY, "1726629"):
            author = await services.authors.open(author_id, RequestOptions())
            whole = await services.authors.papers(author, lambda _found: None, RequestOptions())
            await services.follows.follow_author(author, whole.papers)
        await driver.idle()
        demo.reset()
        services.watch.look_now(AUTHOR)
        await driver.idle()
        assert sum(demo.stats()["counts"].values()) == 1
        state = next(one for one in services.watch.states() if one.kind == AUTHOR)
        assert (state.watched, state.unseen) == (2, 0)


async def test_a_record_keeps_its_numbers_with_their_days_and_tells_of_a_new_version(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        record = await services.zenodo_lookup.record(NEWEST, RequestOptions())
        await services.follows.follow_record(record)
        await driver.idle()
        assert await noted(services, RECORD, CONCEPT) == ()
        numbers = await services.follows.numbers(record)
        assert [one.views for one in numbers] == [1712]
        row = services.follows.followed(RECORD, CONCEPT)
        before = {"at": "2026-01-05T09:00:00Z", "views": 1000, "downloads": 300}
        older = {"record": OLDER, "latest": OLDER, "numbers": [before]}
        await services.follows.let_go(RECORD, CONCEPT)
        await services.follows._put(msgspec.structs.replace(row, details=older), "follow")
        await driver.program.backend.store.watches.note(
            RECORD, WatchedItem(CONCEPT), "2026-01-05T09:00:00Z", no_memory()
        )
        await driver.idle()
        news = await noted(services, RECORD, CONCEPT)
        assert [one.text for one in news] == ["New version: 1.1.0"]
        assert [one.views for one in await services.follows.numbers(record)] == [1000, 1712]


def no_memory():
    from scholar_desktop.domain.alerts.watched_items import CheckResult

    return CheckResult()


async def test_an_older_version_that_is_followed_is_no_news(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        await services.follows.follow_record(await services.zenodo_lookup.record(OLDER, RequestOptions()))
        await driver.idle()
        assert await noted(services, RECORD, CONCEPT) == ()


async def test_following_is_taken_back_by_undo_and_there_at_the_next_start(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        record = await services.zenodo_lookup.record(NEWEST, RequestOptions())
        await services.follows.follow_record(record)
        await driver.idle()
        assert services.follows.followed(RECORD, CONCEPT) is not None
        await services.library.undo()
        await driver.idle()
        assert services.follows.followed(RECORD, CONCEPT) is None
        await services.follows.follow_record(record)
    async with window_on(demo, tmp_path) as driver:
        follows = driver.program.services.follows
        await follows.load()
        assert [row.key for row in follows.all_of(RECORD)] == [CONCEPT]


def test_one_number_a_day_is_kept_and_old_days_are_thinned():
    days = [
        UsageCounts(f"2026-{month:02}-{day:02}T{hour:02}:00:00Z", month)
        for month in (1, 2)
        for day in range(1, 11)
        for hour in (1, 2)
    ]
    assert len(thin_out(days, 100)) == 20
    assert all(one.at.endswith("T02:00:00Z") for one in thin_out(days, 100))
    few = thin_out(days, 12)
    assert len(few) <= 12
    assert few[-1].at == "2026-02-10T02:00:00Z"
