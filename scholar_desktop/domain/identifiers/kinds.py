"""The schemes of identifiers, and the canonical spelling of each."""

from __future__ import annotations

import enum
import re
import string
import unicodedata
from urllib.parse import unquote

import msgspec

from scholar_desktop.domain.stored_field_names import stored


class Scheme(enum.StrEnum):
    """The scheme that an identifier belongs to.

    The values are the field names of `Ids`. URL is a paper's address that only Semantic Scholar can resolve; PAGE is
    one that only its own page can resolve (`page_addresses`); KEY is the citation key of a work in the library.
    """

    S2 = "s2"
    CORPUS = "corpus"
    DOI = "doi"
    ARXIV = "arxiv"
    PMID = "pmid"
    PMCID = "pmcid"
    MAG = "mag"
    ACL = "acl"
    DBLP = "dblp"
    ZENODO = "zenodo"
    URL = "url"
    PAGE = "page"
    KEY = "key"


class Identifier(msgspec.Struct, frozen=True, rename=stored("scheme value")):
    """One identifier. value: canonical as in `Ids` (a URL: https, lower-case host, no fragment)."""

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        return f"{self.scheme.value}:{self.value}"


LONGEST = 2000
"""Maximum length in characters of an identifier or address; longer text is never read as one."""

# not translated: names of archives
_ARCHIVES = """
acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga funct-an
gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio
quant-ph solv-int stat supr-con
"""
ARXIV_ARCHIVES = frozenset(_ARCHIVES.split())
"""The archives in identifiers of the old form `archive/YYMMNNN` (until March 2007)."""

