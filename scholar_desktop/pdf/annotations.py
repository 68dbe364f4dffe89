"""Reads the annotations of a PDF, as any program has written them into the file, in a child process within limits."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf import worker
from scholar_desktop.pdf.reading_process import ReaderFailed, ReadingProcess

MOST_ANNOTATIONS = 20_000
"""Of one file."""
PAGES = 20_000
PAGE_LIMIT_S = 20.0
CPU_LIMIT_S = 190
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?)?")


class PdfAnnotation(msgspec.Struct, frozen=True):
    """An annotation. page: from 1; kind: highlight, underline, squiggly, strikeout, note, text, ink, shape, stamp or
    other; colour: #RRGGBB, or None; text: the marked text of the page; note: what was written to it; rects: left,
    bottom, right, top in points of the page; made: when it was written last, as the file says it, or None."""

    page: int
    kind: str
    colour: str | None
    text: str
    note: str
    rects: tuple[tuple[float, float, float, float], ...]
    made: str | None


class _Line(msgspec.Struct):
    """A line of the answer: the properties of the file, a page, or the end."""

    opens: bool = True
    locked: bool = False
    annotations: tuple[PdfAnnotation, ...] = ()
    end: bool = False
    problem: str | None = None


class AnnotationReader:
    """Reads one file at a time in a child process. Blocking; call `read` from a separate thread.

    command: the command of the reading process (see `worker`); a frozen program passes its own.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._process = ReadingProcess(command)
        self._lock = threading.Lock()

    def read(self, path: Path) -> tuple[tuple[PdfAnnotation, ...], str | None]:
        """Returns the annotations of a file by page, as far as they can be read, and what could not be read, in a
        sentence. Raises RuntimeError: the process cannot be started."""
        question = {
            "path": str(path),
            "pages": PAGES,
            "characters": 0,
            "annotations": MOST_ANNOTATIONS,
            "cpu_s": CPU_LIMIT_S,
        }
        found: list[PdfAnnotation] = []
        with self._lock:
            try:
                line = _understood(self._process.ask(question, PAGE_LIMIT_S))
                if not line.opens:
                    return (), Message("It needs a password.") if line.locked else Message(
                        "It is damaged and cannot be opened."
                    )
                while not line.end:
                    line = _understood(self._process.next_line(PAGE_LIMIT_S))
                    found += [msgspec.structs.replace(one, made=_time(one.made)) for one in line.annotations]
            except ReaderFailed as failure:
                self._process.end()
                return tuple(found), failure.reason
        if line.problem == worker.TOO_LONG:
            return tuple(found), Message("It has too many annotations: only the first ones were read.")
        return tuple(found), None

    def close(self) -> None:
        """End the process, if there is one."""
        self._process.kill()
        with self._lock:
            self._process.end()


def _understood(line: bytes) -> _Line:
    if not line:
        raise ReaderFailed(Message("The PDF reader crashed on it."))
    try:
        return msgspec.json.decode(line, type=_Line)
    except msgspec.MsgspecError as error:
        raise ReaderFailed(Message("The PDF reader crashed on it.")) from error


def _time(sent: str | None) -> str | None:
    """Returns a date of a PDF (`D:20240131120000+01'00'`) in UTC as it is stored, None if it is none."""
    from datetime import datetime, timedelta, timezone

    from scholar_desktop.domain.timestamps import utc_timestamp

    found = _DATE.match(sent or "")
    if found is None:
        return None
    parts = zip(found.groups()[:6], (0, 1, 1, 0, 0, 0), strict=True)
    year, month, day, hour, minute, second = (int(part) if part else least for part, least in parts)
    away = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0)) if found[7] else timedelta()
    try:
        zone = timezone(-away if found[7] == "-" else away)
        return utc_timestamp(datetime(year, month, day, hour, minute, second, tzinfo=zone))
    except (ValueError, OverflowError):
        return None
