"""Writes whole entries as RIS, with keywords, notes and files."""

# not translated in this file: tags of RIS

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.text.names import OTHERS
from scholar_desktop.formats.entries.names import write_inverted_name
from scholar_desktop.formats.entries.plain_formulas import plain_entry
from scholar_desktop.formats.entries.remainder import NAME, remainder_of, second_values
from scholar_desktop.formats.entries.ris_reading import read_record
from scholar_desktop.formats.entries.ris_tags import (
    MARK,
    OWN_NUMBERED,
    RIS_OF_TYPE,
    ROLE_OF_TAG,
    ROLES_BY_TYPE,
    SERIES_IN_T2,
    TEXT_OF_TAG,
    TEXTS_BY_TYPE,
    TYPE_OF_RIS,
    VERSIONED,
)
from scholar_desktop.formats.entries.vendor_habits import NUMBERED_SERIES, arxiv_of_fields

Tag = tuple[str, str]

_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_NAME_OF_TAG = re.compile("[A-Z][A-Z0-9]")
_TAG_OF_TEXT = {variable: tag for tag, variable in TEXT_OF_TAG.items() if tag != "AN"}


def write_ris_entries(entries: Sequence[FullEntry]) -> str:
    """Returns *entries* as a .ris file."""
    return "\r\n".join(_write(entry) for entry in entries)


def _write(entry: FullEntry) -> str:
    found = _tags(plain_entry(entry))
    tags = [(name, " ".join(value.split()) if name not in ("AB", "N1") else value) for name, value in found]
    read = read_record([(name, _on_lines(value)) for name, value in tags])
    if rest := remainder_of(entry, read):
        tags.append((MARK, f"{NAME}: {rest}"))
    lines = [f"{name}  - {_on_lines(value)}" for name, value in tags if value]
    return "\r\n".join(line.replace("\n", "\r\n") for line in [*lines, "ER  - "]) + "\r\n"


def _on_lines(value: str) -> str:
    """Returns a value without what would end it: lines are joined unless they cannot be taken for a tag."""
    lines = [line.strip() for line in value.replace("\r", "\n").split("\n")]
    return "\n".join(line for line in lines if line)


def _tags(entry: FullEntry) -> Iterator[Tag]:
    """Yields the tags in the order of writing."""
    item_type = entry.item_type or "document"
    kept = entry.extra.get("type")
    known = kept if isinstance(kept, str) and TYPE_OF_RIS.get(kept) == item_type else None
    yield "TY", known or RIS_OF_TYPE.get(item_type, "GEN")
    yield "ID", entry.key
    by_type = {role: tag for tag, role in ROLES_BY_TYPE.get(item_type, {}).items()}
    own = TEXTS_BY_TYPE.get(item_type, {})
    taken = {*by_type.values(), *own}
    general = {role: tag for tag, role in ROLE_OF_TAG.items() if tag not in ("A1", "ED", *taken)}
    general.setdefault("editor", "ED")
    for role in dict.fromkeys(one.role for one in entry.people):
        tag = by_type.get(role) or general.get(role)
        if tag is not None:
            for one in entry.of_role(role):
                yield tag, write_inverted_name(one)
            if role in entry.with_others:
                yield tag, OTHERS
    yield "TI", entry.text("title")
    for tag, variable in own.items():
        yield tag, entry.text(variable)
    if item_type in SERIES_IN_T2:
        yield "T2", entry.text("collection-title")
        yield "JF", entry.text("container-title")
    else:
        if "container-title" not in own.values():
            yield "JF" if "T2" in own else "T2", entry.text("container-title")
        if "T3" not in own:
            yield "T3", entry.text("collection-title")
        if item_type == "article-journal":
            yield "JF", entry.text("container-title")
    yield "J2", entry.text("container-title-short")
    yield from _dates(entry)
    if item_type not in NUMBERED_SERIES:
        yield "IS", entry.text("number" if item_type in OWN_NUMBERED or item_type in VERSIONED else "issue")
    yield "ET", entry.text("version" if item_type in VERSIONED else "edition")
    first, dash, last = entry.text("page").partition("-")
    if dash and first and last and "-" not in last and " " not in entry.text("page"):
        yield "SP", first
        yield "EP", last
    else:
        yield "SP", entry.text("page") or entry.text("number-of-pages")
    yield "SN", entry.text("ISSN") or entry.text("ISBN") or (entry.text("number") if item_type in OWN_NUMBERED else "")
    if item_type in NUMBERED_SERIES:
        yield "M1", entry.text("collection-number")
    for variable, tag in _TAG_OF_TEXT.items():
        if variable != "abstract" and tag not in own and variable not in own.values():
            yield tag, entry.text(variable)
    yield "DO", entry.text("DOI")
    yield "UR", entry.text("URL")
    for name, word in (("arxiv", "arXiv"), ("PMID", "PMID"), ("PMCID", "PMCID")):
        if (text := entry.text(name)) and (name != "arxiv" or text != arxiv_of_fields(entry.fields)):
            yield "N1", f"{word}:{text}"
    yield "AB", entry.text("abstract")
    for tag in entry.tags:
        yield "KW", tag
    for note in entry.notes:
        yield "N1", note
    for file in entry.files:
        yield "L1", file.path
    for name, value in second_values(entry):
        if _NAME_OF_TAG.fullmatch(name):  # another line would become a part of the one before
            yield name, value


def _dates(entry: FullEntry) -> Iterator[Tag]:
    issued, accessed = entry.fields.get("issued"), entry.fields.get("accessed")
    if isinstance(issued, dict) and isinstance(issued.get("from"), str):
        year, *rest = issued["from"].split("-")
        yield "PY", year
        if rest:
            yield "DA", "/".join([year, *rest, *[""] * (3 - len(rest) - 1)])
    elif isinstance(issued, dict) and isinstance(issued.get("literal"), str):
        years = set(_YEAR.findall(issued["literal"]))
        if len(years) == 1:  # other text is no year: it comes back from the remainder
            yield "PY", years.pop()
    if isinstance(accessed, dict) and isinstance(accessed.get("from"), str):
        yield "Y2", accessed["from"].replace("-", "/")
