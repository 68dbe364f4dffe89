"""Computes what rules and columns need of each paper: its fields as words, what it is sorted by, and a few facts.

The triggers of the schema note which papers changed (`facts_due`). They are computed in batches afterwards, so that no
change waits for them, and a library of an earlier version opens without reading all its papers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry
from scholar_desktop.domain.paper import Paper, has_known_copy
from scholar_desktop.domain.search.library_rule import field_tag
from scholar_desktop.domain.text.text_folding import fold_person_name, fold_search_text, has_special_letters
from scholar_desktop.domain.text.word_search import is_word_character, separate_characters
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.csl_json import items
from scholar_desktop.library.database.many_rows import MOST_INDEXED_VALUES, insert_rows
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.tables import word_index
from scholar_desktop.library.tables.paper_rows import shown_paper
from scholar_desktop.library.tables.stored_own_fields import decode_own

BATCH = 500
"""Papers whose facts are written in one transaction: each one ends with a write to the disk that is waited for."""
MOST_LETTERS = 20_000
"""Longest text of a field in the index, in characters."""
MOST_PEOPLE = 500
"""Number of people of one list that are in the index of fields; all authors are in the index of papers."""
SORTED_LETTERS = 120
TAG_END = "\ue000"
"""Separates the name of a field from a word of it. It is a letter for SQLite, and in no text."""

_decoder = msgspec.json.Decoder(Paper)
_NOT_FIELDS = frozenset(("id", "custom", "title", "author", "container-title", "abstract"))
"""Of a CSL item: what is no field, and what is searched in the columns of table papers or in its own column."""


class IndexedFields(msgspec.Struct, frozen=True):
    """The row of a paper in `paper_facts`, with the texts of `paper_fields`."""

    by_title: str | None
    by_author: str | None
    by_venue: str | None
    year: int | None
    citations: int | None
    is_open: int
    has_abstract: int
    type: str | None
    item_type: str
    publisher: str | None
    volume: str | None
    issue: str | None
    page: str | None
    language: str | None
    doi: str | None
    fields: str
    folded: str
    abstract: str


_COLUMNS = IndexedFields.__struct_fields__[:-3]
_TEXTS = IndexedFields.__struct_fields__[-3:]
_DUE = """
    SELECT papers.id, papers.paper, entries.entry, ifnull(cite_keys.cite_key, '')
    FROM facts_due CROSS JOIN papers ON papers.id = facts_due.paper_id
        LEFT JOIN entries ON entries.paper_id = papers.id
        LEFT JOIN cite_keys ON cite_keys.paper_id = papers.id
    LIMIT ?
"""


def is_due(connection: sqlite3.Connection) -> bool:
    """Returns True if the facts of any paper are older than the paper."""
    found = connection.execute("SELECT 1 FROM facts_due LIMIT 1").fetchone()
    return found is not None or word_index.is_due(connection)


def fill_due(writer: WriteSession, limit: int = BATCH) -> bool:
    """Computes the facts of a batch of papers that are due. Returns True if more are due. The index of words comes
    first, because more searches wait for it."""
    if not is_due(writer.connection):
        return False
    if word_index.is_due(writer.connection):
        word_index.fill_due(writer)
        return is_due(writer.connection)
    with writer.transaction() as connection:
        rows = connection.execute(_DUE, (limit,)).fetchall()
        found, yielder = [], Yielder()
        for paper_id, paper, entry, cite_key in rows:
            yielder.yield_to_ui()
            shown = shown_paper(_decoder.decode(paper), None if entry is None else decode_own(entry), cite_key)
            found.append((paper_id, facts_of(shown, cite_key)))
        for table, columns in (("paper_facts", _COLUMNS), ("paper_fields", _TEXTS)):
            written = [(paper_id, *(getattr(facts, column) for column in columns)) for paper_id, facts in found]
            insert_rows(
                connection, table, ("paper_id", *columns), written, replaces="paper_id", at_once=MOST_INDEXED_VALUES
            )
        connection.executemany("DELETE FROM facts_due WHERE paper_id = ?", [(paper_id,) for paper_id, _ in found])
        writer.at("facts")
    return is_due(writer.connection)


def facts_of(shown: Paper, cite_key: str) -> IndexedFields:
    """Returns the facts of a paper as it is shown."""
    record = bibliographic_record(shown)
    (item,) = items([Entry(cite_key, record)])
    named = "\n".join((shown.title, "; ".join(author.name for author in shown.authors), shown.venue or ""))
    return IndexedFields(
        by_title=_sort_key(shown.title),
        by_author=_author_key(record),
        by_venue=_sort_key(shown.venue or ""),
        year=shown.year,
        citations=shown.counts.citations,
        is_open=int(has_known_copy(shown)),
        has_abstract=int(bool(shown.abstract)),
        type=shown.type,
        item_type=item["type"],
        publisher=_text(item, "publisher"),
        volume=_text(item, "volume"),
        issue=_text(item, "issue"),
        page=_text(item, "page"),
        language=_text(item, "language"),
        doi=record.doi,
        fields=" ".join(_tagged(shown, item)),
        folded=fold_search_text(named) if has_special_letters(named) else "",
        abstract=fold_search_text((shown.abstract or "")[:MOST_LETTERS]),
    )


def words_of(text: str) -> list[str]:
    """Returns the words of a text, folded. A script without spaces has a word for each character."""
    folded = separate_characters(fold_search_text(text[:MOST_LETTERS]))
    return "".join(character if is_word_character(character) else " " for character in folded).split()


def _tagged(shown: Paper, item: dict[str, Any]) -> Iterator[str]:
    """Yields each word of each field, with the name of the field before it."""
    custom = item.get("custom")
    fields = {name: value for name, value in item.items() if name not in _NOT_FIELDS}
    fields |= custom if isinstance(custom, dict) else {}
    if shown.fields:
        fields["field"] = "\n".join(shown.fields)
    ids = {"PMID": shown.ids.pmid, "PMCID": shown.ids.pmcid, "arxiv": shown.ids.arxiv}
    fields |= {name: value for name, value in ids.items() if value}
    for name, value in fields.items():
        tag = field_tag(name) + TAG_END
        for text in _texts(value):
            for word in words_of(text):
                yield tag + word


def _texts(value: Any) -> Iterator[str]:
    """Yields the texts in a value of a CSL item: a text, a number, a date, or names."""
    if isinstance(value, dict):
        parts = value.get("date-parts")
        for part in parts if isinstance(parts, list) else []:
            yield " ".join(f"{number:02}" if isinstance(number, int) else str(number) for number in part)
        if value.get("literal"):
            yield str(value["literal"])
    elif isinstance(value, list):
        for one in value[:MOST_PEOPLE]:
            yield " ".join(map(str, one.values())) if isinstance(one, dict) else str(one)
    elif value is not None:
        yield str(value)


def _text(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    return str(value)[:SORTED_LETTERS] if value else None


def _sort_key(text: str) -> str | None:
    """Returns what a text is sorted by: without accents, and without signs at its beginning."""
    folded = fold_search_text(text[:SORTED_LETTERS])
    start = next((place for place, character in enumerate(folded) if character.isalnum()), None)
    return None if start is None else " ".join(folded[start:].split())


def _author_key(record: Biblio) -> str | None:
    """Returns the names of the first authors, family names first."""
    people = record.authors[:3] or record.editors[:3]
    names = [fold_person_name(f"{one.family} {one.given}") for one in people]
    return "; ".join(filter(None, names))[:SORTED_LETTERS] or None
