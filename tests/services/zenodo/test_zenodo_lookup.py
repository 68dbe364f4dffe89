"""Looking things up at Zenodo: as many rows as are asked for, in pages that the service gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import NotFound, UsageError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.services.zenodo.zenodo_lookup import RecordList
from tests.support.demo_fixture import Demo

Make = Callable[..., Composition]
DATASETS = RecordQuery(type="dataset", sort="oldest")


def sizes(demo: Demo) -> list[tuple[str, str]]:
    """(page, size) of each search that was asked."""
    found = []
    for request in demo.stats()["requests"]:
        parts = dict(part.split("=", 1) for part in request["query"].split("&"))
        found.append((parts["page"], parts["size"]))
    return found


async def ids_of(backend: Composition, size: int, page: int = 1) -> list[str]:
    found = await backend.services.zenodo_lookup.search(DATASETS, RequestOptions(), page=page, size=size)
    return [record.id for record in found.records]


async def test_more_rows_than_a_page_are_several_pages(make_backend: Make, demo: Demo) -> None:
    backend = make_backend()
    parts: list[RecordList] = []
    try:
        found = await backend.services.zenodo_lookup.search(DATASETS, RequestOptions(), size=40, on_page=parts.append)
    finally:
        await backend.aclose()
    assert sizes(demo) == [("1", "25"), ("2", "25")]
    assert (len(found.records), found.total, found.more) == (40, 43, False)
    assert len({record.id for record in found.records}) == 40
    assert [len(part.records) for part in parts] == [25, 40]
    assert set(found.facets) == {"access_status", "resource_type", "subject", "file_type"}
    assert demo.stats()["statuses"] == {"200": 2}, "never a 400"


@pytest.mark.parametrize(("page", "size"), [(2, 10), (2, 17), (1, 43), (2, 30), (3, 14)])
async def test_any_page_of_any_size_has_its_own_rows(make_backend: Make, page: int, size: int) -> None:
    backend = make_backend()
    try:
        every = await ids_of(backend, 100)
        wanted = every[(page - 1) * size : page * size]
        assert await ids_of(backend, size, page) == wanted
    finally:
        await backend.aclose()


async def test_with_a_token_a_page_has_a_hundred(make_backend: Make, demo: Demo) -> None:
    backend = make_backend(zenodo_token="demo-token")
    try:
        assert len(await ids_of(backend, 60)) == 43
    finally:
        await backend.aclose()
    assert sizes(demo) == [("1", "60")]
    assert demo.stats()["requests"][0]["key"] is True


async def test_a_page_that_the_service_finds_too_large_is_asked_for_in_smaller_ones(
    make_backend: Make, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token is set, and the service treats the asker as a guest all the same (seen in November 2025)."""
    backend = make_backend(zenodo_token="demo-token")
    monkeypatch.setattr("scholar_desktop.demo.zenodo.answers.TOKEN_ROWS", 20)
    try:
        assert len(await ids_of(backend, 60)) == 43
    finally:
        await backend.aclose()
    assert sizes(demo) == [("1", "60"), ("1", "20"), ("2", "20"), ("3", "20")]


async def test_the_window_is_not_left(make_backend: Make, demo: Demo) -> None:
    backend = make_backend()
    lookup = backend.services.zenodo_lookup
    try:
        for page, size in ((401, 25), (2, 10_000), (0, 5), (1, 0)):
            with pytest.raises(UsageError):
                await lookup.search(DATASETS, RequestOptions(), page=page, size=size)
        assert demo.stats()["counts"] == {}
        found = await lookup.search(DATASETS, RequestOptions(), page=1, size=20_000)
        assert len(found.records) == 43, "the last page says that it is the last"
    finally:
        await backend.aclose()


async def test_what_came_before_a_failure_is_kept(make_backend: Make, demo: Demo) -> None:
    backend = make_backend()
    demo.config(fail={"/api/records": {"status": 500, "times": 0}})
    parts: list[RecordList] = []

    def then_fail(part: RecordList) -> None:
        parts.append(part)
        demo.config(fail={"/api/records": 500})

    try:
        found = await backend.services.zenodo_lookup.search(DATASETS, RequestOptions(), size=40, on_page=then_fail)
    finally:
        await backend.aclose()
    assert len(found.records) == 25
    assert found.error is not None
    assert (found.error.code, found.error.subject) == ("unreachable", "zenodo")
    assert found.more is True


