"""Reads a pasted text as the lines of a list.

It may be plain lines, BibTeX, RIS, CSL-JSON, the formats of EndNote and PubMed, or a table. Text that cannot be read
becomes a line of its own that says where and why, so nothing is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio
from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.full_entry import FileEntries, FullEntry
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.reference_lists.line_problems import is_list_heading
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_list import (
    LineStatus,
    ParsedLines,
    ParsedReference,
    ReferenceLine,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.list_limits import (
    LONGEST_FIELD,
    MOST_BROKEN_OBJECTS,
    MOST_REFERENCES,
    MOST_VALUES,
    first_lines,
    limit_fields,
    more_references,
)
from scholar_desktop.formats.pasted_lines import JoinedLines, join_references, joined_lines, separate_lines
from scholar_desktop.formats.reference_list_detection import (
    BIBTEX,
    CSL_JSON,
    ENDNOTE,
    LINES,
    PUBMED,
    PUBMED_START,
    RIS,
    RIS_START,
    TABLE,
    WEB_OF_SCIENCE,
    identifiers_in,
    kind_of,
)
from scholar_desktop.formats.several_references import split_references

LONGEST_TEXT = 100_000
"""Maximum length in characters of one line that is kept; a longer line is cut."""
LONGEST_READ = 4_000
"""Maximum length in characters of one line that is parsed."""
_MOST_NAMED = 3
"""References over several lines that a note names by their lines."""


def read_text(text: str, *, join: bool = True) -> ParsedLines:
    """Returns the lines of *text*. Never raises for its content. Loads the parser of its format.

    Args:
        join: plain lines that belong together are one reference; if not, each is one.
    """
    text, cut = first_lines(text.lstrip("\ufeff"))
    kind = kind_of(text)
    readers = {
        BIBTEX: _bibtex,
        RIS: _ris,
        CSL_JSON: _csl,
        PUBMED: _pubmed,
        ENDNOTE: _endnote,
        WEB_OF_SCIENCE: _web_of_science,
        TABLE: _table,
    }
    joined: list[JoinedLines] = []
    notes = [cut] if cut else []
    if kind == LINES and _has_only_pmids(text):
        text = re.sub(r"(?m)^[^\S\r\n]*(?=\d)", "PMID ", text)
        notes.append(Message("The numbers were read as PubMed IDs (PMID)."))
    lines = iter(readers.get(kind, partial(_plain, joined if join else None))(text))
    numbered = tuple(number_lines(islice(lines, MOST_REFERENCES)))
    headings = [line for line in numbered if line.problem is not None and is_list_heading(line.text)]
    if kind == LINES and 0 < len(headings) < len(numbered):
        numbered = tuple(number_lines(line for line in numbered if line not in headings))
        notes.append(
            Message("The heading “{text}” was left out.", text=headings[0].text)
            if len(headings) == 1
            else Message.counted("{count} heading was left out.", "{count} headings were left out.", len(headings))
        )
    if len(numbered) == MOST_REFERENCES and next(lines, None) is not None:
        notes.append(more_references())
    if joined:
        notes.append(_joined_note(joined))
    begun = {line.place or -line.number for line in numbered}
    further = {place for one in joined for place in range(one.first + 1, one.last + 1)}
    places = len(begun | further) if kind == LINES else 0
    return ParsedLines(kind, numbered, tuple(notes), len(further), places)


def _has_only_pmids(text: str) -> bool:
    """Returns True if *text* is what PubMed saves as a list of PMIDs: a number on each line, and nothing else."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all(map(identifiers.identifiers_of_number, lines))


def make_line(text: str, number: int, place: int | None = None) -> ReferenceLine:
    """Returns one plain line as a line of a list."""
    shown = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
    wanted, problem = parse_reference(shown[:LONGEST_READ])
    standing = LineStatus.NONE if problem is not None else LineStatus.ASKING
    return ReferenceLine(number, shown, wanted, standing, place=place, problem=problem)


def text_of_lines(lines: Sequence[ReferenceLine]) -> str:
    """Returns plain lines as a text that is read as the same lines again."""
    return join_references([" ".join(line.text.split()) for line in lines])


def number_lines(lines: Iterable[ReferenceLine]) -> Iterator[ReferenceLine]:
    """Yields *lines* with their numbers, from 1. In a thread, it pauses for the window."""
    turns = Yielder()
    for number, line in enumerate(lines, 1):
        turns.yield_to_ui()
        yield msgspec.structs.replace(line, number=number)


