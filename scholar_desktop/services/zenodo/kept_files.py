"""Which files of a record the library has already. Blocking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.zenodo.record import Record, RecordFile
from scholar_desktop.services.web.file_checks import can_verify_checksum, matches_checksum
from scholar_desktop.services.zenodo.record_selection import name_on_disk, select_files


def record_from_library(
    kept: KeptPaper | None, identifier: Identifier, names: Sequence[str], archive: bool
) -> Record | None:
    """The record as the library knows it, where that is enough: it is this very version, and every file that is wanted
    is kept. A concept, and a record of which something is to come, are asked for."""
    if kept is None or archive:
        return None
    from scholar_desktop.sources.zenodo.parse import parse_record

    for facts in kept.paper.facts:
        if facts.source != ZENODO:
            continue
        try:
            record = parse_record(facts.fields)
        except SourceError:  # kept by an older version of the program
            continue
        selection = select_files(record.files, names)
        same = identifier.value in (record.id, record.doi)
        if same and selection.files and not selection.missing:
            return record if all(_has_kept(kept, file) for file in selection.files) else None
    return None


def _has_kept(kept: KeptPaper, file: RecordFile) -> bool:
    return any(one.source_url == file.url and Path(one.path).is_file() for one in kept.files)


def kept_path(kept: KeptPaper | None, file: RecordFile) -> Path | None:
    """The file in the library, when it came from this very place, or has its name, size and checksum (of
    another version of the work); else None."""
    if kept is None:
        return None
    for one in kept.files:
        path = Path(one.path)
        if file.url is not None and one.source_url == file.url and path.is_file():
            return path
    if file.checksum is None or not can_verify_checksum(file.checksum):
        return None
    name = name_on_disk(file)
    for one in kept.files:
        if one.name == name and one.bytes == file.size and (path := Path(one.path)).is_file():
            return path if matches_checksum(path, file.checksum) else None
    return None
