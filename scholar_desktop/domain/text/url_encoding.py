"""Percent-encodes the characters of an address that RFC 3986 does not allow: services and pages send some raw."""

from __future__ import annotations

import re
from urllib.parse import quote

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", re.IGNORECASE)
_IGNORED = re.compile(r"[\t\r\n]")
_STRAY_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_ALLOWED = "%/:=&?~#+!$,;'@()*[]"


def encode_url(url: str) -> str:
    """Returns *url*, absolute or relative, with its path and query percent-encoded where they are not yet.

    Escapes that are there remain; a percent sign that begins no escape becomes one. Tabs and line breaks are removed,
    as browsers do. A valid address is returned unchanged.
    """
    url = _IGNORED.sub("", url.strip())
    host = _HOST.match(url)
    start = host.end() if host is not None else 0
    return url[:start] + _STRAY_PERCENT.sub("%25", quote(url[start:], safe=_ALLOWED))


def encode_path_segment(name: str) -> str:
    """Returns *name*, a file name as it is, percent-encoded as a part of a path; slashes in it remain."""
    return quote(name, safe="/")
