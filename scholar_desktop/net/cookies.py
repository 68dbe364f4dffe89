"""The cookies of one chain of requests for one file. Sites that set a cookie and send back to the same address need
them; nothing is kept beyond the chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from http.cookiejar import CookieJar


class Cookies:
    """Made anew for each file, and handed to every request for it (a landing page and the link found there).

    Cookies belong to the address as it was asked, also where the host map sends it elsewhere.
    """

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def header_for(self, url: str) -> str | None:
        """The `Cookie` header for *url*, or None."""
        if self._jar is None:
            return None
        from urllib.request import Request

        request = Request(url)  # noqa: S310  (never opened: it only carries the address)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie")

    def take(self, url: str, set_cookie: Sequence[str]) -> None:
        """Keep what an answer from *url* set; a cookie for a foreign domain is dropped."""
        if not set_cookie:
            return
        from http.cookiejar import CookieJar
        from urllib.request import Request

        if self._jar is None:
            self._jar = CookieJar()
        self._jar.extract_cookies(_Headers(set_cookie), Request(url))  # type: ignore[arg-type]  # noqa: S310

    def state(self) -> frozenset[tuple[str, str, str, str | None]]:
        """Something that is equal exactly while no cookie has changed."""
        return frozenset((cookie.domain, cookie.path, cookie.name, cookie.value) for cookie in self._jar or ())


class _Headers:
    """As much of an answer as `CookieJar` looks at."""

    def __init__(self, set_cookie: Sequence[str]) -> None:
        self._set_cookie = list(set_cookie)

    def info(self) -> _Headers:
        return self

    def get_all(self, name: str, default: list[str]) -> list[str]:
        return self._set_cookie if name == "Set-Cookie" else default
