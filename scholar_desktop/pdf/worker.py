"""The child process that opens PDFs. PDFium opens downloaded files only in this process.

It reads requests from standard input, one JSON object per line, `{"path","pages","characters","cpu_s"}`, and answers
each with one line on standard output, `{"opens","locked","pages","text","headings","title","problem"}`. Before the
first answer it writes `{"ready"}`.

If the request has `"whole"` (the maximum number of characters of the file), the answer has several lines: the
properties of the file, then `{"page","text","problem"}` for each page, then `{"end","problem"}`. So if a page crashes
this process, the text of the pages before it is not lost. If the request has `"picture"` (a width in pixels), it
renders the first page: `{"width","height","pixels","problem"}`; the pixels are rows of RGB, compressed and in base64.
If it has `"annotations"` (their maximum number), the answer has several lines: the properties of the file, then
`{"page","annotations","problem"}` for each page that has some, then `{"end","problem"}`.
If it has `"op"`, it is one of the requests of the window about a PDF that is shown (see `page_worker`).

The process ends when its input ends. It imports no other module of the program but `page_worker`, so that it can be run
as a plain file, as a module, or as part of a frozen program.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

MEMORY_LIMIT = 2 * 1024**3
"""Bytes of address space. PDFium maps fonts and page content; reading an ordinary file completely stays under 300
MB."""

MEMORY_CHECK_S = 0.05
"""Seconds between two measurements of the memory, where the system itself cannot limit it."""
MEMORY_EXIT_CODE = 86
"""With which the process ends if it uses more memory than MEMORY_LIMIT."""

MOST_PIXELS = 4_000_000
"""Maximum number of pixels of a picture; a page of A4 1,200 pixels wide has 2,000,000."""

CANNOT_OPEN = "cannot_open"
NO_PAGES = "no_pages"
PAGE_FAILED = "page_failed"
OUT_OF_MEMORY = "out_of_memory"
TOO_LONG = "too_long"

LARGE = 1.15
"""How many times as high as the text of a page the letters of a heading are, at least."""
SAME_SIZE = 0.15
"""By what part the sizes of the lines of one heading differ at most: those of recognised text differ by some."""
MEASURED_LETTERS = 5
"""How many letters at the beginning of a line are measured."""
MOST_HEADINGS = 12
"""The most headings of a page that are returned."""
MOST_MEASURED = 6000
"""How many characters of a page are measured at most; the rest counts neither as heading nor as text."""

_FPDF_ERR_PASSWORD = 4
_FPDF_ERR_SECURITY = 5


def read(path: str, pages: int, characters: int) -> dict[str, Any]:
    """Returns the properties of the file at *path*, and the text of its first *pages* pages.

    Of each page at most *characters* characters are read.
    """
    answer: dict[str, Any] = {"text": [], "headings": [], "title": ""}
    document = _opened(path, answer)
    if document is None:
        return answer
    try:
        answer["title"] = str(document.get_metadata_value("Title") or "")[:1000]  # not translated: names in files
        for index in range(min(pages, answer["pages"])):
            text, problem = _text_of(document, index, characters)
            answer["text"].append(text)
            answer["headings"].append(_headings_of(document, index, characters) if text.strip() else [])
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


def read_annotations(path: str, pages: int, most: int) -> Iterator[dict[str, Any]]:
    """Yields the properties of the file at *path*, the annotations of its pages, and its end.

    Args:
        pages: the maximum number of pages.
        most: the maximum number of annotations.
    """
    answer: dict[str, Any] = {}
    document = _opened(path, answer)
    yield answer
    if document is None:
        return
    problem = None
    reader = page_worker()
    try:
        for index in range(min(pages, answer["pages"])):
            found = reader.annotations_of(document, index, most)
            most -= len(found)
            if found:
                yield {"page": index + 1, "annotations": found, "problem": None}
            if most <= 0:
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


def _headings_of(document: Any, index: int, characters: int) -> list[str]:
    """Returns the texts of one page that are set larger than most of it: lines of about one size that follow each
    other are one text."""
    import pypdfium2

    try:
        page = document[index]
        text_page = page.get_textpage()
        lines = _measured_lines(text_page, min(characters, text_page.count_chars(), MOST_MEASURED))
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        return []
    letters: dict[float, int] = {}
    for size, line in lines:
        letters[round(size)] = letters.get(round(size), 0) + len(line)
    if not letters:
        return []
    ordinary = max(letters, key=lambda size: letters[size])
    found: list[tuple[float, str]] = []
    follows = False
    for size, line in lines:
        is_large = size >= LARGE * ordinary
        if is_large and follows and abs(size - found[-1][0]) < SAME_SIZE * size:
            found[-1] = (size, f"{found[-1][1]}\n{line}")
        elif is_large:
            found.append((size, line))
        follows = is_large
    return [text for _, text in found[:MOST_HEADINGS]]


def _measured_lines(text_page: Any, count: int) -> list[tuple[float, str]]:
    """Returns the lines among the first *count* characters of a page, each with the height of its letters in points.

    Lines that do not run from left to right or right to left, as the stamp of arXiv, are left out.
    """
    import ctypes

    import pypdfium2.raw as pdfium

    lines: list[tuple[float, str]] = []
    line: list[str] = []
    sizes: list[float] = []
    matrix = pdfium.FS_MATRIX()
    whole = text_page.get_text_range(0, count)
    codes = list(map(ord, whole))
    if len(codes) != count:  # some characters have no text, so that the places differ
        codes = [pdfium.FPDFText_GetUnicode(text_page, place) for place in range(count)]
    for place, code in enumerate([*codes, 10]):
        if code in (10, 13):
            text = "".join(line).strip()
            if text and sizes:
                lines.append((sorted(sizes)[len(sizes) // 2], text))
            line, sizes = [], []
            continue
        letter = chr(code) if 0 < code < 0x110000 else " "
        line.append(letter)
        if (
            len(sizes) < MEASURED_LETTERS
            and letter.isalnum()
            and pdfium.FPDFText_GetMatrix(text_page, place, ctypes.byref(matrix))
            and abs(matrix.b) <= abs(matrix.a)
        ):
            scale = (matrix.c**2 + matrix.d**2) ** 0.5
            sizes.append(float(pdfium.FPDFText_GetFontSize(text_page, place)) * scale)
    return lines


def limit_process() -> None:
    """Limits memory and disables writing files and core dumps, as far as the system supports it."""
    if not _limit_resources():
        watch_memory(MEMORY_LIMIT)


def _limit_resources() -> bool:
    """Sets the limits of the system. Returns False if it cannot limit memory."""
    try:
        import resource
    except ImportError:  # not available on Windows
        return False
    is_memory_limited = False
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
        is_memory_limited |= name == "RLIMIT_AS" and sys.platform != "darwin"
    return is_memory_limited


def watch_memory(limit: int, measure: Callable[[], int] | None = None) -> None:
    """Ends the process as soon as it uses more than *limit* bytes. A thread measures it, also while PDFium works.

    Args:
        measure: returns the used bytes; None for what the system offers.
    """
    used = measure or memory_measure()
    if used is None:
        return

    def watch() -> None:
        while True:
            if used() > limit:
                os._exit(MEMORY_EXIT_CODE)
            time.sleep(MEMORY_CHECK_S)

    threading.Thread(target=watch, name="memory", daemon=True).start()


def memory_measure() -> Callable[[], int] | None:
    """Returns the function that measures the memory of this process in bytes, or None if there is none."""
    if sys.platform == "win32":
        return _windows_memory_measure()
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _windows_memory_measure() -> Callable[[], int] | None:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of psapi."""

        _fields_ = [  # not translated: names in files
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("PeakWorkingSetSize", "WorkingSetSize")),
            *((f"Quota{name}PagedPoolUsage", ctypes.c_size_t) for name in ("Peak", "", "PeakNon", "Non")),
            *((name, ctypes.c_size_t) for name in ("PagefileUsage", "PeakPagefileUsage")),
        ]

    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    ask = kernel.K32GetProcessMemoryInfo
    ask.argtypes = (wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD)
    counters, process = Counters(), kernel.GetCurrentProcess()
    counters.cb = ctypes.sizeof(Counters)

    def measure() -> int:
        return int(counters.PagefileUsage) if ask(process, ctypes.byref(counters), counters.cb) else 0

    return measure


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
    pages = page_worker().PageWorker()
    for line in questions:
        question = json.loads(line)
        limit_cpu(int(question["cpu_s"]))
        lower_priority(int(question.get("nice", 0)))
        if "op" in question:
            answers.write(json.dumps(pages.answer(question)).encode("ascii") + b"\n")
            answers.flush()
            continue
        if "picture" in question:
            answers.write(json.dumps(picture(question["path"], int(question["picture"]))).encode("ascii") + b"\n")
            answers.flush()
            continue
        path, count, characters = question["path"], int(question["pages"]), int(question["characters"])
        whole = question.get("whole")
        lines: Iterable[dict[str, Any]]
        if "annotations" in question:
            lines = read_annotations(path, count, int(question["annotations"]))
        else:
            lines = [read(path, count, characters)] if whole is None else read_all(path, count, characters, int(whole))
        for answer in lines:
            answers.write(json.dumps(answer).encode("ascii") + b"\n")
            answers.flush()


def page_worker() -> Any:
    """Returns the module `page_worker`, also if this file runs outside its package."""
    if __package__:
        from scholar_desktop.pdf import page_worker

        return page_worker
    name = "page_worker"
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
