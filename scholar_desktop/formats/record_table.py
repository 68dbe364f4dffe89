"""Writes Zenodo records as one flat table: one row per record, one column per bibliographic field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.zenodo.record import Record, RecordFile, likeliest_pdfs
from scholar_desktop.formats.csv_table import csv_text

COLUMNS = (
    "doi",
    "url",
    "date",
    "lang",
    "title",
    "source",
    "authors",
    "abstract",
    "keywords",
    "download_link",
)
_BETWEEN = "; "


def record_rows(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Returns a row for each record with all of COLUMNS; null if the record does not state a value.

    url: its page; date: of publication, as sent; lang: the code of the language, as sent; source: the service; authors,
    keywords: lists; abstract: the description without HTML; download_link: the PDF that is most likely the work itself,
    else the first file, null if the files are not open.
    """
    return [_row(record) for record in records]


def record_csv(records: Iterable[Record]) -> str:
    """Returns the rows of `record_rows` as CSV, each list in one cell."""
    rows = record_rows(records)
    flat = [
        {name: _BETWEEN.join(cell) if isinstance(cell, list) else cell for name, cell in row.items()} for row in rows
    ]
    return csv_text(flat, COLUMNS)


def _object(sent: Any) -> dict[str, Any]:
    return sent if isinstance(sent, dict) else {}


def _row(record: Record) -> dict[str, Any]:
    links = _object(record.all.get("links"))
    page = next((url for name in ("self_html", "html") if isinstance(url := links.get(name), str) and url), None)
    return {
        "doi": record.doi,
        "url": page or f"https://zenodo.org/records/{record.id}",
        "date": record.date,
        "lang": _language(record),
        "title": record.title,
        "source": ZENODO,
        "authors": [creator.name for creator in record.creators],
        "abstract": record.description,
        "keywords": list(record.keywords),
        "download_link": _download(record.files),
    }


def _language(record: Record) -> str | None:
    metadata = _object(record.all.get("metadata"))
    native = metadata.get("languages")
    first = _object(native[0]).get("id") if isinstance(native, list) and native else None
    return next((code for code in (metadata.get("language"), first) if isinstance(code, str) and code), None)


def _download(files: tuple[RecordFile, ...]) -> str | None:
    return next((file.url for file in (*likeliest_pdfs(files), *files) if file.url is not None), None)
