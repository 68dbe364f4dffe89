"""Parses the files of a Zenodo record, in all formats in which they are listed. Pure functions."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from scholar_desktop.domain.text.url_encoding import encode_path_segment
from scholar_desktop.domain.zenodo.record import RecordFile
from scholar_desktop.sources.json_values import address_of, code_of, count_of, dict_of, dicts_of, text_of, word_of
from scholar_desktop.sources.plain_text import printable_line

_ZENODO = "https://zenodo.org"
_HEX_MD5 = re.compile(r"[0-9a-fA-F]{32}")
_TYPE = re.compile(r"[a-z0-9]{1,10}")


def files_of(listed: Any, record: dict[str, Any] | None = None) -> tuple[tuple[RecordFile, ...], int]:
    """Return the files, and how many entries could not be parsed.

    Args:
        listed: the record's `files` (a list), the answer of /files (`entries`, a list), the native format (`entries`,
            an object by name), or null when the files are restricted.
        record: the record as sent, from which the address of a file that has none is built; None if it is not known.
    """
    folder = _folder(record) if record is not None else None
    entries = listed.get("entries") if isinstance(listed, dict) else listed
    if isinstance(entries, dict):
        entries = [{"key": name, **entry} if isinstance(entry, dict) else None for name, entry in entries.items()]
    rows = entries if isinstance(entries, list) else []
    files = tuple(file for row in dicts_of(rows) if (file := _file(row, folder)) is not None)
    return files, len(rows) - len(files)


def _file(row: dict[str, Any], folder: str | None) -> RecordFile | None:
    """Return one file: `key` and `size` of a record, `filename` and `filesize` of a deposit."""
    sent = text_of(row.get("key")) or text_of(row.get("filename"))
    name = printable_line(sent) if sent is not None else None
    if not name:
        return None
    size = count_of(row.get("size"))
    return RecordFile(
        name=name,
        size=size if size is not None else count_of(row.get("filesize")),
        checksum=_checksum(code_of(row.get("checksum"))),
        type=_type(name),
        url=_url(dict_of(row.get("links")), sent or name, folder),
        media_type=code_of(row.get("mimetype")),
    )


def _checksum(sent: str | None) -> str | None:
    """Return the checksum with its algorithm: a deposit's is an md5 without a prefix."""
    return f"md5:{sent.lower()}" if sent is not None and _HEX_MD5.fullmatch(sent) else sent


def _type(name: str) -> str | None:
    stem, dot, ending = name.lower().rpartition(".")
    return ending if dot and stem and _TYPE.fullmatch(ending) else None


def _url(links: dict[str, Any], name: str, folder: str | None) -> str | None:
    """Return the address of the content.

    It is `content` in /files and `download` in a deposit, where `self` is the description; a record's files have only
    `self`, which is the content. Zenodo sends the name of the file in it raw, so that a space, `#` or `%` of the name
    must be encoded first. Without a usable link the address is built from *folder* and the name.
    """
    coded = encode_path_segment(name)
    for key in ("content", "download", "self"):
        link = text_of(links.get(key))
        if link is None:
            continue
        before, found, after = link.rpartition(f"/{name}")
        if found and after in ("", "/content"):
            link = f"{before}/{coded}{after}"
        if (url := address_of(link)) is not None:
            return url
    return f"{folder}/{coded}/content" if folder is not None else None


def _folder(record: dict[str, Any]) -> str | None:
    """Return the address below which Zenodo has the files of the record as sent; None if it names no number."""
    number = word_of(record.get("id")) or word_of(record.get("recid"))
    if number is None or not number.isdigit():
        return None
    links = dict_of(record.get("links"))
    pages = (address_of(links.get(key)) for key in ("self", "self_html", "html"))
    page = next((urlsplit(page) for page in pages if page is not None), None)
    origin = f"{page.scheme}://{page.netloc}" if page is not None else _ZENODO
    return f"{origin}/api/records/{number}/files"
