"""The demo's Zenodo, against its recorded answers and its written rules."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from reportlab import Version

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.pdf_writer import PdfWriter
from scholar_desktop.demo.zenodo.records import PDF_FACTS, PdfFacts, RecordRenderer
from tests.demo.conftest import same_kinds
from tests.support.build_demo_pdf_facts import pdf_facts
from tests.support.demo_fixture import Demo

RECORDS = "/api/records"
NATIVE = {"accept": "application/vnd.inveniordm.v1+json"}
ATTENTION_COPY = 90000011
DELETED = 90000900

Bodies = Callable[[str], Any]


def found(client: httpx.Client, query: str = "", **params: str) -> dict[str, Any]:
    answer = client.get(RECORDS, params={**({"q": query} if query else {}), **params})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def titles(client: httpx.Client, query: str = "", **params: str) -> list[str]:
    return [hit["title"] for hit in found(client, query, **params)["hits"]["hits"]]


# --- one record


@pytest.mark.parametrize(
    "name",
    [
        "unimpeded-2025-record--200-01",
        "zenodomap-2026-record_restricted--200-01",
        "frictionless-2025b-catalog_single_record--200-02",
    ],
)
def test_a_recorded_record_keeps_its_facts_and_its_form(client: httpx.Client, body_of: Bodies, name: str) -> None:
    recorded = body_of(f"zenodo/{name}")
    ours = client.get(f"{RECORDS}/{recorded['id']}").json()
    for optional in ("thumbnails", "file_modification"):
        recorded["links"].pop(optional, None)
    recorded["metadata"].pop("dates", None)
    recorded["metadata"].pop("notes", None)
    same_kinds(ours, recorded, nullable=False)
    same_kinds(ours["metadata"], recorded["metadata"])
    same_kinds(ours["links"], recorded["links"], nullable=False)
    assert ours["stats"] == recorded["stats"]
    for key in ("id", "conceptrecid", "doi", "doi_url", "title", "created", "recid"):
        assert ours[key] == recorded[key], key
    assert ours["metadata"]["creators"] == recorded["metadata"]["creators"]
    assert ours["metadata"]["relations"] == recorded["metadata"]["relations"]
    assert [each["key"] for each in ours["files"]] == [each["key"] for each in recorded["files"]]
    assert ours["metadata"]["description"] != recorded["metadata"]["description"]
    if recorded["files"]:
        same_kinds(ours["files"][0], recorded["files"][0], nullable=False)


def test_the_native_form_comes_when_it_is_asked_for(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("zenodo/doc-record-native-form")
    answer = client.get(f"{RECORDS}/{ATTENTION_COPY}", headers=NATIVE)
    assert answer.headers["content-type"] == NATIVE["accept"]
    same_kinds(answer.json(), recorded, nullable=False)
    same_kinds(answer.json()["metadata"], recorded["metadata"], nullable=False)
    person = answer.json()["metadata"]["creators"][0]["person_or_org"]
    assert person == {"type": "personal", "name": "Vaswani, Ashish", "family_name": "Vaswani", "given_name": "Ashish"}
    assert isinstance(answer.json()["id"], str)


def test_a_record_has_a_weak_etag_and_a_linkset(client: httpx.Client) -> None:
    answer = client.get(f"{RECORDS}/{ATTENTION_COPY}")
    assert answer.headers["etag"] == 'W/"4"'
    assert 'rel="linkset"' in answer.headers["link"]


def test_a_concept_id_leads_to_the_newest_version(client: httpx.Client) -> None:
    for path, target in (
        (f"{RECORDS}/7089245", "/api/records/7089818"),
        (f"{RECORDS}/7089245/files", "/api/records/7089818/files"),
        (f"{RECORDS}/7089246/versions/latest", "/api/records/7089818"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, target)


def test_all_versions_are_listed_newest_first(client: httpx.Client) -> None:
    body = client.get(f"{RECORDS}/7089246/versions").json()
    versions = [
        (hit["metadata"]["version"], hit["metadata"]["relations"]["version"][0]) for hit in body["hits"]["hits"]
    ]
    assert [version for version, _ in versions] == ["1.4", "1.3", "1.2"]
    assert [relation["is_last"] for _, relation in versions] == [True, False, False]
    assert [relation["index"] for _, relation in versions] == [2, 1, 0]


def test_what_is_not_there_and_what_is_no_more(client: httpx.Client, body_of: Bodies) -> None:
    answer = client.get(f"{RECORDS}/None")
    assert (answer.status_code, answer.json()) == (404, body_of("zenodo/unimpeded-2025-record_none--404-01"))
    gone = client.get(f"{RECORDS}/{DELETED}")
    assert (gone.status_code, gone.json()["message"]) == (410, "Record deleted")
    assert gone.json()["tombstone"]["citation_text"]


def test_a_wrong_token_is_refused_and_the_right_one_shows_more_rows(client: httpx.Client) -> None:
    wrong = client.get(RECORDS, headers={"authorization": "Bearer wrong"})
    assert (wrong.status_code, wrong.json()) == (403, {"status": 403, "message": "Permission denied."})
    more = client.get(RECORDS, params={"size": "60"}, headers={"authorization": "Bearer demo-token"})
    assert len(more.json()["hits"]["hits"]) == 60
    most = client.get(RECORDS, params={"size": "101"}, headers={"authorization": "Bearer demo-token"})
    assert most.json()["errors"][0]["messages"] == ["Page size cannot be greater than 100."]


# --- search


def test_a_search_has_the_recorded_form(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("zenodo/unimpeded-2026-search_first_page--200-01")
    ours = found(client, 'title:"unimpeded:"', size="2", page="1")
    same_kinds(ours, recorded, nullable=False)
    assert ours["aggregations"].keys() == recorded["aggregations"].keys()
    for name, facet in ours["aggregations"].items():
        assert facet["label"] == recorded["aggregations"][name]["label"]
        if facet["buckets"] and recorded["aggregations"][name]["buckets"]:
            same_kinds(facet["buckets"][0], recorded["aggregations"][name]["buckets"][0], nullable=False)
    expected = {key: url.replace("size=25", "size=2") for key, url in recorded["links"].items()}
    assert ours["links"] == expected


def test_nothing_found_still_has_all_facets(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("zenodo/unimpeded-2025-search_no_hits--200-01")
    ours = found(client, 'title:"unimpeded: nonexistent_model nonexistent_data"', size="1")
    assert ours["hits"] == recorded["hits"]
    assert ours["aggregations"] == recorded["aggregations"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ('doi:"10.5281/zenodo.7078768"', "Frictionless Data Test Dataset Without Descriptor"),
        ("doi:10.5281*zenodo.7078768", "Frictionless Data Test Dataset Without Descriptor"),
        ("conceptrecid:7089245", "Frictionless Data Test Dataset - Version"),
        ("recid:16446689", "Daten der Notaufnahmesurveillance"),
        ('creators.name:"Ashish"', "Attention is All you Need"),
        ('related.identifier:"10.1145/170035.170072"', "Shopping baskets for teaching association rules: companion to"),
        ("keywords:attention AND NOT (sentence OR luong)", "Notebooks that redraw the attention maps: companion to"),
        ("+attention -companion -unimpeded", "Attention is All you Need"),
        ("(covid OR malaria) AND organ", "Table of findings by organ system: companion to"),
        ("baskets", "Shopping baskets for teaching association rules: companion to"),
        (
            "publication_date:[2019-01-01 TO 2019-12-31] AND access_right:open",
            "Salinity and Velocity in Lower South San",
        ),
    ],
)
def test_the_search_language_is_understood(client: httpx.Client, query: str, title: str) -> None:
    assert titles(client, query)[0].startswith(title)


@pytest.mark.parametrize("query", ["10.5281/zenodo.1", '"open', "(open", "title:", "AND"])
def test_a_query_that_is_none_is_refused(client: httpx.Client, query: str) -> None:
    answer = client.get(RECORDS, params={"q": query})
    assert answer.status_code == 400
    assert answer.json() == {"status": 400, "message": "The syntax of the search query is invalid."}


def test_an_unknown_field_finds_nothing(client: httpx.Client) -> None:
    assert found(client, "attention: a survey")["hits"]["total"] == 0


def test_parameters_that_nobody_knows_are_dropped_without_a_word(client: httpx.Client) -> None:
    everything = found(client)["hits"]["total"]
    body = found(client, custom="[x]:y", bounds="1,2,3,4", communities="no-such-community", size="3")
    assert body["hits"]["total"] == everything
    assert body["links"]["self"] == "https://zenodo.org/api/records?page=1&size=3&sort=newest"


def test_filters_by_type_access_files_and_community(client: httpx.Client) -> None:
    def records(**params: str) -> list[dict[str, Any]]:
        return list(found(client, **params)["hits"]["hits"])

    assert {hit["metadata"]["resource_type"]["type"] for hit in records(type="publication")} == {"publication"}
    subtypes = {hit["metadata"]["resource_type"]["subtype"] for hit in records(type="publication", subtype="preprint")}
    assert subtypes == {"preprint"}
    assert records(resource_type="publication::publication-preprint") == records(type="publication", subtype="preprint")
    assert {hit["metadata"]["access_right"] for hit in records(access_status="restricted")} == {"restricted"}
    assert all(
        any(file["key"].endswith(".pdf") for file in hit["files"])
        for hit in records(file_type="pdf", access_status="open")
    )
    assert all({"id": "ipbes"} in hit["metadata"]["communities"] for hit in records(communities="ipbes"))
    assert found(client, communities="zenodo")["hits"]["total"] == 0


def test_only_newest_versions_show_unless_all_are_asked_for(client: httpx.Client) -> None:
    assert len(titles(client, "conceptrecid:7089245")) == 1
    assert len(titles(client, "conceptrecid:7089245", all_versions="true")) == 3


def test_sorts_of_today_and_of_old(client: httpx.Client, corpus: DemoCorpus) -> None:
    def days(sort: str, key: str) -> list[str]:
        hits = found(client, sort=sort)["hits"]["hits"]
        return [hit[key] if key in hit else hit["metadata"][key] for hit in hits]

    assert days("mostrecent", "created") == sorted(days("mostrecent", "created"), reverse=True)
    assert days("oldest", "created") == sorted(days("oldest", "created"))
    newest_first = days("publication_date", "publication_date")
    assert newest_first == sorted(newest_first, reverse=True)
    assert days("-publication_date", "publication_date") == sorted(days("-publication_date", "publication_date"))
    assert "sort=newest" in found(client)["links"]["self"]
    assert "sort=bestmatch" in found(client, "turing")["links"]["self"]
    assert client.get(RECORDS, params={"sort": "nonsense"}).status_code == 400


def test_pages_are_bounded(client: httpx.Client, body_of: Bodies) -> None:
    answer = client.get(RECORDS, params={"q": "conceptdoi", "size": "100"})
    assert (answer.status_code, answer.json()) == (400, body_of("zenodo/reported-400-page-size"))
    assert client.get(RECORDS, params={"page": "401", "size": "25"}).status_code == 400
    assert client.get(RECORDS, params={"page": "0"}).status_code == 400
    first = found(client, size="25")
    last_page = -(-first["hits"]["total"] // 25)
    last = found(client, size="25", page=str(last_page))
    assert ("next" in first["links"], "prev" in first["links"]) == (True, False)
    assert ("next" in last["links"], "prev" in last["links"]) == (False, True)


def test_every_answer_tells_the_limits(client: httpx.Client, demo: Demo, body_of: Bodies) -> None:
    demo.config(zenodo_rpm=2)
    first = client.get(RECORDS)
    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("30", "29")
    assert 0 < int(first.headers["retry-after"]) <= 60
    assert client.get(f"{RECORDS}/{ATTENTION_COPY}").headers["x-ratelimit-limit"] == "133"
    third = client.get(RECORDS)
    assert (third.status_code, third.json()) == (429, body_of("zenodo/unimpeded-2026-search--429-01"))
    assert (third.headers["retry-after"], third.headers["x-ratelimit-remaining"]) == ("2", "0")


# --- files


def test_the_bytes_are_those_that_the_record_promises(client: httpx.Client, corpus: DemoCorpus) -> None:
    for number in (ATTENTION_COPY, 14839856, 7089818, 90000102):
        record = client.get(f"{RECORDS}/{number}").json()
        assert record["files"]
        for each in record["files"]:
            path = each["links"]["self"].removeprefix("https://zenodo.org")
            answer = client.get(path)
            digest = hashlib.md5(answer.content).hexdigest()
            assert (len(answer.content), f"md5:{digest}") == (each["size"], each["checksum"])
            assert answer.headers["oc-checksum"] == f"MD5:{digest}"
            assert "etag" not in answer.headers


def _stored_facts() -> PdfFacts:
    stored = msgspec.json.decode(PDF_FACTS.read_bytes(), type=PdfFacts)
    if stored.reportlab != Version:
        pytest.skip(f"pdf_facts.json is of reportlab {stored.reportlab}: python -m tests.support.build_demo_pdf_facts")
    return stored


def test_the_stored_facts_are_those_of_the_generated_pdfs() -> None:
    assert _stored_facts() == pdf_facts(), "python -m tests.support.build_demo_pdf_facts"


def test_a_search_generates_no_pdf() -> None:
    """The demo runs in the window's process, which has to wait while a PDF is generated."""
    _stored_facts()
    code = (
        "import sys\n"
        "from scholar_desktop.demo.corpus.corpus import DemoCorpus\n"
        "from scholar_desktop.demo.corpus.pdf_writer import PdfWriter\n"
        "from scholar_desktop.demo.zenodo.records import RecordRenderer\n"
        "corpus = DemoCorpus()\n"
        "renderer = RecordRenderer(corpus, PdfWriter(corpus))\n"
        "for record in corpus.records.values():\n"
        "    renderer.default(record), renderer.native(record)\n"
        "print('reportlab.pdfgen' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_pdf_of_a_record_does_not_depend_on_what_was_generated_before(corpus: DemoCorpus) -> None:
    """Several records have the same title, and versions of one work have the same file."""
    stated = pdf_facts().files
    renderer = RecordRenderer(corpus, PdfWriter(corpus))
    for record in sorted(corpus.records.values(), key=lambda record: -record.id):
        for name in (name for name, _ in record.files if name.endswith(".pdf")):
            data = renderer.content(record, name)
            assert data is not None
            assert hashlib.md5(data).hexdigest() == stated[f"{record.id}/{name}"].md5


def test_with_another_seed_a_record_states_the_facts_of_that_seed_s_pdfs() -> None:
    corpus = DemoCorpus(seed=5)
    renderer = RecordRenderer(corpus, PdfWriter(corpus))
    record = corpus.records[ATTENTION_COPY]
    for each in renderer.default(record)["files"]:
        data = renderer.content(record, each["key"])
        assert data is not None
        assert (len(data), f"md5:{hashlib.md5(data).hexdigest()}") == (each["size"], each["checksum"])


def test_a_pdf_comes_as_an_attachment_and_in_parts_when_asked(client: httpx.Client) -> None:
    entry = client.get(f"{RECORDS}/{ATTENTION_COPY}/files").json()["entries"][0]
    path = entry["links"]["content"].removeprefix("https://zenodo.org")
    whole = client.get(path)
    assert whole.headers["content-disposition"] == f"attachment; filename={entry['key']}"
    assert whole.headers["content-type"] == "application/octet-stream"
    assert whole.content.startswith(b"%PDF-")
    part = client.get(path, headers={"range": "bytes=100-", "if-range": whole.headers["last-modified"]})
    assert (part.status_code, part.content) == (206, whole.content[100:])
    head = client.head(path)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(whole.content)))


