"""Writes citing sentences with their sources: one to copy, or those of a list as CSV, Markdown or HTML.

The CSV is a table for programs; Markdown and HTML are texts to read, with the papers without a sentence at the end.
"""

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
from scholar_desktop.formats.csl.reference_files import markdown_line, markdown_start, markdown_text
from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.formats.plain_reference import cited_doi, link, linked_text_html

COLUMNS = ("sentence", "citing_paper", "authors", "intent", "year", "doi", "cited_paper", "cited_doi")
LINKS = ("link", "cited_link")
"""The columns after them: the addresses of both papers, also of those without a DOI."""
REFERENCE = "reference"
"""The column after them: the reference of the citing paper."""
LATER = ("venue", "influential")
"""The last columns: the venue of the citing paper, and whether it cites the other one as influential."""
CITED_BY = Message("Sentences that cite \u201c{title}\u201d")
CITING = Message("Sentences of \u201c{title}\u201d that cite other papers")
WITHOUT = Message("Papers without a sentence")
INTENT = Message("Intent: {intents}")
NO_SENTENCE = Message("No citing sentences are available.")
BY_TITLE = Message("Found by the words in its title.")
FOUND_IN = "found_in"
"""The column of a list that is filtered by words: what has them, `sentence` or only the `title`."""
_BETWEEN = "; "
_BETWEEN_PARTS = " \u00b7 "
_NOT_TEXT = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff\ufffe\uffff]")
_STYLE = (
    "body { font-family: Calibri, Arial, sans-serif; max-width: 45em; margin: 2em auto; padding: 0 1em; } "
    "blockquote { margin: 1.2em 0 0.3em 1.5em; } p.source { margin: 0.3em 0 0 1.5em; font-size: 90%; }"
)


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
    by_title: Sequence[bool] | None = None,
) -> str:
    """Returns one row for each citing sentence, and one for each paper without any. No cell is run as a formula.

    sources: as in `sentences_markdown`; by_title: of each row, whether only its title has the words that the list is
    filtered by, for the column `FOUND_IN`; None for a list that is not filtered by words.
    """
    rows: list[dict[str, str | int | None]] = []
    for number, (edge, source) in enumerate(zip(edges, sources.of_rows, strict=True)):
        citing, cited = _ends(edge, shown, references=references)
        both = {
            "citing_paper": _title(citing, edge),
            "authors": _authors(citing),
            "year": citing.year if citing is not None else None,
            "doi": cited_doi(citing) if citing is not None else None,
            "cited_paper": _title(cited, edge),
            "cited_doi": cited_doi(cited) if cited is not None else None,
            "link": link(citing) if citing is not None else "",
            "cited_link": link(cited) if cited is not None else "",
            REFERENCE: _line(without_marks(sources.shown if references else source)),
            "venue": _line(plain(citing.venue or "")) if citing is not None else "",
            "influential": edge.influential,
        }
        for context in _contexts(edge):
            intents = _BETWEEN.join(_intents(edge, context))
            found = {} if by_title is None else {FOUND_IN: "title" if by_title[number] else "sentence"}
            rows.append({"sentence": _line(context.text), "intent": intents, **both, **found})
    return csv_text(rows, (*COLUMNS, *(() if by_title is None else (FOUND_IN,)), *LINKS, REFERENCE, *LATER))


class _Entry(msgspec.Struct, frozen=True):
    """One row in a text to read.

    paper: None if it is not known; source: its reference; quotes: its sentences, each with its intents; intents: those
    of a row without a sentence; is_by_title: only its title has the words that the list is filtered by.
    """

    paper: Paper | None
    source: str
    quotes: tuple[tuple[str, str], ...]
    intents: str
    is_by_title: bool


