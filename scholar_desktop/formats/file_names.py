"""Makes names of files and folders that every system accepts, from papers or from file names that come from outside.

Safe means: no separator or character that Linux, macOS or Windows forbids, none of `[ ] %` (reference managers have
problems with them), no control or bidi character, no reserved name, no dot or space at the ends, NFC, a limited number
of bytes.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import family_name_of
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.unicode_forms import normalize

DEFAULT_TEMPLATE = "{author} {year} - {title}"
TEMPLATE_FIELDS = ("author", "authors", "year", "title", "venue", "doi", "id")
LONGEST_NAME = 120
"""In bytes of UTF-8, including the file name extension."""
LONGEST_FOLDER = 80
"""Shorter, because Windows limits the length of folder and file name together."""

_REPLACED = str.maketrans(
    {
        "/": "-",
        "\\": "-",
        ":": "-",
        "|": "-",
        '"': "'",
        "[": "(",
        "]": ")",
        "*": None,
        "?": None,
        "<": None,
        ">": None,
        "{": None,
        "}": None,
        "%": None,
    }
)
_ANY_REPLACED = re.compile(r'[/\\:|"\[\]*?<>{}%]')
_COLON = re.compile(r":(?=\s)")
_PERCENT = re.compile(r"(?<=[0-9])\s?%")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)")
_DASHES = re.compile(r"(?:\s-)+(?=\s)")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)


def pdf_name(paper: Paper, template: str = DEFAULT_TEMPLATE) -> str:
    """Returns the file name of a paper's PDF: `Vaswani 2017 - Attention is All you Need.pdf`, or by *template*.

    Args:
        template: text with {author} (family name of the first author), {authors} (up to three), {year}, {title},
            {venue}, {doi}, {id}; unknown parts are left out.

    Raises:
        UsageError: *template* has another field or an unpaired brace.
    """
    filled = _fill(template, paper)
    if filled.lower().endswith(".pdf"):
        filled = filled[:-4]
    return _name(filled, ".pdf", LONGEST_NAME) or _name(paper.id, ".pdf", LONGEST_NAME) or "Untitled.pdf"


def pdf_place(paper: Paper, template: str = DEFAULT_TEMPLATE) -> str:
    """Returns where the PDF of a paper is in a folder: a `/` (or a backslash) in *template* makes a subfolder, as in
    `{year}/{author} - {title}`. A subfolder whose fields the paper does not have is left out. A `/` in the data of the
    paper makes none. Raises UsageError as `pdf_name` does."""
    *folders, last = template.replace("\\", "/").split("/")
    parts = [_name(_fill(folder, paper), "", LONGEST_FOLDER) for folder in folders]
    return "/".join((*filter(None, parts), pdf_name(paper, last if last.strip() else DEFAULT_TEMPLATE)))


def folder_name(paper: Paper) -> str:
    """Returns the name of the paper's folder in the library: `Vaswani 2017 - Attention is All you Need`."""
    # what DEFAULT_TEMPLATE says, without the parts that it does not have: an import makes some ten thousand of these
    author = next((name for one in paper.authors if (name := _family_name(one.name))), "")
    filled = f"{author} {'' if paper.year is None else paper.year} - {plain(paper.title)}"
    return (  # not translated: a part of files, which is the same in each language
        _name(filled, "", LONGEST_FOLDER) or _name(paper.id, "", LONGEST_FOLDER) or "Untitled"
    )


@lru_cache(maxsize=1000)
def _family_name(name: str) -> str:
    """Returns the family name of an author, who has often written several papers of a file."""
    return family_name_of(plain(name))


def safe_name(text: str) -> str:
    """Returns a safe form of a name that came from outside; `file` if nothing is left.

    It consists of the last path component only, with its extension.
    """
    given = re.split(r"[/\\]", text)[-1]
    last = _clean(given).rstrip(" .")
    stem, dot, ending = last.rpartition(".")
    if _ENDING.fullmatch(dot + ending) and (stem or not given.startswith(".")):
        return _name(stem, dot + ending, LONGEST_NAME) or f"file{dot}{ending}"
    return _name(last, "", LONGEST_NAME) or "file"


