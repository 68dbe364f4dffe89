"""The demo's Semantic Scholar, against its recorded answers and its written rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from tests.demo.conftest import same_kinds
from tests.support.demo_fixture import Demo

PAPER = "/graph/v1/paper"
SEARCH = f"{PAPER}/search"
ALL = (
    "abstract,authors,citationCount,citationStyles,corpusId,externalIds,fieldsOfStudy,influentialCitationCount,"
    "isOpenAccess,journal,openAccessPdf,paperId,publicationDate,publicationTypes,publicationVenue,referenceCount,"
    "s2FieldsOfStudy,title,url,venue,year"
)
ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
PNAS = "331fa9e381cd219a3961cd5ef7dda401e8751606"

Bodies = Callable[[str], Any]


def error_of(answer: httpx.Response) -> str:
    return str(answer.json()["error"])


# --- one paper


def test_a_paper_has_the_form_of_the_recorded_one(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/reported-paper-2026")
    fields = ",".join(key for key in recorded if key != "paperId")
    ours = client.get(f"{PAPER}/DOI:10.1038/s41579-022-00846-2", params={"fields": fields}).json()
    same_kinds(ours, recorded)
    facts = ("paperId", "title", "venue", "year", "citationCount", "referenceCount", "externalIds", "publicationDate")
    assert {key: ours[key] for key in facts} == {key: recorded[key] for key in facts}
    assert ours["abstract"] != recorded["abstract"]


def test_every_field_of_a_search_hit_has_the_recorded_kind(client: httpx.Client, body_of: Bodies) -> None:
    for recorded in body_of("semantic_scholar/SemanticScholarTest.search_paper--200-01")["data"]:
        ours = client.get(f"{PAPER}/{recorded['paperId']}", params={"fields": ALL}).json()
        same_kinds(ours, recorded)
        for part in ("openAccessPdf", "journal", "publicationVenue", "externalIds", "citationStyles"):
            if recorded[part] is not None and ours[part] is not None:
                same_kinds(ours[part], recorded[part])
        assert list(ours) == [key for key in recorded if key in ours]


@pytest.mark.parametrize(
    "id_text",
    [
        "CorpusId:13756489", "CorpusID:13756489", "ARXIV:1706.03762", "ArXiv:1706.03762v5", "arxiv:1706.03762",
        "MAG:2950858113", "DBLP:conf/nips/VaswaniSPUJGKP17", "URL:https://arxiv.org/abs/1706.03762v1",
        f"URL:https://www.semanticscholar.org/paper/Attention-is-All-you-Need/{ATTENTION}", ATTENTION,
    ],
)  # fmt: skip
def test_one_paper_has_many_names(client: httpx.Client, id_text: str) -> None:
    assert client.get(f"{PAPER}/{id_text}").json() == {"paperId": ATTENTION, "title": "Attention is All you Need"}


@pytest.mark.parametrize(
    "id_text",
    [
        "10.1073/pnas.2313925121", "DOI:10.1073/pnas.2313925121", "DOI:10.1073%2FPNAS.2313925121", "PMID:38386710",
        "PMCID:10907317", "doi:10.1073/pnas.2313925121",
    ],
)  # fmt: skip
def test_an_article_goes_by_doi_and_by_pubmed_number(client: httpx.Client, id_text: str) -> None:
    assert client.get(f"{PAPER}/{id_text}").json()["paperId"] == PNAS


def test_an_acl_id_and_an_address_of_the_anthology_name_the_same(client: httpx.Client) -> None:
    by_id = client.get(f"{PAPER}/ACL:N18-1202").json()
    assert by_id["title"] == "Deep Contextualized Word Representations"
    assert client.get(f"{PAPER}/URL:https://www.aclweb.org/anthology/N18-1202.pdf").json() == by_id


def test_a_sha_that_is_not_the_primary_one_still_resolves_to_the_primary(client: httpx.Client) -> None:
    answer = client.get(f"{PAPER}/c3823aacea60bc1f2cabb9283144690a3d015db5").json()
    assert answer == {"paperId": "c1126fbffd6b8547a44c58b192b36b08b18299de", "title": "Neural Turing Machines"}


@pytest.mark.parametrize(
    "id_text", ["0", "DOI:10.9999/nothing", f"{ATTENTION}/tldr", "search/nothing", "ARXIV:9901.00001"]
)
def test_what_is_no_paper_is_named_in_the_answer(client: httpx.Client, id_text: str) -> None:
    answer = client.get(f"{PAPER}/{id_text}")
    assert (answer.status_code, error_of(answer)) == (404, f"Paper with id {id_text} not found")
    assert answer.text.endswith("\n")


def test_nothing_but_the_id_comes_when_nothing_else_was_asked_for(client: httpx.Client) -> None:
    assert client.get(f"{PAPER}/{ATTENTION}", params={"fields": "paperId"}).json() == {"paperId": ATTENTION}


def test_an_unknown_field_fails_the_whole_call(client: httpx.Client) -> None:
    answer = client.get(f"{PAPER}/10.1073/pnas.2313925121", params={"fields": "title,unknown"})
    assert (answer.status_code, error_of(answer)) == (400, "Unrecognized or unsupported fields: [unknown]")
    assert client.get(f"{PAPER}/0", params={"fields": "t,i"}).status_code == 404


def test_dotted_names_ask_for_parts(client: httpx.Client) -> None:
    fields = "authors.name,authors.hIndex,openAccessPdf.url,embedding.specter_v2,citations.title,references.year"
    body = client.get(f"{PAPER}/{PNAS}", params={"fields": fields}).json()
    assert set(body["authors"][0]) == {"authorId", "name", "hIndex"}
    assert body["openAccessPdf"] == {"url": "https://www.pnas.org/doi/pdf/10.1073/pnas.2313925121"}
    assert (body["embedding"]["model"], len(body["embedding"]["vector"])) == ("specter_v2", 768)
    assert len(body["citations"]) == 240
    assert len(body["references"]) == 25


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (f"{SEARCH}?query=turing&fields=", "openAccessPdf.url"),
        (f"{PAPER}/{PNAS}/citations?fields=", "authors.name"),
        (f"{PAPER}/{PNAS}/references?fields=", "tldr"),
    ],
)
def test_some_endpoints_do_not_take_some_parts(client: httpx.Client, path: str, field: str) -> None:
    answer = client.get(path + field)
    assert (answer.status_code, error_of(answer)) == (400, f"Unrecognized or unsupported fields: [{field}]")


def test_a_withheld_abstract_is_null_and_the_notice_says_so(client: httpx.Client, corpus: DemoCorpus) -> None:
    work = next(work for work in corpus.scholar if work.abstract == "elided")
    body = client.get(f"{PAPER}/{work.s2}", params={"fields": "abstract,openAccessPdf,tldr"}).json()
    assert body["abstract"] is None
    assert "have been elided by the publisher: {'abstract'}" in body["openAccessPdf"]["disclaimer"]
    assert body["tldr"] is None


def test_open_access_is_told_in_todays_form(client: httpx.Client) -> None:
    body = client.get(f"{PAPER}/{ATTENTION}", params={"fields": "openAccessPdf,isOpenAccess"}).json()
    assert body["isOpenAccess"] is False
    assert {key: body["openAccessPdf"][key] for key in ("url", "status", "license")} == {
        "url": "", "status": None, "license": None,
    }  # fmt: skip
    assert "https://arxiv.org/abs/1706.03762" in body["openAccessPdf"]["disclaimer"]


# --- batch


def test_a_batch_keeps_the_order_and_has_null_for_the_unknown(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/litvault-batch-with-null")
    ids = [each["paperId"] if each else "0" * 40 for each in recorded]
    ours = client.post(f"{PAPER}/batch?fields=abstract,tldr,authors,venue", json={"ids": ids}).json()
    for mine, theirs in zip(ours, recorded, strict=True):
        if theirs is None or mine is None:
            assert theirs is None or theirs["paperId"] not in {"c77d70c4f0cb52450cf401a26cdc18cd3dce3ae3"}
            continue
        same_kinds(mine, theirs)
        assert list(mine) == list(theirs)


def test_a_batch_may_hold_500_ids(client: httpx.Client) -> None:
    ids = [ATTENTION] * 500
    assert len(client.post(f"{PAPER}/batch", json={"ids": ids}).json()) == 500
    assert client.post(f"{PAPER}/batch", json={"ids": [*ids, PNAS]}).status_code == 400
    assert client.post(f"{PAPER}/batch", json={"ids": ["nonsense"]}).status_code == 400
    assert client.post(f"{PAPER}/batch", content=b"{").status_code == 400


# --- keys and rate


def test_a_wrong_key_is_refused_by_the_gateway_and_the_right_one_is_taken(client: httpx.Client) -> None:
    answer = client.get(f"{PAPER}/{ATTENTION}", headers={"x-api-key": "wrong"})
    assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden"})
    assert answer.headers["x-amzn-errortype"] == "ForbiddenException"
    assert client.get(f"{PAPER}/{ATTENTION}", headers={"x-api-key": "demo-key"}).status_code == 200


def test_too_many_requests_get_the_recorded_answer(client: httpx.Client, demo: Demo, body_of: Bodies) -> None:
    demo.config(s2_rps=0.01)
    assert client.get(f"{PAPER}/{ATTENTION}").status_code == 200
    answer = client.get(SEARCH, params={"query": "turing"})
    assert (answer.status_code, answer.json()) == (
        429,
        body_of("semantic_scholar/SemanticScholarTest.search_paper--429-00"),
    )
    assert "retry-after" not in answer.headers


# --- search


def titles(client: httpx.Client, **params: Any) -> list[str]:
    body = client.get(SEARCH, params={"fields": "title", **params}).json()
    return [hit["title"] for hit in body.get("data", [])]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("attention is all you need", "Attention is All you Need"),
        ("vaswani attention", "Attention is All you Need"),
        ("computing machinery intelligence", "Computing Machinery and Intelligence"),
        ("long covid", "Long COVID: major findings, mechanisms and recommendations"),
        ("sublinear edit distance", "Sublinear Algorithms for Gap Edit Distance"),
    ],
)
def test_the_paper_that_was_meant_comes_near_the_top(client: httpx.Client, query: str, first: str) -> None:
    found = titles(client, query=query)
    assert first in found[:5]
    assert query not in ("attention is all you need", "long covid") or found[0] == first


def test_a_search_answers_in_the_recorded_form(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/SemanticScholarTest.search_paper--200-01")
    ours = client.get(SEARCH, params={"query": "turing", "fields": ALL, "limit": 12}).json()
    same_kinds(ours, recorded, nullable=False)
    assert (ours["offset"], ours["next"], len(ours["data"])) == (0, 12, 12)
    same_kinds(ours["data"][0], recorded["data"][0])


def test_pages_follow_one_another_and_the_last_has_no_next(client: httpx.Client) -> None:
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        body = client.get(SEARCH, params={"query": "turing", "offset": offset, "limit": 40}).json()
        seen += [hit["paperId"] for hit in body["data"]]
        offset = body.get("next")
    assert len(seen) == len(set(seen)) == body["total"] > 100
    past = client.get(SEARCH, params={"query": "turing", "offset": body["total"]})
    assert (past.status_code, error_of(past)) == (
        400, "Requested data for this limit and/or offset is not available",
    )  # fmt: skip


def test_nothing_found_is_an_answer_without_data(client: httpx.Client, body_of: Bodies) -> None:
    answer = client.get(SEARCH, params={"query": "n0 r3sult s3arch t3rm"})
    assert answer.json() == body_of("semantic_scholar/empty_paginated_results--200-00")


def test_a_word_with_a_hyphen_finds_nothing(client: httpx.Client) -> None:
    assert titles(client, query="reaction-diffusion") == []
    assert titles(client, query="reaction diffusion")


def test_the_window_of_the_search_ends_below_1000(client: httpx.Client, body_of: Bodies) -> None:
    answer = client.get(SEARCH, params={"query": "turing", "offset": 900, "limit": 100})
    assert (answer.status_code, answer.json()) == (400, body_of("semantic_scholar/reported-400-search-window"))


@pytest.mark.parametrize("change", [{"limit": "101"}, {"limit": "0"}, {"offset": "-1"}, {"query": ""}, {"year": "20"}])
def test_a_parameter_out_of_bounds_is_refused(client: httpx.Client, change: dict[str, str]) -> None:
    answer = client.get(SEARCH, params={"query": "turing", **change})
    assert answer.status_code == 400
    assert error_of(answer)


def test_filters_narrow_the_result(client: httpx.Client) -> None:
    def hits(**params: Any) -> list[dict[str, Any]]:
        asked = {"query": "turing", "fields": ALL, **params}
        return list(client.get(SEARCH, params=asked).json().get("data", []))

    assert {hit["year"] for hit in hits(year="2019-2020")} == {2019, 2020}
    assert {hit["year"] for hit in hits(year="2021")} == {2021}
    assert max(hit["year"] for hit in hits(year="-1960")) <= 1960
    assert min(hit["year"] for hit in hits(year="2023-")) >= 2023
    assert all(hit["openAccessPdf"]["url"] for hit in hits(openAccessPdf=""))
    assert all(hit["citationCount"] >= 200 for hit in hits(minCitationCount="200"))
    assert all("Biology" in str(hit["s2FieldsOfStudy"]) for hit in hits(fieldsOfStudy="Biology"))
    assert all("Review" in hit["publicationTypes"] for hit in hits(publicationTypes="Review"))
    assert {hit["venue"] for hit in hits(venue="bioRxiv,Nature Communications")} == {"bioRxiv", "Nature Communications"}
    days = [hit["publicationDate"] for hit in hits(publicationDateOrYear="2020-03:2020-04-15")]
    assert days
    assert all("2020-03-01" <= day <= "2020-04-15" for day in days)


def test_a_paper_without_a_day_counts_as_the_first_of_january(client: httpx.Client, corpus: DemoCorpus) -> None:
    work = next(work for work in corpus.scholar if work.publication_date is None and work.year == 2020)
    query = work.title.replace("-", " ")
    assert work.title in titles(client, query=query, publicationDateOrYear="2020-01-01")
    assert work.title not in titles(client, query=query, publicationDateOrYear="2020-01-02:")
