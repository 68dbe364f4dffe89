"""The first page of a PDF, drawn by a process that is ready, compared with PDFium in this process."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from scholar_desktop.pdf.page_process import PageProcess
from tests.bench.report import ResultLine, compare
from tests.support.hostile_pdfs import make_pages, make_stream, text_page

RUNS = 15
"""The least of them counts: what the machine does beside us only adds."""
MOST_MORE_S = 0.03
SIZE = (800, 1132)


def lines() -> Iterator[ResultLine]:
    content = one_megabyte()
    ours, peer = [], []
    for _ in range(RUNS):
        ours.append(in_a_process(content))
        peer.append(in_this_process(content))
    note = f"seconds; {len(content):,} bytes; the reference is PDFium in this process, and 30 ms"
    yield compare("first page of a 1 MB PDF", min(ours), min(peer) + MOST_MORE_S, "PDFium + 30 ms", 1.0, note)


def one_megabyte() -> bytes:
    """A PDF of twelve pages of text, some with a picture."""
    dice = random.Random(1)
    pictures = [
        make_stream(
            dice.randbytes(250_000),
            b"/Type /XObject /Subtype /Image /Width 500 /Height 500 /ColorSpace /DeviceGray /BitsPerComponent 8",
        )
        for _ in range(4)
    ]
    pages = []
    for number in range(12):
        content, fonts = text_page(f"Page {number + 1}")
        words = b"".join(
            b"BT /F1 9 Tf 60 %d Td (%s) Tj ET\n" % (760 - 11 * line, b"whales eat krill " * 6) for line in range(40)
        )
        picture = b"q 200 0 0 200 60 60 cm /I1 Do Q\n" if number % 3 == 0 else b""
        pages.append((content + words + picture, fonts + b" /XObject << /I1 %d 0 R >>" % (3 + number // 3)))
    return make_pages(pages, pictures)


def in_a_process(content: bytes) -> float:
    """Seconds from the bytes of the file to the pixels of its first page."""
    process = PageProcess()
    try:
        process.start()
        began = time.perf_counter()
        process.open(content)
        process.draw(0, *SIZE)
        return time.perf_counter() - began
    finally:
        process.end()


def in_this_process(content: bytes) -> float:
    """Seconds for the same, without another process."""
    import pypdfium2

    began = time.perf_counter()
    document = pypdfium2.PdfDocument(content)
    page = document[0]
    page.render(scale=SIZE[0] / page.get_width())
    used = time.perf_counter() - began
    page.close()
    document.close()
    return used
