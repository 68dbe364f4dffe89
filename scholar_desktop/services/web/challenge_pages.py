"""Pages that stand between a program and a file: challenges, logins, cookie walls. Recognised, never worked round.

Signs as seen in the wild by Zotero, JabRef and the Unpaywall scraper, and in the guards' own documentation
(`api-facts.md` 4.6). Headers come with names in lower case.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec


class BlockKind(enum.StrEnum):
    """What stands in the way: what the person is needed for, or that waiting helps."""

    CHALLENGE = "challenge"
    LOGIN = "login"
    COOKIES = "cookies"
    RULE = "rule"
    """A rule refuses programs, or this network; waiting does not help."""
    RATE = "rate"
    """Too many requests: waiting helps, and no person is needed."""


BLOCK_WORDS = {
    BlockKind.CHALLENGE: "wants a browser first, to tell people from programs",
    BlockKind.LOGIN: "wants a login",
    BlockKind.COOKIES: "wants cookies that only a browser keeps",
    BlockKind.RULE: "refuses programs",
    BlockKind.RATE: "asks for fewer requests",
}


class BlockPage(msgspec.Struct, frozen=True):
    """kind, and the sign by which it was told (for the log)."""

    kind: BlockKind
    sign: str


_HEADERS: tuple[tuple[str, str, BlockKind], ...] = (
    ("cf-mitigated", "challenge", BlockKind.CHALLENGE),
    ("x-amzn-waf-action", "", BlockKind.CHALLENGE),
    ("x-datadome", "", BlockKind.CHALLENGE),
)
"""(name, value or empty for any value, kind). `cf-ray` and `__cf_bm` stand on every answer of Cloudflare: no sign."""

_ADDRESSES: tuple[tuple[str, BlockKind], ...] = (
    (r"//(?:validate\.perfdrive\.com|geo\.captcha-delivery\.com)/", BlockKind.CHALLENGE),
    (r"/\.within\.website/x/|/cdn-cgi/challenge-platform/", BlockKind.CHALLENGE),
    (r"/cookieabsent\b|\bcookieset=1\b|\berror=cookies_not_supported\b|/cookies-required\b", BlockKind.COOKIES),
    (r"[?&]samlrequest=|/login\?(?:target|source)=|/password-login\b|/idp/", BlockKind.LOGIN),
    (r"[/?&=.]captcha(?:[/?&=.]|$)", BlockKind.CHALLENGE),
    (r"[/.](?:ssocore|wayf|shibboleth|sblogin)(?:[/.?]|$)", BlockKind.LOGIN),
)

_TITLES: tuple[tuple[str, BlockKind], ...] = (
    (r"just a moment", BlockKind.CHALLENGE),
    (r"client challenge", BlockKind.CHALLENGE),
    (r"preparing to download", BlockKind.CHALLENGE),
    (r"making sure you(?:'|&#39;|’)?re not a bot", BlockKind.CHALLENGE),
    (r"radware", BlockKind.CHALLENGE),
    (r"captcha", BlockKind.CHALLENGE),
    (r"checking your browser", BlockKind.CHALLENGE),
    (r"security check", BlockKind.CHALLENGE),
    (r"human verification|verify you are (?:a )?human|are you a (?:human|robot)", BlockKind.CHALLENGE),
    (r"\berror (?:code:? )?1015\b|you are being rate limited", BlockKind.RATE),
    (r"attention required!? \| cloudflare", BlockKind.RULE),
    (r"access (?:to this page has been )?denied", BlockKind.RULE),
    (r"cookies? (?:not supported|required|disabled|absent)", BlockKind.COOKIES),
    (r"^\W*(?:log ?in|sign ?in|login required|institutional login|authentication required)\b", BlockKind.LOGIN),
    (r"\b(?:log ?in|sign ?in) (?:to|required|page)\b", BlockKind.LOGIN),
    (r"\| *(?:log ?in|sign ?in)\s*$", BlockKind.LOGIN),
)

_BODIES: tuple[tuple[str, BlockKind], ...] = (
    ("_cf_chl_opt", BlockKind.CHALLENGE),
    ("error code: 1015", BlockKind.RATE),
    ("you are being rate limited", BlockKind.RATE),
    ("error code: 1020", BlockKind.RULE),
    ("error code: 1010", BlockKind.RULE),
    ("enable javascript and cookies to continue", BlockKind.CHALLENGE),
    ("/_fs-ch-", BlockKind.CHALLENGE),
    ("pow_challenge", BlockKind.CHALLENGE),
    ("incapsula incident id", BlockKind.CHALLENGE),
    ('id="anubis_challenge"', BlockKind.CHALLENGE),
    ("sorry, you have been blocked", BlockKind.RULE),
    ("request forbidden by administrative rules", BlockKind.RULE),
)
"""On any page."""

_SMALL_BODIES: tuple[tuple[str, BlockKind], ...] = (
    ("/cdn-cgi/challenge-platform/", BlockKind.CHALLENGE),
    ("/.within.website/x/", BlockKind.CHALLENGE),
    ("geo.captcha-delivery.com", BlockKind.CHALLENGE),
    ("_incapsula_resource", BlockKind.CHALLENGE),
    ("validate.perfdrive.com", BlockKind.CHALLENGE),
    ("gs_captcha_ccl", BlockKind.CHALLENGE),
    ("g-recaptcha", BlockKind.CHALLENGE),
    ("h-captcha", BlockKind.CHALLENGE),
    ("hcaptcha.com", BlockKind.CHALLENGE),
    ("cf-turnstile", BlockKind.CHALLENGE),
    ("your browser is blocking cookies", BlockKind.COOKIES),
    ("cookies are disabled", BlockKind.COOKIES),
    ("your browser does not accept cookies", BlockKind.COOKIES),
    ("please enable cookies", BlockKind.COOKIES),
)
"""Ordinary pages carry these too (a guard's script in the head, a captcha beside a contact form, a noscript line): a
sign only on a small page that says nothing of a paper."""
_SMALL_PAGE = 20_000
_WEAK_STATUSES = frozenset({None, 200, 202, 401, 403, 405, 429, 503})
"""A 'not found' page may well hold a login form."""
_PASSWORD_FIELD = re.compile(rb"""<input[^>]+type\s*=\s*["']?password""", re.I)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.I | re.S)
_LOOKED_AT = 200_000


