"""The demo's bulk datasets: the service's forms, its key rule, links that expire, and rows that add up over diffs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.datasets.dataset_rows import KEYS, DatasetRows
from scholar_desktop.demo.datasets.datasets_api import DATASETS, HOST, RELEASES
from scholar_desktop.domain.corpus.dataset_rows import CitationRow, TextRow, TextRowV2, decoder
from tests.demo.conftest import same_kinds
from tests.support.demo_fixture import Demo

ROOT = "/datasets/v1"
KEY = {"x-api-key": "demo-key"}
Visit = Callable[..., httpx.Response]
SAMPLES = {
    "abstracts": "abstracts",
    "authors": "authors",
    "citations": "citations",
    "embeddings-specter_v1": "embeddings-specter_v1",
    "embeddings-specter_v2": "embeddings-specter_v1",
    "paper-ids": "paper-ids",
    "papers": "papers",
    "publication-venues": "publication-venues",
    "s2orc": "s2orc",
    "tldrs": "tldrs",
}
"""The real lines that the demo's are compared with."""


def links(client: httpx.Client, path: str = "/release/latest/dataset/papers") -> list[str]:
    found: list[str] = client.get(ROOT + path, headers=KEY).json()["files"]
    return found


def lines_of(answer: httpx.Response) -> list[Any]:
    return [json.loads(line) for line in gzip.decompress(answer.content).splitlines()]


# --- forms


def test_answers_have_the_forms_of_the_recorded_ones(client: httpx.Client, body_of: Callable[[str], Any]) -> None:
    releases = client.get(f"{ROOT}/release/").json()
    assert releases == sorted(releases) == list(RELEASES)
    assert all(
        type(day) is str and len(day) == 10 for day in releases + body_of("datasets/get_available_releases--200-00")
    )
    release, recorded = client.get(f"{ROOT}/release/latest").json(), body_of("datasets/get_release--200-00")
    same_kinds(release, recorded)
    same_kinds(release["datasets"][0], recorded["datasets"][0])
    assert [one["name"] for one in release["datasets"]] == [one["name"] for one in recorded["datasets"]]
    assert release["release_id"] == RELEASES[-1]
    diffs = client.get(f"{ROOT}/diffs/{RELEASES[0]}/to/latest/papers", headers=KEY).json()
    recorded = body_of("datasets/get_dataset_diffs--200-00")
    same_kinds(diffs, recorded)
    same_kinds(diffs["diffs"][0], recorded["diffs"][0])
    assert len(diffs["diffs"]) == len(RELEASES) - 1
    dataset = client.get(f"{ROOT}/release/{RELEASES[0]}/dataset/papers", headers=KEY).json()
    assert set(dataset) == {"name", "description", "README", "files"}


@pytest.mark.parametrize("dataset", sorted(SAMPLES))
def test_rows_have_the_keys_and_kinds_of_the_real_ones(corpus: DemoCorpus, recorded: Any, dataset: str) -> None:
    sample = (recorded / "datasets" / "samples" / f"{SAMPLES[dataset]}.jsonl").read_bytes().splitlines()
    real = [{key: value for key, value in json.loads(line).items() if key != "updated"} for line in sample]
    rows = [json.loads(line) for _, line in DatasetRows(corpus).lines(dataset, 0)]
    assert all(list(row) == list(rows[0]) for row in rows), "every key is always there"
    for row in real:
        same_kinds(rows[0], row)
    assert set(rows[0]) == set(real[0])


@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_every_row_is_one_of_its_dataset_and_has_a_key_of_its_own(corpus: DemoCorpus, dataset: str) -> None:
    lines = DatasetRows(corpus).lines(dataset, 0)
    read = decoder(dataset).decode
    assert lines
    for _, line in lines:
        read(line)
    assert len({key for key, _ in lines}) == len(lines)


def test_citations_line_their_intents_up_with_the_sentences(corpus: DemoCorpus) -> None:
    read = decoder("citations").decode
    rows = [row for _, line in DatasetRows(corpus).lines("citations", 0) if isinstance(row := read(line), CitationRow)]
    unmatched = sum(row.cited is None for row in rows)
    assert 0 < unmatched < len(rows) / 4
    with_text = [row for row in rows if row.contexts]
    assert all(len(row.places) == len(row.contexts or ()) == len(row.intents or ()) for row in with_text)


def test_pieces_of_full_texts_are_cut_where_they_are(corpus: DemoCorpus) -> None:
    rows = DatasetRows(corpus)
    for _, line in rows.lines("s2orc", 0):
        row = decoder("s2orc").decode(line)
        assert isinstance(row, TextRow)
        assert row.content is not None
        assert row.content.pieces("sectionheader") == ["Introduction", "Method", "Results", "Discussion"]
        assert all(piece == piece.strip() != "" for piece in row.content.pieces("paragraph"))
    for _, line in rows.lines("s2orc_v2", 0):
        row = decoder("s2orc_v2").decode(line)
        assert isinstance(row, TextRowV2)
        assert row.body is not None
        assert row.body.pieces("section_header") == ["Introduction", "Method", "Results", "Discussion"]


# --- who may


