"""The order of the lines of a reference list: by a column, chosen at its title or in a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.reference_lists import review_columns
from scholar_desktop.ui.reference_lists.review_rows import COLUMN_WORDS, shows_outcome
from scholar_desktop.ui.widgets.button import ButtonContent
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.reference_lists.line_outcome import LineOutcome
    from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine
    from scholar_desktop.ui.reference_lists.expanded_row import ExpandedRow
    from scholar_desktop.ui.reference_lists.line_selection import LineSelection
    from scholar_desktop.ui.reference_lists.review_rows import ReviewModel
    from scholar_desktop.ui.rows.column_titles import ColumnTitles
    from scholar_desktop.ui.theme.theme import Theme
    from scholar_desktop.ui.widgets.row_list import RowList

NEWEST_FIRST = frozenset({"date"})
"""The columns that are sorted in descending order at first."""
ALWAYS = {
    review_columns.LINE: Message("Line"),
    review_columns.STATUS: Message("Status"),
    review_columns.PAPER: Message("Matched paper"),
}


def key_of(name: str, outcome_of: Callable[[Paper], LineOutcome]) -> Callable[[ReferenceLine], str | int | None]:
    """Return the function that returns by what the column *name* sorts a line; None if the line has nothing there.

    Args:
        outcome_of: returns what came of the PDF of a paper.
    """
    standings = list(review_columns.SIGNS)

    def of_outcome(line: ReferenceLine) -> str | None:
        if line.paper is None or not shows_outcome(line) or (found := outcome_of(line.paper)).name is None:
            return None
        return (found.date if name == "date" else COLUMN_WORDS[name](found).casefold()) or None

    match name:
        case review_columns.LINE:
            return lambda line: line.number
        case review_columns.STATUS:
            return lambda line: standings.index(line.standing)
        case review_columns.PASTED:
            return lambda line: line.text.casefold()
        case review_columns.PAPER:
            return lambda line: plain(line.paper.title).casefold() if line.paper is not None else None
        case _:
            return of_outcome


class LineOrder(QObject):
    """Sorts the table when a title is pressed or an order is chosen. A new sort is made only then: while outcomes come
    in, no line moves."""

    def __init__(
        self,
        view: RowList,
        model: ReviewModel,
        titles: ColumnTitles,
        chip: OrderChip,
        selection: LineSelection,
        expanded_row: ExpandedRow,
        outcome_of: Callable[[Paper], LineOutcome],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._titles = titles
        self._chip = chip
        self._selection = selection
        self._expanded_row = expanded_row
        self._outcome_of = outcome_of
        titles.pressed.connect(self.sort)
        chip.chosen.connect(self.sort)
        model.modelReset.connect(self._show)
        self._show()

    def sort(self, name: str) -> None:
        """Sort by the column *name*; if that is the order, in the other direction."""
        before, is_descending = self._model.order
        is_descending = not is_descending if name == before else name in NEWEST_FIRST
        chosen, lead = [line.number for line in self._selection.lines()], self._selection.lead()
        self._expanded_row.open(0)
        self._model.sort_lines(name, key_of(name, self._outcome_of), is_descending=is_descending)
        if not self._selection.select(chosen, lead=lead.number if lead is not None else 0):
            self._view.mark(0)
        self._view.scrollToTop()

    def _show(self) -> None:
        name, is_descending = self._model.order
        self._titles.show_order(name, is_descending=is_descending)
        self._chip.set_value(name)


class OrderChip(ChoiceChip):
    """The menu of the orders. `chosen` also carries the order that is set."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gettext("Sort"))
        self.setObjectName("reviewSortChip")
        self.show_columns(())

    def show_columns(self, filled: Collection[str]) -> None:
        """Offer the columns that are always there, and those of *filled*, which have text in a row."""
        names = ALWAYS | {
            name: title
            for name, title in review_columns.TITLES.items()
            if name == review_columns.PASTED or name in filled
        }
        self.set_choices([(name, shown(title)) for name, title in names.items()])
        set_tooltip(self, gettext("Sort the lines. Choose an order again to reverse it."))

    def _choose(self, value: str) -> None:
        self.chosen.emit(value)

    def _show(self) -> None:
        words = gettext("Sort: {order}", order=dict(self._choices).get(self._value, ""))
        self.show_content(ButtonContent(words, trailing="chevron-down"), name=words)
