"""Selects files of a Zenodo record by name or pattern, and determines their names on the disk. Does no I/O."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.domain.zenodo.record import Record, RecordFile, likeliest_pdfs
from scholar_desktop.formats.file_names import safe_name, unique_name

ARCHIVE_LIMIT = 300_000_000
"""Largest total size in bytes of the files that Zenodo puts into one archive."""
SIDECAR = "paper.json"
"""The library uses this name itself in the folder of a paper."""


class Selection(msgspec.Struct, frozen=True):
    """The selected files. files: each once; missing: names that match no file of the record, as given."""

    files: tuple[RecordFile, ...] = ()
    missing: tuple[str, ...] = ()


def select_files(files: Sequence[RecordFile], names: Sequence[str]) -> Selection:
    """Returns the *files* that match *names*; all files if *names* is empty.

    A name matches exactly, else ignoring case, else as a pattern (`*.csv`).
    """
    if not names:
        return Selection(tuple(files))
    found: dict[str, RecordFile] = {}
    missing = []
    for name in names:
        matching = _matching(files, name)
        if not matching:
            missing.append(name)
        for file in matching:
            found.setdefault(file.name, file)
    return Selection(tuple(found.values()), tuple(missing))


def main_pdf_first(record: Record, files: Sequence[RecordFile]) -> list[RecordFile]:
    """Returns *files* in the order of download: the PDF with which a paper is opened comes before its supplements."""
    order = [file.name for file in likeliest_pdfs(record.files)]
    return sorted(files, key=lambda file: order.index(file.name) if file.name in order else len(order))


def archive_name(number: str) -> str:
    """Returns the file name for the archive of all files of the record *number*."""
    return f"zenodo-{number}.zip"


def name_on_disk(file: RecordFile) -> str:
    """Returns the name of *file* made safe for the disk; never that of the sidecar."""
    return unique_name(safe_name(file.name), [SIDECAR])


def _matching(files: Sequence[RecordFile], name: str) -> list[RecordFile]:
    for same in (
        lambda file: file.name == name,
        lambda file: fold_file_name(file.name) == fold_file_name(name),
        lambda file: fnmatch.fnmatchcase(fold_file_name(file.name), fold_file_name(name)),
    ):
        if matching := [file for file in files if same(file)]:
            return matching
    return []
