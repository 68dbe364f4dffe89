"""Sends the selected papers or a collection to another program, and shows what waits to be sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext
from scholar_desktop.ui.exchange.send_panel import SendPanel
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.domain.collection import Collection
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.exchange.outbox_panel import OutboxPanel
    from scholar_desktop.ui.theme.theme import Theme

MESSAGE_SHOWN_MS = 8000


class SendCommands:
    """Works on the papers of the context. Its panels are created when they are first shown."""

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        theme: Theme,
        context: ActionContext,
        messages: Messages,
        state: WindowState,
        undo: QAction,
        export_for_zotero: Callable[[Sequence[Paper]], object],
        window: QWidget,
    ) -> None:
        """Create the commands.

        Args:
            export_for_zotero: opens the Export dialog for papers, with Zotero RDF.
        """
        self._services = services
        self._scope = scope
        self._theme = theme
        self._context = context
        self._messages = messages
        self._state = state
        self._undo = undo
        self._export_for_zotero = export_for_zotero
        self._window = window

    @cached_property
    def panel(self) -> SendPanel:
        """The panel that sends."""
        return SendPanel(
            self._theme,
            self._scope,
            self._state,
            self._services.entry_sending,
            self._messages,
            self.show_outbox,
            self._export_for_zotero,
            self._window,
        )

    @cached_property
    def outbox(self) -> OutboxPanel:
        """The panel of what waits."""
        from scholar_desktop.ui.exchange.outbox_panel import OutboxPanel

        return OutboxPanel(
            self._theme,
            self._scope,
            self._services.library,
            self._services.entry_sending,
            self._messages,
            self._undo,
            self._window,
        )

    def show_outbox(self) -> None:
        """Show what waits to be sent."""
        self.panel.close_panel()
        self.outbox.open_panel()

    def send_papers(self) -> None:
        """Show the panel for the selected papers."""
        now = self._context.now
        self._open(now.papers or ((now.paper,) if now.paper is not None else ()))

    def send_collection(self) -> None:
        """Show the panel for the papers of the collection that is shown, or whose menu is open."""
        one = self._context.now.collection
        if one is not None:
            self._scope.start(self._open_collection(one), name="send a collection", latest="send a collection")

    async def _open_collection(self, one: Collection) -> None:
        try:
            kept = await self._services.library.collection(one.path)
        except ScholarError as error:
            self._messages.failed(gettext("Could not load the papers"), error)
            return
        if kept:
            self._open([paper.paper for paper in kept])
            return
        note = Note(gettext("“{name}” has no papers to send.", name=one.title), icon="folder")
        self._messages.say("sent", note, lasts_ms=MESSAGE_SHOWN_MS)

    def _open(self, papers: Sequence[Paper]) -> None:
        if papers:
            self.panel.open_for(papers)
