"""The demo's communities, against their recorded answers and their written rules."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from .conftest import same_kinds

COMMUNITIES = "/api/communities"
RECORDS = "/api/records"
HIDDEN = "demo-inner-circle"

Bodies = Callable[[str], Any]


def found(client: httpx.Client, query: str = "", **params: str) -> dict[str, Any]:
    answer = client.get(COMMUNITIES, params={**({"q": query} if query else {}), **params})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def slugs(client: httpx.Client, query: str = "", **params: str) -> list[str]:
    return [hit["slug"] for hit in found(client, query, **params)["hits"]["hits"]]


def test_the_list_has_the_recorded_form(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("zenodo/cldfzenodo-old-1-communities")
    ours = found(client, "lexibank", size="25", page="1", sort="bestmatch")
    same_kinds(ours, recorded, nullable=False)
    assert ours["hits"]["total"] == 1
    assert ours["links"] == recorded["links"]
    assert ours["sortBy"] == recorded["sortBy"]
    assert {name: facet["label"] for name, facet in ours["aggregations"].items()} == {
        name: facet["label"] for name, facet in recorded["aggregations"].items()
    }
    hit, wanted = ours["hits"]["hits"][0], recorded["hits"]["hits"][0]
    same_kinds(hit, wanted)
    for part in ("links", "metadata", "access", "deletion_status"):
        same_kinds(hit[part], wanted[part])
    assert hit["slug"] == "lexibank"
    assert hit["metadata"]["description"] != wanted["metadata"]["description"], "every text is our own"


def test_one_is_there_by_slug_and_by_uuid(client: httpx.Client, body_of: Bodies) -> None:
    by_slug = client.get(f"{COMMUNITIES}/ipbes")
    assert by_slug.status_code == 200
    body = by_slug.json()
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", body["id"])
    assert client.get(f"{COMMUNITIES}/{body['id']}").json() == body
    same_kinds(body, body_of("zenodo/cldfzenodo-communities"))
    assert "<p>" in body["metadata"]["curation_policy"], "policies are HTML"


def test_an_unknown_one_is_absent_and_a_hidden_one_refused(client: httpx.Client) -> None:
    absent = client.get(f"{COMMUNITIES}/no-such-community")
    assert (absent.status_code, absent.json()["message"]) == (404, "The persistent identifier does not exist.")
    for path in (f"{COMMUNITIES}/{HIDDEN}", f"{COMMUNITIES}/{HIDDEN}/records"):
        assert (client.get(path).status_code, client.get(path).json()["message"]) == (403, "Permission denied.")
    assert HIDDEN not in slugs(client, "inner")


def test_words_facets_and_orders(client: httpx.Client) -> None:
    every = found(client)
    assert every["hits"]["total"] > 25
    assert len(every["hits"]["hits"]) == 25
    assert "next" in every["links"]
    assert set(slugs(client, "glacier")) == {"glacier-records", "glacier-field-notes", "glacier-workshop"}
    kinds = {bucket["key"]: bucket["doc_count"] for bucket in every["aggregations"]["type"]["buckets"]}
    narrowed = found(client, type="event")
    assert narrowed["hits"]["total"] == kinds["event"]
    assert narrowed["links"]["self"] == f"https://zenodo.org{COMMUNITIES}?page=1&size=25&sort=newest&type=event"
    assert found(client, funder="05demo002")["hits"]["total"] > 0
    newest, oldest = slugs(client, sort="newest"), slugs(client, sort="oldest")
    assert newest[0] != oldest[0]
    assert client.get(COMMUNITIES, params={"sort": "mostviewed"}).status_code == 400
    assert client.get(COMMUNITIES, params={"size": "26"}).status_code == 400
    none = found(client, "zxqvwjkq")
    assert (none["hits"], none["aggregations"]["type"]["buckets"]) == ({"hits": [], "total": 0}, [])


def test_a_parameter_that_nobody_knows_is_dropped(client: httpx.Client) -> None:
    assert (
        found(client, colour="green")["links"]["self"] == f"https://zenodo.org{COMMUNITIES}?page=1&size=25&sort=newest"
    )


def test_a_search_within_one_is_that_of_its_records(client: httpx.Client) -> None:
    number = client.get(f"{COMMUNITIES}/ipbes").json()["id"]
    within = client.get(f"{COMMUNITIES}/{number}/records", params={"size": "2"}).json()
    outside = client.get(RECORDS, params={"communities": "ipbes", "size": "2"}).json()
    assert within["hits"] == outside["hits"]
    assert within["aggregations"] == outside["aggregations"]
    assert within["links"]["next"].startswith(f"https://zenodo.org{COMMUNITIES}/{number}/records?page=2")
    some = client.get(f"{COMMUNITIES}/ipbes/records", params={"q": "nexus", "access_status": "restricted"}).json()
    assert 0 < some["hits"]["total"] <= within["hits"]["total"]


def test_a_record_tells_which_communities_hold_it(client: httpx.Client) -> None:
    body = client.get(f"{RECORDS}/13850346/communities").json()
    assert [hit["slug"] for hit in body["hits"]["hits"]] == ["ipbes"]


def test_all_files_come_as_one_zip(client: httpx.Client) -> None:
    answer = client.get(f"{RECORDS}/14839856/files-archive")
    assert answer.headers["content-type"] == "application/zip"
    names = [each["key"] for each in client.get(f"{RECORDS}/14839856").json()["files"]]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == names
    assert client.get(f"{RECORDS}/13850346/files-archive").status_code == 403


@pytest.mark.parametrize("sort", ["journal", "-journal", "conference_session", "-conference_session"])
def test_orders_of_old_are_still_taken(client: httpx.Client, sort: str) -> None:
    assert client.get(RECORDS, params={"sort": sort}).status_code == 200
