"""People, passages and titles as docs/command-line.md has them: every key is always there."""

from __future__ import annotations

from scholar_desktop.domain.people.author import AuthorCounts, AuthorProfile
from scholar_desktop.domain.search.snippet import Snippet
from scholar_desktop.domain.search.title_match import Completion
from scholar_desktop.formats.author_json import author_to_json
from scholar_desktop.formats.snippet_and_title_json import completion_to_json, snippet_to_json


def test_a_bare_name_has_every_key() -> None:
    assert author_to_json(AuthorProfile("A. Turing")) == {
        "id": None,
        "name": "A. Turing",
        "aliases": [],
        "affiliations": [],
        "homepage": None,
        "orcid": None,
        "dblp": [],
        "counts": {"papers": None, "citations": None, "h_index": None},
        "papers": None,
    }


def test_a_whole_profile() -> None:
    author = AuthorProfile(
        "A. Turing",
        "2262347",
        ("Alan",),
        ("NPL",),
        "https://a.example.org",
        "0000-0002-1825-0097",
        ("Alan M. Turing",),
        AuthorCounts(59, 13248, 22),
    )
    found = author_to_json(author, [{"id": "s2:1"}])
    assert list(found.values()) == [
        "2262347",
        "A. Turing",
        ["Alan"],
        ["NPL"],
        "https://a.example.org",
        "0000-0002-1825-0097",
        ["Alan M. Turing"],
        {"papers": 59, "citations": 13248, "h_index": 22},
        [{"id": "s2:1"}],
    ]
    assert author_to_json(author, [])["papers"] == []


def test_passages_and_completions() -> None:
    assert snippet_to_json(Snippet("Text.", "body", "Results", 0.6), None) == {
        "text": "Text.",
        "kind": "body",
        "section": "Results",
        "score": 0.6,
        "paper": None,
    }
    assert completion_to_json(Completion("s2:1", "T")) == {"id": "s2:1", "title": "T", "authors_year": None}
