"""Parses Unpaywall's answers into papers and their open copies, with the reason why each copy is listed.

The same format is used by the database snapshots of 2018 and 2020 and by the answers since 2025. Any key may be missing
or null; only an answer with a wrong outer structure raises BadAnswer.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.identifiers.kinds import arxiv_of_doi, clean_doi
from scholar_desktop.domain.paper import TYPE_OF_GENRE, Author, Copy, Facts, Ids, OpenAccess, Paper
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import host_of
from scholar_desktop.net.failures import CHANGED
from scholar_desktop.sources.json_values import (
    address_of,
    code_of,
    day_of,
    dict_of,
    dicts_of,
    flag_of,
    list_of,
    number_of,
    text_of,
    year_of,
)
from scholar_desktop.sources.plain_text import plain_line
from scholar_desktop.sources.unpaywall.snippets import split_marks

_AT_THE_PUBLISHER = {
    "open (via free pdf)": Message("Unpaywall found a free PDF on the publisher's page"),
    "open (via free article)": Message("Unpaywall found the paper free to read on the publisher's page"),
    "open (via page says license)": Message("Unpaywall found an open licence on the publisher's page"),
    "open (via crossref license)": Message("The publisher registered an open licence with Crossref"),
    "open (via crossref license, author manuscript)": (
        Message("The publisher registered a licence for the author's manuscript with Crossref")
    ),
    "oa journal (via doaj)": Message("The journal is in the Directory of Open Access Journals"),
    "oa journal (via observed oa rate)": Message("Papers in this journal are usually open access"),
    "oa journal (via publisher name)": Message("The publisher's journals are open access"),
}
_IN_A_REPOSITORY = {
    "oa repository (via OAI-PMH doi match)": Message("Unpaywall found it in a repository by its DOI"),
    "oa repository (via OAI-PMH title and first author match)": Message(
        "Unpaywall found it in a repository by title and first author"
    ),
    "oa repository (via OAI-PMH title and last author match)": Message(
        "Unpaywall found it in a repository by title and last author"
    ),
    "oa repository (via OAI-PMH title match)": Message("Unpaywall found it in a repository by its title alone"),
    "oa repository (via pmcid lookup)": Message("Unpaywall found it in a repository by its PMCID"),
    "oa repository (semantic scholar lookup)": Message("Unpaywall found it in a repository through Semantic Scholar"),
    "oa repository (via page says license)": Message("Unpaywall found it in a repository by the licence on its page"),
    "oa repository (manual)": Message("Unpaywall found it in a repository (matched by hand)"),
}
_NOTHING = (None, "deprecated")
"""Since 2025 Unpaywall sends `deprecated` in place of its evidence."""


def evidence_sentence(evidence: str | None, host_type: str | None, institution: str | None) -> str:
    """Return the sentence for one location: *evidence*, *host_type* and *institution* (`repository_institution`) as
    Unpaywall sends them.
    """
    if evidence in _AT_THE_PUBLISHER:
        return _AT_THE_PUBLISHER[evidence]
    if evidence in _IN_A_REPOSITORY:
        found = _IN_A_REPOSITORY[evidence]
        return Message("{found} ({institution})", found=found, institution=institution) if institution else found
    if evidence not in _NOTHING:
        return f"Unpaywall: {evidence}"
    if host_type == "publisher":
        return Message("Unpaywall lists the publisher's own copy")
    if host_type == "repository":
        if not institution:
            return Message("Unpaywall lists a repository's copy")
        return Message("Unpaywall lists the copy in the repository of {institution}", institution=institution)
    return Message("Unpaywall lists this copy")


PAGE_SIZE = 50
"""Rows of a page of the search; the service does not say whether there are more pages."""

_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_VERSION_MARK = re.compile(r"(?<!\s)\s*+\(V[0-9]+\)$")


class UnpaywallAnswer(msgspec.Struct, frozen=True):
    """The answer of Unpaywall for one DOI.

    fields: the answer as sent; cached: it is from the program's own store.
    """

    doi: str
    fields: dict[str, Any]
    retrieved: str
    cached: bool
    paper: Paper


class UnpaywallHit(msgspec.Struct, frozen=True):
    """One row of a search.

    score: a small number that only ranks; snippet: the matching part of the title as HTML, containing only text and
    `<b>` marks, or None; plain: the same as plain text; marks: (start, end) of the marked parts of *plain*.
    """

    paper: Paper
    fields: dict[str, Any]
    score: float | None = None
    snippet: str | None = None
    plain: str | None = None
    marks: tuple[tuple[int, int], ...] = ()


class UnpaywallAbout(msgspec.Struct, frozen=True):
    """What the service reports about itself."""

    version: str | None = None
    documentation_url: str | None = None
    message: str | None = None


class UnpaywallResultPage(msgspec.Struct, frozen=True):
    """One page of a search.

    more: the page is full, so there may be another; skipped: rows that could not be parsed.
    """

    items: tuple[UnpaywallHit, ...] = ()
    page: int = 1
    more: bool = False
    skipped: int = 0
    retrieved: str | None = None
    cached: bool = False

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of the rows, in order."""
        return tuple(item.paper for item in self.items)


