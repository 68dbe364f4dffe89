"""The citing sentences of the store (`edge.ctx`), and the blocks that a build puts them into.

Compressing the sentences of each citation alone takes longer than all other work on its row. A build therefore
compresses those of several citations together, which are near each other in the table: `edge.ctx` is then the number
of the block and the place in it. A citation that a diff writes has its sentences in its own row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.corpus.packed_rows import RowPacker
from scholar_desktop.corpus.row_columns import (
    BareEdge,
    EdgeLine,
    decode_bare_edges,
    decode_edge_lines,
    decode_intents,
    intent_bits,
)
from scholar_desktop.corpus.schema import INFLUENTIAL, NO_NUMBER

if TYPE_CHECKING:
    import numpy as np

T = TypeVar("T")
PER_BLOCK = 16
"""Citations with sentences in a block. A block of 16 is unpacked in some 30 microseconds."""
_PLACES = 64
PACKED_FROM = 160
"""Bytes. Shorter sentences in a row of their own are not compressed."""
_BLOCKS_KEPT = 1024
"""The citations of one paper are in as many blocks at a time as the build had batches."""
_NONE = frozenset((b"", b"null", b"[]"))


class EdgeBatch:
    """The columns of many rows of `citations`, in the order of the table. The values are those of `EdgeColumns`, made
    without decoding the sentences.

    cited, citing: 0 for an item that was not identified; numbers: the ids of the citations; sent: sentences and intents
    as JSON, empty without a sentence. Raises msgspec.DecodeError for a line that is no row.
    """

    def __init__(self, lines: Sequence[bytes]) -> None:
        import numpy as np  # every command imports this module

        # Most rows have no sentence, and so no list.
        has_list = np.fromiter((b"[" in line for line in lines), bool, len(lines))
        whole: list[EdgeLine] = _rows(decode_edge_lines, [lines[place] for place in np.flatnonzero(has_list).tolist()])
        bare: list[BareEdge] = _rows(decode_bare_edges, [lines[place] for place in np.flatnonzero(~has_list).tolist()])
        flags: list[int] = []
        sent: list[bytes] = []
        bits_of: dict[bytes, int] = {}
        for row in whole:
            intents, sentences = bytes(row.intents), bytes(row.contexts)
            bits = bits_of.get(intents)
            if bits is None:
                bits = bits_of[intents] = intent_bits(decode_intents(intents or b"null"))
            flags.append(bits | INFLUENTIAL if row.isinfluential else bits)
            has_none = sentences in _NONE and intents in _NONE
            sent.append(b"" if has_none else _joined(sentences or b"null", intents or b"null"))
        columns = np.zeros((4, len(lines)), np.int64)
        try:
            columns[:, has_list] = [*_ends(whole), flags]
            columns[:, ~has_list] = [*_ends(bare), [INFLUENTIAL if row.isinfluential else 0 for row in bare]]
        except (ValueError, OverflowError) as error:  # an id that was sent as text
            raise msgspec.DecodeError(f"no CorpusId: {error}") from error  # not translated: the caller replaces it
        order = np.lexsort((columns[1], columns[0]))
        self.cited, self.citing, self.numbers, self.flags = columns[:, order]
        place_of = np.cumsum(has_list)
        place_of[~has_list] = 0
        sent.insert(0, b"")
        self.sent = [sent[place] for place in place_of[order].tolist()]


def _rows(decode: Callable[[bytes], list[T]], lines: Sequence[bytes]) -> list[T]:
    rows = decode(b"\n".join(lines))
    if len(rows) != len(lines):
        raise msgspec.DecodeError("a line holds several rows")  # not translated: the caller replaces it
    return rows


def _ends(rows: Sequence[EdgeLine | BareEdge]) -> tuple[list[int], list[int], list[int]]:
    """Return the cited papers, the citing papers, and the ids of citations. Raises ValueError for an id that is no
    number."""
    cited = [int(row.citedcorpusid or 0) for row in rows]
    return cited, [int(row.citingcorpusid) for row in rows], [row.citationid for row in rows]


def _joined(sentences: bytes, intents: bytes) -> bytes:
    if sentences[:1] not in b"[n" or b"\n" in sentences:
        raise msgspec.DecodeError("the sentences of a citation are no list")  # not translated: the caller replaces it
    return b"[%b,%b]" % (sentences, intents)


def in_own_row(sent: bytes | None, packer: RowPacker) -> bytes | None:
    """Return what `edge.ctx` holds for a citation outside a block: JSON, compressed with a leading byte 0 if long."""
    if sent is None or len(sent) < PACKED_FROM:
        return sent
    return b"\0" + packer.pack(sent)


def blocks_of(sent: Sequence[bytes], packer: RowPacker, first: int) -> tuple[np.ndarray, list[bytes]]:
    """Put the sentences of citations, in the order of the table, into blocks.

    Args:
        sent: JSON, empty without a sentence.
        first: the number of the first block.

    Returns:
        What `edge.ctx` holds for each citation, NO_NUMBER without any, and the blocks.
    """
    import numpy as np  # every command imports this module

    with_any = np.flatnonzero(np.fromiter(map(len, sent), np.int64, len(sent)))
    number = np.arange(len(with_any))
    places = np.full(len(sent), NO_NUMBER, np.int64)
    places[with_any] = (first + number // PER_BLOCK) * _PLACES + number % PER_BLOCK
    held = [sent[place] for place in with_any.tolist()]
    # no line of JSON has a line break
    return places, [packer.pack(b"\n".join(held[at : at + PER_BLOCK])) for at in range(0, len(held), PER_BLOCK)]


class SentenceReader:
    """Reads `edge.ctx`. Raises zlib.error for a damaged one, and KeyError where its block is missing."""

    def __init__(self, connection: sqlite3.Connection, packer: RowPacker) -> None:
        self._connection = connection
        self._packer = packer
        self._kept: dict[int, list[bytes]] = {}

    def read(self, stored: int | bytes | None) -> bytes | None:
        """Return the sentences and intents as JSON; None if there are none."""
        if isinstance(stored, int):
            block, place = divmod(stored, _PLACES)
            return self._block(block)[place]
        return self._packer.unpack(stored[1:]) if stored is not None and stored[:1] == b"\0" else stored

    def _block(self, number: int) -> list[bytes]:
        known = self._kept.get(number)
        if known is None:
            found = self._connection.execute("SELECT block FROM sentences WHERE id = ?", (number,)).fetchone()
            if found is None:
                raise KeyError(number)
            if len(self._kept) >= _BLOCKS_KEPT:
                del self._kept[next(iter(self._kept))]
            known = self._kept[number] = self._packer.unpack(found[0]).split(b"\n")
        return known


def read_edges(connection: sqlite3.Connection) -> Iterator[tuple[int, int, int, int, bytes | None]]:
    """Yield (cited, citing, citation id, flags, sentences and intents as JSON) of all citations of a store."""
    [dictionary, *_] = connection.execute("SELECT d FROM dict WHERE k = 'edge'").fetchone() or (b"",)
    reader = SentenceReader(connection, RowPacker(dictionary))
    for cited, citing, number, flags, stored in connection.execute("SELECT cited, citing, cid, fl, ctx FROM edge"):
        yield cited, citing, number, flags, reader.read(stored)
