"""Reads the landing page of a paper: the addresses of its PDF, and which paper the page is about. Does no I/O.

Source of the rules: docs/services.md, 'Landing pages' (Highwire tags and their equivalents; values that are relative,
escaped twice, broken over lines or wrong; pages of chapters that name the file of the whole book).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit

import msgspec

from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import same_title
from scholar_desktop.domain.text.url_encoding import encode_url
from scholar_desktop.services.web.html_tags import find_tags, without_tags

PDF_TAGS = (
    "citation_pdf_url",
    "bepress_citation_pdf_url",
    "wkhealth_pdf_url",
    "eprints.document_url",
    "dc.identifier.pdf",
    "prism.pdfurl",
)
DOI_TAGS = (
    "citation_doi",
    "bepress_citation_doi",
    "prism.doi",
    "dc.identifier",
    "dc.identifier.doi",
    "dcterms.identifier",
)
TITLE_TAGS = ("citation_title", "bepress_citation_title", "eprints.title", "dc.title", "dcterms.title", "og:title")
CITED_TITLE_TAGS = TITLE_TAGS[:2]
AUTHOR_TAGS = ("citation_author", "bepress_citation_author", "eprints.creators_name", "dc.creator", "dcterms.creator")
ARXIV_TAGS = ("citation_arxiv_id",)
PMID_TAGS = ("citation_pmid",)
DATE_TAGS = (
    "citation_publication_date",
    "bepress_citation_date",
    "citation_date",
    "citation_online_date",
    "prism.publicationdate",
    "dc.date",
    "dcterms.issued",
)

SAME_TITLE = 0.8
"""With a lower similarity the citation_title of the page is that of another paper. The limit is below 1 because pages
truncate, translate and extend titles."""
MOST_LINKS = 3
"""How many addresses of one page are tried: several tags mean formats or languages of the same text."""
SMALL_PAGE = 30_000
"""Bytes. A redirect in the page (meta refresh) is followed only from a page of this size or smaller; on a larger page
it reloads the page."""

_BREAKS = re.compile(r"[\r\n\t]\s*")
_REFRESH = re.compile(r"^\s*(\d+(?:\.\d*)?)\s*[;,]\s*url\s*=\s*[\"']?([^\"']+)", re.I)
_NOT_THE_PAPER = re.compile(
    r"supplement|suppl[^iy]|supinfo|suppinfo|appendix|[/_.-]toc\b|backmatter|frontmatter|coi_disclosure"
    r"|reporting-summary|checklist|leaflet|flyer|erratum|corrigendum|cover[_.-]|permission|preview|supporting",
    re.I,
)
_PDF_WORDS = re.compile(
    r"^\W*(?:(?:view|download|get|open|full[- ]?text|article|the)\s+)*\(?pdf\)?(?:\s*[([].*)?\W*$", re.I
)

_ADDRESS_OF = {"link": "href", "embed": "src", "object": "data", "iframe": "src"}
"""Elements that may contain the PDF, or lead to it, in the order in which they are tried, and the attribute with its
address."""


class LandingPage(msgspec.Struct, frozen=True):
    """What a landing page, or a lookup, says about a paper.

    links: addresses of its PDF, best first; jump: the target of a meta refresh, or None; titles, dois: those that the
    page gives for its paper; cited_titles: only those in tags that describe nothing but the paper; license: of the PDF,
    in lower case, where a lookup states it; authors: names as written; arxivs, pmids: arXiv IDs and PMIDs that the page
    gives for its paper; year: of its publication date, None when the page has no date.
    """

    links: tuple[str, ...] = ()
    jump: str | None = None
    titles: tuple[str, ...] = ()
    cited_titles: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()
    license: str | None = None
    authors: tuple[str, ...] = ()
    arxivs: tuple[str, ...] = ()
    pmids: tuple[str, ...] = ()
    year: int | None = None


class _Page(msgspec.Struct):
    """The tags of a page that say something about its paper, each as its attributes.

    links: those of `a` elements with the text in them.
    """

    base: str = ""
    meta: list[Mapping[str, str]] = []
    embedded: list[tuple[str, Mapping[str, str]]] = []
    links: list[tuple[str, str]] = []


def read_landing_page(body: bytes, url: str) -> LandingPage:
    """Parses the page *body*, which came from the final address *url* (after redirects)."""
    page = _tags_of(body.decode("utf-8", "replace"))
    base = _joined(url, page.base)
    tags = _meta(page)
    jump = _jump(page, base) if len(body) <= SMALL_PAGE else None
    links = _addresses(base, [value for tag in PDF_TAGS for value in tags.get(tag, ())])
    if not links:
        links = _addresses(base, _embedded(page), not_the_paper=True)
    if not links and jump is None:
        links = _only_plain_link(page, base)
    here = _bare(url)
    return LandingPage(
        links=tuple([link for link in links if _bare(link) != here][:MOST_LINKS]),
        jump=jump if jump is not None and _bare(jump) != here else None,
        titles=tuple(title for tag in TITLE_TAGS for title in tags.get(tag, ())),
        cited_titles=tuple(title for tag in CITED_TITLE_TAGS for title in tags.get(tag, ())),
        dois=tuple(doi for tag in DOI_TAGS for value in tags.get(tag, ()) if (doi := clean_doi(value)) is not None),
        authors=_first(tags, AUTHOR_TAGS),
        arxivs=_first(tags, ARXIV_TAGS),
        pmids=_first(tags, PMID_TAGS),
        year=_year(_first(tags, DATE_TAGS)),
    )


def other_paper_named(page: LandingPage, wanted: Paper) -> str | None:
    """Returns the DOI or title of the paper that *page* is about, if that paper is not *wanted*.

    Returns None when the page is about the wanted paper, or names no paper. A matching title outweighs a different
    DOI, since a preprint has a DOI of its own.
    """
    if not wanted.title or any(same_title(title, wanted.title) >= SAME_TITLE for title in page.titles):
        return None
    if wanted.ids.doi is not None and page.dois:
        return None if wanted.ids.doi in page.dois else page.dois[0]
    return page.cited_titles[0] if page.cited_titles else None


def _joined(url: str, base: str) -> str:
    """Returns the address from which relative addresses of the page start; *url* if the page's *base* is no address."""
    try:
        return urljoin(url, base) if base else url
    except ValueError:
        return url


