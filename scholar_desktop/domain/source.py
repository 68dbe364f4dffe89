"""A source: one service as it answers one action, and what it said."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.stored_names import stored

S2 = "s2"
UNPAYWALL = "unpaywall"
ZENODO = "zenodo"
DATASETS = "datasets"
LIBRARY = "library"
CORPUS = "corpus"
FILES = "files"

SEARCH_SOURCES = (S2, UNPAYWALL, ZENODO)
TITLES = {
    S2: "Semantic Scholar",
    UNPAYWALL: "Unpaywall",
    ZENODO: "Zenodo",
    DATASETS: "Semantic Scholar Datasets",
    LIBRARY: "Library",
    CORPUS: "Offline corpus",
    FILES: "Files",
}


class Phase(enum.StrEnum):
    """Where a source stands. The first two are of the moment; the others are how it ended (the JSON's `state`)."""

    ASKING = "asking"
    WAITING = "waiting"
    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


class SourceReport(
    msgspec.Struct,
    frozen=True,
    rename=stored("name phase requests cached total loaded error until note"),
):
    """What one source did for one action.

    requests: every one sent, retries too; cached: answers from our own stores; total: what the service says there is
    (None when it does not say); loaded: rows taken; error: why it failed or what is missing; until: while WAITING,
    when it goes on (aware UTC), or None when that is not known; note: how it was asked, where that is not as usual.
    """

    name: str
    phase: Phase
    requests: int = 0
    cached: int = 0
    total: int | None = None
    loaded: int = 0
    error: ErrorInfo | None = None
    until: datetime | None = None
    note: str = ""

    @property
    def settled(self) -> bool:
        """Whether the source has ended, well or badly."""
        return self.phase not in (Phase.ASKING, Phase.WAITING)


OnReports = Callable[[Sequence[SourceReport]], None]
"""Called with what every source of one action did, each time that it changes."""
