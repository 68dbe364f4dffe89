"""A list of papers that were found for a reason (recommended, shared, missing): rows as in the citation lists."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.citations.citation import Edge
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.citations.abstracts import EdgeAbstracts
from scholar_desktop.ui.citations.citation_list_model import EdgeListModel
from scholar_desktop.ui.citations.list_view import EdgeLines
from scholar_desktop.ui.citations.row_clicks import EdgePresses
from scholar_desktop.ui.context.ui_context import Workbench
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.widgets.state_pane import StatePane

if TYPE_CHECKING:
    from scholar_desktop.services.tasks import TaskScope


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
        self._scope = scope.child()
        self.model = EdgeListModel(workbench.marks, references=False, parent=self)
        self.view = EdgeLines(workbench, self._scope, self.model, name, words, self)
        self.view.previews = True
        drag_rows(self.view, self.model, workbench)
        self._abstracts = EdgeAbstracts(workbench, self._scope, self.model, self.view)
        self.pane = StatePane(workbench.theme, self.view, row_height=32, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        presses = EdgePresses(workbench, self.model, self.view, self._abstracts, name=name)
        presses.opened.connect(self.opened)
        presses.kept_open.connect(self.kept_open)
        presses.chosen.connect(self.chosen)
        presses.thumbed.connect(self.thumbed)

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
        from scholar_desktop.services.citations.filtering import arrange
        from scholar_desktop.services.citations.table import EdgeTable, rows_of

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
