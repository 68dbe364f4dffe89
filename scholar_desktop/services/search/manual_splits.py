"""Manual splits: rows that merging would join although they are two papers, as the user decided. Stored in the library;
undo reverts them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.merging.dedupe import are_split, dedupe, merge_rows, source_rows
from scholar_desktop.domain.merging.split_rows import NO_SPLITS, SplitRows, ordered_pair, row_key
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import TITLES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.timestamps import current_timestamp

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

LABEL_TITLE = 48
"""Maximum length of a title in the name of an undo entry."""
KNOWN_SCHEMES = ("doi", "arxiv", "pmid", "pmcid")
"""The schemes of identifiers that people know and look for."""


class SplitRecord(msgspec.Struct, frozen=True):
    """What a paper was split from: the title, the title of its service, and an identifier that people know, such as a
    DOI, by its scheme and value; empty without one."""

    title: str
    service: str
    scheme: str = ""
    value: str = ""


class ManualSplits:
    """Splits and rejoins rows. `apart` holds the splits that were last read and needs no waiting; `load` reads them
    once.

    Events:
        changed: rows were split or rejoined, here or by undo; carries the splits from before the change.
    """

    def __init__(self, store: LibraryStore, scope: TaskScope) -> None:
        self._store = store
        self._scope = scope
        self._titles: dict[tuple[str, str], tuple[str, str]] = {}
        self._is_loaded = False
        self.apart = NO_SPLITS
        self.changed: Event[SplitRows] = Event("partings.changed")
        store.changed.connect(self._on_changed)

    async def load(self) -> SplitRows:
        """Return the splits, reading them from the library at the first call. If they cannot be read, there are
        none."""
        if not self._is_loaded and self._store.data_dir.exists():
            try:
                await self._read()
            except ScholarError as error:
                log.info("what was parted could not be read: %s", error.message)
        self._is_loaded = True
        return self.apart

    async def split(self, paper: Paper, rows: Sequence[Paper]) -> tuple[Paper, Paper]:
        """Split *rows* (some of its `parts`) from *paper*, and store the split in the library.

        Returns:
            The paper without the rows, and the rows merged into one paper.

        Raises:
            ScholarError: the library cannot be changed.
            ValueError: one of the two papers would have no rows.
        """
        taken = {row_key(row) for row in rows}
        left = [row for row in source_rows(paper) if row_key(row) not in taken]
        out = [row for row in source_rows(paper) if row_key(row) in taken]
        if not left or not out:
            raise ValueError("a paper cannot be parted from itself")
        now = current_timestamp()
        made = {ordered_pair(row_key(one), row_key(other)): _titles_of(one, other) for one in left for other in out}
        await self._store.apart.put(
            [
                {"one": one, "other": other, "titles": msgspec.json.encode(titles).decode(), "parted": now}
                for (one, other), titles in made.items()
            ],
            Message("split “{title}”", title=shorten(plain(paper.title), LABEL_TITLE)),
        )
        await self._read_and_tell()  # lists show the two before the caller goes on
        return merge_rows(left), merge_rows(out)

    async def unsplit(self, paper: Paper, other: Paper | None = None) -> None:
        """Remove the splits of *paper*, so that the merging rules decide again, and merge the papers of the library
        that they kept apart. Raises the library's errors.

        Args:
            other: remove only the splits between *paper* and this one.
        """
        pairs = self._pairs_of(paper) if other is None else self._pairs_between(paper, other)
        await self._store.duplicates.merge_split(
            [paper] if other is None else [paper, other],
            self._store.apart.dropped([{"one": one, "other": other_row} for one, other_row in pairs]),
            Message("merge “{title}” again", title=shorten(plain(paper.title), LABEL_TITLE)),
        )
        await self._read_and_tell()

    def titles_split_from(self, paper: Paper) -> tuple[str, ...]:
        """Return the titles of what *paper* was split from, each with its source; empty if there are no splits."""
        mine = {row_key(row) for row in source_rows(paper)}
        found: dict[str, None] = {}
        for pair in self._pairs_of(paper):
            titles = self._titles.get(pair, pair)
            found[titles[1] if pair[0] in mine else titles[0]] = None
        return tuple(found)

    def records_split_from(self, paper: Paper) -> tuple[SplitRecord, ...]:
        """Return what *paper* was split from; empty if there are no splits."""
        return tuple(map(_read_description, self.titles_split_from(paper)))

    def are_apart(self, paper: Paper, other: Paper) -> bool:
        """Return True if the user has split a row of *paper* from a row of *other*."""
        return bool(self.apart.pairs) and are_split(paper, other, self.apart)

    def is_changed(self, paper: Paper, before: SplitRows) -> bool:
        """Return True if a row of *paper* was split from another, or merged with it again, since *before*."""
        keys = {key for pair in self.apart.pairs ^ before.pairs for key in pair}
        return not keys.isdisjoint(map(row_key, source_rows(paper)))

    def apply_splits(self, papers: Sequence[Paper], before: SplitRows) -> tuple[Paper, ...] | None:
        """Merge *papers* again after the splits have changed.

        Args:
            papers: a list that was merged with the splits *before*.
            before: the splits at that time.

        Returns:
            The papers merged with the splits of now; None if nothing differs.
        """
        keys = {key for pair in self.apart.pairs ^ before.pairs for key in pair}
        if not keys:
            return None
        touched = [
            place for place, paper in enumerate(papers) if any(row_key(row) in keys for row in source_rows(paper))
        ]
        if not touched:
            return None
        rows = [row for place in touched for row in source_rows(papers[place])]
        first, others = touched[0], set(touched)
        kept = [paper for place, paper in enumerate(papers) if place not in others or place == first]
        kept[first : first + 1] = dedupe(rows, self.apart).papers
        return tuple(kept)

    def _pairs_of(self, paper: Paper) -> list[tuple[str, str]]:
        if not self.apart.pairs:
            return []
        mine = {row_key(row) for row in source_rows(paper)}
        return sorted(pair for pair in self.apart.pairs if not mine.isdisjoint(pair))

    def _pairs_between(self, paper: Paper, other: Paper) -> list[tuple[str, str]]:
        theirs = set(self._pairs_of(other))
        return [pair for pair in self._pairs_of(paper) if pair in theirs]

    def _on_changed(self, changes: Changes) -> None:
        if "apart" in changes.tables:
            self._scope.start(self._read_and_tell(), name="read what is apart", latest="apart")

    async def _read_and_tell(self) -> None:
        before = self.apart
        await self._read()
        self.changed.emit(before)

    async def _read(self) -> None:
        rows = await self._store.apart.all()
        self._titles = {
            (str(row["one"]), str(row["other"])): msgspec.json.decode(str(row["titles"]), type=tuple[str, str])
            for row in rows
        }
        self.apart = SplitRows(frozenset(self._titles))


def _titles_of(one: Paper, other: Paper) -> tuple[str, str]:
    """Return the labels of two rows, in the order of `ordered_pair`."""
    labels = (_describe_row(one), _describe_row(other))
    return labels if row_key(one) <= row_key(other) else (labels[1], labels[0])


def _describe_row(row: Paper) -> str:
    source = TITLES.get(row.sources[0], row.sources[0]) if row.sources else ""
    known = next((f"{scheme}:{value}" for scheme, value in row.ids.items() if scheme in KNOWN_SCHEMES), "")
    return f"{plain(row.title)} ({', '.join(filter(None, (source, known)))})"


def _read_description(text: str) -> SplitRecord:
    """Read what `_describe_row` made of a row. An earlier version wrote identifiers of the services, too, also in place
    of a missing title."""
    title, opening, rest = text.rpartition(" (")
    if not opening or not rest.endswith(")"):
        return SplitRecord(text, "")
    service, _, name = rest[:-1].partition(", ")
    scheme, _, value = name.partition(":")
    return SplitRecord("" if title == name else title, service, *((scheme, value) if scheme in KNOWN_SCHEMES else ()))
