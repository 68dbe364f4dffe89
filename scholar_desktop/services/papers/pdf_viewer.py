"""Opens PDFs for the window: each is drawn in a process of its own, and the window waits for none of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.page_picture import PagePixels, PageText
from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf.page_process import MOST_PIXELS, PageFailed, PageProcess, Size

__all__ = ["MOST_PIXELS", "OpenPdf", "PageFailed", "PdfViewer"]

log = logging.getLogger(__name__)
_T = TypeVar("_T")


class OpenPdf:
    """A PDF that is open in a process of its own.

    If the process ends, because a page takes too long, needs too much memory, or crashes it, the next request opens the
    PDF in another one.

    Attributes:
        sizes: the sizes of the pages in points.
        count: the number of pages that the file says it has; `sizes` has at most 20,000.
    """

    def __init__(self, content: bytes, process: PageProcess, make_process: Callable[[], PageProcess]) -> None:
        self.sizes: tuple[Size, ...] = ()
        self.count = 0
        self._content = content
        self._process = process
        self._make_process = make_process
        self._is_open = False
        self._is_closed = False
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf-page")

    async def draw(self, page: int, width: int, height: int) -> PagePixels:
        """Draw *page* (from 0) in *width* x *height* pixels.

        Raises:
            PageFailed: it cannot be drawn.
        """
        return await self._ask(lambda process: process.draw(page, width, height))

    async def text(self, page: int) -> PageText:
        """Return the text of *page* (from 0) and its links.

        Raises:
            PageFailed: it cannot be read.
        """
        return await self._ask(lambda process: process.text(page))

    @property
    def is_closed(self) -> bool:
        """True after `close`."""
        return self._is_closed

    def interrupt(self) -> None:
        """End the process, so that the request that is being answered fails now; the next one is answered again."""
        self._process.kill()

    def close(self) -> None:
        """Close the PDF without waiting."""
        if not self._is_closed:
            self._is_closed = True
            self._process.kill()
            self._pool.submit(lambda: self._process.end())
            self._pool.shutdown(wait=False)

    async def aclose(self) -> None:
        """Close the PDF and wait until its process has ended."""
        self.close()
        await asyncio.to_thread(self._pool.shutdown)

    async def open(self) -> None:
        """Open the PDF; called once.

        Raises:
            PageFailed: it cannot be opened.
            RuntimeError: the process cannot be started.
        """
        await self._ask(lambda _process: None)

    async def _ask(self, request: Callable[[PageProcess], _T]) -> _T:
        if self._is_closed:
            raise OperationCancelled(Message("The PDF was closed."))
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._in_thread, request)

    def _in_thread(self, request: Callable[[PageProcess], _T]) -> _T:
        if self._process.is_killed and not self._is_closed:  # by `interrupt`, after it had answered
            self._replace_process()
        try:
            if not self._is_open:
                self.sizes, self.count = self._process.open(self._content)
                self._is_open = True
            return request(self._process)
        except PageFailed as failure:
            if failure.has_ended:
                self._replace_process()
            raise

    def _replace_process(self) -> None:
        self._process.end()
        self._is_open = False
        self._process = self._make_process()
        if self._is_closed:  # `close` may have killed the process before
            self._process.kill()


class PdfViewer:
    """Opens PDFs, and keeps one process ready for the next one."""

    def __init__(self, make_process: Callable[[], PageProcess] = PageProcess) -> None:
        """Create the service; it starts no process yet.

        Args:
            make_process: creates a process that is not started.
        """
        self._make_process = make_process
        self._spare: PageProcess | None = None
        self._open: list[OpenPdf] = []
        self._is_closed = False
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf-process")

    def prepare(self) -> None:
        """Start a process in the background, unless one is ready."""
        if self._spare is None and not self._is_closed:
            self._spare = self._make_process()
            self._pool.submit(_start, self._spare)

    async def open(self, content: bytes) -> OpenPdf:
        """Open a PDF. The caller closes it.

        Raises:
            PageFailed: it cannot be opened; the text says why.
            RuntimeError: no process can be started.
        """
        if self._is_closed:
            raise OperationCancelled(Message("The program is closing."))
        process, self._spare = self._spare or self._make_process(), None
        opened = OpenPdf(content, process, self._make_process)
        self._open = [one for one in self._open if not one.is_closed]
        self._open.append(opened)
        try:
            await opened.open()
        except BaseException:
            opened.close()
            raise
        return opened

    async def aclose(self) -> None:
        """End every process."""
        self._is_closed = True
        if self._spare is not None:
            self._spare.kill()
        for one in self._open:
            one.close()
        await asyncio.to_thread(self._pool.shutdown)
        for one in self._open:
            await one.aclose()
        if self._spare is not None:
            self._spare.end()


def _start(process: PageProcess) -> None:
    try:
        process.start()
    except (PageFailed, RuntimeError) as error:
        log.info("no process is ready for the next PDF: %s", error)
