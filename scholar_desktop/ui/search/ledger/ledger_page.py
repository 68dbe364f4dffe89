"""The page of the search ledger: all runs, their counts, a comparison of two runs, and an export as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.search.search_ledger import CHECK, WATCH, LedgerRun, describe_words, filtered_lists
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.page_messages import search_step
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.rows.sort_head import SortHead
from scholar_desktop.ui.search.ledger.found_papers import FoundPaperCommands
from scholar_desktop.ui.search.ledger.ledger_exports import HAVE_PAPERS, exports_of, file_name, has_only_records
from scholar_desktop.ui.search.ledger.ledger_rows import (
    LedgerDelegate,
    LedgerModel,
    LedgerRow,
    has_words,
    paper_row,
    row_height,
    run_row,
    widest_line,
)
from scholar_desktop.ui.search.ledger.run_counts import RunCounts
from scholar_desktop.ui.search.ledger.running_again import again_help
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, save_file
from scholar_desktop.ui.widgets.find_edit import FindEdit, add_clear_button
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.scroll_column import LEAST_ROWS_OF_LIST, FittedArea
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, StatePane
from scholar_desktop.ui.widgets.turning_splitter import TurningSplitter
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import exact_moment, number

if TYPE_CHECKING:
    from scholar_desktop.services.search.search_ledger import SearchLedger
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

ORDERS = (
    ("started", Message("Date")),
    ("words", Message("Words")),
    ("papers", Message.in_context("column", "Papers")),
)
"""The heads of the list of runs; the newest run is first unless another order is chosen."""
SIDE_BY_SIDE_FROM = 760
BESIDE, BELOW = [420, 620], [300, 700]
"""Relative sizes of the list of runs and of the details, side by side and one below the other."""
LEAST_RUNS, LEAST_PAPERS = 4, 5
"""The rows that are visible of each list where the page scrolls."""


class LedgerPage(QWidget):
    """The list of runs at the left, the details of the selected one (or two) next to it; below it in a small window.

    Signals: `again_wanted` (a LedgerRun); `papers_wanted` (the runs whose papers are to be exported); `selected` (the
    number of the selected runs).
    """

    again_wanted = Signal(object)
    papers_wanted = Signal(object)
    selected = Signal(int)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        state: WindowState,
        actions: Actions,
        messages: Messages,
        search_ledger: SearchLedger,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = state
        self._actions = actions
        self._messages = messages
        self._ledger = search_ledger
        self._scope = scope.child()
        self._all_runs: list[LedgerRun] = []
        self._runs: list[LedgerRun] = []  # those that are listed, in the order of the list
        self._newest = self._widest = 0
        self.setObjectName("ledgerPage")
        self.setAccessibleName(gettext("Search ledger"))
        self.model, self.papers = LedgerModel(self), LedgerModel(self)
        self.view = RowList("ledgerView", gettext("Search runs"), self)
        self.found = RowList("ledgerPapersView", gettext("Papers found in this run"), self)
        for view, model, rows in ((self.view, self.model, LEAST_RUNS), (self.found, self.papers, LEAST_PAPERS)):
            view.setModel(model)
            view.setProperty(LEAST_ROWS_OF_LIST, rows)
            view.setItemDelegate(LedgerDelegate(theme, view))
        self.pane = StatePane(theme, self.view, row_height=44)
        self.counts = RunCounts(theme)
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        area = FittedArea(self.counts, sideways=True)
        area.setObjectName("ledgerCounts")
        area.setAccessibleName(self.counts.accessibleName())
        area.make_stop(theme)
        beside.addWidget(area)
        beside.addWidget(self.found, 1)
        self._side = side
        self._splitter = TurningSplitter(theme, SIDE_BY_SIDE_FROM, BESIDE, BELOW)
        self._left = self._list()
        self._splitter.addWidget(self._left)
        self._splitter.addWidget(side)
        self._splitter.setSizes(BESIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._top = self._head()
        column.addWidget(self._top)
        column.addWidget(self._splitter, 1)
        self._ledger.changed.connect(lambda _value: self._reload())
        self.view.selectionModel().selectionChanged.connect(self._on_chosen)
        self.view.opened.connect(lambda row: self._run_again(self.model.row(row)))
        self.view.delete_pressed.connect(self.remove_selected)
        self.view.menu_wanted.connect(self._open_menu)
        theme.changed.connect(self._measure)
        self.view.horizontalHeader().sectionResized.connect(lambda *_: self._fit_rows())
        self._measure()
        self._reload()

    def focus_panes(self) -> list[QWidget]:
        """Return the panes in reading order: the head, the runs, and what the selected one found."""
        return [self._top, self._left, self._side]

    def _list(self) -> QWidget:
        """Create the list of runs with its heads."""
        px = self._theme.px
        self._order = ("started", False)
        self._sort_head = SortHead(self._theme, ORDERS)
        self._sort_head.show_order("started")
        self._sort_head.chosen.connect(self._on_sort)
        self.find_box = FindEdit(
            "ledgerFindEdit", gettext("Find runs"), gettext("Words, service or date"), return_moves_down=True
        )
        add_clear_button(self.find_box)
        self.find_box.show_icon(self._theme)
        self.find_box.textChanged.connect(self._on_words)
        self.find_box.down_pressed.connect(self.pane.focus_shown)
        self.find_box.escaped.connect(self.pane.focus_shown)
        self.view.left_upwards.connect(self.find_box.setFocus)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        orders = QHBoxLayout()
        orders.setContentsMargins(px(12), px(2), px(12), px(2))
        orders.addWidget(self._sort_head)
        orders.addStretch(1)
        self._tools = QWidget()
        tools = QVBoxLayout(self._tools)
        tools.setContentsMargins(px(12), px(6), px(12), px(2))
        tools.addWidget(self.find_box)
        column.addWidget(self._tools)
        column.addLayout(orders)
        column.addWidget(self.pane, 1)
        self._hint = label(
            gettext("Select a second run with Ctrl+click, or with Shift and an arrow key, to compare the two."),
            "small",
            "muted",
            wrap=True,
        )
        self._hint.setObjectName("ledgerCompareHint")
        self._hint.setContentsMargins(px(12), px(4), px(12), px(6))
        self._hint.hide()
        column.addWidget(self._hint)
        return whole

    def _head(self) -> PageHead:
        head = PageHead(self._theme, gettext("Search ledger"))
        self._again = self._button(gettext("Search again"), "ledgerAgainButton", "refresh", keys=gettext("Enter"))
        self._again.clicked.connect(self.run_again)
        self._export = self._button(gettext("Export"), "ledgerExportButton", "file-text", kind=ButtonKind.PRIMARY)
        set_tooltip(
            self._export,
            gettext(
                "Save the papers of the selected runs for Covidence, Rayyan or a reference manager (.ris, .bib, .csv), "
                "PRISMA counts (.md), the papers with the searches and sources that found them (.csv), the sources of "
                "each search (.csv), or everything (.json)."
            ),
        )
        self._export.clicked.connect(self.choose_export)
        self._forget = self._button(gettext("Remove"), "ledgerRemoveButton", "trash")
        set_tooltip(self._forget, gettext("Remove the selected runs from the ledger."))
        self._forget.clicked.connect(self.remove_selected)
        self._clear_all = self._button(gettext("Clear ledger"), "ledgerClearButton", "trash")
        set_tooltip(
            self._clear_all,
            gettext(
                "Delete all runs and the words of earlier searches from the disk. You can undo this until you close "
                "the window."
            ),
        )
        self._clear_all.clicked.connect(self.clear)
        for button in (self._again, self._export, self._forget, self._clear_all):
            head.add(button)
        return head

    def _button(self, text: str, name: str, icon: str, kind: ButtonKind = ButtonKind.PLAIN, keys: str = "") -> Button:
        button = Button(self._theme, kind)
        button.show_content(ButtonContent(text, icon, keys=keys), name=text)
        button.setObjectName(name)
        return button

    def _measure(self) -> None:
        self._widest = widest_line(self._theme.type, [self.model.row(row) for row in range(self.model.count())])
        self.found.set_row_height(row_height(self._theme.type))
        self._fit_rows()
        for view in (self.view, self.found):
            view.viewport().update()

    def _fit_rows(self) -> None:
        """Give the texts of the runs a second line where one would be cut."""
        lines = 2 if self._widest > self.view.viewport().width() else 1
        self.view.set_row_height(row_height(self._theme.type, lines))

    # What is shown

    def _reload(self) -> None:
        self._scope.start(self._load(), name="read the ledger", latest="load")

    async def _load(self) -> None:
        try:
            runs = await self._ledger.runs()
        except ScholarError as error:
            self._side.hide()
            self.pane.show_message(ERROR, PageMessage(shown(error.message), shown(error.hint or ""), "alert", "error"))
            return
        place = next(iter(self.view.chosen_rows()), 0)
        self._all_runs = list(runs)
        rows = self._show_runs()
        self._show_state()
        newest = self._newest_row()
        if newest is not None:
            self.view.select_rows([newest], current=newest)
        elif self._runs:
            self.view.mark(rows[0] if rows else min(place, len(self._runs) - 1))
        self._on_chosen()

    def _show_state(self) -> None:
        """Show the list, or why there is none."""
        self._side.setVisible(bool(self._runs))
        self._show_summary()
        if self._runs:
            self.pane.show_rows(FULL)
        elif self._all_runs:
            clear = Step(gettext("Clear"), self.find_box.clear, main=True)
            words = " ".join(self.find_box.text().split())
            self.pane.show_message(EMPTY, PageMessage(gettext("No runs match “{words}”", words=words), steps=(clear,)))
        else:
            self.pane.show_message(
                EMPTY,
                PageMessage(
                    gettext("The search ledger is empty"),
                    gettext(
                        "Every search you run is listed here with its words, filters, sources and counts, so that you "
                        "can repeat, compare and report it."
                    ),
                    steps=(search_step(self._actions),),
                ),
            )

    def _show_summary(self) -> None:
        """Say how many runs are listed, and how many of them only filtered the results of an earlier one."""
        filtered, count, total = sum(run.is_filtered_list for run in self._runs), len(self._runs), len(self._all_runs)
        parts = [ngettext("{count} run", "{count} runs", total)] if total else []
        if count < total:
            words = ngettext("{shown} of {count} run", "{shown} of {count} runs", total, shown=number(count))
            parts = [words]
        if filtered:
            words = ngettext(
                "{count} of them filtered earlier results", "{count} of them filtered earlier results", filtered
            )
            parts.append(words)
        self._top.show_note(" · ".join(parts), is_whole=True)

    def _show_runs(self) -> list[int]:
        """Show the runs that have the words of the box in the order of the heads. Returns the rows of those that were
        selected."""
        chosen, words = {run.id for run in self._chosen()}, self.find_box.text()
        self._runs, below = _sorted(self._all_runs, *self._order), frozenset[int]()
        if self._order[0] == "started":
            self._runs, below = _grouped(self._runs)
        rows = [run_row(run, is_below=run.id in below) for run in self._runs]
        rows = [row for run, row in zip(self._runs, rows, strict=True) if has_words(row, run, words)]
        self._runs = [row.run for row in rows if row.run is not None]
        self.model.show(rows)
        self._widest = widest_line(self._theme.type, rows)
        self._fit_rows()
        self._sort_head.setVisible(len(self._all_runs) > 1)
        self._tools.setVisible(len(self._all_runs) > 1 or bool(words))
        return [row for row, run in enumerate(self._runs) if run.id in chosen]

    def _newest_row(self) -> int | None:
        """Return the row of the newest run if the user has made it since the last call, else None."""
        made = [(run.id, row) for row, run in enumerate(self._runs) if run.how not in (WATCH, CHECK)]
        newest, row = max(made, default=(0, 0))
        if newest <= self._newest:
            return None
        self._newest = newest
        return row

    def _on_sort(self, value: str, is_reversed: bool) -> None:
        self._order = (value, is_reversed)
        self._mark(self._show_runs())

    def _on_words(self) -> None:
        rows = self._show_runs()
        self._show_state()
        self._mark(rows)
        self._on_chosen()

    def _mark(self, rows: Sequence[int]) -> None:
        """Select *rows*, or the first one if none of the selected runs is listed."""
        if rows:
            self.view.select_rows(rows, current=rows[0])
        else:
            self.view.mark(0)

    def _chosen(self) -> list[LedgerRun]:
        return [self._runs[row] for row in self.view.chosen_rows() if row < len(self._runs)]

    def _chosen_row(self) -> LedgerRow | None:
        rows = self.view.chosen_rows()
        return self.model.row(rows[0]) if rows else None

    def _on_chosen(self, *_changes: object) -> None:
        chosen = self._chosen()
        self.selected.emit(len(chosen))
        for button in (self._again, self._export, self._forget):
            button.setEnabled(bool(chosen))
        self._again.setEnabled(len(chosen) == 1)
        set_tooltip(self._again, again_help(chosen[0]) if len(chosen) == 1 else "")
        self._clear_all.setEnabled(bool(self._all_runs))
        self._hint.setVisible(len(chosen) == 1 and len(self._runs) > 1)
        count, total = len(chosen), len(self._all_runs)
        words = gettext("Export {count}", count=count) if count > 1 else gettext("Export")
        if 0 < count < total:
            words = gettext("Export {count} of {total}", count=count, total=number(total))
        room = gettext("Export {count} of {total}", count=number(total), total=number(total))
        self._export.show_content(ButtonContent(words, "file-text", trailing="chevron-down", text_room=room))
        words = gettext("Remove {count}", count=count) if count > 1 else gettext("Remove")
        room = gettext("Remove {count}", count=number(total))
        self._forget.show_content(ButtonContent(words, "trash", text_room=room))
        if chosen:
            self._scope.start(self._show(chosen), name="show a run", latest="show")

    async def _show(self, chosen: list[LedgerRun]) -> None:
        """Show one run with its papers; compare two, the earlier first; of more, show the papers of all of them, each
        once."""
        chosen = _sorted(chosen, "started", False)
        try:
            if len(chosen) == 1:
                found = await self._ledger.found(chosen[0])
                self.counts.show_run(chosen[0])
                rows = [paper_row(place, paper) for place, paper in enumerate(found, 1)]
            elif len(chosen) > 2:
                runs = _sorted(chosen, "started", True)
                records = await self._ledger.joined(runs)
                self.counts.show_total(runs, len(records))
                rows = [
                    paper_row(
                        place,
                        record.found[0][1],
                        ngettext(
                            "in {count} of {total} runs",
                            "in {count} of {total} runs",
                            len({run.id for run, _ in record.found}),
                            total=number(len(runs)),
                        ),
                    )
                    for place, record in enumerate(records, 1)
                ]
            else:
                both = await self._ledger.compare(chosen[-1], chosen[0])
                self.counts.show_comparison(both)
                sides = (
                    (gettext("only in the first"), both.only_first),
                    (gettext("only in the second"), both.only_second),
                    (gettext("in both"), both.both),
                )
                several = [(side, paper) for side, papers in sides for paper in papers]
                rows = [paper_row(place, paper, side) for place, (side, paper) in enumerate(several, 1)]
        except ScholarError as error:
            self._messages.failed(gettext("Could not read this run"), error)
            return
        has_papers = not all(run.is_of_records for run in chosen)
        self.found.setAccessibleName(
            gettext("Papers found in this run") if has_papers else gettext("Records found in this run")
        )
        self.papers.show(rows)

    # Actions of the user

    def _run_again(self, row: LedgerRow | None) -> None:
        if row is not None and row.run is not None:
            self.again_wanted.emit(row.run)

    def run_again(self) -> None:
        """Run the search of the selected run again."""
        self._run_again(self._chosen_row())

    def show_comparison(self) -> None:
        """Move to the papers of the comparison, which is shown beside or below the list while two runs are selected."""
        self.found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_menu(self, where: QPoint) -> None:
        menu = make_menu(self)
        menu.setObjectName("ledgerRunMenu")
        for name in ("ledger.again", "ledger.compare", "ledger.export", "", "ledger.remove"):
            if not name:
                menu.addSeparator()
            elif name == "ledger.compare" and len(self._chosen()) == 1:
                # the entry says what to do, since it is the only one that needs two runs
                words = gettext("Compare: select a second run with Ctrl+click, or with Shift and an arrow key")
                add_entry(menu, words).setEnabled(False)
            else:
                menu.addAction(self._actions[name])
        menu.popup(where)

    def remove_selected(self) -> None:
        """Remove the selected runs from the ledger."""
        self._start_clearing(self._chosen(), [])

    def clear(self) -> None:
        """Remove all runs, and the words of earlier searches."""
        self._start_clearing(None, self._last_words())

    def _start_clearing(self, runs: list[LedgerRun] | None, words: list[str]) -> None:
        self._scope.start(self._cleared(runs, words), name="clear the ledger", latest="clear")

    async def _cleared(self, runs: list[LedgerRun] | None, words: list[str]) -> None:
        """Remove *runs* (None: all of them) from the ledger, and *words* from the words of earlier searches."""
        gone = list(self._all_runs) if runs is None else runs
        try:
            taken = await self._ledger.forget(runs)
        except ScholarError as error:
            self._messages.failed(gettext("Could not clear the ledger"), error)
            return
        self._state.set("searches", [text for text in self._last_words() if text not in words])

        async def put_back() -> None:
            await self._ledger.put_back(taken)
            now = self._last_words()
            self._state.set("searches", [*now, *(text for text in words if text not in now)])

        self._messages.add_undo_step(
            UndoStep(
                ngettext("remove {count} run from the ledger", "remove {count} runs from the ledger", len(taken)),
                ngettext("Put {count} run back in the ledger.", "Put {count} runs back in the ledger.", len(taken)),
                put_back,
                lambda: self._start_clearing(gone, words),
            )
        )
        self._messages.undoable(
            ngettext("Removed {count} run from the ledger.", "Removed {count} runs from the ledger.", len(taken)),
            Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo"),
        )

    def _last_words(self) -> list[str]:
        return list(self._state.get("searches", list) or [])

    def choose_export(self) -> None:
        """Let the user choose the format in which the selected runs are saved."""
        menu = make_menu(self)
        menu.setObjectName("ledgerExportMenu")
        words = gettext("Papers as RIS, BibTeX or CSV…")
        if has_only_records(self._chosen()):
            words = gettext("Records as RIS, BibTeX or CSV…")
        add_entry(menu, words).triggered.connect(self._on_papers)
        for words, kind in exports_of(self._chosen()):
            add_entry(menu, shown(words)).triggered.connect(lambda _checked=False, kind=kind: self._choose_file(kind))
        menu.popup(self._export.mapToGlobal(self._export.rect().bottomLeft()))

    def _on_papers(self) -> None:
        self.papers_wanted.emit(_sorted(self._chosen(), "started", True))

    def _choose_file(self, kind: FileKind) -> None:
        chosen = self._chosen()
        title = ngettext("Export {count} run", "Export {count} runs", len(chosen))
        if len(chosen) == 1:
            words = describe_words(chosen[0].query) or gettext("Filters only")
            title = gettext("Export “{words}”, {time}", words=words, time=exact_moment(chosen[0].started))
        save_file(
            self,
            title,
            [one for _, one in exports_of(chosen)],
            lambda path, saved_as: self.export_to(path, by_record=saved_as in HAVE_PAPERS),
            name=file_name(kind),
            purpose=FilePurpose.EXPORT,
            memory=self._state,
            kind=kind,
        )

    def export_to(self, path: Path, *, by_record: bool = False) -> None:
        """Write the selected runs to *path*, in the format of its extension.

        Args:
            by_record: a CSV file has one row for each paper, not one for each source.
        """
        self._scope.start(self._exported(path, by_record=by_record), name="export the ledger", latest="export")

    async def _exported(self, path: Path, *, by_record: bool) -> None:
        try:
            await self._ledger.save(_sorted(self._chosen(), "started", True), path, by_record=by_record)
        except ScholarError as error:
            self._messages.failed(gettext("Could not export the runs"), error)
            return
        note = Note(gettext("Saved {file}.", file=path.name), str(path.parent), icon="tick")
        self._messages.say_saved("ledger", note, path.parent, lasts_ms=10_000)

    # Qt's overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.fit(self.width())


def _sorted(runs: Sequence[LedgerRun], value: str, is_reversed: bool) -> list[LedgerRun]:
    """Return *runs* in one of ORDERS: the newest and the largest first, words from A to Z, unless reversed."""
    by_date = sorted(runs, key=lambda run: (run.started, run.id), reverse=True)  # several runs may be of one second
    if value == "started" and is_reversed:
        by_date.reverse()
    if value == "words":
        return sorted(by_date, key=lambda run: describe_words(run.query).casefold(), reverse=is_reversed)
    if value == "papers":
        return sorted(by_date, key=lambda run: run.shown, reverse=not is_reversed)
    return by_date


def _grouped(runs: Sequence[LedgerRun]) -> tuple[list[LedgerRun], frozenset[int]]:
    """Return *runs*, sorted by date, with the lists that were filtered on this computer below the search that they are
    of, and the ids of these lists."""
    search_of = filtered_lists(runs)
    below: dict[int, list[LedgerRun]] = {}
    for run in runs:
        if run.id in search_of:
            below.setdefault(search_of[run.id], []).append(run)
    searches = (run for run in runs if run.id not in search_of)
    return [one for run in searches for one in (run, *below.get(run.id, ()))], frozenset(search_of)


def create_page(ui_context: UiContext) -> LedgerPage:
    """Return the page of the window that has *ui_context*."""
    page = LedgerPage(
        ui_context.theme,
        ui_context.scope,
        ui_context.state,
        ui_context.actions,
        ui_context.messages,
        ui_context.services.search_ledger,
    )
    page.selected.connect(lambda count: ui_context.context.update(ledger_runs=count))
    FoundPaperCommands(
        ui_context.scope, ui_context.current, ui_context.messages, ui_context.services, page.found, page.papers
    )
    # a list of thousands of papers is not read to be beside one of them
    ui_context.navigation.add_list(places.LEDGER, gettext("Search ledger"), tuple)
    return page
