"""Rows as CSV for spreadsheets: whatever a stranger wrote into a cell, no spreadsheet runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def csv_text(table: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> str:
    """*table* as CSV with a head line. Lists and objects stand as JSON; no cell can be taken for a formula.

    columns: in this order, and there also without rows; empty for those of the rows.
    """
    import csv
    import io

    columns = list(columns) or list(dict.fromkeys(column for row in table for column in row))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if columns:
        writer.writerow(safe_cell(column) for column in columns)
    for row in table:
        writer.writerow(safe_cell(row.get(column)) for column in columns)
    return stream.getvalue()


def safe_cell(value: Any) -> str:
    """*value* as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool | int | float):
        return str(value)
    else:
        text = json.dumps(value, ensure_ascii=False)
    # a spreadsheet runs what begins like this
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text
