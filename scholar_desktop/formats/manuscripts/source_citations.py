"""Finds the citation keys in LaTeX and Markdown, and the .bib files that they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from scholar_desktop.domain.reference_lists.manuscript import Manuscript, ManuscriptReference
from scholar_desktop.domain.reference_lists.reference_marks import without_emphasis
from scholar_desktop.formats.manuscripts.text_citations import TextBlock, TextPart, read_notes

_COMMENT = re.compile(r"((?<!\\)(?:\\\\)*)%[^\n]*")
_VERBATIM = re.compile(r"\\begin\{((?:verbatim|Verbatim|lstlisting|minted|comment)\*?)\}")
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}\n]{1,300})\}")
_CITE = re.compile(
    r"\\([A-Za-z]{0,30}[cC]ite[A-Za-z]{0,30})\*?"
    r"((?:\s*\([^()]{0,500}\)){0,2}(?:(?:\s*\[[^\[\]]{0,500}\]){0,2}\s*\{[^{}]{0,5000}\})+)"
)
_BRACED = re.compile(r"\{([^{}]*)\}")
_NO_CITATION = re.compile(r"style|setup|name|counter|field|Declare|command|alias|reset", re.IGNORECASE)
_BIBLIOGRAPHY = re.compile(
    r"\\(bibliography|addbibresource|addglobalbib)\s*(?:\[[^\[\]]{0,300}\])?\s*\{([^{}]{1,2000})\}"
)
_MAIN = re.compile(
    r"^[ \t]*(?:%+[ \t]*!\s*T[eE]X[ \t]+root[ \t]*=[ \t]*(\S[^\n]{0,300})"
    r"|\\documentclass\s*\[([^\[\],\n]{1,300})\]\s*\{subfiles\})",
    re.MULTILINE,
)
"""The main file of a chapter, as editors and the class `subfiles` have it."""
_ITEM = re.compile(r"\\bibitem\s*+(?:\[((?:[^\[\]{}]|\{[^{}]*\})*)\]\s*+)?\{([^{}]{1,500})\}")
_END_OF_ITEMS = re.compile(r"\\end\s*\{thebibliography\}")
_FOOTNOTE = re.compile(r"\\(?:foot|end|side)note(?:text)?\s*(?:\[\d{0,6}\]\s*)?(?=\{)")
_BRACE = re.compile(r"(?<!\\)(?:\\\\)*([{}])")
_MOST_IN_NOTE = 20_000
_NOTE = re.compile(
    r"^(?P<mark>\[\^[^\]\s]{1,60}\]):[ \t]*(?P<text>.*(?:\n(?:[ \t]*\n)?[ \t]{2,}\S.*|\n(?!\[\^)[^\s#>*+-].*)*)",
    re.MULTILINE,
)
"""A note of Markdown, with the lines that go on with it."""
_MARK = re.compile(r"\[\^[^\]\s]{1,60}\](?!:)")
_NOTE_IN_TEXT = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]{0,300}\]){8,3000})\]")
_NO_TEXT = re.compile(r"\\begin\s{0,9}\{(thebibliography|filecontents\*?)\}")
_START = re.compile(r"\\begin\s*\{document\}")
_OWN_DOI = re.compile(r"\\acmDOI\s{0,9}\{[^{}]{0,300}\}")
_MAY_IDENTIFY = re.compile(r"https?://|\b10\.[0-9]{4}|arxiv|pmid|pmc[0-9]|corpusid", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_%#&$])")
_SIGNS = re.compile(r"[{}~]|\\[\\,]")
"""What ends an identifier of LaTeX: the braces of its command, and spaces."""
_NEWBLOCK = re.compile(r"\\newblock\b")
_MOST_INPUTS = 100
"""How many files are read for one document; a file may include itself."""
_MOST_CHARACTERS = 64_000_000

_HEAD = re.compile(r"\A\ufeff?---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FENCE = re.compile(r"^([ \t]*)(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^[ \t]*\2[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_INLINE_CODE = re.compile(r"(?<!`)(`++)[^\n]{0,2000}?(?<!`)\1(?!`)")
_HTML_COMMENT = re.compile("<!--()")
_KEY = re.compile(r"(?<![\w\\@.+/])@(?:\{([^{}\s]{1,300})\}|([\w][\w]*(?:[:.#$%&+?<>~/-][\w]+)*))")
_BRACKETED = re.compile(r"\[(?:[^\[\]\n@]{0,300}[\s;(-])?@[^\[\]]{1,1000}\](?![(:])")
"""A citation of pandoc in brackets; a link whose text is a name has none of its keys."""
_YAML_FILES = re.compile(r"^bibliography[ \t]*:[ \t]*(.*(?:\n[ \t]*-[ \t].*)*)", re.MULTILINE)
_EVERYTHING = re.compile(r"@\*")
_EXTENSION = ".bib"


def read_latex(whole: str) -> Manuscript:
    """Returns the keys that the LaTeX document *whole* (`included_latex`) cites, its .bib files, and the references of
    its own `thebibliography`. Loads pylatexenc if it has some."""
    cited: dict[str, int] = {}
    cites_all = False
    lines = _Lines(whole)
    for found in _CITE.finditer(whole):
        if _NO_CITATION.search(found[1]):
            continue
        is_several = found[1].lower().endswith("cites")
        groups = _BRACED.findall(found[2])
        for key in ",".join(groups if is_several else groups[:1]).split(","):
            name = key.strip()
            if name == "*":
                cites_all = True
            elif name:
                cited.setdefault(name, lines.at(found.start()))
    files: list[str] = []
    for found in _BIBLIOGRAPHY.finditer(whole):
        names = found[2].split(",") if found[1] == "bibliography" else [found[2]]
        names = [name.strip().strip('"') for name in names]
        files += [name if name.endswith(_EXTENSION) else f"{name}{_EXTENSION}" for name in names if name]
    items = tuple(_items(whole, lines))
    if not (items or files or cited) and (noted := read_notes("tex", list(_footnotes(whole, lines)))) is not None:
        return noted
    return Manuscript("tex", items, cited, cites_all, tuple(dict.fromkeys(files)))


def latex_passages(whole: str) -> list[TextPart]:
    """Returns the lines of the LaTeX document *whole* (`included_latex`) that may have identifiers, such as
    `\\url{https://doi.org/…}`. The preamble, which has the document's own DOI, the references, and the keys that are
    cited, which may be DOIs, are left out."""
    start = _START.search(whole)
    body = whole if start is None else _spaces(whole[: start.end()]) + whole[start.end() :]
    body = _without(_NO_TEXT, "\\end{%s}", body)
    for pattern in (_CITE, _BIBLIOGRAPHY, _OWN_DOI):
        body = pattern.sub(lambda found: _spaces(found[0]), body)
    return [
        TextPart(_SIGNS.sub(" ", _ESCAPED.sub(r"\1", line)), number)
        for number, line in enumerate(body.split("\n"), 1)
        if _MAY_IDENTIFY.search(line) is not None
    ]


def main_file_name(text: str) -> str | None:
    """Returns the file that includes the LaTeX chapter *text*, as the chapter names it; None if it does not."""
    found = _MAIN.search(text)
    return (found[1] or found[2]).strip() if found is not None else None


def included_latex(text: str, load: Callable[[str], str | None]) -> str:
    """Returns a document with the files that it includes, without comments. Lines keep their numbers up to the first
    of these files.

    Args:
        load: returns the text of a file that the document includes, by its name; None if there is none.
    """
    left, room = _MOST_INPUTS, _MOST_CHARACTERS

    def expand(source: str) -> str:
        bare = _without(_VERBATIM, "\\end{%s}", _COMMENT.sub(r"\1", source))
        return _INPUT.sub(insert, bare)

    def insert(found: re.Match[str]) -> str:
        nonlocal left, room
        left -= 1
        if left < 0:
            return ""
        part = load(found[1].strip())
        if part is None or (room := room - len(part)) < 0:
            return ""
        return expand(part)

    return expand(text)


def _without(start: re.Pattern[str], end: str, text: str) -> str:
    """Returns *text* in which what begins with *start* and ends with *end*, which contains the first group of *start*,
    is spaces: all places stay the same. What does not end is left: it is looked for once, as a file may have a million
    beginnings."""
    parts: list[str] = []
    unended: set[str] = set()
    place = 0
    for found in start.finditer(text):
        closing = end % found[1]
        if found.start() < place or closing in unended:
            continue
        stop = text.find(closing, found.end())
        if stop < 0:
            unended.add(closing)
            continue
        parts += [text[place : found.start()], _spaces(text[found.start() : stop + len(closing)])]
        place = stop + len(closing)
    return "".join((*parts, text[place:]))


def _spaces(text: str) -> str:
    """Returns spaces in place of *text*; lines keep their ends."""
    return re.sub(r"[^\n]", " ", text)


def _items(whole: str, lines: _Lines) -> Iterator[ManuscriptReference]:
    found = list(_ITEM.finditer(whole))
    if not found:
        return
    from scholar_desktop.formats.latex import LatexReader

    latex = LatexReader()
    for place, item in enumerate(found):
        end = _END_OF_ITEMS.search(whole, item.end())
        stop = len(whole) if end is None else end.start()
        if place + 1 < len(found):
            stop = min(stop, found[place + 1].start())
        text = latex.plain(_NEWBLOCK.sub(" ", whole[item.end() : stop][:5_000]))
        yield ManuscriptReference(item[2].strip(), text, lines.at(item.start()))


def _footnotes(whole: str, lines: _Lines) -> Iterator[TextBlock]:
    """Yields the footnotes of a LaTeX document as plain text."""
    found = list(_FOOTNOTE.finditer(whole))
    if not found:
        return
    from scholar_desktop.formats.latex import LatexReader

    latex = LatexReader()
    for note in found:
        depth, end = 0, note.end()
        for brace in _BRACE.finditer(whole, note.end(), note.end() + _MOST_IN_NOTE):
            depth += 1 if brace[1] == "{" else -1
            if depth == 0:
                end = brace.start(1)
                break
        yield TextBlock(latex.plain(whole[note.end() + 1 : end]), lines.at(note.start()), is_note=True)


def markdown_notes(text: str) -> list[TextBlock]:
    """Returns the footnotes of a Markdown text as plain text, in the order in which the text refers to them."""
    bare, lines = _without_code(text), _Lines(text)
    marks: dict[str, int] = {}
    for mark in _MARK.finditer(bare):
        marks.setdefault(mark[0], mark.start())
    found = [(one.start(), one.start(), one[1]) for one in _NOTE_IN_TEXT.finditer(bare)]
    found += [(marks.get(one["mark"], one.start()), one.start(), one["text"]) for one in _NOTE.finditer(bare)]
    return [TextBlock(without_emphasis(note), lines.at(start), is_note=True) for _, start, note in sorted(found)]


def read_markdown_keys(text: str) -> Manuscript:
    """Returns the keys that a Markdown text cites as pandoc does (`[@key]`), and the files that its head names."""
    head = _HEAD.match(text)
    cited: dict[str, int] = {}
    lines = _Lines(text)
    for found in _KEY.finditer(_without_code(text)):
        cited.setdefault(found[1] or found[2], lines.at(found.start()))
    files = []
    if head is not None and (named := _YAML_FILES.search(head[1])) is not None:
        parts = re.split(r"[\n,]", named[1].strip().strip("[]"))
        files = [name for part in parts if (name := re.sub(r"^-\s+", "", part.strip()).strip("'\" "))]
    cites_all = head is not None and _EVERYTHING.search(head[1]) is not None
    return Manuscript("markdown", (), cited, cites_all, tuple(files))


def markdown_text(text: str) -> list[tuple[int, str]]:
    """Returns (number, line) of a Markdown text without its head, which has the document's own DOI, its code, and the
    keys that it cites, which may be DOIs."""
    head = _HEAD.match(text)
    bare = _without_code(text)
    if head is not None:
        bare = _spaces(head[0]) + bare[head.end() :]
    bare = _KEY.sub(lambda found: _spaces(found[0]), bare)
    return list(enumerate(bare.splitlines(), 1))


def bracketed_keys(text: str) -> dict[str, int]:
    """Returns the keys that a Markdown text cites in brackets (`[@key; @other]`), and the line of each. A text without
    a file of references may have a name such as @someone outside of brackets."""
    cited: dict[str, int] = {}
    lines = _Lines(text)
    for group in _BRACKETED.finditer(_without_code(text)):
        for found in _KEY.finditer(group[0]):
            cited.setdefault(found[1] or found[2], lines.at(group.start() + found.start()))
    return cited


def _without_code(text: str) -> str:
    """Returns Markdown in which code and comments are spaces: all places stay the same."""
    text = _without(_HTML_COMMENT, "-->%s", text)
    for pattern in (_FENCE, _INLINE_CODE):
        text = pattern.sub(lambda found: _spaces(found[0]), text)
    return text


def with_entries(manuscript: Manuscript, entries: tuple[ManuscriptReference, ...], bib_format: str) -> Manuscript:
    """Returns *manuscript* with the references of its .bib files. A parent of an entry (`crossref`) is cited if a
    child of it is."""
    cited = dict(manuscript.cited)
    by_key = {one.key: one for one in entries}
    for key, line in manuscript.cited.items():
        child = by_key.get(key)
        parent = child.entry.extra.get("crossref") if child is not None and child.entry is not None else None
        if isinstance(parent, str):
            cited.setdefault(parent, line)
    return msgspec.structs.replace(
        manuscript, references=(*manuscript.references, *entries), cited=cited, bib_format=bib_format
    )


class _Lines:
    """Finds the line of a place in a text. The places must not go back far, because the lines are counted on from the
    place before."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._line = 1

    def at(self, place: int) -> int:
        """Returns the line of *place*, from 1."""
        if place < self._place:
            self._place, self._line = 0, 1
        self._line += self._text.count("\n", self._place, place)
        self._place = place
        return self._line
