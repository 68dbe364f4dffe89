"""A PDF that waits in the quarantine, beside the paper that was asked for: what a person needs to decide."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.page_picture import PagePicture
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.services.open_access.pdf_check import QUARANTINE_OUTCOMES
from scholar_desktop.services.open_access.quarantine import DIGITS

if TYPE_CHECKING:
    from scholar_desktop.pdf.comparison import PdfComparison
    from scholar_desktop.pdf.inspect import PdfReader
    from scholar_desktop.pdf.report import PdfReport


class QuarantinedFile(msgspec.Struct, frozen=True):
    """path: where it waits; attempt: the try that brought it; copy: of which copy, None when the ladder has changed
    since; place: of the copy on the ladder, from 1, of `copies`; picture: None when the page could not be drawn."""

    path: str
    paper: Paper
    attempt: Attempt
    report: PdfReport
    comparison: PdfComparison
    copy: Copy | None = None
    place: int | None = None
    copies: int = 0
    size: int = 0
    picture: PagePicture | None = None


class QuarantineDetails:
    """Args: make_reader: a reader of its own for each look, so that no download waits for a person's."""

    def __init__(self, make_reader: Callable[[], PdfReader]) -> None:
        self._make_reader = make_reader
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look")

    async def look(self, item: DownloadItem, width: int) -> QuarantinedFile:
        """The file that waits for *item*, its first page *width* pixels wide. Raises UsageError when it is gone."""
        attempt = quarantined_attempt(item)
        if item.quarantined is None or item.paper is None or attempt is None:
            raise _missing_error(item)
        paper, path = item.paper, Path(item.quarantined)
        inspected = await asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: self._inspect(path, paper, width)
        )
        if inspected is None:
            raise _missing_error(item)
        report, comparison, picture, size = inspected
        places = {
            url: number
            for number, copy in reversed(list(enumerate(item.copies)))
            for url in (copy.pdf_url, copy.url, copy.landing_url)
            if url
        }
        place = places.get(attempt.url)
        return QuarantinedFile(
            path=str(path),
            paper=paper,
            attempt=attempt,
            report=report,
            comparison=comparison,
            copy=item.copies[place] if place is not None else None,
            place=place + 1 if place is not None else None,
            copies=len(item.copies),
            size=size,
            picture=picture,
        )

    def _inspect(
        self, path: Path, paper: Paper, width: int
    ) -> tuple[PdfReport, PdfComparison, PagePicture | None, int] | None:
        from scholar_desktop.pdf.comparison import compare_pdf
        from scholar_desktop.pdf.first_page import draw_first_page

        if not path.is_file():
            return None
        reader = self._make_reader()
        try:
            report = reader.inspect(path, expected=paper)
        finally:
            reader.close()
        comparison = compare_pdf(paper, report.text_by_page, title=report.title, pages=report.pages)
        return report, comparison, draw_first_page(path, width), path.stat().st_size

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown()


def quarantined_attempt(item: DownloadItem) -> Attempt | None:
    """The try that brought the file that waits for *item*."""
    stem = Path(item.quarantined or "").stem
    return next(
        (
            one
            for one in item.attempts
            if one.outcome in QUARANTINE_OUTCOMES and one.sha256 is not None and stem.endswith(one.sha256[:DIGITS])
        ),
        None,
    )


def _missing_error(item: DownloadItem) -> UsageError:
    return UsageError("The doubtful PDF is not there any more.", hint="Get it again.", subject=item.key)
