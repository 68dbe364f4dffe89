"""Shows in the queue how one row comes along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.services.downloads.queue_store import QueueStore
from scholar_desktop.services.open_access.candidates import PdfCandidates
from scholar_desktop.services.web.transfer_meter import RateMeter


class ItemProgress:
    """What a worker tells of its row. clock: seconds that only grow; asked: gets the addresses of its files."""

    def __init__(self, board: QueueStore, key: str, clock: Callable[[], float], asked: set[str]) -> None:
        self._board = board
        self._key = key
        self._clock = clock
        self._asked = asked
        self._meter = RateMeter(clock)

    def candidates_found(self, candidates: PdfCandidates) -> None:
        self.show(paper=candidates.paper if candidates.known else None, copies=candidates.copies)

    def copy_tried(self, index: int) -> None:
        self._meter = RateMeter(self._clock)
        self.show(current=index, received=0, size=None, rate=None)

    def address_asked(self, url: str) -> None:
        self._asked.add(url)

    def progressed(self, received: int, size: int | None) -> None:
        self.show(received=received, size=size, rate=self._meter.add(received))

    def turn(self, why: str | None) -> None:
        """Others go first; None: they do not any more."""
        if self._board.rows.get(self._key) is not None:
            state = DownloadState.RUNNING if why is None else DownloadState.WAITING
            self.show(state=state, reason=why or "", rate=None)

    async def attempted(self, attempts: tuple[Attempt, ...]) -> None:
        self.show(attempts=attempts)
        await self._board.write_down([self._board.rows[self._key]])

    def show(self, **changes: Any) -> None:
        self._board.show(msgspec.structs.replace(self._board.rows[self._key], **changes))
