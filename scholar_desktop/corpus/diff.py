"""Applies a diff between two releases to the store: the whole step in one transaction, or nothing of it.

For each dataset the updates come first, then the deletes. A paper that satisfies the rule is inserted or replaced, one
that no longer does is deleted. Readers continue with the state before the step until it is committed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from scholar_desktop.corpus import schema
from scholar_desktop.corpus.build import (
    IndexedText,
    abstract_text,
    delete_text,
    indexed_text,
    insert_text,
    text_of,
)
from scholar_desktop.corpus.citing_sentences import in_own_row
from scholar_desktop.corpus.full_texts import StoredText
from scholar_desktop.corpus.line_filter import PaperTest
from scholar_desktop.corpus.packed_rows import RowPacker, dictionary_of
from scholar_desktop.corpus.paper_counts import changed_counts
from scholar_desktop.corpus.row_columns import (
    AuthorKey,
    DeletedRow,
    EdgeColumns,
    PaperColumns,
    PaperKey,
    ShaKey,
    VenueKey,
    author_number,
    decode_paper,
    sha_hash,
)
from scholar_desktop.corpus.step_lines import StepLines
from scholar_desktop.corpus.vectors import EMBEDDINGS, Vectors, VectorWriter, build_vectors, next_base, remove_vectors
from scholar_desktop.domain.corpus.rule import ONE_END, TEXT_DATASETS, CorpusRule

PAPERS_AT_ONCE = 20_000
_IDS_AT_ONCE = 500
APPLIED = ("papers", "abstracts", "tldrs", "authors", "publication-venues", "paper-ids", "citations", EMBEDDINGS,
           *TEXT_DATASETS)  # fmt: skip
"""The datasets whose diffs change the store, in the order in which they are applied."""


class WrongRelease(Exception):
    """The step does not begin at the release of the store."""


class DatasetChanges(msgspec.Struct):
    """Numbers of rows that a step inserted or replaced, and deleted."""

    upserted: int = 0
    deleted: int = 0


class StepChanges(msgspec.Struct):
    """What one step changed. entered: papers that satisfy the rule since this step; they lack other rows; bad: lines
    that could not be read."""

    from_release: str
    to_release: str
    datasets: dict[str, DatasetChanges] = {}
    entered: int = 0
    bad: int = 0


class DiffWriter:
    """The one connection that changes a store in use."""

    def __init__(self, path: Path, rule: CorpusRule) -> None:
        self._folder = path.parent
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30.0)
        self._connection.executescript("PRAGMA cache_size=-65536; PRAGMA synchronous=FULL;")
        self._packers = {
            name: RowPacker(dictionary) for name, dictionary in self._connection.execute("SELECT k, d FROM dict")
        }
        self._rule = rule
        self._test = PaperTest(rule)
        self._wanted_texts = frozenset(rule.texts)
        self._has_texts = schema.has_texts(self._connection)

    def close(self) -> None:
        self._connection.close()

    def datasets(self) -> dict[str, str]:
        """Return the datasets of the store, each with its release."""
        facts = schema.about(self._connection)
        prefix = "release."
        return {name.removeprefix(prefix): value for name, value in facts.items() if name.startswith(prefix)}

    def apply(
        self, folder: Path, from_release: str, to_release: str, datasets: Iterable[str], aside: Path | None = None
    ) -> StepChanges:
        """Apply one step.

        Args:
            folder: has a folder for each dataset with `update` and `delete` lines; both may be missing.
            datasets: the datasets of the store.
            aside: the folder that gets lines that cannot be read; None if they are only counted.

        Raises:
            WrongRelease: a dataset of the store is not of *from_release*.
            sqlite3.Error, OSError, EOFError: nothing was changed.
            msgspec.DecodeError: too many lines of a file cannot be read, and nothing was changed; DamagedLine for the
                first one.
        """
        kept = [name for name in APPLIED if name in set(datasets)]
        facts = schema.about(self._connection)
        for name in kept:
            if (present := facts.get(f"release.{name}")) != from_release:
                raise WrongRelease(f"{name} is release {present}, but the diff starts at {from_release}")
        changes = StepChanges(from_release, to_release, {name: DatasetChanges() for name in kept})
        self._texts: dict[int, IndexedText | None] = {}
        self._entered: set[int] = set()
        self._left_vectors: str | None = None
        self._restore_vectors: Callable[[], object] = lambda: None
        self._venue_numbers: dict[str, int] = {}
        self._left_authors: set[int] = set()
        self._new_authors: dict[int, set[int]] = {}
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._begin_counting()
            for name in kept:
                lines = StepLines(folder / name, name, aside)
                self._apply_dataset(lines, name, changes.datasets[name])
                changes.bad += lines.bad
            self._index_texts()
            if "authors" in kept and not self._rule.keeps_all:
                self._delete_authors_without_papers()
            changes.entered = self._note_lacks(kept)
            bad = int(facts.get("bad", 0)) + changes.bad
            schema.set_about(self._connection, {"bad": str(bad), **{f"release.{name}": to_release for name in kept}})
            self._count_rows()
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            self._restore_vectors()
            raise
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if self._left_vectors is not None:
            remove_vectors(self._folder, only=self._left_vectors)
        return changes

    def _apply_dataset(self, lines: StepLines, name: str, changes: DatasetChanges) -> None:
        upserts: dict[str, Callable[[Any, bytes, DatasetChanges], None]] = {
            "abstracts": lambda row, line, done: self._upsert_text("abstract", row, line, done),
            "tldrs": lambda row, line, done: self._upsert_text("tldr", row, line, done),
            "authors": self._upsert_author,
            "publication-venues": self._upsert_venue,
            "paper-ids": self._upsert_sha,
            **dict.fromkeys(TEXT_DATASETS, self._upsert_full_text),
        }
        deletes: dict[str, Callable[[DeletedRow], bool]] = {
            "papers": lambda row: self._delete_paper(row.corpusid),
            "abstracts": lambda row: self._delete_text("abstract", row.corpusid),
            "tldrs": lambda row: self._delete_text("tldr", row.corpusid),
            "authors": lambda row: self._delete_row("author", author_number(row.authorid)),
            "publication-venues": lambda row: self._delete_row("venue", row.id),
            "paper-ids": lambda row: self._delete_sha(row.sha),
            "citations": lambda row: self._delete_citation(row.citationid),
            **dict.fromkeys(TEXT_DATASETS, lambda row: self._delete_text("full_text", row.corpusid)),
        }
        if name == EMBEDDINGS:
            self._apply_vectors(lines, changes)
            return
        if name == "citations":
            self._upsert_citations((row for _, rows in lines.updates() for row in rows), changes)
        elif name == "papers":
            for papers in _papers_in_order(lines):
                for first in range(0, len(papers), _IDS_AT_ONCE):
                    self._upsert_papers(papers[first : first + _IDS_AT_ONCE], changes)
        else:
            for sent, rows in lines.updates():
                for line, row in zip(sent, rows, strict=True):
                    upserts[name](row, line, changes)
        for row in lines.deleted():
            changes.deleted += deletes[name](row)

    # --- papers

    def _upsert_papers(self, rows: Sequence[tuple[PaperColumns, bytes]], changes: DatasetChanges) -> None:
        stored = self._stored_papers([row.corpusid for row, _ in rows])
        counts: list[tuple[int, int, int, int]] = []
        citations: list[tuple[int, int]] = []
        for row, line in rows:
            key = row.corpusid
            if not self._test.passes(row):
                changes.deleted += self._delete_paper(key)
                continue
            old = stored.get(key)
            if old is not None and (changed := changed_counts(old, line)) is not None:
                counts.append((key, *changed))
                citations.append((row.citationcount or 0, key))
            else:
                self._put_paper(row, line, old)
            changes.upserted += 1
        self._connection.executemany("INSERT OR REPLACE INTO counts VALUES(?, ?, ?, ?)", counts)
        self._connection.executemany("UPDATE facts SET citations = ? WHERE id = ?", citations)

    def _stored_papers(self, ids: Sequence[int]) -> dict[int, bytes]:
        """Return the rows of those of *ids* that are in the store."""
        if (packer := self._packers.get("paper")) is None:
            return {}
        query = f"SELECT id, row FROM paper WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608
        return {key: packer.unpack(packed) for key, packed in self._connection.execute(query, ids)}

    def _put_paper(self, row: PaperColumns, line: bytes, old: bytes | None) -> None:
        """Insert or replace a paper. old: the row that is stored."""
        key = row.corpusid
        if old is not None:
            place = self._place(key)
            before: PaperColumns = decode_paper(old)
            self._delete_row("counts", key)
            if before.title != row.title or (before.authors != row.authors and before.author_names != row.author_names):
                self._touch(key)
            if (before.url, before.externalids) != (row.url, row.externalids):
                self._connection.executemany(
                    "DELETE FROM name WHERE h = ? AND id = ?", ((h, key) for h in before.names())
                )
                self._connection.executemany("INSERT OR IGNORE INTO name VALUES(?, ?)", ((h, key) for h in row.names()))
            if before.authors != row.authors and before.author_ids != row.author_ids:
                self._left_authors |= before.author_ids - row.author_ids
                self._new_authors[key] = row.author_ids - before.author_ids
                self._connection.executemany(
                    "DELETE FROM wrote WHERE author = ? AND paper = ?", ((author, key) for author in before.author_ids)
                )
                self._write_authors(row)
        else:
            self._touch(key)
            self._entered.add(key)
            self._new_authors[key] = row.author_ids
            place = self._connection.execute("SELECT coalesce(max(n), 0) + 1 FROM place").fetchone()[0]
            self._connection.execute("INSERT INTO place VALUES(?, ?)", (place, key))
            self._write_names(row)
            self._write_authors(row)
        self._put_row("paper", key, line)
        venue = self._venue_number(row.venue_name)
        values = (key, place, row.year, row.citationcount or 0, row.mask, venue)
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES(?, ?, ?, ?, ?, ?)", values)

    def _write_names(self, row: PaperColumns) -> None:
        pairs = ((number, row.corpusid) for number in row.names())
        self._connection.executemany("INSERT OR IGNORE INTO name VALUES(?, ?)", pairs)

    def _delete_names(self, row: PaperColumns) -> None:
        pairs = ((number, row.corpusid) for number in row.names())
        self._connection.executemany("DELETE FROM name WHERE h = ? AND id = ?", pairs)

    def _write_authors(self, row: PaperColumns) -> None:
        pairs = ((author, row.corpusid) for author in row.author_ids)
        self._connection.executemany("INSERT OR IGNORE INTO wrote VALUES(?, ?)", pairs)

    def _delete_paper(self, key: int | None) -> bool:
        """Delete the paper with all that belongs to it. Returns False if it is not in the store."""
        old = self._row("paper", key) if key is not None else None
        if key is None or old is None:
            return False
        self._touch(key)
        row: PaperColumns = decode_paper(old)
        execute = self._connection.execute
        self._left_authors |= row.author_ids
        self._new_authors.pop(key, None)
        self._delete_names(row)
        self._connection.executemany(
            "DELETE FROM wrote WHERE author = ? AND paper = ?", ((author, key) for author in row.author_ids)
        )
        execute("DELETE FROM place WHERE n = (SELECT n FROM facts WHERE id = ?)", (key,))
        texts = ("abstract", "tldr", *(["full_text"] if self._has_texts else ()))
        for table in ("paper", "counts", "facts", "lacks", *texts):
            self._delete_row(table, key)
        if self._rule.keeps_all:
            pass  # the citations have lines of their own in the diff
        elif self._rule.edges == ONE_END:
            self._delete_edges(
                "DELETE FROM edge WHERE (cited, citing, cid) IN (SELECT cited, citing, cid FROM edge WHERE citing = ? "
                "UNION SELECT cited, citing, cid FROM edge WHERE cited = ?) "
                "AND NOT EXISTS (SELECT 1 FROM paper WHERE id IN (edge.cited, edge.citing))",
                [(key, key)],
            )
        else:
            self._delete_edges("DELETE FROM edge WHERE cited = ?", [(key,)])
            self._delete_edges("DELETE FROM edge WHERE citing = ?", [(key,)])
        self._entered.discard(key)
        return True

    # --- rows that belong to a paper

    def _upsert_text(self, table: str, row: PaperKey, line: bytes, changes: DatasetChanges) -> None:
        key = row.corpusid
        if not self._has_paper(key):
            return
        if table == "abstract":
            self._touch(key)
        self._put_row(table, key, line)
        changes.upserted += 1

    def _upsert_full_text(self, row: tuple[int, StoredText | None], _line: bytes, changes: DatasetChanges) -> None:
        key, text = row
        if not self._has_paper(key) or (self._wanted_texts and key not in self._wanted_texts):
            return
        self._touch(key)
        if text is None:
            changes.deleted += self._delete_row("full_text", key)
            return
        self._put_row("full_text", key, msgspec.json.encode(text))
        changes.upserted += 1

    def _delete_text(self, table: str, key: int | None) -> bool:
        if table in ("abstract", "full_text") and key is not None and self._row(table, key) is not None:
            self._touch(key)
        return self._delete_row(table, key)

    def _delete_row(self, table: str, key: int | str | None) -> bool:
        if key is None:
            return False
        deleted = self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (key,)).rowcount  # noqa: S608
        self._more_rows[table] -= deleted
        return deleted > 0

    def _upsert_author(self, row: AuthorKey, line: bytes, changes: DatasetChanges) -> None:
        key = author_number(row.authorid)
        if key is None:
            return
        wrote = self._connection.execute("SELECT 1 FROM wrote WHERE author = ? LIMIT 1", (key,)).fetchone()
        if wrote is not None or self._rule.keeps_all:
            self._put_row("author", key, line)
            changes.upserted += 1

    def _upsert_venue(self, row: VenueKey, line: bytes, changes: DatasetChanges) -> None:
        self._put_row("venue", row.id, line)
        changes.upserted += 1

    def _upsert_sha(self, row: ShaKey, _line: bytes, changes: DatasetChanges) -> None:
        number = sha_hash(row.sha)
        if number is not None and self._has_paper(row.corpusid):
            self._connection.execute("INSERT OR IGNORE INTO name VALUES(?, ?)", (number, row.corpusid))
            changes.upserted += 1

    def _delete_sha(self, sha: str | None) -> bool:
        number = sha_hash(sha or "")
        if number is None:
            return False
        return self._connection.execute("DELETE FROM name WHERE h = ?", (number,)).rowcount > 0

    # --- citations

    def _upsert_citations(self, sent: Iterator[EdgeColumns], changes: DatasetChanges) -> None:
        """Insert or replace citations by their id, in the order of the table."""
        rows = {row.citationid: row for row in sent}
        passing = [row for row in rows.values() if self._ends_pass(*row.ends)]
        passing.sort(key=lambda row: (*row.ends, row.citationid))
        stored = self._stored_ends(list(rows))
        kept = {row.citationid for row in passing if stored.get(row.citationid) == [row.ends]}
        packer = self._packer("edge", b"[]")
        # the ends and ids of most rows do not change, nor do the indexes of these
        self._connection.executemany(
            "UPDATE edge SET fl = ?, ctx = ? WHERE (cited, citing, cid) = (?, ?, ?)",
            ((*_sentences(row, packer), *row.ends, row.citationid) for row in passing if row.citationid in kept),
        )
        self._delete_edges("DELETE FROM edge WHERE cid = ?", ((cid,) for cid in stored if cid not in kept))
        new = [row for row in passing if row.citationid not in kept]
        # an edge that was looked up in the Graph API makes room for the row of the dataset
        self._delete_edges("DELETE FROM edge WHERE cited = ? AND citing = ? AND cid < 0", (row.ends for row in new))
        self._insert_edges((*row.ends, row.citationid, *_sentences(row, packer)) for row in new)
        changes.upserted += len(passing)

    def _stored_ends(self, numbers: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
        """Return (cited, citing) of each row of those citations that are in the store."""
        found: dict[int, list[tuple[int, int]]] = {}
        for first in range(0, len(numbers), _IDS_AT_ONCE):
            part = numbers[first : first + _IDS_AT_ONCE]
            marks = ",".join("?" * len(part))
            query = f"SELECT cid, cited, citing FROM edge INDEXED BY bycid WHERE cid IN ({marks})"  # noqa: S608
            for cid, cited, citing in self._connection.execute(query, part):
                found.setdefault(cid, []).append((cited, citing))
        return found

    def _ends_pass(self, cited: int, citing: int) -> bool:
        if self._rule.keeps_all:
            return True
        either = self._rule.edges == ONE_END
        return (any if either else all)((self._has_paper(cited), self._has_paper(citing)))

    def _delete_citation(self, cid: int | None) -> bool:
        return cid is not None and self._delete_edges("DELETE FROM edge WHERE cid = ?", [(cid,)]) > 0

    def _delete_edges(self, query: str, values: Iterable[tuple[int, ...]]) -> int:
        """Delete citations, and count them. Returns their number."""
        deleted = self._connection.executemany(query, values).rowcount
        self._more_rows["edge"] -= deleted
        return deleted

    def _insert_edges(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert citations whose ids are not in the store."""
        self._more_rows["edge"] += self._connection.executemany("INSERT INTO edge VALUES(?, ?, ?, ?, ?)", rows).rowcount

    # --- vectors

    def _apply_vectors(self, lines: StepLines, changes: DatasetChanges) -> None:
        """Append and mark rows of the vector files.

        The files are not part of the transaction. If the process ends before it is committed they are ahead of the
        store, and the same step changes nothing in them when it is applied again.
        """
        name = schema.about(self._connection).get("vectors")
        if name is None or not Vectors(self._folder / name).length:
            base = next_base(self._folder)
            chunks, readable = lines.vectors(None)
            changes.upserted = build_vectors(base, chunks, self._are_papers, readable)
            self._restore_vectors = lambda: remove_vectors(self._folder, only=base.name)
        else:
            writer = VectorWriter(self._folder / name)
            self._restore_vectors = writer.restore
            chunks, readable = lines.vectors(Vectors(self._folder / name).length)
            changes.upserted = sum(writer.append_lines(sent, self._are_papers, readable) for sent in chunks)
            keys = [row.corpusid for row in lines.deleted()]
            changes.deleted = writer.delete([key for key in keys if key is not None])
            writer.keep_only(self._are_papers)
            base = writer.rewritten()
            if base.name != name:
                self._left_vectors = name
        schema.set_about(self._connection, {"vectors": base.name, "embeddings": str(len(Vectors(base).ids()))})

    def _put_vectors(self, vectors: Mapping[int, Sequence[float]]) -> None:
        """Append vectors that were looked up. One of another length is left out: it is of another model."""
        name = schema.about(self._connection).get("vectors")
        if not vectors or name is None:
            return
        length = Vectors(self._folder / name).length
        fitting = {key: row for key, row in vectors.items() if len(row) == length and any(row)}
        rows = np.array(list(fitting.values()), np.float32).reshape(-1, length)
        VectorWriter(self._folder / name).append(np.array(list(fitting), np.int64), rows)
        schema.set_about(self._connection, {"embeddings": str(len(Vectors(self._folder / name).ids()))})

    def _are_papers(self, ids: np.ndarray) -> np.ndarray:
        return np.fromiter((self._has_paper(key) for key in ids.tolist()), bool, len(ids))

    # --- shared parts

    def _has_paper(self, key: int) -> bool:
        return self._connection.execute("SELECT 1 FROM paper WHERE id = ?", (key,)).fetchone() is not None

    def _place(self, key: int) -> int:
        return int(self._connection.execute("SELECT n FROM facts WHERE id = ?", (key,)).fetchone()[0])

    def _venue_number(self, name: str | None) -> int | None:
        if not name:
            return None
        if name not in self._venue_numbers:
            self._connection.execute("INSERT OR IGNORE INTO venue_name(name) VALUES(?)", (name,))
            found = self._connection.execute("SELECT v FROM venue_name WHERE name = ?", (name,)).fetchone()
            self._venue_numbers[name] = int(found[0])
        return self._venue_numbers[name]

    def _packer(self, table: str, line: bytes) -> RowPacker:
        if table not in self._packers:
            dictionary = dictionary_of([line])
            self._connection.execute("INSERT INTO dict VALUES(?, ?)", (table, dictionary))
            self._packers[table] = RowPacker(dictionary)
        return self._packers[table]

    def _put_row(self, table: str, key: int | str, line: bytes) -> None:
        packed = self._packer(table, line).pack(line)
        if self._connection.execute(f"UPDATE {table} SET row = ? WHERE id = ?", (packed, key)).rowcount == 0:  # noqa: S608
            self._connection.execute(f"INSERT INTO {table} VALUES(?, ?)", (key, packed))
            self._more_rows[table] += 1

    def _row(self, table: str, key: int) -> bytes | None:
        found = self._connection.execute(f"SELECT row FROM {table} WHERE id = ?", (key,)).fetchone()  # noqa: S608
        return self._packers[table].unpack(found[0]) if found is not None else None

    def _touch(self, key: int) -> None:
        """Remember the indexed text of the paper before its first change in this step."""
        if key not in self._texts:
            self._texts[key] = self._text(key)

    def _text(self, key: int) -> IndexedText | None:
        row = self._row("paper", key)
        if row is None:
            return None
        columns: PaperColumns = decode_paper(row)
        abstract = abstract_text(self._row("abstract", key))
        texts = [columns.title or "", abstract, columns.author_names]
        if self._has_texts:
            texts.append(text_of(self._row("full_text", key)))
        return indexed_text(self._place(key), *texts)

    def _index_texts(self) -> None:
        """Bring the text index up to date, in the order of its rowids."""
        old = [text for text in self._texts.values() if text is not None]
        new = [text for key in self._texts if (text := self._text(key)) is not None]
        same = set(old) & set(new)
        insert = insert_text(has_texts=self._has_texts)
        delete = delete_text(has_texts=self._has_texts)
        self._connection.executemany(delete, sorted(set(old) - same))
        self._connection.executemany(insert, sorted(set(new) - same))

    def _note_lacks(self, kept: list[str]) -> int:
        """Note what the papers that entered lack, and those with authors who did. Returns the number of the former."""
        if self._rule.keeps_all:
            return 0
        tables = {"abstracts": "abstract", "tldrs": "tldr"}
        entered = sorted(key for key in self._entered if self._has_paper(key))
        lacks: list[tuple[int, str]] = [
            (key, name)
            for key in entered
            for name in ("abstracts", "tldrs", "citations", EMBEDDINGS)
            if name in kept and not (name in tables and self._row(tables[name], key) is not None)
        ]
        lacks += [
            (key, name)
            for name in kept
            if name in TEXT_DATASETS
            for key in entered
            if key in self._wanted_texts and self._row("full_text", key) is None
        ]
        if "authors" in kept:
            lacks += [
                (key, "authors")
                for key, authors in sorted(self._new_authors.items())
                if any(self._row("author", author) is None for author in authors)
            ]
        self._connection.executemany("INSERT OR IGNORE INTO lacks VALUES(?, ?)", lacks)
        return len(entered)

    def _delete_authors_without_papers(self) -> None:
        query = "DELETE FROM author WHERE id = ? AND NOT EXISTS (SELECT 1 FROM wrote WHERE author = ?)"
        pairs = ((author, author) for author in sorted(self._left_authors))
        self._more_rows["author"] -= self._connection.executemany(query, pairs).rowcount

    def _begin_counting(self) -> None:
        """Begin to count the rows that a transaction adds and deletes: to count all rows reads most of the store."""
        self._more_rows: Counter[str] = Counter()

    def _count_rows(self) -> None:
        """Bring the numbers of rows in `about` up to date."""
        facts = schema.about(self._connection)
        counted = {**schema.COUNTED, **({"texts": "full_text"} if self._has_texts else {})}
        more = {name: int(facts[name]) + self._more_rows[table] for name, table in counted.items()}
        schema.set_about(self._connection, {name: str(count) for name, count in more.items()})


def _sentences(row: EdgeColumns, packer: RowPacker) -> tuple[int, bytes | None]:
    """Return `fl` and `ctx` of a citation."""
    return row.flags, in_own_row(row.contexts_as_sent(), packer)


def _papers_in_order(lines: StepLines) -> Iterator[list[tuple[PaperColumns, bytes]]]:
    """Yield papers with their lines, some thousands at once in the order of their keys: neighbours share pages of the
    store, which are then read and written once. Of several lines of one paper the last one counts."""
    papers: dict[int, tuple[PaperColumns, bytes]] = {}
    for sent, rows in lines.updates():
        papers.update((row.corpusid, (row, line)) for line, row in zip(sent, rows, strict=True))
        if len(papers) >= PAPERS_AT_ONCE:
            yield sorted(papers.values(), key=_key_of)
            papers = {}
    yield sorted(papers.values(), key=_key_of)


def _key_of(each: tuple[PaperColumns, bytes]) -> int:
    return each[0].corpusid
