"""Finds the papers of the library that the entries of an import are."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scholar_desktop.domain.csl_variables import PAPER_TYPE_OF_CSL
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.merging.library_duplicates import may_be_one_work
from scholar_desktop.domain.merging.same_person import same_people
from scholar_desktop.domain.merging.same_work import FAR_IN_YEARS, WorkGroup
from scholar_desktop.domain.own_fields import (
    BY_IMPORT,
    Origin,
    OwnFields,
    paper_of_own_fields,
    with_own_fields,
)
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.library import cite_keys
from scholar_desktop.library.paper_identity import IdentifierName, are_compatible, find_by_names
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.new_papers import NewPaper
from scholar_desktop.library.tables.prepared_papers import (
    PackedEntry,
    PreparedEntry,
    PreparedPaper,
    TitleKey,
    folded_title,
    ids_of,
    own_of,
    prepare,
    unpacked,
    year_of,
)

MOST_ALIKE = 8
"""Of more papers with one title and year, such as editorials, none is taken for an entry without identifiers."""
ENTRY_OF_FILE = 0
"""In place of the row of a paper: one that the same import added."""
_TELLING = (
    "volume",
    "issue",
    "page",
    "edition",
    "number",
    "collection-number",
    "container-title",
    "chapter-number",
    "part-number",
)
"""Entries with one title, people and year are different works if one of these differs."""
_PARTS = ("volume", "issue", "edition", "number", "collection-number", "chapter-number", "part-number")
"""What tells the parts of one work apart, also where its type and its place of publication may be wrong."""
_ALL_NAMES = """
    SELECT ids.scheme, ids.value, CASE ids.scheme
        WHEN 'key' THEN ifnull((SELECT paper_id FROM cite_keys WHERE cite_key = ids.value), ids.paper_id)
        ELSE ids.paper_id END
    FROM ids
