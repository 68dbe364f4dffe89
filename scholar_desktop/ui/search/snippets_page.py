"""The page for search in sentences: passages of titles, abstracts and full texts that best match a question."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo, Offline, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.identifiers.identifiers import parse as parse_id
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.snippet import PassageSearch, Snippet, SnippetPage
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.page_messages import no_saved_answer_message
from scholar_desktop.ui.context.quotation_copying import copy_quotations
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.search.snippet_list_model import SnippetDelegate, SnippetListModel, row_height, snippet_row
from scholar_desktop.ui.search.snippets_filters import SnippetFilters
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.find_edit import FindEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.scroll_column import LEAST, FittedArea
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, StatePane
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import moment

TITLE = Message("Search full texts")
MAX_SNIPPETS = 1000
_STEPS = (50, 100, 1000)
PASSAGE_PART = 4
"""The height of the page divided by the largest one of the text of a passage."""
LIST_PART = 3
"""The height of the page divided by the least one of the list."""
PLACE_WIDTH = 160
"""Pixels at base size that the place of a passage has at least beside the buttons."""


class SnippetsPage(QWidget):
    """Shows the passages for the subject of `navigation.open(SENTENCES, subject)`: words, a Paper to search in, or a
    PassageSearch."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._scope = ui_context.scope.child()
        self._within: Paper | None = None
        self._asked = ""
        self._found: SnippetPage | None = None
        self._problem: ErrorInfo | None = None
        self._lacking: ErrorInfo | None = None
        self._is_asking = False
        self.setObjectName("sentencesPage")
        self.setAccessibleName(shown(TITLE))
        self._lay_out()
        ui_context.navigation.subject_changed.connect(self._on_subject_changed)
        ui_context.services.status.went_online.connect(lambda _none: self._on_went_online())
        self._on_subject_changed(places.SENTENCES)
        self._show()

    def _lay_out(self) -> None:
        theme, px = self._ui_context.theme, self._ui_context.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._trail = PageHead(self._ui_context.theme)
        self._trail.follow(self._ui_context.theme, self._ui_context.actions, self._ui_context.navigation)
        column.addWidget(self._trail)
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(head)
        inner.setContentsMargins(px(16), px(10), px(16), px(6))
        inner.setSpacing(px(4))
        line = FlowLayout(gap=px(4), line_gap=px(4))
        hint = gettext("Question, claim or words")
        self.edit = FindEdit("snippetsEdit", hint, hint, clears=False)
        self.edit.returnPressed.connect(lambda: self.run())
        line.add_growing(self.edit, px(140))
        run = Button(theme, ButtonKind.PRIMARY, gettext("Search"))
        run.setObjectName("snippetsRunButton")
        run.clicked.connect(lambda: self.run())
        line.addWidget(run)
        inner.addLayout(line)
        self.filters = SnippetFilters(theme)
        self.filters.changed.connect(lambda: self.run())
        self._within_chip = Button(theme, ButtonKind.CHIP_SET)
        self._within_chip.setObjectName("snippetsPaperChip")
        self._within_chip.clicked.connect(self._drop_paper)
        self.filters.flow.addWidget(self._within_chip)
        inner.addWidget(self.filters)
        foot = QHBoxLayout()
        self._count = ElidedLabel("", "small", "muted")
        foot.addWidget(self._count, 1)
        self._more = Button(theme, ButtonKind.LINK, gettext("More passages"))
        set_tooltip(self._more, gettext("Load more passages (1 request)."))
        self._more.setObjectName("snippetsMoreButton")
        self._more.clicked.connect(self._on_more)
        foot.addWidget(self._more)
        inner.addLayout(foot)
        self._head = FittedArea(head)
        column.addWidget(self._head)
        self.model = SnippetListModel(self)
        self.view = RowList("snippetsView", gettext("Passages"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(SnippetDelegate(theme, self.view))
        self.view.opened.connect(self._on_opened)
        self.view.copies_rows = True
        self.view.copy_wanted.connect(self._on_copy)
        self.view.left_upwards.connect(self.edit.setFocus)
        self.edit.down_pressed.connect(self.view.enter)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        self.view.selectionModel().selectionChanged.connect(self._on_chosen)
        self._ui_context.current.follow(self.view, self._read_selection)
        self.pane = StatePane(theme, self.view, row_height=100, named=self)
        column.addWidget(self.pane, 1)
        column.addWidget(self._build_passage())
        theme.changed.connect(self._measure)
        self._measure()

    def _build_passage(self) -> QWidget:
        """Create the box with the full text of the selected passage, to read and copy."""
        theme, px = self._ui_context.theme, self._ui_context.theme.px
        self._passage = QWidget()
        self._passage.setObjectName("passageView")
        self._passage.setAccessibleName(gettext("Selected passage"))
        self._passage.setProperty("edge", "top")
        self._passage.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self._passage)
        column.setContentsMargins(px(16), px(8), px(14), px(8))
        column.setSpacing(px(4))
        self._text = Prose("body")
        self._reading = FittedArea(self._text)
        column.addWidget(self._reading)
        row = self._passage_row = FlowLayout(gap=px(4), line_gap=px(2))
        self._place = ElidedLabel("", "small", "muted")
        row.add_growing(self._place, px(PLACE_WIDTH))
        copy = Button(theme, ButtonKind.PLAIN, gettext("Copy with reference"), icon="copy", small=True)
        copy.setObjectName("copyPassageButton")
        copy.clicked.connect(self._on_copy)
        within = Button(theme, ButtonKind.PLAIN, gettext("Search this paper"), icon="search", small=True)
        within.setObjectName("onlyThisPaperButton")
        within.clicked.connect(self._on_only_here)
        opened = Button(theme, ButtonKind.PLAIN, gettext("Open paper"), icon="eye", small=True)
        opened.setObjectName("openPassagePaperButton")
        opened.clicked.connect(lambda: self._on_opened(self.view.current_row()))
        for button in (copy, within, opened):
            row.addWidget(button)
        column.addLayout(row)
        self._passage.hide()
        self._ui_context.messages.keep_free(self._passage)
        return self._passage

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # the filters or the place of the passage have other lines
            self._share_height()
        return super().event(event)

    def _share_height(self) -> None:
        """Leave room for the list: a long passage and the filters of a small window scroll."""
        column = self._passage.layout()
        assert column is not None
        margins = column.contentsMargins()
        below = self._passage_row.heightForWidth(self.width() - margins.left() - margins.right())
        others = margins.top() + margins.bottom() + column.spacing() + below
        others += self._trail.minimumHeight() + self._head.minimumSizeHint().height() + self.height() // LIST_PART
        most = max(LEAST, min(self.height() // PASSAGE_PART, self.height() - others))
        self._reading.setMaximumHeight(most)
        self.pane.setMinimumHeight(self.height() // LIST_PART)

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._ui_context.theme.type))

    # Requests

    def _on_went_online(self) -> None:
        if self._problem is not None and self._problem.code == Offline.code:
            self._show_state()

    def _on_subject_changed(self, page: str) -> None:
        if page != places.SENTENCES:
            return
        navigation = self._ui_context.navigation
        subject = navigation.subject(page)
        self._trail.show_trail(shown(TITLE))
        if isinstance(subject, PassageSearch):
            self._within = subject.within
            self.edit.setText(subject.words)
            self.run(stored_only=navigation.restoring)
        elif isinstance(subject, Paper):
            self._within = subject
            self._found, self._asked = None, ""
            self._show()
        elif isinstance(subject, str) and subject and subject != self._asked:
            self.edit.setText(subject)
            self.run()

    def run(self, *, stored_only: bool = False) -> None:
        """Search for the text of the box: 1 request, and 1 for the papers that nothing is known of.

        Args:
            stored_only: show what is stored, and send nothing.
        """
        words = " ".join(self.edit.text().split())
        if not words:
            self.edit.setFocus()
            return
        self._asked, self._found, self._problem, self._lacking, self._is_asking = words, None, None, None, True
        self._ui_context.navigation.note_subject(places.SENTENCES, PassageSearch(words, self._within))
        self._show()
        ask = RequestOptions(stored_only=stored_only)
        self._scope.start(self._ask(words, ask), name="search in sentences", latest="sentences")

    async def _ask(self, words: str, ask: RequestOptions) -> None:
        filters = self.filters

        def note(problem: ErrorInfo) -> None:
            self._lacking = problem

        try:
            self._found = await self._ui_context.services.snippet_search.run(
                words,
                ask,
                limit=filters.limit,
                papers=self._ids(),
                authors=filters.authors,
                filters=filters.filters,
                inserted_before=filters.inserted_before,
                on_problem=note,
            )
        except ScholarError as error:
            self._problem = error.info
        self._is_asking = False
        self._show()

    def _ids(self) -> list[Identifier]:
        found = parse_id(self._within.id) if self._within is not None else None
        return [found] if found is not None else []

    def _stop(self) -> None:
        self._scope.cancel("sentences")
        self._is_asking = False
        self._show()

    def _on_more(self) -> None:
        self.filters.show_more(next((step for step in _STEPS if step > self.filters.limit), MAX_SNIPPETS))
        self.run()

    def _drop_paper(self) -> None:
        self._within = None
        self._show()
        if self._asked:
            self.run()

    # Display

    def _show(self) -> None:
        found = self._found
        snippets = found.snippets if found is not None else ()
        self.model.show(snippets, self._asked)
        papers = [one.paper for one in snippets if one.paper is not None]
        self._ui_context.marks.watch("sentences", papers)
        self._passage.hide()
        self._within_chip.setVisible(self._within is not None)
        if self._within is not None:
            title = plain(self._within.title)
            short = shorten(title, 36)
            self._within_chip.show_content(
                ButtonContent(gettext("In: {paper}", paper=short), trailing="cross"),
                name=gettext("Only “{paper}” is searched. Click to search everywhere.", paper=title),
            )
        words = ""
        if snippets:
            count = len({paper.id for paper in papers})
            parts = [
                ngettext("{count} passage", "{count} passages", len(snippets)),
                ngettext("{count} paper", "{count} papers", count),
                gettext("best match first"),
            ]
            if found is not None and found.retrieved:
                parts.append(gettext("Semantic Scholar, {date}", date=moment(found.retrieved)))
            words = " · ".join(parts)
        self._count.show_text(words)
        self._more.setVisible(len(snippets) >= self.filters.limit < MAX_SNIPPETS and not self._is_asking)
        self._show_state()

    def _show_state(self) -> None:
        again = Step(gettext("Try again"), self.run, icon="refresh")
        if self._problem is not None:
            steps = [again] if self._problem.code != "usage" else []
            if self._problem.code == "refused":
                settings = self._ui_context.actions["view.settings"]
                steps.insert(0, Step(gettext("Add API key"), settings.trigger, main=True))
            message = PageMessage(
                shown(self._problem.message), shown(self._problem.hint or ""), "alert", "error", steps=tuple(steps[:2])
            )
            if self._problem.code == Offline.code:
                message = no_saved_answer_message(self._ui_context.services.status, self.run)
            self.pane.show_message(ERROR, message)
        elif self._is_asking:
            stop = Step(gettext("Stop"), self._stop)
            self.pane.wait(
                asking_note(
                    self._ui_context.services.status, gettext("Searching full texts at Semantic Scholar…"), "", (stop,)
                )
            )
        elif self._found is not None and self._found.snippets:
            if self._lacking is not None:
                words = gettext("Some details of these papers are missing.")
                note = Note(words, shown(self._lacking.message), "warn", "warning", (again,))
                self.pane.show_rows(PARTIAL, note)
            else:
                self.pane.show_rows(FULL)
        elif self._found is not None:
            self._show_nothing_found()
        elif self._within is not None:
            heading = gettext("Search this paper's text")
            text = gettext(
                "Enter what the passage says. If Semantic Scholar doesn't have the full text, title and abstract are "
                "searched."
            )
            self.pane.show_message(EMPTY, PageMessage(heading, text, "search"))
        else:
            heading = gettext("Find a passage by what it says")
            text = gettext(
                "Semantic Scholar searches titles, abstracts and open full texts by meaning: a question or a claim "
                "finds more than single words."
            )
            self.pane.show_message(EMPTY, PageMessage(heading, text, "search"))

    def _show_nothing_found(self) -> None:
        steps: list[Step] = []
        if self.filters.any_set:
            steps.append(Step(gettext("Remove filters"), self._drop_filters, main=True))
        if self._within is not None:
            steps.append(Step(gettext("Search everywhere"), self._drop_paper, main=not steps))
            heading = gettext("No matching passage in this paper")
            text = gettext(
                "Semantic Scholar may not have its full text: of closed papers only title and abstract are searched."
            )
        else:
            heading = gettext("No matching passages")
            text = gettext(
                "Only titles, abstracts and open full texts are searched. Try other words or a whole sentence."
            )
        self.pane.show_message(EMPTY, PageMessage(heading, text, "search", steps=tuple(steps[:2])))

    def _drop_filters(self) -> None:
        self.filters.drop()
        self.run()

    # Rows

    def _chosen(self) -> Snippet | None:
        row = self.view.lead_row()
        return self.model.snippet(row) if 0 <= row < self.model.rowCount() else None

    def _on_chosen(self) -> None:
        snippet = self._chosen()
        self._passage.setVisible(snippet is not None)
        if snippet is None:
            return
        row = snippet_row(snippet, "")
        self._text.show_text(" ".join(snippet.text.split()))
        place = " · ".join(part for part in (row.section, row.kind, row.title) if part)
        self._place.show_text(place)
        self._share_height()

    def _read_selection(self) -> tuple[Paper | None, list[Paper]]:
        """Return the papers of the selected passages, each once."""
        found = [self.model.snippet(row).paper for row in self.view.chosen_rows() if row < self.model.rowCount()]
        papers = {paper.id: paper for paper in found if paper is not None}
        snippet = self._chosen()
        lead = snippet.paper if snippet is not None else None
        return lead or next(iter(papers.values()), None), list(papers.values())

    def _on_opened(self, row: int) -> None:
        if not 0 <= row < self.model.rowCount():
            return
        paper = self.model.snippet(row).paper
        if paper is not None:
            found = [self.model.snippet(row).paper for row in range(self.model.rowCount())]
            beside = {paper.id: paper for paper in found if paper is not None}
            self._ui_context.navigation.leave_for_paper(paper.id, shown(TITLE), beside=tuple(beside.values()))
            self._ui_context.current.run_for("paper.open", paper)

    def _on_menu_wanted(self, where: QPoint) -> None:
        snippet = self._chosen()
        if snippet is not None and snippet.paper is not None:
            self._ui_context.current.use(self._read_selection)
            self._ui_context.actions.row_menu(self).popup(where)

    def _on_copy(self) -> None:
        """Copy the selected passages with their references."""
        snippets = [self.model.snippet(row) for row in self.view.chosen_rows()]
        if snippets:
            lead = ngettext("Copied the passage.", "Copied {count} passages.", len(snippets))
            found = [(one.text, one.paper) for one in snippets]
            copying = copy_quotations(self._ui_context.services, self._ui_context.messages, found, lead)
            self._scope.start(copying, name="copy passages", latest="copy passages")

    def _on_only_here(self) -> None:
        snippet = self._chosen()
        if snippet is not None and snippet.paper is not None:
            self._within = snippet.paper
            self.run()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._ui_context.navigation.returning and self.view.current_row() >= 0:
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.edit.setFocus()
        self.edit.selectAll()