def parse_doi(body: Any, doi: str, retrieved: str, *, cached: bool = False) -> UnpaywallAnswer:
    """Return the answer for *doi*, whatever DOI the answer itself contains."""
    named = isinstance(body, dict) and body.keys() & {"is_oa", "oa_locations", "oa_status"}
    paper = _paper(body, retrieved, doi) if named else None
    if paper is None:
        raise _bad_answer(body, Message("the copies of {doi}", doi=doi))
    return UnpaywallAnswer(doi, body, retrieved, cached, paper)


def parse_search(body: Any, retrieved: str, *, page: int = 1, cached: bool = False) -> UnpaywallResultPage:
    """Return a page of titles (the community's specification has a bare list instead of `results`;
    both are accepted).
    """
    rows = body.get("results") if isinstance(body, dict) else body
    if not isinstance(rows, list):
        raise _bad_answer(body, Message("a page of papers"))
    hits = tuple(hit for row in rows if (hit := _hit(row, retrieved)) is not None)
    return UnpaywallResultPage(hits, page, len(rows) >= PAGE_SIZE, len(rows) - len(hits), retrieved, cached)


def parse_about(body: Any) -> UnpaywallAbout:
    """Return the answer of GET /v2/."""
    if not isinstance(body, dict) or not body.keys() & {"version", "documentation_url"}:
        raise _bad_answer(body, Message("its version"))
    return UnpaywallAbout(*(code_of(body.get(key)) for key in ("version", "documentation_url", "msg")))


def _hit(row: Any, retrieved: str) -> UnpaywallHit | None:
    sent = dict_of(dict_of(row).get("response"))
    paper = _paper(sent, retrieved)
    if paper is None:
        return None
    # A search appends ` (V2)` to the title of a DOI that has versions; the answer for the DOI does not.
    paper = msgspec.structs.replace(paper, title=_VERSION_MARK.sub("", paper.title))
    snippet = split_marks(text_of(row.get("snippet")) or "")
    return UnpaywallHit(
        paper,
        sent,
        number_of(row.get("score")),
        snippet.html if snippet.plain else None,
        snippet.plain or None,
        snippet.spans,
    )


