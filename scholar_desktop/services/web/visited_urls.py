"""The addresses that a run has requested, so that none is requested again after a final answer, for any paper."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

from scholar_desktop.domain.attempt import Outcome, is_retryable_outcome
from scholar_desktop.services.web.address_fetcher import AddressResponse
from scholar_desktop.services.web.url_rules import normalise_url

NOT_FINAL = frozenset({Outcome.DISK, Outcome.CANCELLED})
"""Outcomes that say nothing about the address itself."""


class VisitedUrl:
    """One requested address and its answer.

    A worker holds the lock until the answer is known and the file has been moved to its place. fetched: the answer, or
    None before it arrives; file: the current path of the file (it moves), or None if there was no file.
    """

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.fetched: AddressResponse | None = None
        self.file: Path | None = None

    def record_answer(self, fetched: AddressResponse) -> None:
        """Records the answer, unless its outcome says nothing about the address, and its file."""
        if fetched.outcome not in NOT_FINAL:
            self.fetched = fetched
        self.file = fetched.part

    def file_moved(self, path: Path) -> None:
        """Records that the file is at *path* now."""
        self.file = path

    def forget_answer(self) -> None:
        """Forgets the answer and the file, so that the address is requested again."""
        self.fetched = self.file = None


class VisitedUrls:
    """The addresses requested in one run. A run is one command, or the queue until it is empty."""

    def __init__(self) -> None:
        self._by_place: dict[str, VisitedUrl] = {}
        self._papers: dict[str, asyncio.Lock] = {}

    def of(self, url: str) -> VisitedUrl:
        """Returns the entry of *url*, the same for all its spellings (`normalise_url`)."""
        return self._by_place.setdefault(normalise_url(url), VisitedUrl())

    def paper(self, paper_id: str) -> asyncio.Lock:
        """Returns the lock to hold while the PDF of a paper is fetched.

        A list may name the same paper twice, by two of its identifiers.
        """
        return self._papers.setdefault(paper_id, asyncio.Lock())

    def forget_temporary(self) -> None:
        """Forgets addresses that failed temporarily, so that they are requested again."""
        for place, entry in tuple(self._by_place.items()):
            outcome = entry.fetched.outcome if entry.fetched is not None else None
            if outcome is not None and is_retryable_outcome(outcome):
                del self._by_place[place]

    def forget(self, urls: Collection[str]) -> None:
        """Forgets *urls*, so that they are requested again."""
        for url in urls:
            self._by_place.pop(normalise_url(url), None)
