"""Writes citations as a CSV table for spreadsheets, with one row for each, its intents and its citing sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.formats.plain_reference import cited_doi

COLUMNS = (
    "id",
    "title",
    "authors",
    "year",
    "date",
    "venue",
    "type",
    "doi",
    "arxiv",
    "pmid",
    "citations",
    "intents",
    "influential",
    "self_citation",
    "sentences",
    "sentence_intents",
)
_BETWEEN = "; "


def citations_csv(edges: Sequence[Citation]) -> str:
    """Returns *edges* as CSV with a header line.

    The cells `sentences` and `sentence_intents` have one line for each citing sentence.
    """
    return csv_text([_row(edge) for edge in edges], COLUMNS)


def _row(edge: Citation) -> dict[str, Any]:
    paper = edge.paper
    other = (
        {
            "id": paper.id,
            "title": paper.title,
            "authors": _BETWEEN.join(author.name for author in paper.authors),
            "year": paper.year,
            "date": paper.date,
            "venue": paper.venue,
            "type": paper.type,
            "doi": cited_doi(paper),
            "arxiv": paper.ids.arxiv,
            "pmid": paper.ids.pmid,
            "citations": paper.counts.citations,
        }
        if paper is not None
        else {"title": edge.text}
    )
    return other | {
        "intents": _BETWEEN.join(edge.intents),
        "influential": edge.influential,
        "self_citation": edge.self_citation,
        "sentences": "\n".join(" ".join(context.text.split()) for context in edge.contexts),
        "sentence_intents": "\n".join(_BETWEEN.join(context.intents) for context in edge.contexts),
    }
