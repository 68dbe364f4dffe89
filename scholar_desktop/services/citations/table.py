"""A long citation list in memory: columns of numbers for filtering and sorting, and the packed rows.

100,000 rows as Python objects take 300 MB, and sorting them would block the interpreter. Here a row takes some 60 bytes
of numbers, its sentences as one lower-case text for word search, and a part of a packed block that is unpacked when the
row is painted.
"""

from __future__ import annotations

import array
import re
import zlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.citations.sentence_filter import shown_sentence
from scholar_desktop.domain.search import date_range
from scholar_desktop.domain.text.text_folding import fold_row_text
from scholar_desktop.services.citations.store import StoredCitationBlock, pack_citations, unpack_citations

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

METHOD, RESULT, BACKGROUND = 1, 2, 4
INTENT_BITS = {"methodology": METHOD, "method": METHOD, "result": RESULT, "background": BACKGROUND}
UNKNOWN = -1
_BETWEEN = "\x1f"
"""Separates the names of two authors."""
_PART_END = "\u2029"
"""Separates the title and the sentences of a row, so that no words are found across their ends."""
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U0001f300-\U0001faff]"
)
_KEPT_BLOCKS = 96
LONGEST = 65_535
"""The greatest length of a sentence that is counted."""
_NAMES = 3
"""Ids of a paper that are compared with the library: s2, doi, arxiv."""


class RowTexts:
    """The searchable text of some rows: one text in which each row ends with a line break."""

    def __init__(self, texts: Iterable[str]) -> None:
        # a sentence alone is often ASCII, which is folded many times as fast; the separator is not
        parts = [_PART_END.join(map(fold_row_text, text.split(_PART_END))).encode() for text in texts]
        self.starts = array.array("I", [0])
        at = 0
        for part in parts:
            at += len(part) + 1
            self.starts.append(at)
        self.text = b"\n".join([*parts, b""])

    def rows_with(self, needle: bytes) -> list[int]:
        """Return the rows that contain *needle*."""
        found: list[int] = []
        text, starts = self.text, self.starts
        at = text.find(needle)
        while at >= 0:
            row = bisect_right(starts, at) - 1
            found.append(row)
            at = text.find(needle, starts[row + 1])
        return found

    def has(self, row: int, needle: bytes) -> bool:
        """True if *row* contains *needle*."""
        return self.text.find(needle, self.starts[row], self.starts[row + 1]) >= 0

    def has_in_one_sentence(self, row: int, needles: Sequence[bytes]) -> bool:
        """True if one sentence of *row* contains all *needles*; its title does not count."""
        _title, *sentences = self.text[self.starts[row] : self.starts[row + 1]].split(_PART_END.encode())
        return any(all(needle in sentence for needle in needles) for sentence in sentences)

    def has_in_title(self, row: int, needles: Sequence[bytes]) -> bool:
        """True if the title of *row* contains all *needles*."""
        title = self.text[self.starts[row] : self.starts[row + 1]].partition(_PART_END.encode())[0]
        return all(needle in title for needle in needles)


class CitationColumns(msgspec.Struct, frozen=True, eq=False):
    """Columns of some rows.

    year, cites, venue: -1 if unknown; day: YYYYMMDD as the sort key (1 January if only the year is known, 0 without a
    year); self_citation: 1, 0, or -1 if unknown; length: of the first sentence, as `length_of_sentence`;
    names: hashes of ids, 0 if missing.
    """

    year: NDArray[np.int16]
    day: NDArray[np.int32]
    cites: NDArray[np.int32]
    influential: NDArray[np.bool_]
    intents: NDArray[np.uint8]
    self_citation: NDArray[np.int8]
    copy: NDArray[np.bool_]
    sentences: NDArray[np.uint8]
    length: NDArray[np.uint16]
    venue: NDArray[np.int32]
    names: NDArray[np.int64]


class CitationRows(msgspec.Struct, frozen=True, eq=False):
    """Rows that can be added to a table. Created by `make_rows`, in a thread.

    authors: searchable author names; author_names: the names as written, packed.
    """

    blocks: tuple[StoredCitationBlock, ...]
    columns: CitationColumns
    venues: tuple[str, ...]
    words: RowTexts
    authors: RowTexts
    author_names: bytes
    undated: int

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.columns.year)

    def names_of_authors(self) -> list[list[str]]:
        """Return the author names of each row."""
        lines = zlib.decompress(self.author_names).decode().split("\n")[: self.count]
        return [line.split(_BETWEEN) if line else [] for line in lines]


