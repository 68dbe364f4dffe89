"""Writes whole entries as .bib files, with keywords, notes, files and JabRef's groups."""

# not translated in this file: names of BibTeX and BibLaTeX

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from scholar_desktop.domain.csl_variables import DATES
from scholar_desktop.domain.entry_dates import MONTHS, write_edtf
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.bibtex import files_field, protect_capitals, type_and_fields
from scholar_desktop.formats.cite_keys import keys_in_file
from scholar_desktop.formats.entries.bibtex_blocks import BibtexComment, BibtexFields, divide
from scholar_desktop.formats.entries.bibtex_fields import (
    BIBLATEX_OF_TYPE,
    BIBLATEX_TYPES,
    BIBTEX_OF_TYPE,
    DATE_FIELDS,
    NAME_FIELDS,
    NUMBERED_TYPES,
    ROLE_OF,
    SERIAL_TYPES,
    TYPE_OF_BIBTEX,
    VARIABLE_OF,
    is_note_field,
)
from scholar_desktop.formats.entries.bibtex_files import JabRefMeta, write_groups
from scholar_desktop.formats.entries.bibtex_names import ends_in_others, read_names, write_names
from scholar_desktop.formats.entries.bibtex_reading import read_entry
from scholar_desktop.formats.entries.bibtex_texts import arxiv_of, joined_title, plain_text
from scholar_desktop.formats.entries.remainder import NAME, remainder_of, second_values
from scholar_desktop.formats.entries.title_markup import write_markup
from scholar_desktop.formats.entries.vendor_habits import arxiv_of_fields
from scholar_desktop.formats.latex import LatexReader, escape

