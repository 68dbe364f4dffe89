"""Writes whole entries as a table (CSV), with the same columns as other papers."""

# not translated in this file: heads of columns

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scholar_desktop.domain.csl_variables import DATES, PAPER_TYPE_OF_CSL
from scholar_desktop.domain.entry_dates import write_edtf
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.names import OTHERS
from scholar_desktop.formats.csv_table import csv_text, safe_cell
from scholar_desktop.formats.entries.csv_reading import read_row, unprotected
from scholar_desktop.formats.entries.names import write_inverted_name
from scholar_desktop.formats.entries.plain_formulas import plain_entry
from scholar_desktop.formats.entries.remainder import NAME, remainder_of
from scholar_desktop.formats.paper_table import BETWEEN, COLUMNS, paper_cells

_FIELDS = {
    "title": "title",
    "date": "issued",
    "venue": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "publisher": "publisher",
    "issn": "ISSN",
    "doi": "DOI",
    "arxiv": "arxiv",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "url": "URL",
    "isbn": "ISBN",
    "edition": "edition",
    "place": "publisher-place",
    "language": "language",
    "abstract": "abstract",
}
"""The CSL variable of each column that has one."""
_ROLES = {"authors": "author", "editors": "editor"}


def write_csv_entries(entries: Sequence[FullEntry], papers: Sequence[Paper] = ()) -> str:
    """Returns *entries* as CSV with the columns of `paper_table`. What these have no room for is in the last one.

    Args:
        papers: the paper of each entry, for what services state of it and the entry does not have; empty for none.
    """
    rows: list[dict[str, Any]] = []
    for place, entry in enumerate(entries):
        stated = paper_cells(papers[place], entry.key) if papers else {}
        cells = {name: stated.get(name) or "" for name in COLUMNS} | _cells(plain_entry(entry))
        # the reader takes the first of two columns for one variable
        read = read_row({name: unprotected(safe_cell(cell)) for name, cell in cells.items() if name != NAME})
        rows.append(cells | {NAME: remainder_of(entry, read)})
    return csv_text(rows, COLUMNS)


def _cells(entry: FullEntry) -> dict[str, Any]:
    cells: dict[str, Any] = {"key": entry.key, "type": entry.item_type or ""}
    if entry.item_type in PAPER_TYPE_OF_CSL:
        cells["type"] = PAPER_TYPE_OF_CSL[entry.item_type]
    for column, role in _ROLES.items():
        names = [write_inverted_name(one) for one in entry.of_role(role)]
        cells[column] = BETWEEN.join([*names, *([OTHERS] if role in entry.with_others else [])])
    for column, name in _FIELDS.items():
        value = entry.fields.get(name)
        cells[column] = "" if value is None else write_edtf(value) if name in DATES else str(value)
    issued = entry.fields.get("issued")
    begins = str(issued.get("from") or "") if isinstance(issued, dict) else ""
    cells["year"] = begins[:4] if begins[:4].isdecimal() else ""
    cells["tags"] = BETWEEN.join(entry.tags)
    cells["collections"] = BETWEEN.join(entry.collections)
    cells["notes"] = "\n\n".join(entry.notes)
    cells["files"] = BETWEEN.join(file.path for file in entry.files)
    return cells
