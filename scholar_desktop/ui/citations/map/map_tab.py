"""The tab with the map of the paper shown, drawn from the loaded part of its two lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop import preload
from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_messages import offline_note, online_step
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, WAITING, StatePane

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.citations.citation_list_pane import CitationListPane
    from scholar_desktop.ui.citations.map.map_pane import MapPane
    from scholar_desktop.ui.theme.theme import Theme

REDRAW_MS = 200
"""Milliseconds after rows arrived, so that a list of many pages does not redraw the map for each page."""


class MapTab(QWidget):
    """A light placeholder: the map and numpy are loaded when the user first opens the tab."""

    changed = Signal()
    opened = Signal(object)
    kept_open = Signal(object)
    chosen = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        status: Status,
        make_map: Callable[[TaskScope, QWidget], MapPane],
        session: PaperSession,
        scope: TaskScope,
        cited_by: CitationListPane,
        references: CitationListPane,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._make_map = make_map
        self._session = session
        self._scope = scope.child()
        self._lists = (cited_by, references)
        self._drawn: tuple[str, int, int, bool] | None = None
        self.map: MapPane | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._rows = QWidget(self)
        self._message = StatePane(theme, self._rows, named=self._rows, parent=self)
        self._column.addWidget(self._message)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(REDRAW_MS)
        self._late.timeout.connect(self._draw)
        for each in self._lists:
            each.changed.connect(self._on_list_changed)
            each.tools.changed.connect(self._show_filters)
        status.went_online.connect(lambda _none: self._on_list_changed())
        self.start()

    @property
    def state(self) -> str:
        return str(self.map.property("state")) if self.map is not None and self.map.isVisibleTo(self) else EMPTY

    @property
    def pane(self) -> StatePane:
        """What shows the map or, before it is drawn, a message."""
        return self.map.pane if self.map is not None and not self.map.isHidden() else self._message

    @property
    def view(self) -> QWidget:
        return self.map.canvas if self.map is not None and self.map.canvas.isVisible() else self._rows

    def title(self) -> str:
        return gettext("Map")

    def start(self) -> None:
        """Another paper is shown."""
        self._late.stop()
        self._scope.cancel("draw")
        self._drawn = None
        self._message.show()
        if self.map is not None:
            if self.map.canvas.hasFocus() or self.map.pane.has_focus:
                self._message.setFocus()  # it is hidden with the map, and is the map's again when that is drawn
            self.map.clear()
            self.map.hide()
        step = Step(gettext("Draw map"), self._open, main=True)
        text = gettext("The map shows the papers that cite this one and the papers it cites.")
        if self._session.paper is None:
            message = PageMessage(gettext("No paper selected"), gettext("Select a paper to see its map."))
            self._message.show_message(EMPTY, message)
        elif self._session.opens_soon and not self._session.is_open:
            self._wait(gettext("Loading citing papers and references…"))
        else:
            message = PageMessage(gettext("Map not drawn yet"), text, steps=(step,))
            self._message.show_message(EMPTY, message)
        self.changed.emit()

    def load_if_needed(self) -> None:
        """The tab is visible: load both lists, and draw what is there."""
        if self._session.is_open:
            for each in self._lists:
                each.load_if_needed()
            if self._drawn is None and self._message.state != WAITING:
                self._wait(gettext("Drawing the map…"))
            self._late.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_list_changed()  # nothing is drawn while the tab is hidden

    def _wait(self, lead: str, steps: tuple[Step, ...] = ()) -> None:
        """Show *lead* in place of the map, and of a message that was there."""
        self._message.wait(asking_note(self._status, lead, "", steps), keeps_message=False)

    def emit_selection(self) -> None:
        if self.map is not None and self.map.canvas.current is not None:
            papers = self.map.canvas.chosen_papers()
            if papers:
                self.chosen.emit(papers[0], papers)

    def _open(self) -> None:
        paper = self._session.paper
        if paper is None:
            return
        if self._session.is_open:
            self.load_if_needed()
        else:
            self._session.open(paper)

    def _stop(self) -> None:
        for each in self._lists:
            each.stop()

    def _on_state_changed(self, _state: str) -> None:
        self.changed.emit()

    def _on_list_changed(self) -> None:
        if self.isVisible() and self._session.is_open and not self._late.isActive():
            self._late.start(REDRAW_MS)

    def _draw(self) -> None:
        paper = self._session.paper
        if paper is None or not self.isVisible():
            return
        tables = [each.list.table if each.list is not None else None for each in self._lists]
        lengths = [len(table) if table is not None else 0 for table in tables]
        now = (paper.id, lengths[0], lengths[1], self._lacking_note() is not None)
        if now == self._drawn:
            return
        if not any(lengths):
            if any(each.state == "waiting" for each in self._lists):
                stop = Step(gettext("Stop"), self._stop)
                self._wait(gettext("Loading citing papers and references…"), (stop,))
            elif (unknown := self._unknown_message()) is not None:
                self._message.show_message(EMPTY, unknown)
            elif (failed := self._failed_message()) is not None:
                self._message.show_message(ERROR, failed)
            elif any(each.list is None for each in self._lists):  # it was stopped
                self.start()
            else:
                reasons = [each.none_message() for each in self._lists]
                lines = tuple(MessageLine(each.heading) for each in reasons)
                text = gettext("See “Cited by” and “References” for the reasons.")
                self._message.show_message(EMPTY, PageMessage(gettext("Nothing to draw"), text, lines=lines))
            return
        self._drawn = now
        self._scope.start(self._show_map(paper), name="draw the map of the paper", latest="draw")

    def _unknown_message(self) -> PageMessage | None:
        """Return the message that Semantic Scholar does not know the paper, so that there is nothing to draw; None if
        it does."""
        unknown = self._lists[0].unknown_message
        if unknown is None or self._lists[1].unknown_message is None:
            return None
        return PageMessage(gettext("Nothing to draw"), unknown.text, steps=unknown.steps)

    async def _show_map(self, paper: Paper) -> None:
        if not self._message.isHidden():
            self._wait(gettext("Drawing the map…"))
        await preload.load_in_thread(preload.MAP)
        if self.map is None:
            self.map = self._make_map(self._scope.child(), self)
            self._column.addWidget(self.map)
            self.map.opened.connect(self.opened)
            self.map.pane.state_changed.connect(self._on_state_changed)
        has_focus = self._message.has_focus
        self.map.show()
        if has_focus:
            self.pane.take_focus(Qt.FocusReason.OtherFocusReason)
        self._message.hide()
        cited_by, references = (each.list.table.parts if each.list is not None else () for each in self._lists)
        self._show_filters()
        totals = [each.total for each in self._lists]
        self.map.show_around(
            paper,
            cited_by,
            references,
            total=None if None in totals else sum(filter(None, totals)),
            is_whole=all(each.list and each.list.state and each.list.state.complete for each in self._lists),
            lacking=self._lacking_note(),
        )
        self.changed.emit()

    def _show_filters(self) -> None:
        """Say below the map that the filters of the lists, if any are set, do not apply to it."""
        if self.map is not None:
            words = [words for each in self._lists for words, _ in each.tools.set_values().values()]
            self.map.legend.show_filters(", ".join(dict.fromkeys(words)))

    def _failed(self) -> list[CitationListPane]:
        """Return the lists that could not be loaded."""
        return [each for each in self._lists if each.state == ERROR]

    def _lacking_note(self) -> Note | None:
        """Return the note that a list cannot be loaded offline, with the way to go online; None if that is not so."""
        failed = self._failed()
        if not self._status.offline or not failed:
            return None
        text = gettext("Papers that are not loaded are missing on this map.")
        return offline_note(self._status, text, partial(_load_again, failed))

    def _failed_message(self) -> PageMessage | None:
        """Return why the first list that failed could not be loaded, with a button that loads all that failed; None if
        none did."""
        failed = self._failed()
        reason = failed[0].pane.message if failed else None
        if reason is None:
            return None
        load = partial(_load_again, failed)
        step = Step(gettext("Try again"), load, main=True, icon="refresh")
        if self._status.offline:
            step = online_step(self._status, load, main=True)
        return msgspec.structs.replace(reason, steps=(step,))


def _load_again(lists: Sequence[CitationListPane]) -> None:
    for each in lists:
        each.again()
