"""Generates the PDFs of the demo, with the real title, authors and DOI, and pages of generated text.

The same paper gives the same bytes, every time and on every computer with the same version of reportlab. The fonts are
the standard ones, so letters outside Western Europe are replaced by their nearest Latin letters.
"""

from __future__ import annotations

import io
import unicodedata
from typing import Any

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.phrases import capital
from scholar_desktop.demo.corpus.seeded_random import SeededRandom

_WIDTH, _HEIGHT = 595.0, 842.0
_MARGIN = 72.0
_SECTIONS = (
    (
        "Introduction",
        (("opening", "gap", "how"), ("opening", "result", "gap", "how"), ("aim", "opening", "result", "end")),
    ),
    ("Related work", (("gap", "opening", "gap"), ("opening", "result", "gap", "opening"))),
    ("Methods", (("how", "how", "how"), ("how", "aim", "how"), ("how", "gap", "how", "how"))),
    (
        "Results",
        (("result", "result", "how", "result"), ("result", "result", "result"), ("how", "result", "result", "end")),
    ),
    ("Discussion", (("result", "gap", "end", "opening"), ("opening", "result", "gap"), ("end", "result", "end"))),
)
_NOTICE = "Drawn by the demo services of Scholar Desktop. The text is invented; it is not that of the paper named here."
_GREEK = str.maketrans("αβγδεκλμνπσωΔΣΩ∞→−‐‑–′″≤≥≈×", "abgdeklmnpswDSO*>---–'\"<>~x")


class PdfWriter:
    """Generates and caches the PDFs of the papers in *corpus*."""

    def __init__(self, corpus: DemoCorpus) -> None:
        self._corpus = corpus
        self._drawn: dict[tuple[str, str], bytes] = {}

    def article(self, work: Work) -> bytes:
        """Returns the paper, three to six pages."""
        return self._once("article", work.key, lambda: self._article(work))

    def encrypted(self, work: Work) -> bytes:
        """Returns the paper with an unknown password."""
        return self._once("encrypted", work.key, lambda: self._article(work, password="not told"))  # noqa: S106

    def supplement(self, work: Work) -> bytes:
        """Returns supplementary material of the paper, which is not the paper."""
        return self._once("supplement", work.key, lambda: self._supplement(work))

    def scan(self, work: Work) -> bytes:
        """Returns four pages without text, like a scan."""
        return self._once("scan", work.key, lambda: self._scan(work))

    def leaflet(self, title: str, people: list[str], text: str) -> bytes:
        """Returns a document of a page or two in a deposit: slides, a codebook."""
        return self._once("leaflet", title, lambda: self._leaflet(title, people, text))

    def _once(self, kind: str, key: str, draw: Any) -> bytes:
        if (kind, key) not in self._drawn:
            self._drawn[kind, key] = draw()
        return self._drawn[kind, key]

    # --- kinds of documents

    def _article(self, work: Work, password: str | None = None) -> bytes:
        writer = self._corpus.writer
        rng = SeededRandom("pdf", work.key)
        sheet = Sheet(work.title, ", ".join(name for _, name in work.authors), work.doi or work.arxiv or "", password)
        sheet.lines(work.title, "Times-Bold", 17, after=8)
        sheet.lines(_people(work), "Times-Roman", 11, after=4)
        sheet.lines(_imprint(work), "Times-Italic", 9.5, after=14)
        sheet.lines("Abstract", "Times-Bold", 11, after=3)
        sheet.lines(writer.abstract(work), "Times-Roman", 10, after=12, inset=18)
        citations = self._sources(work)
        for number, (heading, paragraphs) in enumerate(_SECTIONS, start=1):
            sheet.lines(f"{number}  {heading}", "Times-Bold", 12, after=4)
            for place, parts in enumerate(paragraphs):
                text = writer.paragraph(work, f"{heading} {place}", parts)
                if heading in ("Introduction", "Related work", "Discussion") and citations:
                    cited = rng.pick(citations)
                    text += " " + writer.context(work, cited, rng.pick(("background", "result")), rng)
                sheet.lines(text, "Times-Roman", 10.5, after=7)
            if heading == "Methods":
                sheet.table(writer.slots(writer.theme_of(work), writer.topic(work), rng), rng)
                sheet.scatter(rng)
            if heading == "Results":
                sheet.chart(rng)
        if citations:
            sheet.lines("References", "Times-Bold", 12, after=4)
        for place, cited in enumerate(citations, start=1):
            names = ", ".join(name for _, name in cited.authors[:3]) + (" et al." if len(cited.authors) > 3 else "")
            sheet.lines(
                f"[{place}] {names}. {cited.title}. {cited.venue or 'n.p.'}, {cited.year}.", "Times-Roman", 8.5, 3
            )
        return sheet.finish()

    def _sources(self, work: Work) -> list[Work]:
        if not work.s2:
            return []
        rows = self._corpus.links.references(work)
        return [row.work for row in rows if row.work is not None and row.work.number != work.number][:14]

    def _supplement(self, work: Work) -> bytes:
        writer = self._corpus.writer
        sheet = Sheet(f"Supplementary material: {work.title}", "", "", None)
        sheet.lines("Supplementary Material", "Times-Bold", 20, after=10)
        sheet.lines(f"accompanying: {work.title}", "Times-Italic", 11, after=20)
        for number in range(1, 5):
            sheet.lines(f"Supplementary Table S{number}", "Times-Bold", 11, after=4)
            sheet.lines(writer.paragraph(work, f"supplement {number}", ("how", "result")), "Times-Roman", 10, after=6)
            rng = SeededRandom("supplement", work.key, number)
            sheet.table(writer.slots(writer.theme_of(work), writer.topic(work), rng), rng)
        return sheet.finish()

    def _scan(self, work: Work) -> bytes:
        rng = SeededRandom("scan", work.key)
        sheet = Sheet("", "", "", None, notice=False)
        for page in range(4):
            if page:
                sheet.turn()
            sheet.ghost_lines(rng)
        return sheet.finish()

    def _leaflet(self, title: str, people: list[str], text: str) -> bytes:
        sheet = Sheet(title, ", ".join(people), "", None)
        sheet.lines(title, "Helvetica-Bold", 20, after=12)
        sheet.lines(", ".join(people), "Helvetica", 11, after=24)
        sheet.lines(text, "Helvetica", 12, after=20)
        sheet.chart(SeededRandom("leaflet", title))
        return sheet.finish()


