"""Unpaywall v2 in its form since 2025: lookup of DOIs and title search (docs/services.md).

Only DOIs of Crossref are known. For those of DataCite (Zenodo, arXiv, the demo's own deposits), as for unknown ones,
the answer is the web framework's HTML page with 404. `oa_date` is the day of publication for every location, `evidence`
is "deprecated".
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Location, Work
from scholar_desktop.demo.semantic_scholar.ranking import STOP, WordIndex, stem, words_of

_PAGE = 50
_DATACITE = ("10.48550/", "10.5281/", "10.5555/zenodo.", "10.13016/", "10.6084/", "10.7280/", "10.6078/")
_NOT_FOUND = (
    "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not "
    "found on the server. If you entered the URL manually please check your spelling and try again.</p>\n"
)
_NO_EMAIL = "Email address required in API call, see http://unpaywall.org/products/api"
_OWN_EMAIL = "Please use your own email address in API calls. See http://unpaywall.org/products/api"
_PUBLISHERS = {
    "10.1038": "Springer Science and Business Media LLC", "10.1007": "Springer Science and Business Media LLC",
    "10.1186": "Springer Science and Business Media LLC", "10.1016": "Elsevier BV", "10.1145": "ACM",
    "10.1109": "Institute of Electrical and Electronics Engineers (IEEE)", "10.1111": "Wiley", "10.1002": "Wiley",
    "10.18653": "Association for Computational Linguistics", "10.1093": "Oxford University Press (OUP)",
    "10.1073": "Proceedings of the National Academy of Sciences", "10.3390": "MDPI AG", "10.1098": "The Royal Society",
    "10.1103": "American Physical Society (APS)", "10.1126": "American Association for the Advancement of Science",
    "10.3389": "Frontiers Media SA", "10.1101": "openRxiv", "10.5555": "Demo Press",
}  # fmt: skip
_TERM = re.compile(r'(-?)"([^"]*)"|(\S+)')


class UnpaywallApi:
    """The endpoints of Unpaywall."""

    def __init__(self, corpus: DemoCorpus) -> None:
        self._corpus = corpus

    def routes(self) -> list[Route]:
        return [
            Route("/v2", self._about, methods=["GET"]),
            Route("/v2/", self._about, methods=["GET"]),
            Route("/v2/search", self._search, methods=["GET"]),
            Route("/v2/{doi:path}", self._look_up, methods=["GET"]),
        ]

    async def _about(self, request: Request) -> Response:
        return _json(
            {"version": "2.0.1", "documentation_url": "https://unpaywall.org/products/api", "msg": "Don't panic"}
        )

    async def _look_up(self, request: Request) -> Response:
        if (refusal := _refusal(request)) is not None:
            return refusal
        match = re.search(r"10\.\d+/\S+", request.path_params["doi"].strip().lower())
        work = self._find(match.group()) if match else None
        if work is None:
            return Response(_NOT_FOUND, 404, {"content-type": "text/html; charset=utf-8", "server": "Heroku"})
        return _json(self.describe(work))

    def _find(self, doi: str) -> Work | None:
        return None if doi.startswith(_DATACITE) else self._corpus.by_doi(doi)

    # --- the answer for a DOI

    def describe(self, work: Work) -> dict[str, Any]:
        """Returns the object of a DOI; all keys are always present."""
        facts = work.unpaywall or {}
        day = facts.get("published_date") or work.publication_date or (f"{work.year}-01-01" if work.year else None)
        copies = [_location(copy, day, place == 0) for place, copy in enumerate(work.copies)]
        journal = self._corpus.venues.get(work.venue_id, {})
        issns = [journal["issn"], *journal.get("alternate_issns", [])] if journal.get("issn") else []
        status = _status(work)
        prefix = (work.doi or "").split("/")[0]
        return {
            "doi": work.doi,
            "doi_url": f"https://doi.org/{work.doi}",
            "title": facts.get("title") or work.title,
            "genre": facts.get("genre") or _genre(work),
            "is_paratext": False,
            "published_date": day,
            "year": facts.get("year") or work.year,
            "journal_name": facts.get("journal_name")
            or (None if work.unpaywall else journal.get("name") or work.venue or None),
            "journal_issns": facts.get("journal_issns") or ",".join(issns) or None,
            "journal_issn_l": facts.get("journal_issn_l") or (issns[0] if issns else None),
            "journal_is_oa": facts.get("journal_is_oa", status == "gold"),
            "journal_is_in_doaj": facts.get("journal_is_in_doaj", status == "gold"),
            "publisher": facts.get("publisher") or _PUBLISHERS.get(prefix),
            "is_oa": bool(copies),
            "oa_status": status,
            "has_repository_copy": any(copy["host_type"] == "repository" for copy in copies),
            "best_oa_location": copies[0] if copies else None,
            "first_oa_location": copies[0] if copies else None,
            "oa_locations": copies,
            "oa_locations_embargoed": [],
            "data_standard": 2,
            "z_authors": _authors(facts.get("authors") or [name for _, name in work.authors]),
            "updated": f"2025-0{1 + work.number % 9}-1{work.number % 10}T08:15:{10 + work.number % 50}Z",
        }

    # --- title search

    @cached_property
    def _works(self) -> list[Work]:
        return [work for work in self._corpus.listed if work.doi and not work.doi.startswith(_DATACITE)]

    @cached_property
    def _index(self) -> WordIndex:
        index = WordIndex({"title": 1.0})
        for place, work in enumerate(self._works):
            index.add(place, {"title": work.title})
        return index

    async def _search(self, request: Request) -> Response:
        if (refusal := _refusal(request)) is not None:
            return refusal
        given = request.query_params
        if not given.get("query"):
            return _error(400, "query parameter is required")
        if given.get("is_oa", "null").lower() not in ("true", "false", "null"):
            return _error(400, "is_oa must be 'true' or 'false'")
        page = given.get("page", "1")
        if not page.isdigit() or int(page) < 1:
            return _error(400, "'page' must be a positive integer")
        found = self._match(given["query"])
        if (wanted := given.get("is_oa", "null").lower()) != "null":
            found = [(work, score) for work, score in found if bool(work.copies) == (wanted == "true")]
        shown = found[(int(page) - 1) * _PAGE : int(page) * _PAGE]
        terms = set(words_of(given["query"])) - STOP
        results = [
            {"response": self._versioned(work), "score": round(score / 200, 9), "snippet": _snippet(work.title, terms)}
            for work, score in shown
        ]
        return _json({"results": results, "elapsed_seconds": 0.015})

    def _match(self, query: str) -> list[tuple[Work, float]]:
        """Returns the papers that match a title search, with their scores, best first.

        Every word must be in the title; "…" is a phrase, OR between words matches either, - before a word excludes it
        (not at the very start, where the server removes it).
        """
        query = query.lstrip("- ")
        scores: dict[int, float] = {}
        for part in re.split(r"\sOR\s", query):
            phrases: list[str] = []
            plain: list[str] = []
            out: list[str] = []
            for minus, phrase, word in _TERM.findall(part):
                if phrase:
                    (out if minus else phrases).append(phrase)
                elif word.startswith("-"):
                    out.append(word[1:])
                else:
                    plain.append(word)
            for place, score in self._index.search(" ".join([*plain, *phrases])):
                title = " ".join(words_of(self._works[place].title))
                held = all(_inside(phrase, title) for phrase in phrases)
                if held and not any(_inside(word, title) for word in out):
                    scores[place] = max(score, scores.get(place, 0.0))
        ranked = sorted(scores.items(), key=lambda each: (-each[1], each[0]))
        return [(self._works[place], score) for place, score in ranked]

    def _versioned(self, work: Work) -> dict[str, Any]:
        """Returns the object of a paper.

        If its DOI ends with a version, the search appends the version to the title.
        """
        body = self.describe(work)
        if version := re.search(r"[/.]v(\d+)$", work.doi or ""):
            body["title"] += f" (V{version[1]})"
        return body


def _inside(words: str, title: str) -> bool:
    return f" {' '.join(words_of(words))} " in f" {title} "


def _snippet(title: str, terms: set[str]) -> str:
    def mark(match: re.Match[str]) -> str:
        return f"<b>{match[0]}</b>" if stem(match[0].lower()) in terms else match[0]

    return re.sub(r"[^\W_]+", mark, title)


def _location(copy: Location, day: str | None, best: bool) -> dict[str, Any]:
    return {
        "url": copy.url,
        "url_for_pdf": copy.url_for_pdf,
        "url_for_landing_page": copy.url_for_landing_page,
        "evidence": "deprecated",
        "license": copy.license,
        "version": copy.version,
        "host_type": copy.host_type,
        "is_best": best,
        "pmh_id": copy.pmh_id,
        "endpoint_id": copy.endpoint_id,
        "repository_institution": copy.repository_institution,
        "oa_date": day,
        "updated": "deprecated",
    }


def _status(work: Work) -> str:
    """Returns the recorded status, or the status that follows from the hosts of the copies."""
    if not work.copies:
        return "closed"
    if work.unpaywall and work.unpaywall.get("oa_status") not in (None, "closed"):
        return str(work.unpaywall["oa_status"])
    known = (work.oa.status or "").lower()
    if known in ("gold", "hybrid", "bronze", "green"):
        return known
    if all(copy.host_type == "repository" for copy in work.copies):
        return "green"
    return "hybrid" if any(copy.license for copy in work.copies) else "bronze"


def _genre(work: Work) -> str:
    doi = work.doi or ""
    if doi.startswith(("10.1101/", "10.21203/", "10.2139/")):
        return "posted-content"
    types = work.publication_types or []
    if "Conference" in types or doi.startswith(("10.18653/", "10.1145/")):
        return "proceedings-article"
    return "book-chapter" if "Book" in types or "BookSection" in types else "journal-article"


def _authors(names: list[str]) -> list[dict[str, Any]] | None:
    """Returns the first 100 authors; None if none are known."""
    last = len(names) - 1
    return [
        {
            "author_position": "first" if place == 0 else "last" if place == last else "additional",
            "raw_author_name": name,
            "is_corresponding": place == 0,
            "raw_affiliation_strings": None,
        }
        for place, name in enumerate(names[:100])
    ] or None


def _refusal(request: Request) -> Response | None:
    """Returns the answer to a call without an acceptable e-mail address; None if the call is accepted."""
    if "api_key" in request.query_params:
        return _error(403, "Invalid api_key")
    email = request.query_params.get("email", "").strip()
    if not email:
        return _error(422, _NO_EMAIL)
    lowered = email.lower()
    sample = lowered.endswith("example.com") or "@" not in lowered or lowered == "your@email.org"
    sample = sample or bool(re.fullmatch(r"email@.*email\.com|your\.email@email.*|your_email", lowered))
    return _error(422, _OWN_EMAIL) if sample else None


def _error(status: int, message: str) -> Response:
    return _json({"HTTP_status_code": status, "error": True, "message": message}, status)


def _json(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, {"content-type": "application/json", "server": "Heroku"})
