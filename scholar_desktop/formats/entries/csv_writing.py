"""Writes whole entries as a table (CSV), with a column for each field that one of them has."""

# not translated in this file: heads of columns

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.csl_variables import DATES
from scholar_desktop.domain.entry_dates import write_edtf
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.text.names import OTHERS
from scholar_desktop.formats.csv_table import csv_text, safe_cell
from scholar_desktop.formats.entries.csv_reading import read_row, unprotected
from scholar_desktop.formats.entries.names import write_inverted_name
from scholar_desktop.formats.entries.remainder import NAME, remainder_of

_FIRST = (
    "key",
    "type",
    "title",
    "author",
    "editor",
    "issued",
    "container-title",
    "volume",
    "issue",
    "page",
    "DOI",
    "URL",
)
_LAST = ("tags", "collections", "notes", "files", NAME)


def write_csv_entries(entries: Sequence[FullEntry]) -> str:
    """Returns *entries* as CSV with a head."""
    rows = [_row(entry) for entry in entries]
    names = {name for row in rows for name in row}
    columns = [*_FIRST, *sorted(names - {*_FIRST, *_LAST}), *_LAST]
    rows = [{name: row.get(name, "") for name in columns} for row in rows]
    for entry, row in zip(entries, rows, strict=True):
        # in the order of the columns: of two that are one variable, the first counts
        read = read_row({name: unprotected(safe_cell(cell)) for name, cell in row.items() if name != NAME})
        row[NAME] = remainder_of(entry, read)
    return csv_text(rows, columns)


def _row(entry: FullEntry) -> dict[str, str]:
    row = {"key": entry.key, "type": entry.item_type or ""}
    for role in dict.fromkeys(one.role for one in entry.people):
        names = [write_inverted_name(one) for one in entry.of_role(role)]
        row[role] = "; ".join([*names, *([OTHERS] if role in entry.with_others else [])])
    for name, value in entry.fields.items():
        if name not in _LAST and name not in row:
            row[name] = write_edtf(value) if name in DATES else str(value)
    row["tags"] = "; ".join(entry.tags)
    row["collections"] = "; ".join(entry.collections)
    row["notes"] = "\n\n".join(entry.notes)
    row["files"] = "; ".join(file.path for file in entry.files)
    return row
