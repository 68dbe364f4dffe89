"""Writes the citing sentences of a filtered citation list to a file: CSV, Markdown, or HTML for word processors."""

from __future__ import annotations

import asyncio
import enum
import threading
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from scholar_desktop.domain.citations.sentence_filter import SentenceFilter
from scholar_desktop.domain.errors import DiskError, OperationCancelled
from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain

if TYPE_CHECKING:
    from scholar_desktop.domain.citations.citation import Citation
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.citations.table import CitationRows


class SentenceFormat(enum.StrEnum):
    """The formats; the values are the endings of their files."""

    CSV = "csv"
    MARKDOWN = "md"
    HTML = "html"


def has_fonts(form: SentenceFormat) -> bool:
    """Return whether the references in a file of *form* have marks of their fonts."""
    return form is not SentenceFormat.CSV


class SavedSentences(msgspec.Struct, frozen=True):
    """What a file of sentences has. sentences: their number; without: the papers that are listed without one."""

    sentences: int
    without: int


def file_stem(paper: Paper) -> str:
    """Return the first author, the year and the title without its subtitle of *paper*, as part of a file name."""
    from scholar_desktop.formats.file_names import folder_name

    return folder_name(msgspec.structs.replace(paper, title=plain(paper.title).partition(": ")[0]))


WriteSources = Callable[[Sequence["Paper"]], Awaitable[list[str]]]
"""Returns the reference of each paper, with marks of its fonts (`domain/text/styled_text.py`)."""


async def quoted_sentences(
    found: Sequence[tuple[Citation, str]],
    paper: Paper | None,
    write_sources: WriteSources,
    *,
    references: bool,
) -> tuple[list[str], str]:
    """Return citing sentences to copy, each with its source: as texts, and all of them as HTML.

    Args:
        found: the rows, each with one of its sentences.
        paper: the paper whose list it is.
        write_sources: returns the references of papers.
        references: True for the list of what *paper* cites.

    Raises: what *write_sources* raises.
    """
    from scholar_desktop.formats.sentence_table import quoted_sentence, quoted_sentence_html

    citing = [(paper if references else edge.paper, edge.text) for edge, _text in found]
    sources = await _sources(citing, write_sources)
    pairs = [(text, one) for (_edge, text), one in zip(found, sources, strict=True)]
    return [quoted_sentence(*pair) for pair in pairs], "".join(quoted_sentence_html(*pair) for pair in pairs)


async def _sources(papers: Sequence[tuple[Paper | None, str | None]], write: WriteSources) -> list[str]:
    """Return the reference of each paper; of one that is not known, what the list says of it."""
    written = iter(await write([paper for paper, _text in papers if paper is not None]))
    return [next(written) if paper is not None else plain(text or "") for paper, text in papers]


async def save_sentences(
    paper: Paper,
    kind: Literal["citations", "references"],
    parts: Sequence[CitationRows],
    rows: Sequence[int],
    path: Path,
    form: SentenceFormat,
    write_sources: WriteSources,
    say: Callable[[str], str] = str,
    *,
    only: SentenceFilter = SentenceFilter(),  # noqa: B008  frozen
    about: Sequence[str] = (),
) -> SavedSentences:
    """Write the sentences of some rows of the list of *paper* to *path*, in this order, and return how many there are.
    Each has the reference of its paper, as a copied sentence has. A paper without a sentence is listed, too.

    An existing file is replaced only when the new one is complete.

    Args:
        paper: the paper whose list it is.
        kind: which list.
        parts: the rows of its table.
        rows: the numbers of the rows to write, as filtered and sorted.
        path: the file.
        form: the format.
        write_sources: returns the references of papers; marks of fonts are needed only if `has_fonts`.
        say: translates the headings of Markdown and HTML.
        only: what the rows are filtered by; only sentences that pass it are written, which are those that the list
            shows.
        about: what Markdown and HTML say below their heading, after the numbers.

    Raises:
        DiskError: the file cannot be written; and what *write_sources* raises. A cancelled call writes no file.
    """
    from scholar_desktop.services.citations.table import citations_of

    edges = await asyncio.to_thread(citations_of, parts, rows)
    of_list, *of_rows = await _sources([(paper, None), *((edge.paper, edge.text) for edge in edges)], write_sources)
    sources, is_stopped = (of_list, tuple(of_rows)), threading.Event()
    try:
        return await asyncio.to_thread(
            _save, paper, kind == "references", edges, sources, path, form, say, only, about, is_stopped
        )
    except asyncio.CancelledError:
        is_stopped.set()
        raise


def _save(
    paper: Paper,
    references: bool,
    edges: Sequence[Citation],
    references_of: tuple[str, tuple[str, ...]],
    path: Path,
    form: SentenceFormat,
    say: Callable[[str], str],
    only: SentenceFilter,
    about: Sequence[str],
    is_stopped: threading.Event,
) -> SavedSentences:
    from scholar_desktop.formats import sentence_table as table

    by_title = [only.is_by_title(edge) for edge in edges] if only.words.strip() else None
    if only != SentenceFilter():
        edges = [only.kept_of(edge) for edge in edges]
    sources = table.Sources(*references_of)
    coding = "utf-8"
    match form:
        case SentenceFormat.MARKDOWN:
            text = table.sentences_markdown(
                edges, paper, sources, references=references, say=say, about=about, by_title=by_title
            )
        case SentenceFormat.HTML:
            text = table.sentences_html(
                edges, paper, sources, references=references, say=say, about=about, by_title=by_title
            )
        case _:
            text = table.sentences_csv(edges, paper, sources, references=references, by_title=by_title)
            coding = "utf-8-sig"  # spreadsheets need the byte-order mark
    if is_stopped.is_set():
        raise OperationCancelled(Message("It was cancelled, and nothing was written."))
    try:
        replace_file(path, text.encode(coding, "replace"))
    except OSError as error:
        raise DiskError(
            Message("Could not write {path}: {reason}.", path=str(path), reason=error.strerror or str(error)),
            hint=Message("Choose another folder."),
        ) from error
    counts = [sum(1 for context in edge.contexts if context.text.strip()) for edge in edges]
    return SavedSentences(sum(counts), counts.count(0))
