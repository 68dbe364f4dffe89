"""A row of the queue that a person has cancelled: how it ends, and what goes with it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.services.downloads.record_jobs import unfinished_urls
from scholar_desktop.services.open_access.candidates import fetch_url
from scholar_desktop.services.open_access.get_pdf import ended_item
from scholar_desktop.services.web.part_files import remove_parts

CANCELLED = "You cancelled it."


def cancelled_item(item: DownloadItem, now: str, begun: Collection[str] = ()) -> tuple[DownloadItem, set[str]]:
    """The row as it ends, and the addresses of which nothing is to stay.

    Args:
        now: ISO 8601, UTC.
        begun: what was asked for it since the program began, links on pages too; a row that was paused before has its
            copies alone.
    """
    attempts = item.attempts
    if item.current is not None and item.current < len(item.copies):
        copy = item.copies[item.current]
        stopped = Attempt(copy.url, copy.source, Outcome.CANCELLED, bytes=item.received, reason=CANCELLED)
        attempts = (*attempts, stopped)
    ended = ended_item(item, ItemOutcome.CANCELLED, CANCELLED)
    urls = {*begun, *(fetch_url(copy) for copy in item.copies), *unfinished_urls(item.files)}
    return msgspec.structs.replace(ended, attempts=attempts, ended=now), urls


async def remove_part_files(data_dir: Path, urls: Collection[str], pool: ThreadPoolExecutor) -> None:
    """Remove what came of the files at *urls*, unless somebody else gets them just now. Raises OSError."""
    for url in urls:
        await asyncio.get_running_loop().run_in_executor(pool, partial(remove_parts, data_dir, url))
