"""Recognises challenge pages, which a host sends instead of a file: CAPTCHAs, logins, cookie walls.

The program never circumvents them. The signs are those that Zotero, JabRef and the Unpaywall scraper have observed,
and those in the documentation of the protection services (docs/services.md, 'Challenge pages'). Header names
are in lower case.
"""

# not translated in this file: words of other people's pages, and what is in the log

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

import msgspec

from scholar_desktop.domain.text.web_address import site_of


class ChallengeKind(enum.StrEnum):
    """Why a host withholds a file: what a person must do, or that waiting helps."""

    CHALLENGE = "challenge"
    LOGIN = "login"
    COOKIES = "cookies"
    RULE = "rule"
    """A rule refuses programs, or this network; waiting does not help."""
    RATE = "rate"
    """Too many requests: waiting helps, and no person is needed."""


class ChallengePage(msgspec.Struct, frozen=True):
    """A recognised challenge page. sign: what it was recognised by, for the log."""

    kind: ChallengeKind
    sign: str


_HEADERS: tuple[tuple[str, str, ChallengeKind], ...] = (
    ("cf-mitigated", "challenge", ChallengeKind.CHALLENGE),
    ("x-amzn-waf-action", "", ChallengeKind.CHALLENGE),
    ("x-datadome", "", ChallengeKind.CHALLENGE),
)
"""(name, value or empty for any value, kind). `cf-ray` and `__cf_bm` are on every Cloudflare answer: not a sign."""

_ADDRESSES: tuple[tuple[str, ChallengeKind], ...] = (
    (r"//(?:validate\.perfdrive\.com|geo\.captcha-delivery\.com)/", ChallengeKind.CHALLENGE),
    (r"/\.within\.website/x/|/cdn-cgi/challenge-platform/", ChallengeKind.CHALLENGE),
    (r"/cookieabsent\b|\bcookieset=1\b|\berror=cookies_not_supported\b|/cookies-required\b", ChallengeKind.COOKIES),
    (r"[?&]samlrequest=|/login\?(?:target|source)=|/password-login\b|/idp/", ChallengeKind.LOGIN),
    (r"[/?&=.]captcha(?:[/?&=.]|$)", ChallengeKind.CHALLENGE),
    (r"[/.](?:ssocore|wayf|shibboleth|sblogin)(?:[/.?]|$)", ChallengeKind.LOGIN),
)

_TITLES: tuple[tuple[str, ChallengeKind], ...] = (
    (r"just a moment", ChallengeKind.CHALLENGE),
    (r"client challenge", ChallengeKind.CHALLENGE),
    (r"preparing to download", ChallengeKind.CHALLENGE),
    (r"making sure you(?:'|&#39;|’)?re not a bot", ChallengeKind.CHALLENGE),
    (r"radware", ChallengeKind.CHALLENGE),
    (r"captcha", ChallengeKind.CHALLENGE),
    (r"checking your browser", ChallengeKind.CHALLENGE),
    (r"security check", ChallengeKind.CHALLENGE),
    (r"human verification|verify you are (?:a )?human|are you a (?:human|robot)", ChallengeKind.CHALLENGE),
    (r"\berror (?:code:? )?1015\b|you are being rate limited", ChallengeKind.RATE),
    (r"attention required!? \| cloudflare", ChallengeKind.RULE),
    (r"access (?:to this page has been )?denied", ChallengeKind.RULE),
    (r"cookies? (?:not supported|required|disabled|absent)", ChallengeKind.COOKIES),
    (r"^\W*(?:log ?in|sign ?in|login required|institutional login|authentication required)\b", ChallengeKind.LOGIN),
    (r"\b(?:log ?in|sign ?in) (?:to|required|page)\b", ChallengeKind.LOGIN),
    (r"\| *(?:log ?in|sign ?in)\s*$", ChallengeKind.LOGIN),
)

_BODIES: tuple[tuple[str, ChallengeKind], ...] = (
    ("_cf_chl_opt", ChallengeKind.CHALLENGE),
    ("error code: 1015", ChallengeKind.RATE),
    ("you are being rate limited", ChallengeKind.RATE),
    ("error code: 1020", ChallengeKind.RULE),
    ("error code: 1010", ChallengeKind.RULE),
    ("enable javascript and cookies to continue", ChallengeKind.CHALLENGE),
    ("/_fs-ch-", ChallengeKind.CHALLENGE),
    ("pow_challenge", ChallengeKind.CHALLENGE),
    ("incapsula incident id", ChallengeKind.CHALLENGE),
    ('id="anubis_challenge"', ChallengeKind.CHALLENGE),
    ("sorry, you have been blocked", ChallengeKind.RULE),
    ("request forbidden by administrative rules", ChallengeKind.RULE),
)
"""Text that is a sign on any page."""

