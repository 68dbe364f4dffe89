"""The head of the detail pane while several papers are selected: how many, what they have, and which one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.paper import find_same
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.theme.theme import Theme

FEWEST = 2
MOST_COUNTED = 500
"""Of more papers, the closed ones are not counted."""
MOST_HEIGHT = 2
"""The lines have at most the height of the pane divided by this; without the room, the less important ones are left
out, which the tooltip has."""


class SelectedPapers(QWidget):
    """Hidden unless the paper that is shown is one of several that are selected. `fit` is called after the height of
    the pane around it has changed."""

    def __init__(
        self,
        theme: Theme,
        context: ActionContext,
        marks: PaperStatuses,
        session: PaperSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._marks = marks
        self._session = session
        px = theme.px
        self.setObjectName("selectedPapers")
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(8), px(16), px(8))
        column.setSpacing(px(2))
        self._number = label("", "strong", wrap=True)
        self._facts = label("", "small", "muted", wrap=True)
        self._shown = label("", "small", "muted", wrap=True)
        self._alone = label("", "small", "muted", wrap=True)
        for line in (self._number, self._facts, self._shown, self._alone):
            column.addWidget(line)
        self.hide()
        session.shown.connect(self._show)
        context.changed.connect(self._show)
        marks.changed.connect(self._show)

    def _show(self) -> None:
        now, paper = self._context.now, self._session.paper
        count = now.selected
        is_one = paper is not None and (now.unread >= FEWEST or find_same(paper, now.papers) is not None)
        if paper is None or count < FEWEST or not is_one:
            self.hide()
            return
        self._number.setText(ngettext("{count} paper selected", "{count} papers selected", count))
        facts = self._common_facts(now.papers) if not now.unread else ""
        self._facts.setText(facts)
        title = plain(paper.title) or gettext("Untitled")
        about = gettext("Shown below: “{title}”", title=title)
        alone = gettext("The buttons below apply to this paper alone, unless they say “all”.")
        self._shown.setText(about)
        self._alone.setText(alone)
        self.setAccessibleName(". ".join(part for part in (self._number.text(), facts, about) if part))
        self.setAccessibleDescription(alone)
        self.show()
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def fit(self) -> None:
        """Leave out the lines for which the pane has no room: first the title, which is the next line of the pane."""
        pane, column = self.parentWidget(), self.layout()
        if self.isHidden() or pane is None or column is None:
            return
        around = column.contentsMargins()
        width = pane.width() - around.left() - around.right()
        room = pane.height() // MOST_HEIGHT - around.top() - around.bottom() - self._number.sizeHint().height()
        left_out = []
        for line in (self._facts, self._alone, self._shown):
            room -= line.heightForWidth(width) + column.spacing() if line.text() else 0
            line.setVisible(bool(line.text()) and room >= 0)
            if line.text() and room < 0:
                left_out.append(line.text())
        set_tooltip(self, "\n".join(left_out))

    def _common_facts(self, papers: tuple[Paper, ...]) -> str:
        """Return '12 in your library · 5 with PDF · 3 closed · 2015–2021'."""
        kept = [found for one in papers if (found := self._marks.kept_of(one)) is not None]
        facts = []
        if self._context.now.page != places.LIBRARY:
            words = ngettext("{count} in your library", "{count} in your library", len(kept))
            facts.append(words if kept else gettext("None in your library"))
        if kept:
            with_pdf = sum(one.pdf is not None for one in kept)
            some = ngettext("{count} with PDF", "{count} with PDF", with_pdf)
            facts.append(some if with_pdf else gettext("No PDF saved"))
        if closed := self._count_closed(papers):
            facts.append(gettext("{count} closed", count=closed))
        if years := [one.year for one in papers if one.year]:
            first, last = min(years), max(years)
            facts.append(gettext("{first}–{last}", first=str(first), last=str(last)) if first < last else str(first))
        return " · ".join(facts)

    def _count_closed(self, papers: tuple[Paper, ...]) -> int:
        """Return how many of *papers* have no PDF and are not open access, as their rows say; 0 if they are many, which
        takes long."""
        if len(papers) > MOST_COUNTED:
            return 0
        marks = ((one, self._marks.of(one)) for one in papers)
        return sum(mark.is_closed(one) and (mark.kept is None or mark.kept.pdf is None) for one, mark in marks)