def test_links_need_a_key_and_releases_do_not(client: httpx.Client) -> None:
    for path in ("/release/", "/release", "/release/latest", f"/release/{RELEASES[3]}"):
        assert client.get(ROOT + path).status_code == 200
    for path in ("/release/latest/dataset/papers", f"/diffs/{RELEASES[0]}/to/latest/papers"):
        refused = client.get(ROOT + path)
        assert (refused.status_code, refused.json()) == (401, {"error": "A valid API key is required"})
        forbidden = client.get(ROOT + path, headers={"x-api-key": "wrong"})
        assert (forbidden.status_code, forbidden.json()) == (403, {"message": "Forbidden"})
        assert client.get(ROOT + path, headers=KEY).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/release/1999-01-01", 404),
        ("/release/latest/dataset/novels", 404),
        ("/release/1999-01-01/dataset/papers", 404),
        (f"/diffs/{RELEASES[0]}/to/latest/novels", 404),
        (f"/diffs/{RELEASES[-1]}/to/{RELEASES[0]}/papers", 400),
    ],
)
def test_what_is_not_there_is_an_error(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(ROOT + path, headers=KEY)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}


def test_the_service_counts_and_is_limited_with_the_other_endpoints(client: httpx.Client, demo: Demo) -> None:
    demo.config(s2_rps=0.001)
    assert client.get("/release/latest", headers={"host": "api.semanticscholar.org"}).status_code == 404
    assert client.get(f"{ROOT}/release/", headers={"host": "api.semanticscholar.org"}).status_code == 200
    limited = client.get("/graph/v1/paper/ARXIV:1706.03762")
    assert (limited.status_code, limited.json()["code"]) == (429, "429")
    assert client.get(f"{ROOT}/release/").status_code == 429
    assert demo.stats()["counts"]["datasets"] == 2


# --- links


def test_a_link_leads_to_its_file_with_ranges_and_without_a_key(client: httpx.Client, visit: Visit) -> None:
    files = links(client)
    assert len(files) == 3
    assert all(httpx.URL(link).host == HOST for link in files)
    whole = visit(files[0])
    assert (whole.status_code, whole.headers["content-type"]) == (200, "binary/octet-stream")
    assert "content-encoding" not in whole.headers
    assert whole.headers["etag"].startswith('"')
    first = visit(files[0], headers={"range": "bytes=0-0"})
    assert (first.status_code, first.content) == (206, whole.content[:1])
    assert first.headers["content-range"] == f"bytes 0-0/{len(whole.content)}"
    rest = visit(files[0], headers={"range": "bytes=100-", "if-range": whole.headers["etag"]})
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    rows = [row for link in files for row in lines_of(visit(link))]
    assert len({row["corpusid"] for row in rows}) == len(rows) > 400


def test_links_expire_when_the_test_says_so(client: httpx.Client, visit: Visit, demo: Demo) -> None:
    [link] = links(client, "/release/latest/dataset/tldrs")
    assert visit(link).status_code == 200
    demo.config(link_s=0)
    expired = visit(link)
    assert (expired.status_code, expired.headers["content-type"]) == (403, "application/xml")
    assert "<Message>Request has expired</Message>" in expired.text
    demo.config(link_s=60)
    assert visit(link).status_code == 200


def test_a_link_that_was_tampered_with_is_refused(client: httpx.Client, visit: Visit) -> None:
    one, other = links(client)[:2]
    swapped = one.partition("?")[0] + "?" + other.partition("?")[2]
    for link in (
        one.partition("?")[0],
        swapped,
        one.replace("/papers/", "/authors/"),
        one + "&x-amz-security-token=x",
        one.replace("Signature=", "Signature=%C3%A9"),
    ):
        refused = visit(link)
        assert (refused.status_code, refused.headers["content-type"]) == (403, "application/xml"), link


def test_the_same_release_has_the_same_files_each_time(client: httpx.Client, visit: Visit) -> None:
    first, again = links(client), links(client)
    assert [link.partition("?")[0] for link in first] == [link.partition("?")[0] for link in again]
    assert visit(first[0]).content == visit(again[0]).content


# --- diffs


@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_diffs_lead_from_each_release_to_the_next(corpus: DemoCorpus, dataset: str) -> None:
    rows = DatasetRows(corpus)
    key = KEYS[dataset]
    ages = range(len(RELEASES) - 1, 0, -1) if dataset in ("papers", "paper-ids", "tldrs") else (3, 2, 1)
    held = dict(rows.lines(dataset, ages[0]))
    for age in ages:
        updates, deletes = rows.changes(dataset, age)
        held |= {json.loads(line)[key]: line for line in updates}
        for line in deletes:
            del held[json.loads(line)[key]]
        assert held == dict(rows.lines(dataset, age - 1))


def test_a_step_lists_its_files_and_none_where_nothing_changed(client: httpx.Client, visit: Visit) -> None:
    steps = client.get(f"{ROOT}/diffs/{RELEASES[-2]}/to/latest/papers", headers=KEY).json()["diffs"]
    [step] = steps
    assert {"corpusid"} == {key for row in lines_of(visit(step["delete_files"][0])) for key in row}
    assert all("citationcount" in row for row in lines_of(visit(step["update_files"][0])))
    venues = client.get(f"{ROOT}/diffs/{RELEASES[-2]}/to/latest/publication-venues", headers=KEY).json()["diffs"]
    assert (venues[0]["update_files"], venues[0]["delete_files"]) == ([], [])
    same = client.get(f"{ROOT}/diffs/latest/to/latest/papers", headers=KEY).json()
    assert same["diffs"] == []
