"""The lines that are selected in the review table, and what the keys and the menu do with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from scholar_desktop.domain.reference_lists.contradicted_paper import proposes_other_title
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.rows.pointed_row import PointedRow
from scholar_desktop.ui.words.literal_text import add_entry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.reference_lists.reference_list import ReferenceList
    from scholar_desktop.ui.reference_lists.review_rows import ReviewModel
    from scholar_desktop.ui.widgets.row_list import RowList

# not translated: names of what a row does
_KEYS: dict[int, str] = {
    int(Qt.Key.Key_Delete): "leave_out",
    int(Qt.Key.Key_Y): "yes",
    int(Qt.Key.Key_A): "add",
    int(Qt.Key.Key_E): "edit",
    int(Qt.Key.Key_F2): "edit",
}


class LineSelection:
    """The selected lines of the table."""

    def __init__(self, view: RowList, model: ReviewModel) -> None:
        self._view = view
        self._model = model
        self._pointed = PointedRow(view, lambda row: model.line(row).number, model.row_of)

    def lead(self) -> ReferenceLine | None:
        """Return the line that leads the selection; None if none is selected."""
        row = self._view.lead_row()
        return self._model.line(row) if 0 <= row < self._model.count() else None

    def lines(self) -> list[ReferenceLine]:
        """Return the selected lines, in their order."""
        many = self._model.count()
        return [self._model.line(row) for row in self._view.chosen_rows() if row < many]

    def papers(self, reading: ReferenceList | None) -> tuple[Paper | None, list[Paper]]:
        """Return the paper of the line that leads the selection, and those of all selected lines, each once.

        Args:
            reading: the list that is shown; None for none.
        """
        lead = self.lead()
        if reading is None or lead is None:
            return None, []
        papers = (reading.whole_paper(line) for line in self.lines())
        return reading.whole_paper(lead), list({paper.id: paper for paper in papers if paper is not None}.values())

    def refresh(self, numbers: frozenset[int]) -> bool:
        """Update changed lines. The selected lines stay selected; if the filter hides all of them, the next one is
        selected. The line under the pointer stays where it is, else the selected one, if it is in sight. Return True if
        lines have new positions."""
        if self._model.only is None:  # no line is hidden or inserted
            return self._model.refresh(numbers)
        chosen, lead = [line.number for line in self.lines()], self.lead()
        row, is_marked = self._view.lead_row(), not self._view.currentIndex().isValid()
        placed = self._pointed.place() or self._pointed.place_of(row)
        has_moved = self._model.refresh(numbers)
        if not has_moved or not self._model.count():
            return has_moved
        if not chosen:
            self._pointed.keep(placed)
            return has_moved
        if not self.select(chosen, lead=lead.number if lead is not None and not is_marked else 0):
            row = min(row, self._model.count() - 1)
            self._view.select_rows([row], current=None if is_marked else row)
        self._pointed.keep(placed)
        return has_moved

    def select(self, numbers: Iterable[int], *, lead: int = 0) -> bool:
        """Select the lines *numbers* that the filter shows. Return False if it hides all.

        Args:
            lead: the one that the keyboard continues from; 0: none.
        """
        wanted = set(numbers)
        places = {self._model.line(row).number: row for row in range(self._model.count())}
        rows = [places[number] for number in wanted if number in places]
        if rows:
            self._view.select_rows(rows, current=places.get(lead) if lead else None)
        return bool(rows)

    def key_action(self, event: QKeyEvent) -> tuple[str, list[ReferenceLine]] | None:
        """Return what a key does, and the selected lines that it does this with; None if it does nothing.
        Lines to check are not added, and lines without a paper, or for which one with another title is proposed, are
        neither added nor accepted: `check`, `unmatched` and `other_title` are to say so; and `matched`, for which lines
        there is nothing to accept."""
        doing = _KEYS.get(event.key()) if event.modifiers() == Qt.KeyboardModifier.NoModifier else None
        lead = self.lead()
        if doing is None or lead is None:
            return None
        if doing == "edit":
            return doing, [lead]
        possible = list(_possible(self.lines()))
        if doing == "add" and "add" not in (names := [name for name, _lines in possible]) and "yes" in names:
            return "check", []
        action = next(((name, lines) for name, lines in possible if name in _SAME_KEY[doing]), None)
        if action is None and (others := [line for line in self.lines() if proposes_other_title(line)]):
            return "other_title", others
        if action is None and all(line.standing is LineStatus.NONE for line in self.lines()):
            return "unmatched", []
        if action is None and doing == "yes" and "add" in (name for name, _lines in possible):
            return "matched", next(lines for name, lines in possible if name == "add")
        return action

    def add_to_menu(self, menu: QMenu, do: Callable[[str, list[ReferenceLine]], None]) -> None:
        """Put what can be done with the selected lines at the top of *menu*."""
        lines, lead = self.lines(), self.lead()
        before = menu.actions()
        entries = [(name, some) for name, some in _possible(lines) if name != "add"]
        if lead is not None and len(lines) == 1:
            if lead.may_be_elsewhere:
                entries.append(("search", [lead]))
            if lead.standing is LineStatus.NONE and lead.suggestion:
                entries.append(("use_suggestion", [lead]))
            entries.append(("edit", [lead]))
        for name, some in entries:
            entry = add_entry(menu, _title(name, some))
            entry.triggered.connect(partial(do, name, some))
            if name in _SAME_KEY["leave_out"]:
                entry.setShortcut(QKeySequence(Qt.Key.Key_Delete))  # shown only: the table itself takes the key
        added = menu.actions()[len(before) :]
        if before and added:
            menu.insertActions(before[0], added)
            menu.insertSeparator(before[0])


LONGEST_IDENTIFIER = 50
_SAME_KEY = {"leave_out": ("leave_out", "take_in"), "yes": ("yes",), "add": ("add",)}
"""Delete skips lines, and includes those that are skipped."""


def _possible(lines: Sequence[ReferenceLine]) -> Iterator[tuple[str, list[ReferenceLine]]]:
    """Yield what can be done with *lines*, and which of them it is done with."""
    proposed = [line for line in lines if line.standing is LineStatus.CHECK and line.paper is not None]
    if doubtful := [line for line in proposed if not proposes_other_title(line)]:
        yield "yes", doubtful
    if sure := [line for line in lines if line.standing is LineStatus.SURE]:
        yield "add", sure
    if included := [line for line in lines if line.standing is not LineStatus.LEFT_OUT]:
        yield "leave_out", included
    elif lines:
        yield "take_in", list(lines)


def _title(name: str, lines: Sequence[ReferenceLine]) -> str:
    """Return the title of an entry of the menu, which is for *lines*."""
    count = len(lines)
    if name == "yes":
        return ngettext("Accept suggested paper", "Accept {count} suggested papers", count)
    if name == "search":
        return gettext("Search for line")
    if name == "use_suggestion":
        return gettext("Use {identifier}", identifier=shorten(lines[0].suggestion, LONGEST_IDENTIFIER))
    if name == "edit":
        return gettext("Edit line")
    if name == "take_in":
        return ngettext("Include line", "Include {count} lines", count)
    return ngettext("Skip line", "Skip {count} lines", count)
