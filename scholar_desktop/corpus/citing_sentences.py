"""The citing sentences of the store (`edge.ctx`), and the blocks that a build puts them into.

Compressing the sentences of each citation alone takes longer than all other work on its row. A build therefore
compresses those of several citations together, which are near each other in the table: `edge.ctx` is then the number
of the block and the place in it. A citation that a diff writes has its sentences in its own row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from scholar_desktop.corpus.packed_rows import RowPacker
from scholar_desktop.corpus.row_columns import decode_edge_line, decode_intents, intent_bits
from scholar_desktop.corpus.schema import INFLUENTIAL

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
    as JSON. Raises msgspec.DecodeError for a line that is no row.
    """

    def __init__(self, lines: Sequence[bytes]) -> None:
        import numpy as np  # every command imports this module

        rows = [decode_edge_line(line) for line in lines]
        cited = np.fromiter([int(row.citedcorpusid or 0) for row in rows], np.int64, len(rows))
        citing = np.fromiter([int(row.citingcorpusid) for row in rows], np.int64, len(rows))
        order = np.lexsort((citing, cited))
        self.cited: list[int] = cited[order].tolist()
        self.citing: list[int] = citing[order].tolist()
        rows = [rows[place] for place in order.tolist()]
        self.numbers = [row.citationid for row in rows]
        self.flags: list[int] = []
        self.sent: list[bytes | None] = []
        bits_of: dict[bytes, int] = {}
        for row in rows:
            intents, sentences = bytes(row.intents), bytes(row.contexts)
            bits = bits_of.get(intents)
            if bits is None:
                bits = bits_of[intents] = intent_bits(decode_intents(intents or b"null"))
            self.flags.append(bits | INFLUENTIAL if row.isinfluential else bits)
            has_none = intents in _NONE and sentences in _NONE
            self.sent.append(None if has_none else _joined(sentences or b"null", intents or b"null"))


def _joined(sentences: bytes, intents: bytes) -> bytes:
    if sentences[:1] not in b"[n" or b"\n" in sentences:
        raise msgspec.DecodeError("the sentences of a citation are no list")  # not translated: the caller replaces it
    return b"[%b,%b]" % (sentences, intents)


def in_own_row(sent: bytes | None, packer: RowPacker) -> bytes | None:
    """Return what `edge.ctx` holds for a citation outside a block: JSON, compressed with a leading byte 0 if long."""
    if sent is None or len(sent) < PACKED_FROM:
        return sent
    return b"\0" + packer.pack(sent)


def blocks_of(sent: Sequence[bytes | None], packer: RowPacker, first: int) -> tuple[list[int | None], list[bytes]]:
    """Put the sentences of citations, in the order of the table, into blocks.

    Args:
        sent: JSON, None without a sentence.
        first: the number of the first block.

    Returns:
        What `edge.ctx` holds for each citation, and the blocks.
    """
    places: list[int | None] = []
    blocks: list[list[bytes]] = []
    for each in sent:
        if each is None:
            places.append(None)
            continue
        if not blocks or len(blocks[-1]) == PER_BLOCK:
            blocks.append([])
        places.append((first + len(blocks) - 1) * _PLACES + len(blocks[-1]))
        blocks[-1].append(each)
    # no line of JSON has a line break
    return places, [packer.pack(b"\n".join(block)) for block in blocks]


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
