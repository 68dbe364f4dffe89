"""Unpacks an answer's body as it comes, in pieces of a bounded size."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from scholar_desktop.net.connections import TransportError, TransportErrorKind

ACCEPTED = "gzip, deflate"
"""What a request says that it can read."""
PIECE = 1_000_000
_GZIP_OR_ZLIB, _BARE = 47, -15
_PLAIN = ("", "identity")


class Unpacker:
    """For one body. *encoding*: its Content-Encoding. Raises Broken for one that was not accepted, or does not hold."""

    def __init__(self, encoding: str) -> None:
        encoding = encoding.strip().lower()
        if encoding not in (*_PLAIN, "gzip", "x-gzip", "deflate"):
            raise TransportError(TransportErrorKind.GARBLED, f"packed as {encoding!r}")
        self._stream = None if encoding in _PLAIN else zlib.decompressobj(_GZIP_OR_ZLIB)
        self._may_be_bare = encoding == "deflate"
        self._began = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What *data* holds, a megabyte at most at a time."""
        if self._stream is None:
            yield data
            return
        while data and not self._stream.eof:
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error as error:
                if not self._may_be_bare or self._began:
                    raise TransportError(TransportErrorKind.GARBLED, str(error)) from error
                # Some servers send `deflate` without the zlib head that it should have.
                self._stream, self._may_be_bare = zlib.decompressobj(_BARE), False
                continue
            self._began = True
            data = self._stream.unconsumed_tail
            if piece:
                yield piece

    def end(self) -> None:
        """Nothing more comes. Raises Broken when that is too early."""
        if self._stream is not None and self._began and not self._stream.eof:
            raise TransportError(TransportErrorKind.CUT, "the packed body ends early")
