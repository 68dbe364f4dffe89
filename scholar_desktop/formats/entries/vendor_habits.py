"""What programs and vendors write into the numbers, the addresses and the journal of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_arxiv, clean_doi, identify
from scholar_desktop.domain.own_fields import Value

_ISSN = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{3}[0-9xX](?![0-9-])")
_BARE_ISSN = re.compile(r"[0-9]{7}[0-9xX]")
_PUBMED = re.compile(r"pub ?med|medline|\bnlm\b|\bncbi\b", re.IGNORECASE)  # not translated: names of databases
_DASHES = "\\-‐‑‒–—−"
_BOTH_PAGES = re.compile(rf"(?:[Pp][Pp]?\.?\s+)?([^\s{_DASHES}]+)\s*[{_DASHES}]+\s*([^\s{_DASHES}]+)")
"""Both pages in one tag, as EndNote Web writes them."""
_DRIVE = re.compile(r"/(?=[A-Za-z]:[\\/])")
_SCHEMES = {"DOI": Scheme.DOI, "PMID": Scheme.PMID, "PMCID": Scheme.PMCID, "arxiv": Scheme.ARXIV}
_NAMED = re.compile(r"^(?:PMID|PMCID|arXiv)\s*:\s*", re.IGNORECASE)
_OTHER_NAMES = {"arxiv": "arxiv-id"}
_BETWEEN = re.compile(r"(?<![\s;,])[;,]*+\s[\s;,]*+(?=[A-Za-z]+://|www\.|<)")
NUMBERED_SERIES = frozenset(("book", "chapter"))
"""The types whose number is that of their series."""
_ARXIV_NAMES = frozenset(("arxiv", "arxiv.org", "corr"))  # not translated: words that are compared
_IN_ARXIV_NAMES = ("arxiv", "corr")
"""What one of these names has in it."""
# not translated: words that are compared
_PREPRINT_WORDS = frozenset(("preprint", "preprints", "e-print", "e-prints", "eprint", "eprints"))
_ARXIV_PREFIX = re.compile(r"(?:arxiv:|abs/)\s*", re.IGNORECASE)
_LONGEST_ARXIV_JOURNAL = 80
_LONGEST_ARXIV_NOTE = 160
# not translated: words that are compared
_PLACE_WORDS = frozenset(("_eprint", "also", "as", "at", "available", "from", "id", "in", "no", "online", "on", "url"))
_CLASS = re.compile(r"\[[A-Za-z-]+(?:\.[A-Za-z-]+)?\]")
"""The class of a preprint, `[cs.CL]`."""
_ARXIV_FIELDS = ("URL", "note", "howpublished", "number", "issue")


def name_of_number(text: str, item_type: str) -> str:
    """Returns ISSN or ISBN, for a number that the file does not name."""
    is_issn = item_type not in NUMBERED_SERIES and (
        _ISSN.search(text) is not None or (item_type.startswith("article") and _BARE_ISSN.fullmatch(text) is not None)
    )
    return "ISSN" if is_issn else "ISBN"


def is_number_of_pubmed(databases: str) -> bool:
    """Returns True if the accession number of a record may be a PMID. Those of EBSCO and ProQuest look the same.

    Args:
        databases: the names of the database and its provider, empty if none is stated.
    """
    return not databases.strip() or _PUBMED.search(databases) is not None


def check_identifiers(fields: dict[str, Value]) -> None:
    """Renames identifiers that are none (`n/a`), which would make one paper of two: their text is kept in a field of
    another name. Adds the DOI of the address."""
    for name, scheme in _SCHEMES.items():
        text = fields.get(name)
        if not isinstance(text, str):
            continue
        value = clean_doi(text) if scheme is Scheme.DOI else _identifier(scheme, text)
        if value is None:
            fields.setdefault(_OTHER_NAMES.get(name, name.lower()), fields.pop(name))
        else:
            fields[name] = value
    add_doi_of_address(fields)


def add_doi_of_address(fields: dict[str, Value]) -> None:
    """Adds the DOI that the address states (`https://doi.org/10.1000/abc`, `doi:10.1000/abc`), if there is no other:
    without it, the entry would be taken for another paper with its title."""
    url = fields.get("URL")
    if "DOI" not in fields and isinstance(url, str) and (doi := clean_doi(url)) is not None:
        fields["DOI"] = doi


def _identifier(scheme: Scheme, text: str) -> str | None:
    bare = _NAMED.sub("", text)
    found = identify(scheme, f"PMC{bare}" if scheme is Scheme.PMCID and bare.isdecimal() else bare)
    return None if found is None or found.scheme is not scheme else found.value


def arxiv_of_journal(journal: str, *places: str) -> str | None:
    """Returns the arXiv id that a file states as the journal, as `arXiv preprint arXiv:1706.03762` of Google Scholar;
    None for every other journal.

    Args:
        places: volume and page, which have the id if the journal is `CoRR` (DBLP) or `arXiv e-prints` (ADS).
    """
    if len(journal) > _LONGEST_ARXIV_JOURNAL:
        return None
    words = journal.replace(",", " ").split()
    names = [word.lower().partition(":")[0] for word in words]
    if not any(name in _ARXIV_NAMES for name in names[:2]):
        return None
    rest = [word for word in words if word.lower() not in _ARXIV_NAMES and word.lower() not in _PREPRINT_WORDS]
    stated = (" ".join(rest),) if rest else places
    return next((found for text in stated if (found := clean_arxiv(_ARXIV_PREFIX.sub("", text, count=1)))), None)


def arxiv_of_fields(fields: Mapping[str, Value]) -> str | None:
    """Returns the arXiv id that the fields of an entry, by their CSL variables, state as its journal."""
    journal = fields.get("container-title")
    if not isinstance(journal, str):
        return None
    lower = journal.lower()
    if not any(name in lower for name in _IN_ARXIV_NAMES):
        return None  # nearly all journals, in a quarter of the time
    return arxiv_of_journal(journal, str(fields.get("volume") or ""), str(fields.get("page") or ""))


def arxiv_of_text(text: str) -> str | None:
    """Returns the arXiv id of an address or of a note that says nothing but where the work is, as `arXiv:1706.03762
    [cs.CL]` or `Available at https://arxiv.org/abs/1706.03762v5`. A note with other words may name another work."""
    if ("arxiv" not in (lower := text.lower()) and "_eprint" not in lower) or len(text) > _LONGEST_ARXIV_NOTE:
        return None
    found: set[str | None] = set()
    follows = False
    for word in _CLASS.sub(" ", text).replace(",", " ").replace(";", " ").split():
        bare = word.strip("().<>\"'")
        name = bare.lower().rstrip(":")
        if name in _ARXIV_NAMES or name in _PREPRINT_WORDS or name in _PLACE_WORDS:
            follows = follows or name in ("arxiv", "_eprint")
            continue
        if bare.isdecimal() and len(bare) == 4 and found:
            continue  # the year
        known = clean_arxiv(bare) if follows else None
        if known is None and "arxiv" in bare.lower():
            one = parse(bare)
            known = one.value if one is not None and one.scheme is Scheme.ARXIV else None
        found.add(known)
    return found.pop() if len(found) == 1 else None


def arxiv_of_texts(texts: Iterable[str | None]) -> str | None:
    """Returns the arXiv id of the first of *texts* that has one (`arxiv_of_text`)."""
    return next((found for text in texts if text and (found := arxiv_of_text(text)) is not None), None)


def add_stated_arxiv(fields: dict[str, Value]) -> None:
    """Adds the arXiv id that the fields of an entry state as its journal, its address, its number or in a note, if
    they have no other. These fields stay as they are."""
    if "arxiv" in fields:
        return
    known = arxiv_of_fields(fields)
    if known is None:
        known = arxiv_of_texts(text for name in _ARXIV_FIELDS if isinstance(text := fields.get(name), str))
    if known is not None:
        fields["arxiv"] = known


def page_range(first: str, last: str = "") -> str:
    """Returns the pages from *first* to *last*. Each of the two may have both."""
    for both, other in ((first, last), (last, first)):
        found = _BOTH_PAGES.fullmatch(both)
        if found is not None and other in ("", both, found[1], found[2]):
            return f"{found[1]}-{found[2]}"
    return "-".join(part for part in (first, last) if part)


def split_addresses(text: str) -> list[str]:
    """Returns the addresses in *text*. The links of EndNote to Web of Science, `<Go to ISI>://WOS:1`, are none, and are
    left out."""
    return [one for one in _BETWEEN.split(text.strip()) if one and not one.startswith("<")]


def path_of_address(address: str) -> str:
    """Returns the path of a file: `internal-pdf://` is EndNote's folder PDF; bibutils, Mendeley and Papers
    write `file:`."""
    text = address.strip()
    if text.startswith("internal-pdf://"):
        return "PDF/" + unquote(text.removeprefix("internal-pdf://"))
    if text[:7].lower() == "file://":
        return _DRIVE.sub("", unquote(text[7:].removeprefix("localhost")), count=1)
    return text[5:] if text[:5].lower() == "file:" and text[5:6] != "/" else text
