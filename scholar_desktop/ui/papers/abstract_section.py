"""The summary and the abstract of a paper in the detail pane; a long abstract is cut until it is expanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import Prose, label

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.theme.theme import Theme

LONG_ABSTRACT = 420
"""Characters of an abstract that are shown before it is expanded."""


class AbstractSection:
    """Adds its widgets to the column of the pane, which gives them their heights."""

    def __init__(self, theme: Theme, column: QVBoxLayout) -> None:
        px = theme.px
        self._paper: Paper | None = None
        self._is_whole = False
        box = QFrame()
        box.setProperty("role", "note")
        lines = QVBoxLayout(box)
        lines.setContentsMargins(px(12), px(8), px(12), px(8))
        lines.setSpacing(px(2))
        self._summary = Prose("body")
        lines.addWidget(self._summary)
        origin = gettext("Machine-generated summary from Semantic Scholar")
        lines.addWidget(label(origin, "caption", "muted", wrap=True))
        self._summary_holder = QWidget()
        around = QVBoxLayout(self._summary_holder)
        around.setContentsMargins(0, px(12), 0, 0)
        around.addWidget(box)
        column.addWidget(self._summary_holder)
        self._head = label(gettext("Abstract"), "section")
        self._head.setContentsMargins(0, px(16), 0, px(4))
        column.addWidget(self._head)
        self._text = Prose("body")
        column.addWidget(self._text)
        self._more = Button(theme, ButtonKind.LINK, gettext("Show more"))
        self._more.clicked.connect(self._on_more)
        column.addWidget(self._more)

    def show_paper(self, paper: Paper, *, is_other: bool = False) -> None:
        """Show the texts of *paper*. is_other: another paper was shown before, so its abstract is cut."""
        self._paper = paper
        self._is_whole = self._is_whole and not is_other
        self._summary_holder.setVisible(bool(paper.tldr))
        self._summary.show_text(paper.tldr or "", lead=gettext("TL;DR"))
        abstract = (paper.abstract or "").strip()
        is_long = len(abstract) > LONG_ABSTRACT * 1.3
        if is_long and not self._is_whole:
            abstract = shorten(abstract, LONG_ABSTRACT)
        self._text.show_text(abstract)
        self._text.setVisible(bool(abstract))
        self._head.setVisible(bool(abstract))
        self._more.setVisible(is_long)
        self._more.show_content(ButtonContent(gettext("Show less") if self._is_whole else gettext("Show more")))

    def _on_more(self) -> None:
        self._is_whole = not self._is_whole
        if self._paper is not None:
            self.show_paper(self._paper)
