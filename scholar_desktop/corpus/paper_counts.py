"""The counts of papers (table `counts`), where a diff has changed nothing else of their rows.

Most rows of a diff differ only in the numbers of references and citations. To write their lines again would compress
each of them, and change nearly every page of `paper`; the counts alone take a few bytes. A line is read with them put
in, so it is byte for byte the line that the service sent last.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from scholar_desktop.corpus.packed_rows import RowPacker

Counts = tuple[int, int, int]
"""Numbers of references, citations, and influential citations."""
COUNTED_ROWS = "SELECT p.id, p.row, c.refs, c.citations, c.influential FROM paper p LEFT JOIN counts c ON c.id = p.id"
"""Papers with their counts; NULL where those in the row are right."""
_NUMBER = rb"(0|[1-9][0-9]{0,14})"
_COUNTS = re.compile(
    rb'("referencecount": ?)%b(, ?"citationcount": ?)%b(, ?"influentialcitationcount": ?)%b(?=[,}])' % ((_NUMBER,) * 3)
)
_PARTS = 8
"""Of a line that is split there: every second one from the third is a count."""


def changed_counts(stored: bytes, line: bytes) -> Counts | None:
    """Return the counts of *line*; None if it differs from the line *stored* in anything else."""
    old, new = _COUNTS.split(stored, 1), _COUNTS.split(line, 1)
    if len(new) != _PARTS or old[:2] != new[:2] or old[3::2] != new[3::2]:
        return None
    return int(new[2]), int(new[4]), int(new[6])


def with_counts(stored: bytes, counts: Counts) -> bytes:
    """Return the line *stored* with other counts."""
    parts = _COUNTS.split(stored, 1)
    parts[2:7:2] = [b"%d" % count for count in counts]
    return b"".join(parts)


def paper_lines(connection: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    """Yield the CorpusId and the line of each paper of a store."""
    [dictionary, *_] = connection.execute("SELECT d FROM dict WHERE k = 'paper'").fetchone() or (b"",)
    packer = RowPacker(dictionary)
    for key, packed, *counts in connection.execute(COUNTED_ROWS):
        yield key, line_of(packer.unpack(packed), *counts)


def line_of(
    stored: bytes, references: int | None = None, citations: int | None = None, influential: int | None = None
) -> bytes:
    """Return the line of a row of COUNTED_ROWS. stored: the unpacked `paper.row`."""
    if references is None or citations is None or influential is None:
        return stored
    return with_counts(stored, (references, citations, influential))
