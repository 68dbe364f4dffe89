"""Zenodo's query language, the commonly used part.

Words, "phrases", field:value, AND, OR, NOT, + and -, brackets, * and ?, [a TO b]. Words without an operator between
them must all match. `/` and `:` are special: a `/` outside quotes is an error, and a word before a `:` is a field,
which finds nothing if there is no field of that name.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable

import msgspec

from scholar_desktop.demo.semantic_scholar.ranking import words_of

_TOKEN = re.compile(
    r'\s*(?:(?P<open>\()|(?P<close>\))|(?P<range>[\[{][^\]}]*[\]}])|"(?P<phrase>(?:[^"\\]|\\.)*)"'
    r"|(?P<field>[A-Za-z_][\w.]*):|(?P<op>AND|OR|NOT|&&|\|\|)(?=[\s(]|$)|(?P<sign>[+\-!])(?=\S)"
    r'|(?P<word>(?:[^\s()"\[\]{}:/\\]|\\.)+))'
)
_WEIGHTS = {"title": 5.0, "creators.name": 3.0, "keywords": 3.0, "description": 1.0}
_ALIASES = {
    "creators": "creators.name",
    "metadata.title": "title",
    "metadata.description": "description",
    "related_identifiers.identifier": "related.identifier",
    "id": "recid",
    "parent.id": "conceptrecid",
    "subject": "keywords",
    "type": "resource_type.type",
    "subtype": "resource_type.subtype",
}
_EXACT = (
    "doi", "conceptdoi", "recid", "conceptrecid", "communities", "access_right", "resource_type.type",
    "resource_type.subtype", "publication_date", "language", "license.identifier", "related.identifier",
    "related.relation", "version", "created", "creators.orcid",
)  # fmt: skip
FIELDS = (*_WEIGHTS, *_EXACT, "contributors.name", "notes", "grants.code")


class BadQuery(Exception):
    """The query is invalid: a quote or a bracket is not closed, or a `/` is outside quotes."""


class RecordDocument(msgspec.Struct):
    """The searched texts of one record, by field."""

    fields: dict[str, list[str]]
    words: dict[str, set[str]] = {}

    def words_in(self, field: str) -> set[str]:
        """Returns the words of a field, in normalised form."""
        if field not in self.words:
            self.words[field] = {word for text in self.fields.get(field, []) for word in words_of(text)}
        return self.words[field]


Score = Callable[[RecordDocument], float]
"""Returns how well a document matches; 0 if it does not match."""


def parse(text: str) -> Score:
    """Parses a query. Raises BadQuery."""
    if not text.strip():
        return lambda _document: 1.0
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.end() == place:
            raise BadQuery(text)
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        place = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._place = 0

    def whole(self) -> Score:
        score = self._either(None)
        if self._place < len(self._tokens):
            raise BadQuery("a bracket is closed that was not opened")
        return score

    def _next(self) -> tuple[str, str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _either(self, field: str | None) -> Score:
        parts = [self._all(field)]
        while self._next() in (("op", "OR"), ("op", "||")):
            self._place += 1
            parts.append(self._all(field))
        return parts[0] if len(parts) == 1 else lambda document: max(part(document) for part in parts)

    def _all(self, field: str | None) -> Score:
        parts: list[Score] = []
        while (token := self._next()) is not None and token[0] != "close" and token not in (("op", "OR"), ("op", "||")):
            if token in (("op", "AND"), ("op", "&&"), ("sign", "+")):
                self._place += 1
                continue
            if token in (("op", "NOT"), ("sign", "-"), ("sign", "!")):
                self._place += 1
                parts.append(_not(self._one(field)))
                continue
            parts.append(self._one(field))
        if not parts:
            raise BadQuery("an operator without words")
        return lambda document: _product([part(document) for part in parts])

    def _one(self, field: str | None) -> Score:
        token = self._next()
        if token is None:
            raise BadQuery("the text ends where a word was due")
        self._place += 1
        kind, text = token
        if kind == "field":
            return self._one(_ALIASES.get(text, text))
        if kind == "open":
            score = self._either(field)
            if self._next() != ("close", ")"):
                raise BadQuery("a bracket is open")
            self._place += 1
            return score
        if kind == "range":
            return _range(field, text)
        if kind not in ("phrase", "word"):
            raise BadQuery(f"{text!r} stands where a word was due")
        return _term(field, re.sub(r"\\(.)", r"\1", text), kind == "phrase")


def _not(score: Score) -> Score:
    return lambda document: 0.0 if score(document) else 0.01


def _product(scores: list[float]) -> float:
    return sum(scores) if all(scores) else 0.0


def _range(field: str | None, text: str) -> Score:
    match = re.fullmatch(r"[\[{]\s*(\S+)\s+TO\s+(\S+)\s*[\]}]", text)
    if match is None or field is None:
        raise BadQuery(text)
    low, high = (part.strip('"') for part in match.groups())

    def score(document: RecordDocument) -> float:
        values = document.fields.get(field, [])
        inside = ((low == "*" or value >= low) and (high == "*" or value[: len(high)] <= high) for value in values)
        return 1.0 if any(inside) else 0.0

    return score


def _term(field: str | None, text: str, phrase: bool) -> Score:
    if field is None:
        return lambda document: sum(_text(document, each, text, phrase) * weight for each, weight in _WEIGHTS.items())
    if field in _EXACT:
        wanted = text.lower()
        return lambda document: (
            1.0 if any(_alike(value.lower(), wanted, phrase) for value in document.fields.get(field, [])) else 0.0
        )
    return lambda document: _text(document, field, text, phrase)


def _alike(value: str, wanted: str, phrase: bool) -> bool:
    return value == wanted or (not phrase and fnmatch.fnmatchcase(value, wanted.replace("[", "[[]")))


def _text(document: RecordDocument, field: str, text: str, phrase: bool) -> float:
    known = document.words_in(field)
    if not phrase and ("*" in text or "?" in text):
        return 1.0 if any(fnmatch.fnmatchcase(word, text.lower()) for word in known) else 0.0
    wanted = words_of(text)
    if not wanted or not known.issuperset(wanted):
        return 0.0
    if not phrase or len(wanted) == 1:
        return 1.0
    joined = f" {' '.join(wanted)} "
    return 1.0 if any(joined in f" {' '.join(words_of(value))} " for value in document.fields.get(field, [])) else 0.0
