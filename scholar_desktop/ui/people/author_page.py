"""The page of one author: who they are, all their papers, papers by year, and co-authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.alerts.watched_items import StoredNews
from scholar_desktop.domain.errors import Offline
from scholar_desktop.domain.paper import Author, Paper, has_known_copy
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.automatic_checks import automatic_checks
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.page_messages import is_offline_problem, not_saved_message, online_step
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.people.author_following import AuthorFollowButton
from scholar_desktop.ui.people.author_head import AuthorHead
from scholar_desktop.ui.people.author_links import open_author
from scholar_desktop.ui.people.author_session import AuthorSession
from scholar_desktop.ui.people.author_side import AuthorSide
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.rows.paper_list import RowsPlace
from scholar_desktop.ui.rows.paper_rows_pane import PaperRowsPane
from scholar_desktop.ui.rows.sort_head import SortHead
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.find_edit import FindEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number

SIDE_WIDTH, SIDE_FROM = 320, 860
"""Width of the right column, and of the page below which that column is hidden, at 13 px text."""
SORTS: tuple[tuple[str, str], ...] = (
    ("citations", Message("Most cited")),
    ("newest", Message("Newest")),
    ("oldest", Message("Oldest")),
    ("title", Message("Title")),
)
HEADS = (("citations", Message("Citations")), ("year", Message("Year")), ("title", Message("Title")))
HEADS_FROM = 820
"""Width of the row below which there is a menu in place of the heads, at 13 px text."""
_KEYS: dict[str, Callable[[Paper], tuple[object, ...]]] = {
    "citations": lambda paper: (-(paper.counts.citations or 0), -(paper.year or 0)),
    "-citations": lambda paper: (paper.counts.citations or 0, -(paper.year or 0)),
    "newest": lambda paper: (-(paper.year or 0), paper.date is None, _backwards(paper.date)),
    "oldest": lambda paper: (paper.year or 9999, paper.date or "9"),
    "title": lambda paper: (plain(paper.title).casefold(),),
}
_OF_HEADS = {("year", False): "newest", ("year", True): "oldest", ("citations", True): "-citations"}
_HEAD_OF = {"newest": ("year", False), "oldest": ("year", True)}


def _backwards(date: str | None) -> tuple[int, ...]:
    return tuple(-int(part) for part in (date or "").split("-") if part.isdigit())


COPIED_SHOWN_MS = 4000


class AuthorPlace(NamedTuple):
    """How the page of an author was left. year: the one that the list is filtered by; words: of its search box."""

    rows: RowsPlace
    year: int | None
    words: str


class AuthorPage(QWidget):
    """Shows the subject of `navigation.open(AUTHOR, author)`; an author without an ID is searched by name."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._theme = ui_context.theme
        self.session = AuthorSession(ui_context.services.authors, ui_context.scope.child(), self)
        self._year: int | None = None
        self._visit: tuple[int, str] | None = None
        self._left: dict[tuple[int, str], AuthorPlace] = {}
        """The pages of authors that were left, by the length of the way back from them and the ID of the author."""
        self._return_to: RowsPlace | None = None  # until the papers are loaded again
        self.setObjectName("authorPage")
        self.setAccessibleName(gettext("Author"))
        self._lay_out()
        self.session.changed.connect(self._show)
        ui_context.services.status.went_online.connect(lambda _none: self._on_went_online())
        ui_context.marks.changed.connect(self._show_kept)
        ui_context.navigation.page_changed.connect(self._on_page_changed)
        ui_context.navigation.subject_changed.connect(self._on_page_changed)
        self._on_page_changed(places.AUTHOR)

    def _lay_out(self) -> None:
        ui_context, theme, px = self._ui_context, self._theme, self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._trail = PageHead(self._ui_context.theme)
        self._trail.follow(self._ui_context.theme, self._ui_context.actions, self._ui_context.navigation)
        column.addWidget(self._trail)
        across = QHBoxLayout()
        across.setSpacing(0)
        column.addLayout(across, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        across.addLayout(left, 1)
        self.head = AuthorHead(self._ui_context.theme, self._ui_context.services.open_url)
        left.addWidget(self.head)
        self.rows = PaperRowsPane(
            ui_context.theme,
            ui_context.actions,
            ui_context.marks,
            ui_context.current,
            "authorPapersView",
            gettext("Papers by the author"),
            named=self,
        )
        drag_rows(
            self.rows.view, self.rows.model, ui_context.theme, ui_context.messages, lambda: ui_context.services.drag_out
        )
        left.addWidget(self._build_tools())
        self.rows.opened.connect(self._open_paper)
        self.rows.view.left_upwards.connect(lambda: self._find.setFocus())
        left.addWidget(self.rows, 1)
        self.side = AuthorSide(self._ui_context.theme)
        self.side.setFixedWidth(px(SIDE_WIDTH))
        self.side.year_picked.connect(self._on_year_picked)
        self.side.author_wanted.connect(self._open_author)
        self.side.namesakes_wanted.connect(self._look_for_namesakes)
        self.side.link_pressed.connect(self._ui_context.services.open_url)
        self.side.data_copied.connect(self._on_data_copied)
        holder = QWidget()
        holder.setProperty("edge", "left")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(1, 0, 0, 0)
        inner.addWidget(self.side)
        self._side_holder = holder
        across.addWidget(holder)
        self.following = AuthorFollowButton(
            self._ui_context.theme,
            self._ui_context.scope,
            self._ui_context.messages,
            automatic_checks(self._ui_context),
            self._ui_context.services.follows,
            self._ui_context.services.watch,
            self.session,
            self,
        )
        self.following.changed.connect(self._show)
        self._ui_context.services.follows.changed.connect(lambda _value: self._show_foot())
        self.head.buttons.addWidget(self.following.button)
        refresh = Button(theme, ButtonKind.QUIET, icon="refresh", name=gettext("Refresh"))
        set_tooltip(refresh, gettext("Reload the author from Semantic Scholar."))
        refresh.setObjectName("authorRefreshButton")
        refresh.clicked.connect(self.session.refresh)
        self.head.buttons.addWidget(refresh)

    def _on_data_copied(self) -> None:
        note = Note(
            gettext("Copied all data as JSON."), gettext("From {services}", services="Semantic Scholar"), icon="copy"
        )
        self._ui_context.messages.say("copied", note, lasts_ms=COPIED_SHOWN_MS)

    def _build_tools(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        tools = QWidget()
        tools.setProperty("edge", "bottom")
        tools.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = FlowLayout(tools, gap=px(4), line_gap=px(4))
        row.setContentsMargins(px(16), px(4), px(16), px(4))
        self._find = FindEdit("authorFindEdit", gettext("Find in papers"))
        self._find.setMaximumWidth(px(220))
        self._find.textChanged.connect(self._show_papers)
        self._find.down_pressed.connect(self.rows.focus_list)
        row.add_growing(self._find, px(140))
        self._year_chip = Button(theme, ButtonKind.CHIP_SET)
        self._year_chip.setObjectName("authorYearChip")
        self._year_chip.clicked.connect(lambda: self._on_year_picked(None))
        row.addWidget(self._year_chip)
        self._open_only = self._toggle("authorOpenChip", gettext("Open-access PDF"))
        row.addWidget(self._open_only)
        self._new_only = self._toggle("authorNotKeptChip", gettext("Not in library"))
        row.addWidget(self._new_only)
        self._sort = ChoiceChip(theme, gettext("Sort"), [(key, shown(words)) for key, words in SORTS])
        self._sort.setObjectName("authorSortChip")
        self._sort.set_value(SORTS[0][0])
        self._sort.chosen.connect(lambda value: self._set_order(*_HEAD_OF.get(value, (value, False))))
        row.addWidget(self._sort)
        self._sort_head = SortHead(theme, HEADS)
        self._sort_head.chosen.connect(self._set_order)
        row.addWidget(self._sort_head)
        self._loaded = ElidedLabel("", "small", "muted")
        self._loaded.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.add_growing(self._loaded, px(100))
        self._order = HEADS[0][0], False
        self._sort_head.show_order(*self._order[:1])
        return tools

    def _set_order(self, value: str, is_reversed: bool) -> None:
        """Sort the papers: *value* is one of the heads."""
        self._order = value, is_reversed
        self._sort_head.show_order(value, is_reversed=is_reversed)
        self._sort.set_value(_OF_HEADS.get(self._order, value))
        self._show_papers()
        self.rows.view.scrollToTop()

    def _sorted(self, papers: Iterable[Paper]) -> list[Paper]:
        key = _OF_HEADS.get(self._order, self._order[0])
        return sorted(papers, key=_KEYS[key], reverse=self._order == ("title", True))

    def _toggle(self, name: str, words: str) -> Button:
        chip = Button(self._theme, ButtonKind.CHIP_OPEN, words)
        chip.setObjectName(name)
        chip.setCheckable(True)

        def turned(on: bool) -> None:
            chip.set_kind(ButtonKind.CHIP_SET if on else ButtonKind.CHIP_OPEN)
            name = gettext("{filter}, on", filter=words) if on else words
            chip.show_content(ButtonContent(words, trailing="cross" if on else None), name=name)
            self._show_papers()

        chip.toggled.connect(turned)
        return chip

    # Subject

    def _on_page_changed(self, page: str) -> None:
        """Show the author that the page was opened for. If Back or Forward returns to the page of an author, it is
        shown as it was left."""
        navigation = self._ui_context.navigation
        author = navigation.subject(places.AUTHOR)
        if page != places.AUTHOR or not isinstance(author, Author) or author.id is None:
            return
        visit = len(navigation.trail), author.id
        if visit == self._visit:
            return
        if self._visit is not None:
            rows = self._return_to if self._return_to is not None else self.rows.place
            self._left[self._visit] = AuthorPlace(rows, self._year, self._find.text())
        left = self._left.get(visit) if navigation.returning else None
        is_same = self._visit is not None and self._visit[1] == author.id
        self._visit = visit
        if is_same and left is None:
            return
        self._return_to = None
        self._year, words = (left.year, left.words) if left is not None else (None, "")
        self._find.setText(words)
        self._return_to = left.rows if left is not None else None
        self.session.open(author, stored_only=navigation.restoring)
        if is_same:
            self._show_papers()

    def _show(self) -> None:
        session = self.session
        if session.author is None:
            return
        self._trail.show_trail(gettext("Author"))
        self.setAccessibleName(gettext("Author: {name}", name=session.author.name))
        self.following.show_author(session.author)
        self._show_foot()
        self._show_papers()

    def _show_foot(self) -> None:
        since = self.following.since()
        if since:
            text = gettext("Following since {date}. New papers appear under News.", date=since)
        else:
            text = gettext("Follow to see new papers under News.")
        self.side.foot.show_text(text)
        requests = self.session.requests
        set_tooltip(self.side.foot, ngettext("{count} request used", "{count} requests used", requests))

    def _show_kept(self) -> None:
        if self.isVisible() and self.session.author is not None:
            self._show_numbers()
            if self._new_only.isChecked():
                self._show_papers()

    def _show_numbers(self) -> None:
        marks = self._ui_context.marks
        years = Counter(paper.year for paper in self.session.papers if marks.of(paper).kept is not None)
        self.head.show_author(self.session, sum(years.values()))
        kept = {year: count for year, count in years.items() if year is not None}
        self.side.show_author(self.session, kept, self._year)

    def _show_papers(self) -> None:
        session = self.session
        if session.author is None:
            return
        shown = self._sorted(filter(self._is_wanted, session.papers))
        self.rows.show_papers(shown)
        self._ui_context.marks.watch("author", session.papers)
        self._year_chip.setVisible(self._year is not None)
        self._year_chip.show_content(
            ButtonContent(str(self._year or ""), trailing="cross"),
            name=gettext("{year} only. Click to show all years.", year=str(self._year)),
        )
        self._find.setPlaceholderText(ngettext("Find in {count} paper", "Find in {count} papers", len(session.papers)))
        self._show_loaded(len(shown))
        self._show_numbers()
        self._show_state(len(shown))
        if self._return_to is not None and (session.papers or not session.loading):
            self.rows.return_to(self._return_to)
            if not session.loading:
                self._return_to = None

    def _on_went_online(self) -> None:
        """Load what could not be loaded offline."""
        if self.session.problem is not None and self.session.problem.code == Offline.code:
            self.session.again()

    def _is_wanted(self, paper: Paper) -> bool:
        if self._year is not None and paper.year != self._year:
            return False
        if self._open_only.isChecked() and not has_known_copy(paper):
            return False
        if self._new_only.isChecked() and self._ui_context.marks.of(paper).kept is not None:
            return False
        text = " ".join((plain(paper.title), paper.venue or "", *(author.name for author in paper.authors))).casefold()
        return all(word in text for word in self._find.text().casefold().split())

    def _show_loaded(self, visible: int) -> None:
        session = self.session
        total = session.author.counts.papers if session.author is not None else None
        loaded = len(session.papers)
        if total is not None:
            parts = [gettext("{loaded} of {total} loaded", loaded=number(loaded), total=number(total))]
        else:
            parts = [gettext("{loaded} loaded", loaded=number(loaded))]
        if visible != loaded:
            parts.insert(0, gettext("{count} shown", count=visible))
        self._loaded.show_text(" · ".join(parts))

    def _show_state(self, visible: int) -> None:
        session, pane = self.session, self.rows.pane
        assert session.author is not None
        again = Step(gettext("Try again"), session.again, icon="refresh")
        status = self._ui_context.services.status
        is_offline = is_offline_problem(session.problem, status)
        if is_offline and session.problem is not None and not session.papers:
            pane.show_message(ERROR, not_saved_message(session.problem, status, session.again))
        elif session.problem is not None and not session.papers:
            heading, hint = shown(session.problem.message), shown(session.problem.hint or "")
            pane.show_message(ERROR, PageMessage(heading, hint, "alert", "error", steps=(again,)))
        elif session.problem is not None:
            note = Note(
                shown(session.problem.message),
                gettext("The papers loaded so far are kept."),
                "panel" if is_offline else "error",
                "offline" if is_offline else "alert",
                (online_step(status, session.again) if is_offline else again,),
            )
            pane.show_rows(PARTIAL, note)
        elif session.loading:
            stop = Step(gettext("Stop"), session.stop, icon="cross")
            note = asking_note(
                self._ui_context.services.status,
                gettext("Loading papers from Semantic Scholar…"),
                "",
                (stop,),
            )
            if visible:
                pane.show_rows(WAITING, note)
            else:
                pane.wait(note)
        elif session.papers and not visible:
            text = ngettext("{count} paper is hidden.", "{count} papers are hidden.", len(session.papers))
            drop = Step(gettext("Clear filters"), self._drop_filters, main=True)
            heading = gettext("No papers match the filters")
            pane.show_message(EMPTY, PageMessage(heading, text, steps=(drop,)))
        elif not session.papers and session.is_whole:
            heading = gettext("No papers listed")
            text = gettext("This Semantic Scholar profile is empty, often because it was merged into another one.")
            step = Step(gettext("Search this name"), self._look_for_namesakes, main=True)
            pane.show_message(EMPTY, PageMessage(heading, text, steps=(step,)))
        elif not session.is_whole:
            note = Note(
                gettext("Not all papers are loaded."),
                "",
                "panel",
                "info",
                (Step(gettext("Load the rest"), session.again),),
            )
            pane.show_rows(PARTIAL, note)
        elif self.following.news:
            new = ngettext(
                "{count} new paper since your last visit.",
                "{count} new papers since your last visit.",
                len(self.following.news),
            )
            note = Note(new, _titles(self.following.news), "ok", "bell", (
                Step(pgettext("news", "Show"), self._show_news),
                Step(gettext("Dismiss"), self.following.seen, icon="tick"),
            ))  # fmt: skip
            pane.show_rows(FULL, note)
        else:
            pane.show_rows(FULL)

    # Actions of the user

    def _on_year_picked(self, year: int | None) -> None:
        self._year = None if year == self._year else year
        self._show_papers()

    def _show_news(self) -> None:
        """Show only the new papers.

        The news may name papers that a cached answer does not have; then the papers are requested again.
        """
        self._drop_filters()
        self._order = "year", False
        self._sort_head.show_order("year")
        self._sort.set_value("newest")
        known = {paper.id for paper in self.session.papers}
        if any(one.paper is not None and one.paper.id not in known for one in self.following.news):
            self.session.refresh()
        self.following.seen()
        self._show_papers()

    def _drop_filters(self) -> None:
        self._year = None
        self._find.clear()
        self._open_only.setChecked(False)
        self._new_only.setChecked(False)
        self._show_papers()

    def _open_paper(self, paper: Paper) -> None:
        name = self.session.author.name if self.session.author is not None else ""
        self._ui_context.navigation.leave_for_paper(paper.id, name, beside=self.rows.model.papers())
        self._ui_context.current.run_for("paper.open", paper)

    def _open_author(self, author: Author) -> None:
        name = self.session.author.name if self.session.author is not None else ""
        open_author(self._ui_context.navigation, author, came_from=name)

    def _look_for_namesakes(self) -> None:
        if self.session.author is not None:
            name = self.session.author.name
            self._ui_context.navigation.open(places.AUTHORS, name, came_from=name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self._theme.type.width_at_base(self.width())
        self._side_holder.setVisible(width >= SIDE_FROM)
        has_room = width - (SIDE_WIDTH if width >= SIDE_FROM else 0) >= HEADS_FROM
        self._sort_head.setVisible(has_room)
        self._sort.setVisible(not has_room)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rows.view.setFocus()
        self._show_kept()


def _titles(news: tuple[StoredNews, ...]) -> str:
    titles = [plain(one.paper.title) for one in news if one.paper is not None]
    return " · ".join(titles[:2]) + (" …" if len(titles) > 2 else "")
