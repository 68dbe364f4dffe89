"""Unpaywall's title search: words, "phrases", OR, -words; open, closed or both; page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.services.unpaywall.unpaywall_lookup import lookup_from_hit
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.rows.sign_list import SignList
from scholar_desktop.ui.unpaywall.answer_list import AnswerRow, hit_row
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.find_edit import add_clear_button
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL
from scholar_desktop.ui.widgets.strip import Strip
from scholar_desktop.ui.widgets.tick_box import RadioButton
from scholar_desktop.ui.words.wording import counted, number

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.unpaywall.unpaywall_lookup import UnpaywallLookup
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme

STATES: tuple[tuple[str, bool | None], ...] = (("Open and closed", None), ("Open", True), ("Closed", False))


class TitleTab(QWidget):
    """The tab. Signals: `chosen` (a row, or None), `menu_wanted` (where)."""

    chosen = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        theme: Theme,
        status: Status,
        scope: TaskScope,
        actions: Actions,
        unpaywall_lookup: UnpaywallLookup,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._actions = actions
        self._unpaywall_lookup = unpaywall_lookup
        self._theme = theme
        self._scope = scope.child()
        self._words = ""
        self._page = 1
        self._is_oa: bool | None = None
        self.list: SignList[AnswerRow] = SignList(theme, "titlesView", "Papers by title")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.list, 1)
        column.addWidget(self._foot())
        self.list.view.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.view.menu_wanted.connect(self.menu_wanted)
        self._show_empty()

    def focus_first(self) -> None:
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        """Request the first page of results for the words in the box."""
        self._words = self._edit.text().strip()
        if self._words:
            self._go_to(1)

    def row(self) -> AnswerRow | None:
        return next(iter(self.list.chosen()), None)

    @property
    def items(self) -> list[AnswerRow]:
        return self.list.model.rows

    # Building

    def _head(self) -> QWidget:
        theme = self._theme
        head = Strip(theme)
        first, second = head.add_row(12), head.add_row(12)
        self._edit = QLineEdit()
        self._edit.setObjectName("titleQueryEdit")
        self._edit.setAccessibleName("Words of the title")
        self._edit.setPlaceholderText('Words of the title, "a phrase", OR, -without')
        self._edit.returnPressed.connect(self.search)
        add_clear_button(self._edit)
        first.addWidget(self._edit, 1)
        run = Button(theme, ButtonKind.PRIMARY, "Search: 1 request")
        run.setObjectName("searchTitlesButton")
        run.clicked.connect(self.search)
        first.addWidget(run)
        group = QButtonGroup(self)
        for words, value in STATES:
            choice = RadioButton(theme, words)
            choice.setObjectName(f"isOa.{value}")
            choice.setChecked(value is None)
            choice.toggled.connect(lambda on, value=value: self._set_is_oa(value) if on else None)
            group.addButton(choice)
            second.addWidget(choice)
        second.addStretch(1)
        return head

    def _foot(self) -> QWidget:
        theme = self._theme
        self._pages = Strip(theme, "top", padding=6)
        row = self._pages.add_row()
        self._before = Button(theme, text="Page before", icon="chevron-left", small=True)
        self._before.setObjectName("pageBeforeButton")
        self._before.clicked.connect(lambda: self._go_to(self._page - 1))
        self._after = Button(theme, text="Next page: 1 request", small=True)
        self._after.setObjectName("pageAfterButton")
        self._after.clicked.connect(lambda: self._go_to(self._page + 1))
        self._place = label("", "small", "muted")
        row.addWidget(self._place, 1)
        row.addWidget(self._before)
        row.addWidget(self._after)
        return self._pages

    # Requests

    def _set_is_oa(self, value: bool | None) -> None:
        self._is_oa = value
        if self._words:
            self._go_to(1)

    def _go_to(self, page: int) -> None:
        self._scope.start(self._search(max(1, page)), name="search titles", latest="titles")

    async def _search(self, page: int) -> None:
        self.list.wait(asking_note(self._status, "Searching titles.", source=UNPAYWALL))
        try:
            found = await self._unpaywall_lookup.search(self._words, RequestOptions(), is_oa=self._is_oa, page=page)
        except ScholarError as error:
            self._show_error(error, page)
            return
        self._page = page
        rows = [hit_row(lookup_from_hit(hit, found), hit.plain, hit.marks, hit.score) for hit in found.items]
        self.list.model.show(rows)
        self._pages.setVisible(bool(rows) and (page > 1 or found.more))
        self._before.setEnabled(page > 1)
        self._after.setEnabled(found.more)
        first = (page - 1) * 50 + 1
        self._place.setText(f"Page {number(page)}: rows {number(first)} to {number(first + len(rows) - 1)}")
        if not rows:
            self._show_none(page)
            return
        more = " There are more." if found.more else ""
        skipped = f" {counted(found.skipped, 'row', 'rows')} not understood." if found.skipped else ""
        self.list.show_rows(
            FULL, Note(f"{counted(len(rows), 'title', 'titles')}.", f"{more}{skipped}".strip(), "panel")
        )
        self.list.view.mark(0)
        self._on_chosen()

    # Display

    def _show_empty(self) -> None:
        self._pages.hide()
        lines = (
            MessageLine('"deep learning"', "these words side by side", "quote"),
            MessageLine("cats OR dogs", "either of them", "search"),
            MessageLine("models -language", "without this word", "minus"),
        )
        message = PageMessage(
            "No title has been searched for", "Every word must be in the title.", "globe", lines=lines
        )
        self.list.show_message(EMPTY, message)

    def _show_none(self, page: int) -> None:
        steps = []
        if page > 1:
            steps.append(Step(f"Page {page - 1}", lambda: self._go_to(page - 1), main=True))
        elif self._is_oa is not None:
            both = self.findChild(RadioButton, "isOa.None")
            assert both is not None
            steps.append(Step("Open and closed: 1 request", lambda: both.setChecked(True), main=True))
        why = f"There is no page {page}." if page > 1 else "Every word must be in the title; a phrase as it stands."
        self.list.show_message(EMPTY, PageMessage(f"No title for '{self._words}'", why, "search", steps=tuple(steps)))
        self.chosen.emit(None)

    def _show_error(self, error: ScholarError, page: int) -> None:
        again = Step("Try again", lambda: self._go_to(page), main=True, icon="refresh")
        if error.code == "no_email":
            again = Step("Set the e-mail", self._actions["view.settings"].trigger, main=True)
        self._pages.hide()
        steps = () if error.code == "usage" else (again,)
        self.list.show_message(ERROR, PageMessage(error.message, error.hint or "", "alert", "error", steps=steps))
        self.chosen.emit(None)

    def _on_chosen(self, *_changes: object) -> None:
        self.chosen.emit(self.row())
