"""The demo's Unpaywall, against its recorded answers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.subject_papers import PAPERS_PER_SUBJECT
from tests.demo.conftest import EMAIL, same_kinds

Bodies = Callable[[str], Any]


def look_up(client: httpx.Client, doi: str) -> dict[str, Any]:
    answer = client.get(f"/v2/{doi}", params=EMAIL)
    assert answer.status_code == 200, doi
    return dict(answer.json())


@pytest.mark.parametrize(
    "name",
    ["papersearch-unpaywall_oa", "doi_search-paper_attributes0---200-00", "papersearch-unpaywall_closed",
     "snapshot2020--green-1355", "snapshot2020--bronze-0454"],
)  # fmt: skip
def test_a_recorded_doi_is_answered_with_its_facts_in_todays_form(
    client: httpx.Client, body_of: Bodies, name: str
) -> None:
    recorded = body_of(f"unpaywall/{name}")
    today = body_of("unpaywall/papersearch-unpaywall_oa")
    ours = look_up(client, recorded["doi"])
    assert ours.keys() == today.keys()
    same_kinds(ours, today)
    for key in ("title", "genre", "oa_status", "is_oa", "journal_name", "publisher", "year", "has_repository_copy"):
        assert ours[key] == recorded[key], key
    assert [copy["url"] for copy in ours["oa_locations"]] == [copy["url"] for copy in recorded["oa_locations"]]
    for copy in ours["oa_locations"]:
        same_kinds(copy, today["best_oa_location"])
        assert copy["oa_date"] == ours["published_date"]
    if ours["z_authors"] and today["z_authors"]:
        same_kinds(ours["z_authors"][0], today["z_authors"][0])


def test_a_closed_doi_is_a_good_answer(client: httpx.Client) -> None:
    ours = look_up(client, "10.1016/j.compstruct.2020.112680")
    assert (ours["is_oa"], ours["oa_status"], ours["oa_locations"], ours["best_oa_location"]) == (
        False,
        "closed",
        [],
        None,
    )


def test_the_best_location_is_the_first_and_says_so(client: httpx.Client, corpus: DemoCorpus) -> None:
    several = 0
    for work in corpus.papers:
        if not work.copies or work.doi is None:
            continue
        ours = look_up(client, work.doi)
        assert ours["best_oa_location"] == ours["first_oa_location"] == ours["oa_locations"][0]
        assert [copy["is_best"] for copy in ours["oa_locations"]] == [True] + [False] * (len(work.copies) - 1)
        several += len(work.copies) > 1
    assert several > 30


@pytest.mark.parametrize(
    "doi",
    ["10.1038/NATURE12373", "https://doi.org/10.1038/nature12373", "doi:10.1038%2Fnature12373", " 10.1038/nature12373"],
)
def test_the_server_cleans_a_doi(client: httpx.Client, doi: str) -> None:
    assert look_up(client, doi)["doi"] == "10.1038/nature12373"


@pytest.mark.parametrize(
    "doi",
    ["10.9999/not-there", "nonsense", "10.48550/arXiv.2503.23674", "10.5281/zenodo.7078768", "10.1038/nature12373."],
)
def test_what_crossref_does_not_know_gets_a_page_of_html(client: httpx.Client, body_of: Bodies, doi: str) -> None:
    answer = client.get(f"/v2/{doi}", params=EMAIL)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == body_of("unpaywall/server-404-current")


def test_an_invented_open_paper_has_its_copy(client: httpx.Client, corpus: DemoCorpus) -> None:
    rows = corpus.links.citations(corpus.scholar[0]).rows(0, 50)
    work = next(row.work for row in rows if row.work is not None and row.work.origin and row.work.copies)
    ours = look_up(client, str(work.doi))
    assert ours["oa_status"] == "gold"
    assert ours["best_oa_location"]["url_for_pdf"] == f"https://papers.example.org/{work.doi}.pdf"


@pytest.mark.parametrize(
    ("query", "status", "name"),
    [
        ("", 422, "server-422-no-email"),
        ("?email=", 422, "server-422-no-email"),
        ("?email=YOUR_EMAIL", 422, "server-422-sample-email"),
        ("?email=me@example.com", 422, "server-422-sample-email"),
        ("?email=your@email.org", 422, "server-422-sample-email"),
        ("?email=email@gmail.email.com", 422, "server-422-sample-email"),
        ("?email=nobody", 422, "server-422-sample-email"),
        ("?api_key=x", 403, "server-403-bad-api-key"),
    ],
)
def test_a_real_address_is_wanted(client: httpx.Client, body_of: Bodies, query: str, status: int, name: str) -> None:
    for path in ("/v2/10.1038/nature12373", "/v2/search"):
        answer = client.get(path + query)
        assert (answer.status_code, answer.json()) == (status, body_of(f"unpaywall/{name}"))


def test_the_root_says_what_it_is_without_an_address(client: httpx.Client) -> None:
    assert client.get("/v2/").json()["version"] == "2.0.1"
    assert client.get("/v2").json()["version"] == "2.0.1"


# --- search


def search(client: httpx.Client, query: str, **more: str) -> list[dict[str, Any]]:
    body = client.get("/v2/search", params={"query": query, **more, **EMAIL}).json()
    assert set(body) == {"results", "elapsed_seconds"}
    return list(body["results"])


def test_a_search_has_the_recorded_form(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("unpaywall/title_search-paper_attributes2---200-00")["results"][0]
    ours = search(client, "Augmenting large language models with chemistry tools")[0]
    same_kinds(ours, recorded, nullable=False)
    assert ours["response"]["doi"] == recorded["response"]["doi"]
    assert ours["snippet"].startswith("<b>Augmenting</b> <b>large</b> <b>language</b> <b>models</b> with")
    assert 0 < ours["score"] < 1


def test_pages_hold_50_and_end_with_an_empty_one(client: httpx.Client) -> None:
    pages = [search(client, "turing", page=str(page)) for page in range(1, 5)]
    assert len(pages[0]) == 50
    assert 0 < len(pages[1]) <= 50
    assert pages[-1] == []
    dois = [hit["response"]["doi"] for page in pages for hit in page]
    assert len(dois) == len(set(dois))


def test_operators_narrow_and_widen(client: httpx.Client) -> None:
    def titles(query: str, **more: str) -> list[str]:
        return [hit["response"]["title"].lower() for hit in search(client, query, **more)]

    assert all("turing pattern" in title for title in titles('"turing patterns"'))
    assert not any(re.search(r"\bpatterns?\b", title) for title in titles("turing -patterns"))
    assert {"long covid: major findings, mechanisms and recommendations"} <= set(titles("covid OR nanofiltration"))
    assert any("nanofiltration" in title for title in titles("covid OR nanofiltration"))
    assert titles("-turing test") == titles("turing test")
    assert all(hit["response"]["is_oa"] for hit in search(client, "turing", is_oa="true"))
    assert not any(hit["response"]["is_oa"] for hit in search(client, "turing", is_oa="false"))
    assert len(titles("turing", is_oa="null")) == 50


def test_the_version_of_a_doi_stands_behind_the_title(client: httpx.Client) -> None:
    titles = [hit["response"]["title"] for hit in search(client, "efficient electrocatalyst")]
    assert any(title.endswith(" (V1)") for title in titles)


@pytest.mark.parametrize(
    ("query", "name"),
    [("", "no-query"), ("query=cell&page=0", "bad-page"), ("query=cell&is_oa=maybe", "bad-is-oa")],
)
def test_a_bad_search_gets_the_servers_words(client: httpx.Client, body_of: Bodies, query: str, name: str) -> None:
    answer = client.get(f"/v2/search?{query}&email={EMAIL['email']}")
    assert (answer.status_code, answer.json()) == (400, body_of(f"unpaywall/server-400-search-{name}"))


# --- papers that are invented


def test_a_title_search_finds_the_invented_papers_of_each_field(client: httpx.Client, corpus: DemoCorpus) -> None:
    fields: set[str] = set()
    for subject in corpus.writer.subjects.values():
        holds = re.compile(rf"\b{subject.word}s?\b", re.IGNORECASE)
        known = {
            str(work.doi)
            for work in corpus.listed
            if work.doi and holds.search(work.title) and client.get(f"/v2/{work.doi}", params=EMAIL).status_code == 200
        }
        found: list[dict[str, Any]] = []
        for page in itertools.count(1):
            hits = search(client, subject.word, page=str(page))
            found += [hit["response"] for hit in hits]
            if not hits:
                break
        assert sorted(answer["doi"] for answer in found) == sorted(known), subject.word
        invented = [answer for answer in found if answer["doi"].startswith("10.5555/subject.")]
        assert len(invented) >= PAPERS_PER_SUBJECT, subject.word
        for answer in invented:
            assert answer == look_up(client, answer["doi"])
        fields.add(subject.field)
    assert len(fields) > 20


def test_an_invented_paper_of_a_search_has_its_copy(client: httpx.Client, visit: Callable[..., httpx.Response]) -> None:
    answers = [hit["response"] for hit in search(client, "working memory")]
    is_open = [answer["is_oa"] for answer in answers if answer["doi"].startswith("10.5555/subject.")]
    assert set(is_open) == {True, False}
    copy = next(answer for answer in answers if answer["is_oa"])["best_oa_location"]
    pdf = visit(copy["url_for_pdf"])
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF-")