def test_the_file_list_has_the_documented_form(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("zenodo/doc-record-files")
    ours = client.get(f"{RECORDS}/{ATTENTION_COPY}/files").json()
    same_kinds(ours, recorded, nullable=False)
    same_kinds(ours["entries"][0], recorded["entries"][0], nullable=False)
    own = ours["entries"][0]["links"]["self"].removeprefix("https://zenodo.org")
    assert client.get(own).json() == ours["entries"][0]


def test_files_that_are_not_open_are_refused(client: httpx.Client, corpus: DemoCorpus) -> None:
    for access in ("restricted", "embargoed"):
        record = next(each for each in corpus.data.records if each.access_right == access)
        assert client.get(f"{RECORDS}/{record.id}").json()["files"] == []
        assert client.get(f"{RECORDS}/{record.id}/files").status_code == 403
        assert client.get(f"{RECORDS}/{record.id}/files/x.pdf/content").status_code == 403
    assert client.get(f"{RECORDS}/{ATTENTION_COPY}/files/none.pdf/content").status_code == 404


def test_deposits_belong_to_papers(client: httpx.Client) -> None:
    related = client.get(f"{RECORDS}/{ATTENTION_COPY}").json()["metadata"]["related_identifiers"]
    assert related == [{"identifier": "arXiv:1706.03762", "relation": "isVersionOf", "scheme": "arxiv"}]
