"""The part of the child process that draws the pages of one PDF for the window and reads their texts and links.

The PDF comes through shared memory, and the pixels of the pages go through shared memory. `worker` passes on requests
that have an `"op"`, and writes each answer as one line:

- `{"op": "open", "document", "bytes", "pixels", "pixel_bytes"}`: `{"pages", "sizes", "problem"}`, where sizes are width
  and height of each page in points;
- `{"op": "draw", "page", "width", "height"}`: `{"problem"}`; the pixels are in the shared memory;
- `{"op": "text", "page"}`: `{"text", "boxes", "links", "problem"}`.

`annotations_of` reads the annotations of a page for another request.

Sizes and boxes are numbers of 32 bits in base64. This module imports no other module of the program: see `worker`.
"""

from __future__ import annotations

import base64
import ctypes
import mmap
from array import array
from typing import Any

MOST_PAGES = 20_000
MOST_CHARACTERS = 100_000
"""Characters of one page that are read; a dense journal page has 8,000."""
MOST_LINKS = 2_000
MOST_URL_BYTES = 2_000
MOST_RECTS = 1_000
"""Of one annotation."""
MOST_NOTE_BYTES = 1_000_000
USUAL_SIZE = (595.0, 842.0)
"""Of a page that cannot be measured."""

LOCKED = "locked"
DAMAGED = "damaged"
NO_PAGES = "no_pages"
PAGE_FAILED = "page_failed"
OUT_OF_MEMORY = "out_of_memory"

_FPDF_ERR_SUCCESS = 0
_FPDF_ERR_PASSWORD = 4
_FPDF_ERR_SECURITY = 5
_PRECISION = 100
"""Steps per point in which PDFium converts coordinates."""


