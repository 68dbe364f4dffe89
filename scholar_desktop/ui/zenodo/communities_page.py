"""The page of Zenodo communities: the list at the left; the chosen one with its policies and records at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo, Offline, ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.zenodo.record import Community
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.page_messages import failed_message
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.scroll_column import FittedArea
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, StatePane
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.zenodo.communities_list import CommunitiesList
from scholar_desktop.ui.zenodo.community_list_model import policy_words
from scholar_desktop.ui.zenodo.record_list_pane import RecordListPane
from scholar_desktop.ui.zenodo.record_page import open_record
from scholar_desktop.ui.zenodo.record_rows import fact, text

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme

TITLE = Message("Zenodo communities")
LIST_WIDTH, LIST_FROM = 320, 760
WIDER_LIST, WIDER_FROM = 420, 1100
"""Width of the list, and of the page below which only the list or the community is shown, at 13 px text."""
LONG = 300
VISIBILITY = {
    "public": Message("Anyone can see its records"),
    "restricted": Message("Only members can see its records"),
}
MEMBERS = {"open": Message("Anyone can join"), "closed": Message("By invitation")}


class CommunitiesPage(QWidget):
    """Shows the community for the subject of `navigation.open(COMMUNITIES, slug)`; without one, the list."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._scope = ui_context.scope.child()
        self._community: Community | None = None
        self._wanted = ""
        self._problem: ErrorInfo | None = None
        self.setObjectName("communitiesPage")
        self.setAccessibleName(shown(TITLE))
        theme = ui_context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._trail = PageHead(ui_context.theme)
        self._trail.follow(ui_context.theme, ui_context.actions, ui_context.navigation)
        column.addWidget(self._trail)
        across = QHBoxLayout()
        across.setSpacing(0)
        column.addLayout(across, 1)
        self.list = CommunitiesList(
            ui_context.theme,
            ui_context.scope,
            ui_context.services.status,
            ui_context.services.zenodo_lookup,
            named=self,
        )
        self.list.chosen.connect(self._on_chosen)
        across.addWidget(self.list)
        holder = QWidget()
        holder.setProperty("edge", "left")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(1, 0, 0, 0)
        inner.setSpacing(0)
        self.view = _CommunityView(ui_context.theme, ui_context.services.open_url, self._make_records)
        self.view.opened.connect(self._on_record_opened)
        self.view.all_wanted.clicked.connect(self._show_list)
        self.view.setObjectName("communityView")
        self.pane = StatePane(theme, self.view)
        inner.addWidget(self.pane)
        self._used: RowList | None = None
        """The list that the user used last."""
        for used in (self.list.view, self.view.records.rows.view):
            used.used.connect(partial(self._on_used, used))
        self._holder = holder
        across.addWidget(holder, 1)
        ui_context.navigation.subject_changed.connect(self._on_subject_changed)
        ui_context.services.status.went_online.connect(lambda _none: self._on_went_online())
        self._show()
        self._on_subject_changed(places.COMMUNITIES)

    def _on_used(self, rows: RowList) -> None:
        self._used = rows

    def _on_subject_changed(self, page: str) -> None:
        if page != places.COMMUNITIES:
            return
        slug = self._ui_context.navigation.subject(page)
        if isinstance(slug, str) and slug and slug != self._wanted:
            self._look_up(slug, stored_only=self._ui_context.navigation.restoring)
        self._show_trail()

    def _look_up(self, slug: str, *, stored_only: bool = False) -> None:
        self._wanted, self._problem = slug, None
        known = next((one for one in self.list.communities if slug in (one.slug, one.id)), None)
        if known is not None:
            self._show_community(known)
            return
        self._community = None
        self.list.mark(slug)
        self.view.show_nothing()
        self._show()
        ask = RequestOptions(stored_only=stored_only)
        self._scope.start(self._ask(slug, ask), name="a community", latest="community")

    async def _ask(self, slug: str, ask: RequestOptions) -> None:
        try:
            community = await self._ui_context.services.zenodo_lookup.community(slug, ask)
        except ScholarError as error:
            self._problem = error.info
            self._show()
        else:
            self._show_community(community, stored_only=ask.stored_only)

    def _again(self) -> None:
        self._look_up(self._wanted)

    def _on_went_online(self) -> None:
        """Load what could not be loaded offline."""
        if self._problem is not None and self._problem.code == Offline.code:
            self._again()

    def _on_chosen(self, community: Community) -> None:
        if self._community is None or self._community.id != community.id:
            self._scope.cancel("community")
            self._wanted, self._problem = community.slug, None
            self._show_community(community)
        self._fold()

    def _show_community(self, community: Community, *, stored_only: bool = False) -> None:
        self._community = community
        self._ui_context.navigation.note_subject(places.COMMUNITIES, community.slug)
        self.view.show_community(community, stored_only=stored_only)
        self.list.mark(community.slug)
        self._show()

    def _show(self) -> None:
        self._show_trail()
        status = self._ui_context.services.status
        if self._community is not None:
            self.pane.show_rows(FULL)
        elif self._problem is not None:
            again = Step(gettext("Try again"), self._again, icon="refresh")
            self.pane.show_message(ERROR, failed_message(self._problem, status, self._again, again))
        elif self._wanted:
            self.pane.wait()
        else:
            text = gettext("Select a community to see its policies and search its records.")
            self.pane.show_message(EMPTY, PageMessage(gettext("No community selected"), text, "people"))
        self._fold()

    def _make_records(self, named: QWidget) -> RecordListPane:
        return RecordListPane(self._ui_context, "communityRecords", named=named)

    def _on_record_opened(self, paper: Paper) -> None:
        if self._community is not None:
            open_record(self._ui_context, paper, self._community.title, self.view.records.papers())

    def _show_trail(self) -> None:
        here = self._community.title if self._community is not None else ""
        self._trail.show_trail(" › ".join(part for part in (shown(TITLE), here) if part))

    def _show_list(self) -> None:
        """Go back to the list, in a page too narrow for both."""
        self._community, self._wanted = None, ""
        self._ui_context.navigation.note_subject(places.COMMUNITIES, "")
        self._show()
        if self.list.view.current_row() >= 0:
            self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        room = self._ui_context.theme.type.width_at_base(self.width())
        wide = room >= LIST_FROM
        shows_one = self._community is not None or bool(self._wanted)
        self.list.setVisible(wide or not shows_one)
        self._holder.setVisible(wide or shows_one)
        self.view.all_wanted.setVisible(not wide)
        if wide:
            self.list.setFixedWidth(self._ui_context.theme.px(WIDER_LIST if room >= WIDER_FROM else LIST_WIDTH))
        else:
            self.list.setMinimumWidth(0)
            self.list.setMaximumWidth(16_777_215)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        left = self._used
        if self._ui_context.navigation.returning and left is not None and left.isVisible() and left.current_row() >= 0:
            left.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.list.edit.setFocus()


