"""Writes BibTeX and BibLaTeX files.

The services' own BibTeX is not used: it lacks DOI, pages and entry types, and has bad keys.

BibTeX output works with all old styles: it is ASCII as far as LaTeX has commands, and has only the entry types and
fields that the standard styles know (more fields would do no harm, more types would). BibLaTeX output is UTF-8 and uses
the specific entry types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry, LinkedFile, Person
from scholar_desktop.formats.cite_keys import keys_in_file
from scholar_desktop.formats.latex import escape, escape_text, parts
from scholar_desktop.formats.title_case import kept_words

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_BIBTEX_TYPES = {
    "article": "article",
    "conference": "inproceedings",
    "book": "book",
    "chapter": "incollection",
    "thesis": "phdthesis",
    "report": "techreport",
}
_BIBLATEX_TYPES = {
    "article": "article",
    "conference": "inproceedings",
    "book": "book",
    "chapter": "incollection",
    "preprint": "online",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "software": "software",
}
# not translated: a part of files, which is the same in each language
NOTES = {"dataset": "Dataset", "software": "Computer software", "preprint": "Preprint"}
"""The note that states the type of a work in BibTeX's @misc."""
_VERBATIM = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})

Fields = Iterator[tuple[str, str]]
Text = Callable[[str], str]


def bibtex(entries: Sequence[Entry], *, abstracts: bool = False) -> str:
    """Returns *entries* as a .bib file for BibTeX.

    abstracts: include abstracts, which are for the user's own use and therefore only written on request.
    """
    return _file(entries, abstracts, biblatex=False)


def biblatex(entries: Sequence[Entry], *, abstracts: bool = False) -> str:
    """Returns *entries* as a .bib file for BibLaTeX. abstracts: as for `bibtex`."""
    return _file(entries, abstracts, biblatex=True)


def _file(entries: Sequence[Entry], abstracts: bool, *, biblatex: bool) -> str:
    keys = keys_in_file([entry.key for entry in entries], biblatex=biblatex)
    return "\n".join(_entry(entry, key, abstracts, biblatex) for entry, key in zip(entries, keys, strict=True))


def _entry(entry: Entry, key: str, abstracts: bool, biblatex: bool) -> str:
    one = entry.biblio
    kind, fields = type_and_fields(one, biblatex=biblatex)
    lines = [f"  {name:<13} = {value}" for name, value in fields]
    if abstracts and one.abstract:
        lines.append(f"  {'abstract':<13} = {{{escape(one.abstract, ascii_only=not biblatex)}}}")
    if (files := files_field(entry.files)) is not None:
        lines.append(f"  {'file':<13} = {files}")
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def type_and_fields(one: Biblio, *, biblatex: bool) -> tuple[str, Fields]:
    """Returns the type of an entry, and its fields in their order: the name and the value with its braces."""
    kind = (_BIBLATEX_TYPES if biblatex else _BIBTEX_TYPES).get(one.type, "misc")
    return kind, _biblatex_fields(one) if biblatex else _bibtex_fields(one)


def files_field(files: Sequence[LinkedFile]) -> str | None:
    """Returns the field `file` as JabRef and Zotero write it; None without files, and for names with braces."""
    if not files or any(re.search(r"[{}]", f"{one.path}{one.title}") for one in files):
        return None
    from scholar_desktop.formats.entries.bibtex_files import write_files

    return f"{{{write_files(files)}}}"


def _bibtex_fields(one: Biblio) -> Fields:
    def text(value: str) -> str:
        return f"{{{escape(value, ascii_only=True)}}}"

    yield from _people_and_title(one, ascii_only=True)
    if one.container is not None:
        yield (
            {"article": "journal", "conference": "booktitle", "chapter": "booktitle"}.get(one.type, "howpublished"),
            text(one.container),
        )
    if one.year is not None:
        yield "year", f"{{{one.year}}}"
        if one.month is not None:
            yield "month", MONTHS[one.month - 1]
    yield from _numbers(one, text)
    if one.publisher is not None:
        yield {"thesis": "school", "report": "institution"}.get(one.type, "publisher"), text(one.publisher)
    if one.type == "thesis":
        yield "type", "{Thesis}"  # otherwise the styles print 'PhD thesis', which no service stated
    if one.place is not None:
        yield "address", text(one.place)
    if one.type in NOTES:
        yield "note", text(NOTES[one.type])
    yield from _ids(one, text)
    if one.arxiv is not None:
        yield "eprint", _verbatim(one.arxiv)
        yield "archiveprefix", "{arXiv}"
    yield from _address(one)


