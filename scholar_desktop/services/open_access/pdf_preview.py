"""Downloads a PDF for preview without adding it to the library: it is checked in the PDF process and kept in memory."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.errors import DiskError, NotFound, SourceError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.private_files import make_private_folder
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import FILES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.pdf.file_signature import ends_as_pdf
from scholar_desktop.profile import write_atomically
from scholar_desktop.services.web.address_fetcher import AddressFetcher, AddressResponse, OnFileProgress

if TYPE_CHECKING:
    from scholar_desktop.domain.library import ReadText
    from scholar_desktop.pdf.page_texts import PageTextReader

_T = TypeVar("_T")

VIEWED = "viewed"
"""Name of the folder in the cache for PDFs opened in the system's viewer; it is emptied at the next start."""


class PreviewedPdf(msgspec.Struct, frozen=True):
    """A PDF in memory.

    url: where it came from; content: the whole file; is_sound: the PDF process opened and read it without failing, so
    that it may be displayed in this process; problem: why it may not, in a sentence, or None.
    """

    url: str
    content: bytes
    is_sound: bool
    problem: str | None = None


def preview_file_name(paper: Paper) -> str:
    """Returns the file name that is suggested for saving the PDF of *paper*."""
    return pdf_name(paper)


class PdfPreviewer:
    """Downloads one PDF at a time. The last one stays in memory, so that saving it needs no request.

    Args:
        fetcher: downloads the file.
        reader: reads PDFs in a separate process.
        cache_dir: where a file is stored during its download.
        most_bytes: the largest file to download.
    """

    def __init__(self, fetcher: AddressFetcher, reader: PageTextReader, cache_dir: Path, most_bytes: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="seen-pdf")
        self._fetcher = fetcher
        self._reader = reader
        self._cache_dir = cache_dir
        self._most_bytes = most_bytes
        self._last: tuple[tuple[str, ...], PreviewedPdf] | None = None
        self._one = asyncio.Lock()

    async def look(
        self, links: Sequence[str], ask: RequestOptions, *, on_progress: OnFileProgress | None = None
    ) -> PreviewedPdf:
        """Downloads the first of *links* that is a complete PDF; if a link is a page that names its PDF, tries that.

        Raises:
            SourceError: None of the links is a PDF; the message says what came instead.
            DiskError: Nothing can be written.
        """
        wanted = tuple(links)
        async with self._one:
            if self._last is not None and self._last[0] == wanted:
                return self._last[1]
            seen = await self._look(wanted, ask, on_progress)
            self._last = wanted, seen
            return seen

    async def write(self, seen: PreviewedPdf, path: Path) -> None:
        """Writes the PDF to *path*, completely or not at all. Raises DiskError."""
        await self._in_thread(lambda: write_atomically(path, seen.content))

    async def for_viewer(self, seen: PreviewedPdf, name: str) -> Path:
        """Writes the PDF to a file for the system's viewer, which is removed at the next start. Raises DiskError."""
        path = self._cache_dir / VIEWED / name
        await self.write(seen, path)
        return path

    async def tidy(self) -> None:
        """Removes the files that were opened in the system's viewer."""
        await self._in_thread(lambda: shutil.rmtree(self._cache_dir / VIEWED, ignore_errors=True))

    def forget(self) -> None:
        """Removes the last PDF from memory, since it is not displayed any more."""
        self._last = None

    async def aclose(self) -> None:
        """Ends the PDF process and the thread."""
        await asyncio.to_thread(self._reader.close)
        await asyncio.to_thread(self._pool.shutdown)

    async def _look(
        self, links: tuple[str, ...], ask: RequestOptions, on_progress: OnFileProgress | None
    ) -> PreviewedPdf:
        if not links:
            raise NotFound(
                Message("No copy of this paper has a PDF link."),
                hint=Message("Open its page in the browser."),
                subject=FILES,
            )
        reasons: list[str] = []
        waiting = list(links)
        while waiting:
            url = waiting.pop(0)
            folder = await self._in_thread(self._new_folder)
            try:
                fetched = await self._fetch(url, folder / "seen.part", ask, on_progress)
                if fetched.part is not None:
                    seen = await self._in_thread(partial(self._read, fetched))
                    if isinstance(seen, PreviewedPdf):
                        return seen
                    reasons.append(seen)
                elif fetched.page is not None and url in links and fetched.page.links:
                    waiting = [*fetched.page.links[:1], *waiting]
                else:
                    reasons.append(
                        fetched.reason or Message("{host} returned a web page instead of the PDF.", host=fetched.host)
                    )
            finally:
                await self._in_thread(partial(shutil.rmtree, folder, ignore_errors=True))
        raise SourceError(reasons[0], hint=Message("Try opening the copy in the browser."), subject=FILES)

    async def _fetch(
        self, url: str, part: Path, ask: RequestOptions, on_progress: OnFileProgress | None
    ) -> AddressResponse:
        from scholar_desktop.net.cookies import Cookies

        return await self._fetcher.fetch(
            url, part, ask=ask, jar=Cookies(), max_bytes=self._most_bytes, on_progress=on_progress
        )

    def _new_folder(self) -> Path:
        try:
            make_private_folder(self._cache_dir)
            return Path(tempfile.mkdtemp(prefix="seen-", dir=self._cache_dir))
        except OSError as error:
            raise DiskError(
                Message(
                    "{folder} cannot be written to: {reason}.",
                    folder=str(self._cache_dir),
                    reason=error.strerror or str(error),
                ),
                subject=FILES,
            ) from error

    def _read(self, fetched: AddressResponse) -> PreviewedPdf | str:
        """Returns the PDF that arrived, or the reason why it is not one."""
        part = fetched.part
        assert part is not None
        if not ends_as_pdf(part):
            return Message("The PDF from {host} is incomplete.", host=fetched.host)
        read: ReadText = self._reader.read(part)
        return PreviewedPdf(fetched.url, part.read_bytes(), read.is_sound, read.problem)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
