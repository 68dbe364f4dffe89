"""Makes an entry of each PDF in a folder, by what the files say about themselves. Sends no request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop.domain.full_entry import FileEntries, FullEntry, LinkedFile, SkippedPart
from scholar_desktop.domain.identifiers.kinds import Scheme, identify
from scholar_desktop.domain.own_fields import Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf.first_pages import read_first_pages
from scholar_desktop.pdf.title_place import own_identifiers
from scholar_desktop.services.add_pdfs.pdf_identification import guessed_title

if TYPE_CHECKING:
    from scholar_desktop.pdf.inspect import PdfReader

MOST_PDFS = 20_000
"""How many PDFs of a folder are taken in."""


def read_pdf_folder(folder: Path, reader: PdfReader) -> FileEntries:
    """Return an entry for each PDF in *folder* and the folders in it, which become collections.

    The identifier of a file is the DOI or arXiv ID on its first pages, if one is its own and not that of a paper which
    it cites; its title is that in its properties or on its first page, else the name of the file.
    """
    entries: list[FullEntry] = []
    skipped: list[SkippedPart] = []
    for place in _pdfs(folder):
        look = reader.look(place)
        name = place.relative_to(folder).as_posix()
        if not look.opens:
            skipped.append(SkippedPart(0, name, look.reason or Message("The file is not a PDF that can be opened.")))
            continue
        if len(entries) == MOST_PDFS:
            reason = Message("Only the first {number} PDFs were read.", number=MOST_PDFS)
            skipped.append(SkippedPart(0, name, reason))
            break
        title = guessed_title(look) or place.stem
        fields: dict[str, Value] = {"title": title}
        own = own_identifiers(read_first_pages(look.text_by_page), title)
        dois = [found for one in own if (found := identify(Scheme.DOI, one))]
        arxiv = [found for one in own if (found := identify(Scheme.ARXIV, one))]
        if len(dois) == 1:
            fields["arxiv" if dois[0].scheme is Scheme.ARXIV else "DOI"] = dois[0].value
        elif len(arxiv) == 1:
            fields["arxiv"] = arxiv[0].value
        above = place.parent.relative_to(folder).as_posix()
        entries.append(
            FullEntry(
                item_type="article" if "arxiv" in fields else "article-journal" if "DOI" in fields else "document",
                fields=fields,
                collections=(above,) if above != "." else (),
                files=(LinkedFile(name, "", "application/pdf"),),
            )
        )
    return FileEntries("pdf-folder", tuple(entries), tuple(skipped))


def _pdfs(folder: Path) -> Iterator[Path]:
    for above, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(".pdf") and not name.startswith("."):
                yield Path(above, name)
