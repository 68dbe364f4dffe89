"""Reads .bib files of BibTeX and BibLaTeX, as other programs write them."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry, Person, ReadEntries, make_person, parse_person
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import is_group
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.bibliographic import parse_pages
from scholar_desktop.formats.bibtex import MONTHS, NOTES
from scholar_desktop.formats.bibtex_salvage import hides_a_field, salvage_entry
from scholar_desktop.formats.entries.vendor_habits import arxiv_of_journal, arxiv_of_texts
from scholar_desktop.formats.latex import LatexReader
from scholar_desktop.formats.list_limits import LONGEST_ENTRY, LONGEST_FIELD, MOST_PEOPLE

if TYPE_CHECKING:
    from bibtexparser.model import Block

_TYPES = {
    "article": "article",
    "inproceedings": "conference",
    "conference": "conference",
    "proceedings": "book",
    "book": "book",
    "booklet": "book",
    "collection": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inreference": "chapter",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "dataset": "dataset",
    "software": "software",
    "unpublished": "preprint",
}
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_NUMBER = re.compile(r"[0-9]+")
_ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9xX]")
_ESCAPED = re.compile(r"\\([_%#&~])")
_HASH = re.compile("#")  # the parts are stripped; a pattern with spaces would take quadratic time
_AND = re.compile(" and ", re.IGNORECASE)
_COMMA = re.compile(",")
_FIELDS = re.compile(r"\b(?:title|author|doi|journal|year|booktitle)\s*=\s*[{\"0-9]", re.IGNORECASE)
_NO_AT = re.compile(r"[A-Za-z]+\s*[{(]\s*[^\s,={}]+\s*,")
_BLOCK = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_LEAST_PIECE = 2_000
"""Characters of a file that are parsed at once, at least."""


class BibtexBlock(msgspec.Struct, frozen=True, gc=False):
    """A part of a .bib file.

    line: the line where it begins, from 1; text: the unchanged text of the part; entry: its content, or None; problem:
    what is wrong with it, as a sentence; then the entry is what could still be read, or None; fault: the same without
    the name of the entry, as part of a sentence.
    """

    line: int
    text: str
    entry: Entry | None = None
    problem: str = ""
    fault: str = ""


def read_bibtex(text: str) -> ReadEntries:
    """Returns every entry of a .bib file in order, and a sentence for each block that could not be read.

    Never raises for the content of the file. Loads bibtexparser and pylatexenc.
    """
    blocks = list(read_blocks(text))
    return ReadEntries(
        tuple(block.entry for block in blocks if block.entry is not None and not block.problem),
        tuple(
            Message("Line {line}: {problem}", line=block.line, problem=block.problem)
            for block in blocks
            if block.problem
        ),
    )


def read_blocks(text: str) -> Iterator[BibtexBlock]:
    """Yields every entry, and every block that should be an entry and cannot be read as one."""
    from bibtexparser import model

    latex, turns = LatexReader(), Yielder()
    strings = _Strings(len(text))
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # its warnings are reported below
    parts = _Parts(text)
    text, too_long = parts.without_long_ones()
    entries: list[tuple[int, str, str, dict[str, str]]] = []
    broken: list[tuple[int, str]] = []
    for start, block in _parsed_blocks(text):
        turns.yield_to_ui()
        found = block
        if isinstance(block, model.ParsingFailedBlock) and block.ignore_error_block is not None:
            found = block.ignore_error_block  # a duplicate key or field: two works, or the last field counts
        line = start + (found.start_line or 0)
        if isinstance(found, model.String):
            strings.add(found.key, str(found.value))
        elif isinstance(found, model.Entry):
            fields = {field.key.lower(): strings.value(str(field.value)) for field in found.fields}
            if any(hides_a_field(str(field.value)) for field in found.fields):
                broken.append(parts.at(line))
            entries.append((line, found.key, found.entry_type.lower(), fields))
        elif isinstance(found, model.ParsingFailedBlock):
            broken.append(parts.at(line))  # from the file itself: the parser drops what follows the error
        elif isinstance(found, model.ImplicitComment) and _FIELDS.search(found.comment):
            # an entry without its @, or the rest of an entry that was closed too early
            broken.append((line, found.comment) if _NO_AT.match(found.comment) else parts.at(line))
    by_key = {key.lower(): fields for _, key, _, fields in entries}
    damaged = dict(reversed(broken))
    whole = []
    for line, key, kind, fields in entries:
        if line not in damaged:
            turns.yield_to_ui()
            biblio = _biblio(kind, _inherit_fields(fields, by_key), latex)
            whole.append(BibtexBlock(line + 1, "", Entry(key, biblio)))
    lost = [_salvage_entry(line, part, strings, by_key, latex) for line, part in damaged.items()]
    yield from sorted((*whole, *lost, *too_long), key=lambda block: block.line)
    if strings.is_exhausted:
        yield BibtexBlock(parts.lines, "", None, Message("The @string definitions are too long and were cut."))


def _parsed_blocks(text: str) -> Iterator[tuple[int, Block]]:
    """Yields (the line where a piece of *text* begins, from 0, a block in it) for every block.

    The file is parsed in pieces that end before an entry and have as many opening as closing braces, so that the window
    can be used while a large file is read.
    """
    from bibtexparser.entrypoint import parse_string

    line = start = depth = seen = 0
    for found in (*_BLOCK.finditer(text), None):
        end = len(text) if found is None else found.start()
        depth += text.count("{", seen, end) - text.count("}", seen, end)
        seen = end
        if found is not None and (depth or end - start < _LEAST_PIECE):
            continue
        # no middleware: it does not join values with #, and leaves entries with a duplicate key unchanged
        for block in parse_string(text[start:end], parse_stack=[]).blocks:
            yield line, block
        line += text.count("\n", start, end)
        start = end


class _Parts:
    """A file divided at the beginnings of its entries."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts: list[int] = []
        line = place = 0
        for found in _BLOCK.finditer(text):
            line += text.count("\n", place, found.start())
            place = found.start()
            self._starts.append(line)

    def at(self, line: int) -> tuple[int, str]:
        """Returns (the line where the part that contains *line* begins, the text of that part); lines count from 0."""
        after = bisect_right(self._starts, line)
        start = self._starts[after - 1] if after else line
        end = self._starts[after] if after < len(self._starts) else len(self._lines)
        return start, "\n".join(self._lines[start:end])

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self._lines)

    def without_long_ones(self) -> tuple[str, list[BibtexBlock]]:
        """Returns the file with empty lines instead of the parts that are too long, and a block for each of them."""
        long_ones: list[BibtexBlock] = []
        lines = self._lines
        for start, end in pairwise([*self._starts, len(self._lines)]):
            if sum(map(len, self._lines[start:end])) > LONGEST_ENTRY:
                problem = Message("The entry is too long (more than {number} characters).", number=LONGEST_ENTRY)
                long_ones.append(BibtexBlock(start + 1, "\n".join(self._lines[start:end])[:200], None, problem))
                lines = [*lines[:start], *[""] * (end - start), *lines[end:]]
        return "\n".join(lines), long_ones


