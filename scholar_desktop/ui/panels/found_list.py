"""A list of papers that were found for a reason (recommended, shared, missing): rows as in the citation lists."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.citation import Edge
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.delegates.pieces import at, mirrored
from scholar_desktop.ui.dragging import drag_rows
from scholar_desktop.ui.models.edge_list import EdgeListModel
from scholar_desktop.ui.panels.edge_abstracts import EdgeAbstracts
from scholar_desktop.ui.panels.edge_lines import EdgeLines
from scholar_desktop.ui.widgets.state_pane import StatePane
from scholar_desktop.ui.workbench import Workbench

if TYPE_CHECKING:
    from scholar_desktop.services.tasks import TaskScope

LOOK_UP_MS = 60
_PARTS = ("more", "ask_abstract", "state", "state_icon", "like", "unlike")


class FoundList(QWidget):
    """Papers with a tag each that says why they stand here; whoever owns it sets the states of `pane`.

    Signals: `opened`, `kept_open`, `chosen` (the current paper and all selected), `thumbed` (a paper, `like` or
    `unlike`).
    """

    opened = Signal(object)
    kept_open = Signal(object)
    chosen = Signal(object, object)
    thumbed = Signal(object, str)

    def __init__(self, workbench: Workbench, scope: TaskScope, name: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._scope = scope.child()
        self._name = name
        self.model = EdgeListModel(workbench.marks, references=False, parent=self)
        self.view = EdgeLines(workbench, self._scope, self.model, name, words, self)
        self.view.previews = True
        drag_rows(self.view, self.model, workbench)
        self._abstracts = EdgeAbstracts(workbench, self._scope, self.model, self.view)
        self.pane = StatePane(workbench.theme, self.view, row_height=32, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self._sight = QTimer(self)
        self._sight.setSingleShot(True)
        self._sight.setInterval(LOOK_UP_MS)
        self._sight.timeout.connect(self._look_up)
        view = self.view
        view.opened.connect(self._on_opened)
        view.preview_wanted.connect(self._toggle)
        view.pressed_at.connect(self._on_pressed)
        view.middle_pressed.connect(self._on_middle_pressed)
        view.menu_wanted.connect(self._on_menu_wanted)
        view.papers_chosen.connect(self.chosen)
        self.model.rows_made.connect(self._on_rows_made)

    def start(self) -> None:
        """No papers."""
        self._abstracts.start()
        self.model.start(None)

    async def show_papers(
        self,
        papers: Sequence[Paper],
        tags: dict[str, tuple[str, ...]],
        thumbs: dict[str, str] | None = None,
    ) -> None:
        """Show *papers* in this order; tags, thumbs: by `Paper.id`."""
        from scholar_desktop.services.edge_table import EdgeTable, rows_of
        from scholar_desktop.services.edge_view import arrange

        rows = await asyncio.to_thread(rows_of, [Edge(paper=paper) for paper in papers])
        table = EdgeTable()
        table.add(rows)
        self.model.start(None)
        self.model.set_tags(tags, thumbs)
        self.view.show_lines(table, arrange(table.parts, table.columns(), table.venues))

    def set_thumbs(self, tags: dict[str, tuple[str, ...]], thumbs: dict[str, str]) -> None:
        self.model.set_tags(tags, thumbs)

    def tell_chosen(self) -> None:
        self.view.tell_chosen()

    def _toggle(self, line: int) -> None:
        self.view.toggle(line)
        if self.model.is_open(line):
            self._abstracts.look(line)

    def _on_opened(self, line: int) -> None:
        paper = self.model.paper(line)
        if paper is not None and paper.id:
            self.opened.emit(paper)

    def _on_middle_pressed(self, line: int) -> None:
        paper = self.model.paper(line)
        if paper is not None and paper.id:
            self.kept_open.emit(paper)

    def _on_pressed(self, line: int, where: QPoint) -> None:
        paper = self.model.paper(line) if line < self.model.rowCount() else None
        if paper is None:
            return
        width = self.view.viewport().width()
        layout = self.view.delegate.layout_of(self.model.row(line), width)
        if self.view.isRightToLeft():
            layout = mirrored(layout, width)
        part = at(layout, where.x(), where.y(), _PARTS)
        if part in ("like", "unlike"):
            self.thumbed.emit(paper, part)
        elif part == "ask_abstract":
            self._abstracts.ask(line)
        elif part in ("state", "state_icon"):
            self.chosen.emit(paper, [paper])
            mark = self._workbench.marks.of(paper)
            self._workbench.actions.run_on("paper.open_pdf" if mark.kept and mark.kept.pdf else "paper.get_pdf")

    def _on_menu_wanted(self, where: QPoint) -> None:
        if self.view.current_row() >= 0:
            self.tell_chosen()
            self._workbench.actions.draw_icons()
            self._workbench.actions.row_menu(self).popup(where)

    def _on_rows_made(self) -> None:
        if not self._sight.isActive():
            self._sight.start()

    def _look_up(self) -> None:
        self._workbench.marks.watch(self._name, self.model.made_papers())
