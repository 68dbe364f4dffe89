"""The text that a person marked on one page of a PDF."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtPdf import QPdfDocument, QPdfSelection

REACHES = (4.0, 8.0, 16.0)
"""Points, to the right of where the mouse is, in which a letter is looked for."""


class PageSelection:
    """Selected text of one page at a time. Points count from the top left of the page."""

    def __init__(self) -> None:
        self.page = 0
        self._chosen: QPdfSelection | None = None
        self._begun: QPointF | None = None

    def clear(self) -> None:
        self._chosen = self._begun = None

    @property
    def text(self) -> str:
        """What is selected, with its lines as on the page; words that a line's end cuts are whole."""
        if self._chosen is None:
            return ""
        return self._chosen.text().replace("\ufffe", "").replace("\x02", "").replace("\r\n", "\n")

    @property
    def is_begun(self) -> bool:
        """Whether the mouse is drawing it just now."""
        return self._begun is not None

    def boxes(self, page: int) -> list[QRectF]:
        """Where it lies on *page*, in points."""
        if self._chosen is None or page != self.page:
            return []
        return [polygon.boundingRect() for polygon in self._chosen.bounds()]

    def begin(self, page: int, point: QPointF) -> None:
        """The mouse went down at *point*."""
        self.page, self._begun, self._chosen = page, point, None

    def stretch(self, document: QPdfDocument, point: QPointF) -> None:
        """The mouse is at *point* now."""
        if self._begun is not None:
            self._take(self.page, document.getSelection(self.page, self._begun, point))

    def end(self) -> None:
        """The mouse is up again."""
        self._begun = None

    def choose_page(self, document: QPdfDocument, page: int) -> None:
        """All text of *page*."""
        self._take(page, document.getAllText(page))

    def choose_word(self, document: QPdfDocument, page: int, point: QPointF) -> None:
        """The word at *point*, or nothing where none stands."""
        # PDFium gives the letters whose middle lies between two points.
        reached = (document.getSelection(page, point, QPointF(point.x() + reach, point.y())) for reach in REACHES)
        at = next((selection for selection in reached if selection.text().strip()), None)
        text = document.getAllText(page).text()
        if at is None or not 0 <= at.startIndex() < len(text):
            self.clear()
            return
        start = end = at.startIndex()
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        self._take(page, document.getSelectionAtIndex(page, start, end - start))

    def _take(self, page: int, chosen: QPdfSelection) -> None:
        self.page = page
        self._chosen = chosen if chosen.text() else None
