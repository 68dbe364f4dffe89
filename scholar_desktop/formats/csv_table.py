"""Writes rows as CSV for spreadsheets, and protects cells with text from outside against being run as formulas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def csv_text(table: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> str:
    """Returns *table* as CSV with a header line.

    Lists and objects are written as JSON; no cell can be read as a formula.

    Args:
        columns: the columns in this order, also written if there are no rows; empty for those of the rows.
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
    """Returns *value* as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool | int | float):
        return str(value)
    else:
        text = json.dumps(value, ensure_ascii=False)
    # a spreadsheet runs a text that begins like this as a formula
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text