async def test_an_unknown_community_is_told_as_dropped(make_backend: Make) -> None:
    backend = make_backend()
    try:
        found = await backend.services.zenodo_lookup.search(
            RecordQuery("attention", community="nowhere"), RequestOptions()
        )
    finally:
        await backend.aclose()
    assert found.dropped == ("communities",)
    assert found.records


@pytest.mark.parametrize("name", ["foo", "10.", "", "PMID:123456", "https://example.org/records/12"])
async def test_what_names_no_record_is_not_asked_for(make_backend: Make, demo: Demo, name: str) -> None:
    backend = make_backend()
    lookup = backend.services.zenodo_lookup
    try:
        for look_up in (lookup.record, lookup.latest, lookup.versions, lookup.stats, lookup.files):
            with pytest.raises(UsageError, match="is not a Zenodo record"):
                await look_up(name, RequestOptions())
    finally:
        await backend.aclose()
    assert demo.stats()["counts"] == {}


async def test_any_id_of_a_work_leads_to_its_newest_version(make_backend: Make) -> None:
    backend = make_backend()
    lookup = backend.services.zenodo_lookup
    try:
        for name in ("7089245", "7089246", "10.5281/zenodo.7089245", "10.5281/zenodo.7089279", "zenodo:7089818"):
            assert (await lookup.latest(name, RequestOptions())).id == "7089818"
            assert [one.id for one in await lookup.versions(name, RequestOptions())] == [
                "7089818",
                "7089279",
                "7089246",
            ]
        assert (await lookup.record("7089245", RequestOptions())).id == "7089818"
        assert (await lookup.record("10.5281/zenodo.7089246", RequestOptions())).id == "7089246", (
            "a version is that version"
        )
        assert (await lookup.record("10.11646/zootaxa.3916.1.1", RequestOptions())).id == "15482", (
            "another publisher's DOI"
        )
    finally:
        await backend.aclose()


async def test_both_forms_say_the_same_of_a_record(make_backend: Make) -> None:
    backend = make_backend()
    lookup = backend.services.zenodo_lookup
    try:
        own = await lookup.record("7089279", RequestOptions())
        native = await lookup.record("7089279", RequestOptions(), native=True)
    finally:
        await backend.aclose()
    assert own.all != native.all
    for name in ("id", "title", "doi", "concept_id", "concept_doi", "version", "type", "access", "license", "stats"):
        assert getattr(own, name) == getattr(native, name), name
    assert own.stats.all.views
    assert [creator.name for creator in own.creators] == [creator.name for creator in native.creators]
    assert [(file.name, file.checksum, file.url) for file in own.files] == [
        (file.name, file.checksum, file.url) for file in native.files
    ]


async def test_communities_are_paged_too_and_found_by_address(make_backend: Make, demo: Demo) -> None:
    backend = make_backend()
    lookup = backend.services.zenodo_lookup
    try:
        every = await lookup.communities("", RequestOptions(), size=40)
        assert (len(every.communities), every.more) == (40, True)
        assert every.facets["type"]
        with pytest.raises(UsageError, match="cannot sort"):
            await lookup.communities("x", RequestOptions(), sort="fame")
        by_slug = await lookup.community("ipbes", RequestOptions())
        assert await lookup.community("https://zenodo.org/communities/ipbes/records?q=x", RequestOptions()) == by_slug
        assert await lookup.community(by_slug.id, RequestOptions()) == by_slug
        with pytest.raises(NotFound, match="no community “nowhere”"):
            await lookup.community("nowhere", RequestOptions())
        with pytest.raises(UsageError, match="is not a community"):
            await lookup.community("two words", RequestOptions())
        within = await lookup.records_of(by_slug, RecordQuery("nexus"), RequestOptions(), size=2)
        assert (len(within.records), within.more) == (2, True)
        assert all("ipbes" in record.communities for record in within.records)
        held = await lookup.communities_of("13850346", RequestOptions())
        assert [one.slug for one in held.communities] == ["ipbes"]
    finally:
        await backend.aclose()
    assert "400" not in demo.stats()["statuses"]
