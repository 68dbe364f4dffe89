"""The page that compares the chosen papers: shared references, papers that cite several, and whom they cite most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.citations.compared_papers import ComparedPapers
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.citations.list_messages import cost_words
from scholar_desktop.ui.citations.related_paper_list import TaggedPaperList
from scholar_desktop.ui.citations.timeline_pane import TimelinePane
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.asking_note import WaitingWords
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.message_page import MessageLine, MessagePage, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING
from scholar_desktop.ui.widgets.tabs import Tabs
from scholar_desktop.ui.words.literal_text import set_tab_tooltip, set_tooltip
from scholar_desktop.ui.words.wording import author_year, number

if TYPE_CHECKING:
    from scholar_desktop.services.citations.shared_citations import PaperComparison, PaperPair

MOST_PAIRS = 10
MOST_SHARED = 500
"""Shared papers that are shown before the user wants all of them."""
MOST_PARTS = 3
"""For at most this number of papers, the page says how many citations are loaded; for more, the tooltip does."""
LEAST_WORDS = 260
"""Pixels at base size that the words have beside the buttons, or the buttons are below them."""
TIMELINE = 3


class ComparePage(QWidget):
    """Counts from the stored citation lists; missing lists are requested when the user clicks the button."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._scope = ui_context.scope.child()
        self._papers: tuple[Paper, ...] = ()
        self._compared: PaperComparison | None = None
        self._problem: ErrorInfo | None = None
        self._asking = False
        self._remarks = ""
        self._waits = WaitingWords(ui_context.services.status, self._show_wait, self)
        self._all_shown = False
        theme, px = ui_context.theme, ui_context.theme.px
        self.setObjectName("comparePage")
        self._head = PageHead(ui_context.theme)
        self._head.follow(ui_context.theme, ui_context.actions, ui_context.navigation)
        top = QWidget(self)
        top.setProperty("edge", "bottom")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(top)
        rows.setContentsMargins(px(16), px(8), px(12), 0)
        rows.setSpacing(px(2))
        self._title = ElidedLabel("", "head")
        rows.addWidget(self._title)
        line = FlowLayout(gap=px(8), line_gap=px(4))
        self._words = label("", "small", "muted", wrap=True)
        line.add_growing(self._words, px(LEAST_WORDS))
        self._ask = Button(theme, ButtonKind.PRIMARY, small=True)
        self._ask.setObjectName("compare.ask")
        self._ask.clicked.connect(lambda: self._on_ask())
        line.addWidget(self._ask)
        self._rest = Button(theme, ButtonKind.PLAIN, small=True)
        self._rest.setObjectName("compare.rest")
        self._rest.clicked.connect(lambda: self._on_ask(rest=True))
        line.addWidget(self._rest)
        rows.addLayout(line)
        self.tabs = Tabs(
            theme,
            "compareTabs",
            gettext("Comparison"),
            (gettext("Shared references"), gettext("Citing two or more"), gettext("Most cited"), gettext("Timeline")),
        )
        set_tab_tooltip(self.tabs, 0, gettext("Papers that two or more of these papers cite."))
        set_tab_tooltip(self.tabs, 1, gettext("Papers that cite two or more of these papers. The timeline counts all."))
        rows.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self._list = TaggedPaperList(
            ui_context.theme,
            ui_context.actions,
            ui_context.marks,
            ui_context.current,
            ui_context.services.papers,
            ui_context.services.status,
            self._scope,
            "compareView",
            gettext("Shared papers"),
            self,
        )
        drag_rows(
            self._list.view,
            self._list.model,
            ui_context.theme,
            ui_context.messages,
            lambda: ui_context.services.drag_out,
        )
        self._facts = MessagePage(theme, self)
        self._facts.hide()
        self.timeline = TimelinePane(theme, self, name="compareTimeline")
        self.timeline.chart.choosable = False
        self.timeline.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(top)
        column.addWidget(self._list, 1)
        self._cut = QWidget()
        self._cut.setProperty("edge", "top")
        self._cut.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        cut = QHBoxLayout(self._cut)
        cut.setContentsMargins(theme.px(16), theme.px(4), theme.px(12), theme.px(4))
        self._cut_words = label("", "small", "muted")
        cut.addWidget(self._cut_words, 1)
        self._show_all = Button(theme, ButtonKind.PLAIN, small=True)
        self._show_all.setObjectName("compareShowAllButton")
        cut.addWidget(self._show_all)
        self._cut.hide()
        column.addWidget(self._cut)
        ui_context.messages.keep_free(self._cut)
        column.addWidget(self._facts, 1)
        column.addWidget(self.timeline, 1)
        self.timeline.opened.connect(self._on_opened)
        self.timeline.loaded_wanted.connect(self._on_ask)
        self._list.opened.connect(self._on_opened)
        self._show_all.clicked.connect(self._on_show_all)
        self._list.kept_open.connect(self._on_kept)
        self.tabs.currentChanged.connect(self._show_tab)
        ui_context.navigation.subject_changed.connect(self._on_subject)
        self._on_subject(places.COMPARE)

    def _on_subject(self, page: str) -> None:
        subject = self._ui_context.navigation.subject(places.COMPARE)
        if page == places.COMPARE and subject:
            is_part = isinstance(subject, ComparedPapers)
            self._papers = subject.papers if is_part else tuple(subject)
            self._compared, self._problem, self._all_shown = None, None, False
            names = " · ".join(f"{n}  {author_year(paper)}" for n, paper in enumerate(self._papers, start=1))
            self._title.show_text(names)
            self._head.show_trail(ngettext("Compare {count} paper", "Compare {count} papers", len(self._papers)))
            count, selected = number(len(self._papers)), number(subject.selected if is_part else 0)
            note = gettext("The first {count} of {selected} selected papers", count=count, selected=selected)
            self._head.show_note(note if is_part else "")
            self._look()

    def _look(self) -> None:
        self._scope.start(self._look_up(self._papers), name="compare papers", latest="compare")
        if self._compared is None:
            self._show()

    def _look_again(self) -> None:
        self._problem = None
        self._look()

    def _stop_looking(self) -> None:
        self._scope.cancel("compare")
        self._problem = ErrorInfo("stopped", Message("Loading stopped."))
        self._show()

    async def _look_up(self, papers: tuple[Paper, ...]) -> None:
        most = None if self._all_shown else MOST_SHARED
        self._compared = await self._ui_context.services.shared_citations.compare(papers, most=most)
        await self._show_list()

    def _cost_words(self, requests: int) -> str:
        services = self._ui_context.services
        return cost_words(requests, services.settings_editor.current.semantic_scholar_rate, services.status.pool())

    def _show_cut(self, compared: PaperComparison, tab: int) -> None:
        """Say how much of a long list is shown, with a button for the rest. Everything is on the disk."""
        part, whole = (
            (len(compared.references), compared.all_references)
            if tab == 0
            else (len(compared.citing), compared.all_citing)
        )
        self._cut.setVisible(tab < 2 and part < whole)
        words = gettext("{count} of {total} shown, most shared first", count=number(part), total=number(whole))
        self._cut_words.setText(words)
        self._show_all.set_text(gettext("Show all {count}", count=number(whole)))

    def _on_show_all(self) -> None:
        self._all_shown = True
        self._look()

    def _on_ask(self, *, rest: bool = False) -> None:
        """Request the lists that are not stored, or the rest of those that are stored in part; while they are loaded,
        stop it."""
        if self._asking:
            self._scope.cancel("ask")
            self._asking = False
            self._look()
        elif self._compared is not None:
            self._asking, self._problem = True, None
            self._show()
            self._scope.start(self._ask_for(self._compared, rest=rest), name="ask for lists", latest="ask")

    async def _ask_for(self, compared: PaperComparison, *, rest: bool) -> None:
        problem = None
        try:
            shared = self._ui_context.services.shared_citations
            ask = shared.ask_rest if rest else shared.ask
            await ask(compared, self._look, RequestOptions())
        except ScholarError as error:
            problem = error.info
        self._asking = False
        await self._look_up(self._papers)
        self._problem = problem
        self._show()

    def _show_tab(self) -> None:
        self._scope.start(self._show_list(), name="shared papers", latest="list")

    async def _show_list(self) -> None:
        compared, tab = self._compared, self.tabs.currentIndex()
        if compared is not None and tab < 2:
            shared = compared.references if tab == 0 else compared.citing
            total = len(compared.papers)
            tags: dict[str, tuple[str, ...]] = {
                each.paper.id: (
                    gettext("cited by {count} of {total}", count=each.count, total=total)
                    if tab == 0
                    else gettext("cites {count} of {total}", count=each.count, total=total),
                )
                for each in shared
            }
            await self._list.show_papers([each.paper for each in shared], tags)
        elif compared is not None and tab == TIMELINE:
            await self._count_years(compared)
        self._show()

    async def _count_years(self, compared: PaperComparison) -> None:
        found = await self._ui_context.services.shared_citations.years(compared.papers)
        if not found.rows:
            text = gettext("Load citing papers to see them by year.")
            self.timeline.clear(gettext("Nothing to count yet"), text, gettext("Load citations"))
            return
        totals = [paper.counts.citations or 0 for paper in compared.papers]
        self.timeline.show_timeline(
            found.timeline, found.first, found.strongest, loaded=found.rows, total=max(found.rows, sum(totals))
        )

    def _on_opened(self, paper: Paper) -> None:
        compared = self._compared
        shared = () if compared is None else compared.references if self.tabs.currentIndex() == 0 else compared.citing
        beside = [each.paper for each in shared]
        self._ui_context.navigation.leave_for_paper(paper.id, gettext("Compare"), beside=beside)
        self._ui_context.current.run_for("paper.open", paper)

    def _on_kept(self, paper: Paper) -> None:
        self._ui_context.current.run_for("paper.keep_beside", paper)

    # States

    def _show_wait(self, words: str) -> None:
        self._words.setText(f"{words} {self._remarks}".strip())

    def _show(self) -> None:
        from scholar_desktop.services.citations.shared_citations import requests_for, requests_for_rest

        compared, tab = self._compared, self.tabs.currentIndex()
        self._list.setVisible(tab < 2)
        self._facts.setVisible(tab == 2)
        self.timeline.setVisible(tab == TIMELINE)
        pane = self._list.pane
        if compared is None:
            self._ask.hide()
            self._rest.hide()
            if self._problem is not None:
                again = Step(gettext("Try again"), self._look_again, main=True, icon="refresh")
                pane.show_message(
                    ERROR, PageMessage(shown(self._problem.message), "", "alert", "error", steps=(again,))
                )
            else:
                stop = Step(gettext("Stop"), self._stop_looking)
                pane.wait(Note(gettext("Comparing papers…"), "", "panel", "clock", (stop,)))
            return
        shared = gettext("Shared references {count}", count=number(compared.all_references))
        citing = gettext("Citing two or more {count}", count=number(compared.all_citing))
        self.tabs.setTabText(0, shared if _is_counted(compared, 0) else gettext("Shared references"))
        self.tabs.setTabText(1, citing if _is_counted(compared, 1) else gettext("Citing two or more"))
        self._show_cut(compared, tab)
        cost = requests_for(compared)
        online = not self._ui_context.services.status.offline
        self._ask.setVisible((cost > 0 and online) or self._asking)
        rest = requests_for_rest(compared)
        self._rest.setVisible(rest > 0 and online and not self._asking)
        self._rest.set_text(gettext("Load all citations"))
        set_tooltip(self._rest, self._cost_words(rest))
        self._ask.show_content(ButtonContent(gettext("Stop") if self._asking else gettext("Load missing lists")))
        set_tooltip(self._ask, "" if self._asking else self._cost_words(cost))
        remarks = _remarks(compared)
        self._remarks = remarks
        if self._asking:
            self._waits.start(gettext("Loading…"), answers=remarks)
        else:
            self._waits.stop()
            self._words.setText(remarks)
        set_tooltip(self._words, "\n".join(_parts(compared)) if len(compared.parts) > MOST_PARTS else "")
        # the button above is the blue one while lists are missing, and does the same
        again = Step(gettext("Try again"), self._on_ask, main=self._ask.isHidden(), icon="refresh")
        rows = self._list.model.rowCount()
        if self._problem is not None and rows:
            pane.show_rows(PARTIAL, Note(shown(self._problem.message), "", "error", "alert", (again,)))
        elif self._problem is not None:
            heading, hint = shown(self._problem.message), shown(self._problem.hint or "")
            pane.show_message(ERROR, PageMessage(heading, hint, "alert", "error", steps=(again,)))
        elif rows:
            pane.show_rows(WAITING if self._asking else FULL)
        else:
            pane.show_message(EMPTY, _none(compared, tab, cost))
        self._facts.show_message(_facts(compared))


