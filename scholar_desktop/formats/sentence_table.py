"""Writes citing sentences with their sources: one to copy, or those of a list as CSV, Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

import msgspec

from scholar_desktop.domain.citations.citation import INTENT_TITLES, Citation, CitationContext, known_intents
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.styled_text import without_marks
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.csl.reference_files import markdown_line
from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.formats.plain_reference import link, linked_text_html

COLUMNS = ("sentence", "citing_paper", "authors", "intent", "year", "doi", "cited_paper", "cited_doi")
LINKS = ("link", "cited_link")
"""The columns after them: the addresses of both papers, also of those without a DOI."""
REFERENCE = "reference"
"""The last column: the reference of the citing paper."""
HEADINGS = {
    "sentence": Message("Sentence"),
    "citing_paper": Message("Citing paper"),
    "cited_paper": Message("Cited paper"),
    "authors": Message("Authors"),
    "intent": Message("Intent"),
    "year": Message("Year"),
    "doi": Message.in_context("heading", "DOI"),
    REFERENCE: Message("Reference"),
}
"""The headings of the table in HTML."""
NO_SENTENCE = Message("No citing sentence available.")
ONLY_TITLE = Message("Found by its title: no citing sentence contains the words.")
NONE_PASSES = Message("No citing sentence matches the filters.")
FOUND_IN = "found_in"
"""The column of a list that is filtered by words: `sentence` or `title`."""
_BETWEEN = "; "
_NOT_TEXT = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff\ufffe\uffff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&$^])")
_LINE_START = re.compile(r"^([+\-=:]|\d{1,9}(?=[.)]))")


def quoted_sentence(text: str, source: str) -> str:
    """Returns one citing sentence in quotation marks, followed by its source.

    Args:
        text: the sentence.
        source: the reference of the paper that contains it, with marks of its fonts (`domain/text/styled_text.py`) if
            it has any; empty if it is not known.
    """
    return f"\u201c{_line(text)}\u201d" + (f" \u2014 {without_marks(source)}" if source else "")


def quoted_sentence_html(text: str, source: str) -> str:
    """Returns the same as `quoted_sentence` as a paragraph of HTML. All text from outside is escaped."""
    return f"<p>\u201c{escape(_line(text))}\u201d" + (f" \u2014 {linked_text_html(source)}" if source else "") + "</p>"


class Sources(msgspec.Struct, frozen=True):
    """The references of papers, in one citation style, with marks of their fonts (`domain/text/styled_text.py`).

    shown: of the paper whose list it is; of_rows: of the other paper of each row; where it is not known, what the list
    says of it.
    """

    shown: str
    of_rows: tuple[str, ...]


def sentences_csv(
    edges: Sequence[Citation],
    shown: Paper,
    sources: Sources,
    *,
    references: bool,
    by_words: bool = False,
    by_intents: bool = False,
) -> str:
    """Returns one row for each citing sentence, and one for each paper without any. No cell is run as a formula.

    sources, by_words, by_intents: as in `sentences_markdown`; with *by_words* the table has the column `FOUND_IN`.
    """
    rows: list[dict[str, str | int | None]] = []
    for edge, source in zip(edges, sources.of_rows, strict=True):
        citing, cited = _ends(edge, shown, references=references)
        both = {
            "citing_paper": _title(citing, edge),
            "authors": _authors(citing),
            "year": citing.year if citing is not None else None,
            "doi": citing.ids.doi if citing is not None else None,
            "cited_paper": _title(cited, edge),
            "cited_doi": cited.ids.doi if cited is not None else None,
            "link": link(citing) if citing is not None else "",
            "cited_link": link(cited) if cited is not None else "",
            REFERENCE: _line(without_marks(sources.shown if references else source)),
        }
        for context in _contexts(edge):
            intents = _BETWEEN.join(_intents(edge, context))
            found = {FOUND_IN: "sentence" if context.text else "" if by_intents else "title"} if by_words else {}
            rows.append({"sentence": _line(context.text), "intent": intents, **both, **found})
    return csv_text(rows, (*COLUMNS, *((FOUND_IN,) if by_words else ()), *LINKS, REFERENCE))


def sentences_markdown(
    edges: Sequence[Citation],
    shown: Paper,
    sources: Sources,
    *,
    references: bool,
    say: Callable[[str], str] = str,
    by_words: bool = False,
    by_intents: bool = False,
) -> str:
    """Returns the sentences as quotations with their intents, those of each paper below its reference. All markup in
    them is escaped.

    Args:
        edges: the rows.
        shown: the paper whose list it is.
        sources: the references of the papers.
        references: True for the list of what *shown* cites.
        say: translates a `Message`.
        by_words: the list is filtered by words, so that a paper without a sentence was found by its title.
        by_intents: the list is filtered by intents; the sentences that were left out have others.
    """
    parts = [f"# {_markdown(_title(shown))}", _markdown_source(sources.shown, shown)]
    for edge, source in zip(edges, sources.of_rows, strict=True):
        parts += [f"## {_markdown(_title(edge.paper, edge))}", _markdown_source(source, edge.paper)]
        for context in _contexts(edge):
            if not context.text:
                parts.append(_markdown(say(_missing(by_words, by_intents))))
                continue
            intents = ", ".join(say(INTENT_TITLES[intent]) for intent in _intents(edge, context))
            parts.append(f"> {_markdown(context.text)}" + (f"\n>\n> ({_markdown(intents)})" if intents else ""))
    return "\n\n".join(parts) + "\n"


def sentences_html(
    edges: Sequence[Citation],
    shown: Paper,
    sources: Sources,
    *,
    references: bool,
    say: Callable[[str], str] = str,
    by_words: bool = False,
    by_intents: bool = False,
) -> str:
    """Returns the sentences as a table in a page of HTML, which word processors open. All text is escaped.

    The arguments are those of `sentences_markdown`.
    """
    title = escape(_title(shown))
    names = ("sentence", "cited_paper" if references else "citing_paper", "authors", "intent", "year", "doi", REFERENCE)
    head = "".join(f"<th>{escape(say(HEADINGS[name]))}</th>" for name in names)
    rows = []
    for edge, source in zip(edges, sources.of_rows, strict=True):
        other = edge.paper
        year = str(other.year) if other is not None and other.year is not None else ""
        doi = other.ids.doi if other is not None else None
        address = _linked(doi, f"https://doi.org/{quote(doi, safe='/')}") if doi else ""
        # a paper without a DOI has a link, too, for example to its page at Semantic Scholar
        name = _linked(_title(other, edge), link(other) if other is not None else "")
        written = linked_text_html(_clean(source))
        for context in _contexts(edge):
            intents = ", ".join(say(INTENT_TITLES[intent]) for intent in _intents(edge, context))
            sentence = escape(_line(context.text)) or f"<i>{escape(say(_missing(by_words, by_intents)))}</i>"
            cells = (
                sentence,
                name,
                escape(_authors(other)),
                escape(intents),
                year,
                address,
                written,
            )
            rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n")
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n</head>\n<body>\n'
        f"<h1>{title}</h1>\n<p>{linked_text_html(_clean(sources.shown))}</p>\n"
        f'<table border="1">\n<tr>{head}</tr>\n{"".join(rows)}</table>\n</body>\n</html>\n'
    )


def _missing(by_words: bool, by_intents: bool) -> Message:
    return NONE_PASSES if by_intents else ONLY_TITLE if by_words else NO_SENTENCE


def _markdown_source(source: str, paper: Paper | None) -> str:
    """Returns a reference as a line of Markdown, with the address of its paper if the style leaves that out."""
    address = link(paper) if paper is not None else ""
    missing = f" <{quote(address, safe='/:%?&=#.,;()')}>" if address and address not in source else ""
    return f"{markdown_line(_line(source))}{missing}"


def _ends(edge: Citation, shown: Paper, *, references: bool) -> tuple[Paper | None, Paper | None]:
    """Returns the citing and the cited paper."""
    return (shown, edge.paper) if references else (edge.paper, shown)


def _contexts(edge: Citation) -> tuple[CitationContext, ...]:
    return tuple(one for one in edge.contexts if one.text.strip()) or (CitationContext("", edge.intents),)


def _intents(edge: Citation, context: CitationContext) -> tuple[str, ...]:
    """Returns the intents of a sentence; those of the row if they can only be of this sentence."""
    return known_intents(context.intents or (edge.intents if len(_contexts(edge)) == 1 else ()))


def _title(paper: Paper | None, edge: Citation | None = None) -> str:
    return _line(plain(paper.title if paper is not None else (edge.text if edge is not None else "") or ""))


def _authors(paper: Paper | None) -> str:
    return _BETWEEN.join(_line(plain(author.name)) for author in paper.authors) if paper is not None else ""


def _linked(text: str, address: str) -> str:
    return f'<a href="{escape(address)}">{escape(_clean(text))}</a>' if address else escape(_clean(text))


def _clean(text: str) -> str:
    return _NOT_TEXT.sub("", text)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _markdown(text: str) -> str:
    """Returns *text* on one line, in which nothing is read as Markdown or HTML."""
    return _LINE_START.sub(r"\\\1", _MARKDOWN.sub(r"\\\1", _line(text)), count=1)
