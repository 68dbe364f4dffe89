"""annotations: what readers of PDFs wrote into the files of the library."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import msgspec
from reportlab.pdfgen import canvas

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import OwnFields
from scholar_desktop.domain.paper import Facts, Ids, Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.services.papers.annotations import AnnotatedPaper, read_annotations, write_notes
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
    drawing.highlightAnnotation(
        "A remark*", Rect=(60, 747, 260, 775), QuadPoints=quads, Color=[1, 0.2, 0], M="(D:20240131003000+01'00')"
    )
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
    assert (marked["made"], note["made"]) == ("2024-01-30T23:30:00Z", None)
    assert marked["rects"] == [[60, 762, 260, 775], [60, 747, 260, 760]]
    assert Path(marked["file"]).read_bytes() == annotated_pdf()
    assert (note["kind"], note["text"], note["note"]) == ("note", "", "On the margin")
    assert ran.data["markdown"] == (
        "## On Growth [@one]\n\n> marked words here and one line more (p. 2)\n\nA remark\\*\n\nOn the margin (p. 2)\n"
    )
    every = run("annotations", "--json")
    assert (every.code, len(every.data["annotations"]), every.error_code) == (4, 2, "damaged"), "one cannot be read"
    assert run("annotations", "key:none", "--json").code == 3


def test_marked_text_is_what_the_rectangle_covers(run: Run, tmp_path: Path):
    target = io.BytesIO()
    drawing = canvas.Canvas(target, pageCompression=0, invariant=1)
    drawing.setFont("Courier", 10)  # each letter is 6 points wide
    for number, line in enumerate(("above the mark here", "left marked words right", "below the mark here")):
        drawing.drawString(60, 780 - 12 * number, line)
    left, right = 60 + 5 * 6, 60 + 17 * 6
    quad = (left, 777, right, 777, left, 766, right, 766)
    drawing.highlightAnnotation("", Rect=(left, 766, right, 777), QuadPoints=quad)
    drawing.showPage()
    drawing.save()
    (tmp_path / "a.pdf").write_bytes(target.getvalue())
    (tmp_path / "refs.bib").write_text("@book{one, title={On Growth}, file={:a.pdf:PDF}}", "utf-8")
    run("import", str(tmp_path / "refs.bib"), "--json")
    (marked,) = run("annotations", "key:one", "--json").data["annotations"]
    assert (marked["text"], marked["rects"]) == ("marked words", [[left, 766, right, 777]])


def test_annotations_that_zotero_kept_come_with_its_page_and_place():
    place = {"pageIndex": 4, "rects": [[1, 2, 3, 4.5]]}
    sent = {"kind": "highlight", "text": "words", "note": "a [remark]", "colour": "#ffd400", "page": "105"}
    own = OwnFields(extra={"zotero": {"annotations": [sent | {"position": json.dumps(place)}, {"position": "{"}, 3]}})
    paper = Paper("A", Ids(key="a"), facts=(Facts(LIBRARY, "", msgspec.to_builtins(own)),))

    async def read() -> list[AnnotatedPaper]:
        return [one async for one in read_annotations([KeptPaper("k", paper, cite_key="a")])]

    [found] = asyncio.run(read())
    first, broken = found.annotations
    assert (first.page, first.rects, first.colour, first.file) == (5, ((1, 2, 3, 4.5),), "#FFD400", None)
    assert (broken.page, broken.rects, broken.text) == (None, (), "")
    assert write_notes([found]) == "## A [@a]\n\n> words (p. 5)\n\na \\[remark\\]\n"
