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


def draw_paper(title: str, authors: Sequence[str] = (), *, wrap: int = 70, filler: int = 0) -> bytes:
    """A PDF as a paper looks: its title (broken over lines), its authors, an abstract, a second page."""
    lines: list[str] = [""]
    for word in title.split():
        if len(lines[-1]) + len(word) > wrap:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return draw_pdf([*lines, ", ".join(authors), "", "Abstract", *BODY], ["1 Introduction", *BODY], filler=filler)
