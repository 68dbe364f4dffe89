"""Writes whole entries as a table (CSV), with the same columns as other papers."""

# not translated in this file: heads of columns

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.csl_variables import DATES, PAPER_TYPE_OF_CSL
from scholar_desktop.domain.entry_dates import write_edtf
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import ITEM_TYPE, own_fields_of
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
        papers: the paper of each entry, for what services state of it and nobody wrote or imported: the table of a
            search has the same cells; empty for none.
    """
    rows: list[dict[str, Any]] = []
    for place, entry in enumerate(entries):
        cells, stated = _cells(plain_entry(entry)), frozenset[str]()
        if papers:
            stated, of_services = _stated_columns(papers[place]), paper_cells(papers[place], entry.key)
            cells |= {name: cell for name, cell in of_services.items() if name in stated or name not in cells}
        cells = {name: "" if (cell := cells.get(name)) is None else cell for name in COLUMNS}
        # the reader takes the first of two columns for one variable
        read = read_row({name: unprotected(safe_cell(cell)) for name, cell in cells.items() if name != NAME})
        wanted = _with_stated(entry, read, cells["type"], stated) if stated else entry
        rows.append(cells | {NAME: remainder_of(wanted, read)})
    return csv_text(rows, COLUMNS)


def _stated_columns(paper: Paper) -> frozenset[str]:
    """Returns the columns that have what the services state of *paper*, and not what its entry has.

    An entry is made for references: its date lacks the day on which a preprint came out, a review is an article there,
    and the server of a preprint is its publisher.
    """
    own = own_fields_of(paper)
    written = frozenset(() if own is None else own.origin)
    columns = [] if ITEM_TYPE in written else ["type"]
    columns += [] if "issued" in written else ["year", "date"]
    columns += [] if "page" in written else ["pages"]
    if paper.venue and written.isdisjoint(("container-title", "publisher")):
        columns += ["venue", "publisher"]  # without a venue, the server is only known by the arXiv number
    return frozenset(columns)


def _with_stated(entry: FullEntry, read: FullEntry, type_: str, stated: Collection[str]) -> FullEntry:
    """Returns *entry* with what *read*, the entry of its row, has of the columns *stated*: the last column, which
    takes precedence, does not repeat them.

    Args:
        type_: the cell of the type. If it names the type of *entry*, or none, that type stays: the reader may take it
            for another one.
    """
    names = {_FIELDS[column] for column in stated if column in _FIELDS}
    fields = {name: value for name, value in entry.fields.items() if name not in names}
    fields |= {name: value for name, value in read.fields.items() if name in names}
    is_other = "type" in stated and type_ not in ("", PAPER_TYPE_OF_CSL.get(entry.item_type or "", "other"))
    return msgspec.structs.replace(entry, fields=fields, item_type=read.item_type if is_other else entry.item_type)


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
