"""Reads the paragraphs of .docx and .odt files, within limits: an archive can unpack to a thousand times its size."""

# not translated in this file: names of the formats, except where a Message is made

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.full_entry import FileEntries
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.entries.xml_files import parse_xml
from scholar_desktop.formats.manuscripts.text_citations import TextBlock
from scholar_desktop.formats.reference_list_detection import decode_file

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_XML = 32_000_000
"""Maximum size in bytes of one XML file of the archive; a book of 1,000 pages has 15,000,000."""
_MOST_SPACES = 100
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_HEADING_STYLE = re.compile(r"heading|berschrift|titre|titolo|encabezado|^title$", re.IGNORECASE)
_NUMBERS = re.compile(r"\s*\d{1,4}(?:\s*[,;–—-]\s*\d{1,4})*\s*")


def read_docx(data: bytes) -> list[TextBlock]:
    """Returns the paragraphs of a .docx file, with its notes at the end; deleted text is left out.

    Raises UsageError: it is no such file, it is damaged, or it unpacks to more than MOST_XML.
    """
    blocks: list[TextBlock] = []
    for part in ("word/footnotes.xml", "word/endnotes.xml", "word/document.xml"):
        root = _part(data, part, is_needed=part == "word/document.xml", form="docx")
        if root is not None:
            notes = blocks
            blocks = _docx_blocks(root)
            # the list of references is at the end of the document, so the notes come first
            blocks = [*notes, *blocks] if part == "word/document.xml" else [*notes, *(_as_note(one) for one in blocks)]
    return blocks


def _as_note(block: TextBlock) -> TextBlock:
    return TextBlock(block.text, 0, is_note=True)


def _docx_blocks(root: Element) -> list[TextBlock]:
    blocks: list[TextBlock] = []
    parts: list[str] = []
    is_heading = is_numbered = is_raised = False
    number = 0

    def end() -> None:
        if number:
            blocks.append(TextBlock("".join(parts), number, is_heading=is_heading, is_numbered=is_numbered))

    for element in root.iter():  # in the order of the document, so that nested paragraphs take no longer than others
        tag = element.tag
        if tag == f"{_W}p":
            end()
            number += 1
            parts = []
            is_heading = is_numbered = is_raised = False
        elif tag == f"{_W}r":
            is_raised = False
        elif tag == f"{_W}vertAlign":
            is_raised = element.get(f"{_W}val") == "superscript"
        elif tag == f"{_W}t":
            text = element.text or ""
            parts.append(f"^[{text.strip()}]" if is_raised and _NUMBERS.fullmatch(text) else text)
        elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{_W}pStyle":
            is_heading = _HEADING_STYLE.search(element.get(f"{_W}val") or "") is not None
        elif tag == f"{_W}numPr":
            is_numbered = True
    end()
    return blocks


def read_odt(data: bytes) -> list[TextBlock]:
    """Returns the paragraphs of an .odt file; deleted text is left out. Raises UsageError as `read_docx`."""
    root = _part(data, "content.xml", is_needed=True, form="odt")
    assert root is not None
    raised = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}text-properties")
        if (properties.get(f"{_STYLE}text-position") or "").startswith("super")
    }
    blocks: list[TextBlock] = []
    open_ones: list[tuple[list[str], int, bool, bool]] = []
    number = lists = deleted = notes = 0
    for is_start, element in _walk(root):
        tag = element.tag
        if tag == f"{_TEXT}tracked-changes":
            deleted += 1 if is_start else -1
        elif tag == f"{_TEXT}list":
            lists += 1 if is_start else -1
        elif tag == f"{_TEXT}note":
            notes += 1 if is_start else -1
        elif tag in (f"{_TEXT}p", f"{_TEXT}h"):
            if is_start:
                number += 1
                open_ones.append(([], number, tag == f"{_TEXT}h", lists > 0 and tag == f"{_TEXT}p"))
            else:
                parts, place, is_heading, is_numbered = open_ones.pop()
                if not deleted:
                    blocks.append(TextBlock("".join(parts), place, is_heading, is_numbered, is_note=notes > 0))
        if not open_ones:
            continue
        here = open_ones[-1][0]
        if not is_start:
            if tag not in (f"{_TEXT}p", f"{_TEXT}h") and element.tail:
                here.append(element.tail)
        elif tag == f"{_TEXT}s":
            count = element.get(f"{_TEXT}c") or "1"
            here.append(" " * min(int(count) if count.isdecimal() and len(count) < 5 else 1, _MOST_SPACES))
        elif tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            here.append(" ")
        elif tag != f"{_TEXT}note-citation":
            text = element.text or ""
            is_raised = tag == f"{_TEXT}span" and element.get(f"{_TEXT}style-name") in raised
            here.append(f"^[{text.strip()}]" if is_raised and _NUMBERS.fullmatch(text) else text)
    return sorted(blocks, key=lambda one: one.place)


def _walk(root: Element) -> Iterator[tuple[bool, Element]]:
    """Yields (True at the start and False at the end of an element, the element), without recursion: a file can be
    nested a million levels deep."""
    open_ones = [(root, iter(root))]
    yield True, root
    while open_ones:
        element, children = open_ones[-1]
        child = next(children, None)
        if child is None:
            open_ones.pop()
            yield False, element
        else:
            open_ones.append((child, iter(child)))
            yield True, child


def _part(data: bytes, name: str, *, is_needed: bool, form: str) -> Element | None:
    """Returns the root of an XML file of the archive; None if it has none and needs none. Raises UsageError."""
    broken = UsageError(
        Message("This is not a .{format} file, or it is damaged.", format=form),
        hint=Message("Open it in a word processor and save it again."),
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if name not in archive.NameToInfo:
                if is_needed:
                    raise broken
                return None
            with archive.open(name) as member:
                content = member.read(MOST_XML + 1)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise broken from error
    except Exception as error:  # zlib.error and others of the decompressors have no common base
        if isinstance(error, UsageError):
            raise
        raise broken from error
    if len(content) > MOST_XML:
        raise UsageError(
            Message("The document unpacks to more than {number} MB.", number=MOST_XML // 1_000_000),
            hint=Message("Save only its text, without the pictures, as a new document."),
        )
    root = parse_xml(decode_file(content)[0], form)
    if isinstance(root, FileEntries):
        raise UsageError(root.skipped[0].reason, hint=Message("Open it in a word processor and save it again."))
    return root