def _remarks(compared: PaperComparison) -> str:
    """Return which lists are missing from the counts."""
    sentences = []
    if lacking := compared.without_references:
        words = ngettext(
            "References of paper {numbers} not loaded.",
            "References of papers {numbers} not loaded.",
            len(lacking),
            numbers=_numbers(lacking),
        )
        sentences.append(words)
    if lacking := compared.without_citations:
        words = ngettext(
            "Citations of paper {numbers} not loaded.",
            "Citations of papers {numbers} not loaded.",
            len(lacking),
            numbers=_numbers(lacking),
        )
        sentences.append(words)
    if compared.unknown:
        words = ngettext(
            "Semantic Scholar does not know paper {numbers}.",
            "Semantic Scholar does not know papers {numbers}.",
            len(compared.unknown),
            numbers=_numbers(compared.unknown),
        )
        sentences.append(words)
    if len(compared.parts) > MOST_PARTS:
        sentences.append(gettext("Citations of papers {numbers} are loaded in part.", numbers=_numbers(compared.parts)))
    else:
        sentences += _parts(compared)
    return " ".join(sentences) or gettext("All references and citations are loaded.")


def _parts(compared: PaperComparison) -> list[str]:
    """Return how many citations are loaded, for each paper that lacks some."""
    sentences = []
    for place in compared.parts:
        total, loaded = compared.papers[place].counts.citations or 0, number(compared.loaded[place])
        if total > compared.loaded[place]:
            words = gettext(
                "Paper {number}: {loaded} of {total} citations loaded.",
                number=str(place + 1),
                loaded=loaded,
                total=number(total),
            )
        else:
            words = gettext("Paper {number}: {loaded} citations loaded.", number=str(place + 1), loaded=loaded)
        sentences.append(words)
    return sentences


