"""The authors of the paper shown, each a link to the author's page."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind, inset
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import has_unnamed_authors

if TYPE_CHECKING:
    from scholar_desktop.ui.context.navigation import Navigation

FEW, MOST = 8, 100
"""Authors shown at first, and links at most: of a paper by thousands of authors, the others follow as text."""
LONGEST = 40
RIGHT_TO_LEFT_MARK = "\u200f"


class AuthorLinks(QWidget):
    """Shows the authors as links. Signals: `wanted` (the Author whose link was clicked)."""

    wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._authors: tuple[Author, ...] = ()
        self._has_more = False
        self._all = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        flow = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        flow.setSizePolicy(policy)
        self._flow = FlowLayout(flow, gap=theme.px(2), line_gap=0)
        column.addWidget(flow)
        make_group(flow)
        self._rest = Prose("small", "muted")
        column.addWidget(inset(self._rest))
        self._more = Button(theme, ButtonKind.LINK)
        self._more.setObjectName("moreAuthorsButton")
        self._more.clicked.connect(self._on_more)
        column.addWidget(self._more)

    def show_authors(self, paper: Paper | None) -> None:
        """Show the authors of *paper*. None: another paper is shown next, so that only the first few of its authors
        are listed."""
        authors = paper.authors if paper is not None else ()
        has_more = paper is not None and has_unnamed_authors(paper)
        if (authors, has_more) == (self._authors, self._has_more) and not (paper is None and self._all):
            return
        self._authors, self._has_more = authors, has_more
        self._all = self._all and paper is not None
        self._fill()

    def _fill(self) -> None:
        authors = self._authors
        cut = len(authors) - FEW
        shown = authors[:MOST] if self._all or cut <= 1 else authors[:FEW]
        clear_layout(self._flow)
        for place, author in enumerate(shown):
            self._flow.addWidget(self._link(author, last=place == len(authors) - 1))
        if self._has_more:
            self._flow.addWidget(inset(label(gettext("et al."), "body", "muted")))
        rest = authors[MOST:] if self._all else ()
        self._rest.setVisible(bool(rest))
        if rest:
            self._rest.show_text(", ".join(plain(author.name) for author in rest))
        self._more.setVisible(cut > 1)
        words = gettext("Show fewer") if self._all else ngettext("{count} more author", "{count} more authors", cut)
        self._more.show_content(ButtonContent(words))
        self.setVisible(bool(authors))
        self.updateGeometry()

    def _link(self, author: Author, *, last: bool) -> Button:
        name = plain(author.name)
        short = shorten(name, LONGEST)
        words = short if last else f"{_isolated(short)},"
        if self.isRightToLeft() and not last:
            words = f"{RIGHT_TO_LEFT_MARK}\u2068{short}\u2069,"  # the next name is to the left, and so is the comma
        link = Button(self._theme, ButtonKind.LINK, words, name=gettext("Show author {name}", name=name))
        link.setObjectName("authorLink")
        if author.id:
            set_tooltip(link, gettext("Show papers by {name}.", name=name))
        else:
            set_tooltip(link, gettext("No author profile linked. Search for people named {name}.", name=name))
        link.clicked.connect(lambda _checked=False: self.wanted.emit(author))
        return link

    def _on_more(self) -> None:
        self._all = not self._all
        self._fill()


def _isolated(name: str) -> str:
    """Return *name* isolated for bidirectional text: else the comma would move to the left of a right-to-left name."""
    leftwards = any(unicodedata.bidirectional(character) in ("R", "AL") for character in name)
    return f"\u2068{name}\u2069" if leftwards else name


def open_author(navigation: Navigation, author: Author, *, came_from: str = "") -> None:
    """Open the page of *author*; if no service linked the name to an author, the page of all authors of that name."""
    if author.id is not None:
        navigation.open(places.AUTHOR, author, came_from=came_from)
    else:
        navigation.open(places.AUTHORS, author.name, came_from=came_from)
