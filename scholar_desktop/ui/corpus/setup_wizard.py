"""The setup of the offline corpus: key and terms, papers, estimate; the download is shown by the page of the work."""

from __future__ import annotations

import asyncio
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.corpus.key_problems import problem_note
from scholar_desktop.ui.corpus.setup_plan_page import SetupPlanPage
from scholar_desktop.ui.corpus.setup_rule_page import SetupRulePage
from scholar_desktop.ui.corpus.setup_steps import PLAN, RULE, TERMS, StepLine
from scholar_desktop.ui.corpus.setup_terms_page import SetupTermsPage
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.widgets.scroll_column import FocusArea
from scholar_desktop.ui.widgets.tab_order import stops
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.corpus.dataset import Release
    from scholar_desktop.domain.errors import ErrorInfo
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.corpus.corpus_work import CorpusServices, CorpusWork
    from scholar_desktop.ui.theme.theme import Theme


class _SetupStep(Protocol):
    @property
    def problem(self) -> str:
        """Why the next page cannot be shown; empty if it can."""


class SetupWizard(QWidget):
    """`closed`: the user leaves it. `started`: the download has begun."""

    closed = Signal()
    started = Signal()

    def __init__(
        self,
        theme: Theme,
        services: CorpusServices,
        work: CorpusWork,
        status: Status,
        scope: TaskScope,
        state: WindowState,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._work = work
        self._scope = scope.child()
        self._actions = actions
        self._has_other_focus = False
        self._placed: QWidget | None = None
        self.setObjectName("corpusSetup")
        self.setAccessibleName(gettext("Set up the offline corpus"))
        px = theme.px
        self.terms = SetupTermsPage(theme, services, self._scope)
        self._create_rule = partial(SetupRulePage, theme, services.library, state)
        self._create_plan = partial(SetupPlanPage, theme, services, status, self._scope, actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._line = StepLine(theme)
        holder = QWidget()
        across = QVBoxLayout(holder)
        across.setContentsMargins(px(16), px(10), px(16), px(4))
        across.addWidget(self._line)
        column.addWidget(holder)
        self._note = NoteBar(theme)
        column.addWidget(self._note)
        self._stack = QStackedWidget()
        self._add(self.terms, _scrolled(theme, self.terms))
        column.addWidget(self._stack, 1)
        column.addWidget(self._make_foot())
        self._show()

    @cached_property
    def rule(self) -> SetupRulePage:
        """The second page. It and the third are created by `prepare`, or when they are first shown."""
        page = self._rule_page
        self._add(page, self._rule_area)
        self._scope.start(page.load_collections(), name="collections for the corpus", latest="collections")
        return page

    @cached_property
    def plan(self) -> SetupPlanPage:
        """The third page."""
        page = self._plan_page
        page.conditions_wanted.connect(self._on_back)
        self._add(page, self._plan_area)
        return page

    @cached_property
    def _rule_page(self) -> SetupRulePage:
        return self._create_rule()

    @cached_property
    def _plan_page(self) -> SetupPlanPage:
        return self._create_plan()

    @cached_property
    def _rule_area(self) -> FocusArea:
        return _scrolled(self._theme, self._rule_page)

    @cached_property
    def _plan_area(self) -> FocusArea:
        return _scrolled(self._theme, self._plan_page)

    def _add(self, page: SetupTermsPage | SetupRulePage | SetupPlanPage, area: FocusArea) -> None:
        self._stack.addWidget(area)
        page.changed.connect(self._show)

    def _page(self, step: int) -> _SetupStep:
        return self.terms if step == TERMS else self.rule if step == RULE else self.plan

    def _make_foot(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        foot = QWidget()
        foot.setProperty("edge", "top")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = FlowLayout(foot, gap=px(6), line_gap=px(4))
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        self._cancel = Button(theme, text=gettext("Cancel"))
        self._cancel.setObjectName("cancelSetupButton")
        self._cancel.clicked.connect(self.closed)
        self._why = label("", "small", "muted")
        self._why.setObjectName("setupProblem")
        self._back = Button(theme, text=gettext("Back"), icon="back")
        self._back.setObjectName("setupBackButton")
        self._back.clicked.connect(self._on_back)
        self._next = Button(theme, ButtonKind.PRIMARY, gettext("Next"))
        self._next.setObjectName("setupNextButton")
        self._next.clicked.connect(self._on_next)
        row.addWidget(self._cancel)
        row.add_gap()
        row.addWidget(self._why)
        row.addWidget(self._back)
        row.addWidget(self._next)
        return foot

    async def prepare(self) -> None:
        """Create the other pages. Creating one, its scroll area and adding it take a turn of the event loop each, some
        10 ms."""
        steps = (
            *(lambda: self._rule_page, lambda: self._rule_area, lambda: self.rule),
            *(lambda: self._plan_page, lambda: self._plan_area, lambda: self.plan),
        )
        for step in steps:
            await asyncio.sleep(0)
            step()

    def begin(self) -> None:
        """Show the first page."""
        self._note.clear()
        self._go_to(TERMS)
        self.terms.look()
        if "rule" in self.__dict__:  # created already
            self._scope.start(self.rule.load_collections(), name="collections for the corpus", latest="collections")

    def show_release(self, release: Release) -> None:
        """Show the terms of *release*, which is the newest."""
        self.terms.show_release(release)

    def show_loading(self) -> None:
        """The terms are loaded now."""
        if self.terms.has_note_focus:
            self._has_other_focus = True
            self._placed = self._cancel
            self._cancel.setFocus()  # Qt would move the focus of a button that is deleted out of the page
        self.terms.show_loading()

    def show_error(self, error: ErrorInfo, load_again: Callable[[], None]) -> None:
        """Show why the terms could not be loaded."""
        self.terms.show_error(error, load_again)

    def _go_to(self, step: int) -> None:
        self._page(step)  # it is created now if it was never shown
        self._stack.setCurrentIndex(step)
        self._line.show_step(step)
        self._show()
        if step == RULE:  # its fields come before “Next”, and all have a value
            self._has_other_focus = False
            next(iter(stops(self.rule)), self._next).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._place_focus(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self._stack.currentIndex() != PLAN and isinstance(QApplication.focusWidget(), QLineEdit):
            if self._next.isEnabled():  # otherwise the reason is beside it
                self._on_next()
        else:
            super().keyPressEvent(event)

    def _on_back(self) -> None:
        self._note.clear()
        self._go_to(self._stack.currentIndex() - 1)

    def _on_next(self) -> None:
        match self._stack.currentIndex():
            case 0:
                self._scope.start(self._accept(), name="accept terms", latest="accept")
            case 1:
                self._go_to(PLAN)
                self.plan.ask(self.rule.rule, self.rule.collection, self.rule.datasets)
            case _:
                self._work.fetch(self.plan.rule, self.rule.datasets)
                self.started.emit()

    async def _accept(self) -> None:
        try:
            await self.terms.accept()
        except ScholarError as error:
            self._note.show_note(problem_note(self._actions, error))
            return
        self._note.clear()
        self._go_to(RULE)

    def _show(self) -> None:
        step = self._stack.currentIndex()
        problem = self._page(step).problem
        self._back.setVisible(step > TERMS)
        self._next.set_text(gettext("Start download") if step == PLAN else gettext("Next"))
        if problem and self._next.hasFocus():
            self._place_focus(step)  # Qt would move the focus of a button that is disabled out of the page
        self._next.setEnabled(not problem)
        set_tooltip(self._next, shown(problem))
        self._why.setText(problem)
        in_plan = step == PLAN and (self.plan.has_focus or QApplication.focusWidget() is None)
        if self._has_other_focus and (in_plan or (self._placed is not None and self._placed.hasFocus())):
            self._place_focus(step)

    def _place_focus(self, step: int) -> None:
        """Give the focus to “Next”, to what the terms page needs first or what corrects the estimate, or until then to
        a button beside them, where it stays if the user moves it. “Start download” never gets it: a key that was meant
        for “Next” would start the download before the estimate is read."""
        is_possible = not self._page(step).problem and step != PLAN
        wanted = self._next if is_possible else self.terms.control if step == TERMS else None
        self._has_other_focus = wanted is None
        control = self.plan.control if step == PLAN else None
        self._placed = wanted or control or (self._back if step > TERMS else self._cancel)
        self._placed.setFocus()


def _scrolled(theme: Theme, page: QWidget) -> FocusArea:
    holder = QWidget()
    holder.setProperty("role", "page")
    across = QHBoxLayout(holder)
    across.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(16))
    page.setMaximumWidth(theme.px(860))
    across.addWidget(page, 1)
    across.addStretch(0)
    return FocusArea(holder)
