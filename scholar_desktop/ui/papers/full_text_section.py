"""The section 'Full text' of the detail pane: the section headings of a text that the offline corpus has.

The text below a heading is laid out when the user opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.words.wording import calendar_day

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.theme.theme import Theme


class FullTextSection(QWidget):
    """Hidden for papers whose text is not in the corpus."""

    def __init__(
        self, theme: Theme, scope: TaskScope, papers: Callable[[], CorpusPapers], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scope = scope.child()
        self._papers = papers
        self._shown: str | None = None
        self.setObjectName("fullTextSection")
        self.setAccessibleName(gettext("Full text"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(16), 0, 0)
        column.setSpacing(0)
        column.addWidget(label(gettext("Full text"), "section"))
        self._about = label("", "caption", "muted", wrap=True)
        column.addWidget(self._about)
        self._sections = QVBoxLayout()
        self._sections.setSpacing(0)
        column.addLayout(self._sections)
        self.hide()

    def show_paper(self, paper: Paper) -> None:
        """Show the headings of the text of *paper*, if there is one."""
        if paper.id == self._shown:
            return
        self._shown = paper.id
        self.hide()
        self._scope.start(self._load(paper), name="the full text of a paper", latest="full text")

    async def _load(self, paper: Paper) -> None:
        try:
            found = await self._papers().text_of(paper)
        except ScholarError:  # the paper is shown all the same
            return
        if found is None or not found.sections:
            return
        clear_layout(self._sections)
        day = calendar_day(found.day) or found.day
        self._about.setText(gettext("From Semantic Scholar's open full texts (S2ORC), as of {day}", day=day))
        for number, (heading, text) in enumerate(found.sections):
            self._sections.addWidget(self._section(number, heading, text))
        self.show()

    def _section(self, number: int, heading: str, text: str) -> QWidget:
        section = FoldSection(self._theme, heading, f"fullTextHeading.{number}")
        layout = section.layout()
        assert layout is not None
        layout.setContentsMargins(0, self._theme.px(4), 0, 0)

        def fill() -> None:
            if not section.body.count():
                words = Prose("body")
                words.show_text(text or gettext("There is no text below this heading."))
                section.body.addWidget(words)

        section.opened.connect(fill)
        return section
