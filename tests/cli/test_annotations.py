"""annotations: what readers of PDFs wrote into the files of the library."""

from __future__ import annotations

import io
from pathlib import Path

from reportlab.pdfgen import canvas

from tests.cli.conftest import Run


def annotated_pdf() -> bytes:
    """Two pages; on the second a highlight over two lines with a note, and a note of its own."""
    target = io.BytesIO()
    drawing = canvas.Canvas(target, pageCompression=0, invariant=1)
    drawing.drawString(60, 780, "The first page")
    drawing.showPage()
    for number, line in enumerate(("before it", "marked words here", "and one line more", "after it")):
        drawing.drawString(60, 780 - 15 * number, line)
    lines = ((60, 765), (60, 750))
    quads = [value for x, y in lines for value in (x, y + 10, x + 200, y + 10, x, y - 3, x + 200, y - 3)]
    drawing.highlightAnnotation("A remark*", Rect=(60, 747, 260, 775), QuadPoints=quads, Color=[1, 0.2, 0])
    drawing.textAnnotation("On the margin", Rect=(20, 700, 40, 720))
    drawing.linkURL("http://a.example", (60, 600, 100, 610))
    drawing.showPage()
    drawing.save()
    return target.getvalue()


def test_annotations_of_a_paper_of_all_and_as_markdown(run: Run, tmp_path: Path):
    (tmp_path / "a.pdf").write_bytes(annotated_pdf())
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 nothing")
    bib = "@book{one, title={On Growth}, file={:a.pdf:PDF}}\n@book{two, title={Other}, file={:b.pdf:PDF}}"
    (tmp_path / "refs.bib").write_text(bib, "utf-8")
    run("import", str(tmp_path / "refs.bib"), "--json")
    ran = run("annotations", "key:one", "--markdown", "--json")
    assert ran.code == 0, ran.answer["errors"]
    marked, note = ran.data["annotations"]
    assert (marked["id"], marked["page"], marked["kind"], marked["colour"]) == ("key:one", 2, "highlight", "#FF3300")
    assert (marked["text"], marked["note"]) == ("marked words here and one line more", "A remark*")
    assert marked["rects"] == [[60, 762, 260, 775], [60, 747, 260, 760]]
    assert Path(marked["file"]).read_bytes() == annotated_pdf()
    assert (note["kind"], note["text"], note["note"]) == ("note", "", "On the margin")
    assert ran.data["markdown"] == (
        "## On Growth [@one]\n\n> marked words here and one line more (p. 2)\n\nA remark\\*\n\nOn the margin (p. 2)\n"
    )
    every = run("annotations", "--json")
    assert (every.code, len(every.data["annotations"]), every.error_code) == (4, 2, "damaged"), "one cannot be read"
    assert run("annotations", "key:none", "--json").code == 3