def _paper(sent: dict[str, Any], retrieved: str, asked: str | None = None) -> Paper | None:
    """Return the DOI object as a paper; None without a DOI (its own or the *asked* one), since Unpaywall knows papers
    only by DOI.
    """
    named = text_of(sent.get("doi")) or text_of(sent.get("doi_url"))
    doi = (clean_doi(named) if named is not None else None) or asked
    if doi is None:
        return None
    title, venue, genre = text_of(sent.get("title")), text_of(sent.get("journal_name")), code_of(sent.get("genre"))
    date = day_of(sent.get("published_date"))
    return Paper(
        title=plain_line(title) if title is not None else "",
        ids=Ids(doi=doi, arxiv=arxiv_of_doi(doi)),
        authors=tuple(author for item in dicts_of(sent.get("z_authors")) if (author := _author(item)) is not None),
        year=year_of(sent.get("year")) or year_of(date),
        date=date,
        venue=plain_line(venue) if venue is not None else None,
        type=TYPE_OF_GENRE.get(genre, "other") if genre is not None else None,
        oa=open_access_of(sent),
        sources=(UNPAYWALL,),
        retrieved=retrieved,
        facts=(Facts(UNPAYWALL, retrieved, sent),),
    )


def _author(item: dict[str, Any]) -> Author | None:
    """Return an author as OpenAlex names one (since 2025), or as Crossref does (before): a person, or a group with
    `name`.
    """
    parts = [text_of(item.get(key)) for key in ("given", "family", "suffix")]
    name = (
        text_of(item.get("raw_author_name"))
        or " ".join(part for part in parts if part is not None)
        or text_of(item.get("name"))
    )
    if not name:
        return None
    orcid = _ORCID.search(text_of(item.get("ORCID")) or "")
    return Author(name=plain_line(name), orcid=orcid[0] if orcid else None)


def open_access_of(sent: dict[str, Any], /) -> OpenAccess:
    """Return all locations of an answer in the order sent (best first). `oa_locations` is null when all were removed
    manually."""
    best = dict_of(sent.get("best_oa_location"))
    locations = dicts_of(sent.get("oa_locations")) or ([best] if best else [])
    terms, status = code_of(best.get("license")), code_of(sent.get("oa_status"))
    return OpenAccess(
        is_oa=flag_of(sent.get("is_oa")),
        status=status.lower() if status is not None else None,
        license=terms.lower() if terms is not None else None,
        copies=tuple(copy for location in locations if (copy := _copy(location)) is not None),
    )


def _copy(location: dict[str, Any]) -> Copy | None:
    """Return one location. Its `oa_date` is the day of publication, not the day on which it became open, and is not
    used.
    """
    pdf, page, url = (address_of(location.get(key)) for key in ("url_for_pdf", "url_for_landing_page", "url"))
    address = url or pdf or page
    if address is None:
        return None
    host_type, terms = code_of(location.get("host_type")), code_of(location.get("license"))
    institution = text_of(location.get("repository_institution"))
    return Copy(
        url=address,
        pdf_url=pdf,
        landing_url=page,
        host=host_of(pdf or address),
        host_type=host_type,
        version=code_of(location.get("version")),
        license=terms.lower() if terms is not None else None,
        source=UNPAYWALL,
        is_best=location.get("is_best") is True,
        evidence=evidence_sentence(
            code_of(location.get("evidence")), host_type, plain_line(institution) if institution is not None else None
        ),
    )


def embargoed(sent: dict[str, Any]) -> tuple[tuple[Copy, str | None], ...]:
    """Return the copies under embargo in an answer as sent (none since 2025).

    Each has the day on which it opens (YYYY-MM-DD), None if it is not given. Only for these copies `oa_date` is that
    day.
    """
    return tuple(
        (copy, day_of(location.get("oa_date")))
        for location in dicts_of(sent.get("oa_locations_embargoed"))
        if (copy := _copy(location)) is not None
    )


def _bad_answer(body: Any, due: str) -> BadAnswer:
    said = text_of(dict_of(body).get("message"))
    sent = Message("the message “{words}”", words=said[:200]) if said is not None else Message("something else")
    if isinstance(body, list) and not list_of(body):
        sent = Message("an empty list")
    return BadAnswer(
        Message(
            "The answer from {service} cannot be understood (expected {expected}, got {received}).",
            service="Unpaywall",
            expected=due,
            received=sent,
        ),
        hint=CHANGED,
        subject=UNPAYWALL,
    )
