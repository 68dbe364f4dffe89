"""Unpaywall's title search: words, "phrases", OR, -words; open, closed or both; page by page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.unpaywall.unpaywall_lookup import lookup_from_hit
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_messages import made_offline_message, no_saved_answer_message
from scholar_desktop.ui.rows.sign_list import SignList
from scholar_desktop.ui.unpaywall.answer_export import export_button
from scholar_desktop.ui.unpaywall.answer_list import AnswerRow, hit_row
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.find_edit import FindEdit, add_clear_button
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL
from scholar_desktop.ui.widgets.strip import Strip
from scholar_desktop.ui.widgets.tick_box import RadioButton
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.unpaywall.unpaywall_lookup import UnpaywallLookup
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme

STATES = (
    (Message("Open and closed"), None),
    (Message.in_context("access", "Open"), True),
    (Message("Closed"), False),
)


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
        self._offline_page: int | None = None
        """The page of results that was searched offline, while a message says so; else None."""
        self.list: SignList[AnswerRow] = SignList(theme, "titlesView", gettext("Papers by title"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._top, self.foot = self._head(), self._foot()
        column.addWidget(self._top)
        column.addWidget(self.list, 1)
        column.addWidget(self.foot)
        self.list.view.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.view.menu_wanted.connect(self.menu_wanted)
        self.list.view.left_upwards.connect(self._edit.setFocus)
        self._edit.down_pressed.connect(self.list.view.enter)
        status.went_online.connect(lambda _none: self._on_went_online())
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

    def focus_panes(self) -> list[QWidget]:
        """Return the parts in reading order, for F6."""
        return [self._top, self.list, self.foot]

    def _head(self) -> QWidget:
        theme = self._theme
        head = Strip(theme)
        first, second = head.add_flow(), head.add_flow(12)
        # wording: straight quotes are what one types here
        hint = gettext('Words in the title, "exact phrase", OR, -excluded')
        self._edit = FindEdit("titleQueryEdit", gettext("Words in the title"), hint, clears=False)
        self._edit.returnPressed.connect(self.search)
        add_clear_button(self._edit)
        first.add_growing(self._edit, theme.px(160))
        run = Button(theme, ButtonKind.PRIMARY, gettext("Search"))
        run.setObjectName("searchTitlesButton")
        set_tooltip(run, gettext("Searches Unpaywall for papers with these words in the title (1 request)."))
        run.clicked.connect(self.search)
        first.addWidget(run)
        group = QButtonGroup(self)
        for words, value in STATES:
            choice = RadioButton(theme, shown(words))
            choice.setObjectName(f"isOa.{value}")
            choice.setChecked(value is None)
            choice.toggled.connect(lambda on, value=value: self._set_is_oa(value) if on else None)
            group.addButton(choice)
            second.addWidget(choice)
        second.add_gap()
        second.addWidget(export_button(theme, self._actions, "exportTitlesButton"))
        return head

    def _foot(self) -> QWidget:
        theme = self._theme
        self._pages = Strip(theme, "top", padding=6)
        row = self._pages.add_flow()
        self._before = Button(theme, text=gettext("Previous page"), icon="chevron-left", small=True)
        self._before.setObjectName("pageBeforeButton")
        self._before.clicked.connect(lambda: self._go_to(self._page - 1))
        self._after = Button(theme, text=gettext("Next page"), small=True)
        self._after.setObjectName("pageAfterButton")
        set_tooltip(self._after, gettext("Loads the next 50 titles (1 request)."))
        self._after.clicked.connect(lambda: self._go_to(self._page + 1))
        self._place = label("", "small", "muted")
        row.addWidget(self._place)
        row.add_gap()
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

    def _stop(self, page: int) -> None:
        self._scope.cancel("titles")
        again = Step(gettext("Try again"), partial(self._go_to, page), main=True, icon="refresh")
        self.list.show_message(EMPTY, PageMessage(gettext("Search stopped"), steps=(again,)))

    def _on_went_online(self) -> None:
        if self._offline_page is None:
            return
        self.list.show_message(EMPTY, made_offline_message(partial(self._go_to, self._offline_page)))
        self._offline_page = None

    async def _search(self, page: int) -> None:
        self._offline_page = None
        stop = Step(gettext("Stop"), partial(self._stop, page))
        self.list.wait(asking_note(self._status, gettext("Searching titles…"), "", (stop,), source=UNPAYWALL))
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
        last = first + len(rows) - 1
        self._place.setText(gettext("Page {page}: titles {first} to {last}", page=page, first=first, last=last))
        if not rows:
            self._show_none(page)
            return
        more = gettext("There are more on the next page.") if found.more else ""
        skipped = ""
        if found.skipped:
            skipped = ngettext("{count} row could not be read.", "{count} rows could not be read.", found.skipped)
        lead = ngettext("{count} title on this page.", "{count} titles on this page.", len(rows))
        self.list.show_rows(FULL, Note(lead, f"{more} {skipped}".strip(), "panel"))
        self.list.view.mark(0)
        self._on_chosen()

    # Display

    def _show_empty(self) -> None:
        self._pages.hide()
        lines = (
            # wording: straight quotes are what one types here
            MessageLine(gettext('"deep learning"'), gettext("this exact phrase"), "quote"),
            MessageLine(gettext("cats OR dogs"), gettext("either word"), "search"),
            MessageLine(gettext("models -language"), gettext("without the word after the minus"), "minus"),
        )
        heading, text = gettext("Search titles at Unpaywall"), gettext("Every word must be in the title.")
        self.list.show_message(EMPTY, PageMessage(heading, text, "globe", lines=lines))

    def _show_none(self, page: int) -> None:
        steps = []
        if page > 1:
            words = gettext("Show page {page}", page=page - 1)
            steps.append(Step(words, lambda: self._go_to(page - 1), main=True))
        elif self._is_oa is not None:
            both = self.findChild(RadioButton, "isOa.None")
            assert both is not None
            steps.append(Step(gettext("Show open and closed"), lambda: both.setChecked(True), main=True))
        why = gettext("Every word must be in the title, and phrases must match exactly.")
        if page > 1:
            why = gettext("There is no page {page}.", page=page)
        heading = gettext("No titles found for “{words}”", words=self._words)
        self.list.show_message(EMPTY, PageMessage(heading, why, "search", steps=tuple(steps)))
        self.chosen.emit(None)

    def _show_error(self, error: ScholarError, page: int) -> None:
        if error.code == "offline":
            self._pages.hide()
            self._offline_page = page
            self.list.show_message(ERROR, no_saved_answer_message(self._status, partial(self._go_to, page)))
            self.chosen.emit(None)
            return
        again = Step(gettext("Try again"), lambda: self._go_to(page), main=True, icon="refresh")
        if error.code == "no_email":
            again = Step(gettext("Set e-mail address"), self._actions["view.settings"].trigger, main=True)
        self._pages.hide()
        steps = () if error.code == "usage" else (again,)
        lead, hint = shown(error.message), shown(error.hint or "")
        self.list.show_message(ERROR, PageMessage(lead, hint, "alert", "error", steps=steps))
        self.chosen.emit(None)

    def _on_chosen(self, *_changes: object) -> None:
        self.chosen.emit(self.row())
