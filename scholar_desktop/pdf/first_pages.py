"""Prepares the text of a PDF's first pages for comparison: beginnings of pages, lines, words, printed identifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from scholar_desktop.pdf.printed_title import printed_title
from scholar_desktop.pdf.text_normalisation import compact, letters, words

FRONT_LETTERS = 1500
"""The title is within this number of letters on page 1 or after a cover page. References of a short paper come
later."""
AUTHOR_LETTERS = 4000
MOST_LINES = 60
CONTEXT_LINES = 4
"""Number of lines that a citation may have before the line with its identifier."""
AFTER_TITLE = 16
"""Number of letters that may follow a title on its last line: a footnote mark, a page number, a year."""

_REFERENCES = re.compile(r"^\s*(?:\d+\.?\s*)?(?:references|bibliography|works cited|literature cited)\s*$", re.I | re.M)
_STAMP = re.compile(
    r"downloaded (?:from|by|on)|this content downloaded|all use subject to|terms (?:and|of) (?:conditions|use)"
    r"|licensed to|copyright|©|all rights reserved|authorized licensed use|personal use only|for personal use"
    r"|digitized by|provided by|^\s*(?:page\s*)?\d+(?:\s*(?:of|/)\s*\d+)?\s*$|^\s*https?://\S+\s*$",
    re.I,
)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>|]+", re.I)
_ARXIV = re.compile(r"arxiv:\s*([a-z][a-z.-]*(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?", re.I)

_YEAR = re.compile(r"(?<![\d.:/-])(?:19|20)\d\d(?![\d/-])")


class FirstPages(msgspec.Struct, frozen=True):
    """The prepared text of the first pages.

    pages, fronts, author_zones: compact text of each page, of its beginning, and of the part where authors are named;
    lines: the first lines of the file; words: folded words of page 1 and of the beginnings of the next pages; dois,
    arxiv_ids: printed on page 1 or at the beginning of the next pages; whole: all text without stamps; headings: the
    texts that are set larger than the rest of their page; id_lines: the lines that print an identifier,
    id_contexts: each with the lines before it;
    later_lines: the first lines of page 2; years: those that are printed near the title, also in stamps; title: the
    probable title, as the file prints it.
    """

    pages: tuple[str, ...]
    fronts: tuple[str, ...]
    author_zones: tuple[str, ...]
    lines: tuple[str, ...]
    words: frozenset[str]
    dois: frozenset[str]
    arxiv_ids: frozenset[str]
    whole: str
    letters: int
    headings: tuple[str, ...] = ()
    id_lines: tuple[str, ...] = ()
    id_contexts: tuple[str, ...] = ()
    later_lines: tuple[str, ...] = ()
    years: frozenset[int] = frozenset()
    title: str = ""

    @property
    def is_garbled(self) -> bool:
        """True if most characters are not letters or digits: the font has no map to characters."""
        marks = [character for character in self.whole if not character.isspace()]
        odd = sum(not character.isalnum() for character in marks)
        return bool(marks) and odd > 0.5 * len(marks)

    def has_title_line(self, title: str, *, after: int = AFTER_TITLE) -> bool:
        """Returns True if consecutive lines contain the compact *title*, followed by at most *after* letters."""
        if not title:
            return False
        forms = [compact(line) for line in self.lines]
        for start in range(len(forms)):
            joined = ""
            for form in forms[start:]:
                joined += form
                bare = joined.removeprefix("title")
                for text in (joined, bare):
                    if text.startswith(title) and len(text) <= len(title) + after:
                        return True
                if len(joined) > len(title) + AFTER_TITLE:
                    break
        return False


def read_first_pages(texts: Sequence[str], headings: Sequence[Sequence[str]] = ()) -> FirstPages:
    """Prepares the *texts* of the first pages, in order.

    Args:
        headings: the texts of each page that are set larger than the rest of it.
    """
    pages = [_without_references(_without_stamps(text)) for text in texts]
    compacts = tuple(compact(page) for page in pages)
    near = _near(pages)
    lines = [line.strip() for page in near for line in page.splitlines() if line.strip()]
    # an identifier is often in a line that is otherwise a stamp: a bare address, a copyright notice
    printed = "\n".join(_near([_without_references(text) for text in texts]))
    lines_printed = printed.splitlines()
    with_id = [place for place, line in enumerate(lines_printed) if _DOI.search(line) or _ARXIV.search(line)]
    return FirstPages(
        pages=compacts,
        fronts=tuple(page[:FRONT_LETTERS] for page in compacts),
        author_zones=tuple(page[:AUTHOR_LETTERS] for page in compacts),
        lines=tuple(lines[:MOST_LINES]),
        words=frozenset(word for page in near for word in words(page[: AUTHOR_LETTERS * 2])),
        dois=frozenset(_trimmed(found) for found in _DOI.findall(printed)),
        arxiv_ids=frozenset(f"arxiv:{found.lower()}" for found in _ARXIV.findall(printed)),
        whole="\n".join(pages),
        letters=sum(letters(page) for page in pages),
        later_lines=tuple(line.strip() for page in near[1:2] for line in page.splitlines() if line.strip())[
            :MOST_LINES
        ],
        title=printed_title(headings, pages),
        years=frozenset(int(year) for year in _YEAR.findall(printed)),
        headings=tuple(text for page in headings for text in page if compact(text)),
        id_lines=tuple(lines_printed[place] for place in with_id),
        id_contexts=tuple("\n".join(lines_printed[max(0, place - CONTEXT_LINES) : place + 1]) for place in with_id),
    )


def _near(pages: Sequence[str]) -> list[str]:
    """Returns the whole of page 1 and the beginnings of the following pages."""
    return [page if index == 0 else page[: FRONT_LETTERS * 2] for index, page in enumerate(pages)]


def _trimmed(doi: str) -> str:
    doi = doi.lower().rstrip(".,;:")
    while doi.endswith((")", "]")) and doi.count(doi[-1]) > doi.count({")": "(", "]": "["}[doi[-1]]):
        doi = doi[:-1].rstrip(".,;:")
    return doi


def _without_stamps(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not _STAMP.search(line))


def _without_references(text: str) -> str:
    found = _REFERENCES.search(text)
    return text if found is None else text[: found.start()]
