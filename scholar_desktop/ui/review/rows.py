"""The lines of a list as rows: what was pasted, how sure it is, what it was taken for, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reading_list import Line, Standing
from scholar_desktop.domain.titles import plain
from scholar_desktop.services.reading_list import ReadingList
from scholar_desktop.ui import wording
from scholar_desktop.ui.models.row_table import RowTable

SIGNS = {
    Standing.SURE: ("tick", "ok", "sure"),
    Standing.CHECK: ("warning", "warn", "check"),
    Standing.NONE: ("cross", "error", "none"),
    Standing.ASKING: ("clock", "muted", "asking"),
    Standing.LEFT_OUT: ("minus", "muted", "left out"),
}
"""Icon, colour and word of each."""
DOINGS = {
    Standing.SURE: (("add", "Add"),),
    Standing.CHECK: (("candidates", "Candidates"), ("yes", "Yes")),
    Standing.NONE: (("edit", "Edit line"),),
    Standing.ASKING: (("leave_out", "Skip"),),
    Standing.LEFT_OUT: (("take_in", "Take in"),),
}
"""What one can press in the row: at most two."""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewRow:
    """doings: (what it does, its words); kept: its paper is in the library."""

    line: Line
    text: str
    sign: tuple[str, str, str]
    title: str
    byline: str
    doings: tuple[tuple[str, str], ...]
    kept: bool
    spoken: str


def review_row(line: Line, *, kept: bool) -> ReviewRow:
    """What stands in the row of *line*."""
    sign = SIGNS[line.standing]
    paper = line.paper
    doings = DOINGS[line.standing]
    if line.problem is not None and paper is None:
        title, byline = line.problem.message, line.problem.hint or ""
    elif paper is not None:
        title = plain(paper.title) or "Untitled"
        names = wording.authors_short(paper.authors)
        place = wording.venue_and_year(paper)
        byline = " · ".join(part for part in (" — ".join(filter(None, (names, place))), line.by) if part)
    elif line.standing is Standing.ASKING:
        title = "not asked yet"
        byline = "title match, 1 request" if line.by_title else "goes with up to 500 others in 1 request"
    else:
        title, byline = "", line.by
    if line.standing is Standing.NONE and line.candidates:
        doings = (("candidates", "Candidates"), *doings)
    if line.same_as is not None:
        byline = f"the same paper as line {line.same_as} · {line.by}"
        if line.standing is Standing.SURE:
            doings = (("leave_out", "Leave out"),)
    if line.standing is Standing.CHECK and len(line.candidates) > 1:
        byline = f"{len(line.candidates)} candidates · {line.by}" if "candidates" not in line.by else byline
    if kept:
        doings = ()
    spoken = f"line {line.number}: {line.text}, {sign[2]}, {title}" + (", in library" if kept else "")
    return ReviewRow(line, " ".join(line.text.split()), sign, title, byline, doings, kept, spoken)


class ReviewModel(RowTable):
    """The lines that a filter leaves, each made into a row when it is looked at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list: ReadingList | None = None
        self._numbers: Sequence[int] = ()
        self._rows: dict[int, ReviewRow] = {}
        self._only: Standing | None = None

    @property
    def only(self) -> Standing | None:
        """The standing that is shown alone; None for all."""
        return self._only

    def show_list(self, reading: ReadingList | None, only: Standing | None) -> None:
        """Show *reading*, all lines or those of one standing."""
        numbers = self._matching(reading, only)
        self.beginResetModel()
        self._list, self._only, self._numbers = reading, only, numbers
        self._rows.clear()
        self.endResetModel()

    def refresh(self, numbers: frozenset[int]) -> None:
        """Lines changed. Those that no longer pass the filter stay until it is chosen anew, so that no row jumps."""
        if self._list is None or not numbers:
            return
        for number in numbers:
            self._rows.pop(number, None)
        if self._only is not None:
            shown = set(self._numbers)
            if more := [number for number in self._matching(self._list, self._only) if number not in shown]:
                self.beginResetModel()
                self._numbers = sorted((*self._numbers, *more))
                self.endResetModel()
                return
        if self._numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._numbers) - 1, 0))

    def line(self, row: int) -> Line:
        assert self._list is not None
        return self._list.line(self._numbers[row])

    def row_of(self, number: int) -> int | None:
        """The row of the line *number*; None when the filter hides it."""
        return next((row for row, one in enumerate(self._numbers) if one == number), None)

    def count(self) -> int:
        return len(self._numbers)

    def row(self, number: int) -> ReviewRow:
        line = self.line(number)
        found = self._rows.get(line.number)
        if found is None:
            assert self._list is not None
            found = self._rows[line.number] = review_row(line, kept=self._list.is_kept(line))
        return found

    def paper_at(self, number: int) -> Paper | None:
        return self.line(number).paper

    def _matching(self, reading: ReadingList | None, only: Standing | None) -> Sequence[int]:
        if reading is None:
            return ()
        if only is None:
            return range(1, len(reading.lines) + 1)
        return [line.number for line in reading.lines if line.standing is only]