def recognise_block_page(status: int | None, headers: Mapping[str, str], url: str, body: bytes) -> BlockPage | None:
    """The block page that this answer is, or None. *url* is the final address; *body* what came, maybe cut."""
    for name, value, kind in _HEADERS:
        found = headers.get(name)
        if found is not None and (not value or value in found.lower()):
            return BlockPage(kind, f"header {name}")
    address = url.lower()
    for pattern, kind in _ADDRESSES:
        if (found_sign := re.search(pattern, address)) is not None:
            return BlockPage(kind, f"address {found_sign[0]}")
    if not _is_page(body):
        # Some guards answer 202 with nothing at all to whoever does not ask for HTML: that is never a file.
        return (
            BlockPage(BlockKind.CHALLENGE, "status 202 without a body") if status == 202 and not body.strip() else None
        )
    return _of_page(body[:_LOOKED_AT], small=len(body) <= _SMALL_PAGE and status in _WEAK_STATUSES)


def page_title(body: bytes) -> str:
    """The title of an HTML page in one line; empty without one."""
    found = _TITLE.search(body[:_LOOKED_AT])
    return " ".join(found[1].decode("utf-8", "replace").split()) if found else ""


def display_host(url: str) -> str:
    """The host of *url*, as it is named to a person."""
    return urlsplit(url).hostname or url


def _is_page(body: bytes) -> bool:
    start = body[:4096].lower()
    return b"<" in start and any(sign in start for sign in (b"<html", b"<!doctype html", b"<head", b"<title", b"<body"))


def _of_page(body: bytes, *, small: bool) -> BlockPage | None:
    title = page_title(body).lower()
    # The page of an article whose title speaks of captchas or log-ins is no block page.
    if b"citation_title" not in body.lower():
        for pattern, kind in _TITLES:
            if re.search(pattern, title):
                return BlockPage(kind, f"title {title[:60]!r}")
    text = body.decode("utf-8", "replace").lower()
    for sign, kind in _BODIES:
        if sign in text:
            return BlockPage(kind, f"text {sign!r}")
    if not small or "citation_title" in text or "citation_pdf_url" in text:
        return None
    for sign, kind in _SMALL_BODIES:
        if sign in text:
            return BlockPage(kind, f"text {sign!r} on a small page")
    if _PASSWORD_FIELD.search(body):
        return BlockPage(BlockKind.LOGIN, "a password field on a small page")
    return None
