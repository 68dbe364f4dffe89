"""Converts between Zenodo records and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.source import ZENODO

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Record


def record_of(paper: Paper) -> Record | None:
    """Returns the Zenodo record in the data of *paper*; None if Zenodo gave none, or if it cannot be parsed."""
    from scholar_desktop.sources.zenodo.parse import parse_record

    for facts in paper.facts:
        if facts.source == ZENODO:
            try:
                return parse_record(facts.fields)
            except SourceError:  # saved by an older version of the program
                continue
    return None


def paper_of(record: Record, retrieved: str) -> Paper:
    """Returns *record* as a paper, as a search lists it; retrieved: ISO 8601, UTC."""
    from scholar_desktop.sources.zenodo.parse import record_to_paper

    return record_to_paper(record, retrieved)


def whole_work_of(paper: Paper) -> Paper | None:
    """Returns *paper* with the DOI of all versions of its record, to cite the work independently of a version.

    None if it is not a record, if the record has no such DOI, or if it is a paper published elsewhere that also has a
    record: such a paper is cited by its own DOI.
    """
    record = record_of(paper)
    if record is None or record.concept_doi is None or paper.ids.doi not in (record.doi, None):
        return None
    if record.concept_doi == record.doi or paper.ids.arxiv or paper.ids.pmid or paper.ids.pmcid:
        return None
    ids = msgspec.structs.replace(paper.ids, doi=record.concept_doi, zenodo=record.concept_id or paper.ids.zenodo)
    return msgspec.structs.replace(paper, ids=ids)
