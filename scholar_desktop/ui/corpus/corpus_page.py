"""The page of the offline corpus: the user's own, and the files of Semantic Scholar's bulk data (the datasets of a
release at the left, the chosen one at the right)."""

from __future__ import annotations

import asyncio
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from scholar_desktop.domain.corpus.dataset import LATEST, Release
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.corpus.corpus_work import CorpusServices, CorpusWork, WorkState
from scholar_desktop.ui.corpus.dataset_list_model import DatasetDelegate, DatasetListModel, row_height
from scholar_desktop.ui.corpus.dataset_pane import DatasetPane
from scholar_desktop.ui.corpus.download_section import DownloadSection
from scholar_desktop.ui.corpus.incomplete_list import IncompleteList
from scholar_desktop.ui.corpus.own_corpus_pane import OwnCorpusPane
from scholar_desktop.ui.corpus.setup_wizard import SetupWizard
from scholar_desktop.ui.corpus.work_pane import WorkPane
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, StatePane
from scholar_desktop.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.corpus.corpus_files import CorpusFiles
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

LIST_WIDTH, LIST_FROM = 320, 760
"""Width of the list, and of the page below which only the list or the dataset is shown, at 13 px text."""


class CorpusPage(QWidget):
    """When it is first shown, requests the list of releases and the content of the newest: 2 requests.

    A download, and the work on the corpus, continue while other pages are shown.
    """

    def __init__(
        self,
        theme: Theme,
        status: Status,
        scope: TaskScope,
        state: WindowState,
        actions: Actions,
        corpus_files: CorpusFiles,
        services: CorpusServices,
        open_path: Callable[[str], None],
        open_paper: Callable[[Paper], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._theme = theme
        self._corpus_files = corpus_files
        self._scope = scope.child()
        self._asked = False
        self._releases: tuple[str, ...] = ()
        self._newest: Release | None = None
        self._problem: ErrorInfo | None = None
        self._release_words = ""
        self._release: Release | None = None
        keys = services.keys
        self.setObjectName("corpusPage")
        self.setAccessibleName(gettext("Offline corpus"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = PageHead(theme, gettext("Offline corpus"))
        self._about = head.note
        self.tabs = Tabs(
            theme, "corpusTabs", gettext("Offline corpus"), (gettext("Your corpus"), gettext("Dataset files"))
        )
        head.add(self.tabs)
        self._chip = ChoiceChip(theme, gettext("Release"))
        self._chip.setObjectName("corpusReleaseChip")
        self._chip.chosen.connect(self._on_release_chosen)
        head.add(self._chip)
        column.addWidget(head)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self.work = CorpusWork(services, self._scope, self)
        self._own = OwnCorpusPane(theme, self.work, state)
        self._gaps = IncompleteList(theme, services.papers, self._scope, self.work, open_paper)
        self._own.more.addWidget(self._gaps)
        self._create_setup = partial(SetupWizard, theme, services, self.work, status, self._scope, state, actions)
        self._progress = WorkPane(theme, self.work, actions)
        self._files = QWidget()
        for widget in (self._own, self._progress, self._files):
            self._stack.addWidget(widget)
        self._own_shown: QWidget = self._own
        self._own.search_wanted.connect(actions["search.corpus"].trigger)
        self._own.setup_wanted.connect(self._show_setup)
        self._own.work_wanted.connect(self._show_progress)
        self._progress.closed.connect(self._show_own)
        self.tabs.currentChanged.connect(self._on_tab)
        across = self._across = QHBoxLayout(self._files)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.model = DatasetListModel(self)
        self.view = RowList("datasetsView", gettext("Datasets"), self)
        self.view.setSelectionMode(RowList.SelectionMode.SingleSelection)  # its actions are for one row
        self.view.setModel(self.model)
        self.view.setItemDelegate(DatasetDelegate(theme, self.view))
        self.view.lead_changed.connect(self._on_row)
        self.view.opened.connect(self._on_opened)
        self.view.pressed_at.connect(lambda at, _where: self._on_opened(at))
        self.pane = StatePane(theme, self.view, row_height=48, named=self)
        across.addWidget(self.pane)
        self._make_files = partial(self._fill_files, status, scope, state, actions, keys, open_path)
        self._has_files = self._inside = False
        theme.changed.connect(self._measure)
        status.went_online.connect(self._on_online)
        QWidget.setTabOrder(
            self._own.last_button, self.tabs
        )  # Qt gives the focus to the first one when the page is shown
        self._measure()
        self._show_empty()
        self._on_tab()

    def _fill_files(
        self,
        status: Status,
        scope: TaskScope,
        state: WindowState,
        actions: Actions,
        keys: Keys,
        open_path: Callable[[str], None],
    ) -> None:
        """Create the details of a dataset, in a turn of their own: with the rest, they would block the window."""
        theme, corpus_files = self._theme, self._corpus_files
        download = DownloadSection(
            theme,
            status,
            scope,
            state,
            actions,
            corpus_files,
            keys,
            open_path,
        )
        self.dataset = DatasetPane(
            theme,
            status,
            scope,
            actions,
            corpus_files,
            keys,
            download,
        )
        self.dataset.all_wanted.clicked.connect(self._show_list)
        self._across.addWidget(self.dataset, 1)
        self._has_files = True
        self._fold()

    # The corpus of the user

    def _on_tab(self) -> None:
        is_own = self.tabs.currentIndex() == 0
        self._stack.setCurrentWidget(self._own_shown if is_own else self._files)
        self._chip.setVisible(not is_own)
        self._about.show_text("" if is_own else self._release_words)

    def _show_part(self, part: QWidget) -> None:
        self._own_shown = part
        self.tabs.setCurrentIndex(0)
        self._on_tab()

    def _show_own(self) -> None:
        self._show_part(self._own)
        self._own.take_focus()
        self.work.look()

    @cached_property
    def setup(self) -> SetupWizard:
        """The pages of the setup, created after the page: they take longer than the rest of it."""
        setup = self._create_setup()
        setup.closed.connect(self._show_own)
        setup.started.connect(self._show_progress)
        if self._newest is not None:
            setup.show_release(self._newest)
        elif self._problem is not None:
            setup.show_error(self._problem, self._load)
        self._stack.addWidget(setup)
        return setup

    def _show_setup(self) -> None:
        self._show_part(self.setup)
        self.setup.begin()  # it has the focus from now on, which it could not take while it was hidden
        if self._newest is None and self.pane.state == ERROR:
            self._load()

    def _show_progress(self) -> None:
        self._show_part(self._progress)
        self._progress.take_focus()

    # Requests

    async def _begin(self) -> None:
        await asyncio.sleep(0)  # the first tab is painted before
        self._make_files()
        self._load()
        await asyncio.sleep(0)
        if self.work.facts is None:
            await self.setup.prepare()

    def _on_online(self, _value: object) -> None:
        """Load what could not be loaded offline."""
        if self.isVisible() and self._newest is None and self.pane.state == ERROR:
            self._load()

    def _load(self, release: str = LATEST) -> None:
        self._problem = None
        if "setup" in self.__dict__:  # created already
            self.setup.show_loading()
        stop = Step(gettext("Stop"), lambda: self._stop(release))
        self.pane.wait(asking_note(self._status, gettext("Loading releases…"), "", (stop,)))
        self._scope.start(self._ask(release), name="releases of the bulk data", latest="release")

    def _stop(self, wanted: str) -> None:
        self._scope.cancel("release")
        self._show_error(ErrorInfo("stopped", Message("Loading stopped.")), wanted)

    async def _ask(self, wanted: str) -> None:
        files = self._corpus_files
        try:
            if not self._releases:
                self._releases = await files.releases(RequestOptions())
            release = await files.release(wanted, RequestOptions())
        except ScholarError as error:
            self._show_error(error.info, wanted)
            return
        self._show_release(release)

    def _on_release_chosen(self, day: str) -> None:
        if self._release is None or day != self._release.id:
            self._load(day)

    # Display

    def _show_empty(self) -> None:
        text = gettext("Releases are loaded when you open this page.")
        self.pane.show_message(EMPTY, PageMessage(gettext("No release loaded"), text))

    def _show_error(self, error: ErrorInfo, wanted: str) -> None:
        self._problem = error
        if "setup" in self.__dict__:
            self.setup.show_error(error, self._load)
        again = Step(gettext("Try again"), lambda: self._load(wanted), icon="refresh", main=True)
        lead, hint = shown(error.message), shown(error.hint or "")
        self.pane.show_message(ERROR, PageMessage(lead, hint, "alert", "error", steps=(again,)))

    def _show_release(self, release: Release) -> None:
        before = self.dataset.name
        self._release = release
        days = tuple(sorted({*self._releases, release.id}, reverse=True))
        newest = gettext("{release} (newest)", release=days[0])
        self._chip.set_choices([(day, newest if day == days[0] else day) for day in days])
        self._chip.set_value(release.id)
        datasets = ngettext("{count} dataset", "{count} datasets", len(release.datasets))
        releases = ngettext("{count} release", "{count} releases", len(days))
        words = gettext(
            "Semantic Scholar's bulk data: {datasets} in release {release}, {releases} since {date}",
            datasets=datasets,
            release=release.id,
            releases=releases,
            date=days[-1],
        )
        self._release_words = words
        self._on_tab()
        if release.id == days[0] and self._newest != release:
            self._newest = release
            if "setup" in self.__dict__:  # created already
                self.setup.show_release(release)
        self.model.show(release.datasets)
        self.dataset.show_release(release, days)
        if not release.datasets:
            heading = gettext("Release {release} has no datasets", release=release.id)
            self.pane.show_message(EMPTY, PageMessage(heading, gettext("Choose another release.")))
            return
        self.pane.show_rows(FULL)
        at = self.model.row_of(before) if before else None
        self.view.choose(at if at is not None else 0)
        if self.view.isVisible():
            self.view.setFocus()

    def _on_row(self, row: int) -> None:
        if row >= 0 and self._release is not None:
            self.dataset.show_dataset(self.model.dataset(row))

    def _on_opened(self, row: int) -> None:
        self._inside = True
        self._fold()

    def _show_list(self) -> None:
        self._inside = False
        self._fold()
        self.view.setFocus()

    # Layout

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._theme.type))

    def _fold(self) -> None:
        if not self._has_files:
            return
        wide = self._theme.type.width_at_base(self.width()) >= LIST_FROM
        self.pane.setVisible(wide or not self._inside)
        self.dataset.setVisible(wide or self._inside)
        self.dataset.all_wanted.setVisible(not wide)
        self.pane.setMinimumWidth(self._theme.px(LIST_WIDTH) if wide else 0)
        self.pane.setMaximumWidth(self._theme.px(LIST_WIDTH) if wide else 16_777_215)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_own = self.tabs.currentIndex() == 0
        is_inside = is_own and self._own_shown is not self._own  # the progress, or the setup
        if event.key() == Qt.Key.Key_Escape and is_inside:
            self._show_own()
        elif not (event.key() == Qt.Key.Key_Escape and is_own and self._own.give_up()):
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if event.spontaneous() or self._own_shown is not self._progress or self.work.state is not WorkState.DONE:
            return
        self._own_shown = self._own  # its end has been read
        if self.tabs.currentIndex() == 0:
            self._stack.setCurrentWidget(self._own)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            self._scope.start(self._begin(), name="show the corpus")
        self.work.look()
        if not event.spontaneous():
            self._enter()

    def _enter(self) -> None:
        """Give the focus to the control that had it when the page was left, or to the main one: the tabs are none, and
        the button that pauses a download is hidden when that has ended."""
        left = self.focusWidget()
        if left in (None, self, self.tabs) or not left.isVisible():
            if self.tabs.currentIndex() > 0:
                self.pane.take_focus(Qt.FocusReason.OtherFocusReason)
            elif self._own_shown is self._progress:
                self._progress.take_focus()
            elif self._own_shown is self._own:
                self._own.take_focus()


def create_page(ui_context: UiContext) -> CorpusPage:
    """Return the page of the window that has *ui_context*."""
    services = ui_context.services

    def open_paper(paper: Paper) -> None:
        ui_context.navigation.leave_for_paper(paper.id, gettext("Offline corpus"))
        ui_context.current.run_for("paper.open", paper)

    return CorpusPage(
        ui_context.theme,
        services.status,
        ui_context.scope,
        ui_context.state,
        ui_context.actions,
        services.corpus_files,
        CorpusServices(
            services.offline_corpus,
            services.corpus_papers,
            services.corpus_terms,
            services.corpus_planner,
            services.corpus_fetch,
            services.corpus_update,
            services.corpus_completion,
            services.keys,
            services.library,
            services.open_url,
            services.settings_editor,
        ),
        services.open_path,
        open_paper,
    )
