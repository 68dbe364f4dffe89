"""The plan, the progress and the result of fetching and updating the offline corpus."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome


class AcceptedTerms(msgspec.Struct, frozen=True):
    """The terms of one dataset. text: of the release and the dataset; accepted: the user has accepted this text."""

    dataset: str
    text: str
    accepted: bool


class FilteredFile(msgspec.Struct, frozen=True):
    """What became of one source file.

    name: its local name; read, kept, bad: numbers of lines, *read* includes the bad ones; bytes: of the source file;
    code: the error's code, None if its lines are kept; reason: what happened, in one sentence, or empty.
    """

    dataset: str
    name: str
    read: int = 0
    kept: int = 0
    bad: int = 0
    bytes: int = 0
    outcome: ItemOutcome = ItemOutcome.SAVED
    code: str | None = None
    reason: str = ""


class KeepEstimate(msgspec.Struct, frozen=True):
    """What a rule keeps, estimated from the head of one file of `papers`.

    rows: papers; bytes: of their lines, not compressed; error: the papers may be this many more or fewer, with a
    probability of 95 %; edges: citations, None while no file of them was filtered with this rule; all_rows: papers of
    the release, estimated from the same head.
    """

    rows: int
    bytes: int
    error: int
    edges: int | None = None
    all_rows: int = 0


class FetchPlan(msgspec.Struct, frozen=True):
    """What a fetch will do.

    read_bytes: bytes that are still to be downloaded; keep: None before the terms are accepted; disk_bytes: of kept
    lines and store, None if unknown; seconds: at the speed that was measured, None if unknown; is_estimated: the bytes
    are those of the release's description, not of its files.
    """

    release: str
    read_bytes: int
    keep: KeepEstimate | None
    disk_bytes: int | None
    seconds: float | None
    terms: tuple[AcceptedTerms, ...]
    is_estimated: bool = False


class UpdatedRows(msgspec.Struct, frozen=True):
    """Numbers of rows of one dataset that one step of an update inserted or replaced, and deleted."""

    upserted: int
    deleted: int


class UpdateStep(msgspec.Struct, frozen=True):
    """One step of an update, from one release to the next. datasets: by name; bad: lines that could not be read."""

    from_release: str
    to_release: str
    datasets: dict[str, UpdatedRows]
    bad: int = 0


class UpdateResult(msgspec.Struct, frozen=True):
    """What an update did. entered: papers that satisfy the rule since then; rebuilt: the corpus was fetched and built
    again; reason: why it was, in a sentence, or empty."""

    from_release: str
    to_release: str
    steps: tuple[UpdateStep, ...] = ()
    entered: int = 0
    rebuilt: bool = False
    reason: str = ""

    @property
    def bad(self) -> int:
        """How many lines of the steps could not be read."""
        return sum(step.bad for step in self.steps)


class CompletedRows(msgspec.Struct, frozen=True):
    """What was looked up for papers that lacked rows. filled: papers that lack nothing any more; left: papers that
    still do; problems: why, in sentences."""

    filled: int
    left: int
    problems: tuple[str, ...] = ()
