"""The type of each recorded paper, compared with what the registration of its DOI and its venue say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.sources.semantic_scholar.parse import paper_from_row
from scholar_desktop.sources.unpaywall.parse import parse_doi

NOW = "2026-11-20T08:00:00Z"

OF_BOOKS = {
    "People cannot distinguish GPT-4 from a human": "conference",
    "Recursive Programming": "chapter",
    "On the Reliability of Programs": "chapter",
    "Self-stabilizing Systems in Spite of": "chapter",
    "Go To Statement Considered Harmful": "chapter",
    "Solution of a Problem in Concurrent Programming Control": "chapter",
    "The Humble Programmer": "chapter",
    "Some Meditations on Advanced Programming": "review",
    "Mining association rules between sets of items": "conference",
    "Verified programming of Turing machines in Coq": "conference",
    "Evaluation of the Handshake Turing Test": "conference",
    "Almost-optimal sublinear-time edit distance": "conference",
}
"""Each recorded paper that has 'Book' among its types, by the beginning of its title. None of them is a book."""

OF_KINDS = {
    ("JournalArticle",): "article",
    ("Conference", "JournalArticle"): "conference",
    ("JournalArticle", "Review"): "review",
    ("Review",): "review",
    ("JournalArticle", "Study"): "article",
    ("CaseReport",): "article",
    ("CaseReport", "JournalArticle"): "article",
    ("JournalArticle", "News"): "article",
    ("ClinicalTrial", "JournalArticle", "Study"): "article",
    ("Dataset",): "dataset",
}
"""The type of papers outside of books, unless their venue is a preprint server."""

OF_GENRES = {
    "journal-article": "article",
    "proceedings-article": "conference",
    "book-chapter": "chapter",
    "posted-content": "preprint",
    "dissertation": "thesis",
    "monograph": "book",
    "reference-entry": "chapter",
    "report": "report",
    "report-series": "report",
    "standard": "other",
    "component": "other",
    "other": "other",
}


def answers(folder: Path, service: str) -> Iterator[Any]:
    for file in sorted((folder / service).glob("*.json")):
        exchange = json.loads(file.read_text("utf-8"))
        if exchange["response"]["status"] == 200:
            yield exchange["response"]["body"]


def rows(body: Any, key: str) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        if isinstance(body.get("title"), str) and body.get(key):
            yield body
        for value in body.values():
            yield from rows(value, key)
    elif isinstance(body, list):
        for value in body:
            yield from rows(value, key)


def test_every_recorded_type_is_that_of_the_table(recorded: Path) -> None:
    seen, wrong = set(), []
    for body in answers(recorded, "semantic_scholar"):
        for row in rows(body, "publicationTypes"):
            paper = paper_from_row(row, NOW)
            assert paper is not None
            kinds = tuple(sorted(kind.replace(" ", "") for kind in row["publicationTypes"]))
            if "Book" in kinds:
                start = next((start for start in OF_BOOKS if row["title"].startswith(start)), None)
                due = OF_BOOKS.get(start or "")
                seen.add(start)
            elif set(kinds) <= {"JournalArticle"} and (paper.venue or "").lower() in (
                "arxiv.org",
                "biorxiv",
                "medrxiv",
            ):
                due = "preprint"
            else:
                due = OF_KINDS.get(kinds, paper.type)
            if paper.type != due:
                wrong.append((row["title"], kinds, paper.venue, paper.type, due))
    assert wrong == []
    assert seen == set(OF_BOOKS)


def test_every_recorded_genre_decides_the_type_of_the_record(recorded: Path) -> None:
    seen = set()
    for body in answers(recorded, "unpaywall"):
        for row in rows(body, "genre"):
            paper = parse_doi(row, row["doi"], NOW).paper
            seen.add(row["genre"])
            assert paper.type == OF_GENRES[row["genre"]]
            if paper.type != "other":
                assert bibliographic_record(paper).type == paper.type, row["doi"]
    assert seen == set(OF_GENRES)


def test_a_part_of_a_volume_is_no_book() -> None:
    body = {"paperId": "1" * 40, "title": "T", "publicationTypes": ["Book"], "venue": "A volume"}
    for doi, due in (
        ("10.1145/3544585.3544601", "chapter"),
        ("10.1007/978-3-642-48354-7_10", "chapter"),
        ("10.1007/978-3-642-48354-7", "book"),
        ("10.1017/cbo9780511804779", "book"),
    ):
        paper = paper_from_row(body | {"externalIds": {"DOI": doi}}, NOW)
        assert isinstance(paper, Paper)
        assert paper.type == due, doi
        assert paper.ids == Ids(s2="1" * 40, doi=doi)
