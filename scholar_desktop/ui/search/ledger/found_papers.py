"""Opens the papers in the list of what a run found, and shows the menu of a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from scholar_desktop.domain.search.search_ledger import FoundPaper
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.search.ledger.ledger_rows import LedgerModel


class FoundPaperCommands(QObject):
    """Handles clicks and keys on the rows. The ledger has only the title, first author, year and identifiers of a
    paper, so what else is stored of it is read before a command runs on it."""

    def __init__(
        self,
        scope: TaskScope,
        current: CurrentPaper,
        messages: Messages,
        services: Services,
        view: RowList,
        model: LedgerModel,
    ) -> None:
        super().__init__(view)
        self._scope = scope.child()
        self._current = current
        self._messages = messages
        self._services = services
        self._view = view
        self._model = model
        view.setSelectionMode(RowList.SelectionMode.SingleSelection)  # its commands are for one row
        view.opened.connect(lambda row: self._run("paper.open", row))
        view.middle_pressed.connect(lambda row: self._run("paper.keep_beside", row))
        view.menu_wanted.connect(self._on_menu_wanted)

    def _run(self, action_id: str, row: int) -> None:
        def run(paper: Paper, kept: KeptPaper | None) -> None:
            self._current.run_for(action_id, paper, kept=kept)

        self._start(row, run)

    def _on_menu_wanted(self, where: QPoint) -> None:
        def show(paper: Paper, kept: KeptPaper | None) -> None:
            self._current.row_menu_for(paper, self._view, kept=kept).popup(where)

        self._start(self._view.current_row(), show)

    def _start(self, row: int, work: Callable[[Paper, KeptPaper | None], None]) -> None:
        found = self._model.row(row).found if 0 <= row < self._model.count() else None
        if found is not None:
            self._scope.start(self._find(found, work), name="paper of a run", latest="paper of a run")

    async def _find(self, found: FoundPaper, work: Callable[[Paper, KeptPaper | None], None]) -> None:
        """Call *work* with the paper, and with what the library keeps of it, unless the page was left meanwhile."""
        (paper,) = await self._services.export.stored.find([found])
        try:
            kept = await self._services.library.find_many([paper])
        except ScholarError as error:
            self._messages.failed(gettext("Could not look up the papers"), error)
            kept = {}
        if self._view.isVisible():
            work(paper, kept.get(paper.id))
