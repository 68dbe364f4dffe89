"""Puts rows into a store that were looked up one by one, for papers that entered the corpus by a diff.

Such a row has the key `looked_up`, the day, and the citations have negative ids. A row of the dataset that comes later
replaces them; a build from lines does not have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from scholar_desktop.corpus.citing_sentences import in_own_row
from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.schema import INFLUENTIAL, INTENT_BITS
from scholar_desktop.domain.corpus.rule import ONE_END

LOOKED_UP = "looked_up"
"""The key of rows that were looked up; the comparison of stores takes it into account."""
_PER_DAY = 10**9


class LookedUpEdge(msgspec.Struct, frozen=True):
    """A citation that was looked up. cited: 0 for an item that was not identified; contexts: (sentence, intents)."""

    cited: int
    citing: int
    influential: bool
    intents: tuple[str, ...]
    contexts: tuple[tuple[str, tuple[str, ...]], ...]


class LookedUpPaper(msgspec.Struct, frozen=True):
    """What was looked up for one paper.

    abstract, tldr, vector: None if there is none, or it was not wanted; edges: its citations in both directions;
    filled: the datasets whose rows it does not lack any more.
    """

    id: int
    filled: tuple[str, ...]
    abstract: dict[str, Any] | None = None
    tldr: dict[str, Any] | None = None
    authors: tuple[dict[str, Any], ...] = ()
    edges: tuple[LookedUpEdge, ...] = ()
    vector: tuple[float, ...] | None = None


class LookedUpWriter(DiffWriter):
    """The connection that completes a store in use."""

    def lacking(self, papers: Sequence[int] | None = None) -> dict[int, frozenset[str]]:
        """Return the datasets that papers lack: all papers that lack any, or those of *papers*."""
        found: dict[int, set[str]] = {}
        for key, name in self._connection.execute("SELECT id, dataset FROM lacks ORDER BY id"):
            found.setdefault(key, set()).add(name)
        wanted = found if papers is None else {key: found[key] for key in papers if key in found}
        return {key: frozenset(names) for key, names in wanted.items()}

    def missing_authors(self, paper: int) -> list[int]:
        """Return the ids of the authors of *paper* that have no row."""
        query = "SELECT author FROM wrote WHERE paper = ? AND author NOT IN (SELECT id FROM author)"
        return [author for (author,) in self._connection.execute(query, (paper,))]

    def fill(self, papers: Sequence[LookedUpPaper], today: date) -> None:
        """Write what was looked up, in one transaction. Raises sqlite3.Error; nothing was changed then."""
        self._texts = {}
        day = today.isoformat()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._begin_counting()
            for paper in papers:
                if self._has_paper(paper.id):
                    self._fill(paper, today, day)
            self._put_vectors({each.id: each.vector for each in papers if each.vector and self._has_paper(each.id)})
            self._index_texts()
            self._count_rows()
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def _fill(self, paper: LookedUpPaper, today: date, day: str) -> None:
        if paper.abstract is not None:
            self._touch(paper.id)
            self._put_row("abstract", paper.id, msgspec.json.encode({**paper.abstract, LOOKED_UP: day}))
        if paper.tldr is not None:
            self._put_row("tldr", paper.id, msgspec.json.encode({**paper.tldr, LOOKED_UP: day}))
        for author in paper.authors:
            line = msgspec.json.encode({**author, LOOKED_UP: day})
            self._put_row("author", int(author["authorid"]), line)
        self._put_edges(paper.edges, today)
        self._connection.executemany(
            "DELETE FROM lacks WHERE id = ? AND dataset = ?", ((paper.id, name) for name in paper.filled)
        )

    def _put_edges(self, edges: Sequence[LookedUpEdge], today: date) -> None:
        """Write the edges that the rule wants and that the store does not have."""
        packer = self._packer("edge", b"[]")
        lowest = self._connection.execute("SELECT min(cid) FROM edge").fetchone()[0] or 0
        # negative, and the day can be read from it
        next_id = min(lowest, -today.toordinal() * _PER_DAY) - 1
        for edge in edges:
            if not self._ends_pass(edge.cited, edge.citing) or (not edge.cited and self._rule.edges != ONE_END):
                continue
            if edge.cited:
                query = "SELECT 1 FROM edge WHERE cited = ? AND citing = ? LIMIT 1"
                if self._connection.execute(query, (edge.cited, edge.citing)).fetchone() is not None:
                    continue
            flags = INFLUENTIAL if edge.influential else 0
            for intent in edge.intents:
                flags |= INTENT_BITS.get(intent, 0)
            contexts = [text for text, _ in edge.contexts] or None
            intents = [list(names) or None for _, names in edge.contexts] or None
            sent = msgspec.json.encode((contexts, intents)) if contexts else None
            row = (edge.cited, edge.citing, next_id, flags, in_own_row(sent, packer))
            self._insert_edges([row])
            next_id -= 1
