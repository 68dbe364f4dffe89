"""Recognises identifiers and web addresses of papers in text, in every spelling that users paste."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.identifiers.kinds import (
    LONGEST,
    Identifier,
    Scheme,
    arxiv_of_doi,
    clean_arxiv,
    clean_doi,
    identify,
    trim,
    visible,
    zenodo_of_doi,
)
from scholar_desktop.domain.identifiers.url_identifiers import identifier_from_address, is_address
from scholar_desktop.domain.paper import S2_REQUEST_SCHEMES, Ids
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten

__all__ = [
    "Identifier",
    "RecognisedText",
    "Scheme",
    "arxiv_of_doi",
    "clean_arxiv",
    "clean_doi",
    "ids_of",
    "label_of",
    "matches",
    "page_of",
    "parse",
    "recognise",
    "s2_identifier_of",
    "shorten_quote",
    "zenodo_of_doi",
]

LONGEST_QUOTE = 200

_PREFIX_NAMES = {
    "doi": Scheme.DOI,
    "arxiv": Scheme.ARXIV,
    "eprint": Scheme.ARXIV,
    "pmid": Scheme.PMID,
    "pubmed": Scheme.PMID,
    "pmcid": Scheme.PMCID,
    "pmc": Scheme.PMCID,
    "corpusid": Scheme.CORPUS,
    "corpus": Scheme.CORPUS,
    "s2cid": Scheme.CORPUS,
    "mag": Scheme.MAG,
    "acl": Scheme.ACL,
    "dblp": Scheme.DBLP,
    "zenodo": Scheme.ZENODO,
    "zenodo_concept": Scheme.ZENODO,
    "s2": Scheme.S2,
    "url": Scheme.URL,
}
_CITATION_KEY = re.compile(r"key:(\S+)")
_COLON = re.compile(r"([a-z][a-z0-9_]*)\s*[:=：]\s*(.*)", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"(doi|arxiv|pmid|pmcid|pmc|corpusid|s2cid)(?:\s+|[./](?=[0-9]))(\S.*)", re.IGNORECASE | re.DOTALL)
_PREPRINT = re.compile(r"arxiv (?:e-?print|preprint)[\s:,]+(?=arxiv)|pubmed\s+(?=pmid)", re.IGNORECASE)
_PUBMED_ID = re.compile(r"(?:pubmed id\s*[:=]?\s*|pmid)(?=[0-9]{5,8}\Z)", re.IGNORECASE)
_MAY_BE_ADDRESS = re.compile(r"[a-z0-9\]][/:?]", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9][0-9]{5,7}")
_BARE_PMCID = re.compile(r"PMC[0-9]+(?:\.[0-9]+)?", re.IGNORECASE)
_BARE_ZENODO = re.compile(r"zenodo\.([0-9]+)", re.IGNORECASE)
_BARE_ACL = re.compile(r"[A-Z][0-9]{2}-[0-9]{4}(?:v[0-9]+)?|[0-9]{4}\.[a-z0-9_]+-[a-z0-9_]+\.[0-9]+")
_TITLES = {
    Scheme.CORPUS: "CorpusId",
    Scheme.DOI: "DOI",
    Scheme.ARXIV: "arXiv",
    Scheme.PMID: "PMID",
    Scheme.PMCID: "PMCID",
    Scheme.MAG: "MAG",
    Scheme.ACL: "ACL Anthology",
    Scheme.DBLP: "DBLP",
}


class RecognisedText(msgspec.Struct, frozen=True):
    """The result of reading a text as an identifier.

    identifier: the paper it names, or None. problem: why a text that looks like an identifier is not one (message and
    hint), else None. label: what the text was recognised as, in words ("DOI 10.1038/nature12373"); empty for plain
    words. page: the web page that may say which paper an address belongs to, for callers that can fetch it; for other
    callers there is `problem`.
    """

    identifier: Identifier | None = None
    problem: ErrorInfo | None = None
    label: str = ""
    page: Identifier | None = None


def parse(text: str) -> Identifier | None:
    """Returns the identifier of the paper that *text* names, or None. Never raises.

    None for words, a plain number, or a malformed identifier. Accepts every identifier with and without prefix,
    addresses, and what copying leaves around them: quotes, brackets, full stops, percent escapes.
    """
    plain = _plain(text)
    if not plain:
        return None
    if (key := _CITATION_KEY.fullmatch(plain)) is not None:  # written by this program, so it has no other spellings
        return Identifier(Scheme.KEY, key[1])
    prefixed = _COLON.fullmatch(plain) or _SPACE.fullmatch(plain)
    if prefixed is not None and (scheme := _PREFIX_NAMES.get(prefixed[1].lower())) is not None:
        return _of_scheme(scheme, trim(prefixed[2]))
    return _bare(plain)


def recognise(text: str) -> RecognisedText:
    """Returns what *text* was recognised as, and what is wrong with it if it only looks like an identifier."""
    identifier = parse(text)
    if identifier is not None:
        return RecognisedText(identifier=identifier, label=label_of(identifier))
    from scholar_desktop.domain.identifiers.malformed import (
        find_malformed,  # imported when needed: the start time is measured
    )

    plain = _plain(text)
    fault = find_malformed(plain) if plain else None
    page = page_of(text)
    if fault is None:
        return RecognisedText(page=page)
    problem = ErrorInfo(code="usage", message=fault.message, hint=fault.hint, subject=text.strip())
    return RecognisedText(problem=problem, label=fault.label, page=page)


def identifiers_of_number(text: str) -> tuple[Identifier, ...]:
    """Returns the identifiers that a bare number of 6 to 8 digits may be: a PMID, and a CorpusId. Empty for other
    texts."""
    number = text.strip()
    if not _NUMBER.fullmatch(number):
        return ()
    return tuple(found for scheme in (Scheme.PMID, Scheme.CORPUS) if (found := identify(scheme, number)) is not None)


def page_of(text: str) -> Identifier | None:
    """Returns the web page if *text* is its address and only the page can say which paper it belongs to; else None."""
    plain = _plain(text)
    if not plain or not _MAY_BE_ADDRESS.search(plain):
        return None
    from scholar_desktop.domain.identifiers.urls_without_identifier import (
        parse_page_address as found,  # seldom needed, and the start time is measured
    )

    return found(plain)


def label_of(identifier: Identifier) -> str:
    """Returns the identifier as displayed: "DOI 10.1038/nature12373", "PMC2808891"."""
    match identifier.scheme:
        case Scheme.PMCID:
            return identifier.value
        case Scheme.S2:
            return Message("Semantic Scholar paper {id}", id=f"{identifier.value[:8]}…")
        case Scheme.ZENODO:
            return Message("Zenodo record {number}", number=identifier.value)
        case Scheme.URL:
            return Message("Link {url}", url=identifier.value)
        case Scheme.PAGE:
            return Message("Page {url}", url=identifier.value)
        case Scheme.KEY:
            return Message("Citation key {key}", key=identifier.value)
        case scheme:
            return f"{_TITLES[scheme]} {identifier.value}"


def shorten_quote(text: str) -> str:
    """Returns *text*, which names no paper, short enough to be quoted in a sentence.

    The text may be the content of a whole file that was passed as an id.
    """
    return shorten(text, LONGEST_QUOTE)


def ids_of(identifier: Identifier) -> Ids:
    """Returns all ids that follow from the identifier alone: a Zenodo DOI contains the record's number.

    Empty for an address.
    """
    if identifier.scheme in (Scheme.URL, Scheme.PAGE):
        return Ids()
    if identifier.scheme is Scheme.DOI and (record := zenodo_of_doi(identifier.value)) is not None:
        return Ids(doi=identifier.value, zenodo=record)
    return Ids(**{identifier.scheme.value: identifier.value})


def s2_identifier_of(ids: Ids) -> Identifier | None:
    """Returns the identifier by which Semantic Scholar is asked for the paper with *ids*; None if it accepts none.

    The DOI of a Zenodo record is the last choice: Semantic Scholar knows few of them.
    """
    is_record = ids.doi is not None and zenodo_of_doi(ids.doi) is not None
    for scheme in sorted(S2_REQUEST_SCHEMES, key=lambda scheme: is_record and scheme == "doi"):
        value = getattr(ids, scheme)
        if value is not None and (found := parse(f"{scheme}:{value}")) is not None:
            return found
    return None


def matches(identifier: Identifier, ids: Ids) -> bool:
    """Returns True if a paper with *ids* is the one that *identifier* names.

    The identifier of a Zenodo concept names each of its versions.
    """
    value = identifier.value
    match identifier.scheme:
        case Scheme.URL | Scheme.PAGE:
            return False
        case Scheme.ARXIV:
            return value == ids.arxiv or (ids.doi is not None and value == arxiv_of_doi(ids.doi))
        case Scheme.ZENODO:
            return _has_zenodo(value, ids)
        case Scheme.DOI:
            record = zenodo_of_doi(value)
            return value == ids.doi or (record is not None and _has_zenodo(record, ids))
        case scheme:
            return bool(value == getattr(ids, scheme.value))


def _has_zenodo(number: str, ids: Ids) -> bool:
    return number in (ids.zenodo, ids.zenodo_concept) or (ids.doi is not None and number == zenodo_of_doi(ids.doi))


def _plain(text: str) -> str:
    """Returns *text* without invisible characters and surrounding punctuation. Empty if it is too long to be an
    identifier."""
    if len(text) > LONGEST:
        return ""
    return _PUBMED_ID.sub("pmid:", _PREPRINT.sub("", trim(visible(text))))


def _of_scheme(scheme: Scheme, rest: str) -> Identifier | None:
    """Returns the identifier that follows a prefix: in the form of *scheme*, or one that names its own scheme
    (`doi:https://doi.org/...`)."""
    if scheme is Scheme.URL:
        return identifier_from_address(rest)
    if (found := identify(scheme, rest)) is not None:
        return found
    if is_address(rest):
        return _only(scheme, identifier_from_address(rest))
    again = _COLON.fullmatch(rest)
    return _only(scheme, _bare(trim(again[2] if again else rest)))


def _only(scheme: Scheme, found: Identifier | None) -> Identifier | None:
    """Returns *found* if it is of the scheme that the prefix names (an arXiv id may be written as a DOI), else None."""
    return found if found is not None and found.scheme in (scheme, Scheme.ARXIV) else None


def _bare(plain: str) -> Identifier | None:
    """Returns an identifier without prefix, recognised by its form."""
    if (arxiv := identify(Scheme.ARXIV, plain)) is not None:
        return arxiv
    if any(character.isspace() for character in plain):
        return None
    if is_address(plain):
        return identifier_from_address(plain)
    for scheme in (Scheme.DOI, Scheme.S2):
        if (found := identify(scheme, plain)) is not None:
            return found
    if _BARE_PMCID.fullmatch(plain):
        return identify(Scheme.PMCID, plain)
    if (record := _BARE_ZENODO.fullmatch(plain)) is not None:
        return identify(Scheme.ZENODO, record[1])
    return identify(Scheme.ACL, plain) if _BARE_ACL.fullmatch(plain) else None
