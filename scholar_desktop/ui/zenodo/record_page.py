"""The page of Zenodo records."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.translation import shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.zenodo.record_list_pane import RecordListPane

TITLE = Message("Zenodo records")


class RecordPage(QWidget):
    """Shows the records for the subject of `navigation.open(RECORDS, query)` (a RecordQuery, or words)."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self.setObjectName("recordsPage")
        self.setAccessibleName(shown(TITLE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._trail = PageHead(ui_context.theme)
        self._trail.follow(ui_context.theme, ui_context.actions, ui_context.navigation)
        column.addWidget(self._trail)
        self.list = RecordListPane(ui_context, "records", named=self)
        self.list.opened.connect(lambda paper: open_record(ui_context, paper, shown(TITLE), self.list.papers()))
        self.list.community_dropped.connect(self._drop_community)
        self.list.search.changed.connect(self._note_query)
        column.addWidget(self.list, 1)
        ui_context.navigation.subject_changed.connect(self._on_subject_changed)
        self._trail.show_trail(shown(TITLE))
        self._on_subject_changed(places.RECORDS)

    def _on_subject_changed(self, page: str) -> None:
        if page != places.RECORDS:
            return
        self._trail.show_trail(shown(TITLE))
        subject = self._ui_context.navigation.subject(page)
        if isinstance(subject, str) and subject:
            subject = RecordQuery(words=subject)
        if isinstance(subject, RecordQuery) and subject != self.list.query:
            self.list.show_query(subject, stored_only=self._ui_context.navigation.restoring)

    def _note_query(self) -> None:
        if self.list.search.query is not None:
            self._ui_context.navigation.note_subject(places.RECORDS, self.list.query)

    def _drop_community(self) -> None:
        self.list.show_query(msgspec.structs.replace(self.list.query, community=None))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._ui_context.navigation.returning and self.list.rows.view.current_row() >= 0:
            self.list.rows.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.list.edit.setFocus()


def open_record(ui_context: UiContext, paper: Paper, came_from: str, beside: Sequence[Paper]) -> None:
    """Open *paper*, a record from a list on another page; 'back' returns to that page. beside: the list, which stays
    beside the record."""
    ui_context.navigation.leave_for_paper(paper.id, came_from, beside=beside)
    ui_context.current.run_for("paper.open", paper)