class _CommunityView(QWidget):
    """One community: its description, its policies, and its records."""

    opened = Signal(object)
    """A record of the community (a Paper) was opened."""

    def __init__(
        self,
        theme: Theme,
        open_url: Callable[[str], None],
        make_records: Callable[[QWidget], RecordListPane],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open_url = open_url
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(head)
        inner.setContentsMargins(px(16) - RING, px(10), px(16), px(8))
        inner.setSpacing(px(2))
        self.all_wanted = Button(theme, ButtonKind.LINK, gettext("All communities"), icon="back")
        self.all_wanted.setObjectName("allCommunitiesButton")
        inner.addWidget(self.all_wanted)
        self._title = Prose("title")
        self._title.setObjectName("communityTitle")
        self._title.setContentsMargins(RING, 0, 0, 0)
        inner.addWidget(self._title)
        self._about = ElidedLabel("", "small", "muted")
        self._about.setContentsMargins(RING, 0, 0, 0)
        inner.addWidget(self._about)
        self._description = Prose("small")
        self._description.setContentsMargins(RING, px(4), 0, 0)
        inner.addWidget(self._description)
        self._policies = FoldSection(theme, gettext("Policies"), "communityPoliciesButton")
        inner.addWidget(self._policies)
        links = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        links.setSizePolicy(policy)
        flow = FlowLayout(links, gap=px(12), line_gap=0)
        page = Button(theme, ButtonKind.LINK, gettext("Open at Zenodo"))
        page.show_content(ButtonContent(gettext("Open at Zenodo"), "external"))
        page.setObjectName("communityBrowserLink")
        page.clicked.connect(self._on_browser)
        flow.addWidget(page)
        inner.addWidget(links)
        column.addWidget(FittedArea(head))
        self.records = make_records(self)
        self.records.opened.connect(self.opened)
        column.addWidget(self.records, 1)
        self._community: Community | None = None

    def show_nothing(self) -> None:
        self._community = None
        self.records.search.forget()

    def show_community(self, community: Community, *, stored_only: bool = False) -> None:
        """Show *community*, and request its newest records: 1 request.

        Args:
            stored_only: show the records that are stored, and send nothing.
        """
        self._community = community
        self._title.show_text(" ".join(community.title.split()))
        parts = (community.slug, policy_words(community), shown(VISIBILITY.get(community.visibility or "", "")))
        self._about.show_text(" · ".join(part for part in parts if part))
        description = community.description or ""
        short = shorten(description, LONG)
        self._description.show_text(short)
        set_tooltip(self._description, description[:2000] if short != description else "")
        self._description.setVisible(bool(description))
        self._fill_policies(community)
        self.records.show_query(RecordQuery(sort="newest"), community, stored_only=stored_only)

    def _fill_policies(self, community: Community) -> None:
        theme = self._theme
        clear_layout(self._policies.body)
        rows = (
            (gettext("Visibility"), shown(VISIBILITY.get(community.visibility or "", community.visibility or ""))),
            (gettext("Members"), shown(MEMBERS.get(community.member_policy or "", community.member_policy or ""))),
            (gettext("Submissions"), policy_words(community)),
            (gettext("Curation"), (community.curation_policy or "")[:2000]),
            (gettext("About"), (community.page or "")[:2000]),
        )
        known = [(name, words) for name, words in rows if words]
        for name, words in known:
            self._policies.body.addWidget(fact(theme, name, text(words)))
        self._policies.setVisible(bool(known))

    def _on_browser(self) -> None:
        if self._community is not None:
            self._open_url(f"https://zenodo.org/communities/{self._community.slug}")