class CitationTable:
    """The rows of one list, in the service's order. Only the thread of the window changes the table; the objects that
    it passes to other threads (`columns`, `parts`) do not change afterwards."""

    def __init__(self) -> None:
        self._parts: list[CitationRows] = []
        self._joined: CitationColumns | None = None
        self._starts: list[int] = []
        self._blocks: list[bytes] = []
        self._venue_numbers: dict[str, int] = {}
        self.venues: list[str] = []
        self._unpacked: OrderedDict[int, tuple[Citation, ...]] = OrderedDict()
        self._count = 0
        self.revision = 0
        """Number of times that rows were inserted at the front, which changes the number of every row."""

    def __len__(self) -> int:
        return self._count

    @property
    def parts(self) -> tuple[CitationRows, ...]:
        """The rows in the portions in which they were added."""
        return tuple(self._parts)

    @property
    def undated(self) -> int:
        """Number of rows whose paper has a year and no day; the date filter of the service finds them on 1 January."""
        return sum(part.undated for part in self._parts)

    def add(self, rows: CitationRows, *, in_front: bool = False) -> None:
        """Append *rows*, or insert them at the front."""
        if not rows.count:
            return
        rows = self._with_venues(rows)
        if in_front:
            self.revision += 1
            self._parts.insert(0, rows)
            self._starts, self._blocks, self._count = [], [], 0
            self._unpacked.clear()
            for part in self._parts:
                self._place(part)
        else:
            self._parts.append(rows)
            self._place(rows)
        self._joined = None

    def columns(self) -> CitationColumns:
        """Return all columns joined, which takes some milliseconds for 100,000 rows after rows were added, otherwise
        nothing."""
        if self._joined is None:
            self._joined = join_columns(self._parts)
        return self._joined

    @property
    def joined(self) -> CitationColumns | None:
        """The joined columns; None if rows were added since they were joined."""
        return self._joined

    def cache_columns(self, columns: CitationColumns) -> None:
        """Use the result of `join_columns` from a thread, if no row was added meanwhile."""
        if len(columns.year) == self._count:
            self._joined = columns

    def edge(self, row: int) -> Citation:
        """Return the row. Its block is unpacked once and cached; unpacking takes a fifth of a millisecond."""
        place = bisect_right(self._starts, row) - 1
        edges = self._unpacked.get(place)
        if edges is None:
            edges = self._unpacked[place] = unpack_citations(self._blocks[place])
            if len(self._unpacked) > _KEPT_BLOCKS:
                self._unpacked.popitem(last=False)
        else:
            self._unpacked.move_to_end(place)
        return edges[row - self._starts[place]]

    def packed(self) -> tuple[tuple[int, ...], tuple[bytes, ...]]:
        """Return the first row of each block, and the blocks, for `citations_at` in another thread."""
        return tuple(self._starts), tuple(self._blocks)

    def memory(self) -> int:
        """Return the approximate size in bytes."""
        columns = self.columns()
        numbers = sum(int(getattr(columns, name).nbytes) for name in CitationColumns.__struct_fields__)
        packed = sum(len(block) + 33 for block in self._blocks)
        texts = sum(
            len(texts.text) + texts.starts.itemsize * len(texts.starts)
            for part in self._parts
            for texts in (part.words, part.authors)
        )
        return 2 * numbers + packed + texts

    def _place(self, rows: CitationRows) -> None:
        for block in rows.blocks:
            self._starts.append(self._count)
            self._blocks.append(block.packed)
            self._count += block.rows

    def _with_venues(self, rows: CitationRows) -> CitationRows:
        """Return *rows* with the venue numbers of this table."""
        import numpy as np

        numbers = []
        for name in rows.venues:
            if name not in self._venue_numbers:
                self._venue_numbers[name] = len(self.venues)
                self.venues.append(name)
            numbers.append(self._venue_numbers[name])
        known = np.array([*numbers, UNKNOWN], np.int32)  # the last one is also at index -1
        columns = msgspec.structs.replace(rows.columns, venue=known[rows.columns.venue])
        return msgspec.structs.replace(rows, columns=columns, venues=())


def join_columns(parts: Sequence[CitationRows]) -> CitationColumns:
    """Return the concatenated columns of *parts*."""
    import numpy as np

    columns = [part.columns for part in parts] or [make_rows(()).columns]
    return CitationColumns(
        **{name: np.concatenate([getattr(one, name) for one in columns]) for name in CitationColumns.__struct_fields__}
    )


