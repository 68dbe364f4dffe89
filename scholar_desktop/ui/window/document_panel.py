"""Shows a document that comes with the program: the manual, what is new, the licences.

The documents are Markdown with few forms: headings, paragraphs, lists, tables, quoted lines of code. They are English;
the manual is also in other languages, as README.LANGUAGE.md, with the same blocks in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

import scholar_desktop
from scholar_desktop.translation import gettext, language
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.window.help_panels import HelpPanel, show_instead

_PACKAGE = Path(scholar_desktop.__file__).parent
_FOLDERS = (_PACKAGE, _PACKAGE.parent)
"""Where the documents are: in the package as it is installed, or in the project."""
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_OTHER_LANGUAGE = re.compile(r"\[[^\]]*\]\(README[.\w]*\.md\)")
"""A link to the document in another language."""
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
LINKED = ("searching", "where-to-find-it", "command-line", "corpus")
"""The documents of the folder docs that come with the program: the documents lead to them."""
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


_UNBROKEN = re.compile(r"[^\s/-]+[/-]?")
"""What Qt does not divide into lines."""
MOST_WORD = 120
"""Greatest width of a word for which a column keeps room, in pixels at base size."""
MOST_SHARE = 48
"""Characters of a cell that count for the width of its column."""
FEWEST_LINKS, MOST_LINKS = 3, 12
"""Parts of a document that has links to them at the top: not a list of versions, and not one of components."""
LONG, AT_ONCE = 400, 20
"""Parts from which a document is long: it is shown with its beginning, and this number is added near its end."""
NOT_SHOWN = ("Try it", "Tests")
"""The parts of README for people who install or build the program, in English; the window leaves them out."""


class Block(msgspec.Struct, frozen=True):
    """A part of a document. kind: heading, paragraph, item (of a list), row (of a table) or code; level: of a heading,
    1 for the largest; cells: of a row; table: the number of its table in the document, from 1; links: names and files
    of the documents that it leads to."""

    kind: str
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    table: int = 0
    links: tuple[tuple[str, str], ...] = ()


_Part = tuple[tuple[Block, str], Sequence[Block]]  # not translated: a type


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
    is_code = in_table = False
    table = 0
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        table += stripped.startswith("|") and not in_table and not is_code
        in_table = stripped.startswith("|")
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
                cells = tuple(_plain(cell) for cell in stripped.strip("|").split("|"))
                yield Block("row", " · ".join(filter(None, cells)), cells=cells, table=table)
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


def _with_rows(blocks: Iterable[tuple[Block, str]]) -> Iterator[tuple[tuple[Block, str], Sequence[Block]]]:
    """Yield blocks; of a table the first one, with all of its rows."""
    for table, group in groupby(blocks, key=lambda pair: pair[0].table):
        if table:
            first, *others = group
            yield first, (first[0], *(block for block, _ in others))
        else:
            yield from ((pair, ()) for pair in group)


def _block(lines: list[str]) -> Block:
    text = " ".join(lines)
    links = tuple((name, file) for name, target in _LINK.findall(text) if (file := _linked_file(target)))
    if text.startswith("- "):
        return Block("item", _plain(text[2:]), links=links)
    return Block("paragraph", _plain(text), links=links)


def _linked_file(target: str) -> str:
    """Return the file of a link to a document that comes with the program, from README.md or from another of these;
    empty for other links."""
    name = Path(target).stem
    return f"docs/{name}.md" if name in LINKED and target in (f"{name}.md", f"docs/{name}.md") else ""


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


def _table(theme: Theme, rows: Sequence[Block], room: int) -> QGridLayout | None:
    """Return the rows of a table, its head first; None if the longest words of its columns have no
    *room*. Each column has a share of the width by its longest text."""
    metrics, columns = theme.type.metrics(SMALL), max(len(row.cells) for row in rows)
    grid, gap = QGridLayout(), theme.px(16)
    grid.setHorizontalSpacing(gap)
    grid.setVerticalSpacing(theme.px(4))
    for place in range(columns):
        texts = [row.cells[place] for row in rows if place < len(row.cells)]
        words = (metrics.horizontalAdvance(word) for text in texts for word in _UNBROKEN.findall(text))
        width = min(max(words, default=0) + 2, theme.px(MOST_WORD))
        grid.setColumnMinimumWidth(place, width)
        grid.setColumnStretch(place, min(max(map(len, texts)), MOST_SHARE))
        room -= width + (gap if place else 0)
    if room < 0:
        return None
    for number, row in enumerate(rows):
        for place, text in enumerate(row.cells):
            cell = Prose("small", "muted" if number and not place else "")
            if number:
                cell.show_text(text)
            else:
                cell.show_text("", lead=text)
            grid.addWidget(cell, number, place, Qt.AlignmentFlag.AlignTop)
    return grid


def _links(
    theme: Theme, links: Iterable[tuple[str, str]], panel: HelpPanel, show_document: Callable[[str, str], None]
) -> FlowLayout:
    """Return the links to other documents, which are shown in the place of *panel*."""
    row = FlowLayout(gap=theme.px(16), line_gap=theme.px(2))
    for name, file in links:
        link = Button(theme, ButtonKind.LINK, name, icon="file-text")
        link.setObjectName(f"document.{file}")
        link.clicked.connect(partial(show_instead, panel, show_document, file, name))
        row.addWidget(link)
    return row


def document_panel(
    theme: Theme,
    heading: str,
    name: str,
    window: QWidget,
    show_document: Callable[[str, str], None],
    *,
    part: str = "",
) -> HelpPanel | None:
    """Return a panel with the document *name*; None if this installation does not have it.

    Args:
        show_document: shows another document, by its file and under a heading.
        part: how the heading or paragraph begins in English that is shown at the top; empty for the beginning.
    """
    blocks = shown_blocks(name)
    if blocks is None:
        return None
    panel = HelpPanel(theme, heading, window)
    panel.setObjectName("documentPanel")
    panel.show_find_box("documentFind", gettext("Find in this text"))
    column = QVBoxLayout(panel.body)
    column.setContentsMargins(0, 0, theme.px(8), 0)
    column.setSpacing(theme.px(6))
    writer = _DocumentWriter(theme, panel, show_document, part)
    parts = list(_with_rows(blocks))
    headings = sum(block.kind == "heading" and block.level == 2 for (block, _), _rows in parts)
    has_contents = FEWEST_LINKS <= headings <= MOST_LINKS
    at_once = len(parts) if has_contents or part or len(parts) < LONG else AT_ONCE
    writer.write(parts[:at_once], column)
    column.addStretch(1)
    if parts[at_once:]:
        panel.fill_later(writer.write_groups(parts[at_once:], column))
    if has_contents:
        panel.show_contents(writer.headings)
    if writer.first_name:
        panel.show_first_part(writer.first_name.removesuffix("."))
    return panel


class _DocumentWriter:
    """Adds the parts of a document to a panel.

    headings: those of level 2; first_name: the name of the part that is shown at the top, empty without one.
    """

    def __init__(self, theme: Theme, panel: HelpPanel, show_document: Callable[[str, str], None], part: str) -> None:
        """The arguments are those of `document_panel`."""
        self._theme = theme
        self._panel = panel
        self._show_document = show_document
        self._part = part
        self.headings: list[QLabel] = []
        self.first_name = ""

    def write_groups(self, parts: Sequence[_Part], column: QVBoxLayout) -> Iterator[None]:
        """Add *parts* before the stretch at the end of *column*, one group at each step. A group has a layout of its
        own, so that those before it are not laid out again."""
        for start in range(0, len(parts), AT_ONCE):
            group = QWidget()
            inside = QVBoxLayout(group)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(column.spacing())
            self.write(parts[start : start + AT_ONCE], inside)
            column.insertWidget(column.count() - 1, group)
            group.show()  # not in a later turn, as the layout would: its place is needed now
            yield

    def write(self, parts: Iterable[_Part], column: QVBoxLayout) -> None:
        """Add *parts* at the end of *column*."""
        theme, panel, part = self._theme, self._panel, self._part
        for (block, english), rows in parts:
            table = _table(theme, rows, panel.text_width() - theme.px(8)) if rows else None
            if table is not None:
                column.addLayout(table)
            elif rows:
                for row in rows:
                    prose = Prose("small")
                    prose.show_text(row.text)
                    column.addWidget(prose)
            elif block.kind == "heading":
                if block.level > 1:  # the first is the heading of the panel
                    title = label(block.text, "head" if block.level == 2 else "strong", wrap=True)
                    title.setContentsMargins(0, theme.px(10), 0, 0)
                    column.addWidget(title)
                    if block.level == 2:
                        self.headings.append(title)
                    if part and english.startswith(part):
                        panel.first, self.first_name = title, block.text
            elif block.text:
                prose = Prose("small" if block.kind == "code" else "body")
                prose.show_text(block.text)
                if block.kind == "item":
                    column.addLayout(_with_bullet(theme, prose))
                else:
                    column.addWidget(prose)
                if block.links:
                    column.addLayout(_links(theme, block.links, panel, self._show_document))
                if part and english.startswith(part):
                    panel.first, self.first_name = prose, block.text.partition(". ")[0]
