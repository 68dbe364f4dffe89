"""Drag and drop of papers to other programs."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import DiskError, ErrorInfo, ScholarError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper

if TYPE_CHECKING:
    from scholar_desktop.interop.staging import StagingFolder
    from scholar_desktop.services.library.library import Library

log = logging.getLogger(__name__)

MOST_STYLED = 20
"""Most papers whose references are formatted in the citation style while the other program waits for them; those of
more papers are short references, without a style."""


class DragData(msgspec.Struct, frozen=True):
    """The content of a drag.

    contents: data by MIME type, each made when it is read; files: number of PDFs in it; without_file: number of papers
    without a PDF, which are left out if other papers have one; problem: why existing PDFs could not be included.
    """

    contents: Mapping[str, bytes] = {}
    files: int = 0
    without_file: int = 0
    problem: ErrorInfo | None = None


class DragOut:
    """Creates the content of a drag. The staged files must exist when the drag begins, so this waits for nothing but
    the disk; texts are made when the receiving program reads them."""

    def __init__(self, staging: StagingFolder, library: Library, style: Callable[[], str]) -> None:
        """Create it. style: returns the citation style of the settings."""
        self._staging = staging
        self._library = library
        self._style = style

    def dragged(self, papers: Sequence[Paper], kept: Mapping[str, KeptPaper], *, as_citation: bool = False) -> DragData:
        """Return the PDFs of *papers* as staged files; their citations if none of them has a PDF, or if *as_citation*
        is set.

        Args:
            papers: the papers to drag; the result is empty if there are none.
            kept: the papers that are in the library, by `Paper.id`.
            as_citation: whether to drag citations even if there are PDFs.
        """
        if not papers:
            return DragData()
        with_pdf = (
            [] if as_citation else [kept[paper.id] for paper in papers if paper.id in kept and kept[paper.id].pdf]
        )
        problem = None
        if with_pdf:
            from scholar_desktop.interop import drag_mime_data

            try:
                files = self._stage(with_pdf)
            except DiskError as error:
                problem = error.info
            else:
                references = partial(_references, with_pdf, self._library.make_key, self._style())
                contents = drag_mime_data.drag_papers(files, references)
                return DragData(contents, len(files), len(papers) - len(files))
        return DragData(self._citations(papers, kept), 0, len(papers), problem)

    def _citations(self, papers: Sequence[Paper], kept: Mapping[str, KeptPaper]) -> Mapping[str, bytes]:
        from scholar_desktop.interop import drag_mime_data

        named = [kept.get(paper.id) or KeptPaper("", paper) for paper in papers]
        found = list({one.key or one.paper.id: one for one in named}.values())
        make_key = self._library.make_key
        return drag_mime_data.drag_citations(
            partial(_text_in, found, make_key), partial(_references, found, make_key, self._style())
        )

    async def files(self, kept: Sequence[KeptPaper]) -> list[Path]:
        """Return the PDFs of *kept*, of those that have one, as the files that a drag has. Raises DiskError."""
        return await asyncio.to_thread(self._stage, kept)

    def _stage(self, kept: Sequence[KeptPaper]) -> list[Path]:
        return self._staging.stage([(one.key, Path(one.pdf)) for one in kept if one.pdf])

    async def tidy(self) -> int:
        """Remove the staged files of papers that are no longer in the library, and return of how many papers. Called at
        the start of the program."""
        staged = await asyncio.to_thread(self._staging.keys)
        if not staged or not self._library.data_dir.exists():
            return 0  # nothing to do, or the disk of the library is not connected
        try:
            gone = [key for key in staged if await self._library.get(key) is None]
        except ScholarError as error:
            log.info("the staged files were not tidied: %s", error.message)
            return 0
        return await asyncio.to_thread(self._staging.remove, gone)


def _with_keys(kept: Sequence[KeptPaper], make_key: Callable[[Paper], str]) -> list[KeptPaper]:
    """Return *kept* with a citation key each."""
    from scholar_desktop.formats.cite_keys import citation_keys

    known = {one.paper.id: one.cite_key for one in kept if one.cite_key}
    keys = citation_keys([one.paper for one in kept], known, lambda _key: False, make_key)
    return [msgspec.structs.replace(one, cite_key=key) for one, key in zip(kept, keys, strict=True)]


def _text_in(kept: Sequence[KeptPaper], make_key: Callable[[Paper], str], form: str) -> str:
    from scholar_desktop.formats.entries.reference_texts import reference_text

    # a text is dropped into a document, which others read
    return reference_text(_with_keys(kept, make_key), form, notes=False)


def _references(kept: Sequence[KeptPaper], make_key: Callable[[Paper], str], style: str) -> tuple[str, str]:
    """Return the references in *style* as plain text and as HTML, as “Copy citation” does; short references, if there
    are many or the style cannot be used."""
    from scholar_desktop.formats.plain_reference import reference, reference_html
    from scholar_desktop.services.papers.export import formatted_at_once

    if len(kept) <= MOST_STYLED:
        named = _with_keys(kept, make_key)
        try:
            found = formatted_at_once([one.paper for one in named], [one.cite_key for one in named], style)
        except ScholarError as error:
            log.info("a drag has no references in the citation style: %s", error.message)
        else:
            return found.text.rstrip("\n"), found.html
    papers = [one.paper for one in kept]
    return (
        "\n".join(reference(paper) for paper in papers),
        "".join(f"<p>{reference_html(paper)}</p>\n" for paper in papers),
    )


def staging_folder(chosen: Path | None, data_dir: Path) -> Path:
    """Return the folder of the staged files: in the library's folder, so that they can be links, or in the folder that
    the user has *chosen*, in a part for this library alone."""
    if chosen is None:
        return data_dir / "handed over"  # not translated: the name of a folder
    return chosen / hashlib.sha256(os.fsencode(data_dir.absolute())).hexdigest()[:12]
