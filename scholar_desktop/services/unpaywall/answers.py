"""Answers of Unpaywall written to a file, with every field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.profile import write_atomically
from scholar_desktop.services.unpaywall.unpaywall_lookup import answer_rows


def write_answers(path: Path, answers: Sequence[Mapping[str, Any]], kind: str, extended: bool) -> int:
    """Write *answers* as *kind* (csv, json); extended: a row for each copy. How many rows. Blocking.

    CSV is guarded against formulas; JSON has the answers as they were sent, or the rows. Raises DiskError.
    """
    table = answer_rows(answers, extended=extended)
    if kind == "csv":
        content = csv_text(table).encode("utf-8-sig")
    else:
        content = msgspec.json.format(msgspec.json.encode(table if extended else list(answers)), indent=1)
    write_atomically(path, content)
    return len(table)
