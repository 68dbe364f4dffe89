"""Decides by its bytes whether a file is a complete PDF, since neither Content-Type nor the extension is reliable."""

from __future__ import annotations

import os
from pathlib import Path

from scholar_desktop.domain.text.message import Message

HEAD = 1024
"""`%PDF-` is within this number of bytes; white space or a byte order mark may precede it."""

TAIL = 2048
"""`%%EOF` is within this number of bytes at the end; some programs pad the end."""

_KINDS = (
    (b"PK\x03\x04", Message("zip archive or Office document")),
    (b"\x1f\x8b", Message("gzip archive")),
    (b"%!PS", Message("PostScript")),
    (b"AT&TFORM", Message("DjVu")),
    (b"{\\rtf", Message("rich text")),
    (b"\xd0\xcf\x11\xe0", Message("old Office document")),
    (b"\x89PNG", Message("picture")),
    (b"\xff\xd8\xff", Message("picture")),
    (b"GIF8", Message("picture")),
    (b"Rar!", Message("RAR archive")),
    (b"7z\xbc\xaf", Message("7z archive")),
)
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<title", b"<script")


def starts_as_pdf(head: bytes) -> bool:
    """Returns True if the first kB of a file is that of a PDF."""
    return b"%PDF-" in head[:HEAD]


def looks_like_html(head: bytes) -> bool:
    """Returns True if the first bytes are those of a web page, regardless of the Content-Type."""
    start = head[:HEAD].lower()
    return any(sign in start for sign in _HTML_SIGNS)


def file_kind(head: bytes) -> str | None:
    """Returns the file type of the first bytes in words; None if it is unknown.

    For example: `zip archive or Office document`.
    """
    if looks_like_html(head):
        return Message("web page")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml"):
        return Message("XML")
    if start[:1] in (b"{", b"["):
        return Message("JSON")
    return next((words for magic, words in _KINDS if head.startswith(magic)), None)


def ends_as_pdf(path: Path) -> bool:
    """Returns True if the file at *path* ends as a PDF does. Raises OSError if it cannot be read."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        return b"%%EOF" in file.read(TAIL)