_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<", "”": "“", "’": "‘", "»": "«", "›": "‹"}
_LOOSE_END = frozenset(string.whitespace + ".,;:!?'\"`/…、。，；\\|*" + "([{<“‘«‹")
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_COMMON_DOI = re.compile(r"10\.(?!1101/|64898/)[0-9]{4,9}/[a-z0-9](?:[a-z0-9._/()-]*[a-z0-9])?")
"""A DOI of which nothing is removed."""
_DOI_RESOLVER = re.compile(r"(?:https?:/{1,2}|//)?(?:www\.|dx\.)?doi\.org/+", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"(?:urn:|info:)?doi(?:\s*[:=/.]\s*|\s+)", re.IGNORECASE)
_VERSIONED_PREPRINT = re.compile(r"(10\.(?:1101|64898)/[0-9][0-9.]*[0-9])v[0-9]+(?:\..*)?")
_ARXIV_NEW = re.compile(r"([0-9]{2})([0-9]{2})\.([0-9]{4,5})(?:[vV][0-9]+)?")
_ARXIV_OLD = re.compile(r"([a-z-]+)(?:\.[a-z-]{2,})?/([0-9]{2})([0-9]{2})([0-9]{3})(?:v[0-9]+)?", re.IGNORECASE)
_ARXIV_STAMP = re.compile(r"(\S+)\s+\[[a-z.-]+\](?:\s+[0-9]{1,2} [a-z]{3,9} [0-9]{4})?", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_ZENODO_DOI = re.compile(r"10\.5281/zenodo\.([0-9]{1,12})")
_S2 = re.compile(r"[0-9a-fA-F]{40}")
_DIGITS = re.compile(r"0*([1-9][0-9]{0,11})")
_PMCID = re.compile(r"(?:PMC)?0*([1-9][0-9]{0,9})(?:\.[0-9]+)?", re.IGNORECASE)
_ACL_OLD = re.compile(r"([A-Z][0-9]{2}-[0-9]{4,5})(?:v[0-9]+)?", re.IGNORECASE)
_ACL_NEW = re.compile(r"([0-9]{4}\.[a-z0-9_]+(?:-[a-z0-9_]+)*\.[0-9]+)(?:v[0-9]+)?", re.IGNORECASE)
_DBLP = re.compile(r"[a-z]+(?:/[A-Za-z0-9_.:+-]*[A-Za-z0-9])+")
_URL = re.compile(r"https://[a-z0-9.-]+\.[a-z]+/\S+")


def visible(text: str) -> str:
    """Returns *text* without invisible characters (zero-width, bidi, soft hyphen, byte order mark, controls)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character.isspace() or not unicodedata.category(character).startswith(("Cc", "Cf", "Cs"))
    )


def trim(text: str) -> str:
    """Returns *text* without surrounding punctuation.

    A closing bracket is kept if its opening bracket is in the text, because DOIs may end in one
    (`10.1016/0370-2693(92)90001(x)`).
    """
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end:
        last = text[end - 1]
        if last in _PAIRS and text.count(last, start, end) <= text.count(_PAIRS[last], start, end):
            break
        if last not in _PAIRS and last not in _LOOSE_END and not last.isspace():
            break
        end -= 1
    return text[start:end]


def clean_doi(text: str) -> str | None:
    """Returns the DOI in *text*, in lower case and without a prefix or the address of a resolver, or None.

    `10.48550/arXiv...` is returned as a DOI here. DOIs are compared without regard to case (ASCII only, according to
    the DOI handbook).
    """
    if len(text) > LONGEST:
        return None
    if _COMMON_DOI.fullmatch(text) is not None:
        return text
    plain = trim(visible(text))
    if (resolver := _DOI_RESOLVER.match(plain)) is not None:
        plain = re.split(r"[?#]", plain[resolver.end() :])[0]  # added by a browser; in a DOI both are escaped
    while (plainer := _plainer_doi(plain)) != plain:
        plain = plainer
    doi = plain.translate(_ASCII_LOWER)
    if (versioned := _VERSIONED_PREPRINT.fullmatch(doi)) is not None:
        doi = versioned[1]
    return doi if _DOI.fullmatch(doi) else None


def _plainer_doi(text: str) -> str:
    """Returns *text* with one layer removed: a prefix, percent escapes, HTML escapes, or surrounding punctuation."""
    text = trim(visible(unquote(text)))
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    for wrapping in (_DOI_RESOLVER, _DOI_PREFIX):
        if (found := wrapping.match(text)) is not None:
            text = text[found.end() :]
    return text


def clean_arxiv(text: str) -> str | None:
    """Returns the arXiv id without version and class suffix (`2004.05150`, `math/0309136`), or None.

    Also accepts the line that arXiv stamps on a page: `2004.05150v2 [cs.CL] 2 Dec 2020`.
    """
    if (stamp := _ARXIV_STAMP.fullmatch(text)) is not None:
        text = stamp[1]
    if (new := _ARXIV_NEW.fullmatch(text)) is not None:
        year, month, number = new.groups()
        since_2015 = int(year) >= 15
        is_month = 1 <= int(month) <= 12 and int(year + month) >= 704
        return f"{year}{month}.{number}" if is_month and len(number) == (5 if since_2015 else 4) else None
    if (old := _ARXIV_OLD.fullmatch(text)) is not None:
        archive, year, month, number = old.groups()
        archive = archive.translate(_ASCII_LOWER)
        in_use = int(year) >= 91 or int(year) <= 7
        if archive in ARXIV_ARCHIVES and in_use and 1 <= int(month) <= 12:
            return f"{archive}/{year}{month}{number}"
    return None


def arxiv_of_doi(doi: str) -> str | None:
    """Returns the arXiv id in a canonical `10.48550/arxiv.X`, or None."""
    match = _ARXIV_DOI.fullmatch(doi)
    return clean_arxiv(match[1]) if match else None


def zenodo_of_doi(doi: str) -> str | None:
    """Returns the record number in a canonical `10.5281/zenodo.N`, or None. It may be the number of a concept."""
    match = _ZENODO_DOI.fullmatch(doi)
    return str(int(match[1])) if match and int(match[1]) else None


def canonical(scheme: Scheme, text: str) -> str | None:
    """Returns *text* in the canonical spelling of *scheme*, or None if it is not of that scheme.

    *text* has no prefix.
    """
    match scheme:
        case Scheme.S2:
            return text.lower() if _S2.fullmatch(text) else None
        case Scheme.DOI:
            return clean_doi(text)
        case Scheme.ARXIV:
            return clean_arxiv(text)
        case Scheme.PMCID:
            found = _PMCID.fullmatch(text)
            return f"PMC{found[1]}" if found else None
        case Scheme.PMID | Scheme.CORPUS | Scheme.MAG | Scheme.ZENODO:
            found = _DIGITS.fullmatch(text)
            return found[1] if found and not (scheme is Scheme.PMID and len(found[1]) > 8) else None
        case Scheme.ACL:
            if (found := _ACL_OLD.fullmatch(text)) is not None:
                return found[1].upper()
            return found[1].lower() if (found := _ACL_NEW.fullmatch(text)) is not None else None
        case Scheme.DBLP:
            return text if _DBLP.fullmatch(text) else None
        case Scheme.URL:
            return text if _URL.fullmatch(text) else None
        case Scheme.KEY:
            return text if text and not any(map(str.isspace, text)) else None
        case Scheme.PAGE:
            return None  # only `page_addresses.parse_page_address` makes these


def identify(scheme: Scheme, text: str) -> Identifier | None:
    """Returns the identifier of *scheme* in *text*, which has no prefix, or None.

    A DOI registered by arXiv becomes the arXiv id.
    """
    value = canonical(scheme, text)
    if value is None:
        return None
    if scheme is Scheme.DOI and (arxiv := arxiv_of_doi(value)) is not None:
        return Identifier(Scheme.ARXIV, arxiv)
    return Identifier(scheme, value)