def _tags_of(text: str) -> _Page:
    page = _Page()
    opened: tuple[str, int] | None = None
    for tag in find_tags(text):
        if tag.name == "a":
            if opened is not None:
                page.links.append((opened[0], without_tags(text[opened[1] : tag.start])))
                opened = None
            if not tag.is_end and (href := tag.attributes().get("href")) is not None:
                opened = (href, tag.end)
        elif tag.is_end:
            continue
        elif tag.name == "meta":
            page.meta.append(tag.attributes())
        elif tag.name == "base":
            page.base = page.base or tag.attributes().get("href", "").strip()
        elif tag.name in _ADDRESS_OF:
            page.embedded.append((tag.name, tag.attributes()))
    if opened is not None:
        page.links.append((opened[0], without_tags(text[opened[1] :])))
    return page


def _meta(page: _Page) -> dict[str, list[str]]:
    """Returns the contents of the page's meta tags by name in lower case, in the order of the page."""
    found: dict[str, list[str]] = {}
    for attributes in page.meta:
        name = attributes.get("name") or attributes.get("property")
        content = attributes.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), []).append(content.strip())
    return found


def _first(tags: Mapping[str, list[str]], names: Iterable[str]) -> tuple[str, ...]:
    """Returns the values of the first of *names* that the page has; unescapes again what some pages escape twice."""
    values = next((tags[name] for name in names if name in tags), [])
    return tuple(" ".join(html.unescape(value).split()) for value in values)


def _year(dates: Iterable[str]) -> int | None:
    found = next((year for date in dates if (year := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", date))), None)
    return int(found[0]) if found is not None else None


def _jump(page: _Page, base: str) -> str | None:
    for attributes in page.meta:
        if attributes.get("http-equiv", "").strip().lower() != "refresh":
            continue
        found = _REFRESH.match(html.unescape(attributes.get("content", "")))
        if found is not None and float(found[1]) <= 30:
            return next(iter(_addresses(base, [found[2]])), None)
    return None


def _embedded(page: _Page) -> list[str]:
    """Returns the addresses of link elements and frames that are declared as PDF, link elements first."""
    found: list[str] = []
    for wanted, attribute in _ADDRESS_OF.items():
        for name, attributes in page.embedded:
            address = attributes.get(attribute)
            if name != wanted or not address:
                continue
            if _says_pdf(attributes.get("type")) or (name != "link" and _path(address).endswith(".pdf")):
                found.append(address)
    return found


def _only_plain_link(page: _Page, base: str) -> list[str]:
    """Returns the only ordinary link that is labelled PDF or ends in .pdf.

    Returns nothing when there are several, since any of them could be another document.
    """
    found: list[str] = []
    for href, words in page.links:
        if not (_path(href).endswith(".pdf") or _PDF_WORDS.match(words)):
            continue
        if not _NOT_THE_PAPER.search(words):
            found.append(href)
    addresses = _addresses(base, found, not_the_paper=True)
    return addresses if len(addresses) == 1 else []


def _addresses(base: str, values: Iterable[str], *, not_the_paper: bool = False) -> list[str]:
    """Returns *values* as absolute http addresses without repeats.

    not_the_paper: omit addresses of supplements, covers and other files that are not the paper.
    """
    found: dict[str, str] = {}
    for value in values:
        text = _BREAKS.sub("", html.unescape(html.unescape(value))).strip()  # line breaks occur inside addresses
        if not_the_paper and _NOT_THE_PAPER.search(_path(text)):
            continue
        try:
            address = urljoin(base, encode_url(text))
            parts = urlsplit(address)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            continue
        if usable:
            found.setdefault(_bare(address), address)
    return list(found.values())


def _says_pdf(kind: str | None) -> bool:
    return (kind or "").split(";")[0].strip().lower() == "application/pdf"


def _path(address: str) -> str:
    try:
        return urlsplit(address.strip()).path.lower()
    except ValueError:
        return ""


def _bare(address: str) -> str:
    """Returns *address* without its fragment, for comparisons."""
    return address.partition("#")[0]