def _plain(joined: list[JoinedLines] | None, text: str) -> Iterator[ReferenceLine]:
    """Yields the lines of *text*, and adds to *joined* those that are in several lines; None: each is separate."""
    for found in separate_lines(text) if joined is None else joined_lines(text):
        end = 0
        for part in identifiers_in(found.text) or split_references(found.text):
            start = max(end, found.text.find(part, end))
            end = start + len(part)
            one = JoinedLines(found.line_at(start), found.line_at(end - 1), part)
            if joined is not None and one.last > one.first:
                joined.append(one)
            yield make_line(part, 0, one.first)


def _joined_note(joined: Sequence[JoinedLines]) -> Message:
    """Returns which lines of the text were joined."""
    if len(joined) == 1:
        return Message(
            "Lines {first} to {last} were joined into one reference.", first=joined[0].first, last=joined[0].last
        )
    if len(joined) <= _MOST_NAMED:
        places = ", ".join(f"{one.first}–{one.last}" for one in joined)
        return Message("The lines {places} were each joined into one reference.", places=places)
    return Message.counted(
        "{count} reference was joined from several lines.",
        "{count} references were joined from several lines.",
        len(joined),
    )


def line_of_work(text: str, work: Biblio, place: int | None) -> ReferenceLine:
    """Returns a line that refers to *work*."""
    work = limit_fields(work)
    identifier = next(
        (
            str(found)
            for scheme, value in (("doi", work.doi), ("arxiv", work.arxiv), ("pmid", work.pmid), ("pmcid", work.pmcid))
            if value and (found := identifiers.parse(f"{scheme}:{value}")) is not None
        ),
        None,
    )
    if identifier is None and work.url and (found := identifiers.parse(work.url)) is not None:
        identifier = None if found.scheme is identifiers.Scheme.URL else str(found)
    first = work.authors[0].family_whole if work.authors else ""
    wanted = ParsedReference(identifier, work.title, first, work.year, work.container or "", is_entry=True)
    if wanted.is_nothing:
        problem = ErrorInfo(
            "usage", Message("This entry has no title and no identifier."), Message("It was not looked up.")
        )
        return ReferenceLine(0, text, wanted, LineStatus.NONE, place=place, problem=problem)
    return ReferenceLine(0, text, wanted, place=place)


def reference_text(work: Biblio, key: str) -> str:
    """Returns the text of an entry in the table: its key, author, title and year."""
    work = limit_fields(work)
    first = work.authors[0].family_whole if work.authors else ""
    more = " et al." if len(work.authors) > 1 else ""  # not translated: the form of citations
    if len(work.authors) == 2 and first and work.authors[1].family_whole:
        more = f" & {work.authors[1].family_whole}"
    parts = (
        f"{key}:" if key else "",
        f"{first}{more}," if first else "",
        work.title,
        f"({work.year})" if work.year else "",
    )
    return " ".join(part for part in parts if part)[:LONGEST_TEXT] or key


def _unreadable_line(text: str, place: int | None, message: str) -> ReferenceLine:
    problem = ErrorInfo("usage", message, Message("Edit the line, or correct the file and open it again."))
    return ReferenceLine(0, text[:LONGEST_TEXT], ParsedReference(), LineStatus.NONE, place=place, problem=problem)


def _bibtex(text: str) -> Iterator[ReferenceLine]:
    from scholar_desktop.formats.bibtex_reading import read_blocks

    for block in read_blocks(text):
        if block.entry is None:
            yield _unreadable_line(block.text.strip(), block.line, block.problem)
            continue
        line = line_of_work(reference_text(block.entry.biblio, block.entry.key), block.entry.biblio, block.line)
        if block.problem and line.problem is not None:
            line = _unreadable_line(block.text.strip(), block.line, block.problem)
        elif block.problem:
            doubted = msgspec.structs.replace(line.wanted, doubt=block.fault)
            line = msgspec.structs.replace(line, text=block.text.strip()[:LONGEST_TEXT], wanted=doubted)
        yield line


def _ris(text: str) -> Iterator[ReferenceLine]:
    from scholar_desktop.formats.ris import read_ris

    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if RIS_START.match(line)]
    if loose := "\n".join(lines[: starts[0]]).strip():
        yield _unreadable_line(loose, 1, Message("This text is before the first record, which starts with “TY  - ”."))
    for start, end in zip(starts, (*starts[1:], len(lines)), strict=True):
        record = "\n".join(lines[start:end]).replace("TY -", "TY  -", 1)  # not translated: a part of files
        read = read_ris(record)
        for entry in read.entries:
            yield line_of_work(reference_text(entry.biblio, entry.key) or record, entry.biblio, start + 1)
        if not read.entries:
            problem = Message("The record on line {line} could not be read.", line=start + 1)
            if read.problems:
                problem = Message("Line {line}: {problem}", line=start + 1, problem=read.problems[0])
            yield _unreadable_line(record, start + 1, problem)


