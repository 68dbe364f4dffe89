"""Converts notes of other programs, which are HTML, to Markdown, and back. HTML in Markdown is text, as in its
preview."""

# not translated in this file: HTML

from __future__ import annotations

import html as html_text
import re
from collections.abc import Sequence
from html.parser import HTMLParser

_BLOCKS = frozenset(("p", "div", "ul", "ol", "table", "tr", "blockquote", "pre", "section"))
_HEADS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### "}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_SILENT = frozenset(("script", "style", "head", "title", "iframe", "object"))
_MARKUP = re.compile(r"<(?:p|div|br|span|b|i|em|strong|ul|ol|li|h[1-6]|a|blockquote)\b[^<>]*>", re.IGNORECASE)
_SAFE = ("http://", "https://", "mailto:", "zotero://")
_DEEPEST = 8
"""How many blocks, or emphasised parts, may be inside one another; deeper ones are text."""
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_ITEM = re.compile(r"( *)(?:[-*+]|(\d{1,9})[.)])( +)(?=\S)")
_QUOTE = re.compile(r" {0,3}> ?")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_RULE = re.compile(r" {0,3}(?:-(?: *-){2,}|\*(?: *\*){2,}|_(?: *_){2,}) *$")
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`{1,3})(?!`)(?P<code>.{1,2000}?)(?<!`)(?P=ticks)(?!`)"
    r"|\[(?P<words>[^\[\]]{1,1000})\]\((?P<target>(?:https?://|mailto:|zotero://)[^\s()<>]{1,2000})\)"
    r"|<(?P<address>https?://[^\s<>]{1,2000})>"
    r"|\*\*\*(?=[^\s*])(?P<both>.{1,2000}?)(?<=[^\s*])\*\*\*(?!\*)"
    r"|(?P<strong>\*\*|(?<!\w)__)(?=\S)(?P<bold>.{1,2000}?)(?<=\S)(?P=strong)"
    r"|(?P<mark>\*|(?<!\w)_)(?=[^\s*_])(?P<italic>.{1,600}?)(?<=[^\s*_])(?P=mark)(?!\*|(?<=_)\w)",
    re.DOTALL,
)


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
    """Returns a note as HTML. Line breaks within a paragraph are kept."""
    return "".join(_blocks(note.split("\n"), 0))


def _blocks(lines: Sequence[str], depth: int) -> list[str]:
    written: list[str] = []
    text: list[str] = []

    def end_paragraph() -> None:
        if text:
            written.append(f"<p>{_lines(text)}</p>")
            text.clear()

    at = 0
    while at < len(lines):
        line, start = lines[at], at
        at += 1
        if not line.strip():
            end_paragraph()
        elif heading := _HEADING.match(line):
            end_paragraph()
            level = len(heading[1])
            written.append(f"<h{level}>{_inline(heading[2])}</h{level}>")
        elif _RULE.match(line):
            end_paragraph()
            written.append("<hr/>")
        elif _FENCE.match(line):
            end_paragraph()
            while at < len(lines) and not _FENCE.match(lines[at]):
                at += 1
            code = "\n".join(lines[start + 1 : at])
            written.append(f"<pre>{html_text.escape(code, quote=False)}</pre>")
            at += 1
        elif depth < _DEEPEST and _QUOTE.match(line):
            end_paragraph()
            while at < len(lines) and _QUOTE.match(lines[at]):
                at += 1
            inner = [_QUOTE.sub("", quoted, count=1) for quoted in lines[start:at]]
            written.append(f"<blockquote>{''.join(_blocks(inner, depth + 1))}</blockquote>")
        elif depth < _DEEPEST and (item := _ITEM.match(line)):
            end_paragraph()
            at = _end_of_list(lines, start, item)
            written.append(_list(lines[start:at], item, depth))
        else:
            text.append(line)
    end_paragraph()
    return written


def _end_of_list(lines: Sequence[str], start: int, first: re.Match[str]) -> int:
    """Returns the place behind the last line of the list that begins at *start* with the item *first*."""
    deeper, at, filled = " " * (len(first[1]) + 2), start + 1, start
    while at < len(lines):
        if filled < at:  # the next line with text, looked for once
            filled = next((one for one in range(at, len(lines)) if lines[one].strip()), len(lines))
        line = lines[filled] if filled < len(lines) else ""
        is_inside = line.startswith(deeper) or _is_next_item(line, first)
        is_other = _HEADING.match(line) or _RULE.match(line) or _ITEM.match(line)
        if not is_inside and (is_other or not lines[at].strip()):
            break
        at += 1
    return at


def _is_next_item(line: str, first: re.Match[str]) -> bool:
    item = _ITEM.match(line)
    return item is not None and len(item[1]) < len(first[1]) + 2 and (item[2] is None) == (first[2] is None)


def _list(lines: Sequence[str], first: re.Match[str], depth: int) -> str:
    items: list[list[str]] = []
    width = 0
    for line in lines:
        if _is_next_item(line, first) and (item := _ITEM.match(line)):
            width = item.end()
            items.append([line[width:]])
        else:
            spaces = len(line) - len(line.lstrip(" "))
            items[-1].append(line[min(spaces, width) :])
    written = []
    for one in items:
        head, *rest = _blocks(one, depth + 1) or [""]
        written.append(f"<li>{head.removeprefix('<p>').removesuffix('</p>')}{''.join(rest)}</li>")
    if first[2] is None:
        return f"<ul>{''.join(written)}</ul>"
    start = f' start="{int(first[2])}"' if int(first[2]) != 1 else ""
    return f"<ol{start}>{''.join(written)}</ol>"


def _lines(text: Sequence[str]) -> str:
    return _inline("\n".join(line.strip() for line in text)).replace("\n", "<br/>")


def _inline(text: str, depth: int = 0) -> str:
    if depth > _DEEPEST:
        return html_text.escape(text, quote=False)
    parts: list[str] = []
    place = 0
    for found in _INLINE.finditer(text):
        parts += [html_text.escape(text[place : found.start()], quote=False), _element(found, depth + 1)]
        place = found.end()
    parts.append(html_text.escape(text[place:], quote=False))
    return "".join(parts)


def _element(found: re.Match[str], depth: int) -> str:
    if (sign := found["escaped"]) is not None:
        return html_text.escape(sign, quote=False)
    if (code := found["code"]) is not None:
        return f"<code>{html_text.escape(code.strip(), quote=False)}</code>"
    if (target := found["target"]) is not None:
        return f'<a href="{html_text.escape(target)}">{_inline(found["words"], depth)}</a>'
    if (address := found["address"]) is not None:
        return f'<a href="{html_text.escape(address)}">{html_text.escape(address, quote=False)}</a>'
    if (both := found["both"]) is not None:
        return f"<strong><em>{_inline(both, depth)}</em></strong>"
    if (bold := found["bold"]) is not None:
        return f"<strong>{_inline(bold, depth)}</strong>"
    return f"<em>{_inline(found['italic'], depth)}</em>"
