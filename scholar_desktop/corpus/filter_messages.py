"""What the program and the child process that filters downloaded files send to each other (docs/decisions/0039).

To its standard input it gets frames: one byte with the kind, four bytes with the length (big-endian), and the content.
A file is a TASK (JSON, `FilterTask`), any number of DATA frames, and END, or ABANDON if the rest does not come. For
each task it writes one line of JSON to standard output, `FilterResult`; after an error at once, before the END. The
first line is `{"ready":true}`. It ends with standard input.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec

from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.text.message import restore_messages

TASK, DATA, END, ABANDON = b"T", b"D", b"E", b"A"
HEAD = struct.Struct(">cI")
BASE, UPDATE, DELETE, SAMPLE = "base", "update", "delete", "sample"
CUT, FORM, DISK, ABANDONED = "cut", "form", "disk", "abandoned"
"""The errors of a file."""


class FilterTask(msgspec.Struct, frozen=True):
    """What becomes of the lines of one file.

    kind: BASE for a file of a release, UPDATE and DELETE for those of a diff, SAMPLE to count only, up to where the
    file is cut; rule: what is kept; target: the .gz file of kept lines; aside: the file for bad lines; papers: kept
    lines of `papers` that decide about the other datasets; store: the store that a diff changes; centre: CorpusIds;
    a citation must have one of them at an end.
    """

    dataset: str
    kind: str
    rule: CorpusRule
    target: str = ""
    aside: str = ""
    papers: tuple[str, ...] = ()
    store: str | None = None
    centre: tuple[int, ...] = ()


class FilterResult(msgspec.Struct):
    """What came of one file. read, kept, bad: numbers of lines; bytes: of the kept lines; error: CUT, FORM, DISK,
    ABANDONED or None; text: what is wrong."""

    read: int = 0
    kept: int = 0
    bad: int = 0
    bytes: int = 0
    error: str | None = None
    text: str = ""

    def __post_init__(self) -> None:
        restore_messages(self, "text")


def read_frame(source: BinaryIO) -> tuple[bytes, bytes]:
    """Return (kind, content) of the next frame; an empty kind at the end of the input."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return b"", b""
    kind, length = HEAD.unpack(head)
    content = source.read(length) if length else b""
    return (kind, content) if len(content) == length else (b"", b"")
