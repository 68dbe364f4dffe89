"""The child process that opens PDFs. PDFium opens downloaded files only in this process.

It reads requests from standard input, one JSON object per line, `{"path","pages","characters","cpu_s"}`, and answers
each with one line on standard output, `{"opens","locked","pages","text","title","problem"}`. Before the first answer it
writes `{"ready"}`.

If the request has `"whole"` (the maximum number of characters of the file), the answer has several lines: the
properties of the file, then `{"page","text","problem"}` for each page, then `{"end","problem"}`. So if a page crashes
this process, the text of the pages before it is not lost. If the request has `"picture"` (a width in pixels), it
renders the first page: `{"width","height","pixels","problem"}`; the pixels are rows of RGB, compressed and in base64.

The process ends when its input ends. It imports no other module of the program, so that it can be run as a plain file,
as a module, or as part of a frozen program.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

MEMORY_LIMIT = 2 * 1024**3
"""Bytes of address space. PDFium maps fonts and page content; reading an ordinary file completely stays under 300
MB."""

MOST_PIXELS = 4_000_000
"""Maximum number of pixels of a picture; a page of A4 1,200 pixels wide has 2,000,000."""

CANNOT_OPEN = "cannot_open"
NO_PAGES = "no_pages"
PAGE_FAILED = "page_failed"
OUT_OF_MEMORY = "out_of_memory"
TOO_LONG = "too_long"

_FPDF_ERR_PASSWORD = 4
_FPDF_ERR_SECURITY = 5


def read(path: str, pages: int, characters: int) -> dict[str, Any]:
    """Returns the properties of the file at *path*, and the text of its first *pages* pages.

    Of each page at most *characters* characters are read.
    """
    answer: dict[str, Any] = {"text": [], "title": ""}
    document = _opened(path, answer)
    if document is None:
        return answer
    try:
        answer["title"] = str(document.get_metadata_value("Title") or "")[:1000]
        for index in range(min(pages, answer["pages"])):
            text, problem = _text_of(document, index, characters)
            answer["text"].append(text)
            answer["problem"] = problem or answer["problem"]
    except MemoryError:
        answer["problem"] = OUT_OF_MEMORY
    finally:
        document.close()
    return answer


def read_all(path: str, pages: int, characters: int, whole: int) -> Iterator[dict[str, Any]]:
    """Yields the properties of the file at *path*, its pages one after another, and its end.

    Args:
        pages: the maximum number of pages.
        characters: the maximum number of characters of a page.
        whole: the maximum number of characters of the file.
    """
    answer: dict[str, Any] = {}
    document = _opened(path, answer)
    yield answer
    if document is None:
        return
    problem = TOO_LONG if answer["pages"] > pages else None
    try:
        for index in range(min(pages, answer["pages"])):
            text, page_problem = _text_of(document, index, min(characters, whole))
            whole -= len(text)
            yield {"page": index + 1, "text": text, "problem": page_problem}
            if whole <= 0 and index + 1 < answer["pages"]:
                problem = TOO_LONG
                break
    except MemoryError:
        problem = OUT_OF_MEMORY
    finally:
        document.close()
    yield {"end": True, "problem": problem}


def picture(path: str, width: int) -> dict[str, Any]:
    """Renders the first page of the file at *path*, *width* pixels wide (less if it is very long)."""
    import pypdfium2

    answer: dict[str, Any] = {"width": 0, "height": 0, "pixels": ""}
    document = _opened(path, answer)
    if document is None or not answer["pages"]:
        return answer
    try:
        page = document[0]
        size = page.get_size()
        scale = min(width / max(size[0], 1.0), MOST_PIXELS / max(width, 1) / max(size[1], 1.0))
        drawn = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=False)
        rows, stride, pixel = bytes(drawn.buffer), drawn.stride, drawn.n_channels
        answer |= {"width": drawn.width, "height": drawn.height}
        if pixel != 3:
            raise MemoryError
        tight = b"".join(rows[row * stride : row * stride + drawn.width * 3] for row in range(drawn.height))
        answer["pixels"] = base64.b64encode(zlib.compress(tight, 1)).decode("ascii")
        page.close()
    except pypdfium2.PdfiumError:
        answer["problem"] = PAGE_FAILED
    except MemoryError:
        answer["problem"] = OUT_OF_MEMORY
    finally:
        document.close()
    return answer


def _opened(path: str, answer: dict[str, Any]) -> Any:
    """Opens the document at *path* and stores its properties in *answer*. Returns None if it cannot be opened."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    answer |= {"opens": False, "locked": False, "pages": 0, "problem": None}
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None) or pdfium.FPDF_GetLastError()
        answer["locked"] = code in (_FPDF_ERR_PASSWORD, _FPDF_ERR_SECURITY)
        answer["problem"] = CANNOT_OPEN
        return None
    answer["opens"] = True
    answer["pages"] = len(document)
    if not answer["pages"]:
        answer["problem"] = NO_PAGES
    return document


def _text_of(document: Any, index: int, characters: int) -> tuple[str, str | None]:
    """Returns the text of one page, at most *characters* of it, and the problem, if any."""
    import pypdfium2

    try:
        page = document[index]
        text_page = page.get_textpage()
        text = text_page.get_text_range(0, min(characters, text_page.count_chars()))
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        return "", PAGE_FAILED
    return text, None


def limit_process() -> None:
    """Limits memory and disables writing files and core dumps, where the system supports it."""
    try:
        import resource
    except ImportError:  # not available on Windows: only the time limit of the parent applies
        return
    for name, amount in (("RLIMIT_AS", MEMORY_LIMIT), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        wanted = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        try:
            resource.setrlimit(kind, (wanted, wanted))
        except (ValueError, OSError):  # macOS does not support RLIMIT_AS
            continue


def limit_cpu(seconds: int) -> None:
    """Limits the further processor time of this process, so that it ends if its parent has died."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def lower_priority(niceness: int) -> None:
    """Lowers the scheduling priority of this process, where the system supports it."""
    nice = getattr(os, "nice", None)
    if nice is not None and nice(0) < niceness:
        nice(niceness - nice(0))


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answers requests until the input ends."""
    for line in questions:
        question = json.loads(line)
        limit_cpu(int(question["cpu_s"]))
        lower_priority(int(question.get("nice", 0)))
        if "picture" in question:
            answers.write(json.dumps(picture(question["path"], int(question["picture"]))).encode("ascii") + b"\n")
            answers.flush()
            continue
        path, pages, characters = question["path"], int(question["pages"]), int(question["characters"])
        whole = question.get("whole")
        lines = [read(path, pages, characters)] if whole is None else read_all(path, pages, characters, int(whole))
        for answer in lines:
            answers.write(json.dumps(answer).encode("ascii") + b"\n")
            answers.flush()


def main() -> None:
    """Runs the child process."""
    limit_process()
    # Output printed by a library must not mix with the answers.
    answers = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)
    import pypdfium2  # noqa: F401 - to fail before the first file when it is not there

    answers.write(b'{"ready": true}\n')
    answers.flush()
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