_FIELD_OF_ROLE = {role: name for name, role in ROLE_OF.items()}
_FIELD_OF = {variable: name for name, variable in reversed(VARIABLE_OF.items()) if variable != "container-title"}
_BARE_NAME = re.compile(r"[a-z][a-z0-9_.:+-]*")
_MARKED = frozenset(
    ("title", "booktitle", "journal", "journaltitle", "series", "shorttitle", "shortjournal", "abstract")
)
"""The fields in which the tags of CSL are written as LaTeX."""
_PAGES = re.compile(r"(?<=[0-9])-(?=[0-9])")
_FULL_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
_YEAR = re.compile(r"[0-9]{4}")
_VERBATIM = {"DOI": "doi", "URL": "url", "ISBN": "isbn", "ISSN": "issn", "PMID": "pmid", "PMCID": "pmcid"}
_BOOKS = frozenset(("chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "entry"))


def write_bibtex_entries(entries: Sequence[FullEntry], *, biblatex: bool) -> str:
    """Returns *entries* as a .bib file. Loads pylatexenc."""
    latex = LatexReader()
    groups, names = write_groups(sorted({path for entry in entries for path in entry.collections}))
    meta = JabRefMeta()
    written: list[str] = []
    if names:
        for part in divide(groups):
            if isinstance(part, BibtexComment):
                meta.read(part.text)
    keys = keys_in_file([entry.key for entry in entries], biblatex=biblatex)
    for entry, key in zip(entries, keys, strict=True):
        text = _write(entry, key, names, latex, biblatex, "")
        read = next((part for part in divide(text) if isinstance(part, BibtexFields)), None)
        back = read_entry(read, latex, meta) if read is not None else FullEntry()
        if entry.record is not None:  # what the services state is written as for a paper outside of the library
            same = {name: getattr(entry, name) for name in ("item_type", "fields", "people", "with_others")}
            back = msgspec.structs.replace(back, **same)
        rest = remainder_of(entry, back)
        written.append(_write(entry, key, names, latex, biblatex, rest) if rest else text)
    whole = "\n".join(written)
    if names:
        kind = "biblatex" if biblatex else "bibtex"
        whole += f"\n@Comment{{jabref-meta: databaseType:{kind};}}\n\n{groups}"
    return whole


def written_fields(entry: FullEntry, latex: LatexReader, *, biblatex: bool) -> tuple[str, dict[str, str]]:
    """Returns the type of an entry, and its fields with their braces, as `write_bibtex_entries` writes them; its
    collections are left out."""
    writer = _EntryWriter(msgspec.structs.replace(entry, collections=()), {}, latex, biblatex)
    return writer.kind, dict(writer.fields())


def _write(entry: FullEntry, key: str, names: Mapping[str, str], latex: LatexReader, biblatex: bool, rest: str) -> str:
    writer = _EntryWriter(entry, names, latex, biblatex)
    lines = [f"  {name:<13} = {value}" for name, value in writer.fields()]
    if rest:
        safe = _braces_within_texts(rest)
        lines.append(f"  {NAME:<13} = {{{safe}}}")
    return f"@{writer.kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _braces_within_texts(json: str) -> str:
    """Returns JSON without braces in its texts, because BibTeX counts them."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', json)
    return "".join(
        part.replace("{", "\\u007b").replace("}", "\\u007d") if part.startswith('"') else part for part in parts
    )


class _EntryWriter:
    """Writes one entry."""

    def __init__(self, entry: FullEntry, names: Mapping[str, str], latex: LatexReader, biblatex: bool) -> None:
        self._entry = entry
        self._names = names
        self._latex = latex
        self._biblatex = biblatex
        self._raw: dict[str, Any] = entry.extra.get("raw") or {}
        item_type = entry.item_type or "document"
        self._type = item_type
        known = (BIBLATEX_OF_TYPE if biblatex else BIBTEX_OF_TYPE).get(item_type, "misc")
        kept = entry.extra.get("type")
        self.kind = known
        if isinstance(kept, str) and TYPE_OF_BIBTEX.get(kept) == item_type:
            self.kind = kept if biblatex or kept not in BIBLATEX_TYPES else known
        self._of_record: Iterator[tuple[str, str]] | None = None
        if entry.record is not None:
            self.kind, self._of_record = type_and_fields(entry.record, biblatex=biblatex)
        self._needs_subtype = TYPE_OF_BIBTEX.get(self.kind) != item_type and not (
            item_type == "article" and "arxiv" in entry.fields
        )

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yields (name, value with its braces)."""
        entry, used = self._entry, set[str]()
        for name, value in self._ordered() if self._of_record is None else self._with_lists(self._of_record):
            if name not in used and value:
                used.add(name)
                yield name, value
        for name, value in second_values(entry):
            yield name, f"{{{value}}}"

    def _with_lists(self, of_record: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        yield from of_record
        yield from self._text("abstract", "abstract")
        yield from self._lists()

    def _ordered(self) -> Iterator[tuple[str, str]]:
        entry = self._entry
        for role in dict.fromkeys(("author", "editor", *(one.role for one in entry.people))):
            if people := entry.of_role(role):
                name = _FIELD_OF_ROLE.get(role, role.lower())
                raw = self._raw_parts(role)
                with_others = role in entry.with_others
                is_known = self._biblatex or "=" not in "".join(part for _, part in raw)  # extended names are for biber
                if len(raw) == 1 and is_known and self._says(raw[0][1], role, people, with_others=with_others):
                    yield raw[0][0], f"{{{raw[0][1]}}}"
                elif _BARE_NAME.fullmatch(name):
                    names = write_names(people, ascii_only=not self._biblatex, with_others=with_others)
                    yield name, f"{{{names}}}"
        if "title" in entry.fields:
            yield from self._text("title", "title")
        container = "journaltitle" if self._biblatex else "journal"
        yield from self._text("container-title", "booktitle" if self._type in _BOOKS else container)
        yield from self._dates()
        yield from self._text("volume", "volume")
        numbered = {
            "number": self._type in NUMBERED_TYPES,
            "issue": self._type in SERIAL_TYPES,
            "collection-number": self._type not in NUMBERED_TYPES and self._type not in SERIAL_TYPES,
        }
        for variable, is_number in numbered.items():
            if is_number:
                yield from self._text(variable, "number")
        yield from self._text("page", "pages")
        yield from self._text("version", "version")
        yield from self._text("edition", "edition")
        is_paper = self._type in ("thesis", "report")
        institution = "institution" if self._biblatex or self._type == "report" else "school"
        yield from self._text("publisher", institution if is_paper else "publisher")
        yield from self._text("publisher-place", "location" if self._biblatex else "address")
        yield from self._text("language", "langid" if self._biblatex else "language")
        for variable in ("ISSN", "ISBN", "DOI", "PMID", "PMCID"):
            yield from self._verbatim(variable)
        sent = self._raw_parts("arxiv")
        if (arxiv := entry.text("arxiv")) and (sent or arxiv_of_fields(entry.fields) != arxiv):
            is_same = len(sent) == 1 and arxiv_of(plain_text(self._latex, *sent[0])) == arxiv
            yield "eprint", f"{{{sent[0][1] if is_same else arxiv}}}"
            yield ("eprinttype", "{arxiv}") if self._biblatex else ("archiveprefix", "{arXiv}")
        elif (eprint := entry.text("eprint")) and not re.search(r"[{}\\\s]", eprint):  # of JSTOR, for example
            yield "eprint", f"{{{eprint}}}"
            yield from self._text("eprinttype", "eprinttype")
            yield from self._text("archiveprefix", "archiveprefix")
        yield from self._verbatim("URL")
        for variable in entry.fields:
            name = _FIELD_OF.get(variable, variable.lower())
            special = variable in _DONE or name in _TAKEN or name in NAME_FIELDS or variable in _VERBATIM
            if not special and _BARE_NAME.fullmatch(name):
                yield from self._text(variable, name)
        if self._needs_subtype:
            yield "entrysubtype", f"{{{self._type}}}"
        yield from self._lists()

    def _verbatim(self, variable: str) -> Iterator[tuple[str, str]]:
        """Yields the field of an identifier or address."""
        name, text, raw = _VERBATIM[variable], self._entry.text(variable), self._raw_parts(variable)
        if len(raw) == 1 and text and plain_text(self._latex, name, raw[0][1]) == text:
            yield raw[0][0], f"{{{raw[0][1]}}}"
        elif text and not re.search(r"[{}\\\s]", text):
            yield name, f"{{{text}}}"

    def _says(self, raw: str, role: str, people: Sequence[Contributor], *, with_others: bool) -> bool:
        """Returns True if *raw* is the field of these people."""
        return tuple(read_names(raw, role, self._latex.plain)) == people and ends_in_others(raw) == with_others

    def _raw_parts(self, variable: str) -> list[tuple[str, str]]:
        sent = self._raw.get(variable)
        parts = sent if isinstance(sent, list) else []
        found = [tuple(part) for part in parts if isinstance(part, list) and len(part) == 2]
        return [(str(name), str(raw)) for name, raw in found]

    def _text(self, variable: str, name: str) -> Iterator[tuple[str, str]]:
        """Yields the field of a text: as it was written, if it still says the same."""
        text = self._entry.text(variable)
        if not text:
            return
        raw = self._raw_parts(variable)
        if raw:
            plain = [plain_text(self._latex, *part) for part in raw]
            if (plain[0] if len(plain) == 1 else joined_title(*plain[:2])) == text:
                # the name of the field that this kind of file has
                names = [name if len(raw) == 1 else part[0] for part in raw]
                yield from ((one, f"{{{part[1]}}}") for one, part in zip(names, raw, strict=True))
                return
        write = partial(escape, ascii_only=not self._biblatex)
        outside = partial(protect_capitals, ascii_only=not self._biblatex) if variable == "title" else write
        if name in _MARKED and "<" in text and (marked := write_markup(text, outside, write)) is not None:
            yield name, f"{{{marked}}}"
            return
        written = outside(text)
        yield name, f"{{{_PAGES.sub('--', written) if name == 'pages' else written}}}"

    def _dates(self) -> Iterator[tuple[str, str]]:
        for name, variable in DATE_FIELDS.items():
            value = self._entry.fields.get(variable)
            text = write_edtf(value)
            if not text or re.search(r"[{}\\#%]", text):
                continue
            found = _FULL_DATE.fullmatch(text)
            if variable == "issued" and not self._biblatex and found is not None:
                yield "year", f"{{{found[1]}}}"
                if found[2]:
                    yield "month", MONTHS[int(found[2]) - 1]
                if found[3]:
                    yield "day", f"{{{int(found[3])}}}"
            elif variable == "issued" and isinstance(value, dict) and value.get("literal"):
                yield "year", f"{{{text}}}"  # "in press": no date of EDTF, but what BibTeX and biber show
            else:
                if variable == "issued" and not self._biblatex and (year := _YEAR.match(text)) is not None:
                    yield "year", f"{{{year[0]}}}"  # the styles of BibTeX know no field `date`
                yield name, f"{{{text}}}"
        for variable in sorted(DATES - set(DATE_FIELDS.values())):
            if (text := write_edtf(self._entry.fields.get(variable))) and not re.search(r"[{}\\#%]", text):
                yield variable, f"{{{text}}}"

    def _lists(self) -> Iterator[tuple[str, str]]:
        entry, ascii_only = self._entry, not self._biblatex
        if entry.tags:
            words = [escape(tag, ascii_only=ascii_only).replace(",", "\\,") for tag in entry.tags]
            yield "keywords", f"{{{', '.join(words)}}}"
        if entry.collections:
            groups = [self._names[path] for path in entry.collections]
            words = [escape(name, ascii_only=ascii_only).replace(",", "\\,") for name in groups]
            yield "groups", f"{{{', '.join(words)}}}"
        fields = ("annotation", "comment", "annote") if self._biblatex else ("annote", "comment", "annotation")
        sent = entry.extra.get("note_fields")
        if isinstance(sent, list) and len(set(sent)) == len(entry.notes) and all(map(is_note_field, sent)):
            fields = tuple(sent)
        for name, note in zip(fields, entry.notes, strict=False):
            yield name, f"{{{chr(10).join(escape(line, ascii_only=ascii_only) for line in note.split(chr(10)))}}}"
        if (files := files_field(entry.files)) is not None:
            yield "file", files


_DONE = frozenset(
    ("title", "container-title", "number", "issue", "collection-number", "page", "publisher", "publisher-place")
) | frozenset(("language", "arxiv", *DATES))
_TAKEN = frozenset(
    ("year", "month", "day", "date", "file", "groups", "keywords", "xdata", "ids", "eprint", "eprinttype")
) | frozenset(("archiveprefix", "annote", "annotation", "comment", "entrysubtype", "number", "pages", "eid", NAME))
