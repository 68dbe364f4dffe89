"""The annotations of the library's papers: those that any program wrote into their PDFs, and those that Zotero kept in
its database and that came in with an import."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.domain.text.message import Message

if TYPE_CHECKING:
    from scholar_desktop.pdf.annotations import PdfAnnotation

FROM_ZOTERO = ("zotero", "zotero-rdf", "zotero-folder")


class KeptAnnotation(msgspec.Struct, frozen=True):
    """An annotation of a paper. file: the path of its PDF, or None; page: from 1, or None; kind, colour, text, note,
    rects and made: as of `PdfAnnotation`."""

    id: str
    file: str | None
    page: int | None
    kind: str
    colour: str | None
    text: str
    note: str
    rects: tuple[tuple[float, ...], ...]
    made: str | None


class AnnotatedPaper(msgspec.Struct, frozen=True):
    """The annotations of a paper, and what could not be read, in sentences."""

    kept: KeptPaper
    annotations: tuple[KeptAnnotation, ...] = ()
    problems: tuple[str, ...] = ()


async def read_annotations(papers: Sequence[KeptPaper]) -> AsyncIterator[AnnotatedPaper]:
    """Yield each of *papers* with its annotations. Its PDFs are opened in a child process."""
    from scholar_desktop.pdf.annotations import AnnotationReader

    reader = AnnotationReader()
    try:
        for kept in papers:
            found: list[KeptAnnotation] = []
            problems: list[str] = []
            for file in kept.files:
                if not file.is_pdf:
                    continue
                read, problem = await asyncio.to_thread(reader.read, Path(file.path))
                found += [_from_pdf(kept, file.path, one) for one in read]
                if problem is not None:
                    problems.append(Message("{file}: {problem}", file=file.name, problem=problem))
            known = {(one.text, one.note) for one in found if one.text or one.note}
            found += [one for one in _from_zotero(kept) if (one.text, one.note) not in known]
            yield AnnotatedPaper(kept, tuple(found), tuple(problems))
    finally:
        await asyncio.to_thread(reader.close)


def _from_pdf(kept: KeptPaper, path: str, one: PdfAnnotation) -> KeptAnnotation:
    return KeptAnnotation(kept.paper.id, path, one.page, one.kind, one.colour, one.text, one.note, one.rects, one.made)


def _from_zotero(kept: KeptPaper) -> list[KeptAnnotation]:
    """Return the annotations that Zotero kept in its database, whose program may not have written them into the PDF."""
    own = own_fields_of(kept.paper)
    sent = [own.extra[form].get("annotations") for form in FROM_ZOTERO if form in own.extra] if own is not None else []
    found: list[KeptAnnotation] = []
    for one in next((each for each in sent if isinstance(each, list)), []):
        if not isinstance(one, dict):
            continue
        page, rects = _position(one.get("position"))
        texts = {name: str(one.get(name) or "") for name in ("kind", "text", "note", "colour")}
        colour = texts["colour"].upper() or None
        found.append(
            KeptAnnotation(
                kept.paper.id, kept.pdf, page, texts["kind"], colour, texts["text"], texts["note"], rects, None
            )
        )
    return found


def _position(sent: Any) -> tuple[int | None, tuple[tuple[float, ...], ...]]:
    """Return the page and the rectangles of a position of Zotero."""
    try:
        place = json.loads(sent) if isinstance(sent, str) else sent
        page = place.get("pageIndex")
        rects = tuple(tuple(float(number) for number in one) for one in place.get("rects") or ())
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None, ()
    return (page + 1 if isinstance(page, int) else None), rects


def write_notes(papers: Sequence[AnnotatedPaper]) -> str:
    """Return the annotations of papers as Markdown: a heading for each paper, a quotation for each marked text."""
    lines: list[str] = []
    for one in papers:
        if not one.annotations:
            continue
        title = " ".join(one.kept.paper.title.split())
        lines += [f"## {_escaped(title)} [@{one.kept.cite_key}]", ""]
        for note in one.annotations:
            page = f" (p. {note.page})" if note.page is not None else ""
            if note.text:
                lines += [f"> {_escaped(note.text)}{page}", ""]
                page = ""
            if note.note:
                lines += [*(_escaped(line) for line in f"{note.note}{page}".split("\n")), ""]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Return *text* without the signs that Markdown reads."""
    for sign in "\\`*_[]<":
        text = text.replace(sign, f"\\{sign}")
    return f"\\{text}" if text[:1] in "#>+-" and text else text
