"""The page 'Missing classics': papers that the library cites most and lacks, and new papers that cite most of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from scholar_desktop.domain.collection import display_path
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import Priority, RequestOptions
from scholar_desktop.domain.search.query import REVERSE, Query
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.citations.citation_row import LinkedPapers
from scholar_desktop.ui.citations.list_messages import LONG_S, cost_words, loading_seconds
from scholar_desktop.ui.citations.missing_words import (
    MOST_IN_MENU,
    count_words,
    cut_tooltip,
    cut_words,
    find_tooltip,
    list_words,
    once_title,
    once_words,
    rest_words,
    unnamed_words,
)
from scholar_desktop.ui.citations.related_paper_list import TaggedPaperList
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.page_messages import empty_library_message, failed_message, offline_note
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.library.collections.collection_button import CollectionButton
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.rows.selection_bar import SelectionBar
from scholar_desktop.ui.rows.sort_head import SortHead
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import SentenceLabel, label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING
from scholar_desktop.ui.widgets.tabs import Tabs
from scholar_desktop.ui.words.literal_text import label_text, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import day, number, time_estimate

if TYPE_CHECKING:
    from scholar_desktop.services.citations.missing_classics import CutList, MissingPaper, Survey

COLLECTION = "missing_collection"
"""The name under which the window stores the path of the collection whose papers count."""
KINDS = ("references", "citations")
LEAST_WORDS = 180
"""Width at base size that the words above the list have beside its buttons, or else the buttons are below them."""
SEVERAL = 2
"""The least number of links of a paper that is listed, unless the user wants those with one link, too."""
ORDERS = (
    ("count", Message("Links to your papers")),
    ("citations", Message("Citations")),
    ("year", Message("Year")),
    ("author", Message("Author")),
    ("title", Message("Title")),
)
"""The heads of the list: first by how many papers of the library cite it, or it cites."""


class MissingPage(QWidget):
    """Shows what the stored lists contain, and names the cost of the missing ones before it requests them."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._scope = ui_context.scope.child()
        self._survey: Survey | None = None
        self._problem: ErrorInfo | None = None
        self._through: int | None = None
        self._rest_words = ""  # how far the rest of a list is loaded
        self._papers: tuple[Paper, ...] = ()
        self._least = SEVERAL
        self._has_all = False
        theme, px = ui_context.theme, ui_context.theme.px
        self.setObjectName("missingPage")
        head = QWidget(self)
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(head)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(px(2))
        rows.addWidget(PageHead(theme, gettext("Missing classics"), line=False))
        line = FlowLayout(gap=px(6), line_gap=px(4))
        line.setContentsMargins(px(16), 0, px(12), 0)
        self._words = SentenceLabel("", "small", "muted")
        line.add_growing(self._words, px(LEAST_WORDS))
        self._in = CollectionButton(
            theme,
            self._scope,
            ui_context.messages,
            ui_context.services.collections,
            none=gettext("All papers"),
            small=True,
            limits=True,
        )
        self._in.setObjectName("missing.in")
        self._in.show_path(ui_context.state.get(COLLECTION, str) or "")
        self._in.chosen.connect(self._on_collection)
        line.addWidget(self._in)
        self._ask = Button(theme, ButtonKind.PLAIN, small=True)
        self._ask.setObjectName("missing.ask")
        self._ask.clicked.connect(self._on_ask)
        line.addWidget(self._ask)
        self._rest = Button(theme, ButtonKind.PLAIN, small=True)
        self._rest.setObjectName("missing.rest")
        self._rest.clicked.connect(self._open_rest)
        line.addWidget(self._rest)
        self._find = Button(theme, ButtonKind.PLAIN, small=True)
        self._find.setObjectName("missing.find")
        self._find.set_text(gettext("Find identifiers"))
        self._find.clicked.connect(self._on_find)
        line.addWidget(self._find)
        rows.addLayout(line)
        self.tabs = Tabs(
            theme,
            "missingTabs",
            gettext("Missing papers"),
            (gettext("Most cited by your papers"), gettext("Papers that cite yours")),
        )
        below = QHBoxLayout()
        below.setContentsMargins(px(16), 0, px(12), 0)
        below.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(below)
        self._order = ("count", False)
        self._sort_head = SortHead(theme, ORDERS)
        self._sort_head.show_order("count")
        self._sort_head.chosen.connect(self._on_sort)
        self._orders = QWidget(head)
        orders = QHBoxLayout(self._orders)
        orders.setContentsMargins(px(12), px(2), px(12), px(2))
        orders.addWidget(self._sort_head)
        orders.addStretch(1)
        rows.addWidget(self._orders)
        self._list = TaggedPaperList(
            ui_context.theme,
            ui_context.actions,
            ui_context.marks,
            ui_context.current,
            ui_context.services.papers,
            ui_context.services.status,
            self._scope,
            "missingView",
            gettext("Missing classics"),
            self,
        )
        self._list.view.delegate.title_line = True
        drag_rows(
            self._list.view,
            self._list.model,
            ui_context.theme,
            ui_context.messages,
            lambda: ui_context.services.drag_out,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._list, 1)
        column.addWidget(self._make_foot())
        self._bar = SelectionBar(
            theme, ui_context.actions, ui_context.current, self._list.view, self._orders, self._list.view.chosen_lines
        )
        for edge in (self._bar, self._foot):
            ui_context.messages.keep_free(edge)
        self._list.opened.connect(self._on_opened)
        self._list.kept_open.connect(self._on_kept)
        self.tabs.currentChanged.connect(self._look)
        ui_context.services.library.changed.connect(self._on_library_changed)
        ui_context.services.status.offline_changed.connect(self._on_offline)
        ui_context.navigation.part_wanted.connect(self._on_part_wanted)
        self._stale = True
        self._show()

    def _make_foot(self) -> QWidget:
        """Return the line below the list: how many papers it has, and the button for those with one link."""
        px = self._ui_context.theme.px
        self._foot = QWidget()
        self._foot.setProperty("edge", "top")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(px(16), px(4), px(12), px(4))
        self._foot_words = label("", "small", "muted", wrap=True)
        self._foot_words.setObjectName("missing.count")
        row.addWidget(self._foot_words, 1)
        self._show_all = Button(self._ui_context.theme, ButtonKind.PLAIN, small=True)
        self._show_all.setObjectName("missing.all")
        self._show_all.clicked.connect(self._on_show_all)
        row.addWidget(self._show_all)
        self._show_once = Button(self._ui_context.theme, ButtonKind.PLAIN, small=True)
        self._show_once.setObjectName("missing.once")
        self._show_once.clicked.connect(self._on_show_once)
        row.addWidget(self._show_once)
        self._foot.hide()
        return self._foot

    def _look(self) -> None:
        self._stale = False
        if self._through is None:
            self._problem = None
            self._scope.start(self._look_up(), name="missing classics", latest="survey")
            if self._survey is None:
                self._show()

    def _stop_looking(self) -> None:
        self._scope.cancel("survey")
        self._problem = ErrorInfo("stopped", Message("Loading stopped."))
        self._show()

    async def _look_up(self) -> None:
        kind = KINDS[self.tabs.currentIndex()]
        try:
            survey = await self._ui_context.services.missing_classics.survey(
                kind,  # type: ignore[arg-type]
                collection=self._in.path,
                least=self._least,
                has_all=self._has_all,
            )
        except ScholarError as error:
            self._survey, self._problem = None, error.info
            self._show()
            return
        self._survey, self._problem = survey, None
        await self._show_found(survey)

    async def _show_found(self, survey: Survey) -> None:
        tags: dict[str, tuple[str, ...]] = {
            missing.paper.id: (
                gettext("cited by {count} of yours", count=missing.count)
                if survey.kind == "references"
                else gettext("cites {count} of yours", count=missing.count),
            )
            for missing in survey.found
        }
        words = (
            gettext("Cited by these papers of yours:")
            if survey.kind == "references"
            else gettext("Cites these papers of yours:")
        )
        links = {missing.paper.id: LinkedPapers(words, missing.links) for missing in survey.found}
        found: Sequence[MissingPaper] = survey.found
        if self._order != ("count", False):
            found = await asyncio.to_thread(_sorted, found, *self._order)
        papers = tuple(missing.paper for missing in found)
        await self._list.show_papers(papers, tags, links=links, keeps_selection=bool(self._papers))
        self._papers = papers
        self._show()

    def _on_sort(self, value: str, is_reversed: bool) -> None:
        self._order = (value, is_reversed)
        if self._survey is not None:
            self._scope.start(self._show_sorted(self._survey), name="sort missing classics", latest="sort")

    async def _show_sorted(self, survey: Survey) -> None:
        await self._show_found(survey)
        self._list.view.scrollToTop()

    def _on_part_wanted(self, page: str) -> None:
        """Show the missing papers of a collection from its context menu."""
        path = self._ui_context.navigation.take_part(page) if page == places.MISSING else ""
        if path and path != self._in.path:
            self._in.show_path(path)
            self._on_collection(path)

    def _on_collection(self, path: str) -> None:
        """Count for the papers of another collection, or for all. What is loaded for the one before stops."""
        self._ui_context.state.set(COLLECTION, path)
        self._scope.cancel("ask")
        self._through, self._survey = None, None
        self._look()

    def _on_show_once(self) -> None:
        """List the papers with one link, too, or no more. They are known from the stored lists."""
        self._least, self._has_all = SEVERAL if self._least == 1 else 1, False
        self._look()

    def _on_show_all(self) -> None:
        """List also those beyond the limit. They are known from the stored lists, but reading them takes a moment."""
        self._has_all = True
        self._show_all.setEnabled(False)
        self._look()

    def _on_ask(self) -> None:
        if self._through is not None:
            self._scope.cancel("ask")
            self._through = None
            self._look()
        elif self._survey is not None:
            self._begin("")
            self._scope.start(self._ask_for(self._survey), name="ask for lists of the library", latest="ask")

    def _begin(self, rest_words: str) -> None:
        self._through, self._rest_words = 0, rest_words
        self._problem = None
        self._show()

    async def _ask_for(self, survey: Survey, rest: Sequence[CutList] = ()) -> None:
        """Load the lists that are not stored; or, with *rest*, what these lists lack."""

        def on_done(through: int) -> None:
            self._through = through
            self._show()

        def on_page(through: int, one: CutList, loaded: int) -> None:
            self._rest_words = rest_words(one, loaded, through, len(rest))
            on_done(through)

        missing, ask = self._ui_context.services.missing_classics, RequestOptions(priority=Priority.VISIBLE)
        problem = None
        try:
            if rest:
                await missing.ask_rest(rest, survey.kind, on_page, ask)
            else:
                await missing.ask(survey, on_done, ask)
        except ScholarError as error:
            problem = error.info
        self._through = None
        await self._look_up()
        if problem is not None:
            self._problem = problem
            self._show()

    def _open_rest(self) -> None:
        """Open the menu of the lists that are loaded in part: each with what its rest costs, and all together."""
        survey = self._survey
        lists = [one for one in survey.cut if one.requests] if survey is not None else []
        menu = make_menu(self)
        if len(lists) > 1:
            title = ngettext("The rest of {count} list", "The rest of {count} lists", len(lists))
            self._add_rest(menu, title, lists)
            menu.addSeparator()
        for one in lists[:MOST_IN_MENU]:
            self._add_rest(menu, list_words(one), [one])
        menu.popup(self._rest.mapToGlobal(QPoint(0, self._rest.height())))

    def _add_rest(self, menu: QMenu, title: str, lists: Sequence[CutList]) -> None:
        action = menu.addAction(label_text(f"{title} ({self._cost_of(sum(one.requests for one in lists))})"))
        action.triggered.connect(lambda: self._load_rest(lists))

    def _load_rest(self, lists: Sequence[CutList]) -> None:
        if self._survey is not None and self._through is None:
            self._begin(rest_words(lists[0], lists[0].loaded, 0, len(lists)))
            self._scope.start(self._ask_for(self._survey, lists), name="load the rest of lists", latest="ask")

    def _on_find(self) -> None:
        if self._survey is not None:
            self._scope.start(self._find_identifiers(self._survey.unnamed), name="find identifiers", latest="find")

    async def _find_identifiers(self, papers: Sequence[Paper]) -> None:
        """Look up papers without an identifier by their titles. The user accepts what is found."""
        try:
            kept = await self._ui_context.services.library.find_many(papers)
        except ScholarError as error:
            self._ui_context.messages.failed(gettext("Could not look up the papers"), error)
            return
        for first in list(kept.values())[:1]:
            self._ui_context.current.run_for("paper.refresh", first.paper, papers, kept=first)

    def _on_opened(self, paper: Paper) -> None:
        self._ui_context.navigation.leave_for_paper(paper.id, gettext("Missing classics"), beside=self._papers)
        self._ui_context.current.run_for("paper.open", paper)

    def _on_kept(self, paper: Paper) -> None:
        self._ui_context.current.run_for("paper.keep_beside", paper)

    def _on_library_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._look()
        else:
            self._stale = True

    def _cost(self) -> str:
        from scholar_desktop.services.citations.missing_classics import requests_for

        return self._cost_of(requests_for(self._survey)) if self._survey is not None else ""

    def _cost_of(self, requests: int) -> str:
        services = self._ui_context.services
        rate, pool = services.settings_editor.current.semantic_scholar_rate, services.status.pool()
        return cost_words(requests, rate, pool)

    def _show_all_papers(self) -> None:
        self._in.show_path("")
        self._on_collection("")

    # States

    def _show(self) -> None:
        pane, survey = self._list.pane, self._survey
        self._show_head()
        self._show_foot()
        again = Step(gettext("Try again"), self._look, main=survey is None, icon="refresh")
        if survey is None:
            if self._problem is not None:
                pane.show_message(
                    ERROR, failed_message(self._problem, self._ui_context.services.status, self._on_ask, again)
                )
            else:
                stop = Step(gettext("Stop"), self._stop_looking)
                pane.wait(Note(gettext("Counting what your papers cite…"), "", "panel", "clock", (stop,)))
        elif not survey.papers and self._in.path:
            words = gettext("“{name}” has no papers", name=display_path(self._in.path))
            step = Step(gettext("Show all papers"), self._show_all_papers, main=True)
            pane.show_message(EMPTY, PageMessage(words, "", steps=(step,)))
        elif not survey.papers:
            text = gettext("Papers that yours cite most and that you don't have appear here.")
            pane.show_message(EMPTY, empty_library_message(self._ui_context.actions, text))
        elif survey.found:
            if self._problem is not None:
                note = Note(
                    shown(self._problem.message), gettext("Showing what was loaded before."), "error", "alert", (again,)
                )
                pane.show_rows(PARTIAL, note)
            elif self._through is not None:
                pane.show_rows(WAITING)
            else:
                pane.show_rows(FULL if not survey.unknown else PARTIAL, self._offline_note(survey))
        elif self._problem is not None:
            pane.show_message(
                ERROR, failed_message(self._problem, self._ui_context.services.status, self._on_ask, again)
            )
        elif self._through is not None:
            status, words = self._ui_context.services.status, self._loading_words()  # the head says how many are loaded
            pane.wait(asking_note(status, words, answers=lambda: self._through or 0))
        else:
            pane.show_message(EMPTY, self._nothing(survey))

    def _show_head(self) -> None:
        survey = self._survey
        self._orders.setVisible(survey is not None and len(survey.found) > 1)
        if survey is None:
            self._words.setText("")
            self._ask.hide()
            self._rest.hide()
            self._find.hide()
            return
        words = self._progress() if self._through is not None else self._state_words(survey)
        set_tooltip(self._words, cut_tooltip(survey))
        set_tooltip(self._foot_words, cut_tooltip(survey))
        online = not self._ui_context.services.status.offline
        says_nothing = not survey.found and self._through is None and self._problem is None  # the list says it all
        says_nothing = says_nothing and (bool(survey.unknown or survey.unnamed) or not survey.cut)
        self._words.setText("" if says_nothing else words)  # the list says the same; the label keeps the buttons apart
        is_loading_rest = self._through is not None and bool(self._rest_words)
        self._ask.setVisible((bool(survey.unknown) or is_loading_rest) and online and not says_nothing)
        can_load_rest = any(one.requests for one in survey.cut) and self._through is None
        self._rest.setVisible(can_load_rest and online and not says_nothing)
        self._find.setVisible(bool(survey.unnamed) and online and self._through is None and not says_nothing)
        set_tooltip(self._find, find_tooltip(survey, self._cost_of(len(survey.unnamed))))
        rest = gettext("Load all references") if survey.kind == "references" else gettext("Load all citations")
        self._rest.show_content(ButtonContent(rest, trailing="chevron-down"))
        set_tooltip(self._rest, self._cost_of(sum(one.requests for one in survey.cut)))
        if self._through is not None:
            self._ask.show_content(ButtonContent(gettext("Stop")))
            set_tooltip(self._ask, "")
        else:
            self._ask.show_content(ButtonContent(self._load_title(survey)))
            set_tooltip(self._ask, self._cost())

    def _on_offline(self, _is_offline: bool) -> None:
        if self._survey is not None:
            self._show()

    def _offline_note(self, survey: Survey) -> Note | None:
        """Return the note that lists cannot be loaded offline, with the way to go online; None for no note."""
        status = self._ui_context.services.status
        if not survey.unknown or not status.offline:
            return None
        text = gettext("Papers whose lists are not loaded are not counted.")
        return offline_note(status, text)

    def _show_foot(self) -> None:
        from scholar_desktop.services.citations.missing_classics import FEW

        survey = self._survey
        self._foot.setVisible(survey is not None and bool(survey.found))
        if survey is None:
            return
        sentences = [f"{count_words(survey)}."]
        if survey.left:
            sentences.append(gettext("{count} of them are listed.", count=number(len(survey.found))))
        if survey.once:
            sentences.append(once_words(survey))
        sentences.append(gettext("Double-click a paper or press Enter to see its details."))
        self._foot_words.setText(" ".join(sentences))
        self._show_once.setVisible(bool(survey.once) or (self._least == 1 and survey.papers > FEW))
        self._show_once.set_text(once_title(survey.kind, is_shown=self._least == 1))
        self._show_all.setVisible(bool(survey.left) and self._through is None)
        self._show_all.setEnabled(True)
        self._show_all.set_text(gettext("Show all {count}", count=number(len(survey.found) + survey.left)))

    def _progress(self) -> str:
        if self._rest_words:
            return self._rest_words
        left = len(self._survey.unknown) if self._survey is not None else 0
        return ngettext(
            "{done} of {count} paper loaded", "{done} of {count} papers loaded", left, done=self._through or 0
        )

    def _loading_words(self) -> str:
        if self._survey is not None and self._survey.kind == "references":
            return gettext("Loading references…")
        return gettext("Loading citing papers…")

    def _state_words(self, survey: Survey) -> str:
        """Return of how many papers the lists are loaded, since when, and how long the rest takes."""
        from scholar_desktop.services.citations.missing_classics import requests_for

        if survey.kind == "references":
            words = ngettext(
                "References loaded for {known} of {count} paper",
                "References loaded for {known} of {count} papers",
                survey.papers,
                known=survey.known,
            )
        else:
            words = ngettext(
                "Citations loaded for {known} of {count} paper",
                "Citations loaded for {known} of {count} papers",
                survey.papers,
                known=survey.known,
            )
        parts = [count_words(survey), words] if survey.found else [words]
        if survey.cut:
            parts.append(cut_words(survey))
        if survey.in_part:
            parts.append(gettext("{count} in part, in the offline corpus", count=survey.in_part))
        if survey.absent:
            parts.append(gettext("{count} not at Semantic Scholar", count=survey.absent))
        if survey.unnamed:
            parts.append(unnamed_words(survey))
        if survey.oldest:
            parts.append(gettext("oldest from {date}", date=day(survey.oldest)))
        services = self._ui_context.services
        rate, pool = services.settings_editor.current.semantic_scholar_rate, services.status.pool()
        if (seconds := loading_seconds(requests_for(survey), rate, pool)) > LONG_S:
            parts.append(gettext("loading the rest takes {time}", time=time_estimate(seconds)))
        return " · ".join(parts)

    def _load_title(self, survey: Survey) -> str:
        left = len(survey.unknown)
        if survey.kind == "references":
            return ngettext("Load references of {count} paper", "Load references of {count} papers", left)
        return ngettext("Load citations of {count} paper", "Load citations of {count} papers", left)

    def _nothing(self, survey: Survey) -> PageMessage:
        once = once_words(survey) if survey.once else ""
        steps = [Step(once_title(survey.kind, is_shown=False), self._on_show_once)] if once else []
        if survey.unnamed and not self._ui_context.services.status.offline:
            steps.append(Step(gettext("Find identifiers"), self._on_find))
        if survey.unknown:
            steps.insert(0, Step(self._load_title(survey), self._on_ask, main=True))
        if survey.unknown or (survey.unnamed and not survey.known):
            if survey.kind == "references":
                heading = gettext("Find what your papers cite but you don't have")
            else:
                heading = gettext("Find papers that cite yours but that you don't have")
            return PageMessage(heading, self._state_words(survey), steps=tuple(steps))
        if survey.kind == "references":
            text = gettext("You have every known paper that two or more of yours cite.")
        else:
            text = gettext("You have every known paper that cites two or more of yours.")
        return PageMessage(gettext("Nothing missing"), f"{text} {once}".strip(), steps=tuple(steps))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._look()
        QTimer.singleShot(0, self, self._leave_box)  # the page has its focus then

    def _leave_box(self) -> None:
        """Move the focus from the box of collections, which is the first control of the page, to the papers, or to what
        is shown in their place."""
        if self._in.hasFocus():
            self._list.pane.take_focus(Qt.FocusReason.OtherFocusReason)


def _sorted(found: Sequence[MissingPaper], value: str, is_reversed: bool) -> list[MissingPaper]:
    """Return *found*, which is sorted by count, in one of ORDERS."""
    if value == "count":
        return sorted(found, key=lambda missing: missing.count, reverse=not is_reversed)
    from scholar_desktop.services.search.result_list import sorted_places

    query = Query(sort=f"{REVERSE}{value}" if is_reversed else value)
    return [found[place] for place in sorted_places([missing.paper for missing in found], query)]
