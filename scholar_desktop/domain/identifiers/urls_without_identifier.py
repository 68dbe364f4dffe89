"""Web addresses of papers that contain no identifier, so that the paper can only be found from the page itself."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from scholar_desktop.domain.identifiers.kinds import LONGEST, Identifier, Scheme
from scholar_desktop.domain.identifiers.url_identifiers import (
    S2_URL_HOSTS,
    identifier_from_address,
    is_on_host,
    split_address,
)
from scholar_desktop.domain.text.web_address import site_of

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_PREFIX = re.compile(r"url\s*[:=]\s*(?=\S)", re.IGNORECASE)
_FORUM = re.compile(r"[A-Za-z0-9_-]{4,40}")
_NOT_LOOKED_AT = ("doi.org", "arxiv.org", "semanticscholar.org", "ncbi.nlm.nih.gov")
"""Hosts whose addresses of papers always contain an identifier, or (NCBI) whose pages programs may not fetch."""


def parse_page_address(text: str) -> Identifier | None:
    """Returns the page with the address *text* (trimmed, no invisible characters) if the address itself names no paper.

    None for words, for an address that names its paper, for a site's home page, and for hosts whose pages would not
    help. An address without https:// needs a path: `Node.js` is a word.
    """
    plain = _PREFIX.sub("", text, count=1)
    if len(plain) > LONGEST or any(character.isspace() for character in plain):
        return None
    parts = split_address(plain)
    if parts is None and _WEB.fullmatch(plain):  # an IP address, or this machine: the check before the request decides
        try:
            parts = urlsplit(plain)
            _ = parts.port
        except ValueError:
            return None
    if parts is None or not parts.hostname or not (parts.path.strip("/") or parts.query):
        return None
    host = parts.hostname.removeprefix("www.")
    if is_on_host(host, *_NOT_LOOKED_AT) or identifier_from_address(plain) is not None:
        return None
    if is_on_host(host, "openreview.net"):
        return _openreview(parts.query)
    scheme = "http" if plain[:5].lower() == "http:" else "https"
    given = re.match(r"(?:https?:/{1,2}|//)?([^/?#]+)", plain, re.IGNORECASE)
    place = given[1].lower() if given is not None and "%" not in given[1] else parts.netloc
    query = f"?{parts.query}" if parts.query else ""
    return Identifier(Scheme.PAGE, f"{scheme}://{place}{parts.path or '/'}{query}")


def page_identifier(identifier: Identifier) -> Identifier | None:
    """Returns the page of an address that Semantic Scholar might have known but does not; None for other identifiers.

    An example of such an address is `dl.acm.org/citation.cfm?id=...`.
    """
    if identifier.scheme is not Scheme.URL or not is_on_host(urlsplit(identifier.value).hostname or "", *S2_URL_HOSTS):
        return None
    return Identifier(Scheme.PAGE, identifier.value)


def page_host(identifier: Identifier) -> str:
    """Returns the host of the page, without `www.`."""
    return site_of(identifier.value)


def page_site_name(identifier: Identifier) -> str:
    """Returns the name of the page's site as displayed: 'OpenReview', 'nature.com'."""
    host = page_host(identifier)
    return "OpenReview" if is_on_host(host, "openreview.net") else host


def _openreview(query: str) -> Identifier | None:
    """Returns the forum page of a paper at OpenReview, which has its title; forum, PDF and attachment share one forum
    page."""
    given = parse_qs(query)
    forum = next((value for name in ("id", "forum", "noteId") for value in given.get(name, ())), "")
    if not _FORUM.fullmatch(forum):
        return None
    return Identifier(Scheme.PAGE, f"https://openreview.net/forum?id={quote(forum)}")
