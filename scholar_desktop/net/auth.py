"""The credentials that a service requires (key, token, e-mail), and the rules that keep them from everybody else.

They are added below the answer stores and the call log, so that neither ever contains them, and they are sent only to
the scheme, host and port of the service's own address.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlencode, urlsplit, urlunsplit

import msgspec

HIDDEN = "***"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SHORTEST_SECRET = 4


class Auth(msgspec.Struct, frozen=True):
    """The credentials for one service.

    headers: sent unchanged (`x-api-key`, `Authorization`); params: added to the query (`email`). Both may be empty.
    """

    headers: dict[str, str] = {}
    params: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.headers or self.params)

    @property
    def secrets(self) -> tuple[str, ...]:
        """All texts that must not appear anywhere else; for `Bearer x` also `x` alone."""
        whole = [*self.headers.values(), *self.params.values()]
        bare = [value.partition(" ")[2] for value in self.headers.values()]
        return tuple(text for text in (*whole, *bare) if len(text) >= _SHORTEST_SECRET)


def origin(url: str) -> tuple[str, str, int | None]:
    """Return (scheme, host, port) of *url*, with the default port of the scheme filled in. Credentials are sent only
    where all three are equal to those of the service.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").rstrip("."), parts.port or _DEFAULT_PORTS.get(scheme)


def with_params(url: str, params: dict[str, str]) -> str:
    """Return *url* with those *params* that its query does not contain yet."""
    if not params:
        return url
    parts = urlsplit(url)
    named = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    missing = {name: value for name, value in params.items() if name not in named}
    query = "&".join(text for text in (parts.query, urlencode(missing, quote_via=quote)) if text)
    return urlunsplit(parts._replace(query=query))


def without_secrets(url: str, auth: Auth) -> str:
    """Return *url* without the parameters of *auth*: for a redirect that carries the user's e-mail or key to another
    address.
    """
    parts = urlsplit(url)
    kept = [
        pair
        for pair in parts.query.split("&")
        if pair and unquote(pair.partition("=")[0]) not in auth.params and not holds_secret(pair, auth)
    ]
    return urlunsplit(parts._replace(query="&".join(kept)))


def holds_secret(text: str, auth: Auth) -> bool:
    """Return whether *text* contains a secret of *auth*."""
    return scrub(text, auth) != text


def scrub(text: str, auth: Auth) -> str:
    """Return *text* with every secret of *auth* replaced, both as it is and in its percent-encoded form."""
    for secret in sorted(auth.secrets, key=len, reverse=True):
        for form in (secret, quote(secret, safe=""), quote(secret), quote_plus(secret)):
            text = text.replace(form, HIDDEN)
    return text