def citations_at(starts: Sequence[int], blocks: Sequence[bytes], rows: Sequence[int]) -> list[Citation]:
    """Return the citations of *rows*, in this order; each block is unpacked once."""
    wanted: dict[int, list[int]] = {}
    for row in rows:
        wanted.setdefault(bisect_right(starts, row) - 1, []).append(row)
    found: dict[int, Citation] = {}
    for place, these in wanted.items():
        edges = unpack_citations(blocks[place])
        found.update((row, edges[row - starts[place]]) for row in these)
    return [found[row] for row in rows]


def make_rows(edges: Sequence[Citation], blocks: tuple[StoredCitationBlock, ...] | None = None) -> CitationRows:
    """Return the table data of *edges*. Takes 20 ms for 1,000 rows.

    Args:
        blocks: the same citations, if they are already packed.
    """
    import numpy as np

    count = len(edges)
    year, day = np.full(count, UNKNOWN, np.int16), np.zeros(count, np.int32)
    cites, venue = np.full(count, UNKNOWN, np.int32), np.full(count, UNKNOWN, np.int32)
    influential, copy = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    intents, sentences = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
    length = np.zeros(count, np.uint16)
    own, names = np.full(count, UNKNOWN, np.int8), np.zeros((count, _NAMES), np.int64)
    venues: dict[str, int] = {}
    undated = 0
    for row, edge in enumerate(edges):
        for intent in edge.intents:
            intents[row] |= INTENT_BITS.get(intent, 0)
        influential[row] = edge.influential
        if edge.self_citation is not None:
            own[row] = edge.self_citation
        sentences[row] = min(255, sum(1 for context in edge.contexts if context.text.strip()))
        length[row] = min(LONGEST, length_of_sentence(next(filter(None, map(shown_sentence, edge.contexts)), "")))
        paper = edge.paper
        if paper is None:
            continue
        if paper.year is not None and 0 <= paper.year <= 9999:
            year[row] = paper.year
        if (found := date_range.day_of(paper.date, paper.year)) is not None:
            day[row] = found.year * 10_000 + found.month * 100 + found.day
            undated += paper.date is None
        if paper.counts.citations is not None:
            cites[row] = min(paper.counts.citations, 2_000_000_000)
        copy[row] = bool(paper.oa.copies)
        if paper.venue:
            venue[row] = venues.setdefault(paper.venue, len(venues))
        for place, (scheme, value) in enumerate(
            (("s2", paper.ids.s2), ("doi", paper.ids.doi), ("arxiv", paper.ids.arxiv))
        ):
            if value is not None:
                names[row, place] = hash(f"{scheme}:{value}")
    return CitationRows(
        blocks=pack_citations(edges) if blocks is None else blocks,
        columns=CitationColumns(year, day, cites, influential, intents, own, copy, sentences, length, venue, names),
        venues=tuple(venues),
        words=RowTexts(_words(edge) for edge in edges),
        authors=RowTexts(_BETWEEN.join(_authors(edge)) for edge in edges),
        author_names=zlib.compress("\n".join(_BETWEEN.join(_authors(edge)) for edge in edges).encode(), 1),
        undated=undated,
    )


def length_of_sentence(text: str) -> int:
    """Return how many characters *text*, a citing sentence as it is shown, has. A character as wide as two others
    counts twice."""
    return len(text) + (0 if text.isascii() else len(_WIDE.findall(text)))


def make_rows_from_blocks(blocks: Sequence[StoredCitationBlock]) -> CitationRows:
    """Return the table data of packed rows from the disk."""
    return make_rows([edge for block in blocks for edge in unpack_citations(block.packed)], tuple(blocks))


def citations_of(parts: Sequence[CitationRows], numbers: Iterable[int]) -> list[Citation]:
    """Return the rows with these *numbers*, unpacked from the *parts* of a table. May be called in any thread."""
    blocks = [block for part in parts for block in part.blocks]
    starts = list(accumulate((block.rows for block in blocks), initial=0))
    unpacked: dict[int, tuple[Citation, ...]] = {}
    found = []
    for number in numbers:
        place = bisect_right(starts, number) - 1
        if place not in unpacked:
            unpacked[place] = unpack_citations(blocks[place].packed)
        found.append(unpacked[place][number - starts[place]])
    return found


def name_hashes(names: Iterable[str]) -> NDArray[np.int64]:
    """Return the hashes of paper names (`doi:10.1/x`) as in the column `names`."""
    import numpy as np

    return np.fromiter((hash(name) for name in names), np.int64)


def _words(edge: Citation) -> str:
    title = edge.paper.title if edge.paper is not None else edge.text or ""
    return f" {_PART_END} ".join((title, *(context.text for context in edge.contexts)))


def _authors(edge: Citation) -> tuple[str, ...]:
    if edge.paper is None:
        return ()
    return tuple(author.name.replace("\n", " ") for author in edge.paper.authors)
