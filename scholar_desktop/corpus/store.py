"""Reads a corpus store: papers by any identifier, search, citations in both directions, co-citation and coupling.

All methods block; they belong in a worker thread, and `interrupt` ends the one that runs. A store is opened read-only.
"""

from __future__ import annotations

import functools
import itertools
import logging
import operator
import re
import sqlite3
import struct
import zlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from scholar_desktop.corpus import schema
from scholar_desktop.corpus.citing_sentences import SentenceReader
from scholar_desktop.corpus.full_texts import StoredText
from scholar_desktop.corpus.packed_rows import RowPacker
from scholar_desktop.corpus.paper_counts import COUNTED_ROWS, line_of
from scholar_desktop.corpus.row_columns import SCHEMES, PaperAddress, name_hash, sha_hash
from scholar_desktop.corpus.stored_answers import SearchFilter, SearchHits, StoreDamaged, StoredEdge, StoredPaper
from scholar_desktop.domain.corpus.rule import field_mask
from scholar_desktop.domain.text.text_folding import fold_venue
from scholar_desktop.domain.text.word_search import separate_characters

if TYPE_CHECKING:
    from scholar_desktop.corpus.vectors import Vectors

T = TypeVar("T")
RANKED_HITS = 5_000
"""Of more hits than this, only the most cited ones are ranked by bm25."""
TITLES_FIRST = 100
"""Of more hits than are ranked, this many with all words in their titles come first."""
MOST_COUNTED = 200_000
"""Citing papers that co-citation looks at; of more, the most cited ones."""
SORTS = ("relevance", "citations", "year", "year-oldest")
_SCORE = "+fts.rank"
"""bm25, sorted by SQLite. FTS5 sorts by `rank` itself, and reads the lists of all words a second time to return it."""
_IDS_AT_ONCE = 500
log = logging.getLogger(__name__)


class _StoppableConnection(sqlite3.Connection):
    """A connection that runs no further statement once it is stopped: `interrupt` alone ends only the present one, and
    a question may consist of thousands of short ones."""

    is_stopped = False

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        if self.is_stopped:
            raise sqlite3.OperationalError("interrupted")
        return super().execute(*arguments)


