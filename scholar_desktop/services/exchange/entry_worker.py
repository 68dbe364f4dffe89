"""The child process that reads parts of a large .bib file, and prepares their entries for the library.

It reads frames from standard input: the length in four bytes, then MessagePack. The first frame is a BibtexContext, the
others are parts, lists of BibtexFields. It answers each part with one frame, the pair (list of PreparedPaper, list of
FullEntry), and ends when its input ends.
"""

from __future__ import annotations

import contextlib
import gc
import os
import queue
import struct
import sys
import threading
from typing import IO

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.formats.entries.bibtex_blocks import BibtexFields
from scholar_desktop.formats.entries.bibtex_reading import BibtexContext, DividedReader
from scholar_desktop.library.tables.prepared_papers import PreparedPaper, prepare

HEAD = struct.Struct(">I")


class PartReader:
    """Reads parts of one file."""

    def __init__(self, context: BibtexContext) -> None:
        self._reader = DividedReader(context)
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(list[BibtexFields])

    def read(self, part: bytes) -> bytes:
        """Returns the entries of a part, packed."""
        entries: list[FullEntry] = []
        papers: list[PreparedPaper] = []
        for entry in self._reader.read(self._decoder.decode(part)):  # which yields to the window between two of them
            entries.append(entry)
            papers.append(prepare(entry))
        return self._encoder.encode((papers, entries))


def send_frame(out: IO[bytes], content: bytes) -> None:
    """Writes a frame. Raises OSError if the other process has ended."""
    out.write(HEAD.pack(len(content)))
    out.write(content)
    out.flush()


def read_frame(source: IO[bytes]) -> bytes | None:
    """Returns the content of the next frame; None if the other process has ended."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (size,) = HEAD.unpack(head)
    content = source.read(size)
    return content if len(content) == size else None


def main() -> None:
    """Reads the parts that come on standard input."""
    gc.disable()  # nothing refers to itself, and the process ends soon
    source, out = sys.stdin.buffer, sys.stdout.buffer
    parts: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def receive() -> None:  # beside the work: both ends would wait for the other if it read a part and answered in turn
        while (part := read_frame(source)) is not None:
            parts.put(part)
        parts.put(None)

    first = read_frame(source)
    if first is None:
        return
    threading.Thread(target=receive, daemon=True).start()
    reader = PartReader(msgspec.msgpack.decode(first, type=BibtexContext))
    with contextlib.suppress(OSError):
        while (part := parts.get()) is not None:
            send_frame(out, reader.read(part))
    os._exit(0)  # the thread may wait for its input, which an ordinary end would wait for