class PageWorker:
    """Answers the requests about one PDF."""

    def __init__(self) -> None:
        self._document: Any = None
        self._pixels: Any = None
        self._content: Any = None

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Returns the answer to a request."""
        try:
            if question["op"] == "open":
                return self._open(question)
            if question["op"] == "draw":
                return self._draw(int(question["page"]), int(question["width"]), int(question["height"]))
            return self._read(int(question["page"]))
        except MemoryError:
            return {"problem": OUT_OF_MEMORY}

    def _open(self, question: dict[str, Any]) -> dict[str, Any]:
        import pypdfium2
        import pypdfium2.raw as pdfium

        self._content = (ctypes.c_ubyte * int(question["bytes"])).from_buffer(
            _mapped(question["document"], question["bytes"])
        )
        self._pixels = _mapped(question["pixels"], question["pixel_bytes"])
        try:
            self._document = pypdfium2.PdfDocument(self._content)
        except pypdfium2.PdfiumError as error:
            code = getattr(error, "err_code", None) or pdfium.FPDF_GetLastError()
            if code in (_FPDF_ERR_PASSWORD, _FPDF_ERR_SECURITY):
                return {"problem": LOCKED}
            return {"problem": NO_PAGES if code == _FPDF_ERR_SUCCESS else DAMAGED}
        pages = len(self._document)
        if pages <= 0:
            return {"problem": NO_PAGES}
        sizes, size = array("f"), pdfium.FS_SIZEF()
        for page in range(min(pages, MOST_PAGES)):
            is_known = pdfium.FPDF_GetPageSizeByIndexF(self._document, page, ctypes.byref(size))
            sizes.extend((size.width, size.height) if is_known else USUAL_SIZE)
        return {"pages": pages, "sizes": _packed(sizes), "problem": None}

    def _draw(self, number: int, width: int, height: int) -> dict[str, Any]:
        import pypdfium2.raw as pdfium

        stride = 4 * width
        if width < 1 or height < 1 or stride * height > len(self._pixels):
            return {"problem": OUT_OF_MEMORY}
        page = pdfium.FPDF_LoadPage(self._document, number)
        if not page:
            return {"problem": PAGE_FAILED}
        memory = (ctypes.c_ubyte * (stride * height)).from_buffer(self._pixels)
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, memory, stride)
        try:
            if not bitmap:
                return {"problem": OUT_OF_MEMORY}
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
            pdfium.FPDF_ClosePage(page)
        return {"problem": None}

    def _read(self, number: int) -> dict[str, Any]:
        import pypdfium2.raw as pdfium

        page = pdfium.FPDF_LoadPage(self._document, number)
        if not page:
            return {"problem": PAGE_FAILED}
        text_page = pdfium.FPDFText_LoadPage(page)
        try:
            place = _Placement(page)
            text, boxes = _text_of(text_page, place) if text_page else ("", array("f"))
            links = _links_of(self._document, page, place)
        finally:
            if text_page:
                pdfium.FPDFText_ClosePage(text_page)
            pdfium.FPDF_ClosePage(page)
        return {"text": text, "boxes": _packed(boxes), "links": links, "problem": None}


class _Placement:
    """Converts the coordinates of a page's content to points from the top left of the page as it is displayed: a page
    may be turned or cropped."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        size = (max(1, round(width * _PRECISION)), max(1, round(height * _PRECISION)))

        def place_of(x: float, y: float) -> tuple[float, float]:
            found_x, found_y = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(found_x), ctypes.byref(found_y))
            return found_x.value / _PRECISION, found_y.value / _PRECISION

        self._x, self._y = place_of(0, 0)
        right, up = place_of(1000, 0), place_of(0, 1000)
        self._from_x = ((right[0] - self._x) / 1000, (right[1] - self._y) / 1000)
        self._from_y = ((up[0] - self._x) / 1000, (up[1] - self._y) / 1000)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Returns left, top, right and bottom as they are displayed."""
        (a, b), (c, d) = self._from_x, self._from_y
        x1, y1 = self._x + a * left + c * bottom, self._y + b * left + d * bottom
        x2, y2 = self._x + a * right + c * top, self._y + b * right + d * top
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _text_of(text_page: Any, place: _Placement) -> tuple[str, array[float]]:
    import pypdfium2.raw as pdfium

    count = min(pdfium.FPDFText_CountChars(text_page), MOST_CHARACTERS)
    if count <= 0:
        return "", array("f")
    units = (ctypes.c_ushort * (2 * count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, units)
    text = bytes(units)[: max(0, written - 1) * 2].decode("utf-16-le", "replace")
    boxes = array("f", bytes(16 * len(text)))
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    edges = tuple(map(ctypes.byref, (left, right, bottom, top)))
    index_of, box_of = pdfium.FPDFText_GetCharIndexFromTextIndex, pdfium.FPDFText_GetCharBox
    unit = 0  # PDFium counts units of UTF-16
    for position, character in enumerate(text):
        index = index_of(text_page, unit)
        unit += 1 + (character > "\uffff")
        if index >= 0 and box_of(text_page, index, *edges) and right.value > left.value and top.value > bottom.value:
            boxes[4 * position : 4 * position + 4] = array(
                "f", place.box(left.value, bottom.value, right.value, top.value)
            )
    return text, boxes


def _links_of(document: Any, page: Any, place: _Placement) -> list[dict[str, Any]]:
    import pypdfium2.raw as pdfium

    found: list[dict[str, Any]] = []
    position, link, rect = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    while len(found) < MOST_LINKS and pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
        if not pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(rect)):
            continue
        one: dict[str, Any] = {"box": place.box(rect.left, rect.bottom, rect.right, rect.top)}
        action = pdfium.FPDFLink_GetAction(link)
        target = pdfium.FPDFLink_GetDest(document, link)
        if not target and action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_GOTO:
            target = pdfium.FPDFAction_GetDest(document, action)
        if target:
            one["page"] = pdfium.FPDFDest_GetDestPageIndex(document, target)
        elif action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
            one["url"] = _url_of(document, action)
        found.append(one)
    return found


def _url_of(document: Any, action: Any) -> str | None:
    import pypdfium2.raw as pdfium

    buffer = ctypes.create_string_buffer(MOST_URL_BYTES)
    size = pdfium.FPDFAction_GetURIPath(document, action, buffer, MOST_URL_BYTES)
    return buffer.value.decode("utf-8", "replace") if 0 < size <= MOST_URL_BYTES else None


def annotations_of(document: Any, index: int, most: int) -> list[dict[str, Any]]:
    """Returns at most *most* annotations of a page, without links, forms and the windows of notes."""
    import pypdfium2.raw as pdfium

    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return []
    found: list[dict[str, Any]] = []
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            if not annotation:
                continue
            try:
                kind = _kind_of(pdfium.FPDFAnnot_GetSubtype(annotation))
                if kind is not None and len(found) < most:
                    found.append({"page": index + 1, "kind": kind} | _annotation(annotation, text_page))
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    return found


def _kind_of(subtype: int) -> str | None:
    """Returns the kind of an annotation, None for one that nobody wrote."""
    import pypdfium2.raw as pdfium

    known = {
        pdfium.FPDF_ANNOT_HIGHLIGHT: "highlight",
        pdfium.FPDF_ANNOT_UNDERLINE: "underline",
        pdfium.FPDF_ANNOT_SQUIGGLY: "squiggly",
        pdfium.FPDF_ANNOT_STRIKEOUT: "strikeout",
        pdfium.FPDF_ANNOT_TEXT: "note",
        pdfium.FPDF_ANNOT_FREETEXT: "text",
        pdfium.FPDF_ANNOT_INK: "ink",
        pdfium.FPDF_ANNOT_STAMP: "stamp",
    }
    shapes = [pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_LINE]
    shapes += [pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_POLYLINE]
    return "shape" if subtype in shapes else known.get(subtype)


def _annotation(annotation: Any, text_page: Any) -> dict[str, Any]:
    import pypdfium2.raw as pdfium

    rects: list[tuple[float, float, float, float]] = []
    quad = pdfium.FS_QUADPOINTSF()
    for number in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), MOST_RECTS)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, number, ctypes.byref(quad)):
            across, up = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            rects.append((min(across), min(up), max(across), max(up)))
    is_markup = bool(rects)
    rect = pdfium.FS_RECTF()
    if not rects and pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
        rects.append((rect.left, rect.bottom, rect.right, rect.top))
    texts = [_text_in(text_page, one) for one in rects] if is_markup and text_page else []
    return {
        "colour": _colour_of(annotation),
        "text": " ".join(" ".join(texts).split()),
        "note": _value_of(annotation, b"Contents"),
        "rects": [tuple(round(number, 2) for number in one) for one in rects],
        "made": _value_of(annotation, b"M") or _value_of(annotation, b"CreationDate") or None,
    }


def _text_in(text_page: Any, rect: tuple[float, float, float, float]) -> str:
    """Returns the text in a part of a line. The part is narrowed: PDFium also returns what only touches it."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = rect
    edge, side = (top - bottom) / 4, min(0.5, (right - left) / 4)
    units = (ctypes.c_ushort * MOST_CHARACTERS)()
    written = pdfium.FPDFText_GetBoundedText(
        text_page, left + side, top - edge, right - side, bottom + edge, units, MOST_CHARACTERS
    )
    return bytes(units)[: max(0, written) * 2].decode("utf-16-le", "replace").replace("\0", "")


