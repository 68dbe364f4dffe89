"""Converts notes of other programs, which are HTML, to Markdown, and back. HTML in Markdown is text, as in its
preview."""

# not translated in this file: HTML

from __future__ import annotations

import html as html_text
import re
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BLOCKS = frozenset(("p", "div", "ul", "ol", "table", "tr", "blockquote", "pre", "section"))
_HEADS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### "}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_SILENT = frozenset(("script", "style", "head", "title", "iframe", "object"))
_MARKUP = re.compile(r"<(?:p|div|br|span|b|i|em|strong|ul|ol|li|h[1-6]|a|blockquote)\b[^<>]*>", re.IGNORECASE)
_SAFE = ("http://", "https://", "mailto:", "zotero://")


def is_html(text: str) -> bool:
    """Returns True if a note is HTML rather than plain text."""
    return _MARKUP.search(text) is not None


def html_to_markdown(html: str) -> str:
    """Returns a note as Markdown. Scripts, styles and pictures are left out."""
    reader = _NoteParser()
    reader.feed(html)
    reader.close()
    lines = [line.rstrip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _NoteParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._lists: list[int] = []
        self._links: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif self._silent:
            return
        elif tag == "br":
            self.parts.append("\n")
        elif tag in ("ul", "ol"):
            self._new_block("\n" if self._lists else "\n\n")
            self._lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            number = self._lists[-1] if self._lists else 0
            self._new_block("\n")
            self.parts.append("  " * (len(self._lists) - 1) + (f"{number}. " if number else "- "))
            if number:
                self._lists[-1] = number + 1
        elif tag in _HEADS:
            self._new_block("\n\n")
            self.parts.append(_HEADS[tag])
        elif tag in _BLOCKS:
            if not (self.parts and re.search(r"(?:- |\d\. )$", self.parts[-1])):
                self._new_block("\n\n" if tag != "tr" else "\n")
            if tag == "blockquote":
                self.parts.append("> ")
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            self._links.append(address if address.lower().startswith(_SAFE) else "")
            if self._links[-1]:
                self.parts.append("[")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._silent:
            return
        elif tag in ("ul", "ol"):
            if self._lists:
                self._lists.pop()
            self._new_block("\n" if self._lists else "\n\n")
        elif tag in _HEADS or tag in _BLOCKS:
            self._new_block("\n\n" if tag != "tr" else "\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        elif tag == "a" and self._links and (address := self._links.pop()):
            self.parts.append(f"]({address})")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            text = re.sub(r"\s+", " ", data)
            if text != " " or (self.parts and not self.parts[-1].endswith("\n")):
                self.parts.append(text.lstrip() if self.parts and self.parts[-1].endswith("\n") else text)

    def _new_block(self, gap: str) -> None:
        if self.parts:
            self.parts.append(gap)


def markdown_to_html(note: str) -> str:
    """Returns a note as HTML. Line breaks within a paragraph are kept. HTML, pictures, and links that are not safe, are
    text."""
    html: str = _markdown().render(note)
    return html.replace(">\n", ">").strip()


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # only for an export

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    # what Markdown calls a picture would be loaded, and definitions of links would be lost
    reader.disable(["image", "reference", "code"])
    reader.validateLink = _is_safe  # type: ignore[assignment, method-assign]
    reader.add_render_rule("fence", _fence)
    return reader


def _is_safe(address: str) -> bool:
    return address.lower().startswith(_SAFE)


def _fence(_renderer: Any, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    return f"<pre>{html_text.escape(tokens[at].content.rstrip(), quote=False)}</pre>"