def _numbers(places_: tuple[int, ...]) -> str:
    """Return the numbers of papers, counted from 1; three and more in a row as a range."""
    runs: list[list[int]] = []
    for one in sorted(place + 1 for place in places_):
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    texts = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(one) for one in run] for run in runs]
    return ", ".join(text for run in texts for text in run)


def _is_counted(compared: PaperComparison, tab: int) -> bool:
    """True if the lists of two papers or more are loaded, of references in the first tab, of citing papers in the
    second."""
    return len(compared.papers) - len(_without_list(compared, tab)) > 1


def _without_list(compared: PaperComparison, tab: int) -> tuple[int, ...]:
    """Return the positions of the papers without a list of references, in the first tab, or of citing papers."""
    not_loaded = compared.without_references if tab == 0 else compared.without_citations
    return (*not_loaded, *compared.unknown)


def _none(compared: PaperComparison, tab: int, cost: int) -> PageMessage:
    if not _is_counted(compared, tab):
        if tab == 0:
            text = gettext("Load the missing lists to see which references these papers share.")
            return PageMessage(gettext("References not loaded"), text if cost else "")
        text = gettext("Load the missing lists to see which papers cite two or more of them.")
        return PageMessage(gettext("Citing papers not loaded"), text if cost else "")
    if tab == 0:
        is_whole = not _without_list(compared, tab)
        heading = gettext("No shared references") if is_whole else gettext("No shared references among those loaded")
    else:
        heading = gettext("No loaded paper cites two of them")
        if not _without_list(compared, tab) and not compared.parts:
            heading = gettext("No paper cites two of them")
    return PageMessage(heading, _loaded_words(compared, tab))


