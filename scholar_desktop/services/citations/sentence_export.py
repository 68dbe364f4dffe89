"""Writes the citing sentences of a filtered citation list to a file: CSV, Markdown, or HTML for word processors."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.domain.text.message import Message

if TYPE_CHECKING:
    from scholar_desktop.domain.citations.citation import Citation
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.citations.table import CitationRows


class SentenceFormat(enum.StrEnum):
    """The formats; the values are the endings of their files."""

    CSV = "csv"
    MARKDOWN = "md"
    HTML = "html"


def quoted_sentences(
    found: Sequence[tuple[Citation, str]], paper: Paper | None, *, references: bool
) -> tuple[list[str], str]:
    """Return citing sentences to copy, each with its source: as texts, and all of them as HTML.

    Args:
        found: the rows, each with one of its sentences.
        paper: the paper whose list it is.
        references: True for the list of what *paper* cites.
    """
    from scholar_desktop.formats.sentence_table import quoted_sentence, quoted_sentence_html

    texts = [quoted_sentence(text, edge, paper, references=references) for edge, text in found]
    return texts, "".join(quoted_sentence_html(text, edge, paper, references=references) for edge, text in found)


async def save_sentences(
    paper: Paper,
    kind: Literal["citations", "references"],
    parts: Sequence[CitationRows],
    rows: Sequence[int],
    path: Path,
    form: SentenceFormat,
    say: Callable[[str], str] = str,
) -> int:
    """Write the sentences of some rows of the list of *paper* to *path*, in this order, and return how many there are.

    Everything is done in a thread. An existing file is replaced only when the new one is complete.

    Args:
        paper: the paper whose list it is.
        kind: which list.
        parts: the rows of its table.
        rows: the numbers of the rows to write, as filtered and sorted.
        path: the file.
        form: the format.
        say: translates the headings of Markdown and HTML.

    Raises:
        DiskError: the file cannot be written.
    """
    return await asyncio.to_thread(_save, paper, kind == "references", parts, rows, path, form, say)


def _save(
    paper: Paper,
    references: bool,
    parts: Sequence[CitationRows],
    rows: Sequence[int],
    path: Path,
    form: SentenceFormat,
    say: Callable[[str], str],
) -> int:
    from scholar_desktop.formats import sentence_table
    from scholar_desktop.services.citations.table import citations_of

    edges = citations_of(parts, rows)
    coding = "utf-8"
    match form:
        case SentenceFormat.MARKDOWN:
            text = sentence_table.sentences_markdown(edges, paper, references=references, say=say)
        case SentenceFormat.HTML:
            text = sentence_table.sentences_html(edges, paper, references=references, say=say)
        case _:
            text = sentence_table.sentences_csv(edges, paper, references=references)
            coding = "utf-8-sig"  # spreadsheets need the byte-order mark
    try:
        replace_file(path, text.encode(coding, "replace"))
    except OSError as error:
        raise DiskError(
            Message("Could not write {path}: {reason}.", path=str(path), reason=error.strerror or str(error)),
            hint=Message("Choose another folder."),
        ) from error
    return sum(1 for edge in edges for context in edge.contexts if context.text.strip())