class CorpusStore:
    """One open store."""

    def __init__(self, path: Path) -> None:
        """Open the store.

        Raises:
            StoreDamaged: the file is no store of this layout.
        """
        self.path = path
        connection = None
        try:
            connection = sqlite3.connect(
                f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False, factory=_StoppableConnection
            )
            connection.execute("PRAGMA query_only=1")
            connection.executescript("PRAGMA mmap_size=1073741824; PRAGMA cache_size=-32768;")
            layout = schema.about(connection).get("layout")
            if layout != str(schema.LAYOUT):
                raise StoreDamaged(f"{path.name} has layout {layout}, not {schema.LAYOUT}")
            packers = dict(connection.execute("SELECT k, d FROM dict"))
        except (sqlite3.Error, StoreDamaged) as error:
            if connection is not None:
                connection.close()
            if isinstance(error, StoreDamaged):
                raise
            raise StoreDamaged(f"{path.name}: {error}") from error
        self._connection = connection
        self._packers = {table: RowPacker(dictionary) for table, dictionary in packers.items()}
        self._sentences = SentenceReader(connection, self._packers.get("edge") or RowPacker(b""))
        self._vectors: tuple[str, Vectors] | None = None
        self._damaged: set[tuple[str, int]] = set()
        self._venues: dict[str, list[int]] = {}
        self._last_venue = 0

    def close(self) -> None:
        self._connection.close()

    def interrupt(self) -> None:
        """End the query of another thread: it raises sqlite3.OperationalError, as all do until `resume`."""
        self._connection.is_stopped = True
        self._connection.interrupt()

    def resume(self) -> None:
        """Answer questions again."""
        self._connection.is_stopped = False

    def about(self) -> dict[str, str]:
        """Return the facts about the store: releases, rule, counts. They change when a diff is applied."""
        return schema.about(self._connection)

    # --- papers

    def papers(self, ids: Iterable[int], *, with_texts: bool = True, strict: bool = False) -> dict[int, StoredPaper]:
        """Return those of *ids* that are in the store; without *with_texts*, without their abstracts and summaries.
        Rows that cannot be read are left out (`take_damaged`); if *strict*, the first raises StoreDamaged."""
        wanted = list(dict.fromkeys(ids))
        rows = {name: self._rows(name, wanted if with_texts else [], strict) for name in ("abstract", "tldr")}
        rows["paper"] = self._rows("paper", wanted, strict)
        return {
            key: StoredPaper(key, rows["paper"][key], rows["abstract"].get(key), rows["tldr"].get(key))
            for key in wanted
            if key in rows["paper"]
        }

    def take_damaged(self) -> int:
        """Return how many rows were left out, because they cannot be read, since this was called last."""
        count = len(self._damaged)
        self._damaged.clear()
        return count

    def _leave_out(self, table: str, key: int, error: Exception) -> None:
        if (table, key) not in self._damaged:
            self._damaged.add((table, key))
            log.warning("row %s of %s in the offline corpus cannot be read and is left out: %s", key, table, error)

    def _rows(self, table: str, ids: Sequence[int], strict: bool = False) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        packer = self._packers.get(table)
        if packer is None:
            return found
        rows = COUNTED_ROWS if table == "paper" else f"SELECT p.id, p.row FROM {table} p"  # noqa: S608
        for first in range(0, len(ids), _IDS_AT_ONCE):
            part = ids[first : first + _IDS_AT_ONCE]
            query = f"{rows} WHERE p.id IN ({','.join('?' * len(part))})"
            for key, packed, *counts in self._connection.execute(query, part):
                try:
                    found[key] = self._decoded(packer, packed, dict[str, Any], counts)
                except StoreDamaged as error:
                    if strict:
                        raise
                    self._leave_out(table, key, error)
        return found

    def _decoded(self, packer: RowPacker, packed: bytes, type_: type[T], counts: Sequence[int | None] = ()) -> T:
        try:
            return msgspec.json.decode(line_of(packer.unpack(packed), *counts), type=type_)
        except (zlib.error, msgspec.DecodeError, ValueError) as error:
            raise StoreDamaged(f"a row of {self.path.name} cannot be read: {error}") from error

    def resolve(self, scheme: str, value: str, *, strict: bool = True) -> int | None:
        """Return the CorpusId of the paper with this identifier, or None.

        Args:
            scheme: s2, corpus, doi, arxiv, pmid, pmcid, mag, acl or dblp.
            strict: a row that cannot be read raises StoreDamaged; else it is left out.
        """
        if scheme == "corpus":
            if not value.isdecimal() or len(value) > 18:
                return None
            found = self._connection.execute("SELECT id FROM paper WHERE id = ?", (int(value),)).fetchone()
            return int(found[0]) if found is not None else None
        number = sha_hash(value.lower()) if scheme == "s2" else name_hash(scheme, value)
        if number is None:
            return None
        candidates = [key for (key,) in self._connection.execute("SELECT id FROM name WHERE h = ?", (number,))]
        papers = self.papers(candidates, strict=strict)
        # two identifiers may have one hash, so the row decides; an older SHA is in no row
        exact = [key for key, paper in papers.items() if _has_name(paper.row, scheme, value)]
        if exact or scheme != "s2":
            return exact[0] if exact else None
        return next(iter(papers), None)

    def shas(self, ids: Sequence[int]) -> dict[int, str]:
        """Return the SHA of those of *ids* that are in the store and have one."""
        found: dict[int, str] = {}
        if (packer := self._packers.get("paper")) is None:
            return found
        for first in range(0, len(ids), _IDS_AT_ONCE):
            part = ids[first : first + _IDS_AT_ONCE]
            query = f"SELECT id, row FROM paper WHERE id IN ({','.join('?' * len(part))})"  # noqa: S608
            for key, packed in self._connection.execute(query, part):
                try:
                    sha = self._decoded(packer, packed, PaperAddress).sha
                except StoreDamaged as error:
                    self._leave_out("paper", key, error)
                    continue
                if sha:
                    found[key] = sha
        return found

    @property
    def has_full_texts(self) -> bool:
        """True if the store has full texts of papers."""
        return "full_text" in self._packers

    def full_text(self, paper: int) -> StoredText | None:
        """Return the full text of *paper*; None if it is not kept."""
        packer = self._packers.get("full_text")
        if packer is None:
            return None
        found = self._connection.execute("SELECT row FROM full_text WHERE id = ?", (paper,)).fetchone()
        return self._decoded(packer, found[0], StoredText) if found is not None else None

    def texts_with(self, match: str, limit: int) -> list[int]:
        """Return the papers whose full texts satisfy *match*, an FTS5 expression, the best first."""
        if not self.has_full_texts:
            return []
        query = (
            f"SELECT q.id FROM (SELECT rowid AS n, {_SCORE} AS score FROM fts WHERE fts MATCH ? "  # noqa: S608
            "ORDER BY score, n LIMIT ?) k JOIN place q ON q.n = k.n ORDER BY k.score, k.n"
        )
        # not translated: a query of SQLite
        return list(self._ids(query, (f"body : ({match})", limit)))

    def facts(self, ids: Sequence[int]) -> dict[int, tuple[int | None, int]]:
        """Return (year, citations) of those of *ids* that are in the store."""
        found: dict[int, tuple[int | None, int]] = {}
        for first in range(0, len(ids), _IDS_AT_ONCE):
            part = ids[first : first + _IDS_AT_ONCE]
            query = f"SELECT id, year, citations FROM facts WHERE id IN ({','.join('?' * len(part))})"  # noqa: S608
            found.update((key, (year, citations)) for key, year, citations in self._connection.execute(query, part))
        return found

    # --- search

    def search(
        self,
        match: str,
        limits: SearchFilter | None = None,
        *,
        sort: str = "relevance",
        limit: int = 100,
        offset: int = 0,
    ) -> SearchHits:
        """Return the papers whose texts satisfy *match*, an FTS5 expression; empty: all papers.

        Relevance is bm25. Of more than RANKED_HITS hits the most cited ones are ranked, since the text index lists its
        hits by citations; papers with the words in their titles come first.

        Raises:
            sqlite3.OperationalError: *match* is not an FTS5 expression, or `interrupt` was called.
        """
        where, values = self._where(limits)
        if not match:
            order = {"year": "f.year DESC, f.n", "year-oldest": "f.year IS NULL, f.year, f.n"}.get(sort, "f.n")
            query = f"SELECT f.id FROM facts f WHERE {where or '1'} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608
            return SearchHits(self._ids(query, (*values, limit, offset)))
        if sort == "relevance":
            return self._by_relevance(match, where, values, limit, offset)
        order = {"year": "f.year DESC, f.n", "year-oldest": "f.year IS NULL, f.year, f.n"}.get(sort, "fts.rowid")
        query = (
            "SELECT f.id FROM fts JOIN place p ON p.n = fts.rowid JOIN facts f ON f.id = p.id "  # noqa: S608
            f"WHERE fts MATCH ? {f'AND {where}' if where else ''} ORDER BY {order} LIMIT ? OFFSET ?"
        )
        return SearchHits(self._ids(query, (match, *values, limit, offset)))

    def _by_relevance(self, match: str, where: str, values: Sequence[Any], limit: int, offset: int) -> SearchHits:
        tables = "fts JOIN place p ON p.n = fts.rowid JOIN facts f ON f.id = p.id" if where else "fts"
        condition = f"AND {where}" if where else ""
        bound = self._connection.execute(
            f"SELECT fts.rowid FROM {tables} WHERE fts MATCH ? {condition} ORDER BY fts.rowid LIMIT 1 OFFSET ?",  # noqa: S608
            (match, *values, RANKED_HITS),
        ).fetchone()
        last = bound[0] if bound is not None else 1 << 62
        ranked = (
            f"SELECT q.id FROM (SELECT fts.rowid AS n, {_SCORE} AS score "  # noqa: S608
            f"FROM {tables} WHERE fts MATCH ? AND fts.rowid <= ? {condition} ORDER BY score, n LIMIT ? OFFSET ?) k "
            "JOIN place q ON q.n = k.n ORDER BY k.score, k.n"
        )
        if bound is None:
            return SearchHits(self._ids(ranked, (match, last, *values, limit, offset)))
        titles = self._ids(  # not translated: a query of SQLite
            "SELECT q.id FROM (SELECT fts.rowid AS n, fts.rank AS score "  # noqa: S608
            f"FROM {tables} WHERE fts MATCH ? {condition} ORDER BY fts.rowid LIMIT ?) k "
            "JOIN place q ON q.n = k.n ORDER BY k.score, k.n",
            (f"title : ({match})", *values, TITLES_FIRST),
        )
        best = self._ids(ranked, (match, last, *values, offset + limit, 0))
        first = list(dict.fromkeys([*titles, *best]))
        ids = first[offset : offset + limit]
        if len(best) < offset + limit and len(ids) < limit:
            # the hits that are not ranked follow by citations
            others = (
                f"SELECT p.id FROM fts JOIN place p ON p.n = fts.rowid {'JOIN facts f ON f.id = p.id' if where else ''}"  # noqa: S608
                f" WHERE fts MATCH ? AND fts.rowid > ? {condition} AND p.id NOT IN ({','.join('?' * len(titles))}) "
                "ORDER BY fts.rowid LIMIT ? OFFSET ?"
            )
            after = max(0, offset - len(first))
            ids += self._ids(others, (match, last, *values, *titles, limit - len(ids), after))
        return SearchHits(tuple(ids), RANKED_HITS)

    def count(self, match: str, limits: SearchFilter | None = None) -> int:
        """Return the number of hits. It takes longer than the first page."""
        where, values = self._where(limits)
        if not match:
            query = f"SELECT count(*) FROM facts f WHERE {where or '1'}"  # noqa: S608
            return int(self._connection.execute(query, values).fetchone()[0])
        joined = "JOIN place p ON p.n = fts.rowid JOIN facts f ON f.id = p.id" if where else ""
        query = f"SELECT count(*) FROM fts {joined} WHERE fts MATCH ? {f'AND {where}' if where else ''}"  # noqa: S608
        return int(self._connection.execute(query, (match, *values)).fetchone()[0])

    def _ids(self, query: str, values: Sequence[Any]) -> tuple[int, ...]:
        return tuple(key for (key,) in self._connection.execute(query, values))

    def _where(self, limits: SearchFilter | None) -> tuple[str, list[Any]]:
        """Return the SQL condition on `facts f` for *limits*, and its values."""
        if limits is None:
            return "", []
        parts: list[str] = []
        values: list[Any] = []
        for column, value in (
            ("f.year >= ?", limits.first_year),
            ("f.year <= ?", limits.last_year),
            ("f.citations >= ?", limits.min_citations),
        ):
            if value is not None:
                parts.append(column)
                values.append(value)
        if limits.fields:
            parts.append("f.mask & ?")
            values.append(field_mask(limits.fields))
        if limits.venues:
            known = self._venue_numbers()
            numbers = [number for name in limits.venues for number in known.get(fold_venue(name), ())]
            parts.append(f"f.venue IN ({','.join('?' * len(numbers))})")
            values += numbers
        return " AND ".join(f"({part})" for part in parts), values

    def _venue_numbers(self) -> dict[str, list[int]]:
        """Return the numbers of the venues by their folded names; those that a diff has added are read too."""
        rows = self._connection.execute("SELECT v, name FROM venue_name WHERE v > ?", (self._last_venue,)).fetchall()
        for number, name in rows:
            self._venues.setdefault(fold_venue(name), []).append(number)
            self._last_venue = max(self._last_venue, number)
        return self._venues

    # --- citations

    def edges(
        self, paper: int, *, cited_by: bool, limit: int = 1000, offset: int = 0, with_papers: bool = True
    ) -> tuple[StoredEdge, ...]:
        """Return the papers that cite *paper* (cited_by), or those that it cites, the newest first.

        Two rows of one pair (a duplicate of the export) are one edge: influential if any is, with the longer contexts.
        """
        return self.edges_with(
            paper, self.ends(paper, cited_by=cited_by, limit=limit, offset=offset), cited_by, with_papers
        )

    def ends(self, paper: int, *, cited_by: bool, limit: int = -1, offset: int = 0) -> list[int]:
        """Return the other ends in the order of `edges`: each paper once, 0 once for all that were not identified.

        Args:
            limit: -1 for all.
        """
        one, other = ("cited", "citing") if cited_by else ("citing", "cited")
        rows = self._connection.execute(
            f"SELECT DISTINCT e.{other} FROM edge e LEFT JOIN facts f ON f.id = e.{other} WHERE e.{one} = ? "  # noqa: S608
            f"ORDER BY f.year IS NULL, f.year DESC, f.n, e.{other} LIMIT ? OFFSET ?",
            (paper, limit, offset),
        )
        return [key for (key,) in rows]

    def edges_with(
        self, paper: int, others: Sequence[int], cited_by: bool, with_papers: bool = True
    ) -> tuple[StoredEdge, ...]:
        """Return the citations between *paper* and each of *others*, in their order, as `edges` does."""
        papers = self.papers(others) if with_papers else {}
        return tuple(
            edge
            for key in others
            for edge in self._edges_of((paper, key) if cited_by else (key, paper), key, papers.get(key))
        )

    def unidentified(self, paper: int, first: int, count: int) -> tuple[StoredEdge, ...]:
        """Return *count* of the items that *paper* cites and that were not identified, from the one at *first* on."""
        return tuple(self._edges_of((0, paper), 0, None, count, first))

    def _edges_of(
        self, ends: tuple[int, int], other: int, paper: StoredPaper | None, limit: int = -1, offset: int = 0
    ) -> list[StoredEdge]:
        query = "SELECT cid, fl, ctx FROM edge WHERE cited = ? AND citing = ? LIMIT ? OFFSET ?"
        rows = self._connection.execute(query, (*ends, limit, offset)).fetchall()
        edges = [
            StoredEdge(other, bool(fl & 1), _intents(fl), self._contexts(cid, ctx), paper) for cid, fl, ctx in rows
        ]
        if other == 0 or len(edges) <= 1:
            return edges  # items that were not identified are different ones
        longest = max(edges, key=lambda edge: len(edge.contexts))
        return [StoredEdge(other, any(edge.influential for edge in edges), longest.intents, longest.contexts, paper)]

    def _contexts(self, cid: int, packed: int | bytes | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if packed in (None, b""):
            return ()
        try:
            sent = self._sentences.read(packed) or b""
            contexts, intents = msgspec.json.decode(sent, type=tuple[list[Any] | None, list[Any] | None])
        except (zlib.error, msgspec.DecodeError, ValueError, LookupError) as error:
            self._leave_out("edge", cid, error)
            return ()
        found, given = contexts or [], intents or []
        if len(given) != len(found) or any(isinstance(each, str) for each in given):
            given = [None] * len(found)
        # a build stores them as they were sent, without a look inside
        return tuple(
            (text, tuple(one for one in each if isinstance(one, str)) if isinstance(each, list) else ())
            for text, each in zip(found, given, strict=True)
            if isinstance(text, str)
        )

    def edge_count(self, paper: int, *, cited_by: bool) -> int:
        """Return how many different papers cite *paper*, or are cited by it; unidentified items count each."""
        if cited_by:
            query = "SELECT count(DISTINCT citing) FROM edge WHERE cited = ?"
            return int(self._connection.execute(query, (paper,)).fetchone()[0])
        query = "SELECT count(DISTINCT nullif(cited, 0)) + sum(cited = 0) FROM edge WHERE citing = ?"
        return int(self._connection.execute(query, (paper,)).fetchone()[0] or 0)

    def unidentified_count(self, paper: int) -> int:
        """Return how many items that *paper* cites were not identified."""
        query = "SELECT count(*) FROM edge WHERE citing = ? AND cited = 0"
        return int(self._connection.execute(query, (paper,)).fetchone()[0])

    def citing_ids(self, paper: int) -> list[int]:
        """Return the CorpusIds of all papers that cite *paper*, the most cited first."""
        query = (
            "SELECT DISTINCT e.citing, f.n FROM edge e LEFT JOIN facts f ON f.id = e.citing WHERE e.cited = ? "
            "ORDER BY f.n IS NULL, f.n"
        )
        return [key for key, _ in self._connection.execute(query, (paper,))]

    def cited_ids(self, paper: int) -> list[int]:
        """Return the CorpusIds of all papers that *paper* cites, as far as they were identified."""
        query = "SELECT DISTINCT cited FROM edge WHERE citing = ? AND cited > 0"
        return [key for (key,) in self._connection.execute(query, (paper,))]

    def subgraph(self, papers: Sequence[int]) -> list[tuple[int, int]]:
        """Return (citing, cited) for each citation between two of *papers*."""
        wanted = set(papers)
        found: set[tuple[int, int]] = set()
        ids = list(wanted)
        for first in range(0, len(ids), _IDS_AT_ONCE):
            part = ids[first : first + _IDS_AT_ONCE]
            # the other end is tested here: with a second IN the planner takes the wrong index
            query = f"SELECT citing, cited FROM edge INDEXED BY refs WHERE citing IN ({','.join('?' * len(part))})"  # noqa: S608
            found.update((citing, cited) for citing, cited in self._connection.execute(query, part) if cited in wanted)
        return sorted(found)

    def links(self, citing: Sequence[int], cited: Container[int]) -> Iterator[tuple[int, int, bool, tuple[str, ...]]]:
        """Yield (citing, cited, influential, intents) for each citation of one of *cited* by one of *citing*.

        Two rows of one pair (a duplicate of the export) are one citation: influential if any is, with all intents.
        """
        for first in range(0, len(citing), _IDS_AT_ONCE):
            part = citing[first : first + _IDS_AT_ONCE]
            # in the order of the index
            rows = self._connection.execute(
                "SELECT citing, cited, fl FROM edge INDEXED BY refs "  # noqa: S608
                f"WHERE citing IN ({','.join('?' * len(part))}) ORDER BY citing, cited",
                part,
            )
            wanted = (row for row in rows if row[1] in cited)
            for (one, other), group in itertools.groupby(wanted, lambda row: (row[0], row[1])):
                flags = functools.reduce(operator.or_, (row[2] for row in group))
                yield one, other, bool(flags & schema.INFLUENTIAL), _intents(flags)

    def co_cited(self, papers: Sequence[int], limit: int = 100) -> list[tuple[int, int]]:
        """Return (CorpusId, count) of the papers that are cited together with *papers*, most often first."""
        counts: Counter[int] = Counter()
        for paper in papers:
            for citing in self.citing_ids(paper)[:MOST_COUNTED]:
                counts.update(self.cited_ids(citing))
        return _most_common(counts, papers, limit)

    def coupled(self, papers: Sequence[int], limit: int = 100) -> list[tuple[int, int]]:
        """Return (CorpusId, count) of the papers that share references with *papers*, most shared first."""
        counts: Counter[int] = Counter()
        for paper in papers:
            for cited in self.cited_ids(paper):
                counts.update(self.citing_ids(cited)[:MOST_COUNTED])
        return _most_common(counts, papers, limit)

    def similar(
        self, papers: Sequence[int], *, unlike: Sequence[int] = (), limit: int = 100
    ) -> list[tuple[int, float]]:
        """Return (CorpusId, cosine) of the papers whose vectors are most similar to those of *papers*, best first.

        Empty if none of *papers* has a vector; `coupled` finds papers by shared references then.

        Args:
            papers: a single paper, or a set, such as a collection.
            unlike: papers that the results shall not be like.

        Raises:
            StoreDamaged: the vector files cannot be read.
        """
        vectors = self.vectors()
        return vectors.similar(papers, unlike=unlike, limit=limit) if vectors is not None else []

    def vectors(self) -> Vectors | None:
        """Return the vectors of the papers; None if the corpus has none. Raises StoreDamaged."""
        from scholar_desktop.corpus.vectors import Vectors

        name = self.about().get("vectors")
        if name is None:
            return None
        if self._vectors is None or self._vectors[0] != name:
            try:
                self._vectors = name, Vectors(self.path.parent / name)
            except (OSError, ValueError, struct.error) as error:
                raise StoreDamaged(f"the vectors {name} cannot be read: {error}") from error
        return self._vectors[1]

    # --- people

    def author(self, author_id: str) -> dict[str, Any] | None:
        """Return the row of the author, or None."""
        if not author_id.isdecimal() or len(author_id) > 18:
            return None
        return self._rows("author", [int(author_id)]).get(int(author_id))

    def papers_of_author(self, author_id: str) -> list[int]:
        """Return the CorpusIds of the author's papers, the most cited first."""
        if not author_id.isdecimal() or len(author_id) > 18:
            return []
        query = "SELECT w.paper FROM wrote w JOIN facts f ON f.id = w.paper WHERE w.author = ? ORDER BY f.n"
        return list(self._ids(query, (int(author_id),)))

    def lacks(self, paper: int) -> frozenset[str]:
        """Return the datasets whose rows of *paper* are not here, because it entered by a diff."""
        return frozenset(
            name for (name,) in self._connection.execute("SELECT dataset FROM lacks WHERE id = ?", (paper,))
        )

    def lacking(self, limit: int) -> dict[int, frozenset[str]]:
        """Return at most *limit* papers that lack rows, the most cited first, each with the datasets of the rows."""
        query = """SELECT id, dataset FROM lacks WHERE id IN (SELECT DISTINCT l.id FROM lacks l
            JOIN facts f ON f.id = l.id ORDER BY f.citations DESC, l.id LIMIT ?)"""
        found: dict[int, set[str]] = {}
        for key, name in self._connection.execute(query, (limit,)):
            found.setdefault(key, set()).add(name)
        return {key: frozenset(names) for key, names in found.items()}

    def lacking_count(self) -> int:
        """Return the number of papers that lack rows."""
        return int(self._connection.execute("SELECT count(DISTINCT id) FROM lacks").fetchone()[0])


_WORD = re.compile(r"\w+", re.UNICODE)


def match_of(words: str) -> str:
    """Return the FTS5 expression for plain *words*: all of them, each as it is; empty if there are none."""
    return " ".join(f'"{" ".join(separate_characters(word).split())}"' for word in _WORD.findall(words))


def _has_name(row: dict[str, Any], scheme: str, value: str) -> bool:
    if scheme == "s2":
        return str(row.get("url") or "").endswith(f"/{value.lower()}")
    sent = str((row.get("externalids") or {}).get(SCHEMES.get(scheme, "")) or "").lower()
    return sent.removeprefix("pmc") == value.strip().lower().removeprefix("pmc") if sent else False


def _intents(flags: int) -> tuple[str, ...]:
    return tuple(name for name, bit in schema.INTENT_BITS.items() if flags & bit)


def _most_common(counts: Counter[int], without: Sequence[int], limit: int) -> list[tuple[int, int]]:
    for key in without:
        counts.pop(key, None)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
