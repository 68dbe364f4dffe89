"""The rules of following redirects by hand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 10
SAME_ADDRESS_TIMES = 2
"""Sites set a cookie and send back to the same address, once."""


def is_redirect(status: int, headers: Mapping[str, str]) -> bool:
    return status in REDIRECTS and "location" in headers


def next_method(status: int, method: str) -> str:
    """303 asks with GET, and so do 301 and 302 after a POST (RFC 9110, 15.4)."""
    if status == 303 or (status in (301, 302) and method == "POST"):
        return "GET"
    return method


class RedirectTrail:
    """The addresses of one chain, and whether it goes round in a circle."""

    def __init__(self) -> None:
        self.left: list[str] = []
        self._seen: dict[str, list[Hashable]] = {}

    def may_follow(self, url: str, cookies: Hashable = None) -> bool:
        """Note that *url* is asked next, with those *cookies*; False when that is the eleventh redirect, or an
        address for the third time, or for the second with nothing changed."""
        before = self._seen.setdefault(url, [])
        if len(self.left) > MAX_REDIRECTS or len(before) >= SAME_ADDRESS_TIMES or cookies in before:
            return False
        before.append(cookies)
        return True

    def leave(self, url: str) -> None:
        """*url* led on to another."""
        self.left.append(url)