"""


class KnownPapers:
    """Finds the paper of the library that an entry is.

    In this order: by an identifier that nothing contradicts; by the citation key, if the title is the same; by title,
    people and year, if nothing that tells works apart differs; the people may be written in another way.

    Attributes:
        by_name: the rows of the papers by their identifiers, as far as they were looked up.

    Args:
        form: the name of the format of the entries.
        wait_for_rows: called before the connection is used, while another thread may write with it.
    """

    def __init__(
        self, connection: sqlite3.Connection, form: str, wait_for_rows: Callable[[], None] = lambda: None
    ) -> None:
        self._connection = connection
        self._form = form
        self._wait_for_rows = wait_for_rows
        self.by_name: dict[IdentifierName, int] = {}
        self._by_key: dict[str, int] = {}
        self._by_title: defaultdict[TitleKey, list[int]] | None = None
        self._alike: dict[tuple[str, int | None], bool] = {}
        self._of_before: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
        self._by_letters: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
        self._of_file: defaultdict[int, list[int]] = defaultdict(list)
        """The papers that were added, by the hash of the letters of their titles."""
        self._own: dict[int, PackedEntry] = {}
        """The papers that were added, and not changed since."""

    def look_up(self, papers: Sequence[PreparedPaper]) -> None:
        """Looks up the identifiers and keys of entries, before they are compared."""
        wanted: dict[IdentifierName, None] = {}
        keys: dict[str, None] = {}
        turns = Yielder()
        for paper in papers:
            turns.yield_to_ui()
            wanted.update(dict.fromkeys(paper.names))
            for key in paper.keys:
                keys[key] = wanted["key", key] = None
        self.by_name.update(find_by_names(self._connection, wanted))
        self._by_key.update(cite_keys.find_many(self._connection, keys))

    def know_all(self) -> None:
        """Reads all identifiers and keys of the library, where the entries are not there yet."""
        turns = Yielder()
        for scheme, value, row in self._connection.execute(_ALL_NAMES):
            self.by_name[scheme, value] = row
            turns.yield_to_ui()
        for key, row in self._connection.execute("SELECT cite_key, paper_id FROM cite_keys"):
            self._by_key[key] = row
            turns.yield_to_ui()

    def find(self, prepared: PreparedEntry) -> int | None:
        """Returns the row of the paper; None if it is not in the library."""
        paper = prepared.paper
        for name in paper.names:
            row = self.by_name.get(name)
            if row is not None and are_compatible([ids_of(prepared.entry.fields), self._shown(row)[0].ids]):
                return row
        if key := paper.wanted_key:
            row = self._by_key.get(key)
            if row is None:
                row = self.by_name.get(("key", key))
            if row is not None and self._is_same(row, prepared, by_key=True):
                return row
        found = self._titles().get(paper.title_key, ())
        row = next((row for row in found if self._is_same(row, prepared)), None)
        return self._find_written_differently(prepared) if row is None else row

    def _find_written_differently(self, prepared: PreparedEntry) -> int | None:
        """Returns the paper that was in the library before and has the title and year of an entry, and the same people
        written in another way (`N. Cowan` for `Nelson Cowan`) or cut off by "and others"; None if there is none.

        The rules by which rows of the services are merged decide. Entries of one file are not compared in this way.
        """
        title, people, year = prepared.paper.title_key
        if not people or year is None:
            return None
        found = self._of_before.get((title, year), ())
        if not found or len(found) > MOST_ALIKE:
            return None
        entry = prepared.entry
        ids = ids_of(entry.fields)
        wanted = _work_of(entry)
        for row in found:
            shown, own = self._shown(row)
            names_all = "author" in entry.with_others or any(same_people(one, shown.authors) for one in wanted.authors)
            is_one_work = are_compatible([ids, shown.ids]) and WorkGroup([shown]).can_be(wanted)
            if names_all and is_one_work and _fits(own, entry):
                return row
        return None

    def find_like(self, prepared: PreparedEntry) -> int | None:
        """Returns the row of a paper that may be an entry that was not found: it has the title and year, and nothing
        tells the two apart; ENTRY_OF_FILE if it was added by this import, and None if there is none.

        Either the entry has no identifier, and one of the two names no people. Or the people are the same, at most one
        has a DOI, and the type, the place of publication, the pages or the punctuation of the title differ. Or the
        rules of the page Duplicates would list both, as where the entry names only the first of the authors, or where
        only the DOIs differ, or where the years are 1 apart, or 3 for a preprint and its article. Of the papers
        that this import added, those count that the page would list with the entry.
        """
        like = self._find_like_before(prepared)
        return self._find_like_in_file(prepared) if like is None else like

    def _find_like_in_file(self, prepared: PreparedEntry) -> int | None:
        """Returns ENTRY_OF_FILE if this import added a paper with the title of an entry that the page Duplicates would
        list with it; else None."""
        title = prepared.paper.title_key[0]
        rows = self._of_file.get(hash(_letters(title)), ()) if title else ()
        if not rows or len(rows) > MOST_ALIKE:
            return None
        wanted = _work_of(prepared.entry)
        is_like = any(may_be_one_work(WorkGroup([self._shown(row)[0]]), wanted) for row in rows)
        return ENTRY_OF_FILE if is_like else None

    def _find_like_before(self, prepared: PreparedEntry) -> int | None:
        """Returns as `find_like`, without the last rule for the papers that this import added."""
        title, people, year = prepared.paper.title_key
        if not title or year is None:
            return None
        self._titles()
        names_nobody = None if prepared.paper.names else self._alike.get((title, year))
        if names_nobody is not None and (names_nobody or not people):
            return next(iter(self._of_before.get((title, year), ())), ENTRY_OF_FILE)
        if not people or not self._by_letters:
            return None
        letters = _letters(title)
        found = self._by_letters.get((letters, year), ())
        of_other_years = self._rows_of_other_years(letters, year)
        if not (found or of_other_years) or len(found) > MOST_ALIKE:
            return None
        entry = prepared.entry
        ids, wanted = ids_of(entry.fields), _work_of(entry)
        for row in found:
            shown, own = self._shown(row)
            known = WorkGroup([shown])
            if known.differs_in_doi_alone(wanted):
                return row
            names_all = "author" in entry.with_others or any(same_people(one, shown.authors) for one in wanted.authors)
            can_be = are_compatible([ids, shown.ids]) and not (ids.doi and shown.ids.doi)
            if not can_be or not _fits(own, entry, _PARTS):
                continue
            if names_all or known.can_be(wanted) or known.agrees_with(wanted):
                return row
        return next((row for row in of_other_years if WorkGroup([self._shown(row)[0]]).can_be(wanted)), None)

    def _rows_of_other_years(self, letters: str, year: int) -> list[int]:
        """Returns the rows of the papers whose titles have these letters, and whose years are not *year* but may be
        that of the same paper; the nearest years first."""
        years = (year + apart * sign for apart in range(1, FAR_IN_YEARS + 1) for sign in (-1, 1))
        rows = [row for other in years for row in self._by_letters.get((letters, other), ())]
        return rows if len(rows) <= MOST_ALIKE else []

    def add(self, new: NewPaper, prepared: PreparedEntry) -> None:
        """Makes a paper known that was added."""
        self._by_key[new.cite_key] = new.row
        self._own[new.row] = prepared.packed
        if title := prepared.paper.title_key[0]:
            self._of_file[hash(_letters(title))].append(new.row)
        if self._by_title is not None:
            self._by_title[prepared.paper.title_key].append(new.row)

    def may_have_key(self, row: int, key: str) -> bool:
        """Returns True if no other paper has, or had, the citation key *key*, which an entry has."""
        owners = self._by_key.get(key, row), self.by_name.get(("key", key), row)
        return owners == (row, row)

    def set_key(self, row: int, before: str, key: str) -> None:
        """Makes the new citation key of a paper known, and the one before, which goes on naming it."""
        self._by_key[key] = self.by_name["key", before] = self.by_name["key", key] = row

    def has_no_key(self, key: str) -> bool:
        """Returns True if no paper has the citation key *key*, which an entry has."""
        return key not in self._by_key

    def tables(self) -> Iterator[dict[Any, Any]]:
        """Yields what is known, by identifier, by citation key, by title, and by row."""
        yield from (self.by_name, self._by_key, self._by_title or {}, self._of_before, self._by_letters)
        yield from (self._of_file, self._own)

    def forget(self, row: int) -> None:
        """Reads a paper that was changed from its rows again."""
        self._own.pop(row, None)

    def _titles(self) -> defaultdict[TitleKey, list[int]]:
        if self._by_title is None:
            self._wait_for_rows()
            self._by_title = defaultdict(list)
            rows = self._connection.execute("SELECT id, title, authors, year FROM papers ORDER BY id").fetchall()
            waiting = [(row, *prepare(unpacked(packed)).columns[:3]) for row, packed in self._own.items()]
            rows = [one for one in rows if one[0] not in self._own] + waiting
            for row, title, authors, year in rows:
                self._by_title[folded_title(title), authors, year].append(row)
                alike = folded_title(title), year
                if row not in self._own:
                    self._of_before[alike].append(row)
                    self._by_letters[_letters(title), year].append(row)
                self._alike[alike] = not authors or self._alike.get(alike, False)
        return self._by_title

    def _shown(self, row: int) -> tuple[Paper, OwnFields]:
        packed = self._own.get(row)
        if packed is not None:
            own = own_of(unpacked(packed), self._form, Origin(BY_IMPORT, ""))
            return paper_of_own_fields(own), own
        self._wait_for_rows()
        own = paper_rows.own_of(self._connection, row)
        return with_own_fields(paper_rows.paper_of(self._connection, row), own), own

    def _is_same(self, row: int, prepared: PreparedEntry, *, by_key: bool = False) -> bool:
        entry, (title, _, year) = prepared.entry, prepared.paper.title_key
        shown, own = self._shown(row)
        if folded_title(shown.title) != title or not are_compatible([ids_of(entry.fields), shown.ids]):
            return False
        if by_key and title:
            return True
        people = [one.shown for one in entry.people if one.role == "author"]
        if [author.name for author in shown.authors] != people or shown.year != year:
            return False
        if not title or not (people or shown.year):  # too little to tell works apart: every field counts
            return _is_same_type(own, entry) and {**own.fields} == {**entry.fields}
        return _fits(own, entry)


def _work_of(entry: FullEntry) -> WorkGroup:
    """Returns an entry as the rules compare it by which rows of the services are merged."""
    authors = tuple(Author(one.shown) for one in entry.of_role("author"))
    kind = None if entry.item_type is None else PAPER_TYPE_OF_CSL.get(entry.item_type, "other")
    year = year_of(entry.fields.get("issued"))
    return WorkGroup([Paper(entry.text("title"), ids_of(entry.fields), authors=authors, year=year, type=kind)])


def _is_same_type(own: OwnFields, entry: FullEntry) -> bool:
    return own.item_type is None or entry.item_type is None or own.item_type == entry.item_type


def _fits(own: OwnFields, entry: FullEntry, telling: Sequence[str] = _TELLING) -> bool:
    """Returns True if the type and the fields that tell works apart are the same, as far as both have them.

    telling: these fields; of `_PARTS` the type may differ, too.
    """
    there, here = own.fields, entry.fields
    return (telling is _PARTS or _is_same_type(own, entry)) and all(
        there[name] == here[name] for name in telling if there.get(name) and here.get(name)
    )


def _letters(title: str) -> str:
    """Returns the letters and digits of a title, without case: for titles that differ in punctuation. A title of signs
    alone is returned as it is."""
    return "".join(filter(str.isalnum, title.casefold())) or title
