"""What programs and vendors write into the numbers and addresses of RIS and EndNote XML."""

from __future__ import annotations

import re
from urllib.parse import unquote

from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import Value

_ISSN = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{3}[0-9xX](?![0-9-])")
_BARE_ISSN = re.compile(r"[0-9]{7}[0-9xX]")
_PUBMED = re.compile(r"pub ?med|medline|\bnlm\b|\bncbi\b", re.IGNORECASE)  # not translated: names of databases
_DRIVE = re.compile(r"/(?=[A-Za-z]:[\\/])")
_SCHEMES = {"DOI": Scheme.DOI, "PMID": Scheme.PMID, "PMCID": Scheme.PMCID, "arxiv": Scheme.ARXIV}
_NAMED = re.compile(r"^(?:PMID|PMCID|arXiv)\s*:\s*", re.IGNORECASE)
_OTHER_NAMES = {"arxiv": "arxiv-id"}
_BETWEEN = re.compile(r"(?<!\s)\s++(?=[A-Za-z]+://|www\.|<)")
_BOOKS = frozenset(("book", "chapter"))


def name_of_number(text: str, item_type: str) -> str:
    """Returns ISSN or ISBN, for a number of which the file does not say which it is."""
    is_issn = item_type not in _BOOKS and (
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
    another name."""
    for name, scheme in _SCHEMES.items():
        text = fields.get(name)
        if not isinstance(text, str):
            continue
        value = clean_doi(text) if scheme is Scheme.DOI else _identifier(scheme, text)
        if value is None:
            fields.setdefault(_OTHER_NAMES.get(name, name.lower()), fields.pop(name))
        else:
            fields[name] = value


def _identifier(scheme: Scheme, text: str) -> str | None:
    bare = _NAMED.sub("", text)
    found = identify(scheme, f"PMC{bare}" if scheme is Scheme.PMCID and bare.isdecimal() else bare)
    return None if found is None or found.scheme is not scheme else found.value


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