def _loaded_words(compared: PaperComparison, tab: int) -> str:
    """Return whether all references are loaded, in the first tab, or all citations, in the second. What no service has
    cannot be loaded."""
    is_partly = compared.without_references if tab == 0 else compared.without_citations or compared.parts
    if tab == 0:
        partly, known = gettext("Some references are not loaded."), gettext("All their references are loaded.")
        listed = gettext("All references that Semantic Scholar has are loaded.")
    else:
        partly, known = gettext("Some citations are not loaded."), gettext("All their citations are loaded.")
        listed = gettext("All citations that Semantic Scholar has are loaded.")
    return partly if is_partly else listed if compared.unknown else known


def _citations(count: int) -> str:
    return ngettext("{count} citation", "{count} citations", count)


def _shared(compared: PaperComparison, pair: PaperPair) -> list[str]:
    """Return what *pair* shares, as far as the lists of both papers are loaded."""
    both, parts = {pair.one, pair.other}, []
    if both.isdisjoint(_without_list(compared, 0)):
        parts.append(ngettext("{count} shared reference", "{count} shared references", pair.coupling))
    if both.isdisjoint(_without_list(compared, 1)):
        parts.append(ngettext("cited together by {count} paper", "cited together by {count} papers", pair.co_citation))
    return parts


def _facts(compared: PaperComparison) -> PageMessage:
    """Return the most cited authors and venues, and how similar each pair of papers is."""
    authors = [MessageLine(name, _citations(count), "person") for name, count in compared.authors]
    venues = [MessageLine(name, _citations(count), "library") for name, count in compared.venues]
    pairs = sorted(compared.pairs, key=lambda pair: (-pair.coupling, -pair.co_citation))[:MOST_PAIRS]
    near = [
        MessageLine(
            gettext(
                "{one} and {other}",
                one=author_year(compared.papers[pair.one]),
                other=author_year(compared.papers[pair.other]),
            ),
            " · ".join(_shared(compared, pair)),
            "link",
        )
        for pair in pairs
        if _shared(compared, pair)
    ]
    if not authors and not venues:
        return PageMessage(
            gettext("References not loaded"),
            gettext("Load the missing lists to see whom these papers cite most."),
            lines=tuple(near),
        )
    return PageMessage(
        gettext("Authors and venues they cite most, and what each pair shares"), lines=(*authors, *venues, *near)
    )
