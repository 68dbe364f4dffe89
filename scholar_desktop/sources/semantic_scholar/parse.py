"""Parses Semantic Scholar's answers into papers and citation lists. Pure functions.

Any key may be missing or null; an item that cannot be parsed is skipped and counted. Only an answer with a wrong outer
structure (a list in place of an object) raises BadAnswer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from scholar_desktop.domain.citations.citation import Citation, CitationContext, CitationPage
from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.identifiers.kinds import Scheme, arxiv_of_doi, canonical
from scholar_desktop.domain.paper import Author, Copy, Counts, Facts, Ids, OpenAccess, Paper
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import host_of
from scholar_desktop.net.failures import CHANGED
from scholar_desktop.sources.json_values import (
    address_of,
    code_of,
    count_of,
    day_of,
    dict_of,
    dicts_of,
    flag_of,
    list_of,
    text_of,
    texts_of,
    whole_of,
    word_of,
    year_of,
)
from scholar_desktop.sources.plain_text import plain_line, plain_paragraphs
from scholar_desktop.sources.semantic_scholar.kinds import license_of, type_of

T = TypeVar("T")

_EXTERNAL = (
    ("corpus", Scheme.CORPUS, "CorpusId"),
    ("doi", Scheme.DOI, "DOI"),
    ("arxiv", Scheme.ARXIV, "ArXiv"),
    ("pmid", Scheme.PMID, "PubMed"),
    ("pmcid", Scheme.PMCID, "PubMedCentral"),
    ("mag", Scheme.MAG, "MAG"),
    ("acl", Scheme.ACL, "ACL"),
    ("dblp", Scheme.DBLP, "DBLP"),
)
"""(field of Ids, scheme, key of externalIds)."""

_ELIDED = re.compile(r"elided by the publisher:\s*\{([^}]*)\}")
_UNSUPPORTED = re.compile(r"Unrecognized or unsupported fields:\s*\[([^\]]*)")


class PaperPage(msgspec.Struct, frozen=True):
    """One page of a search.

    total: the service's estimate of all hits, None when it sends none; next: offset of the following page, None when
    there is none or none that the service would send; skipped: rows that could not be parsed; cached: the answer is
    from the program's own store.
    """

    papers: tuple[Paper, ...] = ()
    total: int | None = None
    next: int | None = None
    skipped: int = 0
    retrieved: str | None = None
    cached: bool = False


def parse_paper(body: Any, retrieved: str) -> Paper:
    """Return the paper of GET /paper/{id}, with the whole answer in `facts`."""
    if not isinstance(body, dict):
        raise bad_answer(body, Message("a paper"))
    paper = paper_from_row(body, retrieved)
    if paper is None:
        raise BadAnswer(Message("Semantic Scholar sent a paper without an ID and a title."), subject=S2)
    return paper


def parse_search(body: Any, retrieved: str, *, offset: int = 0, cached: bool = False) -> PaperPage:
    """Return a page of GET /paper/search. When there are no hits, the `data` key is missing."""
    page = check_page(body, "total", Message("a page of papers"))
    papers, skipped = read_rows(page.get("data"), lambda row: paper_from_row(row, retrieved))
    return PaperPage(papers, count_of(page.get("total")), next_offset(page, offset), skipped, retrieved, cached)


def parse_batch(body: Any, asked: int, retrieved: str) -> list[Paper | None]:
    """Return the papers of POST /paper/batch in the order of the requested ids; None for an unknown one. *asked*: how
    many ids were requested.
    """
    if not isinstance(body, list) or len(body) != asked:
        raise bad_answer(body, Message("a list of {count} papers", count=asked))
    return [paper_from_row(row, retrieved) if isinstance(row, dict) else None for row in body]


def parse_citations(body: Any, retrieved: str, *, offset: int = 0) -> CitationPage:
    """Return a page of GET /paper/{id}/citations or /references.

    `data: null` means that the publisher withholds the list. Only `next` shows whether there are more: an empty page
    may have one, and a full page may be the last.
    """
    page = check_page(body, "offset", Message("a page of citations"))
    edges, skipped = read_rows(page.get("data"), lambda row: _edge(row, retrieved))
    withheld = page.get("data") is None and ("data" in page or "references" in withheld_fields(page))
    return CitationPage(edges, None if withheld else next_offset(page, offset), withheld, skipped, retrieved)


def withheld_fields(body: dict[str, Any]) -> tuple[str, ...]:
    """Return the fields that the publisher withholds (`abstract`, `references`), as named in the disclaimer."""
    holder = dict_of(body.get("citingPaperInfo")) or body
    disclaimer = text_of(dict_of(holder.get("openAccessPdf")).get("disclaimer"))
    found = _ELIDED.search(disclaimer) if disclaimer is not None else None
    return tuple(re.findall(r"[A-Za-z]+", found[1])) if found else ()


def unsupported_fields(service_message: str) -> tuple[str, ...]:
    """Return the fields that a 400 names as not supported; empty for a 400 of another kind."""
    found = _UNSUPPORTED.search(service_message)
    return tuple(re.findall(r"[A-Za-z_][A-Za-z0-9_.]*", found[1])) if found else ()


def read_rows(rows: Any, read: Callable[[dict[str, Any]], T | None]) -> tuple[tuple[T, ...], int]:
    """Return what *read* makes of each row, and the number of rows for which it returned None."""
    found = tuple(item for row in dicts_of(rows) if (item := read(row)) is not None)
    return found, len(list_of(rows)) - len(found)


def check_page(body: Any, other_key: str, due: str) -> dict[str, Any]:
    """Return *body*, an object with `data` (a list or null) or at least *other_key*. Raises BadAnswer for anything
    else.
    """
    if isinstance(body, dict) and ("data" in body or other_key in body) and isinstance(body.get("data"), list | None):
        return body
    raise bad_answer(body, due)


def next_offset(body: dict[str, Any], offset: int) -> int | None:
    """Return the offset of the page after the one at *offset*; None on the last page, and where the service's value
    would cause a loop.
    """
    following = whole_of(body.get("next"))
    return following if following is not None and following > offset else None


def _edge(row: dict[str, Any], retrieved: str) -> Citation | None:
    """Return the citation in one row. The other paper is null, or has no id, if Semantic Scholar
    has not matched it.
    """
    keys = [key for key in ("citedPaper", "citingPaper") if key in row]
    if not keys:
        return None
    other = dict_of(row[keys[0]])
    paper = paper_from_row(other, retrieved, keep_facts=False)
    if paper is not None and not paper.id:
        paper = None
    title = text_of(other.get("title"))
    return Citation(
        paper=paper,
        text=plain_line(title) if title is not None and paper is None else None,
        contexts=_contexts(row),
        intents=tuple(texts_of(row.get("intents"))),
        influential=row.get("isInfluential") is True,
    )


def _contexts(row: dict[str, Any]) -> tuple[CitationContext, ...]:
    """Return the citing sentences: `contextsWithIntent` if it is sent, and those of `contexts` that it lacks."""
    found: dict[str, CitationContext] = {}
    for item in dicts_of(row.get("contextsWithIntent")):
        if (sentence := text_of(item.get("context"))) is not None:
            plain = plain_line(sentence)
            found.setdefault(plain, CitationContext(plain, tuple(texts_of(item.get("intents")))))
    for sentence in texts_of(row.get("contexts")):
        plain = plain_line(sentence)
        found.setdefault(plain, CitationContext(plain))
    return tuple(found.values())


def paper_from_row(row: dict[str, Any], retrieved: str, *, keep_facts: bool = True) -> Paper | None:
    """Return a paper, or None when the row has neither an id nor a title.

    keep_facts: False for the thousands of papers of a citation list.
    """
    ids = _ids(row)
    title = text_of(row.get("title"))
    if title is None and not ids.items():
        return None
    venue = _venue(row)
    abstract = text_of(row.get("abstract"))
    tldr = text_of(dict_of(row.get("tldr")).get("text"))
    date = day_of(row.get("publicationDate"))
    return Paper(
        title=plain_line(title) if title is not None else "",
        ids=ids,
        authors=_authors(row),
        year=year_of(row.get("year")) or year_of(date),
        date=date,
        venue=venue,
        type=type_of(texts_of(row.get("publicationTypes")), venue, _containers(row), ids.doi),
        abstract=plain_paragraphs(abstract) or None if abstract is not None else None,
        tldr=plain_line(tldr) or None if tldr is not None else None,
        fields=_fields(row),
        counts=Counts(
            citations=count_of(row.get("citationCount")),
            references=count_of(row.get("referenceCount")),
            influential=count_of(row.get("influentialCitationCount")),
        ),
        oa=open_access_of(row),
        sources=(S2,),
        retrieved=retrieved,
        facts=(Facts(S2, retrieved, row),) if keep_facts else (),
    )


def _ids(row: dict[str, Any]) -> Ids:
    sent = dict_of(row.get("externalIds"))
    known: dict[str, str | None] = {}
    for field, scheme, key in _EXTERNAL:
        value = word_of(sent.get(key))
        known[field] = canonical(scheme, value) if value is not None else None
    if known["corpus"] is None and (corpus := word_of(row.get("corpusId"))) is not None:
        known["corpus"] = canonical(Scheme.CORPUS, corpus)
    if known["arxiv"] is None and (doi := known["doi"]) is not None:
        known["arxiv"] = arxiv_of_doi(doi)
    sha = text_of(row.get("paperId"))
    return Ids(s2=canonical(Scheme.S2, sha) if sha is not None else None, **known)


def _authors(row: dict[str, Any]) -> tuple[Author, ...]:
    return tuple(
        Author(name=plain_line(name), id=word_of(author.get("authorId")))
        for author in dicts_of(row.get("authors"))
        if (name := text_of(author.get("name"))) is not None
    )


def _venue(row: dict[str, Any]) -> str | None:
    """Return the venue. `venue` is often empty; publicationVenue may be an object, null or only an id; journal has a
    name too.
    """
    names = (
        row.get("venue"),
        dict_of(row.get("publicationVenue")).get("name"),
        dict_of(row.get("journal")).get("name"),
    )
    return next((plain_line(name) for sent in names if (name := text_of(sent)) is not None), None)


def _containers(row: dict[str, Any]) -> list[str]:
    """Return the names of the volume or venue that the paper is in, and the type of the venue."""
    place, journal = dict_of(row.get("publicationVenue")), dict_of(row.get("journal"))
    return [name for sent in (place.get("name"), place.get("type"), journal.get("name")) if (name := text_of(sent))]


def _fields(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the fields of study: the publisher's, then those of Semantic Scholar's own model (it
    sends some twice).
    """
    own = (text_of(item.get("category")) for item in dicts_of(row.get("s2FieldsOfStudy")))
    return tuple(dict.fromkeys([*texts_of(row.get("fieldsOfStudy")), *(name for name in own if name is not None)]))


