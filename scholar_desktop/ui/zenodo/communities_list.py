"""The list of Zenodo communities: search words, order, and filters by type, funder and organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo, Offline, ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Community, Facets
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_messages import (
    is_offline_problem,
    made_offline_message,
    no_saved_answer_message,
    online_step,
)
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.find_edit import FindEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number
from scholar_desktop.ui.zenodo.community_list_model import CommunityDelegate, CommunityListModel, row_height

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.zenodo.zenodo_lookup import ZenodoLookup
    from scholar_desktop.ui.theme.theme import Theme

SORTS = (
    ("", Message("Zenodo's order")),
    ("bestmatch", Message("Best match")),
    ("newest", Message("Newest first")),
    ("oldest", Message("Oldest first")),
)
FACETS = (
    ("type", Message("Type"), Message("Any type")),
    ("funder", Message("Funder"), Message("Any funder")),
    ("organization", Message("Organisation"), Message("Any organisation")),
)


class CommunitiesList(QWidget):
    """Shows the list. Signals: `chosen` (a Community)."""

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        status: Status,
        zenodo_lookup: ZenodoLookup,
        *,
        named: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        """Create the list.

        Args:
            named: the widget that gets the property `state`.
        """
        super().__init__(parent)
        self._theme = theme
        self._status = status
        self._zenodo_lookup = zenodo_lookup
        self._scope = scope.child()
        self.communities: tuple[Community, ...] = ()
        self._total: int | None = None
        self._facets: Facets = {}
        self._pages = 0
        self._more_there = False
        self._asking = self._asked = False
        self._problem: ErrorInfo | None = None
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(head)
        inner.setContentsMargins(px(12), px(8), px(8), px(6))
        inner.setSpacing(px(4))
        hint = gettext("Search communities")
        self.edit = FindEdit("communitiesEdit", hint, hint, clears=False)
        self.edit.returnPressed.connect(self.run)
        inner.addWidget(self.edit)
        chips = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        flow = FlowLayout(chips, gap=0, line_gap=0)
        self._chips: dict[str, ChoiceChip] = {}
        for field, title, none in FACETS:
            chip = ChoiceChip(theme, shown(title), none=shown(none))
            chip.setObjectName(f"communitiesChip.{field}")
            chip.chosen.connect(lambda _value: self.run())
            self._chips[field] = chip
            flow.addWidget(chip)
        self._sort = ChoiceChip(theme, gettext("Sort"), [(value, shown(words)) for value, words in SORTS])
        self._sort.setObjectName("communitiesSortChip")
        self._sort.chosen.connect(lambda _value: self.run())
        flow.addWidget(self._sort)
        inner.addWidget(chips)
        foot = QHBoxLayout()
        self._count = ElidedLabel("", "small", "muted")
        foot.addWidget(self._count, 1)
        self._more = Button(theme, ButtonKind.LINK, gettext("Load more"))
        self._more.setObjectName("communitiesMoreButton")
        set_tooltip(self._more, gettext("Loads the next 25 communities (1 request)."))
        self._more.clicked.connect(self.load_more)
        foot.addWidget(self._more)
        inner.addLayout(foot)
        column.addWidget(head)
        self.model = CommunityListModel(self)
        self.view = RowList("communitiesView", gettext("Communities"), self)
        self.view.setSelectionMode(RowList.SelectionMode.SingleSelection)  # its actions are for one row
        self.view.setModel(self.model)
        self.view.setItemDelegate(CommunityDelegate(theme, self.view))
        self.view.opened.connect(self._on_opened)
        self.view.pressed_at.connect(lambda row, _where: self._on_opened(row))
        self.view.left_upwards.connect(self.edit.setFocus)
        self.edit.down_pressed.connect(self.view.enter)
        self.pane = StatePane(theme, self.view, row_height=68, named=named)
        column.addWidget(self.pane, 1)
        theme.changed.connect(self._measure)
        status.went_online.connect(lambda _none: self._on_went_online())
        self._measure()
        self._show()

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._theme.type))

    def run(self) -> None:
        """Request the communities that match the box and the chips: 1 request for 25."""
        self.communities, self._total, self._problem, self._pages = (), None, None, 0
        self._more_there, self._asked = False, True
        self._begin()

    def load_more(self) -> None:
        if not self._asking:
            self._begin()

    def mark(self, slug: str) -> None:
        """Show the row of the community *slug* as chosen, if it is in the list."""
        row = self.model.row_of(slug)
        if row is not None:
            self.view.mark(row)
        else:
            self.view.clearSelection()

    def _begin(self) -> None:
        self._asking, self._problem = True, None
        self._show()
        self._scope.start(self._ask(), name="search communities", latest="communities")

    async def _ask(self) -> None:
        words = self.edit.text().strip()
        chosen = {field: chip.value or None for field, chip in self._chips.items()}
        sort = self._sort.value or None
        try:
            found = await self._zenodo_lookup.communities(
                words,
                RequestOptions(),
                page=self._pages + 1,
                sort=None if sort == "bestmatch" and not words else sort,
                type=chosen.get("type"),
                funder=chosen.get("funder"),
                organization=chosen.get("organization"),
            )
        except ScholarError as error:
            self._problem = error.info
        else:
            seen = {one.id for one in self.communities}
            self.communities += tuple(one for one in found.communities if one.id not in seen)
            self._total, self._facets, self._more_there = found.total, found.facets, found.more
            self._pages += 1
        self._asking = False
        self._show()

    def _on_went_online(self) -> None:
        """Offer to search again what was searched offline; the user may want to change it first."""
        if self._problem is None or self._problem.code != Offline.code:
            return
        if self.communities:
            self._show_state()
        else:
            self.pane.show_message(EMPTY, made_offline_message(self.load_more))

    def _stop(self) -> None:
        self._scope.cancel("communities")
        self._asking = False
        self._show()

    def _show(self) -> None:
        self.model.show(self.communities)
        for field, chip in self._chips.items():
            buckets = self._facets.get(field, ())
            chip.set_choices(
                [(one.key, f"{one.label or one.key} ({number(one.count)})" if one.count is not None else one.key)
                 for one in buckets]
            )  # fmt: skip
        loaded = len(self.communities)
        words = ""
        if self._total is not None:
            words = ngettext("{count} community", "{count} communities", self._total)
            if self._total > loaded:
                words = gettext("{loaded} of {total} communities", loaded=loaded, total=self._total)
        self._count.show_text(words)
        self._more.setVisible(self._more_there and not self._asking)
        self._show_state()

    def _show_state(self) -> None:
        is_offline = is_offline_problem(self._problem, self._status)
        again = Step(gettext("Try again"), self.load_more, icon="refresh")
        if is_offline and not self.communities:
            self.pane.show_message(ERROR, no_saved_answer_message(self._status, self.load_more))
        elif self._problem is not None and not self.communities:
            lead, hint = shown(self._problem.message), shown(self._problem.hint or "")
            self.pane.show_message(ERROR, PageMessage(lead, hint, "alert", "error", steps=(again,)))
        elif self._problem is not None:
            step = online_step(self._status, self.load_more) if is_offline else again
            self.pane.show_rows(PARTIAL, Note(shown(self._problem.message), "", "error", "alert", (step,)))
        elif self._asking:
            stop = Step(gettext("Stop"), self._stop)
            note = asking_note(self._status, gettext("Searching Zenodo…"), "", (stop,), source=ZENODO)
            if self.communities:
                self.pane.show_rows(WAITING, note)
            else:
                self.pane.wait(note)
        elif self.communities:
            self.pane.show_rows(FULL)
        elif self._asked:
            drop = Step(gettext("Show all communities"), self._show_all, main=True)
            heading, text = gettext("No communities found"), gettext("Try fewer words or another spelling.")
            self.pane.show_message(EMPTY, PageMessage(heading, text, steps=(drop,)))
        else:
            step = Step(gettext("Show newest"), self.run, main=True)
            text = gettext("Communities collect the records of a project, a conference or a field.")
            heading = gettext("Browse Zenodo communities")
            self.pane.show_message(EMPTY, PageMessage(heading, text, "people", steps=(step,)))

    def _show_all(self) -> None:
        self.edit.clear()
        for chip in self._chips.values():
            chip.set_value("")
        self.run()

    def _on_opened(self, row: int) -> None:
        self.chosen.emit(self.model.community(row))
