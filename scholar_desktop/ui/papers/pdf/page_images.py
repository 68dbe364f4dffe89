"""Renders the pages of a PDF as images, one at a time in another thread, and caches them up to a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer

from scholar_desktop.ui.theme import tokens

KEPT_PIXELS = 24_000_000
"""Limit for the cached pages: about 100 MB, some screens full."""
PAPER = QColor(tokens.PAPER)
"""Pages have the colour of paper in every theme."""


class PageImages(QObject):
    """Images of the requested pages. Signal: `drawn` (the image of this page is ready)."""

    drawn = Signal(int)

    def __init__(self, wanted: Callable[[], Iterable[tuple[int, QSize]]], parent: QObject | None = None) -> None:
        """Create an empty cache.

        Args:
            wanted: returns pages and their sizes in device pixels, the most urgent first; called after each rendered
                page.
        """
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
        """True while PDFium renders a page. It does one thing at a time, so any other call to it blocks until then."""
        return self._number > 0

    def show_document(self, document: QPdfDocument) -> None:
        """Render the pages of *document* from now on."""
        self.clear()
        self._renderer.setDocument(document)
        self._has_document = True

    def clear(self) -> None:
        """Forget the document and all images."""
        self._images = {}
        self._number = 0
        self._has_document = False
        self._renderer.setDocument(None)  # type: ignore[arg-type]

    def of(self, page: int) -> QImage | None:
        """Return the image of *page*, which may have another size than requested; None if there is none yet."""
        return self._images.get(page)

    def draw_more(self) -> None:
        """Render the first requested page that has no image of its size, unless a page is being rendered."""
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
            return  # of a document that is no longer shown
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
        """Remove the oldest images that are not in *wanted* while the limit is exceeded."""
        pixels = sum(image.width() * image.height() for image in self._images.values())
        for page in [page for page in self._images if page not in wanted]:
            if pixels <= KEPT_PIXELS:
                return
            image = self._images.pop(page)
            pixels -= image.width() * image.height()