def open_access_of(row: dict[str, Any], /) -> OpenAccess:
    """Return the open copies that a row names. `openAccessPdf` is null when there is none; since 2025 it is an object
    with an empty `url`."""
    sent = dict_of(row.get("openAccessPdf"))
    word, status = code_of(sent.get("license")), code_of(sent.get("status"))
    status = status.lower() if status is not None else None
    terms = license_of(word) if word is not None else None
    is_oa = flag_of(row.get("isOpenAccess"))
    url = address_of(sent.get("url"))
    if url is None:
        return OpenAccess(is_oa, status, terms)
    # A batch sends openAccessPdf unrequested, and then without isOpenAccess: a copy that is listed is open.
    return OpenAccess(True if is_oa is None else is_oa, status, terms, (_copy(url, status, terms),))


def _copy(url: str, status: str | None, terms: str | None) -> Copy:
    """Return the open copy. The service does not say whether *url* is a file or a page; only a resolver's address is
    certainly a page.
    """
    host = host_of(url)
    is_page = host in ("doi.org", "dx.doi.org", "hdl.handle.net")
    return Copy(
        url=url,
        pdf_url=None if is_page else url,
        landing_url=url if is_page else None,
        host=host,
        host_type="repository" if status == "green" else None,
        license=terms,
        source=S2,
        evidence=Message("Semantic Scholar lists this page for the open copy")
        if is_page
        else Message("Semantic Scholar lists this PDF"),
    )


_RECEIVED: dict[type, Message] = {
    dict: Message("an object"),
    list: Message("a list"),
    str: Message("a text"),
    type(None): Message("nothing"),
}


def bad_answer(body: Any, due: str) -> BadAnswer:
    """Return the error for an answer with a wrong structure. *due*: what was expected."""
    sent = _RECEIVED.get(type(body), Message("a single value"))
    if isinstance(body, dict) and (said := text_of(body.get("error")) or text_of(body.get("message"))) is not None:
        sent = Message("the message “{words}”", words=said[:200])
    return BadAnswer(
        Message(
            "The answer from {service} cannot be understood (expected {expected}, got {received}).",
            service="Semantic Scholar",
            expected=due,
            received=sent,
        ),
        hint=CHANGED,
        subject=S2,
    )
