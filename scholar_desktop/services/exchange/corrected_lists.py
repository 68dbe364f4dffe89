"""The reference list that a manuscript has in its own text, with corrections, as the text of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import CheckedManuscript, CheckedReference, Manuscript
from scholar_desktop.domain.text.styled_text import without_marks
from scholar_desktop.services.exchange.corrected_references import completed_item, corrected_text

if TYPE_CHECKING:
    from scholar_desktop.services.papers.export import Export


async def corrected_list(export: Export, checked: CheckedManuscript, style: str, *, is_markdown: bool) -> list[str]:
    """Return the references of the list in the text with all corrections. A reference that does not have the place of a
    correction, such as other authors, is written in the citation *style*.

    Raises UsageError and DiskError: the style cannot be used.
    """
    from scholar_desktop.domain.reference_lists.reference_marks import mark_of
    from scholar_desktop.formats.csl.reference_files import markdown_line

    own = [one for one in checked.references if one.is_in_text]
    texts = [corrected_text(one) for one in own]
    again: dict[int, Paper] = {}
    for place, (one, text) in enumerate(zip(own, texts, strict=True)):
        if text is None and (paper := one.published or one.paper) is not None:
            again[place] = paper
    # the corrections are from these records, not from the library
    as_recorded = corrected_fields(again, own)
    complete = [partial(completed_item, one=own[place]) for place in again]
    papers = list(again.values())
    sources = await export.sources(papers, style, as_recorded=as_recorded, complete=complete) if again else ()
    written = dict(zip(again, sources, strict=True))
    write = markdown_line if is_markdown else without_marks
    return [
        mark_of(one.reference.text) + write(written[place]) if place in written else text or one.reference.text
        for place, (one, text) in enumerate(zip(own, texts, strict=True))
    ]


def list_text(manuscript: Manuscript, references: Sequence[str], *, is_markdown: bool) -> str:
    """Return the text of a file with *references*, under the heading that the list of *manuscript* has. A blank line
    separates them in Markdown, and where they could not be told apart otherwise when the file is read again."""
    heading = _heading(manuscript, is_markdown=is_markdown)
    text = _joined(heading, references, "\n")
    return _joined(heading, references, "\n\n") if is_markdown or _read_again(text) != [*references] else text


def _joined(heading: str, references: Sequence[str], between: str) -> str:
    head = f"{heading}\n\n" if heading else ""
    return f"{head}{between.join(references)}\n"


def _heading(manuscript: Manuscript, *, is_markdown: bool) -> str:
    heading = manuscript.heading
    bare = heading.strip("#*_ \t")
    if not is_markdown:
        return bare
    is_marked = manuscript.format == "markdown" and heading != bare
    return heading if is_marked or not bare else f"# {bare}"


def _read_again(text: str) -> list[str]:
    from scholar_desktop.formats.manuscripts.text_citations import TextBlock, read_blocks

    blocks = [TextBlock(line, number) for number, line in enumerate(text.splitlines(), 1)]
    return [one.text for one in read_blocks("text", blocks, in_lines=True).references]


def corrected_fields(papers: Mapping[int, Paper], checked: Sequence[CheckedReference]) -> dict[str, frozenset[str]]:
    """Return the ids of those of *papers* whose references are corrected, with the names of the corrected fields.

    Args:
        papers: by the places of their references in *checked*.
    """
    found: dict[str, frozenset[str]] = {}
    for place, paper in papers.items():
        if fields := frozenset(one.field for one in checked[place].details if one.field != "key"):
            found[paper.id] = found.get(paper.id, frozenset()) | fields
    return found
