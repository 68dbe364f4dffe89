"""The header of an author page: name, other names, affiliations, links to other pages, and the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.people.author_session import AuthorSession
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind, inset
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import exact, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.theme.theme import Theme

MOST_ALIASES = 6


class AuthorHead(QWidget):
    """Shows the header. Buttons are in the same flow layout as the links, so nothing is cut off in a narrow page."""

    def __init__(self, theme: Theme, open_url: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_url = open_url
        self._theme = theme
        px = theme.px
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16) - RING, px(12), px(16), px(10))
        column.setSpacing(px(4))
        top = QHBoxLayout()
        top.setSpacing(px(8))
        self._name = Prose("title")
        self._name.setObjectName("authorName")
        top.addWidget(inset(self._name), 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(px(4))
        top.addLayout(self.buttons)
        column.addLayout(top)
        self._about = Prose("small", "muted")
        self._about.setObjectName("authorAbout")
        column.addWidget(inset(self._about))
        links = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        links.setSizePolicy(policy)
        self._links = FlowLayout(links, gap=px(12), line_gap=0)
        column.addWidget(links)
        column.addSpacing(px(4))
        self._numbers = FlowLayout(gap=px(16), line_gap=px(6))
        column.addLayout(self._numbers)
        self._shown: object = None

    def show_author(self, session: AuthorSession, kept: int) -> None:
        """Show the author of *session*.

        Args:
            kept: how many of the loaded papers are in the library.
        """
        author = session.author
        if author is None:
            return
        shown = (author.facts, author.id, len(session.papers), kept, session.loading, session.years)
        if shown == self._shown:
            return
        self._shown = shown
        self._name.show_text(author.name)
        self._about.show_text(_about(author, is_loaded=author.facts is not None))
        self._show_links(author)
        self._show_numbers(session, author, kept)

    def _show_links(self, author: AuthorProfile) -> None:
        clear_layout(self._links)
        for name, words, address in pages_of(author):
            link = Button(self._theme, ButtonKind.LINK, words, name=gettext("{page}: open in browser", page=words))
            link.show_content(ButtonContent(words, "external"), name=gettext("{page}: open in browser", page=words))
            link.setObjectName(name)
            set_tooltip(link, address)
            link.clicked.connect(lambda _checked=False, address=address: self._open_url(address))
            self._links.addWidget(link)

    def _show_numbers(self, session: AuthorSession, author: AuthorProfile, kept: int) -> None:
        clear_layout(self._numbers)
        years = sorted(session.years)
        numbers = (
            (author.counts.papers, ngettext("paper", "papers", author.counts.papers or 0)),
            (author.counts.citations, ngettext("citation", "citations", author.counts.citations or 0)),
            (author.counts.h_index, gettext("h-index")),
        )
        cells = [("–" if value is None else exact(value), words) for value, words in numbers]
        cells.append((number(kept), gettext("in your library")))
        if years:
            if years[0] == years[-1]:
                cells.append((str(years[0]), gettext("year of publication")))
            else:
                cells.append((f"{years[0]}–{years[-1]}", gettext("first to last paper")))
        for place, (value, words) in enumerate(cells):
            cell = QWidget()
            is_last = place == len(cells) - 1
            if not is_last:  # at the end: the cells may be on several lines, which begin at the same place
                cell.setProperty("edge", "right")
                cell.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            inner = QVBoxLayout(cell)
            inner.setContentsMargins(RING, 0, 0 if is_last else self._theme.px(14), 0)
            inner.setSpacing(0)
            strong = label(value, "title")
            strong.setAccessibleName(f"{value} {words}")
            inner.addWidget(strong)
            inner.addWidget(label(words, "small", "muted"))
            self._numbers.addWidget(cell)


def pages_of(author: AuthorProfile) -> list[tuple[str, str, str]]:
    """Return (objectName, text, address) of the author's pages on other sites."""
    found = []
    if author.id is not None:
        page = f"https://www.semanticscholar.org/author/{author.id}"
        found.append(("authorPageLink.s2", gettext("Semantic Scholar {id}", id=author.id), page))
    if author.orcid:
        found.append(
            ("authorPageLink.orcid", gettext("ORCID {id}", id=author.orcid), f"https://orcid.org/{author.orcid}")
        )
    for name in author.dblp[:3]:
        address = f"https://dblp.org/search/author?q={quote(name, safe='')}"
        found.append(("authorPageLink.dblp", gettext("DBLP {name}", name=name), address))
    if author.homepage:
        found.append(("authorPageLink.home", gettext("Home page"), author.homepage))
    return found


def _about(author: AuthorProfile, *, is_loaded: bool) -> str:
    lines = []
    if author.affiliations:
        lines.append(" · ".join(author.affiliations))
    if author.aliases:
        names, more = ", ".join(author.aliases[:MOST_ALIASES]), len(author.aliases) - MOST_ALIASES
        if more > 0:
            lines.append(
                ngettext(
                    "Also published as {names} and {count} other",
                    "Also published as {names} and {count} others",
                    more,
                    names=names,
                )
            )
        else:
            lines.append(gettext("Also published as {names}", names=names))
    if is_loaded:
        match bool(author.affiliations), bool(author.homepage):
            case False, False:
                lines.append(gettext("No affiliation and no home page listed."))
            case False, True:
                lines.append(gettext("No affiliation listed."))
            case True, False:
                lines.append(gettext("No home page listed."))
    return "\n".join(lines)
