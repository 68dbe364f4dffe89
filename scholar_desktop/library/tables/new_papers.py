"""Adds many papers at once: their rows are collected, and written table by table.

The write lock is held meanwhile, so row numbers, keys and folders are chosen before the rows are there. One statement
for each row of each table takes five times as long. The rows are written in a thread of their own.
"""

from __future__ import annotations

import os

import msgspec

from scholar_desktop.domain.own_fields import BY_IMPORT, Origin, paper_of_own_fields
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.cite_keys import make_unique
from scholar_desktop.formats.file_names import numbered_name
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.row_thread import RowsOfTable, RowThread
from scholar_desktop.library.database.write_session import Operation
from scholar_desktop.library.paper_identity import IdentifierName
from scholar_desktop.library.tables import paper_rows, word_index
from scholar_desktop.library.tables.prepared_papers import PreparedEntry, encoded_own, own_of

ROWS_AT_ONCE = 2000
"""How many papers of an import wait until they are written."""
_KEY_BYTES = 6
_TABLES = {
    "papers": "id key title authors year venue added folder folder_fold paper",
    "ids": "scheme value paper_id",
    "cite_keys": "paper_id cite_key",
    "entries": "paper_id words entry",
    "tags": "id name",
    "paper_tags": "tag_id paper_id",
    "paper_collections": "collection_id paper_id",
    "notes": "paper_id text written",
}
"""The columns that are written, in the order in which the tables refer to each other."""
_MAY_BE_THERE = ("ids", "paper_tags", "paper_collections")


class NewPaper(msgspec.Struct, frozen=True, gc=False):
    """A paper that was added. row: its row number; key: the library's own; cite_key: its citation key; id: as
    `Paper.id`."""

    row: int
    key: str
    cite_key: str
    id: str


