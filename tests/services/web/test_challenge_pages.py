"""Pages that want a person, and pages that only look like it."""

from __future__ import annotations

import pytest

from scholar_desktop.services.web.challenge_pages import ChallengeKind, page_title, recognise_challenge_page

URL = "https://journal.example.org/article/7"


def html(title: str = "", body: str = "", head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("status", "headers", "url", "body", "kind"),
    [
        (403, {"cf-mitigated": "challenge"}, URL, b"", ChallengeKind.CHALLENGE),
        (403, {"server": "cloudflare"}, URL, html("Just a moment..."), ChallengeKind.CHALLENGE),
        (200, {}, URL, html("Client Challenge", "<script src=/_fs-ch-1/x.js>"), ChallengeKind.CHALLENGE),
        (200, {}, URL, html("Preparing to download ...", "<script>POW_CHALLENGE=1"), ChallengeKind.CHALLENGE),
        (200, {}, URL, html("Making sure you&#39;re not a bot!"), ChallengeKind.CHALLENGE),
        (202, {"x-amzn-waf-action": "challenge"}, URL, b"", ChallengeKind.CHALLENGE),
        (202, {}, URL, b"", ChallengeKind.CHALLENGE),
        (405, {"x-amzn-waf-action": "captcha"}, URL, html(), ChallengeKind.CHALLENGE),
        (403, {"x-datadome": "protected"}, URL, html(), ChallengeKind.CHALLENGE),
        (200, {}, URL, html("", "<iframe src='/_Incapsula_Resource?x'></iframe>"), ChallengeKind.CHALLENGE),
        (200, {}, "https://validate.perfdrive.com/?ssa=1", html(), ChallengeKind.CHALLENGE),
        (200, {}, URL, html("Verify", '<div class="g-recaptcha"></div>'), ChallengeKind.CHALLENGE),
        (503, {}, URL, html("Checking your browser before you go on"), ChallengeKind.CHALLENGE),
        (403, {}, URL, html("Attention Required! | Cloudflare"), ChallengeKind.RULE),
        (403, {}, URL, html("Access Denied", "Reference #18.2"), ChallengeKind.RULE),
        (200, {}, URL, html("Log in | Journal"), ChallengeKind.LOGIN),
        (200, {}, URL, html("Sign in to your account"), ChallengeKind.LOGIN),
        (200, {}, URL, html("Journal", '<form><input name=p type="password"></form>'), ChallengeKind.LOGIN),
        (200, {}, "https://x.org/idp/profile?SAMLRequest=abc", html("Journal"), ChallengeKind.LOGIN),
        (200, {}, "https://x.org/action/cookieAbsent", html("Journal"), ChallengeKind.COOKIES),
        (200, {}, "https://x.org/7?error=cookies_not_supported&code=1", html("Journal"), ChallengeKind.COOKIES),
        (200, {}, URL, html("Cookies required"), ChallengeKind.COOKIES),
    ],
)
def test_a_page_that_wants_a_person_is_recognised(
    status: int, headers: dict[str, str], url: str, body: bytes, kind: ChallengeKind
) -> None:
    found = recognise_challenge_page(status, headers, url, body)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    ("status", "headers", "url", "body"),
    [
        (200, {"cf-ray": "8a1-FRA", "server": "cloudflare"}, URL, html("Longformer", "An abstract")),
        (200, {}, URL, html("Solving a captcha", head='<meta name="citation_title" content="Solving a captcha">')),
        (200, {}, URL, html("A title", '<input type=password> g-recaptcha <x src="/cdn-cgi/challenge-platform/">',
                            head='<meta name="citation_pdf_url" content="/7.pdf">')),
        (200, {}, URL, html("A title", '<script src="/cdn-cgi/challenge-platform/jsd/main.js">' + "x" * 30_000)),
        (404, {}, URL, html("Not found", '<form><input type="password"></form>')),
        (403, {}, URL, html("Forbidden")),
        (403, {}, URL, b"Forbidden"),
        (200, {}, "https://x.org/articles/wayfinding-in-buildings", html("Wayfinding in buildings")),
        (200, {}, URL, b""),
        (429, {}, URL, b"Rate exceeded."),
    ],
)  # fmt: skip
def test_an_ordinary_page_is_none(status: int, headers: dict[str, str], url: str, body: bytes) -> None:
    assert recognise_challenge_page(status, headers, url, body) is None


def test_the_title_of_a_page_stands_in_one_line() -> None:
    assert page_title(b"<TITLE lang=en>\n A paper\n  about x </TITLE>") == "A paper about x"
    assert page_title(b"no page") == ""
