"""Converts the conditions of a rule to SQL conditions on `papers.id`."""

# not translated in this file: SQL
# ruff: noqa: S608  all names of tables are from this file, and what the user typed is only in parameters

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from scholar_desktop.domain.collection import PATH_SEPARATOR, fold_name
from scholar_desktop.domain.library import NOT_MARKED, READ
from scholar_desktop.domain.search import library_rule
from scholar_desktop.domain.search.query_parser import FIELDS, YEAR, QueryTerm, years_in
from scholar_desktop.domain.text.text_folding import fold_search_text
from scholar_desktop.library.search.fts_query import term_query, text_query
from scholar_desktop.library.tables.collection_rows import collection_tree
from scholar_desktop.library.tables.page_texts import PAGE_BITS
from scholar_desktop.library.tables.paper_facts import TAG_END, words_of

Values = dict[str, object]
NEVER = "0"
# The plus: see `library_pages`.
_AMONG_ROWS = "+papers.id IN ("
_HAS = {
    "pdf": "SELECT id FROM papers WHERE pdfs > 0",
    "file": "SELECT paper_id FROM files",
    "note": "SELECT paper_id FROM notes",
    "tag": "SELECT paper_id FROM paper_tags",
    "collection": "SELECT paper_id FROM paper_collections",
    "abstract": "SELECT paper_id FROM paper_facts WHERE has_abstract = 1",
}
_IS = {
    "open": "SELECT paper_id FROM paper_facts WHERE is_open = 1",
    "star": "SELECT id FROM papers WHERE starred = 1",
    "to_read": "SELECT paper_id FROM to_read WHERE state = 'to_read'",
    "reading": "SELECT paper_id FROM to_read WHERE state = 'reading'",
    "read": "SELECT paper_id FROM to_read WHERE state = 'read'",
}


def rule_conditions(
    connection: sqlite3.Connection, groups: Sequence[tuple[QueryTerm, ...]], values: Values, now: datetime
) -> list[str]:
    """Returns one condition for each of *groups*; a paper of the rule matches all of them.

    Args:
        values: gets the parameters of the conditions.
    """
    maker = _ConditionMaker(connection, values, now)
    found = [list(map(maker.condition, group)) for group in groups]
    return [f"({' OR '.join(group)})" if len(group) > 1 else group[0] for group in found]


def rows_query(condition: str) -> str | None:
    """Returns the query for the papers that match one of `rule_conditions`; None if it is not a single query."""
    return condition[len(_AMONG_ROWS) : -1] if condition.startswith(_AMONG_ROWS) else None


