"""The child process that opens PDFs: it alone runs PDFium on files that came from outside.

It reads one JSON object a line from standard input, `{"path","pages","characters","cpu_s"}`, and answers each with one
line on standard output, `{"opens","locked","pages","text","title","problem"}`; before the first it says `{"ready"}`.
It ends with its input. It imports nothing of ours, so that it can be run as a plain file, as a module, or as a part of
a frozen program.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

MEMORY_LIMIT = 2 * 1024**3
"""Bytes of address space. PDFium maps fonts and page content; a whole ordinary reading stays under 300 MB."""

CANNOT_OPEN = "cannot_open"
NO_PAGES = "no_pages"
PAGE_FAILED = "page_failed"
OUT_OF_MEMORY = "out_of_memory"

_FPDF_ERR_PASSWORD = 4
_FPDF_ERR_SECURITY = 5


def read(path: str, pages: int, characters: int) -> dict[str, Any]:
    """What the file at *path* says: the text of its first *pages* pages, at most *characters* of each."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    answer: dict[str, Any] = {
        "opens": False,
        "locked": False,
        "pages": 0,
        "text": [],
        "title": "",
        "problem": None,
    }
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None) or pdfium.FPDF_GetLastError()
        answer["locked"] = code in (_FPDF_ERR_PASSWORD, _FPDF_ERR_SECURITY)
        answer["problem"] = CANNOT_OPEN
        return answer
    try:
        answer["opens"] = True
        answer["pages"] = len(document)
        if not answer["pages"]:
            answer["problem"] = NO_PAGES
        answer["title"] = str(document.get_metadata_value("Title") or "")[:1000]
        for index in range(min(pages, answer["pages"])):
            try:
                page = document[index]
                text_page = page.get_textpage()
                answer["text"].append(text_page.get_text_range(0, min(characters, text_page.count_chars())))
                text_page.close()
                page.close()
            except pypdfium2.PdfiumError:
                answer["text"].append("")
                answer["problem"] = PAGE_FAILED
    except MemoryError:
        answer["problem"] = OUT_OF_MEMORY
    finally:
        document.close()
    return answer


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


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer question after question until the input ends."""
    for line in questions:
        question = json.loads(line)
        limit_cpu(int(question["cpu_s"]))
        answer = read(question["path"], int(question["pages"]), int(question["characters"]))
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
