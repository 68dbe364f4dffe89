"""The sources of a search or lookup, and the report of what each source did for one action."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message, restore_messages

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
    LIBRARY: Message("Library"),
    CORPUS: Message("Offline corpus"),
    FILES: Message("Files"),
}
DEMO_HINT = Message("The demo has only some papers. The live services may have this one.")
"""Beside an identifier that no service of the demo knows."""
DEMO_WORDS_HINT = Message("The demo has only sample papers. Try one of these words, or use the live services.")
"""In place of papers, if the demo has none for the words of a search."""


class Phase(enum.StrEnum):
    """The state of a source. The first two are temporary; the others are final (the JSON's `state`)."""

    ASKING = "asking"
    WAITING = "waiting"
    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


class SourceReport(
    msgspec.Struct,
    frozen=True,
    rename=stored("name phase requests cached total loaded error until note received cannot_match"),
):
    """What one source did for one action.

    requests: number of requests sent, including retries; cached: answers from the program's own caches; total: the
    service's own count (None if it does not say); loaded: number of rows received; error: why it failed or what is
    missing; until: while WAITING, when it continues (aware UTC), or None if unknown; note: how the request differed
    from the usual one, if it did; received: when the service sent the oldest answer that was used (ISO 8601, UTC), None
    without an answer; cannot_match: True if it was SKIPPED because it has nothing that could be found, so that nothing
    is missing.
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
    received: str | None = None
    cannot_match: bool = False

    def __post_init__(self) -> None:
        restore_messages(self, "note")

    @property
    def was_offline(self) -> bool:
        """True if the source was left out because the program was offline."""
        return self.phase is Phase.SKIPPED and self.error is not None and self.error.code == "offline"

    @property
    def was_cut_offline(self) -> bool:
        """True if only the rows of saved answers were loaded, because the program was offline."""
        return self.phase is Phase.PARTIAL and self.error is not None and self.error.code == "offline"

    @property
    def settled(self) -> bool:
        """True if the source has finished, successfully or not."""
        return self.phase not in (Phase.ASKING, Phase.WAITING)


OnReports = Callable[[Sequence[SourceReport]], None]
"""Called with the reports of all sources of one action each time one of them changes."""


def not_found_at(paper: str, asked: Collection[str]) -> Message:
    """Returns the sentence that names the services of a search that were asked for *paper* (the identifier that the
    user gave) and do not have it; it names none if *asked* holds none of them."""
    names = [TITLES[source] for source in SEARCH_SOURCES if source in asked]
    if not names:
        return Message("{identifier} was not found.", identifier=paper)
    if len(names) == 1:
        return Message("{identifier} was not found at {service}.", identifier=paper, service=names[0])
    return Message(
        "{identifier} was not found at {services} and {last}.",
        identifier=paper,
        services=", ".join(names[:-1]),
        last=names[-1],
    )
