"""The page 'Unpaywall': three tabs at the left, the chosen answer next to them (below, in a narrow page)."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.unpaywall.answers import AnswersToWrite
from scholar_desktop.services.unpaywall.unpaywall_lookup import LineResult
from scholar_desktop.translation import shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.papers.pdf.view import PdfView, follow_search
from scholar_desktop.ui.unpaywall.answer_commands import AnswerCommands
from scholar_desktop.ui.unpaywall.answer_detail import AnswerDetail
from scholar_desktop.ui.unpaywall.answer_export import is_export_key
from scholar_desktop.ui.unpaywall.answer_list import AnswerRow
from scholar_desktop.ui.unpaywall.cached_answers_tab import KeptAnswersTab
from scholar_desktop.ui.unpaywall.doi_tab import DoiTab
from scholar_desktop.ui.unpaywall.title_tab import TitleTab
from scholar_desktop.ui.unpaywall.unpaywall_actions import UNPAYWALL
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.tabs import Tabs
from scholar_desktop.ui.widgets.turning_splitter import TurningSplitter
from scholar_desktop.ui.words.mnemonics import make_menu

TITLES = ("DOIs", Message("Titles"), Message("Saved answers"))
# not translated: the id of an action
EXPORT = "unpaywall.export_csv"
OF_PAPER = ("paper.open", "paper.get_pdf", "paper.add", "paper.copy_doi", "paper.copy_bibtex")
"""The actions on the papers of the selected answers that the menu of an answer has."""
REASON_SHOWN_MS = 4000
SIDE_BY_SIDE_FROM = 900
LIST_AND_DETAILS = [600, 400]


class UnpaywallPage(QWidget):
    """The page. `run(name)` runs the action `unpaywall.<name>`."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        theme = ui_context.theme
        self.setObjectName("unpaywallPage")
        self.setAccessibleName("Unpaywall")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = PageHead(theme, "Unpaywall")
        self._tabs = Tabs(theme, "unpaywallTabs", "Unpaywall", tuple(shown(title) for title in TITLES))
        head.add(self._tabs)
        column.addWidget(head)
        self._top = head
        self.dois, self.titles = (
            DoiTab(
                ui_context.theme,
                ui_context.services.status,
                ui_context.scope,
                ui_context.state,
                ui_context.actions,
                ui_context.messages,
                ui_context.services.unpaywall_lookup,
            ),
            TitleTab(
                ui_context.theme,
                ui_context.services.status,
                ui_context.scope,
                ui_context.actions,
                ui_context.services.unpaywall_lookup,
            ),
        )
        ui_context.messages.keep_free(self.titles.foot)
        self.kept = KeptAnswersTab(
            ui_context.theme,
            ui_context.scope,
            ui_context.state,
            ui_context.messages,
            ui_context.services.answer_cache,
            ui_context.services.settings_editor,
        )
        self._pages = QStackedWidget()
        for page in (self.dois, self.titles, self.kept):
            self._pages.addWidget(page)
        pdf = PdfView(
            ui_context.theme,
            ui_context.scope,
            ui_context.messages,
            ui_context.services.open_url,
            ui_context.services.pdf_viewer,
        )
        follow_search(ui_context.context, pdf)
        self.detail = AnswerDetail(
            ui_context.theme, ui_context.actions, ui_context.services.open_url, ui_context.services.pdf_previewer, pdf
        )
        self._splitter = TurningSplitter(self._ui_context.theme, SIDE_BY_SIDE_FROM, LIST_AND_DETAILS)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setSizes(LIST_AND_DETAILS)
        self.detail.pdf.wide_wanted.connect(lambda: self._set_wide(self._pages.isVisible()))
        self.detail.pdf.closed.connect(lambda: self._set_wide(False))
        column.addWidget(self._splitter, 1)
        self._commands = AnswerCommands(
            ui_context.scope,
            ui_context.state,
            ui_context.actions,
            ui_context.messages,
            ui_context.services.open_path,
            ui_context.services.open_url,
            ui_context.services.pdf_previewer,
            ui_context.services.unpaywall_lookup,
            self,
            self.detail,
            self.row,
            self._exported,
        )
        self._tabs.currentChanged.connect(self._on_tab)
        self._tabs.tabBarClicked.connect(self.show_tab)
        for tab in (self.dois, self.titles):
            tab.chosen.connect(lambda _row: self._show_chosen())
            tab.menu_wanted.connect(self._open_menu)
            ui_context.current.follow(tab.list.view, self._read_selection)
            tab.list.view.opened.connect(lambda _row: ui_context.actions.run_on("unpaywall.view_pdf"))
        ui_context.navigation.page_changed.connect(self._on_page)
        self._show_chosen()

    def focus_panes(self) -> list[QWidget]:
        """Return the panes in reading order: the head, the parts of the tab, and the details of an answer."""
        tab = self._pages.currentWidget()
        parts = tab.focus_panes() if isinstance(tab, DoiTab | TitleTab | KeptAnswersTab) else []
        return [self._top, *parts, self.detail]

    def run(self, name: str) -> None:
        self._commands.run(name)

    def show_tab(self, number: int) -> None:
        """Show a tab by its number, with the focus in its box or list. -1: a click beside the tabs."""
        if number < 0:
            return
        self._tabs.setCurrentIndex(number)
        tab = self._pages.currentWidget()
        if isinstance(tab, DoiTab | TitleTab | KeptAnswersTab):
            tab.focus_first()

    @property
    def commands(self) -> AnswerCommands:
        return self._commands

    def row(self) -> AnswerRow | None:
        """Return the chosen answer of the current tab."""
        tab = self._pages.currentWidget()
        return tab.row() if isinstance(tab, DoiTab | TitleTab) else None

    def _exported(self) -> AnswersToWrite:
        if self._pages.currentWidget() is self.titles:
            return AnswersToWrite(tuple(LineResult(row.item.id, row.item) for row in self.titles.items), are_hits=True)
        return self.dois.to_write()

    def _on_tab(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        self._show_chosen()

    def _show_chosen(self) -> None:
        row = self.row()
        self.detail.setVisible(row is not None)
        self.detail.show_row(row)
        self._tell(row)

    def _set_wide(self, wide: bool) -> None:
        """Show the PDF in the whole page, or next to the tabs."""
        self._pages.setVisible(not wide)
        self.detail.pdf.set_wide(wide)

    def _tell(self, row: AnswerRow | None) -> None:
        """Tell the actions which answer they apply to, while this page is shown."""
        if self._ui_context.navigation.page != places.UNPAYWALL:
            return
        answer = row.item.answer if row is not None else None
        self._ui_context.context.update(answer=answer, answers=len(self._exported().lines))
        self._ui_context.current.use(self._read_selection)

    def _read_selection(self) -> tuple[Paper | None, list[Paper]]:
        tab = self._pages.currentWidget()
        rows = tab.list.chosen() if isinstance(tab, DoiTab | TitleTab) else []
        papers = [row.item.paper for row in rows if row.item.paper is not None and row.item.paper.id]
        return next(iter(papers), None), papers

    def _on_page(self, page: str) -> None:
        if page == places.UNPAYWALL:
            self._tell(self.row())
        else:
            self._ui_context.context.update(answer=None, answers=0)

    def _open_menu(self, where: QPoint) -> None:
        actions = self._ui_context.actions
        menu = make_menu(self)
        section = UNPAYWALL[0].section
        for action in UNPAYWALL:
            if action.section != section:
                menu.addSeparator()
            section = action.section
            menu.addAction(actions[action.id])
        menu.addSeparator()
        for action_id in OF_PAPER:
            menu.addAction(actions[action_id])
        menu.popup(where)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        tab = self._pages.currentWidget()
        if isinstance(tab, DoiTab | TitleTab | KeptAnswersTab):
            tab.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_export_key(event):
            self._run_export()
        else:
            super().keyPressEvent(event)

    def _run_export(self) -> None:
        """Export what the tab lists, or say why not. “Export…”, which has this key elsewhere, is for papers."""
        if self._pages.currentWidget() is self.kept:
            self.kept.choose_target()
            return
        actions = self._ui_context.actions
        reason = actions.run_on(EXPORT)
        if reason is not None:
            note = Note(actions.title(EXPORT), reason, icon="info")
            self._ui_context.messages.say(EXPORT, note, lasts_ms=REASON_SHOWN_MS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.fit(self.width())
