"""Reads parts of web addresses that come from other people, and may be malformed."""

from __future__ import annotations

from urllib.parse import urlsplit


def hostname_of(url: str | None) -> str:
    """Returns the host of *url* in lower case; empty if it has none or is malformed (`http://[x/`)."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def site_of(url: str | None) -> str:
    """Returns the host of *url* as texts name it: as `hostname_of`, without `www.`."""
    return without_www(hostname_of(url))


def host_of(url: str | None) -> str | None:
    """Returns the host of *url* as `site_of` does; None if it has none."""
    return site_of(url) or None


def without_www(host: str) -> str:
    """Returns *host* as texts name it: one site has one name, whether or not the address has `www.`."""
    return host.removeprefix("www.")
