"""A list of papers with a reason for each (recommended, shared, missing), in rows like those of citation lists."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.citations.abstracts import CitationAbstracts
from scholar_desktop.ui.citations.citation_list_model import CitationListModel
from scholar_desktop.ui.citations.list_view import CitationListView
from scholar_desktop.ui.citations.row_clicks import RowClicks
from scholar_desktop.ui.widgets.state_pane import StatePane

if TYPE_CHECKING:
    from scholar_desktop.services.papers.papers import Papers
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.citations.citation_row import LinkedPapers
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.theme.theme import Theme


class TaggedPaperList(QWidget):
    """Papers with tags that say why they are listed; the owner sets the states of `pane` and makes the rows draggable.

    Signals: `opened`, `kept_open`, `chosen` (the current paper and all selected ones), `rated` (a paper, `like` or
    `unlike`).
    """

    opened = Signal(object)
    kept_open = Signal(object)
    chosen = Signal(object, object)
    rated = Signal(object, str)

    def __init__(
        self,
        theme: Theme,
        actions: Actions,
        marks: PaperStatuses,
        current: CurrentPaper,
        papers: Papers,
        status: Status,
        scope: TaskScope,
        name: str,
        words: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._scope = scope.child()
        self.model = CitationListModel(marks, references=False, parent=self)
        self.view = CitationListView(theme, self._scope, self.model, name, words, self)
        self.view.previews = True
        self._abstracts = CitationAbstracts(lambda: papers, status, self._scope, self.model, self.view)
        self.pane = StatePane(theme, self.view, row_height=self.view.height_without_sentences, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        clicks = RowClicks(actions, marks, current, self.model, self.view, self._abstracts, name=name)
        clicks.opened.connect(self.opened)
        clicks.kept_open.connect(self.kept_open)
        clicks.rated.connect(self.rated)

    def start(self) -> None:
        """Empty the list."""
        self._abstracts.start()
        self.model.start(None)

    async def show_papers(
        self,
        papers: Sequence[Paper],
        tags: dict[str, tuple[str, ...]],
        thumbs: dict[str, str] | None = None,
        links: Mapping[str, LinkedPapers] | None = None,
        *,
        keeps_selection: bool = False,
    ) -> None:
        """Show *papers* in this order.

        Args:
            tags: why each is listed, by `Paper.id`.
            thumbs: `like` or `unlike`, by `Paper.id`; None if the list has no thumbs.
            links: the papers of the library that each is listed for, by `Paper.id`. A click on the tag of a row shows
                them.
            keeps_selection: the selected papers that are listed again stay selected.
        """
        from scholar_desktop.services.citations.filtering import arrange_rows
        from scholar_desktop.services.citations.table import CitationTable, make_rows

        rows = await asyncio.to_thread(make_rows, [Citation(paper=paper) for paper in papers])
        table = CitationTable()
        table.add(rows)
        chosen = [self.model.paper(line) for line in self.view.chosen_lines()] if keeps_selection else []
        lead = self.model.paper(self.view.lead_row()) if chosen else None
        self.model.start(None)
        self.model.set_tags(tags, thumbs, links)
        self.view.show_lines(table, arrange_rows(table.parts, table.columns(), table.venues, for_view=True))
        selected = {paper.id for paper in chosen if paper is not None}
        if lines := [line for line, paper in enumerate(papers) if paper.id in selected]:
            current = next((line for line in lines if lead is not None and papers[line].id == lead.id), lines[0])
            self.view.select_rows(lines, current=current)
            self.view.scrollTo(self.model.index(current, 0))
        elif papers and self.view.hasFocus() and not self.view.currentIndex().isValid():
            self.view.lead_with(0)  # as Qt does when a list gets the focus, so that the focus can be seen

    def set_thumbs(self, tags: dict[str, tuple[str, ...]], thumbs: dict[str, str]) -> None:
        self.model.set_tags(tags, thumbs)

    def emit_selection(self) -> None:
        self.view.emit_selection()