def _csl(text: str) -> Iterator[ReferenceLine]:
    from scholar_desktop.formats.csl_json import read_csl_json

    if sum(map(text.count, "[{,")) > MOST_VALUES:
        problem = Message("The file is too large (more than {number} values).", number=MOST_VALUES)
        yield _unreadable_line(text[:200], 1, problem)
        return
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "lineno", 1)
        problem = Message(
            "The file is not valid JSON from line {line}: {reason}.", line=at, reason=str(getattr(error, "msg", error))
        )
        for item in _whole_objects(text):
            read = read_csl_json(item)
            for entry in read.entries:
                yield line_of_work(reference_text(entry.biblio, entry.key), entry.biblio, None)
        yield _unreadable_line(text[-LONGEST_TEXT:], at, problem)
        return
    read = read_csl_json(text)
    for entry in read.entries:
        yield line_of_work(reference_text(entry.biblio, entry.key), entry.biblio, None)
    for message in read.problems:
        yield _unreadable_line(text[:200], None, message)


def _whole_objects(text: str) -> Iterator[str]:
    """Yields the JSON objects that can be read from a list with a syntax error."""
    decoder = json.JSONDecoder()
    place = text.find("{")
    broken = 0
    while place >= 0 and broken < MOST_BROKEN_OBJECTS:
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            place = text.find("{", place + 1)
            broken += 1
            continue
        yield text[place:end]
        place = text.find("{", end)


def _pubmed(text: str) -> Iterator[ReferenceLine]:
    from scholar_desktop.formats.entries.tagged.nbib_reading import read_nbib_entries

    read = read_nbib_entries(text)
    found = [(entry.line, _pubmed_line(entry)) for entry in read.entries]
    for part in read.skipped:
        number = PUBMED_START.match(part.text)  # a record without a title is found by its number
        if number is not None:
            wanted = ParsedReference(f"pmid:{number[1]}", is_entry=True)
            line = ReferenceLine(0, f"PMID {number[1]}", wanted, place=part.line)
        else:
            line = _unreadable_line(part.text, part.line, part.reason)
        found.append((part.line, line))
    yield from (line for _, line in sorted(found, key=lambda one: one[0]))


def _work_of(entry: FullEntry) -> Biblio:
    """Returns what a record says for a lookup. PubMed has italics and the like in titles as HTML."""
    issued = entry.fields.get("issued")
    year = str((issued or {}).get("from") or "")[:4]
    return Biblio(
        entry.item_type or "document",
        plain(entry.text("title"))[:LONGEST_FIELD],
        authors=tuple(one.name for one in entry.people if one.role == "author"),
        year=int(year) if year.isdecimal() else None,
        container=entry.text("container-title") or None,
        doi=entry.text("DOI") or None,
        arxiv=entry.text("arxiv") or None,
        pmid=entry.text("PMID") or None,
        pmcid=entry.text("PMCID") or None,
        url=entry.text("URL") or None,
    )


def _pubmed_line(entry: FullEntry) -> ReferenceLine:
    work, number = _work_of(entry), entry.text("PMID")
    if not number:
        return line_of_work(reference_text(work, ""), work, entry.line)
    line = line_of_work(f"PMID {number} {work.title}".strip(), work, entry.line)
    return msgspec.structs.replace(line, wanted=msgspec.structs.replace(line.wanted, identifier=f"pmid:{number}"))


def _endnote(text: str) -> Iterator[ReferenceLine]:
    from scholar_desktop.formats.entries.tagged.enw_reading import read_enw_entries

    yield from _lines_of_file(read_enw_entries(text))


def _web_of_science(text: str) -> Iterator[ReferenceLine]:
    from scholar_desktop.formats.entries.tagged.ciw_reading import read_ciw_entries

    yield from _lines_of_file(read_ciw_entries(text))


def _lines_of_file(read: FileEntries) -> Iterator[ReferenceLine]:
    """Yields the line of each record, and of each part that could not be read, in the order of the file."""
    found = [(part.line, _unreadable_line(part.text, part.line, part.reason)) for part in read.skipped]
    for entry in read.entries:
        work = _work_of(entry)
        text = reference_text(work, "") or Message("Record on line {line}", line=entry.line)
        found.append((entry.line, line_of_work(text, work, entry.line)))
    yield from (line for _, line in sorted(found, key=lambda one: one[0]))


def _table(text: str) -> Iterator[ReferenceLine]:
    from scholar_desktop.formats.paper_table_reading import read_table

    for place, work, row in read_table(text):
        yield line_of_work(reference_text(work, "") or row[:LONGEST_TEXT], work, place)
