"""The papers that entered the offline corpus by an update and lack rows, with what each lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.corpus.dataset_list_model import DatasetDelegate, row_height
from scholar_desktop.ui.corpus.file_list_model import FileListRow
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.words.wording import gap_words

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers, IncompletePaper
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.corpus.corpus_work import CorpusWork
    from scholar_desktop.ui.theme.theme import Theme

MOST_ROWS, ROWS_HIGH = 500, 6
"""Papers that are listed, the most cited first, and those that are visible at once."""


class IncompleteList(QWidget):
    """Hidden while no paper lacks rows. A row is opened with Enter or a double click."""

    def __init__(
        self,
        theme: Theme,
        papers: CorpusPapers,
        scope: TaskScope,
        work: CorpusWork,
        open_paper: Callable[[Paper], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._papers = papers
        self._scope = scope
        self._work = work
        self._open_paper = open_paper
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._section = FoldSection(theme, "", "incompletePapersButton", is_open=True)
        self.model = IncompleteListModel()
        self.view = RowList("incompletePapersView", gettext("Papers with missing data"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(DatasetDelegate(theme, self.view))
        self.view.setSelectionMode(RowList.SelectionMode.SingleSelection)
        self.view.opened.connect(self._on_opened)
        self._section.body.addWidget(self.view)
        column.addWidget(self._section)
        theme.changed.connect(self._measure)
        work.changed.connect(self._look)
        self.hide()

    def _look(self) -> None:
        facts = self._work.facts
        if facts is None or not facts.lacking:
            self.model.show(())
            self.hide()
        elif not self._work.is_running:
            self._scope.start(self._load(facts.lacking), name="papers that lack rows", latest="incomplete")

    async def _load(self, count: int) -> None:
        try:
            found = await self._papers.incomplete(MOST_ROWS)
        except ScholarError:  # the page says why the corpus cannot be read
            found = ()
        self.model.show(found)
        title = ngettext(
            "{count} paper added by an update, with missing data",
            "{count} papers added by an update, with missing data",
            count,
        )
        self._section.set_title(title)
        self._measure()
        self.setVisible(bool(found))

    def _measure(self) -> None:
        height = row_height(self._theme.type)
        self.view.set_row_height(height)
        self.view.setFixedHeight(height * min(ROWS_HIGH, max(1, self.model.count())) + 2)

    def _on_opened(self, row: int) -> None:
        paper = self.model.paper_at(row)
        if paper is not None:
            self._open_paper(paper)


class IncompleteListModel(RowTable):
    """Papers with what they lack."""

    def __init__(self) -> None:
        super().__init__()
        self._papers: list[Paper] = []
        self._rows: list[FileListRow] = []

    def show(self, papers: Iterable[IncompletePaper]) -> None:
        self.beginResetModel()
        listed: Sequence[IncompletePaper] = tuple(papers)
        self._papers = [each.paper for each in listed]
        self._rows = [_row(each) for each in listed]
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> FileListRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._papers[number]


def _row(each: IncompletePaper) -> FileListRow:
    title = plain(each.paper.title) or gettext("Untitled")
    about = gettext("Missing: {data}", data=gap_words(each.lacks))
    return FileListRow(title, about, f"{title}, {about}")
