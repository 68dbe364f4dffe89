"""The downloads: what is under way, how each ended and why, and what one can do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.ui.delegates.download_row import DownloadDelegate, row_height
from scholar_desktop.ui.models.download_list import DownloadListModel
from scholar_desktop.ui.panels.attempts import AttemptsPane, DownloadDoings
from scholar_desktop.ui.widgets.button import Button, shortcut_text
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.message_page import Line, Message
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.wording import number, size
from scholar_desktop.ui.workbench import Workbench

SIDE_BY_SIDE_FROM = 760
WORTH_RETRYING = frozenset({ItemOutcome.TEMPORARY, ItemOutcome.DISK, ItemOutcome.CANCELLED})


class DownloadsPage(QWidget):
    """Rows at the left, what was tried for the chosen one beside them (below, where it is narrow)."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._downloads = workbench.services.downloads
        self._scope = workbench.scope.child()
        theme = workbench.theme
        self.model = DownloadListModel(self)
        self.view = RowList("downloadsView", "Downloads", self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(DownloadDelegate(theme, self.view))
        self.pane = StatePane(theme, self.view, row_height=44)
        self._attempts = AttemptsPane(workbench)
        self._doings = DownloadDoings(
            cancel=lambda item: self._downloads.cancel([item.key]),
            open=self._open,
            look=lambda item: workbench.services.open_path(item.quarantined or ""),
            keep=lambda item: self._decide(item, keep=True),
            reject=lambda item: self._decide(item, keep=False),
            retry=lambda item: self._downloads.retry([item.key]),
            forget=lambda item: self._downloads.forget([item.key]),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self._attempts)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        column.addWidget(self._splitter, 1)
        self._downloads.changed.connect(lambda _item: self._show())
        self._downloads.removed.connect(lambda _key: self._show())
        self.view.selectionModel().selectionChanged.connect(self._show_attempts)
        self.view.opened.connect(self._on_opened)
        theme.changed.connect(self._measure)
        self._measure()
        self._show()

    def _head(self) -> QWidget:
        theme = self._workbench.theme
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(16), theme.px(10), theme.px(14), theme.px(10))
        row.setSpacing(theme.px(8))
        row.addWidget(label("Downloads", "title"))
        self._summary = ElidedLabel("", "small", "muted")
        row.addWidget(self._summary, 1)
        self._retry = Button(theme, text="Retry", icon="refresh")
        self._retry.setObjectName("retryDownloadsButton")
        self._retry.clicked.connect(self._on_retry)
        self._cancel = Button(theme, text="Cancel all")
        self._cancel.setObjectName("cancelDownloadsButton")
        self._cancel.clicked.connect(self._on_cancel)
        self._clear = Button(theme, text="Clear the ended")
        self._clear.setObjectName("clearDownloadsButton")
        self._clear.clicked.connect(self._on_clear)
        for button in (self._retry, self._cancel, self._clear):
            row.addWidget(button)
        return head

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._workbench.theme.type))
        self.view.viewport().update()

    # What is shown

    def _show(self) -> None:
        items = self._downloads.items()
        chosen = [self.model.item(row).key for row in self.view.chosen_rows()]
        self.model.show(items)
        rows = [row for key in chosen if (row := self.model.row_of(key)) is not None]
        if rows and self.view.chosen_rows() != rows:
            self.view.choose(rows[0])
        elif not rows and items:
            self.view.mark(0)
        self._show_head(items)
        self._show_state(items)
        self._show_attempts()

    def _show_head(self, items: tuple[DownloadItem, ...]) -> None:
        running = [item for item in items if item.state is DownloadState.RUNNING]
        waiting = [item for item in items if item.state is DownloadState.WAITING]
        ended = [item for item in items if item.state is DownloadState.DONE]
        words = [f"{number(len(some))} {name}" for some, name in ((running, "running"), (waiting, "waiting")) if some]
        rate = sum(item.rate or 0 for item in running)
        saved = sum(item.outcome is ItemOutcome.SAVED for item in ended)
        if rate:
            words.append(f"{size(round(rate))}/s")
        if ended:
            words.append(f"{number(saved)} got" + (f", {number(len(ended) - saved)} not" if len(ended) > saved else ""))
        self._summary.show_text(" · ".join(words))
        failed = self._failed(items)
        self._retry.setVisible(bool(failed))
        self._retry.set_text(f"Retry {number(len(failed))}")
        self._cancel.setVisible(bool(running or waiting))
        self._clear.setVisible(bool(ended))

    def _show_state(self, items: tuple[DownloadItem, ...]) -> None:
        self._attempts.setVisible(bool(items))
        if not items:
            get = self._workbench.actions["paper.get_pdf"]
            search = Step("Search for papers", self._workbench.actions["focus.search"].trigger, main=True)
            self.pane.show_message(
                EMPTY,
                Message(
                    "Nothing is being downloaded",
                    "Every open copy of a paper is tried, best first. What arrives is checked before it is kept.",
                    lines=(Line("Get a paper's PDF", shortcut_text(get), "get"),),
                    steps=(search,),
                ),
            )
        elif any(item.state is DownloadState.RUNNING for item in items):
            self.pane.show_rows(WAITING)
        elif any(item.state is DownloadState.WAITING for item in items):
            offline = self._workbench.services.status.offline
            online = Step("Go online", self._workbench.actions["app.offline"].trigger)
            note = Note("Offline.", "The queue is kept and goes on when you are online.", "warn", "offline", (online,))
            self.pane.show_rows(WAITING, note if offline else None)
        else:
            failed = any(item.outcome is not ItemOutcome.SAVED for item in items)
            self.pane.show_rows(PARTIAL if failed else FULL)

    def _show_attempts(self) -> None:
        rows = self.view.chosen_rows()
        self._attempts.show_item(self.model.item(rows[0]) if rows else None, self._doings)

    # What a person does

    def _failed(self, items: tuple[DownloadItem, ...]) -> list[DownloadItem]:
        return [item for item in items if item.state is DownloadState.DONE and item.outcome in WORTH_RETRYING]

    def _on_retry(self) -> None:
        self._downloads.retry([item.key for item in self._failed(self._downloads.items())])

    def _on_cancel(self) -> None:
        self._downloads.cancel([item.key for item in self._downloads.items()])

    def _on_clear(self) -> None:
        self._downloads.forget([item.key for item in self._downloads.items() if item.state is DownloadState.DONE])

    def _on_opened(self, row: int) -> None:
        item = self.model.item(row)
        if item.outcome is ItemOutcome.SAVED:
            self._open(item)

    def _open(self, item: DownloadItem) -> None:
        if item.path:
            self._workbench.services.open_path(item.path)

    def _decide(self, item: DownloadItem, *, keep: bool) -> None:
        self._scope.start(self._decided(item, keep=keep), name=f"decide on {item.asked_as}")

    async def _decided(self, item: DownloadItem, *, keep: bool) -> None:
        try:
            await (self._downloads.keep(item.key) if keep else self._downloads.reject(item.key))
        except ScholarError as error:
            self._workbench.messages.failed("The PDF was not moved", error)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._downloads.items():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self._workbench.theme.type.width_at_base(self.width()) >= SIDE_BY_SIDE_FROM
        self._splitter.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
