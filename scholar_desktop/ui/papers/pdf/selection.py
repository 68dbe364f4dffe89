"""The text that the user selected on a page of a PDF."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtPdf import QPdfDocument, QPdfSelection

REACHES = (4.0, 8.0, 16.0)
"""Distances in points, to the right of the mouse, within which a character is searched for."""


class PageSelection:
    """The selected text of one page at a time. Points count from the top left of the page."""

    def __init__(self) -> None:
        self.page = 0
        self._chosen: QPdfSelection | None = None
        self._begun: QPointF | None = None

    def clear(self) -> None:
        self._chosen = self._begun = None

    @property
    def text(self) -> str:
        """The selected text, with the line breaks of the page; words hyphenated at a line end are joined."""
        if self._chosen is None:
            return ""
        return self._chosen.text().replace("\ufffe", "").replace("\x02", "").replace("\r\n", "\n")

    @property
    def is_begun(self) -> bool:
        """True while the user drags the mouse to select."""
        return self._begun is not None

    def boxes(self, page: int) -> list[QRectF]:
        """Return the rectangles of the selection on *page*, in points."""
        if self._chosen is None or page != self.page:
            return []
        return [polygon.boundingRect() for polygon in self._chosen.bounds()]

    def begin(self, page: int, point: QPointF) -> None:
        """Start a selection: the mouse button was pressed at *point*."""
        self.page, self._begun, self._chosen = page, point, None

    def stretch(self, document: QPdfDocument, point: QPointF) -> None:
        """Extend the selection to *point*, where the mouse is now."""
        if self._begun is not None:
            self._take(self.page, document.getSelection(self.page, self._begun, point))

    def end(self) -> None:
        """End the selection: the mouse button was released."""
        self._begun = None

    def choose_page(self, document: QPdfDocument, page: int) -> None:
        """Select all text of *page*."""
        self._take(page, document.getAllText(page))

    def choose_word(self, document: QPdfDocument, page: int, point: QPointF) -> None:
        """Select the word at *point*, or nothing if there is none."""
        # PDFium returns the characters whose centres are between two points.
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
