"""Converts between Zenodo records and papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.source import ZENODO

if TYPE_CHECKING:
    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.domain.library import KeptFile, KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Record, RecordFile


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


class LibraryRecordFiles:
    """The files of a paper in the library, found by the files of its record: by address, or by name, size and checksum
    for a file of another version."""

    def __init__(self, kept: KeptPaper | None) -> None:
        """kept: the paper in the library; None if it is not there."""
        self._kept = kept
        files = kept.files if kept is not None else ()
        self._by_url = {one.source_url: one for one in files if one.source_url is not None}
        self._by_name = {(one.name, one.bytes): one for one in files}
        self._checksums: dict[str, str | None] | None = None

    def of(self, file: RecordFile) -> KeptFile | None:
        """Returns *file* in the library; None if it is not there."""
        if (found := self._by_url.get(file.url or "")) is not None:
            return found
        found = self._by_name.get((file.name, file.size or -1))
        if found is None or found.source_url is None:  # the user's own file has no stated checksum
            return found
        # the facts of another version may have replaced those of the file's own, which are in libraries of before
        stated = found.checked_with or self._stated_checksum(found.source_url)
        return found if stated is not None and stated == file.checksum else None

    def _stated_checksum(self, address: str) -> str | None:
        """Returns the checksum that the record in the library states for its file at *address*; None if it has none."""
        if self._checksums is None:
            record = record_of(self._kept.paper) if self._kept is not None else None
            self._checksums = {one.url: one.checksum for one in record.files if one.url} if record is not None else {}
        return self._checksums.get(address)


def saved_files(paper: Paper, kept: KeptPaper | None, item: DownloadItem | None) -> SavedFiles | None:
    """Returns where the files of *paper*, a record that is downloaded as its files, are in the library; None if it does
    not have all.

    The ZIP of all files counts for them as long as the library has none of them.

    Args:
        kept: the paper in the library.
        item: the download of the paper, if there is one.
    """
    from scholar_desktop.domain.search.paper_filter import is_of_files, own_pdf  # not part of the start

    if kept is None or own_pdf(kept) or not kept.files or not is_of_files(paper, item):
        return None
    there, wanted = files_in_library(paper, kept)
    if len(there) < wanted:
        from scholar_desktop.services.zenodo.record_selection import archive_name  # not part of the start

        name = archive_name(paper.ids.zenodo or "")
        there = [one for one in kept.files if one.name == name] if not there else []
    if not there:
        return None
    first = there[0].path
    return SavedFiles(str(Path(first).parent), True) if len(kept.files) > 1 else SavedFiles(first, False)


def files_in_library(paper: Paper, kept: KeptPaper) -> tuple[list[KeptFile], int]:
    """Returns the files of the record *paper* that are in the library, and how many files the record has; 0 if the
    record is not known.

    Args:
        kept: the paper in the library, which may know the record that *paper* does not.
    """
    record = record_of(paper) or record_of(kept.paper)
    if record is None:
        return [], 0
    library = LibraryRecordFiles(kept)
    found = (library.of(file) for file in record.files)
    return [one for one in found if one is not None], len(record.files)


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
