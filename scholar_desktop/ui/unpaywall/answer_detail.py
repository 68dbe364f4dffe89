"""The detail pane of the chosen answer: actions, all its fields, and its PDF, which is shown without being stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Facts
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.unpaywall.answers import all_links
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.papers.pdf.view import PdfView
from scholar_desktop.ui.unpaywall.answer_list import AnswerRow
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.fact_rows import fact_rows_of
from scholar_desktop.ui.widgets.facts_text import FactsText
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.words import wording

if TYPE_CHECKING:
    from scholar_desktop.services.open_access.pdf_preview import PdfPreviewer
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme

BUTTONS = (
    ("unpaywall.view_pdf", ButtonKind.PRIMARY, Message("Read here")),
    ("unpaywall.save_pdf", ButtonKind.PLAIN, Message("Save PDF…")),
    ("unpaywall.open_outside", ButtonKind.PLAIN, Message("Open in PDF app")),
    ("unpaywall.open_browser", ButtonKind.PLAIN, Message("Open in browser")),
    ("paper.get_pdf", ButtonKind.PLAIN, Message("Get PDF")),
)
COPIES = (
    ("unpaywall.copy_best", Message("Best link")),
    ("unpaywall.copy_pdf", Message("PDF link")),
    ("unpaywall.copy_links", Message("All links")),
    ("unpaywall.copy_json", Message("JSON")),
    ("unpaywall.copy_request", Message("Request address")),
)
"""What is copied; the links follow the word “Copy:”."""


class AnswerDetail(QWidget):
    """Shows the facts, or the PDF in their place. `pdf`: the view that shows the PDF."""

    def __init__(
        self,
        theme: Theme,
        actions: Actions,
        open_url: Callable[[str], None],
        pdf_previewer: PdfPreviewer,
        pdf: PdfView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pdf_previewer = pdf_previewer
        self._theme = theme
        self._row: AnswerRow | None = None
        self._opened: frozenset[str] = frozenset()
        self.setObjectName("answerDetail")
        self.setAccessibleName(gettext("Selected answer"))
        self._stack = QStackedLayout(self)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(gettext("All fields of the answer"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(16))
        column.setSpacing(theme.px(10))
        self._title = Prose("title")
        self._below = Prose("small", "muted")
        column.addWidget(self._title)
        column.addWidget(self._below)
        self._no_copy = Prose("small")
        self._no_copy.setObjectName("answerNoCopy")
        column.addWidget(self._no_copy)
        self._copy_actions = QWidget()
        flow = FlowLayout(self._copy_actions, gap=theme.px(8), line_gap=theme.px(6))
        for action_id, kind, text in BUTTONS:
            button = Button(theme, kind, small=True)
            button.setObjectName(f"answer.{action_id}")
            button.bind(actions[action_id], text=shown(text))
            flow.addWidget(button)
        column.addWidget(self._copy_actions)
        self._copies = QWidget()
        row = FlowLayout(self._copies, gap=theme.px(10), line_gap=theme.px(4))
        row.addWidget(label(gettext("Copy:"), "small", "muted"))
        for action_id, text in COPIES:
            button = Button(theme, ButtonKind.LINK)
            button.setObjectName(f"answer.{action_id}")
            button.bind(actions[action_id], text=shown(text))
            row.addWidget(button)
        column.addWidget(self._copies)
        self._facts = FactsText(theme, gettext("All fields of the answer"))
        self._facts.setObjectName("answerFacts")
        self._facts.link_pressed.connect(open_url)
        self._facts.more_pressed.connect(self._on_more)
        self._facts.caret_moved.connect(self._on_caret_moved)
        column.addWidget(self._facts)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self.pdf = pdf
        self.pdf.setObjectName("answerPdfView")
        self.pdf.setAccessibleName(gettext("PDF preview, not saved"))
        self.pdf.closed.connect(self.close_pdf)
        self.pdf.outside_wanted.connect(actions["unpaywall.open_outside"].trigger)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self.pdf)
        self.show_row(None)

    @property
    def shows_pdf(self) -> bool:
        return self._stack.currentWidget() is self.pdf

    def show_row(self, row: AnswerRow | None) -> None:
        """Show *row*; None shows nothing."""
        is_other = (row is None) is not (self._row is None) or (
            row is not None and self._row is not None and row.item.id != self._row.item.id
        )
        if is_other and self.shows_pdf:
            self.close_pdf()
        self._row = row
        answer = None if row is None else row.item.answer
        self._copy_actions.setVisible(answer is not None)
        self._copies.setVisible(answer is not None)
        is_closed = answer is not None and not all_links(answer)
        self._no_copy.show_text(
            gettext("Unpaywall lists no open copy of this paper. Other services may have one.") if is_closed else ""
        )
        self._no_copy.setVisible(is_closed)
        if row is None:
            self._title.show_text("")
            self._below.show_text("")
            self._facts.show_rows(())
            return
        paper = row.item.paper
        self._title.show_text((wording.without_html(paper.title) if paper is not None else "") or row.item.id)
        why, when = row.item.error, wording.moment(row.item.retrieved)
        if why is not None:
            self._below.show_text(f"{shown(why.message)} {shown(why.hint or '')}".strip())
        elif not row.item.retrieved:
            self._below.show_text("")
        elif row.item.cached:
            self._below.show_text(gettext("Unpaywall, saved answer of {date}", date=when))
        else:
            self._below.show_text(gettext("Unpaywall, {date}", date=when))
        self._show_facts()

    def open_pdf(self) -> PdfView:
        """Put the PDF view in place of the facts."""
        self._stack.setCurrentWidget(self.pdf)
        return self.pdf

    def close_pdf(self) -> None:
        """Close the PDF, and show the facts again."""
        self.pdf.let_go()
        self._pdf_previewer.forget()
        self._stack.setCurrentWidget(self._scroll)

    def _show_facts(self, stay_at: str | None = None) -> None:
        answer = self._row.item.answer if self._row is not None else None
        if answer is None:
            self._facts.show_rows(())
            return
        facts = Facts(UNPAYWALL, (self._row.item.retrieved if self._row else "") or "", dict(answer))
        self._facts.show_rows(fact_rows_of(facts, self._opened), stay_at=stay_at)

    def _on_more(self, path: str) -> None:
        self._opened ^= {path}
        self._show_facts(stay_at=path)

    def _on_caret_moved(self, where: QRect) -> None:
        page = self._scroll.widget()
        assert page is not None
        place = self._facts.mapTo(page, where.center())
        self._scroll.ensureVisible(place.x(), place.y(), 0, self._theme.px(20))
