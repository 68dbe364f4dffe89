"""Each sign of a page that stands in the way, as a server sends it: outcome, kind in the reason, and no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scholar_desktop.domain.request_options import RequestOptions
from tests.support.fake_web import FakeWeb, Reply, page, redirect

if TYPE_CHECKING:
    from tests.support.fake_web_fixtures import Started

CLOUDFLARE = {"Server": "cloudflare", "CF-RAY": "8a1-FRA"}
SCRIPTS = "<script>window._cf_chl_opt={};</script><script src='/cdn-cgi/challenge-platform/h/b/x.js'></script>"


class Row(NamedTuple):
    """A row of the table: what is sent, the outcome of the attempt, and the kind that the reason names."""

    name: str
    reply: Reply
    outcome: str
    kind: str


def sent(status: int, body: str = "", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, body.encode(), {"Content-Type": "text/html", **named})


ROWS = [
    Row("cf-mitigated", sent(403, "<html>x</html>", cf_mitigated="challenge"), "needs_person", "challenge"),
    Row(
        "just a moment, 403",
        page(f"<title>Just a moment...</title>{SCRIPTS}", 403, **CLOUDFLARE),
        "needs_person",
        "challenge",
    ),
    Row(
        "just a moment, 429",
        page(f"<title>Just a moment...</title>{SCRIPTS}", 429, **CLOUDFLARE),
        "needs_person",
        "challenge",
    ),
    Row(
        "just a moment, 503",
        page(f"<title>Just a moment...</title>{SCRIPTS}", 503, **CLOUDFLARE),
        "needs_person",
        "challenge",
    ),
    Row(
        "just a moment, 200",
        page(f"<title>Just a moment...</title>{SCRIPTS}", 200, **CLOUDFLARE),
        "needs_person",
        "challenge",
    ),
    Row(
        "enable JavaScript and cookies",
        page("<title>x</title>Enable JavaScript and cookies to continue", 403),
        "needs_person",
        "challenge",
    ),
    Row("attention required", page("<title>Attention Required! | Cloudflare</title>", 403), "refused", "rule"),
    Row("you have been blocked", page("<title>x</title>Sorry, you have been blocked", 403), "refused", "rule"),
    Row("error 1020", page("<title>Access denied</title>error code: 1020", 403), "refused", "rule"),
    Row("error 1015", page("<title>Error 1015</title>You are being rate limited", 429), "rate_limited", "rate"),
    Row("522 of Cloudflare", page("<title>522: Connection timed out</title>", 522, **CLOUDFLARE), "unreachable", "522"),
    Row(
        "cf-ray alone",
        page("<title>A paper about llamas</title><p>An abstract</p>", 200, **CLOUDFLARE),
        "html_not_pdf",
        "",
    ),
    Row(
        "client challenge",
        page("<title>Client Challenge</title><script src='/_fs-ch-1/x.js'></script>"),
        "needs_person",
        "challenge",
    ),
    Row(
        "proof of work",
        page("<title>Preparing to download ...</title><script>const POW_CHALLENGE='1'</script>"),
        "needs_person",
        "challenge",
    ),
    Row("Akamai", page("<title>Access Denied</title>Reference #18.2a", 403, Server="AkamaiGHost"), "refused", "rule"),
    Row("DataDome", page("<title>x</title>", 403, x_datadome="protected"), "needs_person", "challenge"),
    Row(
        "Imperva, 403",
        page("<title>x</title>Request unsuccessful. Incapsula incident ID: 1-2", 403),
        "needs_person",
        "challenge",
    ),
    Row("Imperva, 200", page("<iframe src='/_Incapsula_Resource?SWUDNSAI=1'></iframe>"), "needs_person", "challenge"),
    Row("AWS, 202 without a body", sent(202, x_amzn_waf_action="challenge"), "needs_person", "challenge"),
    Row("202 without a sign", sent(202), "needs_person", "challenge"),
    Row("AWS, 405", page("<title>x</title>", 405, x_amzn_waf_action="captcha"), "needs_person", "challenge"),
    Row("Radware", redirect("https://validate.perfdrive.com/check?ssa=1"), "needs_person", "challenge"),
    Row("HAProxy", page("<h1>403 Forbidden</h1>Request forbidden by administrative rules.", 403), "refused", "rule"),
    Row(
        "Anubis",
        page("<title>Making sure you're not a bot!</title><script src='/.within.website/x/x.js'></script>"),
        "needs_person",
        "challenge",
    ),
    Row("captcha in the page", page("<title>x</title><div class='g-recaptcha'></div>"), "needs_person", "challenge"),
    Row("captcha in the address", redirect("https://wall.org/captcha?next=x"), "needs_person", "challenge"),
    Row("cookieAbsent", redirect("https://wall.org/action/cookieAbsent"), "needs_person", "cookies"),
    Row(
        "cookies_not_supported",
        redirect("https://wall.org/x?error=cookies_not_supported&code=1"),
        "needs_person",
        "cookies",
    ),
    Row("SAML", redirect("https://wall.org/idp/profile?SAMLRequest=abc"), "needs_person", "login"),
    Row("login with a target", redirect("https://wall.org/login?TARGET=7"), "needs_person", "login"),
    Row(
        "a password to type",
        page("<title>Journal</title><form><input type='password'></form>"),
        "needs_person",
        "login",
    ),
    Row("a jump by script", page("<script>window.location='/x.pdf'</script>"), "html_not_pdf", ""),
    Row("the article's own page", page("<title>On engines</title><p>Read it here</p>"), "html_not_pdf", ""),
    Row("401", sent(401, "<html>no</html>"), "refused", "login"),
    Row("402", sent(402, "<html>no</html>"), "unavailable", "paid"),
    Row("403", sent(403, "<html>no</html>"), "refused", "rule"),
    Row("404", sent(404, "<html>no</html>"), "unavailable", "gone"),
    Row("410", sent(410, "<html>no</html>"), "unavailable", "gone"),
    Row("429", sent(429, "Rate exceeded."), "rate_limited", "too many requests"),
    Row("451", sent(451, "<html>no</html>"), "unavailable", "legal"),
    Row(
        "a PDF only by name",
        page("<title>x</title>Preview of the first page", Content_Type="application/pdf"),
        "html_not_pdf",
        "",
    ),
]


NAMED_AS = {
    "challenge": ("checks that you are human",),
    "login": ("requires you to sign in",),
    "cookies": ("requires cookies",),
    "rule": ("blocks programs", "refused access"),
    "rate": ("accepts no more requests",),
    "too many requests": ("accepts no more requests",),
    "gone": ("no longer has the file",),
    "legal": ("for legal reasons",),
    "paid": ("requires payment",),
}


async def test_every_sign_has_its_outcome_and_names_its_kind(world: FakeWeb, started: Started) -> None:
    for number, row in enumerate(ROWS):
        doi = f"10.5555/block.{number}"
        world.add_paper(f"The {number}th paper on engines", doi=doi, copies=[f"https://host{number}.org/x.pdf"])
        world.web[f"host{number}.org/x.pdf"] = row.reply
    for address in (
        "wall.org/captcha",
        "wall.org/action/cookieAbsent",
        "wall.org/x",
        "wall.org/idp/profile",
        "wall.org/login",
    ):
        world.web[address] = page("<title>Journal</title>")
    world.web["validate.perfdrive.com/check"] = page("<title>Radware Bot Manager</title>")
    async with started() as backend:
        items = await backend.batch_download.get(
            [f"10.5555/block.{number}" for number in range(len(ROWS))], ask=RequestOptions(), on_item=lambda _item: None
        )
        kept = await backend.library.counts()
    found = {row.name: [one.outcome.value for one in item.attempts] for row, item in zip(ROWS, items, strict=True)}
    assert found == {row.name: [row.outcome] for row in ROWS}
    for row, item in zip(ROWS, items, strict=True):
        reason = item.attempts[0].reason
        assert any(words in reason for words in NAMED_AS.get(row.kind, (row.kind,))), (row.name, reason)
        assert item.attempts[0].final_url, row.name
    assert kept.with_pdf == 0
    asked = [url for url in world.web_requests() if url.startswith("host1.org")]
    assert len(asked) == 1, "a challenge is not asked again"