_SMALL_BODIES: tuple[tuple[str, ChallengeKind], ...] = (
    ("/cdn-cgi/challenge-platform/", ChallengeKind.CHALLENGE),
    ("/.within.website/x/", ChallengeKind.CHALLENGE),
    ("geo.captcha-delivery.com", ChallengeKind.CHALLENGE),
    ("_incapsula_resource", ChallengeKind.CHALLENGE),
    ("validate.perfdrive.com", ChallengeKind.CHALLENGE),
    ("gs_captcha_ccl", ChallengeKind.CHALLENGE),
    ("g-recaptcha", ChallengeKind.CHALLENGE),
    ("h-captcha", ChallengeKind.CHALLENGE),
    ("hcaptcha.com", ChallengeKind.CHALLENGE),
    ("cf-turnstile", ChallengeKind.CHALLENGE),
    ("your browser is blocking cookies", ChallengeKind.COOKIES),
    ("cookies are disabled", ChallengeKind.COOKIES),
    ("your browser does not accept cookies", ChallengeKind.COOKIES),
    ("please enable cookies", ChallengeKind.COOKIES),
)
"""Text that is a sign only on a small page that does not describe a paper. Ordinary pages contain it too: the script of
a protection service in the head, a CAPTCHA next to a contact form, a noscript line."""
_SMALL_PAGE = 20_000
_WEAK_STATUSES = frozenset({None, 200, 202, 401, 403, 405, 429, 503})
"""Statuses with which the weaker signs count. Others are excluded: a 'not found' page often contains a login form."""
_INPUT = re.compile(rb"<input(?P<attributes>[^>]*+)", re.I)
_PASSWORD = re.compile(rb"""\Wtype\s*+=\s*+["']?password""", re.I)
_TITLE_START = re.compile(rb"<title(?=[\s>])", re.I)
_TITLE_END = re.compile(rb"</title", re.I)
_LOOKED_AT = 200_000
_LONGEST_TITLE = 1_000


def recognise_challenge_page(
    status: int | None, headers: Mapping[str, str], url: str, body: bytes
) -> ChallengePage | None:
    """Returns the challenge page that this answer is, or None for any other answer.

    Args:
        headers: header names are in lower case.
        url: the final address, after redirects.
        body: what was received; it may be truncated.
    """
    for name, value, kind in _HEADERS:
        found = headers.get(name)
        if found is not None and (not value or value in found.lower()):
            return ChallengePage(kind, f"header {name}")
    address = url.lower()
    for pattern, kind in _ADDRESSES:
        if (found_sign := re.search(pattern, address)) is not None:
            return ChallengePage(kind, f"address {found_sign[0]}")
    if not _is_page(body):
        # Some protection services answer 202 with an empty body to a client that does not accept HTML: never a file.
        return (
            ChallengePage(ChallengeKind.CHALLENGE, "status 202 without a body")
            if status == 202 and not body.strip()
            else None
        )
    return _of_page(body[:_LOOKED_AT], small=len(body) <= _SMALL_PAGE and status in _WEAK_STATUSES)


def page_title(body: bytes) -> str:
    """Returns the title of an HTML page in one line; an empty string if it has none."""
    head = body[:_LOOKED_AT]
    start = _TITLE_START.search(head)
    after = head.find(b">", start.end()) if start is not None else -1
    end = _TITLE_END.search(head, after) if after >= 0 else None
    if end is None:
        return ""
    return " ".join(head[after + 1 : end.start()].decode("utf-8", "replace").split())[:_LONGEST_TITLE]


def display_host(url: str) -> str:
    """Returns the host of *url* as shown to the user."""
    return site_of(url) or url


def _is_page(body: bytes) -> bool:
    start = body[:4096].lower()
    return b"<" in start and any(sign in start for sign in (b"<html", b"<!doctype html", b"<head", b"<title", b"<body"))


def _of_page(body: bytes, *, small: bool) -> ChallengePage | None:
    title = page_title(body).lower()
    # The landing page of an article whose title mentions captchas or logins is not a challenge page.
    if b"citation_title" not in body.lower():
        for pattern, kind in _TITLES:
            if re.search(pattern, title):
                return ChallengePage(kind, f"title {title[:60]!r}")
    text = body.decode("utf-8", "replace").lower()
    for sign, kind in _BODIES:
        if sign in text:
            return ChallengePage(kind, f"text {sign!r}")
    if not small or "citation_title" in text or "citation_pdf_url" in text:
        return None
    for sign, kind in _SMALL_BODIES:
        if sign in text:
            return ChallengePage(kind, f"text {sign!r} on a small page")
    if any(_PASSWORD.search(found["attributes"]) for found in _INPUT.finditer(body)):
        return ChallengePage(ChallengeKind.LOGIN, "a password field on a small page")
    return None
