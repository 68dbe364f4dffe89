"""Unpaywall's answers become open copies with a reason for each."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.sources.unpaywall.parse import evidence_sentence, parse_doi, parse_search

NOW = "2026-11-20T08:00:00Z"


def an_answer(**more: Any) -> dict[str, Any]:
    return {"doi": "10.5555/x", "is_oa": True, "oa_status": "gold", "title": "T", "oa_locations": [], **more}


def a_location(**more: Any) -> dict[str, Any]:
    return {"url": "https://x.example/a.pdf", "url_for_pdf": None, "url_for_landing_page": None, **more}


def test_a_closed_paper_is_a_good_answer() -> None:
    answer = parse_doi(an_answer(is_oa=False, oa_status="closed", best_oa_location=None), "10.5555/x", NOW)
    assert (answer.paper.oa.is_oa, answer.paper.oa.status, answer.paper.oa.copies) == (False, "closed", ())


def test_locations_that_were_removed_by_hand_are_none() -> None:
    answer = parse_doi(an_answer(oa_locations=None, best_oa_location=None, has_repository_copy=True), "10.5555/x", NOW)
    assert answer.paper.oa.copies == ()


def test_the_day_of_a_location_is_never_used() -> None:
    location = a_location(oa_date="2013-07-30", evidence="deprecated", host_type="publisher")
    paper = parse_doi(an_answer(oa_locations=[location]), "10.5555/x", NOW).paper
    assert paper.date is None
    assert "2013" not in (paper.oa.copies[0].evidence or "")


def test_a_copy_says_where_it_is_and_under_what_licence() -> None:
    location = a_location(
        url="https://www.x.example/page",
        url_for_pdf="https://files.example/a.pdf",
        url_for_landing_page="https://www.x.example/page",
        host_type="repository",
        version="acceptedVersion",
        license="CC-BY",
        is_best=True,
        evidence="oa repository (via OAI-PMH doi match)",
        repository_institution="Example University",
    )
    paper = parse_doi(an_answer(oa_locations=[location], best_oa_location=location), "10.5555/x", NOW).paper
    copy = paper.oa.copies[0]
    assert (copy.url, copy.pdf_url, copy.landing_url, copy.host) == (
        "https://www.x.example/page",
        "https://files.example/a.pdf",
        "https://www.x.example/page",
        "files.example",
    )
    assert (copy.host_type, copy.version, copy.license, copy.is_best) == (
        "repository",
        "acceptedVersion",
        "cc-by",
        True,
    )
    assert copy.evidence == "Unpaywall found it in a repository by its DOI (Example University)"
    assert paper.oa.license == "cc-by"


@pytest.mark.parametrize(
    ("evidence", "host_type", "institution", "says"),
    [
        ("open (via free pdf)", "publisher", None, "Unpaywall found a free PDF on the publisher's page"),
        ("deprecated", "publisher", None, "Unpaywall lists the publisher's own copy"),
        (
            "deprecated",
            "repository",
            "Cornell University",
            "Unpaywall lists the copy in the repository of Cornell University",
        ),
        (None, "repository", None, "Unpaywall lists a repository's copy"),
        (None, None, None, "Unpaywall lists this copy"),
        ("oa by magic", "publisher", None, "Unpaywall: oa by magic"),
    ],
)
def test_evidence_is_said_in_words(
    evidence: str | None, host_type: str | None, institution: str | None, says: str
) -> None:
    assert evidence_sentence(evidence, host_type, institution) == says


@pytest.mark.parametrize(
    ("author", "name", "orcid"),
    [
        ({"raw_author_name": "G. Kucsko", "author_position": "first"}, "G. Kucsko", None),
        ({"given": "Ann", "family": "Lee", "suffix": "Jr"}, "Ann Lee Jr", None),
        ({"family": "Lee", "ORCID": "http://orcid.org/0000-0002-7767-8608"}, "Lee", "0000-0002-7767-8608"),
        ({"name": "The Group"}, "The Group", None),
    ],
)
def test_authors_come_in_two_forms(author: dict[str, Any], name: str, orcid: str | None) -> None:
    authors = parse_doi(an_answer(z_authors=[author, {"sequence": "additional"}, None]), "10.5555/x", NOW).paper.authors
    assert [(found.name, found.orcid) for found in authors] == [(name, orcid)]


@pytest.mark.parametrize(
    ("genre", "ours"),
    [
        ("journal-article", "article"),
        ("posted-content", "preprint"),
        ("monograph", "book"),
        ("component", "other"),
        (None, None),
    ],
)
def test_genres_are_our_types(genre: str | None, ours: str | None) -> None:
    assert parse_doi(an_answer(genre=genre), "10.5555/x", NOW).paper.type == ours


def test_a_search_drops_the_mark_of_a_version_and_counts_bad_rows() -> None:
    rows = [
        {"response": an_answer(title="Title (V2)"), "score": 0.01, "snippet": "<b>Title</b>"},
        {"response": {}},
        None,
    ]
    page = parse_search({"elapsed_seconds": 0.1, "results": rows}, NOW, page=2)
    assert [paper.title for paper in page.papers] == ["Title"]
    assert (page.items[0].score, page.items[0].snippet) == (0.01, "<b>Title</b>")
    assert (page.page, page.more, page.skipped) == (2, False, 2)


def test_a_full_page_may_be_followed_by_another() -> None:
    rows = [{"response": an_answer()}] * 50
    assert parse_search({"results": rows}, NOW).more
    assert not parse_search({"results": []}, NOW).more
    assert len(parse_search(rows, NOW).items) == 50


@pytest.mark.parametrize("body", [[], {}, "<html>", None, {"error": True, "message": "no"}, {"doi": "10.5555/x"}])
def test_something_else_than_copies_is_a_bad_answer(body: Any) -> None:
    with pytest.raises(BadAnswer) as caught:
        parse_doi(body, "10.5555/x", NOW)
    assert caught.value.subject == "unpaywall"
