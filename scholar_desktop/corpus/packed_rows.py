"""Compresses the rows of the store one by one, with a dictionary made from the first of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from isal import isal_zlib

DICTIONARY_BYTES = 2048
_RAW = -15
"""Window bits of a deflate stream without header."""


def dictionary_of(lines: Iterable[bytes]) -> bytes:
    """Return a dictionary of *lines*: the end of them joined, since deflate finds the nearest match first."""
    return b"".join(lines)[-DICTIONARY_BYTES:]


class RowPacker:
    """Compresses and decompresses rows with one dictionary."""

    def __init__(self, dictionary: bytes) -> None:
        self._dictionary = dictionary
        self._unpacker = zlib.decompressobj(_RAW, zdict=dictionary)

    def pack(self, row: bytes) -> bytes:
        packer = isal_zlib.compressobj(1, isal_zlib.DEFLATED, _RAW, zdict=self._dictionary)
        return packer.compress(row) + packer.flush()

    def unpack(self, packed: bytes) -> bytes:
        """Return the row. Raises zlib.error."""
        return self._unpacker.copy().decompress(packed)
