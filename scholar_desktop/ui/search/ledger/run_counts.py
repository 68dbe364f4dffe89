"""The counts of a run: rows of each source, before and after merging, removed by filters, and the order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.search.search_ledger import ORDERS, LedgerRun, RunComparison, SourceCount
from scholar_desktop.domain.source import TITLES
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.words.wording import counted, number

HEADS = ("Source", "Reported", "Loaded", "Requests", "State")

SUMS = (("Rows", "rows"), ("Folded by merging", "merged"), ("Kept out here", "excluded"), ("In the list", "shown"))


class RunCounts(QWidget):
    """A table, with sentences below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        self.setAccessibleName("Counts of the run")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(8))
        column.setSpacing(px(8))
        self._title = Prose("head")
        column.addWidget(self._title)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(4))
        column.addWidget(self._table)
        self._words = Prose("body")
        column.addWidget(self._words)
        self._order = Prose("small", "muted")
        column.addWidget(self._order)

    def show_run(self, run: LedgerRun) -> None:
        """Show the counts of one run."""
        self._title.show_text(run.query.words or "Filters alone")
        rows = [self._source(source) for source in run.sources]
        self._show_table(HEADS, rows)
        parts = [
            f"{counted(run.rows, 'row', 'rows')} in all, {number(run.merged)} of them folded into others by merging: "
            f"{counted(run.papers, 'paper', 'papers')}.",
        ]
        if run.excluded:
            reasons = ", ".join(f"{one.name.replace('_', ' ')} {number(one.here)}" for one in run.narrowed if one.here)
            parts.append(f"{number(run.excluded)} kept out by filters here ({reasons}).")
        parts.append(f"{counted(run.shown, 'paper', 'papers')} in the list.")
        if run.more:
            more = ", ".join(TITLES.get(name, name) for name in run.more)
            parts.append(f"Further rows were not loaded from {more}.")
        self._words.show_text(" ".join(parts))
        order = ORDERS.get(run.query.sort, f"As the service sorts by {run.query.sort}.")
        servers = "; ".join(
            dict.fromkeys(f"{TITLES.get(one.name, one.name)}: {one.server}" for one in run.sources if one.server)
        )
        errors = " ".join(one.error for one in run.sources if one.error)
        notes = " ".join(f"{TITLES.get(one.name, one.name)}: {one.note}" for one in run.sources if one.note)
        asked = f"Asked: {servers}." if servers else ""
        self._order.show_text(" ".join(part for part in (f"Order: {order}", notes, asked, errors) if part))

    def show_comparison(self, both: RunComparison) -> None:
        """Show two runs side by side."""
        first, second = both.first, both.second
        self._title.show_text("Two runs side by side")
        names = list(dict.fromkeys(one.name for run in (first, second) for one in run.sources))
        rows = [(TITLES.get(name, name), *(_loaded(run, name) for run in (first, second))) for name in names]
        for words, value in SUMS:
            rows.append((words, number(getattr(first, value)), number(getattr(second, value))))
        self._show_table(("", "First", "Second"), rows)
        same = "the same words" if first.query.words == second.query.words else "other words"
        self._words.show_text(
            f"{number(len(both.only_first))} only in the first, {number(len(both.only_second))} only in the second, "
            f"{number(len(both.both))} in both ({same})."
        )
        self._order.show_text("Papers are the same when they share an identifier.")

    @staticmethod
    def _source(source: SourceCount) -> tuple[str, ...]:
        total = "not said" if source.total is None else number(source.total)
        cached = f" + {number(source.cached)} kept" if source.cached else ""
        return (
            TITLES.get(source.name, source.name),
            total,
            number(source.loaded),
            f"{number(source.requests)}{cached}",
            source.state,
        )

    def _show_table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        clear_layout(self._grid)
        for column, words in enumerate(heads):
            self._grid.addWidget(label(words, "small", "muted"), 0, column, self._side(column))
        for line, cells in enumerate(rows, 1):
            for column, words in enumerate(cells):
                self._grid.addWidget(label(words, "body"), line, column, self._side(column))
        self._grid.setColumnStretch(len(heads), 1)

    @staticmethod
    def _side(column: int) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft if column in (0, 4) else Qt.AlignmentFlag.AlignRight


def _loaded(run: LedgerRun, name: str) -> str:
    found = next((one for one in run.sources if one.name == name), None)
    if found is None:
        return "not asked"
    return number(found.loaded) if found.total is None else f"{number(found.loaded)} of {number(found.total)}"