class NewPapers:
    """The papers that an operation adds. Their rows may be read after `write`.

    Args:
        form: the name of the format of the file that they come from.
        names: the identifiers of papers in the library; those that are added are put there, too.
        rows: writes the rows; its `wait` comes before each use of the connection.
        at_once: how many papers wait until they are written.
    """

    def __init__(
        self,
        operation: Operation,
        form: str,
        added: str,
        names: dict[IdentifierName, int],
        rows: RowThread,
        at_once: int = ROWS_AT_ONCE,
    ) -> None:
        self._connection = operation.connection
        self._make_key = operation.writer.make_key
        self._folders = operation.folders
        self._form = form
        self._added = added
        self._names = names
        (self._last,) = self._connection.execute(
            "SELECT max(ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'papers'), 0), ifnull(max(id), 0)) "
            "FROM papers"
        ).fetchone()
        (has_papers,) = self._connection.execute("SELECT EXISTS (SELECT 1 FROM papers)").fetchone()
        self._on_disk = frozenset(map(fold_file_name, os.listdir(self._folders.papers)))
        self._tags: dict[str, int] = {
            name.casefold(): row for row, name in self._connection.execute("SELECT id, name FROM tags").fetchall()
        }
        (self._last_tag,) = self._connection.execute("SELECT ifnull(max(id), 0) FROM tags").fetchone()
        self._random: list[str] = []
        self._knows_all = not has_papers
        self._keys: set[str] = set()
        self._folds: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._first_indexed_later: int | None = None
        self._rows = rows
        self._at_once = at_once
        self._waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in _TABLES}

    def index_later(self) -> None:
        """Leaves the papers out of the index of words, which is completed after the operation. `end_of_papers` must
        follow the last one."""
        self._first_indexed_later = self._last + 1
        word_index.add_later(self._connection, self._first_indexed_later)

    def end_of_papers(self) -> None:
        """Says that all papers are written."""
        if self._first_indexed_later is not None:
            word_index.add_later_until(self._connection, self._first_indexed_later, self._last)

    def know_all(self) -> None:
        """Reads all keys and folders of the library, which is faster than to look up those of many papers."""
        turns = Yielder()
        for table, question in (
            (self._keys, "SELECT cite_key FROM cite_keys UNION SELECT value FROM ids WHERE scheme = 'key'"),
            (self._folds, "SELECT folder_fold FROM papers"),
        ):
            for (text,) in self._connection.execute(question):
                table.add(text)
                turns.yield_to_ui()
        self._knows_all = True

    def add(self, prepared: PreparedEntry) -> NewPaper:
        """Adds a paper of which an import wrote all fields. Its citation key gets a suffix if another paper has it."""
        self._last += 1
        row, waiting, paper = self._last, self._waiting, prepared.paper
        if not self._random:
            # once for many papers: each call lets another thread go first
            drawn = os.urandom(_KEY_BYTES * ROWS_AT_ONCE).hex()
            self._random = [drawn[at : at + 2 * _KEY_BYTES] for at in range(0, len(drawn), 2 * _KEY_BYTES)]
        key = self._random.pop()
        cite_key = paper.wanted_key or self._made_key(prepared)
        if self._is_key_taken(cite_key):
            cite_key = make_unique(cite_key, self._is_key_taken)
        self._keys.add(cite_key)
        folder, fold = self._free_folder(*paper.folder)
        waiting["papers"].append((row, key, *paper.columns, self._added, folder, fold, paper_rows.NOTHING_STATED))
        waiting["cite_keys"].append((row, cite_key))
        if own := encoded_own(paper, self._form, self._added):
            waiting["entries"].append((row, paper.words, own))
        has_names = False
        for name in paper.names:
            has_names = self.add_name(row, name) or has_names
        if not has_names:
            self.add_name(row, ("key", cite_key))
        if len(waiting["papers"]) >= self._at_once:
            self.begin_writing()
        return NewPaper(row, key, cite_key, paper.id or f"key:{cite_key}")

    def add_name(self, row: int, name: IdentifierName) -> bool:
        """Makes an identifier a name of a paper. Returns False if it is another paper's."""
        if self._names.setdefault(name, row) != row:
            return False
        self._waiting["ids"].append((*name, row))
        return True

    def tag_row(self, name: str) -> int:
        """Returns the row number of a tag, which is created if there is none."""
        row = self._tags.get(folded := name.casefold())
        if row is None:
            row = self._tags[folded] = self._last_tag = self._last_tag + 1
            self._waiting["tags"].append((row, name))
        return row

    def add_tag(self, row: int, tag: int) -> None:
        """Adds the tag in row *tag* to a paper that was added."""
        self._waiting["paper_tags"].append((tag, row))

    def add_to_collection(self, row: int, collection: int) -> None:
        """Adds a paper that was added to the collection in row *collection*."""
        self._waiting["paper_collections"].append((collection, row))

    def add_note(self, row: int, text: str) -> None:
        """Adds a note to a paper that was added."""
        self._waiting["notes"].append((row, text, self._added))

    @property
    def has_new_tags(self) -> bool:
        """True if tags wait that were created."""
        return bool(self._waiting["tags"])

    def write(self) -> None:
        """Writes the rows that wait. The connection may be used afterwards, until the next paper is added."""
        self.begin_writing()
        self._rows.wait()

    def begin_writing(self) -> None:
        """Begins to write the rows that wait."""
        if not any(self._waiting.values()):
            return
        waiting, self._waiting = self._waiting, {table: [] for table in _TABLES}
        self._rows.insert(
            [
                RowsOfTable(table, _TABLES[table].split(), rows, table in _MAY_BE_THERE)
                for table, rows in waiting.items()
                if rows
            ]
        )

    def _made_key(self, prepared: PreparedEntry) -> str:
        origin = Origin(BY_IMPORT, self._added)
        return self._make_key(paper_of_own_fields(own_of(prepared.entry, self._form, origin)))

    def _is_key_taken(self, key: str) -> bool:
        if key in self._keys or ("key", key) in self._names:
            return True
        if self._knows_all:
            return False
        self._rows.wait()
        return cite_keys.is_key_taken(self._connection, key)

    def _free_folder(self, wanted: str, first: str) -> tuple[str, str]:
        """Returns the name of a folder that no paper has, and where nothing is on the disk; and the name folded.

        Args:
            wanted, first: the name, and the name folded, that it gets if they are free.
        """
        fold = first
        number, name = self._numbers.get(first, 1), wanted
        while number > 1 or self._is_folder_taken(name, fold):
            number += 1
            name = numbered_name(wanted, number)
            fold = fold_file_name(name)
            if not self._is_folder_taken(name, fold):
                self._numbers[first] = number
                break
        self._folds.add(fold)
        return name, fold

    def _is_folder_taken(self, name: str, fold: str) -> bool:
        if fold in self._folds:
            return True
        if self._knows_all and fold not in self._on_disk:
            return False
        self._rows.wait()
        return paper_rows.is_folder_taken(self._connection, self._folders, name)