def _biblatex_fields(one: Biblio) -> Fields:
    def text(value: str) -> str:
        return f"{{{escape(value, ascii_only=False)}}}"

    yield from _people_and_title(one, ascii_only=False)
    if one.container is not None:
        yield (
            {
                "article": "journaltitle",
                "conference": "booktitle",
                "chapter": "booktitle",
                "preprint": "organization",
            }.get(one.type, "howpublished"),
            text(one.container),
        )
    if one.year is not None:
        month = "" if one.month is None else f"-{one.month:02}" + ("" if one.day is None else f"-{one.day:02}")
        yield "date", f"{{{one.year:04}{month}}}"
    yield from _numbers(one, text)
    if one.publisher is not None:
        yield "institution" if one.type in ("thesis", "report") else "publisher", text(one.publisher)
    if one.type in ("thesis", "report"):
        yield "type", "{Thesis}" if one.type == "thesis" else "{Report}"
    if one.place is not None:
        yield "location", text(one.place)
    yield from _ids(one, text)
    if one.arxiv is not None:
        yield "eprint", _verbatim(one.arxiv)
        yield "eprinttype", "{arxiv}"
    yield from _address(one)


def _people_and_title(one: Biblio, *, ascii_only: bool) -> Fields:
    for role, people in (("author", one.authors), ("editor", one.editors), ("translator", one.translators)):
        if people:
            yield role, _names(people, ascii_only=ascii_only, others=role in one.with_others)
    yield "title", "{" + protect_capitals(one.title, ascii_only=ascii_only) + "}"


def _names(people: Sequence[Person], *, ascii_only: bool, others: bool) -> str:
    names = [bibtex_name(person, ascii_only=ascii_only) for person in people]
    return "{" + " and ".join([*names, *(["others"] if others else [])]) + "}"  # wording: BibTeX


def _numbers(one: Biblio, text: Text) -> Fields:
    if one.volume is not None:
        yield "volume", text(one.volume)
    if one.issue is not None:
        yield "number", text(one.issue)
    if one.pages is not None:
        first, last = one.pages
        yield "pages", text(first) if last is None else f"{{{text(first)[1:-1]}--{text(last)[1:-1]}}}"
    if one.version is not None:
        yield "version", text(one.version)
    if one.edition is not None:
        yield "edition", text(one.edition)


def _ids(one: Biblio, text: Text) -> Fields:
    if one.issn:
        yield "issn", text(", ".join(one.issn))
    if one.isbn is not None:
        yield "isbn", text(one.isbn)
    if one.doi is not None:
        yield "doi", _verbatim(one.doi)
    if one.pmid is not None:
        yield "pmid", text(one.pmid)
    if one.pmcid is not None:
        yield "pmcid", text(one.pmcid)


def _address(one: Biblio) -> Fields:
    if one.url is not None:
        yield "url", _verbatim(one.url)


def bibtex_name(author: Person, *, ascii_only: bool) -> str:
    """Returns `von Last, First` or `von Last, Jr, First`.

    A group is put in braces, so that nothing in its name is read as a name part.
    """

    def part(text: str) -> str:
        written = escape(text, ascii_only=ascii_only)
        # a comma or an 'and' within a part would end the part
        return f"{{{written}}}" if "," in text or " and " in f" {text} ".lower() else written

    if author.is_group or not author.given:
        whole = escape(author.family_whole, ascii_only=ascii_only)
        return f"{{{whole}}}"
    pieces = [f"{author.particle} {part(author.family)}".strip(), part(author.suffix), part(author.given)]
    return ", ".join(piece for piece in pieces if piece)


def protect_capitals(title: str, *, ascii_only: bool) -> str:
    """Returns *title* with braces around the words whose capitals must be kept, and around mathematics."""
    kept = kept_words(title)
    written = []
    start = 0
    for is_math, part in parts(title):
        end = start + len(part)
        if is_math:
            written.append(f"{{{part}}}")
        else:
            within = [(first - start, last - start) for first, last in kept if start <= first and last <= end]
            written.append(_with_braces(part, within, ascii_only))
        start = end
    return "".join(written)


def _with_braces(text: str, kept: list[tuple[int, int]], ascii_only: bool) -> str:
    written = []
    end = 0
    for start, stop in kept:
        written.append(escape_text(text[end:start], ascii_only))
        written.append(f"{{{escape_text(text[start:stop], ascii_only)}}}")
        end = stop
    written.append(escape_text(text[end:], ascii_only))
    return "".join(written)


def _verbatim(text: str) -> str:
    """Returns a DOI, an address or a number in braces. It is not escaped, because LaTeX reads these fields verbatim."""
    return f"{{{''.join(text.split()).translate(_VERBATIM)}}}"