class _Strings:
    """The @string definitions of a file.

    A definition may contain others, so a few hundred bytes can expand to gigabytes: no value is longer than
    LONGEST_FIELD, and all together are at most some times as long as the file.
    """

    def __init__(self, length: int) -> None:
        self._known: dict[str, str] = {}
        self._room = 10 * length + 1_000_000
        self.is_exhausted = False

    def add(self, name: str, written: str) -> None:
        self._known[name.lower()] = self.value(written)

    def get(self, name: str, default: str) -> str:
        """Returns the definition of *name*, or *default* if there is none or too much was expanded."""
        found = self._known.get(name.lower(), default)
        self._room -= len(found)
        if self._room < 0:
            self.is_exhausted = True
            return default
        return found

    def value(self, written: str) -> str:
        """Returns the value that BibTeX reads: from `{...}`, `"..."`, a number, the name of a @string, or several of
        them joined by #; the first LONGEST_FIELD characters of it."""
        parts: list[str] = []
        length = 0
        for part in _split(written[:LONGEST_ENTRY], _HASH, quotes=True):
            is_text = len(part) > 1 and part[0] + part[-1] in ("{}", '""')
            parts.append(part[1:-1] if is_text else self.get(part, part))
            length += len(parts[-1])
            if length > LONGEST_FIELD:
                break
        return "".join(parts)[:LONGEST_FIELD]


