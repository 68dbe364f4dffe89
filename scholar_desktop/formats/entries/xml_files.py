"""Parses XML of other programs: no entities, no declarations, no more than a limit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from scholar_desktop.domain.full_entry import FileEntries, SkippedPart
from scholar_desktop.domain.text.message import Message

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse_xml(text: str, form: str) -> Element | FileEntries:
    """Returns the root element; for a text that is no such XML, the result of reading it: nothing, with the line and
    the reason. Loads defusedxml."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(_DECLARATION.sub("", text.lstrip("\ufeff"), count=1))
    except ParseError as error:
        line = error.position[0]
        lines = text.split("\n")
        shown = lines[line - 1][:200] if 0 < line <= len(lines) else ""
        reason = Message("The XML is broken ({reason}).", reason=str(error.msg).split(":")[0])
        return FileEntries(form, (), (SkippedPart(line, shown, reason),))
    except DefusedXmlException:
        reason = Message("The XML defines entities, which are not read: a small file could fill the memory.")
        return FileEntries(form, (), (SkippedPart(1, text[:200], reason),))
    return root


def lines_of(text: str, is_start: re.Pattern[str]) -> list[int]:
    """Returns the line of each place where *is_start* matches."""
    found, line, place = [], 1, 0
    for start in is_start.finditer(text):
        line += text.count("\n", place, start.start())
        place = start.start()
        found.append(line)
    return found


def joined_text(element: Element | None, convert: Callable[[str], str] = lambda text: text) -> str:
    """Returns all text within an element, with line ends as \\n; empty without an element."""
    if element is None:
        return ""
    return convert("".join(element.itertext()).replace("\r\n", "\n").replace("\r", "\n").strip())