class _ConditionMaker:
    def __init__(self, connection: sqlite3.Connection, values: Values, now: datetime) -> None:
        self._connection = connection
        self._values = values
        self._now = now
        self._special: dict[str, Callable[[QueryTerm], str]] = {
            library_rule.HAS: self._has,
            library_rule.IS: self._is,
            library_rule.READING: lambda term: self._reading(term.text),
            library_rule.TAG: self._tag,
            library_rule.COLLECTION: self._collection,
            library_rule.CITED: self._cited,
            library_rule.ADDED: self._added,
            library_rule.TYPE: self._type,
            library_rule.KEY: self._key,
            library_rule.FILE: self._file,
            library_rule.NOTE: self._note,
            library_rule.TEXT: self._text,
            library_rule.ABSTRACT: self._abstract,
        }

    def condition(self, term: QueryTerm) -> str:
        if term.field == YEAR:
            found = self._year(term)
        else:
            found = self._of_words(term) if term.field is None or term.field in FIELDS else self._of_field(term)
        return f"NOT ({found})" if term.is_excluded else found

    def _of_field(self, term: QueryTerm) -> str:
        assert term.field is not None
        special = self._special.get(term.field)
        if special is not None:
            return special(term)
        tagged = self._among_fields(tagged_query(term))
        if library_rule.is_known_field(term.field):
            return tagged
        # an operator that is no field of CSL: a field that a person named, or words with a colon
        words = QueryTerm(f"{term.field} {term.text}", is_phrase=term.is_phrase)
        return f"({tagged} OR {self._of_words(words)})"

    def _of_words(self, term: QueryTerm) -> str:
        match = term_query(term)
        if not match:
            return NEVER
        parameter = self._add(match)
        found = self._in(f"SELECT rowid FROM papers_fts WHERE papers_fts MATCH {parameter}")
        if term.field is None:
            found += " OR " + self._in(f"SELECT rowid FROM entries_fts WHERE entries_fts MATCH {parameter}")
        if term.field in (None, *FIELDS):
            folded = term_query(QueryTerm(fold_search_text(term.text), is_phrase=term.is_phrase))
            found += " OR " + self._among_fields(f"folded : ({folded})" if folded else "")
        return f"({found})"

    def _among_fields(self, match: str) -> str:
        if not match:
            return NEVER
        return self._in(f"SELECT rowid FROM fields_fts WHERE fields_fts MATCH {self._add(match)}")

    def _has(self, term: QueryTerm) -> str:
        asked = _HAS.get(term.text)
        if asked is not None:
            return self._in(asked)
        # wording: SQL
        return self._among_fields(f'fields : "{library_rule.field_tag(term.text)}{TAG_END}"*')

    def _is(self, term: QueryTerm) -> str:
        return f"NOT {self._reading(READ)}" if term.text == "unread" else self._in(_IS[term.text])

    def _reading(self, state: str) -> str:
        if state == NOT_MARKED:
            return f"NOT {self._in('SELECT paper_id FROM to_read')}"
        return self._in(f"SELECT paper_id FROM to_read WHERE state = {self._add(state)}")

    def _tag(self, term: QueryTerm) -> str:
        wanted = words_of(term.text)
        known = self._connection.execute("SELECT id, name FROM tags").fetchall()
        tags = [str(key) for key, name in known if term.is_phrase and name == term.text]
        tags = tags or [str(key) for key, name in known if _has_words(words_of(name), wanted, whole=term.is_phrase)]
        return self._in(f"SELECT paper_id FROM paper_tags WHERE tag_id IN ({', '.join(tags)})") if tags else NEVER

    def _collection(self, term: QueryTerm) -> str:
        """Returns the condition for the collections whose path ends with the names in *term*, and those below them."""
        wanted = [fold_name(name) for name in term.text.split(PATH_SEPARATOR) if name.strip()]
        inside: dict[int | None, bool] = {None: False}
        for one in collection_tree(self._connection, counted=False):  # parents come first
            names = [fold_name(name) for name in one.path.split(PATH_SEPARATOR)]
            inside[one.key] = inside.get(one.parent, False) or (bool(wanted) and names[-len(wanted) :] == wanted)
        keys = ", ".join(str(key) for key, is_inside in inside.items() if is_inside)
        return self._in(f"SELECT paper_id FROM paper_collections WHERE collection_id IN ({keys})") if keys else NEVER

    def _year(self, term: QueryTerm) -> str:
        first, last = years_in(term.text) or (None, None)
        parts = [f"year >= {self._add(first)}"] if first is not None else ["year IS NOT NULL"]
        parts += [] if last is None else [f"year <= {self._add(last)}"]
        return self._in(f"SELECT paper_id FROM paper_facts WHERE {' AND '.join(parts)}")

    def _cited(self, term: QueryTerm) -> str:
        least, most = library_rule.numbers_in(term.text) or (None, None)
        parts = [] if least is None else [f"citations >= {self._add(least)}"]
        parts += [] if most is None else [f"citations <= {self._add(most)}"]
        return self._in(f"SELECT paper_id FROM paper_facts WHERE {' AND '.join(parts)}")

    def _added(self, term: QueryTerm) -> str:
        first, after = library_rule.days_in(term.text, self._now) or ("", "")
        return self._in(f"SELECT id FROM papers WHERE added >= {self._add(first)} AND added < {self._add(after)}")

    def _type(self, term: QueryTerm) -> str:
        parameter = self._add(term.text)
        of_services = "" if term.text == library_rule.CSL_ONLY else f" OR type = {parameter}"
        return self._in(f"SELECT paper_id FROM paper_facts WHERE item_type = {parameter}{of_services}")

    def _key(self, term: QueryTerm) -> str:
        asked = "SELECT paper_id FROM cite_keys WHERE lower(cite_key) LIKE {} ESCAPE '\\'"
        return self._in(asked.format(self._add(_like(term.text.lower(), whole=term.is_phrase))))

    def _file(self, term: QueryTerm) -> str:
        asked = "SELECT paper_id FROM files WHERE lower(name) LIKE {} ESCAPE '\\'"
        return self._in(asked.format(self._add("%" + _like(term.text.lower(), whole=False))))

    def _note(self, term: QueryTerm) -> str:
        match = term_query(QueryTerm(term.text, is_phrase=term.is_phrase))
        if not match:
            return NEVER
        asked = "SELECT paper_id FROM notes WHERE id IN (SELECT rowid FROM notes_fts WHERE notes_fts MATCH {})"
        return f"({self._in(asked.format(self._add(match)))} OR {self._among_fields(tagged_query(term))})"

    def _text(self, term: QueryTerm) -> str:
        match = text_query(term)
        if not match:
            return NEVER
        return self._in(
            "SELECT files.paper_id FROM file_texts JOIN files ON files.sha256 = file_texts.sha256 WHERE file_texts.id "
            f"IN (SELECT rowid >> {PAGE_BITS} FROM pages_fts WHERE pages_fts MATCH {self._add(match)})"
        )

    def _abstract(self, term: QueryTerm) -> str:
        match = term_query(QueryTerm(fold_search_text(term.text), is_phrase=term.is_phrase))
        return self._among_fields(f"abstract : ({match})" if match else "")

    def _add(self, value: object) -> str:
        name = f"rule{len(self._values)}"
        self._values[name] = value
        return f":{name}"

    def _in(self, asked: str) -> str:
        return f"{_AMONG_ROWS}{asked})"


def tagged_query(term: QueryTerm) -> str:
    """Returns the FTS5 query for a term of the index of fields. The parts of a word with signs in it, such as a DOI or
    a range of pages, follow each other."""
    assert term.field is not None
    tag = library_rule.field_tag(term.field) + TAG_END
    parts = []
    for word in [term.text] if term.is_phrase else term.text.split():
        tokens = words_of(word)
        if tokens:
            parts.append(f'"{" ".join(tag + token for token in tokens)}"' + ("" if term.is_phrase else "*"))
    return f"fields : ({' '.join(parts)})" if parts else ""


def _has_words(words: Sequence[str], wanted: Sequence[str], *, whole: bool) -> bool:
    """Returns True if *words* have *wanted* side by side, the last as the beginning of a word, or are exactly these."""
    if whole or not wanted:
        return bool(wanted) and list(words) == list(wanted)
    *first, last = wanted
    return any(
        list(words[at : at + len(first)]) == first and words[at + len(first)].startswith(last)
        for at in range(len(words) - len(first))
    )


def _like(text: str, *, whole: bool) -> str:
    for sign in "\\%_":
        text = text.replace(sign, "\\" + sign)
    return text if whole else f"{text}%"
