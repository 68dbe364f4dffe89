"""PDFs that are small and take a long time or much memory, and PDFs at the edge of the format."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator, Sequence

PAGE = b"/Type /Page /Parent 2 0 R"
A4 = b"[0 0 595 842]"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def make_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects; the first one, number 1, is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return (
        bytes(out)
        + head
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    )


def make_stream(content: bytes, entries: bytes = b"") -> bytes:
    """A compressed stream with these further entries in its dictionary."""
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def make_pages(pages: Sequence[tuple[bytes, bytes]], further: Sequence[bytes] = (), box: bytes = A4) -> bytes:
    """A PDF with these pages, each its content and its resources.

    Args:
        further: objects that the resources refer to; the first one has number 3.
    """
    first = 3 + len(further)
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids),
        *further,
    ]
    for number, (content, resources) in enumerate(pages):
        contents = first + 2 * number + 1
        objects += [
            b"<< %s /MediaBox %s /Resources << %s >> /Contents %d 0 R >>" % (PAGE, box, resources, contents),
            make_stream(content),
        ]
    return make_pdf(objects)


def text_page(words: str) -> tuple[bytes, bytes]:
    """An ordinary page with *words* at its top."""
    content = b"BT /F1 12 Tf 60 780 Td (%s) Tj ET" % words.encode("ascii")
    return content, b"/Font << /F1 %s >>" % FONT


def with_text_pages(hostile: tuple[bytes, bytes], further: Sequence[bytes] = ()) -> bytes:
    """The hostile page between two ordinary ones."""
    return make_pages([text_page("the first page"), hostile, text_page("the last page")], further)


def tiling(step: float = 0.0005) -> bytes:
    """A page filled with a pattern whose tiles are *step* points apart."""
    pattern = make_stream(
        b"0 0 1 1 re f",
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 2 2] /Resources << >> "
        b"/XStep %g /YStep %g" % (step, step),
    )
    page = b"/Pattern cs /P1 scn 0 0 595 842 re f", b"/Pattern << /P1 3 0 R >>"
    return with_text_pages(page, [pattern])


def dashes(lines: int = 20_000) -> bytes:
    """Lines across the page, each in dashes of a tenth of a point."""
    content = b"[0.1 0.1] 0 d 0.1 w\n" + b"".join(
        b"0 %d m 595 %d l S\n" % (line % 842, (line * 7) % 842) for line in range(lines)
    )
    return with_text_pages((content, b""))


def blends(count: int = 200_000) -> bytes:
    """Rectangles over the whole page, each blended with what is below it, in a transparency group."""
    state = b"/ExtGState << /G1 << /BM /Luminosity /ca 0.5 >> >>"
    content = b"/G1 gs\n" + b"0.5 0.1 0.9 rg 0 0 595 842 re f\n" * count
    return with_text_pages((content, state))


def shading(turns: int = 100_000) -> bytes:
    """A shading whose colours are the result of a long PostScript function, several times over the page."""
    function = make_stream(
        b"{ " + b"2 copy mul sin exch cos add abs dup 1 gt { pop 1 } if exch " * 1000 + b" pop dup dup }",
        b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]",
    )
    state = b"/Shading << /S1 << /ShadingType 1 /ColorSpace /DeviceRGB /Matrix [595 0 0 842 0 0] /Function 3 0 R >> >>"
    return with_text_pages((b"/S1 sh\n" * turns, state), [function])


def deep_page_tree(depth: int = 5_000) -> bytes:
    """A page tree of *depth* levels, with one page at its end."""
    first, last = 2, depth + 2
    objects = [b"<< /Type /Catalog /Pages %d 0 R >>" % first]
    for level in range(first, last):
        parent = b"/Parent %d 0 R" % (level - 1) if level > first else b""
        objects.append(b"<< /Type /Pages /Count 1 %s /Kids [%d 0 R] >>" % (parent, level + 1))
    page = b"<< /Type /Page /Parent %d 0 R /MediaBox %s /Contents %d 0 R >>" % (last - 1, A4, last + 1)
    return make_pdf([*objects, page, make_stream(b"0 0 100 100 re f")])


def wide_page_tree(kids: int = 40, levels: int = 6) -> bytes:
    """A page tree in which every level lists the next one many times, and which claims as many pages."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for level in range(levels):
        below = b" ".join([b"%d 0 R" % (level + 3)] * kids)
        objects.append(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (kids ** (levels - level), below))
    page = b"<< /Type /Page /Parent %d 0 R /MediaBox %s >>" % (levels + 1, A4)
    return make_pdf([*objects, page])


def image_bomb(side: int = 30_000) -> bytes:
    """An image of *side* x *side* pixels that is small because it is all one colour."""
    rows = zlib.compressobj(9)
    packed = b"".join([*(rows.compress(b"\x80" * side) for _ in range(side)), rows.flush()])
    again = zlib.compress(packed, 9)
    image = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream" % (side, side, len(again), again)
    )
    return with_text_pages((b"595 0 0 842 0 0 cm /I1 Do", b"/XObject << /I1 3 0 R >>"), [image])


def many_paths(count: int = 1_000_000) -> bytes:
    """A page with a figure of *count* short strokes: ordinary in physics, and not hostile."""
    dice = random.Random(1)
    places = [(dice.randrange(590), dice.randrange(830)) for _ in range(997)]
    strokes = b"".join(b"%d %d m %d %d l S\n" % (x, y, x + 3, y + 2) for x, y in places)
    return with_text_pages((strokes * (count // len(places) + 1), b""))


def blank_pages(count: int, box: bytes = A4) -> bytes:
    """A PDF with *count* blank pages; with none, a PDF without a page."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<< %s /MediaBox %s >>" % (PAGE, box)
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids)
    return make_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, *[page] * count])


def with_links() -> bytes:
    """Two pages; the first one has links to the second one, to the web, to a file, and one that starts a program."""
    actions = (
        b"/Dest [7 0 R /Fit]",
        b"/A << /S /URI /URI (https://example.org/a) >>",
        b"/A << /S /URI /URI (file:///etc/passwd) >>",
        b"/A << /S /Launch /F (calc.exe) >>",
    )
    links = b" ".join(
        b"<< /Type /Annot /Subtype /Link /Rect [60 %d 160 %d] %s >>" % (780 - 40 * number, 800 - 40 * number, action)
        for number, action in enumerate(actions)
    )
    content, fonts = text_page("links")
    page = b"<< %s /MediaBox %s /Resources << %s >> /Contents 4 0 R /Annots [%s] >>" % (PAGE, A4, fonts, links)
    return make_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 2 /Kids [3 0 R 7 0 R] >>",
            page,
            make_stream(content),
            b"null",
            b"null",
            b"<< %s /MediaBox %s >>" % (PAGE, A4),
        ]
    )


SLOW_PAGES: dict[str, Callable[[], bytes]] = {
    "tiling": tiling,
    "dashes": dashes,
    "blends": blends,
    "shading": shading,
}
"""PDFs with three pages whose second page takes longer than a minute to be drawn."""


def hostile_pdfs() -> Iterator[tuple[str, bytes]]:
    """All hostile PDFs, each with its name."""
    for name, make in SLOW_PAGES.items():
        yield name, make()
    yield "deep page tree", deep_page_tree()
    yield "wide page tree", wide_page_tree()
    yield "image bomb", image_bomb()
