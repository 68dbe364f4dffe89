"""Searches authors by name; namesakes differ by papers, citations, h-index, affiliation and some titles."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.alerts.followed_items import AUTHOR, FollowedItem
from scholar_desktop.domain.errors import ErrorInfo, Offline, ScholarError
from scholar_desktop.domain.identifiers.identifiers import parse as parse_id
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.people.author import AuthorList, parse_author_id
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import family_name_of
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.page_messages import no_saved_answer_message, not_saved_message
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.people.author_links import open_author
from scholar_desktop.ui.people.author_list_model import AuthorDelegate, AuthorListModel, row_height
from scholar_desktop.ui.people.author_menu import author_menu
from scholar_desktop.ui.rows.sort_head import SortHead
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.find_edit import FindEdit
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.words.wording import day

if TYPE_CHECKING:
    from scholar_desktop.domain.people.author import AuthorProfile

MOST_FOLLOWED = 30
LISTED = "listed"
ORDERS = (
    (LISTED, Message("As on the paper")),
    ("papers", Message("Papers")),
    ("citations", Message("Citations")),
    ("h_index", Message("h-index")),
    ("name", Message("Name")),
)
"""The heads of the list. The first is for the authors of a paper alone."""
REST_S = 0.4
"""The titles of an author are requested when the selection has not changed for this many seconds."""


class AuthorSearch(QWidget):
    """Shows the authors for the subject of `navigation.open(AUTHORS, subject)`: a name, or a paper that they wrote."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._scope = ui_context.scope.child()
        self._found = AuthorList()
        self._asked = ""
        self._of: Paper | None = None
        self._is_asking = False
        self._problem: ErrorInfo | None = None
        self._titles: dict[str, tuple[str, ...]] = {}
        self.setObjectName("authorsPage")
        self.setAccessibleName(gettext("People"))
        self._lay_out()
        ui_context.navigation.subject_changed.connect(self._on_subject_changed)
        self._on_subject_changed(places.AUTHORS)

    def _lay_out(self) -> None:
        theme, px = self._ui_context.theme, self._ui_context.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._trail = PageHead(self._ui_context.theme)
        self._trail.follow(self._ui_context.theme, self._ui_context.actions, self._ui_context.navigation)
        self._trail.show_trail(gettext("People"))
        column.addWidget(self._trail)
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(head)
        rows.setContentsMargins(px(16), px(10), px(16), px(8))
        rows.setSpacing(px(6))
        line = QHBoxLayout()
        line.setSpacing(px(4))
        hint = gettext("Name or Semantic Scholar author ID")
        self.edit = FindEdit("authorSearchEdit", gettext("Name"), hint, clears=False)
        self.edit.returnPressed.connect(lambda: self.run())
        line.addWidget(self.edit, 1)
        run = Button(theme, ButtonKind.PRIMARY, gettext("Find people"))
        run.setObjectName("findPeopleButton")
        run.clicked.connect(lambda: self.run())
        line.addWidget(run)
        rows.addLayout(line)
        self._count = ElidedLabel("", "small", "muted")
        rows.addWidget(self._count)
        self._sort_head = SortHead(theme, ORDERS, fixed=(LISTED,))
        self._sort_head.chosen.connect(self._on_sort)
        self._order = ("papers", False)
        orders = QHBoxLayout()
        orders.setContentsMargins(0, 0, 0, 0)
        orders.addWidget(self._sort_head)
        orders.addStretch(1)
        rows.addLayout(orders)
        column.addWidget(head)
        self.model = AuthorListModel(self)
        self.view = RowList("authorsView", gettext("People found"), self)
        self.view.setSelectionMode(RowList.SelectionMode.SingleSelection)  # its actions are for one row
        self.view.setModel(self.model)
        self.view.setItemDelegate(AuthorDelegate(theme, self.view))
        self.view.opened.connect(self._on_opened)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        self.view.left_upwards.connect(self.edit.setFocus)
        self.edit.down_pressed.connect(self.view.enter)
        self.view.lead_changed.connect(self._on_row_changed)
        self.pane = StatePane(theme, self.view, row_height=68, named=self)
        column.addWidget(self.pane, 1)
        theme.changed.connect(self._measure)
        self._measure()
        self._ui_context.services.follows.changed.connect(lambda _value: self._show())
        self._ui_context.services.status.went_online.connect(lambda _none: self._on_went_online())
        self._scope.start(self._read_followed(), name="whom one follows", latest="followed")
        self._show()

    async def _read_followed(self) -> None:
        await self._ui_context.services.follows.load()
        self._show()

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._ui_context.theme.type))

    # Requests

    def run(self, *, stored_only: bool = False) -> None:
        """Search the authors of the name in the box; for an author ID, open the author's page.

        Args:
            stored_only: show what is stored, and send nothing.
        """
        text = self.edit.text().strip()
        author_id = parse_author_id(text)
        if author_id is not None:
            author = Author(gettext("Author {id}", id=author_id), author_id)
            open_author(self._ui_context.navigation, author, came_from=gettext("People"))
        elif text:
            self._asked, self._of, self._found, self._problem, self._is_asking = text, None, AuthorList(), None, True
            self._trail.show_trail(gettext("People"))
            self._set_order("papers")
            self._ui_context.navigation.note_subject(places.AUTHORS, text)
            self._show()
            ask = RequestOptions(stored_only=stored_only)
            self._scope.start(self._ask(text, ask), name="find people", latest="people")

    def _show_people_of(self, paper: Paper, *, stored_only: bool = False) -> None:
        """Show the authors of *paper* with their numbers, in the paper's order: 1 request."""
        self._trail.show_trail(gettext("Authors"))
        self.edit.clear()
        self._asked, self._of, self._found, self._problem, self._is_asking = "", paper, AuthorList(), None, True
        self._set_order(LISTED)
        self._show()
        ask = RequestOptions(stored_only=stored_only)
        self._scope.start(self._ask_of(paper, ask), name="people of a paper", latest="people")

    async def _ask_of(self, paper: Paper, ask: RequestOptions) -> None:
        identifier = parse_id(paper.id)
        try:
            if identifier is not None:
                self._found = await self._ui_context.services.authors.of_paper(identifier, ask)
        except ScholarError as error:
            self._problem = error.info
        self._is_asking = False
        self._show()

    async def _ask(self, name: str, ask: RequestOptions) -> None:
        try:
            self._found = await self._ui_context.services.authors.search(name, self._learn, ask)
        except ScholarError as error:
            self._problem = error.info
        self._is_asking = False
        self._show()

    def _learn(self, found: AuthorList) -> None:
        self._found = found
        self._show()

    def _stop(self) -> None:
        self._scope.cancel("people")
        self._is_asking = False
        self._show()

    def _on_row_changed(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            author = self.model.author(row)
            if author.id is not None and author.id not in self._titles:
                self._scope.start(self._ask_titles(author), name="titles of a person", latest="titles")

    async def _ask_titles(self, author: AuthorProfile) -> None:
        assert author.id is not None
        await asyncio.sleep(REST_S)
        try:
            papers = await self._ui_context.services.authors.some_papers(author.id, RequestOptions())
        except ScholarError:
            return  # the numbers alone distinguish the authors; the author's page reports the error when it is opened
        self._titles[author.id] = tuple(plain(paper.title) for paper in papers)
        self._show_rows()

    # Display

    def _on_subject_changed(self, page: str) -> None:
        navigation = self._ui_context.navigation
        name = navigation.subject(places.AUTHORS)
        if page != places.AUTHORS:
            return
        if isinstance(name, Paper):
            self._show_people_of(name, stored_only=navigation.restoring)
        if not isinstance(name, str):
            return
        self._trail.show_trail(gettext("People"))
        if name and name != self._asked:
            self.edit.setText(name)
            self.run(stored_only=navigation.restoring)

    def _set_order(self, value: str) -> None:
        self._order = (value, False)
        self._sort_head.show_order(value)

    def _on_sort(self, value: str, is_reversed: bool) -> None:
        self._order = (value, is_reversed)
        self._show_rows()
        self.view.scrollToTop()

    def _show_rows(self) -> None:
        self.model.show(sorted_people(self._found.authors, *self._order), self._titles)
        self._sort_head.setVisible(len(self._found.authors) > 1)
        self._sort_head.offer(LISTED, is_offered=self._of is not None)

    def _show(self) -> None:
        found = self._found
        self._show_rows()
        words = ""
        if found.authors:
            count = len(found.authors)
            if self._of is not None:
                words = ngettext(
                    "{count} author. Select one to see titles.",
                    "{count} authors. Select one to see titles.",
                    count,
                )
            elif found.total is not None and found.total > found.loaded:
                words = gettext(
                    "{loaded} of {total} loaded. Select one to see titles.",
                    loaded=found.loaded,
                    total=found.total,
                )
            else:
                words = ngettext(
                    "{count} person. Select the row to see titles.",
                    "{count} people. Select one to see titles.",
                    count,
                )
        self._count.show_text(words)
        self._count.setVisible(bool(words))
        again = Step(gettext("Try again"), self._again, icon="refresh")
        if self._problem is not None and not found.authors:
            self.pane.show_message(ERROR, self._problem_message(self._problem, again))
        elif self._problem is not None:
            self.pane.show_rows(PARTIAL, Note(shown(self._problem.message), "", "error", "alert", (again,)))
        elif self._is_asking:
            stop = Step(gettext("Stop"), self._stop)
            lead = gettext("Searching Semantic Scholar for people…")
            note = asking_note(self._ui_context.services.status, lead, "", (stop,))
            if found.authors:
                self.pane.show_rows(WAITING, note)
            else:
                self.pane.wait(note)
        elif found.authors:
            self.pane.show_rows(FULL)
        elif self._of is not None:
            heading = gettext("No authors listed")
            text = gettext(
                "Semantic Scholar lists no authors for this paper. Open it in the browser to see who wrote it."
            )
            self.pane.show_message(EMPTY, PageMessage(heading, text, "person"))
        elif self._asked:
            heading = gettext("No one found named “{name}”", name=self._asked)
            text = gettext("Try only the family name, another spelling, or a space instead of a hyphen.")
            family = self._asked.split()[-1]
            steps = (Step(gettext("Search for “{name}”", name=family), lambda: self._find_people(family), main=True),)
            self.pane.show_message(
                EMPTY, PageMessage(heading, text, "person", steps=steps if family != self._asked else ())
            )
        else:
            heading = gettext("Find people by name")
            text = gettext("Their papers help you tell people with the same name apart.")
            self.pane.show_message(EMPTY, PageMessage(heading, text, "person", lines=self._followed()))

    def _problem_message(self, problem: ErrorInfo, again: Step) -> PageMessage:
        """Return the message that *problem* left nothing to show. again: sends the request again."""
        status = self._ui_context.services.status
        if problem.code != Offline.code:
            return PageMessage(shown(problem.message), shown(problem.hint or ""), "alert", "error", steps=(again,))
        if self._of is not None and status.offline:
            return not_saved_message(problem, status, self._again)
        return no_saved_answer_message(status, self._again)

    def _on_went_online(self) -> None:
        if self._problem is None or self._problem.code != Offline.code:
            return
        if self._of is not None and self.isVisible():
            self._again()  # the user searched for nothing that could be changed first
        else:
            self._show()

    def _followed(self) -> tuple[MessageLine, ...]:
        """Return a line for each followed author, which opens the author's page."""
        rows = self._ui_context.services.follows.all_of(AUTHOR)
        return tuple(
            MessageLine(
                row.title,
                gettext("following since {date}", date=day(row.since)),
                "bell",
                press=pgettext("verb", "Open"),
                run=partial(self._open, row),
            )
            for row in rows[:MOST_FOLLOWED]
        )

    def _open(self, row: FollowedItem) -> None:
        open_author(self._ui_context.navigation, Author(row.title, row.key), came_from=gettext("People"))

    def _again(self) -> None:
        if self._of is not None:
            self._show_people_of(self._of)
        else:
            self.run()

    def _find_people(self, name: str) -> None:
        self.edit.setText(name)
        self.run()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._ui_context.navigation.returning and self.view.current_row() >= 0:
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.edit.setFocus()
        self.edit.selectAll()

    # Rows

    def _on_opened(self, row: int) -> None:
        author = self.model.author(row)
        open_author(
            self._ui_context.navigation, Author(author.name, author.id, author.orcid), came_from=gettext("People")
        )

    def _on_menu_wanted(self, where: QPoint) -> None:
        if (row := self.view.current_row()) >= 0:
            author = self.model.author(row)
            author_menu(self._ui_context, author, partial(self._on_opened, row), self).popup(where)


def sorted_people(authors: Sequence[AuthorProfile], order: str, is_reversed: bool) -> list[AuthorProfile]:
    """Return *authors* in one of ORDERS: numbers with the highest first, unless reversed; unknown ones last."""
    if order == LISTED:
        return list(authors)
    if order == "name":
        return sorted(authors, key=_name_key, reverse=is_reversed)
    numbers = {id(author): getattr(author.counts, order) for author in authors}
    known = [author for author in authors if numbers[id(author)] is not None]
    known.sort(key=lambda author: numbers[id(author)], reverse=not is_reversed)
    return [*known, *(author for author in authors if numbers[id(author)] is None)]


def _name_key(author: AuthorProfile) -> tuple[str, str]:
    return fold_person_name(family_name_of(author.name)), fold_person_name(author.name)
