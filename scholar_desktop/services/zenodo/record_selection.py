"""Which files of a Zenodo record somebody means by what they ask for, and how those are called on the disk. Pure."""

from __future__ import annotations

import fnmatch
import unicodedata
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.zenodo.record import Record, RecordFile, likeliest_pdfs
from scholar_desktop.formats.file_names import safe_name, unique_name

ARCHIVE_LIMIT = 300_000_000
"""Zenodo packs the files of a record up to so many bytes into one archive."""
SIDECAR = "paper.json"
"""In the folder of a paper that name is taken by the library itself."""


class Selection(msgspec.Struct, frozen=True):
    """files: each once; missing: names that the record does not have, as given."""

    files: tuple[RecordFile, ...] = ()
    missing: tuple[str, ...] = ()


def select_files(files: Sequence[RecordFile], names: Sequence[str]) -> Selection:
    """The *files* with *names*: as they stand, else without regard to case, else by a pattern (`*.csv`). Without names
    all of them."""
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
    """*files* in the order in which they are fetched: what a paper is opened by is kept before its supplements."""
    order = [file.name for file in likeliest_pdfs(record.files)]
    return sorted(files, key=lambda file: order.index(file.name) if file.name in order else len(order))


def archive_name(number: str) -> str:
    """What the archive of all files of the record *number* is called."""
    return f"zenodo-{number}.zip"


def name_on_disk(file: RecordFile) -> str:
    """The file's own name, made safe; never the sidecar's."""
    return unique_name(safe_name(file.name), [SIDECAR])


def _matching(files: Sequence[RecordFile], name: str) -> list[RecordFile]:
    for same in (
        lambda file: file.name == name,
        lambda file: _folded(file.name) == _folded(name),
        lambda file: fnmatch.fnmatchcase(_folded(file.name), _folded(name)),
    ):
        if matching := [file for file in files if same(file)]:
            return matching
    return []


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
