"""Formats results as plain text: as wide as the terminal, without colour and without terminal control characters."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper, access_status
from scholar_desktop.domain.source import CORPUS, TITLES, Phase, SourceReport
from scholar_desktop.domain.text.markup import without_inline_tags
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import columns
from scholar_desktop.translation import gettext, ngettext, shown

INTENTS = {"background": Message("background"), "methodology": Message("methodology"), "result": Message("result")}
NOT_A_TERMINAL = 100
NARROWEST = 40
NARROWEST_VENUE = 8
_MARK = "…"


def width() -> int:
    """Return the number of columns: the terminal's, or 100 when the output is not a terminal."""
    if not sys.stdout.isatty():
        return NOT_A_TERMINAL
    return max(NARROWEST, shutil.get_terminal_size().columns)


def plain(text: str) -> str:
    """Return *text* in one line, without control characters, invisible characters and the markup of titles."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c.isspace() else "" for c in text)
    return " ".join(without_inline_tags(text).split())


def truncate(text: str, wide: int) -> str:
    """Return *text* in at most *wide* columns, with an ellipsis when it is cut."""
    if columns(text) <= wide:
        return text
    if text.isascii():
        return text[: max(0, wide - 1)].rstrip() + _MARK
    kept, used = [], 1
    for character in text:
        used += columns(character)
        if used > wide:
            break
        kept.append(character)
    return "".join(kept).rstrip() + _MARK


def pad(text: str, wide: int) -> str:
    return text + " " * (wide - columns(text))


def table(rows: Sequence[Sequence[str]], *, head: Sequence[str] = (), wide: int | None = None) -> str:
    """Return *rows* in aligned columns; the last column is cut to fit."""
    wide = wide or width()
    every = [[plain(cell) for cell in row] for row in ([head] if head else []) + list(rows)]
    if not every:
        return ""
    sizes = [max(columns(row[index]) for row in every) for index in range(len(every[0]))]
    lines = []
    for row in every:
        cells = [pad(cell, size) for cell, size in zip(row[:-1], sizes[:-1], strict=True)]
        lines.append(truncate("  ".join([*cells, row[-1]]), wide).rstrip())
    return "\n".join(lines) + "\n"


def paper_lines(paper: Paper, number: int | None = None, kept: KeptPaper | None = None) -> str:
    """Return a paper in three lines: title; authors, venue, year and counts; its id."""
    wide = width()
    lead = f"{number:>4}  " if number is not None else ""
    space = " " * len(lead)
    facts = [str(paper.year) if paper.year else "", citation_count_text(paper), access(paper)]
    if kept is not None:
        facts.append(gettext("in library, with PDF") if kept.pdf else gettext("in library"))
    facts = [fact for fact in facts if fact]
    # the venue is shortened first, then the authors; the year and the counts never
    left = wide - len(lead) - columns(" · ".join(["", *facts]))
    names = truncate(authors(paper), max(NARROWEST_VENUE, left))
    left -= columns(names) + 3
    venue = truncate(plain(paper.venue or ""), left) if left >= NARROWEST_VENUE else ""
    lines = [
        # wording: the number before a line
        lead + truncate(plain(paper.title) or gettext("(no title)"), wide - len(lead)),
        space + truncate(" · ".join(part for part in (names, venue, *facts) if part), wide - len(lead)),
        space + paper.id,
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def papers(found: Iterable[Paper], kept: Mapping[str, KeptPaper]) -> str:
    return "\n".join(paper_lines(paper, number, kept.get(paper.id)) for number, paper in enumerate(found, start=1))


def citation_lines(edge: Citation, number: int) -> str:
    """Return a row of a citation list, with its first citing sentence."""
    wide = width()
    marks = [
        *([gettext("influential")] if edge.influential else []),
        *(shown(INTENTS.get(intent, intent)) for intent in edge.intents),
        *([gettext("self-citation")] if edge.self_citation else []),
    ]
    if edge.paper is not None and edge.paper.sources == (CORPUS,) and not edge.paper.title:
        outside = gettext("CorpusId {number}, not in your corpus", number=edge.paper.ids.corpus or "")
        lines = [f"{number:>4}  {outside}"]
    elif edge.paper is not None:
        lines = paper_lines(edge.paper, number).rstrip("\n").split("\n")
    else:
        # wording: the number before a line
        lines = [f"{number:>4}  " + truncate(plain(edge.text or gettext("(hidden by the service)")), wide - 6)]
    if marks:
        lines.append("      " + ", ".join(marks))
    if edge.contexts:
        lines.append("      " + truncate("“" + plain(edge.contexts[0].text) + "”", wide - 6))
    return "\n".join(lines) + "\n"


def whole_paper(paper: Paper, kept: KeptPaper | None) -> str:
    """Return all details of one paper."""
    import textwrap

    wide = width()
    parts = [paper_lines(paper, kept=kept)]
    if paper.tldr:
        parts.append(
            textwrap.fill(gettext("Summary (by Semantic Scholar): {text}", text=plain(paper.tldr)), wide) + "\n"
        )
    if paper.abstract:
        paragraphs = [plain(paragraph) for paragraph in paper.abstract.split("\n") if paragraph.strip()]
        parts.append("\n".join(textwrap.fill(paragraph, wide) for paragraph in paragraphs) + "\n")
    ids = table([(scheme, value) for scheme, value in paper.ids.items()])
    parts.append(ids)
    if paper.oa.copies:
        places = [
            (copy.host or copy.host_type or "", copy.version or "", copy.license or "", copy.pdf_url or copy.url)
            for copy in paper.oa.copies
        ]
        # addresses are not cut, so that they can be copied
        parts.append(gettext("Open copies") + "\n" + table(places, wide=10_000))
    if kept is not None and kept.pdf:
        parts.append(gettext("PDF: {path}", path=kept.pdf) + "\n")
    return "\n".join(parts)


def authors(paper: Paper, most: int = 3) -> str:
    names = [plain(author.name) for author in paper.authors]
    return ", ".join(names[:most]) + (f" +{len(names) - most}" if len(names) > most else "")


def citation_count_text(paper: Paper) -> str:
    count = paper.counts.citations
    return "" if count is None else ngettext("{count} citation", "{count} citations", count)


def access(paper: Paper) -> str:
    """Return the open-access status as the window has it, in Unpaywall's words; empty if it is not known."""
    match access_status(paper):
        case "copy":
            return gettext("open copy")
        case "open":
            return gettext("open")
        case "closed":
            return gettext("closed")
        case status:
            return status


def source_notes(reports: Iterable[SourceReport]) -> list[str]:
    """Return one line for each source that did not end normally."""
    notes = []
    for report in reports:
        title = TITLES.get(report.name, report.name)
        if report.phase in (Phase.FAILED, Phase.PARTIAL, Phase.SKIPPED) and report.error is not None:
            message = report.error.message
            notes.append(
                gettext("{source} failed. {message}", source=title, message=message)
                if report.phase is Phase.FAILED
                else gettext("{source} returned only some results. {message}", source=title, message=message)
                if report.phase is Phase.PARTIAL
                else gettext("{source} was not searched. {message}", source=title, message=message)
            )
    return notes
