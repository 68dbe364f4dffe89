"""Writes a table of Zenodo records to a CSV or JSON file, one row for each record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.zenodo.record_paper_conversion import record_of

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Record


def records_of(papers: Iterable[Paper]) -> list[Record]:
    """Returns the records of those *papers* that are Zenodo records, in their order."""
    return [record for paper in papers if (record := record_of(paper)) is not None]


async def save_table(records: Sequence[Record], path: Path) -> int:
    """Writes the table of *records* to *path*: as JSON if the name ends in .json, else as CSV.

    An existing file is replaced only when the new one is complete. Returns the number of rows. Raises DiskError.
    """
    return await asyncio.to_thread(_save, records, path)


async def save_table_of(papers: Sequence[Paper], path: Path) -> int:
    """Writes the table of the records among *papers*, as `save_table` does."""
    return await asyncio.to_thread(lambda: _save(records_of(papers), path))


def _save(records: Sequence[Record], path: Path) -> int:
    from scholar_desktop.formats.record_table import record_csv, record_rows

    if path.suffix.lower() == ".json":
        text = json.dumps(record_rows(records), ensure_ascii=False, indent=1) + "\n"
    else:
        text = record_csv(records)
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise DiskError(
            Message("Could not write {path}: {reason}.", path=str(path), reason=error.strerror or str(error)),
            hint=Message("Choose another folder."),
        ) from error
    return len(records)
