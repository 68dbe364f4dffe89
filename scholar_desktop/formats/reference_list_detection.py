"""Detects whether a pasted text or a file is a list or search words, its format, and its encoding.

The functions must be fast, because they are called while a key is held down.
"""

from __future__ import annotations

import codecs
import re

from scholar_desktop.domain.identifiers.identifiers import Scheme, parse
from scholar_desktop.domain.text.message import Message

BIBTEX, RIS, CSL_JSON, PUBMED, LINES = "BibTeX", "RIS", "CSL-JSON", "PubMed", "lines"
ENDNOTE, TABLE = "EndNote", "CSV"
WEB_OF_SCIENCE = "Web of Science"  # not translated: the name of a format
LATIN_1 = "Latin-1 (Windows)"  # not translated: the name of an encoding
MOST_BYTES = 64_000_000
"""Maximum size of a file with a list."""

_LONGEST_TYPED = 20_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_ENTRY = re.compile(r"^[ \t]*@[ \t]*(?!comment|preamble|string)[A-Za-z]+[ \t]*[{(]", re.IGNORECASE | re.MULTILINE)
RIS_START = re.compile(r"^\ufeff?TY {1,2}-", re.MULTILINE)
ENDNOTE_START = re.compile(r"^\ufeff?%0[ \t]+\S", re.MULTILINE)
WEB_OF_SCIENCE_START = re.compile(r"^\ufeff?PT (?:[JBSCP]|Journal|Book|Chapter|Unknown)[ \t]*\r?$", re.MULTILINE)
_ID = r"(?:doi:\s?)?(?:https?://(?:dx\.)?doi\.org/)?10\.[0-9]{4,9}/(?:[^\s,;]|[,;](?!\s|$|10\.|https?:|doi:|arxiv:|pmid:|PMC))+|arxiv:[^\s,;]*[0-9]|pmid:\s?[0-9]+|PMC[0-9]+"
_ONE = re.compile(_ID, re.IGNORECASE)
_SEVERAL = re.compile(rf"\s*(?:{_ID})(?:(?:\s*[,;]\s*|\s+and\s+|\s+)(?:{_ID}))+[\s,;.]*", re.IGNORECASE)
_PREFIX = re.compile(r"\b(doi|arxiv|pmid|pmcid|corpusid|s2cid|mag|acl|dblp|zenodo)(?:\s*:\s*|\s+)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s,;]+")
PUBMED_START = re.compile(r"^PMID- *([0-9]+)", re.MULTILINE)


def decode_file(data: bytes) -> tuple[str, str | None]:
    """Returns the text of a file, and the name of the detected encoding if it is not UTF-8, else None. Never raises."""
    for mark, name, title in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace"), title or None
    head = data[:4000]
    if head.count(0) > len(head) // 5:
        name = "utf-16-be" if head[:2].startswith(b"\0") else "utf-16-le"
        return data.decode(name, "replace"), Message("UTF-16 without a byte-order mark")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        # Windows-1252 has all letters of Latin-1; the five bytes that it does not define are written as escapes
        return data.decode("cp1252", "backslashreplace"), LATIN_1


def is_list(text: str) -> bool:
    """Returns True if a pasted text is a list rather than search words: several lines, or the text of a file. Fast."""
    head = text[:20_000]
    if _ENTRY.search(head) or RIS_START.search(head) or PUBMED_START.search(head) or ENDNOTE_START.search(head):
        return True
    if head.lstrip().startswith(("[", "{")) and '"' in head and ("title" in head or "DOI" in head):
        return True
    return sum(1 for line in head.splitlines() if line.strip()) > 1 or holds_identifiers(head)


def holds_identifiers(line: str) -> bool:
    """Returns True if *line* has two or more DOIs or other identifiers, with only separators between them."""
    return len(line) < 20_000 and _SEVERAL.fullmatch(line) is not None


def identifiers_in(line: str) -> list[str]:
    """Returns the identifiers of such a line, unchanged; empty for another line."""
    return [found[0] for found in _ONE.finditer(line)] if holds_identifiers(line) else []


def listed_identifiers(text: str) -> str | None:
    """Returns a line of text that has only two or more identifiers, of any kind, as a list; None for another text."""
    if holds_identifiers(text):
        return text
    if len(text) > _LONGEST_TYPED:
        return None
    parts = [part for part in _SEPARATOR.split(_PREFIX.sub(r"\1:", text)) if part]
    found = [parse(part) for part in parts]
    is_list = len(found) > 1 and all(one is not None and one.scheme is not Scheme.KEY for one in found)
    return "\n".join(parts) if is_list else None


def kind_of(text: str) -> str:
    """Returns the format of *text*."""
    if _ENTRY.search(text):
        return BIBTEX
    if RIS_START.search(text):
        return RIS
    if PUBMED_START.search(text):
        return PUBMED
    if ENDNOTE_START.search(text):
        return ENDNOTE
    if WEB_OF_SCIENCE_START.search(text):
        return WEB_OF_SCIENCE
    head = text.lstrip()[:1]
    if head in ("[", "{") and ('"' in text[:2000]) and re.search(r'"(?:title|DOI|type|id|items)"', text[:20_000]):
        return CSL_JSON
    from scholar_desktop.formats.paper_table_reading import table_head  # imported only when a list is read

    return TABLE if table_head(text) is not None else LINES
