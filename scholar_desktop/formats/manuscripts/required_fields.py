"""The fields that an entry of a .bib file must have by the documentation of BibTeX and BibLaTeX.

The tables are those of “BibTeXing” (btxdoc, section 3.1) and of the manual of the package biblatex (section 2.1.1).
"""

from __future__ import annotations

from collections.abc import Mapping

from scholar_desktop.domain.full_entry import MissingFields
from scholar_desktop.formats.entries.bibtex_blocks import BibtexFields, divide

Required = tuple[tuple[str, ...], ...]
"""Each part is a field, or several alternative ones; the first of them is the one that is named."""

# not translated: types of entries, and names of fields
_OF_BIBTEX = """
article: author title journal year
book: author/editor title publisher year
booklet: title
inbook: author/editor title chapter/pages publisher year
incollection: author title booktitle publisher year
inproceedings: author title booktitle year
manual: title
mastersthesis: author title school year
phdthesis: author title school year
proceedings: title year
techreport: author title institution year
unpublished: author title note
"""
# not translated: types of entries, and names of fields
_OF_BIBLATEX = """
article: author title journaltitle/journal date/year
suppperiodical: author title journaltitle/journal date/year
book: author title date/year
mvbook: author title date/year
inbook: author title booktitle date/year
bookinbook: author title booktitle date/year
suppbook: author title booktitle date/year
booklet: author/editor title date/year
collection: editor title date/year
mvcollection: editor title date/year
reference: editor title date/year
mvreference: editor title date/year
incollection: author title booktitle date/year
suppcollection: author title booktitle date/year
inreference: author title booktitle date/year
dataset: author/editor title date/year
manual: author/editor title date/year
misc: author/editor title date/year
software: author/editor title date/year
online: author/editor title date/year url/doi/eprint
patent: author title number date/year
periodical: editor title date/year
proceedings: title date/year
mvproceedings: title date/year
inproceedings: author title booktitle date/year
report: author title institution/school date/year type
techreport: author title institution/school date/year
thesis: author title institution/school date/year type
mastersthesis: author title institution/school date/year
phdthesis: author title institution/school date/year
unpublished: author title date/year
"""
_OTHER_NAMES = {"conference": "inproceedings", "electronic": "online", "www": "online"}
_INHERIT = ("crossref", "xdata")


def _table(lines: str) -> dict[str, Required]:
    rows = (line.split(": ") for line in lines.strip().splitlines())
    return {kind: tuple(tuple(names.split("/")) for names in fields.split()) for kind, fields in rows}


_BIBTEX, _BIBLATEX = _table(_OF_BIBTEX), _table(_OF_BIBLATEX)


def missing_fields(text: str, *, biblatex: bool) -> list[MissingFields]:
    """Returns the entries of a .bib file that lack a required field, in their order. An entry that takes fields from
    another one is not among them, nor is one of a type that the documentation does not name."""
    table = _BIBLATEX if biblatex else _BIBTEX
    found = []
    for entry in divide(text):
        if isinstance(entry, BibtexFields) and (missing := _missing_of(entry, table)):
            found.append(MissingFields(entry.key, missing))
    return found


def _missing_of(entry: BibtexFields, table: Mapping[str, Required]) -> tuple[str, ...]:
    has = {name for name, value in entry.fields if value.strip()}
    if not has.isdisjoint(_INHERIT):
        return ()
    required = table.get(_OTHER_NAMES.get(entry.kind, entry.kind), ())
    return tuple(names[0] for names in required if has.isdisjoint(names))
