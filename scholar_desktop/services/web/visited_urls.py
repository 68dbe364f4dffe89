"""What this run has asked already: no address is asked twice after a final answer, for whichever paper."""

from __future__ import annotations

import asyncio
from pathlib import Path

from scholar_desktop.domain.attempt import Outcome, is_retryable_outcome
from scholar_desktop.services.web.address_fetcher import AddressResponse
from scholar_desktop.services.web.url_rules import normalise_url

NOT_FINAL = frozenset({Outcome.DISK, Outcome.CANCELLED})
"""They say nothing of the address."""


class VisitedUrl:
    """One address. Whoever wants it holds its lock until the answer is known and its file is put away.

    fetched: what came, or None before; file: where the file lies now (it moves), or None when there was none.
    """

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.fetched: AddressResponse | None = None
        self.file: Path | None = None

    def record_answer(self, fetched: AddressResponse) -> None:
        """Take *fetched* for the answer, unless it says nothing of the address."""
        if fetched.outcome not in NOT_FINAL:
            self.fetched = fetched


class VisitedUrls:
    """The addresses of one run: a command, or a queue until it is empty."""

    def __init__(self) -> None:
        self._by_place: dict[str, VisitedUrl] = {}
        self._papers: dict[str, asyncio.Lock] = {}

    def of(self, url: str) -> VisitedUrl:
        """The record of *url*, one for all its spellings."""
        return self._by_place.setdefault(normalise_url(url), VisitedUrl())

    def paper(self, paper_id: str) -> asyncio.Lock:
        """Held while one paper is being got: a list may name it twice, by two of its identifiers."""
        return self._papers.setdefault(paper_id, asyncio.Lock())

    def forget_temporary(self) -> None:
        """What failed for a reason that passes may be asked again."""
        for place, entry in tuple(self._by_place.items()):
            outcome = entry.fetched.outcome if entry.fetched is not None else None
            if outcome is not None and is_retryable_outcome(outcome):
                del self._by_place[place]

    def forget(self, urls: set[str]) -> None:
        """A person asks for *urls* again."""
        for url in urls:
            self._by_place.pop(normalise_url(url), None)
