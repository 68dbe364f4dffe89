"""The HTML of the demo's web: landing pages with citation tags, and pages that are sent instead of a PDF."""

from __future__ import annotations

import html
import json

from starlette.responses import Response

from scholar_desktop.demo.corpus.corpus_file import Deposit, Work

_CHALLENGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head><body><div class="main-content"><noscript>Enable JavaScript and
cookies to continue</noscript></div><script>window._cf_chl_opt={cType:'managed'};var a=document.createElement('script');
a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1';</script></body></html>
"""
_PROOF = """<!doctype html><html><head><title>Preparing to download ...</title><script>
const POW_CHALLENGE = "de30"; const POW_DIFFICULTY = "4"; const POW_COOKIE_NAME = "cloudpmc-viewer-pow";
const POW_COOKIE_PATH = "/";</script></head><body><p>Preparing to download ...</p></body></html>
"""


def page_of_kind(kind: str, work: Work, to: str | None, host: str) -> Response | None:
    """Returns the page of an address of *kind*; None for kinds that are not pages."""
    title = html.escape(work.title)
    if kind == "landing":
        return landing_page(work, to)
    if kind == "missing":
        return not_found()
    if kind == "gone":
        return _page("410 Gone", "<h1>Gone</h1><p>The resource is no longer available.</p>", 410)
    if kind == "forbidden":
        return _page("403 Forbidden", "<h1>Forbidden</h1>", 403)
    if kind == "server_error":
        return _page("500 Internal Server Error", "<h1>Internal Server Error</h1>", 500)
    if kind == "rate_limited":
        return _page("Too many requests", "<h1>Rate exceeded.</h1>", 429, {"retry-after": "120"})
    if kind == "challenge":
        headers = {"server": "cloudflare", "cf-mitigated": "challenge", "cf-ray": "de30de30de30de30-AMS"}
        return _html(_CHALLENGE, 403, headers)
    if kind == "script_challenge":
        script = "<script src='/_fs-ch-1T1wmsGaOgGaSxcX/script.js'></script>" + "<!-- -->" * 320
        return _page("Client Challenge", f"<noscript>JavaScript is disabled in your browser.</noscript>{script}")
    if kind == "viewer":
        return _page(title, f"<h1>{title}</h1><div id='reader'>The reader needs a newer browser.</div>")
    if kind == "html_pdf":
        body = f"<h1>{title}</h1><p>Preview of the first page.</p>"
        return _page(title, body, 200, {"content-type": "application/pdf"})
    if kind == "login":
        return Response(None, 302, {"location": f"https://{host}/login?TARGET={work.number}"})
    return None


def landing_page(work: Work, pdf: str | None) -> Response:
    """Returns the landing page of *work*.

    If there is a PDF, the page has the tags by which scholarly search engines find it.
    """
    tags = [("citation_title", work.title)]
    tags += [("citation_author", name) for _, name in work.authors]
    if work.publication_date or work.year:
        tags.append(("citation_publication_date", (work.publication_date or str(work.year)).replace("-", "/")))
    if work.venue:
        tags.append(("citation_journal_title", work.venue))
    if work.doi:
        tags.append(("citation_doi", work.doi))
    if work.arxiv:
        tags.append(("citation_arxiv_id", work.arxiv))
    if pdf:
        tags.append(("citation_pdf_url", pdf))
    link = f'<p><a href="{html.escape(pdf)}">Download PDF</a></p>' if pdf else "<p>Get access through your library.</p>"
    return _tagged(work.title, tags, link)


def record_page(deposit: Deposit, pdf: str | None) -> Response:
    """Returns the page of a Zenodo record."""
    tags = [("citation_title", deposit.title), ("citation_doi", deposit.doi)]
    tags += [("citation_author", creator["name"]) for creator in deposit.creators]
    if pdf:
        tags.append(("citation_pdf_url", pdf))
    return _tagged(deposit.title, tags, "")


def jump(to: str) -> Response:
    """Returns a page that redirects by a refresh, as Elsevier's link resolver does."""
    refresh = f'<meta http-equiv="refresh" content="0; url={html.escape(to)}">'
    return _html(f"<!doctype html><html><head><title>Redirecting</title>{refresh}</head><body></body></html>\n")


def login(host: str) -> Response:
    """Returns a login page."""
    form = f"<h1>Sign in to {html.escape(host)}</h1><form action='/password-login'><input name='user'></form>"
    return _page("Sign in", form)


def proof_of_work() -> Response:
    """Returns a challenge page of scripts."""
    return _html(_PROOF)


def handle(doi: str, to: str | None) -> Response:
    """Returns doi.org's answer for a handle: responseCode 1 if it is registered, 100 otherwise."""
    body = {"responseCode": 1 if to else 100, "handle": doi}
    return Response(json.dumps(body), 200 if to else 404, {"content-type": "application/json"})


def not_found(title: str = "404 Not Found") -> Response:
    """Returns an error page with status 404."""
    return _page(title, "<h1>Not Found</h1>", 404)


def _tagged(title: str, tags: list[tuple[str, str]], body: str) -> Response:
    metas = "\n".join(f'<meta name="{name}" content="{html.escape(value)}">' for name, value in tags)
    shown = html.escape(title)
    return _html(
        f"<!doctype html>\n<html><head><meta charset='utf-8'><title>{shown}</title>\n{metas}\n</head>\n"
        f"<body><h1>{shown}</h1>{body}</body></html>\n"
    )


def _page(title: str, body: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    return _html(f"<!doctype html>\n<html>{head}\n<body>{body}</body></html>\n", status, headers)


def _html(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, {"content-type": "text/html; charset=utf-8", **(headers or {})})
