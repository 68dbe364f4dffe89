"""Renders the first page of a PDF in a child process, because the file may be malicious."""

from __future__ import annotations

import base64
import logging
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from scholar_desktop.domain.page_picture import PageImage
from scholar_desktop.pdf.reading_process import ReaderFailed, ReadingProcess

log = logging.getLogger(__name__)

TIME_LIMIT_S = 20.0
CPU_LIMIT_S = 25
MOST_BYTES = 16_000_000


class _PictureAnswer(msgspec.Struct):
    width: int = 0
    height: int = 0
    pixels: str = ""
    problem: str | None = None


def draw_first_page(
    path: Path, width: int, *, command: Sequence[str] | None = None, time_limit_s: float = TIME_LIMIT_S
) -> PageImage | None:
    """Renders the first page of the file at *path*. Blocking; starts a process for this page only.

    Args:
        width: the approximate width of the picture in pixels.

    Returns:
        The picture; None if the page cannot be rendered.

    Raises:
        RuntimeError: the process cannot be started.
    """
    process = ReadingProcess(command)
    try:
        line = process.ask({"path": str(path), "picture": width, "cpu_s": CPU_LIMIT_S}, time_limit_s)
        answer = (  # not translated: it is in the log
            msgspec.json.decode(line, type=_PictureAnswer)
            if line
            else _PictureAnswer(problem="the PDF reader crashed on it")
        )
    except (ReaderFailed, msgspec.DecodeError) as error:
        answer = _PictureAnswer(problem=str(error))
    finally:
        process.end()
    rows = _rows(answer)
    if rows is None:
        log.info("the first page of a doubtful PDF could not be drawn: %s", answer.problem)
        return None
    return PageImage(answer.width, answer.height, rows)


def _rows(answer: _PictureAnswer) -> bytes | None:
    size = answer.width * answer.height * 3
    if answer.problem is not None or not 0 < size <= MOST_BYTES or not answer.pixels:
        return None
    try:
        rows = zlib.decompressobj().decompress(base64.b64decode(answer.pixels), size)
    except (ValueError, zlib.error):
        return None
    return rows if len(rows) == size else None
