"""The query syntax of the bulk search (docs/services.md).

`+` and, `|` or, `-` not, `"a phrase"`, `prefix*`, `( )`, `word~N` within N letters, `"a phrase"~N` with up to N words
between. There are no syntax errors: an unclosed bracket or quotation mark ends with the text, and an operator without a
word is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from scholar_desktop.demo.semantic_scholar.ranking import words_of

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<sign>[()|+])
        | (?P<not>-)
        | "(?P<phrase>[^"]*)(?:"(?:~(?P<gap>\d*))?|$)
        | (?P<word>[^\s()|+"]+)
    )""",
    re.VERBOSE,
)
_WORD = re.compile(r"(?P<text>.*?)(?:(?P<star>\*)|~(?P<letters>\d*))?")
_USUAL = 2
"""The N of `~` if it is omitted."""

DocumentTest = Callable[["SearchDocument"], bool]


def _not(test: DocumentTest) -> DocumentTest:
    """Returns the test that is true where *test* is false."""
    return lambda document: not test(document)


class SearchDocument:
    """A text to search in. words: normalised as in `ranking`."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self.distinct = frozenset(self.words)


def parse(text: str) -> DocumentTest:
    """Returns a function that tests whether a document matches *text*.

    Never raises; a text without words matches everything.
    """
    return _BulkQueryParser(text).whole()


class _BulkQueryParser:
    """A recursive descent parser.

    `either := both ("|" both)*`, `both := ["+"] one ...`, `one := "-" one | "(" either ")" | phrase | word`.
    """

    def __init__(self, text: str) -> None:
        self._tokens = [match for match in _TOKEN.finditer(text) if match.lastgroup is not None]
        self._place = 0

    def whole(self) -> DocumentTest:
        tests: list[DocumentTest] = []
        while self._place < len(self._tokens):
            found = self._either()
            if found is not None:
                tests.append(found)
            self._place += self._sign() == ")"  # an unmatched bracket
        return _all(tests)

    def _sign(self) -> str | None:
        return self._tokens[self._place]["sign"] if self._place < len(self._tokens) else None

    def _either(self) -> DocumentTest | None:
        tests = [self._both()]
        while self._sign() == "|":
            self._place += 1
            tests.append(self._both())
        known = [test for test in tests if test is not None]
        return (lambda document: any(test(document) for test in known)) if known else None

    def _both(self) -> DocumentTest | None:
        tests: list[DocumentTest] = []
        while self._place < len(self._tokens) and self._sign() not in ("|", ")"):
            if self._sign() == "+":
                self._place += 1
                continue
            found = self._one()
            if found is not None:
                tests.append(found)
        return _all(tests) if tests else None

    def _one(self) -> DocumentTest | None:
        token = self._tokens[self._place]
        self._place += 1
        if token["not"]:
            # an operator at the end of the text, or before another operator, has no operand
            if self._place >= len(self._tokens) or self._sign() in ("|", ")", "+"):
                return None
            inner = self._one()
            return None if inner is None else _not(inner)
        if token["sign"] == "(":
            inner = self._either()
            self._place += self._sign() == ")"
            return inner
        if token["phrase"] is not None:
            gap = int(token["gap"] or _USUAL) if token["gap"] is not None else 0
            return _phrase(words_of(token["phrase"]), min(gap, 100))
        return _word(token["word"])


def _all(tests: list[DocumentTest]) -> DocumentTest:
    return lambda document: all(test(document) for test in tests)


def _word(text: str) -> DocumentTest | None:
    match = _WORD.fullmatch(text)
    assert match is not None
    if match["star"]:
        start = match["text"].lower()
        return (lambda document: any(word.startswith(start) for word in document.distinct)) if start else None
    words = words_of(match["text"])
    if not words:
        return None
    if match["letters"] is not None and len(words) == 1:
        most = int(match["letters"] or _USUAL)
        return lambda document: any(_near(words[0], word, most) for word in document.distinct)
    return _phrase(words, 0)  # `self-attention` is two adjacent words


def _phrase(words: list[str], gap: int) -> DocumentTest | None:
    """Returns a test whether *words* occur in this order with at most *gap* other words between them."""
    if not words:
        return None
    if len(words) == 1:
        return lambda document: words[0] in document.distinct

    def test(document: SearchDocument) -> bool:
        if not document.distinct.issuperset(words):
            return False
        longest = len(words) + gap
        return any(
            _in_order(words, document.words[start : start + longest])
            for start, word in enumerate(document.words)
            if word == words[0]
        )

    return test


def _in_order(words: list[str], among: list[str]) -> bool:
    left = iter(among)
    return all(any(word == other for other in left) for word in words)


def _near(one: str, other: str, most: int) -> bool:
    """Returns True if the edit distance of *one* and *other* is at most *most*."""
    if abs(len(one) - len(other)) > most:
        return False
    above = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        row = [place]
        for column, another in enumerate(other, start=1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != another)))
        above = row
    return above[-1] <= most
