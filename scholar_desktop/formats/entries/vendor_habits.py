"""What programs and vendors write into the numbers and addresses of RIS and EndNote XML."""

from __future__ import annotations

import re
from urllib.parse import unquote

_ISSN = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{3}[0-9xX](?![0-9-])")
_BARE_ISSN = re.compile(r"[0-9]{7}[0-9xX]")
_PUBMED = re.compile(r"pub ?med|medline|\bnlm\b|\bncbi\b", re.IGNORECASE)  # not translated: names of databases
_DRIVE = re.compile(r"/(?=[A-Za-z]:[\\/])")
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


def path_of_address(address: str) -> str:
    """Returns the path of a file: `internal-pdf://` is EndNote's folder PDF; bibutils, Mendeley and Papers
    write `file:`."""
    text = address.strip()
    if text.startswith("internal-pdf://"):
        return "PDF/" + unquote(text.removeprefix("internal-pdf://"))
    if text[:7].lower() == "file://":
        return _DRIVE.sub("", unquote(text[7:].removeprefix("localhost")), count=1)
    return text[5:] if text[:5].lower() == "file:" and text[5:6] != "/" else text
