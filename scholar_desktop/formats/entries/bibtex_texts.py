"""Reads the texts of the fields of a .bib file: LaTeX, addresses, identifiers, titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scholar_desktop.domain.full_entry import SkippedPart, doi_faults, entry_faults
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.entries.bibtex_blocks import BibtexFields
from scholar_desktop.formats.entries.bibtex_fields import NOTE_FIELDS, VERBATIM
from scholar_desktop.formats.entries.title_markup import has_commands, read_markup
from scholar_desktop.formats.latex import LatexReader

_TITLES = frozenset(
    (
        "title",
        "subtitle",
        "booktitle",
        "booksubtitle",
        "maintitle",
        "mainsubtitle",
        "titleaddon",
        "shorttitle",
        "journal",
        "journaltitle",
        "shortjournal",
        "series",
    )
)  # not translated: names of BibLaTeX
"""The fields whose markup is read: italic, bold, raised, lowered, small capitals."""
NAMES_OF_WORK = frozenset(("title", "booktitle", "maintitle", "issuetitle"))  # not translated: names of BibLaTeX
"""An entry without any of these fields has no title."""
_PAGES = re.compile(r"[0-9]+--[0-9]+")
_URL_COMMAND = re.compile(r"\{?\\(?:url|nolinkurl|path)\s*\{(.*)\}\}?", re.DOTALL)
ADDRESS = re.compile(r"(?:https?|ftp)://\S+")
NEXT_ADDRESS = re.compile(r"(?<=[^\s;,])[\s;,]+(?=(?:https?|ftp)://)")
"""Between two addresses in one field, as Mendeley and KBibTeX write them."""
_TILDE = re.compile(r"\{\\~\{\}\}|\\~\{\}|\{\\textasciitilde\}|\$\\sim\$")
_ESCAPED = re.compile(r"\{\\([_%#&~{}$^])\}|\\([_%#&~{}$])")
_SIGNS = {"{\\textless}": "<", "{\\textgreater}": ">", "{\\textunderscore}": "_", "$<$": "<", "$>$": ">"}
_EPRINT = re.compile(r"(?:arxiv:)?(.+?)(?:\[[\w.-]+\])?", re.IGNORECASE)
"""The number of a preprint with what programs write around it: `arXiv:1706.03762 [cs.CL]`."""
_BLANK_IN_LINE = re.compile(r"(?<=[^\s\\{])[ \t]+(?=[^\s}])")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


def faults_of(one: BibtexFields) -> Iterator[SkippedPart]:
    """Yields what the report says about the title, the year and the DOI of an entry."""
    has_title, years, dois = False, [], []
    for name, value in one.fields:
        if name in NAMES_OF_WORK:
            has_title = has_title or bool(value.strip())
        elif name in ("year", "date") and value.strip():
            years.append(value)
        elif name == "doi" and clean_doi(value) is None:
            dois.append(value)
    yield from entry_faults(one.line, one.key, has_title=has_title, years=years)
    for written in dois:
        doi = clean_doi(verbatim_text(written))
        if doi is None:
            yield from doi_faults(one.line, one.key, [written])
        elif _BLANK_IN_LINE.search(written.strip()) is not None:
            reason = Message(
                "“{text}” was read as the DOI {doi}, without the blank.", text=written.strip()[:60], doi=doi
            )
            yield SkippedPart(one.line, one.key[:200], reason)


def plain_text(latex: LatexReader, name: str, raw: str) -> str:
    """Returns the text of the field *name*: notes keep their lines, abstracts their paragraphs."""
    if name in VERBATIM:
        return verbatim_text(raw) if "\\" in raw or "$" in raw or "://" in raw else "".join(raw.split())
    if name in _TITLES and has_commands(raw):
        return read_markup(raw, latex.plain)
    if name in NOTE_FIELDS:
        return "\n".join(latex.plain(line) for line in raw.strip().split("\n"))
    if name == "abstract" and "\n" in raw and len(parts := _PARAGRAPH.split(raw.strip())) > 1:
        return "\n\n".join(latex.plain(part) for part in parts)
    if name == "pages":
        if _PAGES.fullmatch(raw) is not None:  # as programs write them
            return raw.replace("--", "-")
        return latex.plain(raw.replace("--", "-").replace("–", "-")).replace(" - ", "-")
    return latex.plain(raw)


def verbatim_text(raw: str) -> str:
    """Returns an address or identifier without the LaTeX that programs write into it; of several addresses, the
    first."""
    text = raw.strip()
    if (command := _URL_COMMAND.fullmatch(text)) is not None:
        text = command[1]
    if "\\" in text or "$" in text:
        for written, sign in _SIGNS.items():
            text = text.replace(written, sign)
        text = _ESCAPED.sub(lambda found: found[1] or found[2], _TILDE.sub("~", text))
    return "".join(NEXT_ADDRESS.split(text, maxsplit=1)[0].split())


def arxiv_of(eprint: str, scheme: Scheme | None = Scheme.ARXIV) -> str | None:
    """Returns the identifier at arXiv, or of another *scheme*, in a field `eprint`."""
    number = _EPRINT.fullmatch(eprint)
    found = identify(scheme, number[1]) if number is not None and scheme is not None else None
    return None if found is None else found.value


def joined_title(title: str, subtitle: str) -> str:
    """Returns a title and its subtitle as CSL has them."""
    if not subtitle:
        return title
    return f"{title} {subtitle}" if title.endswith(("?", "!", ":")) else f"{title}: {subtitle}"
