"""Every fault of a service, and the sentence that a person reads about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scholar_desktop.demo.semantic_scholar.requests import KEYS
from tests.support import fault_cases
from tests.support.fault_cases import Make

LATER = "Try again later."
CHANGED = (
    "Try again later. If it keeps happening, the service may have changed: check for a newer version of "
    "Scholar Desktop."
)
IN_BETWEEN = "You may need to sign in to this network: open any web page to check."
QUESTION = (
    "The service may not support this request, or it may have changed: check for a newer version of Scholar Desktop."
)
KEY = "The service may need a key: see Settings."


@dataclass(frozen=True)
class FaultCase:
    """sentence, hint: as they are read, `{service}` standing for its name; of_a_paper: the same of a list that belongs
    to a paper, where that is another; code: the error code; requests: sent by one search; settings: of
    the run; where: in the paths that are broken, besides the search."""

    name: str
    make: Make
    code: str
    sentence: str
    hint: str = ""
    of_a_paper: str | None = None
    requests: int = 1
    settings: dict[str, Any] = field(default_factory=dict)
    elsewhere: str = ""


A_KEY = sorted(KEYS)[0]
QUICK = {"service_wait": 1.2}
NO_MAP = {"host_map": {}}

FAULTS = (
    # -- statuses
    FaultCase(
        "400",
        fault_cases.json_error(400, "offset + limit must be < 1000"),
        "bad_request",
        "{service} rejected the request (status 400). Its message: “offset + limit must be < 1000”",
        QUESTION,
    ),
    FaultCase(
        "400 with fields that it refuses again and again",
        fault_cases.json_error(400, "Unrecognized or unsupported fields: [tldr]"),
        "bad_request",
        "{service} rejected the request (status 400). Its message: “Unrecognized or unsupported fields: [tldr]”",
        QUESTION,
        requests=2,
    ),
    FaultCase(
        "401",
        fault_cases.json_error(401, "Unauthorized"),
        "refused",
        "{service} refused the request (status 401).",
        KEY,
    ),
    FaultCase(
        "403 as JSON",
        fault_cases.json_error(403, "Missing Authentication Token"),
        "refused",
        "{service} refused the request (status 403). Its message: “Missing Authentication Token”",
        KEY,
    ),
    FaultCase(
        "403 as HTML",
        fault_cases.html_error(403, "403 Forbidden"),
        "refused",
        "{service} refused the request (status 403).",
        IN_BETWEEN,
    ),
    FaultCase(
        "404 as JSON",
        fault_cases.json_error(404, "Paper with id x not found"),
        "bad_answer",
        "{service} no longer answers at this address (status 404).",
        CHANGED,
        of_a_paper="{service} has no paper with the ID 204e3073….",
    ),
    FaultCase(
        "404 as HTML",
        fault_cases.html_error(404, "404 Not Found"),
        "bad_answer",
        "{service} no longer answers at this address (status 404).",
        CHANGED,
        of_a_paper="{service} has no paper with the ID 204e3073….",
    ),
    FaultCase(
        "410",
        fault_cases.json_error(410, "Gone"),
        "bad_answer",
        "{service} no longer answers at this address (status 410).",
        CHANGED,
        of_a_paper="{service} has no paper with the ID 204e3073….",
    ),
    FaultCase(
        "429 without Retry-After",
        fault_cases.json_error(
            429, "Too Many Requests. Please wait and try again or apply for a key for higher rate limits."
        ),
        "rate_limited",
        "{service} accepts no more requests for now: too many requests.",
        LATER,
        requests=4,
    ),
    FaultCase(
        "500",
        fault_cases.json_error(500, "Internal Server Error"),
        "unreachable",
        "{service} has an internal error (status 500).",
        LATER,
        requests=4,
    ),
    FaultCase(
        "502",
        fault_cases.html_error(502, "502 Bad Gateway"),
        "unreachable",
        "{service} has an internal error (status 502).",
        LATER,
        requests=4,
    ),
    FaultCase(
        "503",
        fault_cases.html_error(503, "503 Service Temporarily Unavailable"),
        "rate_limited",
        "{service} is overloaded (status 503).",
        LATER,
        requests=4,
    ),
    FaultCase(
        "504",
        fault_cases.json_error(504, "Endpoint request timed out"),
        "unreachable",
        "{service} has an internal error (status 504). Its message: “Endpoint request timed out”",
        LATER,
        requests=4,
    ),
    # -- the connection
    FaultCase("reset", fault_cases.reset, "unreachable", "{service} closed the connection.", LATER, requests=4),
    FaultCase(
        "no answer",
        fault_cases.no_answer,
        "timeout",
        "{service} did not answer within 1.2 seconds.",
        LATER,
        requests=4,
        settings=QUICK,
    ),
    FaultCase(
        "a slow drip",
        fault_cases.drip,
        "timeout",
        "{service} did not answer within 1.2 seconds.",
        LATER,
        requests=4,
        settings=QUICK,
    ),
    FaultCase(
        "cut, with a length",
        fault_cases.cut(with_length=True),
        "bad_answer",
        "The answer from {service} was cut off.",
        LATER,
        requests=4,
    ),
    FaultCase(
        "cut, without a length",
        fault_cases.cut(with_length=False),
        "bad_answer",
        "The answer from {service} was cut off.",
        LATER,
        requests=4,
    ),
    # -- the body
    FaultCase(
        "a huge body",
        fault_cases.flood,
        "too_big",
        "The answer from {service} is larger than 50 MB.",
        CHANGED,
    ),
    FaultCase(
        "a huge body, packed small",
        fault_cases.bomb,
        "too_big",
        "The answer from {service} is larger than 50 MB.",
        CHANGED,
    ),
    FaultCase(
        "a web page with 200",
        fault_cases.body(fault_cases.PAGE.format("Welcome to the hotel"), "text/html"),
        "bad_answer",
        "{service} sent a web page instead of data.",
        IN_BETWEEN,
    ),
    FaultCase(
        "a wrong content type",
        fault_cases.body("not found", "text/plain"),
        "bad_answer",
        "{service} sent an answer that is not JSON.",
        CHANGED,
    ),
    FaultCase(
        "broken JSON",
        fault_cases.body('{"data": [{"title": half of an ans}'),
        "bad_answer",
        "{service} sent an answer that is not JSON.",
        CHANGED,
    ),
    FaultCase(
        "JSON that ends early",
        fault_cases.body('{"data": [{"title": "half of an ans'),
        "bad_answer",
        "{service} sent an incomplete answer.",
        CHANGED,
    ),
    FaultCase("an empty body", fault_cases.body(""), "bad_answer", "{service} sent an empty answer.", CHANGED),
    FaultCase(
        "JSON of another shape",
        fault_cases.body('{"data": 7, "hits": [], "results": null}'),
        "bad_answer",
        "The answer from {service} cannot be understood (expected a page of papers, got an object).",
        CHANGED,
        of_a_paper="The answer from {service} cannot be understood (expected a page of citations, got an object).",
    ),
    FaultCase(
        "null",
        fault_cases.body("null"),
        "bad_answer",
        "The answer from {service} cannot be understood (expected a page of papers, got nothing).",
        CHANGED,
        of_a_paper="The answer from {service} cannot be understood (expected a page of citations, got nothing).",
    ),
    # -- redirects
    FaultCase(
        "a redirect loop",
        fault_cases.redirect("{front}/graph/v1/round"),
        "bad_answer",
        "{service} redirects in a circle.",
        IN_BETWEEN,
        requests=2,
        elsewhere="/round",
    ),
    FaultCase(
        "a redirect to a private address",
        fault_cases.redirect("http://10.0.0.1/graph/v1/paper/search"),
        "bad_answer",
        "{service} redirects to an address that is not allowed. 10.0.0.1 is a private address.",
        IN_BETWEEN,
        settings=NO_MAP,
    ),
    FaultCase(
        "a redirect to no web address",
        fault_cases.redirect("file:///etc/passwd"),
        "bad_answer",
        "{service} redirects to an address that is not allowed. “file” addresses are not supported.",
        IN_BETWEEN,
    ),
    FaultCase(
        "a redirect to another host with the key in its path",
        fault_cases.redirect(f"http://elsewhere.example/{A_KEY}/search"),
        "bad_answer",
        "{service} redirects to another host with your key or e-mail address.",
        IN_BETWEEN,
        settings={"semantic_scholar_key": A_KEY},
    ),
)
