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
from scholar_desktop.services.downloads.record_jobs import parts_of
from scholar_desktop.services.open_access.candidates import address_of
from scholar_desktop.services.open_access.get_pdf import ended_as
from scholar_desktop.services.web.part_files import remove_parts

CANCELLED = "You cancelled it."


def cancelled(item: DownloadItem, now: str, begun: Collection[str] = ()) -> tuple[DownloadItem, set[str]]:
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
    ended = ended_as(item, ItemOutcome.CANCELLED, CANCELLED)
    urls = {*begun, *(address_of(copy) for copy in item.copies), *parts_of(item.files)}
    return msgspec.structs.replace(ended, attempts=attempts, ended=now), urls


async def without_parts(data_dir: Path, urls: Collection[str], pool: ThreadPoolExecutor) -> None:
    """Remove what came of the files at *urls*, unless somebody else gets them just now. Raises OSError."""
    for url in urls:
        await asyncio.get_running_loop().run_in_executor(pool, partial(remove_parts, data_dir, url))
