"""The pages of a PDF as pictures: drawn one at a time in another thread, and kept while there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer

from scholar_desktop.ui.theme import tokens

KEPT_PIXELS = 24_000_000
"""Of drawn pages, a hundred MB: some screens full."""
PAPER = QColor(tokens.PAPER)
"""A page is paper in every theme."""


class PageImages(QObject):
    """Pictures of the pages that are wanted. Signal: `drawn` (this page is there now)."""

    drawn = Signal(int)

    def __init__(self, wanted: Callable[[], Iterable[tuple[int, QSize]]], parent: QObject | None = None) -> None:
        """wanted: pages and their sizes in device pixels, the most urgent first; asked whenever one is done."""
        super().__init__(parent)
        self._wanted = wanted
        self._images: dict[int, QImage] = {}
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._on_rendered)
        self._has_document = False
        self._number = 0

    @property
    def is_drawing(self) -> bool:
        """Whether PDFium is at work: it does one thing at a time, and whoever asks it something now waits."""
        return self._number > 0

    def show_document(self, document: QPdfDocument) -> None:
        """Draw the pages of *document* from now on."""
        self.clear()
        self._renderer.setDocument(document)
        self._has_document = True

    def clear(self) -> None:
        """Let go of the document and all pictures."""
        self._images = {}
        self._number = 0
        self._has_document = False
        self._renderer.setDocument(None)  # type: ignore[arg-type]

    def of(self, page: int) -> QImage | None:
        """The picture of *page*, perhaps of another size than the wanted one; None when there is none yet."""
        return self._images.get(page)

    def draw_more(self) -> None:
        """Draw the first page that is wanted and not there in its size, if nothing is being drawn."""
        if not self._has_document or self.is_drawing:
            return
        for page, size in self._wanted():
            image = self._images.get(page)
            if image is None or image.size() != size:
                self._number = self._renderer.requestPage(page, size, QPdfDocumentRenderOptions())
                return

    def _on_rendered(
        self, page: int, _size: QSize, image: QImage, _options: QPdfDocumentRenderOptions, number: int
    ) -> None:
        if number != self._number:
            return  # of a document that is not shown any more
        self._number = 0
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(PAPER)
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.end()
        self._images.pop(page, None)
        self._images[page] = paper
        self._forget_others({page for page, _ in self._wanted()})
        self.drawn.emit(page)
        self.draw_more()

    def _forget_others(self, wanted: set[int]) -> None:
        """Let the oldest go that are not wanted, where there are too many."""
        pixels = sum(image.width() * image.height() for image in self._images.values())
        for page in [page for page in self._images if page not in wanted]:
            if pixels <= KEPT_PIXELS:
                return
            image = self._images.pop(page)
            pixels -= image.width() * image.height()
