"""Shows a document that comes with the program: the manual, what is new, the licences.

The documents are Markdown with few forms: headings, paragraphs, lists, tables, quoted lines of code. They are English;
the manual is also in other languages, as README.LANGUAGE.md, with the same blocks in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

import scholar_desktop
from scholar_desktop.translation import language
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.window.help_panels import HelpPanel

_PACKAGE = Path(scholar_desktop.__file__).parent
_FOLDERS = (_PACKAGE, _PACKAGE.parent)
"""Where the documents are: in the package as it is installed, or in the project."""
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_OTHER_LANGUAGE = re.compile(r"\[[^\]]*\]\(README[.\w]*\.md\)")
"""A link to the document in another language."""
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\*\*|`")
_RULE = re.compile(r"\|[\s:|-]+\|")
_COLUMN = re.compile(r"(?<=\S) {3,}(?=\S)")
"""The space between a command and its remark: labels show only one of its characters."""


# not translated in this file: parts are found by their English text, and translated documents have their own text
PARTS = {
    places.SEARCH: "First steps",
    places.DOWNLOADS: "A thousand PDFs at once.",
    places.QUARANTINE: "A PDF, or the reason why not.",
    places.LIBRARY: "A library that belongs to you.",
    places.DUPLICATES: "A library that belongs to you.",
    places.ADD_PDFS: "Help from you",
    places.REVIEW: "Reference lists.",
    places.MANUSCRIPT: "Reference lists.",
    places.LEDGER: "Reproducible searches.",
    places.MAP: "Citation map and timeline.",
    places.MISSING: "Related papers.",
    places.COMPARE: "Related papers.",
    places.AUTHOR: "Authors.",
    places.AUTHORS: "Authors.",
    places.RECORDS: "Data and code.",
    places.COMMUNITIES: "Data and code.",
    places.SENTENCES: "Passages.",
    places.UNPAYWALL: "All of Unpaywall.",
    places.NEWS: "News, if you want it.",
    places.CORPUS: "The offline corpus",
    places.SETTINGS: "What is sent to whom",
}
"""How the part of README begins, in English, that is about each page."""


NOT_SHOWN = ("Try it", "Tests")
"""The parts of README for people who install or build the program, in English; the window leaves them out."""


class Block(msgspec.Struct, frozen=True):
    """A part of a document. kind: heading, paragraph, item (of a list), row (of a table) or code; level: of a heading,
    1 for the largest."""

    kind: str
    text: str
    level: int = 0


def document_text(name: str) -> str | None:
    """Return the text of a document; None if this installation does not have it."""
    for folder in _FOLDERS:
        if (file := folder / name).is_file():
            return file.read_text("utf-8")
    return None


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the parts of a document. The lines of a paragraph and the cells of a row are joined; pictures, the
    addresses of links, and the link to another language are omitted."""
    joined: list[str] = []
    is_code = False
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        starts = stripped.startswith(("#", "|", "- ", "```"))
        if joined and (not stripped or starts) and not is_code:
            yield _block(joined)
            joined = []
        if stripped.startswith("```"):
            if is_code and joined:
                yield Block("code", _COLUMN.sub(" – ", "\n".join(joined)))
                joined = []
            is_code = not is_code
        elif is_code:
            joined.append(line)
        elif stripped.startswith("#"):
            level = len(stripped) - len(stripped.lstrip("#"))
            yield Block("heading", _plain(stripped.lstrip("# ")), level)
        elif stripped.startswith("|"):
            if not _RULE.fullmatch(stripped):
                yield Block("row", " · ".join(filter(None, (_plain(cell) for cell in stripped.strip("|").split("|")))))
        elif stripped:
            joined.append(stripped)


def translated_name(name: str) -> str:
    """Return the name of a document in the language of the window: README.md becomes README.de.md."""
    file = Path(name)
    return name if language() == "en" else f"{file.stem}.{language()}{file.suffix}"


def shown_blocks(name: str) -> Iterator[tuple[Block, str]] | None:
    """Return what the window shows of the document *name*, in its language if there is a translation, else in English;
    None if this installation does not have it. Each block is with its English text, by which parts are found."""
    english = document_text(name)
    if english is None:
        return None
    translated = document_text(translated_name(name)) or english
    return _without_parts(zip(blocks_of(translated), blocks_of(english), strict=True), NOT_SHOWN)


def _without_parts(blocks: Iterable[tuple[Block, Block]], headings: Collection[str]) -> Iterator[tuple[Block, str]]:
    """Yield blocks with the text of their English ones, without the parts of level 2 that have one of *headings*."""
    is_left_out = False
    for block, english in blocks:
        if english.kind == "heading" and english.level <= 2:
            is_left_out = english.text in headings
        if not is_left_out:
            yield block, english.text


def _block(lines: list[str]) -> Block:
    text = " ".join(lines)
    if text.startswith("- "):
        return Block("item", _plain(text[2:]))
    return Block("paragraph", _plain(text))


def _plain(text: str) -> str:
    text = _OTHER_LANGUAGE.sub("", _PICTURE.sub("", text))
    return _MARKS.sub("", _LINK.sub(r"\1", text)).strip()


def _with_bullet(theme: Theme, prose: Prose) -> QHBoxLayout:
    """Return a line with a bullet beside *prose*, so that all lines of the text begin at the same place."""
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    row.addWidget(label("•", "body"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(prose, 1)
    return row


def document_panel(theme: Theme, heading: str, name: str, window: QWidget, *, part: str = "") -> HelpPanel | None:
    """Return a panel with the document *name*; None if this installation does not have it.

    Args:
        part: how the heading or paragraph begins in English that is shown at the top; empty for the beginning.
    """
    blocks = shown_blocks(name)
    if blocks is None:
        return None
    panel = HelpPanel(theme, heading, window)
    panel.setObjectName("documentPanel")
    column = QVBoxLayout(panel.body)
    column.setContentsMargins(0, 0, theme.px(8), 0)
    column.setSpacing(theme.px(6))
    for block, english in blocks:
        if block.kind == "heading":
            if block.level > 1:  # the first is the heading of the panel
                title = label(block.text, "head" if block.level == 2 else "strong", wrap=True)
                title.setContentsMargins(0, theme.px(10), 0, 0)
                column.addWidget(title)
                if part and english.startswith(part):
                    panel.first = title
        elif block.text:
            prose = Prose("small" if block.kind in ("row", "code") else "body")
            prose.show_text(block.text)
            if block.kind == "item":
                column.addLayout(_with_bullet(theme, prose))
            else:
                column.addWidget(prose)
            if part and english.startswith(part):
                panel.first = prose
    column.addStretch(1)
    return panel
