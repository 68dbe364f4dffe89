"""Gets the images and texts of a PDF's pages from the process that reads PDFs, one at a time, the most urgent first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from PySide6.QtCore import QElapsedTimer, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.page_picture import PageText
from scholar_desktop.services.papers.pdf_viewer import OpenPdf, PageFailed
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.ui.papers.pdf.text_layout import TextLayout

KEPT_PIXELS = 24_000_000
"""Limit for the cached images: about 100 MB, some screens full."""
KEPT_CHARACTERS = 3_000_000
"""Limit for the cached texts: a book of 1,000 pages."""
SLOW_MS = 1000
"""After this time a page that is being drawn says so, and is given up if another one is more urgent."""
MOST_FAILED_TEXTS = 3
"""If as many pages end the process by their text, no further texts are read."""

NO_TEXT = TextLayout(PageText())


class PageLoader(QObject):
    """The images and the texts of the pages that are wanted.

    Signals: `drawn` (the image of this page is ready, or it cannot be drawn), `read` (the text of this page is ready),
    `slow` (drawing this page takes a while).
    """

    drawn = Signal(int)
    read = Signal(int)
    slow = Signal(int)

    def __init__(
        self,
        scope: TaskScope,
        wanted_images: Callable[[], Iterable[tuple[int, QSize]]],
        wanted_texts: Callable[[], Iterable[int]],
        parent: QObject | None = None,
    ) -> None:
        """Create the loader, without a PDF.

        Args:
            scope: owns the task that waits for the answers.
            wanted_images: returns pages and their sizes in device pixels, the most urgent first; called after each
                answer.
            wanted_texts: returns pages, the most urgent first.
        """
        super().__init__(parent)
        self._scope = scope
        self._wanted_images = wanted_images
        self._wanted_texts = wanted_texts
        self._document: OpenPdf | None = None
        self._task: asyncio.Task[None] | None = None
        self._images: dict[int, QImage] = {}
        self._problems: dict[int, str] = {}
        self._texts: dict[int, TextLayout] = {}
        self._characters = 0
        self._failed_texts = 0
        self._drawing: int | None = None
        self._is_given_up = False
        self._since_drawing = QElapsedTimer()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_MS)
        self._slow.timeout.connect(self._on_slow)

    @property
    def is_drawing(self) -> bool:
        """True while a page is being drawn."""
        return self._drawing is not None

    @property
    def is_busy(self) -> bool:
        """True while anything is being drawn or read."""
        return self._task is not None

    @property
    def slow_page(self) -> int | None:
        """The page whose drawing takes a while; None if there is none."""
        return self._drawing if self._is_slow() else None

    def show_document(self, document: OpenPdf) -> None:
        """Load the pages of *document* from now on."""
        self.clear()
        self._document = document

    def clear(self) -> None:
        """Forget the PDF, its images and its texts."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        self._slow.stop()
        self._document, self._drawing, self._is_given_up = None, None, False
        self._images, self._problems, self._texts = {}, {}, {}
        self._characters = self._failed_texts = 0

    def of(self, page: int) -> QImage | None:
        """Return the image of *page*, which may have another size than wanted; None if there is none yet."""
        return self._images.get(page)

    def problem(self, page: int) -> str | None:
        """Return why *page* cannot be drawn, in a sentence; None if it can, as far as is known."""
        return self._problems.get(page)

    def text(self, page: int) -> TextLayout | None:
        """Return the text of *page*; None if it is not loaded. A page whose text cannot be read has an empty one."""
        if page in self._texts:
            return self._texts[page]
        return NO_TEXT if self._failed_texts >= MOST_FAILED_TEXTS else None

    def load_more(self) -> None:
        """Load what is wanted now. A page that takes a while and is less urgent than another one is given up."""
        if self._document is None:
            return
        if self._task is None:
            if self._next() is not None:
                self._task = self._scope.start(self._load(self._document), name="draw a PDF")
        elif self._is_slow() and not self._is_given_up and self._is_less_urgent():
            self._is_given_up = True
            self._document.interrupt()

    def _is_less_urgent(self) -> bool:
        """Return whether the page that is being drawn is not wanted any more, or less than another one."""
        for page, size in self._wanted_images():
            if page == self._drawing:
                return False
            if self._lacks_image(page, size):
                return True
        return True

    def _lacks_image(self, page: int, size: QSize) -> bool:
        image = self._images.get(page)
        return page not in self._problems and (image is None or image.size() != size)

    def _is_slow(self) -> bool:
        return self._drawing is not None and self._since_drawing.hasExpired(SLOW_MS - 1)

    def _on_slow(self) -> None:
        if self._drawing is not None:
            self.slow.emit(self._drawing)
            self.load_more()

    def _next(self) -> tuple[int, QSize | None] | None:
        """Return the next page to draw in a size, or to read; None if nothing is wanted."""
        for page, size in self._wanted_images():
            if self._lacks_image(page, size):
                return page, size
        for page in self._wanted_texts():
            if self.text(page) is None:
                return page, None
        return None

    async def _load(self, document: OpenPdf) -> None:
        task = asyncio.current_task()
        try:
            while document is self._document and (wanted := self._next()) is not None:
                page, size = wanted
                if size is None:
                    await self._load_text(document, page)
                else:
                    await self._load_image(document, page, size)
        except OperationCancelled:  # the PDF was closed meanwhile
            return
        finally:
            if self._task is task:
                self._task = None
        if document is self._document:
            self.load_more()

    async def _load_image(self, document: OpenPdf, page: int, size: QSize) -> None:
        self._drawing = page
        self._since_drawing.start()
        self._slow.start()
        image, problem = None, None
        try:
            pixels = await document.draw(page, size.width(), size.height())
            image = _image(pixels.rows, pixels.width, pixels.height)
        except PageFailed as failure:
            problem = failure.reason
        if document is not self._document:
            return
        self._slow.stop()
        is_given_up, self._is_given_up, self._drawing = self._is_given_up, False, None
        if image is not None:
            self._images.pop(page, None)
            self._images[page] = image
            self._forget_images({page for page, _ in self._wanted_images()})
        elif problem is not None and not is_given_up:
            self._problems[page] = problem
        self.drawn.emit(page)

    async def _load_text(self, document: OpenPdf, page: int) -> None:
        has_failed = False
        try:
            layout = TextLayout(await document.text(page))
        except PageFailed as failure:
            layout, has_failed = NO_TEXT, failure.has_ended
        if document is not self._document:
            return
        self._failed_texts += has_failed
        self._texts[page] = layout
        self._characters += len(layout.text)
        self._forget_texts(page)
        self.read.emit(page)

    def _forget_images(self, wanted: set[int]) -> None:
        """Remove the oldest images that are not in *wanted* while the limit is exceeded."""
        pixels = sum(image.width() * image.height() for image in self._images.values())
        for page in [page for page in self._images if page not in wanted]:
            if pixels <= KEPT_PIXELS:
                return
            image = self._images.pop(page)
            pixels -= image.width() * image.height()

    def _forget_texts(self, newest: int) -> None:
        """Remove the oldest texts while the limit is exceeded."""
        while self._characters > KEPT_CHARACTERS:
            oldest = next(iter(self._texts))
            if oldest == newest:
                return
            self._characters -= len(self._texts.pop(oldest).text)


def _image(rows: bytes, width: int, height: int) -> QImage:
    # A copy, because an image does not keep the bytes that it was made of.
    return QImage(rows, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
