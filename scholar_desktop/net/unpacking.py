"""Decompresses the body of an answer while it arrives, in pieces of a limited size."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from scholar_desktop.net.connections import TransportError, TransportErrorKind

ACCEPTED = "gzip, deflate"  # not translated: a header of HTTP
"""The encodings that requests accept (Accept-Encoding)."""
PIECE = 1_000_000
_GZIP_OR_ZLIB, _BARE = 47, -15
_PLAIN = ("", "identity")


class Unpacker:
    """Decompresses one body.

    encoding: its Content-Encoding. Raises TransportError for an encoding that was not accepted, and for corrupt data.
    """

    def __init__(self, encoding: str) -> None:
        encoding = encoding.strip().lower()
        if encoding not in (*_PLAIN, "gzip", "x-gzip", "deflate"):
            raise TransportError(TransportErrorKind.GARBLED, f"packed as {encoding!r}")
        self._stream = None if encoding in _PLAIN else zlib.decompressobj(_GZIP_OR_ZLIB)
        self._may_be_bare = encoding == "deflate"
        self._began = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decompressed *data*, at most a megabyte at a time."""
        if self._stream is None:
            yield data
            return
        while data and not self._stream.eof:
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error as error:
                if not self._may_be_bare or self._began:
                    raise TransportError(TransportErrorKind.GARBLED, str(error)) from error
                # Some servers send `deflate` without the zlib header that it should have.
                self._stream, self._may_be_bare = zlib.decompressobj(_BARE), False
                continue
            self._began = True
            data = self._stream.unconsumed_tail
            if piece:
                yield piece

    def end(self) -> None:
        """Finish the body. Raises TransportError when it is truncated."""
        if self._stream is not None and self._began and not self._stream.eof:
            raise TransportError(TransportErrorKind.CUT, "the packed body ends early")
