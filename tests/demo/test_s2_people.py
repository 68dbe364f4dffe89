"""The demo's Semantic Scholar on people, against its recorded answers and its written rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus

from .conftest import same_kinds

AUTHOR = "/graph/v1/author"
ALL = "affiliations,citationCount,externalIds,hIndex,homepage,name,paperCount,url"
TURING = "2262347"
ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"

Bodies = Callable[[str], Any]


def error_of(answer: httpx.Response) -> str:
    return str(answer.json()["error"])


def test_an_author_has_the_form_of_the_recorded_one(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/reported-author-2026")
    ours = client.get(f"{AUTHOR}/{TURING}", params={"fields": ALL}).json()
    same_kinds(ours, recorded)
    assert list(ours) == list(recorded)
    assert client.get(f"{AUTHOR}/{TURING}").json() == body_of("semantic_scholar/get_author--200-00")


def test_an_unknown_author_and_an_unknown_field_are_refused_as_recorded(client: httpx.Client, body_of: Bodies) -> None:
    for path in ("/0", "/0/papers", "/Turing"):
        answer = client.get(AUTHOR + path)
        assert (answer.status_code, answer.json()) == (
            404,
            {"error": f"Author with id {path.split('/')[1]} not found"},
        )
    assert client.get(f"{AUTHOR}/0").json() == body_of("semantic_scholar/not_found--404-01")
    answer = client.get(f"{AUTHOR}/{TURING}", params={"fields": "name,aliases"})
    assert (answer.status_code, answer.json()) == (400, body_of("semantic_scholar/reported-400-aliases"))
    answer = client.get(f"{AUTHOR}/{TURING}", params={"fields": "papers.nonsense"})
    assert error_of(answer) == "Unrecognized or unsupported fields: [papers.nonsense]"


def test_the_counts_of_an_author_are_those_of_the_papers(client: httpx.Client) -> None:
    author = client.get(f"{AUTHOR}/{TURING}", params={"fields": f"{ALL},papers.citationCount,papers.authors"}).json()
    counts = sorted((paper["citationCount"] for paper in author["papers"]), reverse=True)
    assert author["paperCount"] == len(counts) > 5
    assert author["citationCount"] == sum(counts)
    assert author["hIndex"] == sum(count >= place for place, count in enumerate(counts, start=1))
    assert all(TURING in [each["authorId"] for each in paper["authors"]] for paper in author["papers"])
    assert set(client.get(f"{AUTHOR}/{TURING}", params={"fields": "papers"}).json()["papers"][0]) == {
        "paperId",
        "title",
    }


def test_papers_come_in_pages_newest_first_and_by_dates(client: httpx.Client, corpus: DemoCorpus) -> None:
    most = max(corpus.people.known.values(), key=lambda person: len(person.works))
    path = f"{AUTHOR}/{most.id}/papers"
    seen: list[Any] = []
    offset: int | None = 0
    while offset is not None:
        body = client.get(path, params={"fields": "year,title", "offset": offset, "limit": 30}).json()
        seen += body["data"]
        offset = body.get("next")
    assert len({paper["paperId"] for paper in seen}) == len(seen) == len(most.works) > 60
    years = [paper["year"] for paper in seen if paper["year"]]
    assert years == sorted(years, reverse=True)
    middle = years[len(years) // 2]
    some = client.get(path, params={"fields": "year", "publicationDateOrYear": f"{middle}:{middle}"}).json()["data"]
    assert [paper["year"] for paper in some] == [year for year in years if year == middle]
    assert client.get(path, params={"limit": 1001}).status_code == 400


def test_a_batch_keeps_the_order_and_has_null_for_the_unknown(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/get_authors_not_found_warning--200-02")
    ids = ["0", *(each["authorId"] for each in recorded[1:])]
    fields = ",".join(key for key in recorded[1] if key not in ("authorId", "papers"))
    ours = client.post(f"{AUTHOR}/batch", params={"fields": fields + ",papers.title"}, json={"ids": ids}).json()
    assert ours[0] is None
    for mine, theirs in zip(ours[1:], recorded[1:], strict=True):
        assert mine is not None
        same_kinds(mine, theirs)
        assert mine["authorId"] == theirs["authorId"]


def test_a_batch_may_hold_1000_ids(client: httpx.Client) -> None:
    assert len(client.post(f"{AUTHOR}/batch", json={"ids": [TURING] * 1000}).json()) == 1000
    assert client.post(f"{AUTHOR}/batch", json={"ids": [TURING] * 1001}).status_code == 400
    assert client.post(f"{AUTHOR}/batch", json={"ids": ["nonsense"]}).status_code == 400
    assert client.post(f"{AUTHOR}/batch", content=b"[]").status_code == 400


def test_people_are_found_by_name_in_no_order_of_fame(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/search_author--200-01")
    fields = f"{ALL},papers,papers.title,papers.authors"
    ours = client.get(f"{AUTHOR}/search", params={"query": "turing", "fields": fields}).json()
    same_kinds(ours, recorded, nullable=False)
    same_kinds(ours["data"][0], recorded["data"][0])
    assert TURING in [author["authorId"] for author in ours["data"]]
    first = client.get(f"{AUTHOR}/search", params={"query": "turing", "limit": 2}).json()
    assert (len(first["data"]), first["next"]) == (2, 2)
    assert client.get(f"{AUTHOR}/search", params={"query": "totalGarbageNonsense"}).json() == {
        "total": 0,
        "offset": 0,
        "data": [],
    }
    assert client.get(f"{AUTHOR}/search", params={"query": "al-khwarizmi turing"}).json()["total"] == 0
    assert client.get(f"{AUTHOR}/search").status_code == 400
    past = client.get(f"{AUTHOR}/search", params={"query": "turing", "offset": 1000})
    assert error_of(past) == "Requested data for this limit and/or offset is not available"


def test_the_authors_of_a_paper_come_in_its_order(client: httpx.Client, body_of: Bodies, corpus: DemoCorpus) -> None:
    recorded = body_of("semantic_scholar/get_paper_authors--200-01")
    ours = client.get(f"/graph/v1/paper/{ATTENTION}/authors", params={"fields": ALL}).json()
    same_kinds(ours, recorded, nullable=False)
    same_kinds(ours["data"][0], recorded["data"][0])
    work = corpus.scholarly(ATTENTION)
    assert work is not None
    assert [(each["authorId"], each["name"]) for each in ours["data"]] == work.authors
    two = client.get(f"/graph/v1/paper/{ATTENTION}/authors", params={"offset": 2, "limit": 2}).json()
    assert (two["offset"], two["next"], len(two["data"])) == (2, 4, 2)
    assert client.get("/graph/v1/paper/0/authors").status_code == 404


def test_an_invented_author_has_the_paper_that_names_them(client: httpx.Client) -> None:
    rows = client.get(f"/graph/v1/paper/{ATTENTION}/citations", params={"fields": "authors", "limit": 40}).json()[
        "data"
    ]
    papers = [row["citingPaper"] for row in rows if row["citingPaper"]["paperId"].startswith("de30")]
    paper, author = next((paper, each) for paper in papers for each in paper["authors"] if each["authorId"])
    found = client.get(f"{AUTHOR}/{author['authorId']}", params={"fields": "name,paperCount,papers"}).json()
    assert (found["name"], found["paperCount"]) == (author["name"], 1)
    assert found["papers"][0]["paperId"] == paper["paperId"]


def test_a_real_person_is_given_nothing_invented(corpus: DemoCorpus) -> None:
    for author_id in corpus.people.known:
        said = corpus.people.describe(author_id, "", ["affiliations", "homepage", "externalIds"])
        assert (said["affiliations"], said["homepage"]) == ([], None)
        assert "ORCID" not in said["externalIds"]


def test_an_invented_orcid_is_well_formed_and_nobodys(corpus: DemoCorpus) -> None:
    work = corpus.scholarly(ATTENTION)
    assert work is not None
    people = [each for index in range(300) for each in corpus.generator.citing(work, index).authors if each[0]]
    said = [corpus.people.describe(author_id, name, ["externalIds"]) for author_id, name in people]
    orcids = [each["externalIds"]["ORCID"] for each in said if "ORCID" in each["externalIds"]]
    assert orcids
    for orcid in orcids:
        assert orcid.startswith("0000-0000-"), "those of people begin at 0000-0001-5000-0007"
        digits = orcid.replace("-", "")
        total = 0
        for digit in digits[:-1]:
            total = (total + int(digit)) * 2
        assert digits[-1] == ("X" if (12 - total % 11) % 11 == 10 else str((12 - total % 11) % 11))


@pytest.mark.parametrize("path", ["/author/1", "/author/search?query=turing", "/author/batch"])
def test_a_wrong_key_is_refused_everywhere(client: httpx.Client, path: str) -> None:
    method = "POST" if path.endswith("batch") else "GET"
    answer = client.request(method, f"/graph/v1{path}", headers={"x-api-key": "wrong"})
    assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden"})
