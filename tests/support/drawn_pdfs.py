"""PDFs that the tests draw for themselves."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

BODY = (
    "We study how these things behave when nobody looks, and give a bound on what is lost.",
    "The method is simple and needs one pass over the data; experiments on four sets agree with it.",
    "We thank the reviewers for remarks that made the text better than it was before they read it.",
)


def draw_pdf(*pages: Sequence[str], title: str | None = None, password: str | None = None, filler: int = 0) -> bytes:
    """A PDF whose pages hold these lines (title and authors first, as in life); filler: bytes that make it longer."""
    target = io.BytesIO()
    encrypt = StandardEncryption(password, "owner") if password is not None else None
    drawing = canvas.Canvas(target, pageCompression=0, invariant=1, encrypt=encrypt)
    if title is not None:
        drawing.setTitle(title)
    for lines in pages or ([],):
        for number, line in enumerate(lines):
            drawing.drawString(60, 780 - 15 * number, line)
        drawing.showPage()
    drawing.save()
    whole = target.getvalue()
    if not filler:
        return whole
    head, _, rest = whole.partition(b"\n")
    # A comment after the header shifts the table of objects; PDFium finds them again by reading through the file.
    return head + b"\n%" + b"x" * filler + b"\n" + rest


def draw_sized(*pages: Sequence[tuple[float, str]], large_last: bool = False, scaled: bool = False) -> bytes:
    """A PDF whose pages hold these lines, each with its size in points.

    large_last: the lines larger than 11 points come last in the file; scaled: the size is in the matrix of the text.
    """
    target = io.BytesIO()
    drawing = canvas.Canvas(target, pageCompression=0, invariant=1)
    for lines in pages:
        height, placed = 800.0, []
        for size, line in lines:
            height -= size * 1.3
            placed.append((size, line, height))
        for size, line, y in sorted(placed, key=lambda one: large_last and one[0] > 11):
            text = drawing.beginText()
            text.setFont("Times-Roman", 1 if scaled else size)
            if scaled:
                text.setTextTransform(size, 0, 0, size, 50, y)
            else:
                text.setTextOrigin(50, y)
            text.textOut(line)
            drawing.drawText(text)
        drawing.showPage()
    drawing.save()
    return target.getvalue()


def draw_paper(title: str, authors: Sequence[str] = (), *, wrap: int = 70, filler: int = 0) -> bytes:
    """A PDF as a paper looks: its title (broken over lines), its authors, an abstract, a second page."""
    lines: list[str] = [""]
    for word in title.split():
        if len(lines[-1]) + len(word) > wrap:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return draw_pdf([*lines, ", ".join(authors), "", "Abstract", *BODY], ["1 Introduction", *BODY], filler=filler)


def draw_in_any_script(*pages: Sequence[str], title: str | None = None) -> bytes:
    """A PDF whose pages hold these lines in whatever script: its font has a map to characters and no glyphs, so that a
    reader finds the text as it would in a real one (and a picture of the page shows nothing)."""
    letters = sorted({letter for lines in pages for line in lines for letter in line})
    codes = {letter: number for number, letter in enumerate(letters, start=1)}
    body = "\n".join(f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{body}\nendbfchar endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{8 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Unknown /Encoding /Identity-H /DescendantFonts [4 0 R] "
        "/ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unknown /DW 1000 /FontDescriptor 5 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /Unknown /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 "
        "/Descent -200 /CapHeight 700 /StemV 80 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        f"<< /Title <FEFF{(title or '').encode('utf-16-be').hex().upper()}> >>",
    ]
    for number, lines in enumerate(pages):
        drawn = ""
        for line, text in enumerate(lines):
            coded = "".join(f"{codes[letter]:04X}" for letter in text)
            drawn += f"BT /F1 10 Tf 1 0 0 1 40 {780 - 14 * line} Tm <{coded}> Tj ET\n"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1600 842] /Contents {9 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
    out, places = b"%PDF-1.5\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 7 0 R >>\n"
    return out + f"{trailer}startxref\n{out.rindex(b'xref')}\n%%EOF\n".encode()


def draw_columns(head: Sequence[str], left: Sequence[str], right: Sequence[str]) -> bytes:
    """A page with a head over two columns."""
    target = io.BytesIO()
    drawing = canvas.Canvas(target, pageCompression=0, invariant=1)
    for number, line in enumerate(head):
        drawing.drawCentredString(297, 790 - 16 * number, line)
    top = 770 - 16 * len(head)
    for x, lines in ((50, left), (310, right)):
        for number, line in enumerate(lines):
            drawing.drawString(x, top - 14 * number, line)
    drawing.showPage()
    drawing.save()
    return target.getvalue()


def draw_scan(*, title: str | None = None, stamp: str = "") -> bytes:
    """Pages of grey bars and no text but a *stamp*."""
    target = io.BytesIO()
    drawing = canvas.Canvas(target, pageCompression=0, invariant=1)
    if title is not None:
        drawing.setTitle(title)
    for _ in range(3):
        for line in range(30):
            drawing.rect(60, 780 - 20 * line, 460, 8, fill=1)
        if stamp:
            drawing.drawString(60, 20, stamp)
        drawing.showPage()
    drawing.save()
    return target.getvalue()
