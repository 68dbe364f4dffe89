"""The page of Zenodo records."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.translation import shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.zenodo.record_list_pane import RecordListPane
from scholar_desktop.ui.zenodo.record_side import RecordSide

TITLE = Message("Zenodo records")
SIDE_WIDTH, SIDE_FROM = 380, 1000
"""Width of the column with the selected record, and of the page below which it is not shown, at 13 px text."""


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
        self.list.opened.connect(self._open)
        self.list.community_dropped.connect(self._drop_community)
        self.list.search.changed.connect(self._note_query)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.list, 1)
        across.addWidget(self._build_side())
        column.addLayout(across, 1)
        ui_context.navigation.subject_changed.connect(self._on_subject_changed)
        ui_context.navigation.part_wanted.connect(self._on_part_wanted)
        self._trail.show_trail(shown(TITLE))
        self._on_subject_changed(places.RECORDS)

    def _build_side(self) -> QWidget:
        theme = self._ui_context.theme
        self.side = RecordSide(theme, self._ui_context.messages.say_copied)
        self.side.setFixedWidth(theme.px(SIDE_WIDTH))
        self.side.opened.connect(self._open)
        self._side_holder = holder = QWidget()
        holder.setProperty("edge", "left")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(1, 0, 0, 0)
        inner.addWidget(self.side)
        holder.hide()  # until the page has its width
        self.list.rows.view.selectionModel().selectionChanged.connect(lambda *_changes: self._show_selected())
        self.list.search.changed.connect(self._show_selected)
        return holder

    def _show_selected(self) -> None:
        """Show the selected record in the column next to the list, if the column is shown."""
        if self._side_holder.isHidden():
            return
        row, search = self.list.rows.view.lead_row(), self.list.search
        if 0 <= row < len(search.records):
            self.side.show_record(search.papers[row], search.records[row])
        else:
            self.side.show_record(None, None)

    def _open(self, paper: Paper) -> None:
        open_record(self._ui_context, paper, shown(TITLE), self.list.papers())

    def _on_subject_changed(self, page: str) -> None:
        if page != places.RECORDS:
            return
        self._trail.show_trail(shown(TITLE))
        subject = self._ui_context.navigation.subject(page)
        if isinstance(subject, str) and subject:
            subject = RecordQuery(words=subject)
        if isinstance(subject, RecordQuery) and subject != self.list.query:
            self.list.show_query(subject, stored_only=self._ui_context.navigation.restoring)

    def _on_part_wanted(self, page: str) -> None:
        if page == places.RECORDS and self._ui_context.navigation.take_part(page) == places.SEARCH_BOX:
            self.list.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.list.edit.selectAll()

    def search_again(self, query: RecordQuery) -> None:
        """Show the page, and request *query* from Zenodo again, also if it is the last one."""
        self.list.show_query(query, refresh=True)  # before the page is opened, which would use a saved answer
        self._ui_context.navigation.open(places.RECORDS, query)

    def _note_query(self) -> None:
        if self.list.search.query is not None:
            self._ui_context.navigation.note_subject(places.RECORDS, self.list.query)

    def _drop_community(self) -> None:
        self.list.show_query(msgspec.structs.replace(self.list.query, community=None))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side_holder.setVisible(self._ui_context.theme.type.width_at_base(self.width()) >= SIDE_FROM)
        self._show_selected()

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