def _colour_of(annotation: Any) -> str | None:
    import pypdfium2.raw as pdfium

    parts = [ctypes.c_uint() for _ in range(4)]
    places = tuple(map(ctypes.byref, parts))
    is_known = pdfium.FPDFAnnot_GetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *places)
    if not is_known and pdfium.FPDFAnnot_GetObjectCount(annotation) > 0:  # PDFium names no colour of one that is drawn
        drawn = pdfium.FPDFAnnot_GetObject(annotation, 0)
        is_known = pdfium.FPDFPageObj_GetFillColor(drawn, *places) or pdfium.FPDFPageObj_GetStrokeColor(drawn, *places)
    return "#{:02X}{:02X}{:02X}".format(*(part.value & 0xFF for part in parts[:3])) if is_known else None


def _value_of(annotation: Any, name: bytes) -> str:
    import pypdfium2.raw as pdfium

    size = pdfium.FPDFAnnot_GetStringValue(annotation, name, None, 0)
    if not 2 < size <= MOST_NOTE_BYTES:
        return ""
    units = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annotation, name, units, size)
    return bytes(units)[: size - 2].decode("utf-16-le", "replace").replace("\r\n", "\n").replace("\r", "\n").strip()


def _mapped(argument: str, size: int) -> mmap.mmap:
    """Returns the shared memory that the parent process calls *argument*."""
    if argument.isdecimal():
        return mmap.mmap(int(argument), int(size))
    return mmap.mmap(-1, int(size), tagname=argument)  # type: ignore[call-arg]


def _packed(numbers: array[float]) -> str:
    return base64.b64encode(numbers.tobytes()).decode("ascii")