def unique_name(name: str, taken: Iterable[str]) -> str:
    """Returns *name*, or *name* with ` (2)`, ` (3)` and so on before its extension if it is taken.

    It is taken if a file system could treat it as equal to one of *taken* (case and the Unicode form of accents are
    ignored).
    """
    used = {fold_file_name(other) for other in taken}
    if fold_file_name(name) not in used:
        return name
    number = 2
    while fold_file_name(candidate := numbered_name(name, number)) in used:
        number += 1
    return candidate


def numbered_name(name: str, number: int) -> str:
    """Returns *name* with a number in parentheses before its extension."""
    stem, dot, ending = name.rpartition(".")
    if not stem or not _ENDING.fullmatch(dot + ending):
        stem, dot, ending = name, "", ""
    tail = f" ({number}){dot}{ending}"
    return _cut(stem, LONGEST_NAME - len(tail.encode())).rstrip(" .") + tail


def _fill(template: str, paper: Paper) -> str:
    try:
        pieces = list(string.Formatter().parse(template))
    except ValueError as error:
        raise UsageError(
            Message(
                "The file name template “{template}” is not valid: {reason}.", template=template, reason=str(error)
            ),
            hint=Message("Put fields in braces, such as {author} {year} - {title}."),
        ) from error
    known = _fields(paper)
    text = ""
    for literal, field, form, conversion in pieces:
        text += literal
        if field is None:
            continue
        if field not in known or form or conversion:
            asked = field + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            raise UsageError(
                Message("The file name template has an unknown field: {field}.", field=f"{{{asked}}}"),
                hint=Message(
                    "Available fields: {fields}.", fields=", ".join(f"{{{name}}}" for name in TEMPLATE_FIELDS)
                ),
            )
        text += known[field]
    return text


def _fields(paper: Paper) -> dict[str, str]:
    families = [name for author in paper.authors if (name := family_name_of(plain(author.name)))]
    named = families[:3] if len(families) <= 3 else [families[0]]
    # wording: as in citations
    authors = (
        " and ".join(filter(None, [", ".join(named[:-1]), named[-1]])) if named else ""
    )  # wording: as in citations
    return {  # not translated: the form of citations
        "author": families[0] if families else "",
        "authors": authors + (" et al." if len(families) > 3 else ""),
        "year": "" if paper.year is None else str(paper.year),
        "title": plain(paper.title),
        "venue": plain(paper.venue or ""),
        "doi": paper.ids.doi or "",
        "id": paper.id,
    }


def _name(text: str, ending: str, limit: int) -> str:
    """Returns *text* as a safe name, shortened so that it fits with *ending*; empty if nothing is left of *text*."""
    text = _tidy(_clean(text))
    if _RESERVED.fullmatch(text + ending):
        text = f"_{text}"
    cut = _cut(text, limit - len(ending.encode()))
    if cut is not text:
        text = _tidy(cut)
    return text + ending if text else ""


def _clean(text: str) -> str:
    """Returns *text* in NFC, without the characters that a name must not contain."""
    text = normalize("NFC", text)
    if not text.isprintable():  # a text that is has no character that would be replaced
        text = "".join(map(_allowed, text))
    if _ANY_REPLACED.search(text) is not None:
        text = _COLON.sub(" -", _PERCENT.sub(" percent", text)).translate(_REPLACED)
    if "(" in text:
        text = _EMPTY_BRACKETS.sub("", text)
    text = " ".join(text.split())
    if " - -" in text:
        text = _DASHES.sub(" -", text)
    # characters that were separate may now be adjacent and combine
    return normalize("NFC", text)


def _tidy(text: str) -> str:
    """Returns *text* without dots, spaces and dashes at its start (hidden files, options) and its end."""
    while (shorter := text.lstrip(" .-~").rstrip(" .").removesuffix(" -").removesuffix(" –")) != text:
        text = shorter
    return text


def _allowed(character: str) -> str:
    """Returns *character*, a space for any kind of space or control, nothing for what is invisible or not a
    character."""
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc"):  # not translated: categories of Unicode
        return " "
    return "" if category[0] == "C" else character


def _cut(text: str, limit: int) -> str:
    """Returns *text* within *limit* bytes, cut between words if that removes fewer than 24 further characters."""
    if len(text) <= limit and text.isascii():
        return text
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    cut = encoded[:limit].decode(errors="ignore")
    words, space, rest = cut.rpartition(" ")
    if space and len(rest) < 24 and text[len(cut)] != " ":
        return words
    return cut
