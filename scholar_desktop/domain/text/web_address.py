"""Reads parts of web addresses that come from other people, and may be malformed."""

from __future__ import annotations

from urllib.parse import urlsplit


def hostname_of(url: str | None) -> str:
    """Returns the host of *url* in lower case; empty if it has none or is malformed (`http://[x/`)."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
