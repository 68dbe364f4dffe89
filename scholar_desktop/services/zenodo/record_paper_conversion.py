"""Converts between Zenodo records and papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.source import ZENODO

if TYPE_CHECKING:
    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.domain.library import KeptPaper
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


class SavedFiles(NamedTuple):
    """Where the files of a record are: the folder, or the file if there is only one."""

    path: str
    is_folder: bool


def saved_files(paper: Paper, kept: KeptPaper | None, item: DownloadItem | None) -> SavedFiles | None:
    """Returns where the files of *paper*, a record without a PDF, are in the library; None if it does not have all.

    Args:
        kept: the paper in the library.
        item: the download of the paper, if there is one.
    """
    from scholar_desktop.domain.search.paper_filter import has_only_files  # not part of the start

    if kept is None or kept.pdf or not has_only_files(paper, item):
        return None
    if item is not None and item.has_files and item.path:
        return SavedFiles(item.path, len(item.files) > 1)
    record = record_of(paper) if kept.files else None
    if record is None or not record.files:
        return None
    there = {one.name: one.path for one in kept.files}
    paths = [there.get(file.name) for file in record.files]
    if paths[0] is None or not all(paths):
        return None
    return SavedFiles(str(Path(paths[0]).parent), True) if len(paths) > 1 else SavedFiles(paths[0], False)


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