def _inherit_fields(fields: Mapping[str, str], by_key: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Returns *fields*, completed by those of the entry that `crossref` names."""
    wanted = fields.get("crossref", "").strip().lower()
    parent = by_key.get(wanted)
    if not wanted or parent is None or parent is fields:
        return fields
    taken = {name: value for name, value in parent.items() if name not in _NOT_INHERITED}
    if "title" in parent:
        taken.setdefault("booktitle", parent["title"])
    return {**taken, **fields}


_NOT_INHERITED = frozenset(("title", "shorttitle", "doi", "crossref", "eprint", "abstract", "pages", "author", "url"))


def _salvage_entry(
    line: int, text: str, strings: _Strings, by_key: Mapping[str, Mapping[str, str]], latex: LatexReader
) -> BibtexBlock:
    """Returns the block of the broken entry *text*, which begins on *line* (from 0)."""
    found = salvage_entry(text)
    fields = {name: strings.get(value, value)[:LONGEST_FIELD] for name, value in found.fields.items()}
    place = line + found.line + 1
    fault = Message("error on line {line}: {fault}", line=place, fault=found.fault)
    problem = (
        Message("The entry {key} has an error on line {line}: {fault}.", key=found.key, line=place, fault=found.fault)
        if found.key
        else Message("The entry has an error on line {line}: {fault}.", line=place, fault=found.fault)
    )
    if not fields:
        return BibtexBlock(line + 1, text, None, problem)
    return BibtexBlock(
        line + 1, text, Entry(found.key, _biblio(found.kind, _inherit_fields(fields, by_key), latex)), problem, fault
    )


def _biblio(kind: str, fields: Mapping[str, str], latex: LatexReader) -> Biblio:
    def text(*names: str) -> str | None:
        return next((plain for name in names if (plain := latex.plain(fields.get(name, "")))), None)

    def raw(name: str) -> str | None:
        return "".join(_ESCAPED.sub(r"\1", fields.get(name, "")).split()) or None

    year, month, day = _date(fields, latex)
    container = text("journaltitle", "journal", "booktitle", "organization", "howpublished")
    eprint, eprint_type = raw("eprint"), (text("eprinttype", "archiveprefix") or "").lower()
    note, doi = text("note"), clean_doi(raw("doi") or "")
    is_deposit = eprint is not None and (doi is None or is_deposit_doi(doi))
    type_ = _TYPES.get(kind, "other")
    if kind in ("misc", "online", "electronic"):
        by_note = next((ours for ours, said in NOTES.items() if said == note), None)
        type_ = by_note or ("preprint" if is_deposit or (kind == "online" and container) else "other")
        if kind == "misc" and by_note is None and fields.get("journal"):
            type_ = "article"
    arxiv = eprint if eprint is not None and eprint_type in ("arxiv", "") else None
    if eprint is None:
        arxiv = arxiv_of_journal(container or "", text("volume") or "", text("pages", "eid") or "")
        arxiv = arxiv or arxiv_of_texts((raw("url"), note, text("howpublished")))
    return Biblio(
        type=type_,
        title=text("title") or "",
        authors=tuple(_people(fields.get("author", ""), latex)),
        year=year,
        month=month,
        day=day,
        container=container,
        volume=text("volume"),
        issue=text("number", "issue"),
        pages=_pages(fields.get("pages", ""), latex),
        publisher=text("publisher", "school", "institution"),
        place=text("location", "address"),
        issn=tuple(found.upper() for found in _ISSN.findall(fields.get("issn", ""))),
        isbn=text("isbn"),
        version=text("version"),
        doi=doi,
        arxiv=arxiv,
        pmid=text("pmid") or (eprint if eprint_type == "pubmed" else None),
        pmcid=text("pmcid"),
        url=raw("url"),
        abstract=text("abstract"),
        edition=text("edition"),
        editors=tuple(_people(fields.get("editor", ""), latex)),
        translators=tuple(_people(fields.get("translator", ""), latex)),
    )


def _date(fields: Mapping[str, str], latex: LatexReader) -> tuple[int | None, int | None, int | None]:
    found = _DATE.match(fields.get("date", "").strip())
    if found is not None:
        year, month, day = (int(part) if part else None for part in found.groups())
        return year, month if month in range(1, 13) else None, day if month in range(1, 13) else None
    in_year = _YEAR.search(latex.plain(fields.get("year", "") or fields.get("date", "")))
    if in_year is None:
        return None, None, None
    return int(in_year[0]), _month(latex.plain(fields.get("month", ""))), None


def _month(text: str) -> int | None:
    """Returns the month in `jul`, `July`, `7`; if there are several (`jul-aug`, `12 July`), the first month named."""
    word = next((part for part in re.findall(r"[a-z]+", text.lower()) if part[:3] in MONTHS), None)
    if word is not None:
        return MONTHS.index(word[:3]) + 1
    number = _NUMBER.search(text)
    return int(number[0]) if number is not None and 1 <= int(number[0][:4]) <= 12 else None


def _pages(field: str, latex: LatexReader) -> tuple[str, str | None] | None:
    first, dash, last = field.partition("--")
    if dash and first.strip() and last.strip("- "):
        return latex.plain(first), latex.plain(last.lstrip("-"))
    return parse_pages(latex.plain(field))


def _people(field: str, latex: LatexReader) -> Iterator[Person]:
    for one in _split(" ".join(field.split()), _AND)[:MOST_PEOPLE]:
        if one.lower() in ("", "others"):
            continue
        if one.startswith("{") and one.endswith("}") and _closes_at_end(one):
            whole = latex.plain(one)
            yield Person(whole, is_group=" " in whole or is_group(whole))
            continue
        parts = [latex.plain(part) for part in _split(one, _COMMA)]
        if len(parts) == 1:
            yield parse_person(parts[0])
        else:
            yield make_person(parts[0], parts[-1], parts[1] if len(parts) > 2 else "")


def _closes_at_end(text: str) -> bool:
    """Returns True if the brace at the start of *text* is closed by its last character."""
    depth = 0
    for place, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return place == len(text) - 1
    return False


def _split(text: str, separator: re.Pattern[str], *, quotes: bool = False) -> list[str]:
    """Returns *text* divided at each *separator* outside braces, and with *quotes* also outside `"..."`."""
    found, start, place, depth, is_quoted = [], 0, 0, 0, False
    while place < len(text):
        if quotes and depth == 0 and text[place] == '"':
            is_quoted = not is_quoted
        depth = max(0, depth + {"{": 1, "}": -1}.get(text[place], 0))
        hit = separator.match(text, place) if depth == 0 and not is_quoted else None
        if hit is not None and hit.end() > place:
            found.append(text[start:place])
            start = place = hit.end()
        else:
            place += 1
    return [part.strip() for part in (*found, text[start:])]
