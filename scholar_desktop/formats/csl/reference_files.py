"""Writes formatted references with their italics, bold and links: as HTML, Markdown and RTF, which word processors
open."""

# not translated in this file: markup

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from scholar_desktop.domain.text.styled_text import StyledRun, runs_of, without_marks
from scholar_desktop.formats.plain_reference import HANGING_INDENT, divide_addresses, linked_text_html, with_letter_tags

_MARKDOWN = re.compile(r"([\\`*_\[\]<|~$^]|&(?=#?\w+;)|(?<=\s)#(?=#*$))")
"""The characters that need a backslash in Markdown, some of them only in pandoc's; an ampersand only if it begins a
character reference, as in '&amp;', and a number sign only at the end of a line, which may be a heading."""
_LINE_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[+\-=:#>]))")
"""What needs a backslash behind it at the beginning of a line: the number of a list, or nothing before another sign."""
_IN_ADDRESS = "/:%?&=#.,;()~+@!$*'"
_NOT_TEXT = re.compile("[\u0000-\u001f\u007f\ud800-\udfff\ufffe\uffff]")


def reference_file(lines: Sequence[str], ending: str) -> str:
    """Returns formatted references as the text of a file.

    Args:
        lines: the references, with marks of their fonts (`domain/text/styled_text.py`).
        ending: .txt (without the fonts), .html, .md or .rtf.
    """
    match ending:
        case ".html":
            return _html(lines)
        case ".md":
            return "\n".join(f"{markdown_line(line)}\n" for line in lines)
        case ".rtf":
            return _rtf(lines)
        case _:
            return "".join(f"{without_marks(line)}\n" for line in lines)


def _html(lines: Sequence[str]) -> str:
    paragraphs = "".join(f"<p>{linked_text_html(_clean(line))}</p>\n" for line in lines)
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>References</title>\n'
        f"<style>p{{{HANGING_INDENT}}}</style>\n</head>\n<body>\n"
        f"{paragraphs}</body>\n</html>\n"
    )


def markdown_line(line: str) -> str:
    """Returns one formatted reference as a line of Markdown."""
    return markdown_start("".join(_markdown_run(run) for run in runs_of(_clean(line))))


def markdown_text(text: str) -> str:
    """Returns *text* with backslashes, so that nothing inside a line is read as Markdown or HTML."""
    return _MARKDOWN.sub(r"\\\1", text)


def markdown_start(line: str) -> str:
    """Returns *line*, which is Markdown, with a backslash if it would begin a list, a heading or a quotation."""
    return _LINE_START.sub(r"\1\\", line, count=1)


def _markdown_run(run: StyledRun) -> str:
    body = run.text.strip()
    if not body:
        return run.text
    at = run.text.index(body)
    before, after = run.text[:at], run.text[at + len(body) :]  # emphasis neither begins nor ends with a space
    written = "".join(
        f"<{quote(part, safe=_IN_ADDRESS)}>" if is_address else markdown_text(part)
        for is_address, part in divide_addresses(body)
    )
    for is_set, mark in ((run.is_italic, "*"), (run.is_bold, "**")):
        if is_set:
            written = f"{mark}{written}{mark}"
    return f"{before}{with_letter_tags(written, run)}{after}"


def _rtf(lines: Sequence[str]) -> str:
    paragraphs = "".join(
        f"{{\\pard\\li720\\fi-720\\sa120 {''.join(map(_rtf_run, runs_of(_clean(line))))}\\par}}\n" for line in lines
    )
    return f"{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0\\froman Times New Roman;}}}}\\f0\\fs24\n{paragraphs}}}\n"


def _rtf_run(run: StyledRun) -> str:
    text = "".join(
        f'{{\\field{{\\*\\fldinst{{HYPERLINK "{_rtf_text(quote(part, safe=_IN_ADDRESS))}"}}}}'
        f"{{\\fldrslt{{{_rtf_text(part)}}}}}}}"
        if is_address
        else _rtf_text(part)
        for is_address, part in divide_addresses(run.text)
    )
    words = (
        (run.is_italic, "i"),
        (run.is_bold, "b"),
        (run.is_raised, "super"),
        (run.is_lowered, "sub"),
        (run.is_small_capitals, "scaps"),
    )
    for is_set, word in words:
        if is_set:
            text = f"{{\\{word} {text}}}"
    return text


def _rtf_text(text: str) -> str:
    """Returns *text* in ASCII: other characters by their numbers in UTF-16, as RTF has them."""
    written = []
    for character in text:
        if character in "\\{}":
            written.append(f"\\{character}")
        elif character.isascii():
            written.append(character)
        else:
            units = memoryview(character.encode("utf-16-le")).cast("h")  # signed
            written += [f"\\u{unit} ?" for unit in units]
    return "".join(written)


def _clean(text: str) -> str:
    return _NOT_TEXT.sub(" ", text)
