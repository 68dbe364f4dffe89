"""The child process that opens PDFs: it alone runs PDFium on files that came from outside.

It reads one JSON object a line from standard input, `{"path","pages","characters","cpu_s"}`, and answers each with one
line on standard output, `{"opens","locked","pages","text","title","problem"}`; before the first it says `{"ready"}`.
With `"whole"` in the question (characters of the file at most) the answer has several lines: what the file is, then
`{"page","text","problem"}` for each page, then `{"end","problem"}`; so a page that kills this process costs no page
before it. With `"picture"` (a width in pixels) it draws the first page: `{"width","height","pixels","problem"}`, the
pixels as rows of RGB, packed and in base64. It ends with its input. It imports nothing of ours, so that it can be run
as a plain file, as a module, or as a part of a frozen program.
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
"""Bytes of address space. PDFium maps fonts and page content; a whole ordinary reading stays under 300 MB."""

MOST_PIXELS = 4_000_000
"""Of one picture: a page of A4 1,200 pixels wide has 2,000,000."""

CANNOT_OPEN = "cannot_open"
NO_PAGES = "no_pages"
PAGE_FAILED = "page_failed"
OUT_OF_MEMORY = "out_of_memory"
TOO_LONG = "too_long"

_FPDF_ERR_PASSWORD = 4
_FPDF_ERR_SECURITY = 5


def read(path: str, pages: int, characters: int) -> dict[str, Any]:
    """What the file at *path* says: the text of its first *pages* pages, at most *characters* of each."""
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
    """What the file at *path* is, its pages one after another, and its end: at most *pages* pages, *characters* of
    each, *whole* of them together."""
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
    """The first page of the file at *path*, drawn *width* pixels wide (less where it is very long)."""
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
    """The document at *path*, or None; what it is goes into *answer*."""
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
    """The text of one page, at most *characters* of it, and what went wrong."""
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
    """Bound memory, forbid writing and dumping, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none: there the parent's time limit stands alone
        return
    for name, amount in (("RLIMIT_AS", MEMORY_LIMIT), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        wanted = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        try:
            resource.setrlimit(kind, (wanted, wanted))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS
            continue


def limit_cpu(seconds: int) -> None:
    """Let this process use *seconds* more of processor time: a reader whose parent has died must not spin for ever."""
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
    """Leave the processor to others that want it, where the system can."""
    nice = getattr(os, "nice", None)
    if nice is not None and nice(0) < niceness:
        nice(niceness - nice(0))


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer question after question until the input ends."""
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
    limit_process()
    # Whatever a library prints must not stand among the answers.
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
