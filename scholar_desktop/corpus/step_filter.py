"""Keeps the lines of a diff that may change a store: rows that satisfy its rule, and rows that it has.

It keeps rather too much than too little: `diff.DiffWriter` decides about each row again. The store is only read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import msgspec
import numpy as np

from scholar_desktop.corpus.full_texts import FullTextTest
from scholar_desktop.corpus.line_filter import AllLines, IdSet, KeptPapers, LineTest, PaperTest
from scholar_desktop.corpus.row_columns import (
    AuthorKey,
    DeletedRow,
    EdgeColumns,
    PaperFacts,
    PaperKey,
    author_number,
)
from scholar_desktop.domain.corpus.rule import ONE_END, TEXT_DATASETS, CorpusRule

_IDS_AT_ONCE = 500
WHOLE = ("publication-venues", "paper-ids")
"""Datasets that are small, or whose rows cannot be found by their keys: all lines are kept."""


def update_test(dataset: str, rule: CorpusRule, path: Path, entering: KeptPapers) -> LineTest:
    """Return the test for the update lines of *dataset*.

    Args:
        path: the store.
        entering: the papers of the same diff that were kept; for `papers` they are not needed.
    """
    if dataset in TEXT_DATASETS and rule.keeps_all:
        return FullTextTest(None, rule.texts)
    if rule.keeps_all or dataset in WHOLE:
        return AllLines()
    store = _Store(path)
    if dataset == "papers":
        return _PaperUpdates(rule, store.papers())
    if dataset == "authors":
        return _AuthorUpdates(entering.authors(), store)
    papers = store.papers()
    papers.add(entering.numbers())
    if dataset in TEXT_DATASETS:
        return FullTextTest(papers, rule.texts)
    if dataset == "citations":
        return _CitationUpdates(rule, papers, store)
    return _ByPaper(papers)


def delete_test(dataset: str, rule: CorpusRule, path: Path) -> LineTest:
    """Return the test for the delete lines of *dataset*. path: the store."""
    if rule.keeps_all or dataset in WHOLE:
        return AllLines()
    store = _Store(path)
    if dataset == "citations":
        return _Deletes(lambda row: row.citationid, lambda keys: store.found("edge", "cid", keys))
    if dataset == "authors":
        return _Deletes(lambda row: author_number(row.authorid), lambda keys: store.found("author", "id", keys))
    return _Deletes(lambda row: row.corpusid, lambda keys: store.found("paper", "id", keys))


class _Store:
    """The store that the diff will change."""

    def __init__(self, path: Path) -> None:
        self._address = f"{path.resolve().as_uri()}?mode=ro"

    def papers(self) -> IdSet:
        with closing(sqlite3.connect(self._address, uri=True)) as connection:
            return IdSet(key for (key,) in connection.execute("SELECT id FROM paper"))

    def found(self, table: str, column: str, keys: list[int]) -> set[int]:
        """Return those of *keys* that *table* has in *column*."""
        found: set[int] = set()
        with closing(sqlite3.connect(self._address, uri=True)) as connection:
            for first in range(0, len(keys), _IDS_AT_ONCE):
                part = keys[first : first + _IDS_AT_ONCE]
                query = f"SELECT {column} FROM {table} WHERE {column} IN ({','.join('?' * len(part))})"  # noqa: S608
                found.update(key for (key,) in connection.execute(query, part))
        return found


class _PaperUpdates:
    def __init__(self, rule: CorpusRule, papers: IdSet) -> None:
        self._test = PaperTest(rule)
        self._papers = papers
        self._decode = msgspec.json.Decoder(PaperFacts).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        decode, passes, papers = self._decode, self._test.passes, self._papers
        return [line for line in lines if (row := decode(line)).corpusid in papers or passes(row)]


class _ByPaper:
    def __init__(self, papers: IdSet) -> None:
        self._papers = papers
        self._decode = msgspec.json.Decoder(PaperKey).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        decode, papers = self._decode, self._papers
        return [line for line in lines if decode(line).corpusid in papers]


class _AuthorUpdates:
    def __init__(self, entering: frozenset[str], store: _Store) -> None:
        self._entering = entering
        self._store = store
        self._decode = msgspec.json.Decoder(AuthorKey).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        keys = [self._decode(line).authorid for line in lines]
        numbers = [author_number(key) for key in keys]
        known = self._store.found("wrote", "author", [number for number in numbers if number is not None])
        entering = self._entering
        return [
            line for line, key, number in zip(lines, keys, numbers, strict=True) if key in entering or number in known
        ]


class _CitationUpdates:
    """Keeps citations with the ends that the rule wants, and those that the store has: their ends may have changed."""

    def __init__(self, rule: CorpusRule, papers: IdSet, store: _Store) -> None:
        self._one_end = rule.edges == ONE_END or bool(rule.around)
        self._papers = papers
        self._store = store
        self._decode = msgspec.json.Decoder(EdgeColumns).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        rows = [self._decode(line) for line in lines]
        cited, citing = np.array([row.ends for row in rows], np.int64).reshape(-1, 2).T
        one, other = self._papers.contains(cited), self._papers.contains(citing)
        passes = (one | other if self._one_end else one & other).tolist()
        rest = [row.citationid for row, keeps in zip(rows, passes, strict=True) if not keeps]
        known = self._store.found("edge", "cid", rest)
        return [line for line, row, keeps in zip(lines, rows, passes, strict=True) if keeps or row.citationid in known]


class _Deletes:
    def __init__(self, key_of: Callable[[DeletedRow], int | None], known: Callable[[list[int]], Iterable[int]]) -> None:
        self._key_of = key_of
        self._known = known
        self._decode = msgspec.json.Decoder(DeletedRow).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        keys = [self._key_of(self._decode(line)) for line in lines]
        known = set(self._known([key for key in keys if key is not None]))
        return [line for line, key in zip(lines, keys, strict=True) if key in known]
