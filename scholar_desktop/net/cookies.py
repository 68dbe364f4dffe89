"""The cookies of one chain of requests for one file.

Sites that set a cookie and redirect to the same address need them; nothing is kept after the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from http.cookiejar import CookieJar


class Cookies:
    """A cookie jar that is created for each file and used for all requests for it (a landing page and the link found
    there).

    Cookies belong to the requested address, even if the host map sends the request elsewhere.
    """

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def header_for(self, url: str) -> str | None:
        """Return the `Cookie` header for *url*, or None."""
        if self._jar is None:
            return None
        from urllib.request import Request

        request = Request(url)  # noqa: S310  (never opened: it only holds the address)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie")  # not translated: a header of HTTP

    def take(self, url: str, set_cookie: Sequence[str]) -> None:
        """Store the cookies that a response from *url* set; a cookie for a foreign domain is dropped."""
        if not set_cookie:
            return
        from http.cookiejar import CookieJar
        from urllib.request import Request

        if self._jar is None:
            self._jar = CookieJar()
        self._jar.extract_cookies(_Headers(set_cookie), Request(url))  # type: ignore[arg-type]  # noqa: S310

    def state(self) -> frozenset[tuple[str, str, str, str | None]]:
        """Return a value that stays equal as long as no cookie changes."""
        return frozenset((cookie.domain, cookie.path, cookie.name, cookie.value) for cookie in self._jar or ())


class _Headers:
    """The part of a response that `CookieJar` uses."""

    def __init__(self, set_cookie: Sequence[str]) -> None:
        self._set_cookie = list(set_cookie)

    def info(self) -> _Headers:
        return self

    def get_all(self, name: str, default: list[str]) -> list[str]:
        return self._set_cookie if name == "Set-Cookie" else default
