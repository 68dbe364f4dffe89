"""Every field that the services sent about a paper, in one block for each service with the date of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Facts, Paper
from scholar_desktop.domain.source import S2
from scholar_desktop.services.papers.paper_text import facts_as_json, newest_facts, source_page
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.messages import COPIED_SHOWN_MS
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.fact_rows import fact_rows_of
from scholar_desktop.ui.widgets.facts_text import FactsText
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect

    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

ONE_PAPER_ALONE = "embedding"
"""The field that Semantic Scholar sends when one paper is requested alone, but not in a list of results."""


class ServiceFacts(QWidget):
    """Shows a block of fields for each service.

    What the user expands stays expanded for the next paper, because the same field is often compared between papers.
    """

    more_wanted = Signal()
    caret_moved = Signal(QWidget, object)

    def __init__(
        self, theme: Theme, messages: Messages, open_url: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._open_url = open_url
        self._theme = theme
        self._paper: Paper | None = None
        self._is_asked = False
        self.setObjectName("allDataView")
        self.setAccessibleName(gettext("All data"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(8))
        self._none = Prose("small", "muted")
        column.addWidget(self._none)
        self._load = Button(theme, ButtonKind.LINK, gettext("Load all data"))
        self._load.setObjectName("loadAllDataButton")
        self._load.clicked.connect(self.more_wanted)
        column.addWidget(self._load, 0, Qt.AlignmentFlag.AlignLeft)
        self._blocks: dict[str, _Block] = {}
        self._copy = Button(theme, ButtonKind.PLAIN, gettext("Copy as JSON"), icon="copy", small=True)
        self._copy.setObjectName("copyAllDataButton")
        set_tooltip(self._copy, gettext("Copy all fields exactly as the services sent them."))
        self._copy.clicked.connect(self._on_copy)
        row = QHBoxLayout()
        row.addWidget(self._copy)
        row.addStretch(1)
        self._column = column
        column.addLayout(row)

    def show_paper(self, paper: Paper, *, asked: bool) -> None:
        self._paper, self._is_asked = paper, asked
        facts = newest_facts(paper)
        for name, block in self._blocks.items():
            block.setVisible(any(each.source == name for each in facts))
        for place, each in enumerate(facts):
            if each.source not in self._blocks:
                block = self._blocks[each.source] = _Block(self._theme, self._open_url, each.source, self)
                block.text.caret_moved.connect(self._on_caret_moved)
                block.more_wanted.connect(self.more_wanted)
                # behind the text for 'nothing' and before the button; in the order of the services
                self._column.insertWidget(2 + place, block)
            self._blocks[each.source].show_facts(each, source_page(each.source, paper), asked=asked)
        self._copy.setVisible(bool(facts))
        self._load.setVisible(not facts and not asked)
        self._none.setVisible(not facts and asked)
        if not facts and asked:
            self._none.show_text(gettext("No more data from the services."))

    def _on_copy(self) -> None:
        if self._paper is not None:
            QGuiApplication.clipboard().setText(facts_as_json(self._paper.facts))
            names = ", ".join(wording.source_title(each.source) for each in newest_facts(self._paper))
            note = Note(gettext("Copied all data as JSON."), gettext("From {services}", services=names), icon="copy")
            self._messages.say("copied", note, lasts_ms=COPIED_SHOWN_MS)

    def _on_caret_moved(self, where: QRect) -> None:
        text = self.sender()
        if isinstance(text, FactsText):
            self.caret_moved.emit(text, where)


class _Block(QWidget):
    """One service: its name and date, the link to its page, and its fields."""

    more_wanted = Signal()

    def __init__(self, theme: Theme, open_url: Callable[[str], None], source: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._open_url = open_url
        self._facts: Facts | None = None
        self._page: str | None = None
        self._opened: frozenset[str] = frozenset()
        title = wording.source_title(source)
        self.setObjectName(f"allData.{source}")
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        head = FlowLayout(gap=theme.px(8), line_gap=theme.px(2))
        head.setContentsMargins(RING, 0, 0, 0)  # indented as far as the text with its frame
        head.addWidget(label(title, "strong"))
        self._date = label("", "small", "muted")
        head.addWidget(self._date)
        head.add_gap()
        self._link = Button(
            theme,
            ButtonKind.LINK,
            gettext("Open page"),
            icon="external",
            name=gettext("Open page at {service}", service=title),
        )
        self._link.clicked.connect(self._on_link)
        head.addWidget(self._link)
        column.addLayout(head)
        self.text = FactsText(theme, gettext("All data from {service}", service=title))
        self.text.setObjectName(f"allDataText.{source}")
        self.text.link_pressed.connect(self._open_url)
        self.text.more_pressed.connect(self._on_more)
        column.addWidget(self.text)
        self._ask = Button(theme, ButtonKind.LINK, gettext("Load embedding"))
        set_tooltip(self._ask, ngettext("{count} request", "{count} requests", 1))
        self._ask.setObjectName("askEmbeddingButton")
        self._ask.clicked.connect(self.more_wanted)
        self._ask.hide()
        column.addWidget(self._ask)

    def show_facts(self, facts: Facts, page: str | None, *, asked: bool) -> None:
        self._page = page
        self._link.setVisible(page is not None)
        set_tooltip(self._link, page or "")
        self._ask.setVisible(asked and facts.source == S2 and ONE_PAPER_ALONE not in facts.fields)
        if self._facts is not None and facts.fields is self._facts.fields and facts.retrieved == self._facts.retrieved:
            return
        self._facts = facts
        self._date.setText(wording.moment(facts.retrieved))
        self.text.show_rows(fact_rows_of(facts, self._opened))

    def _on_more(self, path: str) -> None:
        assert self._facts is not None
        self._opened ^= {path}
        self.text.show_rows(fact_rows_of(self._facts, self._opened), stay_at=path)

    def _on_link(self) -> None:
        if self._page is not None:
            self._open_url(self._page)
