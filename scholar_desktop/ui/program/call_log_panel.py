"""A panel with the last requests sent to each service; new requests appear while the user keeps working in the
window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.domain.source import SEARCH_SOURCES, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.call_history import Call
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.program.call_list_model import CallColumn, CallDelegate, CallListModel, answer_words, duration
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.fact_rows import FactRow
from scholar_desktop.ui.widgets.facts_text import FactsText
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.row_list import row_at_end
from scholar_desktop.ui.widgets.tabs import Tabs
from scholar_desktop.ui.words import wording

if TYPE_CHECKING:
    from scholar_desktop.services.program.call_history import CallHistory
    from scholar_desktop.ui.theme.theme import Theme

WIDTHS = {  # not translated: samples to measure
    CallColumn.TIME: "00:00:00",
    CallColumn.ANSWER: "404 not found",
    CallColumn.TOOK: "1234 ms",
    CallColumn.SIZE: "123.4 MB",
    CallColumn.FROM: "service",
    CallColumn.WAITED: "12 ms, the service's pause",
}
"""The longest usual text of each column except the request, which takes the remaining width."""
FOOT = Message("Keys, tokens and your e-mail address are never part of this log.")


class CallTable(QTableView):
    """The requests, navigated with the arrow keys; the column headers are not clickable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("callLogView")
        self.setAccessibleName(gettext("Requests"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(gettext("All rows"))  # never shown, but read by screen readers
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # no search by first letters; left and right go to the next service
        if (event.text() and event.text().isalnum()) or event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
            return
        super().keyPressEvent(event)

    def moveCursor(
        self,
        cursorAction: QAbstractItemView.CursorAction,  # noqa: N803
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        """Move to the first and the last row with Home and End; Qt's table would move inside the row."""
        end = row_at_end(self.model(), cursorAction)
        return end if end is not None else super().moveCursor(cursorAction, modifiers)


class CallLogPanel(Overlay):
    """A tab for each service; above the requests, what the service did in the search that is shown, and why it failed.

    Signals: `retry_wanted`, `settings_wanted`.

    Args:
        report_of: returns what a service did in the search that is shown, or None.
        why_not_searched: returns that this search has left a service out, as a sentence; empty if it has not.
    """

    retry_wanted = Signal()
    settings_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        call_history: CallHistory,
        report_of: Callable[[str], SourceReport | None],
        why_not_searched: Callable[[str], str],
        window: QWidget,
    ) -> None:
        super().__init__(theme, window)
        self._report_of = report_of
        self._why_not_searched = why_not_searched
        self._history = call_history
        self._service = SEARCH_SOURCES[0]
        self.setObjectName("callLogPanel")
        self.setAccessibleName(gettext("Request log"))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(1), px(8), px(1), px(10))
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(px(8), 0, px(8), 0)
        self._tabs = Tabs(
            theme, "callLogTabs", gettext("Services"), tuple(wording.source_title(name) for name in SEARCH_SOURCES)
        )
        self._tabs.currentChanged.connect(self._on_tab)
        head.addWidget(self._tabs, 1)
        close = Button(theme, ButtonKind.QUIET, icon="cross", name=gettext("Close"))
        close.clicked.connect(self.close_panel)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        self._bar = NoteBar(theme)
        self._bar.setObjectName("callLogNote")
        column.addWidget(self._bar)
        self._summary = Prose("small", "muted")
        self._summary.setObjectName("callLogSummary")
        self._summary.setContentsMargins(px(16), px(8), px(16), px(8))
        column.addWidget(self._summary)
        self.model = CallListModel(theme, self)
        self._table = CallTable()
        self._table.setModel(self.model)
        self._table.setItemDelegate(CallDelegate(theme, self._table))
        self._table.selectionModel().currentRowChanged.connect(self._show_call)
        column.addWidget(self._table, 3)
        column.addWidget(self._build_foot(), 2)
        self._history.added.connect(self._on_added)
        theme.changed.connect(self._measure)
        self._measure()

    def open_for(self, service: str) -> None:
        """Show the requests of *service* and give its table the focus."""
        window, px = self._window, self._theme.px
        self._tabs.setCurrentIndex(SEARCH_SOURCES.index(service))
        self._show_service(service)
        width = min(px(940), window.width() - px(32))
        height = min(px(540), window.height() - px(72))
        self.open_at((window.width() - width) // 2, px(40), width, height)
        self._table.setFocus(Qt.FocusReason.PopupFocusReason)

    def refresh(self) -> None:
        """Update the panel after progress of the search that is shown."""
        if self.isVisible():
            self._show_state()

    def _build_foot(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        foot = QWidget()
        foot.setProperty("edge", "top")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        around = QVBoxLayout(foot)
        around.setContentsMargins(px(14), px(8), px(8), 0)
        around.setSpacing(px(4))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self._whole = FactsText(theme, gettext("Selected request"))
        self._whole.setObjectName("callLogDetails")
        self._whole.caret_moved.connect(
            lambda where: scroll.ensureVisible(where.center().x(), where.center().y(), 0, px(20))
        )
        column.addWidget(self._whole)
        column.addStretch(1)
        scroll.setWidget(page)
        around.addWidget(scroll, 1)
        around.addWidget(ElidedLabel(shown(FOOT), "caption", "muted"))
        return foot

    # What is shown

    def _on_tab(self, number: int) -> None:
        self._show_service(SEARCH_SOURCES[number])

    def _show_service(self, service: str) -> None:
        self._service = service
        self.model.show(self._history.of(service))
        self._table.scrollToTop()
        if self.model.rowCount():
            self._table.selectRow(0)
        self._show_call()
        self._show_state()

    def _show_state(self) -> None:
        report = self._report_of(self._service)
        title = wording.source_title(self._service)
        failed = report is not None and report.phase in (Phase.FAILED, Phase.PARTIAL, Phase.SKIPPED)
        if failed and report is not None and report.error is not None:
            steps = [Step(gettext("Try again"), self.retry_wanted.emit, icon="refresh")]
            if report.error.code == "no_email":
                steps = [Step(gettext("Set e-mail"), self.settings_wanted.emit)]
            elif report.phase is Phase.SKIPPED:
                steps = []
            tone, icon = ("panel", "info") if report.phase is Phase.SKIPPED else ("error", "alert")
            self._bar.show_note(
                Note(shown(report.error.message), shown(report.error.hint or ""), tone, icon, tuple(steps))
            )
        else:
            self._bar.clear()
        self._summary.show_text(_summary(title, report, self.model.rowCount(), self._why_not_searched(self._service)))
        self._fit_table()

    def _fit_table(self) -> None:
        """Make the table no higher than its rows: the selected request gets the rest."""
        table = self._table
        rows = table.verticalHeader().defaultSectionSize() * max(1, self.model.rowCount())
        table.setMaximumHeight(table.horizontalHeader().height() + rows + 2 * table.frameWidth() + self._theme.px(8))

    def _show_call(self, *_rows: object) -> None:
        index = self._table.currentIndex()
        if not index.isValid() or index.row() >= self.model.rowCount():
            self._whole.show_rows(())
            return
        self._whole.show_rows(call_rows(self.model.call(index.row())))

    def _on_added(self, call: Call) -> None:
        if call.service != self._service or not self.isVisible():
            return
        follows = self._table.currentIndex().row() <= 0
        self.model.add(call)
        if follows:
            self._table.selectRow(0)
            self._table.scrollToTop()
        self._show_state()

    def _measure(self) -> None:
        theme = self._theme
        metrics = theme.type.metrics(SMALL)
        header = self._table.horizontalHeader()
        self._table.setFont(theme.type.font(SMALL))
        for column in CallColumn:
            if column is CallColumn.REQUEST:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(column, metrics.horizontalAdvance(WIDTHS[column]) + theme.px(24))
        header.setFixedHeight(max(theme.px(28), theme.type.line(SMALL) + 8))
        self._table.verticalHeader().setDefaultSectionSize(max(theme.px(26), theme.type.line(SMALL) + 6))
        self._fit_table()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._table.hasFocus():
            step = 1 if (event.key() == Qt.Key.Key_Right) is not self.isRightToLeft() else -1
            self._tabs.setCurrentIndex((self._tabs.currentIndex() + step) % self._tabs.count())
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(940), self._theme.px(540))


def call_rows(call: Call) -> tuple[FactRow, ...]:
    """Return all details of one request, one row for each parameter."""
    path, _, query = call.path.partition("?")
    rows = [FactRow(gettext("Request"), f"{call.method} {unquote(path)}")]
    rows += [FactRow(unquote(name), value, 1) for name, value in parse_qsl(query, keep_blank_values=True)]
    rows.append(FactRow(gettext("Started"), wording.exact_moment(call.time)))
    rows.append(
        FactRow(gettext("Answer"), gettext("from the cache, nothing was sent") if call.stored else answer_words(call))
    )
    if call.error:
        rows.append(FactRow(gettext("Problem"), shown(call.error)))
    if not call.stored:
        rows.append(FactRow(gettext("Duration"), duration(call.latency_s)))
    rows.append(FactRow(gettext("Size"), wording.size(call.size)))
    if call.waited_for:
        rows.append(FactRow(gettext("Waited before"), _waited_words(call)))
    if call.left is not None and call.of is not None:
        rows.append(
            FactRow(
                gettext("Requests left"),
                gettext("{count} of {total}, according to the service", count=call.left, total=call.of),
            )
        )
    return tuple(rows)


def _summary(title: str, report: SourceReport | None, calls: int, left_out: str) -> str:
    """Return 'Last search at Semantic Scholar: 23 of 23 loaded. 1 request sent, 0 answered from the cache. Below: the
    last 4 requests for all pages since the start, newest first.' left_out: that the last search has left the service
    out; empty if it has not."""
    parts = []
    if report is None:
        parts.append(left_out or gettext("{service} has not been searched yet.", service=title))
    elif report.phase is Phase.OK and report.total is not None:
        parts.append(
            gettext(
                "Last search at {service}: {count} of {total} loaded.",
                service=title,
                count=report.loaded,
                total=max(report.total, report.loaded),  # some of the best matches are not in the full list
            )
        )
    elif report.phase is Phase.OK:
        parts.append(gettext("Last search at {service}: {count} loaded.", service=title, count=report.loaded))
    elif report.phase is Phase.WAITING:
        parts.append(gettext("{service} asked for a pause.", service=title))
    elif report.phase is Phase.ASKING:
        parts.append(gettext("Searching {service}…", service=title))
    if report is not None and report.settled and report.phase is not Phase.SKIPPED:
        parts.append(
            ngettext(
                "{count} request sent, {cached} answered from the cache.",
                "{count} requests sent, {cached} answered from the cache.",
                report.requests,
                cached=report.cached,
            )
        )
    if calls and left_out:
        parts.append(
            ngettext(
                "Below: {count} request since the start, for another search or page, such as the details of a paper.",
                "Below: the last {count} requests since the start, for other searches or pages, such as the details of "
                "papers, newest first.",
                calls,
            )
        )
    elif calls > 1:
        parts.append(
            gettext("Below: the last {count} requests for all pages since the start, newest first.", count=calls)
        )
    elif not calls:
        parts.append(gettext("No requests since the start."))
    return " ".join(parts)


def _waited_words(call: Call) -> str:
    return gettext("{time} for {reason}", time=duration(call.waited_s), reason=call.waited_for or "")