def sentences_markdown(
    edges: Sequence[Citation],
    shown: Paper,
    sources: Sources,
    *,
    references: bool,
    say: Callable[[str], str] = str,
    about: Sequence[str] = (),
    by_title: Sequence[bool] | None = None,
) -> str:
    """Returns the sentences as quotations with their intents, those of each paper above its reference. All markup in
    them is escaped.

    Args:
        edges: the rows.
        shown: the paper whose list it is.
        sources: the references of the papers.
        references: True for the list of what *shown* cites.
        say: translates a `Message`.
        about: what else the line below the heading says, after the numbers, such as the filters and the date.
        by_title: of each row, whether only its title has the words that the list is filtered by, which its source says
            then; None for a list that is not filtered by words.
    """
    entries = _entries(edges, sources, say, by_title)
    title, line = _head(shown, entries, about, references=references, say=say)
    parts = [f"# {_markdown(title)}", _markdown_source(sources.shown, shown), _markdown(line)]
    for entry in entries:
        for text, intents in entry.quotes:
            quoted = _markdown(f"\u201c{text}\u201d")
            parts.append(f"> {quoted}" + (f" ({_markdown(_intent_words(intents, say))})" if intents else ""))
        if entry.quotes:
            parts.append(f"\u2014 {_markdown_source(entry.source, entry.paper)}{_markdown_notes(entry, say)}")
    without = [entry for entry in entries if not entry.quotes]
    if without:
        parts += [f"## {_markdown(say(WITHOUT))}", _markdown(say(NO_SENTENCE))]
        lines = [f"- {_markdown_source(one.source, one.paper)}{_markdown_notes(one, say)}" for one in without]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def sentences_html(
    edges: Sequence[Citation],
    shown: Paper,
    sources: Sources,
    *,
    references: bool,
    say: Callable[[str], str] = str,
    about: Sequence[str] = (),
    by_title: Sequence[bool] | None = None,
) -> str:
    """Returns the same text as `sentences_markdown` as a page of HTML, which word processors open. All text is escaped.

    The arguments are those of `sentences_markdown`.
    """
    entries = _entries(edges, sources, say, by_title)
    title, line = (escape(text) for text in _head(shown, entries, about, references=references, say=say))
    parts = [f"<h1>{title}</h1>", f"<p>{_html_source(sources.shown, shown)}</p>", f"<p>{line}</p>"]
    for entry in entries:
        for text, intents in entry.quotes:
            said = f" <i>({escape(_intent_words(intents, say))})</i>" if intents else ""
            parts.append(f"<blockquote>\u201c{escape(text)}\u201d{said}</blockquote>")
        if entry.quotes:
            source = _html_source(entry.source, entry.paper)
            parts.append(f'<p class="source">\u2014 {source}{_html_notes(entry, say)}</p>')
    without = [entry for entry in entries if not entry.quotes]
    if without:
        parts += [f"<h2>{escape(say(WITHOUT))}</h2>", f"<p>{escape(say(NO_SENTENCE))}</p>", "<ul>"]
        parts += [f"<li>{_html_source(one.source, one.paper)}{_html_notes(one, say)}</li>" for one in without]
        parts.append("</ul>")
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def _entries(
    edges: Sequence[Citation], sources: Sources, say: Callable[[str], str], by_title: Sequence[bool] | None
) -> list[_Entry]:
    entries = []
    for number, (edge, source) in enumerate(zip(edges, sources.of_rows, strict=True)):
        found = [
            (_line(one.text), ", ".join(say(INTENT_TITLES[intent]) for intent in _intents(edge, one)))
            for one in _contexts(edge)
        ]
        quotes = tuple((text, intents) for text, intents in found if text)
        reference, intents = source or _title(edge.paper, edge), "" if quotes else found[0][1]
        entries.append(_Entry(edge.paper, reference, quotes, intents, by_title is not None and by_title[number]))
    return entries


def _head(
    shown: Paper,
    entries: Sequence[_Entry],
    about: Sequence[str],
    *,
    references: bool,
    say: Callable[[str], str],
) -> tuple[str, str]:
    """Returns the heading, and the line that says what the text contains."""
    sentences = sum(len(entry.quotes) for entry in entries)
    without = sum(1 for entry in entries if not entry.quotes)
    parts = [
        say(Message.counted("{count} sentence", "{count} sentences", sentences)),
        say(Message.counted("{count} paper", "{count} papers", len(entries))),
    ]
    if without:
        parts.append(
            say(Message.counted("{count} paper without a sentence", "{count} papers without a sentence", without))
        )
    heading = (CITING if references else CITED_BY).filled(title=_title(shown))
    return say(heading), _BETWEEN_PARTS.join([*parts, *map(_line, about)])


def _intent_words(intents: str, say: Callable[[str], str]) -> str:
    return say(INTENT.filled(intents=intents))


def _markdown_notes(entry: _Entry, say: Callable[[str], str]) -> str:
    """Returns what is said of an entry after its reference: its intents, and why it is in the list."""
    intents = f" ({_markdown(_intent_words(entry.intents, say))})" if entry.intents else ""
    return intents + (f" *{_markdown(say(BY_TITLE))}*" if entry.is_by_title else "")


def _html_notes(entry: _Entry, say: Callable[[str], str]) -> str:
    intents = f"<br><i>{escape(_intent_words(entry.intents, say))}</i>" if entry.intents else ""
    return intents + (f" <i>{escape(say(BY_TITLE))}</i>" if entry.is_by_title else "")


def _html_source(source: str, paper: Paper | None) -> str:
    """Returns a reference as HTML, with a link to its paper if the style leaves that out."""
    address = link(paper) if paper is not None else ""
    missing = f' <a href="{escape(address)}">{escape(address)}</a>' if address and address not in source else ""
    return linked_text_html(_clean(source)) + missing


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


def _clean(text: str) -> str:
    return _NOT_TEXT.sub("", text)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _markdown(text: str) -> str:
    """Returns *text* on one line, in which nothing is read as Markdown or HTML."""
    return markdown_start(markdown_text(_line(text)))
