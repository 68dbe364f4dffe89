"""The demo's Recommendations API, against recorded answers and written rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from tests.support.demo_fixture import Demo

from .conftest import same_kinds

START = "/recommendations/v1/papers"
ATTENTION = "ARXIV:1706.03762"
ALL = (
    "abstract,authors,citationCount,citationStyles,corpusId,externalIds,fieldsOfStudy,influentialCitationCount,"
    "isOpenAccess,journal,openAccessPdf,paperId,publicationDate,publicationTypes,publicationVenue,referenceCount,"
    "s2FieldsOfStudy,title,url,venue,year"
)

Bodies = Callable[[str], Any]


def papers_of(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return list(answer.json()["recommendedPapers"])


def like(client: httpx.Client, paper: str = ATTENTION, **params: Any) -> list[dict[str, Any]]:
    return papers_of(client.get(f"{START}/forpaper/{paper}", params=params))


def test_recent_papers_have_the_recorded_form(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("recommendations/get_recommended_papers--200-01")["recommendedPapers"]
    ours = like(client, fields=ALL)
    assert len(ours) == 100
    for paper in ours[:20]:
        same_kinds(paper | {"publicationVenue": None}, recorded[0])
    assert all(isinstance(paper["publicationVenue"], str | None) for paper in ours), "here the bare id comes"
    assert sum(paper["journal"] is None for paper in ours) > 40
    assert sum(paper["openAccessPdf"] is None for paper in ours) > 80
    assert sum(paper["citationCount"] == 0 for paper in ours) > 40
    days = [paper["publicationDate"] or f"{paper['year']}-01-01" for paper in ours]
    assert min(days) >= "2023-11", "the last weeks of the demo's own calendar"


def test_recommended_papers_have_the_counts_that_they_have_alone(client: httpx.Client) -> None:
    for pool in ("recent", "all-cs"):
        ours = like(client, fields="citationCount,referenceCount", **{"from": pool})
        ids = [paper["paperId"] for paper in ours]
        alone = client.post(
            "/graph/v1/paper/batch", params={"fields": "citationCount,referenceCount"}, json={"ids": ids}
        ).json()
        counts = [(paper["citationCount"], paper["referenceCount"]) for paper in ours]
        assert counts == [(paper["citationCount"], paper["referenceCount"]) for paper in alone]


def test_the_other_pool_is_computer_science_of_all_years(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("recommendations/papersearch-s2_recommendations")["recommendedPapers"]
    fields = ",".join(key for key in recorded[0] if key != "paperId")
    ours = papers_of(
        client.get(f"{START}/forpaper/{ATTENTION}", params={"from": "all-cs", "fields": fields, "limit": 5})
    )
    assert len(ours) == 5
    for paper in ours:
        same_kinds(paper, recorded[0])
        assert "Computer Science" in paper["fieldsOfStudy"]
    assert any("attention" in paper["title"].lower() for paper in ours)


def test_a_paper_is_never_recommended_for_itself(client: httpx.Client) -> None:
    found = papers_of(client.get(f"{START}/forpaper/{ATTENTION}", params={"from": "all-cs", "limit": 500}))
    assert "204e3073870fae3d05bcbc2f6a8e263d9b72e776" not in [paper["paperId"] for paper in found]


def test_a_pool_may_be_empty(client: httpx.Client, corpus: DemoCorpus) -> None:
    empty = [work for work in corpus.scholar[:60] if not like(client, work.s2)]
    assert 5 <= len(empty) <= 30


def test_what_is_refused_has_the_recorded_words(client: httpx.Client, body_of: Bodies) -> None:
    bad = client.get(f"{START}/forpaper/{ATTENTION}", params={"from": "all-cited"})
    assert (bad.status_code, bad.json()) == (400, body_of("recommendations/reported-400-bad-pool"))
    none = client.post(f"{START}/", json={"positivePaperIds": [], "negativePaperIds": [ATTENTION]})
    assert (none.status_code, none.json()) == (
        400,
        body_of("recommendations/get_recommended_papers_from_lists_negative_only--400-00"),
    )
    unknown = client.post(f"{START}/", json={"positivePaperIds": ["0" * 40], "negativePaperIds": []})
    assert (unknown.status_code, unknown.json()) == (404, body_of("recommendations/reported-404-input-papers"))
    assert client.get(f"{START}/forpaper/DOI:10.9999/none").status_code == 404
    assert client.get(f"{START}/forpaper/{ATTENTION}", params={"limit": "501"}).status_code == 400
    assert client.get(f"{START}/forpaper/{ATTENTION}", params={"fields": "tldr"}).status_code == 400
    assert client.post(f"{START}/", content=b"{").status_code == 400


def test_lists_are_taken_with_every_kind_of_id_and_a_limit_in_the_body_is_ignored(client: httpx.Client) -> None:
    body = {"positivePaperIds": ["CorpusId:13756489", "10.1073/pnas.2313925121"], "negativePaperIds": None, "limit": 1}
    found = papers_of(client.post(f"{START}/", params={"limit": 30}, json=body))
    assert len(found) == 30
    assert set(found[0]) == {"paperId", "title"}


def test_what_is_like_a_negative_one_comes_later_or_not_at_all(client: httpx.Client) -> None:
    both = {"positivePaperIds": [ATTENTION, "10.1073/pnas.2313925121"]}
    free = [paper["paperId"] for paper in papers_of(client.post(f"{START}/", params={"limit": 500}, json=both))]
    one = {"positivePaperIds": [ATTENTION], "negativePaperIds": ["10.1073/pnas.2313925121"]}
    held = [paper["paperId"] for paper in papers_of(client.post(f"{START}/", params={"limit": 500}, json=one))]
    assert held
    assert set(held) < set(free) or held != free[: len(held)]


def test_recommendations_count_as_semantic_scholar(client: httpx.Client, demo: Demo) -> None:
    like(client, limit=1)
    assert demo.stats()["counts"] == {"s2": 1}
    demo.config(faults={"s2": 500})
    assert client.get(f"{START}/forpaper/{ATTENTION}").json() == {"message": "Internal Server Error"}


@pytest.mark.parametrize("host", ["api.semanticscholar.org"])
def test_the_real_host_leads_there_too(visit: Callable[..., httpx.Response], host: str) -> None:
    assert papers_of(visit(f"https://{host}{START}/forpaper/{ATTENTION}?limit=1"))