class Sheet:
    """Pages that are filled from top to bottom."""

    def __init__(self, title: str, author: str, subject: str, password: str | None, notice: bool = True) -> None:
        # reportlab takes 150 ms to import, and most runs of the demo generate no PDF
        from reportlab.lib.pdfencrypt import StandardEncryption
        from reportlab.pdfbase.pdfmetrics import stringWidth
        from reportlab.pdfgen.canvas import Canvas

        lock = StandardEncryption(password, ownerPassword=f"{password} either", strength=128) if password else None
        self._file = io.BytesIO()
        self._canvas = Canvas(self._file, (_WIDTH, _HEIGHT), pageCompression=0, invariant=1, encrypt=lock)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("Scholar Desktop demo")
        self._width_of = stringWidth
        self._notice = notice
        self._page = 1
        self._y = _HEIGHT - _MARGIN

    def lines(self, text: str, font: str, size: float, after: float, inset: float = 0.0) -> None:
        """Draws a paragraph, broken into lines; body text is justified except for the last line."""
        left, width = _MARGIN + inset, _WIDTH - 2 * (_MARGIN + inset)
        broken = self._broken(latin(text).split(), font, size, width)
        spread = font == "Times-Roman" and size >= 10 and len(broken) > 2
        for place, words in enumerate(broken):
            self._room(size * 1.3)
            pen = self._canvas.beginText(left, self._y)
            pen.setFont(font, size)
            line = " ".join(words)
            if spread and place < len(broken) - 1 and len(words) > 1:
                pen.setWordSpace((width - self._width_of(line, font, size)) / (len(words) - 1))
            pen.textOut(line)
            pen.setWordSpace(0)
            self._canvas.drawText(pen)
        self._y -= after

    def _broken(self, words: list[str], font: str, size: float, width: float) -> list[list[str]]:
        broken: list[list[str]] = [[]]
        used = 0.0
        space = self._width_of(" ", font, size)
        for word in words:
            length = self._width_of(word, font, size)
            if broken[-1] and used + space + length > width:
                broken.append([])
                used = 0.0
            broken[-1].append(word)
            used += length + (space if used else 0.0)
        return broken

    def table(self, slots: dict[str, str], rng: SeededRandom) -> None:
        """Draws a small table of invented values."""
        self._room(96)
        top = self._y + 70
        heads = ("", "A", "B", "C", "D")
        for row in range(5):
            y = top - 12 - row * 15
            name = capital(slots["measure"]) if row == 0 else f"Series {row}"
            cells = [name, *heads[1:]] if row == 0 else [name, *(f"{rng.between(40, 980) / 10:.1f}" for _ in heads[1:])]
            self._canvas.setFont("Times-Bold" if row == 0 else "Times-Roman", 9)
            for column, cell in enumerate(cells):
                self._canvas.drawString(_MARGIN + (0 if column == 0 else 190 + column * 50), y, latin(cell)[:44])
        for y in (top, top - 17, top - 80):
            self._canvas.line(_MARGIN, y, _WIDTH - _MARGIN, y)
        self._y = top - 96

    def chart(self, rng: SeededRandom) -> None:
        """Draws a bar chart of invented values."""
        self._room(150)
        base, left = self._y + 20, _MARGIN + 30
        self._canvas.line(left, base, _WIDTH - _MARGIN, base)
        self._canvas.line(left, base, left, base + 120)
        for place in range(9):
            self._canvas.setFillGray(0.35 + place % 3 * 0.2)
            self._canvas.rect(left + 14 + place * 44, base, 26, 20 + rng.below(95), stroke=0, fill=1)
        self._canvas.setFillGray(0)
        self._canvas.setFont("Times-Italic", 9)
        self._canvas.drawString(left, base - 14, "Figure 2. Values are invented and stand for nothing.")
        self._y = base - 34

    def scatter(self, rng: SeededRandom) -> None:
        """Draws a scatter plot of invented points."""
        self._room(190)
        base, left, width = self._y + 24, _MARGIN + 30, _WIDTH - 2 * _MARGIN - 40
        self._canvas.rect(left, base, width, 150)
        for place in range(420):
            x = place / 420
            y = 0.2 + 0.6 * x * x + (rng.below(1000) + rng.below(1000) - 1000) / 6000
            self._canvas.circle(left + 4 + x * (width - 8), base + 150 * min(0.98, max(0.02, y)), 1.1, stroke=0, fill=1)
        self._canvas.setFont("Times-Italic", 9)
        self._canvas.drawString(left, base - 14, "Figure 1. Each point is invented.")
        self._y -= 8

    def ghost_lines(self, rng: SeededRandom) -> None:
        """Draws bars in place of printed lines."""
        self._canvas.setFillGray(0.55)
        for place in range(44):
            width = (_WIDTH - 2 * _MARGIN) * (rng.between(55, 70) / 100 if place % 9 == 8 else 1)
            self._canvas.rect(_MARGIN, _HEIGHT - _MARGIN - place * 15.5, width, 6.5, stroke=0, fill=1)
        self._canvas.setFillGray(0)

    def turn(self) -> None:
        """Starts the next page."""
        self._foot()
        self._canvas.showPage()
        self._page += 1
        self._y = _HEIGHT - _MARGIN

    def finish(self) -> bytes:
        self._foot()
        self._canvas.showPage()
        self._canvas.save()
        return self._file.getvalue()

    def _room(self, height: float) -> None:
        """Moves down by *height*, or to the next page if there is not enough space."""
        if self._y - height < _MARGIN:
            self.turn()
        self._y -= height

    def _foot(self) -> None:
        if self._notice:
            self._canvas.setFont("Helvetica", 7)
            self._canvas.setFillGray(0.4)
            self._canvas.drawString(_MARGIN, 40, _NOTICE)
            self._canvas.drawRightString(_WIDTH - _MARGIN, 40, str(self._page))
            self._canvas.setFillGray(0)


def latin(text: str) -> str:
    """Returns *text* in the letters of the standard fonts."""
    kept = []
    for char in text.translate(_GREEK):
        try:
            char.encode("cp1252")
            kept.append(char)
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode("ascii")
            kept.append(plain or "?")
    return "".join(kept).replace("ł", "l")


def _people(work: Work) -> str:
    names = [name for _, name in work.authors]
    return ", ".join(names[:25]) + (f" and {len(names) - 25} others" if len(names) > 25 else "")


def _imprint(work: Work) -> str:
    parts = [work.venue, str(work.year or "")]
    if work.doi:
        parts.append(f"https://doi.org/{work.doi}")
    if work.arxiv:
        parts.append(f"arXiv:{work.arxiv}")
    return "  ".join(part for part in parts if part)
