"""The rules for following redirects without the HTTP library."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 10
SAME_ADDRESS_TIMES = 2
"""Sites set a cookie and redirect to the same address, once."""


def is_redirect(status: int, headers: Mapping[str, str]) -> bool:
    """Return whether a response redirects to another address."""
    return status in REDIRECTS and "location" in headers


def next_method(status: int, method: str) -> str:
    """Return the method of the redirected request: GET after 303, and after 301 and 302 to a POST (RFC 9110, 15.4)."""
    if status == 303 or (status in (301, 302) and method == "POST"):
        return "GET"
    return method


class RedirectTrail:
    """The addresses of one chain of redirects, with the detection of loops."""

    def __init__(self) -> None:
        self.left: list[str] = []
        self._seen: dict[str, list[Hashable]] = {}

    def may_follow(self, url: str, cookies: Hashable = None) -> bool:
        """Record that *url* is requested next, with *cookies*.

        Returns:
            False when that is the eleventh redirect, or the same address for the third time, or for the second time
            with the same cookies.
        """
        before = self._seen.setdefault(url, [])
        if len(self.left) > MAX_REDIRECTS or len(before) >= SAME_ADDRESS_TIMES or cookies in before:
            return False
        before.append(cookies)
        return True

    def leave(self, url: str) -> None:
        """Record that *url* redirected to another address."""
        self.left.append(url)
